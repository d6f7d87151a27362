//! The names that a server has taken: what was taken once must be taken again, and another one as well.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::reproducer::{Reproducer, TargetUnavailable};
use super::trigger::Part;
use crate::generate::RequestBuilder;
use crate::generate::rng::Rng;
use crate::generate::sequence::{SendMode, Sequence, Step};
use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

/// The fields whose texts a server may keep, each different one.
const FIELDS: [Part; 3] = [Part::EventName, Part::SessionId, Part::Plan];

/// So many different texts of a field are counted, and so many of the first are kept.
const COUNTED: usize = 4096;
const KEPT: usize = 16;

/// A server that took so many different ones has no list of those that it takes.
pub(super) const NO_LIST: usize = 60;

/// So many that were taken are sent again, and as many new ones that look like them.
const TRIED: usize = 6;

/// So many letters of a text are other ones in a new one that looks like it.
const OTHER_LETTERS: usize = 4;

/// So many new names are sent, at most, to a server that was started anew.
const MOST: usize = 1000;

/// The different texts of a field that were accepted: how many they are, and the first of them.
type Texts = (HashSet<u64>, Vec<String>);

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

/// A text that looks like another one: its letters, but for the first and the last one, are other ones. `None` where
/// there are too few.
fn another(text: &str, salt: u64) -> Option<String> {
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

/// What is refused since there were too many before it.
pub(super) struct NewNames {
    /// The field.
    pub(super) part: Part,
    /// How many different ones were taken.
    pub(super) taken: usize,
    /// As many new ones as may show it to a server that was started anew, and the request.
    pub(super) sequence: Sequence,
}

impl NewNames {
    /// What is true of it.
    pub(super) fn description(&self, verb: &str) -> String {
        let field = self.part.name().replace('-', "_");
        format!(
            "{verb} goals with a new {field} by now: {} different ones passed before, and these still do",
            self.taken
        )
    }
}

/// Whether a legal goal is answered wrongly since its name is a new one, and no new one is taken any more.
pub(super) fn takes_no_more(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
    builder: &RequestBuilder,
) -> Result<Option<NewNames>, TargetUnavailable> {
    if suspect.expected.may_refuse() || matches!(inquiry.bench, Reproducer::Stdio { .. }) {
        return Ok(None);
    }
    let control = inquiry.control;
    let Some(of_tenant) = inquiry.names.0.get(&builder.party) else { return Ok(None) };
    for (part, (seen, first)) in FIELDS.into_iter().zip(of_tenant) {
        if seen.len() < NO_LIST || first.len() < TRIED {
            continue;
        }
        let mut is_so = true;
        for text in &first[first.len() - TRIED..] {
            let new = another(text, control.salt()).unwrap_or_default();
            let with = |text: &str| part.put_text(builder, text);
            let (Some(known), Some(new)) = (with(text), with(&new)) else {
                is_so = false;
                break;
            };
            if inquiry.weighs_the_same(&known, suspect)?
                || !inquiry.weighs_the_same(&new, suspect)?
            {
                is_so = false;
                break;
            }
        }
        if !is_so {
            continue;
        }
        let taken = seen.len();
        let step = |builder: &RequestBuilder| Step {
            request: inquiry.request_of(builder, suspect),
            connection: 0,
            pause: Duration::ZERO,
            repeat: 1,
            in_pieces: false,
        };
        let count = (taken + taken / 4).min(MOST);
        let names = (0..count).map(|at| another(&first[at % first.len()], control.salt()));
        let mut steps: Vec<Step> =
            names.filter_map(|name| Some(step(&part.put_text(builder, &name?)?))).collect();
        steps.push(step(builder));
        let sequence = Sequence { mode: SendMode::InOrder, steps };
        return Ok(Some(NewNames { part, taken, sequence }));
    }
    Ok(None)
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
