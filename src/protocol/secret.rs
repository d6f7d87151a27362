//! The pixel secret: hex text from the dashboard, bytes for HMAC.

use super::keyed::Keyed;
use super::{Text, hex};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

/// A tenant's secret, decoded. Wiped from memory when dropped and never printed.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

/// Why a text is not a valid secret (KEY-1 to KEY-3). Says where, never the text itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretError {
    /// No text at all: an environment variable that is not set, an empty file.
    Empty,
    /// Half a byte is left over.
    OddLength(usize),
    /// Something else than a hex digit.
    NotHex {
        /// The kind of the character.
        what: &'static str,
        /// Which character, counted from 1.
        at: usize,
    },
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretError::Empty => f.write_str("the secret is empty"),
            SecretError::OddLength(what) => write!(
                f,
                "the secret has an odd number of hex digits ({what}); one was lost or added in copying"
            ),
            SecretError::NotHex { what, at } => write!(
                f,
                "the secret has {what} at character {at}; it must be hex digits and nothing else"
            ),
        }
    }
}

impl std::error::Error for SecretError {}

impl Secret {
    /// Reads a secret as the dashboard shows it: an even number of hex digits of either case, at
    /// least two, and nothing around or between them.
    ///
    /// # Errors
    /// [`SecretError`] for any other text. It is never cut short, trimmed or taken as text.
    pub fn from_hex(text: &Text) -> Result<Secret, SecretError> {
        let bytes = text.as_bytes();
        if bytes.is_empty() {
            return Err(SecretError::Empty);
        }
        if let Some(at) = bytes.iter().position(|&b| hex::digit(b).is_none()) {
            return Err(SecretError::NotHex { what: kind_of(bytes, at), at: at + 1 });
        }
        match hex::decode(bytes) {
            Some(key) => Ok(Secret(Zeroizing::new(key))),
            None => Err(SecretError::OddLength(bytes.len())),
        }
    }

    /// HMAC-SHA256 under this secret.
    pub(crate) fn keyed(&self) -> Keyed {
        Keyed::new(&self.0)
    }
}

impl FromStr for Secret {
    type Err = SecretError;

    /// The same as [`Secret::from_hex`].
    fn from_str(text: &str) -> Result<Secret, SecretError> {
        Secret::from_hex(&Text::from(text))
    }
}

fn kind_of(bytes: &[u8], at: usize) -> &'static str {
    match bytes[at] {
        b'x' | b'X' if at == 1 && bytes[0] == b'0' => "a 0x prefix",
        b' ' | b'\t'..=b'\r' => "white space",
        b'"' | b'\'' => "a quote",
        0x80.. => "a character that is not ASCII",
        _ => "something else than a hex digit",
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

/// So many hex digits in a row are taken for a secret where none belongs.
const LIKE_A_SECRET: usize = 32;

/// Text without what looks like a secret in it: 32 hex digits or more in a row, which somebody put in a wrong place.
///
/// ```
/// let text = format!("no variable {}", "00ff".repeat(16));
/// assert_eq!(goalpost::protocol::without_secrets(&text), "no variable [64 hex digits, hidden]");
/// ```
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let digits = rest[begin..].bytes().take_while(u8::is_ascii_hexdigit).count();
        let end = begin + digits;
        if digits >= LIKE_A_SECRET {
            shown.push_str(&rest[..begin]);
            shown.push_str(&format!("[{digits} hex digits, hidden]"));
        } else {
            shown.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    if shown.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Secret::from_hex(&Text::from(text)).unwrap_err().to_string()
    }

    #[test]
    fn strict_hex() {
        assert!(Secret::from_hex(&Text::from("00ffAB")).is_ok());
        assert_eq!(error(""), "the secret is empty");
        assert!(error("abc").contains("odd number of hex digits (3)"));
        assert!(error("0xab").contains("a 0x prefix at character 2"));
        assert!(error("ab\n").contains("white space at character 3"));
        assert!(error("\"ab\"").contains("a quote at character 1"));
        assert!(error("ab\u{ff41}b").contains("not ASCII at character 3"));
    }

    #[test]
    fn never_printed() {
        let secret = Secret::from_hex(&Text::from("deadbeef")).unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(redacted)");
    }

    #[test]
    fn thirty_two_hex_digits_in_a_row_are_hidden_wherever_they_are() {
        let digits = |count: usize| "0aF9".repeat(count / 4);
        let hidden = |text: &str| without_secrets(text).into_owned();
        let plain = format!("no variable x{}, face {}", digits(28), "abc".repeat(10));
        assert_eq!(hidden(&plain), plain);
        assert_eq!(hidden(""), "");
        assert_eq!(hidden(&digits(32)), "[32 hex digits, hidden]");
        let text = format!("a {} z {}é", digits(64), digits(36));
        assert_eq!(hidden(&text), "a [64 hex digits, hidden] z [36 hex digits, hidden]é");
        let behind = format!("{}-{}", digits(28), digits(32));
        assert_eq!(hidden(&behind), format!("{}-[32 hex digits, hidden]", digits(28)));
        let before = format!("{} is not there", digits(40));
        assert_eq!(hidden(&before), "[40 hex digits, hidden] is not there");
    }

    #[test]
    fn what_is_wrong_with_a_secret_is_named_by_its_kind() {
        for (text, what) in [
            ("0Xab", "a 0x prefix at character 2"),
            ("1xab", "something else than a hex digit at character 2"),
            ("ab0x", "something else than a hex digit at character 4"),
            (" ab", "white space at character 1"),
            ("a\tb", "white space at character 2"),
            ("'ab'", "a quote at character 1"),
            ("gg", "something else than a hex digit at character 1"),
        ] {
            assert!(error(text).contains(what), "{text:?}: {}", error(text));
            assert!("00ff".parse::<Secret>().is_ok() && text.parse::<Secret>().is_err());
        }
    }
}
