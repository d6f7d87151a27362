//! Requests that were really sent and failed.

use crate::judge::wire_failure::{Envelope, GoalDifference, WireFailure, WireReason};
use crate::mistakes::MistakeSet;

/// In which way a request failed.
pub fn failure(failure: WireFailure) -> String {
    match failure {
        WireFailure::NoAnswer => "did not answer",
        WireFailure::RefusesToSend => "refuses to send a legal goal",
        WireFailure::Broke => "broke",
        WireFailure::WrongPlace => "sends to another place",
        WireFailure::SentNothing => "sent nothing",
        WireFailure::OtherStatus => "reports another status",
        WireFailure::SentTwice => "sent more than once",
        WireFailure::OtherGoal => "another goal arrives",
        WireFailure::Unsigned => "arrives unsigned",
        WireFailure::Unauthorized => "the server answers 401",
        WireFailure::Refused(rule) => {
            return format!("the server answers {}, rule {}", rule.status(), rule.id());
        }
        WireFailure::Other => "failed in other ways",
    }
    .to_owned()
}

/// Why it failed. May have several lines, where the implementation said so much.
pub fn reason(reason: &WireReason) -> String {
    match reason {
        WireReason::Said(text) => text.clone(),
        WireReason::Stray(path) => format!(
            "a request came to {path}: the path of the endpoint that it was given is missing"
        ),
        WireReason::NothingArrived(status) => {
            format!(
                "it reports that the server answered {status}, and no request had arrived by then"
            )
        }
        WireReason::Statuses { server, reported } => {
            format!("the server answered {server}, and the implementation reports {reported}")
        }
        WireReason::Several { count, statuses, accepted } => {
            let list: Vec<String> = statuses.iter().map(u16::to_string).collect();
            let more = if *count > statuses.len() { ", …" } else { "" };
            let counts = if *accepted > 1 { ": each one that was accepted counts" } else { "" };
            format!("{count} requests came, and got {}{more}{counts}", list.join(", "))
        }
        WireReason::ReportsFailure(said) => {
            format!("the server accepted it, and the implementation reports a failure: {said}")
        }
        WireReason::OtherGoal(how) => format!(
            "body and signature agree, so the server takes it for another goal: {}",
            goals(how)
        ),
        WireReason::NoSignature(headers) => format!(
            "it has no X-LP-Goal-Signature header, so it is a hint and never ranked; its headers are {}",
            headers.join(", ")
        ),
        WireReason::BodyIsNoGoal => "the body is not a goal".to_owned(),
        WireReason::BodyDiffers(how) => format!(
            "the goal was signed correctly, but the body contains another one: {}",
            goals(how)
        ),
        WireReason::HeaderForm { length, contains_right, mistakes } => {
            let form = match length {
                0 => "it is empty".to_owned(),
                64 => "it has 64 characters, and not all are digits or a to f".to_owned(),
                length => format!("it has {length} characters"),
            };
            let inside = if *contains_right { "; it contains the right signature" } else { "" };
            let known = match mistakes.is_empty() {
                true => String::new(),
                false => format!(": {}", titles(*mistakes)),
            };
            format!(
                "the header must be 64 lower-case hex digits and nothing else, and {form}{inside}{known}"
            )
        }
        WireReason::OtherBytes { mistakes, body: None } => {
            format!(
                "the signature covers other bytes than the server builds: {}",
                titles(*mistakes)
            )
        }
        WireReason::OtherBytes { mistakes, body: Some(how) } => format!(
            "the signature covers other bytes ({}), and the body differs from the goal that was passed: {}",
            titles(*mistakes),
            goals(how)
        ),
        WireReason::Unexplained { body } => {
            let body = body.as_ref().map_or(String::new(), |how| {
                format!("; the body differs from the goal that was passed: {}", goals(how))
            });
            format!("no known mistake of this secret explains the signature{body}")
        }
        WireReason::Rule { rule, field, envelope } => {
            let field = field.as_ref().map_or(String::new(), |field| format!(" ({field})"));
            let around = envelope.as_ref().map_or(String::new(), around);
            format!("the server answers {}: {}{field}{around}", rule.status(), rule.row().answer)
        }
    }
}

fn titles(set: MistakeSet) -> String {
    set.mistakes().map(|mistake| mistake.title).collect::<Vec<_>>().join("; ")
}

fn around(envelope: &Envelope) -> String {
    match envelope {
        Envelope::Target(target) => format!("; it came to {target}"),
        Envelope::Method(method) => format!("; it came as {method}"),
        Envelope::ContentType(kind) => {
            format!("; its content type is {}", kind.as_deref().unwrap_or("missing"))
        }
        Envelope::ContentEncoding(encoding) => format!("; its content encoding is {encoding}"),
    }
}

fn goals(difference: &GoalDifference) -> String {
    let word = |value: &Option<String>| value.clone().unwrap_or_else(|| "absent".to_owned());
    match difference {
        GoalDifference::Field { name, received, passed } => {
            format!("{name} is {} instead of {}", word(received), word(passed))
        }
        GoalDifference::Spelling => "in nothing but the spelling".to_owned(),
    }
}
