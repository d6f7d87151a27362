//! Goals that are really sent: what arrives at a capture endpoint is judged as the server would.

use super::plan::Plan;
use super::running::Running;
use crate::adapter::{CannotRun, Feature, SendCase, Session, Stop, Work};
use crate::case::{Case, CaseId, Verdict};
use crate::endpoint::Capture;
use crate::judge::{Arrivals, Delivery, Judgement, Kind, Wrong, judge_delivery};
use crate::vectors::Test;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The domain that goals are sent for.
const DOMAIN: &str = "yoursite.com";

/// The goals that are sent: golden vectors that every signer must sign, and those with a negative
/// zero, which languages send in their own ways. Their ids begin with `send/`.
pub(super) fn cases(plan: &Plan) -> impl Iterator<Item = Case> {
    let is_sent = |test: &Test| {
        test.expectation.verdict == Verdict::Valid || test.flags.iter().any(|f| f == "NegativeZero")
    };
    let tests = plan.vectors.iter().flat_map(|file| file.sign_tests());
    let cases = tests.filter(move |(_, test)| is_sent(test)).map(|(group, test)| Case {
        id: CaseId::Vector(format!("send/{}", test.id).into()),
        tenant: Arc::clone(&group.tenant),
        goal: test.goal.clone(),
    });
    cases.filter(|case| plan.selection.admits(&case.id))
}

/// Has an adapter send goals, and judges what arrives.
pub(super) fn run(running: &mut Running<'_>, session: &mut Session) -> Result<(), Stop> {
    let cases: Vec<Case> = cases(running.plan).collect();
    let Running { accumulator, namer, pulse, .. } = running;
    let hello = session.hello();
    let missing = |case: &Case| Feature::needed_by(&case.goal).filter(|f| !hello.has(*f));
    let (cases, skipped): (Vec<Case>, Vec<Case>) =
        cases.into_iter().partition(|case| missing(case).is_none());
    for feature in skipped.iter().filter_map(missing) {
        accumulator.skip(&format!("feature \"{}\" not declared", feature.name()));
    }
    if cases.is_empty() {
        return Ok(());
    }
    let capture = Capture::open().map_err(|error| {
        let why = format!("no port on 127.0.0.1 could be opened to capture what is sent: {error}");
        Stop::GaveUp(CannotRun { why, stderr: Vec::new() })
    })?;
    let mut next = 0;
    let mut jobs = cases.into_iter().map(|case| {
        let endpoint = capture.expect(next, DOMAIN, &case.tenant);
        next += 1;
        Work::Single(SendCase { case, endpoint, attempts: Arc::default(), domain: DOMAIN.into() })
    });
    let mut number = 0;
    let result = session.run(&mut jobs, &mut |done| {
        pulse.judged(accumulator);
        let attempt = done.case.attempts.load(Ordering::Relaxed);
        let (arrived, count, stray) = capture.take(number, attempt);
        number += 1;
        match judge_delivery(&done, &Arrivals { first: &arrived, count, stray }, namer) {
            Delivery::Accepted(drift) => {
                accumulator.on_the_wire(drift, true);
                accumulator.pass();
            }
            Delivery::Refused => accumulator.pass(),
            Delivery::Skipped(why) => accumulator.skip(&why),
            Delivery::Failed(kind, sample) => {
                if let Kind::Wire(_, mistakes) = &kind {
                    accumulator.on_the_wire(*mistakes, false);
                }
                let wrong = Judgement::Wrong(Wrong::only(kind));
                accumulator.take(wrong, false, sample.legal, |_| (*sample).clone());
            }
        }
    });
    if capture.late() > 0 {
        let late = capture.late();
        accumulator.warn(format!(
            "{late} requests arrived only after their case was answered, and do not count"
        ));
    }
    result
}
