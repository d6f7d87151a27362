//! When a rule holds: predicates over the text at hand and over the goal.

use super::class::Class;
use super::facts::{Facts, Field};
use super::function::Unit;
use serde::{Deserialize, Serialize};

/// A predicate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Guard {
    /// Always.
    #[default]
    Always,
    /// Not so.
    Not(Box<Guard>),
    /// All of these.
    All(Vec<Guard>),
    /// The text is longer than this.
    Longer(Unit, usize),
    /// Its first character is of a class.
    First(Class),
    /// Its last character is of a class.
    Last(Class),
    /// It holds a character of a class.
    Has(Class),
    /// It is not empty and all its characters are of a class.
    Only(Class),
    /// It is one of these.
    Is(Vec<String>),
    /// It is one of these, in capitals or not; these are in lower case.
    IsAnyCase(Vec<String>),
    /// It contains this.
    Contains(String),
    /// It begins with this.
    Begins(String),
    /// It ends with this.
    Ends(String),
    /// It has a shape.
    Shape(Shape),
    /// A field was passed, if only as null.
    Passed(Field),
    /// A field was passed and is not empty.
    Filled(Field),
    /// The same about the text of a field.
    Of(Field, Box<Guard>),
    /// The amount is at least so many cents.
    AmountFrom(i64),
    /// The amount is a multiple of so many cents.
    AmountMultiple(i64),
    /// The amount is written as an integer, without a point or an exponent.
    AmountInteger,
    /// The amount is written with an exponent.
    AmountExponent,
    /// There is an amount, and it is not 0.
    AmountNotZero,
}

/// A shape of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Digits, perhaps with a sign.
    Integer,
    /// A number, perhaps with a fraction or an exponent.
    Number,
    /// A UUID.
    Uuid,
    /// Hex digits.
    Hex,
    /// A date, or what begins with one.
    Date,
    /// A moment: date, time, offset.
    Moment,
    /// In quotes.
    Quoted,
    /// White space at an end.
    Padded,
    /// `true` or `false`.
    Boolean,
    /// A JSON object or list.
    Json,
    /// A URL.
    Url,
}

impl Shape {
    const ALL: [Shape; 11] = [
        Shape::Integer,
        Shape::Number,
        Shape::Uuid,
        Shape::Hex,
        Shape::Date,
        Shape::Moment,
        Shape::Quoted,
        Shape::Padded,
        Shape::Boolean,
        Shape::Json,
        Shape::Url,
    ];

    fn holds(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let ends = |a: char, b: char| text.len() > 1 && text.starts_with(a) && text.ends_with(b);
        match self {
            Shape::Integer => digits(text.strip_prefix(['-', '+']).unwrap_or(text)),
            Shape::Number => text.parse::<f64>().is_ok() && bytes.iter().any(u8::is_ascii_digit),
            Shape::Uuid => {
                bytes.len() == 36
                    && bytes.iter().enumerate().all(|(at, b)| match at {
                        8 | 13 | 18 | 23 => *b == b'-',
                        _ => b.is_ascii_hexdigit(),
                    })
            }
            Shape::Hex => !text.is_empty() && bytes.iter().all(u8::is_ascii_hexdigit),
            Shape::Date => {
                bytes.len() >= 10
                    && bytes[..10].iter().enumerate().all(|(at, b)| match at {
                        4 | 7 => *b == b'-',
                        _ => b.is_ascii_digit(),
                    })
            }
            Shape::Moment => text.parse::<jiff::Timestamp>().is_ok(),
            Shape::Quoted => ends('"', '"') || ends('\'', '\''),
            Shape::Padded => text.trim() != text,
            Shape::Boolean => matches!(text, "true" | "false"),
            Shape::Json => ends('{', '}') || ends('[', ']'),
            Shape::Url => text.contains("://"),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Shape::Integer => "an integer",
            Shape::Number => "a number",
            Shape::Uuid => "a UUID",
            Shape::Hex => "hex digits",
            Shape::Date => "a date, or begins with one",
            Shape::Moment => "a moment with offset",
            Shape::Quoted => "in quotes",
            Shape::Padded => "padded with white space",
            Shape::Boolean => "true or false",
            Shape::Json => "JSON",
            Shape::Url => "a URL",
        }
    }
}

impl Guard {
    /// Whether it holds for a text of a goal.
    pub fn holds(&self, text: &str, facts: &Facts) -> bool {
        match self {
            Guard::Always => true,
            Guard::Not(inner) => !inner.holds(text, facts),
            Guard::All(all) => all.iter().all(|guard| guard.holds(text, facts)),
            Guard::Longer(unit, than) => unit.length(text) > *than,
            Guard::First(class) => text.chars().next().is_some_and(|c| class.holds(c)),
            Guard::Last(class) => text.chars().next_back().is_some_and(|c| class.holds(c)),
            Guard::Has(class) => text.chars().any(|c| class.holds(c)),
            Guard::Only(class) => !text.is_empty() && text.chars().all(|c| class.holds(c)),
            Guard::Is(words) => words.iter().any(|word| word == text),
            Guard::IsAnyCase(words) => {
                let text = text.to_lowercase();
                words.contains(&text)
            }
            Guard::Contains(part) => text.contains(part.as_str()),
            Guard::Begins(part) => text.starts_with(part.as_str()),
            Guard::Ends(part) => text.ends_with(part.as_str()),
            Guard::Shape(shape) => shape.holds(text),
            Guard::Passed(field) => facts.is_passed(*field),
            Guard::Filled(field) => facts.text(*field).is_some_and(|text| !text.is_empty()),
            Guard::Of(field, inner) => {
                facts.text(*field).is_some_and(|text| inner.holds(text, facts))
            }
            Guard::AmountFrom(cents) => facts.cents.is_some_and(|c| c >= *cents),
            Guard::AmountMultiple(of) => facts.cents.is_some_and(|c| c % of == 0),
            Guard::AmountInteger => {
                facts.written.as_ref().is_some_and(|text| !text.contains(['.', 'e', 'E']))
            }
            Guard::AmountExponent => {
                facts.written.as_ref().is_some_and(|text| text.contains(['e', 'E']))
            }
            Guard::AmountNotZero => facts.cents.is_some_and(|cents| cents != 0),
        }
    }

    /// How much is said by it, in tenths.
    pub fn cost(&self) -> u32 {
        match self {
            Guard::Always => 0,
            Guard::Not(inner) => 2 + inner.cost(),
            Guard::All(all) => 4 + all.iter().map(Guard::cost).sum::<u32>(),
            Guard::Longer(..) => 7,
            Guard::AmountFrom(_) => 6,
            Guard::First(class) | Guard::Last(class) => 5 + class.cost(),
            Guard::Has(class) | Guard::Only(class) => 6 + class.cost(),
            Guard::Is(words) => 4 + 3 * words.len() as u32,
            Guard::IsAnyCase(words) => 5 + 3 * words.len() as u32,
            // The weakest: something is common to a few texts nearly always.
            Guard::Contains(part) => 14 + part.chars().count() as u32,
            Guard::Begins(part) | Guard::Ends(part) => 8 + part.chars().count() as u32,
            Guard::Shape(_) => 6,
            Guard::Passed(_) | Guard::Filled(_) => 5,
            Guard::Of(_, inner) => 3 + inner.cost(),
            Guard::AmountMultiple(_)
            | Guard::AmountInteger
            | Guard::AmountExponent
            | Guard::AmountNotZero => 6,
        }
    }

    /// In words, to follow "where".
    pub fn words(&self) -> String {
        let quoted = |text: &String| format!("`{}`", text.escape_debug());
        match self {
            Guard::Always => "always".to_owned(),
            Guard::Not(inner) => match inner.as_ref() {
                Guard::Passed(field) => format!("`{}` is not passed", field.key()),
                Guard::Filled(field) => format!("`{}` is empty or not passed", field.key()),
                Guard::AmountInteger => "the amount is not written as an integer".to_owned(),
                Guard::AmountNotZero => "there is no amount, or it is 0".to_owned(),
                inner => format!("not ({})", inner.words()),
            },
            Guard::All(all) => all.iter().map(Guard::words).collect::<Vec<_>>().join(" and "),
            Guard::Longer(unit, than) => format!("it has more than {than} {}", unit.words()),
            Guard::First(class) => format!("it begins with one of {}", class.words()),
            Guard::Last(class) => format!("it ends with one of {}", class.words()),
            Guard::Has(class) => format!("it contains {}", class.words()),
            Guard::Only(class) => format!("it consists of {}", class.words()),
            Guard::Is(words) => {
                format!("it is {}", words.iter().map(quoted).collect::<Vec<_>>().join(" or "))
            }
            Guard::IsAnyCase(words) => format!(
                "it is {}, in capitals or not",
                words.iter().map(quoted).collect::<Vec<_>>().join(" or ")
            ),
            Guard::Contains(part) => format!("it contains {}", quoted(part)),
            Guard::Begins(part) => format!("it begins with {}", quoted(part)),
            Guard::Ends(part) => format!("it ends with {}", quoted(part)),
            Guard::Shape(shape) => format!("it is {}", shape.words()),
            Guard::Passed(field) => format!("`{}` is passed", field.key()),
            Guard::Filled(field) => format!("`{}` is not empty", field.key()),
            Guard::Of(field, inner) => {
                format!("{} (of `{}`)", inner.words(), field.key())
            }
            Guard::AmountFrom(cents) => {
                format!("the amount is {}.{:02} or more", cents / 100, cents % 100)
            }
            Guard::AmountMultiple(100) => "the amount is whole".to_owned(),
            Guard::AmountMultiple(cents) => format!("the amount is a multiple of {cents} cents"),
            Guard::AmountInteger => "the amount is written as an integer".to_owned(),
            Guard::AmountExponent => "the amount is written with an exponent".to_owned(),
            Guard::AmountNotZero => "there is an amount that is not 0".to_owned(),
        }
    }

    fn not(self) -> Guard {
        Guard::Not(Box::new(self))
    }
}

/// A text of a goal, to be told from others.
pub(super) type Subject<'a> = (&'a str, &'a Facts);

/// So many words may be listed one by one.
const WORDS: usize = 12;

/// So many predicates that hold for few others are refined by a second one.
const REFINED: usize = 3;

/// The cheapest predicates first that hold for all of `inside` and for none of `outside`; a few of them.
pub(super) fn separate(inside: &[Subject<'_>], outside: &[Subject<'_>]) -> Vec<Guard> {
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
        let wrong: Vec<bool> =
            outside.iter().map(|(text, facts)| guard.holds(text, facts)).collect();
        match wrong.iter().filter(|wrong| **wrong).count() {
            0 => found.push(guard),
            count if count < wrong.len() => partial.push((guard, wrong)),
            _ => {}
        }
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
                let holds = |guard: &Guard, of: &[Subject<'_>]| {
                    of.iter().filter(|(text, facts)| guard.holds(text, facts)).count()
                };
                found.extend(
                    candidates(inside, &rest)
                        .into_iter()
                        .filter(|g| holds(g, inside) == inside.len() && holds(g, &rest) == 0)
                        .map(|second| Guard::All(vec![first.clone(), second])),
                );
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
    all.extend([Guard::AmountInteger, Guard::AmountExponent, Guard::AmountNotZero]);
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
    for field in Field::TEXTS {
        let of = |subjects: &[Subject<'_>]| -> Vec<Option<String>> {
            subjects.iter().map(|(_, facts)| facts.text(field).map(str::to_owned)).collect()
        };
        let (a, b) = (of(inside), of(outside));
        let mut words: Vec<String> = a.iter().flatten().cloned().collect();
        words.sort();
        words.dedup();
        let guard = |words: Vec<String>| Guard::Of(field, Box::new(Guard::Is(words)));
        if words.len() <= WORDS && !words.is_empty() {
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
    }
    let mut words: Vec<&str> = inside.iter().map(|(text, _)| *text).collect();
    words.sort_unstable();
    words.dedup();
    all.extend(common(&words));
    if words.len() <= WORDS && words.len() > 1 {
        let folded: std::collections::BTreeSet<String> =
            words.iter().map(|word| word.to_lowercase()).collect();
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
        let all: std::collections::BTreeSet<char> = texts.iter().flat_map(|t| t.chars()).collect();
        all.into_iter().collect()
    };
    let (own, other) = (chars(&words), chars(&theirs));
    let rest = |of: &[char], without: &[char]| -> Vec<char> {
        of.iter().copied().filter(|c| without.binary_search(c).is_err()).collect()
    };
    let only = |of: &[char], without: &[char]| {
        super::class::classes(of, &rest(without, of)).into_iter().take(2).map(Guard::Only)
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
    all.extend(super::class::classes(&a, &b).into_iter().map(Guard::First));
    all.extend(super::class::classes(&b, &a).into_iter().map(|c| Guard::First(c).not()));
    let (a, b) = (lasts(inside), lasts(outside));
    all.extend(super::class::classes(&a, &b).into_iter().map(Guard::Last));
    all.extend(super::class::classes(&b, &a).into_iter().map(|c| Guard::Last(c).not()));
    for named in super::class::Named::ALL {
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
    all
}

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
