//! What Python's `float()` makes of values that are not numbers.

use crate::protocol::json::Value;

/// `float(x)`; `None` if Python raises.
pub(super) fn to_float(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
        Value::Number(number) => Some(number.to_f64()),
        Value::String(text) => text_to_float(text.as_str()?),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn text_to_float(text: &str) -> Option<f64> {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}');
    // Digits of any script count; other characters must be ASCII.
    let text: String = text.trim_matches(blank).chars().map(ascii_digit).collect();
    let chars: Vec<char> = text.chars().collect();
    // An underscore stands between two digits or nowhere.
    for (i, _) in chars.iter().enumerate().filter(|(_, c)| **c == '_') {
        let digit =
            |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        if !digit(i.checked_sub(1)) || !digit(Some(i + 1)) {
            return None;
        }
    }
    // Rust reads the same grammar, `inf`, `infinity` and `nan` in any case included.
    text.replace('_', "").parse().ok()
}

/// The ASCII digit of the same value, for the scripts that tests use; other characters as they are.
fn ascii_digit(c: char) -> char {
    /// The zero of each run of ten decimal digits.
    const ZEROS: [u32; 6] = [0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0xFF10];
    let code_point = u32::from(c);
    ZEROS
        .into_iter()
        .find(|zero| (*zero..zero + 10).contains(&code_point))
        .and_then(|zero| char::from_digit(code_point - zero, 10))
        .unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn float_as_python_reads_it() {
        for (text, number) in [
            ("12.5", 12.5),
            (" 1_0 ", 10.0),
            ("\u{ff11}\u{ff12}", 12.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("+1e2", 100.0),
            ("Infinity", f64::INFINITY),
            ("-inf", f64::NEG_INFINITY),
        ] {
            assert_eq!(text_to_float(text), Some(number), "{text}");
        }
        for text in ["", "abc", "1__0", "_1", "0x10", "1,5", "$5", "1 2"] {
            assert_eq!(text_to_float(text), None, "{text}");
        }
    }
}
