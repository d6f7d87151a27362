//! When a rule holds: predicates over the text at hand and over the goal.

use super::class::Class;
use super::cut::Unit;
use super::facts::{Facts, Field, Reading, is_moment};
use super::numbers::{is_json_number, is_php_number};
use super::share::Share;
use super::yaml::{is_yaml_integer, is_yaml_number};
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
    /// The text is as long as this.
    Long(Unit, usize),
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
    /// It contains one of these, in capitals or not; these are in lower case.
    ContainsAny(Vec<String>),
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
    /// The first touch is a moment before this one, in seconds since 1970.
    TouchedBefore(Reading, i64),
    /// The first touch is a moment before the first of these, or not before the second, in seconds since 1970.
    TouchedOutside(Reading, i64, i64),
    /// The amount is a multiple of so many cents.
    AmountMultiple(i64),
    /// The amount is written as an integer, without a point or an exponent.
    AmountInteger,
    /// The amount is written with an exponent.
    AmountExponent,
    /// The amount is written with three decimals or more, and without an exponent.
    AmountLong,
    /// There is an amount, and it is not 0.
    AmountNotZero,
    /// The goal is one of a share, by the hash of a field.
    Share(Share),
}

/// A shape of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Digits, perhaps with a sign.
    Integer,
    /// Digits, the first of which is no 0 unless it is the only one.
    Natural,
    /// A number, perhaps with a fraction or an exponent.
    Number,
    /// A number as PHP has it: white space may stand around it.
    PhpNumber,
    /// A number as JSON has it.
    JsonNumber,
    /// A number as YAML 1.1 has it.
    YamlNumber,
    /// An integer as YAML has it: no zeros in front, `_` between digits.
    YamlInteger,
    /// A UUID.
    Uuid,
    /// Hex digits.
    Hex,
    /// A date, or what begins with one.
    Date,
    /// A moment: date, time, offset.
    Moment,
    /// A moment as RFC 3339 has it: capitals, seconds, an offset with a colon or `Z`.
    StrictMoment,
    /// The same in small letters too, and without the colon of the offset.
    LaxMoment,
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
    /// Words in small letters and digits with `_` between them.
    Snake,
    /// The same with `-`.
    Kebab,
}

impl Shape {
    /// Every shape.
    pub(super) const ALL: [Shape; 20] = [
        Shape::Integer,
        Shape::Natural,
        Shape::Number,
        Shape::PhpNumber,
        Shape::JsonNumber,
        Shape::YamlNumber,
        Shape::YamlInteger,
        Shape::Uuid,
        Shape::Hex,
        Shape::Date,
        Shape::Moment,
        Shape::StrictMoment,
        Shape::LaxMoment,
        Shape::Quoted,
        Shape::Padded,
        Shape::Boolean,
        Shape::Json,
        Shape::Url,
        Shape::Snake,
        Shape::Kebab,
    ];

    fn holds(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let ends = |a: char, b: char| text.len() > 1 && text.starts_with(a) && text.ends_with(b);
        match self {
            Shape::Integer => digits(text.strip_prefix(['-', '+']).unwrap_or(text)),
            Shape::Natural => text == "0" || digits(text) && !text.starts_with('0'),
            Shape::Number => text.parse::<f64>().is_ok() && bytes.iter().any(u8::is_ascii_digit),
            Shape::PhpNumber => is_php_number(text),
            Shape::JsonNumber => is_json_number(text),
            Shape::YamlNumber => is_yaml_number(text),
            Shape::YamlInteger => is_yaml_integer(text),
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
            Shape::StrictMoment => {
                is_moment(bytes, false) && text.parse::<jiff::Timestamp>().is_ok()
            }
            Shape::LaxMoment => is_moment(bytes, true) && text.parse::<jiff::Timestamp>().is_ok(),
            Shape::Quoted => ends('"', '"') || ends('\'', '\''),
            Shape::Padded => text.trim() != text,
            Shape::Boolean => matches!(text, "true" | "false"),
            Shape::Json => ends('{', '}') || ends('[', ']'),
            Shape::Url => text.contains("://"),
            Shape::Snake => is_words(text, '_'),
            Shape::Kebab => is_words(text, '-'),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Shape::Integer => "an integer",
            Shape::Natural => "an integer without sign or zeros before it",
            Shape::Number => "a number",
            Shape::PhpNumber => "a number as PHP has it",
            Shape::JsonNumber => "a number as JSON has it",
            Shape::YamlNumber => "a number as YAML 1.1 has it",
            Shape::YamlInteger => "an integer as YAML has it",
            Shape::Uuid => "a UUID",
            Shape::Hex => "hex digits",
            Shape::Date => "a date, or begins with one",
            Shape::Moment => "a moment with offset",
            Shape::StrictMoment => "a moment as RFC 3339 has it",
            Shape::LaxMoment => {
                "a moment as RFC 3339 has it, in small letters too and without a colon"
            }
            Shape::Quoted => "in quotes",
            Shape::Padded => "padded with white space",
            Shape::Boolean => "true or false",
            Shape::Json => "JSON",
            Shape::Url => "a URL",
            Shape::Snake => "words in small letters with `_` between them",
            Shape::Kebab => "words in small letters with `-` between them",
        }
    }
}

/// Whether it is two or more words of small letters and digits with that between them.
fn is_words(text: &str, between: char) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.contains(between) && text.split(between).all(is_word)
}

/// How much is said by a text in a list: what is no word is what was seen.
fn listed(text: &str) -> u32 {
    let is_word = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | ' ' | '.');
    if text.len() <= 16 && text.chars().all(is_word) { 3 } else { 9 }
}

impl Guard {
    /// Whether it holds for a text of a goal.
    pub fn holds(&self, text: &str, facts: &Facts) -> bool {
        match self {
            Guard::Always => true,
            Guard::Not(inner) => !inner.holds(text, facts),
            Guard::All(all) => all.iter().all(|guard| guard.holds(text, facts)),
            Guard::Longer(unit, than) => unit.length(text) > *than,
            Guard::Long(unit, length) => unit.length(text) == *length,
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
            Guard::ContainsAny(words) => {
                let text = text.to_lowercase();
                words.iter().any(|word| text.contains(word.as_str()))
            }
            Guard::Begins(part) => text.starts_with(part.as_str()),
            Guard::Ends(part) => text.ends_with(part.as_str()),
            Guard::Shape(shape) => shape.holds(text),
            Guard::Passed(field) => facts.is_passed(*field),
            Guard::Filled(field) => facts.is_filled(*field),
            Guard::Of(field, inner) => {
                facts.text(*field).is_some_and(|text| inner.holds(text, facts))
            }
            Guard::AmountFrom(cents) => facts.cents.is_some_and(|c| c >= *cents),
            Guard::TouchedBefore(reading, moment) => {
                facts.touched(*reading).is_some_and(|at| at < *moment)
            }
            Guard::TouchedOutside(reading, from, until) => {
                facts.touched(*reading).is_some_and(|at| at < *from || at >= *until)
            }
            Guard::AmountMultiple(of) => facts.cents.is_some_and(|c| c % of == 0),
            Guard::AmountInteger => {
                facts.written.as_ref().is_some_and(|text| !text.contains(['.', 'e', 'E']))
            }
            Guard::AmountExponent => {
                facts.written.as_ref().is_some_and(|text| text.contains(['e', 'E']))
            }
            Guard::AmountLong => facts.written.as_ref().is_some_and(|text| {
                let decimals = text.split_once('.').map_or("", |(_, decimals)| decimals);
                decimals.len() > 2 && !decimals.contains(['e', 'E'])
            }),
            Guard::AmountNotZero => facts.cents.is_some_and(|cents| cents != 0),
            Guard::Share(share) => share.holds(facts),
        }
    }

    /// How much is said by it, in tenths.
    pub fn cost(&self) -> u32 {
        match self {
            Guard::Always => 0,
            Guard::Not(inner) => 2 + inner.cost(),
            Guard::All(all) => 4 + all.iter().map(Guard::cost).sum::<u32>(),
            Guard::Longer(..) | Guard::Long(..) => 7,
            Guard::AmountFrom(_) | Guard::TouchedBefore(..) => 6,
            Guard::TouchedOutside(..) => 8,
            Guard::First(class) | Guard::Last(class) => 5 + class.cost(),
            Guard::Has(class) | Guard::Only(class) => 6 + class.cost(),
            Guard::Is(words) => 4 + words.iter().map(|word| listed(word)).sum::<u32>(),
            Guard::IsAnyCase(words) => 5 + words.iter().map(|word| listed(word)).sum::<u32>(),
            // The weakest: something is common to a few texts nearly always.
            Guard::Contains(part) => 14 + part.chars().count() as u32,
            Guard::ContainsAny(words) => 14 + 3 * words.len() as u32,
            Guard::Begins(part) | Guard::Ends(part) => 8 + part.chars().count() as u32,
            // A word or two of a list have these shapes, too.
            Guard::Shape(Shape::Snake | Shape::Kebab) => 24,
            Guard::Shape(_) => 6,
            Guard::Passed(_) | Guard::Filled(_) => 5,
            Guard::Of(_, inner) => 3 + inner.cost(),
            Guard::AmountMultiple(_)
            | Guard::AmountInteger
            | Guard::AmountExponent
            | Guard::AmountLong
            | Guard::AmountNotZero => 6,
            Guard::Share(share) => share.cost(),
        }
    }

    /// In words, to follow "where", of a goal and its signed bytes.
    pub(super) fn words_of_goal(&self) -> String {
        match self {
            // They are ASCII: a character is a byte.
            Guard::Longer(_, than) => format!("the signed bytes are more than {than} bytes"),
            Guard::Long(_, length) => format!("the signed bytes are {length} bytes"),
            Guard::Contains(part) => format!("the signed bytes contain `{}`", part.escape_debug()),
            Guard::Not(inner)
                if matches!(**inner, Guard::Longer(..) | Guard::Long(..) | Guard::Contains(_)) =>
            {
                format!("not ({})", inner.words_of_goal())
            }
            Guard::All(all) => {
                all.iter().map(Guard::words_of_goal).collect::<Vec<_>>().join(" and ")
            }
            other => other.words(),
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
                Guard::Has(Class::Not(named)) => {
                    format!("it is empty or consists of {}", named.words())
                }
                inner => format!("not ({})", inner.words()),
            },
            Guard::All(all) => all.iter().map(Guard::words).collect::<Vec<_>>().join(" and "),
            Guard::Longer(unit, than) => format!("it has more than {than} {}", unit.words()),
            Guard::Long(unit, length) => format!("it has {length} {}", unit.words()),
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
            Guard::ContainsAny(words) => format!(
                "it contains {}, in capitals or not",
                words.iter().map(quoted).collect::<Vec<_>>().join(" or ")
            ),
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
            Guard::TouchedBefore(reading, moment) => {
                format!(
                    "`first_touch_ts` is a moment before {}{}",
                    moment_words(*moment),
                    reading.words()
                )
            }
            Guard::TouchedOutside(reading, from, until) => format!(
                "`first_touch_ts` is a moment before {} or from {} on{}",
                moment_words(*from),
                moment_words(*until),
                reading.words()
            ),
            Guard::AmountMultiple(100) => "the amount is whole".to_owned(),
            Guard::AmountMultiple(cents) => format!("the amount is a multiple of {cents} cents"),
            Guard::AmountInteger => "the amount is written as an integer".to_owned(),
            Guard::AmountExponent => "the amount is written with an exponent".to_owned(),
            Guard::AmountLong => "the amount is written with three decimals or more".to_owned(),
            Guard::AmountNotZero => "there is an amount that is not 0".to_owned(),
            Guard::Share(share) => share.words(),
        }
    }

    /// The opposite.
    pub(super) fn not(self) -> Guard {
        Guard::Not(Box::new(self))
    }
}

/// A moment in seconds since 1970, in words.
fn moment_words(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}
