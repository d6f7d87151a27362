//! The order of keys, and white space.

use super::mistake::{Mistake, mistake};
use crate::mistakes::config::*;
use crate::mistakes::fix::FixSnippet;
use crate::mistakes::fix::Language::*;

const BOTH: &str = "sort keys at every level, by code point";
const NO_BLANKS: &str = "serialise without any blanks";
const NOTHING_AROUND: &str = "sign the JSON and nothing after or before it";
const NESTED: &str = r#"{"event_name":"a","properties":{"x":{"b":1,"10":2,"9":3}}}"#;
const MIXED_CASE: &str = r#"{"event_name":"a","properties":{"a":1,"B":2}}"#;
const ASTRAL_KEYS: &str = r#"{"event_name":"a","properties":{"\uff01":1,"\ud83d\ude00":2}}"#;

pub(super) const MISTAKES: &[Mistake] = &[
    mistake(
        "nested-keys-not-sorted",
        "properties (and what is in them) are signed in insertion order",
        |k| {
            k.properties_order = KeyOrder::Insertion;
            k.inner_order = KeyOrder::Insertion;
        },
    )
    .seen(2)
    .did(&[
        (JavaScript, "Object.fromEntries(Object.entries(p).sort())"),
        (Php, "ksort($payload)"),
        (Ruby, "payload.sort.to_h"),
    ])
    .fix(BOTH, FixSnippet::Sort),
    mistake("nested-keys-dropped", "properties is signed as {}, whatever is in it", |k| {
        k.properties_emptied = true;
    })
    .of("nested-keys-not-sorted")
    .seen(2)
    .did(&[(
        JavaScript,
        "JSON.stringify(p, Object.keys(p).sort()), which drops keys that are not listed",
    )])
    .fix("sort both levels; a list as second argument leaves nested keys out", FixSnippet::Sort),
    mistake(
        "javascript-key-order",
        "objects inside a field are signed in JavaScript's own key order",
        |k| k.inner_order = KeyOrder::JavaScript,
    )
    .of("nested-keys-not-sorted")
    .did(&[(JavaScript, "JSON.stringify of a nested object")])
    .fix(BOTH, FixSnippet::KnownKeys)
    .on(NESTED),
    mistake("top-level-not-sorted", "the top level is signed in insertion order", |k| {
        k.top_order = KeyOrder::Insertion;
    })
    .did(&[(JavaScript, "sorting properties only"), (Go, "a struct, whose fields come in order")])
    .fix(BOTH, FixSnippet::Sort),
    mistake("keys-not-sorted", "no level is sorted", |k| {
        k.top_order = KeyOrder::Insertion;
        k.properties_order = KeyOrder::Insertion;
        k.inner_order = KeyOrder::Insertion;
    })
    .seen(10)
    .did(&[
        (Python, "json.dumps(p) without sort_keys=True"),
        (JavaScript, "JSON.stringify(p)"),
        (Php, "json_encode($p)"),
        (Go, "json.Marshal of a struct"),
        (Ruby, "p.to_json"),
    ])
    .fix(BOTH, FixSnippet::Sort),
    mistake(
        "keys-in-body-order",
        "keys are signed in the order in which the body carries them, tenant_id before them",
        |k| {
            k.top_order = KeyOrder::AsSent;
            k.properties_order = KeyOrder::Insertion;
            k.inner_order = KeyOrder::Insertion;
        },
    )
    .of("keys-not-sorted")
    .seen(10)
    .did(&[
        (JavaScript, "JSON.stringify({ tenant_id, ...body })"),
        (Python, "json.dumps({'tenant_id': t, **body})"),
    ])
    .fix(BOTH, FixSnippet::Sort),
    mistake(
        "keys-in-body-order-tenant-last",
        "keys are signed in the order in which the body carries them, tenant_id after them",
        |k| {
            k.top_order = KeyOrder::AsSentTenantLast;
            k.properties_order = KeyOrder::Insertion;
            k.inner_order = KeyOrder::Insertion;
        },
    )
    .of("keys-not-sorted")
    .seen(10)
    .did(&[
        (JavaScript, "JSON.stringify({ ...body, tenant_id })"),
        (Php, "$body['tenant_id'] = $t; json_encode($body)"),
    ])
    .fix(BOTH, FixSnippet::Sort),
    mistake(
        "first-touch-appended",
        "the first-touch keys are signed after the others, which are sorted",
        |k| k.top_order = KeyOrder::Given(Permutation([0, 4, 5, 1, 2, 3])),
    )
    .of("top-level-not-sorted")
    .did(&[
        (Php, "if ($bucket) $payload['first_touch_bucket'] = $bucket; after the others"),
        (JavaScript, "if (bucket) payload.first_touch_bucket = bucket; after the others"),
        (Python, "payload[\"first_touch_bucket\"] = bucket after the others"),
        (Ruby, "payload[:first_touch_bucket] = bucket if bucket, after the others"),
    ])
    .fix(BOTH, FixSnippet::Sort),
    mistake("utf16-key-sort", "keys are sorted by UTF-16 code unit", |k| {
        k.top_order = KeyOrder::Utf16;
        k.properties_order = KeyOrder::Utf16;
        k.inner_order = KeyOrder::Utf16;
    })
    .of("locale-or-utf16-key-sort")
    .seen(6)
    .did(&[
        (JavaScript, "Object.keys(o).sort()"),
        (Java, "TreeMap<String, …>"),
        (CSharp, "StringComparer.Ordinal"),
    ])
    .fix("compare keys by code point", FixSnippet::KnownKeys)
    .on(ASTRAL_KEYS),
    mistake("case-insensitive-key-sort", "keys are sorted without regard to case", |k| {
        k.top_order = KeyOrder::CaseInsensitive;
        k.properties_order = KeyOrder::CaseInsensitive;
        k.inner_order = KeyOrder::CaseInsensitive;
    })
    .of("locale-or-utf16-key-sort")
    .seen(6)
    .did(&[
        (JavaScript, "sort((a, b) => a.localeCompare(b))"),
        (CSharp, "SortedDictionary with a culture's comparer"),
    ])
    .fix("compare keys by code point", FixSnippet::KnownKeys)
    .on(MIXED_CASE),
    // White space.
    mistake("default-separators", "blanks after commas and colons", |k| {
        k.separators = (", ", ": ")
    })
    .seen(9)
    .did(&[(Python, "json.dumps(p) without separators=(',', ':')")])
    .fix(NO_BLANKS, FixSnippet::Compact),
    mistake("blank-after-colon", "blanks after colons", |k| k.separators = (",", ": "))
        .of("default-separators")
        .did(&[(Python, "separators=(',', ': ')"), (Ruby, "JSON.generate(p, space: ' ')")])
        .fix(NO_BLANKS, FixSnippet::Compact),
    mistake("blank-after-comma", "blanks after commas", |k| k.separators = (", ", ":"))
        .of("default-separators")
        .did(&[(Python, "separators=(', ', ':')"), (Go, "hand-made JSON")])
        .fix(NO_BLANKS, FixSnippet::Compact),
    mistake("pretty-printed-2", "lines of their own, indented by two blanks", |k| {
        k.indent = Some("  ");
        k.separators = (",", ": ");
    })
    .of("default-separators")
    .did(&[
        (JavaScript, "JSON.stringify(p, null, 2)"),
        (Python, "json.dumps(p, indent=2)"),
        (Ruby, "JSON.pretty_generate(p)"),
        (CSharp, "WriteIndented = true"),
    ])
    .fix(NO_BLANKS, FixSnippet::Compact),
    mistake("pretty-printed-4", "lines of their own, indented by four blanks", |k| {
        k.indent = Some("    ");
        k.separators = (",", ": ");
    })
    .of("default-separators")
    .did(&[(Php, "JSON_PRETTY_PRINT"), (Python, "json.dumps(p, indent=4)")])
    .fix(NO_BLANKS, FixSnippet::Compact),
    mistake("pretty-printed-tab", "lines of their own, indented by tabs", |k| {
        k.indent = Some("\t");
        k.separators = (",", ": ");
    })
    .of("default-separators")
    .did(&[
        (Go, "json.MarshalIndent(p, \"\", \"\\t\")"),
        (JavaScript, "JSON.stringify(p, null, '\\t')"),
    ])
    .fix(NO_BLANKS, FixSnippet::Compact),
    mistake(
        "pretty-printed-crlf",
        "lines of their own, indented by two blanks, ended by CRLF",
        |k| {
            k.indent = Some("  ");
            k.separators = (",", ": ");
            k.line_end = "\r\n";
        },
    )
    .of("default-separators")
    .did(&[(CSharp, "WriteIndented = true on Windows")])
    .fix(NO_BLANKS, FixSnippet::Compact),
    mistake("trailing-newline", "a newline is signed after the JSON", |k| k.trailer = "\n")
        .seen(4)
        .did(&[(Go, "json.NewEncoder(w).Encode(p)"), (Shell, "echo \"$json\" | openssl dgst")])
        .fix(NOTHING_AROUND, FixSnippet::Compact),
    mistake("trailing-crlf", "a carriage return and a newline are signed after the JSON", |k| {
        k.trailer = "\r\n";
    })
    .of("trailing-newline")
    .did(&[(CSharp, "StringBuilder.AppendLine(json) on Windows"), (Java, "PrintWriter.println")])
    .fix(NOTHING_AROUND, FixSnippet::Compact),
    mistake("trailing-blank", "a blank is signed after the JSON", |k| k.trailer = " ")
        .of("trailing-newline")
        .did(&[(Shell, "echo \"$json \"")])
        .fix(NOTHING_AROUND, FixSnippet::Compact),
    mistake("trailing-tab", "a tab is signed after the JSON", |k| {
        k.trailer = "\t";
    })
    .of("trailing-newline")
    .did(&[(Python, "a column of a table")])
    .fix(NOTHING_AROUND, FixSnippet::Compact),
    mistake("trailing-carriage-return", "a carriage return is signed after the JSON", |k| {
        k.trailer = "\r";
    })
    .of("trailing-newline")
    .did(&[(Shell, "a file with CRLF")])
    .fix(NOTHING_AROUND, FixSnippet::Compact),
    mistake("trailing-newlines", "two newlines are signed after the JSON", |k| {
        k.trailer = "\n\n";
    })
    .of("trailing-newline")
    .did(&[(Shell, "echo of what ends in a newline")])
    .fix(NOTHING_AROUND, FixSnippet::Compact),
    mistake("trailing-backslash-n", "a backslash and an n are signed after the JSON", |k| {
        k.trailer = "\\n";
    })
    .of("trailing-newline")
    .did(&[(Php, "a newline in single quotes")])
    .fix(NOTHING_AROUND, FixSnippet::Compact),
    mistake("trailing-nul", "a zero byte is signed after the JSON", |k| k.trailer = "\0")
        .of("trailing-newline")
        .did(&[
            (CSharp, "a C string's end, through interop"),
            (Java, "a ByteBuffer's array that is too long"),
        ])
        .fix(NOTHING_AROUND, FixSnippet::Compact),
    mistake("leading-newline", "a newline is signed before the JSON", |k| k.leader = "\n")
        .of("trailing-newline")
        .did(&[(Php, "a heredoc"), (Ruby, "a heredoc")])
        .fix(NOTHING_AROUND, FixSnippet::Compact),
    mistake("byte-order-mark", "a byte order mark is signed before the JSON", |k| {
        k.leader = "\u{feff}";
    })
    .of("trailing-newline")
    .did(&[(CSharp, "a StreamWriter with Encoding.UTF8"), (Python, "encode('utf-8-sig')")])
    .fix(NOTHING_AROUND, FixSnippet::Compact),
];
