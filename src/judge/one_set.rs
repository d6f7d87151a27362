//! One name for an implementation: the smallest set of known mistakes that predicts all its answers.

use super::likeness::Message;
use crate::case::Case;
use crate::learn::Answer;
use crate::mistakes::{
    Diagnosis, MistakeSet, Observed, Parameters, SigningContext, Step, fits, implied_bytes,
    orders_of, signed_with, smallest_part,
};

/// The maximum number of mistakes in a set: a first draft of a signer may have that many.
const MISTAKES: usize = 9;

/// The number of answers on which sets are compared before one is held against all of them.
const SAMPLE: usize = 40;

/// The maximum number of answers that are added to the sample when a set fails on them.
const MISSED: usize = 8;

/// Of what explained cases, so many are starts.
const STARTS: usize = 2;

/// So many sets are followed at a time.
const WIDTH: usize = 2;

/// What an answer is worth that a set predicts byte for byte.
const WHOLE: usize = 1000;

/// The smallest set of known mistakes that predicts every answer, right ones among them; `None` if there is none.
///
/// All that explained `cases` is tried first. Else a set grows by the mistake that brings what it signs nearest to
/// what was signed: several mistakes at once predict nothing apart, but each makes the bytes a little more alike. It
/// starts from what explained most, and from what can be read off the messages: the order of keys, what is signed
/// around the goal, and what is wrong with key, hash or output. Then mistakes are left out one by one.
pub fn smallest_set(answers: &[(Case, Answer)], cases: &[Diagnosis]) -> Option<Diagnosis> {
    let right = Diagnosis::default();
    let wrong: Vec<_> = answers.iter().filter(|answer| !predicts(&right, answer)).collect();
    if wrong.is_empty() {
        return None;
    }
    let smallest = |found: &Diagnosis| {
        let all = |part: &Diagnosis| answers.iter().all(|answer| predicts(part, answer));
        all(found).then(|| smallest_part(found, &all))
    };
    let named = cases.iter().fold(MistakeSet::EMPTY, |named, case| named.union(case.set));
    if let Some(found) = smallest(&named.into()) {
        return Some(found);
    }
    let mut sample: Vec<Told<'_>> = spread(&wrong, SAMPLE).map(Told::of).collect();
    let came_right: Vec<_> = answers.iter().filter(|answer| predicts(&right, answer)).collect();
    sample.extend(spread(&came_right, SAMPLE / 4).map(Told::of));
    let mut starts: Vec<(usize, Diagnosis)> =
        cases.iter().map(|start| (worth(&sample, start), start.clone())).collect();
    starts.sort_by_key(|(worth, start)| (usize::MAX - worth, start.set.len()));
    starts.truncate(STARTS);
    let starts = starts.into_iter().map(|(_, start)| start).chain(read_off(&wrong));
    for mut start in starts {
        while let Some(found) = grown(&sample, &start, named) {
            let missed: Vec<_> =
                answers.iter().filter(|answer| !predicts(&found, answer)).collect();
            if missed.is_empty() {
                return smallest(&found);
            }
            // What the sample did not show.
            sample.extend(spread(&missed, MISSED).map(Told::of));
            start = found;
        }
    }
    None
}

/// At most so many of them, from everywhere.
fn spread<'a, T>(of: &[&'a T], most: usize) -> impl Iterator<Item = &'a T> {
    of.iter().step_by(of.len().div_ceil(most).max(1)).copied()
}

/// An answer, and its message in a form that others are compared with.
struct Told<'a> {
    answer: &'a (Case, Answer),
    message: Option<Message<'a>>,
}

impl<'a> Told<'a> {
    fn of(answer: &'a (Case, Answer)) -> Told<'a> {
        Told { answer, message: told(answer).map(Message::of) }
    }
}

fn told((_, answer): &(Case, Answer)) -> Option<&[u8]> {
    match answer {
        Answer::Signed { canonical, .. } => canonical.as_deref(),
        Answer::Nothing => None,
    }
}

/// What can be read off what was signed, to start from: the most that is known first.
fn read_off(wrong: &[&(Case, Answer)]) -> Vec<Diagnosis> {
    let messages: Vec<&[u8]> = wrong.iter().filter_map(|answer| told(answer)).collect();
    let around = around(&messages);
    let (before, after) = around.as_ref().map_or((0, 0), |(b, a)| (b.len(), a.len()));
    let inner: Vec<&[u8]> =
        messages.iter().filter_map(|m| m.get(before..m.len().saturating_sub(after))).collect();
    let mut starts = orders_of(&inner);
    starts.push(Diagnosis::default());
    let mistake = |id| MistakeSet::of_id(id).unwrap_or_default();
    let outside = outside(wrong);
    for start in &mut starts {
        start.set = start.set.union(outside);
        if around.is_some() {
            start.set = start.set.union(mistake("extra-signed-context"));
            start.detail = Parameters { around: around.clone(), ..start.detail.clone() };
        }
    }
    starts
}

/// What stands before and after the object in every message, where it is the same and more than white space.
fn around(messages: &[&[u8]]) -> Option<(Vec<u8>, Vec<u8>)> {
    let split = |message: &&[u8]| -> Option<(Vec<u8>, Vec<u8>)> {
        let from = message.iter().position(|b| *b == b'{')?;
        let to = message.iter().rposition(|b| *b == b'}')?;
        let after = message.get(to + 1..)?;
        let after = if after.trim_ascii().is_empty() { &[] } else { after };
        Some((message[..from].to_vec(), after.to_vec()))
    };
    let first = split(messages.first()?)?;
    let is_more = !first.0.is_empty() || !first.1.is_empty();
    (is_more && messages.iter().all(|message| split(message).as_ref() == Some(&first)))
        .then_some(first)
}

/// The mistakes with key, hash or output, which the bytes of any message tell apart from all others.
fn outside(wrong: &[&(Case, Answer)]) -> MistakeSet {
    let found = spread(wrong, 3).map(|(case, answer)| {
        let Answer::Signed { signature, canonical: Some(told) } = answer else { return None };
        let context = SigningContext::of(&case.tenant, &case.goal);
        Some(signed_with(&context, told, signature)?.set)
    });
    let mut found = found.flatten();
    let first = found.next().unwrap_or_default();
    if found.all(|set| set == first) { first } else { MistakeSet::EMPTY }
}

/// A set that predicts a whole sample, grown out of one that predicts some of it: by a mistake of `named` where one
/// brings it nearer, by any other where none does.
fn grown(sample: &[Told<'_>], start: &Diagnosis, named: MistakeSet) -> Option<Diagnosis> {
    let all = MistakeSet::filtered(|mistake| !mistake.permitted && mistake.step() == Step::Message);
    let mut front = vec![(worth(sample, start), start.clone())];
    loop {
        let (best, _) = front.first()?;
        if *best == sample.len() * WHOLE {
            return front.into_iter().next().map(|(_, found)| found);
        }
        let mut next: Vec<(usize, Diagnosis)> = Vec::new();
        for from in [named, all.without(named)] {
            for (reached, set) in front.iter().filter(|(_, set)| set.set.len() < MISTAKES) {
                for single in from.without(set.set).singles() {
                    let further = set.with_set(set.set.union(single));
                    let worth = worth(sample, &further);
                    if worth > *reached && !next.iter().any(|(_, known)| *known == further) {
                        next.push((worth, further));
                    }
                }
            }
            if !next.is_empty() {
                break;
            }
        }
        // Of equal ones the first: the catalogue's order.
        next.sort_by_key(|(worth, _)| usize::MAX - worth);
        next.truncate(WIDTH);
        front = next;
    }
}

/// How near a set comes to a sample: [`WHOLE`] for each answer that it predicts, less for one that is alike.
fn worth(sample: &[Told<'_>], set: &Diagnosis) -> usize {
    let of_one = |told: &Told<'_>| {
        let case = &told.answer.0;
        let context = SigningContext::of(&case.tenant, &case.goal);
        let Some(message) = &told.message else {
            return if predicts(set, told.answer) { WHOLE } else { 0 };
        };
        // The bytes first: a digest costs more than they do.
        match implied_bytes(set, &context) {
            Some(bytes) if message.is(&bytes) && predicts(set, told.answer) => WHOLE,
            Some(bytes) => message.likeness(&bytes, WHOLE - 1),
            None => 0,
        }
    };
    sample.iter().map(of_one).sum()
}

/// Whether a set of mistakes predicts an answer byte for byte.
fn predicts(found: &Diagnosis, (case, answer): &(Case, Answer)) -> bool {
    match answer {
        Answer::Signed { signature, canonical } => {
            let observed = Observed { signature, canonical: canonical.as_deref() };
            fits(found, &SigningContext::of(&case.tenant, &case.goal), &observed)
        }
        Answer::Nothing => true,
    }
}
