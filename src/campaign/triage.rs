//! From something that looked wrong to a finding: reproduced, shrunk, named.

use super::artifacts::unnamed_cause;
use super::control::Control;
use super::reproducer::{
    First401, Observed, Reproducer, TargetUnavailable, demanded, is_taken_before,
};
use crate::case::CaseId;
use crate::case::ExpectedResponse;
use crate::generate::rng::Rng;
use crate::generate::{Draw, RequestBuilder, TenantSet, TestRequest, fresh};
use crate::judge::hypotheses::{Hypothesis, Seen, hypotheses, narrow};
use crate::judge::server::{Symptom, Wrong};
use crate::judge::shrink_request::shrink_sketch;
use crate::protocol::Goal;
use crate::protocol::json::parse_wire;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Something that looked wrong.
pub(super) struct Candidate {
    pub(super) probe: TestRequest,
    pub(super) builder: Option<RequestBuilder>,
    pub(super) expected: ExpectedResponse,
    pub(super) symptom: Symptom,
}

/// What an inquiry came to.
pub(super) enum Outcome {
    /// It happened again each time.
    Finding(Box<Confirmed>),
    /// It happened so many times out of [`REPLAYS`] only.
    Flaky(usize),
}

/// A finding, before it is filed.
pub(super) struct Confirmed {
    /// The smallest request that shows it.
    pub(super) probe: TestRequest,
    pub(super) expected: ExpectedResponse,
    pub(super) observed: Observed,
    pub(super) wrong: Vec<Wrong>,
    /// The mistakes that explain it, the likeliest first.
    pub(super) hypotheses: Vec<Hypothesis>,
}

/// So often it must happen again.
pub(super) const REPLAYS: usize = 3;

/// So many smaller requests are tried, for so long.
const SMALLER: usize = 400;
const SHRINKING: Duration = Duration::from_secs(20);

/// So many cases are there to try hypotheses with, and so many hypotheses are tried.
const POOL: u64 = 800;
const TRIED: usize = 60;
const TRIALS: usize = 3;

/// Reproduces, shrinks and names.
pub(super) fn inquire(
    suspicion: &Candidate,
    witnesses: &[Seen],
    bench: &mut Reproducer<'_>,
    world: &TenantSet,
    first: Option<&First401>,
    control: &Control<'_>,
) -> Result<Outcome, TargetUnavailable> {
    let symptom = suspicion.symptom;
    let mut last = None;
    let mut again = 0;
    for _ in 0..REPLAYS {
        bench.renew();
        // The one that it differs from is asked anew, too.
        let renewed = match first.filter(|_| symptom == Symptom::Differs) {
            Some(first) => match bench.ask(&first.probe, world, None, control)?.1 {
                Observed::Answer(answer) => {
                    Some(First401 { probe: first.probe.clone(), answer: *answer })
                }
                _ => None,
            },
            None => None,
        };
        let asked = bench.ask(&suspicion.probe, world, renewed.as_ref(), control)?;
        if shows(&asked.0, symptom) || is_taken_before(symptom, &asked.1) {
            again += 1;
            last = Some(asked);
        }
    }
    let Some((wrong, observed, probe)) = last.filter(|_| again == REPLAYS) else {
        return Ok(Outcome::Flaky(again));
    };
    let mut found = Confirmed {
        expected: demanded(&probe, world, bench.clocks()),
        probe,
        observed,
        wrong,
        hypotheses: Vec::new(),
    };
    if let Some(builder) = &suspicion.builder {
        shrink(builder, suspicion, &mut found, bench, world, first, control)?;
    }
    if suspicion.probe.wire.is_none() && symptom != Symptom::Differs {
        found.hypotheses = name(suspicion, &found, witnesses, bench, world, control)?;
    }
    Ok(Outcome::Finding(Box::new(found)))
}

fn shows(wrong: &[Wrong], symptom: Symptom) -> bool {
    wrong.iter().any(|(found, _)| *found == symptom)
}

/// Takes away what is not needed, as long as it stays the same by name.
fn shrink(
    builder: &RequestBuilder,
    suspicion: &Candidate,
    found: &mut Confirmed,
    bench: &mut Reproducer<'_>,
    world: &TenantSet,
    first: Option<&First401>,
    control: &Control<'_>,
) -> Result<(), TargetUnavailable> {
    let begun = Instant::now();
    let symptom = suspicion.symptom;
    let cause = unnamed_cause(&suspicion.probe, &suspicion.expected, symptom);
    let (id, now) = (found.probe.case.id.clone(), found.probe.case.now);
    let clocks = bench.clocks();
    let mut gone = false;
    shrink_sketch(builder, SMALLER, |candidate| {
        if gone || begun.elapsed() > SHRINKING {
            return false;
        }
        let probe = candidate.probe(world, id.clone(), now);
        if unnamed_cause(&probe, &demanded(&probe, world, clocks), symptom) != cause {
            return false;
        }
        match bench.ask(&probe, world, first, control) {
            Ok((wrong, observed, probe)) if shows(&wrong, symptom) => {
                found.expected = demanded(&probe, world, clocks);
                (found.probe, found.observed, found.wrong) = (probe, observed, wrong);
                true
            }
            Ok(_) => false,
            Err(TargetUnavailable) => {
                gone = true;
                false
            }
        }
    });
    if gone { Err(TargetUnavailable) } else { Ok(()) }
}

/// The known mistakes that would have done all that was seen. What the witnesses leave open is asked.
fn name(
    suspicion: &Candidate,
    found: &Confirmed,
    witnesses: &[Seen],
    bench: &mut Reproducer<'_>,
    world: &TenantSet,
    control: &Control<'_>,
) -> Result<Vec<Hypothesis>, TargetUnavailable> {
    let seen_as = |probe: &TestRequest, expected: &ExpectedResponse, symptom| Seen {
        case: probe.case.clone(),
        expected: expected.clone(),
        verdict: symptom,
        telling: false,
    };
    let mut seen = vec![
        seen_as(&found.probe, &found.expected, Some(suspicion.symptom)),
        seen_as(&suspicion.probe, &suspicion.expected, Some(suspicion.symptom)),
    ];
    let mut candidates = narrow(&hypotheses(), &seen);
    seen.extend(witnesses.iter().cloned());
    candidates = narrow(&candidates, &seen);
    if candidates.len() > 1 {
        for (probe, expected) in own_trials(&candidates, world, found, bench) {
            let (wrong, _, _) = bench.ask(&probe, world, None, control)?;
            let verdict = wrong.first().map(|(symptom, _)| *symptom);
            seen.push(Seen { telling: true, ..seen_as(&probe, &expected, verdict) });
        }
        candidates = narrow(&candidates, &seen);
        candidates.truncate(TRIED);
    }
    if candidates.len() > 1 {
        for (probe, expected) in trials(&candidates, world, found, bench) {
            let (wrong, _, _) = bench.ask(&probe, world, None, control)?;
            let verdict = wrong.first().map(|(symptom, _)| *symptom);
            seen.push(seen_as(&probe, &expected, verdict));
        }
        candidates = narrow(&candidates, &seen);
    }
    Ok(candidates)
}

/// A request for each candidate that shares a mistake with signers: it takes what such a signer makes.
fn own_trials(
    candidates: &[Hypothesis],
    world: &TenantSet,
    found: &Confirmed,
    bench: &Reproducer<'_>,
) -> Vec<(TestRequest, ExpectedResponse)> {
    let party = world.place(&found.probe.case.domain).unwrap_or(0);
    let trial = |hypothesis: &Hypothesis| {
        let Hypothesis::Mistake(set) = hypothesis else { return None };
        let example = set.mistakes().next()?.example;
        let goal = Goal::from_value(parse_wire(example.as_bytes()).ok()?).ok()?;
        let mut builder = RequestBuilder::ordinary(party, goal);
        builder.signed.mistakes = *set;
        let probe = builder.probe(world, CaseId::Vector(Arc::from("trial")), found.probe.case.now);
        let expected = demanded(&probe, world, bench.clocks());
        Some((probe, expected))
    };
    candidates.iter().filter_map(trial).collect()
}

/// Requests that tell candidates apart: on each of them one is wrong, and few others.
fn trials(
    candidates: &[Hypothesis],
    world: &TenantSet,
    found: &Confirmed,
    bench: &Reproducer<'_>,
) -> Vec<(TestRequest, ExpectedResponse)> {
    let (now, clocks) = (found.probe.case.now, bench.clocks());
    let mut telling: Vec<Vec<(usize, usize)>> = vec![Vec::new(); candidates.len()];
    let pool: Vec<(TestRequest, ExpectedResponse)> = (0..POOL)
        .map(|index| {
            let mut rng = Rng::new(0x5EED, index);
            let builder = fresh(&mut Draw { rng: &mut rng, world, now });
            let probe = builder.probe(world, CaseId::Vector(Arc::from("trial")), now);
            let expected = demanded(&probe, world, clocks);
            (probe, expected)
        })
        .collect();
    for (at, (probe, expected)) in pool.iter().enumerate() {
        let wrong = |hypothesis: &Hypothesis| hypothesis.verdict(&probe.case, expected).is_some();
        let told: Vec<usize> = (0..candidates.len()).filter(|at| wrong(&candidates[*at])).collect();
        if told.len() < candidates.len() {
            told.iter().for_each(|hypothesis| telling[*hypothesis].push((told.len(), at)));
        }
    }
    let mut chosen: Vec<usize> = telling
        .iter_mut()
        .flat_map(|places| {
            places.sort_unstable();
            places.iter().take(TRIALS).map(|(_, at)| *at).collect::<Vec<_>>()
        })
        .collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen.into_iter().map(|at| pool[at].clone()).collect()
}
