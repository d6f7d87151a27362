//! Which characters are escaped, and how.

use super::examples::*;
use super::mistake::{Mistake, mistake};
use crate::mistakes::config::*;
use crate::mistakes::fix::FixSnippet;
use crate::mistakes::fix::Language::*;

const FROM_DEL: &str = "escape every character from U+007F up as \\u and four lower-case hex digits, after serialising";

pub(super) const MISTAKES: &[Mistake] = &[
    mistake(
        "raw-utf8-not-ascii-escaped",
        "raw non-ASCII: characters outside ASCII are signed as UTF-8 bytes, not as \\uXXXX",
        |k| k.charset = Charset::Utf8,
    )
    .seen(9)
    .did(&[
        (Python, "json.dumps(p, ensure_ascii=False), orjson.dumps(p) or pydantic's model_dump_json()"),
        (JavaScript, "JSON.stringify(p)"),
        (Go, "json.Marshal and json.Encoder"),
        (Php, "JSON_UNESCAPED_UNICODE"),
        (Ruby, "JSON.generate(p) or Oj.dump(p)"),
        (Java, "Jackson, Gson, org.json and javax.json as they come"),
        (CSharp, "JsonConvert.SerializeObject(p)"),
    ])
    .fix(FROM_DEL, FixSnippet::Escape)
    .on(ACCENT),
    mistake(
        "del-char-not-escaped",
        "raw DEL: U+007F is signed as a bare byte, not as \\u007f",
        |k| k.escape_del = false,
    )
    .seen(3)
    .did(&[
        (JavaScript, "a replace over [\\u0080-\\uffff]"),
        (Php, "json_encode"),
        (Ruby, "JSON.generate(p, ascii_only: true)"),
        (Java, "Jackson's ESCAPE_NON_ASCII"),
        (CSharp, "Newtonsoft's EscapeNonAscii, or an escaper that starts after 127"),
    ])
    .fix("start the range of escaped characters at U+007F", FixSnippet::Escape)
    .on(DELETE),
    mistake(
        "nothing-escaped-from-del",
        "nothing is escaped from U+007F up: DEL and characters outside ASCII are signed raw",
        |k| {
            k.charset = Charset::Utf8;
            k.escape_del = false;
        },
    )
    .of("raw-utf8-not-ascii-escaped")
    .bundle()
    .did(&[
        (Python, "orjson.dumps(p), or json.dumps(p, ensure_ascii=False)"),
        (JavaScript, "JSON.stringify(p)"),
        (Ruby, "JSON.generate(p)"),
        (Java, "Jackson, org.json and javax.json as they come"),
        (CSharp, "JsonConvert.SerializeObject(p)"),
    ])
    .fix(FROM_DEL, FixSnippet::Escape)
    .on(MARKUP),
    mistake("uppercase-unicode-escape", "escapes have upper-case hex digits: \\u00E9", |k| {
        k.upper_case_escapes = true
    })
    .seen(2)
    .did(&[(CSharp, "System.Text.Json's default encoder"), (Java, "Jackson's ESCAPE_NON_ASCII")])
    .fix(
        "turn the library's own escaping off, and write \\u escapes with lower-case digits; lower-casing finished \
         JSON would change texts",
        FixSnippet::Escape,
    )
    .on(ACCENT),
    mistake("unicode-escape-not-padded", "escapes have no leading zeros: \\ue9", |k| {
        k.unpadded_escapes = true;
    })
    .of("uppercase-unicode-escape")
    .did(&[(JavaScript, "\"\\\\u\" + c.charCodeAt(0).toString(16) without padStart(4, \"0\")")])
    .fix("write four digits: pad with zeros on the left", FixSnippet::Escape)
    .on(ACCENT),
    mistake("slashes-escaped", "/ is signed as \\/ and DEL is raw", |k| {
        k.slash = Slash::Escaped;
        k.escape_del = false;
    })
    .seen(11)
    .bundle()
    .did(&[(Php, "json_encode without JSON_UNESCAPED_SLASHES"), (Python, "ujson.dumps(p)")])
    .fix("leave slashes bare and escape U+007F", FixSnippet::Escape)
    .on(SLASH),
    mistake("slashes-escaped-alone", "/ is signed as \\/", |k| k.slash = Slash::Escaped)
        .of("slashes-escaped")
        .did(&[(JavaScript, "JSON.stringify(p).replaceAll('/', '\\\\/')")])
        .fix("leave the slash bare", FixSnippet::Escape)
        .on(SLASH),
    mistake("closing-tags-escaped", "</ is signed as <\\/, other slashes bare", |k| {
        k.slash = Slash::EscapedInClosingTags;
    })
    .of("slashes-escaped")
    .did(&[
        (Java, "org.json's toString"),
        (JavaScript, "JSON.stringify(p).replaceAll('</', '<\\\\/'), for script tags"),
    ])
    .fix("leave the slash bare after < too", FixSnippet::Escape)
    .on(r#"{"event_name":"a</b>"}"#),
    mistake(
        "html-chars-escaped",
        "<, > and & are signed as \\u003c, \\u003e and \\u0026, other characters raw",
        |k| {
            k.escape_html = true;
            k.escape_line_separators = true;
            k.escape_del = false;
            k.charset = Charset::Utf8;
        },
    )
    .seen(6)
    .bundle()
    .did(&[(Go, "json.Marshal"), (Ruby, "Rails' to_json")])
    .fix("turn HTML escaping off and escape everything from U+007F up", FixSnippet::Escape)
    .on(MARKUP),
    mistake(
        "html-chars-escaped-in-ascii",
        "<, > and & are signed as \\u003c, \\u003e and \\u0026",
        |k| k.escape_html = true,
    )
    .of("html-chars-escaped")
    .did(&[
        (Ruby, "to_json, then \\u escapes for the rest"),
        (Go, "json.Marshal, then \\u escapes for the rest"),
    ])
    .fix("turn HTML-safe output off", FixSnippet::Escape)
    .on(MARKUP),
    mistake(
        "html-chars-escaped-upper-case",
        "<, > and & are signed as \\u003C, \\u003E and \\u0026",
        |k| {
            k.escape_html = true;
            k.upper_case_html = true;
        },
    )
    .of("html-chars-escaped")
    .did(&[(Php, "JSON_HEX_TAG | JSON_HEX_AMP")])
    .fix("leave <, > and & bare", FixSnippet::Escape)
    .on(MARKUP),
    mistake(
        "gson-html-escaping",
        "<, >, &, = and ' are signed as escapes, other characters raw",
        |k| {
            k.escape_html = true;
            k.escape_equals = true;
            k.escape_line_separators = true;
            k.escape_del = false;
            k.charset = Charset::Utf8;
        },
    )
    .of("html-chars-escaped")
    .seen(6)
    .bundle()
    .did(&[(Java, "Gson without disableHtmlEscaping()")])
    .fix("leave < > & ' = bare and escape everything from U+007F up", FixSnippet::Escape)
    .on(MARKUP),
    mistake(
        "apostrophes-and-tags-escaped",
        "<, > and ' are signed as \\u003c, \\u003e and \\u0027, all else raw",
        |k| {
            k.escape_tags = true;
            k.escape_del = false;
            k.charset = Charset::Utf8;
        },
    )
    .of("html-chars-escaped")
    .bundle()
    .did(&[(CSharp, "JavaScriptSerializer of Mono")])
    .fix("leave < > ' bare and escape everything from U+007F up", FixSnippet::Escape)
    .on(MARKUP),
    mistake(
        "line-separators-escaped",
        "U+2028 and U+2029 are signed as \\u2028 and \\u2029, all else raw",
        |k| {
            k.escape_line_separators = true;
            k.escape_del = false;
            k.charset = Charset::Utf8;
        },
    )
    .of("raw-utf8-not-ascii-escaped")
    .bundle()
    .did(&[(Go, "json.Encoder with SetEscapeHTML(false)"), (Php, "JSON_UNESCAPED_UNICODE")])
    .fix(FROM_DEL, FixSnippet::Escape)
    .on(MARKUP),
    mistake(
        "jackson-text-escapes",
        "control characters are escaped in upper case, DEL and characters outside ASCII raw",
        |k| {
            k.upper_case_escapes = true;
            k.escape_del = false;
            k.charset = Charset::Utf8;
        },
    )
    .of("raw-utf8-not-ascii-escaped")
    .bundle()
    .did(&[(Java, "Jackson's writeValueAsString(p)")])
    .fix(FROM_DEL, FixSnippet::Escape)
    .on(CONTROLS),
    mistake(
        "jackson-bytes-escapes",
        "characters beyond U+FFFF and control characters are escaped in upper case, all else raw",
        |k| {
            k.upper_case_escapes = true;
            k.escape_del = false;
            k.charset = Charset::Utf8;
            k.raw_but = RawBut::Astral;
        },
    )
    .of("raw-utf8-not-ascii-escaped")
    .bundle()
    .did(&[(Java, "Jackson's writeValueAsBytes(p)")])
    .fix(FROM_DEL, FixSnippet::Escape)
    .on(CONTROLS),
    mistake(
        "dotnet-relaxed-escapes",
        "emoji, DEL and characters that cannot be seen are escaped in upper case, all else raw",
        |k| {
            k.upper_case_escapes = true;
            k.charset = Charset::Utf8;
            k.raw_but = RawBut::AstralAndInvisible;
        },
    )
    .of("uppercase-unicode-escape")
    .bundle()
    .did(&[(CSharp, "JavaScriptEncoder.UnsafeRelaxedJsonEscaping")])
    .fix(
        "quote and escape the texts yourself: no encoder of System.Text.Json writes \\u escapes in lower case",
        FixSnippet::Escape,
    )
    .on(CONTROLS),
    mistake("quotes-escaped-in-hex", "quotes are signed as \\u0022 and \\u0027", |k| {
        k.escape_quotes = true;
    })
    .of("html-chars-escaped")
    .did(&[(Php, "JSON_HEX_QUOT | JSON_HEX_APOS")])
    .fix("write \\\" for a quote and leave the apostrophe bare", FixSnippet::Escape)
    .on(MARKUP),
    mistake(
        "dotnet-default-escapes",
        "quotes, <, >, &, + and ` are signed as escapes, all escapes in upper case",
        |k| {
            k.escape_html = true;
            k.escape_quotes = true;
            k.escape_plus = true;
            k.upper_case_escapes = true;
        },
    )
    .of("uppercase-unicode-escape")
    .seen(2)
    .bundle()
    .did(&[(CSharp, "JsonSerializer.Serialize(p)")])
    .fix(
        "quote and escape the texts yourself: no encoder of System.Text.Json, the relaxed one neither, writes emoji \
         and U+007F like this",
        FixSnippet::Escape,
    )
    .on(MARKUP),
    mistake(
        "control-characters-in-hex",
        "\\n, \\t and the like are signed as \\u000a, \\u0009",
        |k| k.short_escapes = false,
    )
    .of("uppercase-unicode-escape")
    .did(&[(Java, "hand-made escapers"), (CSharp, "hand-made escapers")])
    .fix("write \\b, \\t, \\n, \\f and \\r for those five", FixSnippet::Escape)
    .on(MARKUP),
    mistake(
        "backspace-and-form-feed-in-hex",
        "\\b and \\f are signed as \\u0008 and \\u000c, the other control characters as they should",
        |k| k.long_backspace_and_form_feed = true,
    )
    .of("uppercase-unicode-escape")
    .did(&[(Go, "encoding/json before Go 1.22")])
    .fix("write \\b for U+0008 and \\f for U+000C", FixSnippet::Escape)
    .on(r#"{"event_name":"a\b\f"}"#),
    mistake(
        "strings-not-escaped",
        "texts are pasted between quotes, and nothing is escaped",
        |k| {
            k.unescaped = true;
            k.charset = Charset::Utf8;
        },
    )
    .of("raw-utf8-not-ascii-escaped")
    .bundle()
    .did(&[
        (Python, "f'{{\"plan\":\"{plan}\"}}'"),
        (JavaScript, "`{\"plan\":\"${plan}\"}`"),
        (Go, "fmt.Sprintf(`{\"plan\":\"%s\"}`, plan)"),
    ])
    .fix("let a JSON encoder write every text", FixSnippet::Escape)
    .on(MARKUP),
    mistake("astral-escaped-in-eight", "characters beyond U+FFFF are signed as \\U0001f600", |k| {
        k.astral = Astral::Eight
    })
    .of("raw-utf8-not-ascii-escaped")
    .did(&[(Python, "text.encode('unicode_escape')")])
    .fix("escape a character beyond U+FFFF as a pair of \\u escapes", FixSnippet::Escape)
    .on(EMOJI),
    mistake("astral-escaped-in-braces", "characters beyond U+FFFF are signed as \\u{1f600}", |k| {
        k.astral = Astral::Braces
    })
    .of("raw-utf8-not-ascii-escaped")
    .did(&[(JavaScript, "codePointAt(0) with ES6 escapes"), (Php, "\\u{…} of string literals")])
    .fix("escape a character beyond U+FFFF as a pair of \\u escapes", FixSnippet::Escape)
    .on(EMOJI),
    mistake("astral-escaped-in-five", "characters beyond U+FFFF are signed as \\u1f600", |k| {
        k.astral = Astral::Five
    })
    .of("raw-utf8-not-ascii-escaped")
    .did(&[
        (Go, "fmt.Sprintf(\"\\\\u%04x\", r) for each rune"),
        (Python, "f'\\\\u{ord(c):04x}' for each character"),
    ])
    .fix("go over UTF-16 units, not over code points", FixSnippet::Escape)
    .on(EMOJI),
    mistake("astral-not-escaped", "characters beyond U+FFFF are raw, others escaped", |k| {
        k.astral = Astral::Raw
    })
    .of("raw-utf8-not-ascii-escaped")
    .did(&[
        (JavaScript, "a replace over [\\u007f-\\ud7ff\\ue000-\\uffff]"),
        (Java, "a range that ends before the surrogates"),
    ])
    .fix("escape both units of a pair too", FixSnippet::Escape)
    .on(EMOJI),
    mistake("lone-surrogate-replaced", "half of a surrogate pair is signed as U+FFFD", |k| {
        k.replace_lone_surrogates = true
    })
    .did(&[(Go, "strings are UTF-8"), (JavaScript, "String.prototype.toWellFormed()")])
    .fix("refuse such text: it cannot be sent as UTF-8 either", FixSnippet::Escape)
    .on(r#"{"event_name":"a\ud800"}"#),
];
