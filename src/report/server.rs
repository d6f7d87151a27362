//! Failures and notes of a server, by cause: one mistake fails many vectors.

use super::diff_view::{plain, safe};
use super::layout::{BAD, BOLD, DIM, field, stderr, thousands};
use super::verbosity::Verbosity;
use crate::capture::print::{CurlBody, curl};
use crate::judge::cluster::{Cluster, clusters};
use crate::judge::{SentBefore, ServerFinding, Way};
use crate::run::ImplementationReport;
use crate::vectors::notes::fix_of;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

/// The number of causes, and of the other vectors of a cause, that are shown unless more is asked for.
const CAUSES: usize = 12;
const OTHERS: usize = 4;

/// A request that is sent more often than this is written once.
const SHOWN_AGAIN: u16 = 3;

/// The longest body that is shown, in characters.
const BODY: usize = 300;

/// Every cause with one example: request, curl command, and where the cause is likely to be.
pub(super) fn failures(
    report: &ImplementationReport,
    verbosity: Verbosity,
    out: &mut dyn Write,
) -> io::Result<()> {
    let verbose = verbosity == Verbosity::Verbose;
    let found = clusters(&report.server);
    let shown = if verbose { usize::MAX } else { CAUSES };
    for cluster in found.iter().take(shown) {
        cause(report, cluster, verbose, out)?;
    }
    let hidden: usize = found.iter().skip(shown).map(|cluster| cluster.findings.len()).sum();
    if hidden > 0 {
        let causes = found.len() - shown;
        writeln!(out, "\n     … and {causes} more causes, {hidden} vectors (--verbose shows all)")?;
    }
    Ok(())
}

fn cause(
    report: &ImplementationReport,
    cluster: &Cluster<'_>,
    verbose: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(example) = cluster.findings.first() else { return Ok(()) };
    writeln!(out, "\n{BAD}FAIL{BAD:#} {BOLD}{}{BOLD:#}: {}", report.name, safe(&example.id))?;
    field(out, "about", &safe(&example.comment))?;
    for what in &example.wrong {
        field(out, "wrong", &safe(what))?;
    }
    match cluster.cause.way {
        Way::Alone => {}
        Way::Parallel => {
            field(
                out,
                "only",
                "while other requests are under way, or after them; alone it is answered rightly",
            )?;
        }
        Way::Sequence => {
            field(out, "only", "after what is sent before it here; alone it is answered rightly")?
        }
        Way::Kept => field(
            out,
            "only",
            "on a connection that answered other requests before; on a new one it is answered rightly",
        )?,
    }
    let rests_on = example.requirements.join(", ");
    field(out, "rule", &format!("{} ({rests_on})", example.expected.rule.id()))?;
    let weight = cluster.cause.weight.name();
    field(out, "weight", &format!("{weight}; {}", cluster.cause.stage.name()))?;
    if let Some(place) = cluster.cause.likely_place() {
        field(out, "likely", place)?;
    }
    if let Some(fix) = example.flags.iter().find_map(|flag| fix_of(flag)) {
        field(out, "fix", fix)?;
    }
    request(report, example, out)?;
    stderr(&example.stderr, out)?;
    let others = cluster.findings.len() - 1;
    if others > 0 {
        let all = if verbose { usize::MAX } else { OTHERS };
        let ids: Vec<&str> =
            cluster.findings.iter().skip(1).take(all).map(|f| f.id.as_str()).collect();
        let more = if others > ids.len() { ", …" } else { "" };
        let vectors = if others == 1 { "vector" } else { "vectors" };
        let count = thousands(others as u64);
        field(out, "also", &format!("{count} {vectors}: {}{more}", safe(&ids.join(", "))))?;
    }
    Ok(())
}

/// The commands that show a failure: one curl, or where others come before it, one for each connection in turn.
pub(super) fn curl_of(example: &ServerFinding, url: &str, options: &[String]) -> String {
    let mut script = String::new();
    let mut last = None;
    let own = SentBefore {
        request: Arc::clone(&example.request),
        connection: example.connection,
        times: 1,
        pause: Duration::ZERO,
    };
    for sent in example.before.iter().chain(std::iter::once(&own)) {
        let command = curl(&sent.request, url, options, CurlBody::Inline);
        // One process keeps its connection.
        let is_kept = last == Some(sent.connection) && sent.pause.is_zero();
        let next = command.strip_prefix("curl ").unwrap_or(&command).to_owned();
        let shown = if sent.times > SHOWN_AGAIN { 1 } else { sent.times };
        for turn in 0..shown {
            match (script.is_empty(), is_kept || turn > 0) {
                (true, _) => script.push_str(&command),
                (false, true) => script.push_str(&format!(" \\\n  --next {next}")),
                (false, false) => {
                    let pause = match sent.pause.is_zero() {
                        true => String::new(),
                        false => format!("sleep {}\n", sent.pause.as_secs_f64()),
                    };
                    script.push_str(&format!("\n{pause}{command}"));
                }
            }
        }
        if sent.times > SHOWN_AGAIN {
            script.push_str(&format!("\n# the last one {} times in all", sent.times));
            last = None;
        } else {
            last = Some(sent.connection);
        }
    }
    script
}

fn request(
    report: &ImplementationReport,
    example: &ServerFinding,
    out: &mut dyn Write,
) -> io::Result<()> {
    for sent in &example.before {
        let times = if sent.times > 1 { format!(", {} times", sent.times) } else { String::new() };
        let line = format!(
            "{} {} ({} bytes{times}; connection {})",
            sent.request.method,
            sent.request.target,
            sent.request.body.len(),
            sent.connection
        );
        field(out, "before", &safe(&line))?;
    }
    let request = &example.request;
    let shown: String = String::from_utf8_lossy(&request.body).chars().take(BODY).collect();
    let cut = if shown.len() < request.body.len() { "…" } else { "" };
    let line = format!("{} {}", request.method, request.target);
    field(out, "request", &safe(&line))?;
    field(
        out,
        "body",
        &format!("{}{cut} ({} bytes)", plain(shown.as_bytes()), request.body.len()),
    )?;
    let Some((url, options)) = &report.reach else { return Ok(()) };
    let command = curl_of(example, url, options);
    for (at, line) in command.lines().enumerate() {
        field(out, if at == 0 { "curl" } else { "" }, &safe(line))?;
    }
    Ok(())
}

/// What passes with another status than advised: counted, and listed by cause.
pub(super) fn notes(
    report: &ImplementationReport,
    verbosity: Verbosity,
    out: &mut dyn Write,
) -> io::Result<()> {
    for cluster in clusters(&report.notes) {
        let Some(example) = cluster.findings.first() else { continue };
        let what = example.wrong.join("; ");
        let count = thousands(cluster.findings.len() as u64);
        writeln!(out, "     note {count}: {} ({})", safe(&what), cluster.cause.stage.name())?;
        let all = if verbosity == Verbosity::Verbose { usize::MAX } else { 1 };
        for finding in cluster.findings.iter().take(all) {
            writeln!(out, "             {DIM}{}{DIM:#}", safe(&finding.id))?;
        }
    }
    Ok(())
}
