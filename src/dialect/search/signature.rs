//! From a signature alone.

use super::atoms::{self, Key, Message};
use super::orders::Members;
use super::reading::{Reading, readings};
use super::{Effort, Explanation, Known, Observed, Searched, choose, fits};
use crate::dialect::model::{self, Keyed};
use crate::dialect::scene::Scene;
use crate::dialect::{DialectSet, Recipe};
use std::collections::HashSet;

/// So many distinct messages take part in triples.
const MOST_IN_TRIPLES: usize = 90;

/// How many trials pass between two looks at the clock.
const BETWEEN_LOOKS: u64 = 256;

pub(super) fn explain(scene: &Scene<'_>, signature: &str, known: &mut Known<'_>) -> Searched {
    let mut search = Search::new(scene, signature);
    let mut effort = Effort::default();
    let found = search.run(known, &mut effort);
    Searched { found, effort: Effort { trials: search.trials, ..effort } }
}

/// What makes this signature of these very bytes, key, hash and output aside from them as small as
/// possible. An empty recipe: it is made as it should be.
pub(super) fn of_bytes(scene: &Scene<'_>, bytes: &[u8], signature: &str) -> Vec<Recipe> {
    let mut search = Search::new(scene, signature);
    let told = Message { recipe: Recipe::default(), bytes: bytes.to_vec() };
    search.right = Some(told.clone());
    search.told = true;
    let more = &mut |_| true;
    for level in [Search::rightly, Search::other_keys, Search::other_keys_and_methods] {
        level(&mut search, more);
        if !search.fitting.is_empty() {
            let mut fitting = std::mem::take(&mut search.fitting);
            // What the protocol leaves open is no mistake.
            let is_mistake = |set: DialectSet| !set.is_subset(DialectSet::permitted());
            fitting.sort_by_key(|recipe| {
                (recipe.set.len(), is_mistake(recipe.set), recipe.set.cost(), recipe.set)
            });
            return fitting;
        }
    }
    Vec::new()
}

/// One search: what can be combined, and what fitted so far.
struct Search<'a> {
    scene: &'a Scene<'a>,
    signature: &'a str,
    readings: Vec<Reading>,
    /// What the reference signs.
    right: Option<Message>,
    /// What single mistakes sign.
    messages: Vec<Message>,
    right_key: Option<Key>,
    keys: Vec<(Recipe, Keyed)>,
    /// The right key, in other ways.
    methods: Vec<(DialectSet, Keyed)>,
    /// Whether the signed bytes were told, so that recipes say nothing of them.
    told: bool,
    fitting: Vec<Recipe>,
    trials: u64,
}

type More<'m> = &'m mut dyn FnMut(u64) -> bool;

impl<'a> Search<'a> {
    fn new(scene: &'a Scene<'a>, signature: &'a str) -> Search<'a> {
        let right = atoms::message(DialectSet::EMPTY, scene);
        let messages = atoms::messages(scene, right.as_ref().map(|right| &right.bytes[..]));
        let right_key = atoms::right_key(scene);
        let keys = atoms::keys(scene, right_key.as_ref());
        let keys =
            keys.into_iter().map(|key| (key.recipe, atoms::usual(&key.bytes, scene))).collect();
        let methods = match &right_key {
            None => Vec::new(),
            Some(key) => atoms::methods()
                .into_iter()
                .map(|(set, knobs)| (set, Keyed::new(&knobs, &key.bytes, scene)))
                .collect(),
        };
        let readings = readings(signature);
        let (fitting, trials) = (Vec::new(), 0);
        Search {
            scene,
            signature,
            readings,
            right,
            messages,
            right_key,
            keys,
            methods,
            told: false,
            fitting,
            trials,
        }
    }

    fn run(&mut self, known: &mut Known<'_>, effort: &mut Effort) -> Option<Explanation> {
        if self.readings.is_empty() {
            return None;
        }
        self.rightly(known.more);
        self.single_messages(known.more);
        self.other_keys(known.more);
        self.orders(known.more);
        effort.singles = (known.more)(self.trials);
        if let Some(found) = self.chosen(known, 1) {
            return Some(found);
        }
        // A mistake that is ruled out takes no part in a larger explanation.
        self.messages.retain(|message| !(known.ruled_out)(message.recipe.set));
        self.pairs(known.more);
        effort.pairs = effort.singles && (known.more)(self.trials);
        if let Some(found) = self.chosen(known, 2) {
            return Some(found);
        }
        self.orders_and_one_more(known.more);
        if let Some(found) = self.chosen(known, usize::MAX) {
            return Some(found);
        }
        self.triples(known.more);
        effort.triples = effort.pairs && (known.more)(self.trials);
        self.chosen(known, usize::MAX).or_else(|| self.rather_than_nothing(known))
    }

    /// What fits so far, if it is no larger than any set that was not tried yet.
    fn chosen(&self, known: &mut Known<'_>, size: usize) -> Option<Explanation> {
        let least = self.fitting.iter().map(|recipe| recipe.set.len()).min()?;
        if least > size { None } else { choose(&self.fitting, known) }
    }

    /// A single mistake that is ruled out, where nothing else fits.
    fn rather_than_nothing(&self, known: &mut Known<'_>) -> Option<Explanation> {
        let nothing = &mut |_| false;
        choose(&self.fitting, &mut Known { ruled_out: nothing, more: known.more, ..*known })
    }

    /// Tries a digest that is ready.
    fn try_digest(&mut self, digest: &[u8], recipe: &dyn Fn() -> Recipe) {
        self.trials += 1;
        for reading in self.readings.iter().filter(|reading| reading.fits(digest)) {
            let whole = atoms::joined(&recipe(), &reading.recipe);
            let observed = Observed { signature: self.signature, canonical: None };
            // The details of two mistakes may be in each other's way.
            let is_sound = self.told || fits(&whole, self.scene, &observed);
            if is_sound && !self.fitting.contains(&whole) {
                self.fitting.push(whole);
            }
        }
    }

    fn try_message(&mut self, keyed: &Keyed, bytes: &[u8], recipe: &dyn Fn() -> Recipe) {
        let digest = keyed.digest(bytes);
        self.try_digest(&digest, recipe);
    }

    fn right_keyed(&self) -> Option<Keyed> {
        self.right_key.as_ref().map(|key| atoms::usual(&key.bytes, self.scene))
    }

    /// The right bytes under the right key: only the output can be wrong, or the hash.
    fn rightly(&mut self, _more: More<'_>) {
        let Some(right) = self.right.clone() else { return };
        if let Some(keyed) = self.right_keyed() {
            self.try_message(&keyed, &right.bytes, &|| right.recipe.clone());
        }
        let methods = std::mem::take(&mut self.methods);
        for (set, keyed) in &methods {
            self.try_message(keyed, &right.bytes, &|| right.recipe.with_set(*set));
        }
        self.methods = methods;
    }

    /// Every single mistake in the bytes, and everything that may stand around them.
    fn single_messages(&mut self, more: More<'_>) {
        let Some(keyed) = self.right_keyed() else { return };
        let messages = std::mem::take(&mut self.messages);
        for message in &messages {
            self.try_message(&keyed, &message.bytes, &|| message.recipe.clone());
        }
        self.messages = messages;
        if let Some(right) = self.right.clone() {
            self.contexts_of(&keyed, &right, more);
        }
    }

    fn contexts_of(&mut self, keyed: &Keyed, message: &Message, more: More<'_>) {
        for (before, after) in atoms::contexts(self.scene) {
            let bytes = [&before[..], &message.bytes, &after].concat();
            self.try_message(keyed, &bytes, &|| {
                atoms::joined(&message.recipe, &atoms::around(&before, &after))
            });
        }
        let _ = more(self.trials);
    }

    /// The right bytes under every other key.
    fn other_keys(&mut self, _more: More<'_>) {
        let Some(right) = self.right.clone() else { return };
        let keys = std::mem::take(&mut self.keys);
        for (recipe, keyed) in &keys {
            self.try_message(keyed, &right.bytes, &|| atoms::joined(&right.recipe, recipe));
        }
        self.keys = keys;
    }

    /// The right bytes in every order of keys.
    fn orders(&mut self, more: More<'_>) {
        if let Some(keyed) = self.right_keyed() {
            self.orders_of(DialectSet::EMPTY, &Recipe::default(), &keyed, more);
        }
    }

    fn orders_of(
        &mut self,
        set: DialectSet,
        besides: &Recipe,
        keyed: &Keyed,
        more: More<'_>,
    ) -> bool {
        let Some(members) = Members::of(set, self.scene) else { return true };
        let mut goes_on = true;
        members.each(&mut |bytes, recipe| {
            self.try_message(keyed, bytes, &|| atoms::joined(&recipe(), besides));
            if self.trials.is_multiple_of(BETWEEN_LOOKS) {
                goes_on = more(self.trials);
            }
            goes_on
        });
        goes_on
    }

    fn pairs(&mut self, more: More<'_>) {
        self.message_pairs(more);
        self.messages_and_the_rest(more);
        self.other_keys_and_methods(more);
    }

    /// Two mistakes in the bytes, or one and something around them.
    fn message_pairs(&mut self, more: More<'_>) {
        let Some(keyed) = self.right_keyed() else { return };
        let messages = std::mem::take(&mut self.messages);
        for (i, a) in messages.iter().enumerate() {
            for b in &messages[i + 1..] {
                let set = a.recipe.set.union(b.recipe.set);
                let Some(pair) = atoms::message(set, self.scene) else { continue };
                if pair.bytes != a.bytes && pair.bytes != b.bytes {
                    self.try_message(&keyed, &pair.bytes, &|| set.into());
                }
            }
            self.contexts_of(&keyed, a, more);
            if !more(self.trials) {
                break;
            }
        }
        self.messages = messages;
    }

    /// A mistake in the bytes and one with key or hash; something around the bytes and the same.
    fn messages_and_the_rest(&mut self, more: More<'_>) {
        let (messages, keys, methods) = (
            std::mem::take(&mut self.messages),
            std::mem::take(&mut self.keys),
            std::mem::take(&mut self.methods),
        );
        let right = self.right.clone();
        let surrounded = right.iter().flat_map(|right| {
            atoms::contexts(self.scene).into_iter().map(|(before, after)| Message {
                recipe: atoms::around(&before, &after),
                bytes: [&before[..], &right.bytes, &after].concat(),
            })
        });
        let surrounded: Vec<Message> = surrounded.collect();
        for message in messages.iter().chain(&surrounded) {
            for (recipe, keyed) in &keys {
                self.try_message(keyed, &message.bytes, &|| atoms::joined(&message.recipe, recipe));
            }
            for (set, keyed) in &methods {
                self.try_message(keyed, &message.bytes, &|| {
                    message.recipe.with_set(message.recipe.set.union(*set))
                });
            }
            if !more(self.trials) {
                break;
            }
        }
        (self.messages, self.keys, self.methods) = (messages, keys, methods);
    }

    /// Right bytes, another key and another way to hash; or two of the latter.
    fn other_keys_and_methods(&mut self, _more: More<'_>) {
        let Some(right) = self.right.clone() else { return };
        let methods = atoms::methods();
        for key in atoms::keys(self.scene, self.right_key.as_ref()) {
            for (set, knobs) in &methods {
                let keyed = Keyed::new(knobs, &key.bytes, self.scene);
                let set = key.recipe.set.union(*set);
                self.try_message(&keyed, &right.bytes, &|| key.recipe.with_set(set));
            }
        }
        let Some(key) = self.right_key.clone() else { return };
        for (i, (a, _)) in methods.iter().enumerate() {
            for (b, _) in &methods[i + 1..] {
                let set = a.union(*b);
                let keyed = Keyed::new(&set.knobs(), &key.bytes, self.scene);
                self.try_message(&keyed, &right.bytes, &|| set.into());
            }
        }
    }

    /// Every order of keys together with one mistake more.
    fn orders_and_one_more(&mut self, more: More<'_>) {
        let Some(keyed) = self.right_keyed() else { return };
        let sets: Vec<DialectSet> = self.messages.iter().map(|m| m.recipe.set).collect();
        for set in sets {
            if !self.orders_of(set, &Recipe::default(), &keyed, more) {
                return;
            }
        }
        let keys = std::mem::take(&mut self.keys);
        for (recipe, keyed) in &keys {
            if !self.orders_of(DialectSet::EMPTY, recipe, keyed, more) {
                break;
            }
        }
        self.keys = keys;
    }

    /// Two mistakes in the bytes and one with key or hash, then three in the bytes. Of mistakes that
    /// look alike here the likeliest takes part.
    fn triples(&mut self, more: More<'_>) {
        let Some(keyed) = self.right_keyed() else { return };
        let mut seen = HashSet::new();
        let distinct = self.messages.iter().filter(|message| seen.insert(message.bytes.clone()));
        let sets: Vec<DialectSet> =
            distinct.map(|message| message.recipe.set).take(MOST_IN_TRIPLES).collect();
        let (keys, methods) = (std::mem::take(&mut self.keys), std::mem::take(&mut self.methods));
        'search: for b in 1..sets.len() {
            for a in 0..b {
                let set = sets[a].union(sets[b]);
                let Some(pair) = atoms::message(set, self.scene) else { continue };
                for (recipe, keyed) in &keys {
                    self.try_message(keyed, &pair.bytes, &|| {
                        recipe.with_set(recipe.set.union(set))
                    });
                }
                for (method, keyed) in &methods {
                    self.try_message(keyed, &pair.bytes, &|| set.union(*method).into());
                }
                if !more(self.trials) {
                    break 'search;
                }
            }
        }
        (self.keys, self.methods) = (keys, methods);
        // Diagonally: all triples of likely mistakes come before any with an unlikely one.
        for c in 2..sets.len() {
            for b in 1..c {
                for a in 0..b {
                    let set = sets[a].union(sets[b]).union(sets[c]);
                    let Some(triple) = model::message(&set.knobs(), self.scene) else { continue };
                    self.try_message(&keyed, &triple, &|| set.into());
                }
                if !more(self.trials) {
                    return self.widen();
                }
            }
        }
        self.widen();
    }

    /// Adds what was left out because it looks like another: each member of a triple that fits, in
    /// the place of the others.
    fn widen(&mut self) {
        let singles: Vec<DialectSet> = self.messages.iter().map(|m| m.recipe.set).collect();
        let observed = Observed { signature: self.signature, canonical: None };
        for recipe in self.fitting.clone() {
            for member in recipe.set.singles() {
                for other in &singles {
                    let swapped = recipe.with_set(recipe.set.without(member).union(*other));
                    if swapped.set.len() == recipe.set.len()
                        && !self.fitting.contains(&swapped)
                        && fits(&swapped, self.scene, &observed)
                    {
                        self.fitting.push(swapped);
                    }
                }
            }
        }
    }
}
