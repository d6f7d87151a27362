//! Why a signature was refused, found out beside the server: on a thread of its own, with a queue that a
//! flood of wrong signatures cannot fill beyond its end. What it finds goes to the log and the page, and
//! never into an answer.

use crate::spec::request::{OwnedRequest, Request};
use jiff::Timestamp;
use std::sync::mpsc::{self, Receiver, SyncSender};

/// So many requests may wait; those that come while it is full go without an explanation.
const WAITING: usize = 16;

/// Finds the reason, in words that hold nothing of the request and nothing secret.
pub type FindReason = Box<dyn Fn(&Request<'_>, Timestamp) -> String + Send>;

/// A queue of refused requests, and what was found.
pub struct Explainer {
    jobs: SyncSender<(u64, OwnedRequest, Timestamp)>,
    found: Receiver<(u64, String)>,
}

impl Explainer {
    /// Starts the thread.
    pub fn start(find_reason: FindReason) -> Explainer {
        let (jobs, waiting) = mpsc::sync_channel::<(u64, OwnedRequest, Timestamp)>(WAITING);
        let (results, found) = mpsc::channel();
        std::thread::spawn(move || {
            for (number, request, at) in waiting {
                let reason = request.with(|request| find_reason(request, at));
                if results.send((number, reason)).is_err() {
                    return;
                }
            }
        });
        Explainer { jobs, found }
    }

    /// Queues a request under its number; says so where there is no room.
    pub(super) fn ask(&self, number: u64, request: &Request<'_>, at: Timestamp) -> Option<&str> {
        let asked = self.jobs.try_send((number, request.to_owned(), at));
        asked.is_err().then_some("not explained: too many wrong signatures at once")
    }

    /// What was found since the last time.
    pub(super) fn found(&self) -> impl Iterator<Item = (u64, String)> + '_ {
        self.found.try_iter()
    }
}
