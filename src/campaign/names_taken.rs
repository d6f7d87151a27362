//! The names that a server has taken: what was taken once must be taken again, and another one as well.

use super::trigger::Part;
use crate::generate::RequestBuilder;
use crate::generate::rng::Rng;
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The fields whose texts a server may keep, each different one.
pub(super) const FIELDS: [Part; 3] = [Part::EventName, Part::SessionId, Part::Plan];

/// So many different texts of a field are counted, and so many of the first are kept.
const COUNTED: usize = 4096;
const KEPT: usize = 16;

/// A server that took so many different ones has no list of those that it takes.
pub(super) const NO_LIST: usize = 60;

/// So many letters of a text are other ones in a new one that looks like it.
const OTHER_LETTERS: usize = 4;

/// The different texts of a field that were accepted: how many they are, and the first of them.
pub(super) type Texts = (HashSet<u64>, Vec<String>);

/// The texts of each field with which goals were accepted, by tenant.
#[derive(Clone, Default)]
pub(super) struct NamesTaken(BTreeMap<usize, [Texts; FIELDS.len()]>);

impl NamesTaken {
    /// A goal was accepted.
    pub(super) fn add(&mut self, builder: &RequestBuilder) {
        let of_tenant = self.0.entry(builder.party).or_default();
        for (field, (seen, first)) in FIELDS.into_iter().zip(of_tenant) {
            if seen.len() >= COUNTED {
                continue;
            }
            let Some(text) = field.text(builder) else { continue };
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            if seen.insert(hasher.finish()) && first.len() < KEPT && another(&text, 0).is_some() {
                first.push(text);
            }
        }
    }
}

impl NamesTaken {
    /// How many texts of a field were taken, of all tenants.
    pub(super) fn count(&self, field: usize) -> usize {
        self.0.values().filter_map(|of| of.get(field)).map(|(seen, _)| seen.len()).sum()
    }

    /// What was taken of a tenant.
    pub(super) fn of(&self, party: usize) -> Option<&[Texts; FIELDS.len()]> {
        self.0.get(&party)
    }
}

/// A text that looks like another one: its letters, but for the first and the last one, are other ones. `None` where
/// there are too few.
pub(super) fn another(text: &str, salt: u64) -> Option<String> {
    let mut rng = Rng::new(salt, 11);
    let last = text.chars().count().saturating_sub(1);
    let mut changed = 0;
    let mut other = |(at, c): (usize, char)| {
        let begin = match c {
            'a'..='z' => b'a',
            'A'..='Z' => b'A',
            _ => return c,
        };
        if at == 0 || at == last {
            return c;
        }
        changed += 1;
        char::from(begin + rng.below(26) as u8)
    };
    let text: String = text.chars().enumerate().map(&mut other).collect();
    (changed >= OTHER_LETTERS).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_text_has_the_same_shape_and_ends() {
        let other = another("Trial_started-2é", 5).unwrap();
        assert_ne!(other, "Trial_started-2é");
        assert_eq!(other.chars().count(), 16);
        assert!(other.starts_with('T') && other.ends_with("-2é") && other.contains('_'));
        assert_eq!(another("buy", 5), None);
        assert_eq!(another("2026-11-27", 5), None);
    }
}
