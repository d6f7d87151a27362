//! Fields that are signed beside the right ones.

use super::numbers::is_number;
use super::shape::{Place, Shape, shape};
use crate::mistakes::grammar::json;
use crate::mistakes::grammar::material::Material;
use crate::mistakes::grammar::tree::Node;

fn appended(tree: &Node, key: &str, value: Node) -> Node {
    let mut members = tree.members().to_vec();
    members.push((key.to_owned(), value));
    Node::Object(members)
}

/// So many members of the body that the protocol does not know are tried.
const MOST_EXTRA: usize = 8;

/// First touches that goals have most often.
const BUCKETS: [&str; 12] = [
    "ai_search",
    "organic_search",
    "direct",
    "social",
    "referral",
    "email",
    "paid",
    "paid_search",
    "organic",
    "affiliate",
    "other",
    "ai",
];

pub(super) fn added(material: &Material, place: Place) -> Vec<Shape> {
    let mut values: Vec<(String, Node, bool)> = vec![
        ("domain".to_owned(), Node::text(material.domain.clone()), false),
        ("method".to_owned(), Node::text(material.method.clone()), false),
        ("path".to_owned(), Node::text(material.path.clone()), false),
        ("url".to_owned(), Node::text(material.target.clone()), false),
        ("signature".to_owned(), Node::text(""), false),
        ("signature".to_owned(), Node::bare("null"), false),
        ("sig".to_owned(), Node::text(""), false),
        ("sdk".to_owned(), Node::text("goalpost"), false),
        ("first_touch_bucket".to_owned(), Node::bare("null"), false),
        ("first_touch_ts".to_owned(), Node::bare("null"), false),
        ("first_touch_bucket".to_owned(), Node::text(""), false),
        ("first_touch_ts".to_owned(), Node::text(""), false),
    ];
    for key in ["secret", "key", "pixel_secret", "api_key", "secret_key"] {
        values.push((key.to_owned(), Node::text(material.secret.clone()), true));
    }
    for (name, value) in &material.headers {
        let short = name.rsplit('-').next().unwrap_or(name).to_owned();
        let under = name.replace('-', "_");
        let bare = name.strip_prefix("x-").unwrap_or(name).replace('-', "_");
        let mut keys = vec![short, name.clone(), under, bare];
        keys.extend(
            [
                "timestamp",
                "ts",
                "time",
                "nonce",
                "epoch",
                "t",
                "date",
                "sent_at",
                "created_at",
                "request_id",
                "id",
            ]
            .map(str::to_owned),
        );
        keys.sort();
        keys.dedup();
        for key in keys {
            values.push((key.clone(), Node::text(value.clone()), false));
            if is_number(value) {
                values.push((key, Node::bare(value.clone()), false));
            }
        }
    }
    // What was put together, and then sent without.
    for bucket in BUCKETS {
        values.push(("first_touch_bucket".to_owned(), Node::text(bucket), false));
    }
    // What the body carries besides, and the protocol does not sign.
    let extra: Vec<(String, Node)> = material
        .sent
        .iter()
        .flat_map(Node::members)
        .filter(|(key, _)| material.right.as_ref().is_some_and(|right| right.get(key).is_none()))
        .take(MOST_EXTRA)
        .cloned()
        .collect();
    values.extend(extra.iter().map(|(key, value)| (key.clone(), value.clone(), false)));
    let mut all: Vec<Shape> = values
        .into_iter()
        .map(|(key, value, secret)| {
            let title = match &value {
                Node::Text(text) if key == "first_touch_bucket" && !text.is_empty() => {
                    format!("{key} is signed as \"{text}\", and the body carries none")
                }
                _ => format!("{key} is signed as one more member"),
            };
            let new = shape(2, 5, "member-added", title, move |tree| {
                tree.get(&key).is_none().then(|| place.put(appended(tree, &key, value.clone())))
            });
            Shape { label: if secret { new.label.secret() } else { new.label }, ..new }
        })
        .collect();
    all.push(shape(
        2,
        6,
        "absent-first-touch-null",
        "a first touch that was not passed is signed as null",
        |tree| {
            tree.get("first_touch_ts").is_none().then(|| {
                appended(
                    &appended(tree, "first_touch_bucket", Node::bare("null")),
                    "first_touch_ts",
                    Node::bare("null"),
                )
            })
        },
    ));
    all.push(shape(
        2,
        6,
        "absent-first-touch-empty",
        "a first touch that was not passed is signed as \"\"",
        |tree| {
            tree.get("first_touch_ts").is_none().then(|| {
                appended(
                    &appended(tree, "first_touch_bucket", Node::text("")),
                    "first_touch_ts",
                    Node::text(""),
                )
            })
        },
    ));
    if extra.len() > 1 {
        all.push(shape(
            2,
            5,
            "member-added",
            "all members of the body are signed, those too that the protocol does not know",
            move |tree| {
                let members = tree.members().iter().chain(&extra).cloned().collect();
                Some(Node::Object(members).sorted())
            },
        ));
    }
    for (key, text) in [
        ("currency", "EUR"),
        ("currency", "USD"),
        ("currency", "GBP"),
        ("plan", "pro"),
        ("plan", "Pro"),
        ("plan", "free"),
        ("plan", "basic"),
        ("value", "0.00"),
    ] {
        let title = format!("{key} is signed as \"{text}\", and the body carries none");
        all.push(shape(2, 5, "property-added", title, move |tree| {
            let inner = tree.get("properties")?;
            let is_new = inner.get(key).is_none();
            let with =
                || tree.with("properties", Some(appended(inner, key, Node::text(text)).sorted()));
            is_new.then(with)
        }));
    }
    for key in ["currency", "plan", "value"] {
        for value in [Node::bare("null"), Node::text("")] {
            let title =
                format!("{key} that was not passed is signed as {}", json::compact(&value, false));
            all.push(shape(2, 6, "absent-properties-null", title, move |tree| {
                let inner = tree.get("properties")?;
                inner
                    .get(key)
                    .is_none()
                    .then(|| tree.with("properties", Some(appended(inner, key, value.clone()))))
            }));
        }
    }
    all
}
