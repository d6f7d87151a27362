//! Changes of the whole text, after it was written.

use super::json::{self, PLAIN};
use super::label::Label;
use super::printf;
use super::texts::unpercent;

/// A change of a text; `None` where it does not apply.
pub(super) type Change = Box<dyn Fn(&str) -> Option<String> + Sync>;

/// A change of a text, with its name and cost.
pub(super) struct Rewrite {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) change: Change,
}

fn rewrite(
    cost: u8,
    reach: u8,
    id: &'static str,
    title: impl Into<std::borrow::Cow<'static, str>>,
    change: impl Fn(&str) -> Option<String> + Sync + 'static,
) -> Rewrite {
    let label = Label::new(id, title)
        .fix("sign the bytes that the serialiser gives; change nothing after it")
        .reach(reach);
    Rewrite { cost, label, change: Box::new(change) }
}

/// A text replaced by another, wherever it stands.
const REPLACED: [(&str, &str, &str, &str); 47] = [
    ("double-escaped", "\\u", "\\\\u", "\\u is signed as \\\\u: escapes are escaped again"),
    ("double-escaped", "\\", "\\\\", "backslashes are signed twice: escapes are escaped again"),
    ("escapes-lost", "\\u", "u", "the backslash of \\u is lost"),
    ("escapes-lost", "\\", "", "all backslashes are lost"),
    ("escapes-lost", "\\\"", "\"", "escaped quotes are signed bare"),
    ("escapes-lost", "\\/", "/", "\\/ is signed as /"),
    ("escapes-lost", "\\\\", "\\", "\\\\ is signed as \\"),
    ("quotes-stripped", "\"", "", "all quotes are removed from the JSON"),
    ("quotes-stripped", "\"", "'", "double quotes are signed as single ones"),
    ("quotes-stripped", "\"", "\\\"", "quotes are signed with a backslash before them"),
    ("quotes-stripped", "\"", "&quot;", "quotes are signed as &quot;"),
    ("quotes-stripped", "\"", "&#34;", "quotes are signed as &#34;"),
    ("quotes-stripped", "\"", "\"\"", "quotes are signed twice"),
    ("quotes-stripped", "\"", "\u{201d}", "quotes are signed as typographic ones"),
    ("quotes-stripped", "\"", "%22", "quotes are signed as %22"),
    ("quotes-stripped", "\"", "\\u0022", "quotes are signed as \\u0022"),
    ("apostrophes-changed", "'", "\\'", "' is signed as \\'"),
    ("apostrophes-changed", "'", "''", "' is signed twice"),
    ("apostrophes-changed", "'", "", "' is lost"),
    ("apostrophes-changed", "'", "'\\''", "' is signed as '\\'', as a shell quotes it"),
    ("apostrophes-changed", "'", "'\"'\"'", "' is signed as '\"'\"', as a shell quotes it"),
    ("slashes-escaped", "/", "\\/", "/ is signed as \\/"),
    ("braces-changed", "{", "", "opening braces are lost"),
    ("braces-changed", "}", "", "closing braces are lost"),
    ("braces-changed", "{", "{{", "opening braces are signed twice"),
    ("braces-changed", "{}", "[]", "{} is signed as []"),
    ("braces-changed", "{}", "null", "{} is signed as null"),
    ("braces-changed", "[]", "{}", "[] is signed as {}"),
    ("braces-changed", "\"\"", "null", "\"\" is signed as null"),
    ("braces-changed", "null", "\"\"", "null is signed as \"\""),
    ("separators-changed", ",", ", ", "a blank is signed after every comma, inside texts too"),
    ("separators-changed", ":", ": ", "a blank is signed after every colon, inside texts too"),
    ("separators-changed", ",", ",\n", "a line ends after every comma"),
    ("separators-changed", ",", "", "commas are lost"),
    ("separators-changed", ":", "", "colons are lost"),
    ("separators-changed", ":", "=", "colons are signed as ="),
    ("separators-changed", ",", "&", "commas are signed as &"),
    ("separators-changed", ",", ";", "commas are signed as ;"),
    (
        "separators-changed",
        "\":\"",
        "\": \"",
        "a blank is signed after a key whose value is a text",
    ),
    ("white-space-lost", " ", "", "blanks are removed, inside texts too"),
    ("white-space-lost", "\n", "", "line ends are removed"),
    ("line-ends-changed", "\n", "\r\n", "line ends are CRLF"),
    ("line-ends-changed", "\r\n", "\n", "CRLF is signed as LF"),
    ("markup-coded", "&", "&amp;", "& is signed as &amp;"),
    ("markup-coded", "&amp;", "&", "&amp; is signed as &"),
    ("plus-as-blank", "+", " ", "+ is signed as a blank"),
    ("percent-doubled", "%", "%%", "% is signed twice"),
];

fn percent(text: &str, keep: &str, plus: bool, upper: bool) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for b in text.bytes() {
        match b {
            b' ' if plus => out.push('+'),
            b if b.is_ascii_alphanumeric() || keep.as_bytes().contains(&b) => {
                out.push(char::from(b))
            }
            b if upper => out.push_str(&format!("%{b:02X}")),
            b => out.push_str(&format!("%{b:02x}")),
        }
    }
    out
}

fn as_json_text(text: &str, escapes: &json::Escapes) -> String {
    let mut out = String::new();
    json::write_text(text, escapes, &mut out);
    out
}

/// `\uXXXX` in another spelling.
fn respelled(text: &str, write: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u") {
        out.push_str(before);
        match after.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit())) {
            Some(digits) if !before.ends_with('\\') => {
                out.push_str(&write(digits));
                rest = &after[4..];
            }
            _ => {
                out.push_str("\\u");
                rest = after;
            }
        }
    }
    out + rest
}

/// Every change of the whole text.
pub(super) fn rewrites() -> Vec<Rewrite> {
    let mut all: Vec<Rewrite> = REPLACED
        .into_iter()
        .map(|(id, from, to, title)| {
            rewrite(2, if id == "double-escaped" { 4 } else { 7 }, id, title, move |t| {
                Some(t.replace(from, to))
            })
        })
        .collect();
    all.push(rewrite(
        2,
        8,
        "printf-format",
        "the text is the format of printf: % and what follows it, and escapes, are replaced",
        printf::formatted,
    ));
    all.push(rewrite(2, 7, "separators-changed", "a line end is signed for every blank", |t| {
        Some(t.replace(' ', "\n"))
    }));
    all.push(rewrite(
        2,
        7,
        "white-space-lost",
        "all white space is removed, inside texts too",
        |t| Some(t.chars().filter(|c| !c.is_whitespace()).collect()),
    ));
    all.push(rewrite(2, 7, "white-space-lost", "white space outside texts is removed", |t| {
        let (mut inside, mut escaped) = (false, false);
        let keep = |c: &char| {
            let is_kept = inside || !c.is_whitespace();
            match c {
                '"' if !escaped => inside = !inside,
                _ => {}
            }
            escaped = *c == '\\' && !escaped;
            is_kept
        };
        Some(t.chars().filter(keep).collect())
    }));
    all.push(rewrite(2, 7, "white-space-lost", "white space around the JSON is removed", |t| {
        Some(t.trim().to_owned())
    }));
    all.push(rewrite(2, 8, "text-lower-case", "all is signed in lower case", |t| {
        Some(t.to_lowercase())
    }));
    all.push(rewrite(2, 8, "text-upper-case", "all is signed in capitals", |t| {
        Some(t.to_uppercase())
    }));
    all.push(rewrite(2, 8, "braces-lost", "the outer braces are not signed", |t| {
        Some(t.strip_prefix('{')?.strip_suffix('}')?.to_owned())
    }));
    all.push(rewrite(2, 8, "braces-lost", "the last character is not signed", |t| {
        let mut chars = t.chars();
        chars.next_back();
        Some(chars.as_str().to_owned())
    }));
    all.push(rewrite(2, 8, "braces-lost", "the first character is not signed", |t| {
        t.get(1..).map(str::to_owned)
    }));
    all.push(rewrite(2, 8, "only-letters-signed", "only letters and digits are signed", |t| {
        Some(t.chars().filter(|c| c.is_alphanumeric()).collect())
    }));
    all.push(rewrite(
        2,
        8,
        "json-punctuation-removed",
        "braces, quotes, colons and commas are removed",
        |t| {
            Some(
                t.chars()
                    .filter(|c| !matches!(c, '{' | '}' | '"' | ':' | ',' | '[' | ']'))
                    .collect(),
            )
        },
    ));
    all.push(rewrite(2, 8, "json-punctuation-removed", "braces and quotes are removed", |t| {
        Some(t.chars().filter(|c| !matches!(c, '{' | '}' | '"' | '[' | ']')).collect())
    }));
    all.push(rewrite(2, 8, "json-punctuation-removed", "braces are removed", |t| {
        Some(t.chars().filter(|c| !matches!(c, '{' | '}')).collect())
    }));
    all.push(rewrite(3, 8, "text-sorted", "the characters are signed sorted", |t| {
        let mut chars: Vec<char> = t.chars().collect();
        chars.sort_unstable();
        Some(chars.into_iter().collect())
    }));
    all.push(rewrite(3, 8, "text-reversed", "the text is signed reversed", |t| {
        Some(t.chars().rev().collect())
    }));
    all.push(rewrite(3, 8, "text-twice", "the text is signed twice", |t| Some(t.repeat(2))));
    for (title, escapes) in [
        ("the JSON text is signed as a JSON string", PLAIN),
        (
            "the JSON text is signed as a JSON string, non-ASCII raw",
            json::Escapes { wide: json::Wide::Raw, ..PLAIN },
        ),
        (
            "the JSON text is signed as a JSON string, / escaped",
            json::Escapes { slash: true, ..PLAIN },
        ),
        (
            "the JSON text is signed as a JSON string, \" as \\u0022",
            json::Escapes { html: "\"<>&'+`", upper: true, ..PLAIN },
        ),
        ("the JSON text is signed in single quotes", json::Escapes { quote: '\'', ..PLAIN }),
    ] {
        all.push(rewrite(2, 8, "double-json-encoded", title, move |t| {
            Some(as_json_text(t, &escapes))
        }));
    }
    all.push(rewrite(
        2,
        8,
        "double-json-encoded",
        "the JSON text is signed as a JSON string twice",
        |t| Some(as_json_text(&as_json_text(t, &PLAIN), &PLAIN)),
    ));
    for (open, close) in [
        ("\"", "\""),
        ("'", "'"),
        ("[", "]"),
        ("(", ")"),
        ("`", "`"),
        ("b'", "'"),
        ("u'", "'"),
        ("<", ">"),
        ("{", "}"),
        ("\"", ""),
        ("", ";"),
        ("", ","),
        ("=", ""),
        ("data=", ""),
        ("payload=", ""),
        ("body=", ""),
        ("json=", ""),
        ("callback(", ")"),
        ("while(1);", ""),
        (")]}',\n", ""),
        ("String(\"", "\")"),
        ("Optional(\"", "\")"),
        ("Some(\"", "\")"),
    ] {
        let title = format!("{open}…{close} is signed around the text");
        all.push(rewrite(2, 7, "text-wrapped", title, move |t| Some(format!("{open}{t}{close}"))));
    }
    for (title, keep, plus, upper) in [
        ("percent-coded", "-_.~", false, true),
        ("as encodeURIComponent writes it", "-_.!~*'()", false, true),
        ("as encodeURI writes it", "-_.!~*'();/?:@&=+$,#", false, true),
        ("form-coded", "-_.", true, true),
        ("form-coded, * bare", "-_.*", true, true),
        ("percent-coded in lower case", "-_.~", false, false),
        ("form-coded in lower case", "-_.", true, false),
        ("form-coded in lower case, as .NET writes it", "-_.!*()", true, false),
    ] {
        let title = format!("the text is signed {title}");
        all.push(rewrite(2, 8, "signed-percent-encoded", title, move |t| {
            Some(percent(t, keep, plus, upper))
        }));
    }
    for name in ["payload", "data", "body", "json", "goal", "event", "message", "request", "params"]
    {
        for (how, keep, plus) in [
            ("form-coded", "-_.", true),
            ("form-coded, * bare", "-_.*", true),
            ("percent-coded", "-_.~", false),
            ("as encodeURIComponent writes it", "-_.!~*'()", false),
        ] {
            let title = format!("the text is signed as a form's field: {name}=…, {how}");
            all.push(rewrite(2, 8, "signed-as-form-field", title, move |t| {
                Some(format!("{name}={}", percent(t, keep, plus, true)))
            }));
        }
    }
    all.push(rewrite(2, 7, "percent-decoded", "percent escapes are decoded before signing", |t| {
        unpercent(t, false)
    }));
    all.push(rewrite(2, 7, "percent-decoded", "form coding is decoded before signing", |t| {
        unpercent(t, true)
    }));
    for (quote, apostrophe) in [
        ("&quot;", "&#039;"),
        ("&quot;", "&#39;"),
        ("&quot;", "'"),
        ("&#34;", "&#39;"),
        ("&quot;", "&#x27;"),
        ("&quot;", "&apos;"),
        ("\"", "'"),
    ] {
        let title = format!("HTML entities are signed: {quote} and {apostrophe}");
        all.push(rewrite(2, 8, "signed-html-encoded", title, move |t| {
            Some(
                t.replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;")
                    .replace('"', quote)
                    .replace('\'', apostrophe),
            )
        }));
    }
    all.push(rewrite(2, 7, "entities-decoded", "HTML entities are decoded before signing", |t| {
        Some(super::entities::decoded(t))
    }));
    for (title, write) in [
        (
            "escapes are signed as \\u{e9}",
            (|d: &str| format!("\\u{{{}}}", d.trim_start_matches('0'))) as fn(&str) -> String,
        ),
        ("escapes are signed as %u00e9", |d| format!("%u{d}")),
        ("escapes are signed as %u00E9", |d| format!("%u{}", d.to_uppercase())),
        ("escapes are signed as U+00E9", |d| format!("U+{}", d.to_uppercase())),
        ("escapes are signed as &#xe9;", |d| format!("&#x{};", d.trim_start_matches('0'))),
        ("escapes are signed as \\U00E9", |d| format!("\\U{}", d.to_uppercase())),
        ("escapes are signed as \\u00E9", |d| format!("\\u{}", d.to_uppercase())),
        ("escapes are signed as \\x00e9", |d| format!("\\x{d}")),
        ("escapes are signed as \\ue9, without leading zeros", |d| {
            format!("\\u{}", d.trim_start_matches('0'))
        }),
        ("escapes are signed as 00e9", str::to_owned),
        ("escapes are not signed", |_| String::new()),
        ("escapes are signed as ?", |_| "?".to_owned()),
    ] {
        all.push(rewrite(2, 5, "escapes-spelled-otherwise", title, move |t| {
            Some(respelled(t, write))
        }));
    }
    for (before, after) in [
        ("// goal\n", ""),
        ("/* goal */", ""),
        ("/* goal */\n", ""),
        ("# goal\n", ""),
        ("//goal\n", ""),
        ("// goal event\n", ""),
        ("// payload\n", ""),
        ("// body\n", ""),
        ("// test\n", ""),
        ("// comment\n", ""),
        ("// canonical\n", ""),
        ("// request\n", ""),
        ("", " // goal"),
        ("", "// goal"),
        ("", "\n// goal"),
        ("", " /* goal */"),
        ("", "\n// goal\n"),
    ] {
        let title = format!("a comment is signed: {}", before.trim().to_owned() + after.trim());
        all.push(rewrite(2, 7, "comment-signed", title, move |t| {
            Some(format!("{before}{t}{after}"))
        }));
    }
    all
}
