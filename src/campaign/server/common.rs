//! What the workers of one server share.

use super::first_forged::FirstForged;
use crate::campaign::artifacts;
use crate::campaign::case::SuspectedCase;
use crate::campaign::control::Control;
use crate::campaign::history::Histories;
use crate::campaign::names_taken::NamesTaken;
use crate::campaign::reproducer::First401;
use crate::campaign::scheduler::Scheduler;
use crate::campaign::seeds::Seeds;
use crate::campaign::share::Waiting;
use crate::case::CaseId;
use crate::generate::document::Secrets;
use crate::generate::rng::Rng;
use crate::generate::{RequestBuilder, Sweep, TenantSet};
use crate::judge::Weight;
use crate::protocol::rules::Rule;
use jiff::Timestamp;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// What a case showed: the status, the rule that decides, the mutation that made it, and how slow the answer was
/// (0 where that does not count).
pub(super) type Behaviour = (u16, Rule, u8, u8);

/// What the workers of one server share.
pub(crate) struct Common<'w> {
    pub(super) world: &'w TenantSet,
    steering: Mutex<Scheduler<RequestBuilder, Behaviour>>,
    first: Mutex<Option<First401>>,
    pub(super) histories: Histories,
    pub(super) sweep: Sweep,
    /// Requests of rows for another connection than the one of the worker that made them.
    handed_on: Mutex<VecDeque<(usize, RequestBuilder)>>,
    handed_on_count: AtomicUsize,
    pub(super) workers: usize,
    /// What was in flight when an answer did not come, and at which worker.
    unanswered: Mutex<Vec<(usize, RequestBuilder)>>,
    names: Mutex<NamesTaken>,
    /// How many requests are under way on a connection.
    pub(super) depth: usize,
    /// Inquiries that were made, by what they were about: more would say nothing new.
    inquiries: Mutex<BTreeMap<String, usize>>,
    /// What looked wrong and is not looked into yet, by weight and name.
    waiting: Mutex<Waiting<(Weight, String), SuspectedCase>>,
    waiting_count: AtomicUsize,
    /// Whether the server still answers when the time is over: asked once, since that may take long.
    pub(super) answers_in_the_end: OnceLock<bool>,
    /// How many workers are at work.
    at_work: AtomicUsize,
    /// What was taken before anything else was sent.
    first_forged: Mutex<Vec<FirstForged>>,
}

/// So many requests are kept for another connection.
const HANDED_ON: usize = 256;

impl<'w> Common<'w> {
    pub(crate) fn new(
        world: &'w TenantSet,
        seeds: &Seeds,
        workers: usize,
        depth: usize,
        first_forged: Vec<FirstForged>,
    ) -> Common<'w> {
        let mut steering = Scheduler::new();
        let mut rng = Rng::new(0, 0);
        for probe in seeds.probes(world) {
            if let Some(builder) = RequestBuilder::of_probe(&probe, world) {
                steering.keep(builder, (0, Rule::Accepted, 0, 0), &mut rng);
            }
        }
        Common {
            world,
            steering: Mutex::new(steering),
            first: Mutex::new(None),
            histories: Histories::new(workers),
            sweep: Sweep::default(),
            handed_on: Mutex::new(VecDeque::new()),
            handed_on_count: AtomicUsize::new(0),
            workers,
            unanswered: Mutex::new(Vec::new()),
            names: Mutex::new(NamesTaken::default()),
            depth,
            inquiries: Mutex::new(BTreeMap::new()),
            waiting: Mutex::new(Waiting::default()),
            waiting_count: AtomicUsize::new(0),
            answers_in_the_end: OnceLock::new(),
            at_work: AtomicUsize::new(workers),
            first_forged: Mutex::new(first_forged),
        }
    }

    pub(crate) fn steering(&self) -> MutexGuard<'_, Scheduler<RequestBuilder, Behaviour>> {
        self.steering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn first(&self) -> MutexGuard<'_, Option<First401>> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn unanswered(&self) -> MutexGuard<'_, Vec<(usize, RequestBuilder)>> {
        self.unanswered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was taken before anything else was sent: once.
    pub(super) fn take_first_forged(&self) -> Vec<FirstForged> {
        std::mem::take(&mut *self.first_forged.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The names that the server has taken.
    pub(super) fn names(&self) -> MutexGuard<'_, NamesTaken> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what looked wrong until there is time for it.
    pub(super) fn put_off(&self, suspect: SuspectedCase) {
        let base = artifacts::unnamed_cause(&suspect.request, &suspect.expected, suspect.symptom);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push((suspect.weight, base), suspect);
        self.waiting_count.store(waiting.len(), Ordering::Relaxed);
    }

    /// Counts one that is not looked into any more.
    pub(super) fn leave_out(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).leave_out();
    }

    /// What is looked into next.
    pub(super) fn next_suspect(&self) -> Option<SuspectedCase> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let next = waiting.pop();
        self.waiting_count.store(waiting.len(), Ordering::Relaxed);
        next
    }

    /// Whether something waits to be looked into.
    pub(super) fn has_suspects(&self) -> bool {
        self.waiting_count.load(Ordering::Relaxed) > 0
    }

    /// A worker is done; the last one says how much was not looked into.
    pub(crate) fn leave(&self, control: &Control<'_>) {
        if self.at_work.fetch_sub(1, Ordering::AcqRel) > 1 {
            return;
        }
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let left = waiting.left_out() + waiting.len() as u64;
        if left > 0 {
            control.remark(format!(
                "{left} more wrong answers were not looked into: as many of their kind were as there was time for, \
                 and most of the time is kept for sending"
            ));
        }
    }

    /// Whether one more inquiry is worth it.
    pub(super) fn may_inquire(&self, cause: &str, most: usize) -> bool {
        let mut inquiries = self.inquiries.lock().unwrap_or_else(PoisonError::into_inner);
        let made = inquiries.entry(cause.to_owned()).or_insert(0);
        *made += 1;
        *made <= most
    }

    /// The cases that are worth mutating, as documents.
    pub(crate) fn documents(&self, now: Timestamp) -> Vec<u8> {
        let mut lines = Vec::new();
        for builder in self.steering().corpus() {
            let probe = builder.probe(self.world, CaseId::Vector("kept".into()), now);
            let value = probe.to_value(Some(self.world), Secrets::Hidden);
            lines.extend_from_slice(value.to_json().as_bytes());
            lines.push(b'\n');
        }
        lines
    }

    /// Keeps a request of a row for another worker than this one.
    pub(super) fn hand_on(&self, worker: usize, builder: RequestBuilder) {
        let mut handed = self.handed_on.lock().unwrap_or_else(PoisonError::into_inner);
        if handed.len() < HANDED_ON {
            handed.push_back((worker, builder));
            self.handed_on_count.store(handed.len(), Ordering::Relaxed);
        }
    }

    /// A request that another worker handed on; one of its own where nobody else takes them.
    pub(super) fn take_over(&self, worker: usize) -> Option<RequestBuilder> {
        if self.handed_on_count.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let mut handed = self.handed_on.lock().unwrap_or_else(PoisonError::into_inner);
        if handed.front().is_some_and(|(from, _)| *from == worker) && handed.len() < HANDED_ON / 2 {
            return None;
        }
        let taken = handed.pop_front();
        self.handed_on_count.store(handed.len(), Ordering::Relaxed);
        taken.map(|(_, builder)| builder)
    }
}
