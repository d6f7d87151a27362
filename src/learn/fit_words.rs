//! Learning after how many words a text is cut.

use super::pair::Pair;
use super::word_limit::{WordLimit, blank_split};
use std::collections::BTreeMap;

/// What stands behind the words has so many characters at most.
const LONGEST: usize = 10;

/// The limits that some of these may have been put to.
pub(super) fn limits(sample: &[&Pair<'_>]) -> Vec<WordLimit> {
    let mut counts: BTreeMap<WordLimit, usize> = BTreeMap::new();
    let length = |text: &str| text.chars().count();
    for pair in sample {
        let words: Vec<&str> = blank_split(&pair.input).collect();
        if pair.output == words.join(" ") {
            continue;
        }
        let Some(shared) = (1..words.len())
            .rev()
            .find(|count| pair.output.starts_with(&words[..*count].join(" ")))
        else {
            continue;
        };
        let joined = words[..shared].join(" ");
        let tail = &pair.output[joined.len()..];
        if length(tail) <= LONGEST && length(&pair.output) < length(&pair.input) {
            *counts.entry(WordLimit::Joined(shared, tail.to_owned())).or_default() += 1;
        }
        for count in (1..words.len()).rev() {
            let kept = WordLimit::Kept(count, String::new()).of(&pair.input);
            if let Some(tail) = pair.output.strip_prefix(&kept)
                && length(tail) <= LONGEST
            {
                *counts.entry(WordLimit::Kept(count, tail.to_owned())).or_default() += 1;
                break;
            }
        }
    }
    let mut counts: Vec<(WordLimit, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| usize::MAX - count);
    counts.into_iter().take(8).map(|(limit, _)| limit).collect()
}
