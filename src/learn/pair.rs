//! A text and what a signer made of it.

use super::facts::Facts;
use super::function::Function;
use super::separate::Subject;
use std::collections::BTreeMap;

/// An input, its output, and the goal that it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Pair<'a> {
    /// The text before.
    pub(super) input: String,
    /// The text after.
    pub(super) output: String,
    /// The goal.
    pub(super) facts: &'a Facts,
}

impl Pair<'_> {
    /// Whether a function makes the output.
    pub(super) fn is_made_by(&self, function: &Function) -> bool {
        function.on(&self.input, self.facts) == self.output
    }

    /// Whether anything is different.
    pub(super) fn is_changed(&self) -> bool {
        self.input != self.output
    }

    /// What a predicate looks at.
    pub(super) fn subject(&self) -> Subject<'_> {
        (&self.input, self.facts)
    }
}

/// What was counted most often, so many at most.
pub(super) fn most<K: Ord>(counts: BTreeMap<K, usize>, take: usize) -> Vec<K> {
    let mut all: Vec<(K, usize)> = counts.into_iter().collect();
    all.sort_by_key(|(_, count)| usize::MAX - count);
    all.into_iter().take(take).map(|(key, _)| key).collect()
}

/// So many characters two texts begin with alike.
pub(super) fn common(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}
