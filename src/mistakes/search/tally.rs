//! Trials, counted.

use crate::mistakes::Diagnosis;

/// How many trials pass between two looks at the clock.
const BETWEEN_LOOKS: u64 = 64;

/// Trials, and what fitted.
#[derive(Default)]
pub(super) struct Tally<'m> {
    /// How many combinations were tried.
    pub(super) count: u64,
    /// What fits, in the order in which it was found.
    pub(super) fitting: Vec<Diagnosis>,
    /// Whether there was no more time.
    pub(super) stopped: bool,
    /// A digest, on its way.
    pub(super) digest: Vec<u8>,
    more: Option<&'m mut dyn FnMut(u64) -> bool>,
}

impl<'m> Tally<'m> {
    /// Goes on from a count for as long as `more` says so.
    pub(super) fn from(count: u64, more: &'m mut dyn FnMut(u64) -> bool) -> Tally<'m> {
        Tally { count, more: Some(more), ..Tally::default() }
    }

    /// Counts, and looks at the clock now and then.
    pub(super) fn tick(&mut self) {
        self.count += 1;
        if self.count.is_multiple_of(BETWEEN_LOOKS)
            && let Some(more) = &mut self.more
            && !more(self.count)
        {
            self.stopped = true;
        }
    }
}
