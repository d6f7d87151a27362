//! The body as bytes: what is not a goal, and what must not crash a server.

use super::draft::{BODY, Builder, Draft, draft, with_properties};
use crate::protocol::json::MAX_DEPTH;
use crate::protocol::validator::MAX_BODY;
use crate::vectors::file::VectorFile;

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "verify_body.json",
        &["Bodies that are no goal: each is answered with a status of its own, never with a 500."],
    );
    syntax(&mut b);
    numbers(&mut b);
    limits(&mut b);
    duplicates(&mut b);
    key_case(&mut b);
    b.file()
}

fn syntax(b: &mut Builder) {
    b.group("bytes that are not JSON, with the signature of an ordinary goal");
    let cut = &BODY[..BODY.len() - 1];
    let bytes = |text: &str| text.as_bytes().to_vec();
    let invalid = |byte: &[u8]| {
        let (before, after) = BODY.split_once("Team").unwrap_or_default();
        [before.as_bytes(), byte, after.as_bytes()].concat()
    };
    for (id, comment, body) in [
        ("empty", "no body", Vec::new()),
        ("blank", "blanks only", bytes(" \n")),
        ("cut", "the last brace is missing", bytes(cut)),
        ("cut-in-string", "cut inside a string", bytes(&BODY[..20])),
        ("cut-in-escape", "cut inside an escape", bytes("{\"event_name\":\"\\u00")),
        ("trailing-brace", "a brace too many", bytes(&format!("{BODY}}}"))),
        ("trailing-object", "two objects", bytes(&format!("{BODY}{BODY}"))),
        ("trailing-garbage", "bytes after the object", bytes(&format!("{BODY} x"))),
        ("trailing-nul", "a zero byte after the object", bytes(&format!("{BODY}\0"))),
        ("trailing-comma", "a comma before the last brace", bytes(&format!("{cut},}}"))),
        ("comment", "a comment", bytes(&format!("{BODY} // ok"))),
        ("single-quotes", "quotes of another language", bytes(&BODY.replace('"', "'"))),
        ("bare-key", "a key without quotes", bytes(&BODY.replace("\"event_name\"", "event_name"))),
        (
            "newline-in-string",
            "a control character that is not escaped",
            bytes(&BODY.replace("Team", "Te\nam")),
        ),
        ("bad-escape", "an escape that is none", bytes(&BODY.replace("Team", "\\x41"))),
        (
            "bad-unicode-escape",
            "an escape with three digits",
            bytes(&BODY.replace("Team", "\\u12g4")),
        ),
        ("form", "a form", bytes("event_name=purchase&value=99.5")),
        ("bom", "a byte order mark", [b"\xEF\xBB\xBF", BODY.as_bytes()].concat()),
        ("utf16", "UTF-16", BODY.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("utf8-invalid-byte", "a byte that is no UTF-8", invalid(b"\xff")),
        ("utf8-latin1", "text in ISO 8859-1", invalid(b"\xc9quipe")),
        ("utf8-cut", "a character cut in half", invalid(b"\xc3")),
        ("utf8-overlong", "a slash in two bytes", invalid(b"\xc0\xaf")),
        ("utf8-surrogate", "half of a pair as bytes", invalid(b"\xed\xa0\x80")),
        ("utf8-beyond", "a character beyond U+10FFFF", invalid(b"\xf4\x90\x80\x80")),
    ] {
        let vector = draft(&format!("body/syntax/{id}"), comment, "NotJson", "SRV-3", body);
        b.add(vector.signed_for(BODY));
    }
    // Whoever puts U+FFFD in the place of what is not UTF-8 finds the signature right.
    let with = |plan: &str| with_properties(&format!("\"plan\":\"{plan}\""));
    let mut body = with("a").into_bytes();
    if let Some(at) = body.windows(3).position(|bytes| bytes == b"\"a\"") {
        body[at + 1] = 0xFF;
    }
    let comment = "an invalid byte, signed as if it were U+FFFD";
    let vector = draft("body/syntax/utf8-replaced-signed", comment, "NotJson", "SRV-3", body);
    b.add(vector.signed_for(&with("\u{FFFD}")));
    b.group("JSON that is no goal");
    for (id, body) in [
        ("null", "null"),
        ("true", "true"),
        ("number", "99"),
        ("text", "\"purchase\""),
        ("list", "[]"),
        ("list-of-goals", &format!("[{BODY}]")),
        ("empty-object", "{}"),
        ("twice-encoded", &serde_json::json!(BODY).to_string()),
    ] {
        let vector =
            draft(&format!("body/shape/{id}"), "no goal", "NotJson OtherType", "SRV-3", body);
        // An object can be authenticated, and fail there first.
        let also: &[u16] = if id == "empty-object" { &[401] } else { &[] };
        b.add(vector.signed_for(BODY).also(also));
    }
    for (id, body) in [("not-json", cut), ("list", "[]")] {
        let vector = draft(
            &format!("body/unsigned/{id}"),
            "no goal and no signature",
            "NotJson UnsignedHint",
            "SRV-3 SRV-10",
            body,
        );
        b.add(vector.unsigned().also(&[401]));
    }
}

fn numbers(b: &mut Builder) {
    b.group("numbers that are none");
    for (id, token, like) in [
        ("nan", "NaN", "{\"$number\":\"NaN\"}"),
        ("infinity", "Infinity", "{\"$number\":\"Infinity\"}"),
        ("minus-infinity", "-Infinity", "{\"$number\":\"-Infinity\"}"),
        ("overflow", "1e400", "{\"$number\":\"Infinity\"}"),
        ("overflow-negative", "-1e999", "{\"$number\":\"-Infinity\"}"),
    ] {
        let body = with_properties(&format!("\"value\":{token}"));
        let goal = with_properties(&format!("\"value\":{like}"));
        let comment = "not finite, and signed as Python would print it";
        let vector =
            draft(&format!("body/number/{id}"), comment, "NonFinite", "SRV-3 MON-6", &*body);
        b.add(vector.signed_by(&goal, "python-non-finite"));
        // Where a lenient reader keeps it out of the amount, it must not slip by either.
        let elsewhere = BODY.replacen('{', &format!("{{\"extra\":{token},"), 1);
        let vector = draft(
            &format!("body/number/{id}-elsewhere"),
            "not finite, in a key that is ignored",
            "NonFinite OtherKeys",
            "SRV-3",
            elsewhere,
        );
        let vector = vector.signed_for(BODY);
        // A double that overflows is an infinity to some readers, and nothing looks at it there.
        b.add(if id.starts_with("overflow") {
            Draft { effects_of: Some(BODY), ..vector }.also(&[200])
        } else {
            vector
        });
    }
    for (id, token, comment) in [
        ("leading-zero", "099", "a leading zero"),
        ("leading-plus", "+99", "a leading plus"),
        ("no-unit", ".5", "no digit before the point"),
        ("no-decimals", "99.", "no digit after the point"),
        ("hex", "0x63", "another base"),
        ("underscore", "1_000", "grouped"),
        ("bare-minus", "-", "a sign alone"),
        ("nan-lower-case", "nan", "a word"),
        ("undefined", "undefined", "a word"),
    ] {
        let body = with_properties(&format!("\"value\":{token}"));
        let vector = draft(&format!("body/number/{id}"), comment, "NotJson", "SRV-3", body);
        b.add(vector.signed_for(&with_properties("\"value\":99")));
    }
    let huge = format!("\"value\":1{}", "0".repeat(400));
    let vector = draft(
        "body/number/integer-of-401-digits",
        "an integer that overflows a double",
        "BigInteger",
        "SRV-3 SRV-13",
        with_properties(&huge),
    );
    b.add(vector.signed_for(&with_properties("\"value\":99")).also(&[401]));
    let longer = format!("\"value\":1{}", "0".repeat(5000));
    let vector = draft(
        "body/number/integer-of-5001-digits",
        "more digits than Python converts by default",
        "BigInteger",
        "SRV-3 SRV-13",
        with_properties(&longer),
    );
    b.add(vector.signed_for(&with_properties("\"value\":99")).also(&[401]));
}

fn limits(b: &mut Builder) {
    b.group("limits");
    let padded = |size: usize| format!("{BODY}{}", " ".repeat(size - BODY.len()));
    b.add(
        draft(
            "body/size/16-kib",
            "16 KiB, most of it blanks: every server must judge it",
            "TooLarge",
            "SRV-4",
            padded(16 << 10),
        )
        .signed_for(BODY),
    );
    b.add(
        draft(
            "body/size/at-the-limit",
            "64 KiB, most of it blanks",
            "TooLarge",
            "SRV-4",
            padded(MAX_BODY),
        )
        .signed_for(BODY)
        .also(&[413, 400]),
    );
    let over = draft(
        "body/size/one-over",
        "one byte over 64 KiB",
        "TooLarge",
        "SRV-4",
        padded(MAX_BODY + 1),
    );
    let over = over.signed_for(BODY).also(&[400, 200]);
    b.add(Draft { effects_of: Some(BODY), ..over });
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        BODY.replacen('{', &format!("{{\"extra\":{open}{close},"), 1)
    };
    // The object around it is a level of its own.
    b.add(
        draft(
            "body/depth/16",
            "16 levels, in a key that is ignored: every server must judge it",
            "DeepNesting",
            "SRV-3",
            nested(15),
        )
        .signed_for(BODY)
        .also(&[400]),
    );
    b.add(
        draft(
            "body/depth/64",
            "as deep as it may be, in a key that is ignored",
            "DeepNesting",
            "SRV-3",
            nested(MAX_DEPTH - 1),
        )
        .signed_for(BODY)
        .also(&[400]),
    );
    for (id, levels) in [("65", MAX_DEPTH), ("1000", 999), ("2000", 1999), ("20000", 19_999)] {
        let vector = draft(
            &format!("body/depth/{id}"),
            "nested deeper than the reference reads, in a key that is ignored",
            "DeepNesting",
            "SRV-3",
            nested(levels),
        );
        b.add(Draft { effects_of: Some(BODY), ..vector.signed_for(BODY).also(&[200]) });
    }
    b.add(
        draft(
            "body/depth/open-only",
            "brackets that never close",
            "DeepNesting NotJson",
            "SRV-3",
            "[".repeat(20_000),
        )
        .signed_for(BODY),
    );
    let objects = format!("{}1{}", "{\"a\":".repeat(3000), "}".repeat(3000));
    b.add(
        draft(
            "body/depth/objects",
            "objects nested too deep, in a property",
            "DeepNesting",
            "SRV-3",
            with_properties(&format!("\"plan\":{objects}")),
        )
        .signed_for(BODY),
    );
}

/// Readers that match keys in any case (Go's encoding/json) see a goal where there is none, or another one.
fn key_case(b: &mut Builder) {
    b.group("keys in another case are other keys");
    for (id, from, to) in [
        ("event-name", "event_name", "Event_Name"),
        ("event-name-upper", "event_name", "EVENT_NAME"),
        ("session", "session_id", "Session_Id"),
        ("properties", "properties", "Properties"),
        ("value", "\"value\"", "\"Value\""),
        ("plan", "\"plan\"", "\"PLAN\""),
        ("bucket", "first_touch_bucket", "First_Touch_Bucket"),
        ("ts", "first_touch_ts", "first_touch_TS"),
    ] {
        let vector = draft(
            &format!("body/key-case/{id}"),
            "signed as if the key were in lower case",
            "OtherKeys",
            "SRV-7 SRV-12",
            BODY.replace(from, to),
        );
        // Without a name it can be authenticated, and fail there first; a server may refuse keys that it does not know
        // before it looks at the signature.
        let also: &[u16] = if from == "event_name" { &[401] } else { &[400] };
        b.add(vector.signed_for(BODY).also(also));
    }
    for (id, extra) in [
        ("event-name", r#""Event_Name":"refund""#),
        ("bucket", r#""First_Touch_Bucket":"organic""#),
    ] {
        let first = BODY.replacen('{', &format!("{{{extra},"), 1);
        let last = format!("{},{extra}}}", &BODY[..BODY.len() - 1]);
        for (place, body) in [("beside", first), ("after", last)] {
            let id = format!("body/key-case/{id}-{place}");
            let comment = "beside the right one: it changes nothing";
            let vector = draft(&id, comment, "OtherKeys", "SRV-20", body);
            b.add(vector.signed_for(BODY).also(&[400]));
        }
    }
}

fn duplicates(b: &mut Builder) {
    b.group("keys that stand twice: refused, or the last one counts everywhere");
    let last = with_properties("\"value\":99");
    let twice = with_properties("\"value\":1,\"value\":99");
    let requirements = "SRV-5";
    let mut vector = draft(
        "duplicate/value/last-signed",
        "the last one is signed",
        "DuplicateKey",
        requirements,
        &*twice,
    )
    .signed_for(&last)
    .also(&[200]);
    vector.effects_of = Some(r#"{"event_name":"purchase"}"#);
    b.add(vector);
    b.add(
        draft(
            "duplicate/value/first-signed",
            "the first one is signed",
            "DuplicateKey",
            requirements,
            twice,
        )
        .signed_for(&with_properties("\"value\":1"))
        .also(&[401]),
    );

    let bucket = |first: &str, last: &str| {
        format!(
            r#"{{"event_name":"purchase","first_touch_bucket":"{first}","first_touch_bucket":"{last}"}}"#
        )
    };
    let single =
        |bucket: &str| format!(r#"{{"event_name":"purchase","first_touch_bucket":"{bucket}"}}"#);
    for (id, first, last, effects) in [
        (
            "bucket-last-honoured",
            "organic",
            "ai_search",
            r#"{"event_name":"purchase","first_touch_bucket":"ai_search"}"#,
        ),
        (
            "bucket-first-honoured",
            "ai_search",
            "organic",
            r#"{"event_name":"purchase","first_touch_bucket":"organic"}"#,
        ),
    ] {
        let mut vector = draft(
            &format!("duplicate/{id}/last-signed"),
            "the last one is signed",
            "DuplicateKey",
            requirements,
            bucket(first, last),
        )
        .signed_for(&single(last))
        .also(&[200]);
        vector.effects_of = Some(effects);
        b.add(vector);
        b.add(
            draft(
                &format!("duplicate/{id}/first-signed"),
                "the first one is signed",
                "DuplicateKey",
                requirements,
                bucket(first, last),
            )
            .signed_for(&single(first))
            .also(&[401]),
        );
    }
    for (id, body, goal) in [
        (
            "event-name",
            r#"{"event_name":"signup","event_name":"purchase"}"#,
            r#"{"event_name":"purchase"}"#,
        ),
        (
            "properties",
            r#"{"event_name":"purchase","properties":{"value":1},"properties":{"value":99}}"#,
            r#"{"event_name":"purchase","properties":{"value":99}}"#,
        ),
        (
            "session-id-escaped",
            r#"{"event_name":"purchase","session_id":"a","session\u005fid":"b"}"#,
            r#"{"event_name":"purchase","session_id":"b"}"#,
        ),
        (
            "ignored-key",
            r#"{"event_name":"purchase","sdk":1,"sdk":2}"#,
            r#"{"event_name":"purchase"}"#,
        ),
        (
            "below-ignored-key",
            r#"{"event_name":"purchase","sdk":{"a":1,"a":2}}"#,
            r#"{"event_name":"purchase"}"#,
        ),
    ] {
        let mut vector = draft(
            &format!("duplicate/{id}"),
            "the last one is signed",
            "DuplicateKey",
            requirements,
            body,
        )
        .signed_for(goal)
        .also(&[200]);
        vector.effects_of = Some(r#"{"event_name":"purchase"}"#);
        b.add(vector);
    }
    let twice = with_properties(r#""plan":"ok","plan":"jane@acme.com""#);
    let last = with_properties(r#""plan":"jane@acme.com""#);
    let vector = draft(
        "duplicate/plan-pii",
        "the last one is signed, and holds personal data",
        "DuplicateKey PersonalData",
        "SRV-5 PII-1",
        twice,
    );
    b.add(vector.signed_for(&last));
    let twice = with_properties(r#""value":5,"value":10000.01"#);
    let last = with_properties(r#""value":10000.01"#);
    let vector = draft(
        "duplicate/value-range",
        "the last one is signed, and is over the limit",
        "DuplicateKey AmountLimit",
        "SRV-5 SRV-13",
        twice,
    );
    b.add(vector.signed_for(&last));
}
