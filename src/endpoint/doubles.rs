//! One source per goal: notices a goal that comes both signed, from a backend, and unsigned, from a browser.

use crate::protocol::goal::BorrowedGoal;
use crate::protocol::json::BorrowedValue;
use crate::protocol::text::BorrowedText;
use jiff::{SignedDuration, Timestamp};
use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, VecDeque};
use std::hash::{Hash, Hasher};

/// Two goals that are further apart are two conversions.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// Maximum number of different goals that are remembered; the one that came first goes first.
const REMEMBERED: usize = 1 << 16;

/// A request that brought a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its number.
    pub number: u64,
    /// When it arrived.
    pub at: Timestamp,
}

/// The last request of each way that brought a goal.
#[derive(Clone, Copy, Debug, Default)]
struct Ways {
    signed: Option<Arrival>,
    hint: Option<Arrival>,
}

/// What makes a goal the same: a hash of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity(u64);

impl Identity {
    /// What makes two goals the same conversion: everything but the first touch, which only a backend knows.
    /// Amounts are compared as numbers.
    pub fn of(domain: &str, goal: &BorrowedGoal<'_>) -> Identity {
        let mut hasher = DefaultHasher::new();
        domain.hash(&mut hasher);
        for field in [
            goal.event_name.as_ref(),
            goal.session_id.as_ref(),
            goal.property("currency"),
            goal.property("plan"),
        ] {
            match field {
                // Empty and absent are the same.
                Some(BorrowedValue::String(text)) => text.hash(&mut hasher),
                _ => BorrowedText::default().hash(&mut hasher),
            }
        }
        let amount = match goal.property("value") {
            Some(BorrowedValue::Number(number)) => Some(number.to_f64().to_bits()),
            _ => None,
        };
        amount.hash(&mut hasher);
        Identity(hasher.finish())
    }
}

/// Whether the session identifies a goal; without one, an equal goal may be another visitor's.
pub fn has_session(goal: &BorrowedGoal<'_>) -> bool {
    matches!(&goal.session_id, Some(BorrowedValue::String(id)) if !id.is_empty())
}

/// The goals that came within the last [`WINDOW`], as far as they fit.
#[derive(Debug, Default)]
pub struct Doubles {
    goals: HashMap<Identity, Ways>,
    /// Their identities, the oldest first.
    order: VecDeque<Identity>,
}

impl Doubles {
    /// The request that brought the same goal the other way, at most [`WINDOW`] before.
    pub fn other(&self, identity: Identity, signed: bool, at: Timestamp) -> Option<Arrival> {
        let ways = self.goals.get(&identity)?;
        let other = if signed { ways.hint } else { ways.signed };
        // A clock that was set back must not make two conversions one.
        other.filter(|other| at.duration_since(other.at).abs() <= WINDOW)
    }

    /// Remembers a request.
    pub fn remember(&mut self, identity: Identity, signed: bool, arrival: Arrival) {
        if !self.goals.contains_key(&identity) {
            if self.order.len() == REMEMBERED
                && let Some(oldest) = self.order.pop_front()
            {
                self.goals.remove(&oldest);
            }
            self.order.push_back(identity);
        }
        let ways = self.goals.entry(identity).or_default();
        *if signed { &mut ways.signed } else { &mut ways.hint } = Some(arrival);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Goal;
    use crate::protocol::json::parse;

    fn identity(goal: &str) -> Identity {
        Identity::of("shop.example", &Goal::from_value(parse(goal.as_bytes()).unwrap()).unwrap())
    }

    fn arrival(number: u64, second: i64) -> Arrival {
        Arrival { number, at: Timestamp::from_second(second).unwrap() }
    }

    #[test]
    fn the_window_ends_after_24_hours() {
        let mut doubles = Doubles::default();
        let goal = identity(r#"{"event_name":"purchase","session_id":"s"}"#);
        doubles.remember(goal, false, arrival(1, 0));
        let day = WINDOW.as_secs();
        let other = |second| doubles.other(goal, true, arrival(2, second).at);
        assert_eq!(other(day), Some(arrival(1, 0)));
        assert_eq!(other(day + 1), None);
        assert_eq!(doubles.other(goal, false, arrival(2, 5).at), None, "the same way");
    }

    #[test]
    fn amounts_are_numbers_and_the_first_touch_does_not_count() {
        let hint = r#"{"event_name":"a","properties":{"value":99}}"#;
        let signed = r#"{"event_name":"a","session_id":"","properties":{"value":99.0},"first_touch_bucket":"b"}"#;
        assert_eq!(identity(hint), identity(signed));
        assert_ne!(identity(hint), identity(&hint.replace("99", "98")));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut doubles = Doubles::default();
        for i in 0..REMEMBERED as u64 + 10 {
            doubles.remember(Identity(i), true, arrival(i, 0));
        }
        assert_eq!((doubles.goals.len(), doubles.order.len()), (REMEMBERED, REMEMBERED));
        assert_eq!(doubles.other(Identity(9), false, arrival(0, 0).at), None);
        assert!(doubles.other(Identity(10), false, arrival(0, 0).at).is_some());
    }
}
