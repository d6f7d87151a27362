//! Why a signature was refused, found out beside the server: on a thread of its own, with a queue that a
//! flood of wrong signatures cannot fill beyond its end. What it finds goes to the log and the page, and
//! never into an answer.

use crate::protocol::request::{OwnedRequest, Request};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Duration;

/// Maximum number of waiting requests; those that come while it is full go without an explanation.
const WAITING: usize = 64;

/// So long a request is searched, alone and while others wait.
const ALONE: Duration = Duration::from_secs(1);
const IN_A_QUEUE: Duration = Duration::from_millis(50);

/// Number of explanations kept for repeated requests.
const REMEMBERED: usize = 64;

/// Finds the reason within a time, in words that hold nothing of the request and nothing secret.
pub type FindReason = Box<dyn Fn(&Request<'_>, Timestamp, Duration) -> String + Send>;

/// A queue of refused requests, and what was found.
pub struct Explainer {
    jobs: SyncSender<Work>,
    found: Receiver<(u64, String)>,
}

struct Work {
    number: u64,
    request: OwnedRequest,
    at: Timestamp,
}

impl Explainer {
    /// Starts the thread.
    pub fn start(find_reason: FindReason) -> Explainer {
        let (jobs, waiting) = mpsc::sync_channel::<Work>(WAITING);
        let (results, found) = mpsc::channel();
        std::thread::spawn(move || {
            let mut queue: VecDeque<Work> = VecDeque::new();
            let mut known: VecDeque<(u64, String)> = VecDeque::with_capacity(REMEMBERED);
            while let Some(job) = queue.pop_front().or_else(|| waiting.recv().ok()) {
                queue.extend(waiting.try_iter().take(WAITING - queue.len().min(WAITING)));
                let identity = identity(&job.request);
                let again = known.iter().find(|(other, _)| *other == identity);
                let reason = match again {
                    Some((_, reason)) => reason.clone(),
                    None => {
                        let time = if queue.is_empty() { ALONE } else { IN_A_QUEUE };
                        job.request.with(|request| find_reason(request, job.at, time))
                    }
                };
                if known.len() == REMEMBERED {
                    known.pop_front();
                }
                known.push_back((identity, reason.clone()));
                if results.send((job.number, reason)).is_err() {
                    return;
                }
            }
        });
        Explainer { jobs, found }
    }

    /// Queues a request under its number; says so where there is no room.
    pub(super) fn ask(&self, number: u64, request: &Request<'_>, at: Timestamp) -> Option<&str> {
        let asked = self.jobs.try_send(Work { number, request: request.to_owned(), at });
        asked.is_err().then_some("not explained: too many wrong signatures at once")
    }

    /// What was found since the last time.
    pub(super) fn found(&self) -> impl Iterator<Item = (u64, String)> + '_ {
        self.found.try_iter()
    }
}

/// What makes two requests the same.
fn identity(request: &OwnedRequest) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&request.target, &request.headers, &request.body).hash(&mut hasher);
    hasher.finish()
}
