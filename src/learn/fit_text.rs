//! Learning a function of a text from inputs and outputs.

use super::class::{Class, Named, classes};
use super::facts::{Facts, Field};
use super::fit_map::maps;
use super::function::{Cut, Function, Mask, Middle, Pad, Part, Piece, Side, Unit, Which};
use super::guard::Guard;
use super::separate::{Subject, separate};
use super::redact::{Border, Place, Redaction};
use super::rule::Branch;
use super::whole::Whole;
use std::collections::{BTreeMap, BTreeSet};

/// An input, its output, and the goal that it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Pair<'a> {
    /// The text before.
    pub(super) input: String,
    /// The text after.
    pub(super) output: String,
    /// The goal.
    pub(super) facts: &'a Facts,
}

impl Pair<'_> {
    fn is_made_by(&self, function: &Function) -> bool {
        function.on(&self.input, self.facts) == self.output
    }

    fn is_changed(&self) -> bool {
        self.input != self.output
    }

    fn subject(&self) -> Subject<'_> {
        (&self.input, self.facts)
    }
}

/// So many pairs that changed are looked at before all of them are.
const SAMPLE: usize = 250;

/// So many functions that explain everything are looked at.
const ENOUGH: usize = 24;

/// So many functions that explain a part are combined with others.
const COMBINED: usize = 12;

/// So many functions more may follow one another.
const DEPTH: usize = 2;

/// The characters that may be looked at for one stage: it must end, and the same way on any machine.
const BUDGET: usize = 80_000_000;

/// A function that explains none of so many changed pairs is not tried on more.
const FIRST: usize = 40;

/// Functions that make every output, cheapest first; a few of them. `share`: this part of the budget is spent at most.
pub(super) fn functions(pairs: &[Pair<'_>], share: usize) -> Vec<Vec<Branch<Function>>> {
    let mut budget = BUDGET / share.max(1);
    let mut found = fit(pairs, DEPTH, &mut budget);
    found.sort_by_key(|branches| {
        branches.iter().map(|branch| branch.what.cost() + branch.when.cost()).sum::<u32>()
    });
    found.truncate(6);
    found
}

fn fit(pairs: &[Pair<'_>], depth: usize, budget: &mut usize) -> Vec<Vec<Branch<Function>>> {
    let changed: Vec<&Pair<'_>> = pairs.iter().filter(|pair| pair.is_changed()).collect();
    let same: Vec<&Pair<'_>> = pairs.iter().filter(|pair| !pair.is_changed()).collect();
    if changed.is_empty() {
        return Vec::new();
    }
    let step = changed.len().div_ceil(SAMPLE);
    let sample: Vec<&Pair<'_>> = changed.iter().step_by(step).copied().collect();
    let mut found = Vec::new();
    let mut partial: Vec<(Function, Vec<bool>)> = Vec::new();
    let length = |pairs: &[&Pair<'_>]| pairs.iter().map(|p| p.input.len()).sum::<usize>();
    let (all, few) = (length(&sample), length(&sample[..sample.len().min(FIRST)]));
    for function in candidates(pairs, &sample) {
        let hit = |pair: &&Pair<'_>| pair.is_made_by(&function);
        *budget = budget.saturating_sub(few);
        if *budget == 0 {
            break;
        }
        if !sample.iter().take(FIRST).any(hit) && sample.len() > 2 * FIRST {
            continue;
        }
        *budget = budget.saturating_sub(all);
        let hits: Vec<bool> = sample.iter().map(hit).collect();
        let count = hits.iter().filter(|hit| **hit).count();
        if count == hits.len() && changed.iter().all(|p| p.is_made_by(&function)) {
            found.extend(guarded(&function, &changed, &same));
            if found.len() >= ENOUGH {
                break;
            }
        } else if count > 0 {
            partial.push((function, hits));
        }
    }
    if !found.is_empty() {
        return found;
    }
    partial.sort_by_key(|(function, hits)| {
        (usize::MAX - hits.iter().filter(|hit| **hit).count(), function.cost())
    });
    let mut seen: BTreeSet<Vec<bool>> = BTreeSet::new();
    partial.retain(|(_, hits)| seen.insert(hits.clone()));
    if depth > 0 {
        found.extend(peeled(&changed, &same, depth, budget));
        if found.is_empty() {
            found.extend(composed(pairs, &partial, depth, budget));
        }
        if found.is_empty() {
            found.extend(composed_where(&changed, &same, &partial, depth, budget));
        }
    }
    if found.is_empty() {
        found.extend(branched(&changed, &same, &partial));
    }
    found
}

/// A function that explains all that changed, with the guard that keeps it from what did not.
fn guarded(
    function: &Function,
    changed: &[&Pair<'_>],
    same: &[&Pair<'_>],
) -> Vec<Vec<Branch<Function>>> {
    let wrong: Vec<Subject<'_>> =
        same.iter().filter(|pair| !pair.is_made_by(function)).map(|pair| pair.subject()).collect();
    let inside: Vec<Subject<'_>> = changed.iter().map(|pair| pair.subject()).collect();
    separate(&inside, &wrong)
        .into_iter()
        .map(|when| vec![Branch { when, what: function.clone() }])
        .collect()
}

/// What stands around all that changed is put there after something else was done.
fn peeled(
    changed: &[&Pair<'_>],
    same: &[&Pair<'_>],
    depth: usize,
    budget: &mut usize,
) -> Vec<Vec<Branch<Function>>> {
    let shared = |last: bool| -> String {
        let ends = |text: &str| -> Vec<char> {
            if last { text.chars().rev().collect() } else { text.chars().collect() }
        };
        let mut outputs = changed.iter().map(|pair| ends(&pair.output));
        let mut shared = outputs.next().unwrap_or_default();
        for output in outputs {
            let count = shared.iter().zip(&output).take_while(|(a, b)| a == b).count();
            shared.truncate(count);
        }
        shared.truncate(12);
        if last { shared.into_iter().rev().collect() } else { shared.into_iter().collect() }
    };
    let (before, mut after) = (shared(false), shared(true));
    let shortest = changed.iter().map(|pair| pair.output.len()).min().unwrap_or(0);
    if before.len() + after.len() > shortest {
        after.clear();
    }
    let own = |pair: &&&Pair<'_>| pair.input.starts_with(&before) && pair.input.ends_with(&after);
    if before.is_empty() && after.is_empty() || changed.iter().all(|pair| own(&pair)) {
        return Vec::new();
    }
    let inner: Vec<Pair<'_>> = changed
        .iter()
        .map(|pair| Pair {
            input: pair.input.clone(),
            output: pair.output[before.len()..pair.output.len() - after.len()].to_owned(),
            facts: pair.facts,
        })
        .collect();
    let mut found = Vec::new();
    for branches in fit(&inner, depth - 1, budget).into_iter().take(3) {
        if let [Branch { when: Guard::Always, what }] = branches.as_slice() {
            let around = Function::Around(before.clone(), after.clone());
            let function = Function::Then(vec![what.clone(), around]);
            found.extend(guarded(&function, changed, same));
        }
    }
    found
}

/// One function after another, where both together have a guard.
fn composed_where(
    changed: &[&Pair<'_>],
    same: &[&Pair<'_>],
    partial: &[(Function, Vec<bool>)],
    depth: usize,
    budget: &mut usize,
) -> Vec<Vec<Branch<Function>>> {
    let mut found = Vec::new();
    for (first, _) in partial.iter().take(COMBINED / 2) {
        let after: Vec<Pair<'_>> = changed
            .iter()
            .map(|pair| Pair {
                input: first.on(&pair.input, pair.facts),
                output: pair.output.clone(),
                facts: pair.facts,
            })
            .collect();
        for branches in fit(&after, depth - 1, budget).into_iter().take(3) {
            if let [Branch { when: Guard::Always, what }] = branches.as_slice() {
                let function = Function::Then(vec![first.clone(), what.clone()]);
                found.extend(guarded(&function, changed, same));
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// One function after another.
fn composed(
    pairs: &[Pair<'_>],
    partial: &[(Function, Vec<bool>)],
    depth: usize,
    budget: &mut usize,
) -> Vec<Vec<Branch<Function>>> {
    let mut found = Vec::new();
    for (first, _) in partial.iter().take(COMBINED) {
        // What it changes where nothing is changed has no way back.
        let after: Vec<Pair<'_>> = pairs
            .iter()
            .map(|pair| Pair {
                input: first.on(&pair.input, pair.facts),
                output: pair.output.clone(),
                facts: pair.facts,
            })
            .collect();
        let closer = after.iter().filter(|pair| pair.is_changed()).count();
        let before = pairs.iter().filter(|pair| pair.is_changed()).count();
        if closer >= before {
            continue;
        }
        for branches in fit(&after, depth - 1, budget) {
            if let [Branch { when: Guard::Always, what }] = branches.as_slice() {
                let what = Function::Then(vec![first.clone(), what.clone()]);
                found.push(vec![Branch { when: Guard::Always, what }]);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// Two functions, each where a predicate holds.
fn branched(
    changed: &[&Pair<'_>],
    same: &[&Pair<'_>],
    partial: &[(Function, Vec<bool>)],
) -> Vec<Vec<Branch<Function>>> {
    let mut found = Vec::new();
    for (at, (first, hits)) in partial.iter().enumerate().take(COMBINED) {
        for (second, also) in partial.iter().skip(at + 1).take(80) {
            if !hits.iter().zip(also).all(|(a, b)| *a || *b) {
                continue;
            }
            let fits = |function: &Function, pair: &Pair<'_>| pair.is_made_by(function);
            if !changed.iter().all(|pair| fits(first, pair) || fits(second, pair)) {
                continue;
            }
            let inside: Vec<&Pair<'_>> = changed
                .iter()
                .copied()
                .filter(|pair| fits(first, pair) && !fits(second, pair))
                .collect();
            let rest: Vec<&Pair<'_>> =
                changed.iter().copied().filter(|pair| !fits(first, pair)).collect();
            let mut against: Vec<Subject<'_>> = rest.iter().map(|pair| pair.subject()).collect();
            against
                .extend(same.iter().filter(|pair| !fits(first, pair)).map(|pair| pair.subject()));
            let positive: Vec<Subject<'_>> = inside.iter().map(|pair| pair.subject()).collect();
            for when in separate(&positive, &against).into_iter().take(2) {
                let left = |pair: &&&Pair<'_>| !when.holds(&pair.input, pair.facts);
                let positive: Vec<Subject<'_>> =
                    changed.iter().filter(left).map(|pair| pair.subject()).collect();
                let against: Vec<Subject<'_>> = same
                    .iter()
                    .filter(left)
                    .filter(|pair| !fits(second, pair))
                    .map(|pair| pair.subject())
                    .collect();
                for other in separate(&positive, &against).into_iter().take(1) {
                    found.push(vec![
                        Branch { when: when.clone(), what: first.clone() },
                        Branch { when: other, what: second.clone() },
                    ]);
                }
            }
            if found.len() > 4 {
                return found;
            }
        }
    }
    found
}

/// Everything that may explain some of what changed.
fn candidates(pairs: &[Pair<'_>], sample: &[&Pair<'_>]) -> Vec<Function> {
    let texts: Vec<(&str, &str)> =
        pairs.iter().map(|pair| (pair.input.as_str(), pair.output.as_str())).collect();
    let mut all = maps(&texts, &|c| c.to_string(), false);
    all.extend(Whole::ALL.iter().map(|whole| Function::Whole(*whole)));
    let ends_alike = sample.iter().any(|p| p.input.contains(p.output.as_str()));
    for named in Named::ALL {
        if ends_alike {
            all.extend(Side::ALL.map(|side| Function::Trim(Class::Of(*named), side)));
        }
        all.push(Function::Runs(Class::Of(*named), None));
        for to in [" ", "-", "_", ""] {
            all.push(Function::Runs(Class::Of(*named), Some(to.to_owned())));
        }
    }
    // Runs of a single character, where one of it is missing.
    let shorter = sample.iter().filter(|pair| pair.output.len() < pair.input.len());
    let marks: BTreeSet<char> = shorter
        .flat_map(|pair| pair.input.chars().zip(pair.input.chars().skip(1)))
        .filter(|(a, b)| a == b && !a.is_alphanumeric())
        .map(|(a, _)| a)
        .collect();
    for mark in marks.into_iter().take(40) {
        all.push(Function::Runs(Class::These(mark.to_string()), None));
    }
    for named in [
        Named::AsciiAlphanumeric,
        Named::Alphanumeric,
        Named::WordCharacter,
        Named::Slug,
        Named::PythonWord,
        Named::PythonAlphanumeric,
        Named::UnicodeWord,
    ] {
        for to in [" ", "-", "_", "", "."] {
            all.push(Function::Runs(Class::Not(named), Some(to.to_owned())));
        }
    }
    all.extend(trims(pairs, sample));
    all.extend(cuts(pairs, sample));
    all.extend(befores(pairs, sample));
    all.extend(parts(sample));
    all.extend(arounds(sample));
    all.extend(replaces(sample));
    all.extend(table(pairs));
    all.extend(pieces(sample));
    all.extend(middles(sample));
    all.extend(masks(sample));
    all.extend(pads(sample));
    all.extend(redactions(pairs, sample));
    all
}

/// So many texts a table may have, of so many characters at most: words that somebody lists.
const TABLE: (usize, usize) = (12, 16);

/// Each changed text with what came of it, where these are few and short.
fn table(pairs: &[Pair<'_>]) -> Option<Function> {
    let mut table: BTreeMap<&str, &str> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.is_changed()) {
        let known = table.insert(&pair.input, &pair.output);
        let is_word = pair.input.is_ascii() && pair.input.len() <= TABLE.1;
        if !is_word || table.len() > TABLE.0 || known.is_some_and(|known| known != pair.output) {
            return None;
        }
    }
    let owned = |(from, to): (&str, &str)| (from.to_owned(), to.to_owned());
    (table.len() > 1).then(|| Function::Table(table.into_iter().map(owned).collect()))
}

/// The text, constants and the texts of other fields, one after the other.
fn pieces(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut counts: BTreeMap<Vec<Piece>, usize> = BTreeMap::new();
    for pair in sample {
        for field in Field::ALL {
            let Some(other) = pair.facts.text(field).filter(|text| !text.is_empty()) else {
                continue;
            };
            let mut note = |pieces: Vec<Piece>| *counts.entry(pieces).or_default() += 1;
            let between = |text: &str| {
                let text = Piece::Text(text.to_owned());
                if text == Piece::Text(String::new()) { None } else { Some(text) }
            };
            if pair.output == other {
                note(vec![Piece::Of(field)]);
            }
            if pair.input.is_empty() {
                continue;
            }
            if let Some(rest) = pair.output.strip_prefix(&pair.input)
                && let Some(middle) = rest.strip_suffix(other)
                && middle.len() <= 4
            {
                let all = [Some(Piece::Own), between(middle), Some(Piece::Of(field))];
                note(all.into_iter().flatten().collect());
            }
            if let Some(rest) = pair.output.strip_suffix(&pair.input)
                && let Some(middle) = rest.strip_prefix(other)
                && middle.len() <= 4
            {
                let all = [Some(Piece::Of(field)), between(middle), Some(Piece::Own)];
                note(all.into_iter().flatten().collect());
            }
        }
    }
    most(counts, 12).into_iter().map(Function::Pieces).collect()
}

/// Texts of which the middle is missing.
fn middles(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut counts: BTreeMap<(usize, String, usize), usize> = BTreeMap::new();
    let mut shortest = usize::MAX;
    for pair in sample {
        let (input, output): (Vec<char>, Vec<char>) =
            (pair.input.chars().collect(), pair.output.chars().collect());
        for between in ["...", "\u{2026}", "..", "*", "***", "--", "-", "~", ""] {
            let width = between.chars().count();
            if output.len() < width + 2 || output.len() >= input.len() + width {
                continue;
            }
            for first in 1..output.len() - width {
                let last = output.len() - width - first;
                let marked: String = output[first..first + width].iter().collect();
                if marked == between
                    && last <= input.len()
                    && output[..first] == input[..first.min(input.len())]
                    && output[first + width..] == input[input.len() - last..]
                {
                    *counts.entry((first, between.to_owned(), last)).or_default() += 1;
                    shortest = shortest.min(input.len());
                }
            }
        }
    }
    most(counts, 6)
        .into_iter()
        .map(|(first, between, last)| {
            let over = shortest.saturating_sub(1).max(first + last);
            Function::Middle(Middle { over, first, between, last })
        })
        .collect()
}

/// Texts of which all but the ends is hidden.
fn masks(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut found = Vec::new();
    for with in ['*', 'x', 'X', '#', '\u{2022}'] {
        let hides = |pair: &&&Pair<'_>| {
            pair.output.contains(with) && pair.output.chars().count() == pair.input.chars().count()
        };
        let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for pair in sample.iter().filter(hides) {
            let first = common(&pair.input, &pair.output);
            let back = pair.input.chars().rev().zip(pair.output.chars().rev());
            let last = back.take_while(|(a, b)| a == b).count();
            *counts.entry((first, last)).or_default() += 1;
        }
        let masks = most(counts, 4).into_iter();
        found.extend(masks.map(|(first, last)| Function::Mask(Mask { first, last, with })));
    }
    found
}

/// What looks like personal data or a token, hidden where it stands.
fn redactions(pairs: &[Pair<'_>], sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut found = Vec::new();
    let free = Place::all(Border::None);
    let bordered = [Border::Ascii, Border::Python, Border::Unicode].into_iter().flat_map(Place::all);
    for place in free.chain(bordered) {
        let mut counts: BTreeMap<Redaction, usize> = BTreeMap::new();
        for pair in sample {
            let all = place.find(&pair.input);
            let [only] = all.as_slice() else { continue };
            let (before, after) = (&pair.input[..only.start], &pair.input[only.end..]);
            let inner = pair.output.strip_prefix(before).and_then(|s| s.strip_suffix(after));
            let from = &pair.input[only.clone()];
            for redaction in inner.iter().flat_map(|to| Redaction::between(from, to)) {
                *counts.entry(redaction).or_default() += 1;
            }
        }
        // A border that makes no difference says nothing.
        let bare = Place { border: Border::None, ..place };
        let differs = |pair: &Pair<'_>| place.find(&pair.input) != bare.find(&pair.input);
        if place.border != Border::None && (counts.is_empty() || !pairs.iter().any(differs)) {
            continue;
        }
        let best = most(counts, 4).into_iter();
        found.extend(best.map(|redaction| Function::Redact(place, redaction)));
    }
    found
}

/// Texts that are filled up to a width with one character.
fn pads(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut counts: BTreeMap<(usize, char, bool), usize> = BTreeMap::new();
    for pair in sample {
        for behind in [false, true] {
            let filling = match behind {
                true => pair.output.strip_prefix(pair.input.as_str()),
                false => pair.output.strip_suffix(pair.input.as_str()),
            };
            let Some(filling) = filling else { continue };
            let Some(with) = filling.chars().next() else { continue };
            if filling.chars().all(|c| c == with) {
                let width = pair.output.chars().count();
                *counts.entry((width, with, behind)).or_default() += 1;
            }
        }
    }
    let pad = |(to, with, behind)| Function::Pad(Pad { to, with, behind });
    most(counts, 3).into_iter().map(pad).collect()
}

/// Trims of the very characters that are missing at an end.
fn trims(pairs: &[Pair<'_>], sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut found = Vec::new();
    let gone = |cut: fn(&str, &str) -> Option<String>| -> Vec<char> {
        let chars: BTreeSet<char> = sample
            .iter()
            .filter_map(|pair| cut(&pair.input, &pair.output))
            .flat_map(|gone| gone.chars().collect::<Vec<_>>())
            .collect();
        chars.into_iter().collect()
    };
    let front = gone(|input, output| input.strip_suffix(output).map(str::to_owned));
    let back = gone(|input, output| input.strip_prefix(output).map(str::to_owned));
    let kept = |last: bool| -> Vec<char> {
        let end = |text: &str| if last { text.chars().next_back() } else { text.chars().next() };
        let same = pairs.iter().filter(|pair| !pair.is_changed());
        same.filter_map(|pair| end(&pair.input)).collect()
    };
    for (chars, last, sides) in
        [(front, false, [Side::Start, Side::OneAtStart]), (back, true, [Side::End, Side::OneAtEnd])]
    {
        for class in classes(&chars, &kept(last)).into_iter().take(3) {
            found.extend(sides.map(|side| Function::Trim(class.clone(), side)));
            found.push(Function::Trim(class, Side::Both));
        }
    }
    found
}

fn cuts(pairs: &[Pair<'_>], sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut found = Vec::new();
    // What stands behind what is kept, if anything.
    let mut tails: BTreeMap<String, usize> = BTreeMap::new();
    for pair in sample {
        let common = common(&pair.input, &pair.output);
        let tail: String = pair.output.chars().skip(common).collect();
        if tail.chars().count() <= 8 {
            *tails.entry(tail).or_default() += 1;
        }
    }
    let mut tails: Vec<(usize, String)> = tails.into_iter().map(|(t, n)| (n, t)).collect();
    tails.sort_by_key(|(count, _)| usize::MAX - count);
    for (_, tail) in tails.iter().take(3) {
        for unit in Unit::ALL {
            for from_end in [false, true] {
                let of: Vec<&&Pair<'_>> = sample
                    .iter()
                    .filter(|pair| {
                        let Some(kept) = pair.output.strip_suffix(tail.as_str()) else {
                            return false;
                        };
                        kept.len() < pair.input.len()
                            && if from_end {
                                pair.input.ends_with(kept)
                            } else {
                                pair.input.starts_with(kept)
                            }
                    })
                    .collect();
                let tail_length = unit.length(tail);
                let Some(keep) =
                    of.iter().map(|pair| unit.length(&pair.output) - tail_length).max()
                else {
                    continue;
                };
                let longest = pairs
                    .iter()
                    .filter(|pair| !pair.is_changed())
                    .map(|pair| unit.length(&pair.input))
                    .max()
                    .unwrap_or(0);
                let mut overs = vec![keep + tail_length, keep];
                if longest > keep {
                    overs.push(longest);
                }
                for over in overs {
                    let tail = tail.clone();
                    let at_word = false;
                    found.push(Function::Cut(Cut { over, keep, unit, tail, from_end, at_word }));
                }
                // Cut where a word ends: the same limit for longer and shorter words.
                if !from_end && of.iter().any(|pair| unit.length(&pair.output) < keep + tail_length)
                {
                    for (over, keep) in [(longest, keep), (longest, longest), (keep, keep)] {
                        let (tail, at_word) = (tail.clone(), true);
                        found.push(Function::Cut(Cut {
                            over,
                            keep,
                            unit,
                            tail,
                            from_end,
                            at_word,
                        }));
                    }
                }
            }
        }
    }
    found
}

fn befores(pairs: &[Pair<'_>], sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut stops = BTreeSet::new();
    let mut passed = BTreeSet::new();
    for pair in pairs.iter().filter(|pair| !pair.is_changed()) {
        passed.extend(pair.input.chars());
    }
    for pair in sample {
        let Some(rest) = pair.input.strip_prefix(pair.output.as_str()) else { continue };
        stops.extend(rest.chars().next());
        passed.extend(pair.output.chars());
    }
    let inside: Vec<char> = stops.into_iter().filter(|c| !passed.contains(c)).collect();
    let outside: Vec<char> = passed.into_iter().collect();
    classes(&inside, &outside).into_iter().map(Function::Before).collect()
}

/// What stands on one side of the first or last of a character, or of some of them.
fn parts(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut found = Vec::new();
    for part in Part::ALL {
        let border = |pair: &Pair<'_>| -> Option<char> {
            let (input, output) = (pair.input.as_str(), pair.output.as_str());
            match part {
                Part::BeforeLast => input.strip_prefix(output)?.chars().next(),
                Part::AfterFirst | Part::AfterLast => {
                    input.strip_suffix(output)?.chars().next_back()
                }
            }
        };
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        for c in sample.iter().filter_map(|pair| border(pair)) {
            *counts.entry(c).or_default() += 1;
        }
        let all: String = counts.keys().collect();
        let mut classes: Vec<Class> =
            most(counts, 4).into_iter().map(|c| Class::These(c.to_string())).collect();
        if (2..=8).contains(&all.chars().count()) {
            classes.push(Class::These(all));
        }
        found.extend(classes.into_iter().map(|class| Function::Part(class, part)));
    }
    found
}

fn arounds(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for pair in sample {
        if let Some((before, after)) = pair.output.split_once(pair.input.as_str())
            && !pair.input.is_empty()
        {
            *counts.entry((before.to_owned(), after.to_owned())).or_default() += 1;
        }
    }
    let mut found: Vec<Function> = most(counts, 4)
        .into_iter()
        .map(|(before, after)| Function::Around(before, after))
        .collect();
    let mut outputs: BTreeMap<String, usize> = BTreeMap::new();
    for pair in sample {
        *outputs.entry(pair.output.clone()).or_default() += 1;
    }
    found.extend(most(outputs, 3).into_iter().map(Function::Constant));
    found
}

fn most<K: Ord>(counts: BTreeMap<K, usize>, take: usize) -> Vec<K> {
    let mut all: Vec<(K, usize)> = counts.into_iter().collect();
    all.sort_by_key(|(_, count)| usize::MAX - count);
    all.into_iter().take(take).map(|(key, _)| key).collect()
}

/// A text in it replaced: the smallest differences, and the same with a little of what stands beside them.
fn replaces(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for pair in sample {
        let (input, output): (Vec<char>, Vec<char>) =
            (pair.input.chars().collect(), pair.output.chars().collect());
        let front = input.iter().zip(&output).take_while(|(a, b)| a == b).count();
        let room = input.len().min(output.len()) - front;
        let back = input
            .iter()
            .rev()
            .zip(output.iter().rev())
            .take(room)
            .take_while(|(a, b)| a == b)
            .count();
        for (left, right) in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2)] {
            if left > front || right > back {
                continue;
            }
            let from: String = input[front - left..input.len() - back + right].iter().collect();
            let to: String = output[front - left..output.len() - back + right].iter().collect();
            if !from.is_empty() && from.len() <= 16 && to.len() <= 32 {
                *counts.entry((from, to)).or_default() += 1;
            }
        }
    }
    let mut found = Vec::new();
    for (from, to) in most(counts, 60) {
        found.extend(Which::ALL.map(|which| Function::Replace(from.clone(), to.clone(), which)));
    }
    found
}

fn common(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}
