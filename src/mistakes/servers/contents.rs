//! Mistakes with the contents: rules that are not checked, or checked too hard.

use super::server::{Deal, Served, ServerMistake, mistake};
use crate::protocol::json::{Value, write_compact};
use crate::protocol::pii::Kind;
use crate::protocol::rules::Rule;
use crate::protocol::{Goal, Number};

pub(super) const MISTAKES: &[ServerMistake] = &[
    mistake("contents-not-checked", "takes whatever is rightly signed", |deal| {
        deal.without(is_about_contents)
    }),
    mistake(
        "value-type-confusion",
        "converts value with float(), which takes true, \"99\" and \"1_0\"",
        |deal| {
            let is_number = |value: &Value| matches!(value, Value::Number(_) | Value::Null);
            match deal.goal().and_then(|goal| goal.property("value").cloned()) {
                Some(value) if !is_number(&value) => coerced(deal),
                _ => deal.serve(),
            }
        },
    ),
    mistake("value-range-not-checked", "takes a value of any size", |deal| {
        deal.without(|rule| rule == Rule::ValueRange)
    }),
    mistake("value-negative-accepted", "takes a value below 0", |deal| {
        let negative = amount(deal).is_some_and(|amount| amount < 0.0);
        if negative { deal.without(|rule| rule == Rule::ValueRange) } else { deal.serve() }
    }),
    mistake("value-limit-excluded", "refuses a value of exactly 10000", |deal| {
        refused_if(deal, amount(deal) == Some(10_000.0))
    }),
    mistake("value-zero-refused", "refuses a value of 0", |deal| {
        refused_if(
            deal,
            amount(deal).is_some_and(|amount| amount == 0.0 && amount.is_sign_positive()),
        )
    }),
    mistake("value-limit-too-low", "refuses a value over 9999.99", |deal| {
        refused_if(deal, amount(deal).is_some_and(|amount| amount > 9_999.99))
    }),
    mistake("excess-decimals-rounded", "rounds a value with more than two decimals", |deal| {
        deal.without(|rule| rule == Rule::ValueDecimals)
    }),
    mistake(
        "decimals-counted-in-text",
        "counts the decimals in the text: 99.990 has three",
        |deal| {
            let text = deal.goal().and_then(|goal| match goal.property("value") {
                Some(Value::Number(Number::Float { text, .. })) => Some(text.to_string()),
                _ => None,
            });
            let decimals = text.and_then(|t| t.split_once('.').map(|(_, f)| f.to_owned()));
            refused_if(
                deal,
                decimals.is_some_and(|fraction| fraction.len() > 2 && !fraction.contains('e')),
            )
        },
    ),
    mistake(
        "decimals-by-multiplication",
        "tests decimals by value * 100 % 1, which fails for 1.15",
        |deal| refused_if(deal, amount(deal).is_some_and(|amount| (amount * 100.0).fract() != 0.0)),
    ),
    mistake("negative-zero", "writes -0.0 as 0.00", |deal| match amount(deal) {
        Some(amount) if amount == 0.0 && amount.is_sign_negative() => {
            let signature = deal.signature().map(<[u8]>::to_vec);
            let zero = with_value(deal, "0.0");
            let right = zero.as_ref().and_then(|(goal, _)| deal.right(goal));
            let same = signature.is_some() && signature == right.map(String::into_bytes);
            match zero.filter(|_| same) {
                // As if 0 had been sent: with that it is right in every respect.
                Some((_, body)) => Served::of(&deal.decide(&deal.with_body(body))),
                None => deal.taken_if(false),
            }
        }
        _ => deal.serve(),
    }),
    mistake("currency-not-checked", "takes any currency", |deal| {
        deal.without(|rule| rule == Rule::Currency)
    }),
    mistake("currency-shape-only", "takes any three letters for a currency", |deal| {
        let letters = deal.goal().and_then(|goal| {
            goal.property("currency")
                .and_then(Value::as_str)
                .map(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic()))
        });
        match letters {
            Some(true) => deal.without(|rule| rule == Rule::Currency),
            _ => deal.serve(),
        }
    })
    .unseen("a code that ISO 4217 does not list may be taken or refused (SRV-14)"),
    mistake("currency-dollar-and-euro-only", "knows three currencies", |deal| {
        let other = deal.goal().is_some_and(|goal| {
            let code = goal.property("currency").and_then(Value::as_str);
            code.is_some_and(|code| !["USD", "EUR", "GBP"].contains(&code))
        });
        refused_if(deal, other)
    }),
    mistake("plan-not-checked", "takes a plan of any length or type", |deal| {
        deal.without(|rule| rule == Rule::Plan)
    }),
    mistake("plan-one-too-long", "takes a plan of 51 characters", |deal| {
        let long = plan(deal).is_some_and(|plan| plan.chars().count() == 51);
        if long { deal.without(|rule| rule == Rule::Plan) } else { deal.serve() }
    }),
    mistake("plan-in-utf16-units", "counts a plan in UTF-16 units", |deal| {
        refused_if(deal, plan(deal).is_some_and(|plan| plan.encode_utf16().count() > 50))
    }),
    mistake("plan-in-bytes", "counts a plan in bytes", |deal| {
        refused_if(deal, plan(deal).is_some_and(|plan| plan.len() > 50))
    }),
    mistake("plan-limit-excluded", "refuses a plan of exactly 50 characters", |deal| {
        refused_if(deal, plan(deal).is_some_and(|plan| plan.chars().count() == 50))
    }),
    mistake("plan-must-not-be-empty", "refuses an empty plan", |deal| {
        refused_if(deal, plan(deal).is_some_and(|plan| plan.is_empty()))
    }),
    mistake("unknown-property-accepted", "takes any property", |deal| {
        deal.without(|rule| rule == Rule::UnknownProperty)
    }),
    mistake("event-name-not-checked", "takes any event_name", |deal| {
        deal.without(|rule| rule == Rule::EventName)
    }),
    mistake("session-not-checked", "takes a session_id of any type", |deal| {
        deal.without(|rule| rule == Rule::SessionId)
    }),
    mistake("session-null-refused", "refuses a session_id that is null", |deal| {
        refused_if(deal, deal.goal().is_some_and(|goal| goal.session_id == Some(Value::Null)))
    }),
    mistake("session-required", "refuses a goal without session_id", |deal| {
        refused_if(deal, deal.goal().is_some_and(|goal| goal.session_id.is_none()))
    }),
    mistake("first-touch-not-checked", "takes first-touch fields of any type", |deal| {
        deal.without(|rule| rule == Rule::FirstTouchType)
    })
    .unseen("first-touch fields of another type may be ignored (SRV-18)"),
    mistake("properties-required", "refuses a goal without properties", |deal| {
        refused_if(deal, deal.goal().is_some_and(|goal| goal.properties.is_none()))
    }),
    mistake("properties-null-refused", "refuses properties that are null", |deal| {
        refused_if(deal, deal.goal().is_some_and(|goal| goal.properties == Some(Value::Null)))
    }),
    mistake("null-property-refused", "refuses a property that is null", |deal| {
        let null = deal.goal().is_some_and(|goal| match &goal.properties {
            Some(Value::Object(members)) => members.iter().any(|(_, value)| *value == Value::Null),
            _ => false,
        });
        refused_if(deal, null)
    })
    .unseen("a property that is null may be refused (SRV-17)"),
    mistake(
        "foreign-properties-accepted",
        "treats properties that are not an object as absent",
        |deal| deal.without(|rule| rule == Rule::BodyShape),
    ),
    mistake("pii-email-not-checked", "takes e-mail addresses", |deal| {
        deal.without(|rule| rule == Rule::Pii(Kind::Email))
    }),
    mistake("pii-phone-not-checked", "takes phone numbers", |deal| {
        deal.without(|rule| rule == Rule::Pii(Kind::Phone))
    }),
    mistake("pii-ssn-not-checked", "takes US social security numbers", |deal| {
        deal.without(|rule| rule == Rule::Pii(Kind::Ssn))
    }),
    mistake("pii-any-at-sign", "takes every @ for an e-mail address", |deal| {
        refused_if(deal, plan(deal).is_some_and(|plan| plan.contains('@')))
    }),
    mistake("pii-any-seven-digits", "takes seven digits for a phone number", |deal| {
        let digits = |plan: String| plan.bytes().filter(u8::is_ascii_digit).count();
        refused_if(deal, plan(deal).is_some_and(|plan| digits(plan) >= 7))
    }),
    mistake("pii-in-session", "looks for e-mail addresses in session_id too", |deal| {
        let session = deal.goal().and_then(|goal| goal.session_id);
        let found = session.as_ref().and_then(Value::as_str).is_some_and(|id| id.contains('@'));
        refused_if(deal, found)
    }),
    mistake("pii-echoed", "repeats the personal data that it refuses", |deal| {
        let decision = deal.decide(deal.request);
        match decision.rule {
            Rule::Pii(_) => Served::refusal(400, &plan(deal).unwrap_or_default()),
            _ => Served::of(&decision),
        }
    }),
    mistake("contents-before-signature", "judges the contents before the signature", |deal| {
        let decision = deal.decide(deal.request);
        let objection = deal.goal().and_then(|goal| crate::protocol::contents::objection(&goal));
        match (decision.status(), objection) {
            (401, Some(_)) => Served::refusal(400, "the contents are refused"),
            _ => Served::of(&decision),
        }
    })
    .unseen("with a bad signature and bad contents, either may be reported (SRV-12)"),
];

fn is_about_contents(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::EventName
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

fn amount(deal: &Deal<'_>) -> Option<f64> {
    match deal.goal()?.property("value")? {
        Value::Number(number) => Some(number.to_f64()),
        _ => None,
    }
}

fn plan(deal: &Deal<'_>) -> Option<String> {
    deal.goal()?.property("plan")?.as_str().map(str::to_owned)
}

/// The reference's answer; a 400 where the server objects to a goal that the reference accepts.
fn refused_if(deal: &Deal<'_>, objects: bool) -> Served {
    match deal.serve() {
        served if objects && served.told.is_some() => {
            Served::refusal(400, "the contents are refused")
        }
        served => served,
    }
}

/// The goal with another value, and its body.
fn with_value(deal: &Deal<'_>, text: &str) -> Option<(Goal, Vec<u8>)> {
    let mut goal = deal.goal()?;
    let Some(Value::Object(members)) = &mut goal.properties else { return None };
    let (_, value) = members.iter_mut().find(|(key, _)| *key == *"value")?;
    *value = crate::protocol::json::parse(text.as_bytes()).ok()?;
    let mut body = Vec::new();
    write_compact(&goal.to_value(), &mut body);
    Some((goal, body))
}

/// A value that is not a number, as `float()` reads it: what is signed as that number, or unsigned, is taken.
fn coerced(deal: &Deal<'_>) -> Served {
    let read = match deal.goal().and_then(|goal| goal.property("value").cloned()) {
        Some(Value::Bool(flag)) => Some(f64::from(u8::from(flag))),
        Some(Value::String(text)) => {
            text.to_string().replace('_', "").trim().parse().ok().filter(|n: &f64| n.is_finite())
        }
        _ => None,
    };
    let Some((goal, body)) = read.and_then(|number| with_value(deal, &format!("{number:?}")))
    else {
        return deal.serve();
    };
    let right = deal.right(&goal).map(String::into_bytes);
    match deal.signature() {
        Some(sent) if right.as_deref() != Some(sent) => deal.taken_if(false),
        _ => Served::of(&deal.decide(&deal.with_body(body))),
    }
}
