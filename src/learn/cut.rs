//! Texts that are cut where they are too long.

use super::class::Named;
use super::facts::{narrow, wide};
use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthChar;

/// What a length is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Code points.
    CodePoints,
    /// UTF-16 units.
    Utf16,
    /// Bytes of UTF-8.
    Bytes,
    /// Columns of a terminal: East Asian wide characters take two (PHP's `mb_strwidth`).
    Columns,
}

impl Unit {
    /// Every choice.
    pub const ALL: [Unit; 4] = [Unit::CodePoints, Unit::Utf16, Unit::Bytes, Unit::Columns];

    /// The length of a character.
    pub fn of(self, c: char) -> usize {
        match self {
            Unit::CodePoints => 1,
            Unit::Utf16 => c.len_utf16(),
            Unit::Bytes => c.len_utf8(),
            Unit::Columns => {
                // Two planes are wide as a whole, whether a character is assigned or not.
                let wide = c.width() == Some(2) || matches!(c, '\u{20000}'..='\u{3fffd}');
                1 + usize::from(wide)
            }
        }
    }

    /// The length of a text.
    pub fn length(self, text: &str) -> usize {
        text.chars().map(|c| self.of(c)).sum()
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Unit::CodePoints => "code points",
            Unit::Utf16 => "UTF-16 units",
            Unit::Bytes => "bytes",
            Unit::Columns => "columns",
        }
    }
}

/// A cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cut {
    /// Longer than this it is cut.
    pub over: usize,
    /// So much is kept: whole characters that fit.
    pub keep: usize,
    /// What is counted.
    pub unit: Unit,
    /// What is put behind what is kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tail: String,
    /// Whether the end is kept, not the beginning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_end: bool,
    /// Whether what is kept ends before its last blank, if any.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_word: bool,
    /// Which white space at the end of what is kept is taken off, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trimmed: Option<Named>,
    /// Whether half of a pair of UTF-16 units may be left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub halves: bool,
    /// What is signed of a character of which only some bytes fit; nothing where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<Broken>,
}

/// What is signed of the bytes of a character that was cut in two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// U+FFFD for each of its bytes that are left, as Go marshals them.
    EachByte,
    /// One U+FFFD, as Java and Python read them.
    Once,
}

impl Cut {
    /// Nothing but a cut.
    pub(super) fn plain(over: usize, keep: usize, unit: Unit) -> Cut {
        Cut {
            over,
            keep,
            unit,
            tail: String::new(),
            from_end: false,
            at_word: false,
            trimmed: None,
            halves: false,
            broken: None,
        }
    }

    /// What is left of a text.
    pub(super) fn of(&self, text: &str) -> String {
        if self.unit.length(text) <= self.over {
            return text.to_owned();
        }
        if self.halves {
            return self.of_units(text);
        }
        let mut room = self.keep;
        let mut fits = |c: &char| {
            let length = self.unit.of(*c);
            let fits = length <= room;
            room = room.saturating_sub(length);
            fits
        };
        if self.from_end {
            let kept: Vec<char> = text.chars().rev().take_while(&mut fits).collect();
            return kept.into_iter().rev().chain(self.tail.chars()).collect();
        }
        let mut kept: String = text.chars().take_while(&mut fits).collect();
        if let Some(broken) = self.broken {
            let left = self.keep.saturating_sub(self.unit.length(&kept));
            let count = match broken {
                Broken::EachByte => left,
                Broken::Once => left.min(1),
            };
            kept.extend(std::iter::repeat_n('\u{fffd}', count));
        }
        let kept = match kept.rsplit_once(' ').filter(|_| self.at_word) {
            Some((before, _)) => before,
            None => &kept,
        };
        let kept = match self.trimmed {
            Some(space) => kept.trim_end_matches(|c| space.holds(c)),
            None => kept,
        };
        format!("{kept}{}", self.tail)
    }

    /// Cut between any two units of UTF-16: half of a pair may be left, as in JavaScript and Java.
    fn of_units(&self, text: &str) -> String {
        let units: Vec<u16> = narrow(text).utf16().collect();
        let kept = match self.from_end {
            true => &units[units.len().saturating_sub(self.keep)..],
            false => &units[..units.len().min(self.keep)],
        };
        format!("{}{}", wide(&kept.iter().map(|unit| u32::from(*unit)).collect()), self.tail)
    }
}
