//! Numbers other than `value`.

use crate::mistakes::config::{NonFiniteText, NumberText, SignerConfig};
use crate::mistakes::javascript;
use crate::protocol::Number;

/// A number's text; `None` if the signer refuses it.
pub(super) fn number_token(config: &SignerConfig, number: &Number) -> Option<String> {
    let value = number.to_f64();
    // An integer is never "not finite", whatever a double makes of it.
    let finite = number.is_finite();
    match (config.number_text, number) {
        _ if !finite => match config.non_finite {
            NonFiniteText::Refuse => None,
            NonFiniteText::JavaScript => Some("null".to_owned()),
            NonFiniteText::Python if value.is_nan() => Some("NaN".to_owned()),
            NonFiniteText::Python if value > 0.0 => Some("Infinity".to_owned()),
            NonFiniteText::Python => Some("-Infinity".to_owned()),
        },
        (NumberText::JavaScript, _) if value.is_finite() => Some(javascript::number_text(value)),
        (NumberText::JavaScript, _) => Some("null".to_owned()),
        (NumberText::Python, Number::Integer(text)) if &**text == "-0" => Some("0".to_owned()),
        (NumberText::Python, Number::Integer(text)) => Some(text.to_string()),
        (NumberText::Python, _) => Some(python_repr(value)),
    }
}

/// CPython's `repr` of a finite double.
pub(super) fn python_repr(value: f64) -> String {
    if value == 0.0 {
        return if value.is_sign_negative() { "-0.0" } else { "0.0" }.to_owned();
    }
    if !(1e-4..1e16).contains(&value.abs()) {
        let text = javascript::shortest(value);
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = match exponent.strip_prefix('-') {
            Some(positive) => ('-', positive),
            None => ('+', exponent),
        };
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    let text = javascript::plain(&javascript::shortest(value));
    if text.contains('.') { text } else { text + ".0" }
}

/// C's `%.{precision}e`.
pub(super) fn scientific(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(positive) => ('-', positive),
        None => ('+', exponent),
    };
    format!("{digits}e{sign}{exponent:0>2}")
}

/// C's `%.17g`.
pub(super) fn seventeen_digits(value: f64) -> String {
    let text = scientific(value, 16);
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let trimmed = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    match exponent.parse::<i32>() {
        Ok(exponent @ -4..17) => trimmed(&format!("{value:.*}", (16 - exponent) as usize)),
        _ => format!("{}e{exponent}", trimmed(digits)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_c_prints_them() {
        for (value, text) in [
            (19.99, "19.989999999999998"),
            (99.0, "99"),
            (0.1, "0.10000000000000001"),
            (1e-5, "1.0000000000000001e-05"),
            (1e20, "1e+20"),
            (0.0, "0"),
        ] {
            assert_eq!(seventeen_digits(value), text);
        }
        assert_eq!(scientific(99.0, 6), "9.900000e+01");
    }
}
