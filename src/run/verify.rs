//! Verify vectors: against an adapter that declares the op, and against a running server.

use super::accumulator::Accumulator;
use super::cross_check::Answer;
use super::event::Pulse;
use super::plan::{Plan, Server};
use super::running::Running;
use crate::adapter::{
    Cancel, CannotRun, CaseFault, HttpFault, Reply, Response, ServerAnswer, Session, Stop, Work,
};
use crate::case::ExpectedResponse;
use crate::case::{CaseId, VerifyCase};
use crate::judge::server::echoes;
use crate::judge::{ServerFinding, Uniform, judge_answer};
use crate::protocol::request::SIGNATURE_HEADER;
use crate::vectors::{VerifyGroup, VerifyTest};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// A lag may be off by so many seconds where the server has a clock of its own, beside the time that
/// the request took.
const CLOCKS: u64 = 5;

/// So many times in a row a server may be unreachable, or silent, then it is given up.
const SILENT: usize = 3;

/// What is remembered of earlier answers.
#[derive(Default)]
struct Earlier {
    uniform: Uniform,
    /// Signatures of requests that were accepted: a server may answer the same one with 409.
    accepted: BTreeSet<Vec<u8>>,
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
        take(test, &test.expected, done, 0, &mut earlier, accumulator);
    })
}

/// Runs verify vectors against a running server.
pub(super) fn with_server(
    plan: &Plan,
    server: &Server,
    timeout: Duration,
    cancel: &Cancel,
    accumulator: &mut Accumulator,
    pulse: &mut Pulse<'_>,
) -> Result<(), Stop> {
    let mut earlier = Earlier::default();
    let mut silent = 0;
    for (at, (group, test)) in selected(plan).enumerate() {
        if cancel.is_cancelled() {
            return Err(Stop::Interrupted);
        }
        pulse.judged(accumulator);
        let (case, expected) = match test.relocated(group, &server.sites, (plan.now)()) {
            Ok(moved) => moved,
            Err(why) => {
                accumulator.skip_named(&why, &test.id);
                continue;
            }
        };
        let asked = Instant::now();
        let answer = match server.address.exchange(&case.request, timeout) {
            Ok(answer) => Ok(Reply::Response(answer)),
            Err(fault) => {
                let down = matches!(fault, HttpFault::Unreachable(_));
                if down || fault == HttpFault::TimedOut {
                    silent += 1;
                }
                if silent == SILENT || (down && at == 0) {
                    let times = if silent == 1 { "" } else { ", several times in a row" };
                    let why = format!("{fault}{times}");
                    return Err(Stop::GaveUp(CannotRun { why, stderr: Vec::new() }));
                }
                Ok(Reply::Error(fault.to_string()))
            }
        };
        if matches!(answer, Ok(Reply::Response(_))) {
            silent = 0;
        }
        let slack = CLOCKS + asked.elapsed().as_secs();
        let done = Response { case, answer, in_batch: false };
        take(test, &expected, done, slack, &mut earlier, accumulator);
    }
    Ok(())
}

/// The verify vectors that are run.
pub(super) fn selected(plan: &Plan) -> impl Iterator<Item = (&VerifyGroup, &VerifyTest)> {
    let tests = plan.vectors.iter().flat_map(|file| file.verify_tests());
    tests.filter(|(_, test)| plan.selection.admits(&CaseId::Vector(test.id.clone())))
}

fn take(
    test: &VerifyTest,
    expected: &ExpectedResponse,
    done: Response<VerifyCase>,
    slack: u64,
    earlier: &mut Earlier,
    accumulator: &mut Accumulator,
) {
    let mut status = None;
    let mut stderr = Vec::new();
    let wrong = match done.answer {
        Ok(Reply::Response(answer)) => {
            status = Some(answer.status);
            if answer.status != expected.rule.status() {
                let (answer, settled) = (Answer::Status(answer.status), expected.status.len() == 1);
                accumulator.answered.note(&done.case.id, answer, settled);
            }
            judge(test, &done.case, expected, &answer, slack, earlier)
        }
        Ok(Reply::Unsupported(why)) if expected.result() != "valid" => {
            return accumulator.skip(&why);
        }
        Ok(Reply::Unsupported(why)) => vec![format!("cannot express it: {why}")],
        Ok(Reply::Refused(why)) => vec![format!("refuses to answer: {why}")],
        Ok(Reply::Error(why)) => vec![format!("broke: {why}")],
        Err(CaseFault { fault, flaky, stderr: tail }) => {
            stderr = tail;
            let again = if flaky { ", and not again" } else { "" };
            vec![format!("{fault}{again}")]
        }
    };
    if wrong.is_empty() {
        return accumulator.pass();
    }
    accumulator.server_failed(ServerFinding {
        id: test.id.to_string(),
        comment: test.comment.clone(),
        requirements: test.requirements.clone(),
        rule: expected.rule,
        expected: expected.status.clone(),
        status,
        wrong,
        stderr,
    });
}

fn judge(
    test: &VerifyTest,
    case: &VerifyCase,
    expected: &ExpectedResponse,
    answer: &ServerAnswer,
    slack: u64,
    earlier: &mut Earlier,
) -> Vec<String> {
    let signature = case.request.with(|r| r.header(SIGNATURE_HEADER).next().map(<[u8]>::to_vec));
    if answer.status == 409 && signature.as_ref().is_some_and(|s| earlier.accepted.contains(s)) {
        return Vec::new();
    }
    let mut wrong = judge_answer(case, expected, answer, slack);
    if (200..300).contains(&answer.status) {
        earlier.accepted.extend(signature);
    }
    wrong.extend(earlier.uniform.check(&test.id, answer));
    if answer.status >= 400 && echoes(case, expected.rule, answer) {
        wrong.push("echoes what it must not repeat".to_owned());
    }
    wrong
}
