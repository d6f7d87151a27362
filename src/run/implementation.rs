//! One implementation: golden vectors, seeded goals, then the smallest case of each finding.

use super::accumulator::Accumulator;
use super::cross_check::Answer;
use super::plan::{Implementation, Plan, Target};
use super::report::{ExpectedReport, ImplementationReport, State};
use super::runner::Event;
use super::{send, verify};
use crate::adapter::protocol::MAX_BATCH;
use crate::adapter::{
    Cancel, CannotRun, Feature, Hello, Op, Outcome, Response, Session, Stop, Work,
};
use crate::case::expectation::reference_alone;
use crate::case::{Case, CaseId, Expectation, Verdict};
use crate::generate::stream::{GOALS_PER_TENANT, Stream};
use crate::judge::{ExpectedKind, Judgement, Kind, Namer, Wrong, judge, sample, shrink};
use crate::mistakes::MistakeSet;
use crate::protocol::{Signer, Tenant, legal};
use std::cell::RefCell;
use std::sync::Arc;

/// So many seeded goals, then what was wrong in a batch is asked again one by one.
const SEGMENT: u64 = 16 * GOALS_PER_TENANT;

/// So many unexplained drifts of a batch are asked again; more would say nothing new.
const ASKED_AGAIN: usize = 200;

/// How many smaller cases are tried for a finding, and for how many findings.
const SHRINK_BUDGET: usize = 400;
const SHRUNK_FINDINGS: usize = 48;

/// Runs one implementation to the end, whatever it does.
pub(super) fn run_one(
    plan: &Plan,
    implementation: &Implementation,
    cancel: &Cancel,
    progress: &dyn Fn(Event),
) -> ImplementationReport {
    let expected = implementation.expected.iter().map(|expected| expected.mistake());
    let mistakes = expected.fold(MistakeSet::EMPTY, MistakeSet::union);
    let mut run = ImplementationRun {
        plan,
        cancel,
        progress,
        namer: Namer::new(mistakes),
        accumulator: Accumulator::new(if plan.strict { &[] } else { &implementation.expected }),
        signer: None,
        canonical: Vec::new(),
        looked_at: 0,
    };
    let timeout = implementation.timeout.unwrap_or(plan.timeout);
    let (mut hello, mut warnings, mut restarts) = (None, Vec::new(), 0);
    let adapter = match &implementation.target {
        Target::Adapter(command) => Ok(command.clone()),
        Target::Server(server) => Err(server),
    };
    let started = adapter.map(|command| Session::start(command, timeout, cancel));
    let stop = match started {
        Err(server) => {
            verify::with_server(plan, server, timeout, cancel, &mut run.accumulator, progress).err()
        }
        Ok(Err(why)) => Some(why),
        Ok(Ok(mut session)) => {
            hello = Some(session.hello().clone());
            let stop = run.everything(&mut session).err();
            restarts = session.restarts();
            match &stop {
                None => warnings.extend(session.finish()),
                Some(_) => warnings.extend(session.end()),
            }
            stop
        }
    };
    let interrupted = stop == Some(Stop::Interrupted);
    let cannot_run = match stop {
        Some(Stop::GaveUp(why)) => Some(why),
        Some(Stop::Interrupted) => None,
        None if run.accumulator.ran == 0 => Some(nothing_ran(hello.as_ref())),
        None => None,
    };
    // Only a run of everything can say that an answer never came.
    let everything = plan.selection.is_everything() && plan.random > 0;
    let judged = everything && cannot_run.is_none() && !interrupted;
    run.report(implementation, hello, cannot_run, judged, restarts, warnings)
}

/// A gate that ran nothing must not look like one that found nothing.
fn nothing_ran(hello: Option<&Hello>) -> CannotRun {
    let why = match hello {
        Some(hello) if ![Op::Sign, Op::Verify, Op::Send].iter().any(|op| hello.has_op(*op)) => {
            let declared = hello.ops.join(", ");
            format!(
                "nothing was executed: it declares neither sign, verify nor send (it declares: {declared})"
            )
        }
        _ => "nothing was executed: no case was selected, or all were skipped".to_owned(),
    };
    CannotRun { why, stderr: Vec::new() }
}

struct ImplementationRun<'a> {
    plan: &'a Plan,
    cancel: &'a Cancel,
    progress: &'a dyn Fn(Event),
    namer: Namer,
    accumulator: Accumulator,
    /// The signer of the tenant that came last.
    signer: Option<(Arc<Tenant>, Option<Signer>)>,
    canonical: Vec<u8>,
    looked_at: u64,
}

impl ImplementationRun<'_> {
    fn everything(&mut self, session: &mut Session) -> Result<(), Stop> {
        (self.progress)(Event::Started(session.hello().to_string()));
        let done = self
            .signing(session)
            .and_then(|()| self.verifying(session))
            .and_then(|()| self.sending(session));
        match &done {
            // What was found is shown as small as it gets, as far as the implementation still runs.
            Ok(()) => self.shrink_all(session),
            Err(_) => done,
        }
    }

    fn signing(&mut self, session: &mut Session) -> Result<(), Stop> {
        if session.hello().has_op(Op::Sign) {
            return self.vectors(session).and_then(|()| self.random(session));
        }
        let (plan, admits) = (self.plan, |id| self.plan.selection.admits(&id));
        let tests = plan.vectors.iter().flat_map(|file| file.sign_tests());
        let vectors =
            tests.filter(|(_, test)| admits(CaseId::Vector(Arc::clone(&test.id)))).count();
        let random = (0..plan.random).map(|index| CaseId::Random { seed: plan.seed, index });
        let random = random.filter(|id| plan.selection.admits(id)).count();
        self.not_declared(Op::Sign, vectors + random);
        Ok(())
    }

    fn verifying(&mut self, session: &mut Session) -> Result<(), Stop> {
        if !session.hello().has_op(Op::Verify) {
            self.not_declared(Op::Verify, verify::selected(self.plan).count());
            return Ok(());
        }
        let (plan, progress) = (self.plan, self.progress);
        let looked_at = &mut self.looked_at;
        let mut advance = || advance(looked_at, progress);
        verify::with_session(plan, session, &mut self.accumulator, &mut advance)
    }

    fn sending(&mut self, session: &mut Session) -> Result<(), Stop> {
        if !session.hello().has_op(Op::Send) {
            self.not_declared(Op::Send, send::cases(self.plan).count());
            return Ok(());
        }
        let cases = send::cases(self.plan).collect();
        let progress = self.progress;
        let looked_at = &mut self.looked_at;
        let mut advance = || advance(looked_at, progress);
        send::run(cases, session, &mut self.namer, &mut self.accumulator, &mut advance)
    }

    fn not_declared(&mut self, op: Op, cases: usize) {
        if cases > 0 {
            self.accumulator
                .skipped
                .insert(format!("op \"{}\" not declared", op.name()), cases as u64);
        }
    }

    fn vectors(&mut self, session: &mut Session) -> Result<(), Stop> {
        let plan = self.plan;
        let mut demands: Vec<&Expectation> = Vec::new();
        let mut cases: Vec<Case> = Vec::new();
        for (group, test) in plan.vectors.iter().flat_map(|file| file.sign_tests()) {
            let case = test.case(&group.tenant);
            match self.admit(&case, session.hello()) {
                Ok(()) => {
                    demands.push(&test.expectation);
                    cases.push(case);
                }
                Err(Some(why)) => {
                    self.accumulator.signed.note(&case.id, Answer::Silent, false);
                    self.accumulator.skip(&why);
                }
                Err(None) => {}
            }
        }
        // What came out right is taken in first: it rules mistakes out before any is named.
        let mut wrong: Vec<(Response, &Expectation)> = Vec::new();
        let mut demands = demands.into_iter();
        let result = session.run(&mut cases.into_iter().map(Work::Single), &mut |done| {
            self.advance();
            let Some(demand) = demands.next() else { return };
            if is_right(&done, demand) {
                self.take(&done, demand);
            } else {
                wrong.push((done, demand));
            }
        });
        for (done, demand) in wrong {
            self.take(&done, demand);
        }
        result
    }

    fn random(&mut self, session: &mut Session) -> Result<(), Stop> {
        let (plan, stream) = (self.plan, Stream { seed: self.plan.seed });
        let hello = session.hello().clone();
        let batches = hello.has(Feature::Batch);
        let size = if batches { GOALS_PER_TENANT.min(MAX_BATCH as u64) } else { GOALS_PER_TENANT };
        let mut start = 0;
        while start < plan.random {
            let end = (start + SEGMENT).min(plan.random);
            let skipped = RefCell::new(Vec::new());
            let mut jobs = (start..end).step_by(size as usize).flat_map(|first| {
                let tenant = stream.tenant(first);
                let cases: Vec<Case> = (first..(first + size).min(end))
                    .map(|index| CaseId::Random { seed: plan.seed, index })
                    .filter(|id| plan.selection.admits(id))
                    .filter_map(|id| {
                        let CaseId::Random { index, .. } = id else { return None };
                        let case =
                            Case { id, tenant: Arc::clone(&tenant), goal: stream.goal(index) };
                        match missing_feature(&case, &hello) {
                            None => Some(case),
                            Some(why) => {
                                skipped.borrow_mut().push((why, case.id));
                                None
                            }
                        }
                    })
                    .collect();
                match (batches, cases.is_empty()) {
                    (_, true) => Vec::new(),
                    (true, _) => vec![Work::Batch(cases)],
                    (false, _) => cases.into_iter().map(Work::Single).collect(),
                }
            });
            let mut again: Vec<Response> = Vec::new();
            let result = session.run(&mut jobs, &mut |done| {
                self.advance();
                if self.is_reference(&done) {
                    self.accumulator.pass();
                    self.namer.came_out_right(&done.case.tenant, &done.case.goal);
                } else {
                    self.take_random(done, &mut again);
                }
            });
            drop(jobs);
            for (why, id) in skipped.into_inner() {
                self.accumulator.signed.note(&id, Answer::Silent, false);
                self.accumulator.skip(&why);
            }
            if let Err(stop) = result {
                again.iter().for_each(|done| self.take_unasked(done));
                return Err(stop);
            }
            self.ask_again(session, again)?;
            if self.cancel.is_cancelled() {
                return Err(Stop::Interrupted);
            }
            start = end;
        }
        Ok(())
    }

    /// Whether a seeded goal came out exactly as the reference signs it: nearly always, so quickly.
    fn is_reference(&mut self, done: &Response) -> bool {
        let Ok(Outcome::Signed { signature, canonical }) = &done.answer else { return false };
        self.key(&done.case.tenant);
        let Some((_, Some(signer))) = &self.signer else { return false };
        signer.sign(&done.case.goal, &mut self.canonical).is_ok_and(|expected| {
            expected.as_str() == signature
                && canonical.as_ref().is_none_or(|told| *told == self.canonical)
        })
    }

    /// Has the signer of a tenant ready; cases of one tenant come together.
    fn key(&mut self, tenant: &Arc<Tenant>) {
        if self.signer.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, tenant)) {
            self.signer = Some((Arc::clone(tenant), tenant.signer().ok()));
        }
    }

    /// What is demanded of a seeded goal.
    fn demand(&mut self, case: &Case) -> Expectation {
        self.key(&case.tenant);
        let signer = self.signer.as_ref().and_then(|(_, signer)| signer.as_ref());
        reference_alone(signer, &case.goal)
    }

    fn take_random(&mut self, done: Response, again: &mut Vec<Response>) {
        let demand = self.demand(&done.case);
        let judgement = judge(&done, &demand, &mut self.namer);
        if let Judgement::Wrong(Wrong { kinds, .. }) = &judgement
            && done.in_batch
        {
            let unexplained = kinds.iter().any(|kind| matches!(kind, Kind::Unexplained(_)));
            let told_enough = unexplained && again.len() >= ASKED_AGAIN;
            if !told_enough && !self.accumulator.is_confirmed(kinds) {
                again.push(done);
                return;
            }
        }
        self.note(&done, &demand);
        self.accumulator.take(judgement, done.in_batch, |wrong| sample(&done, &demand, wrong));
    }

    /// Takes down what it answered where that is not what the reference answers.
    fn note(&mut self, done: &Response, demand: &Expectation) {
        let answer = match &done.answer {
            Ok(Outcome::Signed { signature, .. }) => {
                if demand.reference.as_ref().is_some_and(|right| right.signature == *signature) {
                    return;
                }
                Answer::signed(signature)
            }
            Ok(Outcome::Refused(_)) if demand.reference.is_none() => return,
            Ok(Outcome::Refused(_)) => Answer::Refused,
            Ok(Outcome::Unsupported(_)) => Answer::Silent,
            Ok(Outcome::Error(_)) | Err(_) => Answer::Broke,
        };
        let settled = demand.verdict == Verdict::Valid;
        self.accumulator.signed.note(&done.case.id, answer, settled);
    }

    /// What was wrong in a batch, one by one: for the signed bytes, and because it may be right alone.
    fn ask_again(&mut self, session: &mut Session, wrong: Vec<Response>) -> Result<(), Stop> {
        let mut in_batch = wrong.iter();
        let mut jobs = wrong.iter().map(|done| Work::Single(done.case.clone()));
        let result = session.run(&mut jobs, &mut |alone| {
            let Some(batched) = in_batch.next() else { return };
            let demand = self.demand(&alone.case);
            self.note(&alone, &demand);
            let judgement = judge(&alone, &demand, &mut self.namer);
            if matches!(judgement, Judgement::Wrong(_)) {
                self.accumulator.take(judgement, false, |wrong| sample(&alone, &demand, wrong));
            } else {
                let wrong = Judgement::Wrong(Wrong::only(Kind::BatchOnly));
                self.accumulator.take(wrong, false, |wrong| sample(batched, &demand, wrong));
            }
        });
        drop(jobs);
        in_batch.for_each(|done| self.take_unasked(done));
        result
    }

    /// Takes in what was wrong in a batch and can no longer be asked again.
    fn take_unasked(&mut self, done: &Response) {
        let demand = self.demand(&done.case);
        self.take(done, &demand);
    }

    fn take(&mut self, done: &Response, demand: &Expectation) {
        self.note(done, demand);
        let judgement = judge(done, demand, &mut self.namer);
        self.accumulator.take(judgement, done.in_batch, |wrong| sample(done, demand, wrong));
    }

    fn advance(&mut self) {
        advance(&mut self.looked_at, self.progress);
    }

    /// Whether a case is run: `Err(None)` where it is not selected, `Err(Some(why))` where it is
    /// skipped.
    fn admit(&self, case: &Case, hello: &Hello) -> Result<(), Option<String>> {
        if !self.plan.selection.admits(&case.id) {
            return Err(None);
        }
        missing_feature(case, hello).map_or(Ok(()), |why| Err(Some(why)))
    }

    fn shrink_all(&mut self, session: &mut Session) -> Result<(), Stop> {
        let kinds: Vec<Kind> = self.accumulator.findings.keys().cloned().collect();
        let shrinkable = kinds
            .into_iter()
            .filter(|kind| !matches!(kind, Kind::Fault(..) | Kind::BatchOnly | Kind::Wire(..)))
            .take(SHRUNK_FINDINGS);
        for kind in shrinkable {
            self.shrink_one(session, &kind)?;
        }
        Ok(())
    }

    fn shrink_one(&mut self, session: &mut Session, kind: &Kind) -> Result<(), Stop> {
        let Some(finding) = self.accumulator.findings.get(kind) else { return Ok(()) };
        let original = finding.sample.clone();
        let mut best = None;
        let mut stop = None;
        let namer = &mut self.namer;
        let mut still = |candidate: &Case| {
            if stop.is_some() || (original.legal && !legal::is_legal(&candidate.goal)) {
                return false;
            }
            let answer = match session.ask(candidate) {
                Ok(answer) => answer,
                Err(why) => {
                    stop = Some(why);
                    return false;
                }
            };
            let done = Response { case: candidate.clone(), answer, in_batch: false };
            let demand = reference_alone(candidate.tenant.signer().ok().as_ref(), &candidate.goal);
            match judge(&done, &demand, namer) {
                Judgement::Wrong(wrong) if wrong.kinds.contains(kind) => {
                    best = Some(sample(&done, &demand, &wrong));
                    true
                }
                _ => false,
            }
        };
        // A short tenant id leaves more room for what matters.
        let short = Tenant { tenant_id: "t".into(), secret: original.case.tenant.secret.clone() };
        let mut start = original.case.clone();
        start.tenant = Arc::new(short);
        if !still(&start) {
            start.tenant = Arc::clone(&original.case.tenant);
        }
        shrink::shrink(&start, SHRINK_BUDGET, still);
        if let (Some(best), Some(finding)) = (best, self.accumulator.findings.get_mut(kind)) {
            finding.shrunk_from = Some(original.case.id.to_string());
            finding.sample = best;
        }
        stop.map_or(Ok(()), Err)
    }

    fn report(
        self,
        implementation: &Implementation,
        hello: Option<Hello>,
        cannot_run: Option<CannotRun>,
        judged: bool,
        restarts: usize,
        warnings: Vec<String>,
    ) -> ImplementationReport {
        let mut namer = self.namer;
        let Accumulator {
            ran,
            passed,
            expected_cases,
            failed,
            skipped,
            skipped_ids,
            findings,
            server,
            wire,
            warnings: noticed,
            signed,
            answered,
            ..
        } = self.accumulator;
        let warnings = noticed.into_iter().chain(warnings).collect();
        let count_of = |what: &ExpectedKind| {
            let kind = match what {
                ExpectedKind::Mistake(set) => Kind::Mistake(*set),
                ExpectedKind::Unsupported(why) => Kind::Unsupported(why.clone()),
            };
            findings.get(&kind).map_or(0, |finding| finding.count)
        };
        let expectations = implementation
            .expected
            .iter()
            .map(|expected| {
                let count = count_of(&expected.what);
                let mut is_gone = || match &expected.what {
                    // It would have shown on a case that came out right.
                    ExpectedKind::Mistake(set) => namer.is_ruled_out(*set),
                    ExpectedKind::Unsupported(_) => judged,
                };
                let state = match count {
                    _ if self.plan.strict => State::Off,
                    0 if is_gone() => State::Stale,
                    _ if expected.is_expired(self.plan.today) => State::Expired,
                    0 => State::NotJudged,
                    _ => State::Met,
                };
                ExpectedReport { expected: expected.clone(), count, state }
            })
            .collect();
        ImplementationReport {
            name: implementation.name.clone(),
            command: implementation.target.to_string(),
            hello,
            ran,
            passed,
            expected_cases,
            failed,
            skipped,
            skipped_ids,
            findings: findings.into_values().collect(),
            server,
            wire,
            expectations,
            cannot_run,
            restarts,
            warnings,
            signed,
            answered,
        }
    }
}

fn advance(looked_at: &mut u64, progress: &dyn Fn(Event)) {
    *looked_at += 1;
    if looked_at.is_multiple_of(256) {
        progress(Event::Advanced(*looked_at));
    }
}

/// Whether an answer is plainly what is demanded, without a search for mistakes.
fn is_right(done: &Response, demand: &Expectation) -> bool {
    match &done.answer {
        Ok(Outcome::Signed { signature, .. }) => {
            demand.outputs().any(|output| output.signature == *signature)
        }
        _ => false,
    }
}

/// The feature that a case needs and the adapter did not declare, as the reason for a skip.
fn missing_feature(case: &Case, hello: &Hello) -> Option<String> {
    // Most adapters declare both, and then no goal needs to be looked at.
    if hello.has(Feature::LoneSurrogates) && hello.has(Feature::NonFinite) {
        return None;
    }
    Feature::needed_by(&case.goal)
        .filter(|feature| !hello.has(*feature))
        .map(|feature| format!("feature \"{}\" not declared", feature.name()))
}
