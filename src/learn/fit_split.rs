//! Fitting a split: what is left of each text is one side of the same mark.

use super::pair::Pair;
use super::separate::BLANK;
use super::split::{Kept, Split};

/// The longest mark, in characters.
const LONGEST: usize = 4;

/// Splits that may have made the outputs of a sample.
pub(super) fn splits(sample: &[&Pair<'_>]) -> Vec<Split> {
    let changed = || sample.iter().filter(|pair| pair.input != pair.output);
    let before: Option<Vec<&str>> =
        changed().map(|pair| pair.input.strip_prefix(pair.output.as_str())).collect();
    let after: Option<Vec<&str>> =
        changed().map(|pair| pair.input.strip_suffix(pair.output.as_str())).collect();
    let mut found = Vec::new();
    let split = |mark: String, blank, keep| Split { mark, blank, keep };
    if let Some(rests) = before {
        let begin = common(&rests);
        for keep in [Kept::BeforeFirst, Kept::BeforeLast] {
            found.extend(begins(&begin).map(|mark| split(mark, None, keep)));
        }
        let bare: Vec<&str> = rests.iter().map(|rest| rest.trim_start_matches(is_blank)).collect();
        if rests.iter().zip(&bare).all(|(rest, bare)| rest.len() > bare.len()) {
            let begin = common(&bare);
            for blank in BLANK {
                found
                    .extend(begins(&begin).map(|mark| split(mark, Some(blank), Kept::BeforeFirst)));
            }
        }
    }
    if let Some(rests) = after {
        let backwards: Vec<String> =
            rests.iter().map(|rest| rest.chars().rev().collect()).collect();
        let end = common(&backwards.iter().map(String::as_str).collect::<Vec<_>>());
        for keep in [Kept::AfterFirst, Kept::AfterLast] {
            let marks = begins(&end).map(|mark| mark.chars().rev().collect());
            found.extend(marks.map(|mark| split(mark, None, keep)));
        }
    }
    let is_it = |split: &Split| sample.iter().all(|pair| split.of(&pair.input) == pair.output);
    found.retain(is_it);
    found
}

fn is_blank(c: char) -> bool {
    BLANK.iter().any(|named| named.holds(c))
}

/// What all of these begin with.
fn common(texts: &[&str]) -> Vec<char> {
    let Some((first, rest)) = texts.split_first() else { return Vec::new() };
    let mut begin: Vec<char> = first.chars().take(LONGEST).collect();
    for text in rest {
        let same = begin.iter().zip(text.chars()).take_while(|(a, b)| **a == *b).count();
        begin.truncate(same);
    }
    begin
}

/// Its beginnings, each but the empty one.
fn begins(text: &[char]) -> impl Iterator<Item = String> {
    (1..=text.len()).map(|length| text[..length].iter().collect())
}
