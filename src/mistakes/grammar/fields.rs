//! Which fields are signed, under which names, in which shape.

use super::label::Label;
use super::material::Material;
use super::tree::Node;

/// A change of a payload; `None` where it changes nothing.
pub(super) type Change = Box<dyn Fn(&Node) -> Option<Node> + Sync>;

/// Members to another value.
type OfMembers<'a> = dyn Fn(&[(String, Node)]) -> Node + 'a;

/// A changed payload, with its name and cost.
pub(super) struct Shape {
    pub(super) cost: u8,
    pub(super) label: Label,
    /// `None` where it changes nothing in this payload.
    pub(super) change: Change,
}

const FIX: &str = "sign exactly these members: tenant_id, event_name, session_id, properties, and the first touch where it is sent";

fn shape(
    cost: u8,
    reach: u8,
    id: &'static str,
    title: impl Into<std::borrow::Cow<'static, str>>,
    change: impl Fn(&Node) -> Option<Node> + Sync + 'static,
) -> Shape {
    let label = Label::new(id, title).fix(FIX).reach(reach);
    Shape { cost, label, change: Box::new(change) }
}

const FIELDS: [&str; 9] = [
    "event_name",
    "session_id",
    "plan",
    "currency",
    "value",
    "tenant_id",
    "first_touch_bucket",
    "first_touch_ts",
    "properties",
];

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

/// Every other shape of the payload; with `most` those up to a cost are enough.
pub(super) fn shapes(material: &Material, most: u8) -> Vec<Shape> {
    let mut all = dropped();
    all.extend(numbers());
    all.extend(unresolved(most));
    all.extend(words());
    all.extend(nesting());
    all.extend(lists());
    all.extend(wrapped());
    all.extend(renamed());
    all.extend(added(material));
    all.extend(identities(material));
    all
}

fn dropped() -> Vec<Shape> {
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

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.parse::<f64>().is_ok_and(f64::is_finite)
}

fn numbers() -> Vec<Shape> {
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

/// A template that was not filled in, around a field's name.
const TEMPLATES: [(&str, &str); 29] = [
    ("%(", ")s"),
    ("%{", "}"),
    ("{{.", "}}"),
    ("{{ .", " }}"),
    ("<?= $", " ?>"),
    ("{$", "}"),
    ("\\(", ")"),
    ("{{", "}}"),
    ("{{ ", " }}"),
    ("{{{", "}}}"),
    ("${", "}"),
    ("$", ""),
    ("{", "}"),
    ("%", "%"),
    ("<", ">"),
    ("#{", "}"),
    (":", ""),
    ("@", ""),
    ("[", "]"),
    ("<%= ", " %>"),
    ("<%=", "%>"),
    ("$(", ")"),
    ("{{$", "}}"),
    ("{{$json.", "}}"),
    ("{{ $json.", " }}"),
    ("{{_.", "}}"),
    ("@{", "}"),
    ("__", "__"),
    ("*|", "|*"),
];

/// How a field is called in other places.
fn aliases(field: &str) -> Vec<String> {
    let mut names = vec![field.to_owned(), camel(field, false), camel(field, true)];
    names.extend([field.to_uppercase(), field.replace('_', "-"), field.replace('_', "")]);
    names.extend(match field {
        "session_id" => vec!["session".to_owned(), "sid".to_owned(), "sessionID".to_owned()],
        "event_name" => vec!["event".to_owned(), "name".to_owned()],
        "tenant_id" => vec![
            "tenant".to_owned(),
            "lp-tenant-id".to_owned(),
            "LP_TENANT_ID".to_owned(),
            "lp_tenant_id".to_owned(),
        ],
        "value" => vec!["amount".to_owned(), "price".to_owned(), "total".to_owned()],
        "plan" => vec!["plan_name".to_owned(), "product".to_owned()],
        _ => Vec::new(),
    });
    names.dedup();
    names
}

/// `event_name` as `eventName` or `EventName`.
pub(super) fn camel(key: &str, first: bool) -> String {
    let mut out = String::new();
    let mut capital = first;
    for c in key.chars() {
        match c {
            '_' => capital = true,
            c if capital => {
                out.extend(c.to_uppercase());
                capital = false;
            }
            c => out.push(c),
        }
    }
    out
}

fn unresolved(most: u8) -> Vec<Shape> {
    const UNFILLED: &str =
        "fill in the variables before the bytes are signed, and sign what is sent";
    let mut all = Vec::new();
    for field in &FIELDS[..8] {
        for (at, name) in aliases(field).into_iter().enumerate() {
            for (open, close) in TEMPLATES {
                let word = format!("{open}{name}{close}");
                let title = format!("the variable was not filled in: {word} is signed as {field}");
                let cost = if at < 2 { 2 } else { 3 };
                if cost > most {
                    continue;
                }
                let mut new = shape(cost, 4, "variable-not-filled-in", title, move |tree| {
                    tree.find(field)?;
                    Some(tree.with(field, Some(Node::text(word.clone()))))
                });
                new.label.fix = UNFILLED;
                all.push(new);
            }
        }
    }
    for (open, close) in TEMPLATES {
        let title =
            format!("no variable was filled in: {open}name{close} is signed for each field");
        let mut new = shape(2, 5, "variable-not-filled-in", title, move |tree| {
            Some(FIELDS[..5].iter().fold(tree.clone(), |tree, field| {
                tree.with(field, Some(Node::text(format!("{open}{field}{close}"))))
            }))
        });
        new.label.fix = UNFILLED;
        all.push(new);
    }
    all
}

/// What languages print for what is not there.
fn words() -> Vec<Shape> {
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

fn lifted(tree: &Node, name: impl Fn(&str) -> String) -> Option<Node> {
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

fn nesting() -> Vec<Shape> {
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
            let text = super::json::compact(tree.get("properties")?, spaced);
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

fn lists() -> Vec<Shape> {
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

fn wrapped() -> Vec<Shape> {
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

fn renamed() -> Vec<Shape> {
    let mut all = vec![
        shape(
            2,
            6,
            "camel-case-keys",
            "keys are signed as eventName, sessionId and so on",
            |tree| Some(tree.map_keys(&|key| camel(key, false))),
        ),
        shape(
            2,
            6,
            "keys-spelled-otherwise",
            "keys are signed as EventName, SessionId and so on",
            |tree| Some(tree.map_keys(&|key| camel(key, true))),
        ),
        shape(
            2,
            6,
            "keys-spelled-otherwise",
            "keys are signed as event-name, session-id and so on",
            |tree| Some(tree.map_keys(&|key| key.replace('_', "-"))),
        ),
        shape(2, 6, "keys-spelled-otherwise", "keys are signed in capitals", |tree| {
            Some(tree.map_keys(&|key| key.to_uppercase()))
        }),
        shape(2, 6, "keys-spelled-otherwise", "keys are signed without underscores", |tree| {
            Some(tree.map_keys(&|key| key.replace('_', "")))
        }),
        shape(2, 6, "keys-spelled-otherwise", "keys are signed with a capital first", |tree| {
            Some(tree.map_keys(&|key| {
                let mut chars = key.chars();
                chars
                    .next()
                    .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
            }))
        }),
        shape(
            2,
            6,
            "keys-spelled-otherwise",
            "keys are signed with blanks for underscores",
            |tree| Some(tree.map_keys(&|key| key.replace('_', " "))),
        ),
        shape(2, 6, "keys-spelled-otherwise", "keys are signed as symbols: :event_name", |tree| {
            Some(tree.map_keys(&|key| format!(":{key}")))
        }),
        shape(
            2,
            6,
            "camel-case-keys",
            "keys of the top level are signed as eventName, sessionId and so on, but sorted as sent",
            |tree| {
                Some(Node::Object(
                    tree.members()
                        .iter()
                        .map(|(key, value)| (camel(key, false), value.clone()))
                        .collect(),
                ))
            },
        ),
    ];
    for (from, names) in [
        (
            "event_name",
            &["event", "name", "eventName", "type", "event_type", "EventName", "goal", "goal_name"]
                [..],
        ),
        (
            "session_id",
            &["session", "sessionId", "sid", "sessionID", "SessionId", "user_id", "client_id"],
        ),
        (
            "tenant_id",
            &[
                "tenant",
                "tenantId",
                "account_id",
                "site_id",
                "client_id",
                "TenantId",
                "lp_tenant_id",
                "tenantID",
                "tenant_uuid",
            ],
        ),
        (
            "properties",
            &["props", "data", "params", "property", "Properties", "attributes", "custom_data"],
        ),
        ("value", &["amount", "price", "Value", "total", "revenue"]),
        ("currency", &["Currency", "currency_code", "currencyCode", "cur"]),
        ("plan", &["Plan", "plan_name", "product", "planName"]),
        ("first_touch_ts", &["firstTouchTs", "ts", "first_touch_at"]),
        ("first_touch_bucket", &["firstTouchBucket", "bucket"]),
    ] {
        for name in names {
            let title = format!("{from} is signed under the name {name}");
            all.push(shape(2, 5, "key-renamed", title, move |tree| {
                tree.find(from)?;
                Some(tree.map_keys(&|key| {
                    if key == from { (*name).to_owned() } else { key.to_owned() }
                }))
            }));
        }
    }
    all
}

fn appended(tree: &Node, key: &str, value: Node) -> Node {
    let mut members = tree.members().to_vec();
    members.push((key.to_owned(), value));
    Node::Object(members)
}

fn added(material: &Material) -> Vec<Shape> {
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
    let mut all: Vec<Shape> = values
        .into_iter()
        .map(|(key, value, secret)| {
            let title = format!("{key} is signed as one more member");
            let new = shape(2, 5, "member-added", title, move |tree| {
                tree.get(&key).is_none().then(|| appended(tree, &key, value.clone()))
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
    for key in ["currency", "plan", "value"] {
        for value in [Node::bare("null"), Node::text("")] {
            let title = format!(
                "{key} that was not passed is signed as {}",
                super::json::compact(&value, false)
            );
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

/// The tenant's id in another form.
fn identities(material: &Material) -> Vec<Shape> {
    let id = material.tenant_id.clone();
    let mut forms = vec![
        ("tenant-id-upper-case", "in capitals", id.to_uppercase()),
        ("tenant-id-lower-case", "in lower case", id.to_lowercase()),
        ("tenant-id-without-dashes", "without its dashes", id.replace('-', "")),
        ("tenant-id-in-braces", "in braces", format!("{{{id}}}")),
        ("tenant-id-spelled-otherwise", "in parentheses", format!("({id})")),
        ("tenant-id-as-urn", "with urn:uuid: before it", format!("urn:uuid:{id}")),
        ("tenant-id-spelled-otherwise", "as Python's repr of a UUID", format!("UUID('{id}')")),
        ("tenant-id-spelled-otherwise", "as an ObjectId", format!("ObjectId(\"{id}\")")),
        ("tenant-id-is-domain", "as the domain", material.domain.clone()),
        ("tenant-id-empty", "empty", String::new()),
        ("tenant-id-placeholder", "as the documented placeholder", "your-tenant-uuid".to_owned()),
        ("tenant-id-and-newline", "with a newline", format!("{id}\n")),
        ("tenant-id-spelled-otherwise", "with CRLF", format!("{id}\r\n")),
        ("tenant-id-and-blank", "with a blank", format!("{id} ")),
        ("tenant-id-in-quotes", "in quotes", format!("\"{id}\"")),
        ("tenant-id-is-secret", "as the secret", material.secret.clone()),
        (
            "tenant-id-spelled-otherwise",
            "as its first part",
            id.split('-').next().unwrap_or_default().to_owned(),
        ),
        (
            "tenant-id-spelled-otherwise",
            "as zeros",
            "00000000-0000-0000-0000-000000000000".to_owned(),
        ),
        (
            "tenant-id-spelled-otherwise",
            "as base64",
            crate::mistakes::model::base64_encode(id.as_bytes()),
        ),
    ];
    if let Some(bytes) = crate::protocol::hex::decode(id.replace('-', "").as_bytes()) {
        forms.push((
            "tenant-id-spelled-otherwise",
            "as base64 of its bytes",
            crate::mistakes::model::base64_encode(&bytes),
        ));
        if let Ok(bytes) = <[u8; 16]>::try_from(bytes) {
            forms.push((
                "tenant-id-spelled-otherwise",
                "as a decimal number",
                u128::from_be_bytes(bytes).to_string(),
            ));
            // As .NET's Guid(byte[]) reads it: three words with their bytes reversed.
            let mut swapped = bytes;
            swapped[..4].reverse();
            swapped[4..6].reverse();
            swapped[6..8].reverse();
            let hex = crate::protocol::hex::encode(&swapped);
            if hex.len() == 32 {
                let text =
                    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-");
                forms.push((
                    "tenant-id-spelled-otherwise",
                    "with its words' bytes reversed, as a GUID's",
                    text,
                ));
            }
        }
    }
    for (other, _) in &material.others {
        forms.push(("other-tenant-id", "as another tenant's", other.clone()));
    }
    forms
        .into_iter()
        .map(|(form, how, text)| {
            let secret = form == "tenant-id-is-secret";
            let mut new = shape(2, 5, form, format!("tenant_id is signed {how}"), move |tree| {
                (tree.find("tenant_id")? != &Node::text(text.clone()))
                    .then(|| tree.with("tenant_id", Some(Node::text(text.clone()))))
            });
            if secret {
                new.label = new.label.secret();
            }
            new
        })
        .collect()
}
