//! What waits to be looked into, and how much of a campaign's time that may take.

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Of the time since the beginning, one part in so many is spent on looking into what was found, while there is
/// something to send.
const PARTS: u32 = 3;

/// As if so much more time had passed: what is found at once is looked into at once.
const AHEAD: Duration = Duration::from_secs(12);

/// The time that is spent on looking into what was found, while nobody sends.
#[derive(Debug, Default)]
pub(super) struct Share {
    spent_us: AtomicU64,
}

impl Share {
    /// Takes so much of it.
    pub(super) fn spend(&self, time: Duration) {
        let us = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.spent_us.fetch_add(us, Ordering::Relaxed);
    }

    /// Whether more may be spent, so long after the beginning.
    pub(super) fn allows(&self, elapsed: Duration) -> bool {
        let spent = Duration::from_micros(self.spent_us.load(Ordering::Relaxed));
        spent.saturating_mul(PARTS) <= elapsed + AHEAD
    }
}

/// So many of a kind wait: more would say nothing new.
const MOST_OF_A_KIND: usize = 6;

/// So many kinds wait.
const MOST_KINDS: usize = 256;

/// What waits, by kind: the kind that was taken least often comes first, then the one that was seen first.
#[derive(Debug)]
pub(super) struct Waiting<K, T> {
    /// How often one was taken, its turn among the kinds, and what waits.
    kinds: BTreeMap<K, (usize, usize, VecDeque<T>)>,
    left_out: u64,
}

impl<K: Ord + Clone, T> Default for Waiting<K, T> {
    fn default() -> Waiting<K, T> {
        Waiting { kinds: BTreeMap::new(), left_out: 0 }
    }
}

impl<K: Ord + Clone, T> Waiting<K, T> {
    /// Takes one in, unless enough of its kind wait.
    pub(super) fn push(&mut self, kind: K, item: T) {
        let is_new = !self.kinds.contains_key(&kind);
        if is_new && self.kinds.len() >= MOST_KINDS {
            self.left_out += 1;
            return;
        }
        let turn = self.kinds.len();
        let (.., waiting) = self.kinds.entry(kind).or_insert_with(|| (0, turn, VecDeque::new()));
        if waiting.len() < MOST_OF_A_KIND {
            waiting.push_back(item);
        } else {
            self.left_out += 1;
        }
    }

    /// Counts one that is not looked into any more.
    pub(super) fn leave_out(&mut self) {
        self.left_out += 1;
    }

    /// The next one.
    pub(super) fn pop(&mut self) -> Option<T> {
        let waits = self.kinds.values_mut().filter(|(.., waiting)| !waiting.is_empty());
        let (taken, _, waiting) = waits.min_by_key(|(taken, turn, _)| (*taken, *turn))?;
        *taken += 1;
        waiting.pop_front()
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.kinds.values().map(|(.., waiting)| waiting.len()).sum()
    }

    /// How many were not taken in, since enough of their kind waited.
    pub(super) fn left_out(&self) -> u64 {
        self.left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_of_the_time_is_spent_on_looking_into_what_was_found() {
        let share = Share::default();
        let second = Duration::from_secs(1);
        assert!(share.allows(Duration::ZERO));
        share.spend(10 * second);
        assert!(!share.allows(10 * second), "what has taken so long waits for the others");
        assert!(share.allows(18 * second));
        share.spend(10 * second);
        assert!(!share.allows(47 * second));
        assert!(share.allows(48 * second));
    }

    #[test]
    fn kinds_take_turns() {
        let mut waiting: Waiting<&str, u32> = Waiting::default();
        (0..100).for_each(|at| waiting.push("often", at));
        waiting.push("seldom", 100);
        assert_eq!((waiting.len(), waiting.left_out()), (7, 94));
        let order: Vec<u32> = std::iter::from_fn(|| waiting.pop()).collect();
        assert_eq!(order, [0, 100, 1, 2, 3, 4, 5]);
        waiting.push("seldom", 101);
        waiting.push("never", 102);
        assert_eq!((waiting.pop(), waiting.pop(), waiting.pop()), (Some(102), Some(101), None));
        assert_eq!(waiting.len(), 0);
    }
}
