//! A set of mistakes, small enough to copy.

use super::catalogue::{CATALOGUE, Mistake};
use super::config::SignerConfig;
use std::sync::LazyLock;

const WORDS: usize = 7;

/// A set of mistakes out of the catalogue, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct MistakeSet([u64; WORDS]);

/// Single mistakes in catalogue order.
impl Ord for MistakeSet {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for MistakeSet {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl MistakeSet {
    /// No mistake: the reference.
    pub const EMPTY: MistakeSet = MistakeSet([0; WORDS]);

    /// The mistake at a position of the catalogue, alone.
    pub const fn single(index: usize) -> MistakeSet {
        let mut words = [0; WORDS];
        words[index / 64] = 1 << (index % 64);
        MistakeSet(words)
    }

    /// The mistake of that id, alone; `None` if the catalogue has none.
    pub fn of_id(id: &str) -> Option<MistakeSet> {
        CATALOGUE.iter().position(|d| d.id == id).map(MistakeSet::single)
    }

    /// Every mistake that a test allows.
    pub fn filtered(mut test: impl FnMut(&Mistake) -> bool) -> MistakeSet {
        (0..CATALOGUE.len())
            .filter(|&i| test(&CATALOGUE[i]))
            .map(MistakeSet::single)
            .fold(MistakeSet::EMPTY, MistakeSet::union)
    }

    /// Those that the protocol leaves open: they need no expectation.
    pub fn permitted() -> MistakeSet {
        // Asked for every wrong answer.
        static PERMITTED: LazyLock<MistakeSet> =
            LazyLock::new(|| MistakeSet::filtered(|mistake| mistake.permitted));
        *PERMITTED
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self == MistakeSet::EMPTY
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Those in either.
    #[must_use]
    pub fn union(self, other: MistakeSet) -> MistakeSet {
        MistakeSet(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    /// Those here and not in `other`.
    #[must_use]
    pub fn without(self, other: MistakeSet) -> MistakeSet {
        MistakeSet(std::array::from_fn(|i| self.0[i] & !other.0[i]))
    }

    /// Whether all of these are in `other`.
    pub fn is_subset(self, other: MistakeSet) -> bool {
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
    pub fn singles(self) -> impl Iterator<Item = MistakeSet> {
        self.positions().map(MistakeSet::single)
    }

    /// The mistakes, in catalogue order.
    pub fn mistakes(self) -> impl Iterator<Item = &'static Mistake> {
        self.positions().map(|at| &CATALOGUE[at])
    }

    /// Their ids, in catalogue order.
    pub fn ids(self) -> Vec<&'static str> {
        self.mistakes().map(|d| d.id).collect()
    }

    /// Every subset, the empty one included. Meant for small sets.
    pub fn subsets(self) -> impl Iterator<Item = MistakeSet> {
        let members: Vec<MistakeSet> = self.singles().collect();
        (0..1usize << members.len()).map(move |choice| {
            members
                .iter()
                .enumerate()
                .filter(|(i, _)| choice >> i & 1 == 1)
                .fold(MistakeSet::EMPTY, |set, (_, single)| set.union(*single))
        })
    }

    /// The config with every mistake of the set made.
    pub fn config(self) -> SignerConfig {
        let mut config = SignerConfig::default();
        for mistake in self.mistakes() {
            (mistake.turn)(&mut config);
        }
        config
    }

    /// How unlikely the set is: the sum over its members, each the less the more threads showed it.
    pub fn cost(self) -> u32 {
        let cost = |d: &Mistake| 1000 / (1 + u32::from(d.threads)) + if d.bundle { 500 } else { 0 };
        self.mistakes().map(cost).sum()
    }
}
