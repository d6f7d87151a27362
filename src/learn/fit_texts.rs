//! Rules about texts and how they are escaped, fitted to all the texts of the goals that were asked.

use super::facts::{Facts, Field};
use super::fit_map::maps;
use super::fit_text::functions;
use super::function::Function;
use super::map::Entry;
use super::pair::Pair;
use super::read::{as_latin1, decoded, encoded};
use super::rule::{Branch, Rule, TextRule};
use super::separate::{Subject, separate};
use super::simulate::{branch, escaped};

/// So many texts must be escaped otherwise before a predicate is looked for that tells them from others.
const EVIDENCE: usize = 8;

/// A text of a case: which field, as it should be, and as it was signed.
pub(super) struct Text<'a> {
    pub(super) field: Field,
    pub(super) input: String,
    pub(super) raw: Vec<u8>,
    pub(super) facts: &'a Facts,
}

/// Rules about texts and their escapes; one that says nothing where there is nothing to say.
pub(super) fn text_rules(texts: &[Text<'_>]) -> Vec<Rule> {
    let is_changed = |text: &Text<'_>| text.raw != encoded(&text.input);
    if !texts.iter().any(is_changed) {
        return vec![Rule::default()];
    }
    let outputs: Option<Vec<String>> = texts.iter().map(|text| decoded(&text.raw)).collect();
    let is_escaped_right =
        |outputs: &[String]| texts.iter().zip(outputs).all(|(text, to)| text.raw == encoded(to));
    if let Some(outputs) = outputs.as_deref().filter(|outputs| is_escaped_right(outputs)) {
        return function_rules(texts, outputs);
    }
    let inputs: Vec<&str> = texts.iter().map(|text| text.input.as_str()).collect();
    let all: Vec<&Text<'_>> = texts.iter().collect();
    let mut found: Vec<Rule> = escape_maps(&inputs, &all)
        .into_iter()
        .map(|escapes| Rule { escapes: Some(escapes), ..Rule::default() })
        .collect();
    // In some fields only: those of which any is written otherwise.
    if texts.iter().any(|text| !is_changed(text)) {
        let mut of: Vec<Field> =
            texts.iter().filter(|text| is_changed(text)).map(|text| text.field).collect();
        of.sort_unstable();
        of.dedup();
        let own: Vec<&Text<'_>> = texts.iter().filter(|text| of.contains(&text.field)).collect();
        let inputs: Vec<&str> = own.iter().map(|text| text.input.as_str()).collect();
        found.extend(escape_maps(&inputs, &own).into_iter().map(|escapes| Rule {
            escapes: Some(escapes),
            escapes_of: of.clone(),
            ..Rule::default()
        }));
    }
    // What seems to depend on the neighbours may depend on the whole text.
    if found.iter().all(looks_beside) {
        found.extend(escapes_of_some(texts));
    }
    // Both: a function of the texts, and other escapes of what becomes of them.
    if let Some(outputs) = outputs
        && texts.iter().zip(&outputs).any(|(text, output)| text.input != *output)
    {
        let escaped: Vec<&str> = outputs.iter().map(String::as_str).collect();
        let escapes = escape_maps(&escaped, &all);
        if !escapes.is_empty() {
            for rule in function_rules(texts, &outputs) {
                let with =
                    |escapes: &Function| Rule { escapes: Some(escapes.clone()), ..rule.clone() };
                found.extend(escapes.iter().map(with));
            }
        }
    }
    found
}

/// Whether a character is escaped by what stands beside it.
fn looks_beside(rule: &Rule) -> bool {
    let is_beside = |entry: &Entry| entry.after.is_some() || entry.before.is_some();
    matches!(&rule.escapes, Some(Function::Map(entries)) if entries.iter().any(is_beside))
}

/// Escapes of those texts that a predicate holds for, as where texts of ASCII take a way of their own.
fn escapes_of_some(texts: &[Text<'_>]) -> Vec<Rule> {
    let (right, wrong): (Vec<&Text<'_>>, Vec<&Text<'_>>) =
        texts.iter().partition(|text| text.raw == encoded(&text.input));
    if wrong.len() < EVIDENCE {
        return Vec::new();
    }
    let inputs: Vec<&str> = wrong.iter().map(|text| text.input.as_str()).collect();
    let inside: Vec<Subject<'_>> =
        wrong.iter().map(|text| (text.input.as_str(), text.facts)).collect();
    let mut found = Vec::new();
    for escapes in escape_maps(&inputs, &wrong) {
        let rule = Rule { escapes: Some(escapes), ..Rule::default() };
        let against: Vec<Subject<'_>> = right
            .iter()
            .filter(|text| escaped(&rule, Some(text.field), &text.input, text.facts) != text.raw)
            .map(|text| (text.input.as_str(), text.facts))
            .collect();
        let guards = separate(&inside, &against).into_iter();
        found.extend(guards.map(|escapes_when| Rule { escapes_when, ..rule.clone() }));
    }
    found
}

/// The escapes that make what was signed of these texts.
fn escape_maps(inputs: &[&str], texts: &[&Text<'_>]) -> Vec<Function> {
    let raw: Vec<String> = texts.iter().map(|text| as_latin1(&text.raw)).collect();
    let mut pairs: Vec<(&str, &str)> =
        inputs.iter().copied().zip(raw.iter().map(String::as_str)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let escape = |c: char| as_latin1(&encoded(c.encode_utf8(&mut [0; 4])));
    maps(&pairs, &escape, true)
}

fn function_rules(texts: &[Text<'_>], outputs: &[String]) -> Vec<Rule> {
    let pairs = |fields: &[Field]| -> Vec<Pair<'_>> {
        let mut known = std::collections::BTreeSet::new();
        texts
            .iter()
            .zip(outputs)
            .filter(|(text, output)| {
                fields.contains(&text.field)
                    && (text.input != **output
                        || known.insert((text.input.clone(), text.facts.cents)))
            })
            .map(|(text, output)| Pair {
                input: text.input.clone(),
                output: output.clone(),
                facts: text.facts,
            })
            .collect()
    };
    let mut drifting: Vec<Field> = texts
        .iter()
        .zip(outputs)
        .filter(|(text, output)| text.input != **output)
        .map(|(text, _)| text.field)
        .collect();
    drifting.sort_unstable();
    drifting.dedup();
    let rule =
        |of: Vec<Field>, branches: Vec<Branch<Function>>| TextRule { of, branches, early: false };
    let mut found = Vec::new();
    let everywhere = pairs(&Field::TEXTS);
    for branches in functions(&pairs(&drifting), 1) {
        let of_all = |pair: &Pair<'_>| match branch(&branches, &pair.input, pair.facts) {
            Some(function) => function.on(&pair.input, pair.facts) == pair.output,
            None => pair.input == pair.output,
        };
        // Of every text, where no other field says no.
        let of = if everywhere.iter().all(of_all) { Vec::new() } else { drifting.clone() };
        found.push(Rule { texts: vec![rule(of, branches)], ..Rule::default() });
    }
    if found.is_empty() && drifting.len() > 1 {
        // The first field that has none ends it.
        let of_field = |field: &Field| {
            let choices = functions(&pairs(&[*field]), 4);
            Some(rule(vec![*field], choices.into_iter().next()?))
        };
        let texts: Option<Vec<TextRule>> = drifting.iter().map(of_field).collect();
        found.extend(texts.map(|texts| Rule { texts: merged(texts), ..Rule::default() }));
    }
    found
}

/// Rules of single fields with those that say the same put together.
fn merged(texts: Vec<TextRule>) -> Vec<TextRule> {
    let mut all: Vec<TextRule> = Vec::new();
    for text in texts {
        match all.iter_mut().find(|known| known.branches == text.branches) {
            Some(known) => known.of.extend(text.of),
            None => all.push(text),
        }
    }
    all
}
