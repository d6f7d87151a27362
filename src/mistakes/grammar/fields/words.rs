//! What languages print for what is not there.

use super::shape::{FIELDS, Shape, shape};
use crate::mistakes::grammar::tree::Node;

/// What languages print for what is not there.
pub(super) fn words() -> Vec<Shape> {
    let mut all = Vec::new();
    for field in &FIELDS[..8] {
        for word in [
            "undefined",
            "null",
            "None",
            "nil",
            "",
            "NaN",
            "[object Object]",
            "[object Promise]",
            "function",
            "(null)",
            "<null>",
            "N/A",
            "default",
            "test",
            "0",
            "Array",
            "Object",
            "System.Object",
            "unknown",
            "anonymous",
            "guest",
            "string",
            "%s",
            "%d",
            "%.2f",
            "%v",
            "{0}",
            "{}",
            "{1}",
            "?",
            "$1",
        ] {
            let is_place = word.starts_with(['%', '{', '?', '$']);
            let id = if is_place {
                "variable-not-filled-in"
            } else if word.is_empty() {
                "field-signed-empty"
            } else {
                "field-signed-as-word"
            };
            let title = format!("{field} is signed as \"{word}\"");
            all.push(shape(if word.len() < 10 { 2 } else { 3 }, 6, id, title, move |tree| {
                (tree.find(field)? != &Node::text(word))
                    .then(|| tree.with(field, Some(Node::text(word))))
            }));
        }
        for word in ["null", "false", "true", "0", "1", "{}", "[]", "undefined"] {
            let title = format!("{field} is signed as {word}");
            all.push(shape(2, 6, "field-signed-as-word", title, move |tree| {
                (tree.find(field)? != &Node::bare(word))
                    .then(|| tree.with(field, Some(Node::bare(word))))
            }));
        }
    }
    for word in [
        "[object Object]",
        "Array",
        "System.Collections.Hashtable",
        "System.Collections.Generic.Dictionary`2[System.String,System.Object]",
        "",
        "null",
        "{}",
        "[]",
        "undefined",
        "System.Management.Automation.PSCustomObject",
        "stdClass Object",
    ] {
        let title = format!("properties is signed as \"{word}\"");
        all.push(shape(2, 6, "properties-as-word", title, move |tree| {
            tree.get("properties")?;
            Some(tree.with("properties", Some(Node::text(word))))
        }));
    }
    for word in ["null", "{}", "[]", "\"\""] {
        let title = format!("properties is signed as {word}");
        all.push(shape(2, 6, "properties-as-word", title, move |tree| {
            tree.get("properties")?;
            Some(tree.with("properties", Some(Node::bare(word))))
        }));
    }
    all
}
