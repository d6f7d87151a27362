//! One goal in every spelling: the canonical is built from what the body says, not from its bytes.

use super::draft::{BODY, Builder, draft};
use crate::case::{Signed, SignedOver};

/// The canonical is built from what the body says, not from its bytes.
pub(super) fn add(b: &mut Builder) {
    b.group("one goal, spelled in many ways");
    let plain = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99,"currency":"EUR","plan":"\u00c9quipe"}}"#;
    for (id, comment, body) in [
        ("compact", "as most clients write it", plain.to_owned()),
        ("raw-utf8", "characters instead of escapes", plain.replace(r"\u00c9", "\u{c9}")),
        ("upper-case-escapes", "digits of an escape in capitals", plain.replace(r"\u00c9", r"\u00C9")),
        ("escaped-letters", "escapes where none are needed", plain.replace("Team", r"\u0054eam").replace("EUR", r"\u0045UR")),
        ("escaped-key", "an escape in a key", plain.replace("\"plan\"", r#""\u0070lan""#)),
        ("escaped-slash", "a slash is a slash", r#"{"event_name":"a\/b","session_id":"s-1"}"#.to_owned()),
        ("double", "99.0", plain.replace("99", "99.0")),
        ("two-decimals", "99.00", plain.replace("99", "99.00")),
        ("exponent", "9.9e1", plain.replace("99", "9.9e1")),
        ("exponent-capital", "990E-1", plain.replace("99", "990E-1")),
        ("python-blanks", "blanks after commas and colons", plain.replace(',', ", ").replace(':', ": ")),
        ("pretty", "on many lines", plain.replace('{', "{\n  ").replace(',', ",\n  ").replace('}', "\n}")),
        ("blanks-around", "blanks before and after", format!(" \t\r\n{plain}\n\n")),
        ("sorted", "keys in the order that is signed", r#"{"event_name":"purchase","properties":{"currency":"EUR","plan":"\u00c9quipe","value":99},"session_id":"s-1"}"#.to_owned()),
        ("reversed", "keys the other way round", r#"{"session_id":"s-1","properties":{"value":99,"plan":"\u00c9quipe","currency":"EUR"},"event_name":"purchase"}"#.to_owned()),
        ("ignored-key", "a key that is not signed", plain.replacen('{', "{\"sdk\":\"acme 1.0\",", 1)),
    ] {
        let vector = draft(&format!("respelled/{id}"), comment, "Respelled", "SRV-7 SRV-21", body);
        b.add(if id == "ignored-key" { vector.also(&[400]) } else { vector });
    }
    for (id, comment, text) in [
        ("non-ascii", "text outside ASCII", "\u{c9}quipe \u{2764}"),
        ("emoji", "a character beyond U+FFFF", "\u{1F600}"),
        ("del", "U+007F", "a\u{7f}b"),
        ("line-separator", "U+2028", "a\u{2028}b"),
        ("html", "characters that HTML escapes", "<A & B> 'c'"),
        ("control", "escapes of every kind", "\u{1}\u{8}\t\n\u{c}\r\"\\/"),
        ("decomposed", "a letter and its accent, which must not be joined", "e\u{301}quipe"),
        ("blanks", "blanks around text", "  Team  "),
    ] {
        let body = super::draft::with_properties(&format!(
            "\"plan\":{}",
            crate::vectors::catalogue::builder::quoted(text)
        ));
        let raw = super::draft::with_properties(&format!("\"plan\":{}", serde_json::json!(text)));
        let requirements = "SRV-7 CAN-4 CAN-9";
        b.add(draft(
            &format!("text/{id}/escaped"),
            comment,
            "Respelled NonAscii",
            requirements,
            body,
        ));
        b.add(draft(&format!("text/{id}/raw"), comment, "Respelled NonAscii", requirements, raw));
    }
    let half = super::draft::with_properties(r#""plan":"a\ud800b""#);
    let replaced = super::draft::with_properties(r#""plan":"a\ufffdb""#);
    b.add(
        draft(
            "surrogate/kept",
            "half of a pair stays what it is, or is refused",
            "LoneSurrogate",
            "SRV-7 CAN-5",
            &*half,
        )
        .also(&[400]),
    );
    b.add(
        draft(
            "surrogate/replaced",
            "signed as if half of a pair were U+FFFD",
            "LoneSurrogate",
            "SRV-7 CAN-5",
            half,
        )
        .signed_for(&replaced)
        .also(&[400]),
    );
    b.add(draft(
        "surrogate/pair",
        "a pair of escapes is one character",
        "Astral Respelled",
        "SRV-7 CAN-5",
        super::draft::with_properties(r#""plan":"\ud83d\ude00""#),
    ));
    b.add(
        draft(
            "raw-body/signed",
            "the bytes of the body are signed, as webhooks do",
            "RawBody",
            "SRV-7 SRV-9",
            BODY,
        )
        .signed(Signed { over: SignedOver::RawBody, ..Signed::default() }),
    );
}
