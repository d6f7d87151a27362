//! Where members stand, and what stands between them.

use super::facts::{Facts, narrow};
use super::read::{Member, Node, decoded, encoded};
use super::rule::{Added, Grouped, Layout, Order, Properties};
use crate::protocol::Text;
use std::cmp::{Ordering, Reverse};

pub(super) fn laid_out(layout: &Layout, mut members: Vec<Member>, facts: &Facts) -> Vec<Member> {
    for field in &layout.moved {
        let key = field.key().as_bytes();
        let inner = members.iter_mut().find_map(|member| match &mut member.value {
            Node::Object(inner) => Some(inner),
            _ => None,
        });
        let Some(inner) = inner else { continue };
        if field.in_properties() {
            if let Some(at) = inner.iter().position(|member| member.key == key) {
                let moved = inner.remove(at);
                members.push(moved);
            }
        } else if let Some(at) = members.iter().position(|member| member.key == key) {
            let moved = members.remove(at);
            if let Some(Node::Object(inner)) =
                members.iter_mut().map(|m| &mut m.value).find(|v| matches!(v, Node::Object(_)))
            {
                inner.push(moved);
            }
        }
    }
    for added in &layout.added {
        // What is signed anyway is not added.
        if is_there(layout, &members, added) || !added.when.holds("", facts) {
            continue;
        }
        let member = Member {
            key: added.key.clone().into_bytes(),
            value: Node::Token(added.value.clone().into_bytes()),
        };
        let target = if added.in_properties {
            members.iter_mut().find_map(|member| match &mut member.value {
                Node::Object(inner) => Some(inner),
                _ => None,
            })
        } else {
            None
        };
        match target {
            Some(inner) => inner.push(member),
            None if added.in_properties => {}
            None => members.push(member),
        }
    }
    for (field, name) in &layout.renamed {
        let rename = |members: &mut Vec<Member>| {
            members
                .iter_mut()
                .filter(|member| member.key == field.key().as_bytes())
                .for_each(|member| member.key = name.clone().into_bytes());
        };
        rename(&mut members);
        for member in &mut members {
            if let Node::Object(inner) = &mut member.value {
                rename(inner);
            }
        }
    }
    if let Some(group) = &layout.grouped {
        grouped(group, &mut members);
    }
    let is_flat = matches!(layout.properties, Properties::Flat(_));
    if is_flat && layout.inner.is_none() {
        let mut members = reshaped(layout, members);
        sort(layout, &layout.order, &mut members, facts);
        return members;
    }
    for member in &mut members {
        if let Node::Object(inner) = &mut member.value {
            sort(layout, layout.inner.as_ref().unwrap_or(&layout.order), inner, facts);
        }
    }
    sort(layout, &layout.order, &mut members, facts);
    reshaped(layout, members)
}

/// Puts fields of the top level into an object of their own.
fn grouped(group: &Grouped, members: &mut Vec<Member>) {
    let mut inner = Vec::new();
    for (field, key) in &group.members {
        if let Some(at) = members.iter().position(|member| member.key == field.key().as_bytes()) {
            let key = key.clone().into_bytes();
            inner.push(Member { key, value: members.remove(at).value });
        }
    }
    if !inner.is_empty() {
        members.push(Member { key: group.key.clone().into_bytes(), value: Node::Object(inner) });
    }
}

/// Whether a member that is to be added is there already.
fn is_there(layout: &Layout, members: &[Member], added: &Added) -> bool {
    let key = added.key.as_bytes();
    members.iter().any(|member| match (&member.value, &layout.properties) {
        (Node::Object(inner), Properties::Flat(before)) => inner
            .iter()
            .any(|inner| key.strip_prefix(before.as_bytes()) == Some(inner.key.as_slice())),
        (Node::Object(inner), _) if added.in_properties => {
            inner.iter().any(|inner| inner.key == key)
        }
        _ => !added.in_properties && member.key == key,
    })
}

/// A key without its escapes: it sorts by code points.
pub(super) fn unescaped(key: &[u8]) -> Text {
    decoded(key).map_or_else(|| String::from_utf8_lossy(key).as_ref().into(), |key| narrow(&key))
}

/// Puts the members of one level in order.
fn sort(layout: &Layout, order: &Order, members: &mut [Member], facts: &Facts) {
    let place = |member: &Member| {
        let place = facts.order.iter().position(|key| key.as_bytes() == member.key);
        place.unwrap_or(usize::MAX)
    };
    match order {
        // The reference's own order is kept where nothing is moved.
        Order::Sorted => {
            let is_flat = matches!(layout.properties, Properties::Flat(_));
            if is_flat
                || !layout.added.is_empty()
                || !layout.moved.is_empty()
                || !layout.renamed.is_empty()
                || layout.grouped.is_some()
            {
                members.sort_by_cached_key(|member| unescaped(&member.key));
            }
        }
        Order::Length => members.sort_by_cached_key(|member| {
            let key = unescaped(&member.key);
            (key.code_points().count(), key)
        }),
        Order::Backwards => members.sort_by_cached_key(|member| Reverse(unescaped(&member.key))),
        Order::Passed => members.sort_by_key(place),
        Order::Values | Order::ValuesOrNumbers => {
            // Equal values stay as they were passed.
            members.sort_by_key(place);
            members.sort_by(|a, b| by_value(*order == Order::ValuesOrNumbers, &a.value, &b.value));
        }
        Order::Listed(keys) => members.sort_by_key(|member| {
            keys.iter().position(|key| key.as_bytes() == member.key).unwrap_or(usize::MAX)
        }),
    }
}

/// Which of two values comes first.
pub(super) fn by_value(are_numbers: bool, a: &Node, b: &Node) -> Ordering {
    let text = |node: &Node| match node {
        Node::Text(raw) => decoded(raw),
        Node::Token(raw) => Some(String::from_utf8_lossy(raw).into_owned()),
        Node::Object(_) => None,
    };
    let (Some(a), Some(b)) = (text(a), text(b)) else {
        return matches!(a, Node::Object(_)).cmp(&matches!(b, Node::Object(_)));
    };
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
    match number(&a).zip(number(&b)).filter(|_| are_numbers) {
        Some((a, b)) => a.total_cmp(&b),
        None => a.cmp(&b),
    }
}

/// Members with the properties as a layout has them.
fn reshaped(layout: &Layout, members: Vec<Member>) -> Vec<Member> {
    if layout.properties == Properties::Object {
        return members;
    }
    let mut out = Vec::with_capacity(members.len() + 3);
    for member in members {
        match (member.value, &layout.properties) {
            (Node::Object(inner), Properties::NotEmpty) if inner.is_empty() => {}
            (Node::Object(inner), Properties::Flat(before)) => {
                out.extend(inner.into_iter().map(|inner| Member {
                    key: [before.as_bytes(), &inner.key].concat(),
                    value: inner.value,
                }));
            }
            (Node::Object(inner), Properties::List) if member.key == b"properties" => {
                let mut bytes = vec![b'['];
                write(layout, &inner, 1, &mut bytes);
                bytes.push(b']');
                out.push(Member { key: member.key, value: Node::Token(bytes) });
            }
            (Node::Object(inner), Properties::Text) => {
                let mut bytes = Vec::new();
                write(layout, &inner, 0, &mut bytes);
                let value = Node::Text(encoded(&String::from_utf8_lossy(&bytes)));
                out.push(Member { key: member.key, value });
            }
            (value, _) => out.push(Member { key: member.key, value }),
        }
    }
    out
}

pub(super) fn write(layout: &Layout, members: &[Member], depth: usize, out: &mut Vec<u8>) {
    let (comma, colon) =
        layout.separators.as_ref().map_or((",", ":"), |(comma, colon)| (comma, colon));
    out.push(b'{');
    for (at, member) in members.iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(comma.as_bytes());
        }
        write_line(layout, depth + 1, out);
        out.push(b'"');
        out.extend_from_slice(&member.key);
        out.push(b'"');
        out.extend_from_slice(colon.as_bytes());
        match &member.value {
            Node::Text(raw) => {
                out.push(b'"');
                out.extend_from_slice(raw);
                out.push(b'"');
            }
            Node::Token(token) => out.extend_from_slice(token),
            Node::Object(inner) => write(layout, inner, depth + 1, out),
        }
    }
    if !members.is_empty() {
        write_line(layout, depth, out);
    }
    out.push(b'}');
}

/// The end of a line and the indent of the next one, where each member has its own.
fn write_line(layout: &Layout, depth: usize, out: &mut Vec<u8>) {
    if let Some((end, indent)) = &layout.lines {
        out.extend_from_slice(end.as_bytes());
        (0..depth).for_each(|_| out.extend_from_slice(indent.as_bytes()));
    }
}
