//! A body as a document holds it, and the bytes that it stands for.

use super::decode::base64;
use super::draft::is_about_goal;
use super::length::put_back;
use super::lexer::unescaped;
use super::serialise::{Spacing, serialised};
use crate::protocol::json::Value;

/// A body as a document holds it.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// Its text, perhaps in base64.
    Text(String),
    /// Its bytes, as numbers.
    Bytes(Vec<u8>),
    /// It was parsed before it was written down.
    Parsed(Value),
}

impl Body {
    /// The bytes that were sent, as far as they can be known, and what to say of them. `length` is what
    /// `Content-Length` says.
    pub(super) fn sent(self, is_base64: bool, length: Option<usize>) -> (Vec<u8>, Option<String>) {
        match self {
            Body::Text(text) => of_text(text, is_base64, length),
            Body::Bytes(bytes) => (bytes, None),
            Body::Parsed(value) => match length.and_then(|length| put_back(&value, length)) {
                Some(text) => {
                    let note = format!(
                        "the capture shows the body parsed, not its text: it is put back to the {} bytes that \
                         Content-Length names",
                        text.len()
                    );
                    (text.into_bytes(), Some(note))
                }
                None => {
                    let note = "the capture shows the body parsed, not its text: it is written again as compact \
                                JSON, which is a guess; --body FILE gives the text that was sent";
                    (serialised(&value, Spacing::Compact).into_bytes(), Some(note.to_owned()))
                }
            },
        }
    }
}

fn of_text(text: String, is_base64: bool, length: Option<usize>) -> (Vec<u8>, Option<String>) {
    if let Some(plain) = base64(&text).filter(|plain| is_base64 || is_about_goal(plain)) {
        return (plain, None);
    }
    match python_bytes(&text).filter(|_| length != Some(text.len())) {
        Some(plain) => {
            let note =
                "the capture shows the body as Python writes bytes, b'…': read as those bytes";
            (plain.into_bytes(), Some(note.to_owned()))
        }
        None => (text.into_bytes(), None),
    }
}

/// Bytes in pairs of hex digits with colons between, as Wireshark writes them.
pub(super) fn of_pairs(text: &str) -> Option<Vec<u8>> {
    let is_pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_hexdigit());
    let pair = |pair| u8::from_str_radix(pair, 16).ok().filter(|_| is_pair(pair));
    text.contains(':').then(|| text.trim().split(':').map(pair).collect())?
}

/// What `b'…'` stands for, as Python writes bytes.
fn python_bytes(text: &str) -> Option<String> {
    let quoted = text.trim().strip_prefix('b')?;
    let quote = quoted.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let inner = quoted.strip_prefix(quote)?.strip_suffix(quote)?;
    Some(unescaped(inner))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json::parse;

    #[test]
    fn pairs_of_digits_are_bytes() {
        assert_eq!(of_pairs("7b:c3:A9:7d").unwrap(), "{é}".as_bytes());
        for other in ["", "7b:", "7b7d", "7b:7", "{}", "+1:22"] {
            assert_eq!(of_pairs(other), None, "{other}");
        }
    }

    #[test]
    fn bytes_that_a_document_stands_for() {
        let text = |text: &str| Body::Text(text.to_owned());
        let parsed = Body::Parsed(parse(b"{\"a\":[1,2]}").unwrap());
        for (body, is_base64, length, sent, has_note) in [
            (text("{}"), false, None, "{}", false),
            (text("e30="), true, None, "{}", false),
            (text("e30="), false, None, "e30=", false),
            (text("eyJldmVudF9uYW1lIjoiYSJ9"), false, None, "{\"event_name\":\"a\"}", false),
            (text(r#"b'{"a":"\xc3\x89\n"}'"#), false, None, "{\"a\":\"É\n\"}", true),
            (text(r#"b'{}'"#), false, Some(5), "b'{}'", false),
            (parsed.clone(), false, None, "{\"a\":[1,2]}", true),
            (parsed.clone(), false, Some(13), "{\"a\": [1, 2]}", true),
            (parsed, false, Some(99), "{\"a\":[1,2]}", true),
        ] {
            let (bytes, note) = body.sent(is_base64, length);
            assert_eq!((&*String::from_utf8(bytes).unwrap(), note.is_some()), (sent, has_note));
        }
    }
}
