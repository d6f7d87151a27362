//! Functions of a text that may explain some of what changed, read off single inputs and outputs.

use super::class::{Class, Named, classes};
use super::fit_cut::{broken_cuts, cuts, length_fields, stale_blocks};
use super::fit_ends::{masks, middles, pads};
use super::fit_expression::expressions;
use super::fit_map::maps;
use super::fit_one_pass::fitted;
use super::fit_pieces::pieces;
use super::fit_replace::replacements;
use super::fit_split::splits;
use super::fit_tidy::tidies;
use super::fit_word_map::word_maps;
use super::fit_words::limits;
use super::function::{Function, Part, Side};
use super::local_time::LocalTime;
use super::map::Which;
use super::pair::{Pair, most};
use super::recode::Recode;
use super::redact::{Border, Place, Redaction};
use super::stamp::Stamp;
use super::whole::Whole;
use std::collections::{BTreeMap, BTreeSet};

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Breadth {
    /// Everything, lists of what was seen too.
    Alone,
    /// One step of several.
    Step,
    /// What another function leaves over: nothing that takes long to find.
    Behind,
}

/// Everything that may explain some of what changed.
pub(super) fn candidates(
    pairs: &[Pair<'_>],
    sample: &[&Pair<'_>],
    breadth: Breadth,
) -> Vec<Function> {
    let is_first = breadth == Breadth::Alone;
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
    all.extend(broken_cuts(sample));
    all.extend(length_fields(sample).into_iter().map(Function::LengthField));
    all.extend(limits(sample).into_iter().map(Function::WordLimit));
    all.extend(splits(sample).into_iter().map(Function::Split));
    all.extend(word_maps(pairs).into_iter().map(Function::Words));
    all.extend(stale_blocks(sample).into_iter().map(Function::StaleBlock));
    all.extend(befores(pairs, sample));
    all.extend(parts(sample));
    all.extend(arounds(sample));
    all.extend(replaces(sample, if is_first { 1 } else { SEEN }));
    all.extend(table(pairs, is_first));
    all.extend(pieces(sample));
    all.extend(middles(sample));
    all.extend(masks(sample));
    all.extend(pads(sample));
    all.extend(hashes(sample));
    all.extend(replacement(sample));
    all.extend(local_times(sample));
    if breadth != Breadth::Behind {
        all.extend(recodes(sample));
        all.extend(stamps(pairs, sample));
        all.extend(redactions(pairs, sample));
        all.extend(expressions(pairs, sample));
    }
    // They take long to find, and come alone.
    if breadth == Breadth::Alone {
        all.extend(tidies(sample).into_iter().map(Function::Tidy));
        all.extend(replacements(pairs));
        all.extend(fitted(pairs).map(Function::OnePass));
    }
    // What says little is tried first: of functions that do the same here, the plainest is given.
    all.sort_by_key(Function::cost);
    all
}

/// Hashes of texts that were trimmed or put in lower case before, where outputs look like hashes.
fn hashes(sample: &[&Pair<'_>]) -> Vec<Function> {
    let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    let of_length = |length: usize| {
        sample.iter().any(|pair| pair.output.len() == length && is_hex(&pair.output))
    };
    let lower = || Function::Whole(Whole::Lower);
    let mut found = Vec::new();
    for (hash, length) in [(Whole::Sha256, 64), (Whole::Sha1, 40), (Whole::Md5, 32)] {
        if !of_length(length) {
            continue;
        }
        let hash = || Function::Whole(hash);
        found.push(Function::Then(vec![lower(), hash()]));
        for space in [Named::Space, Named::PythonSpace, Named::JavaScriptSpace, Named::AsciiSpace] {
            let trim = || Function::Trim(Class::Of(space), Side::Both);
            found.push(Function::Then(vec![trim(), hash()]));
            found.push(Function::Then(vec![trim(), lower(), hash()]));
        }
    }
    found
}

/// JavaScript's replacement patterns: what `$&` was replaced by is read off a text with one of them.
fn replacement(sample: &[&Pair<'_>]) -> Option<Function> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for pair in sample.iter().filter(|pair| pair.input.contains('$')) {
        let of = match pair.input.split_once("$&") {
            Some((before, after)) => {
                pair.output.strip_prefix(before).and_then(|rest| rest.strip_suffix(after))
            }
            None => Some("$&"),
        };
        *counts.entry(of.unwrap_or("$&").to_owned()).or_default() += 1;
    }
    most(counts, 2)
        .into_iter()
        .find(|of| of != "$&")
        .or(Some("$&".to_owned()))
        .filter(|_| {
            sample.iter().any(|pair| pair.input.contains("$$") || pair.input.contains("$&"))
        })
        .map(Function::Replacement)
}

/// Moments in local time, as some of the first outputs may have them.
fn local_times(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut found: Vec<LocalTime> = Vec::new();
    let step = sample.len().div_ceil(MOMENTS).max(1);
    for pair in sample.iter().step_by(step) {
        for time in LocalTime::between(&pair.input, &pair.output) {
            if !found.contains(&time) {
                found.push(time);
            }
        }
    }
    found.into_iter().map(Function::Local).collect()
}

/// So many moments that changed are looked at, and so many that did not.
const STAMPS: (usize, usize) = (24, 8);

/// Moments that are read and written again.
fn stamps(pairs: &[Pair<'_>], sample: &[&Pair<'_>]) -> Vec<Function> {
    let is_moment =
        |text: &str| (text.len() == 10 || text.len() >= 16) && text.as_bytes()[4] == b'-';
    let changed: Vec<&Pair<'_>> =
        sample.iter().copied().filter(|pair| is_moment(&pair.input)).collect();
    let same = pairs.iter().filter(|pair| !pair.is_changed() && is_moment(&pair.input));
    let step = changed.len().div_ceil(STAMPS.0).max(1);
    let texts: Vec<(&str, &str)> = changed
        .into_iter()
        .step_by(step)
        .chain(same.take(STAMPS.1))
        .map(|pair| (pair.input.as_str(), pair.output.as_str()))
        .collect();
    Stamp::between(&texts).into_iter().map(Function::Stamp).collect()
}

/// So many texts are looked at for encodings, and each has so many bytes at most.
const RECODED: (usize, usize) = (40, 60);

/// Texts that were written in one encoding and read in another.
fn recodes(sample: &[&Pair<'_>]) -> Vec<Function> {
    let is_one = |pair: &&&Pair<'_>| !pair.input.is_ascii() && pair.input.len() <= RECODED.1;
    let texts: Vec<&&Pair<'_>> = sample.iter().filter(is_one).collect();
    let step = texts.len().div_ceil(RECODED.0).max(1);
    let pairs: Vec<(&str, &str)> = texts
        .iter()
        .step_by(step)
        .map(|pair| (pair.input.as_str(), pair.output.as_str()))
        .collect();
    if pairs.is_empty() {
        return Vec::new();
    }
    Recode::between(&pairs).into_iter().map(Function::Recode).collect()
}

/// So many outputs are looked at for a local time.
const MOMENTS: usize = 12;

/// So many texts a table may have, of so many characters at most: words that somebody lists.
const TABLE: (usize, usize) = (12, 16);

/// So many codes of currencies: a list of them is copied, not written.
const CODES: usize = 64;

/// So many characters a word of a list has at least.
const LISTED: usize = 3;

/// Each changed text with what came of it, where these are few and short. What another function left over is a list of
/// what was seen, and no rule, unless it is of words.
fn table(pairs: &[Pair<'_>], is_first: bool) -> Option<Function> {
    let is_listed = |text: &str| {
        is_first
            || text.len() >= LISTED
                && text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_- ".contains(&b))
    };
    let is_code = |text: &str| text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase());
    let are_codes = pairs.iter().filter(|pair| pair.is_changed()).all(|pair| is_code(&pair.input));
    let most = if are_codes { CODES } else { TABLE.0 };
    let mut table: BTreeMap<&str, &str> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.is_changed()) {
        let known = table.insert(&pair.input, &pair.output);
        let is_word =
            pair.input.is_ascii() && pair.input.len() <= TABLE.1 && is_listed(&pair.input);
        if !is_word || table.len() > most || known.is_some_and(|known| known != pair.output) {
            return None;
        }
    }
    let owned = |(from, to): (&str, &str)| (from.to_owned(), to.to_owned());
    (table.len() > 1).then(|| Function::Table(table.into_iter().map(owned).collect()))
}

/// What looks like personal data or a token, hidden where it stands.
fn redactions(pairs: &[Pair<'_>], sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut found = Vec::new();
    let free = Place::all(Border::None);
    let borders = [Border::Digit, Border::AnyDigit, Border::Ascii, Border::Python, Border::Unicode];
    let bordered = borders.into_iter().flat_map(Place::all);
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
        let best = most(counts, 6).into_iter();
        found.extend(best.map(|redaction| Function::Redact(place, redaction)));
    }
    found
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
                Part::AfterFirst | Part::AfterLast | Part::LastPiece => {
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

/// What another function left over is replaced where so many texts show it: else it is a list of what was seen.
const SEEN: usize = 3;

/// A text in it replaced, where at least so many texts show it: the smallest differences, and the same with a little of
/// what stands beside them.
fn replaces(sample: &[&Pair<'_>], least: usize) -> Vec<Function> {
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
    counts.retain(|_, count| *count >= least);
    let mut found = Vec::new();
    for (from, to) in most(counts, 60) {
        found.extend(Which::ALL.map(|which| Function::Replace(from.clone(), to.clone(), which)));
    }
    found
}
