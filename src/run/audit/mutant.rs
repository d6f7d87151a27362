//! A wrong implementation that the vectors must catch.

/// A wrong implementation, and the vectors that it fails on.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Its name: `signer/` or `server/` and the mistake's id.
    pub name: String,
    /// What it does.
    pub title: &'static str,
    /// Why no vector can kill it, where that is so.
    pub equivalent: Option<&'static str>,
    /// The vectors that kill it, by their place.
    pub killers: Vec<usize>,
    /// Where single answers pass and only their difference tells: for each vector the kind of answer.
    /// Two kinds among the vectors kill it.
    pub(super) kinds: Vec<(usize, u64)>,
}

impl Mutant {
    /// Two vectors whose answers, each of which passes, betray it together.
    pub fn told_apart_by(&self) -> Option<(usize, usize)> {
        let (first, kind) = self.kinds.first()?;
        let other = self.kinds.iter().find(|(_, other)| other != kind)?;
        Some((*first, other.0))
    }

    /// Whether a choice of vectors kills it.
    pub(super) fn is_killed_by(&self, chosen: &dyn Fn(usize) -> bool) -> bool {
        let mut kinds = self.kinds.iter().filter(|(at, _)| chosen(*at)).map(|(_, kind)| kind);
        let first = kinds.next();
        self.killers.iter().any(|at| chosen(*at)) || kinds.any(|kind| Some(kind) != first)
    }
}
