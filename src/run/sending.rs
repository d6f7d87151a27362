//! Sends verify vectors to a server, over several connections at a time, and collects the answers.

use super::pace::Pace;
use super::plan::{Plan, Server};
use crate::adapter::{
    Cancel, CannotRun, HttpFault, KeptConnection, ServerAnswer, Stop, retry_after,
};
use crate::case::{ExpectedResponse, VerifyCase};
use crate::judge::Way;
use crate::protocol::request::OwnedRequest;
use crate::vectors::{VerifyGroup, VerifyTest};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// The number of times in a row that a server may be unreachable, or silent, before it is given up.
const SILENT: usize = 3;

/// How often a request is sent again after a 429, and the number of requests in a row that may be refused in
/// spite of that.
const RETRIES: usize = 8;
const THROTTLED: usize = 3;

/// Why a vector was not judged that was only ever answered with 429.
pub(super) const STILL_THROTTLED: &str = "answered with 429 in spite of waiting";

/// What came of a request that may have had to wait.
pub(super) enum Exchanged {
    /// It cannot be made: why.
    Impossible(String),
    /// The server asked to wait again and again.
    Throttled,
    /// The request and what must come of it, what came, and how long it took.
    Done(Box<(VerifyCase, ExpectedResponse)>, Result<Box<ServerAnswer>, HttpFault>, Duration),
}

/// A vector and its group.
pub(super) type Selected<'a> = (&'a VerifyGroup, &'a VerifyTest);

/// What became of a vector.
pub(super) enum Sent {
    /// It was not sent: why, in words that are the same for every vector with that trouble.
    Skipped(String),
    /// It was sent.
    Done {
        /// The request for the server's own tenant.
        case: VerifyCase,
        /// The expected response.
        expected: ExpectedResponse,
        /// What came.
        answer: Result<Box<ServerAnswer>, HttpFault>,
        /// How long it took.
        took: Duration,
    },
}

/// Sends vectors to one server.
pub(super) struct Sender<'a> {
    pub(super) plan: &'a Plan,
    pub(super) server: &'a Server,
    pub(super) timeout: Duration,
    pub(super) cancel: &'a Cancel,
    pub(super) pace: &'a Pace,
}

/// What threads know of each other.
#[derive(Default)]
struct Shared {
    next: AtomicUsize,
    silent: AtomicUsize,
    throttled: AtomicUsize,
}

impl Sender<'_> {
    /// Sends all of them over `jobs` connections at a time, and returns what became of each, in their
    /// order. `heard` is called after each.
    ///
    /// # Errors
    /// It was interrupted, or the server is not there any more.
    pub(super) fn send(
        &self,
        tests: &[Selected<'_>],
        way: Way,
        jobs: usize,
        heard: &mut dyn FnMut(),
    ) -> Result<Vec<Sent>, Stop> {
        let shared = Shared::default();
        let (done, all) = mpsc::channel();
        let mut sent: Vec<Option<Sent>> = tests.iter().map(|_| None).collect();
        let mut stop = None;
        std::thread::scope(|scope| {
            for job in 0..jobs.clamp(1, tests.len().max(1)) {
                let (shared, done) = (&shared, done.clone());
                let work = move || {
                    let mut kept = KeptConnection::new(&self.server.address);
                    loop {
                        let at = shared.next.fetch_add(1, Ordering::Relaxed);
                        let Some(test) = tests.get(at) else { return };
                        let one = self.one(*test, way, &mut kept, shared, jobs);
                        if one.is_err() {
                            // The others stop, too.
                            shared.next.store(tests.len(), Ordering::Relaxed);
                        }
                        // The receiver lives until all threads are done.
                        drop(done.send((at, one)));
                    }
                };
                let started = std::thread::Builder::new().spawn_scoped(scope, work.clone());
                if started.is_err() {
                    // The system gives no further thread: those that there are do the work, or else this one.
                    if job == 0 {
                        work();
                    }
                    break;
                }
            }
            drop(done);
            for (at, one) in all {
                match one {
                    Ok(one) => {
                        heard();
                        sent[at] = Some(one);
                    }
                    Err(why) => stop = stop.take().or(Some(why)),
                }
            }
        });
        match stop {
            Some(why) => Err(why),
            None => Ok(sent.into_iter().flatten().collect()),
        }
    }

    fn one(
        &self,
        (group, test): Selected<'_>,
        way: Way,
        kept: &mut KeptConnection<'_>,
        shared: &Shared,
        jobs: usize,
    ) -> Result<Sent, Stop> {
        let make = || {
            let (case, expected) = test.relocated(group, &self.server.sites, (self.plan.now)())?;
            Ok((self.with_id(case, &test.id), expected))
        };
        let exchanged = self.patiently(&make, &mut |case, timeout| match way {
            Way::Kept => kept.exchange(&case.request, timeout),
            Way::Alone | Way::Parallel | Way::Sequence => {
                self.server.address.exchange(&case.request, timeout)
            }
        })?;
        match exchanged {
            Exchanged::Done(moved, answer, took) => {
                shared.throttled.store(0, Ordering::Relaxed);
                self.listen(&answer, shared, jobs)?;
                let (case, expected) = *moved;
                return Ok(Sent::Done { case, expected, answer, took });
            }
            Exchanged::Impossible(why) => return Ok(Sent::Skipped(why)),
            Exchanged::Throttled => {}
        }
        if shared.throttled.fetch_add(1, Ordering::Relaxed) + 1 >= THROTTLED {
            let why =
                "answers 429 in spite of waiting; lift the limit for this client, or use --rate";
            return Err(Stop::GaveUp(CannotRun { why: why.to_owned(), stderr: Vec::new() }));
        }
        Ok(Sent::Skipped(STILL_THROTTLED.to_owned()))
    }

    /// Sends a request, and sends it again, made anew, as long as the server asks to wait.
    ///
    /// # Errors
    /// It was interrupted.
    pub(super) fn patiently(
        &self,
        make: &dyn Fn() -> Result<(VerifyCase, ExpectedResponse), String>,
        exchange: &mut dyn FnMut(&VerifyCase, Duration) -> Result<ServerAnswer, HttpFault>,
    ) -> Result<Exchanged, Stop> {
        for _ in 0..=RETRIES {
            self.pace.wait(self.cancel)?;
            let moved = match make() {
                Ok(moved) => moved,
                Err(why) => return Ok(Exchanged::Impossible(why)),
            };
            let begun = Instant::now();
            let answer = exchange(&moved.0, self.timeout);
            if let Some(wait) = answer.as_ref().ok().and_then(retry_after) {
                self.pace.pause(wait);
                continue;
            }
            return Ok(Exchanged::Done(Box::new(moved), answer.map(Box::new), begun.elapsed()));
        }
        Ok(Exchanged::Throttled)
    }

    /// Sends nothing for so long, and until it is a request's turn.
    ///
    /// # Errors
    /// It was interrupted.
    pub(super) fn quiet(&self, time: Duration) -> Result<(), Stop> {
        if !time.is_zero() {
            self.pace.hold(time);
        }
        self.pace.wait(self.cancel)
    }

    /// Whether one of several answers asks to wait; then it is waited for before the next request.
    pub(super) fn is_throttled(&self, answers: &[Result<ServerAnswer, HttpFault>]) -> bool {
        answers.iter().flatten().any(|answer| self.asks_to_wait(answer))
    }

    /// The same of one answer.
    pub(super) fn asks_to_wait(&self, answer: &ServerAnswer) -> bool {
        let wait = retry_after(answer);
        if let Some(wait) = wait {
            self.pace.pause(wait);
        }
        wait.is_some()
    }

    /// Gives the server up where it is silent.
    fn listen(
        &self,
        answer: &Result<Box<ServerAnswer>, HttpFault>,
        shared: &Shared,
        jobs: usize,
    ) -> Result<(), Stop> {
        match answer {
            Err(fault @ (HttpFault::Unreachable(_) | HttpFault::TimedOut)) => {
                // What is under way beside it may be waiting for the same reason.
                if shared.silent.fetch_add(1, Ordering::Relaxed) + 1 < SILENT + jobs - 1 {
                    return Ok(());
                }
                let why = format!("{fault}, several times in a row");
                Err(Stop::GaveUp(CannotRun { why, stderr: Vec::new() }))
            }
            _ => {
                shared.silent.store(0, Ordering::Relaxed);
                Ok(())
            }
        }
    }

    /// The request with its vector's id in the header for request ids, where there is one.
    pub(super) fn with_id(&self, case: VerifyCase, id: &str) -> VerifyCase {
        let Some(name) = &self.server.address.extras.request_id else { return case };
        let mut request: OwnedRequest = (*case.request).clone();
        request.headers.push((name.clone(), id.as_bytes().to_vec()));
        VerifyCase { request: Arc::new(request), ..case }
    }
}
