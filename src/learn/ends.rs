//! Texts that are filled up, or of which the ends are kept.

use serde::{Deserialize, Serialize};

/// A text filled up to a width.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pad {
    /// Up to so many code points.
    pub to: usize,
    /// With this.
    pub with: char,
    /// Whether it is put behind the text, not before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub behind: bool,
}

impl Pad {
    pub(super) fn of(&self, text: &str) -> String {
        let missing = self.to.min(4096).saturating_sub(text.chars().count());
        let filling = std::iter::repeat_n(self.with, missing);
        match self.behind {
            true => text.chars().chain(filling).collect(),
            false => filling.chain(text.chars()).collect(),
        }
    }
}

/// A text without its middle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Middle {
    /// Longer than this, in code points, it is shortened.
    pub over: usize,
    /// So many code points are kept at the beginning.
    pub first: usize,
    /// This is put between.
    pub between: String,
    /// So many code points are kept at the end.
    pub last: usize,
}

impl Middle {
    pub(super) fn of(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() <= self.over || chars.len() < self.first + self.last {
            return text.to_owned();
        }
        let mut out: String = chars[..self.first].iter().collect();
        out.push_str(&self.between);
        out.extend(&chars[chars.len() - self.last..]);
        out
    }
}

/// A text with most of its characters hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Mask {
    /// So many code points are kept at the beginning.
    pub first: usize,
    /// So many are kept at the end.
    pub last: usize,
    /// What is written for each of the others.
    pub with: char,
}

impl Mask {
    pub(super) fn of(&self, text: &str) -> String {
        let count = text.chars().count();
        if count <= self.first + self.last {
            return text.to_owned();
        }
        let hidden = self.first..count - self.last;
        let each = |(at, c)| if hidden.contains(&at) { self.with } else { c };
        text.chars().enumerate().map(each).collect()
    }
}
