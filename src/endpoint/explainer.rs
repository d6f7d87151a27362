//! Why a signature was refused, found out beside the server: on a thread of its own, with a queue that a
//! flood of wrong signatures cannot fill beyond its end. What it finds goes to the log and the page, and
//! never into an answer.

use crate::protocol::request::{OwnedRequest, Request};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Duration;

/// Maximum number of waiting requests; those that come while it is full go without an explanation.
const WAITING: usize = 64;

/// So long a request is searched, alone and while others wait.
const ALONE: Duration = Duration::from_secs(1);
const IN_A_QUEUE: Duration = Duration::from_millis(50);

/// Number of explanations kept for repeated requests.
const REMEMBERED: usize = 64;

/// What was found out about a request.
#[derive(Clone, Debug)]
pub struct Explained {
    /// Why it was refused, in words that hold nothing of the request and nothing secret: for the log.
    pub reason: String,
    /// Everything there is to say, with the request and nothing secret: a JSON object for the page.
    pub document: Arc<str>,
}

/// Explains a request that arrived at a moment, within a time. Only wrong signatures take any.
pub type Explain = dyn Fn(&Request<'_>, Timestamp, Duration) -> Explained + Send + Sync;

/// A queue of refused requests, and what was found.
pub struct Explainer {
    explain: Arc<Explain>,
    jobs: SyncSender<Work>,
    found: Receiver<(u64, Explained)>,
}

struct Work {
    number: u64,
    request: OwnedRequest,
    at: Timestamp,
}

impl Explainer {
    /// Starts the thread.
    pub fn start(explain: Arc<Explain>) -> Explainer {
        let (jobs, waiting) = mpsc::sync_channel::<Work>(WAITING);
        let (results, found) = mpsc::channel();
        let search = Arc::clone(&explain);
        std::thread::spawn(move || {
            let mut queue: VecDeque<Work> = VecDeque::new();
            let mut known: VecDeque<(u64, Explained)> = VecDeque::with_capacity(REMEMBERED);
            while let Some(job) = queue.pop_front().or_else(|| waiting.recv().ok()) {
                queue.extend(waiting.try_iter().take(WAITING - queue.len().min(WAITING)));
                let identity = identity(&job.request);
                let again = known.iter().find(|(other, _)| *other == identity);
                let explained = match again {
                    Some((_, explained)) => explained.clone(),
                    None => {
                        let time = if queue.is_empty() { ALONE } else { IN_A_QUEUE };
                        job.request.with(|request| search(request, job.at, time))
                    }
                };
                if known.len() == REMEMBERED {
                    known.pop_front();
                }
                known.push_back((identity, explained.clone()));
                if results.send((job.number, explained)).is_err() {
                    return;
                }
            }
        });
        Explainer { explain, jobs, found }
    }

    /// Queues a request under its number; says so where there is no room.
    pub(super) fn ask(&self, number: u64, request: &Request<'_>, at: Timestamp) -> Option<&str> {
        let asked = self.jobs.try_send(Work { number, request: request.to_owned(), at });
        asked.is_err().then_some("not explained: too many wrong signatures at once")
    }

    /// Explains a request at once, without a search: enough for whatever is refused for another reason than its
    /// signature.
    pub(super) fn at_once(&self, request: &OwnedRequest, at: Timestamp) -> Explained {
        request.with(|request| (self.explain)(request, at, Duration::ZERO))
    }

    /// What was found since the last time.
    pub(super) fn found(&self) -> impl Iterator<Item = (u64, Explained)> + '_ {
        self.found.try_iter()
    }
}

/// What makes two requests the same.
fn identity(request: &OwnedRequest) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&request.target, &request.headers, &request.body).hash(&mut hasher);
    hasher.finish()
}
