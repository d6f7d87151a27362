//! How fast a server is sent requests: a rate of one's own, and the pauses that the server asks for.

use crate::adapter::{Cancel, Stop};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Between two looks at whether the run was cancelled.
const LOOK: Duration = Duration::from_millis(50);

/// Spaces requests out, over all threads.
pub(super) struct Pace {
    /// The time between two requests; zero for no limit.
    gap: Duration,
    state: Mutex<State>,
}

struct State {
    /// When the next request may be sent.
    next: Instant,
    /// How often, and how long, the server asked us to wait.
    pauses: u64,
    waited: Duration,
}

impl Pace {
    /// At most `rate` requests per second, where one is given.
    pub(super) fn new(rate: Option<f64>) -> Pace {
        let gap = rate.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate));
        let state = State { next: Instant::now(), pauses: 0, waited: Duration::ZERO };
        Pace { gap, state: Mutex::new(state) }
    }

    /// Waits for this request's turn.
    pub(super) fn wait(&self, cancel: &Cancel) -> Result<(), Stop> {
        let turn = {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = state.next.max(Instant::now());
            state.next = turn + self.gap;
            turn
        };
        loop {
            if cancel.is_cancelled() {
                return Err(Stop::Interrupted);
            }
            let left = turn.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(LOOK));
        }
    }

    /// Nothing is sent for so long: the server asked for it.
    pub(super) fn pause(&self, wait: Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let (until, from) = (now + wait, state.next.max(now));
        if until > from {
            state.waited += until - from;
            state.next = until;
        }
        state.pauses += 1;
    }

    /// Nothing is sent for so long.
    pub(super) fn hold(&self, time: Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.next = state.next.max(Instant::now() + time);
    }

    /// How often, and for how long, the server asked us to wait.
    pub(super) fn pauses(&self) -> (u64, Duration) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.pauses, state.waited)
    }
}
