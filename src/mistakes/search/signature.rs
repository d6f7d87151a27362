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
    let mut trials = Trials::new(context, signature, *more);
    let mut effort = Effort::default();
    let found = run(&mut trials, *likely, *ruled_out, &mut effort);
    Searched { found, effort: Effort { trials: trials.count, ..effort } }
}

fn run(
    trials: &mut Trials<'_>,
    likely: MistakeSet,
    ruled_out: &mut dyn FnMut(MistakeSet) -> bool,
    effort: &mut Effort,
) -> Option<Explanation> {
    if !trials.can_be_read() {
        return None;
    }
    trials.rightly();
    trials.single_messages();
    trials.other_keys();
    trials.orders();
    effort.singles = !trials.stopped;
    // A level is the answer where nothing that was not tried yet can be smaller.
    if let Some(found) = choose(&trials.fitting_up_to(1), likely, ruled_out) {
        return Some(found);
    }
    // A mistake that is ruled out takes no part in a larger explanation.
    trials.leave_out(ruled_out);
    trials.message_pairs();
    trials.messages_and_the_rest();
    trials.other_keys_and_methods();
    effort.pairs = !trials.stopped;
    if let Some(found) = choose(&trials.fitting_up_to(2), likely, ruled_out) {
        return Some(found);
    }
    trials.orders_and_one_more();
    if let Some(found) = choose(&trials.fitting, likely, ruled_out) {
        return Some(found);
    }
    for level in [
        Trials::likely_contexts,
        Trials::message_pairs_and_the_rest,
        Trials::message_key_and_method,
        Trials::message_triples,
        Trials::contexts_and_two_more,
    ] {
        level(trials);
        trials.widen();
        if let Some(found) = choose(&trials.fitting, likely, ruled_out) {
            return Some(found);
        }
    }
    effort.triples = !trials.stopped;
    // A single mistake that is ruled out, where nothing else fits.
    choose(&trials.fitting, likely, &mut |_| false)
}

/// What makes this signature of these very bytes: key, hash and output, as few mistakes as possible. An
/// empty diagnosis: it is made as it should be.
pub(super) fn of_bytes(
    context: &SigningContext<'_>,
    bytes: &[u8],
    signature: &str,
) -> Vec<Diagnosis> {
    let more = &mut |_| true;
    let mut trials = Trials::new(context, signature, more);
    trials.told(Message { diagnosis: Diagnosis::default(), bytes: bytes.to_vec() });
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
