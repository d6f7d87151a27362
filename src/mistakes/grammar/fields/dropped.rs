//! Fields that are not signed.

use super::shape::{FIELDS, Shape, shape};
use crate::mistakes::grammar::tree::Node;

fn not_signed(field: &str) -> &'static str {
    match field {
        "event_name" => "event-name-not-signed",
        "session_id" => "session-not-signed",
        "plan" => "plan-not-signed",
        "currency" => "currency-not-signed",
        "value" => "value-not-signed",
        "tenant_id" => "tenant-id-omitted",
        "first_touch_bucket" => "first-touch-bucket-not-signed",
        "first_touch_ts" => "first-touch-ts-not-signed",
        _ => "properties-not-signed",
    }
}

pub(super) fn dropped() -> Vec<Shape> {
    let mut all: Vec<Shape> = FIELDS
        .into_iter()
        .map(|field| {
            let title = format!("{field} is not signed");
            shape(2, 5, not_signed(field), title, move |tree| {
                tree.find(field)?;
                Some(tree.with(field, None))
            })
        })
        .collect();
    all.push(shape(2, 6, "first-touch-not-signed", "the first touch is not signed", |tree| {
        tree.find("first_touch_ts")?;
        Some(tree.with("first_touch_bucket", None).with("first_touch_ts", None))
    }));
    all.push(shape(2, 6, "empty-dropped", "empty texts are not signed", |tree| {
        let empty = tree.get("session_id") == Some(&Node::text(""));
        empty.then(|| tree.with("session_id", None))
    }));
    all.push(shape(2, 7, "signed-subset-properties", "properties alone is signed", |tree| {
        tree.get("properties").cloned()
    }));
    for (at, first) in FIELDS.iter().enumerate() {
        for second in &FIELDS[at + 1..] {
            let title = format!("{first} and {second} are not signed");
            all.push(shape(3, 8, "signed-subset", title, move |tree| {
                tree.find(first)?;
                tree.find(second)?;
                Some(tree.with(first, None).with(second, None))
            }));
            let title = format!("an object of {first} and {second} is signed");
            all.push(shape(3, 8, "signed-subset", title, move |tree| {
                let (a, b) = (tree.find(first)?.clone(), tree.find(second)?.clone());
                Some(Node::Object(vec![((*first).to_owned(), a), ((*second).to_owned(), b)]))
            }));
        }
    }
    all
}
