//! Values that libraries print with the box that they keep them in.

use super::shape::{Shape, shape};
use crate::mistakes::grammar::tree::Node;

/// Which values are kept in boxes.
const BOXED: [(&str, &[&str]); 9] = [
    ("the first touch", &["first_touch_bucket", "first_touch_ts"]),
    ("session_id and the first touch", &["session_id", "first_touch_bucket", "first_touch_ts"]),
    ("value", &["value"]),
    ("session_id", &["session_id"]),
    ("first_touch_bucket", &["first_touch_bucket"]),
    ("first_touch_ts", &["first_touch_ts"]),
    ("currency", &["currency"]),
    ("plan", &["plan"]),
    ("event_name", &["event_name"]),
];

type Box = fn(&Node) -> Node;

fn object(members: &[(&str, Node)]) -> Node {
    Node::Object(members.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

const BOXES: [(&str, Box); 14] = [
    ("{\"Case\":\"Some\",\"Fields\":[…]}, an option of F#", |it| {
        object(&[("Case", Node::text("Some")), ("Fields", Node::List(vec![it.clone()]))])
    }),
    ("{\"String\":…,\"Valid\":true}, a sql.NullString of Go", |it| {
        object(&[("String", it.clone()), ("Valid", Node::bare("true"))])
    }),
    ("{\"present\":true}, an Optional of Java", |_| object(&[("present", Node::bare("true"))])),
    ("{\"empty\":false,\"present\":true}, an Optional of Java", |_| {
        object(&[("empty", Node::bare("false")), ("present", Node::bare("true"))])
    }),
    ("{\"value\":…}, a wrapper of Protocol Buffers, or Gson's Optional", |it| {
        object(&[("value", it.clone())])
    }),
    ("{\"Value\":…}", |it| object(&[("Value", it.clone())])),
    ("{\"HasValue\":true,\"Value\":…}, a Nullable of .NET", |it| {
        object(&[("HasValue", Node::bare("true")), ("Value", it.clone())])
    }),
    ("{\"Some\":…}, an Option", |it| object(&[("Some", it.clone())])),
    ("{\"some\":…}, an option", |it| object(&[("some", it.clone())])),
    ("{\"_text\":…}, as XML readers have it", |it| object(&[("_text", it.clone())])),
    ("{\"$t\":…}, as XML readers have it", |it| object(&[("$t", it.clone())])),
    ("{\"#text\":…}, as XML readers have it", |it| object(&[("#text", it.clone())])),
    ("{\"$date\":…}, MongoDB's extended JSON", |it| object(&[("$date", it.clone())])),
    ("{\"$numberDecimal\":…}, MongoDB's extended JSON", |it| {
        object(&[("$numberDecimal", it.clone())])
    }),
];

/// Values that are signed in their boxes, and texts as the numbers of their characters.
pub(super) fn boxed() -> Vec<Shape> {
    let mut all = Vec::new();
    for (what, fields) in BOXED {
        for (how, put) in BOXES {
            let title = format!("{what}: signed as {how}");
            all.push(shape(2, 5, "signed-in-its-box", title, move |tree| {
                change(tree, fields, &|node| put(node))
            }));
        }
        let title = format!("{what}: signed as a list of the numbers of its characters");
        all.push(shape(2, 5, "text-as-character-codes", title, move |tree| {
            change(tree, fields, &|node| {
                let Some(text) = node.plain() else { return node.clone() };
                let codes = text.chars().map(|c| Node::bare(u32::from(c).to_string()));
                Node::List(codes.collect())
            })
        }));
    }
    for (how, types) in TYPED {
        let title = format!("every value is signed with its type: {how}");
        all.push(shape(2, 9, "signed-with-types", title, move |tree| Some(types(tree, true))));
    }
    all
}

/// What puts its type to every value of a payload; whether it is the whole one comes second.
type Types = fn(&Node, bool) -> Node;

/// Documents of databases, which hold every value with its type.
const TYPED: [(&str, Types); 7] = [
    ("{\"S\":\u{2026}}, DynamoDB's items", |node, is_whole| {
        typed(node, is_whole, &DYNAMO, &|inner| object(&[("M", inner)]))
    }),
    ("{\"S\":\u{2026}}, DynamoDB's items, numbers as texts", |node, is_whole| {
        typed(node, is_whole, &TypeNames { amount: "S", ..DYNAMO }, &|inner| {
            object(&[("M", inner)])
        })
    }),
    ("{\"s\":\u{2026}}, an older DynamoDB client's items", |node, is_whole| {
        let names = TypeNames { text: "s", amount: "n", null: "nULLValue" };
        typed(node, is_whole, &names, &|inner| object(&[("m", inner)]))
    }),
    ("{\"stringValue\":\u{2026}}, Firestore's documents", |node, is_whole| {
        typed(node, is_whole, &FIRESTORE, &|inner| {
            object(&[("mapValue", object(&[("fields", inner)]))])
        })
    }),
    ("{\"stringValue\":\u{2026}}, Firestore's documents, the amount a text", |node, is_whole| {
        let names = TypeNames { amount: "stringValue", ..FIRESTORE };
        typed(node, is_whole, &names, &|inner| {
            object(&[("mapValue", object(&[("fields", inner)]))])
        })
    }),
    ("{\"fields\":{\u{2026}}}, Firestore's documents as a whole", |node, _| {
        let inner = typed(node, true, &FIRESTORE, &|inner| {
            object(&[("mapValue", object(&[("fields", inner)]))])
        });
        object(&[("fields", inner)])
    }),
    ("{\"string_value\":\u{2026}}, a Struct of Protocol Buffers", |node, is_whole| {
        let names = TypeNames { text: "string_value", amount: "string_value", null: "null_value" };
        typed(node, is_whole, &names, &|inner| {
            object(&[("struct_value", object(&[("fields", inner)]))])
        })
    }),
];

/// The names of types.
struct TypeNames {
    text: &'static str,
    /// Of the amount, which stays a text.
    amount: &'static str,
    null: &'static str,
}

const DYNAMO: TypeNames = TypeNames { text: "S", amount: "N", null: "NULL" };
const FIRESTORE: TypeNames =
    TypeNames { text: "stringValue", amount: "doubleValue", null: "nullValue" };

fn typed(node: &Node, is_whole: bool, names: &TypeNames, put: &dyn Fn(Node) -> Node) -> Node {
    match node {
        Node::Object(members) => {
            let inner = members.iter().map(|(key, value)| {
                let value = match value {
                    Node::Text(text) if key == "value" => {
                        let is_number = names.amount == "doubleValue";
                        let amount = if is_number { Node::bare(text) } else { value.clone() };
                        object(&[(names.amount, amount)])
                    }
                    other => typed(other, false, names, put),
                };
                (key.clone(), value)
            });
            let inner = Node::Object(inner.collect());
            if is_whole { inner } else { put(inner) }
        }
        Node::Text(_) => object(&[(names.text, node.clone())]),
        Node::Bare(text) if text == "null" && names.null == "NULL" => {
            object(&[(names.null, Node::bare("true"))])
        }
        Node::Bare(text) if text == "null" => object(&[(names.null, node.clone())]),
        other => object(&[(names.amount, other.clone())]),
    }
}

/// The payload with these values changed; `None` where it lacks one of them.
fn change(tree: &Node, fields: &[&str], put: &dyn Fn(&Node) -> Node) -> Option<Node> {
    fields.iter().try_fold(tree.clone(), |tree, field| {
        let node = tree.find(field).filter(|node| node.plain().is_some())?;
        let boxed = put(node);
        Some(tree.with(field, Some(boxed)))
    })
}
