//! Several functions, each where a predicate holds: the one that explains most comes first.

use super::guard::Guard;
use super::rule::Branch;

/// So many branches there are at most.
const BRANCHES: usize = 5;

/// So many functions are tried for each of them.
const TRIED: usize = 12;

/// How a function is held against an item, how predicates are found and asked.
pub(super) struct Ways<'w, T, I> {
    /// Whether a function makes the output of an item.
    pub(super) fits: &'w dyn Fn(&T, &I) -> bool,
    /// A predicate that holds for all of the first and for none of the second.
    pub(super) separated: &'w dyn Fn(&[&I], &[&I]) -> Option<Guard>,
    /// Whether a predicate holds for an item.
    pub(super) holds: &'w dyn Fn(&Guard, &I) -> bool,
}

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
        let next = order.into_iter().take(TRIED).find_map(|(_, at)| {
            let function = &functions[at];
            let inside: Vec<&I> =
                left.iter().filter(|item| hits[at][**item]).map(|item| wrong[*item]).collect();
            let mut outside: Vec<&I> =
                left.iter().filter(|item| !hits[at][**item]).map(|item| wrong[*item]).collect();
            outside.extend(unchanged.iter().filter(|item| !(ways.fits)(function, item)));
            let when = match outside.is_empty() {
                true => Guard::Always,
                false => (ways.separated)(&inside, &outside)?,
            };
            Some(Branch { when, what: function.clone() })
        })?;
        left.retain(|item| !(ways.holds)(&next.when, wrong[*item]));
        unchanged.retain(|item| !(ways.holds)(&next.when, item));
        found.push(next);
    }
    (found.len() > 1).then_some(found)
}
