//! Fields: which are signed, in what order, and what counts as absent.

use super::builder::{Builder, quoted};
use crate::vectors::file::VectorFile;

/// Name, JSON value, flags.
type Row = (&'static str, &'static str, &'static str);

/// Values in the place of a text. `-` means not passed.
const OPTIONAL: [Row; 17] = [
    ("absent", "-", "AbsentField"),
    ("null", "null", "AbsentField"),
    ("empty", "\"\"", "AbsentField"),
    ("blank", "\" \"", "SurroundingBlanks"),
    ("text", "\"abc-123\"", ""),
    ("word-null", "\"null\"", "LiteralEscape"),
    ("word-zero", "\"0\"", "LiteralEscape"),
    ("zero", "0", "FalsyField OtherType"),
    ("zero-double", "0.0", "FalsyField OtherType NumberText"),
    ("false", "false", "FalsyField OtherType"),
    ("list-empty", "[]", "FalsyField OtherType"),
    ("map-empty", "{}", "FalsyField OtherType"),
    ("number", "5", "OtherType"),
    ("true", "true", "OtherType"),
    ("list", "[\"a\",null]", "OtherType NestedValue"),
    ("list-of-zero", "[0]", "OtherType NestedValue"),
    ("map", "{\"b\":1,\"a\":2}", "OtherType NestedValue KeyOrder"),
];

const TIMESTAMPS: [(&str, &str); 22] = [
    ("milliseconds", "2026-11-01T10:00:00.000Z"),
    ("no-fraction", "2026-11-01T10:00:00Z"),
    ("one-decimal", "2026-11-01T10:00:00.5Z"),
    ("microseconds", "2026-11-01T10:00:00.123456Z"),
    ("nanoseconds", "2026-11-01T10:00:00.123456789Z"),
    ("trailing-zeros", "2026-11-01T10:00:00.120Z"),
    ("offset-zero", "2026-11-01T10:00:00+00:00"),
    ("offset-minus-zero", "2026-11-01T10:00:00-00:00"),
    ("offset-east", "2026-11-01T12:00:00+02:00"),
    ("offset-west", "2026-11-01T04:30:00-05:30"),
    ("offset-short", "2026-11-01T12:00:00+0200"),
    ("no-offset", "2026-11-01T10:00:00"),
    ("minutes-only", "2026-11-01T10:00Z"),
    ("date-only", "2026-11-01"),
    ("week-date", "2026-W44-7T10:00:00Z"),
    ("lower-case", "2026-11-01t10:00:00z"),
    ("blank-for-T", "2026-11-01 10:00:00Z"),
    ("comma-fraction", "2026-11-01T10:00:00,5Z"),
    ("leap-second", "2026-12-31T23:59:60Z"),
    ("hour-24", "2026-11-01T24:00:00Z"),
    ("epoch", "1793527200"),
    ("nonsense", "last tuesday"),
];

const ORDER: [(&str, &str, &str); 24] = [
    ("value-currency-plan", r#""value":1,"currency":"EUR","plan":"a""#, ""),
    ("value-plan-currency", r#""value":1,"plan":"a","currency":"EUR""#, ""),
    ("currency-value-plan", r#""currency":"EUR","value":1,"plan":"a""#, ""),
    ("currency-plan-value", r#""currency":"EUR","plan":"a","value":1"#, ""),
    ("plan-value-currency", r#""plan":"a","value":1,"currency":"EUR""#, ""),
    ("plan-currency-value", r#""plan":"a","currency":"EUR","value":1"#, ""),
    ("two", r#""value":1,"currency":"EUR""#, ""),
    ("prefix", r#""plan_b":2,"plan":"a","plan-a":1,"planB":3"#, "ExtraProperty"),
    ("case", r#""b":1,"B":2,"a":3,"A":4"#, "ExtraProperty"),
    ("underscore", r#""a_b":1,"aB":2,"ab":3,"_a":4"#, "ExtraProperty"),
    ("digits", r#""10":1,"9":2,"1":3,"01":4"#, "ExtraProperty"),
    ("empty-key", r#""a":1,"":2"#, "ExtraProperty"),
    ("blank-key", r#""a":1," ":2,"\t":3"#, "ExtraProperty"),
    ("accents", r#""z":1,"\u00e9":2,"e":3,"f":4"#, "ExtraProperty NonAscii"),
    ("del-key", r#""\u007f":1,"~":2,"\u0080":3"#, "ExtraProperty Del NonAscii"),
    ("escaped-keys", r#""\"":1,"\\":2,"/":3,"\n":4,"!":5"#, "ExtraProperty"),
    ("astral-after-bmp", r#""\ud83d\ude00":1,"\uffff":2,"\ue000":3"#, "ExtraProperty Astral"),
    ("astral-first", r#""\ud800\udc00":1,"\ufffd":2,"a":3"#, "ExtraProperty Astral"),
    ("astral-pair", r#""\ud83d\ude01":1,"\ud83d\ude00":2"#, "ExtraProperty Astral"),
    ("raw-against-escape", r#""\u00e9":1,"\\u00e9":2"#, "ExtraProperty NonAscii"),
    ("nested", r#""meta":{"b":1,"a":2}"#, "ExtraProperty NestedValue"),
    (
        "nested-twice",
        r#""meta":{"z":{"b":1,"a":{"d":3,"c":4}},"y":5}"#,
        "ExtraProperty NestedValue",
    ),
    ("in-list", r#""items":[{"b":1,"a":2},{"d":3,"c":4}]"#, "ExtraProperty NestedValue"),
    ("list-keeps-order", r#""items":["b","a",3,1,null,false]"#, "ExtraProperty NestedValue"),
];

const EXTRA: [Row; 14] = [
    ("text", "\"SAVE\"", ""),
    ("empty", "\"\"", ""),
    ("null", "null", "NullProperty"),
    ("true", "true", ""),
    ("false", "false", ""),
    ("integer", "7", "NumberText"),
    ("list-empty", "[]", "NestedValue"),
    ("map-empty", "{}", "NestedValue"),
    ("list", "[1,[2,[3]]]", "NestedValue NumberText"),
    ("nested-null", "{\"a\":null}", "NestedValue"),
    ("nested-value", "{\"value\":1.5}", "NestedValue NumberText"),
    ("e-acute", "\"\\u00e9\"", "NonAscii"),
    ("emoji", "\"\\ud83d\\ude00\"", "Astral"),
    ("del", "\"\\u007f\"", "Del"),
];

/// Numbers outside `value`, with their text.
const NUMBERS: [&str; 29] = [
    "0",
    "-0",
    "-1",
    "99",
    "99.0",
    "99.5",
    "0.1",
    "-0.0",
    "1e0",
    "1E5",
    "100000.0",
    "1e15",
    "1e16",
    "1.5e16",
    "1e21",
    "1e22",
    "1.5e300",
    "0.0001",
    "0.00001",
    "1e-7",
    "1.25e-10",
    "5e-324",
    "0.30000000000000004",
    "9007199254740993",
    "123456789012345678901234567890",
    "1.7976931348623157e308",
    "3.141592653589793",
    "758498280229924.25",
    "758498280229924.75",
];

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "sign_fields.json",
        &["Which fields are signed, in what order, and what counts as absent."],
    );
    b.usual_group("whole goals");
    b.json(
        "fields/minimal",
        "an event and nothing else",
        "AbsentField",
        "CAN-1 FLD-1 SIG-1 SIG-2",
        r#"{"event_name":"signup"}"#,
    );
    b.json(
        "fields/full",
        "every field, in the order that the document passes them",
        "FirstTouch KeyOrder",
        "CAN-1 CAN-2 FLD-1 FLD-3 SIG-1 SIG-2 LEG-1",
        r#"{"event_name":"purchase","session_id":"sess-42","properties":{"value":99.0,"currency":"EUR","plan":"Pro"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#,
    );
    b.json(
        "fields/full-reversed",
        "every field, passed in another order",
        "FirstTouch KeyOrder",
        "CAN-2 FLD-3",
        r#"{"first_touch_ts":"2026-11-01T10:00:00.000Z","first_touch_bucket":"ai_search","properties":{"plan":"Pro","currency":"EUR","value":99.0},"session_id":"sess-42","event_name":"purchase"}"#,
    );
    for (id, value) in [
        ("null", "null"),
        ("number", "5"),
        ("double", "5.5"),
        ("small-double", "1e-7"),
        ("true", "true"),
        ("false", "false"),
        ("list", "[]"),
        ("map", "{\"b\":1,\"a\":2}"),
    ] {
        b.json(
            &format!("fields/event-name/{id}"),
            "an event_name that is no text",
            "OtherType",
            "FLD-1 LEG-2",
            &format!(r#"{{"event_name":{value}}}"#),
        );
    }

    for (group, field, requirements, comment) in [
        ("session", "session_id", "FLD-2 FLD-5", "what counts as no session"),
        ("bucket", "first_touch_bucket", "FLD-3 FLD-5", "what counts as no bucket"),
        ("ts", "first_touch_ts", "FLD-3 FLD-5 FLD-8", "what counts as no timestamp"),
    ] {
        b.usual_group(comment);
        for (name, value, flags) in OPTIONAL {
            let member =
                if value == "-" { String::new() } else { format!(r#","{field}":{value}"#) };
            let goal = format!(r#"{{"event_name":"purchase"{member}}}"#);
            let comment = if value == "-" {
                format!("{field} is not passed")
            } else {
                format!("{field} is {value}")
            };
            b.json(&format!("fields/{group}/{name}"), &comment, flags, requirements, &goal);
        }
    }

    b.usual_group("first-touch keys in their combinations");
    for (id, members) in [
        ("both", r#""first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00Z""#),
        ("ts-first", r#""first_touch_ts":"2026-11-01T10:00:00Z","first_touch_bucket":"ai_search""#),
        ("bucket-only", r#""first_touch_bucket":"ai_search","first_touch_ts":null"#),
        ("ts-only", r#""first_touch_bucket":null,"first_touch_ts":"2026-11-01T10:00:00Z""#),
        (
            "ts-with-empty-bucket",
            r#""first_touch_bucket":"","first_touch_ts":"2026-11-01T10:00:00Z""#,
        ),
        ("neither", r#""first_touch_bucket":null,"first_touch_ts":null"#),
        (
            "other-bucket",
            r#""first_touch_bucket":"organic","first_touch_ts":"2026-11-01T10:00:00Z""#,
        ),
        ("upper-case-bucket", r#""first_touch_bucket":"AI_SEARCH""#),
    ] {
        let goal = format!(r#"{{"event_name":"purchase",{members}}}"#);
        b.json(
            &format!("fields/first-touch/{id}"),
            "each key on its own merits",
            "FirstTouch",
            "FLD-3",
            &goal,
        );
    }
    b.usual_group("first_touch_ts is text, whatever it looks like");
    for (id, ts) in TIMESTAMPS {
        let goal = format!(
            r#"{{"event_name":"purchase","first_touch_bucket":"ai_search","first_touch_ts":{}}}"#,
            quoted(ts)
        );
        b.json(
            &format!("fields/timestamp/{id}"),
            "signed verbatim",
            "FirstTouchVerbatim",
            "FLD-8",
            &goal,
        );
    }

    b.usual_group("what counts as no properties");
    for (id, value, flags, requirements) in [
        ("absent", "-", "AbsentField", "FLD-4"),
        ("null", "null", "AbsentField", "FLD-4"),
        ("empty", "{}", "AbsentField", "FLD-4"),
        ("list-empty", "[]", "FalsyField OtherType", "FLD-4 FLD-5"),
        ("text-empty", "\"\"", "FalsyField OtherType", "FLD-4 FLD-5"),
        ("zero", "0", "FalsyField OtherType", "FLD-4 FLD-5"),
        ("false", "false", "FalsyField OtherType", "FLD-4 FLD-5"),
        ("text", "\"value\"", "OtherType", "FLD-4"),
        ("number", "5", "OtherType", "FLD-4"),
        ("true", "true", "OtherType", "FLD-4"),
        ("list-of-numbers", "[1]", "OtherType", "FLD-4"),
    ] {
        let member = if value == "-" { String::new() } else { format!(r#","properties":{value}"#) };
        let goal = format!(r#"{{"event_name":"purchase"{member}}}"#);
        let comment = if value == "-" {
            "properties are not passed".to_owned()
        } else {
            format!("properties are {value}")
        };
        b.json(&format!("fields/properties/{id}"), &comment, flags, requirements, &goal);
    }
    b.usual_group("properties that are null, empty or of another type");
    for (id, property, flags, requirements) in [
        ("currency-null", r#""currency":null"#, "NullProperty", "FLD-6"),
        ("plan-null", r#""plan":null"#, "NullProperty", "FLD-6"),
        ("all-null", r#""value":null,"currency":null,"plan":null"#, "NullProperty", "FLD-6 MON-7"),
        ("value-beside-null", r#""value":5,"plan":null"#, "NullProperty", "FLD-6 MON-1"),
        ("currency-empty", r#""currency":"""#, "CurrencyCode", "LEG-4"),
        (
            "currency-lower-case",
            r#""currency":"eur""#,
            "CurrencyCode SurroundingBlanks",
            "CAN-9 LEG-4",
        ),
        (
            "currency-mixed-case",
            r#""currency":"Eur""#,
            "CurrencyCode SurroundingBlanks",
            "CAN-9 LEG-4",
        ),
        ("currency-unlisted", r#""currency":"ZZZ""#, "CurrencyCode", "LEG-4"),
        (
            "currency-blanks",
            r#""currency":" EUR ""#,
            "CurrencyCode SurroundingBlanks",
            "CAN-9 LEG-4",
        ),
        ("currency-symbol", r#""currency":"\u20ac""#, "CurrencyCode NonAscii", "CAN-4 LEG-4"),
        ("currency-number", r#""currency":978"#, "OtherType", "LEG-4"),
        ("currency-false", r#""currency":false"#, "OtherType FalsyField", "LEG-4"),
        ("plan-number", r#""plan":5"#, "OtherType", "LEG-4"),
        ("plan-double", r#""plan":2.5"#, "OtherType NumberText", "LEG-4 CAN-7"),
        ("plan-false", r#""plan":false"#, "OtherType FalsyField", "LEG-4"),
        ("plan-list", r#""plan":["a",1]"#, "OtherType NestedValue", "LEG-4"),
        ("plan-map", r#""plan":{"b":1,"a":2}"#, "OtherType NestedValue KeyOrder", "LEG-4 CAN-2"),
        (
            "plan-map-of-indices",
            r#""plan":{"b":1,"10":2,"9":3}"#,
            "OtherType NestedValue KeyOrder",
            "LEG-4 CAN-2",
        ),
    ] {
        b.property(
            &format!("fields/property/{id}"),
            "signed as passed",
            flags,
            requirements,
            property,
        );
    }
    b.usual_group("properties that the document does not list");
    for (id, value, flags) in EXTRA {
        let flags = format!("ExtraProperty {flags}");
        b.property(
            &format!("fields/extra/{id}"),
            "signed like the others",
            &flags,
            "FLD-7",
            &format!("\"coupon\":{value}"),
        );
    }
    b.property(
        "fields/extra/beside-all",
        "among the others, in order",
        "ExtraProperty KeyOrder",
        "FLD-7 CAN-2",
        r#""value":5,"quantity":2,"plan":"a","currency":"EUR","coupon":"SAVE""#,
    );

    b.usual_group("the order of keys");
    for (id, properties, flags) in ORDER {
        let flags = format!("KeyOrder {flags}");
        b.property(&format!("order/{id}"), "sorted by code point", &flags, "CAN-2", properties);
    }
    let many: Vec<String> = (0..40u32).map(|i| format!("\"k{}\":{i}", i * 17 % 40)).collect();
    b.property(
        "order/forty-keys",
        "k10 stands before k2",
        "KeyOrder ExtraProperty",
        "CAN-2",
        &many.join(","),
    );
    let deep = (0..30)
        .fold("{\"b\":1,\"a\":2}".to_owned(), |inner, _| format!("{{\"b\":{inner},\"a\":[]}}"));
    b.property(
        "order/thirty-levels",
        "sorted at every level",
        "KeyOrder ExtraProperty NestedValue",
        "CAN-2",
        &format!("\"meta\":{deep}"),
    );

    b.usual_group("numbers outside value");
    for number in NUMBERS {
        let whole = number.bytes().all(|c| c.is_ascii_digit());
        let flags = if whole && number.len() > 15 {
            "ExtraProperty NumberText BigInteger"
        } else {
            "ExtraProperty NumberText"
        };
        b.property(
            &format!("number/{number}"),
            "CPython's text",
            flags,
            "CAN-7",
            &format!("\"n\":{number}"),
        );
    }
    for name in ["NaN", "Infinity", "-Infinity"] {
        let property = format!(r#""n":{{"$number":"{name}"}}"#);
        b.property(
            &format!("number/non-finite/{name}"),
            "refuse it",
            "ExtraProperty NonFinite",
            "CAN-8",
            &property,
        );
    }

    for (id, tenant_id, comment) in [
        ("upper-case", "7C0A4BD2-93D1-4F6E-8A55-1B7C2F8E9D04", "not lower-cased"),
        ("braces", "{7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04}", "not stripped"),
        ("no-dashes", "7c0a4bd293d14f6e8a551b7c2f8e9d04", "dashes are not put in"),
        ("blanks", " 7c0a4bd2 ", "not trimmed"),
        ("number", "0042", "text, not a number"),
        ("domain", "yoursite.com", "any text"),
        ("non-ascii", "ténant-😀", "escaped like any text"),
        ("del", "a\u{7f}b", "escaped like any text"),
        ("quote", "a\"b\\c/d", "escaped like any text"),
    ] {
        b.group(&format!("a tenant_id: {comment}"), tenant_id, crate::case::SECRET);
        let flags = match id {
            "non-ascii" => "TenantId NonAscii Astral",
            "del" => "TenantId Del",
            _ => "TenantId",
        };
        b.json(
            &format!("tenant/{id}"),
            comment,
            flags,
            "CAN-9 FLD-1",
            r#"{"event_name":"purchase","properties":{"value":10}}"#,
        );
    }
    b.file
}
