//! Money: two decimals of the exact binary value, half to even.

use super::{Holds, Outcome, demand};
use crate::protocol::json::{Value, parse};
use crate::protocol::money::write_money;

/// A double, as eight bytes or as JSON text, is written as exact arithmetic writes it.
///
/// # Errors
/// [`super::Violation`].
pub fn money(bytes: &[u8]) -> Holds {
    let value = match (parse(bytes), bytes.first_chunk()) {
        (Ok(Value::Number(number)), _) => number.to_f64(),
        (_, Some(bits)) => f64::from_le_bytes(*bits),
        _ => return Ok(Outcome::Passed),
    };
    if !value.is_finite() {
        return Ok(Outcome::Passed);
    }
    let mut written = Vec::new();
    write_money(value, &mut written);
    let (written, exact) = (String::from_utf8_lossy(&written).into_owned(), exact(value));
    demand(written == exact, || format!("{value:?} is written {written}, and is {exact}"))?;
    Ok(Outcome::Holds)
}

/// Two decimals by integers alone: a double is a whole number times a power of two.
fn exact(value: f64) -> String {
    let bits = value.abs().to_bits();
    let (raw, fraction) = ((bits >> 52) as i32, bits & ((1 << 52) - 1));
    let (mantissa, exponent) = match raw {
        0 => (fraction, -1074),
        raw => (fraction | 1 << 52, raw - 1075),
    };
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if exponent >= 0 {
        return format!("{sign}{}.00", doubled(mantissa, exponent as u32));
    }
    let hundredfold = u128::from(mantissa) * 100;
    let shift = exponent.unsigned_abs();
    // Less than half a cent, by far.
    let cents = if shift > 100 { 0 } else { half_to_even(hundredfold, shift) };
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

fn half_to_even(number: u128, shift: u32) -> u128 {
    let (whole, rest, half) = (number >> shift, number & ((1 << shift) - 1), 1 << (shift - 1));
    whole + u128::from(rest > half || (rest == half && whole % 2 == 1))
}

/// A number doubled so many times, in decimal: digits by billions, the lowest first.
fn doubled(number: u64, times: u32) -> String {
    const BILLION: u64 = 1_000_000_000;
    let mut limbs = vec![number % BILLION, number / BILLION];
    for _ in 0..times {
        let mut carry = 0;
        for limb in &mut limbs {
            let sum = *limb * 2 + carry;
            (*limb, carry) = (sum % BILLION, sum / BILLION);
        }
        if carry > 0 {
            limbs.push(carry);
        }
    }
    let digits: String = limbs.iter().rev().map(|limb| format!("{limb:09}")).collect();
    let bare = digits.trim_start_matches('0');
    if bare.is_empty() { "0".to_owned() } else { bare.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_amounts() {
        for (value, text) in [
            (0.125, "0.12"),
            (0.375, "0.38"),
            (2.675, "2.67"),
            (-0.0, "-0.00"),
            (5e-324, "0.00"),
            (1e21, "1000000000000000000000.00"),
            (4503599627370495.5, "4503599627370495.50"),
            (9007199254740993.0, "9007199254740992.00"),
        ] {
            assert_eq!(exact(value), text);
        }
        assert_eq!(exact(f64::MAX).len(), 312);
    }
}
