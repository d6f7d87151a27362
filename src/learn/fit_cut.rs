//! Cuts, read off texts of which a part is left; and lengths that are wrong in other ways.

use super::class::Named;
use super::cut::{Broken, Cut, Unit};
use super::function::Function;
use super::length_field::LengthField;
use super::pair::{Pair, common};
use super::stale_block::{LARGEST as LARGEST_BLOCK, StaleBlock};
use std::collections::{BTreeMap, BTreeSet};

/// Texts cut between any two bytes, and read again.
pub(super) fn broken_cuts(sample: &[&Pair<'_>]) -> Vec<Function> {
    let bytes = |text: &str| Unit::Bytes.length(text);
    let kept = sample.iter().filter_map(|pair| {
        let whole = pair.output.trim_end_matches('\u{fffd}');
        pair.input.starts_with(whole).then(|| (bytes(whole), pair.output.len() > whole.len()))
    });
    let kept: Vec<(usize, bool)> = kept.collect();
    if !kept.iter().any(|(_, is_broken)| *is_broken) {
        return Vec::new();
    }
    // What ends with a whole character has all the bytes that are kept.
    let Some(keep) = kept.iter().filter(|(_, is_broken)| !is_broken).map(|(kept, _)| *kept).max()
    else {
        return Vec::new();
    };
    let cut = |broken: Broken| Cut { broken: Some(broken), ..Cut::plain(keep, keep, Unit::Bytes) };
    [Broken::EachByte, Broken::Once].map(|broken| Function::Cut(cut(broken))).to_vec()
}

/// Texts of which the beginning or the end is left, and what may stand behind it.
pub(super) fn cuts(pairs: &[Pair<'_>], sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut found = Vec::new();
    // What stands behind what is kept, if anything.
    let mut tails: BTreeMap<String, usize> = BTreeMap::new();
    for pair in sample {
        let common = common(&pair.input, &pair.output);
        let tail: String = pair.output.chars().skip(common).collect();
        if tail.chars().count() <= 8 {
            *tails.entry(tail).or_default() += 1;
        }
    }
    let mut tails: Vec<(usize, String)> = tails.into_iter().map(|(t, n)| (n, t)).collect();
    tails.sort_by_key(|(count, _)| usize::MAX - count);
    for (_, tail) in tails.iter().take(3) {
        for unit in Unit::ALL {
            for from_end in [false, true] {
                let of: Vec<&&Pair<'_>> = sample
                    .iter()
                    .filter(|pair| {
                        let Some(kept) = pair.output.strip_suffix(tail.as_str()) else {
                            return false;
                        };
                        kept.len() < pair.input.len()
                            && if from_end {
                                pair.input.ends_with(kept)
                            } else {
                                pair.input.starts_with(kept)
                            }
                    })
                    .collect();
                let tail_length = unit.length(tail);
                let Some(keep) =
                    of.iter().map(|pair| unit.length(&pair.output) - tail_length).max()
                else {
                    continue;
                };
                let longest = pairs
                    .iter()
                    .filter(|pair| !pair.is_changed())
                    .map(|pair| unit.length(&pair.input))
                    .max()
                    .unwrap_or(0);
                let mut overs = vec![keep + tail_length, keep];
                if longest > keep {
                    overs.push(longest);
                }
                for over in overs {
                    let tail = tail.clone();
                    let cut = Cut { tail, from_end, ..Cut::plain(over, keep, unit) };
                    if !from_end && of.iter().any(|pair| is_trimmed(pair, &cut)) {
                        found.extend(CUT_OFF.map(|space| {
                            Function::Cut(Cut { trimmed: Some(space), ..cut.clone() })
                        }));
                    }
                    if unit == Unit::Utf16 {
                        found.push(Function::Cut(Cut { halves: true, ..cut.clone() }));
                    }
                    found.push(Function::Cut(cut));
                }
                // Cut where a word ends: the same limit for longer and shorter words.
                if !from_end && of.iter().any(|pair| unit.length(&pair.output) < keep + tail_length)
                {
                    for (over, keep) in [(longest, keep), (longest, longest), (keep, keep)] {
                        let (tail, at_word) = (tail.clone(), true);
                        let cut = Cut { tail, at_word, ..Cut::plain(over, keep, unit) };
                        found.push(Function::Cut(cut));
                    }
                }
            }
        }
    }
    found
}

/// What is taken off behind what is kept, by language.
const CUT_OFF: [Named; 4] =
    [Named::Space, Named::PhpTrim, Named::PythonSpace, Named::JavaScriptSpace];

/// Whether white space stands in a text behind what is kept of it.
fn is_trimmed(pair: &Pair<'_>, cut: &Cut) -> bool {
    let kept = pair.output.strip_suffix(cut.tail.as_str()).unwrap_or(&pair.output);
    let rest = pair.input.strip_prefix(kept);
    cut.unit.length(kept) < cut.keep
        && rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Fields of four to twelve bits.
const BELOW: [usize; 9] = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

/// Those by which most texts of which the beginning is left were cut, if any.
pub(super) fn length_fields(sample: &[&Pair<'_>]) -> Vec<LengthField> {
    let cut: Vec<&&Pair<'_>> =
        sample.iter().filter(|pair| pair.input.starts_with(&pair.output)).collect();
    let units = Unit::ALL.into_iter().filter(|unit| *unit != Unit::Columns);
    let all = units.flat_map(|unit| BELOW.map(|below| LengthField { below, unit }));
    all.filter(|field| {
        let explained = cut.iter().filter(|pair| field.of(&pair.input) == pair.output).count();
        explained > 1 && 2 * explained > cut.len()
    })
    .collect()
}

/// The blocks by which texts may have become longer.
pub(super) fn stale_blocks(sample: &[&Pair<'_>]) -> Vec<StaleBlock> {
    let mut found = BTreeSet::new();
    for pair in sample.iter().filter(|pair| pair.output.starts_with(&pair.input)) {
        let (input, output) = (pair.input.chars().count(), pair.output.chars().count());
        // The text ends within the last of so many blocks.
        let sizes = (1..=64).filter(|blocks| output % blocks == 0).map(|blocks| output / blocks);
        let fitting =
            sizes.filter(|size| (16..=LARGEST_BLOCK).contains(size) && output - input < *size);
        let both = fitting.flat_map(|size| [false, true].map(|zeros| StaleBlock { size, zeros }));
        found.extend(both.filter(|block| block.of(&pair.input) == pair.output));
        if found.len() > 8 {
            break;
        }
    }
    let explains = |block: &StaleBlock| sample.iter().all(|p| block.of(&p.input) == p.output);
    found.into_iter().filter(explains).collect()
}
