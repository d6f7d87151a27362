//! A payload as names and values.

use crate::mistakes::grammar::json;
use crate::mistakes::grammar::tree::Node;

/// All scalars, each with its own name.
pub(in crate::mistakes::grammar) fn leaves(node: &Node) -> Vec<(String, String)> {
    let mut found = Vec::new();
    paths(node, "", Nested::Flat, &mut found);
    found
}

/// All scalars with a path of keys.
fn paths(node: &Node, path: &str, nested: Nested, out: &mut Vec<(String, String)>) {
    for (key, value) in node.members() {
        let name = match (path.is_empty(), nested) {
            (true, _) | (_, Nested::Flat | Nested::Json | Nested::Said(_)) => key.clone(),
            (false, Nested::Brackets) => format!("{path}[{key}]"),
            (false, Nested::Dots) => format!("{path}.{key}"),
            (false, Nested::Under) => format!("{path}_{key}"),
        };
        match value {
            Node::Object(_) if nested == Nested::Json => {
                out.push((name, json::compact(value, false)))
            }
            Node::Object(_) => match nested {
                Nested::Said(word) => out.push((name, word.to_owned())),
                _ => paths(value, &name, nested, out),
            },
            Node::List(items) => {
                out.extend(items.iter().enumerate().map(|(at, item)| {
                    (format!("{name}[{at}]"), item.plain().unwrap_or_default().to_owned())
                }));
            }
            Node::Bare(text) if text == "null" => out.push((name, String::new())),
            other => out.push((name, other.plain().unwrap_or_default().to_owned())),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Nested {
    Brackets,
    Dots,
    Flat,
    Json,
    Under,
    /// This stands for it, whatever it holds.
    Said(&'static str),
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Coding {
    None,
    Form,
    /// The same, and `~` stays.
    FormTilde,
    Component,
    Lower,
    /// Brackets stay.
    Values,
}

fn coded(text: &str, coding: Coding) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        let kept = match coding {
            Coding::None => true,
            Coding::Form => byte.is_ascii_alphanumeric() || b"-_.".contains(&byte),
            Coding::FormTilde | Coding::Lower | Coding::Values | Coding::Component => {
                byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)
            }
        };
        match (kept, coding) {
            (true, Coding::None) => return text.to_owned(),
            (true, _) => out.push(char::from(byte)),
            (false, Coding::Form | Coding::FormTilde) if byte == b' ' => out.push('+'),
            (false, Coding::Lower) => out.push_str(&format!("%{byte:02x}")),
            (false, _) => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

pub(super) fn form(
    node: &Node,
    nested: Nested,
    coding: Coding,
    joiner: &str,
    equals: &str,
    empty: bool,
    sorted: bool,
) -> String {
    let mut found = Vec::new();
    paths(node, "", nested, &mut found);
    if sorted {
        found.sort();
    }
    let pairs: Vec<String> = found
        .iter()
        .filter(|(_, value)| empty || !value.is_empty())
        .map(|(key, value)| {
            let key = if coding == Coding::Values { key.clone() } else { coded(key, coding) };
            format!("{key}{equals}{}", coded(value, coding))
        })
        .collect();
    pairs.join(joiner)
}
