//! Texts that are numbers, as languages print them.

use crate::protocol::number::write_float;

/// So many digits of an integer are kept.
const LONGEST: usize = 40;

/// Whether it is digits, at least one.
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The digits of an integer without zeros in front, and whether it is negative.
fn integer(text: &str) -> Option<(bool, &str)> {
    let (minus, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let plain = digits.trim_start_matches('0');
    let plain = if plain.is_empty() { "0" } else { plain };
    (is_digits(digits) && digits.len() <= LONGEST).then_some((minus && plain != "0", plain))
}

/// A decimal number, perhaps with an exponent, as a double.
fn decimal(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (units, rest) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_number = (is_digits(units) || units.is_empty())
        && (is_digits(rest) || rest.is_empty())
        && !(units.is_empty() && rest.is_empty());
    let is_exponent = exponent
        .is_none_or(|exponent| is_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)));
    let value: f64 = text.parse().ok().filter(|_| is_number && is_exponent)?;
    value.is_finite().then_some(value)
}

/// A number as Python prints it: 7 for 007, 1.5 for 1.50, 1000.0 for 1e3; another text stays.
pub(super) fn python_number(text: &str) -> String {
    let inner = text.trim_matches(|c: char| matches!(c, '\t'..='\r' | '\u{1c}'..=' '));
    if let Some((minus, digits)) = integer(inner) {
        return format!("{}{digits}", if minus { "-" } else { "" });
    }
    let Some(value) = decimal(inner) else { return text.to_owned() };
    let mut out = Vec::new();
    write_float(value, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// A number as JavaScript prints it: 7 for 007, 1.5 for 1.50, 1000 for 1e3; another text stays.
pub(super) fn js_number(text: &str) -> String {
    let Some(value) = decimal(text.trim()) else { return text.to_owned() };
    if value == 0.0 {
        return "0".to_owned();
    }
    let short = format!("{value:e}");
    let Some((_, exponent)) = short.split_once('e') else { return text.to_owned() };
    match exponent.parse::<i32>() {
        Ok(-6..=20) => format!("{value}"),
        Ok(large @ 0..) => short.replace(&format!("e{large}"), &format!("e+{large}")),
        _ => short,
    }
}

/// What PHP takes off both ends of a number.
const PHP_SPACE: [char; 6] = [' ', '\t', '\n', '\r', '\u{b}', '\u{c}'];

/// Whether PHP takes it for a number: white space may stand on both sides.
pub(super) fn is_php_number(text: &str) -> bool {
    decimal(text.trim_matches(PHP_SPACE)).is_some()
}

/// Whether it is a number as JSON has it.
pub(super) fn is_json_number(text: &str) -> bool {
    let units = text.strip_prefix('-').unwrap_or(text);
    let units = units.split(['.', 'e', 'E']).next().unwrap_or_default();
    let is_plain = units == "0" || is_digits(units) && !units.starts_with('0');
    let is_whole = !text.ends_with('.') && !text.contains(".e") && !text.contains(".E");
    is_plain && is_whole && decimal(text).is_some()
}

/// A number as PHP writes it into JSON: 7 for 007, 1.5 for 1.50, 1000 for 1e3; another text stays.
pub(super) fn php_number(text: &str) -> String {
    let inner = text.trim_matches(PHP_SPACE);
    if let Some((minus, digits)) = integer(inner)
        && let Ok(number) = format!("{}{digits}", if minus { "-" } else { "" }).parse::<i64>()
    {
        return number.to_string();
    }
    let Some(value) = decimal(inner) else { return text.to_owned() };
    let short = format!("{value:e}");
    let Some((mantissa, exponent)) = short.split_once('e') else { return text.to_owned() };
    match exponent.parse::<i32>() {
        Ok(-4..=16) => format!("{value}"),
        Ok(exponent) => {
            let point = if mantissa.contains('.') { "" } else { ".0" };
            format!("{mantissa}{point}e{exponent:+}")
        }
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_php_has_them() {
        let texts = [
            "007",
            "1e3",
            "1e16",
            "1e22",
            "0.0001",
            "0.00001",
            " 7 ",
            "-0",
            "-0.0",
            ".5",
            "5.",
            "12345678901234567890",
            "123456789012345678",
            "1e400",
            "0x1F",
            "\u{a0}7",
            "",
        ];
        let written = [
            "7",
            "1000",
            "10000000000000000",
            "1.0e+22",
            "0.0001",
            "1.0e-5",
            "7",
            "0",
            "-0",
            "0.5",
            "5",
            "1.2345678901234567e+19",
            "123456789012345678",
            "1e400",
            "0x1F",
            "\u{a0}7",
            "",
        ];
        assert_eq!(texts.map(php_number), written);
    }

    #[test]
    fn numbers_are_printed_as_python_has_them() {
        let texts =
            ["007", "-0", "+12", "1.50", "1e3", ".5", " 8 ", "1e23", "1e400", "12a", "", "."];
        let printed =
            ["7", "0", "12", "1.5", "1000.0", "0.5", "8", "1e+23", "1e400", "12a", "", "."];
        assert_eq!(texts.map(python_number), printed);
    }

    #[test]
    fn numbers_are_printed_as_javascript_has_them() {
        let texts =
            ["007", "-0", "1.50", "1e3", "1e21", "1.5e-7", "1e-6", "12345678901234567890", "x"];
        let printed =
            ["7", "0", "1.5", "1000", "1e+21", "1.5e-7", "0.000001", "12345678901234567000", "x"];
        assert_eq!(texts.map(js_number), printed);
    }
}
