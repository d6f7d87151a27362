//! One name for an implementation: the smallest set of known mistakes that predicts all its answers, and no
//! name that one of them contradicts.

use crate::case::Case;
use crate::learn::{Answer, Likeness, Parts, plain_signature};
use crate::mistakes::{
    Diagnosis, MistakeSet, Observed, Prediction, SigningContext, fits, predict, smallest_part,
};

/// The maximum number of mistakes in a set: more would fit anything.
const MISTAKES: usize = 4;

/// The number of answers on which mistakes are compared before a set is held against all of them.
const SAMPLE: usize = 240;

/// The smallest set of known mistakes that predicts every answer, right ones among them; `None` if there is none.
///
/// The mistakes of `named` are tried first, all at once. Else mistakes are added one by one, each time the one that
/// predicts the most answers, then left out one by one.
pub fn smallest_set(answers: &[(Case, Answer)], named: MistakeSet) -> Option<MistakeSet> {
    let predicts = |set: MistakeSet, (case, answer): &(Case, Answer)| match answer {
        Answer::Signed { signature, canonical } => {
            let observed = Observed { signature, canonical: canonical.as_deref() };
            fits(&Diagnosis::from(set), &SigningContext::of(&case.tenant, &case.goal), &observed)
        }
        Answer::Nothing => true,
    };
    let (right, wrong): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| predicts(MistakeSet::EMPTY, answer));
    if wrong.is_empty() {
        return None;
    }
    let predicts_all =
        |diagnosis: &Diagnosis| answers.iter().all(|answer| predicts(diagnosis.set, answer));
    let smallest = |set: MistakeSet| {
        let found = Diagnosis::from(set);
        predicts_all(&found).then(|| smallest_part(&found, &predicts_all).set)
    };
    if let Some(set) = smallest(named) {
        return Some(set);
    }
    let some = |of: &[&'_ (Case, Answer)]| -> Vec<usize> {
        (0..of.len()).step_by(of.len().div_ceil(SAMPLE / 2).max(1)).collect()
    };
    let sample: Vec<&(Case, Answer)> = some(&wrong)
        .into_iter()
        .map(|at| wrong[at])
        .chain(some(&right).into_iter().map(|at| right[at]))
        .collect();
    let count = |set: MistakeSet| sample.iter().filter(|answer| predicts(set, answer)).count();
    let (mut set, mut best) = (MistakeSet::EMPTY, count(MistakeSet::EMPTY));
    let all = MistakeSet::filtered(|mistake| !mistake.permitted);
    while best < sample.len() && set.len() < MISTAKES {
        let more = all.without(set).singles().map(|single| set.union(single));
        // The first of equal ones: the catalogue's order.
        let (next, predicted) = more
            .map(|set| (set, count(set)))
            .fold((set, best), |known, next| if next.1 > known.1 { next } else { known });
        if predicted == best {
            return None;
        }
        (set, best) = (next, predicted);
    }
    smallest(set)
}

/// Whether answers contradict a single mistake: on one of them, what it changes came out as it should be; or on
/// most of those where it shows, what it changes came out in yet another way.
pub(super) fn is_contradicted(single: MistakeSet, answers: &[(Case, Answer)]) -> bool {
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
