//! Recipes by rising cost: one member of each stage, their costs added.

use super::around::Arounds;
use super::body_view::{BodyView, views};
use super::bytes::{self, ByteChange};
use super::charset::{Charset, charsets};
use super::construction::{Try, pasted, tries};
use super::digest::Hash;
use super::explanation::{Found, Recipe, best};
use super::fields::{Shape, shapes};
use super::joined::{Style, Values};
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
use std::sync::atomic::{AtomicBool, Ordering};

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

/// Layouts and escapings that are tried with every order and one mistake more.
const HABITS: [&str; 8] = [
    "default-separators",
    "blank-after-colon",
    "pretty-printed-2",
    "pretty-printed-4",
    "raw-utf8-not-ascii-escaped",
    "slashes-escaped",
    "slashes-escaped-and-raw",
    "html-chars-escaped-in-ascii",
];

/// The cost at which an order is tried together with several of the commonest mistakes.
const HABITS_COST: u8 = 4;

/// The cost of an ordinary mistake.
const ORDINARY: u8 = 2;

/// So many recipes are kept of one level.
const MOST_RECIPES: usize = 64;

/// Everything that can be combined for one request.
pub struct Grammar {
    material: Material,
    readings: Readings,
    tries: Vec<Vec<Try>>,
    pasted: Vec<(&'static str, Try)>,
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
    arounds: Arounds,
    charsets: Vec<Charset>,
    byte_changes: Vec<ByteChange>,
    /// Whether the tables hold what is rare, too: they take longer to build than a single mistake to find.
    is_deep: bool,
    /// The number of combinations tried so far.
    pub trials: u64,
}

/// The number of shares that a level is divided into, each tried on a thread of its own. A constant, so that the result
/// is the same whatever the number of cores.
const SHARES: u64 = 2;

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
        let can_hold = |hash: Hash| readings.can_hold(hash);
        let tries =
            if readings.is_empty() { Vec::new() } else { tries(&material, &can_hold, ORDINARY) };
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
            pasted: pasted(&material, &can_hold),
            spellings,
            changes,
            shapes: shapes(&material, ORDINARY),
            views: views(context.request.map(|request| request.body).unwrap_or_default()),
            orders: orders::orders(material.sent.as_ref()),
            permutations: material.right.as_ref().map(orders::permutations).unwrap_or_default(),
            layouts: json::layouts(),
            escapings: json::escapings(),
            templates: templates(ORDINARY),
            rewrites: rewrites(),
            arounds: Arounds::of(&material),
            charsets: charsets(),
            byte_changes: bytes::changes(),
            readings,
            material,
            is_deep: false,
            trials: 0,
        }
    }

    /// Every recipe of exactly this cost. Stops after work worth `most` trials of the right construction, or where `more` says so; whether it
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
        if cost > ORDINARY && !self.is_deep {
            let can_hold = |hash: Hash| self.readings.can_hold(hash);
            self.tries = tries(&self.material, &can_hold, u8::MAX);
            self.shapes = shapes(&self.material, u8::MAX);
            self.templates = templates(u8::MAX);
            self.is_deep = true;
        }
        let stop = AtomicBool::new(false);
        let shares = if cost < ORDINARY { 1 } else { SHARES };
        let begun = self.trials;
        let mut more = |trials: u64| more(begun + shares * trials);
        let grammar = &*self;
        let walked = std::thread::scope(|scope| {
            let stop = &stop;
            let most = most / shares;
            let others: Vec<_> = (1..shares)
                .map(|share| {
                    scope.spawn(move || {
                        Walk::new(grammar, share, shares, most, stop).run(cost, None)
                    })
                })
                .collect();
            let mut walked =
                vec![Walk::new(grammar, 0, shares, most, stop).run(cost, Some(&mut more))];
            walked.extend(others.into_iter().filter_map(|other| other.join().ok()));
            walked
        });
        let is_whole = walked.iter().all(|walked| !walked.stopped) && walked.len() as u64 == shares;
        self.trials += walked.iter().map(|walked| walked.count).sum::<u64>();
        let mut recipes: Vec<(u64, Recipe)> =
            walked.into_iter().flat_map(|walked| walked.recipes).collect();
        // Stable: in the order in which one thread would have found them.
        recipes.sort_by_key(|(unit, _)| *unit);
        (best(recipes.into_iter().map(|(_, recipe)| recipe).collect(), cost), is_whole)
    }
}

/// What came of a share.
struct Walked {
    recipes: Vec<(u64, Recipe)>,
    count: u64,
    stopped: bool,
}

/// A share of a level: every so-manieth unit of work.
struct Walk<'g, 'm> {
    grammar: &'g Grammar,
    share: u64,
    shares: u64,
    /// The number of units so far, of all shares.
    unit: u64,
    /// Whether the walk is within a unit of this share.
    is_within: bool,
    most: u64,
    stop: &'g AtomicBool,
    more: Option<&'m mut dyn FnMut(u64) -> bool>,
    count: u64,
    /// The work so far, in trials of the right construction.
    work: u64,
    looked: u64,
    stopped: bool,
    digest: Vec<u8>,
    recipes: Vec<(u64, Recipe)>,
}

impl<'g> Walk<'g, '_> {
    fn new(grammar: &'g Grammar, share: u64, shares: u64, most: u64, stop: &'g AtomicBool) -> Self {
        Walk {
            grammar,
            share,
            shares,
            unit: 0,
            is_within: false,
            most,
            stop,
            more: None,
            count: 0,
            work: 0,
            looked: 0,
            stopped: false,
            digest: Vec::with_capacity(64),
            recipes: Vec::new(),
        }
    }
}

impl<'g, 'm> Walk<'g, 'm> {
    fn run(mut self, cost: u8, more: Option<&'m mut dyn FnMut(u64) -> bool>) -> Walked {
        self.more = more;
        self.walk(cost);
        Walked { recipes: self.recipes, count: self.count, stopped: self.stopped }
    }

    /// One unit of work: done where it is this share's.
    fn unit(&mut self, work: impl FnOnce(&mut Self)) {
        if self.is_within {
            return work(self);
        }
        self.unit += 1;
        if self.unit % self.shares == self.share && !self.stopped {
            self.is_within = true;
            work(self);
            self.is_within = false;
        }
    }
}

impl Walk<'_, '_> {
    fn walk(&mut self, budget: u8) {
        let grammar = self.grammar;
        if let Some(right) = &grammar.material.right {
            if budget == HABITS_COST {
                self.joined(right, &Path::START, budget);
                self.habits(right);
            }
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

    fn tree(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        if path.is_plain() {
            self.ordered(tree, path, budget);
        } else {
            self.unit(|walk| walk.ordered(tree, path, budget));
        }
    }

    /// A payload in every order, as JSON and otherwise.
    fn ordered(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        let grammar = self.grammar;
        if self.stopped {
            return;
        }
        self.written(tree, path, budget);
        if budget < ORDINARY {
            return;
        }
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
                    self.written(&new, &path.then(&order.label), budget - order.cost);
                }
            }
        }
        let is_done = path.is_plain() && budget == HABITS_COST;
        if budget >= 3 && !is_done {
            self.joined(tree, path, budget);
        }
    }

    fn written(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        self.json(tree, path, budget);
        self.other(tree, path, budget);
    }

    fn json(&mut self, tree: &Node, path: &Path<'_>, budget: u8) {
        let grammar = self.grammar;
        let plain = json::written(tree, &COMPACT, &PLAIN);
        self.text(&plain, path, budget, false);
        if budget < ORDINARY {
            return;
        }
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
        if budget < ORDINARY {
            return;
        }
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
            let values = Values::of(tree, as_sent, style, &self.grammar.material);
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
    fn with_pasted(&mut self, text: &str, joiner: &str, path: &Path<'_>) {
        let fits = |between: &str| {
            between == joiner || between.is_empty() || (joiner == "&" && between.ends_with('='))
        };
        for (between, attempt) in &self.grammar.pasted {
            if fits(between) && !self.stopped {
                self.attempt_one(text.as_bytes(), path, attempt);
            }
        }
    }

    /// An order of keys together with the commonest mistakes of other stages, two or three of them: what code that was
    /// written without the document comes to.
    fn habits(&mut self, right: &Node) {
        let grammar = self.grammar;
        let value =
            |title: &'static str, id: &'static str, text: &str, path: &mut Vec<(Label, Node)>| {
                path.push((Label::new(id, title), right.with("value", Some(Node::bare(text)))));
            };
        let mut trees: Vec<(Label, Node)> = Vec::new();
        if let Some((amount, written)) = &grammar.material.amount {
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
        if let Some(sent) = &grammar.material.sent {
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

    fn habits_of(&mut self, tree: &Node, path: &Path<'_>) {
        let grammar = self.grammar;
        let is_layout = |laid: &&LaidOut| HABITS.contains(&laid.label.id);
        let layouts: Vec<&LaidOut> = grammar.layouts.iter().filter(is_layout).collect();
        let is_escaped = |escaped: &&Escaped| HABITS.contains(&escaped.label.id);
        let escapings: Vec<&Escaped> = grammar.escapings.iter().filter(is_escaped).collect();
        for order in grammar.orders.iter().chain(&grammar.permutations) {
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
    fn habit(&mut self, text: &str, path: &Path<'_>) {
        let grammar = self.grammar;
        let newline =
            grammar.byte_changes.iter().find(|change| change.label.id == "trailing-newline");
        for left in [0, 1] {
            self.attempt(text.as_bytes(), path, left);
            if let Some(newline) = newline {
                let ended = [text.as_bytes(), b"\n"].concat();
                self.attempt(&ended, &path.then(&newline.label), left);
            }
        }
    }

    /// A text, changed as a whole, and with what stands around it.
    fn text(&mut self, text: &str, path: &Path<'_>, budget: u8, is_raw: bool) {
        let grammar = self.grammar;
        if self.stopped {
            return;
        }
        self.around(text, path, budget, is_raw);
        if budget < ORDINARY {
            return;
        }
        for rewrite in grammar.rewrites.iter().filter(|r| r.cost <= budget) {
            self.unit(|walk| {
                if let Some(new) = (rewrite.change)(text).filter(|new| new != text) {
                    walk.around(&new, &path.then(&rewrite.label), budget - rewrite.cost, false);
                }
            });
        }
    }

    fn around(&mut self, text: &str, path: &Path<'_>, budget: u8, is_raw: bool) {
        let grammar = self.grammar;
        self.unit(|walk| walk.encode(text, path, budget, is_raw));
        let is_plain = path.is_plain();
        grammar.arounds.each(budget, &mut |chain| {
            // Where there are headers to choose from, a chain comes with very common mistakes only.
            let is_wide = grammar.arounds.are_many() && budget - chain.cost.min(budget) > 1;
            if self.stopped || chain.cost > budget || is_wide || !(chain.has_body() || is_plain) {
                return;
            }
            self.unit(|walk| {
                let made = || chain.label();
                let made = Path { up: Some(path), step: Step::Made(&made) };
                walk.encode(&chain.text(text), &made, budget - chain.cost, is_raw);
            });
        });
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
        if budget < ORDINARY {
            return;
        }
        for change in grammar.byte_changes.iter().filter(|c| c.cost <= budget) {
            if let Some(new) = (change.change)(bytes).filter(|new| new != bytes) {
                self.attempt(&new, &path.then(&change.label), budget - change.cost);
            }
        }
    }

    /// A message under every key and construction of what is left of the cost.
    fn attempt(&mut self, message: &[u8], path: &Path<'_>, left: u8) {
        let grammar = self.grammar;
        // The message was made, whatever is tried with it.
        self.worked(1);
        let Some(list) = grammar.tries.get(usize::from(left)) else { return };
        for attempt in list {
            if self.stopped {
                return;
            }
            self.attempt_one(message, path, attempt);
        }
    }

    fn attempt_one(&mut self, message: &[u8], path: &Path<'_>, attempt: &Try) {
        self.count += 1;
        self.worked(attempt.weight);
        let mut digest = std::mem::take(&mut self.digest);
        attempt.digest(message, &mut digest);
        if let Some(output) = self.grammar.readings.fits(&digest)
            && self.recipes.len() < MOST_RECIPES
        {
            let mut labels = path.labels();
            labels.extend(attempt.labels.iter().cloned());
            labels.extend(output);
            let secret = labels.iter().any(|label| label.secret);
            let recipe = Recipe { labels, message: message.to_vec(), secret };
            self.recipes.push((self.unit, recipe));
        }
        self.digest = digest;
    }

    fn worked(&mut self, work: u64) {
        const BETWEEN_LOOKS: u64 = 1024;
        self.work += work;
        if self.work >= self.looked + BETWEEN_LOOKS {
            self.looked = self.work;
            self.look();
        }
    }

    /// Looks whether to go on.
    fn look(&mut self) {
        if self.more.as_mut().is_some_and(|more| !more(self.count)) {
            self.stop.store(true, Ordering::Relaxed);
        }
        self.stopped |= self.work >= self.most || self.stop.load(Ordering::Relaxed);
    }
}
