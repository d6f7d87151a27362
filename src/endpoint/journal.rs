//! The last requests, for people: a list that is bounded, what changed in it, and the counts.

use super::attribution::{NoLag, NotRanked};
use super::counts::Counts;
use super::doubles::{Arrival, Doubles, Identity, has_session};
use super::recorded::Recorded;
use super::words::in_words;
use crate::protocol::rules::Rule;
use crate::protocol::validator::Decision;
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Number of requests that are listed.
pub const LISTED: usize = 2000;

/// A request that was decided over, as it is shown to people.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number, from 1; with a record, numbers go on where the last run ended.
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
    /// Why it does not, if it was accepted.
    pub not_ranked: Option<NotRanked>,
    /// Whole days since the first touch.
    pub lag_days: Option<i64>,
    /// Why there is no lag, if it is ranked.
    pub no_lag: Option<NoLag>,
    /// The earlier request that brought the same goal the other way: signed, where this one is a hint, or the
    /// other way round.
    pub twin: Option<u64>,
    /// The later request that did.
    pub later_twin: Option<u64>,
    /// Whether the session identifies it as the same; without a session it may be another visitor's.
    pub twin_is_sure: bool,
    /// Why its signature is wrong, once that was found out.
    pub reason: Option<String>,
    identity: Option<Identity>,
    /// The count of changes when it changed last.
    changed: u64,
}

/// The list, and what is remembered.
#[derive(Debug, Default)]
pub struct Journal {
    /// Numbered without a gap.
    entries: VecDeque<Entry>,
    /// The number of the last request.
    last: u64,
    /// Accepted, hints, refused.
    totals: [u64; 3],
    counts: Counts,
    doubles: Doubles,
    /// The number of changes so far, and which entry each was the last change of.
    change: u64,
    changes: BTreeMap<u64, u64>,
}

impl Journal {
    /// Takes in a request of an earlier run, in the order of the record.
    pub fn recall(&mut self, recorded: &Recorded) {
        self.last = recorded.number.map_or(self.last + 1, |number| number.max(self.last));
        let number = recorded.number.unwrap_or(self.last);
        let signed = recorded.rule == Rule::Accepted;
        let mut double = false;
        if let Some(goal) = &recorded.goal {
            let identity = Identity::of(&recorded.domain, goal);
            double = self.doubles.other(identity, signed, recorded.at).is_some();
            self.doubles.remember(identity, signed, Arrival { number, at: recorded.at });
        }
        self.counts.count(recorded.at, recorded.rule, recorded.ranked, double);
    }

    /// What a decision would be listed as; it is not listed yet.
    pub fn draft(&self, decision: &Decision<'_>, at: Timestamp) -> Entry {
        let goal = decision.goal.as_ref();
        let domain = decision.domain.as_deref().unwrap_or_default();
        let identity = goal.map(|goal| Identity::of(domain, goal));
        let signed = decision.rule == Rule::Accepted;
        let twin = identity.and_then(|identity| self.doubles.other(identity, signed, at));
        Entry {
            number: self.last + 1,
            at,
            rule: decision.rule,
            field: decision.field,
            domain: decision.domain.clone(),
            goal: goal.map(in_words).unwrap_or_default(),
            ranked: decision.ranked,
            not_ranked: NotRanked::of(decision),
            lag_days: decision.lag_days(),
            no_lag: NoLag::of(decision, at),
            twin: twin.map(|twin| twin.number),
            later_twin: None,
            twin_is_sure: goal.is_some_and(has_session),
            reason: None,
            identity,
            changed: 0,
        }
    }

    /// Lists a draft.
    pub fn enter(&mut self, draft: Entry) -> &Entry {
        let Entry { number, at, rule, ranked, twin, .. } = draft;
        self.last = number;
        if self.entries.len() == LISTED
            && let Some(oldest) = self.entries.pop_front()
        {
            self.changes.remove(&oldest.changed);
        }
        let signed = rule == Rule::Accepted;
        if let Some(identity) = draft.identity {
            self.doubles.remember(identity, signed, Arrival { number, at });
        }
        self.counts.count(at, rule, ranked, twin.is_some());
        self.totals[match rule {
            Rule::Accepted => 0,
            Rule::Hint => 1,
            _ => 2,
        }] += 1;
        self.entries.push_back(draft);
        if let Some(twin) = twin {
            self.alter(twin, |entry| entry.later_twin = Some(number));
        }
        self.alter(number, |_| {});
        &self.entries[self.entries.len() - 1]
    }

    /// How many requests there were since the start: accepted, taken as hints, refused.
    pub fn totals(&self) -> [u64; 3] {
        self.totals
    }

    /// The counts of the day.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// A request that is still listed.
    pub fn find(&self, number: u64) -> Option<&Entry> {
        self.entries.get(self.place(number)?)
    }

    /// Adds the reason to a request that is still listed.
    pub fn explain(&mut self, number: u64, reason: &str) {
        self.alter(number, |entry| entry.reason = Some(reason.to_owned()));
    }

    /// The reasons of listed requests.
    pub fn reasons(&self) -> impl Iterator<Item = (u64, &str)> {
        self.entries.iter().filter_map(|entry| Some((entry.number, entry.reason.as_deref()?)))
    }

    /// The listed requests with a number above this one, oldest first.
    pub fn after(&self, number: u64) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.number > number)
    }

    /// The number of changes so far.
    pub fn change(&self) -> u64 {
        self.change
    }

    /// What changed after so many changes, and after how many each: every listed request at most once, as it is
    /// now, in the order of the changes.
    pub fn changed_after(&self, change: u64) -> impl Iterator<Item = (u64, &Entry)> {
        let later = self.changes.range(change.saturating_add(1)..);
        later.filter_map(|(change, number)| Some((*change, self.find(*number)?)))
    }

    fn place(&self, number: u64) -> Option<usize> {
        let first = self.entries.front()?.number;
        usize::try_from(number.checked_sub(first)?).ok().filter(|at| *at < self.entries.len())
    }

    /// Changes a request that is still listed.
    fn alter(&mut self, number: u64, change: impl FnOnce(&mut Entry)) {
        let Some(at) = self.place(number) else { return };
        let entry = &mut self.entries[at];
        change(entry);
        self.changes.remove(&entry.changed);
        self.change += 1;
        entry.changed = self.change;
        self.changes.insert(self.change, number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Goal;
    use crate::protocol::json::parse;

    fn decision(rule: Rule, goal: &str) -> Decision<'static> {
        Decision {
            domain: Some("shop.example".into()),
            goal: Some(Goal::from_value(parse(goal.as_bytes()).unwrap()).unwrap()),
            ..Decision::of(rule)
        }
    }

    fn enter<'j>(journal: &'j mut Journal, rule: Rule, goal: &str) -> &'j Entry {
        let draft = journal.draft(&decision(rule, goal), Timestamp::UNIX_EPOCH);
        journal.enter(draft)
    }

    const HINT: &str = r#"{"event_name":"purchase","session_id":"s","properties":{"value":99}}"#;
    const SIGNED: &str = r#"{"event_name":"purchase","session_id":"s","properties":{"value":99.0},"first_touch_bucket":"ai_search"}"#;

    #[test]
    fn the_same_goal_by_both_ways_is_noticed_at_both() {
        let mut journal = Journal::default();
        let mut twin = |rule, goal: &str| enter(&mut journal, rule, goal).twin;
        assert_eq!(twin(Rule::Hint, HINT), None);
        assert_eq!(twin(Rule::Hint, HINT), None);
        assert_eq!(twin(Rule::Accepted, SIGNED), Some(2));
        assert_eq!(twin(Rule::Accepted, &SIGNED.replace("\"s\"", "\"other\"")), None);
        assert_eq!(twin(Rule::Hint, HINT), Some(3));
        let later: Vec<_> = journal.after(0).map(|entry| entry.later_twin).collect();
        assert_eq!(later, [None, Some(3), Some(5), None, None]);
    }

    #[test]
    fn an_earlier_run_counts() {
        let mut journal = Journal::default();
        let line = format!(
            r#"{{"at":"1970-01-01T00:00:00Z","number":41,"domain":"shop.example","signed":false,"ranked":false,"goal":{HINT}}}"#
        );
        journal.recall(&Recorded::read(line.as_bytes()).unwrap());
        let entry = enter(&mut journal, Rule::Accepted, SIGNED);
        assert_eq!((entry.number, entry.twin), (42, Some(41)));
        let counts = journal.counts().to_value().to_json();
        assert!(counts.contains(r#""accepted":1,"ranked":0,"hints":1,"doubles":1"#), "{counts}");
    }

    #[test]
    fn every_change_comes_once_as_it_is_now() {
        let mut journal = Journal::default();
        enter(&mut journal, Rule::Hint, HINT);
        enter(&mut journal, Rule::Plan, r#"{"event_name":"other"}"#);
        let seen = journal.change();
        let numbers = |journal: &Journal, after| {
            journal.changed_after(after).map(|(_, entry)| entry.number).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&journal, 0), [1, 2]);
        assert!(numbers(&journal, seen).is_empty());
        journal.explain(2, "a");
        journal.explain(2, "b");
        enter(&mut journal, Rule::Accepted, SIGNED);
        assert_eq!(numbers(&journal, seen), [2, 1, 3]);
        let (change, entry) = journal.changed_after(seen).next().unwrap();
        assert_eq!(entry.reason.as_deref(), Some("b"));
        assert_eq!(numbers(&journal, change), [1, 3], "and on from there");
    }

    #[test]
    fn lists_are_bounded() {
        let mut journal = Journal::default();
        for i in 0..3 * LISTED {
            enter(&mut journal, Rule::Hint, &format!(r#"{{"event_name":"e{i}"}}"#));
        }
        assert_eq!((journal.entries.len(), journal.changes.len()), (LISTED, LISTED));
        assert_eq!(journal.after(0).count(), LISTED);
        assert_eq!(journal.after(3 * LISTED as u64 - 5).count(), 5);
        assert_eq!(journal.changed_after(0).count(), LISTED);
        assert!(journal.find(1).is_none() && journal.find(3 * LISTED as u64).is_some());
        assert!(journal.find(3 * LISTED as u64 + 1).is_none());
    }
}
