//! Learning a list of words that are replaced by others.

use super::class::{Class, Named};
use super::pair::Pair;
use super::word_map::{WordMap, key, pieces};
use std::collections::BTreeMap;

/// So many words a list may have, of so many characters at most.
const WORDS: usize = 24;
const LONGEST: usize = 32;

/// What words are made of.
const MADE_OF: [Named; 5] = [
    Named::AsciiLetter,
    Named::Letter,
    Named::WordCharacter,
    Named::AsciiAlphanumeric,
    Named::PythonWord,
];

/// The lists that some of these may have been put to.
pub(super) fn word_maps(pairs: &[Pair<'_>]) -> Vec<WordMap> {
    let mut found: Vec<WordMap> = Vec::new();
    for named in MADE_OF {
        for any_case in [false, true] {
            let of = Class::Of(named);
            let mut words: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
            for pair in pairs.iter().filter(|pair| pair.is_changed()) {
                for (word, to) in aligned(&of, &pair.input, &pair.output).unwrap_or_default() {
                    *words
                        .entry(key(word, any_case))
                        .or_default()
                        .entry(to.to_owned())
                        .or_default() += 1;
                }
            }
            let usual = |to: &BTreeMap<String, usize>| {
                to.iter().max_by_key(|(_, count)| **count).map(|(to, _)| to.clone())
            };
            let words: Vec<(String, String)> =
                words.iter().filter_map(|(word, to)| Some((word.clone(), usual(to)?))).collect();
            let map = WordMap { of, words, any_case };
            if (1..=WORDS).contains(&map.words.len())
                && !found.iter().any(|known| known.words == map.words && known.of == map.of)
            {
                found.push(map);
            }
        }
    }
    found
}

/// The words of a text that became something else, and what; `None` where that cannot be told.
fn aligned<'t>(class: &Class, input: &'t str, output: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
    let pieces = pieces(class, input);
    let is_word = |piece: &str| piece.chars().next().is_some_and(|c| class.holds(c));
    let (mut rest, mut found) = (output, Vec::new());
    for (at, piece) in pieces.iter().enumerate() {
        if !is_word(piece) {
            rest = rest.strip_prefix(piece)?;
            continue;
        }
        let end = match pieces.get(at + 1) {
            Some(between) => rest.find(between)?,
            None => rest.len(),
        };
        let to = &rest[..end];
        if to != *piece {
            if piece.len() > LONGEST || to.len() > LONGEST {
                return None;
            }
            found.push((*piece, to));
        }
        rest = &rest[end..];
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::facts::Facts;

    #[test]
    fn whole_words_are_replaced_in_any_case() {
        let facts = Facts::default();
        let right = |text: &str| -> String {
            let list = [("pro", "Professional"), ("free", "Trial"), ("team", "Business")];
            let words = list.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec();
            WordMap { of: Class::Of(Named::AsciiLetter), words, any_case: true }.of(text)
        };
        assert_eq!(
            right("Pro-plan, PRO2 (free) prop"),
            "Professional-plan, Professional2 (Trial) prop"
        );
        let texts = ["Pro", "free, pro", "TEAM é pro", "team1", "a free-pro", "prop"];
        let pairs: Vec<Pair<'_>> = texts
            .iter()
            .map(|text| Pair { input: (*text).to_owned(), output: right(text), facts: &facts })
            .collect();
        let found = word_maps(&pairs);
        assert!(
            found.iter().any(|map| texts.iter().all(|text| map.of(text) == right(text))),
            "{found:?}"
        );
    }
}
