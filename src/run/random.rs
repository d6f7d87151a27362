//! Random goals from a seed, through an adapter; what was wrong in a batch is sent again alone.

use super::cross_check::Answer;
use super::running::{Running, missing_feature};
use crate::adapter::protocol::MAX_BATCH;
use crate::adapter::{Feature, Response, Session, Stop, Work};
use crate::case::{Case, CaseId, Verdict};
use crate::generate::stream::{GOALS_PER_TENANT, Stream};
use crate::judge::{Judgement, Kind, Wrong, sample};
use std::cell::RefCell;
use std::sync::Arc;

/// The number of random goals after which what was wrong in a batch is sent again, one by one.
const SEGMENT: u64 = 16 * GOALS_PER_TENANT;

/// So many unexplained drifts of a segment are sent again first: where none of them is right alone, the rest would say
/// nothing new.
const RETRIED: usize = 200;

/// Has an adapter sign the random goals of the plan, and judges what comes.
pub(super) fn run(running: &mut Running<'_>, session: &mut Session) -> Result<(), Stop> {
    let (plan, stream) = (running.plan, Stream { seed: running.plan.seed });
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
                    let case = Case { id, tenant: Arc::clone(&tenant), goal: stream.goal(index) };
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
        let mut again = Again::default();
        let result = session.run(&mut jobs, &mut |done| {
            running.judged();
            if running.is_reference(&done) {
                running.accumulator.pass();
                running.namer.came_out_right(&done.case.tenant, &done.case.goal);
            } else {
                take_random(running, done, &mut again);
            }
        });
        drop(jobs);
        for (why, id) in skipped.into_inner() {
            running.accumulator.signed.note(&id, Answer::Silent, false);
            running.accumulator.skip(&why);
        }
        if let Err(stop) = result {
            again.all().for_each(|done| take_unasked(running, done));
            return Err(stop);
        }
        retry_alone(running, session, again)?;
        if running.cancel.is_cancelled() {
            return Err(Stop::Interrupted);
        }
        start = end;
    }
    Ok(())
}

/// What was wrong in the batches of a segment and may be sent again.
#[derive(Default)]
struct Again {
    /// In any case.
    first: Vec<Response>,
    /// Unexplained drifts beyond [`RETRIED`]: where any of the others is right alone.
    rest: Vec<Response>,
}

impl Again {
    fn push(&mut self, done: Response, unexplained: bool) {
        let is_enough = unexplained && self.first.len() >= RETRIED;
        if is_enough { &mut self.rest } else { &mut self.first }.push(done);
    }

    fn all(&self) -> impl Iterator<Item = &Response> {
        self.first.iter().chain(&self.rest)
    }
}

fn take_random(running: &mut Running<'_>, done: Response, again: &mut Again) {
    let demand = running.demand(&done.case);
    let judgement = running.judge(&done, &demand);
    if let Judgement::Wrong(Wrong { kinds, .. }) = &judgement
        && done.in_batch
        && !running.accumulator.is_confirmed(kinds)
    {
        let unexplained = kinds.iter().any(|kind| matches!(kind, Kind::Unexplained(_)));
        again.push(done, unexplained);
        return;
    }
    running.note(&done, &demand);
    let legal = demand.verdict == Verdict::Valid;
    running
        .accumulator
        .take(judgement, done.in_batch, legal, |wrong| sample(&done, &demand, wrong));
}

/// What was wrong in a batch, one by one: for the signed bytes, and because it may be right alone.
fn retry_alone(
    running: &mut Running<'_>,
    session: &mut Session,
    Again { first, rest }: Again,
) -> Result<(), Stop> {
    let mut right_alone = 0;
    let result = retry(running, session, &first, &mut right_alone);
    if result.is_ok() && right_alone > 0 {
        return retry(running, session, &rest, &mut right_alone);
    }
    rest.iter().for_each(|done| take_unasked(running, done));
    result
}

/// Sends these again, one by one, and counts those that are right alone.
fn retry(
    running: &mut Running<'_>,
    session: &mut Session,
    wrong: &[Response],
    right_alone: &mut usize,
) -> Result<(), Stop> {
    let mut in_batch = wrong.iter();
    let mut jobs = wrong.iter().map(|done| Work::Single(done.case.clone()));
    let result = session.run(&mut jobs, &mut |alone| {
        let Some(batched) = in_batch.next() else { return };
        let demand = running.demand(&alone.case);
        running.note(&alone, &demand);
        let judgement = running.judge(&alone, &demand);
        let legal = demand.verdict == Verdict::Valid;
        if matches!(judgement, Judgement::Wrong(_)) {
            running
                .accumulator
                .take(judgement, false, legal, |wrong| sample(&alone, &demand, wrong));
        } else {
            *right_alone += 1;
            let wrong = Judgement::Wrong(Wrong::only(Kind::BatchOnly));
            running.accumulator.take(wrong, false, legal, |wrong| sample(batched, &demand, wrong));
        }
    });
    drop(jobs);
    in_batch.for_each(|done| take_unasked(running, done));
    result
}

/// Takes in what was wrong in a batch and is not asked again.
fn take_unasked(running: &mut Running<'_>, done: &Response) {
    let demand = running.demand(&done.case);
    running.take(done, &demand);
}
