//! What came in lately, for people: a short list, and which goals came both signed and unsigned.

use crate::spec::json::Value;
use crate::spec::validator::Decision;
use crate::spec::{Goal, Text};
use jiff::Timestamp;
use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, VecDeque};
use std::hash::{Hash, Hasher};

/// So many requests are listed.
const LISTED: usize = 200;

/// So many accepted goals are remembered, to notice one that comes twice.
const REMEMBERED: usize = 10_000;

/// A request that was decided over.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// When it arrived.
    pub at: Timestamp,
    /// What was decided.
    pub decision: Decision,
    /// The request that brought the same goal the other way: signed, where this one is a hint, or the
    /// other way round.
    pub twin: Option<u64>,
}

/// The list, and what is remembered.
#[derive(Debug, Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    count: u64,
    /// By what makes a goal the same: the last number it came with, signed and as a hint.
    goals: HashMap<u64, [Option<u64>; 2]>,
    order: VecDeque<u64>,
}

impl Journal {
    /// Takes a decision down.
    pub fn enter(&mut self, decision: Decision, at: Timestamp) -> &Entry {
        self.count += 1;
        let twin = self.twin(&decision);
        if self.entries.len() == LISTED {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry { number: self.count, at, decision, twin });
        &self.entries[self.entries.len() - 1]
    }

    /// How many requests there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The listed requests with a number above this one, oldest first.
    pub fn after(&self, number: u64) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.number > number)
    }

    /// One source per goal: whether the same goal came the other way before.
    fn twin(&mut self, decision: &Decision) -> Option<u64> {
        let goal = decision.goal.as_ref()?;
        let key = identity(decision.domain.as_deref().unwrap_or_default(), goal);
        let signed = decision.rule == crate::spec::rules::Rule::Accepted;
        let ways = self.goals.entry(key).or_insert_with(|| {
            self.order.push_back(key);
            [None, None]
        });
        ways[usize::from(signed)] = Some(self.count);
        let twin = ways[usize::from(!signed)];
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.goals.remove(&oldest);
        }
        twin
    }
}

/// What makes two goals the same conversion: everything but the first touch, which only a backend
/// knows. Amounts are compared as numbers.
fn identity(domain: &str, goal: &Goal) -> u64 {
    let mut hasher = DefaultHasher::new();
    domain.hash(&mut hasher);
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let fields: [Option<Text>; 4] = [
        text(goal.event_name.as_ref()),
        text(goal.session_id.as_ref()),
        text(goal.property("currency")),
        text(goal.property("plan")),
    ];
    fields.hash(&mut hasher);
    let amount = match goal.property("value") {
        Some(Value::Number(number)) => Some(number.to_f64().to_bits()),
        _ => None,
    };
    amount.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::json::parse;
    use crate::spec::rules::Rule;

    fn decision(rule: Rule, goal: &str) -> Decision {
        Decision {
            rule,
            field: None,
            ranked: false,
            bucket: None,
            lag_seconds: None,
            domain: Some("shop.example".into()),
            goal: Some(Goal::from_value(parse(goal.as_bytes()).unwrap()).unwrap()),
        }
    }

    #[test]
    fn the_same_goal_by_both_ways_is_noticed() {
        let mut journal = Journal::default();
        let mut enter =
            |rule, goal: &str| journal.enter(decision(rule, goal), Timestamp::UNIX_EPOCH).twin;
        let (hint, signed) = (
            r#"{"event_name":"purchase","session_id":"s","properties":{"value":99}}"#,
            r#"{"event_name":"purchase","session_id":"s","properties":{"value":99.0},"first_touch_bucket":"ai_search"}"#,
        );
        assert_eq!(enter(Rule::Hint, hint), None);
        assert_eq!(enter(Rule::Hint, hint), None);
        assert_eq!(enter(Rule::Accepted, signed), Some(2));
        assert_eq!(enter(Rule::Accepted, &signed.replace("\"s\"", "\"other\"")), None);
        assert_eq!(enter(Rule::Hint, hint), Some(3));
    }

    #[test]
    fn lists_are_bounded() {
        let mut journal = Journal::default();
        for i in 0..3 * REMEMBERED {
            let goal = format!(r#"{{"event_name":"e{i}"}}"#);
            journal.enter(decision(Rule::Hint, &goal), Timestamp::UNIX_EPOCH);
        }
        assert!(journal.goals.len() <= REMEMBERED && journal.entries.len() == LISTED);
        assert_eq!(journal.after(0).count(), LISTED);
        assert_eq!(journal.after(3 * REMEMBERED as u64 - 5).count(), 5);
    }
}
