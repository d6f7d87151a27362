//! Texts of which what stands on one side of a mark is signed.

use super::class::Named;
use serde::{Deserialize, Serialize};

/// A text that is split at a mark of one or more characters; one without the mark stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Split {
    /// The mark.
    pub mark: String,
    /// White space that has to stand before it, and is not signed either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank: Option<Named>,
    /// What is signed.
    pub keep: Kept,
}

/// The side of a mark that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// What stands before the first.
    BeforeFirst,
    /// What stands before the last.
    BeforeLast,
    /// What follows the first.
    AfterFirst,
    /// What follows the last.
    AfterLast,
}

impl Kept {
    const fn words(self) -> &'static str {
        match self {
            Kept::BeforeFirst => "before the first",
            Kept::BeforeLast => "before the last",
            Kept::AfterFirst => "after the first",
            Kept::AfterLast => "after the last",
        }
    }
}

impl Split {
    /// What becomes of a text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        let is_mark = |(at, _): &(usize, &str)| {
            self.blank.is_none_or(|blank| text[..*at].ends_with(|c| blank.holds(c)))
        };
        let mut marks = text.match_indices(self.mark.as_str()).filter(is_mark);
        let found = match self.keep {
            Kept::BeforeFirst | Kept::AfterFirst => marks.next(),
            Kept::BeforeLast | Kept::AfterLast => marks.last(),
        };
        let Some((at, _)) = found else { return text };
        match self.keep {
            Kept::AfterFirst | Kept::AfterLast => &text[at + self.mark.len()..],
            Kept::BeforeFirst | Kept::BeforeLast => match self.blank {
                Some(blank) => text[..at].trim_end_matches(|c| blank.holds(c)),
                None => &text[..at],
            },
        }
    }

    /// How much is said by it, in tenths.
    pub(super) fn cost(&self) -> u32 {
        let blank = if self.blank.is_some() { 3 } else { 0 };
        9 + 2 * self.mark.chars().count() as u32 + blank
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        let blank = self.blank.map_or_else(String::new, |blank| {
            format!(" that stands behind {}, without these", blank.words())
        });
        let mark = self.mark.escape_debug();
        format!("only what stands {} `{mark}`{blank} is signed", self.keep.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(mark: &str, blank: Option<Named>, keep: Kept) -> Split {
        Split { mark: mark.to_owned(), blank, keep }
    }

    #[test]
    fn a_side_of_the_mark_is_kept() {
        let of = |keep| split("--", None, keep);
        assert_eq!(of(Kept::BeforeFirst).of("a -- b -- c"), "a ");
        assert_eq!(of(Kept::BeforeLast).of("a -- b -- c"), "a -- b ");
        assert_eq!(of(Kept::AfterFirst).of("a -- b -- c"), " b -- c");
        assert_eq!(of(Kept::AfterLast).of("a -- b -- c"), " c");
        assert_eq!(of(Kept::AfterLast).of("a - b"), "a - b");
    }

    #[test]
    fn a_comment_begins_behind_white_space() {
        let comment = split("#", Some(Named::JavaScriptSpace), Kept::BeforeFirst);
        assert_eq!(comment.of("Plan#1 \t# yearly # old"), "Plan#1");
        assert_eq!(comment.of("#1"), "#1");
        assert_eq!(comment.of("\n#"), "");
    }
}
