//! Lines of a record, read again.

use crate::protocol::Goal;
use crate::protocol::json::{Value, parse};
use crate::protocol::rules::Rule;
use jiff::Timestamp;

/// The longest line that is read, in bytes: a body of 64 KiB with every byte escaped is shorter.
pub const LONGEST_LINE: usize = 1 << 20;

/// A request on record.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Its number; records of earlier versions have none.
    pub number: Option<u64>,
    /// When it arrived.
    pub at: Timestamp,
    /// The tenant's domain.
    pub domain: String,
    /// The rule that decided.
    pub rule: Rule,
    /// Whether it feeds the ranking.
    pub ranked: bool,
    /// Whole days since the first touch.
    pub lag_days: Option<i64>,
    /// The goal; `None` for a request whose signature was refused.
    pub goal: Option<Goal>,
}

impl Recorded {
    /// Reads a line; `None` for anything that is not a line of a record.
    pub fn read(line: &[u8]) -> Option<Recorded> {
        let value = parse(line).ok()?;
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let is_true = |name: &str| matches!(value.get(name), Some(Value::Bool(true)));
        let number = |name: &str| match value.get(name) {
            // Written by us: a whole number, far below 2^53.
            Some(Value::Number(number)) => Some(number.to_f64() as i64),
            _ => None,
        };
        let goal = match value.get("goal") {
            Some(goal) => Some(Goal::from_value(goal.clone()).ok()?),
            None => None,
        };
        let rule = match (&goal, is_true("signed")) {
            (Some(_), true) => Rule::Accepted,
            (Some(_), false) => Rule::Hint,
            (None, _) => Rule::of_id(text("rule")?)?,
        };
        Some(Recorded {
            // Numbers go on from here, and end as JSON for a browser.
            number: number("number")
                .and_then(|number| u64::try_from(number).ok())
                .filter(|number| *number < 1 << 52),
            at: text("at")?.parse().ok()?,
            domain: text("domain").unwrap_or_default().to_owned(),
            rule,
            ranked: is_true("ranked"),
            lag_days: number("lag_days"),
            goal,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_this_and_of_earlier_versions_are_read_and_no_others() {
        let line = r#"{"at":"2026-11-26T08:00:00Z","domain":"a","signed":true,"ranked":true,"lag_days":21,"goal":{"event_name":"x"}}"#;
        let read = Recorded::read(line.as_bytes()).unwrap();
        assert_eq!((read.number, read.rule, read.lag_days), (None, Rule::Accepted, Some(21)));
        let numbered = line.replace("\"domain\"", "\"number\":7,\"domain\"");
        assert_eq!(Recorded::read(numbered.as_bytes()).unwrap().number, Some(7));
        let huge = line.replace("\"domain\"", "\"number\":1e300,\"domain\"");
        assert_eq!(Recorded::read(huge.as_bytes()).unwrap().number, None);
        let refused = r#"{"at":"2026-11-26T08:00:00Z","number":8,"domain":"a","rule":"signature-mismatch","request":{}}"#;
        let read = Recorded::read(refused.as_bytes()).unwrap();
        assert_eq!((read.rule, read.goal), (Rule::SignatureMismatch, None));
        for other in ["", "{}", "[]", r#"{"at":"x","goal":{}}"#, r#"{"at":"2026-11-26T08:00:00Z"}"#]
        {
            assert_eq!(Recorded::read(other.as_bytes()), None, "{other}");
        }
    }
}
