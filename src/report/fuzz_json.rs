//! What is told of a campaign to machines: a status as it goes, and what it came to.

use super::json::write_ascii;
use crate::campaign::finding_store::{CASE_FILE, FLAKY, FiledFinding};
use crate::campaign::{
    CampaignReport, Coverage, FuzzPlan, FuzzTarget, KindCounts, Note, Standing, not_enough,
};
use crate::judge::Weight;
use crate::protocol::json::Value;
use crate::run::ExpectedReport;
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// The version of the shape of both documents.
const FORMAT: u32 = 2;

/// How often the server asked to wait.
pub(super) fn throttled(standing: &Standing) -> u64 {
    standing.coverage.values().map(|counts| counts.throttled).sum()
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Status of a running goalpost fuzz"))]
struct Status<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    goalpost: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "fuzz")))]
    command: &'static str,
    target: String,
    seed: u64,
    shard: String,
    #[cfg_attr(test, schemars(extend("enum" = ["running", "finished", "interrupted", "gave up"])))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Kind {
    pub(super) kind: &'static str,
    pub(super) sent: u64,
    pub(super) judged: u64,
    pub(super) throttled: u64,
    pub(super) not_answered: u64,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Noted<'a> {
    note: &'a str,
    count: u64,
}

/// What became of the requests, by kind.
pub(super) fn kinds(coverage: &Coverage) -> Vec<Kind> {
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Expected<'a> {
    name: String,
    reason: &'a str,
    issue: Option<&'a str>,
    expires: Option<String>,
    #[cfg_attr(test, schemars(extend("enum" = ["met", "expired", "stale", "not_judged", "off"])))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Report of goalpost fuzz"))]
struct Summary<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    goalpost: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "fuzz")))]
    command: &'static str,
    exit_code: u8,
    target: String,
    /// `server`, `adapter` or `signers`.
    #[cfg_attr(test, schemars(extend("enum" = ["server", "adapter", "signers"])))]
    target_kind: &'static str,
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Found<'a> {
    cause: &'a str,
    about: &'a str,
    rule: Option<&'static str>,
    requirement: Option<&'static str>,
    symptom: Option<String>,
    weight: Option<&'static str>,
    #[cfg_attr(test, schemars(extend("enum" = ["alone", "sequence", "once"])))]
    reproduced: &'static str,
    trigger: Vec<&'static str>,
    /// Mistakes that explain it, the likeliest first.
    because: Vec<&'static str>,
    count: u64,
    /// Its case file, for `goalpost replay`.
    case: String,
    /// What was sent: the body, or the goal to be signed.
    sent: Option<String>,
    /// What was expected: the canonical bytes of a signer, the statuses of a server.
    expected: Option<String>,
    /// What came instead.
    came: Option<String>,
}

/// What it came to.
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
            target_kind: match &plan.target {
                FuzzTarget::Server(_) => "server",
                FuzzTarget::Adapter(_) => "adapter",
                FuzzTarget::Signers(_) => "signers",
            },
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
            findings: report.findings.iter().map(|filed| Found::of(filed, &plan.dir)).collect(),
            flaky: report
                .flaky
                .iter()
                .map(|filed| Found::of(filed, &plan.dir.join(FLAKY)))
                .collect(),
        },
        out,
    )
}

impl<'a> Found<'a> {
    fn of(filed: &'a FiledFinding, dir: &Path) -> Found<'a> {
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
            case: dir.join(&filed.cause).join(CASE_FILE).display().to_string(),
            sent: filed.member("body_text").or_else(|| filed.member("goal")).map(shown),
            expected: filed.member("expected").map(|expected| bytes_or_status(expected, "")),
            came: filed.member("observed").map(|came| bytes_or_status(came, " ")),
        }
    }
}

/// The maximum length of what is quoted of a case, in characters.
const MAX_QUOTED: usize = 2000;

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_QUOTED).collect();
    if text.chars().nth(MAX_QUOTED).is_some() {
        shown.push('…');
    }
    shown
}

/// A text as it is, anything else as JSON.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| cut(&value.to_json()), cut)
}

/// The canonical bytes, or the status with what was answered; as JSON, if it is neither.
fn bytes_or_status(of: &Value, before_body: &str) -> String {
    let body = of.get("body").filter(|_| !before_body.is_empty());
    match (of.get("canonical"), of.get("status")) {
        (Some(bytes), _) => shown(bytes),
        (None, Some(status)) => {
            let body = body.map(|body| format!("{before_body}{}", shown(body)));
            cut(&format!("status {}{}", status.to_json(), body.unwrap_or_default()))
        }
        (None, None) => cut(&of.to_json()),
    }
}

/// The JSON Schema of this document.
#[cfg(test)]
pub(crate) fn schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<Summary<'_>>()
}

/// The JSON Schema of this document.
#[cfg(test)]
pub(crate) fn status_schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<Status<'_>>()
}
