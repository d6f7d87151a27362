//! What the values have in common that a server treats otherwise: two findings about one field are the same only if
//! the values are.

use super::classes::{Class, Parity};
use super::kinds::Kind;
use crate::protocol::json::Value;
use unicode_normalization::is_nfc;

/// Which texts of a field are treated otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// This one alone.
    Whole(String),
    /// Those that begin with a text; of one length, where that matters.
    Begins(String, Option<usize>),
    /// Those that end in a text; of one length, where that matters.
    Ends(String, Option<usize>),
    /// Those that hold a text.
    Holds(String),
    /// Those of a length, in characters.
    Length(usize),
    /// Those of a length or longer.
    Longer(usize),
    /// Those of so many bytes or more in UTF-8, however few characters that is.
    Bytes(usize),
    /// Those of an odd number of characters, or of an even one.
    Parity(Parity),
    /// Those that end in a character of a class.
    EndsIn(Class),
    /// Those that hold a character of a class.
    HoldsA(Class),
    /// Those of a kind.
    Of(Kind),
    /// Those with white space at an end.
    Padded,
    /// Those that are not in Unicode's NFC.
    NotNormal,
    /// Some, by no rule that asking around them shows: by a hash.
    Scattered,
}

impl Shape {
    /// Whether it is a word that is refused, alone or wherever it stands.
    pub fn is_word(&self) -> bool {
        match self {
            Shape::Whole(word) | Shape::Holds(word) => {
                word.chars().filter(|letter| letter.is_alphabetic()).count() >= SHORTEST_WORD
            }
            _ => false,
        }
    }

    /// Whether a text is one of them, as far as that can be said.
    pub fn holds(&self, text: &str) -> bool {
        let length = text.chars().count();
        let fits = |wanted: &Option<usize>| wanted.is_none_or(|wanted| wanted == length);
        match self {
            Shape::Whole(whole) => text == whole,
            Shape::Begins(begin, wanted) => text.starts_with(begin.as_str()) && fits(wanted),
            Shape::Ends(end, wanted) => text.ends_with(end.as_str()) && fits(wanted),
            Shape::Holds(part) => text.contains(part.as_str()),
            Shape::Length(wanted) => length == *wanted,
            Shape::Longer(least) => length >= *least,
            Shape::Bytes(least) => text.len() >= *least,
            Shape::Parity(parity) => Parity::of(length) == *parity,
            Shape::EndsIn(class) => text.chars().next_back().is_some_and(|c| class.has(c)),
            Shape::HoldsA(class) => text.chars().any(|c| class.has(c)),
            Shape::Of(kind) => kind.holds(text),
            Shape::Padded => text.trim() != text,
            Shape::NotNormal => !is_nfc(text),
            Shape::Scattered => false,
        }
    }

    /// What they are, in words that come after the field's name.
    pub fn words(&self) -> String {
        let of = |wanted: &Option<usize>| {
            wanted.map_or(String::new(), |wanted| format!(" of {wanted} characters"))
        };
        match self {
            Shape::Whole(whole) => format!("{whole:?}"),
            Shape::Begins(begin, wanted) => format!("{} that begins with {begin:?}", of(wanted)),
            Shape::Ends(end, wanted) => format!("{} that ends in {end:?}", of(wanted)),
            Shape::Holds(part) => format!("that holds {part:?}"),
            Shape::Length(wanted) => format!("of {wanted} characters"),
            Shape::Longer(least) => format!("of {least} characters or more"),
            Shape::Bytes(least) => format!(
                "of {least} bytes or more in UTF-8 (it counts bytes; characters are what counts)"
            ),
            Shape::Parity(parity) => format!("of an {} number of characters", parity.name()),
            Shape::EndsIn(class) => format!("that ends in {}", class.words()),
            Shape::HoldsA(class) => format!("that holds {}", class.words()),
            Shape::Of(kind) => kind.words().to_owned(),
            Shape::Padded => "with white space at an end".to_owned(),
            Shape::NotNormal => "that is not in NFC".to_owned(),
            Shape::Scattered => "of some texts, by no rule that is plain".to_owned(),
        }
        .trim_start()
        .to_owned()
    }

    /// The shape in a document.
    pub fn to_value(&self) -> Value {
        let (kind, text, length) = match self {
            Shape::Whole(text) => ("whole", text.as_str(), None),
            Shape::Begins(text, length) => ("begins", text.as_str(), *length),
            Shape::Ends(text, length) => ("ends", text.as_str(), *length),
            Shape::Holds(text) => ("holds", text.as_str(), None),
            Shape::Length(length) => ("length", "", Some(*length)),
            Shape::Longer(length) => ("longer", "", Some(*length)),
            Shape::Bytes(least) => ("bytes", "", Some(*least)),
            Shape::Parity(parity) => ("parity", parity.name(), None),
            Shape::EndsIn(class) => ("ends-in", class.name(), None),
            Shape::HoldsA(class) => ("holds-a", class.name(), None),
            Shape::Of(kind) => ("of", kind.name(), None),
            Shape::Padded => ("padded", "", None),
            Shape::NotNormal => ("not-nfc", "", None),
            Shape::Scattered => ("scattered", "", None),
        };
        let mut members = vec![("kind", Value::from(kind))];
        if !text.is_empty() {
            members.push(("text", text.into()));
        }
        members.extend(length.map(|length| ("length", Value::from(length as i64))));
        Value::object(members)
    }

    /// The reverse of [`Shape::to_value`].
    pub fn of_value(value: &Value) -> Option<Shape> {
        let text = || value.get("text").and_then(Value::as_str).map(str::to_owned);
        let length = match value.get("length") {
            Some(Value::Number(number)) => number.text().and_then(|text| text.parse().ok()),
            _ => None,
        };
        let class = || Class::ALL.into_iter().find(|class| text().as_deref() == Some(class.name()));
        let parity = || Parity::ALL.into_iter().find(|one| text().as_deref() == Some(one.name()));
        let kinds = || Kind::ALL.into_iter().chain(Kind::OF_NUMBERS);
        let kind = || kinds().find(|kind| text().as_deref() == Some(kind.name()));
        match value.get("kind").and_then(Value::as_str)? {
            "whole" => text().map(Shape::Whole),
            "begins" => text().map(|text| Shape::Begins(text, length)),
            "ends" => text().map(|text| Shape::Ends(text, length)),
            "holds" => text().map(Shape::Holds),
            "length" => length.map(Shape::Length),
            "longer" => length.map(Shape::Longer),
            "bytes" => length.map(Shape::Bytes),
            "parity" => parity().map(Shape::Parity),
            "ends-in" => class().map(Shape::EndsIn),
            "holds-a" => class().map(Shape::HoldsA),
            "of" => kind().map(Shape::Of),
            "padded" => Some(Shape::Padded),
            "not-nfc" => Some(Shape::NotNormal),
            "scattered" => Some(Shape::Scattered),
            _ => None,
        }
    }
}

/// Learns the shape of a text that is treated otherwise: `is_wrong` says it of any other text, or `None` where that
/// need not be accepted or could not be asked. `None` where nothing was learned.
///
/// # Errors
/// Those of `is_wrong`.
pub fn learn<E>(
    text: &str,
    mut is_wrong: impl FnMut(&str) -> Result<Option<bool>, E>,
) -> Result<Option<Shape>, E> {
    let letters: Vec<char> = text.chars().collect();
    let length = letters.len();
    if length == 0 || length > MAX_LEARNED {
        return Ok(None);
    }
    let mut yes = |text: &str| -> Result<bool, E> { Ok(is_wrong(text)? == Some(true)) };
    if text.trim() != text && yes(" qk")? && yes("qk ")? && !yes("q k")? {
        return Ok(Some(Shape::Padded));
    }
    if !is_nfc(text)
        && yes("qe\u{301}")?
        && yes("A\u{30a}k")?
        && yes("\u{212b}")?
        && !yes("q\u{e9}")?
    {
        return Ok(Some(Shape::NotNormal));
    }
    for kind in Kind::ALL.into_iter().filter(|kind| kind.holds(text)) {
        let (mut all, mut others) = (true, false);
        for example in kind.examples(text) {
            all = all && yes(&example)?;
        }
        for other in kind.others(text).iter().filter(|_| all) {
            others = others || yes(other)?;
        }
        if all && !others {
            return Ok(Some(Shape::Of(kind)));
        }
    }
    // Its length alone, with nothing of its own left.
    if yes(&filled(length))? && yes(&other_fill(length))? {
        let other = |by| filled(if length > 4 { length - by } else { length + by });
        if yes(&other(2))? && !yes(&other(1))? && yes(&other(4))? && !yes(&other(3))? {
            return Ok(Some(Shape::Parity(Parity::of(length))));
        }
        let longer = yes(&filled(length + 1))? && yes(&filled(length + 7))?;
        let shorter = length > 1 && yes(&filled(length - 1))?;
        return Ok(match (shorter, longer) {
            (false, false) => Some(Shape::Length(length)),
            (false, true) => Some(Shape::Longer(length)),
            _ => None,
        });
    }
    if text.len() > length
        && let Some(least) = least_bytes(text, &mut yes)?
    {
        return Ok(Some(Shape::Bytes(least)));
    }
    // What of it is needed: the longest beginning and end that can be filled.
    let with = |range: std::ops::Range<usize>| -> String {
        let keep = |(at, letter): (usize, &char)| match range.contains(&at) {
            true => *letter,
            false => filling(at, *letter),
        };
        letters.iter().enumerate().map(keep).collect()
    };
    let (mut begin, mut end) = (0, length);
    while begin + 1 < end && yes(&with(begin + 1..end))? {
        begin += 1;
    }
    while begin + 1 < end && yes(&with(begin..end - 1))? {
        end -= 1;
    }
    let part: String = letters[begin..end].iter().collect();
    let (rest_before, rest_after) = (begin > 0, end < length);
    let longer_before = yes(&format!("qk{text}"))?;
    let longer_after = yes(&format!("{text}qk"))?;
    let shape = match (rest_before, rest_after) {
        (true, true) => Shape::Holds(part),
        (true, false) => Shape::Ends(part, (!longer_before).then_some(length)),
        (false, true) => Shape::Begins(part, (!longer_after).then_some(length)),
        (false, false) => match (longer_before, longer_after) {
            (true, true) => Shape::Holds(part),
            (true, false) => Shape::Ends(part, None),
            (false, true) => Shape::Begins(part, None),
            // A long text that nobody would write down is one of many.
            (false, false) if length >= HASHED => Shape::Scattered,
            (false, false) => Shape::Whole(part),
        },
    };
    // One character may be one of many.
    let (letter, of_class): (_, fn(Class) -> Shape) = match &shape {
        Shape::Ends(part, None) => (part, Shape::EndsIn),
        Shape::Holds(part) => (part, Shape::HoldsA),
        _ => return Ok(Some(shape)),
    };
    let mut letters = letter.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return Ok(Some(shape)) };
    let mut widest = None;
    for class in Class::ALL.into_iter().filter(|class| class.has(letter)) {
        let mut all = true;
        for example in class.examples() {
            // Another of its class may stand beside it.
            let alone = with(begin..end);
            let other: String =
                alone.chars().map(|c| if c == letter { example } else { c }).collect();
            all = all && yes(&other)?;
        }
        if all {
            widest = Some(class);
        }
    }
    Ok(Some(widest.map_or(shape.clone(), of_class)))
}

/// From how many bytes on texts are treated otherwise, of whatever characters they are; `None` where it is not for
/// their number.
fn least_bytes<E>(
    text: &str,
    yes: &mut impl FnMut(&str) -> Result<bool, E>,
) -> Result<Option<usize>, E> {
    let filled = |wide: char, bytes: usize| -> String {
        let mut filled = String::from(wide).repeat(bytes / wide.len_utf8());
        filled.extend(std::iter::repeat_n('q', bytes % wide.len_utf8()));
        filled
    };
    if !yes(&filled('\u{f6}', text.len()))? || !yes(&filled('\u{5b57}', text.len()))? {
        return Ok(None);
    }
    let (mut least, mut fewer) = (text.len(), 1);
    while fewer + 1 < least {
        let middle = fewer + (least - fewer) / 2;
        match yes(&filled('\u{5b57}', middle))? {
            true => least = middle,
            false => fewer = middle,
        }
    }
    // As many characters of one byte each must pass, and so must the same characters, where they are fewer.
    let passes = !yes(&filled('q', least.div_ceil(3)))? && !yes(&filled('\u{f6}', least - 1))?;
    Ok((passes && least > 4).then_some(least))
}

/// The letters that make a word.
const SHORTEST_WORD: usize = 3;

/// A longer text is not looked at, in characters.
const MAX_LEARNED: usize = 300;

/// From so many characters on, a text that is refused for itself is refused for its hash.
const HASHED: usize = 12;

fn filled(length: usize) -> String {
    (0..length).map(|at| filling(at, 'x')).collect()
}

fn other_fill(length: usize) -> String {
    (0..length).map(|at| if at % 2 == 0 { 'w' } else { 'j' }).collect()
}

/// Another letter than the one that stood there.
fn filling(at: usize, letter: char) -> char {
    let other = ['q', 'k', 'v'][at % 3];
    if letter.eq_ignore_ascii_case(&other) { 'z' } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned(text: &str, wrong: impl Fn(&str) -> bool) -> Option<Shape> {
        assert!(wrong(text));
        learn(text, |text| Ok::<_, ()>(Some(wrong(text)))).unwrap()
    }

    #[test]
    fn rules_that_servers_have_are_learned() {
        let ends = |text: &str| text.len() == 16 && text.ends_with("777");
        let shape = learned("0123456789abc777", ends).unwrap();
        assert_eq!(shape, Shape::Ends("777".to_owned(), Some(16)));
        assert!(shape.holds("aaaaaaaaaaaaa777") && !shape.holds("a777"));
        let holds = |text: &str| text.contains("drop");
        assert_eq!(learned("my_dropped", holds), Some(Shape::Holds("drop".to_owned())));
        let whole = |text: &str| text == "refund";
        assert_eq!(learned("refund", whole), Some(Shape::Whole("refund".to_owned())));
        let begins = |text: &str| text.starts_with("test");
        assert_eq!(learned("test_1", begins), Some(Shape::Begins("test".to_owned(), None)));
        assert_eq!(learned(&"a".repeat(33), |text| text.len() > 32), Some(Shape::Longer(33)));
        assert_eq!(learned("abcde", |text| text.len() == 5), Some(Shape::Length(5)));
        let heavy = |text: &str| text.len() > 100;
        assert_eq!(learned(&"\u{e9}".repeat(60), heavy), Some(Shape::Bytes(101)));
        assert_eq!(learned(&"\u{1f600}".repeat(26), heavy), Some(Shape::Bytes(101)));
        let odd = |text: &str| text.chars().count() % 2 == 1;
        assert_eq!(learned("monthly", odd), Some(Shape::Parity(Parity::Odd)));
        assert_eq!(learned("abc", odd), Some(Shape::Parity(Parity::Odd)));
        let digit = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
        assert_eq!(learned("annual-v2", digit), Some(Shape::EndsIn(Class::Digit)));
        assert_eq!(learned("0", digit), Some(Shape::EndsIn(Class::Digit)));
        let two = |text: &str| text.ends_with('2');
        assert_eq!(learned("annual-v2", two), Some(Shape::Ends("2".to_owned(), None)));
        let wide = |text: &str| text.chars().any(|c| c.len_utf16() == 2);
        assert_eq!(learned("a\u{1F600}b", wide), Some(Shape::HoldsA(Class::TwoUnits)));
        let foreign = |text: &str| !text.is_ascii();
        assert_eq!(learned("a\u{1F600}b", foreign), Some(Shape::HoldsA(Class::NotAscii)));
        let capital = |text: &str| text != text.to_lowercase();
        assert_eq!(learned("aUb", capital), Some(Shape::HoldsA(Class::Capital)));
        let zero = |text: &str| Kind::ZeroFirst.holds(text);
        assert_eq!(learned("03", zero), Some(Shape::Of(Kind::ZeroFirst)));
        let offset =
            |text: &str| text.ends_with(":00") && text.contains('T') || text.ends_with(":30");
        assert_eq!(learned("2026-11-22T08:00:00+05:30", offset), Some(Shape::Of(Kind::Offset)));
        let padded = |text: &str| text.trim() != text;
        assert_eq!(learned("Pro ", padded), Some(Shape::Padded));
        let not_nfc = |text: &str| !is_nfc(text);
        assert_eq!(learned("Cafe\u{301}", not_nfc), Some(Shape::NotNormal));
        let sum =
            |text: &str| text.bytes().map(u64::from).fold(7, |a, b| a * 31 % 9973 + b) % 97 == 3;
        let hashed = (0..).map(|n: u64| format!("{n:016x}")).find(|text| sum(text)).unwrap();
        assert_eq!(learned(&hashed, sum), Some(Shape::Scattered));
    }

    #[test]
    fn a_shape_survives_its_document() {
        for shape in [
            Shape::Whole("a".to_owned()),
            Shape::Begins("b".to_owned(), Some(3)),
            Shape::Ends("c".to_owned(), None),
            Shape::Holds("d".to_owned()),
            Shape::Length(4),
            Shape::Longer(5),
            Shape::Parity(Parity::Odd),
            Shape::EndsIn(Class::Digit),
            Shape::HoldsA(Class::TwoUnits),
            Shape::HoldsA(Class::Capital),
            Shape::Of(Kind::Offset),
            Shape::Padded,
            Shape::NotNormal,
            Shape::Scattered,
        ] {
            assert_eq!(Shape::of_value(&shape.to_value()), Some(shape));
        }
    }
}
