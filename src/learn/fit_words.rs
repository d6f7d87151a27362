//! Learning after how many words, or characters, a text is cut between words.

use super::pair::Pair;
use super::word_limit::{WordLimit, blank_split};
use std::collections::BTreeMap;

/// So many tails are looked at, each of so many characters at most.
const TAILS: usize = 3;
const LONGEST: usize = 10;

/// The limits that some of these may have been put to.
pub(super) fn limits(sample: &[&Pair<'_>]) -> Vec<WordLimit> {
    let mut counts: BTreeMap<WordLimit, usize> = BTreeMap::new();
    let mut tails: BTreeMap<String, usize> = BTreeMap::new();
    let length = |text: &str| text.chars().count();
    let mut longest = 0;
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
            *tails.entry(tail.to_owned()).or_default() += 1;
            longest = longest.max(length(&pair.output));
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
    let mut found: Vec<WordLimit> = counts.into_iter().take(8).map(|(limit, _)| limit).collect();
    let mut tails: Vec<(String, usize)> = tails.into_iter().collect();
    tails.sort_by_key(|(_, count)| usize::MAX - count);
    for (tail, _) in tails.into_iter().take(TAILS) {
        found
            .extend((longest..longest + 12).map(|width| WordLimit::Shortened(width, tail.clone())));
    }
    found
}
