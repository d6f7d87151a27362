//! Learning order, separators, and which members are there.

use super::facts::Field;
use super::lay_out::by_value;
use super::read::{Member, Node, Signed, decoded, read};
use super::rule::{Added, Grouped, Layout, Order, Properties};
use super::seen::Seen;
use super::separate::{Subject, separate};
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

/// Brings what was signed into the shape of the document, and says what that took: other keys, and properties
/// that are no object.
pub(super) fn reshape(parsed: &mut [(&Seen, Signed)]) -> Layout {
    let mut layout = Layout { grouped: ungrouped(parsed), ..Layout::default() };
    let has_object = |signed: &Signed| signed.properties().is_some();
    if parsed.iter().all(|(_, signed)| has_object(signed)) {
        layout.renamed = renamed(parsed);
        return layout;
    }
    let is_text = |signed: &Signed| {
        signed.members.iter().any(|m| m.key == b"properties" && matches!(m.value, Node::Text(_)))
    };
    let is_empty = |signed: &Signed| signed.properties().is_some_and(<[Member]>::is_empty);
    let listed = |signed: &Signed| -> Option<Vec<Member>> {
        let member = signed.members.iter().find(|member| member.key == b"properties")?;
        let Node::Token(raw) = &member.value else { return None };
        Some(read(raw.strip_prefix(b"[")?.strip_suffix(b"]")?)?.members)
    };
    if parsed.iter().all(|(_, signed)| listed(signed).is_some()) {
        layout.properties = Properties::List;
        for (_, signed) in parsed.iter_mut() {
            let inner = listed(signed);
            let own = signed.members.iter_mut().find(|member| member.key == b"properties");
            if let (Some(member), Some(inner)) = (own, inner) {
                member.value = Node::Object(inner);
            }
        }
    } else if parsed.iter().all(|(_, signed)| is_text(signed)) {
        layout.properties = Properties::Text;
        for (_, signed) in parsed.iter_mut() {
            for member in signed.members.iter_mut().filter(|m| m.key == b"properties") {
                if let Node::Text(raw) = &member.value
                    && let Some(inner) = decoded(raw).and_then(|text| read(text.as_bytes()))
                {
                    member.value = Node::Object(inner.members);
                }
            }
        }
    } else if parsed.iter().any(|(_, signed)| has_object(signed))
        && !parsed.iter().any(|(_, signed)| is_empty(signed))
    {
        layout.properties = Properties::NotEmpty;
        for (_, signed) in parsed.iter_mut().filter(|(_, signed)| !has_object(signed)) {
            let value = Node::Object(Vec::new());
            let at =
                signed.members.iter().position(|m| m.key.as_slice() > b"properties".as_slice());
            let at = at.unwrap_or(signed.members.len());
            signed.members.insert(at, Member { key: b"properties".to_vec(), value });
        }
    } else if !parsed.iter().any(|(_, signed)| has_object(signed)) {
        // What stands before the key of a property at the top level.
        let prefix = parsed.iter().find_map(|(seen, signed)| {
            seen.case.members.properties()?.iter().find_map(|property| {
                signed.members.iter().find_map(|member| {
                    let before = member.key.strip_suffix(property.key.as_slice())?;
                    String::from_utf8(before.to_vec()).ok()
                })
            })
        });
        let Some(prefix) = prefix else { return layout };
        for (seen, signed) in parsed.iter_mut() {
            let Some(known) = seen.case.members.properties() else { continue };
            let is_inner = |member: &Member| {
                let key = member.key.strip_prefix(prefix.as_bytes());
                key.is_some_and(|key| known.iter().any(|property| property.key == key))
            };
            let at = signed.members.iter().position(is_inner);
            let (inner, rest): (Vec<Member>, Vec<Member>) =
                std::mem::take(&mut signed.members).into_iter().partition(is_inner);
            let inner = inner.into_iter().map(|member| Member {
                key: member.key[prefix.len()..].to_vec(),
                value: member.value,
            });
            signed.members = rest;
            // Where there are none, nothing shows their place.
            let Some(at) = at else { continue };
            let value = Node::Object(inner.collect());
            signed.members.insert(at, Member { key: b"properties".to_vec(), value });
        }
        layout.properties = Properties::Flat(prefix);
    }
    layout
}

/// Takes fields of the top level out of an object that they were put into: where their keys end in its members' keys,
/// or are these.
fn ungrouped(parsed: &mut [(&Seen, Signed)]) -> Option<Grouped> {
    let is_group = |member: &&Member| {
        member.key != b"properties"
            && matches!(&member.value, Node::Object(inner) if !inner.is_empty())
    };
    let key = parsed.iter().find_map(|(_, signed)| {
        signed.members.iter().find(is_group).map(|member| member.key.clone())
    })?;
    let field_of = |inner: &[u8]| {
        let fits = |field: &Field| {
            let own = field.key().as_bytes();
            own == inner || own.strip_suffix(inner).is_some_and(|rest| rest.ends_with(b"_"))
        };
        Field::ALL.into_iter().filter(|field| !field.in_properties()).find(fits)
    };
    let mut members: BTreeMap<Field, String> = BTreeMap::new();
    for (_, signed) in parsed.iter() {
        for member in signed.members.iter().filter(|member| member.key == key) {
            let Node::Object(inner) = &member.value else { return None };
            for member in inner {
                let name = String::from_utf8(member.key.clone()).ok()?;
                let field = field_of(&member.key)?;
                // What stands at its own place, too, is not what stands here.
                if signed.find(field).is_some() {
                    return None;
                }
                members.insert(field, name);
            }
        }
    }
    for (_, signed) in parsed.iter_mut() {
        let Some(at) = signed.members.iter().position(|member| member.key == key) else { continue };
        let Node::Object(inner) = signed.members.remove(at).value else { continue };
        for member in inner {
            let Some(field) = field_of(&member.key) else { continue };
            let own = field.key().as_bytes().to_vec();
            let at = signed.members.iter().position(|member| member.key > own);
            let at = at.unwrap_or(signed.members.len());
            signed.members.insert(at, Member { key: own, value: member.value });
        }
    }
    Some(Grouped { key: String::from_utf8(key).ok()?, members: members.into_iter().collect() })
}

/// Fields that always have another key; they get their own back.
fn renamed(parsed: &mut [(&Seen, Signed)]) -> Vec<(Field, String)> {
    let mut found = Vec::new();
    let level = |signed: &Signed, inside: bool| -> Vec<Vec<u8>> {
        let members = if inside { signed.properties() } else { Some(signed.members.as_slice()) };
        members.unwrap_or_default().iter().map(|member| member.key.clone()).collect()
    };
    for field in Field::ALL {
        let inside = field.in_properties();
        let is_due = |seen: &Seen| seen.case.members.find(field).is_some();
        let due: Vec<usize> = (0..parsed.len()).filter(|at| is_due(parsed[*at].0)).collect();
        let is_there = |at: &usize| parsed[*at].1.find(field).is_some();
        if due.is_empty() || due.iter().any(is_there) {
            continue;
        }
        let Some(first) = due.first() else { continue };
        let known = |key: &[u8]| {
            key == b"properties" || Field::ALL.iter().any(|field| field.key().as_bytes() == key)
        };
        let key = level(&parsed[*first].1, inside).into_iter().find(|key| {
            !known(key)
                && (0..parsed.len()).all(|at| {
                    level(&parsed[at].1, inside).contains(key) == due.binary_search(&at).is_ok()
                })
        });
        let Some(name) = key.and_then(|key| String::from_utf8(key).ok()) else { continue };
        for (_, signed) in parsed.iter_mut() {
            let back = |members: &mut Vec<Member>| {
                let own = members.iter_mut().filter(|member| member.key == name.as_bytes());
                own.for_each(|member| member.key = field.key().as_bytes().to_vec());
            };
            if inside {
                signed.members.iter_mut().for_each(|member| {
                    if let Node::Object(inner) = &mut member.value {
                        back(inner);
                    }
                });
            } else {
                back(&mut signed.members);
            }
        }
        found.push((field, name));
    }
    found
}

/// The shape that all answers have, besides what [`reshape`] found; `None` where there is none that the layouts
/// can say. `told`: what was signed, as it was.
pub(super) fn shape<'a>(
    parsed: &'a [(&'a Seen, Signed)],
    told: &[(&Seen, Signed)],
    mut layout: Layout,
) -> Option<Shape<'a>> {
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
    layout.lines = lines(told)?;
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
    let is_flat = matches!(layout.properties, Properties::Flat(_));
    let of_both = match layout.properties {
        Properties::Text => order(&lists(parsed, &[false, true])),
        _ => order(&lists(told, &[false, true])),
    };
    if let Some(order) = of_both {
        layout.order = order;
    } else {
        // Each level in its own way; properties at the top level as a group.
        layout.order = order(&lists(if is_flat { parsed } else { told }, &[false]))?;
        let inner = order(&lists(parsed, &[true]));
        let inner = inner.or_else(|| is_passed(parsed).then_some(Order::Passed));
        let by_values = [Order::Values, Order::ValuesOrNumbers].into_iter();
        let mut by_values = by_values.filter(|order| are_by_values(parsed, order));
        layout.inner = Some(inner.or_else(|| by_values.next())?);
    }
    let layout = (layout != Layout::default()).then_some(layout);
    Some(Shape { layout, missing })
}

/// The line end and the indent of what was signed, `None` within where it is on one line; `None` where they are not
/// the same everywhere.
fn lines(told: &[(&Seen, Signed)]) -> Option<Option<(String, String)>> {
    let mut indents = told.iter().map(|(_, signed)| signed.indent.as_deref());
    let first = indents.next().flatten();
    if !indents.all(|indent| indent == first) {
        return None;
    }
    let Some(first) = first else { return Some(None) };
    let text = std::str::from_utf8(first).ok()?;
    let (end, indent) = text.split_at(text.rfind(['\n', '\r'])? + 1);
    Some(Some((end.to_owned(), indent.to_owned())))
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
                    Node::Object(_) => String::from_utf8(signed.raw(&member.value)).ok()?,
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
            let when = separate(&inside, &outside).into_iter().next()?;
            all.push(Added { key: key.clone(), in_properties, value, when });
        }
    }
    Some(all)
}

/// The keys of what was signed, at some of the levels: the top, and the properties.
fn lists<'a>(parsed: &'a [(&Seen, Signed)], levels: &[bool]) -> BTreeSet<Vec<&'a [u8]>> {
    let keys = |members: &'a [Member]| -> Vec<&'a [u8]> {
        members.iter().map(|member| member.key.as_slice()).collect()
    };
    let of_one = |(_, signed): &'a (&Seen, Signed)| {
        let top = levels.contains(&false).then_some(signed.members.as_slice());
        let inner = levels.contains(&true).then(|| signed.properties()).flatten();
        top.into_iter().chain(inner).map(keys)
    };
    parsed.iter().flat_map(of_one).collect()
}

/// Whether the properties stand in the order in which they were passed.
fn is_passed(parsed: &[(&Seen, Signed)]) -> bool {
    parsed.iter().all(|(seen, signed)| {
        let given = seen.case.facts.order.iter().map(String::as_bytes);
        let inner: Vec<&[u8]> =
            signed.properties().unwrap_or_default().iter().map(|m| m.key.as_slice()).collect();
        let given: Vec<&[u8]> = given.filter(|key| inner.contains(key)).collect();
        inner.iter().filter(|key| given.contains(key)).eq(&given)
    })
}

/// Whether the properties stand in the order of their values.
fn are_by_values(parsed: &[(&Seen, Signed)], order: &Order) -> bool {
    let are_numbers = *order == Order::ValuesOrNumbers;
    parsed.iter().all(|(_, signed)| {
        let inner = signed.properties().unwrap_or_default();
        inner.windows(2).all(|pair| by_value(are_numbers, &pair[0].value, &pair[1].value).is_le())
    })
}

/// The order that all lists of keys follow.
fn order(lists: &BTreeSet<Vec<&[u8]>>) -> Option<Order> {
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
    listed(lists).map(Order::Listed)
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
