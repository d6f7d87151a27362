//! A secret in what a server says, whatever it was turned into on the way: found, and taken out.
//!
//! A secret is known by its parts: 16 hex digits in a row, 8 bytes, or 12 characters of its base64 are no chance.

use crate::mistakes::base64_encode;
use crate::protocol::hex;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};
use std::ops::Range;

/// A shorter text cannot be told from other text, in bytes.
const SHORTEST: usize = 8;

/// So many hex digits in a row are a part of a secret.
const DIGITS: usize = 16;

/// So many characters of base64.
const LETTERS: usize = 12;

/// What stands where a secret stood.
pub const HIDDEN: &str = "[the secret]";

/// What some secrets look like: as text, hex and bytes, forwards and backwards, and in base64.
#[derive(Debug)]
pub struct SecretForms {
    /// Whatever the case.
    digits: AhoCorasick,
    /// Whether these are windows of hex digits, all of them.
    are_hex: bool,
    exact: AhoCorasick,
}

impl SecretForms {
    /// The forms of secrets, given by the text that a tenant file holds; `None` where none is long enough to be known
    /// again.
    pub fn of<'a>(secrets: impl IntoIterator<Item = &'a [u8]>) -> Option<SecretForms> {
        SecretForms::in_tables(secrets, AhoCorasickKind::ContiguousNFA)
    }

    /// The same for who looks for them again and again: a step a byte, for a megabyte of tables, which take ten times as
    /// long to make.
    pub fn to_keep<'a>(secrets: impl IntoIterator<Item = &'a [u8]>) -> Option<SecretForms> {
        SecretForms::in_tables(secrets, AhoCorasickKind::DFA)
    }

    fn in_tables<'a>(
        secrets: impl IntoIterator<Item = &'a [u8]>,
        kind: AhoCorasickKind,
    ) -> Option<SecretForms> {
        let (mut digits, mut exact) = (Vec::new(), Vec::new());
        for secret in secrets.into_iter().filter(|secret| secret.len() >= SHORTEST) {
            let decoded = hex::decode(secret).filter(|bytes| bytes.len() >= SHORTEST);
            let text = match decoded {
                // Every part of it is one of the windows below.
                Some(_) if secret.len() >= DIGITS => None,
                _ => Some(secret.to_ascii_lowercase()),
            };
            digits.extend(text);
            let lower = secret.to_ascii_lowercase();
            let mut sources = vec![secret.to_vec(), lower.clone(), secret.to_ascii_uppercase()];
            if let Some(bytes) = decoded {
                for text in
                    [lower.clone(), backwards(&lower), hex::encode(&backwards(&bytes)).into_bytes()]
                {
                    digits.extend(text.windows(DIGITS).map(<[u8]>::to_vec));
                }
                for bytes in [&bytes, &backwards(&bytes)] {
                    exact.extend(bytes.windows(SHORTEST).map(<[u8]>::to_vec));
                }
                sources.push(bytes);
            }
            for source in &sources {
                exact.extend(in_base64(source));
            }
        }
        if digits.is_empty() && exact.is_empty() {
            return None;
        }
        let build = |patterns: Vec<Vec<u8>>, ignore_case: bool| {
            AhoCorasickBuilder::new()
                .ascii_case_insensitive(ignore_case)
                .kind(Some(kind))
                .build(patterns)
                .ok()
        };
        let are_hex = digits
            .iter()
            .all(|text| text.len() == DIGITS && text.iter().all(|byte| byte.is_ascii_hexdigit()));
        Some(SecretForms { digits: build(digits, true)?, are_hex, exact: build(exact, false)? })
    }

    /// Whether a part of a secret stands in some bytes.
    pub fn stand_in(&self, bytes: &[u8]) -> bool {
        if self.exact.is_match(bytes) {
            return true;
        }
        // Most answers have no such row of digits, whatever stands between them.
        if self.are_hex && !has_digits_in_a_row(bytes) {
            return false;
        }
        if self.digits.is_match(bytes) {
            return true;
        }
        let bare = Bare::of(bytes);
        bare.is_shorter_than(bytes) && self.digits.is_match(&bare.bytes)
    }

    /// A text with [`HIDDEN`] in the place of every part of a secret.
    pub fn hide(&self, text: &str) -> String {
        let bytes = text.as_bytes();
        let mut places: Vec<Range<usize>> = Vec::new();
        for found in
            self.digits.find_overlapping_iter(bytes).chain(self.exact.find_overlapping_iter(bytes))
        {
            places.push(found.range());
        }
        let bare = Bare::of(bytes);
        if bare.is_shorter_than(bytes) {
            for found in self.digits.find_overlapping_iter(&bare.bytes) {
                places.push(bare.places[found.start()]..bare.places[found.end() - 1] + 1);
            }
        }
        places.sort_by_key(|place| place.start);
        let mut shown = String::with_capacity(text.len());
        let mut done = 0;
        for place in places {
            let end = whole(text, place.end);
            if place.start > done || (done == 0 && shown.is_empty()) {
                let start =
                    (0..=place.start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                shown.push_str(text.get(done..start).unwrap_or_default());
                shown.push_str(HIDDEN);
            }
            done = done.max(end);
        }
        shown.push_str(text.get(done..).unwrap_or_default());
        shown
    }
}

/// The next end of a character.
fn whole(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

fn backwards(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().rev().copied().collect()
}

/// The parts of some bytes in base64, wherever in a longer text they begin, in both alphabets.
pub(super) fn in_base64(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    for skipped in 0..3.min(bytes.len()) {
        let rest = &bytes[skipped..];
        // Whole groups only: what follows would change the last one.
        let text = base64_encode(&rest[..rest.len() / 3 * 3]);
        for part in text.as_bytes().windows(LETTERS) {
            let url: Vec<u8> = part
                .iter()
                .map(|b| match b {
                    b'+' => b'-',
                    b'/' => b'_',
                    other => *other,
                })
                .collect();
            if url != part {
                parts.push(url);
            }
            parts.push(part.to_vec());
        }
    }
    parts
}

/// Bytes without what may stand between two of a list: blanks, colons, commas, `0x`, `\x`, `%`, quotes, line ends.
struct Bare {
    bytes: Vec<u8>,
    /// Where each of them stood.
    places: Vec<usize>,
}

const STANDS_BETWEEN: [bool; 256] = {
    let mut table = [false; 256];
    let between = b" :,;-_.xX\\%'\"\r\n\t";
    let mut at = 0;
    while at < between.len() {
        table[between[at] as usize] = true;
        at += 1;
    }
    table
};

/// Whether as many hex digits as a part of a secret has follow each other, with or without what may stand between two.
fn has_digits_in_a_row(bytes: &[u8]) -> bool {
    let mut row = 0;
    for byte in bytes {
        if byte.is_ascii_hexdigit() {
            row += 1;
            if row == DIGITS {
                return true;
            }
        } else if !STANDS_BETWEEN[usize::from(*byte)] {
            row = 0;
        }
    }
    false
}

impl Bare {
    fn of(bytes: &[u8]) -> Bare {
        let mut bare = Bare {
            bytes: Vec::with_capacity(bytes.len()),
            places: Vec::with_capacity(bytes.len()),
        };
        for (at, byte) in bytes.iter().enumerate() {
            let next = bytes.get(at + 1);
            let is_prefix = *byte == b'0' && matches!(next, Some(b'x' | b'X'));
            if !is_prefix && !STANDS_BETWEEN[usize::from(*byte)] {
                bare.bytes.push(*byte);
                bare.places.push(at);
            }
        }
        bare
    }

    fn is_shorter_than(&self, bytes: &[u8]) -> bool {
        self.bytes.len() < bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4";

    fn forms() -> SecretForms {
        SecretForms::of([SECRET.as_bytes(), b"the secret"]).unwrap()
    }

    fn as_seen(bytes: &[u8]) -> String {
        bytes.iter().map(|b| char::from(*b)).collect()
    }

    #[test]
    fn whatever_it_was_turned_into_is_found_and_nothing_of_it_is_left() {
        let bytes = hex::decode(SECRET.as_bytes()).unwrap();
        let joined = |separator: &str| {
            bytes.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(separator)
        };
        let hidden = |text: &str| {
            assert!(forms().stand_in(text.as_bytes()), "{text}");
            // Of hex secrets alone, where most answers are passed over at once.
            let of_hex = SecretForms::of([SECRET.as_bytes()]).unwrap();
            assert!(of_hex.are_hex && of_hex.stand_in(text.as_bytes()), "{text}");
            let shown = forms().hide(&format!("key={text}; end"));
            assert!(shown.starts_with("key=") && shown.ends_with("; end"), "{shown}");
            assert!(shown.contains(HIDDEN) && shown.len() < 50, "{text}: {shown}");
        };
        let url = |text: String| text.replace('+', "-").replace('/', "_");
        hidden(SECRET);
        hidden(&SECRET.to_uppercase());
        hidden(&SECRET[..48]);
        hidden(&SECRET[9..40]);
        hidden(&SECRET.chars().rev().collect::<String>());
        hidden(&hex::encode(&backwards(&bytes)));
        hidden(&base64_encode(&bytes));
        hidden(&url(base64_encode(&bytes)));
        hidden(&base64_encode(SECRET.as_bytes()));
        hidden(&base64_encode(SECRET.to_uppercase().as_bytes()));
        for separator in [":", " ", "-", ", ", ",0x", "\\x", "%", "\",\""] {
            hidden(&joined(separator));
        }
        hidden(&as_seen(SECRET.as_bytes()));
        let raw = [b"<".to_vec(), bytes.clone(), b">".to_vec()].concat();
        assert!(forms().stand_in(&raw));
        assert!(
            forms()
                .stand_in(base64_encode(&[b"Basic user:", SECRET.as_bytes()].concat()).as_bytes())
        );
    }

    #[test]
    fn what_stands_in_its_place_is_never_looked_at_again() {
        let shown = forms().hide("it says the secret and The Secret");
        assert_eq!(shown, format!("it says {HIDDEN} and {HIDDEN}"));
        assert_eq!(forms().hide("nothing é 日本 here"), "nothing é 日本 here");
        assert_eq!(forms().hide(""), "");
    }

    #[test]
    fn what_is_no_secret_stays() {
        let other = "4f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4";
        assert!(!forms().stand_in(&other.as_bytes()[..16]));
        assert!(
            !forms().stand_in(
                b"{\"ok\":true,\"first_touch_bucket\":\"ai_search\",\"lag_seconds\":86400}"
            )
        );
        assert!(SecretForms::of([&b""[..], b"zz"]).is_none());
    }
}
