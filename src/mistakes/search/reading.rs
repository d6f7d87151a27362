//! What a header's value can be: the digest in it, and what was done to write it.

use crate::mistakes::model::base64_decode;
use crate::mistakes::{Diagnosis, MistakeSet, Parameters};
use crate::protocol::hex;

/// One way to read a header's value.
pub(super) struct Reading {
    /// The mistakes in writing it.
    pub(super) diagnosis: Diagnosis,
    /// The digest, from its beginning.
    bytes: Vec<u8>,
    /// Half a byte more.
    half: Option<u8>,
    /// Whether that is all of it.
    whole: bool,
}

impl Reading {
    /// Whether a digest would be read so.
    pub(super) fn fits(&self, digest: &[u8]) -> bool {
        let is_next = |half: u8| digest.get(self.bytes.len()).is_some_and(|b| b >> 4 == half);
        digest.starts_with(&self.bytes)
            && (!self.whole || digest.len() == self.bytes.len())
            && self.half.is_none_or(is_next)
            && (self.whole || digest.len() > self.bytes.len())
    }
}

/// Less than this is no evidence: 16 hex digits, eight bytes.
const LEAST: usize = 8;

/// How long digests are, in bytes.
const LENGTHS: [usize; 6] = [16, 20, 28, 32, 48, 64];

/// The longest header that is read.
const LONGEST: usize = 1024;

/// What may stand after a digest: quotes, a file's name, a line end.
const LONGEST_SUFFIX: usize = 16;

/// A character of hex or base64.
fn is_digit(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')
}

/// Every way to read it, the plainest first.
pub(super) fn readings(header: &str) -> Vec<Reading> {
    let mut found = Vec::new();
    if header.len() > LONGEST || !header.is_ascii() || is_repeated(header) {
        return found;
    }
    read(header, None, &mut found);
    let starts =
        header.match_indices(['=', ':', ' ', ',', ';', '|', '"', '\'', 'x', '_', '-', '.', '(']);
    for at in std::iter::once(0).chain(starts.map(|(at, _)| at + 1)) {
        let (prefix, rest) = header.split_at(at);
        let end = rest.find(|c: char| !is_digit(c)).unwrap_or(rest.len());
        let (digits, suffix) = rest.split_at(end);
        if at > 0 && rest.len() >= 2 * LEAST {
            read(rest, Some((prefix, "")), &mut found);
        }
        if !suffix.is_empty() && suffix.len() <= LONGEST_SUFFIX && digits.len() >= 2 * LEAST {
            read(digits, Some((prefix, suffix)), &mut found);
        }
    }
    found
}

/// Whether a header holds the same text several times: it was set in two places, and nothing stands before the signature.
fn is_repeated(header: &str) -> bool {
    [",", ";", " "].into_iter().any(|separator| {
        let mut parts = header.split(separator).map(str::trim);
        let first = parts.next().unwrap_or_default();
        let mut rest = parts.peekable();
        first.len() >= 4 * LEAST && rest.peek().is_some() && rest.all(|part| part == first)
    })
}

fn read(text: &str, around: Option<(&str, &str)>, found: &mut Vec<Reading>) {
    let is = |test: fn(&u8) -> bool| text.bytes().all(|b| test(&b));
    if is(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        // Hex of hex: every other digit is a 3, or a 6.
        if let Some(inner) = hex::decode(text.as_bytes()).and_then(|b| String::from_utf8(b).ok())
            && inner.len() >= 2 * LEAST
            && inner.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        {
            digits(&inner, text, around, &["hex-of-hex-output"], found);
        }
        digits(text, text, around, &[], found);
    } else if is(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F')) {
        digits(text, text, around, &["uppercase-hex-output"], found);
    } else if let Some((separator, bare)) = in_pairs(text) {
        let upper = bare.bytes().any(|b| b.is_ascii_uppercase());
        let ids: &[&str] = match (separator, upper) {
            (':', false) => &["hex-with-colons"],
            (':', true) => &["uppercase-hex-output", "hex-with-colons"],
            (' ', false) => &["hex-with-blanks"],
            (' ', true) => &["uppercase-hex-output", "hex-with-blanks"],
            ('-', true) => &["hex-with-dashes"],
            ('-', false) => &["hex-with-dashes-in-lower-case"],
            _ => return,
        };
        digits(&bare.to_lowercase(), text, around, ids, found);
    } else {
        base64(text, around, found);
    }
}

/// Pairs of hex digits with one and the same separator between them.
fn in_pairs(text: &str) -> Option<(char, String)> {
    let separator = char::from(*text.as_bytes().get(2)?);
    let pairs: Vec<&str> = text.split(separator).collect();
    let is_pair = |pair: &&str| pair.len() == 2 && pair.bytes().all(|b| hex::digit(b).is_some());
    (matches!(separator, ':' | ' ' | '-') && pairs.iter().all(is_pair))
        .then(|| (separator, pairs.concat()))
}

/// Hex digits: all of a digest, or its beginning.
fn digits(
    digits: &str,
    text: &str,
    around: Option<(&str, &str)>,
    ids: &[&str],
    found: &mut Vec<Reading>,
) {
    let even = &digits.as_bytes()[..digits.len() / 2 * 2];
    let Some(bytes) = hex::decode(&even.to_ascii_lowercase()) else { return };
    let half = digits.as_bytes().get(even.len()).and_then(|b| hex::digit(*b));
    push(bytes, half, text, around, ids, found);
}

fn base64(text: &str, around: Option<(&str, &str)>, found: &mut Vec<Reading>) {
    let bare = text.trim_end_matches('=');
    let padding = text.len() - bare.len();
    let is_digit = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    let (standard, for_urls) = (bare.contains(['+', '/']), bare.contains(['-', '_']));
    if !bare.bytes().all(is_digit) || padding > 2 || (standard && for_urls) {
        return;
    }
    let bytes = base64_decode(bare.as_bytes());
    if let Some(text_of_hex) = std::str::from_utf8(&bytes).ok().filter(|t| {
        t.len() >= 2 * LEAST && t.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    }) {
        digits(text_of_hex, text, around, &["base64-of-hex-output"], found);
        return;
    }
    let ids: &[&str] = match (padding > 0, for_urls, standard) {
        (true, false, true) => &["base64-not-hex-output"],
        (true, true, _) => &["base64url-with-padding"],
        (true, false, false) => &["base64-not-hex-output", "base64url-with-padding"],
        (false, true, _) => &["base64url-not-hex-output", "base64url-with-padding"],
        (false, false, true) => &["base64-without-padding", "base64-not-hex-output"],
        (false, false, false) => &[
            "base64-not-hex-output",
            "base64url-not-hex-output",
            "base64-without-padding",
            "base64url-with-padding",
        ],
    };
    for id in ids {
        push(bytes.clone(), None, text, around, &[*id], found);
    }
}

fn push(
    bytes: Vec<u8>,
    half: Option<u8>,
    text: &str,
    around: Option<(&str, &str)>,
    ids: &[&str],
    found: &mut Vec<Reading>,
) {
    if bytes.len() < LEAST {
        return;
    }
    let set = |ids: &[&str]| {
        ids.iter().filter_map(|id| MistakeSet::of_id(id)).fold(MistakeSet::EMPTY, MistakeSet::union)
    };
    let mut diagnosis = Diagnosis { set: set(ids), detail: Parameters::default() };
    if let Some((prefix, suffix)) = around {
        // Quotes around it are one mistake.
        let id = match prefix {
            "" => "signature-suffix-added",
            _ => "signature-prefix-added",
        };
        diagnosis.set = diagnosis.set.union(set(&[id]));
        diagnosis.detail.prefix = (!prefix.is_empty()).then(|| prefix.to_owned());
        diagnosis.detail.suffix = (!suffix.is_empty()).then(|| suffix.to_owned());
    }
    if half.is_none() && LENGTHS.contains(&bytes.len()) {
        let (diagnosis, bytes) = (diagnosis.clone(), bytes.clone());
        found.push(Reading { diagnosis, bytes, half, whole: true });
    }
    diagnosis.set = diagnosis.set.union(set(&["signature-truncated"]));
    diagnosis.detail.keep = u16::try_from(text.len()).ok();
    found.push(Reading { diagnosis, bytes, half, whole: false });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_digest_is_read() {
        let digest: Vec<u8> = (0..32u8).map(|i| i.wrapping_mul(37) ^ 0xc3).collect();
        let hex_text = hex::encode(&digest);
        let dashes: Vec<String> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
        for (text, ids) in [
            (hex_text.clone(), &[][..]),
            (hex_text.to_uppercase(), &["uppercase-hex-output"]),
            (dashes.join("-"), &["hex-with-dashes"]),
            (dashes.join(":").to_lowercase(), &["hex-with-colons"]),
            (format!("sha256={hex_text}"), &["signature-prefix-added"]),
            (format!("t=1,v1={hex_text}"), &["signature-prefix-added"]),
            (format!("0x{hex_text}"), &["signature-prefix-added"]),
            (format!("\"{hex_text}\""), &["signature-prefix-added"]),
            (format!("{hex_text}  -"), &["signature-suffix-added"]),
            (format!("{hex_text}\n"), &["signature-suffix-added"]),
            (
                format!("{}\n", crate::mistakes::model::base64_encode(&digest)),
                &["base64-not-hex-output", "signature-suffix-added"],
            ),
            (hex::encode(hex_text.as_bytes()), &["hex-of-hex-output"]),
            (hex_text[..33].to_owned(), &["signature-truncated"]),
            (crate::mistakes::model::base64_encode(&digest), &["base64-not-hex-output"]),
            (
                format!("v0={}", crate::mistakes::model::base64_encode(&digest)),
                &["base64-not-hex-output", "signature-prefix-added"],
            ),
        ] {
            let read = readings(&text);
            let reading = read.iter().find(|reading| reading.fits(&digest));
            assert_eq!(reading.map(|r| r.diagnosis.set.ids()).as_deref(), Some(ids), "{text}");
            assert!(!read.iter().any(|reading| reading.fits(&digest[1..])), "{text}");
        }
        assert!(readings(&format!("{hex_text}, {hex_text}")).is_empty());
        assert!(readings("").is_empty() && readings("é").is_empty() && readings("ab").is_empty());
    }
}
