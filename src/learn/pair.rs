//! A text and what a signer made of it.

use super::facts::Facts;
use super::function::Function;
use super::separate::Subject;

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
