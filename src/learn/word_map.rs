//! Whole words of a text that are replaced by others, as a list of names does it: `pro` by `Professional`.

use super::class::Class;
use serde::{Deserialize, Serialize};

/// Words and what is signed in their place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WordMap {
    /// Characters that words are made of: one ends where another stands.
    pub of: Class,
    /// Each word with what is signed; in lower case, where `any_case` is set.
    pub words: Vec<(String, String)>,
    /// Whether capitals make no difference.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub any_case: bool,
}

impl WordMap {
    /// What becomes of a text.
    pub fn of(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for piece in pieces(&self.of, text) {
            let key = key(piece, self.any_case);
            let found = self.words.iter().find(|(word, _)| *word == key);
            out.push_str(found.map_or(piece, |(_, to)| to));
        }
        out
    }

    /// How much is said by it, in tenths.
    pub(super) fn cost(&self) -> u32 {
        10 + 6 * self.words.len() as u32
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        let quoted = |text: &str| format!("`{}`", text.escape_debug());
        let each = |(from, to): &(String, String)| match to.as_str() {
            "" => format!("{} is not signed", quoted(from)),
            _ => format!("{} is signed as {}", quoted(from), quoted(to)),
        };
        let list = self.words.iter().map(each).collect::<Vec<_>>().join(", ");
        let case = if self.any_case { ", in capitals or not" } else { "" };
        format!("as a whole word{case} (of {}), {list}", self.of.words())
    }
}

pub(super) fn key(word: &str, any_case: bool) -> String {
    if any_case { word.to_lowercase() } else { word.to_owned() }
}

/// A text as words and what stands between them.
pub(super) fn pieces<'t>(class: &Class, text: &'t str) -> Vec<&'t str> {
    let mut all = Vec::new();
    let mut begin = 0;
    let mut was: Option<bool> = None;
    for (at, c) in text.char_indices() {
        let is_word = class.holds(c);
        if was.is_some_and(|was| was != is_word) {
            all.push(&text[begin..at]);
            begin = at;
        }
        was = Some(is_word);
    }
    if begin < text.len() {
        all.push(&text[begin..]);
    }
    all
}
