//! Naming the drifts of one implementation, each with what is known of it so far.

use super::one_name;
use crate::case::Case;
use crate::learn::{Answer, Prepared, Rule};
use crate::mistakes::{
    Diagnosis, Explanation, Known, MistakeSet, Observed, Prediction, SigningContext, explain,
    fits_with, predict, smallest_part,
};
use crate::protocol::keyed::Keyed;
use crate::protocol::{Goal, Secret, Tenant, Text, legal};
use std::collections::HashMap;
use std::sync::Arc;

/// So many cases that came out right are kept, to rule mistakes out with.
const WITNESSES: usize = 1024;

/// How far the searches of one run go: it must end, and the same way on any machine. So many searches that
/// find nothing may try so many combinations; later ones less, and in the end only single mistakes, and what
/// was met before.
const PATIENCE: [(usize, u64); 3] = [(2, 1_000_000), (24, 40_000), (800, 500)];

/// What is known of an implementation's mistakes.
pub struct Namer {
    likely: MistakeSet,
    /// Sets that explained a case, with how often; often met ones before others.
    sets: Vec<(Diagnosis, u64)>,
    witnesses: Vec<(Arc<Tenant>, Goal)>,
    ruled_out: HashMap<MistakeSet, bool>,
    misses: usize,
    /// Learned rules, and those that are expected.
    rules: Vec<Rule>,
    /// Whether a name that a case contradicts is not given.
    strict: bool,
    /// What was answered to goals that are chosen to contradict names.
    answers: Vec<(Case, Answer)>,
    /// What predicts all of these: nothing contradicts it.
    proven: MistakeSet,
    /// The right key of the tenant that came last, where its secret is one; cases of one tenant come together.
    right_key: (Text, Option<Keyed>),
}

impl Namer {
    /// A namer that looks for the expected mistakes first.
    pub fn new(expected: MistakeSet) -> Namer {
        let likely = expected.union(MistakeSet::permitted());
        Namer {
            likely,
            sets: likely.singles().map(|single| (single.into(), 0)).collect(),
            witnesses: Vec::new(),
            ruled_out: HashMap::new(),
            misses: 0,
            rules: Vec::new(),
            strict: false,
            answers: Vec::new(),
            proven: MistakeSet::EMPTY,
            right_key: (Text::default(), None),
        }
    }

    /// Has the right key of a tenant ready.
    fn key(&mut self, tenant: &Tenant) -> Option<Keyed> {
        if self.right_key.0 != tenant.secret {
            let secret = Secret::from_hex(&tenant.secret).ok();
            self.right_key = (tenant.secret.clone(), secret.map(|secret| secret.keyed()));
        }
        self.right_key.1.clone()
    }

    /// Takes a rule in: what it predicts has its name from now on.
    pub fn know(&mut self, rule: Rule) {
        if !self.rules.contains(&rule) {
            self.rules.push(rule);
        }
    }

    /// Takes a rule back.
    pub fn forget(&mut self, rule: &Rule) {
        self.rules.retain(|known| known != rule);
    }

    /// What explained a case, often met ones before others.
    pub fn explained(&self) -> Vec<Diagnosis> {
        self.sets.iter().filter(|(_, count)| *count > 0).map(|(found, _)| found.clone()).collect()
    }

    /// Names mistakes out of a diagnosis, which predicts all answers, before any others.
    pub fn prefer(&mut self, found: Diagnosis) {
        self.proven = found.set;
        self.likely = self.likely.union(found.set);
        let most = self.sets.first().map_or(0, |(_, count)| *count);
        self.sets.insert(0, (found, most));
    }

    /// From now on, a name that a case or one of these answers contradicts is not given.
    pub fn be_strict(&mut self, answers: Vec<(Case, Answer)>) {
        self.strict = true;
        self.answers = answers;
        self.ruled_out.clear();
    }

    /// Whether a rule was learned, or is expected.
    pub fn has_rule(&self) -> bool {
        !self.rules.is_empty()
    }

    /// The rule that predicts what came, if any. Where the protocol leaves bytes open, a signer with a rule may
    /// start from any of them.
    pub fn rule(&self, tenant: &Tenant, goal: &Goal, observed: &Observed<'_>) -> Option<&Rule> {
        if self.rules.is_empty() {
            return None;
        }
        // What the rule changes nothing of says nothing about it: the protocol may leave it open.
        let fits = |rule: &Rule, case: &Prepared| {
            case.made(rule).is_some_and(|made| {
                made.signature == observed.signature
                    && observed.canonical.is_none_or(|told| told == made.message)
                    && case.made(&Rule::default()).as_ref() != Some(&made)
            })
        };
        let find = |case: Prepared| self.rules.iter().find(|rule| fits(rule, &case));
        let older = |case: Prepared| case.as_older().and_then(&find);
        let prepared = Prepared::of(tenant, goal);
        let found = prepared.clone().and_then(&find).or_else(|| prepared.and_then(older));
        if found.is_some() || legal::is_legal(goal) && tenant.signer().is_ok() {
            return found;
        }
        // Whether keys and what is nested are texts, too, no rule says: no legal goal shows it.
        let any = |case: Prepared| find(case.clone()).or_else(|| find(case.everywhere()));
        let own = Prepared::of(tenant, goal).and_then(&any);
        own.or_else(|| {
            MistakeSet::permitted().subsets().find_map(|set| match predict(set, tenant, goal) {
                Prediction::Signed { canonical, .. } => {
                    any(Prepared::from_bytes(tenant, goal, canonical, set)?)
                }
                Prediction::Refused => None,
            })
        })
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
        let found = self.search(tenant, goal, observed)?;
        (!self.refuses(found.diagnosis.set)).then_some(found)
    }

    fn search(
        &mut self,
        tenant: &Tenant,
        goal: &Goal,
        observed: &Observed<'_>,
    ) -> Option<Explanation> {
        let context = SigningContext::of(tenant, goal);
        let right_key = self.key(tenant);
        let fits =
            |diagnosis: &Diagnosis| fits_with(diagnosis, &context, observed, right_key.as_ref());
        // What is contradicted would not be given: another one may fit that is not.
        let known = (0..self.sets.len()).find(|at| {
            let diagnosis = self.sets[*at].0.clone();
            fits(&diagnosis) && !self.refuses(diagnosis.set)
        });
        // Every expected mistake at once, where there are several.
        let known = known.map(|at| (at, self.sets[at].0.clone())).or_else(|| {
            let all = Diagnosis::from(self.likely);
            (self.likely.len() > 1 && fits(&all)).then_some((self.sets.len(), all))
        });
        if let Some((at, diagnosis)) = known {
            // What stands before was tried, and does not fit: no need to try it as a part.
            let tried = &self.sets[..at];
            let not_tried =
                |diagnosis: &Diagnosis| tried.iter().all(|(known, _)| known != diagnosis);
            let diagnosis = smallest_part(&diagnosis, &|part| not_tried(part) && fits(part));
            let diagnosis = with_benefit_of_doubt(diagnosis, tenant, goal, &fits);
            self.learn(&diagnosis);
            return Some(as_it_is(diagnosis));
        }
        let patience = PATIENCE.iter().find(|(misses, _)| self.misses < *misses);
        let most_trials = patience?.1;
        let likely =
            if self.strict { self.proven.union(MistakeSet::permitted()) } else { self.likely };
        let Namer { sets, witnesses, ruled_out, answers, proven, .. } = self;
        let mut is_ruled_out = |single: MistakeSet| {
            !single.is_subset(*proven)
                && *ruled_out
                    .entry(single)
                    .or_insert_with(|| contradicts(single, sets, witnesses, answers))
        };
        let mut known = Known {
            likely,
            ruled_out: &mut is_ruled_out,
            more: &mut |trials| trials < most_trials,
        };
        let mut found = explain(&context, observed, &mut known).found;
        if let Some(explanation) = &mut found {
            let diagnosis =
                with_benefit_of_doubt(explanation.diagnosis.clone(), tenant, goal, &fits);
            if diagnosis != explanation.diagnosis {
                *explanation = as_it_is(diagnosis);
            }
        }
        match &found {
            Some(explanation) => self.learn(&explanation.diagnosis),
            None => self.misses += 1,
        }
        found
    }

    /// Whether a case contradicts one of these mistakes, where such names are not given.
    pub fn refuses(&mut self, set: MistakeSet) -> bool {
        self.strict && set.singles().any(|single| self.is_ruled_out(single))
    }

    /// Whether a single mistake would have shown on a case that came out right, or an answer contradicts it.
    pub fn is_ruled_out(&mut self, single: MistakeSet) -> bool {
        let Namer { sets, witnesses, answers, ruled_out, .. } = self;
        !single.is_subset(self.proven)
            && *ruled_out
                .entry(single)
                .or_insert_with(|| contradicts(single, sets, witnesses, answers))
    }

    /// Takes note of a diagnosis that explained a case, and moves it before rarer ones.
    fn learn(&mut self, diagnosis: &Diagnosis) {
        self.likely = self.likely.union(diagnosis.set);
        let known = self.sets.iter().position(|(known, _)| known == diagnosis);
        let mut at = known.unwrap_or_else(|| {
            self.sets.push((diagnosis.clone(), 0));
            self.sets.len() - 1
        });
        self.sets[at].1 += 1;
        while at > 0 && self.sets[at - 1].1 < self.sets[at].1 {
            self.sets.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// An explanation by what is known, without a look at what else would do.
fn as_it_is(diagnosis: Diagnosis) -> Explanation {
    Explanation { classes: diagnosis.set.singles().collect(), others: Vec::new(), diagnosis }
}

/// The diagnosis with each mistake replaced, where that explains as much, by what the protocol leaves open.
fn with_benefit_of_doubt(
    diagnosis: Diagnosis,
    tenant: &Tenant,
    goal: &Goal,
    fits: &impl Fn(&Diagnosis) -> bool,
) -> Diagnosis {
    // Nothing is left open about a legal goal and a good secret.
    if legal::is_legal(goal) && Secret::from_hex(&tenant.secret).is_ok() {
        return diagnosis;
    }
    let open = MistakeSet::permitted();
    diagnosis.set.without(open).singles().fold(diagnosis, |kept, mistake| {
        let without = kept.with_set(kept.set.without(mistake).union(open));
        if fits(&without) { smallest_part(&without, fits) } else { kept }
    })
}

/// Whether a mistake would show on a case that came out right, or an answer contradicts it.
fn contradicts(
    single: MistakeSet,
    sets: &[(Diagnosis, u64)],
    witnesses: &[(Arc<Tenant>, Goal)],
    answers: &[(Case, Answer)],
) -> bool {
    let shows = |(tenant, goal): &(Arc<Tenant>, Goal)| {
        let right = predict(MistakeSet::EMPTY, tenant, goal);
        // A canonical mistake and a key mistake both change the signature.
        match (right, predict(single, tenant, goal)) {
            (Prediction::Signed { signature: a, .. }, Prediction::Signed { signature: b, .. }) => {
                a != b
            }
            (a, b) => a != b,
        }
    };
    let sets = sets.iter().map(|(set, _)| set);
    witnesses.iter().any(shows) || one_name::is_contradicted(single, sets, answers)
}
