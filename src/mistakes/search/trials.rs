//! The combinations that are tried, one level after the other.

use super::candidates;
use super::candidates::Message;
use super::explanation::{Observed, fits};
use super::shares::{Work, shared};
use super::stock::{Stock, surrounded};
use super::tally::Tally;
use crate::mistakes::context::SigningContext;
use crate::mistakes::model;
use crate::mistakes::model::Keyed;
use crate::mistakes::{Diagnosis, MistakeSet};
use std::collections::HashSet;

/// So many trials are shared out to threads between two looks at the clock; fewer than the second are not worth it.
const TOGETHER: u64 = 32_768;
const WORTH_SHARING: u64 = 4096;

/// So many of the likeliest mistakes are tried early together with what stands around a goal.
const LIKELY: usize = 14;

/// How many orders of keys there are at most: of six above, and of three properties.
const ORDERS: u64 = 720 * 6;

/// Everything that can be combined, and what fitted so far.
pub(super) struct Trials<'a> {
    stock: Stock<'a>,
    more: &'a mut dyn FnMut(u64) -> bool,
    /// Whether large levels are shared out to threads.
    pub(super) is_shared: bool,
    /// What fits.
    pub(super) fitting: Vec<Diagnosis>,
    /// How many combinations were tried.
    pub(super) count: u64,
    /// Whether there was no more time.
    pub(super) stopped: bool,
}

impl<'a> Trials<'a> {
    /// `told`: the signed bytes are these, and nothing else is tried in their place.
    pub(super) fn new(
        context: &'a SigningContext<'a>,
        signature: &'a str,
        told: Option<Message>,
        more: &'a mut dyn FnMut(u64) -> bool,
    ) -> Trials<'a> {
        let stock = Stock::new(context, signature, told);
        Trials { stock, more, is_shared: false, fitting: Vec::new(), count: 0, stopped: false }
    }

    /// Whether the header holds anything that could be a digest.
    pub(super) fn can_be_read(&self) -> bool {
        !self.stock.readings.is_empty()
    }

    /// What fits with so many mistakes at most.
    pub(super) fn fitting_up_to(&self, size: usize) -> Vec<Diagnosis> {
        self.fitting.iter().filter(|diagnosis| diagnosis.set.len() <= size).cloned().collect()
    }

    /// Leaves mistakes out that are ruled out.
    pub(super) fn leave_out(&mut self, ruled_out: &mut dyn FnMut(MistakeSet) -> bool) {
        let stock = &mut self.stock;
        stock.messages.retain(|message| !ruled_out(message.diagnosis.set));
        stock.keys.retain(|(key, _)| !ruled_out(key.diagnosis.set));
        stock.methods.retain(|(set, ..)| !ruled_out(*set));
    }

    /// Units of work in order, of so many trials each at most. Where a count of trials may end the level, they are done
    /// one by one: the result is the same as without threads.
    fn units(&mut self, units: usize, each: usize, work: Work<'_>) {
        let each = each.max(1) as u64;
        let mut next = 0;
        while next < units && !self.stopped {
            let together = usize::try_from(TOGETHER / each).unwrap_or(1).clamp(1, units - next);
            let most = together as u64 * each;
            let is_much = self.is_shared && together > 1 && most >= WORTH_SHARING;
            if is_much && (self.more)(self.count + most) {
                let (count, found) = shared(&self.stock, next..next + together, work);
                self.count += count;
                self.take(found);
                self.stopped = !(self.more)(self.count);
                next += together;
            } else {
                if is_much {
                    // It was told a number that is not reached yet.
                    let _ = (self.more)(self.count);
                }
                let mut tally = Tally::from(self.count, self.more);
                work(&self.stock, next, &mut tally);
                let Tally { count, fitting, stopped, .. } = tally;
                (self.count, self.stopped) = (count, stopped);
                self.take(fitting);
                next += 1;
            }
        }
    }

    /// One unit of work, on this thread.
    fn alone(&mut self, work: Work<'_>) {
        self.units(1, 1, work);
    }

    fn take(&mut self, found: Vec<Diagnosis>) {
        for whole in found {
            if !self.fitting.contains(&whole) {
                self.fitting.push(whole);
            }
        }
    }

    /// The right bytes under the right key: only the output can be wrong, or the hash.
    pub(super) fn rightly(&mut self) {
        self.alone(&|stock, _, tally| {
            let Some(right) = &stock.right else { return };
            if let Some(keyed) = stock.right_keyed() {
                stock.attempt(tally, keyed, &right.bytes, &|| right.diagnosis.clone());
            }
            stock.with_methods(tally, right);
        });
    }

    /// Every single mistake in the bytes, and everything that may stand around them.
    pub(super) fn single_messages(&mut self) {
        self.alone(&|stock, _, tally| {
            let Some(keyed) = stock.right_keyed() else { return };
            for message in &stock.messages {
                if tally.stopped {
                    break;
                }
                stock.attempt(tally, keyed, &message.bytes, &|| message.diagnosis.clone());
            }
            if let Some(right) = &stock.right {
                stock.with_contexts(tally, &stock.contexts, keyed, right);
                stock.with_contexts(tally, &stock.rare_contexts, keyed, right);
            }
        });
    }

    /// The right bytes under every other key.
    pub(super) fn other_keys(&mut self) {
        self.alone(&|stock, _, tally| {
            if let Some(right) = &stock.right {
                stock.with_keys(tally, right, usize::MAX);
            }
        });
    }

    /// The right bytes in every order of keys.
    pub(super) fn orders(&mut self) {
        self.alone(&|stock, _, tally| {
            if let Some(keyed) = stock.right_keyed() {
                stock.orders_of(tally, MistakeSet::EMPTY, &Diagnosis::default(), keyed);
            }
        });
    }

    /// Two mistakes in the bytes, or one and something around them.
    pub(super) fn message_pairs(&mut self) {
        let (count, contexts) = (self.stock.messages.len(), self.stock.contexts.len());
        self.units(count, count + contexts, &|stock, i, tally| {
            let Some(keyed) = stock.right_keyed() else { return };
            let a = &stock.messages[i];
            for b in &stock.messages[i + 1..] {
                if tally.stopped {
                    return;
                }
                let set = a.diagnosis.set.union(b.diagnosis.set);
                let Some(pair) = candidates::message(set, stock.context) else { continue };
                if pair.bytes != a.bytes && pair.bytes != b.bytes {
                    stock.attempt(tally, keyed, &pair.bytes, &|| set.into());
                } else {
                    tally.tick();
                }
            }
            stock.with_contexts(tally, &stock.contexts, keyed, a);
        });
    }

    /// How many trials a message takes under every other key and in every other way.
    fn rest_of_one(&self) -> usize {
        self.stock.keys.len() + self.stock.methods.len()
    }

    /// A mistake in the bytes and one with key or hash; something around the bytes and the same.
    pub(super) fn messages_and_the_rest(&mut self) {
        let each = self.rest_of_one();
        self.units(self.stock.messages.len(), each, &|stock, at, tally| {
            stock.with_keys(tally, &stock.messages[at], usize::MAX);
            stock.with_methods(tally, &stock.messages[at]);
        });
        self.units(self.stock.contexts.len(), each, &|stock, at, tally| {
            let Some(right) = &stock.right else { return };
            let (before, after) = &stock.contexts[at];
            let message = surrounded(right, before, after);
            stock.with_keys(tally, &message, usize::MAX);
            stock.with_methods(tally, &message);
        });
    }

    /// Right bytes, another key and another way to hash; or two of the latter.
    pub(super) fn other_keys_and_methods(&mut self) {
        let Some(right) = self.stock.right.clone() else { return };
        self.keys_and_methods(std::slice::from_ref(&right));
        let methods = self.stock.methods.len();
        self.units(methods, methods, &|stock, i, tally| {
            let Some((key, _)) = &stock.right_key else { return };
            let Some(right) = &stock.right else { return };
            for (b, ..) in &stock.methods[i + 1..] {
                if tally.stopped {
                    return;
                }
                let set = stock.methods[i].0.union(*b);
                let keyed = Keyed::new(&set.config(), &key.bytes, stock.context);
                stock.attempt(tally, &keyed, &right.bytes, &|| set.into());
            }
        });
    }

    /// Messages under another key and in another way.
    fn keys_and_methods(&mut self, messages: &[Message]) {
        let methods = self.stock.methods.len();
        self.units(self.stock.keys.len() * methods, messages.len(), &|stock, at, tally| {
            stock.with_key_and_method(tally, (at / methods, at % methods), messages);
        });
    }

    /// Every order of keys together with one mistake more.
    pub(super) fn orders_and_one_more(&mut self) {
        let each = ORDERS as usize;
        self.units(self.stock.messages.len(), each, &|stock, at, tally| {
            let Some(keyed) = stock.right_keyed() else { return };
            let set = stock.messages[at].diagnosis.set;
            stock.orders_of(tally, set, &Diagnosis::default(), keyed);
        });
        if self.stock.right_key.is_none() {
            return;
        }
        self.units(self.stock.keys.len(), each, &|stock, at, tally| {
            let (key, keyed) = &stock.keys[at];
            stock.orders_of(tally, MistakeSet::EMPTY, &key.diagnosis, keyed);
        });
    }

    /// Something around the bytes, and likely mistakes in them and with the key: what is left of code that
    /// was written for another API.
    pub(super) fn likely_contexts(&mut self) {
        let messages: Vec<Message> = self.stock.messages.iter().take(LIKELY).cloned().collect();
        self.around_and_keys(&messages, LIKELY);
    }

    /// The same with every mistake.
    pub(super) fn contexts_and_two_more(&mut self) {
        let messages = self.distinct();
        self.around_and_keys(&messages, usize::MAX);
    }

    fn around_and_keys(&mut self, messages: &[Message], most_keys: usize) {
        let each = self.stock.keys.len().min(most_keys) + self.stock.methods.len();
        let units = self.stock.contexts.len() * messages.len();
        self.units(units, each, &|stock, at, tally| {
            let (before, after) = &stock.contexts[at / messages.len()];
            let message = surrounded(&messages[at % messages.len()], before, after);
            stock.with_keys(tally, &message, most_keys);
            stock.with_methods(tally, &message);
        });
    }

    /// Messages without those that look like a likelier one here.
    fn distinct(&self) -> Vec<Message> {
        let mut seen = HashSet::new();
        let is_new = |message: &&Message| seen.insert(message.bytes.clone());
        self.stock.messages.iter().filter(is_new).cloned().collect()
    }

    fn distinct_sets(&self) -> Vec<MistakeSet> {
        self.distinct().iter().map(|message| message.diagnosis.set).collect()
    }

    /// Two mistakes in the bytes and one with key or hash.
    pub(super) fn message_pairs_and_the_rest(&mut self) {
        let sets = self.distinct_sets();
        let pairs: Vec<(usize, usize)> =
            (1..sets.len()).flat_map(|b| (0..b).map(move |a| (a, b))).collect();
        self.units(pairs.len(), self.rest_of_one(), &|stock, at, tally| {
            let (a, b) = pairs[at];
            let set = sets[a].union(sets[b]);
            if let Some(pair) = candidates::message(set, stock.context) {
                stock.with_keys(tally, &pair, usize::MAX);
                stock.with_methods(tally, &pair);
            }
        });
    }

    /// A mistake in the bytes, one with the key and one with the hash.
    pub(super) fn message_key_and_method(&mut self) {
        let messages = self.distinct();
        self.keys_and_methods(&messages);
    }

    /// Three mistakes in the bytes. Diagonally: all triples of likely ones come before any with an
    /// unlikely one.
    pub(super) fn message_triples(&mut self) {
        let sets = self.distinct_sets();
        let pairs: Vec<(usize, usize)> =
            (2..sets.len()).flat_map(|c| (1..c).map(move |b| (b, c))).collect();
        self.units(pairs.len(), sets.len(), &|stock, at, tally| {
            let Some(keyed) = stock.right_keyed() else { return };
            let (b, c) = pairs[at];
            for a in 0..b {
                if tally.stopped {
                    return;
                }
                let set = sets[a].union(sets[b]).union(sets[c]);
                let Some(triple) = model::message(&set.config(), stock.context) else { continue };
                stock.attempt(tally, keyed, &triple, &|| set.into());
            }
        });
    }

    /// Adds what was left out because it looks like another: each member of what fits, in the place of
    /// the others.
    pub(super) fn widen(&mut self) {
        const MOST: usize = 40;
        let Stock { context, messages, .. } = &self.stock;
        let observed = Observed { signature: self.stock.signature, canonical: None };
        let found: Vec<Diagnosis> = self.fitting.iter().take(MOST).cloned().collect();
        for diagnosis in found {
            for member in diagnosis.set.singles() {
                for other in messages.iter().map(|message| message.diagnosis.set) {
                    let swapped = diagnosis.with_set(diagnosis.set.without(member).union(other));
                    if swapped.set.len() == diagnosis.set.len()
                        && !self.fitting.contains(&swapped)
                        && fits(&swapped, context, &observed)
                    {
                        self.fitting.push(swapped);
                    }
                }
            }
        }
    }
}
