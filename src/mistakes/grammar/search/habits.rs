//! An order of keys with two or three of the commonest mistakes.

use super::path::Path;
use super::walk::Walk;
use crate::mistakes::grammar::json::{self, COMPACT, Escaped, LaidOut, PLAIN};
use crate::mistakes::grammar::label::Label;
use crate::mistakes::grammar::tree::Node;

/// Layouts and escapings that are tried with every order and one mistake more.
pub(super) const HABITS: [&str; 8] = [
    "default-separators",
    "blank-after-colon",
    "pretty-printed-2",
    "pretty-printed-4",
    "raw-utf8-not-ascii-escaped",
    "slashes-escaped",
    "slashes-escaped-and-raw",
    "html-chars-escaped-in-ascii",
];

impl Walk<'_, '_> {
    /// An order of keys together with the commonest mistakes of other stages, two or three of them: what code that was
    /// written without the document comes to.
    pub(super) fn habits(&mut self, right: &Node) {
        let tables = self.tables;
        let value =
            |title: &'static str, id: &'static str, text: &str, path: &mut Vec<(Label, Node)>| {
                path.push((Label::new(id, title), right.with("value", Some(Node::bare(text)))));
            };
        let mut trees: Vec<(Label, Node)> = Vec::new();
        if let Some((amount, written)) = &tables.material.amount {
            value(
                "value is signed as the body spells it, without quotes",
                "value-as-written",
                written,
                &mut trees,
            );
            let two = format!("{amount:.2}");
            value(
                "value is signed as a number with two decimals",
                "value-as-json-number",
                &two,
                &mut trees,
            );
            let text = right.with("value", Some(Node::text(written.clone())));
            trees.push((
                Label::new("value-as-written", "value is signed as the body spells it"),
                text,
            ));
        }
        if right.get("tenant_id").is_some() {
            let label = Label::new("tenant-id-omitted", "tenant_id is not signed");
            trees.push((label, right.with("tenant_id", None)));
        }
        if let Some(sent) = &tables.material.sent {
            let label = Label::new(
                "body-reserialised",
                "the body's fields are signed as they are: no tenant_id, value a number",
            );
            trees.push((label, sent.clone()));
        }
        self.habits_of(right, &Path::START);
        for (label, tree) in &trees {
            self.habits_of(tree, &Path::START.then(label));
        }
    }

    pub(super) fn habits_of(&mut self, tree: &Node, path: &Path<'_>) {
        let tables = self.tables;
        let is_layout = |laid: &&LaidOut| HABITS.contains(&laid.label.id);
        let layouts: Vec<&LaidOut> = tables.layouts.iter().filter(is_layout).collect();
        let is_escaped = |escaped: &&Escaped| HABITS.contains(&escaped.label.id);
        let escapings: Vec<&Escaped> = tables.escapings.iter().filter(is_escaped).collect();
        for order in tables.orders.iter().chain(&tables.permutations) {
            self.unit(|walk| {
                let new = (order.apply)(tree);
                if new == *tree {
                    return;
                }
                let path = path.then(&order.label);
                let plain = json::written(&new, &COMPACT, &PLAIN);
                walk.habit(&plain, &path);
                for laid in &layouts {
                    let path = path.then(&laid.label);
                    walk.habit(&json::written(&new, &laid.layout, &PLAIN), &path);
                }
                for escaped in &escapings {
                    let text = json::written(&new, &COMPACT, &escaped.escapes);
                    if text == plain {
                        continue;
                    }
                    let path = path.then(&escaped.label);
                    walk.habit(&text, &path);
                    for laid in &layouts {
                        let path = path.then(&laid.label);
                        walk.habit(&json::written(&new, &laid.layout, &escaped.escapes), &path);
                    }
                }
            });
        }
    }

    /// A text under the likely keys, alone and with a newline after it.
    pub(super) fn habit(&mut self, text: &str, path: &Path<'_>) {
        let tables = self.tables;
        let newline =
            tables.byte_changes.iter().find(|change| change.label.id == "trailing-newline");
        for left in [0, 1] {
            self.attempt(text.as_bytes(), path, left);
            if let Some(newline) = newline {
                let ended = [text.as_bytes(), b"\n"].concat();
                self.attempt(&ended, &path.then(&newline.label), left);
            }
        }
    }
}
