//! Templates whose variables were not filled in.

use super::names::aliases;
use super::shape::{FIELDS, Shape, shape};
use crate::mistakes::grammar::tree::Node;

/// A template that was not filled in, around a field's name.
const TEMPLATES: [(&str, &str); 29] = [
    ("%(", ")s"),
    ("%{", "}"),
    ("{{.", "}}"),
    ("{{ .", " }}"),
    ("<?= $", " ?>"),
    ("{$", "}"),
    ("\\(", ")"),
    ("{{", "}}"),
    ("{{ ", " }}"),
    ("{{{", "}}}"),
    ("${", "}"),
    ("$", ""),
    ("{", "}"),
    ("%", "%"),
    ("<", ">"),
    ("#{", "}"),
    (":", ""),
    ("@", ""),
    ("[", "]"),
    ("<%= ", " %>"),
    ("<%=", "%>"),
    ("$(", ")"),
    ("{{$", "}}"),
    ("{{$json.", "}}"),
    ("{{ $json.", " }}"),
    ("{{_.", "}}"),
    ("@{", "}"),
    ("__", "__"),
    ("*|", "|*"),
];

pub(super) fn unresolved(most: u8) -> Vec<Shape> {
    const UNFILLED: &str =
        "fill in the variables before the bytes are signed, and sign what is sent";
    let mut all = Vec::new();
    for field in &FIELDS[..8] {
        for (at, name) in aliases(field).into_iter().enumerate() {
            for (open, close) in TEMPLATES {
                let word = format!("{open}{name}{close}");
                let title = format!("the variable was not filled in: {word} is signed as {field}");
                let cost = if at < 2 { 2 } else { 3 };
                if cost > most {
                    continue;
                }
                let mut new = shape(cost, 4, "variable-not-filled-in", title, move |tree| {
                    tree.find(field)?;
                    Some(tree.with(field, Some(Node::text(word.clone()))))
                });
                new.label.fix = UNFILLED;
                all.push(new);
            }
        }
    }
    for (open, close) in TEMPLATES {
        let title =
            format!("no variable was filled in: {open}name{close} is signed for each field");
        let mut new = shape(2, 5, "variable-not-filled-in", title, move |tree| {
            Some(FIELDS[..5].iter().fold(tree.clone(), |tree, field| {
                tree.with(field, Some(Node::text(format!("{open}{field}{close}"))))
            }))
        });
        new.label.fix = UNFILLED;
        all.push(new);
    }
    all
}
