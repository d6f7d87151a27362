//! The legal domain: the goals that every signer must sign and every server must accept (LEG-1).
//!
//! Inside it a signer that refuses is wrong. Outside it a signer may refuse, but bytes that it
//! produces must be the canonical ones.

use super::json::Value;
use super::{Goal, Number, Text, currency};

/// Why a goal lies outside the legal domain: the field, and what a server would object to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objection {
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

type Check = Result<(), &'static str>;

/// The first objection to a goal; `None` inside the legal domain.
///
/// Personal data in properties is not looked for here.
pub fn objection(goal: &Goal) -> Option<Objection> {
    let checks: [(&'static str, Check); 5] = [
        ("event_name", event_name(goal.event_name.as_ref())),
        ("session_id", optional_text(goal.session_id.as_ref())),
        ("first_touch_bucket", optional_text(goal.first_touch_bucket.as_ref())),
        ("first_touch_ts", optional_text(goal.first_touch_ts.as_ref())),
        ("properties", Ok(())),
    ];
    for (field, check) in checks {
        if let Err(why) = check {
            return Some(Objection { field, why });
        }
    }
    match goal.properties.as_ref() {
        None | Some(Value::Null) => None,
        Some(Value::Object(members)) => members.iter().find_map(property),
        Some(_) => Some(Objection { field: "properties", why: "must be an object" }),
    }
}

/// Whether every signer must sign this goal.
pub fn is_legal(goal: &Goal) -> bool {
    objection(goal).is_none()
}

fn event_name(field: Option<&Value>) -> Check {
    let text = match field {
        None => return Err("is missing"),
        Some(value) => sendable_text(value)?,
    };
    match text.code_points().take(101).count() {
        1..=100 => Ok(()),
        _ => Err("must have 1 to 100 characters"),
    }
}

fn optional_text(field: Option<&Value>) -> Check {
    match field {
        None | Some(Value::Null) => Ok(()),
        Some(value) => sendable_text(value).map(drop),
    }
}

fn sendable_text(value: &Value) -> Result<&Text, &'static str> {
    match value {
        Value::String(text) if text.has_lone_surrogate() => Err("holds a lone surrogate"),
        Value::String(text) => Ok(text),
        _ => Err("must be a string"),
    }
}

fn property((key, value): &(Text, Value)) -> Option<Objection> {
    let (field, check) = match key.as_str() {
        Some("value") => ("properties.value", amount(value)),
        Some("currency") => ("properties.currency", currency_code(value)),
        Some("plan") => ("properties.plan", plan(value)),
        _ => ("properties", Err("has a property other than value, currency and plan")),
    };
    check.err().map(|why| Objection { field, why })
}

/// 0 to 10000 with at most two decimals, and no negative zero.
fn amount(value: &Value) -> Check {
    let Value::Number(number) = value else {
        return Err("must be a number");
    };
    let amount = number.to_f64();
    if !(0.0..=10_000.0).contains(&amount) {
        return Err("must be from 0 to 10000");
    }
    if amount == 0.0 && is_spelled_negative(number) {
        return Err("must not be a negative zero");
    }
    if decimals(amount) > 2 {
        return Err("must have at most two decimals");
    }
    Ok(())
}

/// `-0` reads as 0 in one language and as -0.0 in the next, so nobody must sign it.
fn is_spelled_negative(number: &Number) -> bool {
    match number {
        Number::Integer(text) | Number::Float { text, .. } => text.starts_with('-'),
        Number::NonFinite(_) => false,
    }
}

/// How many decimals the shortest text has that reads back as the same double.
fn decimals(amount: f64) -> usize {
    let text = format!("{amount}");
    text.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

fn currency_code(value: &Value) -> Check {
    match value.as_str() {
        Some(code) if currency::is_listed(code) => Ok(()),
        Some(_) => Err("must be a code that ISO 4217 lists"),
        None => Err("must be a string"),
    }
}

fn plan(value: &Value) -> Check {
    let text = sendable_text(value)?;
    match text.code_points().take(51).count() {
        0..=50 => Ok(()),
        _ => Err("must have at most 50 characters"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::json::parse_wire;

    fn why(properties: &str) -> Option<String> {
        let text = format!(r#"{{"event_name":"a","properties":{properties}}}"#);
        let goal = Goal::from_value(parse_wire(text.as_bytes()).unwrap()).unwrap();
        objection(&goal).map(|o| o.to_string())
    }

    #[test]
    fn both_sides_of_each_edge() {
        for legal in [
            "{}",
            "null",
            r#"{"value":0}"#,
            r#"{"value":10000}"#,
            r#"{"value":99.990}"#,
            r#"{"value":1e4}"#,
            r#"{"currency":"EUR"}"#,
            r#"{"plan":""}"#,
        ] {
            assert_eq!(why(legal), None, "{legal}");
        }
        for illegal in [
            "[]",
            r#"{"value":-0.01}"#,
            r#"{"value":10000.01}"#,
            r#"{"value":-0}"#,
            r#"{"value":-0.0}"#,
            r#"{"value":0.125}"#,
            r#"{"value":true}"#,
            r#"{"value":0.30000000000000004}"#,
            r#"{"value":null}"#,
            r#"{"value":{"$number":"NaN"}}"#,
            r#"{"currency":"eur"}"#,
            r#"{"currency":"ZZZ"}"#,
            r#"{"coupon":"a"}"#,
            r#"{"plan":"\ud800"}"#,
            r#"{"plan":5}"#,
        ] {
            assert!(why(illegal).is_some(), "{illegal}");
        }
        let long = |n: usize| format!(r#"{{"plan":"{}"}}"#, "😀".repeat(n));
        assert_eq!(why(&long(50)), None);
        assert!(why(&long(51)).is_some());
    }
}
