//! Recipes by rising cost: one member of each stage, their costs added.

use super::around::{Around, arounds};
use super::body_view::{BodyView, views};
use super::bytes::{self, ByteChange};
use super::charset::{Charset, charsets};
use super::construction::{Try, tries};
use super::explanation::{Found, Recipe, best};
use super::fields::{Shape, shapes};
use super::joined::Values;
use super::json::{self, COMPACT, Escaped, Escapes, LaidOut, PLAIN, Wide};
use super::label::Label;
use super::material::Material;
use super::money::{self, Spelling};
use super::orders::{self, Order};
use super::output::Readings;
use super::rewrite::{Rewrite, rewrites};
use super::template::{Template, templates};
use super::texts::{self, TextChange};
use super::tree::Node;
use crate::mistakes::context::SigningContext;

/// The texts that a change can be confined to.
const SCOPES: [Option<&str>; 6] = [
    None,
    Some("plan"),
    Some("event_name"),
    Some("session_id"),
    Some("currency"),
    Some("tenant_id"),
];

/// Nothing outside ASCII is escaped: the text that another charset is taken with.
const RAW: Escapes = Escapes { wide: Wide::Raw, del: false, ..PLAIN };

/// So many recipes are kept of one level.
const MOST_RECIPES: usize = 64;

/// Everything that can be combined for one request.
pub struct Grammar {
    material: Material,
    readings: Readings,
    tries: Vec<Vec<Try>>,
    spellings: Vec<Spelling>,
    changes: Vec<TextChange>,
    shapes: Vec<Shape>,
    views: Vec<BodyView>,
    orders: Vec<Order>,
    permutations: Vec<Order>,
    layouts: Vec<LaidOut>,
    escapings: Vec<Escaped>,
    templates: Vec<Template>,
    rewrites: Vec<Rewrite>,
    arounds: Vec<Around>,
    charsets: Vec<Charset>,
    byte_changes: Vec<ByteChange>,
    /// Combinations that were tried so far.
    pub trials: u64,
}

/// The steps to a message, on the stack of the walk.
#[derive(Clone, Copy)]
struct Path<'p> {
    up: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Start,
    Known(&'p Label),
    Scoped(&'p Label, &'static str),
    Made(&'p dyn Fn() -> Label),
}

impl<'p> Path<'p> {
    const START: Path<'static> = Path { up: None, step: Step::Start };

    fn then(&'p self, label: &'p Label) -> Path<'p> {
        Path { up: Some(self), step: Step::Known(label) }
    }

    fn labels(&self) -> Vec<Label> {
        let mut labels = self.up.map(Path::labels).unwrap_or_default();
        labels.extend(match self.step {
            Step::Start => None,
            Step::Known(label) => Some(label.clone()),
            Step::Scoped(label, field) => {
                let title = format!("{} (in {field} only)", label.title);
                let mut scoped = Label { title: title.into(), ..label.clone() };
                scoped.reach = scoped.reach.saturating_add(1);
                Some(scoped)
            }
            Step::Made(make) => Some(make()),
        });
        labels
    }

    fn is_plain(&self) -> bool {
        matches!(self.step, Step::Start)
    }
}

impl Grammar {
    /// Reads the request and the header.
    pub fn new(context: &SigningContext<'_>, signature: &str) -> Grammar {
        let material = Material::of(context);
        let readings = Readings::of(signature);
        let currency = material
            .right
            .as_ref()
            .and_then(|tree| tree.find("currency")?.plain().map(str::to_owned))
            .unwrap_or_default();
        let spellings = material
            .amount
            .as_ref()
            .map(|(value, written)| money::spellings(*value, written, &currency))
            .unwrap_or_default();
        let is_size = |size: usize| readings.is_size(size);
        let tries = if readings.is_empty() { Vec::new() } else { tries(&material, &is_size) };
        // What changes nothing in this goal takes no part.
        let changes = texts::changes();
        let changes = match &material.right {
            Some(tree) => changes
                .into_iter()
                .filter(|change| tree.map_texts(&*change.change, None).is_some())
                .collect(),
            None => Vec::new(),
        };
        Grammar {
            tries,
            spellings,
            changes,
            shapes: shapes(&material),
            views: views(context.request.map(|request| request.body).unwrap_or_default()),
            orders: orders::orders(material.sent.as_ref()),
            permutations: material.right.as_ref().map(orders::permutations).unwrap_or_default(),
            layouts: json::layouts(),
            escapings: json::escapings(),
            templates: templates(),
            rewrites: rewrites(),
            arounds: arounds(&material),
            charsets: charsets(),
            byte_changes: bytes::changes(),
            readings,
            material,
            trials: 0,
        }
    }

    /// Whether the header holds anything that could be a digest.
    pub fn can_be_read(&self) -> bool {
        !self.readings.is_empty()
    }

    /// Whether the header holds 32 bytes that could be the digest.
    pub fn holds_a_full_digest(&self) -> bool {
        self.readings.holds_a_full_digest()
    }

    /// Every recipe of exactly this cost. Stops after `most` trials, or where `more` says so; whether it
    /// was finished comes second.
    pub fn level(
        &mut self,
        cost: u8,
        most: u64,
        more: &mut dyn FnMut(u64) -> bool,
    ) -> (Option<Found>, bool) {
        if self.readings.is_empty() {
            return (None, true);
        }
        let before = self.trials;
        let mut walk = Walk {
            grammar: self,
            most,
            more,
            begun: before,
            count: 0,
            stopped: false,
            digest: Vec::with_capacity(64),
            recipes: Vec::new(),
        };
        walk.run(cost);
        let (count, stopped, recipes) =
            (walk.count, walk.stopped, std::mem::take(&mut walk.recipes));
        self.trials += count;
        (best(recipes, cost), !stopped)
    }
}

struct Walk<'g, 'm> {
    grammar: &'g Grammar,
    most: u64,
    more: &'m mut dyn FnMut(u64) -> bool,
    begun: u64,
    count: u64,
    stopped: bool,
    digest: Vec<u8>,
    recipes: Vec<Recipe>,
}

impl<'g> Walk<'g, '_> {
    fn run(&mut self, budget: u8) {
        let grammar = self.grammar;
        if let Some(right) = &grammar.material.right {
            self.patched(right, &Path::START, budget);
        }
        if let Some(raw) = grammar.material.raw.as_ref().filter(|_| budget >= 1) {
            let label = Label::new("raw-body-vs-reserialised", "the body is signed as it is sent")
                .fix("build the canonical bytes and sign these, not the body")
                .reach(9);
            self.text(raw, &Path::START.then(&label), budget - 1, true);
        }
        for view in grammar.views.iter().filter(|view| view.cost <= budget) {
            self.text(&view.text, &Path::START.then(&view.label), budget - view.cost, true);
        }
        if let Some(sent) = grammar.material.sent.as_ref().filter(|_| budget >= 2) {
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
    fn patched(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        self.tree(tree, path, budget);
        self.patches(tree, path, budget, true);
    }

    fn patches(&mut self, tree: &Node, path: &Path<'_>, budget: u8, again: bool) {
        let grammar = self.grammar;
        if budget < 2 || self.stopped {
            return;
        }
        let after = |walk: &mut Self, new: &Node, path: &Path<'_>, left: u8, step: usize| {
            walk.tree(new, path, left);
            if again && left >= 2 {
                walk.second(new, path, left, step);
            }
        };
        for spelling in grammar.spellings.iter().filter(|s| s.cost <= budget) {
            let new = tree.with("value", Some(spelling.node.clone()));
            after(self, &new, &path.then(&spelling.label), budget - spelling.cost, 0);
        }
        for shape in grammar.shapes.iter().filter(|s| s.cost <= budget) {
            if let Some(new) = (shape.change)(tree) {
                after(self, &new, &path.then(&shape.label), budget - shape.cost, 1);
            }
        }
        self.text_changes(tree, path, budget, &mut |walk, new, path, left| {
            after(walk, new, path, left, 2)
        });
    }

    /// Another change of another kind, ordinary ones only.
    fn second(&mut self, tree: &Node, path: &Path<'_>, budget: u8, step: usize) {
        let grammar = self.grammar;
        if self.stopped {
            return;
        }
        if step < 1 {
            for shape in grammar.shapes.iter().filter(|s| s.cost <= budget) {
                if let Some(new) = (shape.change)(tree) {
                    self.tree(&new, &path.then(&shape.label), budget - shape.cost);
                }
            }
        }
        self.text_changes(tree, path, budget, &mut |walk, new, path, left| {
            walk.tree(new, path, left)
        });
    }

    fn text_changes(
        &mut self,
        tree: &Node,
        path: &Path<'_>,
        budget: u8,
        visit: &mut dyn FnMut(&mut Self, &Node, &Path<'_>, u8),
    ) {
        let grammar = self.grammar;
        for change in grammar.changes.iter().filter(|c| c.cost <= budget) {
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

    /// A payload in every order, as JSON and otherwise.
    fn tree(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        let grammar = self.grammar;
        if self.stopped {
            return;
        }
        self.written(tree, path, budget, true);
        for order in grammar.orders.iter().filter(|o| o.cost <= budget) {
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
            for order in grammar.permutations.iter().filter(|o| o.cost <= budget) {
                let new = (order.apply)(tree);
                if new != *tree {
                    self.written(&new, &path.then(&order.label), budget - order.cost, false);
                }
            }
        }
        if budget >= 3 {
            self.joined(tree, path, budget);
        }
    }

    fn written(&mut self, tree: &Node, path: &Path<'_>, budget: u8, _first: bool) {
        self.json(tree, path, budget);
        self.other(tree, path, budget);
    }

    fn json(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        let grammar = self.grammar;
        let plain = json::written(tree, &COMPACT, &PLAIN);
        self.text(&plain, path, budget, false);
        for escaped in grammar.escapings.iter().filter(|e| e.cost <= budget) {
            let text = json::written(tree, &COMPACT, &escaped.escapes);
            if text != plain {
                let is_raw = escaped.escapes == RAW && path.is_plain();
                let path = path.then(&escaped.label);
                self.text(&text, &path, budget - escaped.cost, is_raw);
                let left = budget - escaped.cost;
                for laid in grammar.layouts.iter().filter(|l| l.cost <= left) {
                    let text = json::written(tree, &laid.layout, &escaped.escapes);
                    self.text(&text, &path.then(&laid.label), left - laid.cost, is_raw);
                }
            }
        }
        for laid in grammar.layouts.iter().filter(|l| l.cost <= budget) {
            let text = json::written(tree, &laid.layout, &PLAIN);
            self.text(&text, &path.then(&laid.label), budget - laid.cost, false);
        }
    }

    /// Texts that are no JSON.
    fn other(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        let grammar = self.grammar;
        for template in grammar.templates.iter().filter(|t| t.cost <= budget) {
            if !template.ordered && !path.is_plain() {
                continue;
            }
            if let Some(text) = (template.write)(tree) {
                self.text(&text, &path.then(&template.label), budget - template.cost, false);
            }
        }
    }

    fn joined(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        for (as_sent, cost) in [(false, 3), (true, 3), (false, 4), (true, 4)] {
            // Deeper only where the payload is as it should be.
            if cost > budget || (!path.is_plain() && budget > cost + 1) {
                continue;
            }
            let values = Values::of(tree, as_sent, &self.grammar.material);
            values.each(cost, &mut |text, label| {
                let made = Path { up: Some(path), step: Step::Made(label) };
                let left = budget - cost;
                // A list of values is rarely changed again.
                if left < 2 {
                    self.encode(text, &made, left, false)
                } else {
                    self.text(text, &made, left, false)
                }
                !self.stopped
            });
        }
    }

    /// A text, changed as a whole, and with what stands around it.
    fn text(&mut self, text: &str, path: &Path<'_>, budget: u8, is_raw: bool) {
        let grammar = self.grammar;
        if self.stopped {
            return;
        }
        self.around(text, path, budget, is_raw);
        for rewrite in grammar.rewrites.iter().filter(|r| r.cost <= budget) {
            if let Some(new) = (rewrite.change)(text).filter(|new| new != text) {
                self.around(&new, &path.then(&rewrite.label), budget - rewrite.cost, false);
            }
        }
    }

    fn around(&mut self, text: &str, path: &Path<'_>, budget: u8, is_raw: bool) {
        let grammar = self.grammar;
        self.encode(text, path, budget, is_raw);
        for around in grammar.arounds.iter().filter(|a| a.cost <= budget) {
            if around.has_body || path.is_plain() {
                self.encode(
                    &around.text(text),
                    &path.then(&around.label),
                    budget - around.cost,
                    is_raw,
                );
            }
        }
    }

    fn encode(&mut self, text: &str, path: &Path<'_>, budget: u8, is_raw: bool) {
        let grammar = self.grammar;
        self.bytes(text.as_bytes(), path, budget);
        let is_ascii = text.is_ascii();
        // Another charset takes text that was not escaped: the two are one decision.
        let cost = if is_raw && !is_ascii { 0 } else { 2 };
        if budget < cost {
            return;
        }
        // The charset alone says it.
        let path = match path {
            Path { up: Some(up), step: Step::Known(label) }
                if cost == 0 && label.id == "raw-utf8-not-ascii-escaped" && up.is_plain() =>
            {
                *up
            }
            path => path,
        };
        for charset in grammar.charsets.iter().filter(|c| c.on_ascii || !is_ascii) {
            if let Some(bytes) = (charset.encode)(text).filter(|bytes| bytes != text.as_bytes()) {
                self.bytes(&bytes, &path.then(&charset.label), budget - cost);
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8], path: &Path<'_>, budget: u8) {
        let grammar = self.grammar;
        self.attempt(bytes, path, budget);
        for change in grammar.byte_changes.iter().filter(|c| c.cost <= budget) {
            if let Some(new) = (change.change)(bytes).filter(|new| new != bytes) {
                self.attempt(&new, &path.then(&change.label), budget - change.cost);
            }
        }
    }

    /// A message under every key and construction of what is left of the cost.
    fn attempt(&mut self, message: &[u8], path: &Path<'_>, left: u8) {
        const BETWEEN_LOOKS: u64 = 1024;
        let grammar = self.grammar;
        let Some(list) = grammar.tries.get(usize::from(left)) else { return };
        for attempt in list {
            if self.stopped {
                return;
            }
            self.count += 1;
            if self.count.is_multiple_of(BETWEEN_LOOKS)
                && (self.count >= self.most || !(self.more)(self.begun + self.count))
            {
                self.stopped = true;
            }
            let mut digest = std::mem::take(&mut self.digest);
            attempt.digest(message, &mut digest);
            if let Some(output) = grammar.readings.fits(&digest)
                && self.recipes.len() < MOST_RECIPES
            {
                let mut labels = path.labels();
                labels.extend(attempt.labels.iter().cloned());
                labels.extend(output);
                let secret = labels.iter().any(|label| label.secret);
                self.recipes.push(Recipe { labels, message: message.to_vec(), secret });
            }
            self.digest = digest;
        }
    }
}
