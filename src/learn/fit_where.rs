//! Rules that hold for some goals only: fitted to those that came out wrong, and kept from the others by a predicate or
//! by a turn.

use super::facts::Facts;
use super::fit;
use super::fit_state::{holds, switches, turns};
use super::rule::Rule;
use super::seen::Seen;
use super::separate::{Subject, separate_goals};
use super::state::{Source, StateRule, Taken, Turn};

/// The least number of goals on either side of a predicate.
const EVIDENCE: usize = 8;

/// A rule is fitted to so many goals first, and to as many more that it does not predict.
const SAMPLE: usize = 60;
const ROUNDS: usize = 4;

/// The rules that predict every answer, cheapest first; a few of them.
pub(super) fn rules(seen: &[Seen]) -> Vec<Rule> {
    let found = fit::rules(seen);
    if !found.is_empty() {
        return found;
    }
    let plain = Rule::default();
    let (right, wrong): (Vec<&Seen>, Vec<&Seen>) = seen.iter().partition(|s| s.fits(&plain));
    if wrong.len() < EVIDENCE || right.len() < EVIDENCE {
        return Vec::new();
    }
    let mut found = Vec::new();
    for rule in rules_of(&wrong) {
        let against: Vec<&&Seen> = right.iter().filter(|s| !s.fits(&rule)).collect();
        let inside: Vec<Subject<'_>> = wrong.iter().map(|seen| subject(seen)).collect();
        let outside: Vec<Subject<'_>> = against.iter().map(|seen| subject(seen)).collect();
        found.extend(
            separate_goals(&inside, &outside).into_iter().map(|when| Rule { when, ..rule.clone() }),
        );
    }
    found.sort_by_key(Rule::cost);
    found
}

/// The rules that predict every answer of a sequence where they hold in some turns only.
pub(super) fn rules_by_turn(sequence: &[Option<Seen>]) -> Vec<Rule> {
    let mut found = Vec::new();
    for when in turns(sequence).iter().filter(|when| **when != Turn::Always) {
        let turn = sequence.iter().enumerate().filter(|(at, _)| when.holds(*at));
        let seen: Vec<&Seen> = turn.filter_map(|(_, seen)| seen.as_ref()).collect();
        if seen.len() < EVIDENCE {
            continue;
        }
        let state = StateRule::new(Taken::Nothing, Source::Before, *when);
        found.extend(
            rules_of(&seen)
                .into_iter()
                .map(|rule| Rule { state: Some(state.clone()), ..rule })
                .filter(|rule| holds(rule, sequence)),
        );
        if !found.is_empty() {
            break;
        }
    }
    found.sort_by_key(Rule::cost);
    found
}

/// The rules that predict every answer of a sequence where an earlier goal switched them on or off.
pub(super) fn rules_by_switch(sequence: &[Option<Seen>]) -> Vec<Rule> {
    let plain = Rule::default();
    let wrong: Vec<&Seen> = sequence.iter().flatten().filter(|seen| !seen.fits(&plain)).collect();
    if wrong.len() < EVIDENCE {
        return Vec::new();
    }
    let mut found = Vec::new();
    for rule in rules_of(&wrong) {
        let shows: Vec<Option<bool>> = sequence
            .iter()
            .map(|seen| {
                let seen = seen.as_ref()?;
                let (is_on, is_off) = (seen.fits(&rule), seen.fits(&plain));
                (is_on != is_off).then_some(is_on)
            })
            .collect();
        for switch in switches(sequence, &shows) {
            let state = StateRule {
                switch: Some(switch),
                ..StateRule::new(Taken::Nothing, Source::Before, Turn::Always)
            };
            let rule = Rule { state: Some(state), ..rule.clone() };
            if holds(&rule, sequence) {
                found.push(rule);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found.sort_by_key(Rule::cost);
    found
}

fn subject(seen: &Seen) -> (&str, &Facts) {
    (seen.case.right_text(), &seen.case.facts)
}

/// The rules that predict all of these, fitted to a few of them and to what refuted them.
fn rules_of(seen: &[&Seen]) -> Vec<Rule> {
    let step = seen.len().div_ceil(SAMPLE);
    let mut sample: Vec<Seen> = seen.iter().step_by(step).map(|seen| (*seen).clone()).collect();
    for _ in 0..ROUNDS {
        let found = fit::rules(&sample);
        let (all, some): (Vec<Rule>, Vec<Rule>) =
            found.into_iter().partition(|rule| seen.iter().all(|seen| seen.fits(rule)));
        if !all.is_empty() {
            return all;
        }
        let Some(rule) = some.first() else { break };
        let refuting: Vec<&&Seen> = seen.iter().filter(|seen| !seen.fits(rule)).collect();
        let step = refuting.len().div_ceil(SAMPLE);
        sample.extend(refuting.into_iter().step_by(step).map(|seen| (*seen).clone()));
    }
    Vec::new()
}
