//! Learning a function of a text from inputs and outputs.

use super::candidates::{Breadth, candidates};
use super::fit_branches::{Ways, branches};
use super::fit_chain::chain;
use super::function::Function;
use super::guard::Guard;
use super::pair::Pair;
use super::rule::Branch;
use super::separate::{Subject, separate};
use std::collections::{BTreeSet, HashMap};

/// So many pairs that changed are looked at before all of them are.
const SAMPLE: usize = 250;

/// So many functions that explain everything are looked at.
const ENOUGH: usize = 24;

/// So many functions that explain a part are combined with others.
const COMBINED: usize = 12;

/// So many functions more may follow one another.
const DEPTH: usize = 2;

/// The characters that may be looked at for one stage: it must end, and the same way on any machine.
const BUDGET: usize = 80_000_000;

/// A function that explains none of so many changed pairs is not tried on more.
const FIRST: usize = 40;

/// Functions that make every output, cheapest first; a few of them. `share`: this part of the budget is spent at most.
pub(super) fn functions(pairs: &[Pair<'_>], share: usize) -> Vec<Vec<Branch<Function>>> {
    let mut budget = BUDGET / share.max(1);
    let mut found = fit(pairs, DEPTH, &mut budget);
    found.sort_by_key(|branches| {
        branches.iter().map(|branch| branch.what.cost() + branch.when.cost()).sum::<u32>()
    });
    found.truncate(6);
    found
}

fn fit(pairs: &[Pair<'_>], depth: usize, budget: &mut usize) -> Vec<Vec<Branch<Function>>> {
    let changed: Vec<&Pair<'_>> = pairs.iter().filter(|pair| pair.is_changed()).collect();
    let same: Vec<&Pair<'_>> = pairs.iter().filter(|pair| !pair.is_changed()).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let step = changed.len().div_ceil(SAMPLE);
    let sample: Vec<&Pair<'_>> = changed.iter().step_by(step).copied().collect();
    let mut found = Vec::new();
    let mut partial: Vec<(Function, Vec<bool>)> = Vec::new();
    let length = |pairs: &[&Pair<'_>]| pairs.iter().map(|p| p.input.len()).sum::<usize>();
    let (all, few) = (length(&sample), length(&sample[..sample.len().min(FIRST)]));
    let mut guards = Guards::default();
    let breadth = if depth == DEPTH { Breadth::Alone } else { Breadth::Behind };
    for function in candidates(pairs, &sample, breadth) {
        let hit = |pair: &&Pair<'_>| pair.is_made_by(&function);
        *budget = budget.saturating_sub(few);
        if *budget == 0 {
            break;
        }
        if !sample.iter().take(FIRST).any(hit) && sample.len() > 2 * FIRST {
            continue;
        }
        *budget = budget.saturating_sub(all);
        let hits: Vec<bool> = sample.iter().map(hit).collect();
        let count = hits.iter().filter(|hit| **hit).count();
        if count == hits.len() && changed.iter().all(|p| p.is_made_by(&function)) {
            found.extend(guards.of(&function, &changed, &same));
            let plain = |all: &&Vec<Branch<Function>>| all.iter().all(|b| b.when == Guard::Always);
            if found.iter().filter(plain).count() >= ENOUGH {
                break;
            }
        } else if count > 0 {
            partial.push((function, hits));
        }
    }
    if !found.is_empty() {
        return found;
    }
    partial.sort_by_key(|(function, hits)| {
        (usize::MAX - hits.iter().filter(|hit| **hit).count(), function.cost())
    });
    let mut seen: BTreeSet<Vec<bool>> = BTreeSet::new();
    partial.retain(|(_, hits)| seen.insert(hits.clone()));
    if depth > 0 {
        found.extend(peeled(&changed, &same, depth, budget));
        if found.is_empty() {
            found.extend(composed(pairs, &partial, depth, budget));
        }
        if found.is_empty() {
            found.extend(composed_where(&changed, &same, &partial, depth, budget));
        }
    }
    if found.is_empty() {
        found.extend(branched(&changed, &same, &partial));
    }
    if found.is_empty() && depth == DEPTH {
        found.extend(chained(pairs, &changed, &same, budget));
    }
    if found.is_empty() && depth == DEPTH {
        found.extend(several(&changed, &same, partial, budget));
    }
    found
}

/// Chains have one part of the budget in so many.
const CHAINS: usize = 2;

/// Several functions, one after the other: for all texts, or with a guard for those that changed.
fn chained(
    pairs: &[Pair<'_>],
    changed: &[&Pair<'_>],
    same: &[&Pair<'_>],
    budget: &mut usize,
) -> Vec<Vec<Branch<Function>>> {
    let mut part = *budget / CHAINS;
    if let Some(what) = chain(pairs, &mut part) {
        return vec![vec![Branch { when: Guard::Always, what }]];
    }
    let changed_only: Vec<Pair<'_>> = changed.iter().map(|pair| (*pair).clone()).collect();
    let mut part = *budget / CHAINS;
    let found = chain(&changed_only, &mut part);
    found.map(|function| Guards::default().of(&function, changed, same)).unwrap_or_default()
}

/// What is left over by several functions has one part of the budget in so many.
const LEFT_OVER: usize = 8;

/// So many functions that explain a part are held against all that changed.
const HELD: usize = 60;

/// Several functions, each where a predicate holds.
fn several(
    changed: &[&Pair<'_>],
    same: &[&Pair<'_>],
    partial: Vec<(Function, Vec<bool>)>,
    budget: &usize,
) -> Option<Vec<Branch<Function>>> {
    let budget = std::cell::RefCell::new(*budget / LEFT_OVER);
    let functions: Vec<Function> =
        partial.into_iter().take(HELD).map(|(function, _)| function).collect();
    fn subjects<'s>(pairs: &[&'s Pair<'_>]) -> Vec<Subject<'s>> {
        pairs.iter().map(|pair| pair.subject()).collect()
    }
    let ways = Ways {
        fits: &|function: &Function, pair: &Pair<'_>| pair.is_made_by(function),
        separated: &|inside: &[&Pair<'_>], outside: &[&Pair<'_>]| {
            separate(&subjects(inside), &subjects(outside)).into_iter().next()
        },
        holds: &|guard: &Guard, pair: &Pair<'_>| guard.holds(&pair.input, pair.facts),
        other: &|pair: &Pair<'_>, field| pair.facts.text(field).map(str::to_owned),
        more: &|rest: &[&Pair<'_>]| {
            let rest: Vec<Pair<'_>> = rest.iter().map(|pair| (*pair).clone()).collect();
            let single = fit(&rest, DEPTH - 1, &mut budget.borrow_mut());
            let single = single.into_iter().filter_map(|branches| match &branches[..] {
                [Branch { when: Guard::Always, what }] => Some(what.clone()),
                _ => None,
            });
            single.collect()
        },
    };
    branches(changed, same, &functions, &ways)
}

/// The guards that keep functions from what did not change: those that would change the same texts have the same.
#[derive(Default)]
struct Guards(HashMap<Vec<bool>, Vec<Guard>>);

impl Guards {
    /// A function that explains all that changed, with each guard that keeps it from what did not.
    fn of(
        &mut self,
        function: &Function,
        changed: &[&Pair<'_>],
        same: &[&Pair<'_>],
    ) -> Vec<Vec<Branch<Function>>> {
        let wrong: Vec<bool> = same.iter().map(|pair| !pair.is_made_by(function)).collect();
        let guards = self.0.entry(wrong).or_insert_with_key(|wrong| {
            let outside = same.iter().zip(wrong).filter(|(_, wrong)| **wrong);
            let outside: Vec<Subject<'_>> = outside.map(|(pair, _)| pair.subject()).collect();
            let inside: Vec<Subject<'_>> = changed.iter().map(|pair| pair.subject()).collect();
            separate(&inside, &outside)
        });
        let with = |when: &Guard| vec![Branch { when: when.clone(), what: function.clone() }];
        guards.iter().map(with).collect()
    }
}

/// What stands around all that changed is put there after something else was done.
fn peeled(
    changed: &[&Pair<'_>],
    same: &[&Pair<'_>],
    depth: usize,
    budget: &mut usize,
) -> Vec<Vec<Branch<Function>>> {
    let shared = |last: bool| -> String {
        let ends = |text: &str| -> Vec<char> {
            if last { text.chars().rev().collect() } else { text.chars().collect() }
        };
        let mut outputs = changed.iter().map(|pair| ends(&pair.output));
        let mut shared = outputs.next().unwrap_or_default();
        for output in outputs {
            let count = shared.iter().zip(&output).take_while(|(a, b)| a == b).count();
            shared.truncate(count);
        }
        shared.truncate(12);
        if last { shared.into_iter().rev().collect() } else { shared.into_iter().collect() }
    };
    let (before, mut after) = (shared(false), shared(true));
    let shortest = changed.iter().map(|pair| pair.output.len()).min().unwrap_or(0);
    if before.len() + after.len() > shortest {
        after.clear();
    }
    let own = |pair: &&&Pair<'_>| pair.input.starts_with(&before) && pair.input.ends_with(&after);
    if before.is_empty() && after.is_empty() || changed.iter().all(|pair| own(&pair)) {
        return Vec::new();
    }
    let inner: Vec<Pair<'_>> = changed
        .iter()
        .map(|pair| Pair {
            input: pair.input.clone(),
            output: pair.output[before.len()..pair.output.len() - after.len()].to_owned(),
            facts: pair.facts,
        })
        .collect();
    let (mut found, mut guards) = (Vec::new(), Guards::default());
    for branches in fit(&inner, depth - 1, budget).into_iter().take(3) {
        if let [Branch { when: Guard::Always, what }] = branches.as_slice() {
            let around = Function::Around(before.clone(), after.clone());
            let function = Function::Then(vec![what.clone(), around]);
            found.extend(guards.of(&function, changed, same));
        }
    }
    found
}

/// One function after another, where both together have a guard.
fn composed_where(
    changed: &[&Pair<'_>],
    same: &[&Pair<'_>],
    partial: &[(Function, Vec<bool>)],
    depth: usize,
    budget: &mut usize,
) -> Vec<Vec<Branch<Function>>> {
    let (mut found, mut guards) = (Vec::new(), Guards::default());
    for (first, _) in partial.iter().take(COMBINED / 2) {
        let after: Vec<Pair<'_>> = changed
            .iter()
            .map(|pair| Pair {
                input: first.on(&pair.input, pair.facts),
                output: pair.output.clone(),
                facts: pair.facts,
            })
            .collect();
        for branches in fit(&after, depth - 1, budget).into_iter().take(3) {
            if let [Branch { when: Guard::Always, what }] = branches.as_slice() {
                let function = Function::Then(vec![first.clone(), what.clone()]);
                found.extend(guards.of(&function, changed, same));
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// One function after another.
fn composed(
    pairs: &[Pair<'_>],
    partial: &[(Function, Vec<bool>)],
    depth: usize,
    budget: &mut usize,
) -> Vec<Vec<Branch<Function>>> {
    let mut found = Vec::new();
    for (first, _) in partial.iter().take(COMBINED) {
        // What it changes where nothing is changed has no way back.
        let after: Vec<Pair<'_>> = pairs
            .iter()
            .map(|pair| Pair {
                input: first.on(&pair.input, pair.facts),
                output: pair.output.clone(),
                facts: pair.facts,
            })
            .collect();
        let closer = after.iter().filter(|pair| pair.is_changed()).count();
        let before = pairs.iter().filter(|pair| pair.is_changed()).count();
        if closer >= before {
            continue;
        }
        for branches in fit(&after, depth - 1, budget) {
            if let [Branch { when: Guard::Always, what }] = branches.as_slice() {
                let what = Function::Then(vec![first.clone(), what.clone()]);
                found.push(vec![Branch { when: Guard::Always, what }]);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// Two functions, each where a predicate holds.
fn branched(
    changed: &[&Pair<'_>],
    same: &[&Pair<'_>],
    partial: &[(Function, Vec<bool>)],
) -> Vec<Vec<Branch<Function>>> {
    let mut found = Vec::new();
    for (at, (first, hits)) in partial.iter().enumerate().take(COMBINED) {
        for (second, also) in partial.iter().skip(at + 1).take(80) {
            if !hits.iter().zip(also).all(|(a, b)| *a || *b) {
                continue;
            }
            let fits = |function: &Function, pair: &Pair<'_>| pair.is_made_by(function);
            if !changed.iter().all(|pair| fits(first, pair) || fits(second, pair)) {
                continue;
            }
            let inside: Vec<&Pair<'_>> = changed
                .iter()
                .copied()
                .filter(|pair| fits(first, pair) && !fits(second, pair))
                .collect();
            let rest: Vec<&Pair<'_>> =
                changed.iter().copied().filter(|pair| !fits(first, pair)).collect();
            let mut against: Vec<Subject<'_>> = rest.iter().map(|pair| pair.subject()).collect();
            against
                .extend(same.iter().filter(|pair| !fits(first, pair)).map(|pair| pair.subject()));
            let positive: Vec<Subject<'_>> = inside.iter().map(|pair| pair.subject()).collect();
            for when in separate(&positive, &against).into_iter().take(2) {
                let left = |pair: &&&Pair<'_>| !when.holds(&pair.input, pair.facts);
                let positive: Vec<Subject<'_>> =
                    changed.iter().filter(left).map(|pair| pair.subject()).collect();
                let against: Vec<Subject<'_>> = same
                    .iter()
                    .filter(left)
                    .filter(|pair| !fits(second, pair))
                    .map(|pair| pair.subject())
                    .collect();
                for other in separate(&positive, &against).into_iter().take(1) {
                    found.push(vec![
                        Branch { when: when.clone(), what: first.clone() },
                        Branch { when: other, what: second.clone() },
                    ]);
                }
            }
            if found.len() > 4 {
                return found;
            }
        }
    }
    found
}
