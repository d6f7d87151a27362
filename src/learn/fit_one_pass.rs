//! Learning which parts of a text are replaced in one pass.

use super::one_pass::{Pieces, Replacements, agreed};
use super::pair::Pair;
use std::collections::BTreeMap;

/// So many parts there may be.
const PARTS: usize = 16;

/// So many of the likeliest are tried for each.
const TRIED: usize = 16;

/// A part has so many characters at most, and what is put there so many.
const LONGEST: (usize, usize) = (8, 24);

/// So many characters must agree behind it, unless the text ends.
const AGREED: usize = 2;

/// So many texts that were not changed are looked at, and so many that were.
const KEPT: usize = 1500;
const CHANGED: usize = 400;

/// A text that was changed or not.
struct Text {
    input: String,
    output: String,
}

impl Text {
    /// So many bytes of the output come out right from the beginning; all and one more where everything does.
    fn agreed(&self, parts: &Replacements) -> usize {
        agreed(parts, &self.input, &self.output)
    }

    fn is_right(&self, parts: &Replacements) -> bool {
        self.agreed(parts) > self.output.len()
    }

    /// What may be taken and put at the first place that comes out wrong, and at the one before it.
    fn changes(&self, parts: &Replacements) -> Vec<(String, String)> {
        let (mut taken, mut put) = (vec![0], vec![0]);
        for (from, to) in (Pieces { parts, rest: &self.input }) {
            let (was, at) = (taken[taken.len() - 1], put[put.len() - 1]);
            if !self.output[at..].starts_with(to) {
                break;
            }
            taken.push(was + from.len());
            put.push(at + to.len());
        }
        let mut found = Vec::new();
        for back in 0..taken.len().min(3) {
            let place = taken.len() - 1 - back;
            change_at(parts, &self.input[taken[place]..], &self.output[put[place]..], &mut found);
        }
        found
    }
}

/// The shortest changes at the beginning of two texts behind which both go on alike.
fn change_at(parts: &Replacements, input: &str, output: &str, found: &mut Vec<(String, String)>) {
    let ends = |text: &str, most: usize| -> Vec<usize> {
        let ends = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
        ends.take(most + 1).collect()
    };
    let (taken, put) = (ends(input, LONGEST.0), ends(output, LONGEST.1));
    let begun = found.len();
    for sum in 1..taken.len() + put.len() {
        for from in 1..taken.len().min(sum + 1) {
            let Some(to) = put.get(sum - from) else { continue };
            let (rest, signed) = (&input[taken[from]..], &output[*to..]);
            let common = agreed(parts, rest, signed);
            let at_end = common > signed.len();
            let change = (input[..taken[from]].to_owned(), output[..*to].to_owned());
            if (common >= AGREED || at_end) && change.0 != change.1 {
                found.push(change);
            }
        }
        if found.len() >= begun + 6 {
            return;
        }
    }
}

/// The parts that make every output; `None` where there are none, or too many.
pub(super) fn fitted(pairs: &[Pair<'_>]) -> Option<Replacements> {
    let (changed, same): (Vec<&Pair<'_>>, Vec<&Pair<'_>>) =
        pairs.iter().partition(|pair| pair.is_changed());
    let some = |all: Vec<&Pair<'_>>, most: usize| -> Vec<Text> {
        let step = all.len().div_ceil(most).max(1);
        let text =
            |pair: &Pair<'_>| Text { input: pair.input.clone(), output: pair.output.clone() };
        all.into_iter().step_by(step).map(text).collect()
    };
    let (changed, same) = (some(changed, CHANGED), some(same, KEPT));
    let mut parts = Replacements::new();
    loop {
        let left: Vec<&Text> = changed.iter().filter(|text| !text.is_right(&parts)).collect();
        if left.is_empty() {
            return Some(needed(parts, &changed, &same)).filter(|parts| !parts.is_empty());
        }
        if parts.len() == PARTS {
            return None;
        }
        let part = next(&parts, &left, &changed, &same)?;
        parts.retain(|(from, _)| *from != part.0);
        parts.push(part);
    }
}

/// The parts without those that others make needless.
fn needed(mut parts: Replacements, changed: &[Text], same: &[Text]) -> Replacements {
    for at in (0..parts.len()).rev() {
        let mut fewer = parts.clone();
        fewer.remove(at);
        if changed.iter().chain(same).all(|text| text.is_right(&fewer)) {
            parts = fewer;
        }
    }
    parts
}

/// The part that brings most texts nearer to what was signed, and takes none away that is right.
fn next(
    parts: &Replacements,
    left: &[&Text],
    changed: &[Text],
    same: &[Text],
) -> Option<(String, String)> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for change in left.iter().flat_map(|text| text.changes(parts)) {
        *counts.entry(change).or_default() += 1;
    }
    let mut all: Vec<((String, String), usize)> = counts.into_iter().collect();
    all.sort_by_key(|((from, to), count)| (usize::MAX - count, from.len() + to.len()));
    let mut best: Option<(usize, (String, String))> = None;
    for (part, _) in all.into_iter().take(TRIED) {
        let mut tried: Replacements =
            parts.iter().filter(|(from, _)| *from != part.0).cloned().collect();
        tried.push(part.clone());
        let with_it = |text: &&Text| text.input.contains(&part.0);
        let spoils = |text: &&Text| text.is_right(parts) && !text.is_right(&tried);
        if same.iter().filter(with_it).any(|text| spoils(&text)) {
            continue;
        }
        // A longer part may mend what a shorter one spoils.
        let spoilt = changed.iter().filter(with_it).filter(spoils).count();
        let gained = left.iter().filter(|text| text.agreed(&tried) > text.agreed(parts)).count();
        let lost = left.iter().filter(|text| text.agreed(&tried) < text.agreed(parts)).count();
        let (gained, lost) = (gained, lost + spoilt);
        if gained > lost && best.as_ref().is_none_or(|(most, _)| gained - lost > *most) {
            best = Some((gained - lost, part));
        }
    }
    best.map(|(_, part)| part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::facts::Facts;
    use crate::learn::one_pass::replaced;

    /// Learned from the texts that a survey asks for.
    fn learned(signed: impl Fn(&str) -> String) -> Option<Replacements> {
        let facts = Facts::default();
        let goals = crate::learn::survey_goals();
        let plans = goals.iter().filter_map(|case| case.goal.property("plan")?.as_str());
        let pairs: Vec<Pair<'_>> = plans
            .map(|text| Pair { input: text.to_owned(), output: signed(text), facts: &facts })
            .collect();
        fitted(&pairs)
    }

    #[test]
    fn line_breaks_of_two_characters_are_one() {
        let signed = |text: &str| {
            let marked = text.replace("\r\n", "\u{1}").replace('\n', "<br />\n");
            marked.replace('\r', "<br />\r").replace('\u{1}', "<br />\r\n")
        };
        let parts = learned(signed).unwrap();
        for text in ["\r\n\r", "a\r\rb\nc\r\n", "\n\n"] {
            assert_eq!(replaced(&parts, text), signed(text), "{parts:?}");
        }
    }

    #[test]
    fn what_cannot_be_done_in_one_pass_is_not_learned() {
        assert_eq!(learned(|text| text.chars().rev().collect()), None);
        assert_eq!(learned(str::to_owned), None);
    }
}
