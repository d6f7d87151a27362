//! Which known mistakes would have done all that was seen: candidates are asked about, and doubted, before they are given.

use super::case::{ConfirmedCase, SuspectedCase};
use super::inquiry::Inquiry;
use super::reproducer::{Reproducer, TargetUnavailable, demanded};
use crate::case::{CaseId, ExpectedResponse};
use crate::generate::rng::Rng;
use crate::generate::{Draw, RequestBuilder, TenantSet, TestRequest, fresh};
use crate::judge::hypotheses::{Hypothesis, Seen, hypotheses, narrow};
use crate::judge::server::Symptom;
use crate::protocol::Goal;
use crate::protocol::json::parse_wire;
use std::sync::Arc;

/// So many cases are there to try hypotheses with, and so many hypotheses are tried.
const POOL: u64 = 800;
const TRIED: usize = 60;
const TRIALS: usize = 3;

/// So many of the last hypotheses are doubted, with so many requests of each kind.
const DOUBTED: usize = 6;
const DOUBTS: usize = 12;

impl Inquiry<'_, '_, '_> {
    /// The known mistakes that would have done all that was seen. What the witnesses leave open is asked.
    pub(super) fn name(
        &mut self,
        suspect: &SuspectedCase,
        found: &ConfirmedCase,
    ) -> Result<Vec<Hypothesis>, TargetUnavailable> {
        let (world, control) = (self.world, self.control);
        let seen_as = |probe: &TestRequest, expected: &ExpectedResponse, symptom| Seen {
            case: probe.case.clone(),
            expected: expected.clone(),
            verdict: symptom,
            telling: false,
        };
        let mut seen = vec![
            seen_as(&found.request, &found.expected, Some(suspect.symptom)),
            seen_as(&suspect.request, &suspect.expected, Some(suspect.symptom)),
        ];
        let mut candidates = narrow(&hypotheses(), &seen);
        seen.extend(self.witnesses.iter().cloned());
        candidates = narrow(&candidates, &seen);
        if !candidates.is_empty() {
            for (probe, expected) in own_trials(&candidates, world, found, self.bench) {
                let (wrong, _, _) = self.bench.ask(&probe, world, None, control)?;
                let verdict = wrong.first().map(|(symptom, _)| *symptom);
                seen.push(Seen { telling: true, ..seen_as(&probe, &expected, verdict) });
            }
            candidates = narrow(&candidates, &seen);
            candidates.truncate(TRIED);
        }
        if !candidates.is_empty() {
            for (probe, expected) in trials(&candidates, world, found, self.bench) {
                let (wrong, _, _) = self.bench.ask(&probe, world, None, control)?;
                let verdict = wrong.first().map(|(symptom, _)| *symptom);
                seen.push(seen_as(&probe, &expected, verdict));
            }
            candidates = narrow(&candidates, &seen);
            candidates.truncate(DOUBTED);
        }
        // A name says more than what was seen: what it predicts must not be contradicted.
        let mut named = Vec::new();
        for hypothesis in candidates {
            let mut doubts = Vec::new();
            for (probe, expected) in doubtful(&hypothesis, world, found, self.bench) {
                let (wrong, _, _) = self.bench.ask(&probe, world, None, control)?;
                let verdict = wrong.first().map(|(symptom, _)| *symptom);
                doubts.push(seen_as(&probe, &expected, verdict));
            }
            if !is_contradicted(&hypothesis, suspect.symptom, &doubts) {
                named.push(hypothesis);
            }
        }
        Ok(named)
    }
}

/// One in so many predictions may be wrong: a mistake is a model of a server.
const PRECISE: usize = 4;

/// Whether some of what a mistake predicts was right, or some of what it does not predict was wrong in the same way.
fn is_contradicted(hypothesis: &Hypothesis, symptom: Symptom, seen: &[Seen]) -> bool {
    let (mut right, mut wrong, mut other) = (0, 0, 0);
    for one in seen {
        match (hypothesis.verdict(&one.case, &one.expected), one.verdict) {
            (Some(_), Some(_)) => wrong += 1,
            (Some(_), None) => right += 1,
            (None, Some(came)) if came == symptom => other += 1,
            (None, _) => {}
        }
    }
    PRECISE * right > wrong || PRECISE * other > wrong.max(1)
}

/// Requests that could contradict a mistake: some that it answers wrongly, and as many of the same demand that it
/// answers rightly.
fn doubtful(
    hypothesis: &Hypothesis,
    world: &TenantSet,
    found: &ConfirmedCase,
    bench: &Reproducer<'_>,
) -> Vec<(TestRequest, ExpectedResponse)> {
    let (now, clocks) = (found.request.case.now, bench.clocks());
    let (mut predicted, mut others) = (Vec::new(), Vec::new());
    for index in 0..POOL {
        let mut rng = Rng::new(0xD0B7, index);
        let builder = fresh(&mut Draw { rng: &mut rng, world, now });
        let probe = builder.probe(world, CaseId::Vector(Arc::from("trial")), now);
        let expected = demanded(&probe, world, clocks);
        let chosen = match hypothesis.verdict(&probe.case, &expected) {
            Some(_) => &mut predicted,
            None if expected.may_refuse() == found.expected.may_refuse() => &mut others,
            None => continue,
        };
        if chosen.len() < DOUBTS {
            chosen.push((probe, expected));
        }
    }
    others.truncate(predicted.len());
    predicted.into_iter().chain(others).collect()
}

/// A request for each candidate that shares a mistake with signers: it takes what such a signer makes.
fn own_trials(
    candidates: &[Hypothesis],
    world: &TenantSet,
    found: &ConfirmedCase,
    bench: &Reproducer<'_>,
) -> Vec<(TestRequest, ExpectedResponse)> {
    let party = world.place(&found.request.case.domain).unwrap_or(0);
    let trial = |hypothesis: &Hypothesis| {
        let Hypothesis::Mistake(set) = hypothesis else { return None };
        let example = set.mistakes().next()?.example;
        let goal = Goal::from_value(parse_wire(example.as_bytes()).ok()?).ok()?;
        let mut builder = RequestBuilder::ordinary(party, goal);
        builder.signed.mistakes = *set;
        let probe =
            builder.probe(world, CaseId::Vector(Arc::from("trial")), found.request.case.now);
        let expected = demanded(&probe, world, bench.clocks());
        Some((probe, expected))
    };
    candidates.iter().filter_map(trial).collect()
}

/// Requests that tell candidates apart: on each of them one is wrong, and few others.
fn trials(
    candidates: &[Hypothesis],
    world: &TenantSet,
    found: &ConfirmedCase,
    bench: &Reproducer<'_>,
) -> Vec<(TestRequest, ExpectedResponse)> {
    let (now, clocks) = (found.request.case.now, bench.clocks());
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
        if told.len() < candidates.len() || candidates.len() == 1 {
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
