//! Reading values out of a JSON report: what is missing is empty.

use serde_json::Value;

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(super) fn words(value: &Value) -> String {
    list(value).iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}

/// A number; 0 where there is none.
pub(super) fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

/// An expectation's reason, with its last day.
pub(super) fn reason(expectation: &Value) -> String {
    let expires = expectation["expires"].as_str().map(|day| format!(" (until {day})"));
    text(&expectation["reason"]) + &expires.unwrap_or_default()
}
