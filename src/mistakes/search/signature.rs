//! From a signature alone: which level is tried when, and what is the answer.

use super::candidates::Message;
use super::explanation::{Effort, Explanation, Known, Searched, choose};
use super::trials::Trials;
use crate::mistakes::context::SigningContext;
use crate::mistakes::{Diagnosis, MistakeSet};

pub(super) fn explain(
    context: &SigningContext<'_>,
    signature: &str,
    known: &mut Known<'_>,
) -> Searched {
    let Known { likely, ruled_out, more } = known;
    let mut stages = Stages::new(context, signature, *likely, *ruled_out, *more);
    let found = match stages.singles().or_else(|| stages.pairs()) {
        Some(found) => Some(found),
        None => stages.rest(),
    };
    Searched { found, effort: stages.effort() }
}

/// A search in three stages, so that what else may explain a signature can be tried between them. Each is to be
/// run where the one before found nothing.
pub struct Stages<'a> {
    trials: Trials<'a>,
    likely: MistakeSet,
    ruled_out: &'a mut dyn FnMut(MistakeSet) -> bool,
    effort: Effort,
}

impl<'a> Stages<'a> {
    /// Reads the header. `ruled_out` and `more` are as in [`Known`].
    pub fn new(
        context: &'a SigningContext<'a>,
        signature: &'a str,
        likely: MistakeSet,
        ruled_out: &'a mut dyn FnMut(MistakeSet) -> bool,
        more: &'a mut dyn FnMut(u64) -> bool,
    ) -> Stages<'a> {
        let trials = Trials::new(context, signature, None, more);
        Stages { trials, likely, ruled_out, effort: Effort::default() }
    }

    /// The same, with large levels shared out to threads: the result is the same.
    #[must_use]
    pub fn on_threads(mut self) -> Stages<'a> {
        self.trials.is_shared = true;
        self
    }

    /// How far it went.
    pub fn effort(&self) -> Effort {
        Effort { trials: self.trials.count, ..self.effort }
    }

    fn chosen(&mut self, fitting: &[Diagnosis]) -> Option<Explanation> {
        choose(fitting, self.likely, self.ruled_out)
    }

    /// Single mistakes, and every order of keys.
    pub fn singles(&mut self) -> Option<Explanation> {
        let trials = &mut self.trials;
        if !trials.can_be_read() {
            return None;
        }
        trials.rightly();
        trials.single_messages();
        trials.other_keys();
        trials.orders();
        self.effort.singles = !trials.stopped;
        let fitting = trials.fitting_up_to(1);
        self.chosen(&fitting)
    }

    /// Pairs, and every order of keys with one mistake more.
    pub fn pairs(&mut self) -> Option<Explanation> {
        let trials = &mut self.trials;
        if !trials.can_be_read() {
            return None;
        }
        // A mistake that is ruled out takes no part in a larger explanation.
        trials.leave_out(self.ruled_out);
        trials.message_pairs();
        trials.messages_and_the_rest();
        trials.other_keys_and_methods();
        self.effort.pairs = !trials.stopped;
        let fitting = trials.fitting_up_to(2);
        if let Some(found) = self.chosen(&fitting) {
            return Some(found);
        }
        self.trials.orders_and_one_more();
        let fitting = self.trials.fitting.clone();
        self.chosen(&fitting)
    }

    /// Triples, and a single mistake that is ruled out where nothing else fits.
    pub fn rest(&mut self) -> Option<Explanation> {
        if !self.trials.can_be_read() {
            return None;
        }
        for level in [
            Trials::likely_contexts,
            Trials::message_pairs_and_the_rest,
            Trials::message_key_and_method,
            Trials::message_triples,
            Trials::contexts_and_two_more,
        ] {
            level(&mut self.trials);
            self.trials.widen();
            let fitting = self.trials.fitting.clone();
            if let Some(found) = self.chosen(&fitting) {
                return Some(found);
            }
        }
        self.effort.triples = !self.trials.stopped;
        choose(&self.trials.fitting, self.likely, &mut |_| false)
    }
}

/// What makes this signature of these very bytes: key, hash and output, as few mistakes as possible. An
/// empty diagnosis: it is made as it should be.
pub(super) fn of_bytes(
    context: &SigningContext<'_>,
    bytes: &[u8],
    signature: &str,
) -> Vec<Diagnosis> {
    let more = &mut |_| true;
    let told = Message { diagnosis: Diagnosis::default(), bytes: bytes.to_vec() };
    let mut trials = Trials::new(context, signature, Some(told), more);
    for level in [Trials::rightly, Trials::other_keys, Trials::other_keys_and_methods] {
        level(&mut trials);
        if !trials.fitting.is_empty() {
            let mut fitting = std::mem::take(&mut trials.fitting);
            // What the protocol leaves open is no mistake.
            let is_mistake = |set: MistakeSet| !set.is_subset(MistakeSet::permitted());
            fitting.sort_by_key(|diagnosis| {
                (
                    diagnosis.set.len(),
                    is_mistake(diagnosis.set),
                    diagnosis.set.cost(),
                    diagnosis.set,
                )
            });
            return fitting;
        }
    }
    Vec::new()
}
