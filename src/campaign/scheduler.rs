//! What steers a campaign: behaviour that was not seen before, since a black box gives no coverage.

use crate::generate::rng::Rng;
use std::collections::HashMap;
use std::hash::Hash;
use std::time::Instant;

/// So many cases are kept to be mutated, and so many behaviours are told apart: memory stays flat.
const KEPT: usize = 2048;
const TOLD_APART: usize = 1 << 16;

/// Cases that showed something new, of type `C`, and how often each behaviour `B` was seen.
pub(super) struct Scheduler<C, B> {
    corpus: Vec<(C, B)>,
    counts: HashMap<B, u64>,
    /// How many outcomes were counted.
    total: u64,
    /// When something new was seen last.
    pub(super) last_new: Instant,
}

impl<C: Clone, B: Copy + Eq + Hash> Scheduler<C, B> {
    pub(super) fn new() -> Self {
        Scheduler { corpus: Vec::new(), counts: HashMap::new(), total: 0, last_new: Instant::now() }
    }

    /// Takes a case in that showed a behaviour; whether nobody saw it before.
    pub(super) fn note(
        &mut self,
        behaviour: B,
        case: impl FnOnce() -> C,
        rng: &mut Rng<'_>,
    ) -> bool {
        self.total += 1;
        if let Some(count) = self.counts.get_mut(&behaviour) {
            *count += 1;
            return false;
        }
        if self.counts.len() >= TOLD_APART {
            return false;
        }
        self.counts.insert(behaviour, 1);
        self.last_new = Instant::now();
        self.keep(case(), behaviour, rng);
        true
    }

    /// Takes in outcomes of a behaviour that is known.
    pub(super) fn count(&mut self, behaviour: B, times: u64) {
        self.total += times;
        *self.counts.entry(behaviour).or_insert(0) += times;
    }

    /// Keeps a case to be mutated.
    pub(super) fn keep(&mut self, case: C, behaviour: B, rng: &mut Rng<'_>) {
        if self.corpus.len() < KEPT {
            self.corpus.push((case, behaviour));
        } else {
            let at = rng.below(KEPT as u64) as usize;
            self.corpus[at] = (case, behaviour);
        }
    }

    /// A case to be mutated: of two, the one whose behaviour is rarer.
    pub(super) fn pick(&self, rng: &mut Rng<'_>) -> Option<C> {
        if self.corpus.is_empty() {
            return None;
        }
        let mut one = || &self.corpus[rng.below(self.corpus.len() as u64) as usize];
        let (first, second) = (one(), one());
        let seen = |entry: &(C, B)| self.counts.get(&entry.1).copied().unwrap_or(0);
        Some(if seen(first) <= seen(second) { first.0.clone() } else { second.0.clone() })
    }

    pub(super) fn corpus(&self) -> impl Iterator<Item = &C> {
        self.corpus.iter().map(|(case, _)| case)
    }

    /// How many behaviours were told apart.
    pub(super) fn behaviours(&self) -> usize {
        self.counts.len()
    }

    /// How likely the next case shows something new: by Good and Turing, the share of outcomes that were
    /// seen once; where none was, less than three in all of them.
    pub(super) fn discovery(&self) -> f64 {
        let once = self.counts.values().filter(|count| **count == 1).count();
        match (self.total, once) {
            (0, _) => 1.0,
            (total, 0) => (3.0 / total as f64).min(1.0),
            (total, once) => once as f64 / total as f64,
        }
    }
}

/// How likely something new shows in an hour, at so many cases a second.
pub(super) fn in_an_hour(discovery: f64, per_second: f64) -> f64 {
    1.0 - (1.0 - discovery.min(1.0)).powf(per_second * 3600.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_the_rare_is_picked_more_often() {
        let mut rng = Rng::new(1, 0);
        let mut steering: Scheduler<u64, u64> = Scheduler::new();
        for at in 0..200_000 {
            steering.note(at, || at, &mut rng);
        }
        assert_eq!((steering.corpus.len(), steering.behaviours()), (KEPT, TOLD_APART));

        let mut steering: Scheduler<u64, u64> = Scheduler::new();
        for at in 0..1000 {
            steering.note(at % 2, || at, &mut rng);
        }
        steering.note(7, || 7, &mut rng);
        let rare = (0..1000).filter(|_| steering.pick(&mut rng) == Some(7)).count();
        assert!(rare > 450, "{rare}");
    }

    #[test]
    fn the_estimate_falls_as_nothing_new_shows() {
        let mut rng = Rng::new(1, 0);
        let mut steering: Scheduler<(), u64> = Scheduler::new();
        assert_eq!(steering.discovery(), 1.0);
        for at in 0..100 {
            steering.note(at % 10, || (), &mut rng);
        }
        let early = steering.discovery();
        steering.count(0, 1_000_000);
        assert!(steering.discovery() < early);
        assert!(in_an_hour(steering.discovery(), 1.0) < in_an_hour(early, 1.0));
        steering.note(99, || (), &mut rng);
        assert!((in_an_hour(steering.discovery(), 1.0) - 0.0036).abs() < 0.001);
    }
}
