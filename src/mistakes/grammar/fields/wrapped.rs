//! A payload inside of another one, or with types.

use super::shape::{Shape, shape};
use crate::mistakes::grammar::tree::Node;

/// Each value with its type, as DynamoDB keeps it.
fn typed(node: &Node) -> Node {
    let one = |kind: &str, value: Node| Node::Object(vec![(kind.to_owned(), value)]);
    match node {
        Node::Text(_) => one("S", node.clone()),
        Node::Bare(text) => match &text[..] {
            "null" => one("NULL", Node::bare("true")),
            "true" | "false" => one("BOOL", node.clone()),
            number => one("N", Node::text(number)),
        },
        Node::List(items) => one("L", Node::List(items.iter().map(typed).collect())),
        Node::Object(_) => one("M", typed_members(node)),
    }
}

fn typed_members(node: &Node) -> Node {
    Node::Object(node.members().iter().map(|(key, value)| (key.clone(), typed(value))).collect())
}

pub(super) fn wrapped() -> Vec<Shape> {
    let mut all = vec![shape(
        2,
        6,
        "signed-as-dynamodb",
        "each value is signed with its type, as DynamoDB keeps it: {\"S\": …}",
        |tree| Some(typed_members(tree)),
    )];
    for key in [
        "data",
        "payload",
        "body",
        "goal",
        "event",
        "params",
        "message",
        "request",
        "json",
        "input",
        "attributes",
        "content",
        "record",
        "item",
        "root",
        "object",
        "conversion",
        "value",
        "d",
        "Payload",
        "Data",
        "result",
        "args",
        "nameValuePairs",
        "members",
        "map",
        "_json",
        "table",
    ] {
        let title = format!("the object is signed under the key {key}");
        all.push(shape(2, 6, "signed-under-a-key", title, move |tree| {
            Some(Node::Object(vec![(key.to_owned(), tree.clone())]))
        }));
    }
    for key in ["data", "events", "goals", "records", "items", "batch", "conversions"] {
        let title = format!("the object is signed in a list under the key {key}");
        all.push(shape(2, 6, "signed-under-a-key", title, move |tree| {
            Some(Node::Object(vec![(key.to_owned(), Node::List(vec![tree.clone()]))]))
        }));
    }
    for key in ["nameValuePairs", "map", "members", "_values"] {
        let title = format!("the object and properties are signed under the key {key}");
        all.push(shape(2, 6, "signed-under-a-key", title, move |tree| {
            let wrap = |node: Node| Node::Object(vec![(key.to_owned(), node)]);
            let properties = wrap(tree.get("properties")?.clone());
            Some(wrap(tree.with("properties", Some(properties))))
        }));
    }
    all
}
