//! Texts that were read in blocks, of which the last was taken in full: behind what was read into it stands what it held
//! before.

use serde::{Deserialize, Serialize};

/// A block that is read into again and again, and taken in full whatever was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StaleBlock {
    /// Its size, in characters; in bytes where the text is the finished bytes.
    pub size: usize,
    /// Whether the first block is taken in full, too: it held zeros.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub zeros: bool,
}

/// The largest block that is looked for.
pub(super) const LARGEST: usize = 65_536;

impl StaleBlock {
    /// What was taken of a text.
    pub fn of(self, text: &str) -> String {
        let size = self.size.clamp(1, LARGEST);
        let length = text.chars().count();
        let whole = length - length % size;
        if whole == length {
            return text.to_owned();
        }
        let mut out = text.to_owned();
        match whole.checked_sub(size) {
            Some(_) => out.extend(text.chars().skip(length - size).take(size - length % size)),
            None if self.zeros => out.extend(std::iter::repeat_n('\0', size - length)),
            None => {}
        }
        out
    }

    /// In words.
    pub(super) fn words(self) -> String {
        let first = if self.zeros { ", zeros behind the first" } else { "" };
        format!(
            "it is read in blocks of {}, and the last is taken in full: behind its end stands what the one before had \
             there{first}",
            self.size
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_the_end_stands_what_the_block_held_before() {
        let block = StaleBlock { size: 4, zeros: false };
        assert_eq!(block.of("abcd"), "abcd");
        assert_eq!(block.of("abc"), "abc", "the first block is taken as it is");
        assert_eq!(block.of("abcde"), "abcdebcd");
        assert_eq!(block.of("abcdefghij"), "abcdefghijgh");
        assert_eq!(StaleBlock { zeros: true, ..block }.of("abc"), "abc\0");
    }
}
