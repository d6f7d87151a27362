//! A set of dialects, small enough to copy.

use super::catalogue::{CATALOGUE, Dialect};
use super::knobs::Knobs;

/// A set of dialects out of the catalogue, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct DialectSet(u128);

const _: () = assert!(CATALOGUE.len() <= 128, "a DialectSet has 128 places");

impl DialectSet {
    /// No dialect: the reference.
    pub const EMPTY: DialectSet = DialectSet(0);

    /// The dialect at a position of the catalogue, alone.
    pub const fn single(index: usize) -> DialectSet {
        DialectSet(1 << index)
    }

    /// The dialect of that id, alone; `None` where the catalogue has none.
    pub fn of_id(id: &str) -> Option<DialectSet> {
        CATALOGUE.iter().position(|d| d.id == id).map(DialectSet::single)
    }

    /// Every dialect that a test allows.
    pub fn filtered(mut test: impl FnMut(&Dialect) -> bool) -> DialectSet {
        (0..CATALOGUE.len())
            .filter(|&i| test(&CATALOGUE[i]))
            .map(DialectSet::single)
            .fold(DialectSet::EMPTY, DialectSet::union)
    }

    /// Those that the protocol leaves open: they need no expectation.
    pub fn permitted() -> DialectSet {
        DialectSet::filtered(|d| d.permitted)
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Those in either.
    #[must_use]
    pub const fn union(self, other: DialectSet) -> DialectSet {
        DialectSet(self.0 | other.0)
    }

    /// Those here and not in `other`.
    #[must_use]
    pub const fn without(self, other: DialectSet) -> DialectSet {
        DialectSet(self.0 & !other.0)
    }

    /// Whether all of these are in `other`.
    pub const fn is_subset(self, other: DialectSet) -> bool {
        self.0 & !other.0 == 0
    }

    /// Each as a set of its own, in catalogue order.
    pub fn singles(self) -> impl Iterator<Item = DialectSet> {
        (0..CATALOGUE.len()).map(DialectSet::single).filter(move |s| s.is_subset(self))
    }

    /// The dialects, in catalogue order.
    pub fn dialects(self) -> impl Iterator<Item = &'static Dialect> {
        CATALOGUE.iter().enumerate().filter(move |(i, _)| self.0 >> i & 1 == 1).map(|(_, d)| d)
    }

    /// Their ids, in catalogue order.
    pub fn ids(self) -> Vec<&'static str> {
        self.dialects().map(|d| d.id).collect()
    }

    /// Every subset, the empty one included. Meant for small sets.
    pub fn subsets(self) -> impl Iterator<Item = DialectSet> {
        let members: Vec<DialectSet> = self.singles().collect();
        (0..1usize << members.len()).map(move |choice| {
            members
                .iter()
                .enumerate()
                .filter(|(i, _)| choice >> i & 1 == 1)
                .fold(DialectSet::EMPTY, |set, (_, single)| set.union(*single))
        })
    }

    /// The knobs with every mistake of the set made.
    pub fn knobs(self) -> Knobs {
        let mut knobs = Knobs::default();
        for dialect in self.dialects() {
            (dialect.turn)(&mut knobs);
        }
        knobs
    }
}
