//! A set of dialects, small enough to copy.

use super::catalogue::{CATALOGUE, Dialect};
use super::knobs::Knobs;

const WORDS: usize = 7;

/// A set of dialects out of the catalogue, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct DialectSet([u64; WORDS]);

/// Single dialects in catalogue order.
impl Ord for DialectSet {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for DialectSet {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl DialectSet {
    /// No dialect: the reference.
    pub const EMPTY: DialectSet = DialectSet([0; WORDS]);

    /// The dialect at a position of the catalogue, alone.
    pub const fn single(index: usize) -> DialectSet {
        let mut words = [0; WORDS];
        words[index / 64] = 1 << (index % 64);
        DialectSet(words)
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
    pub fn is_empty(self) -> bool {
        self == DialectSet::EMPTY
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Those in either.
    #[must_use]
    pub fn union(self, other: DialectSet) -> DialectSet {
        DialectSet(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    /// Those here and not in `other`.
    #[must_use]
    pub fn without(self, other: DialectSet) -> DialectSet {
        DialectSet(std::array::from_fn(|i| self.0[i] & !other.0[i]))
    }

    /// Whether all of these are in `other`.
    pub fn is_subset(self, other: DialectSet) -> bool {
        self.without(other).is_empty()
    }

    /// Their positions in the catalogue, in order.
    pub fn positions(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().enumerate().flat_map(|(i, word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros() as usize;
                (rest != 0).then(|| {
                    rest &= rest - 1;
                    64 * i + bit
                })
            })
        })
    }

    /// Each as a set of its own, in catalogue order.
    pub fn singles(self) -> impl Iterator<Item = DialectSet> {
        self.positions().map(DialectSet::single)
    }

    /// The dialects, in catalogue order.
    pub fn dialects(self) -> impl Iterator<Item = &'static Dialect> {
        self.positions().map(|at| &CATALOGUE[at])
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

    /// How unlikely the set is: the sum over its members, each the less the more threads showed it.
    pub fn cost(self) -> u32 {
        let cost = |d: &Dialect| 1000 / (1 + u32::from(d.threads)) + if d.bundle { 500 } else { 0 };
        self.dialects().map(cost).sum()
    }
}
