//! Several functions, each where a predicate holds: the one that explains most comes first.

use super::facts::Field;
use super::guard::Guard;
use super::rule::Branch;
use std::collections::BTreeMap;

/// So many branches there are at most.
const BRANCHES: usize = 5;

/// So many functions are tried for each of them.
const TRIED: usize = 4;

/// Finds a predicate that holds for all of the first and for none of the second.
pub(super) type Separated<'w, I> = dyn Fn(&[&I], &[&I]) -> Option<Guard> + 'w;

/// How a function is held against an item, how predicates are found and asked.
pub(super) struct Ways<'w, T, I> {
    /// Whether a function makes the output of an item.
    pub(super) fits: &'w dyn Fn(&T, &I) -> bool,
    /// A predicate that holds for all of the first and for none of the second.
    pub(super) separated: &'w Separated<'w, I>,
    /// Whether a predicate holds for an item.
    pub(super) holds: &'w dyn Fn(&Guard, &I) -> bool,
    /// The text of another field of an item's goal.
    pub(super) other: &'w dyn Fn(&I, Field) -> Option<String>,
    /// Functions that make the outputs of some items, where none of the given ones does.
    pub(super) more: &'w dyn Fn(&[&I]) -> Vec<T>,
}

/// Fields by whose texts goals are told apart, and so many texts of each at most.
const KINDS: [(Field, usize); 3] =
    [(Field::Currency, 24), (Field::FirstTouchBucket, 8), (Field::EventName, 12)];

/// Branches that make every output of `wrong`, and leave `same` as it is.
pub(super) fn branches<T: Clone, I>(
    wrong: &[&I],
    same: &[&I],
    functions: &[T],
    ways: &Ways<'_, T, I>,
) -> Option<Vec<Branch<T>>> {
    let hits: Vec<Vec<bool>> = functions
        .iter()
        .map(|function| wrong.iter().map(|item| (ways.fits)(function, item)).collect())
        .collect();
    let mut found: Vec<Branch<T>> = Vec::new();
    let mut left: Vec<usize> = (0..wrong.len()).collect();
    let mut unchanged: Vec<&I> = same.to_vec();
    while !left.is_empty() {
        if found.len() == BRANCHES {
            return None;
        }
        let count = |at: usize| left.iter().filter(|item| hits[at][**item]).count();
        let mut order: Vec<(usize, usize)> = (0..functions.len())
            .map(|at| (count(at), at))
            .filter(|(count, _)| *count > 0)
            .collect();
        // Stable: of those that explain as much, the likelier one.
        order.sort_by_key(|(count, _)| usize::MAX - count);
        let plain = order.iter().take(TRIED).find_map(|(_, at)| {
            let (function, at) = (&functions[*at], *at);
            let inside: Vec<&I> =
                left.iter().filter(|item| hits[at][**item]).map(|item| wrong[*item]).collect();
            let mut outside: Vec<&I> =
                left.iter().filter(|item| !hits[at][**item]).map(|item| wrong[*item]).collect();
            outside.extend(unchanged.iter().filter(|item| !(ways.fits)(function, item)));
            let when = match outside.is_empty() {
                true => Guard::Always,
                false => told(&inside, &outside, ways)?,
            };
            Some(Branch { when, what: function.clone() })
        });
        let by_kind = || {
            let all = order.iter().take(TRIED).filter_map(|(_, at)| {
                let function = &functions[*at];
                let (covered, when) = of_kinds(function, &left, wrong, &unchanged, ways)?;
                Some((covered, Branch { when, what: function.clone() }))
            });
            all.max_by_key(|(covered, _)| *covered).map(|(_, branch)| branch)
        };
        let next = match plain.or_else(by_kind) {
            Some(next) => next,
            None => {
                let rest: Vec<&I> = left.iter().map(|at| wrong[*at]).collect();
                let what = (ways.more)(&rest).into_iter().next()?;
                let outside: Vec<&I> =
                    unchanged.iter().filter(|item| !(ways.fits)(&what, item)).copied().collect();
                let when = match outside.is_empty() {
                    true => Guard::Always,
                    false => told(&rest, &outside, ways)?,
                };
                Branch { when, what }
            }
        };
        left.retain(|item| !(ways.holds)(&next.when, wrong[*item]));
        unchanged.retain(|item| !(ways.holds)(&next.when, item));
        found.push(next);
    }
    (found.len() > 1).then_some(found)
}

/// So many items are looked at before all of them are: of those that a predicate holds for, and of the others.
const SAMPLE: (usize, usize) = (120, 300);

/// A predicate that holds for all of the first and for none of the second.
fn told<T, I>(inside: &[&I], outside: &[&I], ways: &Ways<'_, T, I>) -> Option<Guard> {
    fn some<'i, I>(items: &[&'i I], most: usize) -> Vec<&'i I> {
        let step = items.len().div_ceil(most).max(1);
        items.iter().step_by(step).copied().collect()
    }
    let guard = (ways.separated)(&some(inside, SAMPLE.0), &some(outside, SAMPLE.1))?;
    let tells = inside.iter().all(|item| (ways.holds)(&guard, item))
        && !outside.iter().any(|item| (ways.holds)(&guard, item));
    if tells { Some(guard) } else { (ways.separated)(inside, outside) }
}

/// The texts of one field whose goals a function explains, each of them: how many wrong ones these are. Others that it
/// explains by chance count for nothing.
fn of_kinds<T, I>(
    function: &T,
    left: &[usize],
    wrong: &[&I],
    unchanged: &[&I],
    ways: &Ways<'_, T, I>,
) -> Option<(usize, Guard)> {
    KINDS
        .into_iter()
        .filter_map(|(field, most)| {
            let mut kinds: BTreeMap<String, (usize, bool)> = BTreeMap::new();
            let items = left.iter().map(|at| (wrong[*at], 1));
            for (item, count) in items.chain(unchanged.iter().map(|item| (*item, 0))) {
                let Some(text) = (ways.other)(item, field) else { continue };
                let (wrong, fits) = kinds.entry(text).or_insert((0, true));
                *wrong += count;
                *fits &= (ways.fits)(function, item);
            }
            kinds.retain(|_, (wrong, fits)| *fits && *wrong > 1);
            let covered: usize = kinds.values().map(|(wrong, _)| *wrong).sum();
            let words: Vec<String> = kinds.into_keys().collect();
            (1..=most)
                .contains(&words.len())
                .then(|| (covered, Guard::Of(field, Box::new(Guard::Is(words)))))
        })
        .max_by_key(|(covered, _)| *covered)
}
