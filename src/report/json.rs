//! The report for machines: one JSON document, versioned.
//!
//! Goals stand in it as JSON text inside a string, so that a reader which does not know lone
//! surrogates or number text can still read the report. Keys may be added within a format version,
//! never removed or changed.

use super::code::functions;
use super::server::curl_of;
use crate::judge::cluster::{Cluster, clusters};
use crate::judge::{Finding, Gist, Kind, ServerFinding};
use crate::mistakes::{Function, MistakeSet};
use crate::protocol::hex;
use crate::run::{CheckReport, ExpectedReport, ImplementationReport};
use crate::vectors::notes::fix_of;
use crate::wording;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The version of this report's shape.
const FORMAT: u32 = 2;

/// Writes the report of a check.
///
/// # Errors
/// Those of the writer.
pub fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    write_ascii(&Document::of(report), out)
}

/// Writes a document in ASCII only, so that no terminal or pipe takes a byte of it for something else.
pub(crate) fn write_ascii(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(document)?;
    let mut ascii = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        if (' '..='~').contains(&c) || c == '\n' {
            ascii.push(c as u8);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                write!(ascii, "\\u{unit:04x}")?;
            }
        }
    }
    ascii.push(b'\n');
    out.write_all(&ascii)
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Report of goalpost check"))]
struct Document<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    goalpost: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "check")))]
    command: &'static str,
    /// Missing while the run is under way.
    exit_code: Option<u8>,
    complete: bool,
    seed: u64,
    vectors: usize,
    verify_vectors: usize,
    random: u64,
    strict: bool,
    partial: bool,
    shard: Option<String>,
    interrupted: bool,
    implementations: Vec<Implementation<'a>>,
    cross_checks: Vec<CrossCheck<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CrossCheck<'a> {
    op: &'static str,
    settled: bool,
    groups: &'a [Vec<String>],
    cases: u64,
    estimated: bool,
    sample: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Implementation<'a> {
    name: &'a str,
    command: &'a str,
    adapter: Option<Adapter<'a>>,
    exit_code: u8,
    ran: u64,
    passed: u64,
    expected_drift: u64,
    failed: u64,
    skipped: &'a BTreeMap<String, u64>,
    restarts: usize,
    warnings: &'a [String],
    cannot_run: Option<CannotRun<'a>>,
    expectations: Vec<Expectation<'a>>,
    findings: Vec<Entry<'a>>,
    skipped_vectors: &'a BTreeMap<String, Vec<String>>,
    /// Known mistakes that skipped vectors leave undetected.
    undetected: &'a [&'static str],
    verify_failures: Vec<VerifyFailure<'a>>,
    verify_notes: Vec<VerifyFailure<'a>>,
    /// The failures by cause, the worst first.
    causes: Vec<CauseEntry>,
    wire: Vec<Wire>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct VerifyFailure<'a> {
    id: &'a str,
    comment: &'a str,
    requirements: &'a [String],
    rule: &'static str,
    demanded: Vec<String>,
    expected_status: &'a [u16],
    status: Option<u16>,
    wrong: &'a [String],
    #[cfg_attr(test, schemars(extend("enum" = ["forged", "lost", "down", "note"])))]
    weight: &'static str,
    way: &'static str,
    stderr: &'a [String],
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CauseEntry {
    #[cfg_attr(test, schemars(extend("enum" = ["forged", "lost", "down", "note"])))]
    weight: &'static str,
    way: &'static str,
    stage: &'static str,
    demanded: Vec<String>,
    symptoms: Vec<String>,
    likely_place: Option<&'static str>,
    fix: Option<&'static str>,
    ids: Vec<String>,
    curl: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Wire {
    mistake: String,
    accepted: u64,
    refused: u64,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Adapter<'a> {
    name: &'a str,
    version: Option<&'a str>,
    runtime: Option<&'a str>,
    ops: &'a [String],
    features: &'a [String],
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CannotRun<'a> {
    why: &'a str,
    stderr: &'a [String],
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Expectation<'a> {
    name: String,
    reason: &'a str,
    issue: Option<&'a str>,
    expires: Option<String>,
    #[cfg_attr(test, schemars(extend("enum" = ["met", "expired", "stale", "not_judged", "off"])))]
    state: &'static str,
    count: u64,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Entry<'a> {
    kind: &'static str,
    expected: bool,
    mistake: Option<&'static str>,
    /// All mistakes behind it: a request that was sent can show several at once.
    mistakes: Vec<&'static str>,
    equivalent: Vec<&'static str>,
    rule: Option<&'a str>,
    title: Option<&'static str>,
    fix: Option<&'static str>,
    /// Functions to use in place of the wrong ones, where the language is known.
    code: Vec<Code>,
    message: Option<String>,
    count: u64,
    /// How many of them are legal goals: real conversions.
    legal_count: u64,
    flaky: bool,
    sample: Sample<'a>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Code {
    function: &'static str,
    language: &'static str,
    text: &'static str,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Sample<'a> {
    id: String,
    shrunk: bool,
    legal: bool,
    tenant_id: String,
    secret: String,
    goal: String,
    expected_canonical: Option<String>,
    expected_canonical_hex: Option<String>,
    expected_signature: Option<&'a str>,
    expected_refusal: Option<&'a str>,
    actual_canonical: Option<String>,
    actual_canonical_hex: Option<String>,
    actual_signature: Option<&'a str>,
    differences: Vec<String>,
    said: Option<String>,
    sent: Option<String>,
    stderr: &'a [String],
}

impl<'a> Document<'a> {
    fn of(report: &'a CheckReport) -> Self {
        Document {
            format: FORMAT,
            goalpost: env!("CARGO_PKG_VERSION"),
            command: "check",
            exit_code: report.complete.then(|| report.exit_code()),
            complete: report.complete,
            seed: report.seed,
            vectors: report.vectors,
            verify_vectors: report.verify_vectors,
            random: report.random,
            strict: report.strict,
            partial: report.partial,
            shard: report.shard.map(|(part, of)| format!("{part}/{of}")),
            interrupted: report.interrupted,
            implementations: report.implementations.iter().map(Implementation::of).collect(),
            cross_checks: report
                .cross_checks
                .iter()
                .map(|found| CrossCheck {
                    op: found.op.name(),
                    settled: found.settled,
                    groups: &found.groups,
                    cases: found.cases,
                    estimated: found.estimated,
                    sample: found.sample.to_string(),
                })
                .collect(),
        }
    }
}

impl<'a> Implementation<'a> {
    fn of(report: &'a ImplementationReport) -> Self {
        Implementation {
            name: &report.name,
            command: &report.command,
            adapter: report.hello.as_ref().map(|hello| Adapter {
                name: &hello.name,
                version: hello.version.as_deref(),
                runtime: hello.runtime.as_deref(),
                ops: &hello.ops,
                features: &hello.features,
            }),
            exit_code: report.exit_code(),
            ran: report.ran,
            passed: report.passed,
            expected_drift: report.expected_cases,
            failed: report.failed,
            skipped: &report.skipped,
            restarts: report.restarts,
            warnings: &report.warnings,
            cannot_run: report
                .cannot_run
                .as_ref()
                .map(|cannot| CannotRun { why: &cannot.why, stderr: &cannot.stderr }),
            expectations: report.expectations.iter().map(Expectation::of).collect(),
            findings: report.findings.iter().map(|finding| Entry::of(report, finding)).collect(),
            skipped_vectors: &report.skipped_ids,
            undetected: &report.unseen.mistakes,
            verify_failures: report.server.iter().map(VerifyFailure::of).collect(),
            verify_notes: report.notes.iter().map(VerifyFailure::of).collect(),
            causes: clusters(&report.server)
                .iter()
                .map(|found| CauseEntry::of(report, found))
                .collect(),
            wire: report
                .wire
                .iter()
                .map(|(set, (accepted, refused))| Wire {
                    mistake: set.ids().join("+"),
                    accepted: *accepted,
                    refused: *refused,
                })
                .collect(),
        }
    }
}

impl CauseEntry {
    fn of(report: &ImplementationReport, found: &Cluster<'_>) -> CauseEntry {
        let example = report.reach.as_ref().zip(found.findings.first());
        CauseEntry {
            weight: found.cause.weight.name(),
            way: found.cause.way.name(),
            stage: found.cause.stage.name(),
            demanded: found.cause.demanded.clone(),
            symptoms: found.cause.symptoms.iter().map(|symptom| symptom.name()).collect(),
            likely_place: found.cause.likely_place(),
            fix: found
                .findings
                .first()
                .and_then(|finding| finding.flags.iter().find_map(|flag| fix_of(flag))),
            ids: found.findings.iter().map(|finding| finding.id.clone()).collect(),
            curl: example.map(|((url, options), finding)| curl_of(finding, url, options)),
        }
    }
}

impl<'a> VerifyFailure<'a> {
    fn of(finding: &'a ServerFinding) -> Self {
        VerifyFailure {
            id: &finding.id,
            comment: &finding.comment,
            requirements: &finding.requirements,
            rule: finding.expected.rule.id(),
            demanded: finding.expected.demanded(),
            expected_status: &finding.expected.status,
            status: finding.status,
            wrong: &finding.wrong,
            weight: finding.weight.name(),
            way: finding.way.name(),
            stderr: &finding.stderr,
        }
    }
}

impl<'a> Expectation<'a> {
    fn of(report: &'a ExpectedReport) -> Self {
        Expectation {
            name: report.expected.name(),
            reason: &report.expected.reason,
            issue: report.expected.issue.as_deref(),
            expires: report.expected.expires.map(|day| day.to_string()),
            state: report.state.name(),
            count: report.count,
        }
    }
}

impl<'a> Entry<'a> {
    fn of(report: &ImplementationReport, finding: &'a Finding) -> Self {
        let set = match &finding.kind {
            Kind::Mistake(set) | Kind::Wire(_, set) => *set,
            _ => MistakeSet::EMPTY,
        };
        let mistake = set.mistakes().next();
        let sample = &finding.sample;
        Entry {
            kind: finding.kind.name(),
            expected: report.expectation_of(finding).is_some(),
            mistake: mistake.map(|d| d.id),
            mistakes: set.ids(),
            equivalent: sample.equivalent.without(sample.mistakes).ids(),
            rule: match &finding.kind {
                Kind::Learned(rule) => Some(rule),
                _ => None,
            },
            title: mistake.map(|d| d.title),
            fix: mistake.map(|d| d.fix),
            code: report.language.map_or(Vec::new(), |language| {
                let code = |function: Function| Code {
                    function: function.name(),
                    language: language.name(),
                    text: function.code(language),
                };
                functions(finding).into_iter().map(code).collect()
            }),
            message: match &finding.kind {
                Kind::Mistake(_) | Kind::Disagrees | Kind::BatchOnly => None,
                Kind::Unsupported(why) => Some(why.clone()),
                Kind::Learned(rule) => Some(wording::learned(rule)),
                Kind::Unexplained(how) => Some(wording::drift(how)),
                Kind::WrongRefusal(message) | Kind::Broken(message) | Kind::Panicked(message) => {
                    Some(wording::gist(message).to_owned())
                }
                Kind::Fault(..) => {
                    sample.message.as_deref().map(|said| wording::gist(&Gist::of(said)).to_owned())
                }
                other => Some(wording::about(other)),
            },
            count: finding.count,
            legal_count: finding.legal,
            flaky: matches!(finding.kind, Kind::Fault(_, true)),
            sample: Sample {
                id: finding.shrunk_from.clone().unwrap_or_else(|| sample.case.id.to_string()),
                shrunk: finding.shrunk_from.is_some(),
                legal: sample.legal,
                tenant_id: sample.case.tenant.tenant_id.to_string(),
                secret: sample.case.tenant.secret.to_string(),
                goal: sample.case.goal.to_value().to_json(),
                expected_canonical: sample.expected.as_deref().map(text),
                expected_canonical_hex: sample.expected.as_deref().map(hex::encode),
                expected_signature: sample.expected_signature.as_deref(),
                expected_refusal: sample.expected_refusal.as_deref(),
                actual_canonical: sample.actual.as_deref().map(text),
                actual_canonical_hex: sample.actual.as_deref().map(hex::encode),
                actual_signature: sample.actual_signature.as_deref(),
                differences: sample.differences.iter().map(wording::difference).collect(),
                said: sample.message.clone().or_else(|| sample.wire.as_ref().map(wording::reason)),
                sent: sample.sent.as_deref().map(text),
                stderr: &sample.stderr,
            },
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The JSON Schema of this document.
#[cfg(test)]
pub(crate) fn schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<Document<'_>>()
}
