//! The golden vectors, through an adapter.

use super::cross_check::Answer;
use super::running::{Running, missing_feature};
use super::weakness;
use crate::adapter::{Hello, Outcome, Response, Session, Stop, Work};
use crate::case::{Case, CaseId, Expectation};
use std::sync::Arc;

/// Has an adapter sign the golden vectors, and judges what comes.
pub(super) fn run(running: &mut Running<'_>, session: &mut Session) -> Result<(), Stop> {
    let plan = running.plan;
    let mut demands: Vec<&Expectation> = Vec::new();
    let mut cases: Vec<Case> = Vec::new();
    for (group, test) in plan.vectors.iter().flat_map(|file| file.sign_tests()) {
        let case = test.case(&group.tenant);
        match admit(running, &case, session.hello()) {
            Ok(()) => {
                demands.push(&test.expectation);
                cases.push(case);
            }
            Err(Some(why)) => {
                running.accumulator.signed.note(&case.id, Answer::Silent, false);
                running.accumulator.skip(&why);
                running.accumulator.unsigned.insert(Arc::clone(&test.id));
            }
            Err(None) => {}
        }
    }
    // What came out right is taken in first: it rules mistakes out before any is named.
    let mut wrong: Vec<(Response, &Expectation)> = Vec::new();
    let mut demands = demands.into_iter();
    let result = session.run(&mut cases.into_iter().map(Work::Single), &mut |done| {
        let Some(demand) = demands.next() else { return };
        if let (Ok(Outcome::Unsupported(_)), CaseId::Vector(id)) = (&done.answer, &done.case.id) {
            running.accumulator.unsigned.insert(Arc::clone(id));
        }
        if needs_a_name(&done, demand) {
            running.defer(&done, demand);
            wrong.push((done, demand));
        } else {
            running.take(&done, demand);
        }
        running.judged();
    });
    running.accumulator.end_deferral();
    for (done, demand) in wrong {
        running.take(&done, demand);
    }
    running.accumulator.unseen = weakness::unseen(plan, &running.accumulator.unsigned);
    result
}

/// Whether a case is run: `Err(None)` where it is not selected, `Err(Some(why))` where it is
/// skipped.
fn admit(running: &Running<'_>, case: &Case, hello: &Hello) -> Result<(), Option<String>> {
    if !running.plan.selection.admits(&case.id) {
        return Err(None);
    }
    missing_feature(case, hello).map_or(Ok(()), |why| Err(Some(why)))
}

/// Whether an answer is a signature that is wrong, so that a search for mistakes is due.
fn needs_a_name(done: &Response, demand: &Expectation) -> bool {
    match &done.answer {
        Ok(Outcome::Signed { signature, .. }) => {
            demand.outputs().all(|output| output.signature != *signature)
        }
        _ => false,
    }
}
