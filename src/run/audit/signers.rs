//! Every mistake as a signer.

use super::families::{FAMILIES, Family};
use super::mutant::Mutant;
use super::profile::is_typed;
use crate::case::expectation::expectation;
use crate::case::{Expectation, SECRET, TENANT_ID, Verdict};
use crate::generate::stream::Stream;
use crate::generate::typical::Typical;
use crate::mistakes::{
    CATALOGUE, Diagnosis, Mistake, MistakeSet, Prediction, SigningContext, predict_sent,
};
use crate::protocol::json::parse_wire;
use crate::protocol::{Goal, Tenant};
use crate::vectors::{Group, Test, VectorFile};

/// The number of goals of each stream among which a goal that shows a mistake is looked for.
const LOOKED_AT: u64 = 400;

/// Another tenant, for those who mix tenants up.
fn other() -> Tenant {
    let secret = "9a1f".repeat(16);
    Tenant { tenant_id: "other-tenant".into(), secret: secret.as_str().into() }
}

/// A wrong signer: a mistake of the catalogue, or one of a family.
pub(in crate::run) struct Suspect {
    /// Its name, without a prefix.
    pub(in crate::run) name: &'static str,
    title: &'static str,
    equivalent: Option<&'static str>,
    does: Does,
    others: [Tenant; 1],
}

enum Does {
    Mistake(&'static Mistake, Diagnosis),
    Family(&'static Family),
}

/// Every wrong signer that is known: the catalogue's, then those of the families.
pub(in crate::run) fn suspects() -> Vec<Suspect> {
    let known = CATALOGUE.iter().enumerate().map(|(at, mistake)| Suspect {
        name: mistake.id,
        title: mistake.title,
        equivalent: mistake.permitted.then_some("the protocol leaves it open"),
        does: Does::Mistake(mistake, Diagnosis::from(MistakeSet::single(at))),
        others: [other()],
    });
    let families = FAMILIES.iter().map(|family| Suspect {
        name: family.name,
        title: family.title,
        equivalent: None,
        does: Does::Family(family),
        others: [other()],
    });
    known.chain(families).collect()
}

impl Suspect {
    /// Whether the protocol permits what it does.
    pub(in crate::run) fn is_permitted(&self) -> bool {
        self.equivalent.is_some()
    }

    /// Whether a vector shows that it is wrong.
    pub(in crate::run) fn fails(&self, group: &Group, test: &Test) -> bool {
        self.fails_on(&group.tenant, &test.goal, &test.expectation)
    }

    fn fails_on(&self, tenant: &Tenant, goal: &Goal, expectation: &Expectation) -> bool {
        let answer = match &self.does {
            Does::Mistake(_, diagnosis) => {
                let context = SigningContext::of(tenant, goal).beside(&self.others);
                match predict_sent(diagnosis, &context) {
                    Prediction::Refused => None,
                    Prediction::Signed { signature, .. } => Some(signature),
                }
            }
            Does::Family(family) => {
                tenant.signer().ok().and_then(|signer| family.sign(&signer, goal))
            }
        };
        // The bytes need not be told, so the signature decides.
        match answer {
            None => expectation.verdict == Verdict::Valid,
            Some(signature) => expectation.outputs().all(|output| output.signature != signature),
        }
    }

    /// Whether some goal that a typed SDK can express shows that it is wrong: its example, or one of a pool.
    fn can_show_on_typed_goals(&self, pool: &[(Goal, Expectation)]) -> bool {
        let tenant = usual_tenant();
        let example = match &self.does {
            Does::Mistake(mistake, _) => parse_wire(mistake.example.as_bytes()).ok(),
            Does::Family(_) => None,
        };
        let example = example.and_then(|value| Goal::from_value(value).ok()).filter(is_typed);
        let shows = |goal: &Goal, expected: &Expectation| self.fails_on(&tenant, goal, expected);
        example.is_some_and(|goal| shows(&goal, &expectation(&tenant, &goal)))
            || pool.iter().any(|(goal, expected)| shows(goal, expected))
    }
}

fn usual_tenant() -> Tenant {
    Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() }
}

/// Seeded goals that a typed SDK can express, with what is expected of a signer.
fn typed_pool() -> Vec<(Goal, Expectation)> {
    let tenant = usual_tenant();
    let seeded = (0..LOOKED_AT)
        .flat_map(|index| [Stream { seed: 1 }.goal(index), Typical { seed: 1 }.goal(index)]);
    let typed = seeded.filter(is_typed);
    typed.map(|goal| (goal.clone(), expectation(&tenant, &goal))).collect()
}

/// Every mistake of the catalogue, against every vector.
pub(super) fn mutants(files: &[VectorFile], place: &dyn Fn(&str) -> Option<usize>) -> Vec<Mutant> {
    let tests: Vec<_> = files
        .iter()
        .flat_map(|file| file.sign_tests())
        .filter_map(|(group, test)| Some((place(&test.id)?, group, test)))
        .collect();
    let known = suspects().into_iter().filter(|suspect| matches!(suspect.does, Does::Mistake(..)));
    let mutant = |suspect: Suspect| {
        let killers = tests.iter().filter(|(_, group, test)| suspect.fails(group, test));
        Mutant {
            name: format!("signer/{}", suspect.name),
            title: suspect.title,
            equivalent: suspect.equivalent,
            killers: killers.map(|(at, ..)| *at).collect(),
            kinds: Vec::new(),
        }
    };
    known.map(mutant).collect()
}

/// The same in the profile of typed SDKs: the families too, against the vectors that such an SDK can express. `known`
/// are the mutants of [`mutants`]. A mistake that shows on no such goal is equivalent there.
pub(super) fn typed_mutants(
    files: &[VectorFile],
    known: &[Mutant],
    place: &dyn Fn(&str) -> Option<usize>,
) -> Vec<Mutant> {
    let tests: Vec<_> = files
        .iter()
        .flat_map(|file| file.sign_tests())
        .filter(|(_, test)| is_typed(&test.goal))
        .filter_map(|(group, test)| Some((place(&test.id)?, group, test)))
        .collect();
    let is_typed_place = |at: &usize| tests.binary_search_by_key(at, |(place, ..)| *place).is_ok();
    let is_legal_place = |at: &usize| {
        let found = tests.binary_search_by_key(at, |(place, ..)| *place);
        found.is_ok_and(|at| tests[at].2.expectation.verdict == Verdict::Valid)
    };
    let pool = typed_pool();
    let mutant = |(number, suspect): (usize, Suspect)| {
        let mut killers: Vec<usize> = match known.get(number) {
            // The catalogue's come first, in the same order.
            Some(mutant) => mutant.killers.iter().copied().filter(is_typed_place).collect(),
            None => {
                let killers = tests.iter().filter(|(_, group, test)| suspect.fails(group, test));
                killers.map(|(at, ..)| *at).collect()
            }
        };
        // A signer may refuse the others, and hide behind that what it does to real conversions.
        if killers.iter().any(is_legal_place) {
            killers.retain(is_legal_place);
        }
        let is_out_of_reach = || killers.is_empty() && !suspect.can_show_on_typed_goals(&pool);
        let equivalent = suspect.equivalent.or_else(|| {
            is_out_of_reach().then_some("no goal that a typed SDK can express shows it")
        });
        Mutant {
            name: format!("typed/{}", suspect.name),
            title: suspect.title,
            equivalent,
            killers,
            kinds: Vec::new(),
        }
    };
    suspects().into_iter().enumerate().map(mutant).collect()
}
