//! Money: a double as a decimal with two places (MON-1 to MON-4).

use std::io::Write;

/// Writes `value` with exactly two decimals: its exact binary value, rounded half to even, with
/// every digit before the point (`1e21` has 22). The sign of zero, and of what rounds to zero, is
/// kept.
///
/// `value` must be finite; an infinity or NaN is written as Rust prints it, which no caller does.
pub fn write_money(value: f64, out: &mut Vec<u8>) {
    if value.is_sign_negative() {
        out.push(b'-');
    }
    let magnitude = value.abs();
    match cents(magnitude) {
        Some(cents) => write_cents(cents, out),
        // Integers from 2^52 up and doubles far below a cent: rare, and the standard library
        // rounds exactly as well. Writing to a Vec cannot fail.
        None => drop(write!(out, "{magnitude:.2}")),
    }
}

/// `magnitude` × 100, rounded half to even without any rounding before; `None` outside the range
/// where that fits into 64 bits.
fn cents(magnitude: f64) -> Option<u64> {
    let bits = magnitude.to_bits();
    let exponent = (bits >> 52) as i32 - 1075;
    let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
    // magnitude = mantissa × 2^exponent, with mantissa below 2^53, so × 100 is below 2^60.
    if magnitude == 0.0 {
        return Some(0);
    }
    if !(-63..0).contains(&exponent) {
        return None;
    }
    let shift = (-exponent) as u32;
    let scaled = mantissa * 100;
    let whole = scaled >> shift;
    let rest = scaled & ((1u64 << shift) - 1);
    let half = 1u64 << (shift - 1);
    let up = rest > half || (rest == half && whole % 2 == 1);
    Some(whole + u64::from(up))
}

/// Writes a count of cents as `units.cc`.
fn write_cents(cents: u64, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    let mut rest = cents;
    let mut put = |digit: u64| {
        at -= 1;
        digits[at] = b'0' + digit as u8;
    };
    put(rest % 10);
    put(rest / 10 % 10);
    rest /= 100;
    loop {
        put(rest % 10);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let (units, hundredths) = digits[at..].split_at(digits.len() - at - 2);
    out.extend_from_slice(units);
    out.push(b'.');
    out.extend_from_slice(hundredths);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_amounts() {
        for (value, text) in [
            (99.0, "99.00"),
            (0.0, "0.00"),
            (-0.0, "-0.00"),
            (-0.001, "-0.00"),
            (0.125, "0.12"),
            (0.375, "0.38"),
            (2.675, "2.67"),
            (1.005, "1.00"),
            (0.1 + 0.2, "0.30"),
            (9999.995, "10000.00"),
            (1e21, "1000000000000000000000.00"),
            (4503599627370495.5, "4503599627370495.50"),
            (5e-324, "0.00"),
            (0.005, "0.01"),
            (0.015, "0.01"),
        ] {
            let mut out = Vec::new();
            write_money(value, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), text, "{value:?}");
        }
    }
}
