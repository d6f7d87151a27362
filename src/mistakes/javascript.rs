//! What JavaScript makes of numbers, of values that are not numbers, and of an object's key order.

use crate::protocol::json::Value;
use crate::protocol::text::Text;

/// `String(x)` for a finite double.
pub(super) fn number_text(value: f64) -> String {
    let magnitude = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-6..1e21).contains(&magnitude) {
        plain(&shortest(value))
    } else {
        let text = shortest(value);
        if text.contains("e-") { text } else { text.replace('e', "e+") }
    }
}

/// The shortest decimal that reads back as the same double, in the form d.ddde-n: the first
/// precision that does. Of two equally near it is the one with the even digit.
pub(super) fn shortest(value: f64) -> String {
    // As many digits as are needed, but of two equally near the upper one. Up to 15 digits only one reads back.
    let text = format!("{value:e}");
    let mantissa = text.split_once('e').map_or(&*text, |(mantissa, _)| mantissa);
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 {
        return text;
    }
    (digits - 1..17)
        .map(|precision| format!("{value:.precision$e}"))
        .find(|text| text.parse() == Ok(value))
        .unwrap_or(text)
}

/// Text of the form d.ddde-n without its exponent.
pub(super) fn plain(scientific: &str) -> String {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits = mantissa.replace('.', "");
    if exponent < 0 {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return format!("{sign}0.{zeros}{digits}");
    }
    let whole = exponent as usize + 1;
    if digits.len() <= whole {
        return format!("{sign}{digits:0<whole$}");
    }
    format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
}

/// `Number(x)` for a JSON value other than null; NaN where JavaScript says so.
pub(super) fn to_number(value: &Value) -> f64 {
    match value {
        Value::Null => 0.0,
        Value::Bool(flag) => f64::from(u8::from(*flag)),
        Value::Number(number) => number.to_f64(),
        Value::String(text) => text.as_str().map_or(f64::NAN, text_to_number),
        Value::Array(_) => text_to_number(&to_text(value)),
        Value::Object(_) => f64::NAN,
    }
}

/// `String(x)`, as far as it can matter for `Number`.
fn to_text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => {
            let number = number.to_f64();
            if number.is_finite() {
                number_text(number)
            } else if number.is_nan() {
                "NaN".to_owned()
            } else if number > 0.0 {
                "Infinity".to_owned()
            } else {
                "-Infinity".to_owned()
            }
        }
        Value::String(text) => text.to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| if *item == Value::Null { String::new() } else { to_text(item) })
                .collect();
            items.join(",")
        }
        Value::Object(_) => "[object Object]".to_owned(),
    }
}

fn text_to_number(text: &str) -> f64 {
    let blank = |c: char| c.is_whitespace() && c != '\u{85}' || c == '\u{FEFF}';
    let text = text.trim_matches(blank);
    let radix = |digits: &str, radix: u32| {
        if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
            return f64::NAN;
        }
        digits
            .chars()
            .fold(0.0, |sum, c| sum * f64::from(radix) + f64::from(c.to_digit(radix).unwrap_or(0)))
    };
    match text.get(..2) {
        Some("0x" | "0X") => return radix(&text[2..], 16),
        Some("0o" | "0O") => return radix(&text[2..], 8),
        Some("0b" | "0B") => return radix(&text[2..], 2),
        _ => {}
    }
    match text {
        "" => 0.0,
        "Infinity" | "+Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        // What Rust reads beyond this grammar are its own words for NaN and infinity.
        _ if text.chars().any(|c| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E')) => f64::NAN,
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

/// The order in which JavaScript lists keys: array indices ascending, then as inserted.
pub(super) fn key_rank(key: &Text) -> (bool, u32) {
    let index = key
        .as_str()
        .filter(|text| *text == "0" || !text.starts_with('0'))
        .filter(|text| text.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|text| text.parse::<u32>().ok())
        .filter(|index| *index != u32::MAX);
    (index.is_none(), index.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json::parse;

    #[test]
    fn number_text_as_node_prints_it() {
        for (value, text) in [
            (1e16, "10000000000000000"),
            (1e21, "1e+21"),
            (1.5e-7, "1.5e-7"),
            (0.000001, "0.000001"),
            (-0.0, "0"),
            (123.456, "123.456"),
        ] {
            assert_eq!(number_text(value), text);
        }
    }

    #[test]
    fn number_as_node_converts() {
        for (json, number) in [
            ("\"\"", 0.0),
            ("\" 12.5\\n\"", 12.5),
            ("\"0x1f\"", 31.0),
            ("\"1.\"", 1.0),
            ("\".5\"", 0.5),
            ("true", 1.0),
            ("[]", 0.0),
            ("[\"7\"]", 7.0),
            ("[null]", 0.0),
            ("\"-Infinity\"", f64::NEG_INFINITY),
        ] {
            assert_eq!(to_number(&parse(json.as_bytes()).unwrap()), number, "{json}");
        }
        for json in ["\"inf\"", "\"1_0\"", "\"abc\"", "{}", "[1,2]", "[true]", "\"0x\"", "\"nan\""]
        {
            assert!(to_number(&parse(json.as_bytes()).unwrap()).is_nan(), "{json}");
        }
    }
}
