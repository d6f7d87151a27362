//! What is kept of a finding: everything to show it to the server's team, and no secret.

use super::case::{ConfirmedCase, REPLAYS, Reproduced, SuspectedCase};
use super::config::FuzzPlan;
use super::finding_store::{Draft, FINDING_FORMAT, How};
use super::precursors::touched_elsewhere;
use super::reproducer::{HTTP_CLOCKS, Observed, demanded};
use super::scripts;
use super::sequence_words::shown_by;
use super::trigger::Part;
use crate::case::ExpectedResponse;
use crate::generate::document::Secrets;
use crate::generate::sequence::{SendMode, Sequence, Step};
use crate::generate::{RequestBuilder, TenantSet, TestRequest};
use crate::judge::Weight;
use crate::judge::leak::SecretForms;
use crate::judge::server::Symptom;
use crate::protocol::json::Value;
use crate::protocol::request::SIGNATURE_HEADER;
use crate::protocol::rules::Rule;
use std::time::Duration;

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
    let base = base_of(suspect, found);
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

/// The name of a finding without what is known of its trigger. Of a sequence, the request that shows it may be another
/// than the one that was suspected.
fn base_of(suspect: &SuspectedCase, found: &ConfirmedCase) -> String {
    let shown = found.wrong.iter().map(|(symptom, _)| *symptom);
    let shown = shown.clone().find(|shown| Weight::of(&found.expected, *shown) == suspect.weight);
    match (&found.reproduced, shown) {
        (Reproduced::BySequence(_), Some(symptom)) => {
            unnamed_cause(&found.request, &found.expected, symptom)
        }
        _ => unnamed_cause(&suspect.request, &suspect.expected, suspect.symptom),
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
    let ends = found.wrong.iter().any(|(symptom, _)| *symptom == Symptom::Gone);
    let (rule, symptom) = (found.expected.rule, if ends { Symptom::Gone } else { suspect.symptom });
    let named = matches!(found.reproduced, Reproduced::Alone);
    let hypothesis =
        found.hypotheses.first().filter(|_| named && found.trigger.first() != Some(&Part::KeyCase));
    let cause = cause_of(suspect, found);
    let words = found.wrong.iter().map(|(_, what)| what.as_str()).collect::<Vec<_>>().join("; ");
    let words = hidden(&words, world);
    let what = match (&found.reproduced, hypothesis) {
        (_, Some(hypothesis)) => hypothesis.title().to_owned(),
        (Reproduced::ServerIsDown(_), _) if !found.description.is_empty() => {
            hidden(&found.description, world)
        }
        (Reproduced::ServerIsDown(_), _) => {
            "answers nothing any more after these requests".to_owned()
        }
        (Reproduced::BySequence(_) | Reproduced::ForGood(_) | Reproduced::Not(_), _)
            if !found.description.is_empty() =>
        {
            hidden(&found.description, world)
        }
        (Reproduced::BySequence(sequence), _) => {
            format!("{}{}", shown_by(sequence), first_of_two(sequence, world))
        }
        (Reproduced::Not(times), _) => {
            format!(
                "seen, and had again {times} times out of {REPLAYS}; what was sent before is in history.jsonl"
            )
        }
        (Reproduced::Unfinished, _) => {
            "seen, and what shows it was not found in the time that there is for one finding; what was sent before is \
             in history.jsonl"
                .to_owned()
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
    let base = base_of(suspect, found);
    let how = match found.reproduced {
        Reproduced::Alone => How::Alone,
        Reproduced::BySequence(_) => How::Sequence,
        Reproduced::ServerIsDown(_) => How::StopsAnswering,
        Reproduced::ForGood(_) => How::ForGood,
        Reproduced::Not(_) | Reproduced::Untried | Reproduced::Unfinished => How::Once,
    };
    document.extend([
        ("finding", FINDING_FORMAT.into()),
        ("weight", suspect.weight.name().into()),
        ("demand", demand.into()),
        ("reproduced", how.name().into()),
        ("base", base.as_str().into()),
        ("trigger", Value::Array(found.trigger.iter().map(|part| part.name().into()).collect())),
    ]);
    document.extend(found.shape.as_ref().map(|shape| ("shape", shape.to_value())));
    document.extend(said(&title, &found.expected, symptom, &found.observed, world, plan));
    let because = hypothesis.map_or(&[][..], |_| &found.hypotheses[..]);
    document.push(("because", Value::Array(because.iter().map(|s| Value::from(s.id())).collect())));
    document.push(("replays", i64::try_from(REPLAYS).unwrap_or(0).into()));
    document.push(("minimised_from", suspect.request.to_value(Some(world), Secrets::Hidden)));
    let mut files = match found.reproduced.sequence() {
        Some(sequence) => {
            document.extend(sequence.members(Some(world), Secrets::Hidden));
            scripts::of_sequence(sequence, plan)
        }
        None => {
            let mut files = scripts::of_request(&found.request, plan);
            if let Some(sequence) = after_another_first_touch(found, symptom, world) {
                files.retain(|(name, _)| name != "curl.sh");
                files.extend(scripts::of_sequence(&sequence, plan));
            }
            files
        }
    };
    files.extend(answer_file(&found.observed, world));
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
        shape: found.shape.clone(),
        base,
        unexplained: false,
        document,
        files,
    }
}

/// Of two requests in order, what decides about the first.
fn first_of_two(sequence: &Sequence, world: &TenantSet) -> String {
    match (sequence.mode, sequence.steps.as_slice()) {
        (SendMode::InOrder, [first, _]) => {
            let rule = demanded(&first.request, world, HTTP_CLOCKS).rule;
            format!("; what comes before falls under rule {}", rule.id())
        }
        _ => String::new(),
    }
}

/// A request whose lag is wrong, after one with another first touch: what a server keeps for good of the first one must
/// not be kept of this one, or it shows only in the server in which it was found.
fn after_another_first_touch(
    found: &ConfirmedCase,
    symptom: Symptom,
    world: &TenantSet,
) -> Option<Sequence> {
    if symptom != Symptom::Lag {
        return None;
    }
    let builder = RequestBuilder::of_exact_probe(&found.request, world)?;
    let case = &found.request.case;
    let before = touched_elsewhere(&builder, case.now)?.probe(world, case.id.clone(), case.now);
    let step = |request| Step {
        request,
        connection: 0,
        pause: Duration::ZERO,
        repeat: 1,
        in_pieces: false,
    };
    let steps = vec![step(before), step(found.request.clone())];
    Some(Sequence { mode: SendMode::InOrder, steps })
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

fn answer_file(observed: &Observed, world: &TenantSet) -> Option<(String, Vec<u8>)> {
    let Observed::Answer(answer) = observed else { return None };
    let shown = String::from_utf8_lossy(&answer.raw[..answer.raw.len().min(1 << 16)]).into_owned();
    Some(("answer.http".to_owned(), hidden(&shown, world).into_bytes()))
}
