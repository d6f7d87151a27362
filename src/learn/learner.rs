//! Asking, fitting, confirming.

use super::confirm;
use super::facts::Field;
use super::fit::rules;
use super::fit_state::{holds, state_rules};
use super::pool::{alphabet, case, characters, pool, sequence, usual};
use super::rule::Rule;
use super::seen::{Answer, Seen};
use crate::case::Case;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A rule is fitted again so many times at most.
const ROUNDS: u64 = 4;

/// So many fresh goals a rule has to predict at least.
pub const CONFIRMED: usize = 64;

/// So many characters of refuting goals are looked at one by one.
const ISOLATED: usize = 60;

/// A rule that predicts everything that was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// The rule.
    pub rule: Rule,
    /// From so many goals it was learned.
    pub from: usize,
    /// So many fresh ones it predicted.
    pub confirmed: usize,
}

/// The result of learning.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Everything was signed as documented.
    Right,
    /// A rule was learned.
    Learned(Box<Learned>),
    /// None was; what was ruled out, a line each.
    Unlearned(Vec<String>),
}

/// An implementation that is asked, and all that it answered.
struct Asked<'a> {
    ask: &'a mut dyn FnMut(&Case) -> Answer,
    history: Vec<Option<Seen>>,
}

impl Asked<'_> {
    fn ask(&mut self, case: &Case) -> Option<Seen> {
        let seen = Seen::of(case, (self.ask)(case));
        self.history.push(seen.clone());
        seen
    }
}

/// Infers the rule of an implementation. `evidence` is what it answered before; `ask` asks a process that was
/// started for this. Answers are asked for about 4,000 goals.
pub fn learn(evidence: Vec<Seen>, ask: &mut dyn FnMut(&Case) -> Answer) -> Outcome {
    let mut asked = Asked { ask, history: Vec::new() };
    // The same goals twice, in another order: a difference is state, and must not be fitted as anything else.
    let sequence = sequence(0);
    let first: Vec<Option<Seen>> = sequence.iter().map(|case| asked.ask(case)).collect();
    let mut changes = false;
    for (case, before) in sequence.iter().zip(&first).rev().take(120) {
        let after = asked.ask(case);
        changes |= match (&after, before) {
            (Some(after), Some(before)) => after.signature != before.signature,
            _ => false,
        };
    }
    if changes {
        return with_state(&mut asked).unwrap_or_else(|| {
            let what = "the same goal is signed in another way when it is sent again; no dependence on earlier goals that is known predicts it";
            Outcome::Unlearned(vec![what.to_owned()])
        });
    }
    let mut seen = evidence;
    seen.extend(first.into_iter().flatten());
    seen.extend(pool().iter().filter_map(|case| asked.ask(case)));
    if seen.iter().all(|s| s.fits(&Rule::default())) {
        return Outcome::Right;
    }
    let mut known: BTreeSet<char> = alphabet().into_iter().collect();
    let mut refuted = Vec::new();
    for round in 0..ROUNDS {
        let found = rules(&seen);
        let Some((rule, others)) = found.split_first() else { break };
        let mut fresh = Vec::new();
        let mut wrong: BTreeSet<char> = BTreeSet::new();
        let mut predicted = 0;
        for (at, (tenant, goal)) in confirm::goals(rule, others, round).into_iter().enumerate() {
            let case = case(200_000 + at, tenant, goal);
            let Some(answer) = asked.ask(&case) else { continue };
            if answer.fits(rule) {
                predicted += 1;
            } else {
                let texts =
                    Field::TEXTS.into_iter().filter_map(|field| answer.case.facts.text(field));
                wrong.extend(texts.flat_map(str::chars));
            }
            fresh.push(answer);
        }
        if predicted == fresh.len() && predicted >= CONFIRMED {
            let (rule, from) = (rule.clone(), seen.len());
            return Outcome::Learned(Box::new(Learned { rule, from, confirmed: predicted }));
        }
        refuted.push(format!(
            "refuted by {} of {} fresh goals: {}",
            fresh.len() - predicted,
            fresh.len(),
            rule.words()
        ));
        seen.extend(fresh);
        // The characters of what refuted it, one by one.
        let single: Vec<char> =
            wrong.into_iter().filter(|c| known.insert(*c)).take(ISOLATED).collect();
        let mut drafts = Vec::new();
        characters(&single, &mut drafts);
        let tenant = usual();
        let goals = drafts.iter().filter_map(|draft| draft.goal());
        for (at, goal) in goals.enumerate() {
            seen.extend(asked.ask(&case(300_000 + at, Arc::clone(&tenant), goal)));
        }
    }
    if refuted.is_empty()
        && let Some(outcome) = with_state(&mut asked)
    {
        return outcome;
    }
    if refuted.is_empty() {
        refuted.push(
            "no function of texts, amounts, presence, order, bytes, key or output predicts all answers"
                .to_owned(),
        );
    }
    Outcome::Unlearned(refuted)
}

/// A rule with state, confirmed on more of the same process.
fn with_state(asked: &mut Asked<'_>) -> Option<Outcome> {
    let from = asked.history.len();
    let found = state_rules(&asked.history);
    let more = sequence(1);
    if found.is_empty() {
        return None;
    }
    more.iter().for_each(|case| drop(asked.ask(case)));
    let rule = found.into_iter().find(|rule| holds(rule, &asked.history))?;
    let confirmed = asked.history[from..].iter().flatten().count();
    let learned = Learned { rule, from, confirmed };
    (confirmed >= CONFIRMED).then(|| Outcome::Learned(Box::new(learned)))
}
