//! Goals, field by field: what a caller in Rust writes.

use super::goal::Goal;
use super::json::Value;
use super::number::Number;
use super::text::Text;

impl Goal {
    /// A goal with this name and nothing else.
    pub fn new(event_name: impl Into<Text>) -> Goal {
        Goal { event_name: Some(Value::String(event_name.into())), ..Goal::default() }
    }

    /// The browser session.
    pub fn session_id(mut self, session_id: impl Into<Text>) -> Goal {
        self.session_id = Some(Value::String(session_id.into()));
        self
    }

    /// The amount, in units of the currency: 0 to 10000, at most two decimals. It is not checked here: a signer refuses
    /// what has no canonical bytes, a server what is out of range.
    pub fn value(self, value: f64) -> Goal {
        self.with_property("value", Value::Number(Number::from(value)))
    }

    /// The currency, three upper-case letters (ISO 4217).
    pub fn currency(self, currency: impl Into<Text>) -> Goal {
        self.with_property("currency", Value::String(currency.into()))
    }

    /// The plan, at most 50 code points.
    pub fn plan(self, plan: impl Into<Text>) -> Goal {
        self.with_property("plan", Value::String(plan.into()))
    }

    /// The engine that first surfaced the buyer, and when: ISO 8601 text, signed verbatim.
    pub fn first_touch(mut self, bucket: impl Into<Text>, ts: impl Into<Text>) -> Goal {
        self.first_touch_bucket = Some(Value::String(bucket.into()));
        self.first_touch_ts = Some(Value::String(ts.into()));
        self
    }

    fn with_property(mut self, name: &'static str, value: Value) -> Goal {
        let mut members = match self.properties.take() {
            Some(Value::Object(members)) => members,
            _ => Vec::new(),
        };
        members.retain(|(key, _)| key != name);
        members.push((Text::constant(name), value));
        self.properties = Some(Value::Object(members));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json::parse;

    #[test]
    fn each_field_goes_where_it_belongs() {
        let built = Goal::new("purchase")
            .session_id("s-1")
            .value(1.0)
            .value(99.5)
            .currency("EUR")
            .plan("Team")
            .first_touch("ai_search", "2026-11-01T10:00:00Z");
        let written = br#"{"event_name":"purchase","session_id":"s-1",
            "properties":{"value":99.5,"currency":"EUR","plan":"Team"},
            "first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00Z"}"#;
        assert_eq!(Ok(built), Goal::from_value(parse(written).unwrap()));
    }
}
