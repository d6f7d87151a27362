//! From the signed bytes.

use super::candidates;
use super::candidates::Message;
use super::explanation::{Effort, Explanation, Known, Searched, choose};
use super::orders::{of_orders, unless_sorted};
use super::signature::of_bytes;
use crate::mistakes::config::{KeyOrder, Step};
use crate::mistakes::context::{PROPERTY_KEYS, SigningContext, TOP_KEYS};
use crate::mistakes::{Diagnosis, MistakeSet, model};
use crate::protocol::Text;
use crate::protocol::json::{Value, parse};

/// So many sets are followed at a time, and so many mistakes deep, where no pair fits.
const WIDTH: usize = 6;
const DEPTH: usize = 6;

pub(super) fn explain(
    context: &SigningContext<'_>,
    canonical: &[u8],
    signature: &str,
    known: &mut Known<'_>,
) -> Searched {
    let mut search = Search { context, canonical, seen_order: seen_order(canonical), trials: 0 };
    let mut effort = Effort::default();
    let found = search.run(signature, known, &mut effort);
    Searched { found, effort: Effort { trials: search.trials, ..effort } }
}

/// The orders of keys in bytes that are JSON: a mistake that needs no search.
fn seen_order(canonical: &[u8]) -> Diagnosis {
    fn keys(members: &[(Text, Value)]) -> impl Iterator<Item = &Text> {
        members.iter().map(|(key, _)| key)
    }
    let Ok(Value::Object(members)) = parse(canonical) else { return Diagnosis::default() };
    let properties = members.iter().find_map(|(key, value)| match value {
        Value::Object(inner) if key == "properties" => unless_sorted(keys(inner), &PROPERTY_KEYS),
        _ => None,
    });
    of_orders(unless_sorted(keys(&members), &TOP_KEYS), properties)
}

struct Search<'a> {
    context: &'a SigningContext<'a>,
    canonical: &'a [u8],
    seen_order: Diagnosis,
    trials: u64,
}

impl Search<'_> {
    fn run(
        &mut self,
        signature: &str,
        known: &mut Known<'_>,
        effort: &mut Effort,
    ) -> Option<Explanation> {
        // Key, hash and output are a matter of their own: the bytes are known.
        let made = of_bytes(self.context, self.canonical, signature);
        made.first()?;
        let right = candidates::message(MistakeSet::EMPTY, self.context);
        if right.as_ref().is_some_and(|right| right.bytes == self.canonical) {
            effort.singles = true;
            let made: Vec<Diagnosis> =
                made.into_iter().filter(|diagnosis| !diagnosis.set.is_empty()).collect();
            return chosen(&made, known).or_else(|| anyway(&made, known));
        }
        let singles =
            candidates::messages(self.context, right.as_ref().map(|right| &right.bytes[..]));
        let with_outside = |inside: Vec<Diagnosis>| -> Vec<Diagnosis> {
            inside
                .iter()
                .flat_map(|inside| made.iter().map(move |made| candidates::joined(inside, made)))
                .collect()
        };
        let fitting = with_outside(self.singles(right.as_ref(), &singles));
        effort.singles = true;
        // With a mistake outside the bytes a single one inside is the smallest there is, too.
        if let Some(found) = chosen(&fitting, known) {
            return Some(found);
        }
        let fallback = fitting;
        let singles: Vec<Message> =
            singles.into_iter().filter(|m| !(known.ruled_out)(m.diagnosis.set)).collect();
        let fitting = with_outside(self.pairs(&singles, known));
        effort.pairs = (known.more)(self.trials);
        if let Some(found) = chosen(&fitting, known) {
            return Some(found);
        }
        let fitting = with_outside(self.guided(&singles, known));
        chosen(&fitting, known).or_else(|| anyway(&fallback, known))
    }

    /// The bytes of a diagnosis.
    fn bytes(&mut self, diagnosis: &Diagnosis) -> Option<Vec<u8>> {
        self.trials += 1;
        model::signed_bytes(diagnosis, &diagnosis.config(), self.context)
    }

    fn is_it(&mut self, diagnosis: &Diagnosis) -> bool {
        self.bytes(diagnosis).is_some_and(|bytes| bytes == self.canonical)
    }

    fn singles(&mut self, right: Option<&Message>, singles: &[Message]) -> Vec<Diagnosis> {
        self.trials += singles.len() as u64;
        let mut fitting: Vec<Diagnosis> = singles
            .iter()
            .filter(|message| message.bytes == self.canonical)
            .map(|message| message.diagnosis.clone())
            .collect();
        let ordered = self.seen_order.clone();
        if fitting.is_empty() && !ordered.set.is_empty() && self.is_it(&ordered) {
            fitting.push(ordered);
        }
        if fitting.is_empty() {
            fitting.extend(right.and_then(|right| self.surrounded(right)));
        }
        fitting
    }

    /// A message with something before or after it.
    fn surrounded(&self, message: &Message) -> Option<Diagnosis> {
        let (whole, part) = (self.canonical, &message.bytes[..]);
        // The goal must be most of it, or anything would be found in anything.
        if !part.starts_with(b"{") || whole.len() <= part.len() || whole.len() > 2 * part.len() {
            return None;
        }
        let at = whole.windows(part.len()).position(|window| window == part)?;
        let around = candidates::around(&whole[..at], &whole[at + part.len()..]);
        Some(candidates::joined(&message.diagnosis, &around))
    }

    fn pairs(&mut self, singles: &[Message], known: &mut Known<'_>) -> Vec<Diagnosis> {
        let mut fitting = Vec::new();
        for (i, a) in singles.iter().enumerate() {
            for b in &singles[i + 1..] {
                let pair = Diagnosis::from(a.diagnosis.set.union(b.diagnosis.set));
                if self.is_it(&pair) {
                    fitting.push(pair);
                }
            }
            let ordered = self.with_order(&a.diagnosis);
            if ordered.set.len() == 2 && self.is_it(&ordered) {
                fitting.push(ordered);
            }
            fitting.extend(self.surrounded(a));
            if !(known.more)(self.trials) {
                break;
            }
        }
        fitting
    }

    /// A diagnosis with the order that was seen: as a mistake of its own, or as a detail of one that
    /// names an order already.
    fn with_order(&self, diagnosis: &Diagnosis) -> Diagnosis {
        let config = diagnosis.set.config();
        let sorted = KeyOrder::CodePoint;
        let joined = candidates::joined(diagnosis, &self.seen_order);
        match config.top_order != sorted || config.properties_order != sorted {
            true => Diagnosis { set: diagnosis.set, ..joined },
            false => joined,
        }
    }

    /// Follows what comes nearest, one mistake after the other: finds larger sets without trying them
    /// all.
    fn guided(&mut self, singles: &[Message], known: &mut Known<'_>) -> Vec<Diagnosis> {
        let steps: Vec<MistakeSet> = match singles {
            [] => candidates::dialects_of(Step::Message),
            singles => singles.iter().map(|message| message.diagnosis.set).collect(),
        };
        let start = self.seen_order.clone();
        let score = self.bytes(&start).map_or(0, |bytes| likeness(&bytes, self.canonical));
        let mut front = vec![(score, start)];
        for _ in 0..DEPTH {
            let mut next: Vec<(usize, Diagnosis)> = Vec::new();
            for (score, diagnosis) in &front {
                for step in &steps {
                    let further = diagnosis.with_set(diagnosis.set.union(*step));
                    if further.set == diagnosis.set
                        || next.iter().any(|(_, known)| *known == further)
                    {
                        continue;
                    }
                    let Some(bytes) = self.bytes(&further) else { continue };
                    if bytes == self.canonical {
                        let smallest = super::explanation::smallest_part(&further, &|part| {
                            model::signed_bytes(part, &part.config(), self.context).as_deref()
                                == Some(self.canonical)
                        });
                        return self.in_its_place(&smallest, &steps);
                    }
                    let reached = likeness(&bytes, self.canonical);
                    if reached > *score {
                        next.push((reached, further));
                    }
                }
                if !(known.more)(self.trials) {
                    return Vec::new();
                }
            }
            next.sort_by_key(|(score, diagnosis)| (usize::MAX - score, diagnosis.set.cost()));
            next.truncate(WIDTH);
            if next.is_empty() {
                break;
            }
            front = next;
        }
        Vec::new()
    }

    /// A diagnosis that fits, and each with one mistake swapped that fits as well.
    fn in_its_place(&mut self, diagnosis: &Diagnosis, steps: &[MistakeSet]) -> Vec<Diagnosis> {
        let mut fitting = vec![diagnosis.clone()];
        for member in diagnosis.set.singles() {
            for step in steps {
                let swapped = diagnosis.with_set(diagnosis.set.without(member).union(*step));
                if swapped.set.len() == diagnosis.set.len()
                    && !fitting.contains(&swapped)
                    && self.is_it(&swapped)
                {
                    fitting.push(swapped);
                }
            }
        }
        fitting
    }
}

fn chosen(fitting: &[Diagnosis], known: &mut Known<'_>) -> Option<Explanation> {
    choose(fitting, known.likely, known.ruled_out)
}

/// A mistake that is ruled out, where nothing else fits.
fn anyway(fitting: &[Diagnosis], known: &Known<'_>) -> Option<Explanation> {
    choose(fitting, known.likely, &mut |_| false)
}

/// How many bytes are the same from the beginning and from the end.
fn likeness(a: &[u8], b: &[u8]) -> usize {
    let shorter = a.len().min(b.len());
    let from_start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let from_end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (from_start + from_end).min(shorter)
}
