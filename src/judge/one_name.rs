//! No name that an answer of the implementation contradicts.

use crate::case::Case;
use crate::learn::{Answer, Likeness, Parts, plain_signature};
use crate::mistakes::{Diagnosis, MistakeSet, Observed, Prediction, SigningContext, fits, predict};

/// Whether answers contradict a single mistake: on one of them, what it changes came out as it should be; or on
/// most of those where it shows, what it changes came out in yet another way. An answer that one of `sets` predicts
/// byte for byte, this mistake among others, speaks for it.
pub(super) fn is_contradicted<'a>(
    single: MistakeSet,
    sets: impl Iterator<Item = &'a Diagnosis>,
    answers: &[(Case, Answer)],
) -> bool {
    let explaining: Vec<&Diagnosis> = sets.filter(|set| single.is_subset(set.set)).collect();
    let (mut shown, mut as_predicted) = (0usize, 0usize);
    for (Case { tenant, goal, .. }, answer) in answers {
        let Answer::Signed { signature, canonical: told } = answer else { continue };
        let Prediction::Signed { canonical: right, signature: right_signature } =
            predict(MistakeSet::EMPTY, tenant, goal)
        else {
            continue;
        };
        let Prediction::Signed { canonical, signature: predicted } = predict(single, tenant, goal)
        else {
            continue;
        };
        if predicted == right_signature {
            continue;
        }
        if *signature == right_signature {
            return true;
        }
        shown += 1;
        if *signature == predicted {
            as_predicted += 1;
            continue;
        }
        let observed = Observed { signature, canonical: told.as_deref() };
        let context = SigningContext::of(tenant, goal);
        if explaining.iter().any(|set| fits(set, &context, &observed)) {
            as_predicted += 1;
            continue;
        }
        let Some(told) = told else { continue };
        if canonical == right {
            // Of key or output: what was signed may be wrong in another way.
            if plain_signature(&tenant.secret, told).as_ref() == Some(signature) {
                return true;
            }
            as_predicted += 1;
            continue;
        }
        let parts = (Parts::of(told), Parts::of(&right), Parts::of(&canonical));
        let likeness = match parts {
            (Some(told), Some(right), Some(canonical)) => told.likeness(&right, &canonical),
            _ if *told == right => Likeness::Right,
            _ => Likeness::Other,
        };
        match likeness {
            Likeness::Right => return true,
            Likeness::Predicted => as_predicted += 1,
            Likeness::Other => {}
        }
    }
    2 * as_predicted < shown
}
