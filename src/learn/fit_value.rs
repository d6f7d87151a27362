//! Learning how amounts are written.

use super::facts::{Facts, Field};
use super::fit_branches::{Ways, branches};
use super::fit_text::functions;
use super::function::Function;
use super::guard::Guard;
use super::pair::Pair;
use super::ratio::ratios;
use super::rule::Branch;
use super::separate::{Subject, separate, separate_by_fields};
use super::value::{ValueForm, forms};
use std::collections::BTreeMap;

/// An amount's goal, its text as it was signed, and whether it is bare.
type Amount<'a> = (&'a Facts, String, bool);

/// An amount of two decimals in cents.
fn cents(text: &str) -> Option<i64> {
    let (units, rest) = text.split_once('.')?;
    (rest.len() == 2).then(|| format!("{units}{rest}").parse().ok()).flatten()
}

/// A format with what stands around it in an amount; `None` where it does not stand there, or nothing is around it.
fn affixed(form: ValueForm, amount: &Amount<'_>) -> Option<ValueForm> {
    let (facts, text, bare) = amount;
    let (own, _) = form.write(facts).filter(|_| form.then.is_none())?;
    let (before, after) = text.split_once(own.as_str()).filter(|_| !own.is_empty())?;
    let is_around = !before.is_empty() || !after.is_empty();
    let around = Function::Around(before.to_owned(), after.to_owned());
    is_around.then_some(ValueForm { then: Some(around), bare: *bare, ..form })
}

/// Fields by whose texts amounts may be multiplied by other rates.
const KINDS: [Field; 4] = [Field::Currency, Field::Plan, Field::FirstTouchBucket, Field::EventName];

/// Amounts in cents with what was signed: all of them, and those of each kind.
fn groups(wrong: &[&Amount<'_>]) -> Vec<Vec<(i64, i64)>> {
    let mut all = vec![Vec::new()];
    let mut kinds: BTreeMap<(Field, &str), Vec<(i64, i64)>> = BTreeMap::new();
    for (facts, text, _) in wrong {
        let (Some(passed), Some(signed)) = (facts.cents, cents(text)) else { continue };
        all[0].push((passed, signed));
        for field in KINDS {
            if let Some(kind) = facts.text(field) {
                kinds.entry((field, kind)).or_default().push((passed, signed));
            }
        }
    }
    all.extend(kinds.into_values());
    all
}

/// The formats that make every amount, cheapest first: an empty one where all are as documented, `None` where
/// nothing does.
pub(super) fn values(amounts: &[Amount<'_>]) -> Option<Vec<Vec<Branch<ValueForm>>>> {
    let right = |facts: &Facts| facts.text(Field::Value).unwrap_or_default().to_owned();
    let (wrong, same): (Vec<_>, Vec<_>) =
        amounts.iter().partition(|(facts, text, bare)| *bare || *text != right(facts));
    if wrong.is_empty() {
        return Some(vec![Vec::new()]);
    }
    let texts: Vec<String> = amounts.iter().map(|(facts, ..)| right(facts)).collect();
    let subjects = |of: &[&Amount<'_>]| -> Vec<(String, usize)> {
        of.iter()
            .filter_map(|one| {
                let at = amounts.iter().position(|other| std::ptr::eq(other, *one))?;
                Some((texts[at].clone(), at))
            })
            .collect()
    };
    let fits = |form: &ValueForm, one: &Amount<'_>| {
        form.write(one.0).is_some_and(|(text, bare)| text == one.1 && bare == one.2)
    };
    let separated = |inside: &[&Amount<'_>], outside: &[&Amount<'_>]| {
        let (a, b) = (subjects(inside), subjects(outside));
        let a: Vec<Subject<'_>> = a.iter().map(|(t, at)| (t.as_str(), amounts[*at].0)).collect();
        let b: Vec<Subject<'_>> = b.iter().map(|(t, at)| (t.as_str(), amounts[*at].0)).collect();
        let plain = separate(&a, &b);
        if plain.is_empty() { separate_by_fields(&a, &b) } else { plain }
    };
    let mut found: Vec<Vec<Branch<ValueForm>>> = Vec::new();
    let mut partial: Vec<(ValueForm, Vec<bool>)> = Vec::new();
    let signed: Vec<(i64, i64)> =
        wrong.iter().filter_map(|(facts, text, _)| Some((facts.cents?, cents(text)?))).collect();
    let tried = forms(&signed, &ratios(&groups(&wrong)));
    for form in tried.iter().cloned() {
        let hits: Vec<bool> = wrong.iter().map(|one| fits(&form, one)).collect();
        if hits.iter().all(|hit| *hit) {
            let against: Vec<_> = same.iter().copied().filter(|one| !fits(&form, one)).collect();
            for when in separated(&wrong, &against) {
                found.push(vec![Branch { when, what: form.clone() }]);
            }
        } else if hits.iter().any(|hit| *hit) {
            partial.push((form, hits));
        }
    }
    found.sort_by_key(|branches| branches.iter().map(|b| b.when.cost()).sum::<u32>());
    if !found.is_empty() {
        found.truncate(8);
        return Some(found);
    }
    // The same with something before or behind, such as `.00`.
    for form in tried {
        let Some(form) = affixed(form, wrong[0]) else { continue };
        if wrong.iter().all(|one| fits(&form, one)) {
            let against: Vec<_> = same.iter().copied().filter(|one| !fits(&form, one)).collect();
            for when in separated(&wrong, &against) {
                found.push(vec![Branch { when, what: form.clone() }]);
            }
        }
    }
    found.sort_by_key(|branches| branches.iter().map(|b| b.when.cost()).sum::<u32>());
    if !found.is_empty() {
        found.truncate(8);
        return Some(found);
    }
    // Something done to the documented text.
    let bare = wrong.iter().all(|(.., bare)| *bare);
    if bare || wrong.iter().all(|(.., bare)| !*bare) {
        let pairs: Vec<Pair<'_>> = amounts
            .iter()
            .map(|(facts, text, _)| Pair { input: right(facts), output: text.clone(), facts })
            .collect();
        for branches in functions(&pairs, 2) {
            let form = |function| ValueForm {
                amount: Default::default(),
                unrounded: None,
                digits: Default::default(),
                then: Some(function),
                bare,
            };
            found.push(
                branches.into_iter().map(|b| Branch { when: b.when, what: form(b.what) }).collect(),
            );
        }
    }
    if !found.is_empty() {
        return Some(found);
    }
    partial.sort_by_key(|(_, hits)| usize::MAX - hits.iter().filter(|hit| **hit).count());
    let forms: Vec<ValueForm> = partial.into_iter().map(|(form, _)| form).collect();
    let first = |inside: &[&Amount<'_>], outside: &[&Amount<'_>]| {
        separated(inside, outside).into_iter().next()
    };
    let ways = Ways {
        fits: &|form, one| fits(form, one),
        separated: &first,
        holds: &|guard: &Guard, one: &Amount<'_>| guard.holds(&right(one.0), one.0),
        other: &|one: &Amount<'_>, field| one.0.text(field).map(str::to_owned),
        more: &|rest: &[&Amount<'_>]| {
            let Some((.., bare)) = rest.first() else { return Vec::new() };
            let pairs: Vec<Pair<'_>> = rest
                .iter()
                .map(|(facts, text, _)| Pair { input: right(facts), output: text.clone(), facts })
                .collect();
            let single =
                functions(&pairs, 4).into_iter().filter_map(|branches| match &branches[..] {
                    [Branch { when: Guard::Always, what }] => Some(ValueForm {
                        amount: Default::default(),
                        unrounded: None,
                        digits: Default::default(),
                        then: Some(what.clone()),
                        bare: *bare,
                    }),
                    _ => None,
                });
            single.filter(|form| rest.iter().all(|one| fits(form, one))).collect()
        },
    };
    branches(&wrong, &same, &forms, &ways).map(|branches| vec![branches])
}
