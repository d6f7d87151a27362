//! The secret's text to a key.

use super::digest::{Hash, hex_of, plain};
use super::label::Label;
use super::material::Material;
use crate::mistakes::model::{base64_decode, base64_encode};
use crate::protocol::hex;

/// A key with its name and cost.
pub(super) struct Key {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) bytes: Vec<u8>,
}

const FIX: &str = "decode the secret from hex: 64 digits are 32 bytes, two digits a byte";

struct Keys {
    found: Vec<Key>,
    seen: std::collections::HashSet<Vec<u8>>,
    most: u8,
}

impl Keys {
    /// HMAC fills a key up with zeros: those that end in zeros are one.
    fn push(
        &mut self,
        cost: u8,
        id: &'static str,
        title: impl Into<std::borrow::Cow<'static, str>>,
        bytes: Vec<u8>,
    ) {
        if cost > self.most {
            return;
        }
        let mut same = bytes.clone();
        while same.last() == Some(&0) && same.len() <= 64 {
            same.pop();
        }
        if self.seen.insert(same) {
            self.found.push(Key { cost, label: Label::new(id, title).fix(FIX), bytes });
        }
    }
}

/// Every key but the right one, those of the lowest cost first; with `most` those up to a cost are enough.
pub(super) fn keys(material: &Material, most: u8) -> Vec<Key> {
    let text = material.secret.clone();
    let decoded = hex::decode(text.as_bytes()).unwrap_or_default();
    let mut all = Keys { found: Vec::new(), seen: [decoded.clone()].into_iter().collect(), most };
    all.push(
        1,
        "secret-used-as-text",
        "the secret's hex text is the key",
        text.clone().into_bytes(),
    );
    all.push(
        1,
        "secret-base64-decoded",
        "the secret is decoded as base64",
        base64_decode(text.as_bytes()),
    );
    all.push(2, "empty-key", "the key is empty", Vec::new());
    let bytes = base64_decode(text.as_bytes());
    for (how, string) in [
        (
            "and went through a string, its bytes as characters",
            bytes.iter().map(|b| char::from(*b)).collect::<String>(),
        ),
        (
            "and went through a string: what is no UTF-8 is replaced",
            String::from_utf8_lossy(&bytes).into_owned(),
        ),
    ] {
        let title = format!("the secret is decoded as base64 {how}");
        all.push(2, "secret-base64-decoded", title, string.into_bytes());
    }
    texts(&mut all, &text);
    misread(&mut all, &text, &decoded);
    of_bytes(&mut all, &decoded);
    numbers(&mut all, &text, &decoded);
    hashed(&mut all, &text, &decoded);
    cut(&mut all, &text, &decoded);
    names(&mut all);
    mixed(&mut all, material, &decoded);
    all.found.sort_by_key(|key| key.cost);
    all.found
}

fn texts(all: &mut Keys, text: &str) {
    let as_text = "secret-used-as-text";
    all.push(
        2,
        "secret-text-upper-case",
        "the secret's text in capitals is the key",
        text.to_uppercase().into_bytes(),
    );
    all.push(
        2,
        "secret-text-lower-case",
        "the secret's text in lower case is the key",
        text.to_lowercase().into_bytes(),
    );
    let units = |high: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| if high { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect()
    };
    all.push(2, "secret-text-utf16", "the secret's text in UTF-16 is the key", units(false));
    all.push(
        2,
        "secret-text-utf16",
        "the secret's text in UTF-16, high byte first, is the key",
        units(true),
    );
    all.push(
        2,
        "secret-text-utf32",
        "the secret's text in UTF-32 is the key",
        text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
    );
    all.push(
        2,
        "secret-base64-encoded",
        "the base64 of the secret's text is the key",
        base64_encode(text.as_bytes()).into_bytes(),
    );
    all.push(
        2,
        "secret-text-to-hex",
        "the hex of the secret's text is the key",
        hex::encode(text.as_bytes()).into_bytes(),
    );
    let reversed: String = text.chars().rev().collect();
    all.push(
        2,
        "secret-text-reversed",
        "the secret's text reversed is the key",
        reversed.into_bytes(),
    );
    for (before, after) in [
        ("", "\n"),
        ("", "\r\n"),
        ("", " "),
        (" ", ""),
        ("", "\t"),
        ("", "\0"),
        ("\"", "\""),
        ("'", "'"),
        ("0x", ""),
        ("0X", ""),
        ("hex:", ""),
        ("\\x", ""),
        ("b'", "'"),
        ("sha256=", ""),
        ("whsec_", ""),
        ("sk_live_", ""),
        ("sk_test_", ""),
        ("secret_", ""),
        ("", "&"),
        ("&", ""),
        ("", "="),
        ("Bearer ", ""),
        ("Basic ", ""),
        (":", ""),
        ("", ":"),
        ("\u{feff}", ""),
        ("LP_PIXEL_SECRET=", ""),
        ("lp_", ""),
        ("AWS4", ""),
        ("key=", ""),
        ("secret=", ""),
        ("<", ">"),
        ("[", "]"),
        ("{", "}"),
        ("`", "`"),
        ("", ","),
        ("", ";"),
        ("hex'", "'"),
        ("x'", "'"),
        ("X'", "'"),
        ("\u{201c}", "\u{201d}"),
    ] {
        let id = if after.trim().is_empty() && before.trim().is_empty() {
            "secret-whitespace-or-newline"
        } else {
            "secret-quotes-or-prefix-kept"
        };
        let title =
            format!("the secret's text with {before:?} before and {after:?} after it is the key");
        all.push(2, id, title, format!("{before}{text}{after}").into_bytes());
    }
    for separator in [" ", ":", "-", ", ", ","] {
        for width in [2, 4, 8, 16] {
            let parts: Vec<&str> =
                text.as_bytes().chunks(width).filter_map(|p| std::str::from_utf8(p).ok()).collect();
            all.push(
                3,
                as_text,
                format!("the secret's text with {separator:?} between {width} digits is the key"),
                parts.join(separator).into_bytes(),
            );
            all.push(3, as_text, format!("the secret's text in capitals with {separator:?} between {width} digits is the key"), parts.join(separator).to_uppercase().into_bytes());
        }
    }
    for (fill, what) in [(' ', "blanks"), ('0', "zeros"), ('=', "=")] {
        for size in [72, 80, 96, 100, 128, 256] {
            let pad: String = std::iter::repeat_n(fill, size - text.len().min(size)).collect();
            for (padded, where_) in
                [(format!("{text}{pad}"), "after"), (format!("{pad}{text}"), "before")]
            {
                let title =
                    format!("the secret's text is padded to {size} characters, {what} {where_} it");
                all.push(2, "secret-text-padded", title, padded.into_bytes());
            }
        }
    }
    let parts: Vec<&str> =
        text.as_bytes().chunks(2).filter_map(|p| std::str::from_utf8(p).ok()).collect();
    let pairs = |before: &str, between: &str| {
        parts.iter().map(|p| format!("{before}{p}")).collect::<Vec<_>>().join(between).into_bytes()
    };
    for (before, between, what) in [
        ("\\x", "", "\\x3f…"),
        ("0x", ",", "0x3f,…"),
        ("0x", ", ", "0x3f, …"),
        ("%", "", "%3f…"),
        ("\\u00", "", "\\u003f…"),
        ("0x", " ", "0x3f …"),
        ("&#x", ";", "&#x3f;…"),
    ] {
        all.push(
            2,
            as_text,
            format!("the text {what} of the secret is the key"),
            pairs(before, between),
        );
    }
}

/// Hex digits decoded in another way.
fn misread(all: &mut Keys, text: &str, decoded: &[u8]) {
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
    let digits: Vec<u8> = text.bytes().filter_map(hex::digit).collect();
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

fn listed(bytes: &[u8], between: &str, write: impl Fn(u8) -> String) -> String {
    bytes.iter().map(|b| write(*b)).collect::<Vec<_>>().join(between)
}

fn repr(bytes: &[u8]) -> String {
    let one = |b: u8| match b {
        b'\\' => "\\\\".to_owned(),
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        b' '..=b'~' => char::from(b).to_string(),
        b => format!("\\x{b:02x}"),
    };
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    format!("b{quote}{}{quote}", listed(bytes, "", one))
}

fn of_bytes(all: &mut Keys, key: &[u8]) {
    let id = "key-bytes-reordered";
    all.push(
        2,
        "key-reversed",
        "the key's bytes are the other way round",
        key.iter().rev().copied().collect(),
    );
    for size in [2, 4, 8, 16] {
        let words: Vec<u8> = key.chunks(size).flat_map(|w| w.iter().rev().copied()).collect();
        all.push(2, id, format!("the bytes of each word of {size} are reversed"), words);
        let words: Vec<u8> = key.chunks(size).rev().flatten().copied().collect();
        all.push(2, id, format!("the words of {size} bytes are in reversed order"), words);
    }
    all.push(
        2,
        id,
        "the bits of each byte are reversed",
        key.iter().map(|b| b.reverse_bits()).collect(),
    );
    all.push(2, id, "the bits are inverted", key.iter().map(|b| !b).collect());
    for (id, title, bytes) in [
        (
            "key-through-utf8",
            "the key went through a string: bytes that are no UTF-8 are replaced",
            String::from_utf8_lossy(key).into_owned().into_bytes(),
        ),
        (
            "key-through-latin1",
            "the key went through a string: its bytes as characters, in UTF-8",
            key.iter().map(|b| char::from(*b)).collect::<String>().into_bytes(),
        ),
        (
            "key-through-ascii",
            "the key went through ASCII: other bytes are ?",
            key.iter().map(|b| if b.is_ascii() { *b } else { b'?' }).collect(),
        ),
        (
            "key-through-ascii",
            "the key went through ASCII: other bytes are dropped",
            key.iter().filter(|b| b.is_ascii()).copied().collect(),
        ),
        (
            "key-through-ascii",
            "the key went through ASCII: other bytes are U+FFFD",
            key.iter()
                .map(|b| if b.is_ascii() { char::from(*b) } else { '\u{fffd}' })
                .collect::<String>()
                .into_bytes(),
        ),
        (
            "key-through-ascii",
            "only seven bits of each byte are used",
            key.iter().map(|b| b & 0x7f).collect(),
        ),
        (
            "key-through-utf8",
            "the key went through a string: bytes that are no UTF-8 are ?",
            String::from_utf8_lossy(key).replace('\u{fffd}', "?").into_bytes(),
        ),
        (
            "key-through-utf8",
            "the key went through a string: bytes that are no UTF-8 are dropped",
            String::from_utf8_lossy(key).replace('\u{fffd}', "").into_bytes(),
        ),
        (
            "key-through-utf16",
            "the key is UTF-16 of its bytes",
            key.iter().flat_map(|b| [*b, 0]).collect(),
        ),
        (
            "key-through-utf16",
            "the key is UTF-16 of its bytes, high byte first",
            key.iter().flat_map(|b| [0, *b]).collect(),
        ),
        (
            "key-through-windows-1252",
            "the key went through Windows-1252",
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(key).0.into_owned().into_bytes(),
        ),
        ("key-as-base64-text", "the base64 of the key is the key", base64_encode(key).into_bytes()),
        (
            "key-as-base64-text",
            "the base64 of the key without padding is the key",
            base64_encode(key).trim_end_matches('=').as_bytes().to_vec(),
        ),
        (
            "key-as-base64-text",
            "the base64 for URLs of the key is the key",
            base64_encode(key)
                .replace('+', "-")
                .replace('/', "_")
                .trim_end_matches('=')
                .as_bytes()
                .to_vec(),
        ),
        (
            "key-as-base64-text",
            "the base64 for URLs of the key is the key, with padding",
            base64_encode(key).replace('+', "-").replace('/', "_").into_bytes(),
        ),
        ("key-and-newline", "a newline stands after the key", [key, b"\n"].concat()),
        ("key-after-zero-byte", "a zero byte stands before the key", [b"\0", key].concat()),
        (
            "key-without-first-byte",
            "the key lacks its first byte",
            key.get(1..).unwrap_or_default().to_vec(),
        ),
        ("key-twice", "the key stands twice", key.repeat(2)),
        (
            "key-sign-extended",
            "bytes are sign-extended to four",
            key.iter().flat_map(|b| i32::from(*b as i8).to_be_bytes()).collect(),
        ),
        (
            "key-sign-extended",
            "bytes are widened to four",
            key.iter().flat_map(|b| u32::from(*b).to_le_bytes()).collect(),
        ),
        (
            "key-sign-extended",
            "bytes are widened to four, high byte first",
            key.iter().flat_map(|b| u32::from(*b).to_be_bytes()).collect(),
        ),
        (
            "key-cut-at-zero",
            "the key ends at a zero byte, as a C string does",
            key.split(|b| *b == 0).next().unwrap_or_default().to_vec(),
        ),
        ("key-trimmed", "white space at the key's ends is trimmed", key.trim_ascii().to_vec()),
        (
            "key-read-as-hex-again",
            "the key is read as base64 of its text",
            base64_decode(base64_encode(key).as_bytes()),
        ),
    ] {
        all.push(2, id, title, bytes);
    }
}

/// Decimal digits of a number in bytes, high first.
pub(super) fn decimal(bytes: &[u8]) -> String {
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

fn numbers(all: &mut Keys, text: &str, key: &[u8]) {
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

fn hashed(all: &mut Keys, text: &str, key: &[u8]) {
    for hash in [Hash::Sha256, Hash::Md5, Hash::Sha1, Hash::Sha512, Hash::Sha384] {
        let name = hash.name();
        for (what, bytes) in [("secret's text", text.as_bytes()), ("key", key)] {
            let cost = if hash == Hash::Sha384 { 3 } else { 2 };
            all.push(
                cost,
                "key-hashed",
                format!("the {name} of the {what} is the key"),
                plain(hash, &[bytes]),
            );
            all.push(
                cost,
                "key-hashed",
                format!("the hex {name} of the {what} is the key"),
                hex_of(hash, bytes).into_bytes(),
            );
            all.push(
                cost + 1,
                "key-hashed",
                format!("the upper-case hex {name} of the {what} is the key"),
                hex_of(hash, bytes).to_uppercase().into_bytes(),
            );
            all.push(
                cost,
                "key-hashed",
                format!("the base64 {name} of the {what} is the key"),
                base64_encode(&plain(hash, &[bytes])).into_bytes(),
            );
        }
    }
}

fn cut(all: &mut Keys, text: &str, key: &[u8]) {
    for length in 1..text.len() {
        let cost = if matches!(length, 16 | 20 | 24 | 31 | 32 | 63 | 48) { 2 } else { 3 };
        all.push(
            cost,
            "secret-text-cut",
            format!("the first {length} characters of the secret's text are the key"),
            text.as_bytes()[..length].to_vec(),
        );
        all.push(
            cost,
            "secret-text-cut",
            format!("the last {length} characters of the secret's text are the key"),
            text.as_bytes()[text.len() - length..].to_vec(),
        );
    }
    for length in 1..key.len() {
        let cost = if matches!(length, 16 | 24 | 31 | 20 | 8) { 2 } else { 3 };
        all.push(
            cost,
            "hex-key-truncated",
            format!("the first {length} bytes of the key are used"),
            key[..length].to_vec(),
        );
        all.push(
            cost,
            "hex-key-truncated",
            format!("the last {length} bytes of the key are used"),
            key[key.len() - length..].to_vec(),
        );
    }
    let places = if all.most > 2 { text.len() } else { 0 };
    for at in 0..places {
        let mut less = text.as_bytes().to_vec();
        less.remove(at);
        all.push(
            3,
            "secret-lost-a-character",
            format!(
                "character {} of the secret's text is missing, and the text is the key",
                at + 1
            ),
            less.clone(),
        );
        less.pop();
        all.push(
            3,
            "secret-lost-a-character",
            format!("digit {} of the secret is missing", at + 1),
            hex::decode(&less).unwrap_or_default(),
        );
    }
}

/// Names of variables and placeholders that become the key by mistake.
fn names(all: &mut Keys) {
    let words: [&[&str]; 16] = [
        &["lp", "pixel", "secret"],
        &["pixel", "secret"],
        &["secret"],
        &["lp", "secret"],
        &["secret", "key"],
        &["api", "key"],
        &["key"],
        &["lp", "pixel", "key"],
        &["pixel", "key"],
        &["hmac", "key"],
        &["hmac", "secret"],
        &["signing", "secret"],
        &["signing", "key"],
        &["loudpixel", "secret"],
        &["client", "secret"],
        &["shared", "secret"],
    ];
    const AROUND: [(&str, &str); 18] = [
        ("", ""),
        ("{{", "}}"),
        ("${", "}"),
        ("$", ""),
        ("{", "}"),
        ("%", "%"),
        ("<", ">"),
        ("process.env.", ""),
        ("$env:", ""),
        ("{{ ", " }}"),
        ("@", ""),
        ("env.", ""),
        ("${env.", "}"),
        ("$(", ")"),
        ("#{", "}"),
        ("ENV[", "]"),
        (":", ""),
        ("your_", ""),
    ];
    for (at, name) in words.iter().enumerate() {
        let camel = name
            .iter()
            .enumerate()
            .map(|(at, word)| if at == 0 { (*word).to_owned() } else { capital(word) })
            .collect::<String>();
        let pascal = name.iter().map(|word| capital(word)).collect::<String>();
        let forms = [
            name.join("-"),
            name.join("_"),
            name.join("_").to_uppercase(),
            camel,
            pascal,
            name.join(""),
            name.join(" "),
            name.join("-").to_uppercase(),
            name.join("."),
        ];
        for form in forms {
            for (open, close) in AROUND {
                let cost = if at < 3 && open.len() < 3 { 2 } else { 3 };
                if cost > all.most {
                    continue;
                }
                let word = format!("{open}{form}{close}");
                all.push(
                    cost,
                    "key-is-a-name",
                    format!("the text {word} is the key: a variable's name, not its value"),
                    word.into_bytes(),
                );
            }
        }
    }
    for word in [
        "undefined",
        "null",
        "None",
        "nil",
        "NaN",
        "[object Object]",
        "[object Promise]",
        "secret",
        "your_hex_pixel_secret",
        "changeme",
        "test",
        "password",
        "your-secret",
        "your_secret",
        "<secret>",
        "xxx",
        "***",
        "********",
        "REDACTED",
        "[REDACTED]",
        "[FILTERED]",
        "hidden",
        "false",
        "true",
        "0",
        "1",
        "\0",
        " ",
        "\n",
        "{}",
        "\"\"",
        "''",
        "string",
        "(null)",
        "SecretString",
        "System.Security.SecureString",
        "System.Byte[]",
        "Array",
        "Buffer",
        "<Buffer>",
        "[object ArrayBuffer]",
        "[object Uint8Array]",
        "[object CryptoKey]",
        "[B@1b6d3586",
        "Optional.empty",
    ] {
        all.push(
            2,
            "key-is-a-word",
            format!("the text {word:?} is the key"),
            word.as_bytes().to_vec(),
        );
    }
    for word in ["your_hex_pixel_secret", "00112233445566778899aabbccddeeff", "deadbeef"] {
        all.push(
            3,
            "key-is-a-word",
            "a placeholder, decoded, is the key",
            hex::decode(word.as_bytes()).unwrap_or_default(),
        );
    }
    for size in [16, 32, 64] {
        all.push(3, "key-is-a-word", format!("{size} characters 0 are the key"), vec![b'0'; size]);
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn mixed(all: &mut Keys, material: &Material, key: &[u8]) {
    let (tenant, secret) = (&material.tenant_id, &material.secret);
    let bare = tenant.replace('-', "");
    all.push(2, "key-is-tenant-id", "tenant_id is the key", tenant.clone().into_bytes());
    all.push(
        2,
        "key-is-tenant-id",
        "tenant_id without dashes is the key",
        bare.clone().into_bytes(),
    );
    all.push(
        2,
        "key-is-tenant-id",
        "tenant_id's bytes are the key",
        hex::decode(bare.as_bytes()).unwrap_or_default(),
    );
    all.push(2, "key-is-domain", "the domain is the key", material.domain.clone().into_bytes());
    for (name, value) in [("tenant_id", tenant), ("the domain", &material.domain)] {
        for joiner in ["", ":", ".", "&", "|", "-", "_", "/", "\n"] {
            all.push(
                2,
                "key-mixed",
                format!("{name} and the secret's text with {joiner:?} between are the key"),
                format!("{value}{joiner}{secret}").into_bytes(),
            );
            all.push(
                2,
                "key-mixed",
                format!("the secret's text and {name} with {joiner:?} between are the key"),
                format!("{secret}{joiner}{value}").into_bytes(),
            );
        }
        all.push(
            2,
            "key-mixed",
            format!("the key is {name} and the secret's bytes"),
            [value.as_bytes(), key].concat(),
        );
        all.push(
            2,
            "key-mixed",
            format!("the key is the secret's bytes and {name}"),
            [key, value.as_bytes()].concat(),
        );
        let derived = super::digest::hmac(Hash::Sha256, key, value.as_bytes());
        all.push(
            2,
            "key-derived",
            format!("the HMAC of {name} under the secret is the key"),
            derived.clone(),
        );
        all.push(
            2,
            "key-derived",
            format!("the hex HMAC of {name} under the secret is the key"),
            hex::encode(&derived).into_bytes(),
        );
        let derived = super::digest::hmac(Hash::Sha256, secret.as_bytes(), value.as_bytes());
        all.push(
            3,
            "key-derived",
            format!("the HMAC of {name} under the secret's text is the key"),
            derived.clone(),
        );
        let derived = super::digest::hmac(Hash::Sha256, value.as_bytes(), key);
        all.push(
            3,
            "key-derived",
            format!("the HMAC of the secret under {name} is the key"),
            derived,
        );
    }
    for (at, (_, other)) in material.others.iter().enumerate() {
        let title = format!("the secret of another tenant is the key (number {})", at + 1);
        all.push(
            2,
            "other-tenant-secret",
            title.clone(),
            hex::decode(other.as_bytes()).unwrap_or_default(),
        );
        all.push(2, "other-tenant-secret-text", title, other.clone().into_bytes());
    }
    for (name, value) in &material.headers {
        all.push(
            2,
            "key-mixed",
            format!("the header {name} is the key"),
            value.clone().into_bytes(),
        );
        let derived = super::digest::hmac(Hash::Sha256, key, value.as_bytes());
        all.push(
            2,
            "key-derived",
            format!("the HMAC of {name} under the secret is the key"),
            derived,
        );
        for joiner in ["", ":", ".", "&", "|"] {
            all.push(
                3,
                "key-mixed",
                format!("the secret's text and {name} are the key"),
                format!("{secret}{joiner}{value}").into_bytes(),
            );
            all.push(
                3,
                "key-mixed",
                format!("{name} and the secret's text are the key"),
                format!("{value}{joiner}{secret}").into_bytes(),
            );
        }
    }
}
