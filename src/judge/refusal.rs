//! Why a body is refused: where it stops being JSON and what probably made it so, or the shape of the value
//! that breaks a rule. Never what the value is: it may be personal data.

use crate::protocol::Text;
use crate::protocol::json::{JsonError, Value, parse};
use crate::protocol::rules::Rule;

/// Why a body is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not JSON.
    Syntax(Syntax),
    /// A key is there twice; where, and the key if the protocol knows it.
    Repeated {
        /// The key, if it is one of the protocol's.
        key: Option<&'static str>,
        /// The object that holds it, such as `properties`; empty for the body itself.
        within: &'static str,
    },
    /// A value breaks a rule.
    Value {
        /// The field, such as `properties.value`.
        field: &'static str,
        /// What it looks like.
        shape: Shape,
    },
    /// There are properties of other names.
    Unknown {
        /// Their number.
        count: usize,
        /// Names that differ from a known one in case, as the known ones.
        misspelt: Vec<&'static str>,
    },
    /// The body is JSON and no goal; the kind of its value.
    NotAGoal(&'static str),
}

/// Where a body stops being JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Syntax {
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
    /// Offset in bytes, from 0.
    pub offset: usize,
    /// The byte there; `None` at the end.
    pub byte: Option<u8>,
    /// What the reader says.
    pub what: &'static str,
    /// What probably made it so.
    pub cause: Cause,
}

/// What makes a body something else than JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Nothing was sent.
    Empty,
    /// A byte order mark before it.
    ByteOrderMark,
    /// Two bytes a character.
    Utf16,
    /// Text in ISO 8859-1 or a Windows code page.
    Latin1,
    /// Half of a character at the end of a text: cut by bytes.
    CutCharacter,
    /// Compressed, without being decompressed.
    Compressed,
    /// Quotes of a word processor.
    TypographicQuotes,
    /// A comma before a closing bracket.
    TrailingComma,
    /// A comment.
    Comment,
    /// Python's `repr` of a dict: single quotes, `None`, `True`.
    PythonRepr,
    /// Single quotes in place of double ones.
    SingleQuotes,
    /// A form: `event_name=purchase&…`.
    Form,
    /// JSON that was put into a JSON text: `"{\"event_name\"…}"`.
    DoubleJson,
    /// Its quotes are escaped, as if it stood in a text.
    EscapedQuotes,
    /// NaN or Infinity.
    NotANumber,
    /// What other languages write for nothing: `undefined`, `nil`, `NULL`.
    NothingWord,
    /// A line end or another control character in a text.
    Control,
    /// An escape that JSON does not have.
    Escape,
    /// It ends in the middle.
    Truncated,
    /// Something after it, such as a second document.
    TwoDocuments,
    /// Keys without quotes.
    BareKey,
    /// What a language prints for an object: `[object Object]`, `Array`, `System.Collections.Hashtable`.
    PrintedObject,
    /// XML or HTML.
    Markup,
    /// A template's variable that was not filled in.
    Template,
    /// A number that JSON does not write so: a leading zero, a decimal comma, `+`.
    Number,
    /// Nested deeper than is read.
    Deep,
    /// Nothing known.
    Unknown,
}

/// What a value looks like, without what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// It is not there.
    Missing,
    /// Another kind than a text or a number.
    Kind(&'static str),
    /// A text, so many characters long.
    Text {
        /// Characters, in code points.
        characters: usize,
        /// What it is made of, if that says something.
        looks: Looks,
    },
    /// A number.
    Number {
        /// Whether it is under zero, or a negative zero.
        negative: bool,
        /// Digits before the point.
        digits: usize,
        /// Digits after the point.
        decimals: usize,
    },
}

/// What a text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// Nothing in particular.
    Plain,
    /// A number in quotes.
    Number,
    /// A number with a currency's sign or a separator.
    Amount,
    /// Three letters that are not all capitals.
    CodeInLowerCase,
    /// Three capitals, as a currency's code.
    Code,
    /// Only a symbol, as a currency's.
    Symbol,
    /// It begins or ends with white space.
    Padded,
}

/// Why a body is refused by a rule; `None` where the rule is not about the body's contents.
pub fn refusal(body: &[u8], rule: Rule, field: Option<&'static str>) -> Option<Refusal> {
    let value = match parse(body) {
        Ok(value) => value,
        Err(error) if rule == Rule::BodySyntax => {
            return Some(Refusal::Syntax(syntax(body, &error)));
        }
        Err(_) => return None,
    };
    match rule {
        Rule::RepeatedKey => Some(repeated(&value)),
        Rule::BodyShape if field.is_none() && !matches!(value, Value::Object(_)) => {
            Some(match text_of(&value).map(|text| parse(text.as_bytes())) {
                // JSON in a JSON text is JSON; that it is no goal is the smaller part of it.
                Some(Ok(Value::Object(_))) => Refusal::NotAGoal("JSON inside a JSON string"),
                _ => Refusal::NotAGoal(value.kind()),
            })
        }
        Rule::UnknownProperty => Some(unknown(value.get("properties")?)),
        _ => {
            let field = field?;
            let found = match field.strip_prefix("properties.") {
                Some(name) => value.get("properties").and_then(|known| known.get(name)),
                None => value.get(field),
            };
            Some(Refusal::Value { field, shape: shape(found) })
        }
    }
}

fn text_of(value: &Value) -> Option<&str> {
    value.as_str()
}

fn repeated(value: &Value) -> Refusal {
    const KEYS: [&str; 8] = [
        "event_name",
        "session_id",
        "properties",
        "first_touch_bucket",
        "first_touch_ts",
        "value",
        "currency",
        "plan",
    ];
    let twice = |value: &Value| -> Option<Option<&'static str>> {
        let Value::Object(members) = value else { return None };
        let mut names: Vec<&Text> = members.iter().map(|(name, _)| name).collect();
        names.sort();
        let found = names.windows(2).find(|pair| pair[0] == pair[1])?;
        Some(KEYS.into_iter().find(|known| *found[0] == **known))
    };
    match (twice(value), value.get("properties").and_then(twice)) {
        (Some(key), _) => Refusal::Repeated { key, within: "" },
        (None, key) => Refusal::Repeated { key: key.flatten(), within: "properties" },
    }
}

fn unknown(properties: &Value) -> Refusal {
    let Value::Object(members) = properties else { return Refusal::NotAGoal(properties.kind()) };
    let known = ["value", "currency", "plan"];
    let others =
        members.iter().map(|(name, _)| name.to_string()).filter(|n| !known.contains(&n.as_str()));
    let mut misspelt = Vec::new();
    let mut count = 0;
    for name in others {
        count += 1;
        misspelt.extend(known.into_iter().find(|known| known.eq_ignore_ascii_case(name.trim())));
    }
    Refusal::Unknown { count, misspelt }
}

/// What a value looks like.
fn shape(value: Option<&Value>) -> Shape {
    match value {
        None => Shape::Missing,
        Some(Value::String(text)) => {
            let characters = text.code_points().count();
            Shape::Text { characters, looks: looks(&text.to_string()) }
        }
        Some(Value::Number(number)) => {
            let text = number.text().unwrap_or_default();
            let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
            let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
            Shape::Number {
                negative: text.starts_with('-'),
                digits: whole.trim_start_matches('-').len(),
                decimals: fraction.len(),
            }
        }
        Some(other) => Shape::Kind(other.kind()),
    }
}

fn looks(text: &str) -> Looks {
    let trimmed = text.trim();
    let letters = trimmed.chars().filter(|c| c.is_alphabetic()).count();
    let digits = trimmed.chars().filter(char::is_ascii_digit).count();
    if trimmed.len() != text.len() {
        Looks::Padded
    } else if parse(text.as_bytes()).is_ok_and(|value| matches!(value, Value::Number(_))) {
        Looks::Number
    } else if digits > 0 && letters <= 3 && trimmed.chars().all(|c| !c.is_whitespace() || c == ' ')
    {
        Looks::Amount
    } else if trimmed.len() == 3 && letters == 3 {
        let is_upper = trimmed.bytes().all(|b| b.is_ascii_uppercase());
        if is_upper { Looks::Code } else { Looks::CodeInLowerCase }
    } else if (1..=2).contains(&trimmed.chars().count()) && letters == 0 && digits == 0 {
        Looks::Symbol
    } else {
        Looks::Plain
    }
}

/// Where a body stops being JSON, and the likely cause.
fn syntax(body: &[u8], error: &JsonError) -> Syntax {
    Syntax {
        line: error.line,
        column: error.column,
        offset: error.offset,
        byte: body.get(error.offset).copied(),
        what: error.what,
        cause: cause(body, error),
    }
}

fn cause(body: &[u8], error: &JsonError) -> Cause {
    let at = error.offset.min(body.len());
    let (before, rest) = body.split_at(at);
    let trimmed = body.trim_ascii();
    let last = before.trim_ascii_end().last().copied();
    let begins = |what: &[u8]| rest.starts_with(what);
    let in_quotes = |byte: u8| rest.first() == Some(&byte);
    let text = String::from_utf8_lossy(&trimmed[..trimmed.len().min(4096)]).into_owned();
    match () {
        () if trimmed.is_empty() => Cause::Empty,
        () if body.starts_with(b"\xef\xbb\xbf") => Cause::ByteOrderMark,
        () if body.starts_with(b"\xff\xfe") || body.starts_with(b"\xfe\xff") => Cause::Utf16,
        () if body.len() > 3
            && body.iter().take(64).filter(|b| **b == 0).count() > body.len().min(64) / 3 =>
        {
            Cause::Utf16
        }
        () if body.starts_with(b"\x1f\x8b") || body.starts_with(b"\x28\xb5\x2f\xfd") => {
            Cause::Compressed
        }
        () if std::str::from_utf8(before).is_ok()
            && std::str::from_utf8(rest).is_err_and(|e| e.valid_up_to() == 0) =>
        {
            match std::str::from_utf8(rest) {
                Err(error) if error.error_len().is_none() => Cause::CutCharacter,
                // One byte where a text goes on in ASCII: a code page of one byte a character.
                _ if rest.get(1).is_none_or(|b| b.is_ascii()) && rest[0] >= 0x80 => Cause::Latin1,
                // The lead byte of a longer character, and a quote after what there is of it.
                _ if rest[0] >= 0xc2 => Cause::CutCharacter,
                _ => Cause::Latin1,
            }
        }
        () if ["“", "”", "„", "‘", "’", "«"].iter().any(|quote| begins(quote.as_bytes())) => {
            Cause::TypographicQuotes
        }
        () if text.starts_with("[object")
            || text == "Array"
            || text.starts_with("System.")
            || text.starts_with("@{")
            || text.starts_with("#<")
            || text.starts_with("undefined") =>
        {
            Cause::PrintedObject
        }
        () if text.starts_with('<') => Cause::Markup,
        () if begins(b"{{") || begins(b"${") || begins(b"<%") => Cause::Template,
        // The first brace of a `{{value}}` opens an object; the second is where a key should be.
        () if begins(b"{") && before.ends_with(b"{") => Cause::Template,
        () if begins(b"//") || begins(b"/*") || begins(b"#") => Cause::Comment,
        () if (in_quotes(b'}') || in_quotes(b']')) && last == Some(b',') => Cause::TrailingComma,
        () if begins(b"\\\"") => Cause::EscapedQuotes,
        () if begins(b"None") || begins(b"True") || begins(b"False") => Cause::PythonRepr,
        () if before.ends_with(b"\\") => Cause::Escape,
        () if in_quotes(b'\'') => {
            match ["': ", "None", "True", "False"].iter().any(|mark| text.contains(mark)) {
                true => Cause::PythonRepr,
                false => Cause::SingleQuotes,
            }
        }
        () if begins(b"NaN") || begins(b"Infinity") || begins(b"nan") || begins(b"inf") => {
            Cause::NotANumber
        }
        () if ["undefined", "nil", "NULL", "Null", "nothing"]
            .iter()
            .any(|word| begins(word.as_bytes())) =>
        {
            Cause::NothingWord
        }
        () if !text.starts_with(['{', '[', '"']) && text.contains('=') => Cause::Form,
        () if rest.is_empty() => Cause::Truncated,
        () if rest.first().is_some_and(|b| *b < 0x20) => Cause::Control,
        () if in_quotes(b'+')
            || (last.is_some_and(|b| b.is_ascii_digit())
                && rest.first().is_some_and(u8::is_ascii_digit))
            || (in_quotes(b'.')) =>
        {
            Cause::Number
        }
        // 99,50 is read as a value, and a key that begins with a digit.
        () if rest.first().is_some_and(u8::is_ascii_digit) && last == Some(b',') => Cause::Number,
        () if last == Some(b'\\') || rest.first() == Some(&b'\\') => Cause::Escape,
        () if error.offset > 0 && parse(before.trim_ascii_end()).is_ok() => Cause::TwoDocuments,
        () if rest.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
            && matches!(last, Some(b'{' | b',')) =>
        {
            Cause::BareKey
        }
        () if body.iter().filter(|b| matches!(b, b'[' | b'{')).count() > 64 => Cause::Deep,
        () => Cause::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_that_are_not_json() {
        for (body, cause, offset) in [
            (&b""[..], Cause::Empty, 0),
            (b"\xef\xbb\xbf{}", Cause::ByteOrderMark, 0),
            (b"{\0\"\0a\0\"\0:\0", Cause::Utf16, 1),
            (b"{\"plan\":\"Caf\xe9\"}", Cause::Latin1, 12),
            (b"{\"plan\":\"Caf\xe9 Bar\"}", Cause::Latin1, 12),
            (b"{\"plan\":\"Caf\xc3\"}", Cause::Latin1, 12),
            (b"{\"plan\":\"a\xf0\x9f\x98\"}", Cause::CutCharacter, 10),
            (b"\x1f\x8b\x08\0", Cause::Compressed, 0),
            ("{“event_name”:1}".as_bytes(), Cause::TypographicQuotes, 1),
            (b"{\"a\":1,}", Cause::TrailingComma, 7),
            (b"{\"a\":[1,\n]}", Cause::TrailingComma, 9),
            (b"{\"a\":1 // said\n}", Cause::Comment, 7),
            (b"{'a': None}", Cause::PythonRepr, 1),
            (b"{\"a\": None}", Cause::PythonRepr, 6),
            (b"{'a':1}", Cause::SingleQuotes, 1),
            (b"event_name=a&properties%5Bvalue%5D=1", Cause::Form, 0),
            (b"{\\\"a\\\":1}", Cause::EscapedQuotes, 1),
            (b"{\"a\":NaN}", Cause::NotANumber, 5),
            (b"{\"a\":undefined}", Cause::NothingWord, 5),
            (b"{\"a\":nil}", Cause::NothingWord, 5),
            (b"{\"a\":\"b\nc\"}", Cause::Control, 7),
            (b"{\"a\":\"b", Cause::Truncated, 7),
            (b"{\"a\":1}{\"a\":2}", Cause::TwoDocuments, 7),
            (b"{a:1}", Cause::BareKey, 1),
            (b"[object Object]", Cause::PrintedObject, 1),
            (b"<html>", Cause::Markup, 0),
            (b"{\"a\":{{value}}}", Cause::Template, 6),
            (b"{\"a\":99,50}", Cause::Number, 8),
            (b"{\"a\":099}", Cause::Number, 6),
            (b"{\"a\":\"\\'\"}", Cause::Escape, 7),
        ] {
            let Some(Refusal::Syntax(found)) = refusal(body, Rule::BodySyntax, None) else {
                panic!("{body:?}")
            };
            assert_eq!(
                (found.cause, found.offset),
                (cause, offset),
                "{}",
                String::from_utf8_lossy(body)
            );
        }
    }

    #[test]
    fn shapes_say_nothing_of_the_contents() {
        let body = br#"{"event_name":"","event_name":"x","properties":{"value":"12,50 EUR","Value":1,"currency":"eur","plan":"a@b.example"}}"#;
        let shape = |field| match refusal(body, Rule::ValueType, Some(field)) {
            Some(Refusal::Value { shape, .. }) => shape,
            other => panic!("{other:?}"),
        };
        assert_eq!(shape("properties.value"), Shape::Text { characters: 9, looks: Looks::Amount });
        assert_eq!(
            shape("properties.currency"),
            Shape::Text { characters: 3, looks: Looks::CodeInLowerCase }
        );
        assert_eq!(shape("event_name"), Shape::Text { characters: 0, looks: Looks::Plain });
        assert_eq!(shape("session_id"), Shape::Missing);
        assert_eq!(
            refusal(body, Rule::RepeatedKey, None),
            Some(Refusal::Repeated { key: Some("event_name"), within: "" })
        );
        assert_eq!(
            refusal(body, Rule::UnknownProperty, Some("properties")),
            Some(Refusal::Unknown { count: 1, misspelt: vec!["value"] })
        );
        assert_eq!(
            refusal(b"\"{}\"", Rule::BodyShape, None),
            Some(Refusal::NotAGoal("JSON inside a JSON string"))
        );
    }
}
