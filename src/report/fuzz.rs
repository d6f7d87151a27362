//! What is told of a campaign to people: lines as it goes, and what it came to.

use super::diff_view::safe;
use super::fuzz_json::{Kind, kinds, throttled};
use crate::campaign::finding_store::FiledFinding;
use crate::campaign::{CampaignReport, FuzzPlan, Standing, not_enough};
use crate::run::{ExpectedReport, State};
use anstyle::AnsiColor;
use std::io::{self, Write};
use std::time::Duration;

pub use super::fuzz_json::{write_json, write_status};

/// The maximum number of notes in the summary for people.
const SHOWN_NOTES: usize = 12;

/// How it stands, in one line.
pub fn line(standing: &Standing) -> String {
    let Standing { cases, per_second, findings, flaky, behaviours, .. } = standing;
    let mut text = format!(
        "{} {} cases, {per_second:.0}/s, {} {}",
        time(standing.elapsed),
        grouped(*cases),
        findings.len(),
        if findings.len() == 1 { "finding" } else { "findings" },
    );
    let mut most: Vec<&(String, u64)> = findings.iter().collect();
    most.sort_by_key(|(_, count)| u64::MAX - count);
    let shown: Vec<String> =
        most.iter().take(3).map(|(cause, count)| format!("{cause} {}", grouped(*count))).collect();
    if !shown.is_empty() {
        text.push_str(&format!(
            " ({}{})",
            shown.join(", "),
            if most.len() > 3 { ", …" } else { "" }
        ));
    }
    if *flaky > 0 {
        text.push_str(&format!(", {flaky} flaky"));
    }
    text.push_str(&format!(
        ", {behaviours} behaviours, nothing new for {}",
        time(standing.since_new)
    ));
    let throttled = throttled(standing);
    if throttled > 0 {
        text.push_str(&format!(", {} throttled", grouped(throttled)));
    }
    if !standing.notes.is_empty() {
        text.push_str(&format!(", {} notes", standing.notes.len()));
    }
    if let Some(down) = standing.down {
        text.push_str(&format!(", target away for {}", time(down)));
    }
    text
}

/// A time for people: `7s`, `12m03s`, `8h00m`.
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}s"),
        (0, minutes, seconds) => format!("{minutes}m{seconds:02}s"),
        (hours, minutes, _) => format!("{hours}h{minutes:02}m"),
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// How likely the next hour is to show something new, in words.
fn chance(next_hour: f64) -> String {
    match next_hour {
        p if p >= 0.995 => "almost certain to".to_owned(),
        p if p < 0.001 => "less than 0.1% likely to".to_owned(),
        p => format!("about {:.0}% likely to", (p * 100.0).max(1.0)),
    }
}

/// What a campaign came to, for people.
///
/// # Errors
/// Those of the writer.
pub fn write_text(
    report: &CampaignReport,
    plan: &FuzzPlan,
    quiet: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (bad, good) = (AnsiColor::Red.on_default().bold(), AnsiColor::Green.on_default().bold());
    let standing = &report.standing;
    let mut findings: Vec<&FiledFinding> = report.findings.iter().collect();
    // The worst first.
    findings.sort_by_key(|filed| filed.weight);
    for filed in findings {
        let weight = filed.weight.map_or(String::new(), |weight| format!("{}: ", weight.name()));
        writeln!(out, "{bad}FOUND{bad:#} {}: {} cases", filed.cause, grouped(filed.count))?;
        writeln!(out, "      {weight}{}", safe(&filed.title))?;
        let others: Vec<&str> = filed.hypotheses.iter().skip(1).take(4).map(|s| s.id()).collect();
        if !others.is_empty() {
            writeln!(out, "      or {}: alike on all that was asked", others.join(", "))?;
        }
        writeln!(out, "      {}", plan.dir.join(&filed.cause).join("case.json").display())?;
    }
    for one in &report.expectations {
        let (name, reason) = (safe(&one.expected.name()), safe(&one.expected.reason));
        match one.state {
            State::Met => {
                writeln!(out, "expected {name}: {} times ({reason})", grouped(one.count))?
            }
            State::Expired => writeln!(out, "{bad}expired{bad:#} {name}: {reason}")?,
            State::Stale => writeln!(
                out,
                "{bad}stale{bad:#} {name}: it did not come; take the expectation out of goalpost.toml"
            )?,
            State::NotJudged | State::Off => {}
        }
    }
    for filed in &report.flaky {
        writeln!(out, "flaky {}", safe(&filed.title))?;
    }
    if let Some(why) = &report.gave_up {
        writeln!(out, "{bad}gave up{bad:#}: {why}")?;
    }
    let too_little = not_enough(&standing.coverage);
    if quiet {
        return Ok(());
    }
    for note in standing.notes.iter().take(SHOWN_NOTES) {
        writeln!(out, "note  {} ({} times)", safe(&note.text), grouped(note.count))?;
    }
    if let Some(more) = standing.notes.len().checked_sub(SHOWN_NOTES).filter(|more| *more > 0) {
        writeln!(out, "note  {more} more; --format json lists them all")?;
    }
    for remark in &standing.remarks {
        writeln!(out, "note  {}", safe(remark))?;
    }
    if !standing.coverage.is_empty() {
        writeln!(
            out,
            "{:<12}{:>12}{:>12}{:>12}{:>14}",
            "kind", "sent", "judged", "throttled", "not answered"
        )?;
        for Kind { kind, sent, judged, throttled, not_answered } in kinds(&standing.coverage) {
            let [sent, judged, throttled, not_answered] =
                [sent, judged, throttled, not_answered].map(grouped);
            writeln!(out, "{kind:<12}{sent:>12}{judged:>12}{throttled:>12}{not_answered:>14}")?;
        }
    }
    writeln!(
        out,
        "{} cases in {}, {:.0} a second{}; {} behaviours told apart, the last new one {} ago",
        grouped(standing.cases),
        time(standing.elapsed),
        standing.per_second,
        if report.cases < standing.cases {
            format!(" ({} of them in this run)", grouped(report.cases))
        } else {
            String::new()
        },
        standing.behaviours,
        time(standing.since_new),
    )?;
    writeln!(
        out,
        "another hour is {} show a behaviour that was not seen (Good-Turing, from what was seen once)",
        chance(standing.next_hour)
    )?;
    match (report.findings.len(), report.interrupted) {
        (0, false) if report.gave_up.is_none() => match too_little {
            Some(why) => writeln!(out, "{bad}not enough was judged{bad:#}: {why}"),
            None if plan.strict && !standing.notes.is_empty() => {
                writeln!(out, "{bad}notes{bad:#}: they fail with --strict")
            }
            None if report.expectations.iter().any(is_over) => {
                writeln!(out, "{bad}an expectation is stale or expired{bad:#}")
            }
            None => writeln!(out, "{good}clean{good:#}"),
        },
        (0, _) => writeln!(out, "nothing found so far"),
        (1, _) => writeln!(out, "1 finding, in {}", plan.dir.display()),
        (count, _) => writeln!(out, "{count} findings, in {}", plan.dir.display()),
    }
}

/// Whether an expectation fails the campaign.
fn is_over(one: &ExpectedReport) -> bool {
    matches!(one.state, State::Stale | State::Expired)
}
