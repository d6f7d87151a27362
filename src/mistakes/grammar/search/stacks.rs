//! What code that never saw the document comes to: the body's fields and the tenant's id, as a language's serialiser
//! writes them. Every part of it would be a mistake of its own; together they are one decision.

use super::path::Path;
use super::walk::Walk;
use crate::mistakes::grammar::json::{self, COMPACT, Escapes, Layout, PLAIN, Wide};
use crate::mistakes::grammar::label::Label;
use crate::mistakes::grammar::material::Material;
use crate::mistakes::grammar::tree::Node;
use std::collections::BTreeSet;

/// The cost of the decision.
const COST: u8 = 2;

const RAW: Escapes = Escapes { wide: Wide::Raw, del: false, ..PLAIN };
const SPACED: Layout = Layout { comma: ", ", colon: ": ", ..COMPACT };

/// How a serialiser writes: which one does, its layout and its escapes.
const WRITERS: [(&str, Layout, Escapes); 6] = [
    (
        "in compact JSON, characters outside ASCII as they are (JSON.stringify, Jackson)",
        COMPACT,
        RAW,
    ),
    ("in compact JSON", COMPACT, PLAIN),
    ("as Python's json.dumps writes them by default", SPACED, PLAIN),
    ("as Python's json.dumps writes them with ensure_ascii=False", SPACED, RAW),
    ("as Go's json.Marshal writes them", COMPACT, Escapes { html: "<>&", lines: true, ..RAW }),
    (
        "as PHP's json_encode writes them by default",
        COMPACT,
        Escapes { slash: true, del: false, ..PLAIN },
    ),
];

/// A payload of the body's fields and the tenant's id, and what it is.
struct Stack {
    what: String,
    tree: Node,
}

impl Walk<'_, '_> {
    /// Such payloads, as every serialiser writes them, with a newline behind them or not.
    pub(super) fn stacks(&mut self, budget: u8) {
        let Some(left) = budget.checked_sub(COST) else { return };
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for stack in stacks(&self.tables.material) {
            for (writer, layout, escapes) in &WRITERS {
                let text = json::written(&stack.tree, layout, escapes);
                if seen.contains(&text) {
                    continue;
                }
                self.unit(|walk| {
                    for (end, words) in [("", ""), ("\n", ", and a newline behind them")] {
                        let title = format!("{} are signed {writer}{words}", stack.what);
                        let label = Label::new("body-reserialised-with-tenant", title)
                            .fix("build the canonical payload: sorted keys, value as a text with two decimals, everything outside printable ASCII as \\uXXXX, no blanks")
                            .reach(9);
                        walk.attempt(format!("{text}{end}").as_bytes(), &Path::START.then(&label), left);
                    }
                });
                seen.insert(text);
            }
        }
    }
}

/// Orders, spellings of the amount and of a session that was not passed.
fn stacks(material: &Material) -> Vec<Stack> {
    let (Some(sent), Some(right)) = (&material.sent, &material.right) else { return Vec::new() };
    if sent.get("tenant_id").is_some() {
        return Vec::new();
    }
    let tenant = ("tenant_id".to_owned(), Node::text(material.tenant_id.clone()));
    let first = Node::Object([vec![tenant.clone()], sent.members().to_vec()].concat());
    let last = Node::Object([sent.members().to_vec(), vec![tenant]].concat());
    let mut all = Vec::new();
    for (order, tree) in [
        ("tenant_id, then the body's fields,", &first),
        ("the body's fields, then tenant_id,", &last),
        ("tenant_id and the body's fields, sorted,", &last.sorted()),
        ("tenant_id and the body's fields, in the order of the documentation,", &last.built()),
    ] {
        for (amount, value) in amounts(material, right) {
            let tree = tree.with("value", value);
            for (session, tree) in sessions(&tree) {
                all.push(Stack { what: format!("{order}{amount}{session}"), tree });
            }
        }
    }
    all
}

/// The amount: as the body spells it, as other languages print the number, as the text that has to be signed.
fn amounts(material: &Material, right: &Node) -> Vec<(&'static str, Option<Node>)> {
    let Some((amount, written)) = &material.amount else { return vec![("", None)] };
    let bare = |text: String| Some(Node::bare(text));
    let mut all = vec![
        (" value as the body spells it,", bare(written.clone())),
        (" value as a number,", bare(format!("{amount}"))),
        (" value as a number with a fraction,", bare(format!("{amount:?}"))),
        (" value as a number with two decimals,", bare(format!("{amount:.2}"))),
        (" value as it has to be,", right.find("value").cloned()),
    ];
    let mut seen = Vec::new();
    all.retain(|(_, node)| {
        let is_new = !seen.contains(node);
        seen.push(node.clone());
        is_new
    });
    all
}

/// A session that was not passed: left out, null or empty.
fn sessions(tree: &Node) -> Vec<(&'static str, Node)> {
    if tree.get("session_id").is_some() {
        return vec![("", tree.clone())];
    }
    let with = |value: Node| {
        let session = ("session_id".to_owned(), value);
        Node::Object([tree.members().to_vec(), vec![session]].concat())
    };
    let is_sorted = *tree == tree.sorted();
    let placed = |tree: Node| if is_sorted { tree.sorted() } else { tree };
    vec![
        (" without session_id,", tree.clone()),
        (" session_id as null,", placed(with(Node::bare("null")))),
        (" session_id as \"\",", placed(with(Node::text("")))),
    ]
}
