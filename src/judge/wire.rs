//! What a request that was really sent is worth: two levels that are never mixed up.
//!
//! *Byte drift* is about what was signed for a goal; a *wire failure* is a request that the server
//! refuses, or takes for another goal. One can stand without the other.

use super::finding::{Kind, Sample};
use super::message::{self, telling_line};
use super::naming::Namer;
use super::wire_failure::{Envelope, GoalDifference, WireFailure, WireReason};
use crate::adapter::{CaseFault, Reply, Response, SendCase};
use crate::case::Case;
use crate::endpoint::Captured;
use crate::mistakes::{MistakeSet, Observed, Prediction, predict};
use crate::protocol::json::{Value, parse};
use crate::protocol::request::SIGNATURE_HEADER;
use crate::protocol::rules::Rule;
use crate::protocol::{Goal, Text, legal};

/// What came of sending a goal.
#[derive(Debug)]
pub enum Delivery {
    /// It arrived and was taken for what it is. The mistakes are those of a drift that does no harm.
    Accepted(MistakeSet),
    /// It could not be expressed, outside the legal domain: the reason.
    Skipped(String),
    /// It is outside the legal domain, and was refused by either side.
    Refused,
    /// It failed.
    Failed(Kind, Box<Sample>),
}

/// What arrived at the endpoint for a case.
#[derive(Debug)]
pub struct Arrivals<'a> {
    /// The first requests, in order.
    pub first: &'a [Captured],
    /// How many there were.
    pub count: usize,
    /// The path of a request that came meanwhile and belonged to no case.
    pub stray: Option<String>,
}

/// Judges what arrived for a case, and what the implementation said of it.
pub fn judge_delivery(
    done: &Response<SendCase>,
    arrivals: &Arrivals<'_>,
    namer: &mut Namer,
) -> Delivery {
    let (arrived, count) = (arrivals.first, arrivals.count);
    let case = &done.case.case;
    let legal = legal::is_legal(&case.goal);
    let failed = |how: WireFailure, mistakes: MistakeSet, reason: WireReason| {
        let mut sample = plain_sample(case, arrived.first());
        sample.mistakes = mistakes;
        sample.equivalent = mistakes;
        if !mistakes.is_empty()
            && let Prediction::Signed { canonical, .. } =
                predict(mistakes, &case.tenant, &case.goal)
        {
            sample.actual = Some(canonical);
        }
        sample.wire = Some(reason);
        if let Err(CaseFault { stderr, .. }) = &done.answer {
            sample.stderr.clone_from(stderr);
        }
        Delivery::Failed(Kind::Wire(how, mistakes), Box::new(sample))
    };
    let none = MistakeSet::EMPTY;
    let said = |how: WireFailure, what: &dyn ToString| {
        failed(how, MistakeSet::EMPTY, WireReason::Said(what.to_string()))
    };
    let reported = match &done.answer {
        Err(CaseFault { fault, .. }) => return said(WireFailure::NoAnswer, fault),
        Ok(Reply::Unsupported(why)) if !legal => return Delivery::Skipped(why.clone()),
        Ok(Reply::Unsupported(why)) => {
            let mut sample = plain_sample(case, None);
            sample.message = Some(why.clone());
            return Delivery::Failed(Kind::Unsupported(message::short(why)), Box::new(sample));
        }
        Ok(Reply::Refused(why)) if arrived.is_empty() && legal => {
            return said(WireFailure::RefusesToSend, why);
        }
        Ok(Reply::Refused(_)) if arrived.is_empty() => return Delivery::Refused,
        Ok(Reply::Error(what)) if arrived.is_empty() => return said(WireFailure::Broke, what),
        // What arrived says more than the error that followed it.
        Ok(Reply::Refused(_) | Reply::Error(_)) => None,
        Ok(Reply::Response(status)) => Some(*status),
    };
    let Some(first) = arrived.first() else {
        return match &arrivals.stray {
            Some(path) => failed(WireFailure::WrongPlace, none, WireReason::Stray(path.clone())),
            None => {
                let reason = WireReason::NothingArrived(reported.unwrap_or_default());
                failed(WireFailure::SentNothing, none, reason)
            }
        };
    };
    let (decision, status) = (&first.decision, first.decision.status());
    if let Some(reported) = reported.filter(|reported| *reported != status && count == 1) {
        let reason = WireReason::Statuses { server: status, reported };
        return failed(WireFailure::OtherStatus, none, reason);
    }
    let received = parse(&first.request.body).ok().and_then(|value| Goal::from_value(value).ok());
    let signature = signature_of(first);
    match decision.rule {
        _ if count > 1 && (legal || arrived.iter().any(|c| c.decision.rule == Rule::Accepted)) => {
            let reason = WireReason::Several {
                count,
                statuses: arrived.iter().map(|captured| captured.decision.status()).collect(),
                accepted: arrived.iter().filter(|c| c.decision.rule == Rule::Accepted).count(),
            };
            failed(WireFailure::SentTwice, none, reason)
        }
        Rule::Accepted => {
            let Ok(Reply::Response(_)) = &done.answer else {
                let said = match &done.answer {
                    Ok(Reply::Refused(why) | Reply::Error(why)) => telling_line(why).to_owned(),
                    _ => String::new(),
                };
                return failed(WireFailure::OtherStatus, none, WireReason::ReportsFailure(said));
            };
            match received {
                Some(received) if legal && !same(case, &received) => {
                    let difference = difference(&case.goal, &received);
                    failed(WireFailure::OtherGoal, none, WireReason::OtherGoal(difference))
                }
                _ => Delivery::Accepted(
                    drift(case, &case.goal, &signature, namer).unwrap_or_default(),
                ),
            }
        }
        Rule::Hint => {
            let names = first.request.headers.iter().map(|(name, _)| name.to_string()).collect();
            failed(WireFailure::Unsigned, none, WireReason::NoSignature(names))
        }
        // Outside the legal domain a server objects to the contents, or to a signature of them.
        rule if !legal && matches!(rule.status(), 400 | 401) && rule != Rule::BodySyntax => {
            Delivery::Refused
        }
        Rule::SignatureMismatch | Rule::SignatureShape => {
            let (mistakes, reason) =
                why_unauthorized(case, received.as_ref(), &signature, decision.rule, namer);
            failed(WireFailure::Unauthorized, mistakes, reason)
        }
        rule => {
            let reason = WireReason::Rule {
                rule,
                field: decision.field.as_ref().map(ToString::to_string),
                envelope: envelope(first, rule),
            };
            failed(WireFailure::Refused(rule), none, reason)
        }
    }
}

/// What came around the body, where a rule is about that.
fn envelope(captured: &Captured, rule: Rule) -> Option<Envelope> {
    let request = &captured.request;
    let header = |name: &str| {
        request.with(|request| {
            let value = request.header(name).next();
            value.map(|value| String::from_utf8_lossy(value).into_owned())
        })
    };
    match rule {
        Rule::Path | Rule::DomainMissing | Rule::DomainShape | Rule::DomainUnknown => {
            Some(Envelope::Target(request.target.clone()))
        }
        Rule::Method => Some(Envelope::Method(request.method.clone())),
        Rule::ContentType => Some(Envelope::ContentType(header("content-type"))),
        Rule::BodySyntax => header("content-encoding").map(Envelope::ContentEncoding),
        _ => None,
    }
}

/// The header's value as text.
fn signature_of(captured: &Captured) -> String {
    captured.request.with(|request| {
        let value = request.header(SIGNATURE_HEADER).next();
        value.map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
    })
}

/// Why body and signature do not agree: the mistakes, where they are known, and the reason.
fn why_unauthorized(
    case: &Case,
    received: Option<&Goal>,
    signature: &str,
    rule: Rule,
    namer: &mut Namer,
) -> (MistakeSet, WireReason) {
    let none = MistakeSet::EMPTY;
    let Some(received) = received else { return (none, WireReason::BodyIsNoGoal) };
    let signer = case.tenant.signer().ok();
    let right = signer.and_then(|signer| signer.sign(&case.goal, &mut Vec::new()).ok());
    if right.is_some_and(|right| right.matches(signature.as_bytes())) {
        return (none, WireReason::BodyDiffers(difference(&case.goal, received)));
    }
    // What was signed is the goal that was passed; where the body says the same, so it is for both.
    let mistakes = drift(case, &case.goal, signature, namer).unwrap_or_default();
    if rule == Rule::SignatureShape {
        let reason = WireReason::HeaderForm {
            length: signature.chars().count(),
            contains_right: signer_text(case).is_some_and(|right| signature.contains(&*right)),
            mistakes,
        };
        return (mistakes, reason);
    }
    let body = (!same(case, received)).then(|| difference(&case.goal, received));
    let reason = match mistakes.is_empty() {
        true => WireReason::Unexplained { body },
        false => WireReason::OtherBytes { mistakes, body },
    };
    (mistakes, reason)
}

/// The right signature of the goal that was passed.
fn signer_text(case: &Case) -> Option<String> {
    let signed = case.tenant.signer().ok()?.sign(&case.goal, &mut Vec::new());
    signed.ok().map(|signature| signature.to_string())
}

/// The mistakes behind a signature of a goal; none where it is right, `None` where none explain it.
fn drift(case: &Case, goal: &Goal, signature: &str, namer: &mut Namer) -> Option<MistakeSet> {
    let right = case.tenant.signer().ok()?.sign(goal, &mut Vec::new()).ok();
    if right.is_some_and(|right| right.matches(signature.as_bytes())) {
        return Some(MistakeSet::EMPTY);
    }
    let observed = Observed { signature, canonical: None };
    let explanation = namer.name(&case.tenant, goal, &observed)?;
    Some(explanation.set().without(MistakeSet::permitted()))
}

/// Whether two goals have the same canonical bytes.
fn same(case: &Case, received: &Goal) -> bool {
    let canonical = |goal: &Goal| {
        let mut out = Vec::new();
        crate::protocol::canonicalize(&case.tenant.tenant_id, goal, &mut out).ok().map(|()| out)
    };
    canonical(&case.goal) == canonical(received)
}

/// The first field in which two goals do not mean the same.
fn difference(passed: &Goal, received: &Goal) -> GoalDifference {
    let field = |name: &str, received: Option<&Value>, passed: Option<&Value>| {
        let json = |value: &Value| short(&value.to_json());
        GoalDifference::Field {
            name: name.to_owned(),
            received: received.map(json),
            passed: passed.map(json),
        }
    };
    let fields = passed.fields().into_iter().zip(received.fields());
    for (name, (a, b)) in Goal::FIELDS.into_iter().zip(fields) {
        if name != "properties" {
            if !means_the_same(&alone(name, a), &alone(name, b)) {
                return field(name, b, a);
            }
            continue;
        }
        let members = |value: Option<&Value>| match value {
            Some(Value::Object(members)) => members.clone(),
            _ => Vec::new(),
        };
        let (a, b) = (members(a), members(b));
        let of = |members: &[(Text, Value)], key: &Text| {
            members.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone())
        };
        for (key, _) in a.iter().chain(&b) {
            let (was, is) = (of(&a, key), of(&b, key));
            let with = |value: &Option<Value>| {
                let members = value.iter().map(|value| (key.clone(), value.clone())).collect();
                alone("properties", Some(&Value::Object(members)))
            };
            if !means_the_same(&with(&was), &with(&is)) {
                return field(&format!("properties.{key}"), is.as_ref(), was.as_ref());
            }
        }
    }
    GoalDifference::Spelling
}

/// A goal with one field, to compare what that means.
fn alone(name: &str, value: Option<&Value>) -> Goal {
    let mut goal = Goal { event_name: Some("a".into()), ..Goal::default() };
    if let Some(field) = goal.field_mut(name.as_bytes()) {
        *field = value.cloned();
    }
    goal
}

/// Whether two goals have the same canonical bytes; where there are none, whether they are the same.
fn means_the_same(a: &Goal, b: &Goal) -> bool {
    let canonical = |goal: &Goal| {
        let mut out = Vec::new();
        crate::protocol::canonicalize(&Text::constant("t"), goal, &mut out).ok().map(|()| out)
    };
    match (canonical(a), canonical(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

fn short(json: &str) -> String {
    match json.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &json[..at]),
        None => json.to_owned(),
    }
}

fn plain_sample(case: &Case, arrived: Option<&Captured>) -> Sample {
    // What the server builds from the body that arrived is what should have been signed.
    let received = arrived
        .and_then(|captured| parse(&captured.request.body).ok())
        .and_then(|value| Goal::from_value(value).ok());
    let Prediction::Signed { canonical, signature } =
        predict(MistakeSet::EMPTY, &case.tenant, received.as_ref().unwrap_or(&case.goal))
    else {
        return empty_sample(case, arrived);
    };
    Sample {
        expected: Some(canonical),
        expected_signature: Some(signature),
        ..empty_sample(case, arrived)
    }
}

fn empty_sample(case: &Case, arrived: Option<&Captured>) -> Sample {
    Sample {
        case: case.clone(),
        legal: legal::is_legal(&case.goal),
        mistakes: MistakeSet::EMPTY,
        equivalent: MistakeSet::EMPTY,
        expected: None,
        expected_refusal: None,
        actual: None,
        expected_signature: None,
        actual_signature: arrived.map(signature_of),
        differences: Vec::new(),
        message: None,
        wire: None,
        stderr: Vec::new(),
        // What is over the limit was not kept.
        sent: arrived
            .filter(|captured| captured.decision.rule != Rule::BodySize)
            .map(|captured| captured.request.body.clone()),
    }
}
