//! The combinations that are tried, one level after the other.

use super::candidates;
use super::candidates::{Key, Message};
use super::explanation::{Observed, fits};
use super::orders::Members;
use super::reading::{Reading, readings};
use crate::mistakes::config::SignerConfig;
use crate::mistakes::context::SigningContext;
use crate::mistakes::model;
use crate::mistakes::model::Keyed;
use crate::mistakes::{Diagnosis, MistakeSet};
use std::collections::HashSet;

/// How many trials pass between two looks at the clock.
const BETWEEN_LOOKS: u64 = 64;

/// So many of the likeliest mistakes are tried early together with what stands around a goal.
const LIKELY: usize = 14;

/// Everything that can be combined, and what fitted so far.
pub(super) struct Trials<'a> {
    context: &'a SigningContext<'a>,
    signature: &'a str,
    more: &'a mut dyn FnMut(u64) -> bool,
    readings: Vec<Reading>,
    /// What the reference signs.
    right: Option<Message>,
    /// What single mistakes sign, the likeliest first.
    messages: Vec<Message>,
    /// What may stand before and after; and what is rarer, tried alone.
    contexts: Vec<(Vec<u8>, Vec<u8>)>,
    rare_contexts: Vec<(Vec<u8>, Vec<u8>)>,
    right_key: Option<Key>,
    keys: Vec<(Key, Keyed)>,
    /// The right key, in other ways.
    methods: Vec<(MistakeSet, SignerConfig, Keyed)>,
    /// Whether the signed bytes were told, so that diagnoses say nothing of them.
    is_told: bool,
    /// What fits.
    pub(super) fitting: Vec<Diagnosis>,
    /// How many combinations were tried.
    pub(super) count: u64,
    /// Whether there was no more time.
    pub(super) stopped: bool,
}

impl<'a> Trials<'a> {
    pub(super) fn new(
        context: &'a SigningContext<'a>,
        signature: &'a str,
        more: &'a mut dyn FnMut(u64) -> bool,
    ) -> Trials<'a> {
        let right = candidates::message(MistakeSet::EMPTY, context);
        let right_key = candidates::right_key(context);
        let keys = candidates::keys(context, right_key.as_ref()).into_iter();
        let keys = keys.map(|key| {
            let keyed = candidates::usual(&key.bytes, context);
            (key, keyed)
        });
        let methods = match &right_key {
            None => Vec::new(),
            Some(key) => candidates::methods()
                .into_iter()
                .map(|(set, config)| {
                    let keyed = Keyed::new(&config, &key.bytes, context);
                    (set, config, keyed)
                })
                .collect(),
        };
        Trials {
            messages: candidates::messages(context, right.as_ref().map(|right| &right.bytes[..])),
            contexts: candidates::contexts(context),
            rare_contexts: candidates::rare_contexts(context),
            readings: readings(signature),
            keys: keys.collect(),
            is_told: false,
            fitting: Vec::new(),
            count: 0,
            stopped: false,
            context,
            signature,
            more,
            right,
            right_key,
            methods,
        }
    }

    /// The signed bytes are these: nothing else is tried in their place.
    pub(super) fn told(&mut self, bytes: Message) {
        self.right = Some(bytes);
        self.is_told = true;
    }

    /// Whether the header holds anything that could be a digest.
    pub(super) fn can_be_read(&self) -> bool {
        !self.readings.is_empty()
    }

    /// What fits with so many mistakes at most.
    pub(super) fn fitting_up_to(&self, size: usize) -> Vec<Diagnosis> {
        self.fitting.iter().filter(|diagnosis| diagnosis.set.len() <= size).cloned().collect()
    }

    /// Leaves mistakes out that are ruled out.
    pub(super) fn leave_out(&mut self, ruled_out: &mut dyn FnMut(MistakeSet) -> bool) {
        self.messages.retain(|message| !ruled_out(message.diagnosis.set));
        self.keys.retain(|(key, _)| !ruled_out(key.diagnosis.set));
        self.methods.retain(|(set, ..)| !ruled_out(*set));
    }

    /// Counts, and looks at the clock now and then.
    fn tick(&mut self) {
        self.count += 1;
        if self.count.is_multiple_of(BETWEEN_LOOKS) && !(self.more)(self.count) {
            self.stopped = true;
        }
    }

    fn attempt(&mut self, keyed: &Keyed, bytes: &[u8], diagnosis: &dyn Fn() -> Diagnosis) {
        self.tick();
        let digest = keyed.digest(bytes);
        for reading in self.readings.iter().filter(|reading| reading.fits(&digest)) {
            let whole = candidates::joined(&diagnosis(), &reading.diagnosis);
            let observed = Observed { signature: self.signature, canonical: None };
            // The details of two mistakes may be in each other's way.
            let is_sound = self.is_told || fits(&whole, self.context, &observed);
            if is_sound && !self.fitting.contains(&whole) {
                self.fitting.push(whole);
            }
        }
    }

    fn right_keyed(&self) -> Option<Keyed> {
        self.right_key.as_ref().map(|key| candidates::usual(&key.bytes, self.context))
    }

    /// Calls back with each of a list, until the time is over.
    fn each<T>(
        &mut self,
        list: fn(&mut Self) -> &mut Vec<T>,
        mut visit: impl FnMut(&mut Self, &T),
    ) {
        let items = std::mem::take(list(self));
        for item in &items {
            if self.stopped {
                break;
            }
            visit(self, item);
        }
        *list(self) = items;
    }

    /// The right bytes under the right key: only the output can be wrong, or the hash.
    pub(super) fn rightly(&mut self) {
        let Some(right) = self.right.clone() else { return };
        if let Some(keyed) = self.right_keyed() {
            self.attempt(&keyed, &right.bytes, &|| right.diagnosis.clone());
        }
        self.with_methods(&right);
    }

    /// Every single mistake in the bytes, and everything that may stand around them.
    pub(super) fn single_messages(&mut self) {
        let Some(keyed) = self.right_keyed() else { return };
        self.each(
            |trials| &mut trials.messages,
            |trials, message| {
                trials.attempt(&keyed, &message.bytes, &|| message.diagnosis.clone());
            },
        );
        if let Some(right) = self.right.clone() {
            self.with_contexts(&keyed, &right);
            std::mem::swap(&mut self.contexts, &mut self.rare_contexts);
            self.with_contexts(&keyed, &right);
            std::mem::swap(&mut self.contexts, &mut self.rare_contexts);
        }
    }

    /// A message with everything that may stand around it.
    fn with_contexts(&mut self, keyed: &Keyed, message: &Message) {
        self.each(
            |trials| &mut trials.contexts,
            |trials, (before, after)| {
                let bytes = [before, &message.bytes[..], after].concat();
                trials.attempt(keyed, &bytes, &|| {
                    candidates::joined(&message.diagnosis, &candidates::around(before, after))
                });
            },
        );
    }

    /// A message under every other key.
    fn with_keys(&mut self, message: &Message) {
        self.each(
            |trials| &mut trials.keys,
            |trials, (key, keyed)| {
                trials.attempt(keyed, &message.bytes, &|| {
                    candidates::joined(&message.diagnosis, &key.diagnosis)
                });
            },
        );
    }

    /// A message in every other way to make a digest.
    fn with_methods(&mut self, message: &Message) {
        self.each(
            |trials| &mut trials.methods,
            |trials, (set, _, keyed)| {
                trials.attempt(keyed, &message.bytes, &|| {
                    message.diagnosis.with_set(message.diagnosis.set.union(*set))
                });
            },
        );
    }

    /// The right bytes under every other key.
    pub(super) fn other_keys(&mut self) {
        if let Some(right) = self.right.clone() {
            self.with_keys(&right);
        }
    }

    /// The right bytes in every order of keys.
    pub(super) fn orders(&mut self) {
        if let Some(keyed) = self.right_keyed() {
            self.orders_of(MistakeSet::EMPTY, &Diagnosis::default(), &keyed);
        }
    }

    fn orders_of(&mut self, set: MistakeSet, besides: &Diagnosis, keyed: &Keyed) {
        let Some(members) = Members::of(set, self.context) else { return };
        members.each(&mut |bytes, diagnosis| {
            self.attempt(keyed, bytes, &|| candidates::joined(&diagnosis(), besides));
            !self.stopped
        });
    }

    /// Two mistakes in the bytes, or one and something around them.
    pub(super) fn message_pairs(&mut self) {
        let Some(keyed) = self.right_keyed() else { return };
        let messages = self.messages.clone();
        for (i, a) in messages.iter().enumerate() {
            for b in &messages[i + 1..] {
                if self.stopped {
                    return;
                }
                let set = a.diagnosis.set.union(b.diagnosis.set);
                let Some(pair) = candidates::message(set, self.context) else { continue };
                if pair.bytes != a.bytes && pair.bytes != b.bytes {
                    self.attempt(&keyed, &pair.bytes, &|| set.into());
                } else {
                    self.tick();
                }
            }
            self.with_contexts(&keyed, a);
        }
    }

    /// A mistake in the bytes and one with key or hash; something around the bytes and the same.
    pub(super) fn messages_and_the_rest(&mut self) {
        self.each(
            |trials| &mut trials.messages,
            |trials, message| {
                trials.with_keys(message);
                trials.with_methods(message);
            },
        );
        let Some(right) = self.right.clone() else { return };
        self.each(
            |trials| &mut trials.contexts,
            |trials, (before, after)| {
                let message = surrounded(&right, before, after);
                trials.with_keys(&message);
                trials.with_methods(&message);
            },
        );
    }

    /// Right bytes, another key and another way to hash; or two of the latter.
    pub(super) fn other_keys_and_methods(&mut self) {
        let Some(right) = self.right.clone() else { return };
        self.keys_and_methods(std::slice::from_ref(&right));
        let Some(key) = self.right_key.clone() else { return };
        let sets: Vec<MistakeSet> = self.methods.iter().map(|(set, ..)| *set).collect();
        for (i, a) in sets.iter().enumerate() {
            for b in &sets[i + 1..] {
                if self.stopped {
                    return;
                }
                let set = a.union(*b);
                let keyed = Keyed::new(&set.config(), &key.bytes, self.context);
                self.attempt(&keyed, &right.bytes, &|| set.into());
            }
        }
    }

    /// Messages under another key and in another way.
    fn keys_and_methods(&mut self, messages: &[Message]) {
        let methods: Vec<(MistakeSet, SignerConfig)> =
            self.methods.iter().map(|(set, config, _)| (*set, config.clone())).collect();
        self.each(
            |trials| &mut trials.keys,
            |trials, (key, _)| {
                for (set, config) in &methods {
                    let keyed = Keyed::new(config, &key.bytes, trials.context);
                    let outside = key.diagnosis.with_set(key.diagnosis.set.union(*set));
                    for message in messages {
                        if trials.stopped {
                            return;
                        }
                        trials.attempt(&keyed, &message.bytes, &|| {
                            candidates::joined(&message.diagnosis, &outside)
                        });
                    }
                }
            },
        );
    }

    /// Every order of keys together with one mistake more.
    pub(super) fn orders_and_one_more(&mut self) {
        let Some(keyed) = self.right_keyed() else { return };
        self.each(
            |trials| &mut trials.messages,
            |trials, message| {
                trials.orders_of(message.diagnosis.set, &Diagnosis::default(), &keyed);
            },
        );
        self.each(
            |trials| &mut trials.keys,
            |trials, (key, keyed)| trials.orders_of(MistakeSet::EMPTY, &key.diagnosis, keyed),
        );
    }

    /// Something around the bytes, and likely mistakes in them and with the key: what is left of code that
    /// was written for another API.
    pub(super) fn likely_contexts(&mut self) {
        let messages: Vec<Message> = self.messages.iter().take(LIKELY).cloned().collect();
        self.around_and_keys(&messages, LIKELY);
    }

    /// The same with every mistake.
    pub(super) fn contexts_and_two_more(&mut self) {
        let messages = self.distinct();
        self.around_and_keys(&messages, usize::MAX);
    }

    fn around_and_keys(&mut self, messages: &[Message], most_keys: usize) {
        self.each(
            |trials| &mut trials.contexts,
            |trials, (before, after)| {
                for message in messages {
                    let message = surrounded(message, before, after);
                    let keys = std::mem::take(&mut trials.keys);
                    for (key, keyed) in keys.iter().take(most_keys) {
                        if !trials.stopped {
                            trials.attempt(keyed, &message.bytes, &|| {
                                candidates::joined(&message.diagnosis, &key.diagnosis)
                            });
                        }
                    }
                    trials.keys = keys;
                    trials.with_methods(&message);
                }
            },
        );
    }

    /// Messages without those that look like a likelier one here.
    fn distinct(&self) -> Vec<Message> {
        let mut seen = HashSet::new();
        let is_new = |message: &&Message| seen.insert(message.bytes.clone());
        self.messages.iter().filter(is_new).cloned().collect()
    }

    /// Two mistakes in the bytes and one with key or hash.
    pub(super) fn message_pairs_and_the_rest(&mut self) {
        let sets: Vec<MistakeSet> = self.distinct().iter().map(|m| m.diagnosis.set).collect();
        for b in 1..sets.len() {
            for a in 0..b {
                let Some(pair) = candidates::message(sets[a].union(sets[b]), self.context) else {
                    continue;
                };
                self.with_keys(&pair);
                self.with_methods(&pair);
                if self.stopped {
                    return;
                }
            }
        }
    }

    /// A mistake in the bytes, one with the key and one with the hash.
    pub(super) fn message_key_and_method(&mut self) {
        let messages = self.distinct();
        self.keys_and_methods(&messages);
    }

    /// Three mistakes in the bytes. Diagonally: all triples of likely ones come before any with an
    /// unlikely one.
    pub(super) fn message_triples(&mut self) {
        let Some(keyed) = self.right_keyed() else { return };
        let sets: Vec<MistakeSet> = self.distinct().iter().map(|m| m.diagnosis.set).collect();
        for c in 2..sets.len() {
            for b in 1..c {
                for a in 0..b {
                    if self.stopped {
                        return;
                    }
                    let set = sets[a].union(sets[b]).union(sets[c]);
                    let Some(triple) = model::message(&set.config(), self.context) else {
                        continue;
                    };
                    self.attempt(&keyed, &triple, &|| set.into());
                }
            }
        }
    }

    /// Adds what was left out because it looks like another: each member of what fits, in the place of
    /// the others.
    pub(super) fn widen(&mut self) {
        const MOST: usize = 40;
        let singles: Vec<MistakeSet> = self.messages.iter().map(|m| m.diagnosis.set).collect();
        let observed = Observed { signature: self.signature, canonical: None };
        let found: Vec<Diagnosis> = self.fitting.iter().take(MOST).cloned().collect();
        for diagnosis in found {
            for member in diagnosis.set.singles() {
                for other in &singles {
                    let swapped = diagnosis.with_set(diagnosis.set.without(member).union(*other));
                    if swapped.set.len() == diagnosis.set.len()
                        && !self.fitting.contains(&swapped)
                        && fits(&swapped, self.context, &observed)
                    {
                        self.fitting.push(swapped);
                    }
                }
            }
        }
    }
}

/// A message with something before or after it.
fn surrounded(message: &Message, before: &[u8], after: &[u8]) -> Message {
    Message {
        diagnosis: candidates::joined(&message.diagnosis, &candidates::around(before, after)),
        bytes: [before, &message.bytes[..], after].concat(),
    }
}
