//! What a sequence that shows a finding is, in words: how its requests are sent, and what they have in common.

use crate::generate::sequence::{SendMode, Sequence, Step};
use crate::protocol::json::{Value, parse_wire};
use crate::protocol::request::SIGNATURE_HEADER;
use std::time::Duration;

/// A shorter pause is only that of a network.
const PAUSE: Duration = Duration::from_millis(800);

/// How a finding shows.
pub(super) fn shown_by(sequence: &Sequence) -> String {
    if sequence.is_in_pieces() {
        return "shows when the body arrives in pieces, and not when it arrives at once".to_owned();
    }
    let count: u32 = sequence.steps.iter().map(|step| step.repeat).sum();
    let how = match sequence.mode {
        SendMode::InOrder => "in this order",
        SendMode::Pipelined => "in one write",
        SendMode::Parallel => "at the same time",
    };
    let shared = shared(sequence);
    let shared = match shared.is_empty() {
        true => String::new(),
        false => format!(", {}", shared.join(", ")),
    };
    match sequence.steps.as_slice() {
        [_] if sequence.mode == SendMode::InOrder => match count {
            // A fresh server need not show it: what it was sent by then may count.
            1 => "shows when a request is sent after what the server was sent by then".to_owned(),
            _ => format!("shows when a request is sent {count} times"),
        },
        _ => format!(
            "shows when {count} requests are sent {how}{shared}, and not when one is sent alone"
        ),
    }
}

/// What the last request has in common with one before it, and what lies between.
fn shared(sequence: &Sequence) -> Vec<String> {
    let mut words = Vec::new();
    let steps = &sequence.steps;
    let Some((last, before)) = steps.split_last().filter(|(_, before)| !before.is_empty()) else {
        return words;
    };
    if sequence.mode == SendMode::InOrder {
        let first = steps[0].connection;
        words.push(match steps.iter().all(|step| step.connection == first) {
            true => "on one connection".to_owned(),
            false => "on several connections".to_owned(),
        });
    }
    let pause: Duration = steps.iter().map(|step| step.pause).sum();
    if pause >= PAUSE {
        words.push(format!("{} s apart", pause.as_secs_f64().round()));
    }
    let any = |test: &dyn Fn(&Step) -> bool| before.iter().any(test);
    for (name, what) in [
        ("transfer-encoding", "the body of one in chunks"),
        ("expect", "one with an Expect header"),
    ] {
        if any(&|step| step.request.case.request.with(|sent| sent.header(name).next().is_some())) {
            words.push(what.to_owned());
        }
    }
    if any(&|step| step.request.case.request.has_padded_chunks()) {
        words.push("with sizes that begin with 0".to_owned());
    }
    if any(&|step| step.request.case.request.has_trailed_chunks()) {
        words.push("with a field behind its chunks".to_owned());
    }
    let domain = &last.request.case.domain;
    if before.iter().all(|step| step.request.case.domain != *domain) {
        words.push("the last for another domain".to_owned());
    }
    let (body, signature) = (body(last), signature(last));
    let same_body = any(&|step| self::body(step) == body);
    let same_signature = signature.is_some() && any(&|step| self::signature(step) == signature);
    match (same_body, same_signature) {
        (true, true) if any(&|step| target(step) == target(last)) => {
            words.push("the last a repetition".to_owned());
        }
        (true, true) => {
            words
                .push("the last with body and signature of another, for another target".to_owned());
        }
        (true, false) if signature.is_none() => {
            words.push("the last with the body of another, unsigned".to_owned());
        }
        (true, false) => {
            words.push("the last with the body of another, signed otherwise".to_owned());
        }
        (false, true) => words.push("the last with the signature of another".to_owned()),
        (false, false) => {}
    }
    if !same_body {
        let field = |step: &Step, name: &str| goal_text(step, name);
        let same = |name: &str| {
            field(last, name)
                .is_some_and(|own| any(&|step| field(step, name).as_ref() == Some(&own)))
        };
        match (same("session_id"), same("event_name")) {
            (true, true) => words.push("with the same session and event".to_owned()),
            (true, false) => words.push("with the same session".to_owned()),
            _ => {}
        }
    }
    words
}

fn target(step: &Step) -> Vec<u8> {
    step.request.case.request.with(|sent| sent.target.to_vec())
}

fn body(step: &Step) -> Vec<u8> {
    step.request.case.request.with(|sent| sent.body.to_vec())
}

fn signature(step: &Step) -> Option<Vec<u8>> {
    step.request
        .case
        .request
        .with(|sent| sent.header(SIGNATURE_HEADER).next().map(<[u8]>::to_ascii_lowercase))
}

/// A text of the goal that is not empty.
fn goal_text(step: &Step, name: &str) -> Option<String> {
    let value = parse_wire(&body(step)).ok()?;
    match value.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.to_string()),
        _ => None,
    }
}
