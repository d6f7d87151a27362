//! Learning order, separators, and which members are there.

use super::facts::Field;
use super::guard::{Guard, Subject, separate};
use super::read::{Member, Node, Signed};
use super::rule::{Added, Layout, Order};
use super::seen::Seen;
use std::collections::{BTreeMap, BTreeSet};

/// What was learned of the shape.
pub(super) struct Shape<'a> {
    /// Order, separators, what is added and moved; `None` where all is as documented.
    pub(super) layout: Option<Layout>,
    /// Fields that were not signed on some goals.
    pub(super) missing: Vec<Missing<'a>>,
}

/// A field that was not signed on some goals.
pub(super) struct Missing<'a> {
    /// Which.
    pub(super) field: Field,
    /// Its texts where it was not.
    pub(super) missing: Vec<Subject<'a>>,
    /// Its texts where it was.
    pub(super) there: Vec<Subject<'a>>,
}

/// The shape that all answers have; `None` where there is none that the layouts can say.
pub(super) fn shape<'a>(parsed: &'a [(&'a Seen, Signed)]) -> Option<Shape<'a>> {
    let mut layout = Layout::default();
    let commas: BTreeSet<&[u8]> = parsed.iter().filter_map(|(_, s)| s.comma.as_deref()).collect();
    let colons: BTreeSet<&[u8]> = parsed.iter().map(|(_, s)| s.colon.as_slice()).collect();
    let only = |set: BTreeSet<&[u8]>, usual: &str| -> Option<String> {
        match set.into_iter().collect::<Vec<_>>().as_slice() {
            [] => Some(usual.to_owned()),
            [one] => String::from_utf8(one.to_vec()).ok(),
            _ => None,
        }
    };
    let separators = (only(commas, ",")?, only(colons, ":")?);
    if separators != (",".to_owned(), ":".to_owned()) {
        layout.separators = Some(separators);
    }
    let mut missing = Vec::new();
    for field in Field::ALL {
        let (mut gone, mut there, mut elsewhere) = (Vec::new(), Vec::new(), 0);
        for (seen, signed) in parsed {
            if seen.case.members.find(field).is_none() {
                continue;
            }
            let subject: Subject<'_> =
                (seen.case.facts.text(field).unwrap_or_default(), &seen.case.facts);
            match signed.find(field) {
                None => gone.push(subject),
                Some((_, inside)) => {
                    elsewhere += usize::from(inside != field.in_properties());
                    there.push(subject);
                }
            }
        }
        match elsewhere {
            0 => {}
            n if n == there.len() => layout.moved.push(field),
            _ => return None,
        }
        if !gone.is_empty() {
            missing.push(Missing { field, missing: gone, there });
        }
    }
    layout.added = added(parsed, &layout)?;
    layout.order = order(parsed)?;
    let layout = (layout != Layout::default()).then_some(layout);
    Some(Shape { layout, missing })
}

/// Members that the document does not have.
fn added(parsed: &[(&Seen, Signed)], layout: &Layout) -> Option<Vec<Added>> {
    // Key and level, then value, then on which answers.
    let mut found: BTreeMap<(String, bool), BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    for (at, (seen, signed)) in parsed.iter().enumerate() {
        let right = &seen.case.members;
        let mut note = |members: &[Member], known: &[Member], inside: bool| -> Option<()> {
            for member in members {
                if known.iter().any(|other| other.key == member.key) {
                    continue;
                }
                let key = String::from_utf8(member.key.clone()).ok()?;
                let field = Field::of_key(&key, !inside);
                if field.is_some_and(|field| layout.moved.contains(&field)) {
                    continue;
                }
                let value = match &member.value {
                    Node::Text(raw) => format!("\"{}\"", String::from_utf8(raw.clone()).ok()?),
                    Node::Token(token) => String::from_utf8(token.clone()).ok()?,
                    Node::Object(_) => return None,
                };
                found.entry((key, inside)).or_default().entry(value).or_default().push(at);
            }
            Some(())
        };
        note(&signed.members, &right.members, false)?;
        let empty: &[Member] = &[];
        let known = right.properties().unwrap_or(empty);
        note(signed.properties().unwrap_or(empty), known, true)?;
    }
    let mut all = Vec::new();
    for ((key, in_properties), values) in found {
        if values.len() > 3 {
            return None;
        }
        for (value, at) in values {
            let subject = |at: usize| -> Subject<'_> { ("", &parsed[at].0.case.facts) };
            let inside: Vec<Subject<'_>> = at.iter().map(|at| subject(*at)).collect();
            let outside: Vec<Subject<'_>> = (0..parsed.len())
                .filter(|other| at.binary_search(other).is_err())
                // Where the key is signed anyway, nothing is added.
                .filter(|other| match Field::of_key(&key, in_properties) {
                    Some(field) => parsed[*other].0.case.members.find(field).is_none(),
                    None => true,
                })
                .map(subject)
                .collect();
            let mut when = separate(&inside, &outside).into_iter().next()?;
            if let Some(field) = Field::of_key(&key, in_properties) {
                let absent = Guard::Not(Box::new(Guard::Passed(field)));
                when = match when {
                    Guard::Always => absent,
                    other => Guard::All(vec![absent, other]),
                };
            }
            all.push(Added { key: key.clone(), in_properties, value, when });
        }
    }
    Some(all)
}

fn order(parsed: &[(&Seen, Signed)]) -> Option<Order> {
    let mut lists: BTreeSet<Vec<&[u8]>> = BTreeSet::new();
    let mut passed = true;
    for (seen, signed) in parsed {
        let keys = |members: &'_ [Member]| -> Vec<Vec<u8>> {
            members.iter().map(|member| member.key.clone()).collect()
        };
        lists.insert(signed.members.iter().map(|member| member.key.as_slice()).collect());
        let Some(inner) = signed.properties() else { continue };
        lists.insert(inner.iter().map(|member| member.key.as_slice()).collect());
        let given: Vec<Vec<u8>> =
            seen.case.facts.order.iter().map(|key| key.clone().into_bytes()).collect();
        let inner = keys(inner);
        let given: Vec<Vec<u8>> = given.into_iter().filter(|key| inner.contains(key)).collect();
        let kept: Vec<Vec<u8>> = inner.iter().filter(|key| given.contains(key)).cloned().collect();
        passed &= given == kept;
    }
    let follows = |compare: &dyn Fn(&[u8], &[u8]) -> bool| {
        lists.iter().all(|list| list.windows(2).all(|pair| compare(pair[0], pair[1])))
    };
    if follows(&|a, b| a < b) {
        return Some(Order::Sorted);
    }
    if follows(&|a, b| (a.len(), a) < (b.len(), b)) {
        return Some(Order::Length);
    }
    if follows(&|a, b| a > b) {
        return Some(Order::Backwards);
    }
    if let Some(listed) = listed(&lists) {
        return Some(Order::Listed(listed));
    }
    passed.then_some(Order::Passed)
}

/// One order that all lists follow.
fn listed(lists: &BTreeSet<Vec<&[u8]>>) -> Option<Vec<String>> {
    let mut keys: BTreeSet<&[u8]> = lists.iter().flatten().copied().collect();
    let mut order = Vec::new();
    while !keys.is_empty() {
        let follows = |key: &[u8]| {
            lists.iter().any(|list| {
                let at = list.iter().position(|other| *other == key);
                at.is_some_and(|at| list[..at].iter().any(|before| keys.contains(before)))
            })
        };
        let next = keys.iter().copied().find(|key| !follows(key))?;
        keys.remove(next);
        order.push(String::from_utf8(next.to_vec()).ok()?);
    }
    Some(order)
}
