//! Every other escaping.

use super::escapes::{Control, Escapes, PLAIN, Quoted, Wide};
use crate::mistakes::grammar::label::Label;
use std::borrow::Cow;

/// An escaping with its name and cost.
pub(in crate::mistakes::grammar) struct Escaped {
    pub(in crate::mistakes::grammar) cost: u8,
    pub(in crate::mistakes::grammar) label: Label,
    pub(in crate::mistakes::grammar) escapes: Escapes,
}

fn escaped(
    cost: u8,
    reach: u8,
    id: &'static str,
    title: impl Into<Cow<'static, str>>,
    escapes: Escapes,
) -> Escaped {
    const FIX: &str = "escape as Python's json.dumps does: \\uXXXX in lower case for all that is not printable ASCII, nothing else";
    Escaped { cost, label: Label::new(id, title).fix(FIX).reach(reach), escapes }
}

/// Every other escaping.
pub(in crate::mistakes::grammar) fn escapings() -> Vec<Escaped> {
    let mut all = Vec::new();
    let mut push = |cost, reach, id, title: &'static str, escapes: Escapes| {
        all.push(escaped(cost, reach, id, title, escapes));
    };
    let raw = Escapes { wide: Wide::Raw, del: false, ..PLAIN };
    push(
        2,
        3,
        "raw-utf8-not-ascii-escaped",
        "raw non-ASCII: characters outside ASCII are signed as they are",
        raw,
    );
    push(
        2,
        3,
        "raw-utf8-not-ascii-escaped",
        "raw non-ASCII, DEL escaped",
        Escapes { wide: Wide::Raw, ..PLAIN },
    );
    push(
        2,
        2,
        "del-char-not-escaped",
        "raw DEL: U+007F is signed as a bare byte",
        Escapes { del: false, ..PLAIN },
    );
    push(
        2,
        4,
        "uppercase-unicode-escape",
        "escapes have upper-case hex digits",
        Escapes { upper: true, ..PLAIN },
    );
    push(
        2,
        4,
        "uppercase-unicode-escape",
        "escapes have upper-case hex digits, DEL raw",
        Escapes { upper: true, del: false, ..PLAIN },
    );
    push(2, 4, "slashes-escaped", "/ is signed as \\/", Escapes { slash: true, ..PLAIN });
    push(
        2,
        4,
        "slashes-escaped",
        "/ is signed as \\/ and DEL is raw",
        Escapes { slash: true, del: false, ..PLAIN },
    );
    push(
        2,
        5,
        "slashes-escaped-and-raw",
        "/ is signed as \\/, characters outside ASCII raw",
        Escapes { slash: true, ..raw },
    );
    push(
        2,
        4,
        "line-separators-escaped",
        "U+2028 and U+2029 are escaped, all else outside ASCII is raw",
        Escapes { lines: true, ..raw },
    );
    let mut html_chars = Vec::new();
    for (html, cost, reach, id, title) in [
        ("&", 2, 3, "html-chars-escaped-in-ascii", "& is signed as \\u0026"),
        ("<>", 2, 3, "html-chars-escaped-in-ascii", "< and > are signed as \\u003c and \\u003e"),
        ("<", 2, 3, "html-chars-escaped-in-ascii", "< is signed as \\u003c"),
        ("'", 2, 3, "apostrophe-escaped", "' is signed as \\u0027"),
        ("\"", 2, 3, "quotes-escaped-in-hex", "\" is signed as \\u0022"),
        ("=", 3, 3, "equals-escaped", "= is signed as \\u003d"),
        ("+", 2, 3, "plus-escaped", "+ is signed as \\u002b"),
        ("/", 2, 3, "slash-escaped-in-hex", "/ is signed as \\u002f"),
        ("\\", 3, 3, "backslash-escaped-in-hex", "\\ is signed as \\u005c"),
        ("<>&", 2, 4, "html-chars-escaped-in-ascii", "<, > and & are signed as escapes"),
        (
            "<>&'",
            2,
            5,
            "powershell-escapes",
            "<, >, & and ' are signed as escapes, as Windows PowerShell 5.1 writes them",
        ),
        ("<>&\"'", 2, 6, "html-and-quotes-escaped", "<, >, & and quotes are signed as escapes"),
        (
            "<>&'=",
            2,
            6,
            "gson-html-escaping",
            "<, >, &, = and ' are signed as escapes, as Gson writes them",
        ),
        ("<>/", 3, 6, "html-and-slash-escaped", "<, > and / are signed as escapes"),
        ("<>&'+", 3, 6, "html-and-plus-escaped", "<, >, &, ' and + are signed as escapes"),
        ("<>&'/", 3, 6, "html-and-slash-escaped", "<, >, &, ' and / are signed as escapes"),
        (
            "<>&'\"+`",
            2,
            7,
            "dotnet-default-escapes",
            "quotes, <, >, &, + and ` are signed as escapes, as System.Text.Json writes them",
        ),
        ("<>&'\"/", 3, 7, "html-and-slash-escaped", "<, >, &, quotes and / are signed as escapes"),
        (
            "<>&'\"=/`",
            3,
            8,
            "html-and-slash-escaped",
            "<, >, &, quotes, =, / and ` are signed as escapes",
        ),
    ] {
        let mut push = |cost, reach, besides: &str, escapes: Escapes| {
            html_chars.push(escaped(cost, reach, id, format!("{title}{besides}"), escapes));
        };
        let html = Escapes { html, ..PLAIN };
        let over_raw = Escapes { html: html.html, ..raw };
        const UPPER: &str = ", with upper-case hex digits";
        const RAW: &str = ", and characters outside ASCII as they are";
        const RAW_UPPER: &str =
            ", with upper-case hex digits, and characters outside ASCII as they are";
        const LINES: &str = ", as are U+2028 and U+2029, and all else outside ASCII as it is";
        push(cost, reach, "", Escapes { del: false, ..html });
        push(cost, reach + 1, UPPER, Escapes { upper: true, del: false, ..html });
        push(cost, reach + 1, RAW, over_raw);
        push(cost, reach + 1, RAW_UPPER, Escapes { upper: true, ..over_raw });
        push(cost, reach + 1, LINES, Escapes { lines: true, ..over_raw });
        push(cost + 1, reach + 1, "", html);
    }
    for (control, reach, id, title) in [
        (Control::Raw, 3, "control-characters-raw", "control characters are signed as bare bytes"),
        (
            Control::RawOthers,
            2,
            "control-characters-raw",
            "control characters without a short escape are signed as bare bytes",
        ),
        (
            Control::Hex,
            3,
            "control-characters-in-hex",
            "\\n, \\t and the like are signed as \\u000a, \\u0009",
        ),
        (
            Control::HexBackspace,
            2,
            "backspace-in-hex",
            "\\b and \\f are signed as \\u0008 and \\u000c",
        ),
        (Control::Dropped, 4, "control-characters-dropped", "control characters are not signed"),
        (Control::X, 3, "control-characters-as-x", "control characters are signed as \\x1b"),
        (Control::Vertical, 3, "vertical-tab-short", "the vertical tab is signed as \\v"),
    ] {
        push(2, reach, id, title, Escapes { control, ..PLAIN });
        push(3, reach + 1, id, title, Escapes { control, ..raw });
        push(2, reach + 1, id, title, Escapes { control, upper: true, ..PLAIN });
    }
    for (wide, reach, id, title) in [
        (
            Wide::Brace,
            4,
            "astral-escaped-in-braces",
            "characters outside ASCII are signed as \\u{e9}",
        ),
        (
            Wide::BraceUpper,
            4,
            "astral-escaped-in-braces",
            "characters outside ASCII are signed as \\u{E9}",
        ),
        (
            Wide::Eight,
            3,
            "astral-escaped-in-eight",
            "characters beyond U+FFFF are signed as \\U0001f600",
        ),
        (
            Wide::Five,
            3,
            "astral-escaped-in-five",
            "characters beyond U+FFFF are signed as \\u1f600",
        ),
        (
            Wide::AstralRaw,
            3,
            "astral-not-escaped",
            "characters beyond U+FFFF are raw, others escaped",
        ),
        (
            Wide::PercentU,
            4,
            "escaped-as-javascript-escape",
            "characters outside ASCII are signed as %E9 and %u20AC, as JavaScript's escape() writes them",
        ),
        (Wide::Percent, 4, "non-ascii-as-percent", "characters outside ASCII are signed as %C3%A9"),
        (Wide::Hex, 4, "non-ascii-as-backslash-x", "characters outside ASCII are signed as \\xe9"),
        (
            Wide::HexUtf8,
            4,
            "non-ascii-as-backslash-x",
            "characters outside ASCII are signed as \\xc3\\xa9",
        ),
        (Wide::Octal, 4, "non-ascii-as-octal", "characters outside ASCII are signed as \\303\\251"),
        (Wide::Entity, 4, "non-ascii-as-xml", "characters outside ASCII are signed as &#233;"),
        (Wide::EntityHex, 4, "non-ascii-as-xml", "characters outside ASCII are signed as &#xe9;"),
        (
            Wide::EntityHexUpper,
            4,
            "non-ascii-as-xml",
            "characters outside ASCII are signed as &#xE9;",
        ),
        (
            Wide::Named,
            4,
            "non-ascii-as-named-entities",
            "characters outside ASCII are signed as &eacute;",
        ),
        (
            Wide::Bytes,
            4,
            "utf8-taken-for-latin1",
            "UTF-8 was read as Latin-1 and escaped: \\u00c3\\u00a9",
        ),
        (Wide::Mark, 4, "ascii-question-mark-each", "characters outside ASCII are signed as ?"),
        (Wide::Dropped, 4, "non-ascii-dropped", "characters outside ASCII are left out"),
    ] {
        push(2, reach, id, title, Escapes { wide, ..PLAIN });
    }
    push(
        2,
        3,
        "strings-not-escaped",
        "texts are pasted between quotes, and nothing is escaped",
        Escapes { quoted: Quoted::Raw, backslash: false, control: Control::Raw, ..raw },
    );
    push(
        2,
        3,
        "strings-not-escaped",
        "backslashes are not escaped",
        Escapes { backslash: false, ..PLAIN },
    );
    push(
        3,
        3,
        "strings-not-escaped",
        "backslashes are not escaped, characters outside ASCII raw",
        Escapes { backslash: false, ..raw },
    );
    push(
        2,
        3,
        "strings-not-escaped",
        "quotes are not escaped",
        Escapes { quoted: Quoted::Raw, ..PLAIN },
    );
    push(
        3,
        3,
        "strings-not-escaped",
        "quotes are not escaped, characters outside ASCII raw",
        Escapes { quoted: Quoted::Raw, ..raw },
    );
    push(
        2,
        4,
        "quotes-doubled",
        "quotes in texts are doubled",
        Escapes { quoted: Quoted::Doubled, ..PLAIN },
    );
    push(
        2,
        7,
        "single-quotes",
        "texts are signed in single quotes",
        Escapes { quote: '\'', ..PLAIN },
    );
    push(
        2,
        7,
        "single-quotes",
        "texts are signed in single quotes, characters outside ASCII raw",
        Escapes { quote: '\'', ..raw },
    );
    push(
        2,
        7,
        "keys-without-quotes",
        "keys are signed without quotes",
        Escapes { keys_bare: true, ..PLAIN },
    );
    push(
        2,
        7,
        "keys-without-quotes",
        "keys are signed without quotes, characters outside ASCII raw",
        Escapes { keys_bare: true, ..raw },
    );
    push(
        2,
        7,
        "keys-without-quotes",
        "keys are signed without quotes, texts in single ones",
        Escapes { keys_bare: true, quote: '\'', ..raw },
    );
    all.append(&mut html_chars);
    all
}
