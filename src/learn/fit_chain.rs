//! Learning several functions of a text, one after the other: each makes some texts what was signed, and none less so.

use super::candidates::{Breadth, candidates};
use super::function::Function;
use super::pair::Pair;

/// So many functions a chain may have.
const STEPS: usize = 6;

/// So many choices are looked at for the first steps; the best one only for those behind.
const CHOICES: [usize; 3] = [3, 2, 1];

/// So many texts that are not yet as signed are looked at before all of them are.
const SAMPLE: usize = 160;

/// So many of the functions that explain most of these are held against all texts.
const TRIED: usize = 12;

/// A step that is a replacement must explain so many texts: else it is what was seen.
const SHOWN: usize = 3;

/// The functions that make every output one after the other; `budget` is taken down by the characters looked at.
pub(super) fn chain(pairs: &[Pair<'_>], budget: &mut usize) -> Option<Function> {
    let steps = steps(pairs.to_vec(), 0, budget)?;
    (steps.len() > 1).then_some(Function::Then(steps))
}

fn steps(pairs: Vec<Pair<'_>>, depth: usize, budget: &mut usize) -> Option<Vec<Function>> {
    if !pairs.iter().any(Pair::is_changed) {
        return Some(Vec::new());
    }
    if depth == STEPS {
        return None;
    }
    let choices = CHOICES.get(depth).copied().unwrap_or(1);
    for function in next(&pairs, budget).into_iter().take(choices) {
        let after = pairs.iter().map(|pair| Pair {
            input: function.on(&pair.input, pair.facts),
            output: pair.output.clone(),
            facts: pair.facts,
        });
        if let Some(mut rest) = steps(after.collect(), depth + 1, budget) {
            rest.insert(0, function);
            return Some(rest);
        }
        if *budget == 0 {
            break;
        }
    }
    None
}

/// Functions that make some texts what was signed and take none away from it, those that make most first.
fn next(pairs: &[Pair<'_>], budget: &mut usize) -> Vec<Function> {
    let (changed, same): (Vec<&Pair<'_>>, Vec<&Pair<'_>>) =
        pairs.iter().partition(|pair| pair.is_changed());
    let step = changed.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<&Pair<'_>> = changed.iter().step_by(step).copied().collect();
    let length = |pairs: &[&Pair<'_>]| pairs.iter().map(|pair| pair.input.len()).sum::<usize>();
    let (few, all) = (length(&sample), length(&same) + length(&changed));
    let mut hits: Vec<(usize, Function)> = Vec::new();
    for function in candidates(pairs, &sample, Breadth::Step) {
        *budget = budget.saturating_sub(few);
        if *budget == 0 {
            return Vec::new();
        }
        let count = sample.iter().filter(|pair| pair.is_made_by(&function)).count();
        if count > 0 && !matches!(function, Function::Table(_) | Function::Then(_)) {
            hits.push((count, function));
        }
    }
    // Stable: of those that explain as much, the plainest one.
    hits.sort_by_key(|(count, _)| usize::MAX - count);
    let mut good: Vec<(usize, Function)> = Vec::new();
    for (_, function) in hits.into_iter().take(TRIED) {
        *budget = budget.saturating_sub(all);
        if *budget == 0 {
            break;
        }
        if same.iter().all(|pair| pair.is_made_by(&function)) {
            let count = changed.iter().filter(|pair| pair.is_made_by(&function)).count();
            let is_seen = matches!(&function, Function::Replace(..)) && count < SHOWN;
            if !is_seen {
                good.push((count, function));
            }
        }
    }
    good.sort_by_key(|(count, _)| usize::MAX - count);
    good.into_iter().map(|(_, function)| function).collect()
}
