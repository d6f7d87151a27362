//! Shares of all goals, by a hash of a field, that tell some goals from others.

use super::facts::{Facts, Field};
use super::guard::Guard;
use super::share::{HashOf, Share};
use std::collections::BTreeSet;

/// What hashes are divided by.
const DIVISORS: [u64; 17] = [2, 3, 4, 5, 6, 7, 8, 10, 16, 20, 32, 50, 64, 100, 256, 1000, 10_000];

/// So many different texts must be on either side, and so many in all.
const EITHER: usize = 6;
const BOTH: usize = 30;

/// Shares that hold for all of `inside` and for none of `outside`.
pub(super) fn shares(inside: &[(&str, &Facts)], outside: &[(&str, &Facts)]) -> Vec<Guard> {
    let mut found = Vec::new();
    for field in Field::TEXTS {
        let texts = |subjects: &[(&str, &Facts)]| -> BTreeSet<String> {
            subjects
                .iter()
                .map(|(_, facts)| facts.text(field).unwrap_or_default().to_owned())
                .collect()
        };
        let (own, mut others) = (texts(inside), texts(outside));
        // Who has no text may be left out, whatever its hash is.
        let has_text = !own.contains("") && others.remove("");
        if own.len() < EITHER
            || others.len() < EITHER
            || own.len() + others.len() < BOTH
            || !own.is_disjoint(&others)
        {
            continue;
        }
        for hash in HashOf::ALL {
            for of in DIVISORS {
                let rests = |texts: &BTreeSet<String>, most: usize| -> BTreeSet<u64> {
                    texts.iter().take(most).map(|text| hash.rest(text, of)).collect()
                };
                // Nearly all hashes are ruled out by a few texts.
                if mixed(&rests(&own, SOME), &rests(&others, SOME)) {
                    continue;
                }
                let (own, others) = (rests(&own, usize::MAX), rests(&others, usize::MAX));
                if mixed(&own, &others) {
                    continue;
                }
                let (Some(least), Some(most)) = (own.first(), own.last()) else { continue };
                let from = match others.range(..least).next_back() {
                    Some(below) => roundest(below + 1, *least, of),
                    None => 0,
                };
                let to = match others.range(most..).next() {
                    Some(above) => roundest(most + 1, *above, of),
                    None => of,
                };
                let share = Guard::Share(Share { field, hash, of, from, to });
                found.push(match has_text {
                    true => Guard::All(vec![Guard::Filled(field), share]),
                    false => share,
                });
            }
        }
    }
    found.sort_by_key(Guard::cost);
    found.truncate(3);
    found
}

/// So many texts of either side are looked at first.
const SOME: usize = 12;

/// Whether a rest of the others lies between the least and the greatest of these.
fn mixed(own: &BTreeSet<u64>, others: &BTreeSet<u64>) -> bool {
    match (own.first(), own.last()) {
        (Some(least), Some(most)) => others.range(least..=most).next().is_some(),
        _ => true,
    }
}

/// The roundest number from `low` to `high`, as a part of `of`.
fn roundest(low: u64, high: u64, of: u64) -> u64 {
    let grains = [2, 4, 5, 10, 20, 50, 100, 200].map(|parts| of / parts);
    let round = grains.into_iter().filter(|grain| *grain > 0).find_map(|grain| {
        let first = low.div_ceil(grain) * grain;
        (first <= high).then_some(first)
    });
    round.unwrap_or(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_is_as_round_as_there_is_room_for() {
        assert_eq!(roundest(23, 27, 100), 25);
        assert_eq!(roundest(26, 29, 100), 26);
        assert_eq!(roundest(8, 12, 100), 10);
        assert_eq!(roundest(2, 2, 3), 2);
    }
}
