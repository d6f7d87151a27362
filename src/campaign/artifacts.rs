//! What is kept of a finding: everything to show it to the server's team, and no secret.

use super::config::FuzzPlan;
use super::finding_store::Draft;
use super::reproducer::Observed;
use super::triage::{Candidate, Confirmed, REPLAYS};
use crate::capture::print::{CurlBody, curl};
use crate::case::ExpectedResponse;
use crate::generate::document::Secrets;
use crate::generate::{TenantSet, TestRequest};
use crate::judge::server::Symptom;
use crate::protocol::json::Value;
use crate::protocol::request::{OwnedRequest, SIGNATURE_HEADER};
use crate::protocol::rules::Rule;

/// So much of an answer is kept.
const SHOWN: usize = 2000;

/// A secret shorter than that cannot be told from other text.
const SHORTEST_SECRET: usize = 8;

/// The name of what no known mistake explains: the rule that was broken, and how.
pub(super) fn unnamed_cause(
    probe: &TestRequest,
    expected: &ExpectedResponse,
    symptom: Symptom,
) -> String {
    match symptom {
        _ if probe.wire.is_some() => format!("http-{}-{}", probe.mutation, symptom.name()),
        Symptom::Differs => Symptom::Differs.name(),
        // It is not the contents that it objects to, whatever they are.
        Symptom::Status(401 | 403) if is_judged_after(expected.rule) && is_signed(probe) => {
            format!("right-signature-{}", symptom.name())
        }
        _ => format!("{}-{}", expected.rule.id(), symptom.name()),
    }
}

/// Whether a rule decides only once the signature was found right.
fn is_judged_after(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::Accepted
            | Rule::EventName
            | Rule::SessionId
            | Rule::FirstTouchType
            | Rule::ValueType
            | Rule::ValueRange
            | Rule::ValueDecimals
            | Rule::Currency
            | Rule::Plan
            | Rule::UnknownProperty
            | Rule::Pii(_)
    )
}

fn is_signed(probe: &TestRequest) -> bool {
    probe.case.request.with(|request| request.header(SIGNATURE_HEADER).next().is_some())
}

/// A finding, to be filed.
pub(super) fn draft(
    suspicion: &Candidate,
    found: &Confirmed,
    plan: &FuzzPlan,
    world: &TenantSet,
) -> Draft {
    let (rule, symptom) = (found.expected.rule, suspicion.symptom);
    let hypothesis = found.hypotheses.first();
    let cause = match hypothesis {
        Some(hypothesis) => hypothesis.id().to_owned(),
        None => unnamed_cause(&found.probe, &found.expected, symptom),
    };
    let words = found.wrong.iter().map(|(_, what)| what.as_str()).collect::<Vec<_>>().join("; ");
    let words = hidden(&words, world);
    let title = match hypothesis {
        Some(hypothesis) => {
            format!(
                "{} ({words}; rule {}, {})",
                hypothesis.title(),
                rule.id(),
                rule.row().requirement
            )
        }
        None => format!("{words} (rule {}, {})", rule.id(), rule.row().requirement),
    };
    let mut document = found.probe.members(Some(world), Secrets::Hidden);
    document.extend(said(&title, &found.expected, symptom, &found.observed, world, plan));
    let because = found.hypotheses.iter().map(|s| Value::from(s.id())).collect();
    document.push(("because", Value::Array(because)));
    document.push(("replays", i64::try_from(REPLAYS).unwrap_or(0).into()));
    document.push(("shrunk_from", suspicion.probe.to_value(Some(world), Secrets::Hidden)));
    Draft {
        cause,
        rule: Some(rule),
        symptom: Some(symptom),
        hypotheses: found.hypotheses.clone(),
        title,
        flaky: false,
        document,
        files: files(&found.probe, &found.observed, plan, world),
    }
}

/// Something that did not happen again each time.
pub(super) fn flaky_draft(
    suspicion: &Candidate,
    times: usize,
    plan: &FuzzPlan,
    world: &TenantSet,
) -> Draft {
    let cause = unnamed_cause(&suspicion.probe, &suspicion.expected, suspicion.symptom);
    let title = format!("{cause}: happened again {times} times out of {REPLAYS}");
    let observed = Observed::Fault(suspicion.symptom, suspicion.symptom.name());
    let mut document = suspicion.probe.members(Some(world), Secrets::Hidden);
    document.extend(said(&title, &suspicion.expected, suspicion.symptom, &observed, world, plan));
    document.push(("because", Value::Array(Vec::new())));
    Draft {
        cause,
        rule: Some(suspicion.expected.rule),
        symptom: Some(suspicion.symptom),
        hypotheses: Vec::new(),
        title,
        flaky: true,
        document,
        files: files(&suspicion.probe, &observed, plan, world),
    }
}

/// What was demanded, what came, and under which circumstances.
fn said(
    title: &str,
    expected: &ExpectedResponse,
    symptom: Symptom,
    observed: &Observed,
    world: &TenantSet,
    plan: &FuzzPlan,
) -> Vec<(&'static str, Value)> {
    let status = expected.status.iter().map(|status| i64::from(*status).into()).collect();
    let mut demanded = vec![
        ("rule", Value::from(expected.rule.id())),
        ("requirement", expected.rule.row().requirement.into()),
        ("status", Value::Array(status)),
    ];
    demanded.extend(expected.ranked.map(|ranked| ("ranked", Value::Bool(ranked))));
    let came = match observed {
        Observed::Answer(answer) => {
            let body = answer.body.as_deref().unwrap_or(&answer.raw);
            let body = String::from_utf8_lossy(&body[..body.len().min(SHOWN)]).into_owned();
            Value::object(vec![
                ("status", i64::from(answer.status).into()),
                ("body", hidden(&body, world).into()),
            ])
        }
        Observed::Fault(_, what) => Value::object(vec![("fault", hidden(what, world).into())]),
        Observed::Unsupported => Value::Null,
    };
    vec![
        ("about", title.into()),
        ("rule", expected.rule.id().into()),
        ("symptom", symptom.name().into()),
        ("expected", Value::object(demanded)),
        ("observed", came),
        ("target", plan.target.to_string().into()),
        ("seed", plan.seed.to_string().into()),
        ("goalpost", env!("CARGO_PKG_VERSION").into()),
        ("found", (plan.now)().to_string().into()),
    ]
}

/// A text in which no secret stands, and no signature that nobody sent.
pub(super) fn hidden(text: &str, world: &TenantSet) -> String {
    let mut text = text.to_owned();
    for party in &world.parties {
        let secret = party.site.tenant.secret.to_string();
        if secret.len() < SHORTEST_SECRET {
            continue;
        }
        loop {
            let lower = text.to_ascii_lowercase();
            let Some(at) = lower.find(&secret.to_ascii_lowercase()) else { break };
            text.replace_range(at..at + secret.len(), "[the secret]");
        }
    }
    text
}

/// The request as it is sent, the answer, and a curl command.
fn files(
    probe: &TestRequest,
    observed: &Observed,
    plan: &FuzzPlan,
    world: &TenantSet,
) -> Vec<(&'static str, Vec<u8>)> {
    let request = &probe.case.request;
    let (host, url) = match &plan.target {
        super::config::FuzzTarget::Server(server) => {
            (server.address.host.clone(), server.address.to_string())
        }
        _ => (probe.case.domain.to_string(), format!("http://{}", probe.case.domain)),
    };
    let mut files =
        vec![("request.http", probe.wire.clone().unwrap_or_else(|| raw(request, &host)))];
    match &probe.wire {
        Some(_) => {
            let port = if host.contains(':') { "" } else { ":80" };
            let line =
                format!("nc -N {} < request.http\n", format!("{host}{port}").replace(':', " "));
            files.push(("netcat.sh", line.into_bytes()));
        }
        None => {
            files.push(("body", request.body.clone()));
            files.push(("curl.sh", command(request, &url).into_bytes()));
        }
    }
    if let Observed::Answer(answer) = observed {
        let shown =
            String::from_utf8_lossy(&answer.raw[..answer.raw.len().min(1 << 16)]).into_owned();
        files.push(("answer.http", hidden(&shown, world).into_bytes()));
    }
    files
}

/// A request as it stands on the wire.
fn raw(request: &OwnedRequest, host: &str) -> Vec<u8> {
    let OwnedRequest { method, target, headers, body } = request;
    let mut out = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n").into_bytes();
    for (name, value) in headers {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    out.extend_from_slice(body);
    out
}

/// A curl command that sends the request and shows the whole answer; its body lies in the file beside it.
fn command(request: &OwnedRequest, url: &str) -> String {
    format!("{}\n", curl(request, url, &["-i".to_owned()], CurlBody::File))
}
