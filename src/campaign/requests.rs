//! The worker that fuzzes a server: makes requests, judges every answer, follows up what looks wrong.

use super::control::{Control, Notice};
use super::finding_store::{Draft, FiledFinding};
use super::reproducer::{
    First401, HTTP_CLOCKS, Observed, Reproducer, TargetUnavailable, asks_to_wait, demanded, judge,
    start,
};
use super::scheduler::Scheduler;
use super::triage::{Candidate, Confirmed, Outcome, inquire};
use super::{Seeds, artifacts};
use crate::adapter::pipeline;
use crate::adapter::pipeline::{Pipeline, Traffic};
use crate::adapter::{CommandLine, HttpFault, ServerAddress, ServerAnswer, Stop, Work};
use crate::case::ExpectedResponse;
use crate::case::{CaseId, VerifyCase};
use crate::generate::document::Secrets;
use crate::generate::rng::Rng;
use crate::generate::{
    Body, Draw, MUTATIONS, RequestBuilder, TenantSet, TestRequest, fresh, http, mutated,
};
use crate::judge::hypotheses::Seen;
use crate::judge::server::{Symptom, Wrong};
use crate::protocol::rules::Rule;
use jiff::{SignedDuration, Timestamp};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What a case showed: the status, the rule that decides, the mutation that made it, and how slow the answer was
/// (0 where that does not count).
pub(super) type Behaviour = (u16, Rule, u8, u8);

/// What the workers of one server share.
pub(super) struct Common<'w> {
    pub(super) world: &'w TenantSet,
    steering: Mutex<Scheduler<RequestBuilder, Behaviour>>,
    first: Mutex<Option<First401>>,
    /// Inquiries that were made, by what they were about: more would say nothing new.
    inquiries: Mutex<BTreeMap<String, usize>>,
}

/// So many inquiries are made about what looks alike.
const INQUIRIES: usize = 24;

/// So many witnesses are kept for each mutation.
const WITNESSES: usize = 12;

/// Between two rounds of what is no HTTP, so many cases pass, and a round has so many.
const WIRE_EVERY: u64 = 2000;
const WIRE_ROUND: u64 = 12;

/// Out of a hundred cases so many are mutations of one that showed something new.
const MUTATED: u64 = 40;

/// A validator that is told the time is told one of these days, from here.
const STDIO_EPOCH: i64 = 1_795_420_800;

impl<'w> Common<'w> {
    pub(super) fn new(world: &'w TenantSet, seeds: &Seeds) -> Common<'w> {
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
            inquiries: Mutex::new(BTreeMap::new()),
        }
    }

    pub(super) fn steering(&self) -> MutexGuard<'_, Scheduler<RequestBuilder, Behaviour>> {
        self.steering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn first(&self) -> MutexGuard<'_, Option<First401>> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner)
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

/// A case that is under way.
struct Pending {
    builder: RequestBuilder,
    expected: ExpectedResponse,
    index: u64,
}

/// One worker.
pub(super) struct Worker<'c, 'p> {
    control: &'c Control<'p>,
    common: &'c Common<'c>,
    pending: VecDeque<Pending>,
    /// To be asked again, since the server had no time.
    again: VecDeque<RequestBuilder>,
    suspicions: Vec<Candidate>,
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
    pub(super) fn new(control: &'c Control<'p>, common: &'c Common<'c>, over_http: bool) -> Self {
        Worker {
            control,
            common,
            pending: VecDeque::new(),
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
        let depth = if plan.rate.is_some() { 1 } else { plan.depth };
        let mut pipeline = Pipeline::new(address, plan.timeout, depth);
        let mut bench = Reproducer::Http { address, timeout: plan.timeout, now: plan.now };
        let mut next_round = WIRE_EVERY / 4;
        while !self.control.is_over() {
            if let Err(why) = pipeline.run(&mut self) {
                if !self.control.wait_for(&why, &mut || address.is_listening()) {
                    break;
                }
                continue;
            }
            if self.suspicions.is_empty() && self.judged < next_round {
                // Nothing more to do, or it has to wait.
                if !self.control.pace(false) {
                    break;
                }
                continue;
            }
            // A server that serves one connection at a time must be free.
            pipeline.hang_up();
            if self.judged >= next_round {
                next_round = self.judged + WIRE_EVERY;
                if self.wire_round(address, &mut bench).is_err() {
                    break;
                }
            }
            if self.follow_up(&mut bench).is_err() {
                break;
            }
        }
        self.hand_over();
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
            if worker.follow_up(&mut bench).is_err() {
                break;
            }
        }
        worker.into_inner().hand_over();
    }

    /// The next request, unless something looks wrong and has to be followed up first.
    fn next_probe(&mut self) -> Option<TestRequest> {
        if !self.suspicions.is_empty() {
            return None;
        }
        if self.control.is_paced() && !self.control.pace(!self.pending.is_empty()) {
            return None;
        }
        let due = self.judged + self.pending.len() as u64;
        if self.clock.is_some() && due % WIRE_EVERY == WIRE_EVERY - 1 && !self.pending.is_empty() {
            // Let it run dry, for what needs a connection of its own.
            return None;
        }
        let index = self.control.take()?;
        let rng = &mut Rng::new(self.control.plan.stream(), index);
        let now = self.now(rng);
        let world = self.common.world;
        let again = self.again.pop_front();
        let parent = match again {
            None if rng.percent(MUTATED) => self.common.steering().pick(rng),
            _ => None,
        };
        let mut draw = Draw { rng, world, now };
        let builder = match (again, parent) {
            (Some(again), _) => again,
            (None, Some(parent)) => mutated(&parent, &mut draw),
            (None, None) => fresh(&mut draw),
        };
        let id = CaseId::Fuzz { seed: self.control.plan.stream(), index };
        let probe = builder.probe(world, id, now);
        let expected = demanded(&probe, world, self.clocks());
        self.pending.push_back(Pending { builder, expected, index });
        Some(probe)
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
        let Some(Pending { builder, expected, index }) = self.pending.pop_front() else { return };
        self.judged += 1;
        if let Some(pause) = asks_to_wait(&observed) {
            self.control.hold(pause);
            self.again.push_back(builder);
            return;
        }
        self.control.count(1);
        let probe =
            signed.unwrap_or_else(|| builder.probe(self.common.world, case.id.clone(), case.now));
        let slack = if self.clock.is_some() { 5 + took.as_secs() } else { 0 };
        let is_401 = observed.status() == Some(401);
        let mut wrong = judge(&probe, &expected, &observed, slack, None);
        if wrong.is_empty() && is_401 {
            wrong = self.against_first(&probe, &expected, &observed, slack);
        }
        let Some((symptom, _)) = wrong.first() else {
            self.passed(builder, probe, expected, &observed, took, index);
            return;
        };
        if observed.status() == Some(409) && expected.rule == Rule::Accepted {
            // It may have been asked before: a mutation can be what it was made from.
            return;
        }
        let symptom = *symptom;
        if !self.is_known(&probe, &expected, symptom) && self.suspicions.len() < 64 {
            let builder = Some(builder);
            self.suspicions.push(Candidate { probe, builder, expected, symptom });
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
        let mutation = builder.mutation;
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
                false => drop(steering.note(behaviour, || builder, rng)),
            }
            self.counted.insert(behaviour, 0);
        }
        if self.judged - self.handed_over >= 4096 {
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
    }

    /// Counts one more case of a cause that is filed; whether there is one.
    fn is_known(&self, probe: &TestRequest, expected: &ExpectedResponse, symptom: Symptom) -> bool {
        let mut store = self.control.store();
        let cause = artifacts::unnamed_cause(probe, expected, symptom);
        let explains = |filed: &FiledFinding| match filed.hypotheses.first() {
            Some(hypothesis) if probe.wire.is_none() => {
                hypothesis.verdict(&probe.case, expected) == Some(symptom)
            }
            _ => filed.cause == cause,
        };
        let at =
            store.filed.iter().position(|filed| !filed.flaky && explains(filed)).or_else(|| {
                // Enough was looked into that looks like this.
                let exhausted = !self.common.may_inquire(&cause);
                let alike = |filed: &FiledFinding| {
                    (filed.rule, filed.symptom) == (Some(expected.rule), Some(symptom))
                };
                store.filed.iter().position(|filed| exhausted && alike(filed))
            });
        if let Some(at) = at {
            let world = self.common.world;
            store.count(at, || probe.to_value(Some(world), Secrets::Hidden));
        }
        at.is_some()
    }

    /// Looks into what looked wrong.
    fn follow_up(&mut self, bench: &mut Reproducer<'_>) -> Result<(), TargetUnavailable> {
        let witnesses: Vec<Seen> = self.witnesses.iter().flatten().cloned().collect();
        let mut suspicions = std::mem::take(&mut self.suspicions).into_iter();
        if let Some(suspicion) = suspicions.next() {
            self.look_into(&suspicion, &witnesses, bench)?;
        }
        for suspicion in suspicions {
            if self.control.is_over() {
                break;
            }
            // What was just found may explain the rest.
            if !self.is_known(&suspicion.probe, &suspicion.expected, suspicion.symptom) {
                self.look_into(&suspicion, &witnesses, bench)?;
            }
        }
        Ok(())
    }

    fn look_into(
        &self,
        suspicion: &Candidate,
        witnesses: &[Seen],
        bench: &mut Reproducer<'_>,
    ) -> Result<(), TargetUnavailable> {
        let world = self.common.world;
        let first = self
            .common
            .first()
            .as_ref()
            .map(|first| First401 { probe: first.probe.clone(), answer: first.answer.clone() });
        let outcome = inquire(suspicion, witnesses, bench, world, first.as_ref(), self.control)?;
        let draft = match outcome {
            Outcome::Finding(found) => self.draft(suspicion, &found),
            Outcome::Flaky(times) => {
                artifacts::flaky_draft(suspicion, times, self.control.plan, world)
            }
        };
        let (cause, title, flaky) = (draft.cause.clone(), draft.title.clone(), draft.flaky);
        let filed = self.control.store().file(draft);
        match filed {
            Ok((_, true)) if flaky => self.control.say(Notice::Flaky(cause)),
            Ok((_, true)) => {
                self.control.say(Notice::Found(cause, title));
                self.control.look_at_findings();
            }
            Ok((_, false)) => {}
            Err(error) => {
                self.control.give_up(&format!("a finding cannot be written: {error}"));
            }
        }
        Ok(())
    }

    fn draft(&self, suspicion: &Candidate, found: &Confirmed) -> Draft {
        artifacts::draft(suspicion, found, self.control.plan, self.common.world)
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
            let expected = demanded(&probe, world, self.clocks());
            if let Some((symptom, _)) = wrong.first() {
                if !self.is_known(&probe, &expected, *symptom) {
                    let symptom = *symptom;
                    self.suspicions.push(Candidate { probe, builder: None, expected, symptom });
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

    fn hear(&mut self, probe: TestRequest, outcome: pipeline::Outcome, took: Duration) {
        let case = probe.case.clone();
        let outcome: Result<ServerAnswer, HttpFault> = outcome;
        self.take(case, Some(probe), Observed::of_http(outcome), took);
    }
}
