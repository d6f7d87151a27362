//! Characters that are replaced one by one, each by its image.

use super::class::Class;
use super::image::Image;
use serde::{Deserialize, Serialize};

/// An entry of a map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Entry {
    /// Whose image it is.
    pub of: Class,
    /// The image.
    pub image: Image,
    /// What has to stand before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Neighbour>,
    /// What has to follow it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Neighbour>,
    /// Which of several in the text.
    #[serde(default, skip_serializing_if = "Which::is_all")]
    pub which: Which,
}

/// What stands beside a character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Neighbour {
    /// A character of this class; `None` where no character will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// Or the end of the text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub end: bool,
}

impl Neighbour {
    /// Whether it is so.
    pub fn holds(&self, c: Option<char>) -> bool {
        match c {
            None => self.end,
            Some(c) => self.class.as_ref().is_some_and(|class| class.holds(c)),
        }
    }

    /// How much is said by it, in tenths.
    pub fn cost(&self) -> u32 {
        1 + self.class.as_ref().map_or(1, Class::cost) + u32::from(self.end)
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        match (&self.class, self.end) {
            (Some(class), true) => format!("{} or the end", class.words()),
            (Some(class), false) => class.words(),
            (None, _) => "the end".to_owned(),
        }
    }
}

/// Which of several occurrences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// All of them.
    #[default]
    All,
    /// The first.
    First,
    /// The last.
    Last,
    /// All but the first.
    ButFirst,
}

impl Which {
    /// Every choice.
    pub const ALL: [Which; 4] = [Which::All, Which::First, Which::Last, Which::ButFirst];

    pub(super) fn is_all(&self) -> bool {
        *self == Which::All
    }

    pub(super) fn takes(self, nth: usize, count: usize) -> bool {
        match self {
            Which::All => true,
            Which::First => nth == 0,
            Which::Last => nth + 1 == count,
            Which::ButFirst => nth > 0,
        }
    }

    /// In words, behind the rest.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Which::All => "",
            Which::First => ", the first only",
            Which::Last => ", the last only",
            Which::ButFirst => ", all but the first",
        }
    }
}

/// What becomes of a text: the first entry that holds for a character counts.
pub(super) fn mapped(entries: &[Entry], text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let counts: Vec<usize> = entries
        .iter()
        .map(|entry| match entry.which {
            Which::All => 0,
            _ => (0..chars.len()).filter(|at| applies(entry, &chars, *at)).count(),
        })
        .collect();
    let mut seen = vec![0; entries.len()];
    for at in 0..chars.len() {
        let mut image = None;
        for (nth, entry) in entries.iter().enumerate() {
            if !applies(entry, &chars, at) {
                continue;
            }
            let taken = entry.which.takes(seen[nth], counts[nth]);
            seen[nth] += 1;
            if taken {
                image = Some(&entry.image);
                break;
            }
        }
        match image {
            Some(image) => out.push_str(&image.of(chars[at])),
            None => out.push(chars[at]),
        }
    }
    out
}

/// Whether an entry holds at a place, its neighbours considered.
pub(super) fn applies(entry: &Entry, chars: &[char], at: usize) -> bool {
    let beside =
        |side: &Option<Neighbour>, c: Option<char>| side.as_ref().is_none_or(|side| side.holds(c));
    entry.of.holds(chars[at])
        && beside(&entry.after, at.checked_sub(1).map(|at| chars[at]))
        && beside(&entry.before, chars.get(at + 1).copied())
}

/// A text in which another is replaced.
pub(super) fn replaced(from: &str, to: &str, which: Which, text: &str) -> String {
    if from.is_empty() {
        return text.to_owned();
    }
    match which {
        Which::All => text.replace(from, to),
        Which::First => text.replacen(from, to, 1),
        Which::Last => match text.rsplit_once(from) {
            Some((before, after)) => format!("{before}{to}{after}"),
            None => text.to_owned(),
        },
        Which::ButFirst => match text.split_once(from) {
            Some((before, after)) => format!("{before}{from}{}", after.replace(from, to)),
            None => text.to_owned(),
        },
    }
}
