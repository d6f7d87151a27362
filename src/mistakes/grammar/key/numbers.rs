//! The secret as one number.

use super::entry::Keys;

/// Decimal digits of a number in bytes, high first.
pub(in crate::mistakes::grammar) fn decimal(bytes: &[u8]) -> String {
    let mut digits: Vec<u8> = vec![0];
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = (carry % 10) as u8;
            carry /= 10;
        }
        while carry > 0 {
            digits.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    digits.iter().rev().map(|d| char::from(b'0' + d)).collect()
}

pub(super) fn numbers(all: &mut Keys, text: &str, key: &[u8]) {
    let id = "key-as-number-text";
    let number = decimal(key);
    all.push(
        2,
        id,
        "the secret as a decimal number is the key, as text",
        number.clone().into_bytes(),
    );
    let back: Vec<u8> = key.iter().rev().copied().collect();
    all.push(
        3,
        id,
        "the secret, low byte first, as a decimal number is the key, as text",
        decimal(&back).into_bytes(),
    );
    let trimmed = text.trim_start_matches('0');
    all.push(
        2,
        id,
        "the secret's text without leading zeros is the key",
        trimmed.as_bytes().to_vec(),
    );
    if number.len() > 20 {
        let float: f64 = number.parse().unwrap_or_default();
        all.push(
            2,
            id,
            "the secret as a float is the key, as JavaScript prints it",
            format!("{float:e}").replace('e', "e+").into_bytes(),
        );
        all.push(
            3,
            id,
            "the secret as a float is the key, as PHP prints it",
            format!("{float:.13E}").replace('E', "E+").into_bytes(),
        );
    }
    let first: String = text.chars().take_while(char::is_ascii_digit).collect();
    all.push(
        2,
        id,
        "only the decimal digits at the secret's beginning are the key, as text",
        first.into_bytes(),
    );
    let negated: Vec<u8> = if key.first().is_some_and(|b| *b > 127) {
        let mut bytes: Vec<u8> = key.iter().map(|b| !b).collect();
        for byte in bytes.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
        format!("-{}", decimal(&bytes)).into_bytes()
    } else {
        Vec::new()
    };
    all.push(2, id, "the secret as a signed decimal number is the key, as text", negated);
}
