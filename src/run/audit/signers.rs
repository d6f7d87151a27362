//! Every mistake as a signer.

use super::mutant::Mutant;
use crate::case::{Expectation, Verdict};
use crate::mistakes::{CATALOGUE, Diagnosis, MistakeSet, Prediction, SigningContext, predict_sent};
use crate::protocol::Tenant;
use crate::vectors::{Group, Test, VectorFile};

/// Another tenant, for those who mix tenants up.
fn other() -> Tenant {
    let secret = "9a1f".repeat(16);
    Tenant { tenant_id: "other-tenant".into(), secret: secret.as_str().into() }
}

pub(super) fn mutants(files: &[VectorFile], place: &dyn Fn(&str) -> Option<usize>) -> Vec<Mutant> {
    let tests: Vec<_> = files
        .iter()
        .flat_map(|file| file.sign_tests())
        .filter_map(|(group, test)| Some((place(&test.id)?, group, test)))
        .collect();
    let others = [other()];
    (0..CATALOGUE.len())
        .map(|at| {
            let mistake = &CATALOGUE[at];
            let diagnosis = Diagnosis::from(MistakeSet::single(at));
            let fails = |group: &Group, test: &Test| {
                let context = SigningContext::of(&group.tenant, &test.goal).beside(&others);
                !passes(&predict_sent(&diagnosis, &context), &test.expectation)
            };
            let killers = tests.iter().filter(|(_, group, test)| fails(group, test));
            Mutant {
                name: format!("signer/{}", mistake.id),
                title: mistake.title,
                equivalent: mistake.permitted.then_some("the protocol leaves it open"),
                killers: killers.map(|(at, ..)| *at).collect(),
                kinds: Vec::new(),
            }
        })
        .collect()
}

/// Whether an answer is among what an expectation allows. The bytes need not be told, so the signature
/// decides.
fn passes(answer: &Prediction, expectation: &Expectation) -> bool {
    match answer {
        Prediction::Refused => expectation.verdict != Verdict::Valid,
        Prediction::Signed { signature, .. } => {
            expectation.outputs().any(|output| output.signature == *signature)
        }
    }
}
