//! The report of a check while it is under way: rewritten as findings come in, so that a crash loses the cases
//! under way and nothing else.

use crate::run::{CheckReport, Event, Implementation, ImplementationReport, Plan};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The least time between two versions without a new finding; more where writing one takes long.
const PAUSE: Duration = Duration::from_millis(250);

/// A version is written at most for one part in this many of the time.
const SHARE: u32 = 20;

/// Listens to a run, and hands out its report so far.
pub struct LiveReport<'a> {
    plan: &'a Plan,
    write: &'a (dyn Fn(&CheckReport) + Sync),
    state: Mutex<State>,
}

struct State {
    implementations: Vec<ImplementationReport>,
    /// Nothing is written before.
    next: Instant,
}

impl<'a> LiveReport<'a> {
    /// Hands out the first version, in which nothing was judged yet.
    pub fn new(
        plan: &'a Plan,
        implementations: &[Implementation],
        write: &'a (dyn Fn(&CheckReport) + Sync),
    ) -> LiveReport<'a> {
        let pending: Vec<ImplementationReport> =
            implementations.iter().map(ImplementationReport::pending).collect();
        let state = State { implementations: pending, next: Instant::now() };
        let live = LiveReport { plan, write, state: Mutex::new(state) };
        live.take(None);
        live
    }

    /// Takes an event of the implementation at a place.
    pub fn hear(&self, place: usize, event: &Event<'_>) {
        match event {
            Event::Started(_) => {}
            // A finding is written at once: the next event may never come.
            Event::Found { so_far, .. } => self.take(Some((place, so_far()))),
            Event::Judged { so_far, .. } if self.is_due() => self.take(Some((place, so_far()))),
            Event::Judged { .. } => {}
            Event::Finished(report) => self.take(Some((place, (*report).clone()))),
        }
    }

    fn is_due(&self) -> bool {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).next <= Instant::now()
    }

    fn take(&self, news: Option<(usize, ImplementationReport)>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((place, report)) = news
            && let Some(slot) = state.implementations.get_mut(place)
        {
            *slot = report;
        }
        let begun = Instant::now();
        (self.write)(&CheckReport::of(self.plan, state.implementations.clone()));
        state.next = Instant::now() + PAUSE.max(begun.elapsed() * SHARE);
    }
}
