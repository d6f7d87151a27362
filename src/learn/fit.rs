//! From answers to rules: stage after stage, each held against all answers.

use super::facts::{Facts, Field};
use super::fit_around::{around, outermost};
use super::fit_shape::{Shape, reshape, shape};
use super::fit_silent;
use super::fit_text::functions;
use super::fit_texts::{Text, text_rules};
use super::fit_value::values;
use super::function::Function;
use super::guard::Guard;
use super::keys::{KeyForm, OutputForm, hmac};
use super::pair::Pair;
use super::read::{Node, Signed, as_latin1, decoded, read_as};
use super::rule::{Branch, Rule, Token};
use super::seen::Seen;
use super::separate::{Subject, separate};
use super::simulate::signature;
use crate::protocol::hex;
use std::collections::BTreeMap;

/// So many rules are held against all answers.
const RULES: usize = 400;

/// So many ways in which fields are left out are tried.
const CHOICES: usize = 64;

/// So many answers are asked for what is wrong with key, hash or output.
const OUTER_SAMPLE: usize = 3;

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
    found.iter_mut().for_each(|rule| prune(rule, seen));
    found.sort_by_key(Rule::cost);
    found.dedup();
    found.truncate(8);
    found
}

/// Takes away what a rule need not say to predict every answer.
fn prune(rule: &mut Rule, seen: &[Seen]) {
    let mut smaller = Vec::new();
    if rule.escapes.is_some() {
        smaller.push(Rule { escapes: None, ..rule.clone() });
    }
    if rule.layout.is_some() {
        smaller.push(Rule { layout: None, ..rule.clone() });
    }
    let mut without = |take: &dyn Fn(&mut Rule)| {
        let mut other = rule.clone();
        take(&mut other);
        smaller.push(other);
    };
    (0..rule.texts.len()).for_each(|at| without(&|rule| drop(rule.texts.remove(at))));
    (0..rule.dropped.len()).for_each(|at| without(&|rule| drop(rule.dropped.remove(at))));
    (0..rule.tokens.len()).for_each(|at| without(&|rule| drop(rule.tokens.remove(at))));
    if let Some(found) = smaller.into_iter().find(|rule| seen.iter().all(|s| s.fits(rule))) {
        *rule = found;
        prune(rule, seen);
    }
}

/// What is done to the secret and to the digest.
fn outer_rules(seen: &[Seen]) -> Vec<Rule> {
    let plain = Rule::default();
    let made =
        |rule: &Rule, seen: &Seen| signature(rule, &seen.case, seen.case.secret(), seen.message());
    let is_right = |seen: &&Seen| made(&plain, seen).as_ref() == Some(&seen.signature);
    // Where bytes are not told, a signature says nothing about the key alone.
    let told: Vec<&Seen> = seen.iter().filter(|s| s.told.is_some()).collect();
    let judged = if told.is_empty() { seen.iter().collect() } else { told };
    let (right, wrong): (Vec<&Seen>, Vec<&Seen>) = judged.into_iter().partition(is_right);
    if wrong.is_empty() {
        return vec![plain];
    }
    let fits = |rule: &Rule, s: &Seen| made(rule, s).as_ref() == Some(&s.signature);
    if let Some(rule) = signed_with(&wrong)
        && wrong.iter().all(|s| fits(&rule, s))
    {
        let apart = of_secrets(&wrong, right.iter().copied().filter(|s| !fits(&rule, s)));
        return apart.map(|for_| Rule { signed_with_for: for_, ..rule.clone() }).collect();
    }
    let mut found = Vec::new();
    for form in OutputForm::all() {
        let rule = Rule { output: always(form), ..Rule::default() };
        if wrong.iter().chain(&right).all(|s| fits(&rule, s)) {
            found.push(rule);
        }
    }
    if found.is_empty() {
        found.extend(written_otherwise(&wrong, &right));
    }
    let longest = wrong.iter().map(|s| s.case.secret().as_bytes().len() / 2).max().unwrap_or(0);
    for form in KeyForm::all(longest) {
        let rule = Rule { key: always(form.clone()), ..Rule::default() };
        if !wrong.iter().all(|s| fits(&rule, s)) {
            continue;
        }
        for when in of_secrets(&wrong, right.iter().copied().filter(|s| !fits(&rule, s))) {
            let key = vec![Branch { when, what: form.clone() }];
            found.push(Rule { key, ..Rule::default() });
        }
        if found.len() > 6 {
            break;
        }
    }
    found
}

/// What tells the secrets of some answers from those of others.
fn of_secrets<'s>(
    inside: &[&Seen],
    outside: impl Iterator<Item = &'s Seen>,
) -> impl Iterator<Item = Guard> {
    fn of(seen: &Seen) -> (String, &Facts) {
        (seen.case.secret().to_string(), &seen.case.facts)
    }
    fn subjects<'a>(of: &'a [(String, &'a Facts)]) -> Vec<Subject<'a>> {
        of.iter().map(|(text, facts)| (text.as_str(), *facts)).collect()
    }
    let inside: Vec<(String, &Facts)> = inside.iter().map(|seen| of(seen)).collect();
    let outside: Vec<(String, &Facts)> = outside.map(of).collect();
    separate(&subjects(&inside), &subjects(&outside)).into_iter()
}

/// The digest's hex changed by a function.
fn written_otherwise(wrong: &[&Seen], right: &[&Seen]) -> Vec<Rule> {
    let digest = |seen: &Seen| {
        hex::decode(seen.case.secret().as_bytes()).map(|key| hmac(&key, seen.message()))
    };
    let hexes: Vec<(String, &Seen)> = wrong
        .iter()
        .chain(right)
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
    // A digest that is replaced by another is one that was seen.
    let is_general = |branch: &Branch<Function>| branch.what.longest() <= SEEN_DIGITS;
    let found = functions(&pairs, 2).into_iter().filter(|all| all.iter().all(is_general));
    let outputs = found.map(|branches| {
        let output = branches
            .into_iter()
            .map(|b| Branch { when: b.when, what: OutputForm::Hex(b.what) })
            .collect();
        Rule { output, ..Rule::default() }
    });
    outputs.collect()
}

/// A function of digests may name so many digits.
const SEEN_DIGITS: usize = 8;

/// The known mistakes with key, hash or output that some answers show, where all of these show the same.
fn signed_with(wrong: &[&Seen]) -> Option<Rule> {
    let step = wrong.len().div_ceil(OUTER_SAMPLE).max(1);
    let mut sets = wrong.iter().step_by(step).map(|seen| {
        let told = seen.told.as_deref()?;
        seen.case.signed_with(told, &seen.signature)
    });
    let first = sets.next()??;
    let is_one = !first.is_empty() && sets.all(|set| set == Some(first));
    is_one.then(|| Rule { signed_with: first, ..Rule::default() })
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
    let around = around(&told);
    let inner = |message: &'_ [u8]| -> std::ops::Range<usize> {
        let (from, to) =
            around.as_ref().and_then(|_| outermost(message)).unwrap_or((0, message.len()));
        from..to
    };
    let objects: Vec<(&Seen, &[u8])> =
        told.iter().map(|s| (*s, &s.message()[inner(s.message())])).collect();
    let message = around.map(always).unwrap_or_default();
    let outer = Rule { message, ..outer.clone() };
    let mut found = member_rules(&objects, &outer);
    let outer = Rule { message: Vec::new(), ..outer };
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
    functions(&pairs, 2).into_iter().map(|message| Rule { message, ..outer.clone() }).collect()
}

fn member_rules(seen: &[(&Seen, &[u8])], outer: &Rule) -> Vec<Rule> {
    let parsed: Option<Vec<(&Seen, Signed)>> = seen
        .iter()
        .map(|(seen, object)| Some((*seen, read_as(object, &seen.case.members)?)))
        .collect();
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
                    let as_is = || String::from_utf8_lossy(raw).into_owned();
                    amounts.push((facts, decoded(raw).unwrap_or_else(as_is), false));
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
    let plain = tokens(&bare, &texts);
    let mut stages: Vec<(Rule, Vec<Token>)> = Vec::new();
    if !bare.is_empty() {
        for stage in text_rules(&texts) {
            let emptied = emptied(&bare, &texts, &stage);
            stages.extend(emptied.map(|tokens| (stage, tokens)));
        }
    }
    match plain {
        Some(tokens) => {
            stages.extend(text_rules(&texts).into_iter().map(|stage| (stage, tokens.clone())));
        }
        None if !stages.is_empty() => {}
        None => {
            // What is written is the text after it was changed, but for words of JSON.
            let unquoted = bare.iter().map(|(field, input, token, facts)| {
                let token = if is_word_of_json(token) { token } else { input };
                (*field, input.clone(), token.clone(), *facts)
            });
            let Some(tokens) = self::tokens(&unquoted.collect::<Vec<_>>(), &texts) else {
                return Vec::new();
            };
            bare.retain(|(_, _, token, _)| !is_word_of_json(token));
            texts.extend(bare.into_iter().map(|(field, input, token, facts)| Text {
                field,
                input,
                raw: token.into_bytes(),
                facts,
            }));
            stages.extend(text_rules(&texts).into_iter().map(|stage| (stage, tokens.clone())));
        }
    }
    let values = values(&amounts);
    let Some(values) = values else { return Vec::new() };
    let mut found = Vec::new();
    for (text_stage, tokens) in &stages {
        for value in &values {
            let mut rule = Rule {
                texts: text_stage.texts.clone(),
                escapes: text_stage.escapes.clone(),
                escapes_of: text_stage.escapes_of.clone(),
                escapes_when: text_stage.escapes_when.clone(),
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

/// One word, such as `null`, that is written without quotes for what became empty, and for nothing else.
fn emptied(
    bare: &[(Field, String, String, &Facts)],
    texts: &[Text<'_>],
    rule: &Rule,
) -> Option<Vec<Token>> {
    if rule.texts.is_empty() {
        return None;
    }
    let is_empty = |field: Field, input: &str, facts: &Facts| {
        super::simulate::changed_text(&rule.texts, Some(field), input, facts).is_empty()
    };
    let mut words: BTreeMap<Field, &str> = BTreeMap::new();
    for (field, input, token, facts) in bare {
        let is_one = *words.entry(*field).or_insert(token) == token;
        if token == input || !is_one || !is_empty(*field, input, facts) {
            return None;
        }
    }
    let is_kept = |text: &Text<'_>| {
        !words.contains_key(&text.field) || !is_empty(text.field, &text.input, text.facts)
    };
    let token = |(field, word): (&Field, &&str)| Token {
        field: *field,
        token: Some((*word).to_owned()),
        when: Guard::Is(vec![String::new()]),
        changed: true,
    };
    texts.iter().all(is_kept).then(|| words.iter().map(token).collect())
}

/// The texts that are written without quotes; `None` where they are too many.
fn tokens(bare: &[(Field, String, String, &Facts)], texts: &[Text<'_>]) -> Option<Vec<Token>> {
    let mut kinds: BTreeMap<(Field, Option<&str>), Vec<Subject<'_>>> = BTreeMap::new();
    for (field, input, token, facts) in bare {
        let token = (token != input || is_word_of_json(token)).then_some(token.as_str());
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
        let token = token.map(str::to_owned);
        found.push(Token { field: *field, token, when, changed: false });
    }
    Some(found)
}

/// Whether it is a word that JSON has without quotes.
fn is_word_of_json(token: &str) -> bool {
    matches!(token, "true" | "false" | "null")
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
        let field = missing.field;
        let guards = separate(&missing.missing, &missing.there);
        let mut found: Vec<(Guard, bool)> = guards.into_iter().map(|when| (when, false)).collect();
        if !rule.texts.is_empty() {
            let changed = |subjects: &[Subject<'_>]| -> Vec<String> {
                let of = |(text, facts): &Subject<'_>| {
                    super::simulate::changed_text(&rule.texts, Some(field), text, facts)
                };
                subjects.iter().map(of).collect()
            };
            let (gone, there) = (changed(&missing.missing), changed(&missing.there));
            fn with<'a>(texts: &'a [String], of: &[Subject<'a>]) -> Vec<Subject<'a>> {
                texts.iter().zip(of).map(|(text, (_, facts))| (text.as_str(), *facts)).collect()
            }
            let (gone, there) = (with(&gone, &missing.missing), with(&there, &missing.there));
            // The likeliest only, and before the others: a test that comes after what is done to the text.
            found
                .splice(0..0, separate(&gone, &there).into_iter().take(1).map(|when| (when, true)));
        }
        let mut more = Vec::new();
        for (when, changed) in found {
            for choice in &choices {
                let mut choice: Vec<super::rule::Dropped> = choice.clone();
                choice.push(super::rule::Dropped { field, when: when.clone(), changed });
                more.push(choice);
            }
        }
        more.truncate(CHOICES);
        choices = more;
    }
    choices
}
