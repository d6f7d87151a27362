//! Learning an expression: what the places that were replaced have in common, and no other place has.

use super::expression::{found, replaced_where};
use super::function::Function;
use super::pair::Pair;
use super::redact::Redaction;
use std::collections::{BTreeMap, BTreeSet};

/// So many places must show the same replacement.
const SHOWN: usize = 4;

/// So many replacements are looked at, those that show most first, and so many expressions for each.
const REPLACED: usize = 3;
const EXPRESSIONS: usize = 300;

/// So many expressions are given at most.
const GIVEN: usize = 6;

/// So many texts that changed, and that did not, are looked at before an expression is given.
const CHANGED: usize = 80;
const SAME: usize = 400;

/// So many words an expression may list, and so many characters each may have.
const WORDS: (usize, usize) = (8, 20);

/// Places that are known by what stands beside them: the group is what is replaced.
const KNOWN: [&str; 10] = [
    r"(?:[0-9]{1,3}\.){3}([0-9]{1,3})",
    r"(?-u:\b)(?:[0-9]{1,3}\.){3}([0-9]{1,3})(?-u:\b)",
    r"(?:^|[^0-9.])(?:[0-9]{1,3}\.){3}([0-9]{1,3})(?:$|[^0-9.])",
    r"(?:[0-9]{1,3}\.){2}([0-9]{1,3}\.[0-9]{1,3})",
    r"[^\s@]+@([^\s@]+)",
    r"[^\s@]+(@[^\s@]+)",
    r"://[^/\s:@]+:([^@/\s]+)@",
    r"(?i)(?:token|key|secret|password|pwd|auth)=([^&\s]+)",
    r"[?&]([^=&#\s]+=[^&#\s]*)",
    r"\A[a-z]+://([^/\s]+)",
];

/// Known places with what was put there in most texts that have one.
fn known(sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut all = Vec::new();
    for expression in KNOWN {
        let mut counts: BTreeMap<Redaction, usize> = BTreeMap::new();
        for pair in sample {
            let [only] = &found(expression, &pair.input)[..] else { continue };
            let (before, after) = (&pair.input[..only.start], &pair.input[only.end..]);
            let inner = pair.output.strip_prefix(before).and_then(|s| s.strip_suffix(after));
            let from = &pair.input[only.clone()];
            for redaction in inner.iter().flat_map(|to| Redaction::between(from, to)) {
                *counts.entry(redaction).or_default() += 1;
            }
        }
        let best = counts.into_iter().max_by_key(|(_, count)| *count);
        let function = |(redaction, _)| Function::Expression(expression.to_owned(), redaction);
        all.extend(best.map(function));
    }
    all
}

/// Classes of characters as expressions have them, narrow ones first.
const CLASSES: [&str; 22] = [
    "[0-9]",
    "[a-z]",
    "[A-Z]",
    "[0-9a-f]",
    "[0-9A-Fa-f]",
    "[A-Za-z]",
    "[a-z0-9]",
    "[A-Za-z0-9]",
    "[A-Za-z0-9_]",
    "[A-Za-z0-9_-]",
    "[A-Za-z0-9_.-]",
    "[0-9 -]",
    "[0-9 ().-]",
    r"\d",
    r"\p{L}",
    r"[\p{L}\p{N}_]",
    r"[\p{L}\p{N}_-]",
    r"\s",
    r"[^\x00-\x7F]",
    r"[^\x20-\x7E]",
    r"\S",
    r"(?s:.)",
];

/// A place that was replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    from: String,
    to: String,
}

/// Expressions that may find what was replaced in these texts, with what was put there.
pub(super) fn expressions(pairs: &[Pair<'_>], sample: &[&Pair<'_>]) -> Vec<Function> {
    let mut groups: BTreeMap<Redaction, BTreeSet<String>> = BTreeMap::new();
    for pair in sample {
        for Place { from, to } in places(&pair.input, &pair.output) {
            groups.entry(Redaction::plain(&to)).or_default().insert(from.clone());
            let each = to.chars().next().filter(|with| {
                to.chars().count() == from.chars().count() && to.chars().all(|c| c == *with)
            });
            if let Some(with) = each {
                let redaction = Redaction { each: true, ..Redaction::plain(&with.to_string()) };
                groups.entry(redaction).or_default().insert(from);
            }
        }
    }
    let mut groups: Vec<(Redaction, BTreeSet<String>)> =
        groups.into_iter().filter(|(_, from)| from.len() >= SHOWN).collect();
    groups.sort_by_key(|(_, from)| usize::MAX - from.len());
    let same: Vec<&Pair<'_>> = pairs.iter().filter(|pair| !pair.is_changed()).collect();
    let some = |all: &[&Pair<'_>], most: usize| -> Vec<(String, String)> {
        let step = all.len().div_ceil(most).max(1);
        let of = |pair: &&Pair<'_>| (pair.input.clone(), pair.output.clone());
        all.iter().step_by(step).map(of).collect()
    };
    let (changed, same) = (some(sample, CHANGED), some(&same, SAME));
    let mut found: Vec<(usize, Function)> = Vec::new();
    for (redaction, from) in groups.into_iter().take(REPLACED) {
        let mut from: Vec<&str> = from.iter().map(String::as_str).collect();
        from.sort_by_key(|text| text.len());
        let shorter = &from[..from.len().div_ceil(2)];
        let choices = of_places(shorter).into_iter().chain(of_places(&from));
        let mut known = BTreeSet::new();
        let choices = choices.filter(|expression| known.insert(expression.clone()));
        for expression in choices.take(EXPRESSIONS) {
            let makes = |(input, output): &(String, String)| {
                replaced_where(&expression, &redaction, input) == *output
            };
            let hits = changed.iter().filter(|pair| makes(pair)).count();
            if hits > 0 && same.iter().all(makes) {
                let function = Function::Expression(expression, redaction.clone());
                found.push((hits, function));
                // Several: those that differ in few texts are told apart later.
                if found.iter().filter(|(hits, _)| *hits == changed.len()).count() == GIVEN {
                    break;
                }
            }
        }
    }
    // Stable: of those that explain as much, the first.
    found.sort_by_key(|(hits, _)| usize::MAX - hits);
    found.truncate(GIVEN);
    found.into_iter().map(|(_, function)| function).chain(known(sample)).collect()
}

/// The one place in which two texts differ: the smallest, and the same moved to where it begins with a mark.
fn places(input: &str, output: &str) -> Vec<Place> {
    let (a, b): (Vec<char>, Vec<char>) = (input.chars().collect(), output.chars().collect());
    let front = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let room = a.len().min(b.len()) - front;
    let back = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(a, b)| a == b).count();
    let to: String = b[front..b.len() - back].iter().collect();
    let mut found = Vec::new();
    let place = |range: std::ops::Range<usize>| {
        let from = a.get(range).filter(|from| !from.is_empty())?;
        Some(Place { from: from.iter().collect(), to: to.clone() })
    };
    found.extend(place(front..a.len() - back));
    // Whole words, of which the ends are the same by chance.
    let word = |c: &char| c.is_alphanumeric();
    let left = a[..front].iter().rev().take_while(|c| word(c)).count();
    let right = a[a.len() - back..].iter().take_while(|c| word(c)).count();
    if (left > 0 || right > 0) && !to.is_empty() {
        let from: String = a[front - left..a.len() - back + right].iter().collect();
        let to: String = b[front - left..b.len() - back + right].iter().collect();
        found.push(Place { from, to });
    }
    if to.is_empty() {
        // What was taken out may have stood further to the left.
        let length = a.len() - back - front;
        for left in 1..=front.min(length) {
            let start = front - left;
            let is_mark = a.get(start).is_some_and(|c| !c.is_alphanumeric());
            if is_mark && a[start..start + left] == a[start + length..front + length] {
                found.extend(place(start..start + length));
                break;
            }
        }
    }
    found
}

/// Expressions for all of these, plain ones first.
fn of_places(from: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(of_words(from));
    found.extend(of_runs(from));
    found.extend(delimited(from));
    found.extend(affixed(from));
    let mut known = BTreeSet::new();
    found.retain(|expression| known.insert(expression.clone()));
    found
}

/// Words, in capitals or not, alone or in others.
fn of_words(from: &[&str]) -> Vec<String> {
    let mut lower: Vec<String> = from.iter().map(|word| word.to_lowercase()).collect();
    lower.sort_by_key(|word| (usize::MAX - word.len(), word.clone()));
    lower.dedup();
    let is_word = |word: &String| word.chars().count() <= WORDS.1 && word.is_ascii();
    if lower.len() > WORDS.0 || !lower.iter().all(is_word) {
        return Vec::new();
    }
    let all = lower.iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join("|");
    vec![
        format!("(?i:{all})"),
        format!(r"(?i-u:\b)(?i:{all})(?i-u:\b)"),
        format!(r"\b(?i:{all})\b"),
    ]
}

/// Runs of characters of one class.
fn of_runs(from: &[&str]) -> Vec<String> {
    let lengths: BTreeSet<usize> = from.iter().map(|text| text.chars().count()).collect();
    let (Some(least), Some(most)) = (lengths.first(), lengths.last()) else { return Vec::new() };
    let mut found = Vec::new();
    for class in classes_of(from.iter().copied()) {
        let mut counts = vec![format!("{{{least},}}"), "+".to_owned(), format!("{{{least}}}")];
        if most > least {
            counts.push(format!("{{{least},{most}}}"));
        }
        for count in counts {
            found.push(format!("{class}{count}"));
            found.push(format!(r"(?-u:\b){class}{count}(?-u:\b)"));
            found.push(format!(r"\b{class}{count}\b"));
        }
    }
    found
}

/// Classes that hold every character of these.
fn classes_of<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'static str> {
    let all: String = texts.flat_map(str::chars).collect::<BTreeSet<char>>().into_iter().collect();
    let count = all.chars().count();
    let gone = Redaction::plain("");
    let holds = |class: &&&str| count > 0 && replaced_where(class, &gone, &all).is_empty();
    CLASSES.iter().filter(holds).copied().collect()
}

/// What begins with one mark, and ends with one or with the text.
fn delimited(from: &[&str]) -> Vec<String> {
    // Where several are beside each other, some seem to begin or end elsewhere.
    let commonest = |ends: &mut dyn Iterator<Item = char>| -> Option<char> {
        let mut counts: BTreeMap<char, usize> = BTreeMap::new();
        ends.for_each(|end| *counts.entry(end).or_default() += 1);
        counts.into_iter().max_by_key(|(_, count)| *count).map(|(end, _)| end)
    };
    let first = commonest(&mut from.iter().filter_map(|text| text.chars().next()));
    let Some(first) = first.filter(|first| !first.is_alphanumeric()) else { return Vec::new() };
    // What never ends has any last character.
    let is_mark = |c: &char| !c.is_alphanumeric();
    let lasts = from.iter().filter_map(|text| text.chars().next_back()).filter(is_mark);
    let last = match first {
        '<' => '>',
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => commonest(&mut lasts.into_iter()).unwrap_or(first),
    };
    let escaped = |c: char| regex::escape(&c.to_string());
    let (open, close) = (escaped(first), escaped(last));
    let not = |more: &str| format!(r"[^{close}{more}]");
    let mut found = Vec::new();
    let inner = [
        not(""),
        not(r"\n"),
        not(&open),
        not(r"\s"),
        r"[\p{L}\p{N}_]".to_owned(),
        "[A-Za-z0-9_]".to_owned(),
        "[A-Za-z0-9_-]".to_owned(),
        "[a-z]".to_owned(),
    ];
    for end in [close.clone(), format!(r"(?:{close}|\z)")] {
        for inner in &inner {
            found.push(format!("{open}{inner}*{end}"));
            found.push(format!("{open}{inner}+{end}"));
        }
        found.push(format!("(?s:{open}.*?{end})"));
        // What may follow the first mark.
        for next in [r"[^\s", "[A-Za-z/", "[A-Za-z/!?"] {
            let next = match next.strip_prefix("[^") {
                Some(without) => format!("[^{without}{close}]"),
                None => format!("{next}]"),
            };
            found.push(format!("{open}{next}{}*{end}", not("")));
            found.push(format!("{open}(?:{close}|{next}{}*{end})", not("")));
        }
    }
    found.push(format!("(?s:{open}.*{close})"));
    found
}

/// What all of these begin or end with, beside a run.
fn affixed(from: &[&str]) -> Vec<String> {
    let before = common(from.iter().map(|text| text.chars().collect()).collect());
    let after = common(from.iter().map(|text| text.chars().rev().collect()).collect());
    let mut found = Vec::new();
    for length in (1..=before.len()).rev() {
        let prefix: String = before[..length].iter().collect();
        let rest: Vec<&str> = from.iter().map(|text| &text[prefix.len()..]).collect();
        let prefix = regex::escape(&prefix);
        found.extend(of_rest(&rest).into_iter().map(|run| format!("{prefix}{run}")));
        found.push(format!("(?s:{prefix}.*)"));
    }
    for length in (1..=after.len()).rev() {
        let suffix: String = after[..length].iter().rev().collect();
        let rest: Vec<&str> = from.iter().map(|text| &text[..text.len() - suffix.len()]).collect();
        let suffix = regex::escape(&suffix);
        found.extend(of_rest(&rest).into_iter().map(|run| format!("{run}{suffix}")));
    }
    found
}

/// Runs for what is left beside what all have in common.
fn of_rest(rest: &[&str]) -> Vec<String> {
    let lengths: BTreeSet<usize> = rest.iter().map(|text| text.chars().count()).collect();
    let least = lengths.first().copied().unwrap_or(0);
    let mut counts = vec!["*".to_owned()];
    if least > 0 {
        counts = vec!["+".to_owned(), format!("{{{least},}}")];
    }
    if lengths.len() == 1 {
        counts.push(format!("{{{least}}}"));
    }
    let class = |class: &str| counts.iter().map(|count| format!("{class}{count}")).collect();
    classes_of(rest.iter().copied())
        .into_iter()
        .flat_map(|of| -> Vec<String> { class(of) })
        .collect()
}

/// What all of these begin with, all but the last character of the shortest.
fn common(texts: Vec<Vec<char>>) -> Vec<char> {
    let mut texts = texts.into_iter();
    let mut shared = texts.next().unwrap_or_default();
    for text in texts {
        let count = shared.iter().zip(&text).take_while(|(a, b)| a == b).count();
        shared.truncate(count);
    }
    shared.truncate(6);
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::facts::Facts;

    /// Texts, and what becomes of them.
    fn learned(texts: &[&str], signed: &dyn Fn(&str) -> String) -> Vec<Function> {
        let facts = Facts::default();
        let pairs: Vec<Pair<'_>> = texts
            .iter()
            .map(|text| Pair { input: (*text).to_owned(), output: signed(text), facts: &facts })
            .collect();
        let sample: Vec<&Pair<'_>> = pairs.iter().filter(|pair| pair.is_changed()).collect();
        let found = expressions(&pairs, &sample);
        found.into_iter().filter(|f| pairs.iter().all(|pair| pair.is_made_by(f))).collect()
    }

    const TEXTS: [&str; 18] = [
        "<b>Pro</b>",
        "<br>",
        "<br/>x",
        "a<b",
        "1 < 2 > 0",
        "x<i>y",
        "<em>q</em>z",
        "a>b",
        "%20",
        "a%20b",
        "%C3%A9",
        "100%",
        "x%2Fy",
        "%zz",
        "a%41",
        "Pro",
        "plan 7",
        "< a>",
    ];

    #[test]
    fn what_was_taken_out_is_described_by_an_expression() {
        for expression in [r"<[^>]*>", r"%[0-9A-F]{2}", r"<[^\s>][^>]*(?:>|\z)"] {
            let signed = |text: &str| {
                regex::Regex::new(expression).unwrap().replace_all(text, "").into_owned()
            };
            let found = learned(&TEXTS, &signed);
            assert!(!found.is_empty(), "{expression}");
        }
    }

    #[test]
    fn words_are_replaced_in_capitals_or_not() {
        let texts = ["Acme", "my ACME pro", "acme", "aCme x", "pro", "Acm", "acMe", "x Acme"];
        let signed = |text: &str| {
            regex::Regex::new("(?i)acme").unwrap().replace_all(text, "Ajax").into_owned()
        };
        assert!(!learned(&texts, &signed).is_empty());
    }
}
