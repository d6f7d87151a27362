//! What a server accepts as the contents of a goal (SRV-12 to SRV-19, PII-1 to PII-4).

use super::goal::BorrowedGoal;
use super::json::BorrowedValue;
use super::rules::Rule;
use super::text::BorrowedText;
use super::{currency, pii};

/// A rule that a goal breaks, and where. Never contains the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The rule.
    pub rule: Rule,
    /// The field, such as `properties.value`.
    pub field: &'static str,
    /// What is wrong with it.
    pub why: &'static str,
}

impl std::fmt::Display for Objection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.field, self.why)
    }
}

type Check = Result<(), (Rule, &'static str)>;

/// The first rule that the contents of a goal break; `None` if a server accepts them.
pub fn objection(goal: &BorrowedGoal<'_>) -> Option<Objection> {
    let first_touch = |field| optional_text(field, Rule::FirstTouchType);
    let checks: [(&'static str, Check); 4] = [
        ("event_name", event_name(goal.event_name.as_ref())),
        ("session_id", optional_text(goal.session_id.as_ref(), Rule::SessionId)),
        ("first_touch_bucket", first_touch(goal.first_touch_bucket.as_ref())),
        ("first_touch_ts", first_touch(goal.first_touch_ts.as_ref())),
    ];
    for (field, check) in checks {
        if let Err((rule, why)) = check {
            return Some(Objection { rule, field, why });
        }
    }
    match goal.properties.as_ref() {
        None | Some(BorrowedValue::Null) => None,
        Some(BorrowedValue::Object(members)) => members.iter().find_map(property),
        Some(_) => {
            Some(Objection { rule: Rule::BodyShape, field: "properties", why: "must be an object" })
        }
    }
}

fn event_name(field: Option<&BorrowedValue<'_>>) -> Check {
    let rule = Rule::EventName;
    match field {
        None => Err((rule, "is missing")),
        Some(BorrowedValue::String(text)) if !text.is_empty() && has_at_most(text, 100) => Ok(()),
        Some(BorrowedValue::String(_)) => Err((rule, "must have 1 to 100 characters")),
        Some(_) => Err((rule, "must be a string")),
    }
}

/// Whether a text has at most so many code points: each takes a byte at least, so most need not be counted.
fn has_at_most(text: &BorrowedText<'_>, most: usize) -> bool {
    text.as_bytes().len() <= most || text.code_points().take(most + 1).count() <= most
}

fn optional_text(field: Option<&BorrowedValue<'_>>, rule: Rule) -> Check {
    match field {
        None | Some(BorrowedValue::Null | BorrowedValue::String(_)) => Ok(()),
        Some(_) => Err((rule, "must be a string")),
    }
}

fn property((key, value): &(BorrowedText<'_>, BorrowedValue<'_>)) -> Option<Objection> {
    let (field, check) = match key.as_bytes() {
        b"value" => ("properties.value", amount(value)),
        b"currency" => ("properties.currency", currency_code(value)),
        b"plan" => ("properties.plan", plan(value)),
        _ => {
            let why = "has a property other than value, currency and plan";
            ("properties", Err((Rule::UnknownProperty, why)))
        }
    };
    check.err().map(|(rule, why)| Objection { rule, field, why })
}

/// 0 to 10000 with at most two decimals, and no negative zero (SRV-13). A property that is null is
/// none (SRV-17); so with the others.
fn amount(value: &BorrowedValue<'_>) -> Check {
    let number = match value {
        BorrowedValue::Null => return Ok(()),
        BorrowedValue::Number(number) => number,
        _ => return Err((Rule::ValueType, "must be a number")),
    };
    let amount = number.to_f64();
    if !(0.0..=10_000.0).contains(&amount) {
        return Err((Rule::ValueRange, "must be from 0 to 10000"));
    }
    if amount == 0.0 && amount.is_sign_negative() {
        return Err((Rule::ValueRange, "must not be a negative zero"));
    }
    if !has_two_decimals(amount) {
        return Err((Rule::ValueDecimals, "must have at most two decimals"));
    }
    Ok(())
}

/// Whether the shortest text that reads back as the same double has at most two decimals: then, and
/// only then, the double is the nearest one to a whole number of cents.
fn has_two_decimals(amount: f64) -> bool {
    (amount * 100.0).round() / 100.0 == amount
}

fn currency_code(value: &BorrowedValue<'_>) -> Check {
    match value {
        BorrowedValue::Null => Ok(()),
        BorrowedValue::String(code) if code.as_str().is_some_and(currency::is_listed) => Ok(()),
        BorrowedValue::String(_) => Err((Rule::Currency, "must be a code that ISO 4217 lists")),
        _ => Err((Rule::Currency, "must be a string")),
    }
}

fn plan(value: &BorrowedValue<'_>) -> Check {
    let text = match value {
        BorrowedValue::Null => return Ok(()),
        BorrowedValue::String(text) => text,
        _ => return Err((Rule::Plan, "must be a string")),
    };
    if !has_at_most(text, 50) {
        return Err((Rule::Plan, "must have at most 50 characters"));
    }
    match pii::find(text) {
        None => Ok(()),
        Some(kind) => Err((
            Rule::Pii(kind),
            match kind {
                pii::Kind::Email => "holds an e-mail address",
                pii::Kind::Phone => "holds a phone number",
                pii::Kind::Ssn => "holds a US social security number",
            },
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Goal;

    #[test]
    fn two_decimals_are_those_of_the_shortest_text() {
        let by_text = |amount: f64| {
            let text = format!("{amount}");
            text.split_once('.').is_none_or(|(_, fraction)| fraction.len() <= 2)
        };
        for cents in 0..=1_000_000u32 {
            let amount = f64::from(cents) / 100.0;
            for near in [amount.next_down().max(0.0), amount, amount.next_up()] {
                assert_eq!(has_two_decimals(near), by_text(near), "{near:?}");
            }
        }
        for amount in [0.1 + 0.2, 99.990, 99.000_000_000_000_000_000_1, 5e-324, 0.001, 9999.999] {
            assert_eq!(has_two_decimals(amount), by_text(amount), "{amount:?}");
        }
    }

    #[test]
    fn an_objection_names_the_field_and_what_is_wrong_and_never_the_text() {
        for (text, kind) in [
            ("jane@acme.com", pii::Kind::Email),
            ("415-555-2671", pii::Kind::Phone),
            ("078-05-1120", pii::Kind::Ssn),
        ] {
            let objection = objection(&Goal::new("a").plan(text)).unwrap();
            assert_eq!(objection.rule, Rule::Pii(kind));
            assert_eq!(objection.to_string(), format!("properties.plan holds {}", kind.name()));
        }
        let nameless = Goal { event_name: None, ..Goal::default() };
        assert_eq!(objection(&nameless).unwrap().to_string(), "event_name is missing");
    }
}
