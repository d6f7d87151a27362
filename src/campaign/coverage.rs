//! What was sent and judged, by kind of request, and the notes: what a clean result rests on.

use crate::protocol::rules::Rule;
use std::collections::BTreeMap;
use std::fmt::Display;

/// Fewer judged requests than these are not enough for a clean result: in all, and of each kind.
pub(super) const FLOOR: u64 = 1000;
/// See [`FLOOR`].
pub(super) const FLOOR_OF_KIND: u64 = 20;

/// What became of the requests of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindCounts {
    /// Sent, each time they were.
    pub sent: u64,
    /// Answered, and judged.
    pub judged: u64,
    /// Answered with 429, or with 503 and a time to wait.
    pub throttled: u64,
    /// Not answered.
    pub unanswered: u64,
}

impl KindCounts {
    pub(super) fn add(&mut self, other: KindCounts) {
        self.sent += other.sent;
        self.judged += other.judged;
        self.throttled += other.throttled;
        self.unanswered += other.unanswered;
    }
}

/// The counts by kind of request; empty for signers.
pub type Coverage = BTreeMap<&'static str, KindCounts>;

/// Why a clean result would say too little; `None` where enough was judged.
pub fn not_enough<K: Ord + Display>(coverage: &BTreeMap<K, KindCounts>) -> Option<String> {
    if coverage.is_empty() {
        return None;
    }
    let judged: u64 = coverage.values().map(|counts| counts.judged).sum();
    if judged < FLOOR {
        return Some(format!("{judged} requests were judged; a clean result needs {FLOOR}"));
    }
    let few = coverage.iter().find(|(_, counts)| counts.judged < FLOOR_OF_KIND);
    few.map(|(kind, counts)| {
        format!(
            "{} requests of kind {kind} were judged; a clean result needs {FLOOR_OF_KIND}",
            counts.judged
        )
    })
}

/// Another 4xx than the reference's: the rule, what came, and what is advised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is, in one line.
    pub text: String,
    /// On how many requests it showed.
    pub count: u64,
}

/// What a note is about: the rule, or the way in which a request is not HTTP; and the status.
pub(super) type NoteKey = (&'static str, u16);

pub(super) fn note_key(rule: Rule, status: u16) -> NoteKey {
    (rule.id(), status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_result_rests_on_enough_of_every_kind() {
        let counts = |judged| KindCounts { judged, ..KindCounts::default() };
        let coverage = |kinds: &[(&'static str, u64)]| -> Coverage {
            kinds.iter().map(|(kind, judged)| (*kind, counts(*judged))).collect()
        };
        assert_eq!(not_enough(&Coverage::new()), None);
        assert_eq!(not_enough(&coverage(&[("valid", 980), ("json", 20)])), None);
        assert!(not_enough(&coverage(&[("valid", 979), ("json", 20)])).is_some());
        assert!(not_enough(&coverage(&[("valid", 5000), ("json", 19)])).is_some());
    }
}
