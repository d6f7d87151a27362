//! Hex digits decoded in another way.

use super::entry::Keys;
use super::listed::{listed, repr};
use super::texts::DRESSES;
use crate::protocol::hex;

/// Hex digits decoded in another way.
pub(super) fn misread(all: &mut Keys, text: &str, decoded: &[u8]) {
    let id = "secret-decoded-otherwise";
    let pairs: Vec<&str> =
        text.as_bytes().chunks(2).filter_map(|p| std::str::from_utf8(p).ok()).collect();
    let leading = |pair: &str, radix: u32| -> Option<u32> {
        let end = pair.find(|c: char| !c.is_digit(radix)).unwrap_or(pair.len());
        u32::from_str_radix(&pair[..end], radix).ok()
    };
    let low = |n: Option<u32>| n.unwrap_or_default() as u8;
    all.push(
        2,
        id,
        "pairs of digits are read as decimal numbers, as far as they are such: parseInt without 16",
        pairs.iter().map(|p| low(leading(p, 10))).collect(),
    );
    all.push(
        2,
        id,
        "pairs of digits are read as decimal numbers; others are dropped",
        pairs.iter().filter_map(|p| leading(p, 10)).map(|n| n as u8).collect(),
    );
    all.push(
        2,
        id,
        "pairs of digits are read as decimal numbers; those that are not whole are 0",
        pairs.iter().map(|p| p.parse().unwrap_or(0)).collect(),
    );
    all.push(
        2,
        id,
        "pairs of digits are read as decimal numbers; those that are not whole are dropped",
        pairs.iter().filter_map(|p| p.parse().ok()).collect(),
    );
    all.push(
        2,
        id,
        "pairs of digits are read as octal numbers",
        pairs.iter().map(|p| low(leading(p, 8))).collect(),
    );
    for radix in [8, 2, 12, 32, 36] {
        all.push(
            3,
            id,
            format!("pairs of digits are read to the base {radix}"),
            pairs.iter().map(|p| low(leading(p, radix))).collect(),
        );
    }
    // `map` hands the place on as the second argument: 0 stands for 10, and no number has a base of 1 or above 36.
    let at_place = |(at, pair): (usize, &&str)| match at {
        0 => low(leading(pair, 10)),
        2..=36 => low(leading(pair, at as u32)),
        _ => 0,
    };
    all.push(
        2,
        id,
        "pairs of digits are read to the base of their place: map(parseInt)",
        pairs.iter().enumerate().map(at_place).collect(),
    );
    let digits: Vec<u8> = text.bytes().filter_map(hex::digit).collect();
    all.push(
        2,
        id,
        "only the first digit is decoded: pack(\"H\") without a star",
        digits.first().map(|digit| digit << 4).into_iter().collect(),
    );
    all.push(2, id, "each hex digit becomes a byte", digits.clone());
    all.push(
        2,
        id,
        "each hex digit becomes a byte, in its upper half",
        digits.iter().map(|d| d << 4).collect(),
    );
    all.push(
        2,
        id,
        "each decimal digit becomes a byte, others 0",
        text.bytes().map(|b| if b.is_ascii_digit() { b - b'0' } else { 0 }).collect(),
    );
    all.push(
        2,
        id,
        "each decimal digit becomes a byte, others are dropped",
        text.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect(),
    );
    all.push(
        2,
        id,
        "the first digit of each pair becomes a byte",
        digits.iter().step_by(2).copied().collect(),
    );
    all.push(
        2,
        id,
        "the second digit of each pair becomes a byte",
        digits.iter().skip(1).step_by(2).copied().collect(),
    );
    let sliding: Vec<u8> = digits.windows(2).map(|d| d[0] << 4 | d[1]).collect();
    all.push(2, id, "pairs of digits overlap", sliding.clone());
    all.push(
        2,
        id,
        "pairs of digits overlap, and the last digit stands alone",
        [&sliding[..], &digits[digits.len().saturating_sub(1)..]].concat(),
    );
    all.push(
        2,
        id,
        "pairs of digits are decoded from the second digit on",
        digits
            .get(1..)
            .unwrap_or_default()
            .chunks(2)
            .map(|d| d.iter().fold(0, |n, d| n << 4 | d))
            .collect(),
    );
    all.push(
        2,
        id,
        "only the first half of the digits is decoded",
        decoded[..decoded.len() / 2].to_vec(),
    );
    all.push(
        2,
        id,
        "only the second half of the digits is decoded",
        decoded[decoded.len() / 2..].to_vec(),
    );
    let spread: Vec<u8> = decoded.chunks(2).map(|p| p[0]).collect();
    all.push(2, id, "every second byte is used", spread);
    // Perl's pack("h*"), and letters taken by their codes.
    all.push(
        2,
        id,
        "the digits of each pair are swapped: pack(\"h*\")",
        decoded.iter().map(|b| b.rotate_left(4)).collect(),
    );
    all.push(
        2,
        id,
        "letters are taken for 0",
        text.as_bytes()
            .chunks(2)
            .map(|p| {
                p.iter().fold(0, |n, b| n << 4 | if b.is_ascii_digit() { b - b'0' } else { 0 })
            })
            .collect(),
    );
    all.push(
        2,
        id,
        "letters are taken by their codes less 48",
        text.as_bytes()
            .chunks(2)
            .map(|p| p.iter().fold(0u8, |n, b| n.wrapping_mul(16).wrapping_add(b.wrapping_sub(48))))
            .collect(),
    );
    all.push(
        2,
        id,
        "letters are taken by their codes less 55, small ones too",
        text.as_bytes()
            .chunks(2)
            .map(|p| {
                p.iter().fold(0u8, |n, b| {
                    n.wrapping_mul(16).wrapping_add(if b.is_ascii_digit() {
                        b - 48
                    } else {
                        b.wrapping_sub(55)
                    })
                })
            })
            .collect(),
    );
    let by_codes = |value: fn(u8) -> u8| -> Vec<u8> {
        let pair = |p: &[u8]| p.iter().fold(0u8, |n, b| n << 4 | value(*b));
        text.as_bytes().chunks(2).map(pair).collect()
    };
    for (what, value) in [
        ("less 55, as capitals are, and put beside the other digit", {
            |b: u8| if b.is_ascii_digit() { b - 48 } else { b.wrapping_sub(55) }
        } as fn(u8) -> u8),
        ("less 48, and put beside the other digit", |b| b.wrapping_sub(48)),
        ("less 87, as small ones are, digits too", |b| b.wrapping_sub(87)),
        ("less 97", |b| if b.is_ascii_digit() { b - 48 } else { b.wrapping_sub(97) }),
        ("as they are", |b| if b.is_ascii_digit() { b - 48 } else { b }),
    ] {
        all.push(2, id, format!("letters are taken by their codes {what}"), by_codes(value));
    }
    all.push(
        2,
        id,
        "letters are taken by the low half of their codes",
        text.as_bytes().chunks(2).map(|p| p.iter().fold(0, |n, b| n << 4 | b & 15)).collect(),
    );
    all.push(
        2,
        id,
        "pairs of digits are added",
        digits.chunks(2).map(|d| d.iter().sum()).collect(),
    );
    for (how, list) in [
        ("decimal numbers with commas", listed(decoded, ",", |b| b.to_string())),
        ("decimal numbers with commas and blanks", listed(decoded, ", ", |b| b.to_string())),
        ("decimal numbers with blanks", listed(decoded, " ", |b| b.to_string())),
        ("decimal numbers", listed(decoded, "", |b| b.to_string())),
        ("decimal numbers in brackets", format!("[{}]", listed(decoded, ",", |b| b.to_string()))),
        (
            "decimal numbers in brackets, with blanks",
            format!("[{}]", listed(decoded, ", ", |b| b.to_string())),
        ),
        (
            "decimal numbers in brackets, blanks only",
            format!("[{}]", listed(decoded, " ", |b| b.to_string())),
        ),
        ("signed numbers with commas", listed(decoded, ",", |b| (b as i8).to_string())),
        (
            "signed numbers in brackets",
            format!("[{}]", listed(decoded, ", ", |b| (b as i8).to_string())),
        ),
        ("hex without leading zeros", listed(decoded, "", |b| format!("{b:x}"))),
        ("upper-case hex with dashes", listed(decoded, "-", |b| format!("{b:02X}"))),
        ("Python's bytes repr", repr(decoded)),
        ("Python's repr of the text", format!("b'{text}'")),
        ("bits", listed(decoded, "", |b| format!("{b:08b}"))),
        (
            "JSON of a Buffer",
            format!(
                "{{\"type\":\"Buffer\",\"data\":[{}]}}",
                listed(decoded, ",", |b| b.to_string())
            ),
        ),
    ] {
        all.push(2, "key-as-list-text", format!("the key is a text: {how}"), list.into_bytes());
    }
}

/// Digits decoded by who knows small letters only, as `"0123456789abcdef".indexOf` does.
pub(super) fn capitals_misread(all: &mut Keys, text: &str) {
    let id = "secret-decoded-otherwise";
    if !text.bytes().any(|b| b.is_ascii_uppercase()) {
        return;
    }
    let small = |b: u8| hex::digit(b).filter(|_| !b.is_ascii_uppercase());
    let bytes = |pair: fn(Option<u8>, Option<u8>) -> u8| -> Vec<u8> {
        let each = |p: &[u8]| pair(small(p[0]), p.get(1).and_then(|b| small(*b)));
        text.as_bytes().chunks(2).map(each).collect()
    };
    all.push(
        2,
        id,
        "capital digits count as 0",
        bytes(|a, b| a.unwrap_or(0) << 4 | b.unwrap_or(0)),
    );
    all.push(
        2,
        id,
        "capital digits count as -1, and the halves are joined: indexOf",
        bytes(|a, b| {
            let digit = |digit: Option<u8>| digit.map_or(-1, i32::from);
            (digit(a) << 4 | digit(b)) as u8
        }),
    );
    all.push(
        2,
        id,
        "capital digits count as -1, and the halves are added: indexOf",
        bytes(|a, b| {
            let digit = |digit: Option<u8>| digit.map_or(-1, i32::from);
            (digit(a) * 16 + digit(b)) as u8
        }),
    );
    let ends = text.bytes().position(|b| small(b).is_none()).unwrap_or(text.len());
    let decoded = hex::decode(&text.as_bytes()[..ends & !1]).unwrap_or_default();
    all.push(2, id, "decoding ends at the first capital digit", decoded);
    let kept: Vec<u8> = text.bytes().filter(|b| small(*b).is_some()).collect();
    let decoded = hex::decode(&kept[..kept.len() & !1]).unwrap_or_default();
    all.push(2, id, "capital digits are left out", decoded);
}

/// How a decoder takes a character that is no hex digit, in a pair of characters.
type Decoder = (&'static str, fn(u8) -> u8);

/// Decoders that do not stop at what is no digit.
const LENIENT: [Decoder; 4] = [
    ("pack(\"H*\") takes its low bits", |b| match hex::digit(b) {
        Some(digit) => digit,
        None if b.is_ascii_alphabetic() => ((b & 7) + 9) & 15,
        None => b & 15,
    }),
    ("it counts as 0", |b| hex::digit(b).unwrap_or(0)),
    ("it counts as 15 or -1", |b| hex::digit(b).unwrap_or(15)),
    ("it counts by its code less 48", |b| hex::digit(b).unwrap_or(b.wrapping_sub(48))),
];

/// Quotes, line ends, prefixes that were decoded as if they were digits.
pub(super) fn misread_dressed(all: &mut Keys, text: &str) {
    let id = "secret-decoded-otherwise";
    for (before, after) in DRESSES {
        let dressed = [before, text, after].concat();
        let cost = if matches!(before, "\"" | "'" | "0x" | "" | "\\x") { 2 } else { 3 };
        let where_ = match (before, after) {
            ("", after) => format!("{after:?} after it"),
            (before, "") => format!("{before:?} before it"),
            (before, after) => format!("{before:?} before and {after:?} after it"),
        };
        for (how, digit) in LENIENT {
            let pair = |pair: &[u8]| match *pair {
                [high, low] => digit(high) << 4 | digit(low) & 15,
                [high] => digit(high) << 4,
                _ => 0,
            };
            let title = format!("the secret is decoded with {where_}: of what is no digit, {how}");
            all.push(cost, id, title, dressed.as_bytes().chunks(2).map(pair).collect());
        }
        // Character.digit gives -1, and the sum borrows from the upper half.
        let signed = |b: u8| hex::digit(b).map_or(-1, i32::from);
        let sum = |pair: &[u8]| match *pair {
            [high, low] => (signed(high) * 16 + signed(low)) as u8,
            [high] => signed(high) as u8,
            _ => 0,
        };
        let title = format!("the secret is decoded with {where_}: what is no digit counts as -1");
        all.push(cost, id, title, dressed.as_bytes().chunks(2).map(sum).collect());
        // parseInt reads as far as there are digits, and NaN is stored as 0.
        let leading = |pair: &[u8]| {
            let digits = pair.iter().map_while(|b| hex::digit(*b));
            digits.fold(0, |n, digit| n << 4 | digit)
        };
        let title =
            format!("the secret is decoded with {where_}: of each pair, as far as it is digits");
        all.push(cost, id, title, dressed.as_bytes().chunks(2).map(leading).collect());
    }
}
