//! Sends a sequence, and hears what came of each of its requests.

use crate::adapter::pipeline::{Outcome, Pipeline, Traffic};
use crate::adapter::{HttpFault, ServerAddress};
use crate::generate::TestRequest;
use crate::generate::sequence::{BETWEEN_PIECES, SendMode, Sequence};
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// So often requests that are sent in parallel are repeated.
const ROUNDS: usize = 40;

/// So many of them are under way on each connection: with more, it may be the pipeline that shows it.
const PARALLEL_DEPTH: usize = 1;

/// A request that was sent, and what came of it.
pub(super) struct Played {
    pub(super) request: TestRequest,
    pub(super) outcome: Outcome,
    pub(super) took: Duration,
    /// Its place among the steps.
    pub(super) step: usize,
}

struct Lane<'s> {
    waiting: VecDeque<(usize, TestRequest)>,
    sent: VecDeque<usize>,
    played: Vec<Played>,
    /// Whether it ends with the first answer that does not come: what is sent after it says nothing.
    ends: bool,
    stop: &'s (dyn Fn() -> bool + Sync),
    now: fn() -> Timestamp,
}

impl Traffic for Lane<'_> {
    fn next(&mut self) -> Option<TestRequest> {
        if self.ends && self.played.last().is_some_and(is_silent) {
            return None;
        }
        let (step, mut request) = self.waiting.pop_front()?;
        request.case.now = (self.now)();
        self.sent.push_back(step);
        Some(request)
    }

    fn hear(&mut self, request: TestRequest, outcome: Outcome, took: Duration) {
        let step = self.sent.pop_front().unwrap_or_default();
        self.played.push(Played { request, outcome, took, step });
    }

    fn is_over(&self) -> bool {
        (self.stop)()
    }
}

impl Lane<'_> {
    /// Sends what waits. A server that goes away on the way did so at the first request that has no answer.
    ///
    /// # Errors
    /// Why the server cannot be reached, where it was not there to begin with.
    fn send(&mut self, pipeline: &mut Pipeline<'_>) -> Result<(), String> {
        let Err(fault) = pipeline.run(self) else { return Ok(()) };
        let Some(request) = pipeline.unanswered().filter(|_| !self.played.is_empty()) else {
            return Err(fault.to_string());
        };
        self.hear(request, Err(fault), Duration::ZERO);
        Ok(())
    }
}

/// Whether what comes after it says nothing.
fn is_silent(one: &Played) -> bool {
    matches!(one.outcome, Err(HttpFault::TimedOut | HttpFault::Unreachable(_)))
}

/// Sends a sequence on connections of its own.
///
/// # Errors
/// Why the server cannot be reached.
pub(super) fn play(
    sequence: &Sequence,
    address: &ServerAddress,
    timeout: Duration,
    now: fn() -> Timestamp,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Vec<Played>, String> {
    let ends = sequence.mode == SendMode::Parallel;
    let lane = || Lane {
        waiting: VecDeque::new(),
        sent: VecDeque::new(),
        played: Vec::new(),
        ends,
        stop,
        now,
    };
    match sequence.mode {
        SendMode::InOrder => {
            let mut lanes: BTreeMap<usize, Pipeline<'_>> = BTreeMap::new();
            let mut all = lane();
            for (at, step) in sequence.steps.iter().enumerate() {
                pause(step.pause, stop);
                let pipeline = lanes
                    .entry(step.connection)
                    .or_insert_with(|| Pipeline::new(address, timeout, 1));
                for _ in 0..step.repeat {
                    if stop() {
                        return Ok(all.played);
                    }
                    if step.in_pieces {
                        all.played.push(in_pieces(at, &step.request, address, timeout, now));
                        continue;
                    }
                    all.waiting.push_back((at, step.request.clone()));
                    all.send(pipeline)?;
                    if all.played.last().is_some_and(is_silent) {
                        return Ok(all.played);
                    }
                }
            }
            Ok(all.played)
        }
        SendMode::Pipelined | SendMode::Parallel => {
            let longest = sequence.steps.iter().map(|step| step.pause).max();
            pause(longest.unwrap_or_default(), stop);
            let rounds = if sequence.mode == SendMode::Parallel { ROUNDS } else { 1 };
            let mut lanes: BTreeMap<usize, Lane<'_>> = BTreeMap::new();
            for _ in 0..rounds {
                for (at, step) in sequence.steps.iter().enumerate() {
                    let waiting = &mut lanes.entry(step.connection).or_insert_with(lane).waiting;
                    waiting.extend((0..step.repeat).map(|_| (at, step.request.clone())));
                }
            }
            let run = |mut lane: Lane<'_>| {
                let depth = match rounds {
                    1 => lane.waiting.len(),
                    _ => PARALLEL_DEPTH,
                };
                lane.send(&mut Pipeline::new(address, timeout, depth))?;
                Ok(lane.played)
            };
            let played: Vec<Result<Vec<Played>, String>> = std::thread::scope(|scope| {
                let threads: Vec<_> =
                    lanes.into_values().map(|lane| scope.spawn(move || run(lane))).collect();
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap_or_else(|_| Ok(Vec::new())))
                    .collect()
            });
            let all: Result<Vec<Vec<Played>>, String> = played.into_iter().collect();
            Ok(all?.into_iter().flatten().collect())
        }
    }
}

/// Sends a request in pieces.
pub(super) fn in_pieces(
    step: usize,
    request: &TestRequest,
    address: &ServerAddress,
    timeout: Duration,
    now: fn() -> Timestamp,
) -> Played {
    let mut request = request.clone();
    request.case.now = now();
    let sent = Instant::now();
    let outcome = address.exchange_in_pieces(&request.case.request, BETWEEN_PIECES, timeout);
    Played { request, outcome, took: sent.elapsed(), step }
}

/// A wait is cut into such slices, to hear of an end.
const SLICE: Duration = Duration::from_millis(20);

/// Waits, unless it is to stop.
fn pause(time: Duration, stop: &(dyn Fn() -> bool + Sync)) {
    let until = Instant::now() + time;
    while !stop() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        std::thread::sleep(left.min(SLICE));
    }
}
