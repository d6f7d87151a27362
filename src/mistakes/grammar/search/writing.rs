//! A payload in every order, as JSON and otherwise.

use super::costs::{HABITS_COST, ORDINARY};
use super::path::{Path, Step};
use super::walk::Walk;
use crate::mistakes::grammar::joined::{Style, Values};
use crate::mistakes::grammar::json::{self, COMPACT, Escapes, PLAIN, Wide};
use crate::mistakes::grammar::tree::Node;

/// Nothing outside ASCII is escaped: the text that another charset is taken with.
pub(super) const RAW: Escapes = Escapes { wide: Wide::Raw, del: false, ..PLAIN };

impl Walk<'_, '_> {
    pub(super) fn tree(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        if path.is_plain() {
            self.ordered(tree, path, budget);
        } else {
            self.unit(|walk| walk.ordered(tree, path, budget));
        }
    }

    /// A payload in every order, as JSON and otherwise.
    pub(super) fn ordered(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        let tables = self.tables;
        if self.stopped {
            return;
        }
        self.written(tree, path, budget);
        if budget < ORDINARY {
            return;
        }
        for order in tables.orders.iter().filter(|o| o.cost <= budget) {
            let new = (order.apply)(tree);
            if new != *tree {
                let left = budget - order.cost;
                let path = path.then(&order.label);
                self.json(&new, &path, left);
                if order.common {
                    // An order as built comes with a text that is no JSON: no mistake of its own.
                    self.other(&new, &path, budget);
                }
            }
        }
        if path.is_plain() || budget <= 4 {
            for order in tables.permutations.iter().filter(|o| o.cost <= budget) {
                let new = (order.apply)(tree);
                if new != *tree {
                    self.written(&new, &path.then(&order.label), budget - order.cost);
                }
            }
        }
        let is_done = path.is_plain() && budget == HABITS_COST;
        if budget >= 3 && !is_done {
            self.joined(tree, path, budget);
        }
    }

    pub(super) fn written(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        self.json(tree, path, budget);
        self.other(tree, path, budget);
    }

    pub(super) fn json(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        let tables = self.tables;
        let plain = json::written(tree, &COMPACT, &PLAIN);
        self.text(&plain, path, budget, false);
        if budget < ORDINARY {
            return;
        }
        for escaped in tables.escapings.iter().filter(|e| e.cost <= budget) {
            let text = json::written(tree, &COMPACT, &escaped.escapes);
            if text != plain {
                let is_raw = escaped.escapes == RAW && path.is_plain();
                let path = path.then(&escaped.label);
                self.text(&text, &path, budget - escaped.cost, is_raw);
                let left = budget - escaped.cost;
                for laid in tables.layouts.iter().filter(|l| l.cost <= left) {
                    let text = json::written(tree, &laid.layout, &escaped.escapes);
                    self.text(&text, &path.then(&laid.label), left - laid.cost, is_raw);
                }
            }
        }
        for laid in tables.layouts.iter().filter(|l| l.cost <= budget) {
            let text = json::written(tree, &laid.layout, &PLAIN);
            self.text(&text, &path.then(&laid.label), budget - laid.cost, false);
        }
    }

    /// Texts that are no JSON.
    pub(super) fn other(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        let tables = self.tables;
        if budget < ORDINARY {
            return;
        }
        for template in tables.templates.iter().filter(|t| t.cost <= budget) {
            if !template.ordered && !path.is_plain() {
                continue;
            }
            if let Some(text) = (template.write)(tree) {
                self.text(&text, &path.then(&template.label), budget - template.cost, false);
            }
        }
    }

    pub(super) fn joined(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        if !self.tables.is_made {
            return;
        }
        for (style, as_sent, cost) in [
            (Style::Values, false, 3),
            (Style::Values, true, 3),
            (Style::Pairs("="), false, 3),
            (Style::Pairs("="), true, 3),
            (Style::Pairs(":"), false, 3),
            (Style::Pairs(": "), false, 3),
            (Style::Values, false, 4),
            (Style::Values, true, 4),
        ] {
            // Deeper only where the payload is as it should be.
            if cost > budget || (!path.is_plain() && budget > cost + 1) {
                continue;
            }
            let values = Values::of(tree, as_sent, style, &self.tables.material);
            values.each(cost, &mut |text, joiner, label| {
                let made = Path { up: Some(path), step: Step::Made(label) };
                let left = budget - cost;
                self.unit(|walk| {
                    // A list of values is rarely changed again.
                    walk.encode(text, &made, left, false);
                    if left == 1 {
                        walk.with_pasted(text, joiner, &made);
                    }
                });
                !self.stopped
            });
        }
    }

    /// A list of values, hashed with the secret pasted to it.
    pub(super) fn with_pasted(&mut self, text: &str, joiner: &str, path: &Path<'_>) {
        let fits = |between: &str| {
            between == joiner || between.is_empty() || (joiner == "&" && between.ends_with('='))
        };
        for (between, attempt) in &self.tables.pasted {
            if fits(between) && !self.stopped {
                self.attempt_one(text.as_bytes(), path, attempt);
            }
        }
    }
}
