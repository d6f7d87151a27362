//! Rules where the signed bytes are not reported: guessed on the shortest goals that came out wrong, through HMAC.
//! A guess that hits is certain; what is in no list stays unknown.

use super::class::{Class, Named};
use super::cut::{Cut, Unit};
use super::facts::Field;
use super::function::{Function, Side};
use super::guard::Guard;
use super::image::{Format, Image};
use super::map::{Entry, Which};
use super::rule::{Branch, Dropped, Layout, Order, Rule, TextRule};
use super::seen::Seen;
use super::separate::{Subject, separate};
use super::simulate::made;
use super::value::forms;
use super::whole::Whole;

/// So many of the goals that came out wrong a guess is tried on, to begin with.
const PROBES: usize = 6;

/// The rules that predict every signature.
pub(super) fn rules(seen: &[Seen]) -> Vec<Rule> {
    let plain = Rule::default();
    let (right, mut wrong): (Vec<&Seen>, Vec<&Seen>) = seen.iter().partition(|s| s.fits(&plain));
    wrong.sort_by_key(|seen| seen.case.right.len());
    let mut found = Vec::new();
    for mut guess in guesses() {
        // One that hits none of the shortest is dropped.
        if !wrong.iter().take(PROBES).any(|seen| seen.fits(&guess)) {
            continue;
        }
        if !wrong.iter().all(|seen| seen.fits(&guess)) {
            // A text that becomes empty may count as not passed.
            guess.texts.iter_mut().for_each(|text| text.early = true);
            if guess.texts.is_empty() || !wrong.iter().all(|seen| seen.fits(&guess)) {
                continue;
            }
        }
        let against: Vec<&Seen> = right.iter().copied().filter(|seen| !seen.fits(&guess)).collect();
        if against.is_empty() {
            found.push(guess);
        } else {
            found.extend(guarded(&guess, &wrong, &against));
        }
    }
    found.sort_by_key(Rule::cost);
    found.truncate(8);
    found
}

/// A rule of one branch with the guard that keeps it from goals that came out right.
fn guarded(rule: &Rule, wrong: &[&Seen], right: &[&Seen]) -> Option<Rule> {
    let field = match (rule.texts.as_slice(), rule.dropped.as_slice(), rule.value.as_slice()) {
        ([TextRule { of, .. }], [], []) => match of.as_slice() {
            [field] => *field,
            _ => return None,
        },
        ([], [dropped], []) => dropped.field,
        ([], [], [_]) => Field::Value,
        _ => return None,
    };
    let subjects = |of: &[&'_ Seen]| -> Option<Vec<(String, usize)>> {
        let text =
            |(at, seen): (usize, &&Seen)| Some((seen.case.facts.text(field)?.to_owned(), at));
        of.iter().enumerate().map(text).collect()
    };
    let (a, b) = (subjects(wrong)?, subjects(right)?);
    let a: Vec<Subject<'_>> =
        a.iter().map(|(t, at)| (t.as_str(), &wrong[*at].case.facts)).collect();
    let b: Vec<Subject<'_>> =
        b.iter().map(|(t, at)| (t.as_str(), &right[*at].case.facts)).collect();
    let when = separate(&a, &b).into_iter().next()?;
    let mut rule = rule.clone();
    rule.texts.iter_mut().for_each(|text| text.branches[0].when = when.clone());
    rule.dropped.iter_mut().for_each(|dropped| dropped.when = when.clone());
    rule.value.iter_mut().for_each(|branch| branch.when = when.clone());
    let all = wrong.iter().chain(right);
    all.into_iter()
        .all(|s| made(&rule, &s.case).is_some_and(|m| m.signature == s.signature))
        .then_some(rule)
}

fn guesses() -> Vec<Rule> {
    let mut functions: Vec<Function> =
        Whole::ALL.iter().map(|whole| Function::Whole(*whole)).collect();
    let mut images: Vec<Image> =
        ["", " ", "_", "-", "?", "\u{fffd}"].map(|text| Image::Text(text.to_owned())).to_vec();
    images.extend(Format::ALL.iter().map(|format| Image::As(*format)));
    let map = |of: Class, image: Image| {
        Function::Map(vec![Entry { of, image, after: None, before: None, which: Which::All }])
    };
    let mut classes: Vec<Class> = Named::ALL.iter().map(|named| Class::Of(*named)).collect();
    classes.extend((' '..='~').map(|c| Class::These(c.to_string())));
    for class in &classes {
        functions
            .extend([Side::Both, Side::Start, Side::End].map(|s| Function::Trim(class.clone(), s)));
        functions.push(Function::Before(class.clone()));
        functions.push(Function::Runs(class.clone(), Some(" ".into())));
        functions.extend(images.iter().map(|image| map(class.clone(), image.clone())));
    }
    for unit in Unit::ALL {
        for keep in 1..=256 {
            functions.push(Function::Cut(Cut::plain(keep, keep, unit)));
        }
    }
    functions.push(Function::Constant(String::new()));
    let branch = |what: Function| vec![Branch { when: Guard::Always, what }];
    let mut scopes: Vec<Vec<Field>> = vec![Vec::new()];
    scopes.extend(Field::TEXTS.map(|field| vec![field]));
    let mut all = Vec::new();
    for of in scopes {
        for function in &functions {
            let text =
                TextRule { of: of.clone(), branches: branch(function.clone()), early: false };
            all.push(Rule { texts: vec![text], ..Rule::default() });
        }
    }
    for class in classes {
        for format in Format::ALL {
            let escapes = Some(map(class.clone(), Image::As(*format)));
            all.push(Rule { escapes, ..Rule::default() });
        }
    }
    for what in forms(&[], &[]) {
        let value = vec![Branch { when: Guard::Always, what }];
        all.push(Rule { value, ..Rule::default() });
    }
    for order in [Order::Length, Order::Backwards, Order::Passed] {
        let layout = Some(Layout { order, ..Layout::default() });
        all.push(Rule { layout, ..Rule::default() });
    }
    for field in Field::ALL {
        let dropped = vec![Dropped { field, when: Guard::Always, changed: false }];
        all.push(Rule { dropped, ..Rule::default() });
    }
    all
}
