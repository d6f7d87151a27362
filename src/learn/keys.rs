//! How a secret becomes a key, and a digest a header's value.

use super::decoding::base64;
use super::function::Function;
use crate::protocol::{Text, hex};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How a secret's text becomes a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyForm {
    /// The first bytes.
    First(usize),
    /// The last bytes.
    Last(usize),
    /// Without zero bytes at the beginning.
    NoLeadingZeros,
    /// Without zero bytes at the end.
    NoTrailingZeros,
    /// Without bytes of ASCII white space at both ends.
    Trimmed,
    /// Without bytes of ASCII white space at the end.
    TrimmedEnd,
    /// Without bytes of white space and zeros at both ends, as PHP's `trim` has it.
    TrimmedPhp,
    /// Without bytes up to 0x20 at both ends, as Java's `trim` has it.
    TrimmedControls,
    /// Without zero bytes at both ends.
    TrimmedZeros,
    /// Without a line end behind it.
    NoLineEnd,
    /// Up to the first line end.
    FirstLine,
    /// Up to the first zero byte.
    UntilZero,
    /// Backwards.
    Backwards,
    /// The text as bytes.
    Text,
    /// The text in lower case.
    TextLower,
    /// The text in capitals.
    TextUpper,
    /// The hash of the decoded bytes.
    Hashed,
    /// The hash of the text.
    TextHashed,
    /// Bytes of 0x80 and more as U+FFFD in UTF-8.
    Lossy,
    /// Each byte as a character in UTF-8.
    Latin1,
    /// Each byte without its high bit.
    SevenBits,
    /// Empty.
    Empty,
    /// What is invalid as UTF-8 left out.
    LossyDropped,
    /// In base64.
    Base64,
    /// The bytes of each group of four backwards.
    WordsSwapped,
    /// Padded with zeros in front to this length.
    Padded(usize),
    /// As `BigInteger` of Java has its bytes: without zeros in front, but one before a high bit.
    BigInteger,
    /// Its digits read as C does that knows small letters alone: `c - 'a' + 10`.
    SmallDigits,
    /// Derived with HKDF-SHA256, without salt, for the length of a digest, for this.
    Hkdf(String),
}

/// What keys are derived for by HKDF.
const PURPOSES: [&str; 12] = [
    "",
    "loudpixel",
    "hmac",
    "signing",
    "signature",
    "goal",
    "goals",
    "capi",
    "conversions",
    "conversions-api",
    "x-lp-goal-signature",
    "webhook",
];

/// ASCII white space, the vertical tab too.
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

/// Bytes without some of them at the end, or at both ends.
fn trimmed(bytes: &[u8], is_off: impl Fn(u8) -> bool, both: bool) -> Vec<u8> {
    let end = bytes.iter().rposition(|b| !is_off(*b)).map_or(0, |at| at + 1);
    let start = bytes[..end].iter().position(|b| !is_off(*b)).unwrap_or(0);
    bytes[if both { start } else { 0 }..end].to_vec()
}

impl KeyForm {
    /// Every form that is tried for secrets of these lengths.
    pub fn all(longest: usize) -> Vec<KeyForm> {
        let mut all = vec![
            KeyForm::NoLeadingZeros,
            KeyForm::NoTrailingZeros,
            KeyForm::UntilZero,
            KeyForm::Trimmed,
            KeyForm::TrimmedEnd,
            KeyForm::TrimmedPhp,
            KeyForm::TrimmedControls,
            KeyForm::TrimmedZeros,
            KeyForm::NoLineEnd,
            KeyForm::FirstLine,
            KeyForm::Backwards,
            KeyForm::Text,
            KeyForm::TextLower,
            KeyForm::TextUpper,
            KeyForm::Hashed,
            KeyForm::TextHashed,
            KeyForm::Lossy,
            KeyForm::Latin1,
            KeyForm::SevenBits,
            KeyForm::Empty,
            KeyForm::LossyDropped,
            KeyForm::Base64,
            KeyForm::WordsSwapped,
            KeyForm::Padded(16),
            KeyForm::Padded(32),
            KeyForm::Padded(64),
            KeyForm::BigInteger,
            KeyForm::SmallDigits,
        ];
        all.extend(PURPOSES.map(|info| KeyForm::Hkdf(info.to_owned())));
        all.extend((1..longest).rev().flat_map(|n| [KeyForm::First(n), KeyForm::Last(n)]));
        all
    }

    /// The key of a secret; `None` where the text is no secret.
    pub fn of(&self, secret: &Text) -> Option<Vec<u8>> {
        let text = secret.as_bytes();
        let key = hex::decode(text)?;
        Some(match self {
            KeyForm::First(n) => key[..key.len().min(*n)].to_vec(),
            KeyForm::Last(n) => key[key.len().saturating_sub(*n)..].to_vec(),
            KeyForm::NoLeadingZeros => key.iter().copied().skip_while(|b| *b == 0).collect(),
            KeyForm::NoTrailingZeros => {
                let end = key.iter().rposition(|b| *b != 0).map_or(0, |at| at + 1);
                key[..end].to_vec()
            }
            KeyForm::UntilZero => key.iter().copied().take_while(|b| *b != 0).collect(),
            KeyForm::Trimmed => trimmed(&key, is_space, true),
            KeyForm::TrimmedEnd => trimmed(&key, is_space, false),
            KeyForm::TrimmedPhp => {
                trimmed(&key, |b| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0 | 0x0B), true)
            }
            KeyForm::TrimmedControls => trimmed(&key, |b| b <= b' ', true),
            KeyForm::TrimmedZeros => trimmed(&key, |b| b == 0, true),
            KeyForm::NoLineEnd => trimmed(&key, |b| matches!(b, b'\r' | b'\n'), false),
            KeyForm::FirstLine => {
                key.iter().copied().take_while(|b| !matches!(b, b'\r' | b'\n')).collect()
            }
            KeyForm::Backwards => key.iter().rev().copied().collect(),
            KeyForm::Text => text.to_vec(),
            KeyForm::TextLower => text.to_ascii_lowercase(),
            KeyForm::TextUpper => text.to_ascii_uppercase(),
            KeyForm::Hashed => Sha256::digest(&key).to_vec(),
            KeyForm::TextHashed => Sha256::digest(text).to_vec(),
            KeyForm::Lossy => String::from_utf8_lossy(&key).into_owned().into_bytes(),
            KeyForm::Latin1 => key.iter().map(|b| char::from(*b)).collect::<String>().into_bytes(),
            KeyForm::SevenBits => key.iter().map(|b| b & 0x7F).collect(),
            KeyForm::Empty => Vec::new(),
            KeyForm::LossyDropped => {
                let chunks = key.utf8_chunks();
                chunks.flat_map(|chunk| chunk.valid().bytes()).collect()
            }
            KeyForm::Base64 => base64(&key, true).into_bytes(),
            KeyForm::WordsSwapped => swapped(&key),
            KeyForm::Padded(to) => {
                let zeros = to.saturating_sub(key.len());
                std::iter::repeat_n(0, zeros).chain(key).collect()
            }
            KeyForm::SmallDigits => {
                let digit = |b: u8| i32::from(b) - if b <= b'9' { 48 } else { 87 };
                let byte = |pair: &[u8]| (digit(pair[0]) << 4 | digit(pair[1])) as u8;
                text.chunks_exact(2).map(byte).collect()
            }
            KeyForm::BigInteger => {
                let plain: Vec<u8> = key.iter().copied().skip_while(|b| *b == 0).collect();
                let is_high = plain.first().is_none_or(|b| *b >= 0x80);
                is_high.then_some(0).into_iter().chain(plain).collect()
            }
            KeyForm::Hkdf(info) => {
                let extracted = hmac(&[0; 32], &key);
                hmac(&extracted, &[info.as_bytes(), &[1]].concat()).to_vec()
            }
        })
    }

    /// In words, to follow "the key is".
    pub fn words(&self) -> String {
        match self {
            KeyForm::First(n) => format!("the first {n} bytes of the secret"),
            KeyForm::Last(n) => format!("the last {n} bytes of the secret"),
            KeyForm::NoLeadingZeros => "the secret without zero bytes at its beginning".into(),
            KeyForm::NoTrailingZeros => "the secret without zero bytes at its end".into(),
            KeyForm::UntilZero => "the secret up to its first zero byte".into(),
            KeyForm::Trimmed => "the secret without white space at both ends".into(),
            KeyForm::TrimmedEnd => "the secret without white space at its end".into(),
            KeyForm::TrimmedPhp => {
                "the secret without white space and zero bytes at both ends".into()
            }
            KeyForm::TrimmedControls => {
                "the secret without bytes from 00 to 20 at both ends".into()
            }
            KeyForm::TrimmedZeros => "the secret without zero bytes at both ends".into(),
            KeyForm::NoLineEnd => "the secret without line ends behind it".into(),
            KeyForm::FirstLine => "the secret up to its first line end".into(),
            KeyForm::Backwards => "the secret backwards".into(),
            KeyForm::Text => "the secret's text".into(),
            KeyForm::TextLower => "the secret's text in lower case".into(),
            KeyForm::TextUpper => "the secret's text in capitals".into(),
            KeyForm::Hashed => "the SHA-256 of the secret".into(),
            KeyForm::TextHashed => "the SHA-256 of the secret's text".into(),
            KeyForm::Lossy => "the secret read as UTF-8, what is invalid as U+FFFD".into(),
            KeyForm::Latin1 => "the secret, each byte as a character in UTF-8".into(),
            KeyForm::SevenBits => "the secret with seven bits of each byte".into(),
            KeyForm::Empty => "empty".into(),
            KeyForm::LossyDropped => "the secret without what is invalid as UTF-8".into(),
            KeyForm::Base64 => "the base64 of the secret".into(),
            KeyForm::WordsSwapped => "the secret, each four bytes backwards".into(),
            KeyForm::Padded(to) => format!("the secret with zeros before it, to {to} bytes"),
            KeyForm::SmallDigits => {
                "the secret with its capital digits read as if they were small letters".into()
            }
            KeyForm::BigInteger => "the bytes of the secret as a BigInteger of Java".into(),
            KeyForm::Hkdf(info) => {
                format!("derived from the secret by HKDF-SHA256 without salt, for {info:?}")
            }
        }
    }
}

/// HMAC-SHA256.
pub(super) fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    hmac.update(message);
    hmac.finalize().into_bytes().to_vec()
}

/// The bytes of each group of four backwards.
fn swapped(bytes: &[u8]) -> Vec<u8> {
    bytes.chunks(4).flat_map(|word| word.iter().rev().copied()).collect()
}

/// Bytes as one decimal number.
fn decimal(bytes: &[u8]) -> String {
    // Digits to base 10^9, the last ones first.
    let mut groups: Vec<u64> = Vec::new();
    for byte in bytes {
        let mut carry = u64::from(*byte);
        for group in &mut groups {
            let sum = *group * 256 + carry;
            (*group, carry) = (sum % 1_000_000_000, sum / 1_000_000_000);
        }
        if carry > 0 {
            groups.push(carry);
        }
    }
    let mut groups = groups.into_iter().rev();
    let mut out = groups.next().unwrap_or(0).to_string();
    groups.for_each(|group| out.push_str(&format!("{group:09}")));
    out
}

/// How a digest is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutputForm {
    /// As hex, changed.
    Hex(Function),
    /// Each byte in hex without leading zero.
    NotPadded,
    /// The same in capitals.
    NotPaddedUpper,
    /// As a decimal list of bytes, with this between.
    Decimal(String),
    /// As a decimal list of signed bytes, with this between.
    Signed(String),
    /// As hex, with this between bytes.
    Between(String),
    /// Of bytes of 0x80 and more `ffffff` and the byte.
    SignExtended,
    /// The same, other bytes with their leading zero.
    SignExtendedPadded,
    /// As hex in groups of so many digits, with this between.
    Groups(usize, String),
    /// As hex of the bytes backwards.
    Backwards,
    /// As hex, the bytes of each group of four backwards.
    WordsSwapped,
    /// As a decimal number.
    Number,
    /// As base64 without `+`, `/` and `=`.
    Base64Alphanumeric,
    /// In words of so many digits, each without zeros in front.
    WordsNotPadded(usize),
    /// As hex of what is left of the bytes where they are taken for a text.
    Read(ReadAs),
}

/// How bytes that are no text lose some where they are taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadAs {
    /// Up to the first NUL, as in C.
    ToNul,
    /// Without NULs at their end, as MySQL and .NET read a column of fixed width.
    WithoutNuls,
    /// Without white space and NULs at their end, as Perl's `unpack "A32"`.
    Unpacked,
    /// Without white space at both ends, as Python's `strip`.
    Stripped,
    /// Without white space and NULs at both ends, as PHP's `trim`.
    Trimmed,
}

impl ReadAs {
    const ALL: [ReadAs; 5] =
        [ReadAs::ToNul, ReadAs::WithoutNuls, ReadAs::Unpacked, ReadAs::Stripped, ReadAs::Trimmed];

    fn of(self, digest: &[u8]) -> &[u8] {
        let space = |b: &u8| matches!(b, b'\t'..=b'\r' | b' ');
        let php = |b: &u8| matches!(b, 0 | b'\t' | b'\n' | b'\r' | 0x0b | b' ');
        let from = |is: &dyn Fn(&u8) -> bool| digest.iter().take_while(|b| is(b)).count();
        let to = |is: &dyn Fn(&u8) -> bool| {
            digest.len() - digest.iter().rev().take_while(|b| is(b)).count()
        };
        let kept = match self {
            ReadAs::ToNul => 0..digest.iter().position(|b| *b == 0).unwrap_or(digest.len()),
            ReadAs::WithoutNuls => 0..to(&|b| *b == 0),
            ReadAs::Unpacked => 0..to(&|b| *b == 0 || space(b)),
            ReadAs::Stripped => from(&space)..to(&space),
            ReadAs::Trimmed => from(&php)..to(&php),
        };
        digest.get(kept).unwrap_or_default()
    }

    const fn words(self) -> &'static str {
        match self {
            ReadAs::ToNul => "up to the first NUL",
            ReadAs::WithoutNuls => "without NULs at their end",
            ReadAs::Unpacked => "without white space and NULs at their end",
            ReadAs::Stripped => "without white space at both ends",
            ReadAs::Trimmed => "without white space and NULs at both ends",
        }
    }
}

impl OutputForm {
    /// Every form that is tried but functions of the hex text.
    pub fn all() -> Vec<OutputForm> {
        let mut all = vec![
            OutputForm::NotPadded,
            OutputForm::NotPaddedUpper,
            OutputForm::SignExtended,
            OutputForm::SignExtendedPadded,
            OutputForm::Backwards,
            OutputForm::WordsSwapped,
            OutputForm::Number,
            OutputForm::Base64Alphanumeric,
        ];
        all.extend([8, 16, 4, 32].map(OutputForm::WordsNotPadded));
        all.extend(ReadAs::ALL.map(OutputForm::Read));
        for digits in [4, 8, 16, 32] {
            all.extend(["-", ":", " ", "."].map(|by| OutputForm::Groups(digits, by.into())));
        }
        for between in ["", ",", " ", ", ", ":", "-"] {
            all.push(OutputForm::Decimal(between.into()));
            all.push(OutputForm::Signed(between.into()));
            all.push(OutputForm::Between(between.into()));
        }
        all
    }

    /// The header's value.
    pub fn of(&self, digest: &[u8]) -> String {
        let each = |between: &str, write: &dyn Fn(u8) -> String| {
            digest.iter().map(|b| write(*b)).collect::<Vec<_>>().join(between)
        };
        match self {
            OutputForm::Hex(function) => function.of(&hex::encode(digest)),
            OutputForm::NotPadded => each("", &|b| format!("{b:x}")),
            OutputForm::NotPaddedUpper => each("", &|b| format!("{b:X}")),
            OutputForm::Decimal(between) => each(between, &|b| b.to_string()),
            OutputForm::Signed(between) => each(between, &|b| (b as i8).to_string()),
            OutputForm::Between(between) => each(between, &|b| format!("{b:02x}")),
            OutputForm::WordsNotPadded(digits) => {
                let text = hex::encode(digest);
                let words = text.as_bytes().chunks((*digits).max(1)).map(|word| {
                    let word = String::from_utf8_lossy(word);
                    let short = word.trim_start_matches('0');
                    if short.is_empty() { "0".to_owned() } else { short.to_owned() }
                });
                words.collect()
            }
            OutputForm::Groups(digits, between) => {
                let text = hex::encode(digest);
                let groups = text.as_bytes().chunks((*digits).max(1));
                let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
                groups.collect::<Vec<_>>().join(between)
            }
            OutputForm::Read(read) => hex::encode(read.of(digest)),
            OutputForm::Backwards => {
                hex::encode(&digest.iter().rev().copied().collect::<Vec<u8>>())
            }
            OutputForm::WordsSwapped => hex::encode(&swapped(digest)),
            OutputForm::Number => decimal(digest),
            OutputForm::Base64Alphanumeric => {
                base64(digest, false).chars().filter(char::is_ascii_alphanumeric).collect()
            }
            OutputForm::SignExtendedPadded => each("", &|b| match b {
                0x80.. => format!("ffffff{b:02x}"),
                _ => format!("{b:02x}"),
            }),
            OutputForm::SignExtended => each("", &|b| match b {
                0x80.. => format!("ffffff{b:02x}"),
                _ => format!("{b:x}"),
            }),
        }
    }

    /// In words, to follow "the signature is".
    pub fn words(&self) -> String {
        match self {
            OutputForm::Hex(function) => format!("hex, and of it {}", function.words()),
            OutputForm::NotPadded => "hex without leading zeros of each byte".into(),
            OutputForm::NotPaddedUpper => "hex in capitals without leading zeros of bytes".into(),
            OutputForm::Decimal(between) => format!("decimal bytes joined by `{between}`"),
            OutputForm::Signed(between) => format!("signed decimal bytes joined by `{between}`"),
            OutputForm::Between(between) => format!("hex bytes joined by `{between}`"),
            OutputForm::SignExtended => "hex of sign-extended bytes".into(),
            OutputForm::SignExtendedPadded => {
                "hex of sign-extended bytes, two digits at least (bytes from 0x80 on are ffffff80 to ffffffff)".into()
            }
            OutputForm::Groups(digits, between) => {
                format!("hex in groups of {digits} digits joined by `{between}`")
            }
            OutputForm::Read(read) => format!("hex of the bytes {}", read.words()),
            OutputForm::Backwards => "hex of the bytes backwards".into(),
            OutputForm::WordsSwapped => "hex, each four bytes backwards".into(),
            OutputForm::Number => "a decimal number".into(),
            OutputForm::WordsNotPadded(digits) => {
                format!("hex in words of {digits} digits, each without zeros in front")
            }
            OutputForm::Base64Alphanumeric => "base64 without `+`, `/` and `=`".into(),
        }
    }
}
