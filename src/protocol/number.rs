//! JSON numbers as a caller can pass them, and the text CPython gives them.

use std::borrow::Cow;
use std::io::Write;

/// A number, with the text that it was written in.
///
/// CPython tells `99` from `99.0` and keeps integers of any size, so the text decides which of the
/// two a number is and is never thrown away. It is borrowed from the body; [`Number`] holds it itself.
#[derive(Clone, Debug, PartialEq)]
pub enum BorrowedNumber<'a> {
    /// No fraction and no exponent: an integer of any size. The text is as written (`-0` included).
    Integer(Cow<'a, str>),
    /// Anything else JSON can spell: a double, read with correct rounding. The value is infinite
    /// where the text overflows (`1e400`).
    Float {
        /// The text as written.
        text: Cow<'a, str>,
        /// The nearest double.
        value: f64,
    },
    /// What JSON has no text for.
    NonFinite(NonFinite),
}

/// A number that borrows from nothing.
pub type Number = BorrowedNumber<'static>;

/// The three doubles that are no JSON numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonFinite {
    /// Not a number.
    NaN,
    /// Positive infinity.
    Infinity,
    /// Negative infinity.
    NegativeInfinity,
}

impl NonFinite {
    /// The name that the adapter protocol gives it in `{"$number": …}`.
    pub const fn name(self) -> &'static str {
        match self {
            NonFinite::NaN => "NaN",
            NonFinite::Infinity => "Infinity",
            NonFinite::NegativeInfinity => "-Infinity",
        }
    }

    /// The reverse of [`NonFinite::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::NaN, Self::Infinity, Self::NegativeInfinity].into_iter().find(|n| n.name() == name)
    }
}

impl Number {
    /// Reads JSON number text. The caller vouches that it follows the JSON grammar.
    pub(crate) fn from_json_text(text: &str) -> Number {
        BorrowedNumber::borrowed(text).into_owned()
    }
}

impl<'a> BorrowedNumber<'a> {
    /// Reads JSON number text, which stays where it is. The caller vouches that it follows the JSON grammar.
    pub(crate) fn borrowed(text: &'a str) -> Self {
        if text.bytes().any(|b| matches!(b, b'.' | b'e' | b'E')) {
            // `parse` rounds correctly and gives an infinity on overflow; it fails on no JSON text.
            let value = text.parse().unwrap_or(f64::NAN);
            BorrowedNumber::Float { text: Cow::Borrowed(text), value }
        } else {
            BorrowedNumber::Integer(Cow::Borrowed(text))
        }
    }

    /// The same, borrowed from nothing.
    pub fn into_owned(self) -> Number {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            BorrowedNumber::Integer(text) => Number::Integer(owned(text)),
            BorrowedNumber::Float { text, value } => Number::Float { text: owned(text), value },
            BorrowedNumber::NonFinite(number) => Number::NonFinite(number),
        }
    }

    /// The double that `float()` makes of it: exact for doubles, nearest for integers, infinite on
    /// overflow. `-0` is an integer and so `0.0`; `-0.0` keeps its sign.
    pub fn to_f64(&self) -> f64 {
        match self {
            BorrowedNumber::Integer(text) => match &**text {
                "-0" => 0.0,
                text => text.parse().unwrap_or(f64::NAN),
            },
            BorrowedNumber::Float { value, .. } => *value,
            BorrowedNumber::NonFinite(NonFinite::NaN) => f64::NAN,
            BorrowedNumber::NonFinite(NonFinite::Infinity) => f64::INFINITY,
            BorrowedNumber::NonFinite(NonFinite::NegativeInfinity) => f64::NEG_INFINITY,
        }
    }

    /// The text it was written in; `None` for what JSON has no text for.
    pub fn text(&self) -> Option<&str> {
        match self {
            BorrowedNumber::Integer(text) | BorrowedNumber::Float { text, .. } => Some(text),
            BorrowedNumber::NonFinite(_) => None,
        }
    }

    /// Whether it has a finite value. An integer always has, however large.
    pub fn is_finite(&self) -> bool {
        match self {
            BorrowedNumber::Integer(_) => true,
            BorrowedNumber::Float { value, .. } => value.is_finite(),
            BorrowedNumber::NonFinite(_) => false,
        }
    }
}

impl From<f64> for Number {
    /// A double, written as CPython writes it.
    fn from(value: f64) -> Number {
        match value {
            _ if value.is_nan() => Number::NonFinite(NonFinite::NaN),
            f64::INFINITY => Number::NonFinite(NonFinite::Infinity),
            f64::NEG_INFINITY => Number::NonFinite(NonFinite::NegativeInfinity),
            _ => {
                let mut text = Vec::new();
                write_float(value, &mut text);
                Number::Float { value, text: String::from_utf8(text).unwrap_or_default().into() }
            }
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number::Integer(value.to_string().into())
    }
}

/// Writes a finite double as CPython's `repr` does (CAN-7).
///
/// The shortest digits that read back as the same double; fixed notation for a decimal exponent
/// from -4 to 15, else scientific with at least two exponent digits; always a fraction or an
/// exponent, so that it cannot be taken for an integer.
pub fn write_float(value: f64, out: &mut Vec<u8>) {
    // Rust's `{:e}` gives the shortest digits, as d[.ddd]e[-]n. Where two texts of that length are
    // equally near, it takes the upper and CPython the even one; with a precision it takes the even
    // one too, and that is the nearest text of that length in every other case. Two texts of 15 digits
    // or fewer are further apart than a double's neighbours, so that only one of them reads back.
    let mut shortest = [0u8; 32];
    let mut nearest = [0u8; 32];
    let mut text = print(&mut shortest, format_args!("{value:e}"));
    let digits = text.iter().take_while(|b| **b != b'e').filter(|b| b.is_ascii_digit()).count();
    if digits > 15 {
        let even = print(&mut nearest, format_args!("{value:.*e}", digits - 1));
        if std::str::from_utf8(even).is_ok_and(|text| text.parse() == Ok(value)) {
            text = even;
        }
    }
    let at_e = text.iter().position(|&b| b == b'e').unwrap_or(text.len());
    let (mantissa, exponent_text) = text.split_at(at_e);
    let exponent: i32 = std::str::from_utf8(exponent_text.get(1..).unwrap_or_default())
        .ok()
        .and_then(|t| t.parse().ok())
        .unwrap_or(0);
    let (sign, mantissa) = match mantissa {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, mantissa),
    };
    if sign {
        out.push(b'-');
    }
    let digits: Vec<u8> = mantissa.iter().copied().filter(|&b| b != b'.').collect();
    match exponent {
        -4..0 => {
            out.extend_from_slice(b"0.");
            out.extend(std::iter::repeat_n(b'0', (-exponent - 1) as usize));
            out.extend_from_slice(&digits);
        }
        0..16 => {
            let whole = exponent as usize + 1;
            for i in 0..whole {
                out.push(digits.get(i).copied().unwrap_or(b'0'));
            }
            out.push(b'.');
            out.extend_from_slice(digits.get(whole..).filter(|f| !f.is_empty()).unwrap_or(b"0"));
        }
        _ => {
            out.push(digits[0]);
            if digits.len() > 1 {
                out.push(b'.');
                out.extend_from_slice(&digits[1..]);
            }
            out.extend_from_slice(if exponent < 0 { b"e-" } else { b"e+" });
            let magnitude = exponent.unsigned_abs();
            if magnitude < 10 {
                out.push(b'0');
            }
            out.extend_from_slice(magnitude.to_string().as_bytes());
        }
    }
}

/// Prints into a buffer that is long enough: 17 digits, a sign, a point and an exponent.
fn print<'a>(buffer: &'a mut [u8; 32], text: std::fmt::Arguments<'_>) -> &'a [u8] {
    let mut rest = &mut buffer[..];
    let printed = rest.write_fmt(text);
    debug_assert!(printed.is_ok(), "the buffer is too short");
    let used = 32 - rest.len();
    &buffer[..used]
}

#[cfg(test)]
mod tests {
    use super::*;

    // Doubles are written in full where that is the point.
    #[allow(clippy::excessive_precision)]
    #[test]
    fn float_text_is_cpythons() {
        // What CPython 3.11 prints for repr() of each.
        for (value, text) in [
            (100000.0, "100000.0"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e16, "1.5e+16"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.25e-7, "1.25e-07"),
            (0.1 + 0.2, "0.30000000000000004"),
            (-0.0, "-0.0"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (123456789012345.67, "123456789012345.67"),
            // Halfway between two shortest texts: the even digit.
            (758498280229924.25, "758498280229924.2"),
            (758498280229924.75, "758498280229924.8"),
            (9007199254740992.0, "9007199254740992.0"),
            (5e-7, "5e-07"),
            // Two digits of the exponent are enough for ten.
            (1e-10, "1e-10"),
            (1e100, "1e+100"),
        ] {
            let mut out = Vec::new();
            write_float(value, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), text);
        }
    }

    #[test]
    fn minus_zero_is_an_integer_without_a_point() {
        assert!(Number::from_json_text("-0").to_f64().is_sign_positive());
        assert!(Number::from_json_text("-0.0").to_f64().is_sign_negative());
        assert!(!Number::from_json_text("1e400").is_finite());
    }

    #[test]
    fn the_text_is_kept_as_written() {
        for text in ["0", "-0", "99.990", "1e4", "1E+04", "123456789012345678901234567890"] {
            assert_eq!(Number::from_json_text(text).text(), Some(text));
        }
        assert_eq!(Number::NonFinite(NonFinite::NaN).text(), None);
    }

    #[test]
    fn a_double_becomes_its_text_or_what_json_has_no_text_for() {
        let float = |value, text: &str| Number::Float { value, text: text.to_owned().into() };
        assert_eq!(Number::from(0.1), float(0.1, "0.1"));
        assert_eq!(Number::from(f64::MAX), float(f64::MAX, "1.7976931348623157e+308"));
        assert_eq!(Number::from(1e-10), float(1e-10, "1e-10"));
        assert_eq!(Number::from(1e-9), float(1e-9, "1e-09"));
        assert_eq!(Number::from(f64::NAN), Number::NonFinite(NonFinite::NaN));
        assert_eq!(Number::from(f64::INFINITY), Number::NonFinite(NonFinite::Infinity));
        assert_eq!(Number::from(f64::NEG_INFINITY), Number::NonFinite(NonFinite::NegativeInfinity));
        assert_eq!(Number::from(-7i64), Number::Integer("-7".into()));
    }

    #[test]
    fn what_is_not_finite_has_a_name_and_keeps_its_value() {
        for (name, value) in [("Infinity", f64::INFINITY), ("-Infinity", f64::NEG_INFINITY)] {
            let number = Number::NonFinite(NonFinite::from_name(name).unwrap());
            assert_eq!(number.to_f64(), value);
            assert!(!number.is_finite());
        }
        assert!(Number::NonFinite(NonFinite::from_name("NaN").unwrap()).to_f64().is_nan());
        assert_eq!(NonFinite::from_name("nan"), None);
        // An integer that overflows a double still has a value of its own.
        let huge = Number::from_json_text(&"9".repeat(400));
        assert!(huge.is_finite() && huge.to_f64().is_infinite());
    }
}
