//! What is signed: the right payload, the body, and either of them changed.

use super::costs::HABITS_COST;
use super::path::{Path, Step};
use super::walk::Walk;
use super::writing::RAW;
use crate::mistakes::grammar::json::{self, COMPACT};
use crate::mistakes::grammar::label::Label;
use crate::mistakes::grammar::tree::Node;

/// The texts that a change can be confined to.
pub(super) const SCOPES: [Option<&str>; 6] = [
    None,
    Some("plan"),
    Some("event_name"),
    Some("session_id"),
    Some("currency"),
    Some("tenant_id"),
];

impl Walk<'_, '_> {
    pub(super) fn walk(&mut self, budget: u8) {
        let tables = self.tables;
        self.schemes(budget);
        self.stacks(budget);
        if let Some(right) = &tables.material.right {
            if budget == HABITS_COST {
                self.joined(right, &Path::START, budget);
                self.habits(right);
            }
            self.patched(right, &Path::START, budget);
        }
        if let Some(raw) = tables.material.raw.as_ref().filter(|_| budget >= 1) {
            let label = Label::new("raw-body-vs-reserialised", "the body is signed as it is sent")
                .fix("build the canonical bytes and sign these, not the body")
                .reach(9);
            self.text(raw, &Path::START.then(&label), budget - 1, true);
        }
        for view in tables.views.iter().filter(|view| view.cost <= budget) {
            self.text(&view.text, &Path::START.then(&view.label), budget - view.cost, true);
        }
        if let Some(sent) = tables.material.sent.as_ref().filter(|_| budget >= 2) {
            let label = Label::new("body-reserialised", "the body's fields are signed as they are: no tenant_id, value a number").fix("build the canonical payload: tenant_id is part of it, value is a text with two decimals").reach(9);
            self.tree(sent, &Path::START.then(&label), budget - 2);
            let sorted = sent.sorted();
            let label = Label::new("body-reserialised-and-sorted", "the body's fields are signed sorted, but as they are: no tenant_id, value a number").fix("build the canonical payload: tenant_id is part of it, value is a text with two decimals").reach(9);
            self.tree(&sorted, &Path::START.then(&label), budget - 2);
            if budget >= 4 {
                self.patches(&sent.clone(), &Path::START.then(&label), budget - 2, false);
            }
        }
    }

    /// The right payload, and with one or two changes.
    pub(super) fn patched(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        self.tree(tree, path, budget);
        self.patches(tree, path, budget, true);
    }

    pub(super) fn patches(&mut self, tree: &Node, path: &Path<'_>, budget: u8, again: bool) {
        let tables = self.tables;
        if budget < 2 || self.stopped {
            return;
        }
        let after = |walk: &mut Self, new: &Node, path: &Path<'_>, left: u8, step: usize| {
            walk.tree(new, path, left);
            if again && left >= 2 {
                walk.second(new, path, left, step);
            }
        };
        for spelling in tables.spellings.iter().filter(|s| s.cost <= budget) {
            let new = tree.with("value", Some(spelling.node.clone()));
            // Digits of another script, and all else ASCII: that they are not escaped is no mistake of its own.
            if matches!(&spelling.node, Node::Text(text) if !text.is_ascii())
                && json::written(tree, &COMPACT, &RAW).is_ascii()
            {
                let text = json::written(&new, &COMPACT, &RAW);
                self.text(&text, &path.then(&spelling.label), budget - spelling.cost, true);
            }
            after(self, &new, &path.then(&spelling.label), budget - spelling.cost, 0);
        }
        for shape in tables.shapes.iter().filter(|s| s.cost <= budget) {
            if let Some(new) = (shape.change)(tree) {
                after(self, &new, &path.then(&shape.label), budget - shape.cost, 1);
            }
        }
        self.text_changes(tree, path, budget, &mut |walk, new, path, left| {
            after(walk, new, path, left, 2)
        });
    }

    /// Another change of another kind, ordinary ones only.
    pub(super) fn second(&mut self, tree: &Node, path: &Path<'_>, budget: u8, step: usize) {
        let tables = self.tables;
        if self.stopped {
            return;
        }
        if step < 1 {
            for shape in tables.shapes.iter().filter(|s| s.cost <= budget) {
                if let Some(new) = (shape.change)(tree) {
                    self.tree(&new, &path.then(&shape.label), budget - shape.cost);
                }
            }
        }
        self.text_changes(tree, path, budget, &mut |walk, new, path, left| {
            walk.tree(new, path, left)
        });
    }

    pub(super) fn text_changes(
        &mut self,
        tree: &Node,
        path: &Path<'_>,
        budget: u8,
        visit: &mut dyn FnMut(&mut Self, &Node, &Path<'_>, u8),
    ) {
        let tables = self.tables;
        for change in tables.changes.iter().filter(|c| c.cost <= budget) {
            let Some(all) = tree.map_texts(&*change.change, None) else { continue };
            visit(self, &all, &path.then(&change.label), budget - change.cost);
            for field in SCOPES.into_iter().flatten() {
                if let Some(new) =
                    tree.map_texts(&*change.change, Some(field)).filter(|new| *new != all)
                {
                    let scoped = Path { up: Some(path), step: Step::Scoped(&change.label, field) };
                    visit(self, &new, &scoped, budget - change.cost);
                }
            }
        }
    }
}
