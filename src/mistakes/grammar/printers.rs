//! Spellings of a digest that lose something, so that they cannot be read backwards.

use crate::mistakes::model::base64_encode;
use crate::protocol::hex;

/// A way to print bytes.
pub(super) struct Printer {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) print: fn(&[u8]) -> String,
    /// Whether a byte's text depends on its neighbours.
    joined: bool,
}

impl Printer {
    /// Whether a text can be what this prints of some digest of 32 bytes.
    pub(super) fn can_print(&self, text: &str) -> bool {
        // What is as it should be is no misprint, and short texts are no evidence.
        if text.len() < 28 || text.len() == 64 {
            return false;
        }
        let lengths = [0_u8, 0xff, 0x41, 0xc3, 100].map(|b| (self.print)(&[b; 32]).len());
        let shortest = lengths.iter().min().copied().unwrap_or_default();
        let longest = lengths.iter().max().copied().unwrap_or_default();
        if !(shortest..=longest).contains(&text.len()) {
            return false;
        }
        let all: Vec<u8> = (0..=255).collect();
        if self.joined {
            let is_hex = (self.print)(&all).bytes().all(|b| b.is_ascii_hexdigit());
            // A printer that is asked at every trial has to be worth it: most of a digest is there.
            let is_hex_text = text.bytes().all(|b| b.is_ascii_hexdigit());
            return match is_hex {
                true => is_hex_text && text.len() > 48,
                false => !is_hex_text,
            };
        }
        let alphabet: std::collections::HashSet<char> =
            all.iter().flat_map(|b| (self.print)(&[*b]).chars().collect::<Vec<_>>()).collect();
        text.chars().all(|c| alphabet.contains(&c))
    }

    /// Whether a digest that begins with a byte can be printed so.
    pub(super) fn can_begin(&self, byte: u8, text: &str) -> bool {
        self.joined || text.starts_with(&(self.print)(&[byte]))
    }
}

fn each(bytes: &[u8], write: impl Fn(u8) -> String) -> String {
    bytes.iter().map(|b| write(*b)).collect()
}

/// Each word of four bytes as a number in hex.
fn words(bytes: &[u8], number: impl Fn([u8; 4]) -> u32) -> String {
    let (words, _) = bytes.as_chunks::<4>();
    let mut text = String::with_capacity(2 * bytes.len());
    for word in words {
        let number = number(*word);
        let digits = (8 - number.leading_zeros() / 4).max(1);
        let digit = |at| char::from_digit(number >> (4 * at) & 0xf, 16);
        // By hand: this is asked at every trial.
        text.extend((0..digits).rev().filter_map(digit));
    }
    text
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const fn printer(id: &'static str, title: &'static str, print: fn(&[u8]) -> String) -> Printer {
    Printer { id, title, print, joined: false }
}

const fn joined(id: &'static str, title: &'static str, print: fn(&[u8]) -> String) -> Printer {
    Printer { id, title, print, joined: true }
}

pub(super) static PRINTERS: [Printer; 27] = [
    joined(
        "words-without-leading-zeros",
        "each word of four bytes is printed in hex without its leading zeros",
        |b| words(b, u32::from_be_bytes),
    ),
    joined(
        "words-without-leading-zeros",
        "each word of four bytes, low byte first, is printed in hex without its leading zeros",
        |b| words(b, u32::from_le_bytes),
    ),
    printer(
        "bytes-without-leading-zero",
        "each byte is printed without its leading zero: 8 for 08",
        |b| each(b, |b| format!("{b:x}")),
    ),
    printer(
        "bytes-without-leading-zero",
        "each byte is printed without its leading zero, in capitals",
        |b| each(b, |b| format!("{b:X}")),
    ),
    printer(
        "signed-bytes-output",
        "each byte is printed as a signed number in hex: -2d for d3",
        |b| {
            each(
                b,
                |b| if b > 127 { format!("-{:x}", 256 - u32::from(b)) } else { format!("{b:x}") },
            )
        },
    ),
    printer(
        "signed-bytes-output",
        "each byte is printed as a signed number in two hex digits: -2d for d3",
        |b| {
            each(b, |b| {
                if b > 127 { format!("-{:02x}", 256 - u32::from(b)) } else { format!("{b:02x}") }
            })
        },
    ),
    printer("sign-extended-bytes-output", "bytes from 80 on are printed as ffffffd3", |b| {
        each(b, |b| if b > 127 { format!("ffffff{b:02x}") } else { format!("{b:02x}") })
    }),
    printer(
        "sign-extended-bytes-output",
        "bytes from 80 on are printed as ffffffd3, others without a leading zero",
        |b| each(b, |b| if b > 127 { format!("ffffff{b:02x}") } else { format!("{b:x}") }),
    ),
    printer(
        "decimal-bytes-output",
        "each byte is printed as a decimal number, nothing between",
        |b| each(b, |b| b.to_string()),
    ),
    printer(
        "decimal-bytes-output",
        "each byte is printed as a signed decimal number, nothing between",
        |b| each(b, |b| (b as i8).to_string()),
    ),
    printer("decimal-bytes-output", "each byte is printed as three decimal digits", |b| {
        each(b, |b| format!("{b:03}"))
    }),
    printer("octal-bytes-output", "each byte is printed in octal", |b| {
        each(b, |b| format!("{b:o}"))
    }),
    printer("octal-bytes-output", "each byte is printed as three octal digits", |b| {
        each(b, |b| format!("{b:03o}"))
    }),
    printer("octal-bytes-output", "each byte is printed in octal with a backslash", |b| {
        each(b, |b| format!("\\{b:03o}"))
    }),
    joined(
        "digest-through-utf8",
        "the digest went through a UTF-8 string and then to hex: efbfbd stands for what is no UTF-8",
        |b| hex::encode(lossy(b).as_bytes()),
    ),
    joined(
        "digest-through-utf8",
        "the digest went through a UTF-8 string and then to base64: 77+9 stands for what is no UTF-8",
        |b| base64_encode(lossy(b).as_bytes()),
    ),
    joined("digest-through-utf8", "the digest itself is sent as a UTF-8 string", lossy),
    printer(
        "digest-through-ascii",
        "the digest went through ASCII and then to hex: 3f stands for bytes from 80 on",
        |b| each(b, |b| format!("{:02x}", if b > 127 { b'?' } else { b })),
    ),
    joined(
        "digest-through-ascii",
        "the digest went through ASCII and then to base64: ? stands for bytes from 80 on",
        |b| base64_encode(&b.iter().map(|b| if *b > 127 { b'?' } else { *b }).collect::<Vec<u8>>()),
    ),
    printer(
        "digest-through-ascii",
        "the digest went through ASCII and then to hex: U+FFFD stands for bytes from 80 on",
        |b| each(b, |b| if b > 127 { "efbfbd".to_owned() } else { format!("{b:02x}") }),
    ),
    joined(
        "digest-through-ascii",
        "the digest went through ASCII and then to base64: U+FFFD stands for bytes from 80 on",
        |b| {
            base64_encode(
                each(
                    b,
                    |b| if b > 127 { "\u{fffd}".to_owned() } else { char::from(b).to_string() },
                )
                .as_bytes(),
            )
        },
    ),
    printer("raw-digest-output", "the digest's bytes themselves are sent, as Latin-1", |b| {
        each(b, |b| char::from(b).to_string())
    }),
    printer("raw-digest-output", "the digest's bytes themselves are sent, percent-encoded", |b| {
        each(b, |b| {
            if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
    }),
    printer(
        "raw-digest-output",
        "the digest's bytes themselves are sent, percent-encoded in lower case",
        |b| {
            each(b, |b| {
                if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02x}")
                }
            })
        },
    ),
    printer("raw-digest-output", "the digest's bytes themselves are sent, form-coded", |b| {
        each(b, |b| match b {
            b' ' => "+".to_owned(),
            b if b.is_ascii_alphanumeric() || b"-_.".contains(&b) => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
    }),
    joined("raw-digest-output", "Python's repr of the digest is sent", |b| {
        let one = |b: u8| match b {
            b'\\' => "\\\\".to_owned(),
            b'\n' => "\\n".to_owned(),
            b'\r' => "\\r".to_owned(),
            b'\t' => "\\t".to_owned(),
            b' '..=b'~' => char::from(b).to_string(),
            b => format!("\\x{b:02x}"),
        };
        let quote = if b.contains(&b'\'') && !b.contains(&b'"') { '"' } else { '\'' };
        format!("b{quote}{}{quote}", each(b, one))
    }),
    printer("raw-digest-output", "the digest is sent as escapes: \\u00d3", |b| {
        each(b, |b| format!("\\u{b:04x}"))
    }),
];
