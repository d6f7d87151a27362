//! The text of `value`.

use super::numbers::{number_token, python_repr, scientific, seventeen_digits};
use crate::mistakes::config::{Coercion, Money, NonFiniteText, Rounding, SignerConfig, Unit};
use crate::mistakes::{javascript, python};
use crate::protocol::Number;
use crate::protocol::json::Value;

/// The text of `value`, without quotes; `None` if the signer refuses it. `currency` is the goal's,
/// for those who write it beside the amount.
pub(super) fn amount(
    config: &SignerConfig,
    value: &Value,
    currency: Option<&str>,
) -> Option<String> {
    let (number, words) = match (value, config.coercion) {
        (Value::Number(number), _) => {
            let words = match config.non_finite {
                NonFiniteText::Refuse => None,
                // float() raises on an integer that overflows.
                NonFiniteText::Python if number.is_finite() => None,
                NonFiniteText::Python => Some(["nan", "inf", "-inf"]),
                NonFiniteText::JavaScript => Some(["NaN", "Infinity", "-Infinity"]),
            };
            (number.to_f64(), words)
        }
        (_, Coercion::Refuse) => return None,
        (_, Coercion::Python) => (python::to_float(value)?, Some(["nan", "inf", "-inf"])),
        (_, Coercion::JavaScript) => {
            (javascript::to_number(value), Some(["NaN", "Infinity", "-Infinity"]))
        }
    };
    if !number.is_finite() {
        let [nan, infinity, negative] = words?;
        let word = match number {
            n if n.is_nan() => nan,
            n if n > 0.0 => infinity,
            _ => negative,
        };
        return Some(word.to_owned());
    }
    let number = if number == 0.0 && !config.negative_zero { 0.0 } else { number };
    let text = formatted(config, number, value);
    Some(match (config.unit, currency) {
        (Unit::None, _) | (Unit::CodeBefore | Unit::CodeAfter, None) => text,
        (Unit::Before(sign), _) => format!("{sign}{text}"),
        (Unit::After(sign), _) => format!("{text}{sign}"),
        (Unit::CodeBefore, Some(code)) => format!("{code} {text}"),
        (Unit::CodeAfter, Some(code)) => format!("{text} {code}"),
    })
}

fn formatted(config: &SignerConfig, number: f64, value: &Value) -> String {
    match config.money {
        Money::TwoDecimals => two_decimals(config.rounding, number),
        Money::ExponentFrom1e21 if number.abs() >= 1e21 => javascript::number_text(number),
        Money::ExponentFrom1e21 => two_decimals(config.rounding, number),
        Money::Shortest => javascript::number_text(number),
        Money::FloatText => python_repr(number),
        Money::AsWritten => match value {
            Value::Number(Number::Integer(text) | Number::Float { text, .. }) => text.to_string(),
            _ => javascript::number_text(number),
        },
        Money::AsPassed => match value {
            Value::Number(passed) => number_token(config, passed).unwrap_or_default(),
            _ => python_repr(number),
        },
        Money::Cents => format!("{:.0}", number * 100.0),
        Money::FromCents => two_decimals(config.rounding, number / 100.0),
        Money::Grouped(group, point) => {
            grouped(&two_decimals(config.rounding, number), group, point)
        }
        Money::GroupedShortest(group, point) => {
            let text = format!("{number:.3}");
            let text = text.trim_end_matches('0').trim_end_matches('.');
            let point = if text.contains('.') { point } else { "" };
            grouped(text, group, point)
        }
        Money::GroupedWhole(group) => grouped(&format!("{}", number.round()), group, ""),
        Money::Whole => format!("{:.0}", number.trunc()),
        Money::CentsCut => format!("{:.0}", (number * 100.0).trunc()),
        Money::CentsWithDecimals => two_decimals(config.rounding, (number * 100.0).round()),
        Money::Decimals(count) => format!("{number:.count$}"),
        Money::SeventeenDigits => seventeen_digits(number),
        Money::Scientific => scientific(number, 6),
        Money::SinglePrecision => format!("{:.2}", f64::from(number as f32)),
    }
}

fn two_decimals(rounding: Rounding, number: f64) -> String {
    let number = match rounding {
        Rounding::DownByHundreds => (number * 100.0).trunc() / 100.0,
        Rounding::UpByHundreds => (number * 100.0).ceil() / 100.0,
        _ => number,
    };
    // Below 1e12 a double is nearer to its shortest text than to what lies halfway between two cents, unless that is
    // its text. Printing exactly is much slower.
    if number.abs() < 1e12 {
        let text = format!("{number}");
        let Some((_, fraction)) = text.split_once('.') else { return text + ".00" };
        let is_nearest = matches!(rounding, Rounding::HalfEven | Rounding::HalfUp);
        match fraction.as_bytes() {
            [_] => return text + "0",
            [_, _] => return text,
            [_, _, b'5'] => {}
            [_, _, third, ..] if is_nearest && *third < b'5' => return cut(&text, 2),
            [_, _, ..] if is_nearest => return away_from_zero(&cut(&text, 3)),
            _ => {}
        }
    }
    match rounding {
        Rounding::HalfEven | Rounding::DownByHundreds | Rounding::UpByHundreds => {
            format!("{number:.2}")
        }
        // A double lies halfway between two cents only where eight times it is an odd integer.
        Rounding::HalfUp if (number * 8.0).abs() % 2.0 == 1.0 => {
            away_from_zero(&format!("{number:.3}"))
        }
        Rounding::HalfUp => format!("{number:.2}"),
        Rounding::HalfUpDecimal => {
            let text = javascript::plain(&javascript::shortest(number));
            let third = text.split_once('.').and_then(|(_, f)| f.as_bytes().get(2).copied());
            match third {
                Some(b'5'..=b'9') => away_from_zero(&cut(&text, 3)),
                _ => cut(&text, 2),
            }
        }
        Rounding::Down => cut(&format!("{number:.40}"), 2),
        Rounding::Up => {
            let text = format!("{number:.40}");
            let is_exact = text.bytes().skip(cut(&text, 2).len()).all(|digit| digit == b'0');
            if is_exact { cut(&text, 2) } else { away_from_zero(&cut(&text, 3)) }
        }
    }
}

/// Decimal text with this number of decimals, the others cut off.
fn cut(text: &str, decimals: usize) -> String {
    let text = if text.contains('.') { text.to_owned() } else { format!("{text}.") };
    let point = text.find('.').unwrap_or(text.len());
    let mut text = format!("{text}000");
    text.truncate(point + 1 + decimals);
    text
}

/// Text with three decimals, rounded to two, away from zero whatever the third is.
fn away_from_zero(text: &str) -> String {
    let mut digits: Vec<u8> = text.bytes().take(text.len() - 1).collect();
    let mut carried = true;
    for digit in digits.iter_mut().rev().filter(|digit| digit.is_ascii_digit()) {
        if *digit != b'9' {
            *digit += 1;
            carried = false;
            break;
        }
        *digit = b'0';
    }
    if carried {
        let at = usize::from(digits.first() == Some(&b'-'));
        digits.insert(at, b'1');
    }
    String::from_utf8(digits).unwrap_or_default()
}

fn grouped(text: &str, group: &str, point: &str) -> String {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole),
    };
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(group);
        }
        out.push(digit);
    }
    format!("{sign}{out}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    // Doubles are written in full where that is the point.
    #[allow(clippy::excessive_precision)]
    #[test]
    fn roundings_differ_where_they_should() {
        use Rounding::*;
        for (value, rounding, text) in [
            (0.125, HalfUp, "0.13"),
            (0.375, HalfUp, "0.38"),
            (-0.125, HalfUp, "-0.13"),
            (1.005, HalfUp, "1.00"),
            (562949953421312.125, HalfUp, "562949953421312.13"),
            (1.005, HalfUpDecimal, "1.01"),
            (9.995, HalfUpDecimal, "10.00"),
            (0.125, HalfUpDecimal, "0.13"),
            (0.124, HalfUpDecimal, "0.12"),
            (19.999, Down, "19.99"),
            (19.991, Up, "20.00"),
            (0.5, Up, "0.50"),
        ] {
            assert_eq!(two_decimals(rounding, value), text, "{value} {rounding:?}");
        }
    }

    #[test]
    fn what_is_rounded_by_its_shortest_text_is_what_exact_printing_gives() {
        let mut state = 1u64;
        for step in 0..300_000u32 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            // Amounts with few decimals and their neighbours, and doubles of every size.
            let near = (state >> 40) as f64 / 10f64.powi(step as i32 % 6);
            let any = f64::from_bits(state);
            for value in [near, near.next_up(), near.next_down(), -near, any] {
                if value.abs() < 1e12 {
                    let exact = format!("{value:.2}");
                    assert_eq!(two_decimals(Rounding::HalfEven, value), exact, "{value:?}");
                }
            }
        }
    }

    #[test]
    fn forms_of_an_amount() {
        let token = |money, unit, value: &str| {
            let config = SignerConfig { money, unit, ..SignerConfig::default() };
            let value = crate::protocol::json::parse(value.as_bytes()).unwrap();
            amount(&config, &value, Some("EUR")).unwrap()
        };
        for (money, unit, value, text) in [
            (Money::Grouped(",", "."), Unit::None, "1234567.5", "1,234,567.50"),
            (Money::Grouped(".", ","), Unit::CodeAfter, "1000", "1.000,00 EUR"),
            (Money::AsWritten, Unit::None, "99.50", "99.50"),
            (Money::AsPassed, Unit::None, "99", "99"),
            (Money::AsPassed, Unit::None, "9.90e1", "99.0"),
            (Money::GroupedShortest(".", ","), Unit::None, "1249.5", "1.249,5"),
            (Money::GroupedShortest(",", "."), Unit::None, "1000", "1,000"),
            (Money::GroupedWhole(","), Unit::None, "1249.5", "1,250"),
            (Money::CentsCut, Unit::None, "19.99", "1998"),
            (Money::Cents, Unit::None, "19.99", "1999"),
            (Money::FromCents, Unit::Before("$"), "9900", "$99.00"),
            (Money::SinglePrecision, Unit::None, "9999.99", "9999.99"),
        ] {
            assert_eq!(token(money, unit, value), text);
        }
    }
}
