//! Predicates that tell some texts, or goals, from others.

use super::class::{Class, Named, classes};
use super::cut::Unit;
use super::facts::{Facts, Field, Reading};
use super::fit_share::shares;
use super::guard::{Guard, Shape};
use std::collections::BTreeSet;

/// A text of a goal, to be told from others.
pub(super) type Subject<'a> = (&'a str, &'a Facts);

/// So many words may be listed one by one.
const WORDS: usize = 12;

/// So many currencies: those without decimals are sixteen, those that a provider of payments does not know forty.
const CURRENCIES: usize = 64;

/// A predicate that holds for so many of the others is not looked at further.
const FEW: usize = 48;

/// So many predicates that hold for few others are refined by a second one.
const REFINED: usize = 3;

/// The cheapest predicates first that hold for all of `inside` and for none of `outside`; a few of them.
pub(super) fn separate(inside: &[Subject<'_>], outside: &[Subject<'_>]) -> Vec<Guard> {
    told_apart(inside, outside, &candidates)
}

/// The same for whole goals, each with its documented bytes: the texts of all fields are looked at.
pub(super) fn separate_goals(inside: &[Subject<'_>], outside: &[Subject<'_>]) -> Vec<Guard> {
    let mut found = told_apart(inside, outside, &|inside, outside| {
        let mut all = candidates(inside, outside);
        // A list of whole goals is what was seen.
        all.retain(|guard| match guard {
            Guard::Not(inner) => !matches!(**inner, Guard::Is(_) | Guard::IsAnyCase(_)),
            guard => !matches!(guard, Guard::Is(_) | Guard::IsAnyCase(_)),
        });
        for field in Field::TEXTS {
            all.extend(of_field(field, inside, outside));
            all.extend(of_field(field, outside, inside).into_iter().map(Guard::not));
        }
        all
    });
    // Where nothing that can be seen tells them apart.
    if found.is_empty() {
        found.extend(shares(inside, outside));
    }
    found
}

/// The same by the text of another field alone.
pub(super) fn separate_by_fields(inside: &[Subject<'_>], outside: &[Subject<'_>]) -> Vec<Guard> {
    told_apart(inside, outside, &|inside, outside| {
        Field::TEXTS.into_iter().flat_map(|field| of_field(field, inside, outside)).collect()
    })
}

/// Predicates over the text of a field that all of `inside` have.
fn of_field(field: Field, inside: &[Subject<'_>], outside: &[Subject<'_>]) -> Vec<Guard> {
    let of = |(_, facts): &Subject<'_>| facts.text(field).map(str::to_owned);
    let own: Option<Vec<String>> = inside.iter().map(of).collect();
    let Some(own) = own else { return Vec::new() };
    let theirs: Vec<(String, &Facts)> =
        outside.iter().filter_map(|subject| Some((of(subject)?, subject.1))).collect();
    let inside: Vec<Subject<'_>> =
        own.iter().zip(inside).map(|(text, (_, facts))| (text.as_str(), *facts)).collect();
    let outside: Vec<Subject<'_>> =
        theirs.iter().map(|(text, facts)| (text.as_str(), *facts)).collect();
    let guards = texts(&inside, &outside).into_iter().chain(containing(&inside, &outside));
    guards.map(|guard| Guard::Of(field, Box::new(guard))).collect()
}

/// Predicates for two sets of texts that may hold for all of the first and for none of the second.
type Candidates<'a> = &'a dyn Fn(&[Subject<'_>], &[Subject<'_>]) -> Vec<Guard>;

fn told_apart(
    inside: &[Subject<'_>],
    outside: &[Subject<'_>],
    candidates: Candidates<'_>,
) -> Vec<Guard> {
    if outside.is_empty() {
        return vec![Guard::Always];
    }
    let mut found = Vec::new();
    // Those that hold for all inside: a conjunction is made of them.
    let mut partial: Vec<(Guard, Vec<bool>)> = Vec::new();
    for guard in candidates(inside, outside) {
        if !inside.iter().all(|(text, facts)| guard.holds(text, facts)) {
            continue;
        }
        // What holds for nearly all tells nothing apart.
        if outside.iter().take(FEW).all(|(text, facts)| guard.holds(text, facts))
            && outside.len() > 2 * FEW
        {
            continue;
        }
        let wrong: Vec<bool> =
            outside.iter().map(|(text, facts)| guard.holds(text, facts)).collect();
        match wrong.iter().filter(|wrong| **wrong).count() {
            0 => found.push(guard),
            count if count < wrong.len() => partial.push((guard, wrong)),
            _ => {}
        }
    }
    if found.iter().all(|guard| matches!(guard, Guard::Is(_) | Guard::IsAnyCase(_))) {
        found.extend(containing(inside, outside));
    }
    // A list of words says little: perhaps two predicates say more.
    if found.iter().all(|guard| matches!(guard, Guard::Is(_) | Guard::IsAnyCase(_) | Guard::Of(..)))
    {
        partial.sort_by_key(|(guard, wrong)| {
            (wrong.iter().filter(|wrong| **wrong).count(), guard.cost())
        });
        partial.truncate(60);
        for (at, (a, wrong)) in partial.iter().enumerate() {
            for (b, also) in &partial[at + 1..] {
                if wrong.iter().zip(also).all(|(a, b)| !(*a && *b)) {
                    found.push(Guard::All(vec![a.clone(), b.clone()]));
                }
            }
        }
        // A second predicate, such as a length, that tells these from the few others that the first one holds for.
        if found.is_empty() {
            for (first, wrong) in partial.iter().take(REFINED) {
                let rest: Vec<Subject<'_>> = outside
                    .iter()
                    .zip(wrong)
                    .filter(|(_, wrong)| **wrong)
                    .map(|(s, _)| *s)
                    .collect();
                let tells = |guard: &Guard| {
                    let holds = |(text, facts): &Subject<'_>| guard.holds(text, facts);
                    inside.iter().all(holds) && !rest.iter().any(holds)
                };
                let seconds = candidates(inside, &rest).into_iter().filter(tells);
                found.extend(seconds.map(|second| Guard::All(vec![first.clone(), second])));
            }
        }
    }
    found.sort_by_key(Guard::cost);
    found.truncate(4);
    found
}

fn candidates(inside: &[Subject<'_>], outside: &[Subject<'_>]) -> Vec<Guard> {
    let mut all = Vec::new();
    for field in Field::ALL {
        all.extend([Guard::Passed(field), Guard::Filled(field)]);
    }
    all.extend([Guard::AmountInteger, Guard::AmountExponent, Guard::AmountLong]);
    all.push(Guard::AmountNotZero);
    all.extend([100, 10, 5, 50, 1000].map(Guard::AmountMultiple));
    all.extend(Shape::ALL.map(Guard::Shape));
    let both: Vec<Guard> = all.drain(..).flat_map(|guard| [guard.clone(), guard.not()]).collect();
    all.extend(both);
    all.extend(texts(inside, outside));
    let amounts = |subjects: &[Subject<'_>]| -> Vec<i64> {
        subjects.iter().filter_map(|(_, facts)| facts.cents).collect()
    };
    let (a, b) = (amounts(inside), amounts(outside));
    if let Some(from) = threshold(&a, &b) {
        all.push(Guard::AmountFrom(from));
    }
    if let Some(from) = threshold(&b, &a) {
        all.push(Guard::All(vec![Guard::Filled(Field::Value), Guard::AmountFrom(from).not()]));
    }
    for reading in Reading::ALL {
        all.extend(moments(reading, inside, outside));
        all.extend(moments(reading, outside, inside).into_iter().map(Guard::not));
    }
    for field in Field::TEXTS {
        let of = |subjects: &[Subject<'_>]| -> Vec<Option<String>> {
            subjects.iter().map(|(_, facts)| facts.text(field).map(str::to_owned)).collect()
        };
        let (a, b) = (of(inside), of(outside));
        let mut words: Vec<String> = a.iter().flatten().cloned().collect();
        words.sort();
        words.dedup();
        let guard = |words: Vec<String>| Guard::Of(field, Box::new(Guard::Is(words)));
        let most = if field == Field::Currency { CURRENCIES } else { WORDS };
        if words.len() <= most && !words.is_empty() {
            let folded: BTreeSet<String> = words.iter().map(|word| word.to_lowercase()).collect();
            if folded.len() < words.len() {
                let folded = Guard::IsAnyCase(folded.into_iter().collect());
                all.push(Guard::Of(field, Box::new(folded)));
            }
            all.push(guard(words));
        }
        let mut others: Vec<String> = b.into_iter().flatten().collect();
        others.sort();
        others.dedup();
        if others.len() <= 8 && !others.is_empty() {
            all.push(guard(others).not());
        }
    }
    all
}

/// A time that all first touches of `inside` lie in, and none of `outside`: it has a beginning, an end, or both.
fn moments(reading: Reading, inside: &[Subject<'_>], outside: &[Subject<'_>]) -> Vec<Guard> {
    let touched = |subjects: &[Subject<'_>]| -> Vec<i64> {
        subjects.iter().filter_map(|(_, facts)| facts.touched(reading)).collect()
    };
    let (own, others) = (touched(inside), touched(outside));
    let (Some(first), Some(last)) = (own.iter().min(), own.iter().max()) else {
        return Vec::new();
    };
    if own.len() < inside.len() {
        return Vec::new();
    }
    if others.iter().any(|at| (first..=last).contains(&at)) {
        return outside_of(reading, &own, &others).into_iter().collect();
    }
    let before: Vec<i64> = others.iter().copied().filter(|at| at < first).collect();
    let behind: Vec<i64> = others.iter().copied().filter(|at| at > last).collect();
    let begin = threshold(&own, &before);
    let begin = begin.map(|moment| Guard::TouchedBefore(reading, moment).not());
    let end = threshold(&behind, &own).map(|moment| Guard::TouchedBefore(reading, moment));
    match (begin, end) {
        (Some(begin), Some(end)) => vec![Guard::All(vec![begin, end])],
        // What is no moment lies behind none.
        (Some(begin), None) => vec![Guard::All(vec![Guard::Filled(Field::FirstTouchTs), begin])],
        (None, Some(end)) => vec![end],
        (None, None) => Vec::new(),
    }
}

/// A time that all first touches of others lie in, and none of `own`, which lie on both sides of it.
fn outside_of(reading: Reading, own: &[i64], others: &[i64]) -> Option<Guard> {
    let (first, last) = (others.iter().min()?, others.iter().max()?);
    let before: Vec<i64> = own.iter().copied().filter(|at| at < first).collect();
    let behind: Vec<i64> = own.iter().copied().filter(|at| at > last).collect();
    if before.len() + behind.len() < own.len() {
        return None;
    }
    let (from, until) = (threshold(others, &before)?, threshold(&behind, others)?);
    Some(Guard::TouchedOutside(reading, from, until))
}

/// Predicates over the text at hand.
fn texts(inside: &[Subject<'_>], outside: &[Subject<'_>]) -> Vec<Guard> {
    let mut all = Vec::new();
    for unit in Unit::ALL {
        let lengths = |subjects: &[Subject<'_>]| -> Vec<i64> {
            subjects.iter().map(|(text, _)| unit.length(text) as i64).collect()
        };
        let (a, b) = (lengths(inside), lengths(outside));
        if let Some(from) = threshold(&a, &b) {
            all.push(Guard::Longer(unit, from as usize - 1));
        }
        if let Some(from) = threshold(&b, &a) {
            all.push(Guard::Longer(unit, from as usize - 1).not());
        }
        let only = |lengths: &[i64]| match lengths {
            [first, rest @ ..] if rest.iter().all(|length| length == first) => Some(*first),
            _ => None,
        };
        // One length among others on both sides.
        if let Some(length) =
            only(&a).filter(|_| a.len() > 2 && threshold(&a, &b).or(threshold(&b, &a)).is_none())
        {
            all.push(Guard::Long(unit, length as usize));
        }
        if let Some(length) =
            only(&b).filter(|_| b.len() > 2 && threshold(&a, &b).or(threshold(&b, &a)).is_none())
        {
            all.push(Guard::Long(unit, length as usize).not());
        }
    }
    let mut words: Vec<&str> = inside.iter().map(|(text, _)| *text).collect();
    words.sort_unstable();
    words.dedup();
    all.extend(common(&words));
    if words.len() <= WORDS && words.len() > 1 {
        let folded: BTreeSet<String> = words.iter().map(|word| word.to_lowercase()).collect();
        if folded.len() < words.len() {
            all.push(Guard::IsAnyCase(folded.into_iter().collect()));
        }
    }
    // What all the others begin or end with, or contain.
    let mut theirs: Vec<&str> = outside.iter().map(|(text, _)| *text).collect();
    theirs.sort_unstable();
    theirs.dedup();
    all.extend(common(&theirs).into_iter().map(Guard::not));
    all.extend(telling(inside, outside).map(Guard::Has));
    all.extend(telling(outside, inside).map(|class| Guard::Has(class).not()));
    // What the others consist of, and each of these does not.
    let chars = |texts: &[&str]| -> Vec<char> {
        let all: BTreeSet<char> = texts.iter().flat_map(|t| t.chars()).collect();
        all.into_iter().collect()
    };
    let (own, other) = (chars(&words), chars(&theirs));
    let rest = |of: &[char], without: &[char]| -> Vec<char> {
        of.iter().copied().filter(|c| without.binary_search(c).is_err()).collect()
    };
    let only = |of: &[char], without: &[char]| {
        classes(of, &rest(without, of)).into_iter().take(2).map(Guard::Only)
    };
    all.extend(only(&other, &own).map(Guard::not));
    all.extend(only(&own, &other));
    if words.len() <= WORDS {
        all.push(Guard::Is(words.into_iter().map(str::to_owned).collect()));
    }
    let mut others: Vec<&str> = outside.iter().map(|(text, _)| *text).collect();
    others.sort_unstable();
    others.dedup();
    if others.len() <= 8 {
        all.push(Guard::Is(others.into_iter().map(str::to_owned).collect()).not());
    }
    let firsts = |subjects: &[Subject<'_>]| -> Vec<char> {
        subjects.iter().filter_map(|(text, _)| text.chars().next()).collect()
    };
    let lasts = |subjects: &[Subject<'_>]| -> Vec<char> {
        subjects.iter().filter_map(|(text, _)| text.chars().next_back()).collect()
    };
    let (a, b) = (firsts(inside), firsts(outside));
    all.extend(classes(&a, &b).into_iter().map(Guard::First));
    all.extend(classes(&b, &a).into_iter().map(|c| Guard::First(c).not()));
    let (a, b) = (lasts(inside), lasts(outside));
    all.extend(classes(&a, &b).into_iter().map(Guard::Last));
    all.extend(classes(&b, &a).into_iter().map(|c| Guard::Last(c).not()));
    for named in Named::ALL {
        let class = Class::Of(*named);
        all.extend([
            Guard::Has(class.clone()),
            Guard::Has(class.clone()).not(),
            Guard::Only(class.clone()),
            Guard::Only(class.clone()).not(),
        ]);
        if outside.len() > 1 {
            all.extend([Guard::First(class.clone()), Guard::Last(class)]);
        }
    }
    // Blank, or empty: nothing else is in it.
    all.extend(BLANK.map(|named| Guard::Has(Class::Not(named)).not()));
    all
}

/// What languages take for white space.
pub(super) const BLANK: [Named; 8] = [
    Named::Space,
    Named::PythonSpace,
    Named::JavaScriptSpace,
    Named::JavaSpace,
    Named::AsciiSpace,
    Named::AsciiSpaceNoVt,
    Named::PhpTrim,
    Named::UpTo20,
];

/// What all of these, sorted, begin and end with, and contain.
fn common(words: &[&str]) -> Vec<Guard> {
    let mut found = Vec::new();
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        let begin: String =
            first.chars().zip(last.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
        if !begin.is_empty() && begin.chars().count() <= 8 {
            found.push(Guard::Begins(begin));
        }
        let mut backwards: Vec<String> = words.iter().map(|w| w.chars().rev().collect()).collect();
        backwards.sort_unstable();
        if let (Some(first), Some(last)) = (backwards.first(), backwards.last()) {
            let common = first.chars().zip(last.chars()).take_while(|(a, b)| a == b);
            let end: Vec<char> = common.map(|(a, _)| a).collect();
            if !end.is_empty() && end.len() <= 8 {
                found.push(Guard::Ends(end.into_iter().rev().collect()));
            }
        }
        let shortest: Vec<char> =
            words.iter().min_by_key(|w| w.len()).into_iter().flat_map(|w| w.chars()).collect();
        for length in 1..=4 {
            for part in shortest.windows(length).take(40) {
                let part: String = part.iter().collect();
                if words.iter().all(|word| word.contains(&part)) {
                    found.push(Guard::Contains(part));
                }
            }
        }
    }
    found
}

/// Words one of which each of these contains, in capitals or not, and none of the others does.
fn containing(inside: &[Subject<'_>], outside: &[Subject<'_>]) -> Option<Guard> {
    let lower = |subjects: &[Subject<'_>]| -> Vec<String> {
        let all: BTreeSet<String> = subjects.iter().map(|(text, _)| text.to_lowercase()).collect();
        all.into_iter().collect()
    };
    let mut left = lower(inside);
    if left.len() < 3 || left.iter().any(String::is_empty) {
        return None;
    }
    let others = lower(outside);
    let mut words: BTreeSet<String> = HIDDEN_FOR.iter().map(|word| (*word).to_owned()).collect();
    for text in left.iter().take(LOOKED_AT) {
        let letters = text.split(|c: char| !c.is_alphabetic());
        words.extend(letters.filter(|word| word.len() >= 3).map(str::to_owned));
    }
    words.retain(|word| !others.iter().any(|text| text.contains(word.as_str())));
    let mut chosen: Vec<String> = Vec::new();
    while !left.is_empty() {
        let count = |word: &str| left.iter().filter(|text| text.contains(word)).count();
        let best = words.iter().map(|word| (count(word), word));
        let (covered, best) = best.max_by_key(|(covered, word)| (*covered, word.len()))?;
        if covered == 0 || chosen.len() == WORDS {
            return None;
        }
        let best = best.clone();
        left.retain(|text| !text.contains(&best));
        words.remove(&best);
        chosen.push(best);
    }
    chosen.sort();
    Some(Guard::ContainsAny(chosen))
}

/// Words for which scrubbers hide a text, and of so many texts the words are looked at.
const HIDDEN_FOR: [&str; 20] = [
    "password",
    "passwd",
    "passw",
    "pass",
    "pwd",
    "secret",
    "token",
    "auth",
    "key",
    "api_key",
    "apikey",
    "credential",
    "session",
    "cookie",
    "csrf",
    "private",
    "ssn",
    "card",
    "bearer",
    "sid",
];
const LOOKED_AT: usize = 200;

/// ASCII characters that none of the others has, and of which each of these has one.
fn telling(these: &[Subject<'_>], others: &[Subject<'_>]) -> Option<Class> {
    let mut left: Vec<&str> = these.iter().map(|(text, _)| *text).collect();
    let mut candidates: Vec<char> = ('\0'..='\u{7f}')
        .filter(|c| !c.is_ascii_alphanumeric() && !others.iter().any(|(text, _)| text.contains(*c)))
        .collect();
    let all: Vec<char> = candidates.clone();
    let mut chosen: Vec<char> = Vec::new();
    while !left.is_empty() {
        let count = |c: &char| left.iter().filter(|text| text.contains(*c)).count();
        let best =
            candidates.iter().copied().max_by_key(|c| (count(c), u32::MAX - u32::from(*c)))?;
        if count(&best) == 0 || chosen.len() == 12 {
            return None;
        }
        left.retain(|text| !text.contains(best));
        candidates.retain(|c| *c != best);
        chosen.push(best);
    }
    // Others of the same kind, where they are in several of these.
    let is_more = |c: &char| {
        !chosen.contains(c) && these.iter().filter(|(text, _)| text.contains(*c)).count() > 8
    };
    let more: Vec<char> = all.into_iter().filter(is_more).collect();
    chosen.extend(more);
    chosen.sort_unstable();
    chosen.truncate(16);
    Some(Class::These(chosen.into_iter().collect()))
}

/// A limit with all of `above` at or over it and all of `below` under it, as round as there is room for.
pub(super) fn threshold(above: &[i64], below: &[i64]) -> Option<i64> {
    let (least, most) = (*above.iter().min()?, *below.iter().max()?);
    if least <= most {
        return None;
    }
    let round = [1_000_000, 500_000, 100_000, 50_000, 10_000, 5_000, 1_000, 500, 100, 50, 10, 5];
    let snapped = round.into_iter().map(|grain| least.div_euclid(grain) * grain);
    Some(snapped.into_iter().find(|limit| *limit > most).unwrap_or(least))
}
