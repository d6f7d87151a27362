//! What is told of a campaign: lines as it goes, a status for machines, and what it came to.

use super::diff_view::safe;
use super::json::write_ascii;
use crate::campaign::finding_store::FiledFinding;
use crate::campaign::{CampaignReport, Coverage, FuzzPlan, KindCounts, Note, Standing, not_enough};
use crate::judge::Weight;
use crate::run::{ExpectedReport, State};
use anstyle::AnsiColor;
use serde::Serialize;
use std::io::{self, Write};
use std::time::Duration;

/// The version of the shape of both documents.
const FORMAT: u32 = 2;

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

/// How often the server asked to wait.
fn throttled(standing: &Standing) -> u64 {
    standing.coverage.values().map(|counts| counts.throttled).sum()
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

#[derive(Serialize)]
struct Status<'a> {
    format: u32,
    goalpost: &'static str,
    command: &'static str,
    target: String,
    seed: u64,
    shard: String,
    state: &'a str,
    elapsed_seconds: u64,
    cases: u64,
    cases_per_second: f64,
    findings: Vec<Cause<'a>>,
    flaky: usize,
    behaviours: u64,
    seconds_since_new: u64,
    next_hour: f64,
    target_away_seconds: Option<u64>,
    throttled: u64,
    kinds: Vec<Kind>,
    notes: Vec<Noted<'a>>,
}

/// What became of the requests of a kind.
#[derive(Serialize)]
struct Kind {
    kind: &'static str,
    sent: u64,
    judged: u64,
    throttled: u64,
    not_answered: u64,
}

#[derive(Serialize)]
struct Noted<'a> {
    note: &'a str,
    count: u64,
}

fn kinds(coverage: &Coverage) -> Vec<Kind> {
    let row = |(kind, counts): (&&'static str, &KindCounts)| Kind {
        kind,
        sent: counts.sent,
        judged: counts.judged,
        throttled: counts.throttled,
        not_answered: counts.unanswered,
    };
    coverage.iter().map(row).collect()
}

fn noted(notes: &[Note]) -> Vec<Noted<'_>> {
    notes.iter().map(|note| Noted { note: &note.text, count: note.count }).collect()
}

#[derive(Serialize)]
struct Cause<'a> {
    cause: &'a str,
    count: u64,
}

/// The status for machines. `state` is `running`, `finished` or `interrupted`.
///
/// # Errors
/// Those of the writer.
pub fn write_status(
    plan: &FuzzPlan,
    standing: &Standing,
    state: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let findings = standing.findings.iter();
    write_ascii(
        &Status {
            format: FORMAT,
            goalpost: env!("CARGO_PKG_VERSION"),
            command: "fuzz",
            target: plan.target.to_string(),
            seed: plan.seed,
            shard: format!("{}/{}", plan.shard.0, plan.shard.1),
            state,
            elapsed_seconds: standing.elapsed.as_secs(),
            cases: standing.cases,
            cases_per_second: standing.per_second,
            findings: findings.map(|(cause, count)| Cause { cause, count: *count }).collect(),
            flaky: standing.flaky,
            behaviours: standing.behaviours,
            seconds_since_new: standing.since_new.as_secs(),
            next_hour: standing.next_hour,
            target_away_seconds: standing.down.map(|down| down.as_secs()),
            throttled: throttled(standing),
            kinds: kinds(&standing.coverage),
            notes: noted(&standing.notes),
        },
        out,
    )
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

#[derive(Serialize)]
struct Expected<'a> {
    name: String,
    reason: &'a str,
    issue: Option<&'a str>,
    expires: Option<String>,
    state: &'static str,
    count: u64,
}

impl<'a> Expected<'a> {
    fn of(one: &'a ExpectedReport) -> Expected<'a> {
        Expected {
            name: one.expected.name(),
            reason: &one.expected.reason,
            issue: one.expected.issue.as_deref(),
            expires: one.expected.expires.map(|day| day.to_string()),
            state: one.state.name(),
            count: one.count,
        }
    }
}

#[derive(Serialize)]
struct Summary<'a> {
    format: u32,
    goalpost: &'static str,
    command: &'static str,
    exit_code: u8,
    target: String,
    seed: u64,
    shard: String,
    dir: String,
    cases: u64,
    cases_in_this_run: u64,
    elapsed_seconds: f64,
    cases_per_second: f64,
    behaviours: u64,
    next_hour: f64,
    interrupted: bool,
    gave_up: Option<&'a str>,
    not_enough: Option<String>,
    throttled: u64,
    kinds: Vec<Kind>,
    notes: Vec<Noted<'a>>,
    expectations: Vec<Expected<'a>>,
    findings: Vec<Found<'a>>,
    flaky: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    cause: &'a str,
    about: &'a str,
    rule: Option<&'static str>,
    requirement: Option<&'static str>,
    symptom: Option<String>,
    weight: Option<&'static str>,
    reproduced: &'static str,
    trigger: Vec<&'static str>,
    because: Vec<&'static str>,
    count: u64,
}

/// The same for machines.
///
/// # Errors
/// Those of the writer.
pub fn write_json(
    report: &CampaignReport,
    plan: &FuzzPlan,
    exit_code: u8,
    out: &mut dyn Write,
) -> io::Result<()> {
    let standing = &report.standing;
    write_ascii(
        &Summary {
            format: FORMAT,
            goalpost: env!("CARGO_PKG_VERSION"),
            command: "fuzz",
            exit_code,
            target: plan.target.to_string(),
            seed: plan.seed,
            shard: format!("{}/{}", plan.shard.0, plan.shard.1),
            dir: plan.dir.display().to_string(),
            cases: standing.cases,
            cases_in_this_run: report.cases,
            elapsed_seconds: standing.elapsed.as_secs_f64(),
            cases_per_second: standing.per_second,
            behaviours: standing.behaviours,
            next_hour: standing.next_hour,
            interrupted: report.interrupted,
            gave_up: report.gave_up.as_deref(),
            not_enough: not_enough(&standing.coverage),
            throttled: throttled(standing),
            kinds: kinds(&standing.coverage),
            notes: noted(&standing.notes),
            expectations: report.expectations.iter().map(Expected::of).collect(),
            findings: report.findings.iter().map(Found::of).collect(),
            flaky: report.flaky.iter().map(Found::of).collect(),
        },
        out,
    )
}

impl<'a> Found<'a> {
    fn of(filed: &'a FiledFinding) -> Found<'a> {
        Found {
            cause: &filed.cause,
            about: &filed.title,
            rule: filed.rule.map(|rule| rule.id()),
            requirement: filed.rule.map(|rule| rule.row().requirement),
            symptom: filed.symptom.map(|symptom| symptom.name()),
            weight: filed.weight.map(Weight::name),
            reproduced: filed.how.name(),
            trigger: filed.trigger.iter().map(|part| part.name()).collect(),
            because: filed.hypotheses.iter().map(|hypothesis| hypothesis.id()).collect(),
            count: filed.count,
        }
    }
}
