//! From answers to rules: stage after stage, each held against all answers.

use super::facts::{Facts, Field};
use super::fit_map::maps;
use super::fit_shape::{Shape, reshape, shape};
use super::fit_silent;
use super::fit_text::{Pair, functions};
use super::fit_value::values;
use super::function::Function;
use super::guard::{Guard, Subject, separate};
use super::keys::{KeyForm, OutputForm};
use super::read::{Node, Signed, as_latin1, decoded, encoded, read};
use super::rule::{Branch, Rule, TextRule, Token};
use super::seen::Seen;
use super::simulate::{branch, hmac, signature};
use crate::protocol::hex;
use std::collections::BTreeMap;

/// So many rules are held against all answers.
const RULES: usize = 400;

/// The rules that predict every answer, cheapest first; a few of them.
pub(super) fn rules(seen: &[Seen]) -> Vec<Rule> {
    if seen.iter().all(|s| s.told.is_none()) {
        let found = fit_silent::rules(seen);
        if !found.is_empty() {
            return found;
        }
    }
    let mut found = Vec::new();
    for outer in outer_rules(seen) {
        let mut candidates = message_rules(seen, &outer);
        candidates.truncate(RULES);
        found.extend(candidates.into_iter().filter(|rule| seen.iter().all(|s| s.fits(rule))));
    }
    found.sort_by_key(Rule::cost);
    found.dedup();
    found.truncate(8);
    found
}

/// What is done to the secret and to the digest.
fn outer_rules(seen: &[Seen]) -> Vec<Rule> {
    let plain = Rule::default();
    let made =
        |rule: &Rule, seen: &Seen| signature(rule, &seen.case, &seen.case.secret, seen.message());
    let is_right = |seen: &&Seen| made(&plain, seen).as_ref() == Some(&seen.signature);
    // Where bytes are not told, a signature says nothing about the key alone.
    let told: Vec<&Seen> = seen.iter().filter(|s| s.told.is_some()).collect();
    let judged = if told.is_empty() { seen.iter().collect() } else { told };
    let (right, wrong): (Vec<&Seen>, Vec<&Seen>) = judged.into_iter().partition(is_right);
    if wrong.is_empty() {
        return vec![plain];
    }
    let digest = |seen: &Seen| {
        hex::decode(seen.case.secret.as_bytes()).map(|key| hmac(&key, seen.message()))
    };
    let mut found = Vec::new();
    let hexes: Vec<(String, &Seen)> = wrong
        .iter()
        .chain(&right)
        .filter_map(|seen| Some((hex::encode(&digest(seen)?), *seen)))
        .collect();
    let pairs: Vec<Pair<'_>> = hexes
        .iter()
        .map(|(hex, seen)| Pair {
            input: hex.clone(),
            output: seen.signature.clone(),
            facts: &seen.case.facts,
        })
        .collect();
    for branches in functions(&pairs) {
        let output = branches
            .into_iter()
            .map(|b| Branch { when: b.when, what: OutputForm::Hex(b.what) })
            .collect();
        found.push(Rule { output, ..Rule::default() });
    }
    for form in OutputForm::all() {
        let rule = Rule { output: always(form), ..Rule::default() };
        if wrong.iter().chain(&right).all(|s| made(&rule, s).as_ref() == Some(&s.signature)) {
            found.push(rule);
        }
    }
    let longest = wrong.iter().map(|s| s.case.secret.as_bytes().len() / 2).max().unwrap_or(0);
    for form in KeyForm::all(longest) {
        let rule = Rule { key: always(form.clone()), ..Rule::default() };
        if !wrong.iter().all(|s| made(&rule, s).as_ref() == Some(&s.signature)) {
            continue;
        }
        let secrets: Vec<(String, &Facts)> =
            wrong.iter().map(|seen| (seen.case.secret.to_string(), &seen.case.facts)).collect();
        let others: Vec<(String, &Facts)> = right
            .iter()
            .filter(|s| made(&rule, s).as_ref() != Some(&s.signature))
            .map(|seen| (seen.case.secret.to_string(), &seen.case.facts))
            .collect();
        let inside: Vec<Subject<'_>> = secrets.iter().map(|(t, f)| (t.as_str(), *f)).collect();
        let outside: Vec<Subject<'_>> = others.iter().map(|(t, f)| (t.as_str(), *f)).collect();
        for when in separate(&inside, &outside) {
            let key = vec![Branch { when, what: form.clone() }];
            found.push(Rule { key, ..Rule::default() });
        }
        if found.len() > 6 {
            break;
        }
    }
    found
}

fn always<T>(what: T) -> Vec<Branch<T>> {
    vec![Branch { when: Guard::Always, what }]
}

/// Rules about the bytes, beside what is known of key and digest.
fn message_rules(seen: &[Seen], outer: &Rule) -> Vec<Rule> {
    let told: Vec<&Seen> = seen.iter().filter(|s| s.told.is_some()).collect();
    if told.iter().all(|s| s.message() == s.case.right) {
        return if outer.is_empty() { Vec::new() } else { vec![outer.clone()] };
    }
    let mut found = member_rules(&told, outer);
    found.retain(|rule| told.iter().all(|s| s.fits(rule)));
    if !found.is_empty() {
        return found;
    }
    let texts: Vec<(String, String)> =
        told.iter().map(|s| (as_latin1(&s.case.right), as_latin1(s.message()))).collect();
    let pairs: Vec<Pair<'_>> = texts
        .into_iter()
        .zip(&told)
        .map(|((input, output), seen)| Pair { input, output, facts: &seen.case.facts })
        .collect();
    functions(&pairs).into_iter().map(|message| Rule { message, ..outer.clone() }).collect()
}

/// A text of a case: which field, as it should be, and as it was signed.
struct Text<'a> {
    field: Field,
    input: String,
    raw: Vec<u8>,
    facts: &'a Facts,
}

fn member_rules(seen: &[&Seen], outer: &Rule) -> Vec<Rule> {
    let parsed: Option<Vec<(&Seen, Signed)>> =
        seen.iter().map(|s| Some((*s, read(s.message())?))).collect();
    let Some(told) = parsed else { return Vec::new() };
    let mut parsed = told.clone();
    let layout = reshape(&mut parsed);
    let Some(shape) = shape(&parsed, &told, layout) else { return Vec::new() };
    let mut texts = Vec::new();
    let mut bare: Vec<(Field, String, String, &Facts)> = Vec::new();
    let mut amounts = Vec::new();
    for (seen, signed) in &parsed {
        let facts = &seen.case.facts;
        for field in Field::ALL {
            let (Some(right), Some((node, _))) =
                (seen.case.members.find(field), signed.find(field))
            else {
                continue;
            };
            // What should be signed: of a session that was not passed, an empty text.
            let Some(input) = text_of(right.0) else { continue };
            match node {
                Node::Text(raw) if field == Field::Value => {
                    amounts.push((facts, String::from_utf8_lossy(raw).into_owned(), false));
                }
                Node::Token(raw) if field == Field::Value => {
                    amounts.push((facts, String::from_utf8_lossy(raw).into_owned(), true));
                }
                Node::Token(raw) => {
                    let token = String::from_utf8_lossy(raw).into_owned();
                    bare.push((field, input, token, facts));
                }
                Node::Text(raw) => {
                    texts.push(Text { field, input, raw: raw.clone(), facts });
                }
                _ => {}
            }
        }
    }
    let Some(tokens) = tokens(&bare, &texts) else { return Vec::new() };
    let values = values(&amounts);
    let Some(values) = values else { return Vec::new() };
    let mut found = Vec::new();
    for text_stage in text_rules(&texts) {
        for value in &values {
            let mut rule = Rule {
                texts: text_stage.texts.clone(),
                escapes: text_stage.escapes.clone(),
                value: value.clone(),
                tokens: tokens.clone(),
                layout: shape.layout.clone(),
                ..outer.clone()
            };
            for dropped in dropped(&shape, &mut rule) {
                found.push(Rule { dropped, ..rule.clone() });
            }
        }
    }
    found
}

/// The texts that are written without quotes; `None` where they are too many.
fn tokens(bare: &[(Field, String, String, &Facts)], texts: &[Text<'_>]) -> Option<Vec<Token>> {
    let mut kinds: BTreeMap<(Field, Option<&str>), Vec<Subject<'_>>> = BTreeMap::new();
    for (field, input, token, facts) in bare {
        let token = (token != input).then_some(token.as_str());
        kinds.entry((*field, token)).or_default().push((input.as_str(), *facts));
    }
    if kinds.len() > 6 {
        return None;
    }
    let mut found = Vec::new();
    for ((field, token), inside) in &kinds {
        let quoted = texts.iter().filter(|text| text.field == *field);
        let mut outside: Vec<Subject<'_>> =
            quoted.map(|text| (text.input.as_str(), text.facts)).collect();
        let others = kinds.iter().filter(|((of, other), _)| of == field && other != token);
        outside.extend(others.flat_map(|(_, subjects)| subjects.iter().copied()));
        let when = separate(inside, &outside).into_iter().next()?;
        found.push(Token { field: *field, token: token.map(str::to_owned), when });
    }
    Some(found)
}

/// A text without its escapes; `None` of anything else.
fn text_of(node: &Node) -> Option<String> {
    match node {
        Node::Text(raw) => decoded(raw),
        Node::Token(_) | Node::Object(_) => None,
    }
}

/// What keeps fields from being signed: nothing but their text, where that becomes empty.
fn dropped(shape: &Shape<'_>, rule: &mut Rule) -> Vec<Vec<super::rule::Dropped>> {
    let mut choices = vec![Vec::new()];
    for missing in &shape.missing {
        let optional = matches!(missing.field, Field::FirstTouchBucket | Field::FirstTouchTs);
        let emptied = |(text, facts): &Subject<'_>| {
            super::simulate::changed_text(&rule.texts, Some(missing.field), text, facts).is_empty()
        };
        if optional && !rule.texts.is_empty() && missing.missing.iter().all(emptied) {
            rule.texts.iter_mut().for_each(|text| text.early = true);
            continue;
        }
        let guards = separate(&missing.missing, &missing.there);
        let mut more = Vec::new();
        for when in guards {
            for choice in &choices {
                let mut choice: Vec<super::rule::Dropped> = choice.clone();
                choice.push(super::rule::Dropped { field: missing.field, when: when.clone() });
                more.push(choice);
            }
        }
        choices = more;
    }
    choices
}

/// Rules about texts and their escapes; one that says nothing where there is nothing to say.
fn text_rules(texts: &[Text<'_>]) -> Vec<Rule> {
    let is_changed = |text: &Text<'_>| text.raw != encoded(&text.input);
    if !texts.iter().any(is_changed) {
        return vec![Rule::default()];
    }
    let outputs: Option<Vec<String>> = texts
        .iter()
        .map(|text| decoded(&text.raw).filter(|output| encoded(output) == text.raw))
        .collect();
    let mut found = Vec::new();
    match outputs {
        Some(outputs) => found.extend(function_rules(texts, &outputs)),
        None => {
            let pairs: Vec<(&str, String)> =
                texts.iter().map(|text| (text.input.as_str(), as_latin1(&text.raw))).collect();
            let mut pairs: Vec<(&str, &str)> =
                pairs.iter().map(|(input, raw)| (*input, raw.as_str())).collect();
            pairs.sort_unstable();
            pairs.dedup();
            let escape = |c: char| as_latin1(&encoded(c.encode_utf8(&mut [0; 4])));
            for function in maps(&pairs, &escape, true) {
                found.push(Rule { escapes: Some(function), ..Rule::default() });
            }
        }
    }
    found
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
    for branches in functions(&pairs(&drifting)) {
        let of_all = |pair: &Pair<'_>| match branch(&branches, &pair.input, pair.facts) {
            Some(function) => function.on(&pair.input, pair.facts) == pair.output,
            None => pair.input == pair.output,
        };
        // Of every text, where no other field says no.
        let of = if everywhere.iter().all(of_all) { Vec::new() } else { drifting.clone() };
        found.push(Rule { texts: vec![rule(of, branches)], ..Rule::default() });
    }
    if found.is_empty() && drifting.len() > 1 {
        let each: BTreeMap<Field, Vec<Vec<Branch<Function>>>> =
            drifting.iter().map(|field| (*field, functions(&pairs(&[*field])))).collect();
        let texts: Option<Vec<TextRule>> = each
            .into_iter()
            .map(|(field, choices)| Some(rule(vec![field], choices.into_iter().next()?)))
            .collect();
        found.extend(texts.map(|texts| Rule { texts, ..Rule::default() }));
    }
    found
}
