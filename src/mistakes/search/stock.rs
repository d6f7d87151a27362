//! Everything that can be combined for one signature, and the trials of it.

use super::candidates;
use super::candidates::{Key, Message};
use super::explanation::{Observed, fits};
use super::orders::Members;
use super::reading::{Reading, readings};
use super::tally::Tally;
use crate::mistakes::config::SignerConfig;
use crate::mistakes::context::SigningContext;
use crate::mistakes::model::Keyed;
use crate::mistakes::{Diagnosis, MistakeSet};

/// The parts. They do not change while a level runs, so that threads can share them.
pub(super) struct Stock<'a> {
    pub(super) context: &'a SigningContext<'a>,
    pub(super) signature: &'a str,
    pub(super) readings: Vec<Reading>,
    /// What the reference signs.
    pub(super) right: Option<Message>,
    /// What single mistakes sign, the likeliest first.
    pub(super) messages: Vec<Message>,
    /// What may stand before and after; and what is rarer, tried alone.
    pub(super) contexts: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) rare_contexts: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) right_key: Option<(Key, Keyed)>,
    pub(super) keys: Vec<(Key, Keyed)>,
    /// The right key, in other ways.
    pub(super) methods: Vec<(MistakeSet, SignerConfig, Keyed)>,
    /// Whether the signed bytes were told, so that diagnoses say nothing of them.
    pub(super) is_told: bool,
}

impl<'a> Stock<'a> {
    /// For all messages; `told`: for these bytes alone, where they are known.
    pub(super) fn new(
        context: &'a SigningContext<'a>,
        signature: &'a str,
        told: Option<Message>,
    ) -> Stock<'a> {
        let is_told = told.is_some();
        let right = told.or_else(|| candidates::message(MistakeSet::EMPTY, context));
        let right_bytes = right.as_ref().map(|right| &right.bytes[..]);
        let messages =
            if is_told { Vec::new() } else { candidates::messages(context, right_bytes) };
        let right_key = candidates::right_key(context);
        let keys = candidates::keys(context, right_key.as_ref()).into_iter();
        let with_schedule = |key: Key| {
            let keyed = candidates::usual(&key.bytes, context);
            (key, keyed)
        };
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
        Stock {
            messages,
            contexts: candidates::contexts(context),
            rare_contexts: candidates::rare_contexts(context),
            readings: readings(signature),
            keys: keys.map(with_schedule).collect(),
            is_told,
            context,
            signature,
            right,
            right_key: right_key.map(with_schedule),
            methods,
        }
    }

    /// The right key, ready for use.
    pub(super) fn right_keyed(&self) -> Option<&Keyed> {
        self.right_key.as_ref().map(|(_, keyed)| keyed)
    }

    pub(super) fn attempt(
        &self,
        tally: &mut Tally<'_>,
        keyed: &Keyed,
        bytes: &[u8],
        diagnosis: &dyn Fn() -> Diagnosis,
    ) {
        tally.tick();
        let mut digest = std::mem::take(&mut tally.digest);
        keyed.digest_into(bytes, &mut digest);
        self.compare(tally, &digest, diagnosis);
        tally.digest = digest;
    }

    fn compare(&self, tally: &mut Tally<'_>, digest: &[u8], diagnosis: &dyn Fn() -> Diagnosis) {
        for reading in self.readings.iter().filter(|reading| reading.fits(digest)) {
            let whole = candidates::joined(&diagnosis(), &reading.diagnosis);
            let observed = Observed { signature: self.signature, canonical: None };
            // The details of two mistakes may be in each other's way.
            if self.is_told || fits(&whole, self.context, &observed) {
                tally.fitting.push(whole);
            }
        }
    }

    /// A message with everything that may stand around it.
    pub(super) fn with_contexts(
        &self,
        tally: &mut Tally<'_>,
        contexts: &[(Vec<u8>, Vec<u8>)],
        keyed: &Keyed,
        message: &Message,
    ) {
        for (before, after) in contexts {
            if tally.stopped {
                return;
            }
            let bytes = [before, &message.bytes[..], after].concat();
            self.attempt(tally, keyed, &bytes, &|| {
                candidates::joined(&message.diagnosis, &candidates::around(before, after))
            });
        }
    }

    /// A message under other keys, the likeliest first.
    pub(super) fn with_keys(&self, tally: &mut Tally<'_>, message: &Message, most: usize) {
        for (key, keyed) in self.keys.iter().take(most) {
            if tally.stopped {
                return;
            }
            self.attempt(tally, keyed, &message.bytes, &|| {
                candidates::joined(&message.diagnosis, &key.diagnosis)
            });
        }
    }

    /// A message in every other way to make a digest.
    pub(super) fn with_methods(&self, tally: &mut Tally<'_>, message: &Message) {
        for (set, _, keyed) in &self.methods {
            if tally.stopped {
                return;
            }
            self.attempt(tally, keyed, &message.bytes, &|| {
                message.diagnosis.with_set(message.diagnosis.set.union(*set))
            });
        }
    }

    /// Every order of keys of what a set of mistakes signs.
    pub(super) fn orders_of(
        &self,
        tally: &mut Tally<'_>,
        set: MistakeSet,
        besides: &Diagnosis,
        keyed: &Keyed,
    ) {
        let Some(members) = Members::of(set, self.context) else { return };
        // One order begins as the one before.
        let Some(mut following) = keyed.following() else { return };
        members.each(&mut |bytes, diagnosis| {
            tally.tick();
            let digest = following.digest(bytes);
            self.compare(tally, &digest, &|| candidates::joined(&diagnosis(), besides));
            !tally.stopped
        });
    }

    /// A message under another key and in another way, by their numbers.
    pub(super) fn with_key_and_method(
        &self,
        tally: &mut Tally<'_>,
        (key, method): (usize, usize),
        messages: &[Message],
    ) {
        let (Some((key, _)), Some((set, config, _))) =
            (self.keys.get(key), self.methods.get(method))
        else {
            return;
        };
        let keyed = Keyed::new(config, &key.bytes, self.context);
        let outside = key.diagnosis.with_set(key.diagnosis.set.union(*set));
        for message in messages {
            if tally.stopped {
                return;
            }
            self.attempt(tally, &keyed, &message.bytes, &|| {
                candidates::joined(&message.diagnosis, &outside)
            });
        }
    }
}

/// A message with something before or after it.
pub(super) fn surrounded(message: &Message, before: &[u8], after: &[u8]) -> Message {
    Message {
        diagnosis: candidates::joined(&message.diagnosis, &candidates::around(before, after)),
        bytes: [before, &message.bytes[..], after].concat(),
    }
}
