//! What the wider search of `goalpost explain` finds in a few answers, held against all of them.

use super::facts::Field;
use super::rule::{Recipe, Rule};
use super::seen::Seen;
use crate::mistakes::grammar::{Label, Member};

/// So many answers are explained, each with so many trials at most.
const EXPLAINED: usize = 3;
const TRIALS: u64 = 400_000;

/// So many answers a recipe is held against at first, and in the end: each takes as long as many of a rule.
const FIRST: usize = 12;
const HELD: usize = 400;

/// A recipe that predicts every answer that it is held against.
pub(super) fn recipe(seen: &[Seen]) -> Option<Rule> {
    let mut wrong: Vec<&Seen> = seen.iter().filter(|s| !s.fits(&Rule::default())).collect();
    // Where much is passed, little fits by chance.
    wrong.sort_by_key(|s| std::cmp::Reverse(richness(s)));
    for one in wrong.iter().take(EXPLAINED) {
        let Some(found) = one.case.explained(&one.signature, TRIALS) else { continue };
        if found.made || found.members.is_empty() {
            continue;
        }
        let (cost, digits) = (found.cost, one.signature.len());
        let choices = std::iter::once(&found.members).chain(&found.others);
        for labels in choices {
            let recipe = Recipe { members: members(labels), cost, digits };
            let rule = Rule { recipe: Some(recipe), ..Rule::default() };
            let holds = |most: usize| {
                let step = seen.len().div_ceil(most).max(1);
                let spread = |all: &[&Seen]| {
                    let step = all.len().div_ceil(most).max(1);
                    all.iter().step_by(step).all(|s| s.fits(&rule))
                };
                spread(&wrong) && seen.iter().step_by(step).all(|s| s.fits(&rule))
            };
            if holds(FIRST) && holds(HELD) {
                return Some(rule);
            }
        }
    }
    None
}

fn members(labels: &[Label]) -> Vec<Member> {
    labels.iter().map(Member::of).collect()
}

/// How much of a goal was passed, and in how plain characters.
fn richness(seen: &Seen) -> (usize, usize) {
    let facts = &seen.case.facts;
    let passed = Field::ALL.into_iter().filter(|field| facts.is_filled(*field)).count();
    let texts = Field::TEXTS.into_iter().filter_map(|field| facts.text(field));
    let others = texts.flat_map(str::chars).filter(|c| !c.is_ascii_alphanumeric()).count();
    (passed, others.min(8))
}
