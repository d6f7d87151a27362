//! Two ordinary mistakes of different stages: what is likelier than the rest of what costs as much, and tried before it.
//!
//! ```text
//! amount x fields x texts, two of them        x  nothing
//! amount, fields, texts, one of them          x  an order, a layout, escapes, a text that is no JSON, a key
//! an order, a layout, escapes, a rewrite, ... x  a key
//! ```
//!
//! A change of an amount or a text is the same in every payload that writes the member: it is put into the finished text.

use super::costs::ORDINARY;
use super::habits::HABITS;
use super::path::{Path, Step};
use super::payload::SCOPES;
use super::walk::Walk;
use crate::mistakes::grammar::construction::Try;
use crate::mistakes::grammar::fields::Shape;
use crate::mistakes::grammar::joined::{Style, Values};
use crate::mistakes::grammar::json::{self, COMPACT, PLAIN};
use crate::mistakes::grammar::label::Label;
use crate::mistakes::grammar::tree::Node;

/// So many of the amount's other spellings, the first and commonest, are tried in payloads of another shape, and in texts
/// that are no JSON.
const SPELLINGS_IN_SHAPES: usize = 160;
const SPELLINGS_ELSEWHERE: usize = 24;

/// Shapes that write one member in another form: they come together with other shapes.
const FORMS: [&str; 7] = [
    "first-touch-ts-reformatted",
    "session-id-prefixed",
    "tenant-id-spelled-otherwise",
    "tenant-id-upper-case",
    "tenant-id-without-dashes",
    "tenant-id-in-braces",
    "currency-in-another-form",
];

/// A change of members that leaves all else as it is: what is written, and what is written in its place.
struct Patch<'t> {
    label: &'t Label,
    /// The text that it is confined to.
    field: Option<&'static str>,
    tokens: Vec<(String, String)>,
    tree: Node,
}

impl<'t> Patch<'t> {
    /// `None` where it changes no member.
    fn of(
        right: &Node,
        tree: Node,
        label: &'t Label,
        field: Option<&'static str>,
    ) -> Option<Patch<'t>> {
        let mut tokens = Vec::new();
        members(right, &tree, &mut tokens);
        (!tokens.is_empty()).then_some(Patch { label, field, tokens, tree })
    }

    /// A text with the change in it; `None` where it writes none of the members.
    fn put_into(&self, text: &str) -> Option<String> {
        let mut new: Option<String> = None;
        for (old, token) in &self.tokens {
            let here = new.as_deref().unwrap_or(text);
            if let Some(at) = here.find(old.as_str()) {
                new = Some([&here[..at], token, &here[at + old.len()..]].concat());
            }
        }
        new
    }

    fn step<'p>(&'p self, up: &'p Path<'p>) -> Path<'p> {
        let step = match self.field {
            Some(field) => Step::Scoped(self.label, field),
            None => Step::Known(self.label),
        };
        Path { up: Some(up), step }
    }
}

/// The members that differ, as compact JSON writes them.
fn members(right: &Node, new: &Node, tokens: &mut Vec<(String, String)>) {
    let token = |key: &str, node: &Node| {
        let member = Node::Object(vec![(key.to_owned(), node.clone())]);
        let text = json::written(&member, &COMPACT, &PLAIN);
        text[1..text.len() - 1].to_owned()
    };
    for ((key, old), (_, new)) in right.members().iter().zip(new.members()) {
        match (old, new) {
            (Node::Object(_), Node::Object(_)) => members(old, new, tokens),
            _ if old != new => tokens.push((token(key, old), token(key, new))),
            _ => {}
        }
    }
}

impl<'g> Walk<'g, '_> {
    /// All pairs of the right payload.
    pub(super) fn pairs(&mut self, right: &Node) {
        let tables = self.tables;
        let ordinary = tables.tries.get(usize::from(ORDINARY)).into_iter().flatten();
        let likely: Vec<&Try> = ordinary.filter(|one| one.is_likely()).collect();
        let plain = json::written(right, &COMPACT, &PLAIN);
        let amounts: Vec<Patch<'_>> = tables
            .spellings
            .iter()
            .filter(|s| s.cost == ORDINARY)
            .filter_map(|s| {
                Patch::of(right, right.with("value", Some(s.node.clone())), &s.label, None)
            })
            .collect();
        let texts = self.texts(right);
        let start = &Path::START;
        for (at, amount) in amounts.iter().enumerate() {
            self.unit(|walk| {
                let path = amount.step(start);
                let Some(text) = amount.put_into(&plain) else { return };
                walk.under(&text, &path, &likely);
                walk.patched_again(&text, &path, &texts);
                walk.written_otherwise(&amount.tree, &text, &path, false);
                if at < SPELLINGS_ELSEWHERE {
                    walk.no_json(&amount.tree, &path, &[]);
                }
            });
        }
        for change in &texts {
            self.unit(|walk| {
                let path = change.step(start);
                let Some(text) = change.put_into(&plain) else { return };
                walk.under(&text, &path, &likely);
                walk.written_otherwise(&change.tree, &text, &path, true);
            });
        }
        let shapes = || tables.shapes.iter().filter(|s| s.cost == ORDINARY);
        let forms: Vec<Patch<'_>> = shapes()
            .filter(|shape| FORMS.contains(&shape.label.id))
            .filter_map(|s| Patch::of(right, (s.change)(right)?, &s.label, None))
            .collect();
        for shape in shapes() {
            self.unit(|walk| walk.shape(right, shape, [&amounts, &texts, &forms], &likely));
        }
        self.orders_and_layouts(right, &plain, &likely);
        self.all_joined(right);
    }

    /// The changes of texts, in all of them and in one.
    fn texts(&self, right: &Node) -> Vec<Patch<'g>> {
        let mut all = Vec::new();
        for change in self.tables.changes.iter().filter(|c| c.cost == ORDINARY) {
            let mut seen: Vec<Node> = Vec::new();
            for field in SCOPES {
                let Some(new) = right.map_texts(&*change.change, field) else { continue };
                if !seen.contains(&new) {
                    seen.push(new.clone());
                    all.extend(Patch::of(right, new, &change.label, field));
                }
            }
        }
        all
    }

    /// A payload of another shape, and with another amount or text in it.
    fn shape(
        &mut self,
        right: &Node,
        shape: &Shape,
        [amounts, texts, forms]: [&[Patch<'_>]; 3],
        likely: &[&Try],
    ) {
        let Some(tree) = (shape.change)(right) else { return };
        let text = json::written(&tree, &COMPACT, &PLAIN);
        let path = Path::START.then(&shape.label);
        self.under(&text, &path, likely);
        self.written_otherwise(&tree, &text, &path, true);
        for amount in amounts.iter().take(SPELLINGS_IN_SHAPES) {
            if self.stopped {
                return;
            }
            if let Some(text) = amount.put_into(&text) {
                let first = amount.step(&Path::START);
                self.attempt(text.as_bytes(), &first.then(&shape.label), 0);
            }
        }
        self.patched_again(&text, &path, texts);
        // Two forms come in one order.
        let own = forms.iter().position(|form| form.label.title == shape.label.title);
        self.patched_again(&text, &path, &forms[own.map_or(0, |at| at + 1)..]);
    }

    /// All values in any order, with something between them.
    fn all_joined(&mut self, right: &Node) {
        if !self.tables.is_made {
            return;
        }
        for as_sent in [false, true] {
            let values = Values::of(right, as_sent, Style::Values, &self.tables.material);
            values.all_in_any_order(&mut |text, _, label| {
                let path = Path { up: Some(&Path::START), step: Step::Made(label) };
                self.unit(|walk| walk.attempt(text.as_bytes(), &path, 0));
                !self.stopped
            });
        }
    }

    /// A text with each change of texts in it.
    fn patched_again(&mut self, text: &str, path: &Path<'_>, texts: &[Patch<'_>]) {
        for change in texts {
            if let Some(text) = change.put_into(text) {
                self.attempt(text.as_bytes(), &change.step(path), 0);
            }
        }
    }

    /// A changed payload in another order, layout or with other escapes; with `few` those that are habits.
    fn written_otherwise(&mut self, tree: &Node, plain: &str, path: &Path<'_>, few: bool) {
        let tables = self.tables;
        let is_meant = |label: &Label| !few || HABITS.contains(&label.id);
        for order in tables.orders.iter().filter(|o| o.cost == ORDINARY) {
            let new = (order.apply)(tree);
            if new != *tree {
                let text = json::written(&new, &COMPACT, &PLAIN);
                self.attempt(text.as_bytes(), &path.then(&order.label), 0);
            }
        }
        for escaped in tables.escapings.iter().filter(|e| e.cost == ORDINARY) {
            if is_meant(&escaped.label) {
                let text = json::written(tree, &COMPACT, &escaped.escapes);
                if text != plain {
                    self.attempt(text.as_bytes(), &path.then(&escaped.label), 0);
                }
            }
        }
        for laid in tables.layouts.iter().filter(|l| l.cost == ORDINARY) {
            if is_meant(&laid.label) {
                let text = json::written(tree, &laid.layout, &PLAIN);
                self.attempt(text.as_bytes(), &path.then(&laid.label), 0);
            }
        }
        self.with_line_end(plain, path);
    }

    /// The right payload in another order or layout, or as no JSON, under the likely keys.
    fn orders_and_layouts(&mut self, right: &Node, plain: &str, likely: &[&Try]) {
        let tables = self.tables;
        let start = &Path::START;
        let mut texts: Vec<(String, Path<'_>)> = Vec::new();
        for order in tables.orders.iter().filter(|o| o.cost == ORDINARY) {
            let text = json::written(&(order.apply)(right), &COMPACT, &PLAIN);
            texts.push((text, start.then(&order.label)));
        }
        for laid in tables.layouts.iter().filter(|l| l.cost == ORDINARY) {
            texts.push((json::written(right, &laid.layout, &PLAIN), start.then(&laid.label)));
        }
        for escaped in tables.escapings.iter().filter(|e| e.cost == ORDINARY) {
            let text = json::written(right, &COMPACT, &escaped.escapes);
            texts.push((text, start.then(&escaped.label)));
        }
        for rewrite in tables.rewrites.iter().filter(|r| r.cost == ORDINARY) {
            let text = (rewrite.change)(plain);
            texts.extend(text.map(|text| (text, start.then(&rewrite.label))));
        }
        for (text, path) in texts.iter().filter(|(text, _)| text != plain) {
            self.unit(|walk| {
                walk.under(text, path, likely);
                walk.with_line_end(text, path);
            });
        }
        self.no_json(right, start, likely);
    }

    /// A payload as texts that are no JSON.
    fn no_json(&mut self, tree: &Node, path: &Path<'_>, likely: &[&Try]) {
        let tables = self.tables;
        for template in tables.templates.iter().filter(|t| t.cost == ORDINARY) {
            if self.stopped || !(template.ordered || path.is_plain()) {
                continue;
            }
            let path = path.then(&template.label);
            if likely.is_empty() {
                if let Some(text) = (template.write)(tree) {
                    self.attempt(text.as_bytes(), &path, 0);
                }
            } else {
                self.unit(|walk| {
                    if let Some(text) = (template.write)(tree) {
                        walk.under(&text, &path, likely);
                    }
                });
            }
        }
    }

    /// A text under the likely keys.
    fn under(&mut self, text: &str, path: &Path<'_>, likely: &[&Try]) {
        self.worked(1);
        for one in likely {
            if self.stopped {
                return;
            }
            self.attempt_one(text.as_bytes(), path, one);
        }
    }

    /// A text with the line end that files and consoles put after it.
    fn with_line_end(&mut self, text: &str, path: &Path<'_>) {
        let ends = self.tables.byte_changes.iter();
        for end in ends.filter(|change| change.label.id == "trailing-newline") {
            if let Some(bytes) = (end.change)(text.as_bytes()) {
                self.attempt(&bytes, &path.then(&end.label), 0);
            }
        }
    }
}
