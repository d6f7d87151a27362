//! What a request that was really sent is worth: two levels that are never mixed up.
//!
//! *Byte drift* is about what was signed for a goal; a *wire failure* is a request that the server
//! refuses, or takes for another goal. One can stand without the other.

use super::finding::{Kind, Sample};
use super::naming::Namer;
use super::verdict::telling_line;
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

impl Arrivals<'_> {
    /// The statuses that they got, where there were several.
    fn statuses(&self) -> String {
        let statuses: Vec<String> =
            self.first.iter().map(|captured| captured.decision.status().to_string()).collect();
        let more = if self.count > self.first.len() { ", …" } else { "" };
        format!("{} requests came, and got {}{more}", self.count, statuses.join(", "))
    }
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
    let failed = |what: &str, mistakes: MistakeSet, reason: String| {
        let mut sample = plain_sample(case, arrived.first());
        sample.mistakes = mistakes;
        sample.equivalent = mistakes;
        if !mistakes.is_empty()
            && let Prediction::Signed { canonical, .. } =
                predict(mistakes, &case.tenant, &case.goal)
        {
            sample.actual = Some(canonical);
        }
        sample.message = Some(reason);
        if let Err(CaseFault { stderr, .. }) = &done.answer {
            sample.stderr.clone_from(stderr);
        }
        Delivery::Failed(Kind::Wire(what.to_owned(), mistakes), Box::new(sample))
    };
    let none = MistakeSet::EMPTY;
    let told = match &done.answer {
        Err(CaseFault { fault, .. }) => return failed("did not answer", none, fault.to_string()),
        Ok(Reply::Unsupported(why)) if !legal => return Delivery::Skipped(why.clone()),
        Ok(Reply::Unsupported(why)) => {
            return failed("cannot send a legal goal", none, why.clone());
        }
        Ok(Reply::Refused(why)) if arrived.is_empty() && legal => {
            return failed("refuses to send a legal goal", none, why.clone());
        }
        Ok(Reply::Refused(_)) if arrived.is_empty() => return Delivery::Refused,
        Ok(Reply::Error(what)) if arrived.is_empty() => return failed("broke", none, what.clone()),
        // What arrived says more than the error that followed it.
        Ok(Reply::Refused(_) | Reply::Error(_)) => None,
        Ok(Reply::Response(status)) => Some(*status),
    };
    let Some(first) = arrived.first() else {
        let told = told.unwrap_or_default();
        return match &arrivals.stray {
            Some(path) => {
                let reason = format!(
                    "a request came to {path}: the path of the endpoint that it was given is missing"
                );
                failed("sends to another place", none, reason)
            }
            None => {
                let reason = format!(
                    "it says that the server answered {told}, and no request had arrived by then"
                );
                failed("sent nothing", none, reason)
            }
        };
    };
    let (decision, status) = (&first.decision, first.decision.status());
    if let Some(told) = told.filter(|told| *told != status && count == 1) {
        let reason = format!("the server answered {status}, and the implementation says {told}");
        return failed("reports another status", none, reason);
    }
    let received = parse(&first.request.body).ok().and_then(|value| Goal::from_value(value).ok());
    let signature = signature_of(first);
    match decision.rule {
        _ if count > 1 && (legal || arrived.iter().any(|c| c.decision.rule == Rule::Accepted)) => {
            let taken = arrived.iter().filter(|c| c.decision.rule == Rule::Accepted).count();
            let counts = if taken > 1 { ": each one that was taken counts" } else { "" };
            failed("sent more than once", none, format!("{}{counts}", arrivals.statuses()))
        }
        Rule::Accepted => {
            let Ok(Reply::Response(_)) = &done.answer else {
                let said = match &done.answer {
                    Ok(Reply::Refused(why) | Reply::Error(why)) => telling_line(why).to_owned(),
                    _ => String::new(),
                };
                let reason = format!(
                    "the server took it, and the implementation says that it failed: {said}"
                );
                return failed("reports another status", none, reason);
            };
            match received {
                Some(received) if legal && !same(case, &received) => {
                    let reason = format!(
                        "body and signature agree, so the server takes it for another goal: {}",
                        difference(&case.goal, &received)
                    );
                    failed("another goal arrives", none, reason)
                }
                _ => Delivery::Accepted(
                    drift(case, &case.goal, &signature, namer).unwrap_or_default(),
                ),
            }
        }
        Rule::Hint => {
            let names: Vec<&str> = first.request.headers.iter().map(|(name, _)| &**name).collect();
            let reason = format!(
                "it has no X-LP-Goal-Signature header, so it is a hint and never ranked; its headers are {}",
                names.join(", ")
            );
            failed("arrives unsigned", none, reason)
        }
        // Outside the legal domain a server objects to the contents, or to a signature of them.
        rule if !legal && matches!(rule.status(), 400 | 401) && rule != Rule::BodySyntax => {
            Delivery::Refused
        }
        Rule::SignatureMismatch | Rule::SignatureShape => {
            let (mistakes, reason) =
                why_unauthorized(case, received.as_ref(), &signature, decision.rule, namer);
            failed("the server answers 401", mistakes, reason)
        }
        rule => {
            let field = decision.field.map_or(String::new(), |field| format!(" ({field})"));
            let reason = format!(
                "the server answers {status}: {}{field}{}",
                rule.row().answer,
                envelope(first, rule)
            );
            failed(&format!("the server answers {status}, rule {}", rule.id()), none, reason)
        }
    }
}

/// What stands around the body, where a rule is about that.
fn envelope(captured: &Captured, rule: Rule) -> String {
    let request = &captured.request;
    let header = |name: &str| {
        request.with(|request| {
            let value = request.header(name).next();
            value.map_or("none".to_owned(), |v| String::from_utf8_lossy(v).into_owned())
        })
    };
    match rule {
        Rule::Path | Rule::DomainMissing | Rule::DomainShape | Rule::DomainUnknown => {
            format!("; it came to {}", request.target)
        }
        Rule::Method => format!("; it came as {}", request.method),
        Rule::ContentType => format!("; it came as {}", header("content-type")),
        Rule::BodySyntax if header("content-encoding") != "none" => {
            format!("; it came with content-encoding {}", header("content-encoding"))
        }
        _ => String::new(),
    }
}

/// The header's value as text.
fn signature_of(captured: &Captured) -> String {
    captured.request.with(|request| {
        let value = request.header(SIGNATURE_HEADER).next();
        value.map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
    })
}

/// Why body and signature do not agree: the mistakes, where they are known, and the reason in words.
fn why_unauthorized(
    case: &Case,
    received: Option<&Goal>,
    signature: &str,
    rule: Rule,
    namer: &mut Namer,
) -> (MistakeSet, String) {
    let Some(received) = received else {
        return (MistakeSet::EMPTY, "the body is no goal".to_owned());
    };
    let signer = case.tenant.signer().ok();
    let right = signer.and_then(|signer| signer.sign(&case.goal, &mut Vec::new()).ok());
    if right.is_some_and(|right| right.matches(signature.as_bytes())) {
        let difference = difference(&case.goal, received);
        let reason =
            format!("the goal was signed rightly, but the body says something else: {difference}");
        return (MistakeSet::EMPTY, reason);
    }
    if rule == Rule::SignatureShape {
        let named = drift(case, &case.goal, signature, namer).unwrap_or_default();
        let known = named.mistakes().map(|mistake| format!(": {}", mistake.title)).next();
        let shape = match signature.len() {
            0 => "it is empty".to_owned(),
            64 => "it has 64 characters, and not all are digits or a to f".to_owned(),
            length => format!("it has {length} characters"),
        };
        let right = signer_text(case).filter(|right| signature.contains(&**right));
        let inside = if right.is_some() { "; the right signature stands in it" } else { "" };
        let reason = format!(
            "the header must be 64 lower-case hex digits and nothing else, and {shape}{inside}{}",
            known.unwrap_or_default()
        );
        return (named, reason);
    }
    let titles = |set: MistakeSet| {
        set.mistakes().map(|mistake| mistake.title).collect::<Vec<_>>().join("; ")
    };
    // What was signed is the goal that was passed; where the body says the same, so it is for both.
    match drift(case, &case.goal, signature, namer) {
        Some(set) if !set.is_empty() && same(case, received) => (
            set,
            format!("the signature covers other bytes than the server builds: {}", titles(set)),
        ),
        Some(set) if !set.is_empty() => {
            let difference = difference(&case.goal, received);
            let titles = titles(set);
            (
                set,
                format!(
                    "the signature covers other bytes ({titles}), and the body says something else: {difference}"
                ),
            )
        }
        _ => {
            let body = if same(case, received) {
                String::new()
            } else {
                format!(
                    "; the body says something else than what was passed: {}",
                    difference(&case.goal, received)
                )
            };
            (
                MistakeSet::EMPTY,
                format!("no known mistake of this secret explains the signature{body}"),
            )
        }
    }
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

/// The first field in which two goals do not mean the same, and how.
fn difference(passed: &Goal, received: &Goal) -> String {
    let word = |value: Option<&Value>| match value {
        None => "nothing".to_owned(),
        Some(value) => short(&value.to_json()),
    };
    let told = |name: &str, came: Option<&Value>, passed: Option<&Value>| {
        format!("{name} is {} instead of {}", word(came), word(passed))
    };
    let fields = passed.fields().into_iter().zip(received.fields());
    for (name, (a, b)) in Goal::FIELDS.into_iter().zip(fields) {
        if name != "properties" {
            if !means_the_same(&alone(name, a), &alone(name, b)) {
                return told(name, b, a);
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
                return told(&format!("properties.{key}"), is.as_ref(), was.as_ref());
            }
        }
    }
    "in nothing but the spelling".to_owned()
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
        stderr: Vec::new(),
        // What is over the limit was not kept.
        sent: arrived
            .filter(|captured| captured.decision.rule != Rule::BodySize)
            .map(|captured| captured.request.body.clone()),
    }
}
