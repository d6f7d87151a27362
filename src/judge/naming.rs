//! Naming the drifts of one implementation, each with what is known of it so far.

use crate::dialect::{
    DialectSet, Explanation, Known, Observed, Prediction, explain, fits, predict, smallest_part,
};
use crate::spec::{Goal, Secret, Tenant, legal};
use std::collections::HashMap;
use std::sync::Arc;

/// So many cases that came out right are kept, to rule mistakes out with.
const WITNESSES: usize = 1024;

/// So many searches may find nothing; after that, only what is known is tried.
const MISSES: usize = 100;

/// What is known of an implementation's mistakes.
pub struct Namer {
    likely: DialectSet,
    /// Sets that explained a case, with how often; often met ones before others.
    sets: Vec<(DialectSet, u64)>,
    witnesses: Vec<(Arc<Tenant>, Goal)>,
    ruled_out: HashMap<DialectSet, bool>,
    misses: usize,
}

impl Namer {
    /// A namer that looks for the expected mistakes first.
    pub fn new(expected: DialectSet) -> Namer {
        let likely = expected.union(DialectSet::permitted());
        Namer {
            likely,
            sets: likely.singles().map(|single| (single, 0)).collect(),
            witnesses: Vec::new(),
            ruled_out: HashMap::new(),
            misses: 0,
        }
    }

    /// Takes note of a case on which the implementation signed what the reference signs.
    pub fn came_out_right(&mut self, tenant: &Arc<Tenant>, goal: &Goal) {
        if self.witnesses.len() < WITNESSES {
            self.witnesses.push((Arc::clone(tenant), goal.clone()));
        }
    }

    /// The mistakes behind what came, or `None` where no known ones explain it.
    pub fn name(
        &mut self,
        tenant: &Tenant,
        goal: &Goal,
        observed: &Observed<'_>,
    ) -> Option<Explanation> {
        let fits = |set: DialectSet| fits(set, tenant, goal, observed);
        if let Some(at) = self.sets.iter().position(|(set, _)| fits(*set)) {
            // What stands before was tried, and does not fit: no need to try it as a part.
            let tried = &self.sets[..at];
            let not_tried = |set: DialectSet| tried.iter().all(|(known, _)| *known != set);
            let set = smallest_part(self.sets[at].0, &|set| not_tried(set) && fits(set));
            let set = with_benefit_of_doubt(set, tenant, goal, &fits);
            self.met(set);
            return Some(Explanation { set, equivalent: set });
        }
        if self.misses >= MISSES {
            return None;
        }
        let Namer { witnesses, ruled_out, likely, .. } = self;
        let mut is_ruled_out = |single: DialectSet| {
            *ruled_out.entry(single).or_insert_with(|| is_contradicted(single, witnesses))
        };
        let mut known = Known { likely: *likely, ruled_out: &mut is_ruled_out };
        let mut found = explain(tenant, goal, observed, &mut known);
        if let Some(explanation) = &mut found {
            explanation.set = with_benefit_of_doubt(explanation.set, tenant, goal, &fits);
        }
        match found {
            Some(explanation) => self.learn(explanation.set),
            None => self.misses += 1,
        }
        found
    }

    /// Whether a single mistake would have shown on a case that came out right.
    pub fn is_ruled_out(&mut self, single: DialectSet) -> bool {
        let witnesses = &self.witnesses;
        *self.ruled_out.entry(single).or_insert_with(|| is_contradicted(single, witnesses))
    }

    fn learn(&mut self, set: DialectSet) {
        self.likely = self.likely.union(set);
        self.met(set);
    }

    /// Counts a set that explained a case, and moves it before rarer ones.
    fn met(&mut self, set: DialectSet) {
        let known = self.sets.iter().position(|(known, _)| *known == set);
        let mut at = known.unwrap_or_else(|| {
            self.sets.push((set, 0));
            self.sets.len() - 1
        });
        self.sets[at].1 += 1;
        while at > 0 && self.sets[at - 1].1 < self.sets[at].1 {
            self.sets.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// The set with each mistake replaced, where that explains as much, by what the protocol leaves open.
fn with_benefit_of_doubt(
    set: DialectSet,
    tenant: &Tenant,
    goal: &Goal,
    fits: &impl Fn(DialectSet) -> bool,
) -> DialectSet {
    // Nothing is left open about a legal goal and a good secret.
    if legal::is_legal(goal) && Secret::from_hex(&tenant.secret).is_ok() {
        return set;
    }
    let open = DialectSet::permitted();
    set.without(open).singles().fold(set, |set, mistake| {
        let without = set.without(mistake).union(open);
        if fits(without) { smallest_part(without, fits) } else { set }
    })
}

/// Whether a mistake would show on a case that came out right.
fn is_contradicted(single: DialectSet, witnesses: &[(Arc<Tenant>, Goal)]) -> bool {
    witnesses.iter().any(|(tenant, goal)| {
        let right = predict(DialectSet::EMPTY, tenant, goal);
        // A canonical mistake and a key mistake both change the signature.
        match (right, predict(single, tenant, goal)) {
            (Prediction::Signed { signature: a, .. }, Prediction::Signed { signature: b, .. }) => {
                a != b
            }
            (a, b) => a != b,
        }
    })
}
