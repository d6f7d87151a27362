//! A request as the page and its list show it.

use super::journal::Entry;
use crate::protocol::json::Value;
use crate::protocol::rules::Rule;

/// A row of the page.
pub fn to_value(entry: &Entry) -> Value {
    let text = |text: &str| Value::from(text);
    let twin = |twin: Option<u64>| twin.map_or(Value::Null, number);
    Value::object([
        ("number", number(entry.number)),
        ("at", text(&entry.at.to_string())),
        ("status", i64::from(entry.rule.status()).into()),
        ("rule", text(entry.rule.id())),
        ("why", text(entry.rule.row().answer)),
        ("field", entry.field.map_or(Value::Null, text)),
        ("domain", entry.domain.as_deref().map_or(Value::Null, text)),
        ("goal", text(&entry.goal)),
        ("signed", Value::Bool(entry.rule == Rule::Accepted)),
        ("ranked", Value::Bool(entry.ranked)),
        ("not_ranked", entry.not_ranked.map_or(Value::Null, |reason| text(reason.words()))),
        ("lag_days", entry.lag_days.map_or(Value::Null, Value::from)),
        ("no_lag", entry.no_lag.map_or(Value::Null, |reason| text(reason.words()))),
        ("twin", twin(entry.twin)),
        ("later_twin", twin(entry.later_twin)),
        ("twin_is_sure", Value::Bool(entry.twin_is_sure)),
        ("reason", entry.reason.as_deref().map_or(Value::Null, text)),
    ])
}

/// A count or a number of a request.
pub fn number(number: u64) -> Value {
    Value::from(number as i64)
}
