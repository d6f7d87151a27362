//! Learning a list of replacements, one after the other: each makes some texts more like what was signed, and none less.

use super::class::{Class, Named};
use super::fit_map::{Place, beside};
use super::function::Function;
use super::image::Image;
use super::map::{Entry, Neighbour, Which};
use super::pair::Pair;
use std::collections::{BTreeMap, BTreeSet};

/// So many replacements a list may have.
const STEPS: usize = 16;

/// So many of the likeliest are tried for each step.
const TRIED: usize = 12;

/// A replacement takes so many characters at most, and puts so many in their place.
const LONGEST: (usize, usize) = (10, 24);

/// What becomes another thing in so many texts does so by what stands beside it.
const RIVAL: usize = 3;

/// So many characters must agree behind it, unless the text ends.
const AGREED: usize = 3;

/// So many texts that were not changed are looked at, and so many that were.
const KEPT: usize = 1500;
const CHANGED: usize = 400;

/// A text on its way from what was passed to what was signed.
struct Way<'p> {
    now: String,
    output: &'p str,
}

impl Way<'_> {
    fn is_there(&self) -> bool {
        self.now == self.output
    }

    /// So many characters agree from the beginning.
    fn agreed(&self, text: &str) -> usize {
        text.chars().zip(self.output.chars()).take_while(|(a, b)| a == b).count()
    }
}

/// The replacements, two or more, that make every output one after the other.
pub(super) fn replacements(pairs: &[Pair<'_>]) -> Option<Function> {
    let (changed, same): (Vec<&Pair<'_>>, Vec<&Pair<'_>>) =
        pairs.iter().partition(|pair| pair.is_changed());
    let some = |all: Vec<&'_ Pair<'_>>, most: usize| -> Vec<(String, String)> {
        let step = all.len().div_ceil(most).max(1);
        let of = |pair: &Pair<'_>| (pair.input.clone(), pair.output.clone());
        all.into_iter().step_by(step).map(of).collect()
    };
    let texts = [some(changed, CHANGED), some(same, KEPT)].concat();
    let mut ways: Vec<Way<'_>> =
        texts.iter().map(|(input, output)| Way { now: input.clone(), output }).collect();
    let mut steps = Vec::new();
    while ways.iter().any(|way| !way.is_there()) {
        if steps.len() == STEPS {
            return None;
        }
        let step = next(&ways)?;
        ways.iter_mut().for_each(|way| way.now = step.of(&way.now));
        steps.push(step);
    }
    (steps.len() > 1).then_some(Function::Then(steps))
}

/// The replacement that brings most texts nearer to what was signed.
fn next(ways: &[Way<'_>]) -> Option<Function> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for way in ways.iter().filter(|way| !way.is_there()) {
        for change in first_change(&way.now, way.output) {
            *counts.entry(change).or_default() += 1;
        }
    }
    let mut all: Vec<((String, String), usize)> = counts.into_iter().collect();
    all.sort_by_key(|((from, _), count)| (usize::MAX - count, from.len()));
    // So few cannot be behind all of them.
    let most: usize = all.iter().take(STEPS).map(|(_, count)| count).sum();
    if most < ways.iter().filter(|way| !way.is_there()).count() {
        return None;
    }
    let mut best: Option<(usize, Function, (String, String))> = None;
    let mut good: Vec<(Function, (String, String))> = Vec::new();
    // The same becomes one thing here, another there: what stands beside it comes first.
    let has_rival = |from: &str, to: &str| {
        all.iter().any(|((same, other), count)| same == from && other != to && *count >= RIVAL)
    };
    let tried: Vec<(String, String, bool)> = all
        .iter()
        .take(TRIED)
        .map(|((from, to), _)| (from.clone(), to.clone(), has_rival(from, to)))
        .collect();
    let is_split = tried.iter().any(|(from, to, rival)| {
        *rival && by_neighbours(from, to, ways).iter().any(|f| gain(f, from, ways) > Some(0))
    });
    for (from, to, rival) in tried {
        let everywhere = Function::Replace(from.clone(), to.clone(), Which::All);
        let candidates = match gain(&everywhere, &from, ways) {
            Some(_) if !(rival && is_split) => vec![everywhere],
            _ => by_neighbours(&from, &to, ways),
        };
        for candidate in candidates {
            let gained = gain(&candidate, &from, ways).unwrap_or(0);
            if gained == 0 {
                continue;
            }
            good.push((candidate.clone(), (from.clone(), to.clone())));
            if gained > best.as_ref().map_or(0, |(gained, ..)| *gained) {
                best = Some((gained, candidate, (from.clone(), to.clone())));
            }
        }
    }
    // What holds another one comes before it, unless it is the same with what stands beside it.
    let (_, step, (part, into)) = best?;
    let longer = good.into_iter().find(|(_, (from, to))| {
        from.len() > part.len() && from.contains(&part) && *to != from.replace(&part, &into)
    });
    Some(longer.map_or(step, |(longer, _)| longer))
}

/// How many texts a step brings nearer; `None` where it takes one away from what it should be.
fn gain(step: &Function, from: &str, ways: &[Way<'_>]) -> Option<usize> {
    let mut gained = 0;
    for way in ways.iter().filter(|way| way.now.contains(from)) {
        let next = step.of(&way.now);
        if next == way.now {
            continue;
        }
        let (before, after) = (way.agreed(&way.now), way.agreed(&next));
        if way.is_there() || after < before && next != way.output {
            return None;
        }
        gained += usize::from(after > before) + usize::from(next == way.output);
    }
    Some(gained)
}

/// Beside which characters one is replaced usually, and not beside others.
const USUAL: [Named; 6] = [
    Named::PythonWord,
    Named::Letter,
    Named::AsciiLetter,
    Named::AsciiDigit,
    Named::PythonSpace,
    Named::AsciiAlphanumeric,
];

/// One character replaced only beside some others: what stands beside it where it was replaced, and where it was not.
fn by_neighbours(from: &str, to: &str, ways: &[Way<'_>]) -> Vec<Function> {
    let mut chars = from.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return Vec::new() };
    let (mut replaced, mut kept) = (BTreeSet::new(), BTreeSet::new());
    for way in ways.iter().filter(|way| way.now.contains(c)) {
        let text: Vec<char> = way.now.chars().collect();
        let place = |at: usize| Place {
            c,
            after: at.checked_sub(1).map(|at| text[at]),
            before: text.get(at + 1).copied(),
        };
        let agreed = way.agreed(&way.now);
        kept.extend((0..agreed).filter(|at| text[*at] == c).map(place));
        let rest = way.output.char_indices().nth(agreed).map_or("", |(at, _)| &way.output[at..]);
        if text.get(agreed) == Some(&c) {
            let places = if rest.starts_with(to) { &mut replaced } else { &mut kept };
            places.insert(place(agreed));
        }
    }
    let (replaced, kept): (Vec<Place>, Vec<Place>) =
        (replaced.into_iter().collect(), kept.into_iter().collect());
    let entry = Entry {
        of: Class::These(from.to_owned()),
        image: Image::Text(to.to_owned()),
        after: None,
        before: None,
        which: Which::All,
    };
    // Usual classes first: those that are told from few texts say too little.
    let usual = |end: bool| USUAL.map(|named| Neighbour { class: Some(Class::Of(named)), end });
    let choices: Vec<Option<Neighbour>> = std::iter::once(None)
        .chain(usual(false).into_iter().chain(usual(true)).map(Some))
        .collect();
    let both = |choices: &[Option<Neighbour>]| -> Vec<Entry> {
        let pairs =
            choices.iter().flat_map(|after| choices.iter().map(move |before| (after, before)));
        pairs
            .filter(|(after, before)| after.is_some() || before.is_some())
            .map(|(after, before)| Entry {
                after: after.clone(),
                before: before.clone(),
                ..entry.clone()
            })
            .collect()
    };
    let is_mark = !c.is_alphanumeric() && c != ' ';
    let usual = if is_mark { both(&choices) } else { Vec::new() };
    let told = beside(&entry, &replaced, &kept.iter().collect::<Vec<_>>());
    usual.into_iter().chain(told).map(|entry| Function::Map(vec![entry])).collect()
}

/// What was taken at the first difference, and what was put there: the shortest, and with what stands beside it.
fn first_change(now: &str, output: &str) -> Vec<(String, String)> {
    let (now, output): (Vec<char>, Vec<char>) = (now.chars().collect(), output.chars().collect());
    let front = now.iter().zip(&output).take_while(|(a, b)| a == b).count();
    let (rest, signed) = (&now[front..], &output[front..]);
    let agree = |taken: usize, put: usize| {
        let (rest, signed) = (&rest[taken..], &signed[put..]);
        let common = rest.iter().zip(signed).take_while(|(a, b)| a == b).count();
        common >= AGREED || rest.len() == common && signed.len() == common
    };
    let mut found = Vec::new();
    let lengths = (1..=LONGEST.0 + LONGEST.1)
        .flat_map(|sum| (0..=sum.min(LONGEST.0)).map(move |taken| (taken, sum - taken)));
    for (taken, put) in lengths {
        if taken > rest.len() || put > signed.len() || put > LONGEST.1 || !agree(taken, put) {
            continue;
        }
        for left in 0..=front.min(1) {
            for right in 0..=1 {
                let (from, to) =
                    (front - left..front + taken + right, front - left..front + put + right);
                if let (Some(from), Some(to)) = (now.get(from), output.get(to))
                    && !from.is_empty()
                {
                    found.push((from.iter().collect(), to.iter().collect()));
                }
            }
        }
        if found.len() >= 8 {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::facts::Facts;

    /// What WordPress makes of a title, as far as most know it.
    fn texturized(text: &str) -> String {
        let mut text = text.to_owned();
        for (from, to) in
            [("---", "\u{2014}"), ("--", "\u{2013}"), ("...", "\u{2026}"), ("(tm)", "\u{2122}")]
        {
            text = text.replace(from, to);
        }
        let quoted = |text: &str, mark: char, open: char, close: char| -> String {
            let mut before = None;
            text.chars()
                .map(|c| {
                    let is_open =
                        before.is_none_or(|b: char| b.is_whitespace() || b == '(' || b == '[');
                    before = Some(c);
                    match c == mark {
                        true if is_open => open,
                        true => close,
                        false => c,
                    }
                })
                .collect()
        };
        let chars: Vec<char> = text.chars().collect();
        let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
        let times = |at: usize| at > 0 && chars[at] == 'x' && is_digit(at - 1) && is_digit(at + 1);
        text = (0..chars.len()).map(|at| if times(at) { '\u{d7}' } else { chars[at] }).collect();
        text = quoted(&text, '\'', '\u{2018}', '\u{2019}');
        quoted(&text, '"', '\u{201c}', '\u{201d}')
    }

    #[test]
    fn a_list_may_depend_on_what_stands_beside() {
        let facts = Facts::default();
        let texts: Vec<String> = crate::learn::survey_goals()
            .iter()
            .filter_map(|case| {
                case.goal.property("plan").and_then(|plan| plan.as_str().map(str::to_owned))
            })
            .collect();
        let pairs: Vec<Pair<'_>> = texts
            .iter()
            .map(|text| Pair { input: text.clone(), output: texturized(text), facts: &facts })
            .collect();
        let list = replacements(&pairs).unwrap();
        assert!(pairs.iter().all(|pair| list.of(&pair.input) == pair.output), "{list:?}");
    }

    #[test]
    fn a_list_is_learned_in_its_order() {
        let facts = Facts::default();
        let signed = |text: &str| {
            text.replace("---", "\u{2014}").replace("--", "\u{2013}").replace("...", "\u{2026}")
        };
        let texts = [
            "a --- b",
            "a--b",
            "well...",
            "a---b",
            "x -- y...",
            "a...b",
            "plain",
            "a-b",
            "..",
            "-",
        ];
        let pairs: Vec<Pair<'_>> = texts
            .iter()
            .map(|text| Pair { input: (*text).to_owned(), output: signed(text), facts: &facts })
            .collect();
        let list = replacements(&pairs).unwrap();
        assert!(pairs.iter().all(|pair| list.of(&pair.input) == pair.output), "{list:?}");
        assert_eq!(list.of("1----2"), signed("1----2"));
    }
}
