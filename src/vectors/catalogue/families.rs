//! Families of texts that systems change: words that count as nothing, texts that look like escapes, texts around the
//! lengths at which columns cut, NUL and its kin. Every text field has each of them.

use super::builder::{Builder, quoted};
use crate::vectors::file::VectorFile;

/// The fields that hold text, and the longest legal one in code points.
const FIELDS: [(&str, usize); 6] = [
    ("event_name", 100),
    ("session_id", usize::MAX),
    ("plan", 50),
    ("currency", 3),
    ("first_touch_bucket", usize::MAX),
    ("first_touch_ts", usize::MAX),
];

/// Id and text of what some language takes for nothing, false or no number.
const FALSY: [(&str, &str); 23] = [
    ("empty", ""),
    ("zero", "0"),
    ("two-zeros", "00"),
    ("zero-double", "0.0"),
    ("zero-money", "0.00"),
    ("minus-zero", "-0"),
    ("zero-e0", "0e0"),
    ("hex-zero", "0x0"),
    ("false", "false"),
    ("false-title", "False"),
    ("null", "null"),
    ("null-upper", "NULL"),
    ("none", "None"),
    ("nil", "nil"),
    ("undefined", "undefined"),
    ("nan", "NaN"),
    ("no", "no"),
    ("off", "off"),
    ("blank", " "),
    ("no-break-space", "\u{a0}"),
    ("quotes", "\"\""),
    ("list", "[]"),
    ("map", "{}"),
];

/// Id and text of what looks like an escape, and is not one: whoever undoes escapes in the finished JSON, in a URL or
/// in HTML changes it.
const LITERALS: [(&str, &str); 40] = [
    ("u0026", "Q\\u0026A"),
    ("u003c", "\\u003c"),
    ("u003e", "\\u003e"),
    ("u003c-upper", "\\u003C"),
    ("u003e-upper", "\\u003E"),
    ("u003d", "\\u003d"),
    ("u002b", "\\u002B"),
    ("u0027", "don\\u0027t"),
    ("u0022", "\\u0022"),
    ("u005c", "\\u005c"),
    ("u002f", "\\u002f"),
    ("u0008", "\\u0008"),
    ("u0009", "\\u0009"),
    ("u000a", "\\u000a"),
    ("u000c", "\\u000c"),
    ("u000d", "\\u000D"),
    ("u0000", "\\u0000"),
    ("u007f", "\\u007f"),
    ("u2028", "\\u2028"),
    ("u2029", "\\u2029"),
    ("pair", "\\ud83d\\ude00"),
    ("pair-upper", "\\uD83D\\uDE00"),
    ("half", "\\ud83d"),
    ("slash", "and\\/or"),
    ("quote", "\\\""),
    ("backslash", "a\\\\b"),
    ("newline", "a\\nb"),
    ("carriage-return", "\\r"),
    ("tab", "\\t"),
    ("form-feed", "\\f"),
    ("backspace", "\\b"),
    ("two-backslashes-n", "\\\\n"),
    ("hex", "caf\\xe9"),
    ("braces", "\\u{e9}"),
    ("octal", "\\351"),
    ("entity-amp", "Q&amp;A"),
    ("entity-apostrophe", "don&#39;t"),
    ("entity-less", "&lt;b&gt;"),
    ("percent-ampersand", "Q%26A"),
    ("percent-blank", "a%20b"),
];

/// Lengths at which systems cut, in bytes, UTF-16 units or code points.
const LENGTHS: [usize; 13] = [32, 36, 40, 50, 64, 100, 128, 191, 200, 255, 256, 1000, 1024];

const CONTROLS: [(&str, &str); 9] = [
    ("nul", "\0"),
    ("nul-inside", "a\0b"),
    ("nul-last", "a\0"),
    ("u0001", "a\u{1}b"),
    ("u001a", "a\u{1a}b"),
    ("u001f", "a\u{1f}b"),
    ("newlines", "a\r\nb\rc\n"),
    ("u0085", "a\u{85}b"),
    ("u009f", "a\u{9f}b"),
];

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "sign_families.json",
        &[
            "Texts that systems change, in every text field: falsy words, literal escapes, lengths, control characters.",
        ],
    );
    b.usual_group("words that some language takes for nothing, false or no number");
    for (field, _) in FIELDS {
        for (id, text) in FALSY {
            let flags = match text {
                "" => "AbsentField",
                " " | "\u{a0}" => "SurroundingBlanks",
                _ => "LiteralEscape",
            };
            let id = format!("family/falsy/{field}/{id}");
            b.json(&id, "text, not nothing", flags, "CAN-9 FLD-1 FLD-3", &goal(field, text));
        }
    }
    let every_field = |text: &str| {
        let text = quoted(text);
        format!(
            r#"{{"event_name":{text},"session_id":{text},"properties":{{"plan":{text}}},"first_touch_bucket":{text},"first_touch_ts":{text}}}"#
        )
    };
    for (id, text) in FALSY {
        let id = format!("family/falsy/everywhere/{id}");
        b.json(
            &id,
            "text in every field",
            "LiteralEscape",
            "CAN-9 FLD-1 FLD-3",
            &every_field(text),
        );
    }

    for (id, session, plan, bucket, ts) in
        [("mixed-1", "None", "null", "false", "undefined"), ("mixed-2", "nil", "NaN", "00", "0.0")]
    {
        let goal = format!(
            r#"{{"event_name":"purchase","session_id":"{session}","properties":{{"plan":"{plan}"}},"first_touch_bucket":"{bucket}","first_touch_ts":"{ts}"}}"#
        );
        let id = format!("family/falsy/{id}");
        b.json(&id, "another word in each field", "LiteralEscape", "CAN-9 FLD-1 FLD-3", &goal);
    }

    b.usual_group("texts that look like an escape");
    for (id, text) in LITERALS {
        let comment = "the text is these characters: no escape is undone";
        let id = format!("family/literal/plan/{id}");
        b.json(&id, comment, "LiteralEscape", "CAN-6 CAN-9", &goal("plan", text));
    }
    let all: String = LITERALS.map(|(_, text)| text).join(" ");
    for field in ["session_id", "first_touch_bucket", "first_touch_ts"] {
        let id = format!("family/literal/{field}/all");
        b.json(&id, "all of them", "LiteralEscape", "CAN-6 CAN-9", &goal(field, &all));
    }
    for (at, part) in LITERALS.chunks(8).enumerate() {
        let text: String = part.iter().map(|(_, text)| *text).collect();
        let id = format!("family/literal/event_name/{}", at + 1);
        b.json(&id, "several of them", "LiteralEscape", "CAN-6 CAN-9", &goal("event_name", &text));
    }

    b.usual_group("lengths in bytes, UTF-16 units and code points");
    for (field, most) in FIELDS.into_iter().filter(|(field, _)| *field != "currency") {
        for length in LENGTHS.into_iter().filter(|length| *length <= most.saturating_mul(2)) {
            for (kind, fill, count, flags) in [
                ("exact", "a", length, "LengthLimit"),
                ("over", "a", length + 1, "LengthLimit"),
                // Over in bytes only; over in bytes and units; both with fewer code points.
                ("over-in-bytes", "é", length / 2 + 1, "LengthLimit NonAscii"),
                ("over-in-units", "😀", length / 2 + 1, "LengthLimit Astral"),
            ] {
                if count > most {
                    continue;
                }
                let id = format!("family/length/{field}/{length}-{kind}");
                let comment = "signed whole";
                b.json(&id, comment, flags, "CAN-9 LEG-1", &goal(field, &fill.repeat(count)));
            }
        }
    }

    b.usual_group("NUL and other control characters");
    for (field, _) in FIELDS.into_iter().filter(|(field, _)| *field != "currency") {
        for (id, text) in CONTROLS {
            let is_ascii = text.is_ascii();
            let flags = if is_ascii { "ControlCharacter" } else { "NonAscii" };
            let id = format!("family/control/{field}/{id}");
            b.json(&id, "a character like any other", flags, "CAN-4 CAN-6", &goal(field, text));
        }
    }

    b.usual_group("keys in another case are other keys");
    for (id, members) in [
        ("plan-title", r#""Plan":"a""#),
        ("plan-upper", r#""PLAN":"a""#),
        ("value-title", r#""Value":99.5"#),
        ("currency-upper", r#""CURRENCY":"EUR""#),
        ("plan-both", r#""Plan":"a","plan":"b""#),
        ("plan-both-reversed", r#""plan":"b","Plan":"a""#),
        ("value-both", r#""VALUE":1,"value":99.5"#),
        ("currency-both", r#""Currency":"USD","currency":"EUR""#),
        ("other-letter", r#""pl\u00e4n":"a","plan":"b""#),
    ] {
        let flags = "ExtraProperty KeyOrder";
        b.property(&format!("family/key-case/{id}"), "not folded", flags, "CAN-2 FLD-7", members);
    }
    b.file
}

/// A goal with one text in one field.
fn goal(field: &str, text: &str) -> String {
    let text = quoted(text);
    match field {
        "event_name" => format!(r#"{{"event_name":{text}}}"#),
        "plan" | "currency" => {
            format!(r#"{{"event_name":"purchase","properties":{{"{field}":{text},"value":99.5}}}}"#)
        }
        _ => format!(r#"{{"event_name":"purchase","{field}":{text}}}"#),
    }
}
