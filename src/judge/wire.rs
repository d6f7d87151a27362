//! What a request that was really sent is worth: two levels that are never mixed up.
//!
//! *Byte drift* is about what was signed for a goal; a *wire failure* is a request that the server
//! refuses, or takes for another goal. One can stand without the other.

use super::finding::{Kind, Sample};
use super::naming::Namer;
use crate::dialect::{DialectSet, Observed, Prediction, predict};
use crate::endpoint::Captured;
use crate::spec::json::{Value, parse};
use crate::spec::request::SIGNATURE_HEADER;
use crate::spec::rules::Rule;
use crate::spec::{Goal, legal};
use crate::subject::{CaseFault, Done, Reply, SendCase};
use crate::suite::Case;

/// What came of sending a goal.
#[derive(Debug)]
pub enum Delivery {
    /// It arrived and was taken for what it is. The mistakes are those of a drift that does no harm.
    Accepted(DialectSet),
    /// It could not be expressed, outside the legal domain: the reason.
    Skipped(String),
    /// It is outside the legal domain, and was refused by either side.
    Refused,
    /// It failed.
    Failed(Kind, Box<Sample>),
}

/// Judges what arrived for a case, and what the implementation said of it.
pub fn judge_delivery(
    done: &Done<SendCase>,
    arrived: &[Captured],
    count: usize,
    namer: &mut Namer,
) -> Delivery {
    let case = &done.case.case;
    let legal = legal::is_legal(&case.goal);
    let failed = |what: &str, mistakes: DialectSet, reason: String| {
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
    let none = DialectSet::EMPTY;
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
        Ok(Reply::Done(status)) => Some(*status),
    };
    let Some(first) = arrived.first() else {
        let reason = format!("it says that the server answered {}", told.unwrap_or_default());
        return failed("sent nothing", none, reason);
    };
    let (decision, status) = (&first.decision, first.decision.status());
    if let Some(told) = told.filter(|told| *told != status && count == 1) {
        let reason = format!("the server answered {status}, and the implementation says {told}");
        return failed("reports another status", none, reason);
    }
    let received = parse(&first.request.body).ok().and_then(|value| Goal::from_value(value).ok());
    let signature = signature_of(first);
    match decision.rule {
        Rule::Accepted if count > 1 => {
            let reason = format!("the server took it, and it came {count} times: each one counts");
            failed("sent more than once", none, reason)
        }
        Rule::Accepted => {
            let Ok(Reply::Done(_)) = &done.answer else {
                let reason = "the server took it, and the implementation says that it failed";
                return failed("reports another status", none, reason.to_owned());
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
        Rule::Hint if legal => {
            let reason = "it has no X-LP-Goal-Signature header, so it is a hint and never ranked";
            failed("arrives unsigned", none, reason.to_owned())
        }
        _ if !legal => Delivery::Refused,
        Rule::SignatureMismatch | Rule::SignatureShape => {
            let (mistakes, reason) =
                why_unauthorized(case, received.as_ref(), &signature, decision.rule, namer);
            failed("the server answers 401", mistakes, reason)
        }
        rule => {
            let field = decision.field.map_or(String::new(), |field| format!(" ({field})"));
            let reason = format!("the server answers {status}: {}{field}", rule.row().answer);
            failed(&format!("the server answers {status}, rule {}", rule.id()), none, reason)
        }
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
) -> (DialectSet, String) {
    let Some(received) = received else {
        return (DialectSet::EMPTY, "the body is no goal".to_owned());
    };
    let signer = case.tenant.signer().ok();
    let right = signer.and_then(|signer| signer.sign(&case.goal, &mut Vec::new()).ok());
    if right.is_some_and(|right| right.matches(signature.as_bytes())) {
        let reason = if rule == Rule::SignatureShape {
            "the signature is right, but the header holds more than it".to_owned()
        } else {
            let difference = difference(&case.goal, received);
            format!("the goal was signed rightly, but the body says something else: {difference}")
        };
        return (DialectSet::EMPTY, reason);
    }
    let titles = |set: DialectSet| {
        set.dialects().map(|dialect| dialect.title).collect::<Vec<_>>().join("; ")
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
                DialectSet::EMPTY,
                format!("no known mistake of this secret explains the signature{body}"),
            )
        }
    }
}

/// The mistakes behind a signature of a goal; none where it is right, `None` where none explain it.
fn drift(case: &Case, goal: &Goal, signature: &str, namer: &mut Namer) -> Option<DialectSet> {
    let right = case.tenant.signer().ok()?.sign(goal, &mut Vec::new()).ok();
    if right.is_some_and(|right| right.matches(signature.as_bytes())) {
        return Some(DialectSet::EMPTY);
    }
    let observed = Observed { signature, canonical: None };
    let explanation = namer.name(&case.tenant, goal, &observed)?;
    Some(explanation.set.without(DialectSet::permitted()))
}

/// Whether two goals have the same canonical bytes.
fn same(case: &Case, received: &Goal) -> bool {
    let canonical = |goal: &Goal| {
        let mut out = Vec::new();
        crate::spec::canonicalize(&case.tenant.tenant_id, goal, &mut out).ok().map(|()| out)
    };
    canonical(&case.goal) == canonical(received)
}

/// The first field in which two goals differ, and how.
fn difference(passed: &Goal, received: &Goal) -> String {
    let word = |value: Option<&Value>| match value {
        None => "nothing".to_owned(),
        Some(value) => short(&value.to_json()),
    };
    for (name, (a, b)) in
        Goal::FIELDS.into_iter().zip(passed.fields().into_iter().zip(received.fields()))
    {
        if let (Some(Value::Object(passed)), Some(Value::Object(received))) = (a, b) {
            for (key, value) in passed {
                let other = received.iter().find(|(known, _)| known == key).map(|(_, v)| v);
                if other != Some(value) {
                    return format!(
                        "{name}.{key} is {} instead of {}",
                        word(other),
                        word(Some(value))
                    );
                }
            }
            if let Some((key, value)) =
                received.iter().find(|(key, _)| passed.iter().all(|(k, _)| k != key))
            {
                return format!("{name}.{key} is {} instead of nothing", word(Some(value)));
            }
        } else if a != b {
            return format!("{name} is {} instead of {}", word(b), word(a));
        }
    }
    "in nothing but the spelling".to_owned()
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
        predict(DialectSet::EMPTY, &case.tenant, received.as_ref().unwrap_or(&case.goal))
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
        mistakes: DialectSet::EMPTY,
        equivalent: DialectSet::EMPTY,
        expected: None,
        expected_refusal: None,
        actual: None,
        expected_signature: None,
        actual_signature: arrived.map(signature_of),
        message: None,
        stderr: Vec::new(),
        sent: arrived.map(|captured| captured.request.body.clone()),
    }
}
