//! What an answer means.

use super::known::Known;
use super::wire_round::WIRE;
use super::worker::Worker;
use crate::adapter::header;
use crate::campaign::case::{SentCase, SuspectedCase};
use crate::campaign::coverage::note_key;
use crate::campaign::reproducer::{First401, Observed, asks_to_wait, is_duplicate, judge, slack};
use crate::case::{ExpectedResponse, VerifyCase};
use crate::generate::document::Secrets;
use crate::generate::rng::Rng;
use crate::generate::{Body, MUTATIONS, RequestBuilder, TestRequest};
use crate::judge::Weight;
use crate::judge::hypotheses::Seen;
use crate::judge::server::{Symptom, Wrong, advice};
use crate::protocol::request::{Domain, SIGNATURE_HEADER, domain};
use crate::protocol::rules::Rule;
use std::sync::Arc;
use std::time::Duration;

/// So many witnesses are kept for each mutation.
const WITNESSES: usize = 12;

/// So many requests are kept that were in flight when an answer did not come.
const MOST_UNANSWERED: usize = 192;

/// A larger body is not mutated again, in bytes.
const MAX_MUTATED: usize = 2 << 10;

/// Whether an answer holds so many hex digits in a row as a signature has.
fn shows_digits(raw: &[u8]) -> bool {
    let mut runs = raw.split(|b| !b.is_ascii_hexdigit());
    runs.any(|run| run.len() >= 64)
}

/// Whether a request has no signature.
fn is_unsigned(request: &TestRequest) -> bool {
    request.case.request.with(|sent| sent.header(SIGNATURE_HEADER).next().is_none())
}

impl Worker<'_, '_> {
    /// Takes in what came of the case that is due.
    pub(super) fn take(
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
            let all = std::iter::once(builder.clone()).chain(behind).take(room);
            unanswered.extend(all.map(|builder| (self.connection.0, builder)));
        }
        self.control.count(1);
        self.time(took);
        let probe =
            signed.unwrap_or_else(|| builder.probe(self.common.world, case.id.clone(), case.now));
        let slack = self.clock.map_or(0, |now| slack(case.now, now()));
        let status = observed.status();
        self.control.count_refused(&probe, status);
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
        if is_duplicate(&expected, &observed) && self.control.is_repeated(&probe) {
            // A mutation can be what it was made from.
            return;
        }
        self.suspect(probe, Some(builder), expected, observed, wrong);
    }

    /// Takes a wrong answer in, unless it is explained already.
    pub(super) fn suspect(
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
        let of_rule = self.right.iter().filter(|((rule, _), _)| *rule == expected.rule);
        let passed_before = of_rule.map(|(_, count)| count).sum();
        let request_domain = request.case.domain.clone();
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
            refused_before: self.control.refused(&request_domain),
            in_pieces: false,
            cut_short: self.control.is_near_its_end(),
            is_first: false,
        };
        if let Known::Filed(at) = self.known(&suspect) {
            self.count(at, &suspect);
        } else if self.suspicions.len() < 64 {
            if self.clock.is_some() {
                suspect.history = self.common.histories.before(self.control, self.connection);
            }
            suspect.behind =
                self.pending.iter().take(32).map(|sent| sent.builder.clone()).collect();
            self.suspicions.push(suspect);
        }
    }

    /// Whether the domain is a tenant's. A server may look at it first, whatever else is wrong.
    fn names_tenant(&self, probe: &TestRequest) -> bool {
        probe.case.request.with(|request| match domain(request.path_and_query().1) {
            Domain::Named(name) => self.common.world.tenants.find(&name).is_some(),
            _ => false,
        })
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
        // To ask for a signature where there is none, or to say of a domain that it is not known, is a server's right, with a
        // text of its own.
        if is_unsigned(probe) || !self.names_tenant(probe) {
            return Vec::new();
        }
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
            None if header(answer, "content-encoding").is_some() => Vec::new(),
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
        if expected.rule == Rule::Accepted && !expected.may_refuse() {
            self.common.names().add(&builder);
        }
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
            let builder = Arc::new(builder);
            self.before = Some(Arc::clone(&builder));
            self.common.histories.add(self.control, builder, self.connection);
        }
        if self.judged - self.handed_over >= 1024 {
            self.hand_over();
        }
    }

    /// Hands over what was counted here.
    pub(super) fn hand_over(&mut self) {
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

    pub(super) fn count(&self, at: usize, suspect: &SuspectedCase) {
        let world = self.common.world;
        self.control.store().count(at, || suspect.request.to_value(Some(world), Secrets::Hidden));
    }
}
