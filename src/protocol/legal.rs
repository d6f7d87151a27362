//! The legal domain: the goals that every signer must sign and every server must accept (LEG-1).
//!
//! Inside it a signer that refuses is wrong. Outside it a signer may refuse, but bytes that it
//! produces must be the canonical ones. It is what a server accepts, without what the document leaves
//! open.

use super::contents;
use super::contents::Objection;
use super::json::Value;
use super::rules::Rule;
use super::{Goal, Number, Text};

/// The first objection to a goal; `None` inside the legal domain.
pub fn objection(goal: &Goal) -> Option<Objection> {
    contents::objection(goal).or_else(|| open_question(goal))
}

/// Whether every signer must sign this goal.
pub fn is_legal(goal: &Goal) -> bool {
    objection(goal).is_none()
}

/// What the reference server accepts and another server may not.
fn open_question(goal: &Goal) -> Option<Objection> {
    let fields = [
        ("event_name", goal.event_name.as_ref(), Rule::EventName),
        ("session_id", goal.session_id.as_ref(), Rule::SessionId),
        ("first_touch_bucket", goal.first_touch_bucket.as_ref(), Rule::FirstTouchType),
        ("first_touch_ts", goal.first_touch_ts.as_ref(), Rule::FirstTouchType),
    ];
    for (field, value, rule) in fields {
        if let Some(Value::String(text)) = value
            && text.has_lone_surrogate()
        {
            return Some(Objection { rule, field, why: "holds a lone surrogate" });
        }
    }
    match goal.properties.as_ref() {
        Some(Value::Object(members)) => members.iter().find_map(open_property),
        _ => None,
    }
}

fn open_property((key, value): &(Text, Value)) -> Option<Objection> {
    let (field, rule) = match key.as_str() {
        Some("value") => ("properties.value", Rule::ValueType),
        Some("currency") => ("properties.currency", Rule::Currency),
        _ => ("properties.plan", Rule::Plan),
    };
    let why = match value {
        Value::Null => "must not be null",
        // It reads as 0 in one language and as -0.0 in the next, so it must not be signed.
        Value::Number(Number::Integer(text)) if text.starts_with('-') => {
            "must not be a negative zero"
        }
        Value::String(text) if text.has_lone_surrogate() => "holds a lone surrogate",
        _ => return None,
    };
    Some(Objection { rule, field, why })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json::parse_wire;

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
            r#"{"plan":"jane@acme.com"}"#,
        ] {
            assert!(why(illegal).is_some(), "{illegal}");
        }
        let long = |n: usize| format!(r#"{{"plan":"{}"}}"#, "😀".repeat(n));
        assert_eq!(why(&long(50)), None);
        assert!(why(&long(51)).is_some());
    }

    #[test]
    fn the_first_objection_names_the_rule_the_field_and_what_is_wrong() {
        let open = |goal: &str| {
            let goal = Goal::from_value(parse_wire(goal.as_bytes()).unwrap()).unwrap();
            assert_eq!(is_legal(&goal), objection(&goal).is_none());
            // A server may take it: only a signer may refuse.
            assert_eq!(contents::objection(&goal), None);
            objection(&goal).map(|o| (o.rule, o.to_string()))
        };
        let said = |rule, what: &str| Some((rule, what.to_owned()));
        assert_eq!(open(r#"{"event_name":"a","properties":{"value":99.99,"plan":"Pro"}}"#), None);
        for (field, rule) in [
            ("session_id", Rule::SessionId),
            ("first_touch_bucket", Rule::FirstTouchType),
            ("first_touch_ts", Rule::FirstTouchType),
        ] {
            let goal = format!(r#"{{"event_name":"a","{field}":"\ud800"}}"#);
            assert_eq!(open(&goal), said(rule, &format!("{field} holds a lone surrogate")));
        }
        let goal = r#"{"event_name":"\udfff"}"#;
        assert_eq!(open(goal), said(Rule::EventName, "event_name holds a lone surrogate"));
        for (property, rule, what) in [
            (r#""value":-0"#, Rule::ValueType, "value must not be a negative zero"),
            (r#""value":null"#, Rule::ValueType, "value must not be null"),
            (r#""currency":null"#, Rule::Currency, "currency must not be null"),
            (r#""plan":null"#, Rule::Plan, "plan must not be null"),
            (r#""plan":"\ud800""#, Rule::Plan, "plan holds a lone surrogate"),
        ] {
            let goal = format!(r#"{{"event_name":"a","properties":{{{property}}}}}"#);
            assert_eq!(open(&goal), said(rule, &format!("properties.{what}")), "{property}");
        }
    }
}
