//! Recipes by rising cost: one member of each stage, their costs added.
//!
//! ```text
//! payload -> writing, habits -> message -> walk (trials)
//! schemes of other APIs         -> walk
//! ```

mod applied;
mod costs;
mod decision;
mod habits;
mod message;
mod pairs;
mod path;
mod payload;
mod schemes;
mod stacks;
mod tables;
mod walk;
mod writing;

use super::explanation::{Found, Recipe, best};
use crate::mistakes::context::SigningContext;
pub use applied::Application;
use costs::ORDINARY;
pub use decision::{Applied, Decision, Stage};
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use tables::{Members, Tables};
use walk::{Part, Walk};

/// The number of shares that a level is divided into, each tried on a thread of its own. A constant, so that the result
/// is the same whatever the number of cores.
const SHARES: u64 = 2;

/// The wider search for one request.
pub struct Grammar {
    tables: Tables,
    /// The number of combinations tried so far.
    pub trials: u64,
}

/// Work that all pairs take at most: they are tried to the end.
const MOST_PAIRS: u64 = 12_000_000;

/// Work that one cost of an earlier explanation may take again.
const MOST_AGAIN: u64 = 20_000;

impl Grammar {
    /// Reads the request and the header.
    pub fn new(context: &SigningContext<'_>, signature: &str) -> Grammar {
        Grammar { tables: Tables::new(context, signature, Members::All, true), trials: 0 }
    }

    /// What explains a signature with the members of earlier explanations alone, and the number of combinations tried.
    pub fn again(
        context: &SigningContext<'_>,
        signature: &str,
        earlier: &[Found],
    ) -> (Option<Found>, u64) {
        let members = earlier.iter().flat_map(|found| &found.members);
        let ids: BTreeSet<&str> = members.map(|label| label.id).collect();
        let is_made = earlier.iter().any(|found| found.made);
        let Some(highest) = earlier.iter().map(|found| found.cost).max() else {
            return (None, 0);
        };
        let tables = Tables::new(context, signature, Members::Of(&ids), is_made);
        let mut grammar = Grammar { tables, trials: 0 };
        if grammar.tables.readings.is_empty() {
            return (None, 0);
        }
        let found = (0..=highest)
            .find_map(|cost| grammar.shared(Part::All(cost), MOST_AGAIN, 1, &mut |_| true).0);
        (found, grammar.trials)
    }

    /// Every recipe of exactly this cost, pairs before all else. Stops each part after work worth `most` trials of the right construction, or where `more` says so; whether it
    /// was finished comes second.
    pub fn level(
        &mut self,
        cost: u8,
        most: u64,
        more: &mut dyn FnMut(u64) -> bool,
    ) -> (Option<Found>, bool) {
        if self.tables.readings.is_empty() {
            return (None, true);
        }
        if cost > ORDINARY {
            self.tables.deepen();
        }
        if cost == 2 * ORDINARY {
            let (found, is_whole) = self.shared(Part::Pairs, MOST_PAIRS.max(most), SHARES, more);
            if found.is_some() || !is_whole {
                return (found, is_whole);
            }
        }
        self.shared(Part::All(cost), most, if cost < ORDINARY { 1 } else { SHARES }, more)
    }

    fn shared(
        &mut self,
        part: Part,
        most: u64,
        shares: u64,
        more: &mut dyn FnMut(u64) -> bool,
    ) -> (Option<Found>, bool) {
        let stop = AtomicBool::new(false);
        let begun = self.trials;
        let mut more = |trials: u64| more(begun + shares * trials);
        let tables = &self.tables;
        let walked = std::thread::scope(|scope| {
            let stop = &stop;
            let most = most / shares;
            let others: Vec<_> = (1..shares)
                .map(|share| {
                    scope
                        .spawn(move || Walk::new(tables, share, shares, most, stop).run(part, None))
                })
                .collect();
            let mut walked =
                vec![Walk::new(tables, 0, shares, most, stop).run(part, Some(&mut more))];
            walked.extend(others.into_iter().filter_map(|other| other.join().ok()));
            walked
        });
        let is_whole = walked.iter().all(|walked| !walked.stopped) && walked.len() as u64 == shares;
        self.trials += walked.iter().map(|walked| walked.count).sum::<u64>();
        let mut recipes: Vec<(u64, Recipe)> =
            walked.into_iter().flat_map(|walked| walked.recipes).collect();
        // Stable: in the order in which one thread would have found them.
        recipes.sort_by_key(|(unit, _)| *unit);
        (best(recipes.into_iter().map(|(_, recipe)| recipe).collect(), part.cost()), is_whole)
    }
}
