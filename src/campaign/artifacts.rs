//! What is kept of a finding: everything to show it to the server's team, and no secret.

use super::case::{ConfirmedCase, REPLAYS, Reproduced, SuspectedCase};
use super::config::FuzzPlan;
use super::finding_store::{Draft, FINDING_FORMAT, How};
use super::reach::Reach;
use super::reproducer::Observed;
use super::trigger::Part;
use crate::case::ExpectedResponse;
use crate::generate::document::Secrets;
use crate::generate::sequence::{SendMode, Sequence};
use crate::generate::{TenantSet, TestRequest};
use crate::judge::leak::SecretForms;
use crate::judge::server::Symptom;
use crate::protocol::json::Value;
use crate::protocol::request::{OwnedRequest, SIGNATURE_HEADER};
use crate::protocol::rules::Rule;

/// So much of an answer is kept.
const SHOWN: usize = 2000;

/// The name of what no known mistake explains: the rule that was broken, and how.
pub(super) fn unnamed_cause(
    probe: &TestRequest,
    expected: &ExpectedResponse,
    symptom: Symptom,
) -> String {
    match symptom {
        _ if probe.wire.is_some() => format!("http-{}-{}", probe.mutation, symptom.name()),
        Symptom::Differs => Symptom::Differs.name(),
        _ if expected.rule == Rule::Accepted && !expected.may_refuse() => {
            format!("legal-goal-{}", symptom.name())
        }
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

/// The name of a finding, with what is known of its trigger and of how it is had again.
fn cause_of(suspect: &SuspectedCase, found: &ConfirmedCase) -> String {
    let base = unnamed_cause(&suspect.request, &suspect.expected, suspect.symptom);
    match &found.reproduced {
        Reproduced::ServerIsDown(_) => "server-stops-answering".to_owned(),
        Reproduced::Alone => match (found.hypotheses.first(), found.trigger.first()) {
            (_, Some(Part::KeyCase)) => KEYS_WITHOUT_CASE.to_owned(),
            (Some(hypothesis), _) => hypothesis.id().to_owned(),
            (None, Some(part)) if !suspect.expected.may_refuse() => {
                format!("{base}-by-{}", part.name())
            }
            _ => base,
        },
        other => format!("{base}{}", other.suffix()),
    }
}

/// The name of what keys in another case show, whatever it is.
pub(super) const KEYS_WITHOUT_CASE: &str = "keys-without-regard-to-case";

/// So many requests are kept beside what was seen once.
const KEPT_HISTORY: usize = 128;

/// A finding, to be filed.
pub(super) fn draft(
    suspect: &SuspectedCase,
    found: &ConfirmedCase,
    plan: &FuzzPlan,
    world: &TenantSet,
) -> Draft {
    let (rule, symptom) = (found.expected.rule, suspect.symptom);
    let named = matches!(found.reproduced, Reproduced::Alone);
    let hypothesis =
        found.hypotheses.first().filter(|_| named && found.trigger.first() != Some(&Part::KeyCase));
    let cause = cause_of(suspect, found);
    let words = found.wrong.iter().map(|(_, what)| what.as_str()).collect::<Vec<_>>().join("; ");
    let words = hidden(&words, world);
    let what = match (&found.reproduced, hypothesis) {
        (_, Some(hypothesis)) => hypothesis.title().to_owned(),
        (Reproduced::ServerIsDown(_), _) => {
            "answers nothing any more after these requests".to_owned()
        }
        (Reproduced::BySequence(sequence), _) => {
            let count: u32 = sequence.steps.iter().map(|step| step.repeat).sum();
            let how = match sequence.mode {
                SendMode::InOrder => "in this order",
                SendMode::Pipelined => "in one write",
                SendMode::Parallel => "at the same time",
            };
            format!("shows when {count} requests are sent {how}, and not when one is sent alone")
        }
        (Reproduced::Not(times), _) => {
            format!(
                "seen, and had again {times} times out of {REPLAYS}; what was sent before is in history.jsonl"
            )
        }
        (Reproduced::Untried, _) => "seen when the time was over, and not tried again".to_owned(),
        _ => hidden(&found.description, world),
    };
    let rule_words = format!("rule {}, {}", rule.id(), rule.row().requirement);
    let title = match what.is_empty() {
        true => format!("{words} ({rule_words})"),
        false => format!("{what} ({words}; {rule_words})"),
    };
    let mut document = found.request.members(Some(world), Secrets::Hidden);
    let demand = if suspect.expected.may_refuse() { "refuse" } else { "accept" };
    let base = unnamed_cause(&suspect.request, &suspect.expected, symptom);
    let how = match found.reproduced {
        Reproduced::Alone => How::Alone,
        Reproduced::BySequence(_) | Reproduced::ServerIsDown(_) => How::Sequence,
        Reproduced::Not(_) | Reproduced::Untried => How::Once,
    };
    document.extend([
        ("finding", FINDING_FORMAT.into()),
        ("weight", suspect.weight.name().into()),
        ("demand", demand.into()),
        ("reproduced", how.name().into()),
        ("base", base.as_str().into()),
        ("trigger", Value::Array(found.trigger.iter().map(|part| part.name().into()).collect())),
    ]);
    document.extend(said(&title, &found.expected, symptom, &found.observed, world, plan));
    let because = hypothesis.map_or(&[][..], |_| &found.hypotheses[..]);
    document.push(("because", Value::Array(because.iter().map(|s| Value::from(s.id())).collect())));
    document.push(("replays", i64::try_from(REPLAYS).unwrap_or(0).into()));
    document.push(("minimised_from", suspect.request.to_value(Some(world), Secrets::Hidden)));
    let mut files = match found.reproduced.sequence() {
        Some(sequence) => {
            document.extend(sequence.members(Some(world), Secrets::Hidden));
            sequence_files(sequence, &found.observed, plan, world)
        }
        None => files(&found.request, &found.observed, plan, world),
    };
    if how == How::Once {
        files.push(("history.jsonl".to_owned(), history(suspect, world)));
    }
    Draft {
        cause,
        rule: Some(rule),
        symptom: Some(symptom),
        hypotheses: because.to_vec(),
        title,
        flaky: false,
        weight: Some(suspect.weight),
        may_refuse: suspect.expected.may_refuse(),
        how,
        trigger: found.trigger.clone(),
        base,
        document,
        files,
    }
}

/// What was sent before, on all connections, a document a line; the latest last.
fn history(suspect: &SuspectedCase, world: &TenantSet) -> Vec<u8> {
    let all = &suspect.history.all;
    let mut lines = Vec::new();
    for past in &all[all.len().saturating_sub(KEPT_HISTORY)..] {
        let case = &suspect.request.case;
        let request = past.builder.probe(world, case.id.clone(), case.now);
        let mut members = vec![
            ("worker", Value::from(past.connection.0 as i64)),
            ("connection", Value::from(past.connection.1 as i64)),
            ("at_ms", Value::from(past.at.as_millis() as i64)),
        ];
        members.extend(request.members(Some(world), Secrets::Hidden));
        lines.extend_from_slice(Value::object(members).to_json().as_bytes());
        lines.push(b'\n');
    }
    lines
}

/// The requests of a sequence, and a script that sends them: curl keeps a connection for as long as it runs.
fn sequence_files(
    sequence: &Sequence,
    observed: &Observed,
    plan: &FuzzPlan,
    world: &TenantSet,
) -> Vec<(String, Vec<u8>)> {
    let reach = Reach::of(plan, "");
    let mut out = Vec::new();
    let mut script = format!(
        "#!/bin/bash\n# Sends the {} requests of this finding, {}. Run it with bash in this folder.\n",
        sequence.steps.len(),
        sequence.mode.name()
    );
    let mut wire = Vec::new();
    script.push_str("args=()\n");
    for (at, step) in sequence.steps.iter().enumerate() {
        let body = format!("body-{}", at + 1);
        let line = curl_arguments(&step.request.case.request, &reach, &body);
        let line = format!("args+=({line} --next)");
        match step.repeat {
            1 => script.push_str(&format!("{line}\n")),
            n => script.push_str(&format!("for _ in $(seq {n}); do {line}; done\n")),
        }
        for _ in 0..step.repeat.min(64) {
            wire.extend(raw(&step.request.case.request, &reach.host));
        }
        out.push((body, step.request.case.request.body.clone()));
    }
    script.push_str("unset 'args[-1]'\n");
    match sequence.mode {
        SendMode::InOrder => script.push_str("curl \"${args[@]}\"\n"),
        SendMode::Parallel => script.push_str(
            "for _ in $(seq 20); do curl --parallel --parallel-immediate \"${args[@]}\"; done\n",
        ),
        SendMode::Pipelined => {
            script = format!(
                "#!/bin/bash\n# curl does not pipeline: the {} requests are sent in one write.\n{} < requests.http\n",
                sequence.steps.len(),
                reach.netcat
            );
            out.push(("requests.http".to_owned(), wire));
        }
    }
    out.push(("curl.sh".to_owned(), script.into_bytes()));
    out.extend(answer_file(observed, world));
    out
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

/// A text in which no part of a tenant's secret stands.
pub(super) fn hidden(text: &str, world: &TenantSet) -> String {
    let secrets = world.parties.iter().map(|party| party.site.tenant.secret.as_bytes());
    SecretForms::of(secrets).map_or_else(|| text.to_owned(), |forms| forms.hide(text))
}

/// The request as it is sent, the answer, and a curl command.
fn files(
    probe: &TestRequest,
    observed: &Observed,
    plan: &FuzzPlan,
    world: &TenantSet,
) -> Vec<(String, Vec<u8>)> {
    let request = &probe.case.request;
    let reach = Reach::of(plan, &probe.case.domain);
    let mut files = vec![(
        "request.http".to_owned(),
        probe.wire.clone().unwrap_or_else(|| raw(request, &reach.host)),
    )];
    match &probe.wire {
        Some(_) => {
            let line = format!("{} < request.http\n", reach.netcat);
            files.push(("netcat.sh".to_owned(), line.into_bytes()));
        }
        None => {
            files.push(("body".to_owned(), request.body.clone()));
            let line = format!("curl {}\n", curl_arguments(request, &reach, "body"));
            files.push(("curl.sh".to_owned(), line.into_bytes()));
        }
    }
    files.extend(answer_file(observed, world));
    files
}

fn answer_file(observed: &Observed, world: &TenantSet) -> Option<(String, Vec<u8>)> {
    let Observed::Answer(answer) = observed else { return None };
    let shown = String::from_utf8_lossy(&answer.raw[..answer.raw.len().min(1 << 16)]).into_owned();
    Some(("answer.http".to_owned(), hidden(&shown, world).into_bytes()))
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

/// The arguments of a curl that sends the request; its body lies in the file beside it.
fn curl_arguments(request: &OwnedRequest, reach: &Reach, body: &str) -> String {
    let method = quoted(request.method.as_bytes());
    let mut line = format!("-sS -i --path-as-is -X {method}{}", reach.options);
    for (name, value) in &request.headers {
        // An empty value needs another sign.
        let field = match value.is_empty() {
            true => format!("{name};").into_bytes(),
            false => [name.as_bytes(), b": ", value].concat(),
        };
        line.push_str(&format!(" -H {}", quoted(&field)));
    }
    let given = |name: &str| request.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
    if !given("content-type") {
        line.push_str(" -H 'content-type:'");
    }
    let target = format!("{}{}", reach.url, request.target);
    format!("{line} --data-binary @{body} {}", quoted(target.as_bytes()))
}

/// A word for a shell: in plain quotes, or with escapes where it is not plain.
fn quoted(word: &[u8]) -> String {
    if word.iter().all(|b| (0x20..0x7F).contains(b) && *b != b'\'') {
        return format!("'{}'", String::from_utf8_lossy(word));
    }
    let mut text = String::from("$'");
    for byte in word {
        match byte {
            b'\'' | b'\\' => text.extend(['\\', char::from(*byte)]),
            0x20..0x7F => text.push(char::from(*byte)),
            byte => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    text.push('\'');
    text
}
