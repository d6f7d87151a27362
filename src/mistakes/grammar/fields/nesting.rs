//! Properties beside the other fields, or other fields among them.

use super::shape::{Shape, shape};
use crate::mistakes::grammar::json;
use crate::mistakes::grammar::tree::Node;

pub(super) fn lifted(tree: &Node, name: impl Fn(&str) -> String) -> Option<Node> {
    let inner = tree.get("properties")?;
    let mut members: Vec<(String, Node)> = Vec::new();
    for (key, value) in tree.members() {
        match &key[..] {
            "properties" => {
                members.extend(inner.members().iter().map(|(k, v)| (name(k), v.clone())));
            }
            _ => members.push((key.clone(), value.clone())),
        }
    }
    Some(Node::Object(members))
}

pub(super) fn nesting() -> Vec<Shape> {
    let mut all = vec![shape(
        2,
        6,
        "signed-flat",
        "the properties are signed beside the other fields",
        |tree| lifted(tree, str::to_owned),
    )];
    for (before, after) in [
        ("properties.", ""),
        ("properties_", ""),
        ("properties[", "]"),
        ("properties/", ""),
        ("properties-", ""),
        ("properties:", ""),
        ("properties__", ""),
    ] {
        let title =
            format!("the properties are signed beside the other fields, as {before}value{after}");
        all.push(shape(2, 6, "signed-flat", title, move |tree| {
            lifted(tree, |key| format!("{before}{key}{after}"))
        }));
    }
    for (title, spaced) in [
        ("properties is signed as a text that holds JSON", false),
        ("properties is signed as a text that holds JSON with blanks", true),
    ] {
        all.push(shape(2, 6, "properties-as-text", title, move |tree| {
            let text = json::compact(tree.get("properties")?, spaced);
            Some(tree.with("properties", Some(Node::text(text))))
        }));
    }
    all.push(shape(
        2,
        6,
        "fields-in-properties",
        "the other fields are signed among the properties",
        |tree| {
            let inner = tree.get("properties")?.members().to_vec();
            let rest = tree.members().iter().filter(|(key, _)| {
                key != "properties" && key != "tenant_id" && key != "event_name"
            });
            let inner = Node::Object(inner.into_iter().chain(rest.cloned()).collect());
            let top = tree
                .members()
                .iter()
                .filter(|(key, _)| matches!(&key[..], "tenant_id" | "event_name"));
            Some(Node::Object(top.cloned().chain([("properties".to_owned(), inner)]).collect()))
        },
    ));
    all.push(shape(
        2,
        6,
        "tenant-in-properties",
        "tenant_id is signed among the properties",
        |tree| {
            let tenant = tree.get("tenant_id")?.clone();
            let mut inner = tree.get("properties")?.members().to_vec();
            inner.push(("tenant_id".to_owned(), tenant));
            Some(tree.with("tenant_id", None).with("properties", Some(Node::Object(inner))))
        },
    ));
    all
}
