//! Amounts written from the number that was passed, before it is rounded to cents.

use super::rounding::Rounding;
use crate::protocol::number::write_float;
use serde::{Deserialize, Serialize};

/// How a number is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unrounded {
    /// So many decimals, rounded as the nearest binary number is: what `printf` does.
    Printf(usize),
    /// So many decimals, its shortest decimal text rounded.
    Decimals(u32, Rounding),
    /// To a multiple of so many cents, with two decimals.
    Step(i64, Rounding),
    /// As Python prints it: 99.0, 99.5, 1e+16.
    Repr,
    /// As JavaScript prints it: 99, 99.5.
    Shortest,
    /// Its cents in single precision, cut off.
    SingleCut,
    /// Its cents in single precision, the product too, cut off.
    SingleProductCut,
    /// Its cents in double precision, cut off.
    Cut,
    /// Its cents in double precision, rounded up.
    Up,
    /// Times the first, divided by the second, with two decimals: rounded as given, or as `printf` does.
    Rate(i64, i64, Option<Rounding>),
    /// As BigDecimal of Ruby prints it: 0.995e2.
    Ruby,
    /// Without trailing zeros, two decimals before that, with an exponent for zeros before the point: 1E+2, 99.5.
    Normalised(Rounding),
    /// So many significant digits, zeros too, with an exponent where there are more before the point: JavaScript's
    /// `toPrecision`.
    Precision(usize),
    /// So many significant digits at most, with an exponent where there are more before the point: `%g` of C.
    General(usize),
    /// Negative, with two decimals.
    Negative,
}

/// Numbers are kept in steps of 10^-20.
const SCALE: u32 = 20;

/// From here on a number has no decimals that could be kept.
const LARGE: f64 = 1e15;

/// The number's shortest decimal text in steps of 10^-20; `None` where it does not fit.
fn scaled(value: f64) -> Option<i128> {
    if value.abs() >= LARGE {
        return None;
    }
    let text = format!("{:e}", value.abs());
    let (mantissa, exponent) = text.split_once('e')?;
    let digits: i128 = mantissa.replace('.', "").parse().ok()?;
    let decimals = mantissa.len().saturating_sub(2) as i32 - exponent.parse::<i32>().ok()?;
    let power = u32::try_from(SCALE as i32 - decimals).ok()?;
    let number = digits.checked_mul(10i128.checked_pow(power)?)?;
    Some(if value.is_sign_negative() { -number } else { number })
}

/// The multiples of a unit that a number is rounded to; away from zero where that is up.
fn multiples(number: i128, unit: i128, rounding: Rounding) -> i128 {
    let (size, sign) = (number.abs(), number.signum());
    let (down, rest) = (size / unit, size % unit);
    let up = match rounding {
        Rounding::Down => false,
        Rounding::Up => rest > 0,
        Rounding::HalfUp => 2 * rest >= unit,
        Rounding::HalfEven => 2 * rest > unit || (2 * rest == unit && down % 2 != 0),
    };
    sign * (down + i128::from(up))
}

/// So many units of 10^-`decimals`, as text.
fn fixed(units: i128, decimals: u32, minus: bool) -> String {
    let digits = format!("{:0>1$}", units.abs(), decimals as usize + 1);
    let (whole, rest) = digits.split_at(digits.len() - decimals as usize);
    let point = if decimals > 0 { "." } else { "" };
    format!("{}{whole}{point}{rest}", if minus { "-" } else { "" })
}

impl Unrounded {
    /// The text of a number; `None` where it has none.
    pub(super) fn of(&self, value: f64) -> Option<String> {
        let minus = value.is_sign_negative();
        let cents = |cents: f64| {
            (cents.abs() < LARGE).then(|| fixed(cents as i128, 2, cents as i128 != 0 && minus))
        };
        match self {
            Unrounded::Printf(decimals) => Some(format!("{value:.*}", (*decimals).min(20))),
            Unrounded::Decimals(decimals, rounding) => {
                let unit = 10i128.checked_pow(SCALE.checked_sub(*decimals)?)?;
                Some(fixed(multiples(scaled(value)?, unit, *rounding), *decimals, minus))
            }
            Unrounded::Step(step, rounding) => {
                let unit = i128::from(*step).checked_mul(10i128.pow(SCALE - 2))?;
                if unit <= 0 {
                    return None;
                }
                let cents = multiples(scaled(value)?, unit, *rounding) * i128::from(*step);
                Some(fixed(cents, 2, minus))
            }
            Unrounded::Repr => {
                let mut out = Vec::new();
                write_float(value, &mut out);
                String::from_utf8(out).ok()
            }
            Unrounded::Shortest => Some(super::numbers::js_number(&format!("{value}"))),
            Unrounded::SingleCut => cents((f64::from(value as f32) * 100.0).trunc()),
            Unrounded::SingleProductCut => cents(f64::from(value as f32 * 100.0).trunc()),
            Unrounded::Cut => cents((value * 100.0).trunc()),
            Unrounded::Up => cents((value * 100.0).ceil()),
            Unrounded::Rate(by, over, None) if *by == 1 => {
                Some(format!("{:.2}", value / (*over).max(1) as f64))
            }
            Unrounded::Rate(by, over, None) => {
                Some(format!("{:.2}", value * (*by as f64 / (*over).max(1) as f64)))
            }
            Unrounded::Rate(by, over, Some(rounding)) => {
                let product = scaled(value)?.checked_mul(i128::from(*by))?;
                let unit = 10i128.pow(SCALE - 2).checked_mul(i128::from((*over).max(1)))?;
                Some(fixed(multiples(product, unit, *rounding), 2, minus))
            }
            Unrounded::Ruby => ruby(value),
            Unrounded::Normalised(rounding) => {
                let cents = multiples(scaled(value)?, 10i128.pow(SCALE - 2), *rounding);
                Some(normalised(&fixed(cents, 2, minus)))
            }
            Unrounded::Precision(digits) => significant(value, *digits, true),
            Unrounded::General(digits) => significant(value, *digits, false),
            Unrounded::Negative => Some(format!("{:.2}", -value)),
        }
    }

    /// In words, to follow "the amount is written".
    pub(super) fn words(&self) -> String {
        let how = |rounding: &Rounding| rounding.words();
        match self {
            Unrounded::Printf(n) => {
                format!("with {n} decimals of what was passed, as printf rounds")
            }
            Unrounded::Decimals(n, rounding) => {
                format!("with {n} decimals of what was passed ({})", how(rounding))
            }
            Unrounded::Step(step, rounding) => format!(
                "rounded from what was passed to {}.{:02} ({})",
                step / 100,
                step % 100,
                how(rounding)
            ),
            Unrounded::Repr => "as Python prints what was passed (99.0, 99.5)".into(),
            Unrounded::Shortest => "as JavaScript prints what was passed (99, 99.5)".into(),
            Unrounded::SingleCut => "from its cents in single precision, cut off".into(),
            Unrounded::SingleProductCut => {
                "from its cents in single precision, the product too, cut off".into()
            }
            Unrounded::Cut => "from its cents in double precision, cut off".into(),
            Unrounded::Up => "from its cents in double precision, rounded up".into(),
            Unrounded::Rate(by, over, rounding) => {
                let rounded = rounding.map_or("as printf rounds", |rounding| rounding.words());
                match (by, over) {
                    (1, over) => format!("divided by {over} from what was passed ({rounded})"),
                    (by, 1) => format!("times {by} from what was passed ({rounded})"),
                    (by, over) => format!("times {by}/{over} from what was passed ({rounded})"),
                }
            }
            Unrounded::Ruby => "as BigDecimal of Ruby prints it (0.995e2)".into(),
            Unrounded::Normalised(rounding) => {
                format!("as a normalised decimal (1E+2, 99.5; {})", how(rounding))
            }
            Unrounded::Precision(n) => {
                format!("with {n} significant digits of what was passed (toPrecision({n}))")
            }
            Unrounded::General(n) => {
                format!("with {n} significant digits of what was passed at most (%.{n}g)")
            }
            Unrounded::Negative => "with the other sign".into(),
        }
    }

    /// Every way that is tried, what is likelier first; `rates`: fractions by which some were multiplied.
    pub(super) fn all(rates: &[(i64, i64)]) -> Vec<Unrounded> {
        let mut all = vec![
            Unrounded::Repr,
            Unrounded::Shortest,
            Unrounded::Cut,
            Unrounded::Up,
            Unrounded::SingleCut,
            Unrounded::SingleProductCut,
            Unrounded::Ruby,
            Unrounded::Negative,
        ];
        all.extend([0, 1, 3, 4, 6].map(Unrounded::Printf));
        all.extend((2..=8).map(Unrounded::Precision));
        all.extend([2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 15, 16, 17].map(Unrounded::General));
        for rounding in Rounding::ALL {
            all.extend([2, 0, 1, 3, 4].map(|n| Unrounded::Decimals(n, rounding)));
            all.extend([5, 10, 25, 50, 100, 500].map(|step| Unrounded::Step(step, rounding)));
            all.push(Unrounded::Normalised(rounding));
        }
        let usual = [(1, 12), (1, 2), (1, 3), (1, 4), (1, 6), (1, 52), (12, 1), (2, 1), (4, 1)];
        for &(by, over) in usual.iter().chain(rates) {
            let rounded = Rounding::ALL.map(Some).into_iter().chain([None]);
            all.extend(rounded.map(|rounding| Unrounded::Rate(by, over, rounding)));
        }
        all
    }
}

/// So many significant digits: in JavaScript's way, with all zeros and half away from zero, or in that of C.
fn significant(value: f64, digits: usize, javascript: bool) -> Option<String> {
    let last = digits.checked_sub(1)?;
    let minus = if value.is_sign_negative() && (value != 0.0 || !javascript) { "-" } else { "" };
    let size = value.abs();
    let mut text = format!("{size:.last$e}");
    // Exactly between two: all digits that a double can have behind it are zeros.
    if javascript {
        let exact = format!("{size:.800e}");
        let (mantissa, exponent) = exact.split_once('e')?;
        let shown: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let rest = shown.get(digits..)?;
        if rest.starts_with('5') && rest[1..].bytes().all(|b| b == b'0') {
            let kept: u64 = shown[..digits].parse().ok()?;
            let up = format!("{}e{}", kept + 1, exponent.parse::<i32>().ok()? - last as i32);
            text = format!("{:.last$e}", up.parse::<f64>().ok()?);
        }
    }
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let lowest = if javascript { -6 } else { -4 };
    let all = if exponent < lowest || exponent >= digits as i32 {
        let width = if javascript { 1 } else { 2 };
        let mantissa = if javascript { mantissa.to_owned() } else { shortened(mantissa) };
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{mantissa}e{sign}{:0width$}", exponent.abs())
    } else {
        // The rounded number's digits with the point in its place.
        let number: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let plain = match usize::try_from(exponent) {
            Ok(whole) if whole == last => number,
            Ok(whole) => format!("{}.{}", &number[..=whole], &number[whole + 1..]),
            Err(_) => format!("0.{}{number}", "0".repeat((-exponent - 1) as usize)),
        };
        if javascript { plain } else { shortened(&plain) }
    };
    Some(format!("{minus}{all}"))
}

/// Without zeros at the end of its decimals.
fn shortened(text: &str) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    }
}

/// As BigDecimal of Ruby prints a number.
fn ruby(value: f64) -> Option<String> {
    let minus = if value.is_sign_negative() { "-" } else { "" };
    if value == 0.0 {
        return Some(format!("{minus}0.0"));
    }
    let text = format!("{:e}", value.abs());
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent = exponent.parse::<i32>().ok()? + 1;
    Some(format!("{minus}0.{}e{exponent}", mantissa.replace('.', "")))
}

/// A text of two decimals without trailing zeros; those before the point become an exponent.
pub(super) fn normalised(text: &str) -> String {
    let (minus, text) = match text.strip_prefix('-') {
        Some(text) => ("-", text),
        None => ("", text),
    };
    let (units, rest) = text.split_once('.').unwrap_or((text, ""));
    let short = rest.trim_end_matches('0');
    if !short.is_empty() {
        return format!("{minus}{units}.{short}");
    }
    let digits = units.trim_end_matches('0');
    match units.len() - digits.len() {
        zeros if zeros > 0 && !digits.is_empty() => {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            format!("{minus}{first}{point}{rest}E+{}", units.len() - 1)
        }
        _ => format!("{minus}{units}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_from_their_decimal_text() {
        let two = |value, rounding| Unrounded::Decimals(2, rounding).of(value).unwrap();
        assert_eq!(two(2.675, Rounding::HalfUp), "2.68");
        assert_eq!(two(2.665, Rounding::HalfEven), "2.66");
        assert_eq!(two(0.019, Rounding::Down), "0.01");
        assert_eq!(two(1e-7, Rounding::Up), "0.01");
        assert_eq!(Unrounded::Step(5, Rounding::HalfEven).of(19.97).unwrap(), "19.95");
        assert_eq!(Unrounded::SingleCut.of(19.99).unwrap(), "19.98");
        assert_eq!(Unrounded::Ruby.of(99.5).unwrap(), "0.995e2");
        assert_eq!(Unrounded::Ruby.of(0.05).unwrap(), "0.5e-1");
        for (value, javascript, c) in [
            (9.5, "9.500", "9.5"),
            (123.45, "123.5", "123.5"),
            (10000.0, "1.000e+4", "1e+04"),
            (0.0, "0.000", "0"),
            (0.5, "0.5000", "0.5"),
            (0.00001, "0.00001000", "1e-05"),
            (9999.5, "1.000e+4", "1e+04"),
            (1000.5, "1001", "1000"),
            (99.0, "99.00", "99"),
            (-2.25, "-2.250", "-2.25"),
        ] {
            assert_eq!(Unrounded::Precision(4).of(value).unwrap(), javascript);
            assert_eq!(Unrounded::General(4).of(value).unwrap(), c);
        }
        assert_eq!(normalised("1200.00"), "1.2E+3");
        assert_eq!(normalised("99.50"), "99.5");
        assert_eq!(normalised("0.00"), "0");
    }
}
