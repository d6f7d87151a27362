//! Numbers as texts, texts as numbers, and what stands for null.

use super::shape::{Shape, shape};
use crate::mistakes::grammar::tree::Node;

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// A number as JavaScript and PHP print it, where they print it without an exponent.
fn short(text: &str) -> Option<String> {
    let number: f64 = text.trim_start_matches('+').parse().ok()?;
    let size = number.abs();
    (size == 0.0 || (1e-5..1e21).contains(&size)).then(|| format!("{number}"))
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
    let as_short_number = |node: &Node| match node {
        Node::Text(text) if is_number(text) => short(text).map_or_else(|| node.clone(), Node::bare),
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
        shape(
            2,
            4,
            "text-signed-as-number",
            "texts that hold a number are signed as numbers, in the shortest way",
            move |tree| changed(tree, tree.map_scalars(&as_short_number)),
        ),
    ];
    for field in ["session_id", "plan", "event_name"] {
        let title = format!("{field} is signed as the floating-point number that it is, as a text");
        all.push(shape(2, 3, "text-rounded-as-number", title, move |tree| {
            let text = tree.find(field)?.plain().filter(|text| is_number(text))?.to_owned();
            let rounded = short(&text)?;
            (rounded != text).then(|| tree.with(field, Some(Node::text(rounded))))
        }));
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
