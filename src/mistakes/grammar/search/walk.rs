//! One share of a level: which units are its own, and the trials.

use super::costs::ORDINARY;
use super::decision::{Applied, Decision, are_some_of};
use super::path::Path;
use super::tables::Tables;
use crate::mistakes::grammar::construction::Try;
use crate::mistakes::grammar::explanation::Recipe;
use std::sync::atomic::{AtomicBool, Ordering};

/// So many recipes are kept of one level.
const MOST_RECIPES: usize = 64;

/// A part of the search.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// Every recipe of a cost.
    All(u8),
    /// Two ordinary mistakes of different stages.
    Pairs,
}

impl Part {
    /// What its recipes cost.
    pub(super) fn cost(self) -> u8 {
        match self {
            Part::All(cost) => cost,
            Part::Pairs => 2 * ORDINARY,
        }
    }
}

/// What came of a share.
pub(super) struct Walked {
    pub(super) recipes: Vec<(u64, Recipe)>,
    /// What was made with the given members alone, and with how many of them.
    pub(super) applied: Vec<(usize, Applied)>,
    pub(super) count: u64,
    pub(super) stopped: bool,
}

/// A share of a level: every so-manieth unit of work.
pub(super) struct Walk<'g, 'm> {
    pub(super) tables: &'g Tables,
    pub(super) share: u64,
    pub(super) shares: u64,
    /// The number of units so far, of all shares.
    pub(super) unit: u64,
    /// Whether the walk is within a unit of this share.
    pub(super) is_within: bool,
    pub(super) most: u64,
    pub(super) stop: &'g AtomicBool,
    pub(super) more: Option<&'m mut dyn FnMut(u64) -> bool>,
    pub(super) count: u64,
    /// The work so far, in trials of the right construction.
    pub(super) work: u64,
    pub(super) looked: u64,
    pub(super) stopped: bool,
    pub(super) digest: Vec<u8>,
    pub(super) recipes: Vec<(u64, Recipe)>,
    /// Members that are to be applied, in place of a search for what makes a digest.
    pub(super) members: Option<&'g [Decision]>,
    pub(super) applied: Vec<(usize, Applied)>,
}

impl<'g> Walk<'g, '_> {
    pub(super) fn new(
        tables: &'g Tables,
        share: u64,
        shares: u64,
        most: u64,
        stop: &'g AtomicBool,
    ) -> Self {
        Walk {
            tables,
            share,
            shares,
            unit: 0,
            is_within: false,
            most,
            stop,
            more: None,
            count: 0,
            work: 0,
            looked: 0,
            stopped: false,
            digest: Vec::with_capacity(64),
            recipes: Vec::new(),
            members: None,
            applied: Vec::new(),
        }
    }
}

impl<'g, 'm> Walk<'g, 'm> {
    pub(super) fn run(
        mut self,
        part: Part,
        more: Option<&'m mut dyn FnMut(u64) -> bool>,
    ) -> Walked {
        self.more = more;
        match part {
            Part::All(cost) => self.walk(cost),
            Part::Pairs => {
                let right = self.tables.material.right.as_ref();
                right.into_iter().for_each(|right| self.pairs(right));
            }
        }
        Walked {
            recipes: self.recipes,
            applied: self.applied,
            count: self.count,
            stopped: self.stopped,
        }
    }

    /// One unit of work: done where it is this share's.
    pub(super) fn unit(&mut self, work: impl FnOnce(&mut Self)) {
        if self.is_within {
            return work(self);
        }
        self.unit += 1;
        if self.unit % self.shares == self.share && !self.stopped {
            self.is_within = true;
            work(self);
            self.is_within = false;
        }
    }
}

impl Walk<'_, '_> {
    /// A message under every key and construction of what is left of the cost.
    pub(super) fn attempt(&mut self, message: &[u8], path: &Path<'_>, left: u8) {
        let tables = self.tables;
        // The message was made, whatever is tried with it.
        self.worked(1);
        let Some(list) = tables.tries.get(usize::from(left)) else { return };
        for attempt in list {
            if self.stopped {
                return;
            }
            self.attempt_one(message, path, attempt);
        }
    }

    pub(super) fn attempt_one(&mut self, message: &[u8], path: &Path<'_>, attempt: &Try) {
        self.count += 1;
        self.worked(attempt.weight);
        if let Some(members) = self.members {
            let labels = [path.labels(), attempt.labels.clone()].concat();
            if are_some_of(&labels, members) {
                let mut digest = Vec::new();
                attempt.digest(message, &mut digest);
                self.applied.push((labels.len(), Applied { message: message.to_vec(), digest }));
            }
            return;
        }
        let mut digest = std::mem::take(&mut self.digest);
        attempt.digest(message, &mut digest);
        if let Some(output) = self.tables.readings.fits(&digest)
            && self.recipes.len() < MOST_RECIPES
        {
            let mut labels = path.labels();
            labels.extend(attempt.labels.iter().cloned());
            labels.extend(output);
            let secret = labels.iter().any(|label| label.secret);
            let recipe = Recipe { labels, message: message.to_vec(), secret, made: path.is_made() };
            self.recipes.push((self.unit, recipe));
        }
        self.digest = digest;
    }

    pub(super) fn worked(&mut self, work: u64) {
        const BETWEEN_LOOKS: u64 = 1024;
        self.work += work;
        if self.work >= self.looked + BETWEEN_LOOKS {
            self.looked = self.work;
            self.look();
        }
    }

    /// Looks whether to go on.
    pub(super) fn look(&mut self) {
        if self.more.as_mut().is_some_and(|more| !more(self.count)) {
            self.stop.store(true, Ordering::Relaxed);
        }
        self.stopped |= self.work >= self.most || self.stop.load(Ordering::Relaxed);
    }
}
