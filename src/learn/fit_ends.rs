//! Texts that were filled up, or of which only the ends are left.

use super::ends::{Mask, Middle, Pad};
use super::function::Function;
use super::pair::{Pair, common, most};
use std::collections::BTreeMap;

/// Texts of which the middle is missing.
pub(super) fn middles(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut counts: BTreeMap<(usize, String, usize), usize> = BTreeMap::new();
    let mut shortest = usize::MAX;
    for pair in sample {
        let (input, output): (Vec<char>, Vec<char>) =
            (pair.input.chars().collect(), pair.output.chars().collect());
        for between in ["...", "\u{2026}", "..", "*", "***", "--", "-", "~", ""] {
            let width = between.chars().count();
            if output.len() < width + 2 || output.len() >= input.len() + width {
                continue;
            }
            for first in 1..output.len() - width {
                let last = output.len() - width - first;
                let marked: String = output[first..first + width].iter().collect();
                if marked == between
                    && last <= input.len()
                    && output[..first] == input[..first.min(input.len())]
                    && output[first + width..] == input[input.len() - last..]
                {
                    *counts.entry((first, between.to_owned(), last)).or_default() += 1;
                    shortest = shortest.min(input.len());
                }
            }
        }
    }
    most(counts, 6)
        .into_iter()
        .map(|(first, between, last)| {
            let over = shortest.saturating_sub(1).max(first + last);
            Function::Middle(Middle { over, first, between, last })
        })
        .collect()
}

/// Texts of which all but the ends is hidden.
pub(super) fn masks(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut found = Vec::new();
    for with in ['*', 'x', 'X', '#', '\u{2022}'] {
        let hides = |pair: &&&Pair<'_>| {
            pair.output.contains(with) && pair.output.chars().count() == pair.input.chars().count()
        };
        let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for pair in sample.iter().filter(hides) {
            let first = common(&pair.input, &pair.output);
            let back = pair.input.chars().rev().zip(pair.output.chars().rev());
            let last = back.take_while(|(a, b)| a == b).count();
            *counts.entry((first, last)).or_default() += 1;
        }
        let masks = most(counts, 4).into_iter();
        found.extend(masks.map(|(first, last)| Function::Mask(Mask { first, last, with })));
    }
    found
}

/// Texts that are filled up to a width with one character.
pub(super) fn pads(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut counts: BTreeMap<(usize, char, bool), usize> = BTreeMap::new();
    for pair in sample {
        for behind in [false, true] {
            let filling = match behind {
                true => pair.output.strip_prefix(pair.input.as_str()),
                false => pair.output.strip_suffix(pair.input.as_str()),
            };
            let Some(filling) = filling else { continue };
            let Some(with) = filling.chars().next() else { continue };
            if filling.chars().all(|c| c == with) {
                let width = pair.output.chars().count();
                *counts.entry((width, with, behind)).or_default() += 1;
            }
        }
    }
    let pad = |(to, with, behind)| Function::Pad(Pad { to, with, behind });
    most(counts, 3).into_iter().map(pad).collect()
}
