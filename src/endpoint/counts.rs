//! What a day brought: counts, by the UTC day of the requests.

use crate::protocol::json::Value;
use crate::protocol::rules::Rule;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The UTC day of a moment.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The counts of one day; a request of a later day begins anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    day: Option<Date>,
    ranked: u64,
    doubles: u64,
    /// By the rule that decided, in the order of [`Rule::ALL`].
    by_rule: [u64; Rule::ALL.len()],
}

impl Counts {
    /// Counts a request: the rule that decided, whether it is ranked, and whether the same goal came the other
    /// way before.
    pub fn count(&mut self, at: Timestamp, rule: Rule, ranked: bool, double: bool) {
        let day = day_of(at);
        if self.day.is_none_or(|known| known < day) {
            *self = Counts { day: Some(day), ..Counts::default() };
        }
        self.ranked += u64::from(ranked);
        self.doubles += u64::from(double);
        if let Some(place) = Rule::ALL.iter().position(|known| *known == rule) {
            self.by_rule[place] += 1;
        }
    }

    /// The counts as the page shows them.
    pub fn to_value(&self) -> Value {
        let number = |count: u64| Value::from(count as i64);
        let of = |rule: Rule| {
            let place = Rule::ALL.iter().position(|known| *known == rule);
            number(place.map_or(0, |place| self.by_rule[place]))
        };
        let refused = Rule::ALL.iter().zip(self.by_rule);
        let refused = refused.filter(|(rule, count)| !rule.accepts() && *count > 0);
        Value::object([
            ("day", self.day.map_or(Value::Null, |day| day.to_string().into())),
            ("accepted", of(Rule::Accepted)),
            ("ranked", number(self.ranked)),
            ("hints", of(Rule::Hint)),
            ("doubles", number(self.doubles)),
            ("refused", Value::object(refused.map(|(rule, count)| (rule.id(), number(count))))),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_day_begins_anew() {
        let mut counts = Counts::default();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        counts.count(at("2026-11-25T23:59:59Z"), Rule::Accepted, true, false);
        counts.count(at("2026-11-26T00:00:00Z"), Rule::Hint, false, true);
        counts.count(at("2026-11-26T00:00:01Z"), Rule::Plan, false, false);
        assert_eq!(
            counts.to_value().to_json(),
            r#"{"day":"2026-11-26","accepted":0,"ranked":0,"hints":1,"doubles":1,"refused":{"plan":1}}"#
        );
    }
}
