//! Every order of keys, by permutation.

use crate::mistakes::config::{KeyOrder, Permutation};
use crate::mistakes::context::{LAST, PROPERTY_KEYS, SigningContext, TOP_KEYS};
use crate::mistakes::model;
use crate::mistakes::{Diagnosis, MistakeSet, Parameters};
use crate::protocol::Text;
use crate::protocol::json::{Value, parse};

/// Hears of an order: its bytes, and a way to its diagnosis; says whether to go on.
pub(super) type Visit<'v> = &'v mut dyn FnMut(&[u8], &dyn Fn() -> Diagnosis) -> bool;

/// The members of an object that is signed with a set of mistakes, each as it is written, so that they
/// can be put together in any order.
pub(super) struct Members {
    set: MistakeSet,
    top: Vec<(Text, Vec<u8>)>,
    properties: Vec<(Text, Vec<u8>)>,
    separator: &'static [u8],
    trailer: &'static [u8],
    /// Whether the set names an order already.
    reorders: bool,
}

impl Members {
    /// `None` where the set signs no such object.
    pub(super) fn of(set: MistakeSet, context: &SigningContext<'_>) -> Option<Members> {
        let config = set.config();
        let (top, properties) = model::members_apart(&config, context)?;
        // A few keys beyond the known ones are too many orders to try.
        let few = top.len() <= TOP_KEYS.len() && properties.len() <= PROPERTY_KEYS.len();
        few.then(|| Members {
            set,
            top,
            properties,
            separator: config.separators.0.as_bytes(),
            trailer: config.trailer.as_bytes(),
            reorders: config.top_order != KeyOrder::CodePoint
                || config.properties_order != KeyOrder::CodePoint,
        })
    }

    /// Calls back with every order of both levels but the sorted one: its bytes, and a way to its
    /// diagnosis. Stops where the call says so.
    pub(super) fn each(&self, visit: Visit<'_>) {
        let top = permutations(self.top.len());
        let inner = permutations(self.properties.len());
        let mut properties = Vec::with_capacity(256);
        let mut bytes = Vec::with_capacity(512);
        for inner_order in &inner {
            properties.clear();
            self.write(&self.properties, inner_order, None, &mut properties);
            for top_order in &top {
                bytes.clear();
                self.write(&self.top, top_order, Some(&properties), &mut bytes);
                bytes.extend_from_slice(self.trailer);
                let diagnosis = || self.diagnosis(top_order, inner_order);
                if !visit(&bytes, &diagnosis) {
                    return;
                }
            }
        }
    }

    fn write(
        &self,
        members: &[(Text, Vec<u8>)],
        order: &[u8],
        properties: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) {
        out.push(b'{');
        for (i, at) in order.iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(self.separator);
            }
            let (key, bytes) = &members[usize::from(*at)];
            out.extend_from_slice(bytes);
            if let Some(properties) = properties
                && *key == *"properties"
            {
                out.extend_from_slice(properties);
            }
        }
        out.push(b'}');
    }

    fn diagnosis(&self, top_order: &[u8], inner_order: &[u8]) -> Diagnosis {
        let places = |order: &[u8], members: &[(Text, Vec<u8>)], known: &[&str]| {
            let is_sorted = order.windows(2).all(|pair| pair[0] < pair[1]);
            let keys = order.iter().map(|at| &members[usize::from(*at)].0);
            (self.reorders || !is_sorted).then(|| Permutation::of(keys, known))
        };
        let top = places(top_order, &self.top, &TOP_KEYS);
        let properties = places(inner_order, &self.properties, &PROPERTY_KEYS);
        let mut diagnosis = of_orders(top, properties);
        diagnosis.set = if self.reorders { self.set } else { diagnosis.set.union(self.set) };
        diagnosis
    }
}

/// The diagnosis of keys in these orders; `None` stands for sorted ones.
pub(super) fn of_orders(top: Option<Permutation>, properties: Option<Permutation>) -> Diagnosis {
    let id = match (top, properties) {
        (None, None) => return Diagnosis::default(),
        (Some(_), None) => "top-level-not-sorted",
        (None, Some(_)) => "nested-keys-not-sorted",
        (Some(_), Some(_)) => "keys-not-sorted",
    };
    Diagnosis {
        set: MistakeSet::of_id(id).unwrap_or_default(),
        detail: Parameters {
            top_order: top,
            properties_order: properties,
            ..Parameters::default()
        },
    }
}

/// The order of known keys, where it is not the sorted one.
pub(super) fn unless_sorted<'k>(
    keys: impl Iterator<Item = &'k Text>,
    known: &[&str],
) -> Option<Permutation> {
    let order = Permutation::of(keys, known);
    let places: Vec<u8> = order.0.into_iter().filter(|place| *place != LAST).collect();
    (!places.is_sorted()).then_some(order)
}

/// What the orders of keys in many messages have in common, as diagnoses to start from, the most general first; none
/// where both levels are always sorted, or a message is no JSON object.
pub fn orders_of(messages: &[&[u8]]) -> Vec<Diagnosis> {
    let (mut top, mut properties) = (Level::new(&TOP_KEYS), Level::new(&PROPERTY_KEYS));
    for message in messages {
        let Ok(Value::Object(members)) = parse(message) else { return Vec::new() };
        top.see(&members);
        if let Some((_, Value::Object(inner))) =
            members.iter().find(|(key, _)| *key == *"properties")
        {
            properties.see(inner);
        }
    }
    let mistake = |id| MistakeSet::of_id(id).unwrap_or_default();
    let set = match (top.is_sorted(), properties.is_sorted()) {
        (true, true) => return Vec::new(),
        (false, true) => mistake("top-level-not-sorted"),
        (true, false) => mistake("nested-keys-not-sorted"),
        (false, false) => mistake("keys-not-sorted"),
    };
    let fixed = Parameters {
        top_order: (!top.is_sorted()).then(|| top.fixed()).flatten(),
        properties_order: (!properties.is_sorted()).then(|| properties.fixed()).flatten(),
        ..Parameters::default()
    };
    let as_passed = Parameters { properties_order: None, ..fixed.clone() };
    let mut details = vec![Parameters::default(), as_passed, fixed];
    details.dedup();
    details.into_iter().map(|detail| Diagnosis { set, detail }).collect()
}

/// Which known key was seen before which other, at one level.
struct Level {
    known: &'static [&'static str],
    before: [[bool; 6]; 6],
}

impl Level {
    fn new(known: &'static [&'static str]) -> Level {
        Level { known, before: [[false; 6]; 6] }
    }

    fn see(&mut self, members: &[(Text, Value)]) {
        let place = |key: &Text| self.known.iter().position(|name| *key == **name);
        let places: Vec<usize> = members.iter().filter_map(|(key, _)| place(key)).collect();
        for (at, first) in places.iter().enumerate() {
            for later in &places[at + 1..] {
                self.before[*first][*later] = true;
            }
        }
    }

    /// Known keys stand in sorted order in their table.
    fn is_sorted(&self) -> bool {
        (0..6).all(|later| (0..later).all(|first| !self.before[later][first]))
    }

    /// The one order that all messages follow, if there is one.
    fn fixed(&self) -> Option<Permutation> {
        let mut left: Vec<usize> = (0..self.known.len()).collect();
        let mut keys = Vec::new();
        while !left.is_empty() {
            let is_next = |at: &usize| !left.iter().any(|other| self.before[*other][*at]);
            let next = left.iter().copied().find(is_next)?;
            left.retain(|at| *at != next);
            keys.push(Text::constant(self.known[next]));
        }
        Some(Permutation::of(keys.iter(), self.known))
    }
}

/// Every order of so many things, the sorted one first.
fn permutations(count: usize) -> Vec<Vec<u8>> {
    let mut all = vec![Vec::new()];
    for _ in 0..count {
        all = all
            .into_iter()
            .flat_map(|order| {
                let left = (0..count as u8).filter(|at| !order.contains(at)).collect::<Vec<_>>();
                left.into_iter().map(move |at| [&order[..], &[at]].concat())
            })
            .collect();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mistakes::{Prediction, predict};
    use crate::protocol::{Goal, Tenant};

    #[test]
    fn every_order_is_what_its_recipe_predicts() {
        let tenant = Tenant { tenant_id: "t".into(), secret: "00ff".into() };
        let goal = br#"{"event_name":"a","properties":{"value":1,"plan":"b"}}"#;
        let goal = Goal::from_value(parse(goal).unwrap()).unwrap();
        let context = SigningContext::of(&tenant, &goal);
        let mut seen = Vec::new();
        Members::of(MistakeSet::EMPTY, &context).unwrap().each(&mut |bytes, diagnosis| {
            let Prediction::Signed { canonical, .. } = predict(diagnosis(), &tenant, &goal) else {
                panic!("refused");
            };
            assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&canonical));
            seen.push(canonical);
            true
        });
        assert_eq!(seen.len(), 24 * 2);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 24 * 2);
    }
}
