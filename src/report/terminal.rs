//! The report for people.

use super::code::{blocks, functions};
use super::diff_view::{marked, plain, safe};
use super::headline::headline;
use super::layout::{BAD, BOLD, DIM, GOOD, WARN, field, stderr, thousands};
use super::server;
use super::skips::skips;
use super::split::{Split, folded, named};
use super::verbosity::Verbosity;
use crate::adapter::Op;
use crate::judge::{Finding, Kind};
use crate::mistakes::{Function, KeySource, Language, MistakeSet, Step};
use crate::run::cross_check::CrossCheck;
use crate::run::exit;
use crate::run::{CheckReport, ExpectedReport, ImplementationReport, Learning, State, Unseen};
use crate::wording;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Writes the report of a check.
///
/// # Errors
/// Those of the writer.
pub fn write(report: &CheckReport, verbosity: Verbosity, out: &mut dyn Write) -> io::Result<()> {
    if verbosity > Verbosity::Quiet {
        heading(report, out)?;
        for implementation in &report.implementations {
            summary(implementation, verbosity, out)?;
        }
    }
    if verbosity > Verbosity::Quiet {
        agreement(report, verbosity, out)?;
    }
    for implementation in &report.implementations {
        findings(implementation, verbosity, out)?;
        server::failures(implementation, verbosity, out)?;
        if verbosity == Verbosity::Verbose {
            for (finding, expected) in implementation
                .findings
                .iter()
                .filter_map(|f| implementation.expectation_of(f).map(|e| (f, e)))
            {
                writeln!(out)?;
                expected_sample(implementation, finding, expected, out)?;
            }
        }
        for expected in &implementation.expectations {
            broken_expectation(implementation, expected, out)?;
        }
        if let Some(cannot) = &implementation.cannot_run {
            writeln!(
                out,
                "\n{BAD}could not run{BAD:#} {BOLD}{}{BOLD:#}: {}",
                implementation.name,
                safe(&cannot.why)
            )?;
            field(out, "command", &implementation.command)?;
            stderr(&cannot.stderr, out)?;
        }
    }
    let good = report.complete && report.exit_code() == exit::CONFORMS;
    if verbosity > Verbosity::Quiet || !good {
        verdict(report, out)?;
    }
    Ok(())
}

/// Writes what a person needs to know on the console when the report itself goes to a file.
///
/// # Errors
/// Those of the writer.
pub fn write_summary(
    report: &CheckReport,
    verbosity: Verbosity,
    out: &mut dyn Write,
) -> io::Result<()> {
    let is_good = report.complete && report.exit_code() == exit::CONFORMS;
    if verbosity == Verbosity::Quiet && is_good {
        return Ok(());
    }
    heading(report, out)?;
    for implementation in &report.implementations {
        summary(implementation, verbosity, out)?;
        let split = Split::of(implementation);
        if !split.costly.is_empty() || !split.harmless.is_empty() {
            writeln!(out, "     {}", split.line())?;
        }
        named(&split.costly, out)?;
        if !implementation.server.is_empty() {
            let count = thousands(implementation.server.len() as u64);
            writeln!(out, "     {count} verify vectors failed")?;
        }
        if let Some(cannot) = &implementation.cannot_run {
            writeln!(out, "     {}", safe(&cannot.why))?;
            stderr(&cannot.stderr, out)?;
        }
    }
    verdict(report, out)
}

/// What nothing covers: what loses conversions first, the rest folded.
fn findings(
    report: &ImplementationReport,
    verbosity: Verbosity,
    out: &mut dyn Write,
) -> io::Result<()> {
    let split = Split::of(report);
    if split.costly.is_empty() && split.harmless.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}{}{BOLD:#}: {}", report.name, split.line())?;
    let (in_full, more) = split.in_full(verbosity);
    for finding in &in_full {
        writeln!(out)?;
        failure(report, finding, out)?;
    }
    let needed: BTreeSet<Function> = in_full.iter().flat_map(|f| functions(f)).collect();
    match report.language {
        Some(language) => blocks(&needed, language, out)?,
        None if needed.is_empty() => {}
        None => no_code(report, out)?,
    }
    folded("more of the same kinds on legal goals", &more, out)?;
    if verbosity < Verbosity::Verbose {
        let title = match report.gate.legal_only {
            true => "only on goals that a server refuses, not gated because of --legal",
            false => "only on goals that a server refuses",
        };
        folded(title, &split.harmless, out)?;
    }
    Ok(())
}

fn heading(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let vectors = report.vectors + report.verify_vectors;
    write!(out, "{} golden vectors", thousands(vectors as u64))?;
    if report.random > 0 {
        write!(out, " and {} random goals (--seed {})", thousands(report.random), report.seed)?;
    }
    let mut notes = Vec::new();
    if report.partial {
        notes.push("a selection of them");
    }
    if report.strict {
        notes.push("expectations off");
    }
    if !notes.is_empty() {
        write!(out, ", {}", notes.join(", "))?;
    }
    writeln!(out, "\n")
}

/// Who agrees with whom: one look shows who is the odd one out.
fn agreement(report: &CheckReport, verbosity: Verbosity, out: &mut dyn Write) -> io::Result<()> {
    const SHOWN: usize = 6;
    let most = if verbosity == Verbosity::Verbose { usize::MAX } else { SHOWN };
    let shown = |found: &&CrossCheck| found.settled || verbosity == Verbosity::Verbose;
    let settled: Vec<&CrossCheck> = report.cross_checks.iter().filter(shown).collect();
    if report.cross_checks.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}who agrees with whom{BOLD:#}, where they differ")?;
    for found in settled.iter().take(most) {
        let groups: Vec<String> = found.groups.iter().map(|group| group.join(" = ")).collect();
        let about = if found.estimated { "about " } else { "" };
        let what = match (found.op, found.settled) {
            (Op::Verify, true) if found.cases == 1 => "request",
            (Op::Verify, true) => "requests",
            (Op::Verify, false) => "requests that are left open",
            (_, true) if found.cases == 1 => "goal",
            (_, true) => "goals",
            (_, false) => "goals that need not be signed",
        };
        writeln!(out, "     {about}{} {what}: {}", thousands(found.cases), groups.join(" | "))?;
        writeln!(out, "             {DIM}such as {}{DIM:#}", found.sample)?;
    }
    let left = report.cross_checks.len() - settled.len().min(most);
    if left > 0 {
        let all = report
            .cross_checks
            .iter()
            .filter(|found| !settled.iter().take(most).any(|s| s == found));
        let cases: u64 = all.map(|found| found.cases).sum();
        writeln!(out, "     … {left} more ways, on {} cases (--verbose)", thousands(cases))?;
    }
    Ok(())
}

fn summary(
    report: &ImplementationReport,
    verbosity: Verbosity,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (style, word) = match report.exit_code() {
        exit::CONFORMS => (GOOD, "pass"),
        exit::CANNOT_RUN => (BAD, "could not run"),
        exit::EXPECTATION => (WARN, "stale"),
        _ => (BAD, "FAIL"),
    };
    write!(out, "{style}{word}{style:#} {BOLD}{}{BOLD:#}", report.name)?;
    if let Some(hello) = &report.hello {
        // Where the report has the adapter's own name, that is not said twice.
        let said = hello.to_string();
        let said = said.strip_prefix(&report.name).map_or(&*said, str::trim_start);
        if !said.is_empty() {
            write!(out, " {DIM}({}){DIM:#}", safe(said))?;
        }
    }
    let mut counts = vec![format!("{} passed", thousands(report.passed))];
    for (count, what) in [
        (report.failed, "failed"),
        (report.expected_cases, "with expected drift"),
        (report.notes.len() as u64, "notes"),
        (report.skipped.values().sum(), "skipped"),
    ] {
        if count > 0 {
            counts.push(format!("{} {what}", thousands(count)));
        }
    }
    writeln!(out, ": {}", counts.join(", "))?;
    for expected in report.expectations.iter().filter(|e| e.state != State::Off && e.count > 0) {
        let name = expected.expected.name();
        writeln!(out, "     expected {}: {name}", thousands(expected.count))?;
        let title = title(expected.expected.mistake());
        if !title.is_empty() {
            writeln!(out, "              {DIM}{title}{DIM:#}")?;
        }
        if verbosity == Verbosity::Verbose {
            writeln!(out, "              {DIM}because {}{DIM:#}", expected.expected.reason)?;
        }
    }
    on_the_wire(report, out)?;
    server::notes(report, verbosity, out)?;
    skips(report, verbosity, out)?;
    unseen(report, verbosity, out)?;
    if report.restarts > 0 {
        writeln!(out, "     {WARN}restarted{WARN:#} {} times", report.restarts)?;
    }
    if let Some(Learning::Nothing(ruled_out)) = &report.learned {
        writeln!(out, "     {WARN}no rule learned{WARN:#} for what is unexplained:")?;
        for line in ruled_out {
            writeln!(out, "              {DIM}{}{DIM:#}", safe(line))?;
        }
    }
    for warning in &report.warnings {
        writeln!(out, "     {WARN}warning{WARN:#}: {warning}")?;
    }
    Ok(())
}

/// Which known mistakes would go unseen, because the vectors that show them were skipped.
fn unseen(
    report: &ImplementationReport,
    verbosity: Verbosity,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Unseen { mistakes, inexpressible } = &report.unseen;
    if !mistakes.is_empty() {
        let count = mistakes.len();
        let what = if count == 1 { "mistake".to_owned() } else { "mistakes".to_owned() };
        writeln!(
            out,
            "     {WARN}weakened{WARN:#} by skips: {count} known {what} would not be seen: {}",
            some(mistakes, verbosity)
        )?;
        if report.gate.fails_unseen {
            writeln!(
                out,
                "              answer the skipped goals, or accept it with --allow-skips"
            )?;
        }
    }
    if !inexpressible.is_empty() && verbosity == Verbosity::Verbose {
        writeln!(
            out,
            "     {DIM}{} known mistakes show only on skipped goals that a typed SDK cannot express: {}{DIM:#}",
            inexpressible.len(),
            some(inexpressible, verbosity)
        )?;
    }
    Ok(())
}

/// Names, not too many unless asked for.
fn some(names: &[&str], verbosity: Verbosity) -> String {
    const SHOWN: usize = 8;
    match names.len().checked_sub(SHOWN) {
        Some(more @ 1..) if verbosity < Verbosity::Verbose => {
            format!("{} and {more} more (--verbose)", names[..SHOWN].join(", "))
        }
        _ => names.join(", "),
    }
}

/// What the mistakes of a set do, in one line.
fn title(set: MistakeSet) -> String {
    set.mistakes().map(|mistake| mistake.title).collect::<Vec<_>>().join("; ")
}

fn failure(
    report: &ImplementationReport,
    finding: &Finding,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = &report.name;
    writeln!(out, "{BAD}FAIL{BAD:#} {BOLD}{name}{BOLD:#}: {}", safe(&headline(finding)))?;
    if let Kind::Mistake(set) = &finding.kind {
        writeln!(out, "     {}", title(*set))?;
    }
    if let Kind::Learned(text) = &finding.kind {
        learned(report, text, out)?;
    }
    details(finding, report.language, out)
}

/// Where the code that fixes it would be: whose language this is, and how to see it in another.
fn no_code(report: &ImplementationReport, out: &mut dyn Write) -> io::Result<()> {
    let runtime = report.hello.as_ref().and_then(|hello| hello.runtime.as_deref());
    let why = match runtime {
        Some(runtime) => format!("no code for {}", safe(runtime)),
        None => "the adapter names no runtime, so no code is shown".to_owned(),
    };
    writeln!(
        out,
        "\n{DIM}{why}; --lang python (or javascript, go, php, ruby, java, csharp) shows it{DIM:#}"
    )
}

/// A learned rule: what it says, how it is known, and its text for goalpost.toml.
fn learned(report: &ImplementationReport, text: &str, out: &mut dyn Write) -> io::Result<()> {
    if let Some(Learning::Rule { from, confirmed, rule }) = &report.learned
        && rule == text
    {
        let (from, confirmed) = (thousands(*from as u64), thousands(*confirmed as u64));
        writeln!(out, "     learned from {from} goals and confirmed on {confirmed} new ones:")?;
    }
    writeln!(out, "     {}", safe(&wording::learned(text)))?;
    field(out, "rule", text)
}

fn expected_sample(
    report: &ImplementationReport,
    finding: &Finding,
    expected: &ExpectedReport,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "{DIM}expected{DIM:#} {BOLD}{}{BOLD:#}: {}",
        report.name,
        expected.expected.name()
    )?;
    field(out, "because", &expected.expected.reason)?;
    if let Some(issue) = &expected.expected.issue {
        field(out, "issue", issue)?;
    }
    details(finding, report.language, out)
}

/// What the drifts do to requests that are really sent.
fn on_the_wire(report: &ImplementationReport, out: &mut dyn Write) -> io::Result<()> {
    for (mistake, (accepted, refused)) in &report.wire {
        let name = mistake.ids().join("+");
        let all = match accepted + refused {
            1 => "the one request".to_owned(),
            count => format!("all {} requests", thousands(count)),
        };
        match (accepted, refused) {
            (_, 0) => {
                writeln!(
                    out,
                    "     on the wire: {name} is harmless, the server takes {all} with it"
                )?;
            }
            (0, _) => writeln!(out, "     on the wire: {name} ends in a 401 on {all} with it")?,
            _ => writeln!(
                out,
                "     on the wire: {name} ends in a 401 on {} of {all} with it",
                thousands(*refused)
            )?,
        }
    }
    Ok(())
}

fn details(finding: &Finding, language: Option<Language>, out: &mut dyn Write) -> io::Result<()> {
    let sample = &finding.sample;
    if let Kind::Wire(_, mistakes) = &finding.kind {
        return wire_details(finding, *mistakes, language, out);
    }
    let own = match &finding.kind {
        Kind::Mistake(set) => *set,
        _ => sample.mistakes,
    };
    field(out, "goal", &plain_long(&sample.case.goal.to_value().to_json()))?;
    if sample.case.tenant.signer().is_err() || is_about_the_key(own) {
        field(out, "secret", &plain(format!("{:?}", sample.case.tenant.secret).as_bytes()))?;
    }
    match (&sample.expected, &sample.actual) {
        (Some(expected), Some(actual)) => {
            let lines = marked(expected, actual);
            field(out, "expected", &lines.expected)?;
            field(out, "actual", &lines.actual)?;
            if let Some((column, what)) = lines.mark {
                writeln!(out, "     {:9} {:column$}{BAD}^ {what}{BAD:#}", "", "")?;
            }
        }
        (Some(expected), None) => field(out, "expected", &plain(expected))?,
        (None, actual) => {
            let why = sample.expected_refusal.as_deref().unwrap_or("it cannot be signed");
            field(out, "expected", &format!("a refusal: {why}"))?;
            if let Some(actual) = actual {
                field(out, "actual", &plain(actual))?;
            }
        }
    }
    let others = sample.mistakes.without(own);
    if !others.is_empty() {
        field(out, "with", &format!("{}, made here too", others.ids().join(", ")))?;
    }
    for (i, line) in sample.differences.iter().enumerate() {
        field(out, if i == 0 { "differs" } else { "" }, &safe(&wording::difference(line)))?;
    }
    let leaves_bytes = !own.is_empty() && own.mistakes().all(|it| it.step() != Step::Message);
    let same_bytes =
        sample.expected.is_some() && (sample.expected == sample.actual || leaves_bytes);
    if let Some(signature) = &sample.actual_signature
        && (same_bytes || sample.actual.is_none())
    {
        if let Some(expected) = &sample.expected_signature {
            field(out, "signature", &format!("{expected} expected"))?;
        }
        field(out, "", &format!("{} sent", plain(signature.as_bytes())))?;
    }
    if let Some(message) = &sample.message {
        for (i, line) in message.lines().take(8).enumerate() {
            field(out, if i == 0 { "said" } else { "" }, &plain(line.as_bytes()))?;
        }
    }
    stderr(&sample.stderr, out)?;
    let others = sample.equivalent.without(sample.mistakes).without(MistakeSet::permitted());
    if !others.is_empty() {
        field(out, "or", &format!("{} (the same on this goal)", others.ids().join(", ")))?;
    }
    if let Kind::Mistake(set) = &finding.kind {
        fixes(*set, language, out)?;
    }
    match &finding.shrunk_from {
        Some(id) => field(out, "from", &format!("{id} (shrunk)")),
        None => field(out, "from", &sample.case.id.to_string()),
    }
}

/// What to do, and what usually makes the mistake in the implementation's language.
fn fixes(set: MistakeSet, language: Option<Language>, out: &mut dyn Write) -> io::Result<()> {
    for mistake in set.mistakes() {
        field(out, "fix", mistake.fix)?;
        for (_, habit) in mistake.habits.iter().filter(|(known, _)| Some(*known) == language) {
            field(out, "", &format!("{DIM}usual cause: {habit}{DIM:#}"))?;
        }
    }
    Ok(())
}

fn wire_details(
    finding: &Finding,
    mistakes: MistakeSet,
    language: Option<Language>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sample = &finding.sample;
    field(out, "goal", &plain_long(&sample.case.goal.to_value().to_json()))?;
    if let Some(sent) = &sample.sent {
        field(out, "sent", &plain(sent))?;
    }
    if let Some(reason) = sample.wire.as_ref().map(wording::reason) {
        for (i, line) in reason.lines().take(8).enumerate() {
            field(out, if i == 0 { "because" } else { "" }, &safe(line))?;
        }
    }
    // Where the bytes are the same, the key or the header's form is what differs, and is named.
    if let (Some(built), Some(signed)) = (&sample.expected, &sample.actual)
        && built != signed
    {
        let lines = marked(built, signed);
        field(out, "server", &lines.expected)?;
        field(out, "signed", &lines.actual)?;
        if let Some((column, what)) = lines.mark {
            writeln!(out, "     {:9} {:column$}{BAD}^ {what}{BAD:#}", "", "")?;
        }
    }
    fixes(mistakes, language, out)?;
    stderr(&sample.stderr, out)?;
    field(out, "from", &sample.case.id.to_string())
}

fn is_about_the_key(mistakes: MistakeSet) -> bool {
    mistakes.config().key != KeySource::Hex
}

fn broken_expectation(
    report: &ImplementationReport,
    expected: &ExpectedReport,
    out: &mut dyn Write,
) -> io::Result<()> {
    let what = match expected.state {
        State::Stale => "stale: it no longer happens; take it out of goalpost.toml".to_owned(),
        State::Expired => match expected.expected.expires {
            Some(day) => format!("expired after {day}: mend the drift, or give it a new date"),
            None => return Ok(()),
        },
        State::Met | State::NotJudged | State::Off => return Ok(()),
    };
    writeln!(
        out,
        "\n{WARN}FAIL{WARN:#} {BOLD}{}{BOLD:#}: expectation {} is {what}",
        report.name,
        expected.expected.name()
    )?;
    field(out, "because", &expected.expected.reason)
}

fn verdict(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let (style, what) = match report.exit_code() {
        _ if !report.complete => (WARN, "incomplete: the run has not ended, or was killed"),
        exit::CONFORMS => (GOOD, "conforms"),
        exit::DRIFT => (BAD, "does not conform"),
        exit::CANNOT_RUN => (BAD, "not everything could be run"),
        exit::EXPECTATION => (WARN, "conforms, but an expectation is out of date"),
        _ => (WARN, "interrupted: this is what was found until then"),
    };
    let failing: Vec<&str> = report
        .implementations
        .iter()
        .filter(|i| i.exit_code() != exit::CONFORMS)
        .map(|i| i.name.as_str())
        .collect();
    write!(out, "\n{style}{what}{style:#}")?;
    if !failing.is_empty() {
        write!(out, ": {}", failing.join(", "))?;
    }
    writeln!(out)
}

/// A goal is there to be copied, so it is cut only where it is very long.
fn plain_long(json: &str) -> String {
    const LONG: usize = 600;
    match json.char_indices().nth(LONG) {
        Some((at, _)) => format!("{}… ({} characters; see --format json)", &json[..at], json.len()),
        None => json.to_owned(),
    }
}
