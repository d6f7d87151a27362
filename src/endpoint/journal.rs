//! The last requests, for people: a short list, and which goals came both signed and unsigned.

use crate::protocol::json::Value;
use crate::protocol::rules::Rule;
use crate::protocol::text::is_unseen;
use crate::protocol::validator::Decision;
use crate::protocol::{Goal, Number, Text};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Number of requests that are listed.
const LISTED: usize = 200;

/// Maximum number of accepted goals that are remembered, to notice one that comes by both ways. Each has one
/// place, which the next goal that falls there takes.
const REMEMBERED: usize = 1 << 14;

/// A request that was decided over, as it is shown to people.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number, from 1.
    pub number: u64,
    /// When it arrived.
    pub at: Timestamp,
    /// The rule that decided.
    pub rule: Rule,
    /// The field that broke it, where one did.
    pub field: Option<&'static str>,
    /// The tenant's domain, once it was found.
    pub domain: Option<Arc<str>>,
    /// Name, amount, currency and plan of a goal that was accepted; empty for any other. Printable.
    pub goal: String,
    /// Whether it feeds the ranking.
    pub ranked: bool,
    /// Whole days since the first touch.
    pub lag_days: Option<i64>,
    /// The request that brought the same goal the other way: signed, where this one is a hint, or the
    /// other way round.
    pub twin: Option<u64>,
    /// Whether the session identifies it as the same; without a session it may be another visitor's.
    pub twin_is_sure: bool,
    /// Why its signature is wrong, once that was found out.
    pub reason: Option<String>,
}

/// A goal in a few words: text that is more than a word in quotes. What a terminal would act on is shown as an escape.
fn in_words(goal: &Goal) -> String {
    let parts = [
        goal.event_name.as_ref(),
        goal.property("value"),
        goal.property("currency"),
        goal.property("plan"),
    ];
    let mut words = String::with_capacity(64);
    for part in parts.into_iter().flatten().filter(|part| part.is_leaf() && **part != Value::Null) {
        if !words.is_empty() {
            words.push(' ');
        }
        match part {
            Value::String(text) => match text.as_str() {
                Some(text)
                    if text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b)) =>
                {
                    words.push_str(text);
                }
                _ => {
                    words.push('"');
                    words.extend(text.to_string().chars().flat_map(visible));
                    words.push('"');
                }
            },
            Value::Number(Number::Integer(text) | Number::Float { text, .. }) => {
                // A number may have thousands of digits.
                words.push_str(text.get(..20).unwrap_or(text));
            }
            _ => {}
        }
    }
    words
}

/// A character between quotes; invisible ones are escaped.
fn visible(c: char) -> impl Iterator<Item = char> {
    let backslash = (c == '"' || c == '\\').then_some('\\');
    let (plain, escaped) =
        if is_unseen(c) { (None, Some(c.escape_unicode())) } else { (Some(c), None) };
    backslash.into_iter().chain(plain).chain(escaped.into_iter().flatten())
}

/// The list, and what is remembered.
#[derive(Debug)]
pub struct Journal {
    entries: VecDeque<Entry>,
    count: u64,
    /// Accepted, hints, refused.
    totals: [u64; 3],
    goals: Vec<Remembered>,
}

/// What makes a goal the same, and the last numbers it came with.
#[derive(Clone, Copy, Debug, Default)]
struct Remembered {
    identity: u64,
    signed: Option<u64>,
    hint: Option<u64>,
}

impl Default for Journal {
    fn default() -> Journal {
        let goals = vec![Remembered::default(); REMEMBERED];
        Journal { entries: VecDeque::with_capacity(LISTED), count: 0, totals: [0; 3], goals }
    }
}

impl Journal {
    /// Takes a decision down.
    pub fn enter(&mut self, decision: &Decision, at: Timestamp) -> &Entry {
        self.count += 1;
        let twin = self.twin(decision);
        if self.entries.len() == LISTED {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry {
            number: self.count,
            at,
            rule: decision.rule,
            field: decision.field,
            domain: decision.domain.clone(),
            goal: decision.goal.as_ref().map(in_words).unwrap_or_default(),
            ranked: decision.ranked,
            lag_days: decision.lag_days(),
            twin,
            twin_is_sure: decision.goal.as_ref().is_some_and(has_session),
            reason: None,
        });
        self.totals[match decision.rule {
            Rule::Accepted => 0,
            Rule::Hint => 1,
            _ => 2,
        }] += 1;
        &self.entries[self.entries.len() - 1]
    }

    /// How many requests there were: accepted, taken as hints, refused.
    pub fn totals(&self) -> [u64; 3] {
        self.totals
    }

    /// Adds the reason to a request that is still listed.
    pub fn explain(&mut self, number: u64, reason: &str) {
        if let Some(entry) = self.entries.iter_mut().rfind(|entry| entry.number == number) {
            entry.reason = Some(reason.to_owned());
        }
    }

    /// The reasons of listed requests.
    pub fn reasons(&self) -> impl Iterator<Item = (u64, &str)> {
        self.entries.iter().filter_map(|entry| Some((entry.number, entry.reason.as_deref()?)))
    }

    /// The listed requests with a number above this one, oldest first.
    pub fn after(&self, number: u64) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.number > number)
    }

    /// One source per goal: whether the same goal came the other way before.
    fn twin(&mut self, decision: &Decision) -> Option<u64> {
        let goal = decision.goal.as_ref()?;
        let identity = identity(decision.domain.as_deref().unwrap_or_default(), goal);
        let place = &mut self.goals[identity as usize % REMEMBERED];
        if place.identity != identity {
            *place = Remembered { identity, ..Remembered::default() };
        }
        if decision.rule == Rule::Accepted {
            place.signed = Some(self.count);
            place.hint
        } else {
            place.hint = Some(self.count);
            place.signed
        }
    }
}

fn has_session(goal: &Goal) -> bool {
    matches!(&goal.session_id, Some(Value::String(id)) if !id.is_empty())
}

/// What makes two goals the same conversion: everything but the first touch, which only a backend
/// knows. Amounts are compared as numbers.
fn identity(domain: &str, goal: &Goal) -> u64 {
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
            Some(Value::String(text)) => text.hash(&mut hasher),
            _ => Text::default().hash(&mut hasher),
        }
    }
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
    use crate::protocol::json::parse;

    fn decision(rule: Rule, goal: &str) -> Decision {
        Decision {
            domain: Some("shop.example".into()),
            goal: Some(Goal::from_value(parse(goal.as_bytes()).unwrap()).unwrap()),
            ..Decision::of(rule)
        }
    }

    #[test]
    fn the_same_goal_by_both_ways_is_noticed() {
        let mut journal = Journal::default();
        let mut enter =
            |rule, goal: &str| journal.enter(&decision(rule, goal), Timestamp::UNIX_EPOCH).twin;
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
    fn words_are_safe_to_print() {
        let goal = r#"{"event_name":"caf\u00e9\u001b[2J","properties":{"value":1.50,"plan":"a\u202eb c","currency":null}}"#;
        let mut journal = Journal::default();
        let entry = journal.enter(&decision(Rule::Hint, goal), Timestamp::UNIX_EPOCH);
        assert_eq!(entry.goal, r#""café\u{1b}[2J" 1.50 "a\u{202e}b c""#);
    }

    #[test]
    fn a_name_cannot_pass_for_the_rest_of_a_line() {
        let goal = r#"{"event_name":"a\", ranked","properties":{"plan":"b\\\n200"}}"#;
        let mut journal = Journal::default();
        let entry = journal.enter(&decision(Rule::Hint, goal), Timestamp::UNIX_EPOCH);
        assert_eq!(entry.goal, r#""a\", ranked" "b\\\u{a}200""#);
    }

    #[test]
    fn lists_are_bounded() {
        let mut journal = Journal::default();
        for i in 0..3 * REMEMBERED {
            let goal = format!(r#"{{"event_name":"e{i}"}}"#);
            journal.enter(&decision(Rule::Hint, &goal), Timestamp::UNIX_EPOCH);
        }
        assert!(journal.goals.len() == REMEMBERED && journal.entries.len() == LISTED);
        assert_eq!(journal.after(0).count(), LISTED);
        assert_eq!(journal.after(3 * REMEMBERED as u64 - 5).count(), 5);
    }
}
