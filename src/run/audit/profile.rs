//! The goals that an SDK with typed parameters can express: texts and numbers of the documented types.

use crate::protocol::json::Value;
use crate::protocol::{Goal, Number};

/// Whether every typed SDK can be passed this goal: a name, texts or nothing elsewhere, no other properties, a `value`
/// that is an ordinary number, and no text that some languages cannot hold. A null is left out: many cannot tell it from
/// a parameter that is not passed.
pub(in crate::run) fn is_typed(goal: &Goal) -> bool {
    let is_text = |field: Option<&Value>| matches!(field, None | Some(Value::String(_)));
    let texts = [&goal.session_id, &goal.first_touch_bucket, &goal.first_touch_ts];
    let has_name = matches!(goal.event_name, Some(Value::String(_)));
    let properties = match &goal.properties {
        None => true,
        Some(Value::Object(members)) => members.iter().all(|(key, value)| match key.as_str() {
            Some("value") => matches!(value, Value::Number(number) if is_ordinary(number)),
            Some("currency" | "plan") => matches!(value, Value::String(_)),
            _ => false,
        }),
        Some(_) => false,
    };
    has_name
        && properties
        && texts.into_iter().all(|text| is_text(text.as_ref()))
        && !goal.has_lone_surrogate()
}

/// The amounts that a double and every type of decimals can hold: no negative zero, nothing huge or tiny.
fn is_ordinary(number: &Number) -> bool {
    const LARGEST: f64 = 1e9;
    const SMALLEST: f64 = 1e-6;
    let value = number.to_f64();
    if value == 0.0 {
        return !value.is_sign_negative() && number.text() != Some("-0");
    }
    (SMALLEST..=LARGEST).contains(&value.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json::parse_wire;

    #[test]
    fn what_a_typed_parameter_takes() {
        for (goal, expected) in [
            (r#"{"event_name":"a"}"#, true),
            (r#"{"event_name":"","session_id":"","first_touch_ts":""}"#, true),
            (r#"{"event_name":"a","session_id":null}"#, false),
            (r#"{"event_name":"a","properties":null}"#, false),
            (r#"{"event_name":"a","properties":{"value":0,"currency":"","plan":"0"}}"#, true),
            (r#"{"event_name":"a","properties":{"value":99.125}}"#, true),
            (r#"{"event_name":"a","properties":{"value":-0.0}}"#, false),
            (r#"{"event_name":"a","properties":{"value":-0}}"#, false),
            (r#"{"event_name":"a","properties":{"value":1e400}}"#, false),
            (r#"{"event_name":"a","properties":{"value":1e21}}"#, false),
            (r#"{"event_name":"a","properties":{"value":5e-324}}"#, false),
            (r#"{"event_name":"a","properties":{"value":-5}}"#, true),
            (r#"{"event_name":"a","properties":{"value":123456789012345678901}}"#, false),
            (r#"{"event_name":"a","properties":{"value":"1"}}"#, false),
            (r#"{"event_name":"a","properties":{"plan":null}}"#, false),
            (r#"{"event_name":"a","properties":{"coupon":"b"}}"#, false),
            (r#"{"event_name":"a","properties":[]}"#, false),
            (r#"{"event_name":"a","session_id":0}"#, false),
            (r#"{"event_name":"\ud800"}"#, false),
            (r#"{"event_name":null}"#, false),
            (r#"{"session_id":"s"}"#, false),
        ] {
            let value = parse_wire(goal.as_bytes()).unwrap();
            assert_eq!(is_typed(&Goal::from_value(value).unwrap()), expected, "{goal}");
        }
    }
}
