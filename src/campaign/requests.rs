//! The worker that fuzzes a server: makes requests, judges every answer, follows up what looks wrong.

use super::artifacts;
use super::case::{ConfirmedCase, Reproduced, SentCase, SuspectedCase};
use super::control::{Control, Notice};
use super::coverage::{KindCounts, note_key};
use super::finding_store::{FiledFinding, How};
use super::history::Histories;
use super::inquiry::Inquiry;
use super::reproducer::{
    First401, HTTP_CLOCKS, Observed, Reproducer, TargetUnavailable, asks_to_wait, demanded, judge,
    start, wire_note,
};
use super::scheduler::Scheduler;
use super::seeds::Seeds;
use super::triage::as_seen;
use super::trigger::Part;
use crate::adapter::pipeline;
use crate::adapter::pipeline::{Pipeline, Traffic};
use crate::adapter::{
    CommandLine, HttpFault, KeptConnection, ServerAddress, ServerAnswer, Stop, Work,
};
use crate::case::ExpectedResponse;
use crate::case::{CaseId, VerifyCase};
use crate::generate::document::Secrets;
use crate::generate::rng::Rng;
use crate::generate::sequence::{SendMode, Sequence, Step};
use crate::generate::{
    Body, Draw, KINDS, Lane, MUTATIONS, RequestBuilder, TenantSet, TestRequest, fresh,
    fresh_of_kind, http, mutated, row, row_after_quiet,
};
use crate::judge::Weight;
use crate::judge::hypotheses::Seen;
use crate::judge::server::{Symptom, Wrong, advice};
use crate::protocol::Goal;
use crate::protocol::rules::Rule;
use jiff::{SignedDuration, Timestamp};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What a case showed: the status, the rule that decides, the mutation that made it, and how slow the answer was
/// (0 where that does not count).
pub(super) type Behaviour = (u16, Rule, u8, u8);

/// What the workers of one server share.
pub(super) struct Common<'w> {
    pub(super) world: &'w TenantSet,
    steering: Mutex<Scheduler<RequestBuilder, Behaviour>>,
    first: Mutex<Option<First401>>,
    pub(super) histories: Histories,
    /// Requests of rows for another connection than the one of the worker that made them.
    handed_on: Mutex<VecDeque<(usize, RequestBuilder)>>,
    handed_on_count: AtomicUsize,
    workers: usize,
    /// What was in flight when an answer did not come.
    unanswered: Mutex<Vec<RequestBuilder>>,
    /// How many requests are under way on a connection.
    pub(super) depth: usize,
    /// Inquiries that were made, by what they were about: more would say nothing new.
    inquiries: Mutex<BTreeMap<String, usize>>,
}

/// So many inquiries are made about what looks alike.
const INQUIRIES: usize = 24;

/// So many witnesses are kept for each mutation.
const WITNESSES: usize = 12;

/// Between two rounds of what is no HTTP, so many cases pass, and a round has so many.
const WIRE_EVERY: u64 = 2000;
const WIRE_ROUND: u64 = 27;

/// The first round comes after so many cases.
const FIRST_ROUND: u64 = 150;

/// Out of a hundred cases so many are mutations of one that showed something new.
const MUTATED: u64 = 40;

/// A validator that is told the time is told one of these days, from here.
const STDIO_EPOCH: i64 = 1_795_420_800;

impl<'w> Common<'w> {
    pub(super) fn new(
        world: &'w TenantSet,
        seeds: &Seeds,
        workers: usize,
        depth: usize,
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
            handed_on: Mutex::new(VecDeque::new()),
            handed_on_count: AtomicUsize::new(0),
            workers,
            unanswered: Mutex::new(Vec::new()),
            depth,
            inquiries: Mutex::new(BTreeMap::new()),
        }
    }

    pub(super) fn steering(&self) -> MutexGuard<'_, Scheduler<RequestBuilder, Behaviour>> {
        self.steering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn first(&self) -> MutexGuard<'_, Option<First401>> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unanswered(&self) -> MutexGuard<'_, Vec<RequestBuilder>> {
        self.unanswered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether one more inquiry is worth it.
    fn may_inquire(&self, cause: &str) -> bool {
        let mut inquiries = self.inquiries.lock().unwrap_or_else(PoisonError::into_inner);
        let made = inquiries.entry(cause.to_owned()).or_insert(0);
        *made += 1;
        *made <= INQUIRIES
    }

    /// The cases that are worth mutating, as documents.
    pub(super) fn documents(&self, now: Timestamp) -> Vec<u8> {
        let mut lines = Vec::new();
        for builder in self.steering().corpus() {
            let probe = builder.probe(self.world, CaseId::Vector("kept".into()), now);
            let value = probe.to_value(Some(self.world), Secrets::Hidden);
            lines.extend_from_slice(value.to_json().as_bytes());
            lines.push(b'\n');
        }
        lines
    }
}

/// A larger body is not mutated again, in bytes.
const MAX_MUTATED: usize = 2 << 10;

/// Whether an answer holds so many hex digits in a row as a signature has.
fn shows_digits(raw: &[u8]) -> bool {
    let mut runs = raw.split(|b| !b.is_ascii_hexdigit());
    runs.any(|run| run.len() >= 64)
}

/// What is filed already and may explain a wrong answer.
enum Known {
    /// This does.
    Filed(usize),
    /// One of these may: what cures it has to be tried.
    Maybe(Vec<usize>),
    No,
}

/// So often a server that answers nothing is asked whether it does again.
const PATIENT: usize = 4;

/// Among the first cases every kind of request is drawn in turn, every other time.
const IN_TURN: u64 = 1400;

/// Out of a hundred cases so many begin a row of requests.
const ROWS: u64 = 6;

/// So many requests are kept that were in flight when an answer did not come.
const MOST_UNANSWERED: usize = 192;

/// A quiet time lasts so long, the first comes after so long, and between two is so much.
const QUIET: Duration = Duration::from_millis(600);
const FIRST_QUIET: Duration = Duration::from_secs(4);
const BETWEEN_QUIET: Duration = Duration::from_secs(12);

/// So many answers are timed at a time.
const TIMED: usize = 64;

/// A latency is measured so often, with so many requests in between, and grows by more than this each time.
const ROUNDS_OF_LATENCY: usize = 4;
const BETWEEN: usize = 30;
const GROWTH: Duration = Duration::from_millis(1);

/// So many requests show in a sequence that answers slow down.
const SLOWING: u32 = 400;

/// Slower than this is much slower than usual.
fn is_slow_above(usual: Duration) -> Duration {
    usual.saturating_mul(5) + Duration::from_millis(15)
}

/// So many requests are kept for another connection.
const HANDED_ON: usize = 256;

/// The kind of what is not HTTP, in the table of kinds.
const WIRE: &str = "not-http";

/// One worker.
pub(super) struct Worker<'c, 'p> {
    control: &'c Control<'p>,
    common: &'c Common<'c>,
    /// Its place among the workers, and how many connections it opened.
    connection: (usize, u64),
    pending: VecDeque<SentCase>,
    /// The rest of a row of requests.
    script: VecDeque<RequestBuilder>,
    /// How many of each rule and mutation were judged right.
    right: HashMap<(Rule, u8), u64>,
    /// By mutation.
    coverage: Vec<KindCounts>,
    wire: KindCounts,
    /// The latest times of answers, and the median of the first ones.
    times: Vec<Duration>,
    usual: Option<Duration>,
    /// Whether answers take much longer than at first.
    is_slow: bool,
    /// When nobody sends for a while, and whether that is now.
    next_quiet: Duration,
    in_a_quiet_time: bool,
    /// After so many cases comes a round of what is not HTTP.
    next_round: u64,
    /// To be asked again, since the server had no time.
    again: VecDeque<RequestBuilder>,
    suspicions: Vec<SuspectedCase>,
    /// What passed, some of it for each mutation.
    witnesses: Vec<VecDeque<Seen>>,
    /// Behaviours that everybody knows, counted here until they are handed over.
    counted: HashMap<Behaviour, u64>,
    handed_over: u64,
    judged: u64,
    /// How far the server's clock may be off, and what tells the time; else it is told.
    clock: Option<fn() -> Timestamp>,
}

impl<'c, 'p> Worker<'c, 'p> {
    pub(super) fn new(
        control: &'c Control<'p>,
        common: &'c Common<'c>,
        place: usize,
        over_http: bool,
    ) -> Self {
        Worker {
            control,
            common,
            connection: (place, 0),
            pending: VecDeque::new(),
            script: VecDeque::new(),
            right: HashMap::new(),
            coverage: vec![KindCounts::default(); MUTATIONS.len()],
            wire: KindCounts::default(),
            times: Vec::new(),
            usual: None,
            is_slow: false,
            next_quiet: FIRST_QUIET,
            in_a_quiet_time: false,
            next_round: FIRST_ROUND,
            again: VecDeque::new(),
            suspicions: Vec::new(),
            witnesses: MUTATIONS.iter().map(|_| VecDeque::new()).collect(),
            counted: HashMap::new(),
            handed_over: 0,
            judged: 0,
            clock: over_http.then_some(control.plan.now),
        }
    }

    /// Fuzzes a server over HTTP, until the campaign is over.
    pub(super) fn over_http(mut self, address: &ServerAddress) {
        let plan = self.control.plan;
        let mut pipeline = Pipeline::new(address, plan.timeout, self.common.depth);
        let mut bench = Reproducer::Http { address, timeout: plan.timeout, now: plan.now };
        while !self.control.is_over() {
            let turn = self.control.sending();
            let ran = pipeline.run(&mut self);
            if self.control.is_wanted() || !self.suspicions.is_empty() {
                // Whoever looks into something has the server for itself.
                pipeline.hang_up();
            }
            drop(turn);
            if let Err(why) = ran {
                if !self.control.wait_for(&why, &mut || address.is_listening()) {
                    break;
                }
                continue;
            }
            if self.suspicions.is_empty()
                && self.judged < self.next_round
                && !self.is_slow
                && !self.is_quiet_due()
            {
                // Nothing more to do, or it has to wait.
                if !self.control.pace(false) {
                    break;
                }
                continue;
            }
            // A server that serves one connection at a time must be free.
            pipeline.hang_up();
            if self.judged >= self.next_round {
                self.next_round = self.judged + WIRE_EVERY;
                let _turn = self.control.sending();
                if self.wire_round(address, &mut bench).is_err() {
                    break;
                }
            }
            if self.is_slow {
                self.look_at_latency(address);
            }
            if self.is_quiet_due() && self.quiet_time(&mut pipeline).is_err() {
                continue;
            }
            if !self.suspicions.is_empty() && self.follow_up(&mut bench).is_err() {
                break;
            }
        }
        while self.control.awaits_answers() && pipeline.is_unfinished() {
            let turn = self.control.sending();
            let ran = pipeline.run(&mut self);
            pipeline.hang_up();
            drop(turn);
            if ran.is_err() || self.follow_up(&mut bench).is_err() {
                break;
            }
        }
        self.abandoned(&pipeline);
        // What cannot be looked into any more is filed as it was seen.
        let _ = self.follow_up(&mut bench);
        self.hand_over();
    }

    /// Whether it is time for a quiet time: the first worker has them.
    fn is_quiet_due(&self) -> bool {
        self.clock.is_some() && self.connection.0 == 0 && self.control.elapsed() >= self.next_quiet
    }

    /// Nobody sends for a while; then comes one row.
    fn quiet_time(&mut self, pipeline: &mut Pipeline<'_>) -> Result<(), String> {
        self.next_quiet = self.control.elapsed() + BETWEEN_QUIET;
        let _turn = self.control.alone();
        self.control.wait(QUIET);
        let index = self.control.next_index();
        let rng = &mut Rng::new(self.control.plan.stream(), index);
        let now = self.now(rng);
        let steps = row_after_quiet(&mut Draw { rng, world: self.common.world, now });
        for step in steps.into_iter().rev() {
            self.script.push_front(step.builder);
        }
        self.in_a_quiet_time = true;
        let ran = pipeline.run(self);
        self.in_a_quiet_time = false;
        pipeline.hang_up();
        ran
    }

    /// Takes in how long an answer took.
    fn time(&mut self, took: Duration) {
        if self.clock.is_none() {
            return;
        }
        self.times.push(took);
        if self.times.len() < TIMED {
            return;
        }
        self.times.sort_unstable();
        let median = self.times[TIMED / 2];
        self.times.clear();
        let usual = *self.usual.get_or_insert(median);
        self.is_slow |= median > is_slow_above(usual);
    }

    /// Whether answers to ordinary goals, while nobody else sends, take longer with every request.
    fn look_at_latency(&mut self, address: &ServerAddress) {
        self.is_slow = false;
        let (control, world) = (self.control, self.common.world);
        let usual = self.usual.unwrap_or_default();
        let _turn = control.alone();
        let ordinary = super::target::ordinary(world, control.plan);
        let mut medians = Vec::new();
        for _ in 0..ROUNDS_OF_LATENCY {
            let mut connection = KeptConnection::new(address);
            for _ in 0..BETWEEN {
                if control.is_over() || connection.exchange(&ordinary, control.patience()).is_err()
                {
                    return;
                }
            }
            match super::target::latency(&mut connection, &ordinary, control.patience()) {
                Some(median) => medians.push(median),
                None => return,
            }
        }
        // Not where it is slow now and then: every round is slower than the one before, by more than chance.
        let grows = medians.windows(2).all(|pair| pair[1] > pair[0] + GROWTH);
        if !grows || medians[0] <= is_slow_above(usual) {
            self.usual = Some(usual.max(medians[0]));
            return;
        }
        let id = CaseId::Vector("ordinary".into());
        let party = world.place_of_good();
        let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
        let builder = RequestBuilder::ordinary(party, goal);
        let request = builder.probe(world, id, (control.plan.now)());
        let shown: Vec<String> =
            medians.iter().map(|time| format!("{:.1}", time.as_secs_f64() * 1000.0)).collect();
        let what = format!(
            "answers slow down: {:.1} ms at first, then {} ms with {BETWEEN} requests in between",
            usual.as_secs_f64() * 1000.0,
            shown.join(", ")
        );
        let expected = demanded(&request, world, self.clocks());
        let suspect = SuspectedCase {
            observed: Observed::Fault(Symptom::SlowsDown, what.clone()),
            wrong: vec![(Symptom::SlowsDown, what)],
            symptom: Symptom::SlowsDown,
            weight: Weight::of(&expected, Symptom::SlowsDown),
            builder: Some(builder),
            history: Default::default(),
            behind: Vec::new(),
            passed_before: 0,
            request: request.clone(),
            expected,
        };
        let steps = vec![Step { request, connection: 0, repeat: SLOWING }];
        let sequence = Sequence { mode: SendMode::InOrder, steps };
        self.file(&suspect, &as_seen(&suspect, Reproduced::BySequence(sequence)));
        // Once is enough.
        self.usual = Some(Duration::MAX / 16);
    }

    /// What was waited for in vain when the time was over is no answer.
    fn abandoned(&mut self, pipeline: &Pipeline<'_>) {
        let patience = self.control.plan.timeout.min(Duration::from_secs(2));
        if pipeline.waiting().is_none_or(|waited| waited < patience) {
            return;
        }
        let Some(SentCase { builder, expected, .. }) = self.pending.pop_front() else { return };
        let id = CaseId::Vector("outstanding".into());
        let request = builder.probe(self.common.world, id, (self.control.plan.now)());
        let what = "did not answer before the time was over".to_owned();
        let observed = Observed::Fault(Symptom::Hangs, what.clone());
        let wrong = vec![(Symptom::Hangs, what)];
        self.suspect(request, Some(builder), expected, observed, wrong);
    }

    /// Fuzzes a validator over stdio, until the campaign is over.
    pub(super) fn over_stdio(self, command: &CommandLine) {
        let (control, timeout) = (self.control, self.control.plan.timeout);
        let mut bench = Reproducer::Stdio { command, session: None, timeout };
        let worker = RefCell::new(self);
        let mut session = None;
        while !control.is_over() {
            let mut running = match session.take() {
                Some(running) => running,
                None => match start(command, timeout, control) {
                    Ok(started) => started,
                    Err(TargetUnavailable) => break,
                },
            };
            let mut jobs = std::iter::from_fn(|| {
                worker.borrow_mut().next_probe().map(|probe| Work::Single(probe.case))
            });
            let ended =
                running.run(&mut jobs, &mut |done: crate::adapter::Response<VerifyCase>| {
                    let observed = Observed::of_reply(done.answer);
                    worker.borrow_mut().take(done.case, None, observed, Duration::ZERO);
                });
            let mut worker = worker.borrow_mut();
            match ended {
                Ok(()) => session = Some(running),
                Err(Stop::Interrupted) => break,
                // What was under way and never answered is asked again.
                Err(Stop::GaveUp(_)) => {
                    let lost: Vec<RequestBuilder> =
                        worker.pending.drain(..).map(|p| p.builder).collect();
                    worker.again.extend(lost);
                }
            }
            if !worker.suspicions.is_empty() && worker.follow_up(&mut bench).is_err() {
                break;
            }
            drop(worker);
        }
        let mut worker = worker.into_inner();
        let _ = worker.follow_up(&mut bench);
        worker.hand_over();
    }

    /// The next request, unless something looks wrong and has to be followed up first.
    fn next_probe(&mut self) -> Option<TestRequest> {
        if !self.suspicions.is_empty() || self.is_slow {
            return None;
        }
        if self.in_a_quiet_time {
            if self.script.is_empty() {
                return None;
            }
        } else if self.control.is_wanted() || self.is_quiet_due() {
            return None;
        }
        if self.control.is_paced() && !self.control.pace(!self.pending.is_empty()) {
            return None;
        }
        if self.clock.is_some() && self.judged + self.pending.len() as u64 >= self.next_round {
            // Let it run dry, for what needs a connection of its own.
            return None;
        }
        let index = self.control.take()?;
        let rng = &mut Rng::new(self.control.plan.stream(), index);
        let now = self.now(rng);
        let world = self.common.world;
        let mut draw = Draw { rng, world, now };
        let builder = self.next_builder(index, &mut draw);
        let id = CaseId::Fuzz { seed: self.control.plan.stream(), index };
        let probe = builder.probe(world, id, now);
        let expected = demanded(&probe, world, self.clocks());
        self.coverage[builder.mutation.place].sent += 1;
        self.pending.push_back(SentCase { builder, expected, index });
        Some(probe)
    }

    /// What comes next: what was put off, the rest of a row, what another worker handed on, or something new.
    fn next_builder(&mut self, index: u64, draw: &mut Draw<'_, '_>) -> RequestBuilder {
        if let Some(again) = self.again.pop_front().or_else(|| self.script.pop_front()) {
            return again;
        }
        if let Some(handed) = self.take_over() {
            return handed;
        }
        if index < IN_TURN && index.is_multiple_of(2) {
            return fresh_of_kind(KINDS[(index / 2) as usize % KINDS.len()], draw);
        }
        if draw.rng.percent(ROWS) {
            for step in row(draw) {
                match step.lane {
                    Lane::Other if self.common.workers > 1 => self.hand_on(step.builder),
                    _ => self.script.push_back(step.builder),
                }
            }
            if let Some(first) = self.script.pop_front() {
                return first;
            }
        }
        let parent = match draw.rng.percent(MUTATED) {
            true => self.common.steering().pick(draw.rng),
            false => None,
        };
        match parent {
            Some(parent) => mutated(&parent, draw),
            None => fresh(draw),
        }
    }

    fn hand_on(&self, builder: RequestBuilder) {
        let mut handed = self.common.handed_on.lock().unwrap_or_else(PoisonError::into_inner);
        if handed.len() < HANDED_ON {
            handed.push_back((self.connection.0, builder));
            self.common.handed_on_count.store(handed.len(), Ordering::Relaxed);
        }
    }

    fn take_over(&self) -> Option<RequestBuilder> {
        if self.common.handed_on_count.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let mut handed = self.common.handed_on.lock().unwrap_or_else(PoisonError::into_inner);
        if handed.front().is_some_and(|(from, _)| *from == self.connection.0)
            && handed.len() < HANDED_ON / 2
        {
            return None;
        }
        let taken = handed.pop_front();
        self.common.handed_on_count.store(handed.len(), Ordering::Relaxed);
        taken.map(|(_, builder)| builder)
    }

    fn now(&self, rng: &mut Rng<'_>) -> Timestamp {
        match self.clock {
            Some(now) => now(),
            None => {
                let day = rng.below(1200) as i64;
                Timestamp::from_second(STDIO_EPOCH + day * 86_400).unwrap_or_default()
            }
        }
    }

    fn clocks(&self) -> SignedDuration {
        if self.clock.is_some() { HTTP_CLOCKS } else { SignedDuration::ZERO }
    }

    /// Takes in what came of the case that is due.
    fn take(
        &mut self,
        case: VerifyCase,
        signed: Option<TestRequest>,
        observed: Observed,
        took: Duration,
    ) {
        let Some(SentCase { builder, expected, index }) = self.pending.pop_front() else { return };
        let counts = &mut self.coverage[builder.mutation.place];
        self.judged += 1;
        if let Some(pause) = asks_to_wait(&observed) {
            counts.throttled += 1;
            self.control.hold(pause);
            self.again.push_back(builder);
            return;
        }
        match observed {
            Observed::Answer(_) => counts.judged += 1,
            _ => counts.unanswered += 1,
        }
        if matches!(observed, Observed::Fault(Symptom::Hangs, _)) {
            let mut unanswered = self.common.unanswered();
            let room = MOST_UNANSWERED.saturating_sub(unanswered.len());
            let behind = self.pending.iter().map(|sent| sent.builder.clone());
            unanswered.extend(std::iter::once(builder.clone()).chain(behind).take(room));
        }
        self.control.count(1);
        self.time(took);
        let probe =
            signed.unwrap_or_else(|| builder.probe(self.common.world, case.id.clone(), case.now));
        let slack = if self.clock.is_some() { 5 + took.as_secs() } else { 0 };
        let status = observed.status();
        let mut wrong = judge(&probe, &expected, &observed, slack, None);
        if wrong.is_empty() && status == Some(401) {
            wrong = self.against_first(&probe, &expected, &observed, slack);
        }
        if wrong.is_empty()
            && let Some(status) = status
            && let Some(text) = advice(&expected, status)
        {
            self.control.note(note_key(expected.rule, status), 1, || {
                format!("{}: {text}", expected.rule.id())
            });
        }
        if wrong.is_empty() {
            *self.right.entry((expected.rule, builder.mutation.place as u8)).or_insert(0) += 1;
            self.passed(builder, probe, expected, &observed, took, index);
            return;
        }
        if status == Some(409) && expected.rule == Rule::Accepted {
            // It may have been asked before: a mutation can be what it was made from.
            return;
        }
        self.suspect(probe, Some(builder), expected, observed, wrong);
    }

    /// Takes a wrong answer in, unless it is explained already.
    fn suspect(
        &mut self,
        request: TestRequest,
        builder: Option<RequestBuilder>,
        expected: ExpectedResponse,
        observed: Observed,
        wrong: Vec<Wrong>,
    ) {
        if self.control.waivers.cover(&expected, &wrong) {
            return;
        }
        // The worst counts.
        let weigh = |(symptom, _): &Wrong| (Weight::of(&expected, *symptom), *symptom);
        let Some((weight, symptom)) = wrong.iter().map(weigh).min_by_key(|(weight, _)| *weight)
        else {
            return;
        };
        let mutation = builder.as_ref().map_or(0, |builder| builder.mutation.place as u8);
        let passed_before = self.right.get(&(expected.rule, mutation)).copied().unwrap_or(0);
        let mut suspect = SuspectedCase {
            request,
            builder,
            expected,
            symptom,
            weight,
            observed,
            wrong,
            history: Default::default(),
            behind: Vec::new(),
            passed_before,
        };
        if let Known::Filed(at) = self.known(&suspect) {
            self.count(at, &suspect);
        } else if self.suspicions.len() < 64 {
            if self.clock.is_some() {
                suspect.history = self.common.histories.before(self.connection);
            }
            suspect.behind =
                self.pending.iter().take(32).map(|sent| sent.builder.clone()).collect();
            self.suspicions.push(suspect);
        }
    }

    /// A 401 beside the first one.
    fn against_first(
        &self,
        probe: &TestRequest,
        expected: &ExpectedResponse,
        observed: &Observed,
        slack: u64,
    ) -> Vec<Wrong> {
        let Observed::Answer(answer) = observed else { return Vec::new() };
        let mut first = self.common.first();
        match &*first {
            // One that shows a signature differs each time, and is a finding of its own.
            _ if shows_digits(&answer.raw) => Vec::new(),
            Some(first)
                if (&first.answer.body, &first.answer.gate) == (&answer.body, &answer.gate) =>
            {
                Vec::new()
            }
            Some(first) => judge(probe, expected, observed, slack, Some(first)),
            None => {
                *first = Some(First401 { probe: probe.clone(), answer: (**answer).clone() });
                Vec::new()
            }
        }
    }

    fn passed(
        &mut self,
        builder: RequestBuilder,
        probe: TestRequest,
        expected: ExpectedResponse,
        observed: &Observed,
        took: Duration,
        index: u64,
    ) {
        let mutation = builder.mutation.place;
        let slow = match took.as_millis() {
            0..100 => 0,
            100..1000 => 1,
            _ => 2,
        };
        let behaviour = (observed.status().unwrap_or(0), expected.rule, mutation as u8, 0);
        // A delay is worth mutating; it is no behaviour to be counted, since the machine has delays too.
        let delayed = (behaviour.0, behaviour.1, behaviour.2, slow);
        if slow > 0 && self.counted.insert(delayed, 0).is_none() {
            let rng = &mut Rng::new(index, 1);
            self.common.steering().keep(builder.clone(), behaviour, rng);
        }
        if index.is_multiple_of(8)
            && let Some(kept) = self.witnesses.get_mut(mutation)
        {
            if kept.len() == WITNESSES {
                kept.pop_front();
            }
            kept.push_back(Seen { case: probe.case, expected, verdict: None, telling: false });
        }
        if let Some(count) = self.counted.get_mut(&behaviour) {
            *count += 1;
        } else {
            let rng = &mut Rng::new(index, 1);
            // What is large is slow to mutate, and found as well by itself.
            let is_large = matches!(&builder.body, Body::Bytes(bytes) if bytes.len() > MAX_MUTATED);
            let mut steering = self.common.steering();
            match is_large {
                true => steering.count(behaviour, 1),
                false => drop(steering.note(behaviour, || builder.clone(), rng)),
            }
            drop(steering);
            self.counted.insert(behaviour, 0);
        }
        if self.clock.is_some() {
            self.common.histories.add(self.control, Arc::new(builder), self.connection);
        }
        if self.judged - self.handed_over >= 1024 {
            self.hand_over();
        }
    }

    /// Hands over what was counted here.
    fn hand_over(&mut self) {
        self.handed_over = self.judged;
        let mut steering = self.common.steering();
        for (behaviour, times) in &mut self.counted {
            if *times > 0 {
                steering.count(*behaviour, std::mem::take(times));
            }
        }
        drop(steering);
        let counts = self.coverage.iter_mut().zip(&MUTATIONS);
        self.control.cover(
            counts
                .map(|(counts, mutation)| (mutation.kind(), std::mem::take(counts)))
                .filter(|(_, counts)| counts.sent > 0)
                .chain(std::iter::once((WIRE, std::mem::take(&mut self.wire))))
                .filter(|(kind, _)| *kind != WIRE || self.clock.is_some()),
        );
    }

    /// What is filed already and explains a wrong answer, as far as that can be said without sending anything.
    fn known(&self, suspect: &SuspectedCase) -> Known {
        let store = self.control.store();
        let base = artifacts::unnamed_cause(&suspect.request, &suspect.expected, suspect.symptom);
        let demand = (Some(suspect.weight), suspect.expected.may_refuse());
        let explains = |filed: &FiledFinding| match filed.hypotheses.first() {
            Some(hypothesis) if suspect.request.wire.is_none() => {
                hypothesis.verdict(&suspect.request.case, &suspect.expected)
                    == Some(suspect.symptom)
            }
            Some(_) => false,
            None => filed.base == base && filed.how == How::Alone && filed.trigger.is_empty(),
        };
        let sure = |filed: &FiledFinding| !filed.flaky && explains(filed);
        if let Some(at) = store.filed.iter().position(sure) {
            return Known::Filed(at);
        }
        let down = |filed: &FiledFinding| filed.cause == "server-stops-answering";
        if matches!(suspect.symptom, Symptom::Hangs | Symptom::Dropped)
            && let Some(at) = store.filed.iter().position(down)
        {
            return Known::Filed(at);
        }
        let alike = |filed: &FiledFinding| {
            filed.trigger.first() == Some(&Part::KeyCase)
                || filed.weight == demand.0
                    && (filed.how == How::Sequence
                        || filed.may_refuse == demand.1 && filed.base == base)
        };
        let maybe: Vec<usize> =
            (0..store.filed.len()).filter(|at| alike(&store.filed[*at])).collect();
        match maybe.is_empty() {
            true => Known::No,
            false => Known::Maybe(maybe),
        }
    }

    fn count(&self, at: usize, suspect: &SuspectedCase) {
        let world = self.common.world;
        self.control.store().count(at, || suspect.request.to_value(Some(world), Secrets::Hidden));
    }

    /// Looks into what looked wrong, while nobody else sends.
    fn follow_up(&mut self, bench: &mut Reproducer<'_>) -> Result<(), TargetUnavailable> {
        let witnesses: Vec<Seen> = self.witnesses.iter().flatten().cloned().collect();
        let suspects = std::mem::take(&mut self.suspicions);
        let _turn = self.control.alone();
        let mut gone = false;
        for suspect in suspects {
            if gone || self.control.is_late() {
                // There is no time: what was seen is filed as it was seen.
                gone = true;
                if matches!(self.known(&suspect), Known::No) {
                    self.file(&suspect, &as_seen(&suspect, Reproduced::Untried));
                }
                continue;
            }
            if self.look_into(&suspect, &witnesses, bench).is_err() {
                gone = true;
                if !matches!(self.known(&suspect), Known::Filed(_)) {
                    self.file(&suspect, &as_seen(&suspect, Reproduced::Untried));
                }
            }
        }
        if gone { Err(TargetUnavailable) } else { Ok(()) }
    }

    fn look_into(
        &self,
        suspect: &SuspectedCase,
        witnesses: &[Seen],
        bench: &mut Reproducer<'_>,
    ) -> Result<(), TargetUnavailable> {
        let first = self
            .common
            .first()
            .as_ref()
            .map(|first| First401 { probe: first.probe.clone(), answer: first.answer.clone() });
        let unanswered = self.common.unanswered().clone();
        let mut inquiry = Inquiry {
            bench,
            world: self.common.world,
            control: self.control,
            first: first.as_ref(),
            witnesses,
            unanswered: &unanswered,
        };
        match self.known(suspect) {
            Known::Filed(at) => {
                self.count(at, suspect);
                return Ok(());
            }
            Known::Maybe(all) => {
                for at in all {
                    if self.is_cured_alike(at, suspect, &mut inquiry)? {
                        self.count(at, suspect);
                        return Ok(());
                    }
                }
            }
            Known::No => {}
        }
        let base = artifacts::unnamed_cause(&suspect.request, &suspect.expected, suspect.symptom);
        if !self.common.may_inquire(&base) {
            // Enough was looked into that looks like this.
            let alike = |filed: &FiledFinding| !filed.flaky && filed.base == base;
            let at = self.control.store().filed.iter().position(alike);
            if let Some(at) = at {
                self.count(at, suspect);
                return Ok(());
            }
        }
        let found = inquiry.inquire(suspect)?;
        if let Some(at) = self.same_sequence(suspect, &found) {
            self.count(at, suspect);
            return Ok(());
        }
        self.file(suspect, &found);
        if matches!(found.reproduced, Reproduced::ServerIsDown(_)) {
            self.wait_for_answers(suspect, bench);
        }
        Ok(())
    }

    /// A finding with the same weight whose sequence is as long and sent in the same way.
    fn same_sequence(&self, suspect: &SuspectedCase, found: &ConfirmedCase) -> Option<usize> {
        let Reproduced::BySequence(sequence) = &found.reproduced else { return None };
        self.control.store().filed.iter().position(|filed| {
            filed.how == How::Sequence
                && filed.weight == Some(suspect.weight)
                && filed.sent_as() == Some((sequence.mode.name(), sequence.steps.len()))
        })
    }

    /// Whether what cures a finding cures a new wrong answer: then it is the same.
    fn is_cured_alike(
        &self,
        at: usize,
        suspect: &SuspectedCase,
        inquiry: &mut Inquiry<'_, '_, '_>,
    ) -> Result<bool, TargetUnavailable> {
        let (how, trigger) = {
            let store = self.control.store();
            let Some(filed) = store.filed.get(at) else { return Ok(false) };
            (filed.how, filed.trigger.clone())
        };
        let Some(builder) = &suspect.builder else { return Ok(how != How::Alone) };
        match how {
            // With a sequence, what does not happen alone.
            How::Sequence => Ok(!inquiry.weighs_the_same(builder, suspect)?),
            How::Once => Ok(false),
            How::Alone => {
                let mut ordinary = builder.clone();
                let mut changed = false;
                for part in &trigger {
                    if let Some(next) = part.neutralised(&ordinary) {
                        (ordinary, changed) = (next, true);
                    }
                }
                Ok(changed && !inquiry.weighs_the_same(&ordinary, suspect)?)
            }
        }
    }

    fn file(&self, suspect: &SuspectedCase, found: &ConfirmedCase) {
        let draft = artifacts::draft(suspect, found, self.control.plan, self.common.world);
        let (cause, title, weight) = (draft.cause.clone(), draft.title.clone(), suspect.weight);
        let sequence = draft.how == How::Sequence;
        let filed = {
            let mut store = self.control.store();
            let filed = store.file(draft);
            match filed {
                Ok((at, true)) if sequence => store.absorb(at).map(|()| (at, true)),
                filed => filed,
            }
        };
        match filed {
            Ok((_, true)) => {
                self.control.say(Notice::Found(cause, format!("{}: {title}", weight.name())));
                self.control.look_at_findings();
            }
            Ok((_, false)) => {}
            Err(error) => {
                self.control.give_up(&format!("a finding cannot be written: {error}"));
            }
        }
    }

    /// Waits until a server that answers nothing answers again; where it does not, the campaign is over.
    fn wait_for_answers(&self, suspect: &SuspectedCase, bench: &Reproducer<'_>) {
        let Reproducer::Http { address, .. } = bench else { return };
        for _ in 0..PATIENT {
            if self.control.is_over() {
                return;
            }
            let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
            let party = self.common.world.place(&suspect.request.case.domain).unwrap_or(0);
            let ordinary = RequestBuilder::ordinary(party, goal);
            let case = &suspect.request.case;
            let ordinary = ordinary.probe(self.common.world, case.id.clone(), case.now);
            if address.exchange(&ordinary.case.request, Duration::from_secs(1)).is_ok() {
                return;
            }
            self.control.wait(Duration::from_millis(200));
        }
        self.control.say(Notice::Note("ended: the server answers nothing any more".to_owned()));
        self.control.end();
    }

    /// Sends what is no HTTP, each on a connection of its own.
    fn wire_round(
        &mut self,
        address: &ServerAddress,
        bench: &mut Reproducer<'_>,
    ) -> Result<(), TargetUnavailable> {
        for _ in 0..WIRE_ROUND {
            let Some(index) = self.control.take() else { return Ok(()) };
            let rng = &mut Rng::new(self.control.plan.stream(), index);
            let (world, now) = (self.common.world, self.now(rng));
            let mut draw = Draw { rng, world, now };
            let party = fresh(&mut draw).party;
            let goal = crate::generate::fresh_goal(rng);
            let id = CaseId::Fuzz { seed: self.control.plan.stream(), index };
            let mut probe = RequestBuilder::ordinary(party, goal).probe(world, id, now);
            let (bytes, body_at) = address.bytes(&probe.case.request);
            let head = String::from_utf8_lossy(&bytes[..body_at - 2]).into_owned();
            let head = head.replace("Content-Length:", "content-length:");
            let (name, wrecked) = http::wrecked(&head, &probe.case.request.body, rng);
            probe.wire = Some(wrecked);
            probe.mutation = name;
            let (wrong, observed, probe) = bench.ask(&probe, world, None, self.control)?;
            self.judged += 1;
            self.control.count(1);
            self.wire.sent += 1;
            match observed {
                // To hang up is an answer to bytes that are not HTTP.
                Observed::Fault(Symptom::Hangs, _) => self.wire.unanswered += 1,
                _ => self.wire.judged += 1,
            }
            let expected = demanded(&probe, world, self.clocks());
            if let (Some(text), Some(status)) = (wire_note(&probe, &observed), observed.status()) {
                self.control.note((name, status), 1, || text);
            }
            if !wrong.is_empty() {
                let hangs = matches!(observed, Observed::Fault(Symptom::Hangs, _));
                self.suspect(probe, None, expected, observed, wrong);
                if hangs && !self.suspicions.is_empty() {
                    // Whether the server answers anything at all has to be seen first.
                    return Ok(());
                }
            } else {
                let place = http::place(name) as u8;
                let behaviour =
                    (observed.status().unwrap_or(0), Rule::BodySyntax, u8::MAX - place, 0);
                self.common.steering().count(behaviour, 1);
            }
        }
        Ok(())
    }
}

impl Traffic for Worker<'_, '_> {
    fn next(&mut self) -> Option<TestRequest> {
        self.next_probe()
    }

    fn connected(&mut self) {
        self.connection.1 += 1;
    }

    fn is_over(&self) -> bool {
        self.control.must_stop()
    }

    fn pauses(&self) -> bool {
        !self.suspicions.is_empty() || self.control.must_stop()
    }

    fn hear(&mut self, probe: TestRequest, outcome: pipeline::Outcome, took: Duration) {
        let case = probe.case.clone();
        let outcome: Result<ServerAnswer, HttpFault> = outcome;
        self.take(case, Some(probe), Observed::of_http(outcome), took);
    }
}
