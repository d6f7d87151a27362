//! Verify vectors against a running server: a first look, then every vector on a connection of its own, then
//! again on connections that are kept.

use super::accumulator::Accumulator;
use super::capabilities::measure;
use super::event::Pulse;
use super::pace::Pace;
use super::plan::{Plan, Server};
use super::preflight::{Diagnosis, preflight};
use super::sending::{Selected, Sender, Sent};
use super::sequences;
use super::verify::{Earlier, finding, judge, note_answer, selected};
use crate::adapter::{Cancel, CannotRun, Stop};
use crate::judge::server::Symptom;
use crate::judge::{ServerFinding, Way};
use crate::vectors::VerifyTest;
use std::collections::BTreeMap;
use std::time::Duration;

/// A lag may be off by so many seconds where the server has a clock of its own, beside the time that
/// the request took.
const CLOCKS: u64 = 5;

/// The number of failures of one kind that are sent again alone.
const SENT_AGAIN: usize = 8;

/// The longest that one of the first requests may take.
const FIRST_LOOK: Duration = Duration::from_secs(5);

/// Runs verify vectors against a running server.
pub(super) fn run(
    plan: &Plan,
    server: &Server,
    timeout: Duration,
    cancel: &Cancel,
    accumulator: &mut Accumulator,
    pulse: &mut Pulse<'_>,
) -> Result<(), Stop> {
    let first = timeout.min(FIRST_LOOK);
    let diagnosis = preflight(&server.address, &server.sites, first);
    if diagnosis.stops() {
        let why = diagnosis.to_string();
        return Err(Stop::GaveUp(CannotRun { why, stderr: Vec::new() }));
    }
    if !diagnosis.is_well() {
        accumulator.warn(diagnosis.to_string());
    }
    let pace = Pace::new(server.rate);
    let sender = Sender { plan, server, timeout, cancel, pace: &pace };
    let tests: Vec<Selected<'_>> = selected(plan).collect();
    let mut earlier = Earlier::default();
    let (mut jobs, mut kept, mut abilities) = (1, false, None);
    if !matches!(diagnosis, Diagnosis::NoAnswer(_))
        && let Some(site) = server.sites.first()
    {
        let can = measure(&server.address, &site.domain, first);
        jobs = server.jobs.min(can.parallel).max(1);
        kept = can.keep_alive;
        abilities = Some(can);
        if jobs < server.jobs {
            accumulator.warn(format!(
                "it answers on {} connections at a time, so fewer are used",
                can.parallel
            ));
        }
        if !kept {
            accumulator.warn("it keeps no connection open, so none is used twice".to_owned());
        }
    }
    let way = if jobs == 1 { Way::Alone } else { Way::Parallel };
    let all = sender.send(&tests, way, jobs, &mut || pulse.judged(accumulator))?;
    for one in &all {
        if let Sent::Done { case, answer: Ok(answer), .. } = one {
            earlier.note(case, answer);
        }
    }
    let mut found: Vec<Option<ServerFinding>> = Vec::new();
    let mut skipped: Vec<Option<String>> = Vec::new();
    for ((_, test), one) in tests.iter().zip(all) {
        skipped.push(match &one {
            Sent::Skipped(why) => Some(why.clone()),
            Sent::Done { .. } => None,
        });
        if let Sent::Done { case, expected, answer: Ok(answer), .. } = &one {
            note_answer(accumulator, case, expected, answer);
        }
        found.push(judged(test, one, &mut earlier));
    }
    if way == Way::Parallel {
        tell_apart(&sender, &tests, &mut found, Way::Parallel, &mut earlier)?;
    }
    if kept {
        again_on_kept(&sender, &tests, &mut found, jobs, &mut earlier)?;
    }
    for ((found, skipped), (_, test)) in found.into_iter().zip(skipped).zip(&tests) {
        match (skipped, found) {
            (Some(why), _) => accumulator.skip_named(&why, &test.id),
            (None, None) => accumulator.pass(),
            (None, Some(finding)) => accumulator.server_finding(finding, plan.strict),
        }
    }
    if let Some(can) = abilities {
        sequences::run(&sender, &can, &mut earlier, accumulator, pulse)?;
    }
    let (pauses, waited) = pace.pauses();
    if pauses > 0 {
        accumulator.warn(format!(
            "it answered 429 or 503 with the request to wait {pauses} times; {} s were waited",
            waited.as_secs()
        ));
    }
    Ok(())
}

/// What is wrong with what came of a vector.
fn judged(test: &VerifyTest, sent: Sent, earlier: &mut Earlier) -> Option<ServerFinding> {
    let Sent::Done { case, expected, answer, took } = sent else { return None };
    match answer {
        Ok(answer) => judge(test, &case, &expected, &answer, CLOCKS + took.as_secs(), earlier),
        Err(fault) => {
            let symptoms = vec![Symptom::of_fault(&fault)];
            Some(finding(test, &case, &expected, None, symptoms, vec![fault.to_string()]))
        }
    }
}

/// The same vectors on connections that are kept; what is wrong only there is a finding of its own.
fn again_on_kept(
    sender: &Sender<'_>,
    tests: &[Selected<'_>],
    found: &mut [Option<ServerFinding>],
    jobs: usize,
    earlier: &mut Earlier,
) -> Result<(), Stop> {
    let right: Vec<usize> = (0..tests.len()).filter(|at| found[*at].is_none()).collect();
    let again: Vec<Selected<'_>> = right.iter().map(|at| tests[*at]).collect();
    let sent = sender.send(&again, Way::Kept, jobs, &mut || {})?;
    let mut only_here: Vec<Option<ServerFinding>> =
        again.iter().zip(sent).map(|(test, one)| judged(test.1, one, earlier)).collect();
    tell_apart(sender, &again, &mut only_here, Way::Kept, earlier)?;
    for (at, finding) in right.into_iter().zip(only_here) {
        found[at] = finding;
    }
    Ok(())
}

/// The rule and the symptoms of failures that are alike.
type Alike = (&'static str, Vec<Symptom>);

/// Sends what was wrong in company once more alone: where it is right then, the company is the cause. Of
/// many alike, a few are sent, and the others are taken to be the same.
fn tell_apart(
    sender: &Sender<'_>,
    tests: &[Selected<'_>],
    found: &mut [Option<ServerFinding>],
    way: Way,
    earlier: &mut Earlier,
) -> Result<(), Stop> {
    // By rule and symptoms: how many were sent again, and what the last one showed.
    let mut asked: BTreeMap<Alike, (usize, Option<Way>)> = BTreeMap::new();
    let Some(before) = tests.first() else { return Ok(()) };
    for (test, slot) in tests.iter().zip(found) {
        let Some(finding) = slot else { continue };
        let key = (finding.expected.rule.id(), finding.symptoms.clone());
        let (count, company) = asked.get(&key).copied().unwrap_or((0, None));
        let mut is_company = company;
        if count < SENT_AGAIN {
            let mut shows = |tests: &[Selected<'_>], way| -> Result<bool, Stop> {
                let sent = sender.send(tests, way, 1, &mut || {})?;
                let last = sent.into_iter().last();
                Ok(last.and_then(|one| judged(test.1, one, earlier)).is_some())
            };
            is_company = match shows(&[*test], Way::Alone)? {
                true => None,
                // On a connection that is kept, the one before it is enough; else others must be under way.
                false if way == Way::Kept && shows(&[*before, *test], Way::Kept)? => {
                    Some(Way::Kept)
                }
                false => Some(Way::Parallel),
            };
            asked.insert(key, (count + 1, is_company));
        }
        finding.way = is_company.unwrap_or(Way::Alone);
    }
    Ok(())
}
