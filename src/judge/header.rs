//! What can be read off the header of a signature without a search, and off one in its place.

use crate::protocol::json::{Value, parse};
use crate::protocol::request::{Request, SIGNATURE_HEADER};

/// A digest that stands elsewhere than in the signature's header, which is missing.
pub(super) struct Elsewhere {
    /// Where it stands, in words.
    place: String,
    /// Its 64 hex digits.
    pub(super) digest: String,
}

impl Elsewhere {
    /// The digests of a request, that in the likeliest place first; none where the signature's header is there.
    pub(super) fn of(request: &Request<'_>) -> Vec<Elsewhere> {
        if request.header(SIGNATURE_HEADER).next().is_some() {
            return Vec::new();
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let is_hex = |part: &&[u8]| part.len() == 64 && part.iter().all(u8::is_ascii_hexdigit);
        let digest = |value: &[u8]| value.split(|b| b" ,;=:.\"".contains(b)).find(is_hex).map(text);
        let mut found: Vec<Elsewhere> = Vec::new();
        for (name, value) in request.headers {
            let place = || format!("the header {}", text(name));
            found.extend(digest(value).map(|digest| Elsewhere { place: place(), digest }));
        }
        let query = request.path_and_query().1.unwrap_or_default();
        for parameter in query.split(|b| *b == b'&') {
            let name = parameter.split(|b| *b == b'=').next().unwrap_or_default();
            let place = || format!("the URL's parameter {}", text(name));
            found.extend(digest(parameter).map(|digest| Elsewhere { place: place(), digest }));
        }
        if let Ok(Value::Object(members)) = parse(request.body) {
            for (name, value) in &members {
                let place = || format!("the body's member {name}");
                let held = value.as_str().and_then(|text| digest(text.as_bytes()));
                found.extend(held.map(|digest| Elsewhere { place: place(), digest }));
            }
        }
        let rank = |found: &Elsewhere| {
            let place = found.place.to_ascii_lowercase();
            ["sig", "hmac", "digest", ""].iter().position(|word| place.contains(word))
        };
        found.sort_by_key(rank);
        found
    }

    /// What to say of it.
    pub(super) fn note(&self) -> String {
        format!(
            "{} holds 64 hex digits: a signature goes into a header of its own, X-LP-Goal-Signature, \
             without a word before it",
            self.place
        )
    }
}

/// Names of characters that are not seen, as far as they are likely.
const UNSEEN: [(char, &str); 9] = [
    ('\u{a0}', "no-break space"),
    ('\u{ad}', "soft hyphen"),
    ('\u{200b}', "zero width space"),
    ('\u{200c}', "zero width non-joiner"),
    ('\u{200d}', "zero width joiner"),
    ('\u{200e}', "left-to-right mark"),
    ('\u{202c}', "pop directional formatting"),
    ('\u{2060}', "word joiner"),
    ('\u{feff}', "byte order mark"),
];

/// So many of them are told.
const TOLD: usize = 3;

fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{2000}'..='\u{200f}'
        | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text of a header's value that was read byte by byte.
fn as_utf8(value: &str) -> String {
    let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| value.to_owned())
}

/// A signature without the characters in it that nobody sees, and what to say of them; `None` where there
/// are none.
pub(super) fn without_unseen(signature: &str) -> Option<(String, String)> {
    let text = as_utf8(signature);
    let seen: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    let count = seen.chars().count();
    let mut before = 0;
    let mut told = Vec::new();
    for c in text.chars() {
        if !is_unseen(c) {
            before += 1;
            continue;
        }
        let name = UNSEEN.iter().find(|(known, _)| *known == c);
        let name = name.map(|(_, name)| format!(" ({name})")).unwrap_or_default();
        let place = match before {
            0 => "before the first character".to_owned(),
            before if before == count => "after the last character".to_owned(),
            before => format!("after character {before}"),
        };
        told.push(format!("U+{:04X}{name} {place}", u32::from(c)));
    }
    let (noun, them) = if told.len() == 1 { ("a character", "it") } else { ("characters", "them") };
    let more = told.len().saturating_sub(TOLD);
    told.truncate(TOLD);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let note = format!(
        "the signature has {noun} that nobody sees, {}{more}, copied in with the value: take {them} out",
        told.join(", ")
    );
    (!told.is_empty()).then_some((seen, note))
}

/// What languages print for what is not there, or is no text.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 9] =
        ["undefined", "null", "none", "nil", "nan", "false", "[object", "promise", "<buffer"];
    WORDS.iter().any(|word| text.to_ascii_lowercase().starts_with(word))
}

/// What the look of a signature says.
pub(super) fn shape(signature: &str) -> Option<String> {
    let text = as_utf8(signature);
    let is_hex = !text.is_empty() && text.bytes().all(|b| b.is_ascii_hexdigit());
    let odd = text.chars().enumerate().find(|(_, c)| !c.is_ascii());
    let what = match (is_hex, text.chars().count()) {
        (true, 64) => return None,
        (_, 0) => "the signature is empty: the variable that should hold it is not set".to_owned(),
        (false, _) if is_word(&text) => {
            format!("the header says {text:?}: a word, and no signature")
        }
        (true, 32) => "32 hex digits: as many as MD5 gives, or half of the right number".to_owned(),
        (true, 40) => "40 hex digits: as many as SHA-1 gives".to_owned(),
        (true, 56) => "56 hex digits: as many as SHA-224 gives".to_owned(),
        (true, 96) => "96 hex digits: as many as SHA-384 gives".to_owned(),
        (true, 128) => "128 hex digits: as many as SHA-512 or an Ed25519 signature has".to_owned(),
        (true, count) => format!("{count} hex digits; a signature has 64"),
        (false, 43 | 44) => "it looks like base64; a signature is 64 hex digits".to_owned(),
        (false, count) => match odd {
            Some((at, c)) => format!(
                "{count} characters that are not 64 hex digits: character {} is U+{:04X}",
                at + 1,
                u32::from(c)
            ),
            None => format!("{count} characters that are not 64 hex digits"),
        },
    };
    Some(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latin(text: &str) -> String {
        text.bytes().map(char::from).collect()
    }

    #[test]
    fn what_nobody_sees_is_named_with_its_place() {
        let hex = "89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368";
        assert_eq!(without_unseen(hex), None);
        for (sent, part) in [
            (format!("\u{200b}{hex}"), "U+200B (zero width space) before the first character,"),
            (format!("{hex}\u{feff}"), "U+FEFF (byte order mark) after the last character,"),
            (
                format!("{}\u{ad}{}", &hex[..8], &hex[8..]),
                "U+00AD (soft hyphen) after character 8,",
            ),
            (format!("\u{2060}{hex}\u{2061}"), "first character, U+2061 after the last character,"),
            (format!("{hex}{}", "\u{a0}".repeat(9)), "and 6 more"),
        ] {
            let (seen, note) = without_unseen(&latin(&sent)).unwrap();
            assert!(seen == hex && note.contains(part), "{note}");
        }
        // Bytes that are not UTF-8.
        let (seen, note) = without_unseen(&format!("{hex}\u{a0}")).unwrap();
        assert!(seen == hex && note.contains("U+00A0 (no-break space)"), "{note}");
        let lookalike = latin(&hex.replacen('4', "\u{430}", 1));
        assert!(shape(&lookalike).unwrap().contains("character 5 is U+0430"));
    }
}
