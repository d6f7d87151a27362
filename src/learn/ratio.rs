//! Rates by which amounts were multiplied: the simplest fractions that make every one of some amounts.

/// So many amounts must agree on a rate.
const AGREED: usize = 4;

/// The largest denominator that is looked for.
const LARGEST: i64 = 1_000_000;

/// So many rates are given at most.
const RATES: usize = 24;

/// The fractions by which each of a group of amounts, in cents, was multiplied and rounded to what was signed. Groups are
/// the amounts of one kind; each is looked at as a whole, and from one size to another.
pub(super) fn ratios(groups: &[Vec<(i64, i64)>]) -> Vec<(i64, i64)> {
    let mut found = Vec::new();
    for group in groups {
        let mut sorted: Vec<(i64, i64)> =
            group.iter().copied().filter(|(passed, signed)| *passed > 0 && *signed > 0).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut rest = &sorted[..];
        while rest.len() >= AGREED {
            let runs = ROUNDED.map(|rounded| run(rest, rounded));
            let longest = runs.iter().map(|(agreed, _)| *agreed).max().unwrap_or(0);
            for (agreed, interval) in runs {
                if agreed >= AGREED && agreed == longest {
                    found.extend(decimal(interval));
                    found.extend(simplest(interval));
                }
            }
            rest = &rest[longest.max(1)..];
        }
    }
    let mut known = std::collections::BTreeSet::new();
    found.retain(|(by, over)| by != over && known.insert((*by, *over)));
    found.truncate(RATES);
    found
}

/// By how many half cents less and more than what was signed the product may be: where it is rounded, cut off, or
/// rounded up.
const ROUNDED: [(i64, i64); 3] = [(-1, 1), (0, 2), (-2, 0)];

/// From a rate to another, both as fractions.
type Interval = ((i64, i64), (i64, i64));

/// Whether one fraction is less than another.
fn less(a: (i64, i64), b: (i64, i64)) -> bool {
    i128::from(a.0) * i128::from(b.1) < i128::from(b.0) * i128::from(a.1)
}

/// How many of these in a row one rate makes, and which rates do.
fn run(pairs: &[(i64, i64)], (less_by, more_by): (i64, i64)) -> (usize, Interval) {
    let mut interval = ((0, 1), (i64::MAX, 1));
    for (at, (passed, signed)) in pairs.iter().enumerate() {
        let (low, high) = ((2 * signed + less_by, 2 * passed), (2 * signed + more_by, 2 * passed));
        let low = if less(interval.0, low) { low } else { interval.0 };
        let high = if less(high, interval.1) { high } else { interval.1 };
        if !less(low, high) {
            return (at, interval);
        }
        interval = (low, high);
    }
    (pairs.len(), interval)
}

/// The decimal fraction of fewest digits in an interval.
fn decimal((low, high): Interval) -> Option<(i64, i64)> {
    let powers = std::iter::successors(Some(1i64), |power| power.checked_mul(10));
    powers.take_while(|over| *over <= LARGEST).find_map(|over| {
        let by = (i128::from(low.0) * i128::from(over) + i128::from(low.1) - 1) / i128::from(low.1);
        let by = i64::try_from(by).ok()?;
        (by > 0 && !less((by, over), low) && !less(high, (by, over))).then_some((by, over))
    })
}

/// The fraction with the smallest denominator in an interval: down the tree of Stern and Brocot.
fn simplest((low, high): Interval) -> Option<(i64, i64)> {
    let (mut left, mut right) = ((0i64, 1i64), (1i64, 0i64));
    for _ in 0..4096 {
        let middle = (left.0 + right.0, left.1 + right.1);
        if middle.1 > LARGEST || middle.0 > 1000 * LARGEST {
            return None;
        }
        if less(middle, low) {
            left = middle;
        } else if less(high, middle) {
            right = middle;
        } else {
            return Some(middle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(by: f64) -> Vec<(i64, i64)> {
        let amounts = [105, 1999, 9950, 123_456, 999_999, 50_000, 77];
        amounts.iter().map(|cents| (*cents, (*cents as f64 * by).round() as i64)).collect()
    }

    #[test]
    fn a_rate_is_told_from_what_it_made() {
        for (by, ratio) in [(1.0 / 12.0, (1, 12)), (0.9271, (9271, 10_000)), (7.0 / 3.0, (7, 3))] {
            assert!(ratios(&[pairs(by)]).contains(&ratio), "{by}: {:?}", ratios(&[pairs(by)]));
        }
    }

    #[test]
    fn rates_may_change_with_the_size() {
        let made = |cents: i64| match cents {
            ..100_000 => cents * 97 / 100,
            _ => cents * 95 / 100,
        };
        let pairs: Vec<(i64, i64)> =
            (1..60).map(|n| n * 5_300).map(|cents| (cents, made(cents))).collect();
        let found = ratios(&[pairs]);
        assert!(found.contains(&(97, 100)) && found.contains(&(19, 20)), "{found:?}");
    }
}
