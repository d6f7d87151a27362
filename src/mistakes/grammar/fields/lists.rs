//! Objects as lists, and lists around values.

use super::nesting::lifted;
use super::shape::{Shape, shape};
use crate::mistakes::grammar::tree::Node;

/// Members to another value.
type OfMembers<'a> = dyn Fn(&[(String, Node)]) -> Node + 'a;

/// The values of an object, sorted; those without a text come last.
fn sorted_values(tree: &Node, text: impl Fn(&Node) -> Option<String>) -> Node {
    let mut values: Vec<Node> = tree.members().iter().map(|(_, value)| value.clone()).collect();
    values.sort_by_cached_key(|value| (text(value).is_none(), text(value)));
    Node::List(values)
}

pub(super) fn lists() -> Vec<Shape> {
    let one = |node: &Node| Node::List(vec![node.clone()]);
    let pairs = |members: &[(String, Node)]| -> Node {
        Node::List(
            members
                .iter()
                .map(|(key, value)| Node::List(vec![Node::text(key.clone()), value.clone()]))
                .collect(),
        )
    };
    let named = |members: &[(String, Node)], key_name: &str, value_name: &str| -> Node {
        let entry = |(key, value): &(String, Node)| {
            Node::Object(vec![
                (key_name.to_owned(), Node::text(key.clone())),
                (value_name.to_owned(), value.clone()),
            ])
        };
        Node::List(members.iter().map(entry).collect())
    };
    let inner = |tree: &Node, change: &OfMembers<'_>| {
        let properties = change(tree.get("properties")?.members());
        Some(tree.with("properties", Some(properties)))
    };
    let mut all = vec![
        shape(2, 6, "scalars-in-lists", "each text is signed in a list of its own", move |tree| {
            Some(tree.map_scalars(&one))
        }),
        shape(
            2,
            6,
            "scalars-in-lists",
            "each property is signed in a list of its own",
            move |tree| inner(tree, &|members| Node::Object(members.to_vec()).map_scalars(&one)),
        ),
        shape(
            2,
            6,
            "scalars-in-lists",
            "each field is signed in a list of its own, properties too",
            move |tree| {
                Some(Node::Object(
                    tree.members()
                        .iter()
                        .map(|(key, value)| (key.clone(), one(&value.map_scalars(&one))))
                        .collect(),
                ))
            },
        ),
        shape(2, 6, "signed-in-list", "the object is signed inside a list", move |tree| {
            Some(one(tree))
        }),
        shape(2, 6, "properties-in-list", "properties is signed inside a list", move |tree| {
            inner(tree, &|members| one(&Node::Object(members.to_vec())))
        }),
        shape(2, 6, "signed-as-pairs", "a list of [key, value] is signed", move |tree| {
            Some(pairs(tree.members()))
        }),
        shape(
            2,
            6,
            "signed-as-pairs",
            "a list of [key, value] is signed, at both levels",
            move |tree| Some(pairs(inner(tree, &pairs)?.members())),
        ),
        shape(
            2,
            6,
            "signed-as-pairs",
            "properties is signed as a list of [key, value]",
            move |tree| inner(tree, &pairs),
        ),
        shape(2, 6, "signed-as-values", "a list of the values is signed", move |tree| {
            Some(Node::List(tree.members().iter().map(|(_, value)| value.clone()).collect()))
        }),
        shape(2, 6, "signed-as-values", "a list of the values is signed, properties too", |tree| {
            let values = |node: &Node| {
                Node::List(node.members().iter().map(|(_, value)| value.clone()).collect())
            };
            Some(values(&tree.with("properties", Some(values(tree.get("properties")?)))))
        }),
        shape(
            2,
            6,
            "signed-as-values",
            "a list of the values is signed, the values sorted: sort() drops the names",
            |tree| Some(sorted_values(tree, |node| node.plain().map(str::to_owned))),
        ),
        shape(
            2,
            6,
            "signed-as-values",
            "a list of the values is signed, the values sorted by what they print",
            |tree| {
                let print = |node: &Node| node.plain().unwrap_or("[object Object]").to_owned();
                Some(sorted_values(tree, |node| Some(print(node))))
            },
        ),
        shape(
            2,
            6,
            "signed-as-values",
            "a list of the values is signed, the values sorted, properties too",
            |tree| {
                let by_text = |node: &Node| node.plain().map(str::to_owned);
                let inner = sorted_values(tree.get("properties")?, by_text);
                Some(sorted_values(&tree.with("properties", Some(inner)), by_text))
            },
        ),
        shape(2, 6, "signed-as-values", "a list of all values is signed", |tree| {
            Some(Node::List(
                lifted(tree, str::to_owned)?
                    .members()
                    .iter()
                    .map(|(_, value)| value.clone())
                    .collect(),
            ))
        }),
        shape(
            2,
            6,
            "properties-as-values",
            "properties is signed as a list of its values",
            move |tree| {
                inner(tree, &|members| {
                    Node::List(members.iter().map(|(_, value)| value.clone()).collect())
                })
            },
        ),
    ];
    for (key, value) in
        [("key", "value"), ("name", "value"), ("Key", "Value"), ("k", "v"), ("Name", "Value")]
    {
        let title = format!("a list of {{{key}, {value}}} objects is signed");
        all.push(shape(2, 6, "signed-as-pairs", title, move |tree| {
            Some(named(tree.members(), key, value))
        }));
        let title = format!("properties is signed as a list of {{{key}, {value}}} objects");
        all.push(shape(2, 6, "signed-as-pairs", title, move |tree| {
            inner(tree, &|members| named(members, key, value))
        }));
    }
    all
}
