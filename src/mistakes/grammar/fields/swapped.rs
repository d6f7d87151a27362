//! Two texts in each other's place: arguments in the wrong order.

use super::shape::{FIELDS, Shape, shape};
use crate::mistakes::grammar::tree::Node;

/// Every pair of fields whose texts are swapped.
pub(super) fn swapped() -> Vec<Shape> {
    let texts: Vec<&str> = FIELDS.into_iter().filter(|field| *field != "properties").collect();
    let pairs =
        texts.iter().enumerate().flat_map(|(at, a)| texts[at + 1..].iter().map(move |b| (*a, *b)));
    pairs
        .map(|(a, b)| {
            let title = format!("{a} and {b} are signed in each other's place");
            shape(2, 4, "fields-swapped", title, move |tree| {
                let (Node::Text(of_a), Node::Text(of_b)) = (tree.find(a)?, tree.find(b)?) else {
                    return None;
                };
                let swapped = tree
                    .with(a, Some(Node::text(of_b.clone())))
                    .with(b, Some(Node::text(of_a.clone())));
                (of_a != of_b).then_some(swapped)
            })
        })
        .collect()
}
