//! Texts that YAML 1.1 takes for numbers, as PyYAML and Psych read a value without quotes.

use crate::protocol::number::write_float;
use regex::Regex;
use std::sync::LazyLock;

static INTEGER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let all = concat!(
        r"\A[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|",
        r"[1-9][0-9_]*(?::[0-5]?[0-9])+)\z"
    );
    Regex::new(all).ok()
});

static FLOAT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let all = concat!(
        r"\A(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|",
        r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)\z"
    );
    Regex::new(all).ok()
});

fn is_one(of: &LazyLock<Option<Regex>>, text: &str) -> bool {
    of.as_ref().is_some_and(|expression| expression.is_match(text))
}

/// Whether YAML 1.1 takes it for a number.
pub(super) fn is_yaml_number(text: &str) -> bool {
    is_one(&INTEGER, text) || is_one(&FLOAT, text)
}

/// Whether it is an integer of YAML in decimal, without zeros in front; `_` may stand in it.
pub(super) fn is_yaml_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut bytes = digits.bytes();
    match bytes.next() {
        Some(b'0') => digits.len() == 1,
        Some(b'1'..=b'9') => bytes.all(|b| b.is_ascii_digit() || b == b'_'),
        _ => false,
    }
}

/// The number that YAML 1.1 takes a text for, as Python prints it; another text stays.
pub(super) fn yaml_number(text: &str) -> String {
    let plain = text.replace('_', "");
    let (minus, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let sixties = |digits: &str| -> Option<f64> {
        digits.split(':').try_fold(0.0, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?))
    };
    let float = |value: f64| {
        let mut out = minus.as_bytes().to_vec();
        write_float(value, &mut out);
        String::from_utf8(out).unwrap_or_default()
    };
    if is_one(&INTEGER, text) {
        let radix = match digits.as_bytes() {
            [b'0', b'b', ..] => Some((2, &digits[2..])),
            [b'0', b'x', ..] => Some((16, &digits[2..])),
            [b'0', _, ..] => Some((8, digits)),
            _ => None,
        };
        let number = match radix {
            Some((radix, digits)) => {
                i128::from_str_radix(digits, radix).ok().map(|n| n.to_string())
            }
            None if digits.contains(':') => sixties(digits).map(|number| format!("{number:.0}")),
            None => Some(digits.to_owned()),
        };
        return match number.as_deref() {
            Some("0") => "0".to_owned(),
            Some(number) => format!("{minus}{number}"),
            None => text.to_owned(),
        };
    }
    if is_one(&FLOAT, text) {
        let value = if digits.contains(':') { sixties(digits) } else { digits.parse().ok() };
        return value.map_or_else(|| text.to_owned(), float);
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_yaml() {
        let texts = [
            "12", "007", "017", "0x1F", "1_000", "12:30", "1.10", ".5", "5.", "1e3", "-7", "+5",
            "08", "0b11", "x",
        ];
        let read = [
            "12", "7", "15", "31", "1000", "750", "1.1", "0.5", "5.0", "1e3", "-7", "5", "08", "3",
            "x",
        ];
        assert_eq!(texts.map(yaml_number), read);
        assert!(is_yaml_number("12:30") && !is_yaml_number("1e3") && is_yaml_integer("1_0"));
    }
}
