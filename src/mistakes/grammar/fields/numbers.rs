//! Numbers as texts, texts as numbers, and what stands for null.

use super::shape::{Shape, shape};
use crate::mistakes::grammar::tree::Node;

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.parse::<f64>().is_ok_and(f64::is_finite)
}

pub(super) fn numbers() -> Vec<Shape> {
    let as_text = |node: &Node| match node {
        Node::Bare(text) if text != "null" => Node::Text(text.clone()),
        node => node.clone(),
    };
    let null_as = |word: &'static str| {
        move |node: &Node| match node {
            Node::Bare(text) if text == "null" => Node::text(word),
            node => node.clone(),
        }
    };
    let as_number = |node: &Node| match node {
        Node::Text(text) if is_number(text) => Node::Bare(text.clone()),
        node => node.clone(),
    };
    let changed = |tree: &Node, new: Node| (new != *tree).then_some(new);
    let mut all = vec![
        shape(
            2,
            2,
            "number-signed-as-text",
            "a number in the body is signed as a text",
            move |tree| changed(tree, tree.map_scalars(&as_text)),
        ),
        shape(
            2,
            4,
            "text-signed-as-number",
            "texts that hold a number are signed as numbers",
            move |tree| changed(tree, tree.map_scalars(&as_number)),
        ),
        shape(
            2,
            3,
            "number-signed-as-float-text",
            "a number in the body is signed as float text",
            |tree| {
                let change = |node: &Node| match node {
                    Node::Bare(text) if is_number(text) && !text.contains('.') => {
                        Node::text(format!("{text}.0"))
                    }
                    node => node.clone(),
                };
                let new = tree.map_scalars(&change);
                (new != *tree).then_some(new)
            },
        ),
        shape(
            2,
            3,
            "number-signed-as-float",
            "a whole number in the body is signed as a float",
            |tree| {
                let change = |node: &Node| match node {
                    Node::Bare(text) if is_number(text) && !text.contains('.') => {
                        Node::bare(format!("{text}.0"))
                    }
                    node => node.clone(),
                };
                let new = tree.map_scalars(&change);
                (new != *tree).then_some(new)
            },
        ),
    ];
    for field in ["session_id", "plan", "event_name"] {
        let title = format!("{field} is signed as a number");
        all.push(shape(2, 2, "text-signed-as-number", title, move |tree| {
            let number = tree.find(field)?.plain().filter(|text| is_number(text))?.to_owned();
            (tree.find(field) != Some(&Node::bare(number.clone())))
                .then(|| tree.with(field, Some(Node::bare(number))))
        }));
        let title = format!("{field} is signed as a number, without leading zeros");
        all.push(shape(2, 3, "text-signed-as-number", title, move |tree| {
            let number = tree.find(field)?.plain()?.parse::<u64>().ok()?;
            Some(tree.with(field, Some(Node::bare(number.to_string()))))
        }));
    }
    for word in ["", "null", "None", "nil", "undefined"] {
        let title = format!("null is signed as \"{word}\"");
        all.push(shape(2, 4, "null-signed-as-text", title, move |tree| {
            let new = tree.map_scalars(&null_as(word));
            (new != *tree).then_some(new)
        }));
    }
    all
}
