//! What was sent lately on every connection, in the order of the answers.

use super::control::Control;
use crate::generate::RequestBuilder;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// So many requests are remembered for each worker.
const KEPT: usize = 768;

/// A request that was answered.
#[derive(Clone)]
pub(super) struct PastCase {
    pub(super) builder: Arc<RequestBuilder>,
    /// The worker, and how many connections it had opened.
    pub(super) connection: (usize, u64),
    /// Since the campaign began.
    pub(super) at: Duration,
}

/// The histories of all workers.
pub(super) struct Histories(Vec<Mutex<VecDeque<PastCase>>>);

/// What came before a case: on its own connection, and on all of them; the latest last.
#[derive(Clone, Default)]
pub(super) struct History {
    pub(super) own: Vec<PastCase>,
    pub(super) all: Vec<PastCase>,
    /// The present moment, since the campaign began.
    pub(super) now: Duration,
}

impl Histories {
    pub(super) fn new(workers: usize) -> Histories {
        Histories((0..workers).map(|_| Mutex::new(VecDeque::with_capacity(KEPT))).collect())
    }

    pub(super) fn add(
        &self,
        control: &Control<'_>,
        builder: Arc<RequestBuilder>,
        connection: (usize, u64),
    ) {
        let Some(ring) = self.0.get(connection.0) else { return };
        let mut ring = ring.lock().unwrap_or_else(PoisonError::into_inner);
        if ring.len() == KEPT {
            ring.pop_front();
        }
        ring.push_back(PastCase { builder, connection, at: control.elapsed() });
    }

    /// What came before the present moment on a connection, and on all.
    pub(super) fn before(&self, control: &Control<'_>, connection: (usize, u64)) -> History {
        let mut all = Vec::new();
        for ring in &self.0 {
            all.extend(ring.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned());
        }
        all.sort_by_key(|past| past.at);
        let own = all.iter().filter(|past| past.connection == connection).cloned().collect();
        History { own, all, now: control.elapsed() }
    }
}
