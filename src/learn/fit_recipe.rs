//! What the wider search of `goalpost explain` finds in a few answers, held against all of them.

use super::facts::Field;
use super::rule::{Recipe, Rule};
use super::seen::Seen;
use crate::mistakes::grammar::{Decision, Label};

/// So many answers are explained, each with so many trials at most.
const EXPLAINED: usize = 3;
const TRIALS: u64 = 400_000;

/// So many that are called the same are told apart.
const VARIANTS: usize = 6;

/// So many answers a recipe is held against at first, and in the end: each takes as long as many of a rule.
const FIRST: usize = 12;
const HELD: usize = 400;

/// A recipe that predicts every answer that it is held against.
pub(super) fn recipe(seen: &[Seen]) -> Option<Rule> {
    let mut wrong: Vec<&Seen> = seen.iter().filter(|s| !s.fits(&Rule::default())).collect();
    let covering = covering(seen);
    // Where much is passed, little fits by chance.
    wrong.sort_by_key(|s| richness(s));
    for one in wrong.iter().take(EXPLAINED) {
        let Some(found) = one.case.explained(&one.signature, TRIALS) else { continue };
        if found.made || found.members.is_empty() {
            continue;
        }
        let (cost, digits) = (found.cost, one.signature.len());
        let choices = std::iter::once(&found.members).chain(&found.others);
        let mut tried: Vec<Vec<Decision>> = Vec::new();
        for labels in choices {
            let members = members(labels);
            if tried.contains(&members) {
                continue;
            }
            tried.push(members.clone());
            let stages = one.case.stages(&members, digits);
            for nth in 0..VARIANTS {
                let (members, stages) = (members.clone(), stages.clone());
                let recipe = Recipe { members, stages, cost, digits, nth };
                let rule = Rule { recipe: Some(recipe), ..Rule::default() };
                let holds = |most: usize| {
                    let (some, all) = (wrong.len().div_ceil(most), seen.len().div_ceil(most));
                    let wrong = wrong.iter().copied().step_by(some.max(1));
                    wrong.chain(seen.iter().step_by(all.max(1))).all(|s| s.fits(&rule))
                };
                let covers = || covering.iter().all(|seen| seen.fits(&rule));
                if one.fits(&rule) && holds(FIRST) && covers() && holds(HELD) {
                    return Some(rule);
                }
            }
        }
    }
    None
}

/// Answers in which each character of ASCII stands a few times.
fn covering(seen: &[Seen]) -> Vec<&Seen> {
    let mut counts = [0u8; 128];
    let mut is_new = |seen: &&Seen| {
        let texts = Field::TEXTS.into_iter().filter_map(|field| seen.case.facts.text(field));
        let mut is_new = false;
        for byte in texts.flat_map(str::bytes).filter(u8::is_ascii) {
            let count = &mut counts[usize::from(byte)];
            is_new |= *count < COVERED;
            *count = count.saturating_add(1);
        }
        is_new
    };
    seen.iter().filter(|seen| is_new(seen)).collect()
}

/// So many times each character is looked at.
const COVERED: u8 = 2;

fn members(labels: &[Label]) -> Vec<Decision> {
    labels.iter().map(Decision::of).collect()
}

/// How little of a goal was passed, and in how special characters.
fn richness(seen: &Seen) -> (usize, usize) {
    let facts = &seen.case.facts;
    let passed = Field::ALL.into_iter().filter(|field| facts.is_filled(*field)).count();
    let texts = Field::TEXTS.into_iter().filter_map(|field| facts.text(field));
    let others = texts.flat_map(str::chars).filter(|c| !c.is_ascii_alphanumeric()).count();
    (Field::ALL.len() - passed, others)
}
