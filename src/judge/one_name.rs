//! One name for an implementation: the smallest set of known mistakes that predicts all its answers.

use crate::case::Case;
use crate::learn::Answer;
use crate::mistakes::{Diagnosis, MistakeSet, Observed, SigningContext, fits, smallest_part};

/// The maximum number of mistakes in a set: more would fit anything.
const MISTAKES: usize = 4;

/// The number of answers on which mistakes are compared before a set is held against all of them.
const SAMPLE: usize = 240;

/// The smallest set of known mistakes that predicts every answer, right ones among them; `None` if there is none.
///
/// Mistakes are added one by one, each time the one that predicts the most answers, then left out one by one.
pub fn smallest_set(answers: &[(Case, Answer)]) -> Option<MistakeSet> {
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
    let predicts_all =
        |diagnosis: &Diagnosis| answers.iter().all(|answer| predicts(diagnosis.set, answer));
    let found = Diagnosis::from(set);
    predicts_all(&found).then(|| smallest_part(&found, &predicts_all).set)
}
