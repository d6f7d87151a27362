//! Lone surrogates: JSON can spell them, UTF-8 cannot. In a file of their own, because strict JSON
//! readers refuse the whole file.

use super::builder::Builder;
use crate::vectors::file::VectorFile;

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "sign_surrogates.json",
        &[
            "Halves of surrogate pairs. Strict JSON readers cannot read this file: skip it there.",
            "A signer may refuse each of these; one that signs keeps the half as a \\ud8xx escape.",
        ],
    );
    b.usual_group("one text in properties.plan");
    for (id, text, comment) in [
        ("high", r"\ud800", "the first high half"),
        ("high-last", r"\udbff", "the last high half"),
        ("low", r"\udc00", "the first low half"),
        ("low-last", r"\udfff", "the last low half"),
        ("upper-case-spelling", r"\uD83D", "signed with lower-case digits"),
        ("reversed", r"\ude00\ud83d", "a pair the wrong way round stays two halves"),
        ("high-high-low", r"\ud83d\ud83d\ude00", "a half, then a pair"),
        ("pair-then-low", r"\ud83d\ude00\ude00", "a pair, then a half"),
        ("high-then-text", r"\ud83da", "a half before a letter"),
        ("text-then-low", r"a\ude00", "a half after a letter"),
        ("high-then-escape", r"\ud83d\u0041", "a half before an escaped letter"),
        ("high-then-e-acute", r"\ud83d\u00e9", "a half beside a character outside ASCII"),
        ("with-del", r"\udfff\u007f", "a half beside DEL"),
    ] {
        let property = format!("\"plan\":\"{text}\"");
        b.property(&format!("surrogate/{id}"), comment, "LoneSurrogate", "CAN-5", &property);
    }
    b.usual_group("low and high halves, alone and inside, in every field");
    for (name, text) in [
        ("low", r"\udc00"),
        ("low-last", r"\udfff"),
        ("low-inside", r"a\udc80b"),
        ("low-pair-low", r"\ude00\ud83d\ude00\ude00"),
        ("high-inside", r"a\ud83db"),
    ] {
        for field in ["event_name", "session_id", "first_touch_bucket", "first_touch_ts"] {
            let event = if field == "event_name" { "" } else { r#""event_name":"purchase","# };
            let goal = format!(r#"{{{event}"{field}":"{text}"}}"#);
            let id = format!("surrogate/field/{field}/{name}");
            b.json(&id, "kept as an escape, or refused", "LoneSurrogate", "CAN-5", &goal);
        }
    }
    b.usual_group("in other fields and in keys");
    for (id, goal) in [
        ("event-name", r#"{"event_name":"\ud83d"}"#),
        ("session", r#"{"event_name":"purchase","session_id":"\ude00"}"#),
        ("bucket", r#"{"event_name":"purchase","first_touch_bucket":"\ud83d"}"#),
        ("ts", r#"{"event_name":"purchase","first_touch_ts":"\ude00"}"#),
        ("key", r#"{"event_name":"purchase","properties":{"\ud83d":1,"a":2}}"#),
        (
            "key-order",
            r#"{"event_name":"purchase","properties":{"\ud83d\ude00":1,"\ud83d":2,"\uffff":3,"\udfff":4}}"#,
        ),
    ] {
        let flags = if id.starts_with("key") {
            "LoneSurrogate ExtraProperty KeyOrder"
        } else {
            "LoneSurrogate"
        };
        b.json(&format!("surrogate/in/{id}"), "half of a pair", flags, "CAN-2 CAN-5", goal);
    }
    b.file
}
