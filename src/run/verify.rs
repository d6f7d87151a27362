//! Verify vectors: through an adapter that declares the op; and how an answer is judged, for
//! [`super::server`] too.

use super::accumulator::Accumulator;
use super::cross_check::Answer;
use super::plan::Plan;
use super::running::Running;
use crate::adapter::{CaseFault, Reply, Response, ServerAnswer, Session, Stop, Work};
use crate::case::{CaseId, ExpectedResponse, VerifyCase};
use crate::judge::cluster::weigh;
use crate::judge::server::{Symptom, advice, echoes, wrongs};
use crate::judge::{ServerFinding, Uniform, Way};
use crate::protocol::request::SIGNATURE_HEADER;
use crate::vectors::{SequenceGroup, SequenceTest, VerifyGroup, VerifyTest};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is remembered of earlier answers.
#[derive(Default)]
pub(super) struct Earlier {
    uniform: Uniform,
    /// Signatures of requests that were accepted: a server may answer the same one with 409.
    accepted: BTreeSet<Vec<u8>>,
}

impl Earlier {
    /// Takes down that a request was accepted.
    pub(super) fn note(&mut self, case: &VerifyCase, answer: &ServerAnswer) {
        if (200..300).contains(&answer.status) {
            self.accepted.extend(signature(case));
        }
    }
}

fn signature(case: &VerifyCase) -> Option<Vec<u8>> {
    case.request.with(|r| r.header(SIGNATURE_HEADER).next().map(<[u8]>::to_vec))
}

/// Runs verify vectors through an adapter.
pub(super) fn with_session(running: &mut Running<'_>, session: &mut Session) -> Result<(), Stop> {
    let Running { plan, accumulator, pulse, .. } = running;
    let tests: Vec<_> = selected(plan).map(|(group, test)| (test, test.case(group))).collect();
    let mut demands = tests.iter().map(|(test, _)| *test);
    let mut earlier = Earlier::default();
    let mut jobs = tests.iter().map(|(_, case)| Work::Single(case.clone()));
    session.run(&mut jobs, &mut |done| {
        pulse.judged(accumulator);
        let Some(test) = demands.next() else { return };
        take(plan, test, done, &mut earlier, accumulator);
    })?;
    sequences(running, session)
}

/// Runs sequence vectors through an adapter, one request after the other: it has no connections.
fn sequences(running: &mut Running<'_>, session: &mut Session) -> Result<(), Stop> {
    let Running { plan, accumulator, pulse, .. } = running;
    for (group, test) in selected_sequences(plan) {
        let steps = test.steps.iter().enumerate();
        let all: Vec<(usize, VerifyCase)> = steps
            .flat_map(|(at, step)| {
                let case = step.test.case_at(group.home(step));
                std::iter::repeat_n((at, case), step.repeat.into())
            })
            .collect();
        let mut demands = all.iter().map(|(at, _)| *at);
        // What came before is another matter here: two runs of a validator are the same.
        let mut earlier = Earlier::default();
        let mut came = Accumulator::default();
        let mut failed = None;
        let mut jobs = all.iter().map(|(_, case)| Work::Single(case.clone()));
        session.run(&mut jobs, &mut |done| {
            let Some(at) = demands.next() else { return };
            let before = came.server.len();
            take(plan, &test.steps[at].test, done, &mut earlier, &mut came);
            if failed.is_none() && came.server.len() > before {
                failed = Some(at);
            }
        })?;
        pulse.judged(accumulator);
        let Some(at) = failed else {
            match came.skipped.keys().next() {
                Some(why) => accumulator.skip_named(why, &test.id),
                None => accumulator.pass(),
            }
            continue;
        };
        let Some(mut found) = came.server.into_iter().next() else { continue };
        let is_known = |known: &ServerFinding| {
            known.expected.rule == found.expected.rule && known.symptoms == found.symptoms
        };
        if !accumulator.server.iter().any(is_known) {
            found.way = Way::Sequence;
        }
        if test.steps.len() > 1 {
            found.wrong.insert(0, format!("request {} of {}", at + 1, test.steps.len()));
        }
        found.comment = test.comment.clone();
        found.requirements = test.requirements.clone();
        found.flags = test.flags.clone();
        accumulator.server_finding(found, plan.strict);
    }
    Ok(())
}

/// The sequence vectors that are run.
pub(super) fn selected_sequences(
    plan: &Plan,
) -> impl Iterator<Item = (&SequenceGroup, &SequenceTest)> {
    let tests = plan.vectors.iter().flat_map(|file| file.sequence_tests());
    tests.filter(|(_, test)| plan.selection.admits(&CaseId::Vector(test.id.clone())))
}

/// The verify vectors that are run.
pub(super) fn selected(plan: &Plan) -> impl Iterator<Item = (&VerifyGroup, &VerifyTest)> {
    let tests = plan.vectors.iter().flat_map(|file| file.verify_tests());
    tests.filter(|(_, test)| plan.selection.admits(&CaseId::Vector(test.id.clone())))
}

fn take(
    plan: &Plan,
    test: &VerifyTest,
    done: Response<VerifyCase>,
    earlier: &mut Earlier,
    accumulator: &mut Accumulator,
) {
    let expected = &test.expected;
    let (wrong, stderr) = match done.answer {
        Ok(Reply::Response(answer)) => {
            note_answer(accumulator, &done.case, expected, &answer);
            let found = judge(test, &done.case, expected, &answer, 0, earlier);
            return match found {
                None => accumulator.pass(),
                Some(finding) => accumulator.server_finding(finding, plan.strict),
            };
        }
        Ok(Reply::Unsupported(why)) if expected.result() != "valid" => {
            return accumulator.skip(&why);
        }
        Ok(Reply::Unsupported(why)) => (format!("cannot express it: {why}"), Vec::new()),
        Ok(Reply::Refused(why)) => (format!("refuses to answer: {why}"), Vec::new()),
        Ok(Reply::Error(why)) => (format!("broke: {why}"), Vec::new()),
        Err(CaseFault { fault, flaky, stderr }) => {
            (format!("{fault}{}", if flaky { ", and not again" } else { "" }), stderr)
        }
    };
    let finding = finding(test, &done.case, expected, None, Vec::new(), vec![wrong]);
    accumulator.server_finding(ServerFinding { stderr, ..finding }, plan.strict);
}

/// Takes down an answer that is not the reference's, to compare implementations.
pub(super) fn note_answer(
    accumulator: &mut Accumulator,
    case: &VerifyCase,
    expected: &ExpectedResponse,
    answer: &ServerAnswer,
) {
    if answer.status != expected.rule.status() {
        let (answer, settled) = (Answer::Status(answer.status), expected.status.len() == 1);
        accumulator.answered.note(&case.id, answer, settled);
    }
}

/// A finding about an answer, or about none.
pub(super) fn finding(
    test: &VerifyTest,
    case: &VerifyCase,
    expected: &ExpectedResponse,
    status: Option<u16>,
    symptoms: Vec<Symptom>,
    wrong: Vec<String>,
) -> ServerFinding {
    ServerFinding {
        id: test.id.to_string(),
        comment: test.comment.clone(),
        requirements: test.requirements.clone(),
        expected: expected.clone(),
        status,
        weight: weigh(expected, &symptoms),
        symptoms,
        wrong,
        way: Way::Alone,
        request: Arc::clone(&case.request),
        connection: 1,
        before: Vec::new(),
        flags: test.flags.clone(),
        stderr: Vec::new(),
    }
}

/// What is wrong with an answer, or otherwise than advised; `None` where nothing is. `slack` is how many
/// seconds a lag may be off.
pub(super) fn judge(
    test: &VerifyTest,
    case: &VerifyCase,
    expected: &ExpectedResponse,
    answer: &ServerAnswer,
    slack: u64,
    earlier: &mut Earlier,
) -> Option<ServerFinding> {
    if answer.status == 409 && signature(case).is_some_and(|s| earlier.accepted.contains(&s)) {
        return None;
    }
    let mut wrong = wrongs(case, expected, answer, slack);
    earlier.note(case, answer);
    wrong.extend(earlier.uniform.check(&test.id, answer).map(|what| (Symptom::Differs, what)));
    if answer.status >= 400 && echoes(case, expected.rule, answer) {
        wrong.push((Symptom::Echoes, "echoes what it must not repeat".to_owned()));
    }
    if wrong.is_empty() {
        let note = advice(expected, answer.status)?;
        wrong.push((Symptom::Status(answer.status), note));
    }
    let (symptoms, wrong) = wrong.into_iter().unzip();
    Some(finding(test, case, expected, Some(answer.status), symptoms, wrong))
}
