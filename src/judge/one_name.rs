//! One name for an implementation: the smallest set of known mistakes that predicts all its answers, and no
//! name that one of them contradicts.

use crate::case::Case;
use crate::learn::{Answer, Likeness, Parts, plain_signature};
use crate::mistakes::{
    Diagnosis, MistakeSet, Observed, Prediction, SigningContext, fits, predict, smallest_part,
};

/// The maximum number of mistakes in a set: a first draft of a signer may have that many.
const MISTAKES: usize = 8;

/// The maximum number of answers that are added to the sample when a set fails on them.
const MISSED: usize = 24;

/// From so many sets that explain a case the search starts.
const STARTS: usize = 4;

/// The number of answers on which mistakes are compared before a set is held against all of them.
const SAMPLE: usize = 240;

/// The smallest set of known mistakes that predicts every answer, right ones among them; `None` if there is none.
///
/// The mistakes that explained `cases` are tried first, all at once. Else the search starts from those sets that
/// predict the most answers, and from none: mistakes are added one by one, each time the one that predicts the most
/// answers, then left out one by one. Several at once may predict nothing apart, so that the start matters.
pub fn smallest_set(answers: &[(Case, Answer)], cases: &[MistakeSet]) -> Option<MistakeSet> {
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
    let named = cases.iter().fold(MistakeSet::EMPTY, |named, set| named.union(*set));
    if let Some(set) = smallest(named) {
        return Some(set);
    }
    let some = |of: &[&'_ (Case, Answer)]| -> Vec<usize> {
        (0..of.len()).step_by(of.len().div_ceil(SAMPLE / 2).max(1)).collect()
    };
    let mut sample: Vec<&(Case, Answer)> = some(&wrong)
        .into_iter()
        .map(|at| wrong[at])
        .chain(some(&right).into_iter().map(|at| right[at]))
        .collect();
    let mut starts: Vec<(usize, MistakeSet)> =
        cases.iter().map(|set| (count(&sample, *set, 0), *set)).collect();
    starts.sort_by_key(|(predicted, set)| (usize::MAX - predicted, set.len()));
    starts.truncate(STARTS);
    starts.push((count(&sample, MistakeSet::EMPTY, 0), MistakeSet::EMPTY));
    let all = MistakeSet::filtered(|mistake| !mistake.permitted);
    for (_, mut set) in starts {
        while let Some(more) = grown(&sample, set, &[named, all.without(named)]) {
            let missed: Vec<_> = answers.iter().filter(|answer| !predicts(more, answer)).collect();
            if missed.is_empty() {
                return smallest(more);
            }
            // What the sample did not show.
            sample.extend(some(&missed).into_iter().map(|at| missed[at]).take(MISSED));
            set = more;
        }
    }
    None
}

/// A set that predicts a whole sample, grown out of one that predicts some of it; out of the first of `from` that
/// has a mistake which predicts more.
fn grown(
    sample: &[&(Case, Answer)],
    mut set: MistakeSet,
    from: &[MistakeSet],
) -> Option<MistakeSet> {
    let mut best = count(sample, set, 0);
    while best < sample.len() {
        if set.len() >= MISTAKES {
            return None;
        }
        // The first of equal ones: the catalogue's order.
        let more = |from: &MistakeSet| {
            from.without(set).singles().map(|single| set.union(single)).fold(
                (set, best),
                |(known, most), next| match count(sample, next, most) {
                    predicted if predicted > most => (next, predicted),
                    _ => (known, most),
                },
            )
        };
        (set, best) = from.iter().map(more).find(|(_, predicted)| *predicted > best)?;
    }
    Some(set)
}

/// How many answers of a sample a set predicts; less where it cannot be more than `most`.
fn count(sample: &[&(Case, Answer)], set: MistakeSet, most: usize) -> usize {
    let mut missed = 0;
    for answer in sample {
        missed += usize::from(!predicts(set, answer));
        if sample.len() - missed <= most {
            break;
        }
    }
    sample.len() - missed
}

/// Whether a set of mistakes predicts an answer byte for byte.
fn predicts(set: MistakeSet, (case, answer): &(Case, Answer)) -> bool {
    match answer {
        Answer::Signed { signature, canonical } => {
            let observed = Observed { signature, canonical: canonical.as_deref() };
            fits(&Diagnosis::from(set), &SigningContext::of(&case.tenant, &case.goal), &observed)
        }
        Answer::Nothing => true,
    }
}

/// Whether answers contradict a single mistake: on one of them, what it changes came out as it should be; or on
/// most of those where it shows, what it changes came out in yet another way. An answer that one of `sets` predicts
/// byte for byte, this mistake among others, speaks for it.
pub(super) fn is_contradicted<'a>(
    single: MistakeSet,
    sets: impl Iterator<Item = &'a Diagnosis>,
    answers: &[(Case, Answer)],
) -> bool {
    let with_others: Vec<&Diagnosis> =
        sets.filter(|set| set.set.len() > 1 && single.is_subset(set.set)).collect();
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
        if with_others.iter().any(|set| fits(set, &context, &observed)) {
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
