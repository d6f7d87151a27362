//! One implementation under way: what is known of it, and everybody who wants to hear.

use super::accumulator::Accumulator;
use super::cross_check::Answer;
use super::event::Pulse;
use super::guard::guarded;
use super::plan::Plan;
use crate::adapter::{Cancel, Feature, Hello, Outcome, Response};
use crate::case::expectation::reference_alone;
use crate::case::{Case, Expectation, Verdict};
use crate::judge::{Drift, Gist, Judgement, Kind, Namer, Wrong, judge, sample};
use crate::protocol::{Signer, Tenant};
use std::sync::Arc;

/// The state of a run of one implementation.
pub(super) struct Running<'a> {
    pub(super) plan: &'a Plan,
    pub(super) cancel: &'a Cancel,
    pub(super) pulse: Pulse<'a>,
    pub(super) namer: Namer,
    pub(super) accumulator: Accumulator,
    /// The signer of the tenant that came last.
    signer: Option<(Arc<Tenant>, Option<Signer>)>,
    canonical: Vec<u8>,
}

impl<'a> Running<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        cancel: &'a Cancel,
        pulse: Pulse<'a>,
        namer: Namer,
        accumulator: Accumulator,
    ) -> Running<'a> {
        Running { plan, cancel, pulse, namer, accumulator, signer: None, canonical: Vec::new() }
    }

    /// One more case was judged.
    pub(super) fn judged(&mut self) {
        self.pulse.judged(&mut self.accumulator);
    }

    /// Whether a seeded goal came out exactly as the reference signs it: nearly always, so quickly.
    pub(super) fn is_reference(&mut self, done: &Response) -> bool {
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
    pub(super) fn demand(&mut self, case: &Case) -> Expectation {
        self.key(&case.tenant);
        let signer = self.signer.as_ref().and_then(|(_, signer)| signer.as_ref());
        reference_alone(signer, &case.goal)
    }

    /// Takes down what it answered where that is not what the reference answers.
    pub(super) fn note(&mut self, done: &Response, demand: &Expectation) {
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

    /// What an answer is worth. A panic on the way is a fault of this case.
    pub(super) fn judge(&mut self, done: &Response, demand: &Expectation) -> Judgement {
        let namer = &mut self.namer;
        guarded(|| judge(done, demand, namer))
            .unwrap_or_else(|panic| Judgement::Wrong(Wrong::only(Kind::Panicked(Gist::of(&panic)))))
    }

    /// Notes a wrong signature that is named later.
    pub(super) fn defer(&mut self, done: &Response, demand: &Expectation) {
        let canonical = match &done.answer {
            Ok(Outcome::Signed { canonical, .. }) => canonical.as_deref(),
            _ => None,
        };
        let wrong = Wrong::only(Kind::Unexplained(Drift::of(demand, canonical)));
        let legal = demand.verdict == Verdict::Valid;
        for kind in &wrong.kinds {
            self.accumulator.defer(kind.clone(), legal, || sample(done, demand, &wrong));
        }
    }

    /// Takes an answer in.
    pub(super) fn take(&mut self, done: &Response, demand: &Expectation) {
        self.note(done, demand);
        let judgement = self.judge(done, demand);
        let legal = demand.verdict == Verdict::Valid;
        self.accumulator.take(judgement, done.in_batch, legal, |wrong| sample(done, demand, wrong));
    }
}

/// The feature that a case needs and the adapter did not declare, as the reason for a skip.
pub(super) fn missing_feature(case: &Case, hello: &Hello) -> Option<String> {
    // Most adapters declare both, and then no goal needs to be looked at.
    if hello.has(Feature::LoneSurrogates) && hello.has(Feature::NonFinite) {
        return None;
    }
    Feature::needed_by(&case.goal)
        .filter(|feature| !hello.has(*feature))
        .map(|feature| format!("feature \"{}\" not declared", feature.name()))
}
