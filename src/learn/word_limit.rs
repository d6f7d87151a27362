//! Texts that are cut between words, as frameworks shorten them.

use super::class::Named;
use serde::{Deserialize, Serialize};

/// A limit for the words of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WordLimit {
    /// Of more words the first so many, a blank between them, and a tail; runs of white space become a blank in any case
    /// (Django's `truncatewords`, WordPress's `wp_trim_words`).
    Joined(usize, String),
    /// The same, but white space stays as it is (Laravel's `Str::words`).
    Kept(usize, String),
}

/// The words of a text, by white space as Python has it.
pub(super) fn blank_split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| Named::PythonSpace.holds(c)).filter(|word| !word.is_empty())
}

impl WordLimit {
    /// What becomes of a text.
    pub fn of(&self, text: &str) -> String {
        match self {
            WordLimit::Joined(count, tail) => {
                let words: Vec<&str> = blank_split(text).collect();
                match words.get(..*count) {
                    Some(first) if words.len() > *count => format!("{}{tail}", first.join(" ")),
                    _ => words.join(" "),
                }
            }
            WordLimit::Kept(count, tail) => {
                let mut words = 0;
                let mut inside = false;
                for (at, c) in text.char_indices() {
                    if !c.is_whitespace() && !inside {
                        if words == *count {
                            return format!("{}{tail}", text[..at].trim_end());
                        }
                        words += 1;
                    }
                    inside = !c.is_whitespace();
                }
                text.to_owned()
            }
        }
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        let quoted = |text: &str| format!("`{}`", text.escape_debug());
        match self {
            WordLimit::Joined(count, tail) => format!(
                "of more than {count} words the first {count} are signed and {}, a blank between them",
                quoted(tail)
            ),
            WordLimit::Kept(count, tail) => {
                format!(
                    "of more than {count} words the first {count} are signed and {}",
                    quoted(tail)
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_as_frameworks_count_them() {
        let joined = WordLimit::Joined(2, " \u{2026}".to_owned());
        assert_eq!(joined.of(" a  b c"), "a b \u{2026}");
        assert_eq!(joined.of(" a  b "), "a b");
        let kept = WordLimit::Kept(2, "...".to_owned());
        assert_eq!(kept.of(" a  b c"), " a  b...");
        assert_eq!(kept.of("a b "), "a b ");
    }
}
