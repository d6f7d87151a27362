//! Texts to bytes, and bytes to digests: the spellings that lose nothing.

use super::digest::SIZES;
use super::label::Label;
use crate::mistakes::model::base64_decode;
use crate::protocol::hex;

const FIX: &str = "send the digest as 64 lower-case hex digits, nothing else";

fn label(id: &'static str, title: impl Into<std::borrow::Cow<'static, str>>) -> Label {
    Label::new(id, title).fix(FIX)
}

/// Digits of a number to a base, as bytes of a digest's size, with zeros before it.
fn number(digits: impl Iterator<Item = Option<u32>>, base: u32) -> Option<Vec<u8>> {
    // Low byte first.
    let mut bytes: Vec<u8> = Vec::new();
    for digit in digits {
        let mut carry = digit.filter(|digit| *digit < base)?;
        for byte in &mut bytes {
            carry += u32::from(*byte) * base;
            *byte = carry as u8;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(carry as u8);
            carry >>= 8;
        }
        if bytes.len() > 64 {
            return None;
        }
    }
    let size = SIZES.into_iter().find(|size| bytes.len() <= *size && bytes.len() + 3 > *size)?;
    bytes.resize(size, 0);
    bytes.reverse();
    Some(bytes)
}

/// Two's complement.
fn negated(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.iter_mut().for_each(|byte| *byte = !*byte);
    for byte in bytes.iter_mut().rev() {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            break;
        }
    }
    bytes
}

/// Every way to read a text as bytes.
pub(super) fn spellings(text: &str) -> Vec<(Vec<u8>, Option<Label>)> {
    let mut found: Vec<(Vec<u8>, Option<Label>)> = Vec::new();
    let bytes = text.as_bytes();
    let is_hex = !text.is_empty() && bytes.iter().all(u8::is_ascii_hexdigit);
    if is_hex {
        if let Some(decoded) = hex::decode(bytes) {
            let lower = !bytes.iter().any(u8::is_ascii_uppercase);
            found.push((
                decoded,
                (!lower).then(|| label("uppercase-hex-output", "the digits are in capitals")),
            ));
        }
        if !matches!(text.len(), 32 | 40 | 56 | 64 | 96 | 128)
            && let Some(decoded) = number(bytes.iter().map(|b| hex::digit(*b).map(u32::from)), 16)
        {
            found.push((
                decoded,
                Some(label(
                    "leading-zeros-lost",
                    "the digest is printed as a number, without its leading zeros",
                )),
            ));
        }
    }
    let (sign, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    if sign && let Some(decoded) = number(digits.bytes().map(|b| hex::digit(b).map(u32::from)), 16)
    {
        found.push((
            negated(decoded),
            Some(label("signed-number-output", "the digest is printed as a signed number in hex")),
        ));
    }
    if digits.len() > 30
        && digits.bytes().all(|b| b.is_ascii_digit())
        && let Some(decoded) = number(digits.chars().map(|c| c.to_digit(10)), 10)
    {
        let title = if sign {
            "the digest is printed as a signed decimal number"
        } else {
            "the digest is printed as a decimal number"
        };
        found.push((
            if sign { negated(decoded) } else { decoded },
            Some(label("decimal-number-output", title)),
        ));
    }
    base64(text, &mut found);
    bases(text, &mut found);
    lists(text, &mut found);
    found
}

fn base64(text: &str, found: &mut Vec<(Vec<u8>, Option<Label>)>) {
    let bare = text.trim_end_matches('=');
    let is_digit = |b: u8| b.is_ascii_alphanumeric() || b"+/-_".contains(&b);
    if bare.len() < 22 || !bare.bytes().all(is_digit) || bare.len() % 4 == 1 {
        return;
    }
    let (id, title) = match (text.len() > bare.len(), bare.contains(['-', '_'])) {
        (true, false) => ("base64-not-hex-output", "the digest is sent as base64, not as hex"),
        (true, true) => {
            ("base64url-with-padding", "the digest is sent as base64 for URLs, not as hex")
        }
        (false, true) => (
            "base64url-not-hex-output",
            "the digest is sent as base64 for URLs without padding, not as hex",
        ),
        (false, false) => {
            ("base64-without-padding", "the digest is sent as base64 without padding, not as hex")
        }
    };
    found.push((base64_decode(bare.as_bytes()), Some(label(id, title))));
    // Base64 of crypt(3) and bcrypt.
    for (alphabet, name) in [
        ("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "crypt"),
        ("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "bcrypt"),
    ] {
        if let Some(bytes) = bits(bare, alphabet, 6) {
            found.push((
                bytes,
                Some(label(
                    "base64-otherwise-output",
                    format!("the digest is sent as base64 in {name}'s alphabet"),
                )),
            ));
        }
    }
}

/// Digits of `width` bits each.
fn bits(text: &str, alphabet: &str, width: u32) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut count) = (Vec::new(), 0_u32, 0);
    for c in text.chars() {
        held = held << width | alphabet.find(c)? as u32;
        count += width;
        if count >= 8 {
            count -= 8;
            bytes.push((held >> count) as u8);
            held &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

fn bases(text: &str, found: &mut Vec<(Vec<u8>, Option<Label>)>) {
    let bare = text.trim_end_matches('=');
    let upper = bare.to_ascii_uppercase();
    for (alphabet, title) in [
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "the digest is sent as base32"),
        ("0123456789ABCDEFGHIJKLMNOPQRSTUV", "the digest is sent as base32hex"),
        ("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "the digest is sent as Crockford's base32"),
        ("ybndrfg8ejkmcpqxot1uwisza345h769", "the digest is sent as z-base-32"),
    ] {
        let text = if alphabet.starts_with('y') { bare } else { &upper[..] };
        if let Some(bytes) = bits(text, alphabet, 5) {
            found.push((bytes, Some(label("base32-output", title))));
        }
    }
    if !(20..=110).contains(&bare.len()) {
        return;
    }
    for (alphabet, title) in [
        (
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
            "the digest is sent as base58",
        ),
        (
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            "the digest is sent as base62",
        ),
        (
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "the digest is sent as base62",
        ),
        (
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "the digest is sent as base62",
        ),
        ("0123456789abcdefghijklmnopqrstuvwxyz", "the digest is sent as a number to the base 36"),
        ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "the digest is sent as a number to the base 36"),
        ("01234567", "the digest is sent as an octal number"),
        (
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
            "the digest is sent as base85",
        ),
    ] {
        let digits = text.chars().map(|c| alphabet.find(c).map(|at| at as u32));
        if let Some(bytes) = number(digits, alphabet.len() as u32) {
            found.push((bytes, Some(label("other-base-output", title))));
        }
    }
    ascii85(text, found);
    if text.len() >= 128
        && text.bytes().all(|b| matches!(b, b'0' | b'1'))
        && let Some(bytes) = bits(text, "01", 1)
    {
        found.push((bytes, Some(label("binary-output", "the digest is sent as bits"))));
    }
}

fn ascii85(text: &str, found: &mut Vec<(Vec<u8>, Option<Label>)>) {
    let inner = text.trim_start_matches("<~").trim_end_matches("~>");
    for (alphabet, title) in [
        (None, "the digest is sent as Ascii85"),
        (
            Some(
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#",
            ),
            "the digest is sent as Z85",
        ),
        (
            Some(
                "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
            ),
            "the digest is sent as base85",
        ),
    ] {
        let digit = |c: char| match alphabet {
            None => u32::from(c).checked_sub(33).filter(|d| *d < 85),
            Some(alphabet) => alphabet.find(c).map(|at| at as u32),
        };
        let digits: Option<Vec<u32>> = inner.chars().map(digit).collect();
        if let Some(digits) = digits.filter(|digits| digits.len() == 40) {
            let bytes = digits.chunks(5).flat_map(|five| {
                five.iter().fold(0_u64, |n, d| n * 85 + u64::from(*d)).to_be_bytes()[4..].to_vec()
            });
            found.push((bytes.collect(), Some(label("other-base-output", title))));
        }
    }
}

/// Numbers with something between them.
fn lists(text: &str, found: &mut Vec<(Vec<u8>, Option<Label>)>) {
    let is_mark = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    // A Buffer's JSON: only what stands in brackets counts.
    let inner = match (text.rfind('['), text.rfind(']')) {
        (Some(open), Some(close)) if open < close => &text[open + 1..close],
        _ => text,
    };
    let tokens: Vec<&str> = inner.split(is_mark).filter(|token| !token.is_empty()).collect();
    // {"0":211,"1":241}: every second number is an index.
    let is_indexed = tokens.len().is_multiple_of(2)
        && tokens.len() >= 32
        && tokens.chunks(2).enumerate().all(|(at, pair)| pair[0] == at.to_string());
    let tokens: Vec<&str> =
        if is_indexed { tokens.chunks(2).map(|pair| pair[1]).collect() } else { tokens };
    if tokens.len() < 4 || tokens.len() > 64 {
        return;
    }
    let decimals: Option<Vec<i64>> = tokens.iter().map(|token| token.parse::<i64>().ok()).collect();
    let hexes: Option<Vec<i64>> = tokens
        .iter()
        .map(|token| {
            let (sign, digits) = token.strip_prefix('-').map_or((1, *token), |digits| (-1, digits));
            i64::from_str_radix(digits.trim_start_matches("0x").trim_start_matches("0X"), 16)
                .ok()
                .map(|n| n * sign)
        })
        .collect();
    let unsigned: Option<Vec<i64>> =
        tokens.iter().map(|token| token.parse::<u64>().ok().map(|n| n as i64)).collect();
    for (numbers, what) in [(decimals, "decimal"), (hexes, "hex"), (unsigned, "decimal")] {
        let Some(numbers) = numbers else { continue };
        let is_signed = numbers.iter().any(|n| *n < 0);
        let sign = if is_signed { "signed " } else { "" };
        if numbers.iter().all(|n| (-128..256).contains(n)) && tokens.len() >= 16 {
            let title =
                format!("the digest is sent as a list of its bytes as {sign}{what} numbers");
            found.push((
                numbers.iter().map(|n| *n as u8).collect(),
                Some(label("byte-list-output", title)),
            ));
        }
        let words = |width: usize, little: bool| -> Vec<u8> {
            numbers
                .iter()
                .flat_map(|n| {
                    let mut bytes = n.to_be_bytes()[8 - width..].to_vec();
                    if little {
                        bytes.reverse();
                    }
                    bytes
                })
                .collect()
        };
        for (width, counts) in [(2_usize, 8..33), (4, 4..17), (8, 2..9)] {
            if counts.contains(&tokens.len())
                && (width == 8 || numbers.iter().all(|n| n.unsigned_abs() >> (8 * width) == 0))
            {
                let title = format!(
                    "the digest is sent as a list of words of {width} bytes, as {sign}{what} numbers"
                );
                found.push((words(width, false), Some(label("word-list-output", title.clone()))));
                found.push((
                    words(width, true),
                    Some(label("word-list-output", title + ", low byte first")),
                ));
            }
        }
    }
}

/// Bytes in another order, or with something around them.
pub(super) fn variants(bytes: &[u8]) -> Vec<(Vec<u8>, Option<Label>)> {
    let mut found: Vec<(Vec<u8>, Option<Label>)> = vec![(bytes.to_vec(), None)];
    let mut push = |bytes: Vec<u8>, id, title: String| found.push((bytes, Some(label(id, title))));
    push(
        bytes.iter().map(|b| b.rotate_left(4)).collect(),
        "digits-swapped-output",
        "the two digits of each byte are swapped, as by unpack(\"h*\")".to_owned(),
    );
    push(
        bytes.iter().rev().copied().collect(),
        "digest-reversed",
        "the digest's bytes are reversed".to_owned(),
    );
    for size in [2, 4, 8, 16] {
        push(
            bytes.chunks(size).flat_map(|w| w.iter().rev().copied()).collect(),
            "digest-words-reversed",
            format!("the bytes of each word of {size} are reversed: low byte first"),
        );
        push(
            bytes.chunks(size).rev().flatten().copied().collect(),
            "digest-words-reordered",
            format!("words of {size} bytes stand in reversed order"),
        );
    }
    push(
        bytes.iter().map(|b| b.reverse_bits()).collect(),
        "digest-bits-changed",
        "the bits of each byte are reversed".to_owned(),
    );
    push(
        bytes.iter().map(|b| !b).collect(),
        "digest-bits-changed",
        "the digest's bits are inverted".to_owned(),
    );
    if bytes.len().is_multiple_of(2) && bytes.len() > 30 {
        let half = bytes.len() / 2;
        if bytes[..half] == bytes[half..] {
            push(
                bytes[..half].to_vec(),
                "signature-sent-twice",
                "the digest stands twice in the header".to_owned(),
            );
        }
        if bytes.iter().skip(1).step_by(2).all(|b| *b == 0) {
            push(
                bytes.iter().step_by(2).copied().collect(),
                "digest-widened",
                "a zero stands after each byte of the digest: UTF-16".to_owned(),
            );
        }
        if bytes.iter().step_by(2).all(|b| *b == 0) {
            push(
                bytes.iter().skip(1).step_by(2).copied().collect(),
                "digest-widened",
                "a zero stands before each byte of the digest: UTF-16".to_owned(),
            );
        }
        if bytes.len().is_multiple_of(4)
            && bytes.chunks(4).all(|w| {
                w[..3].iter().all(|b| *b == if w[3] > 127 { 0xff } else { 0 })
                    || w[..3] == [0, 0, 0]
            })
        {
            push(
                bytes.iter().skip(3).step_by(4).copied().collect(),
                "digest-widened",
                "each byte of the digest is printed as four: ffffffd3".to_owned(),
            );
        }
    }
    for size in SIZES.into_iter().filter(|size| *size < bytes.len()) {
        if bytes[size..].iter().all(|b| *b == 0) && bytes[size - 1] != 0 {
            let title =
                format!("zeros stand after a digest of {size} bytes: it is in a larger buffer");
            push(bytes[..size].to_vec(), "digest-in-a-larger-buffer", title);
        }
        let before = bytes.len() - size;
        if bytes[..before].iter().all(|b| *b == 0) {
            push(
                bytes[before..].to_vec(),
                "digest-in-a-larger-buffer",
                format!("zeros stand before a digest of {size} bytes"),
            );
        }
        if before <= 4 && (bytes.ends_with(b"\n") || bytes.ends_with(b"\0")) {
            push(
                bytes[..size].to_vec(),
                "digest-and-line-end",
                "a line end or a zero byte is part of what is sent".to_owned(),
            );
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.is_ascii()
    {
        let narrow: Option<Vec<u8>> =
            text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        if let Some(narrow) = narrow {
            push(
                narrow,
                "digest-through-latin1",
                "the digest went through a string: its bytes as characters, in UTF-8".to_owned(),
            );
        }
        let (narrow, _, lacks) = encoding_rs::WINDOWS_1252.encode(text);
        if !lacks {
            push(
                narrow.into_owned(),
                "digest-through-windows-1252",
                "the digest went through a string in Windows-1252, in UTF-8".to_owned(),
            );
        }
    }
    found
}
