//! JSON in other layouts, with other escapes.

use super::label::Label;
use super::tree::Node;

/// White space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) comma: &'static str,
    pub(super) colon: &'static str,
    /// Before and after what stands in braces.
    pub(super) inside: &'static str,
    /// One level of indentation; `None` for one line.
    pub(super) indent: Option<&'static str>,
    pub(super) line: &'static str,
}

pub(super) const COMPACT: Layout =
    Layout { comma: ",", colon: ":", inside: "", indent: None, line: "\n" };

/// What stands for a character outside ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wide {
    Escape,
    Raw,
    /// One escape for the whole code point.
    Brace,
    BraceUpper,
    Eight,
    Five,
    AstralRaw,
    PercentU,
    Percent,
    Hex,
    HexUtf8,
    Entity,
    EntityHex,
    EntityHexUpper,
    Named,
    Octal,
    Mark,
    Dropped,
    /// `\u00c3\u00a9`: bytes of UTF-8, each as a character.
    Bytes,
}

/// How texts are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Escapes {
    pub(super) wide: Wide,
    pub(super) del: bool,
    pub(super) slash: bool,
    /// ASCII characters that are written as `\u00xx`.
    pub(super) html: &'static str,
    pub(super) upper: bool,
    /// U+2028 and U+2029 stay escaped where all else is raw.
    pub(super) lines: bool,
    pub(super) control: Control,
    pub(super) quote: char,
    pub(super) quoted: Quoted,
    pub(super) backslash: bool,
    pub(super) keys_bare: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    Short,
    /// Always in hex.
    Hex,
    /// `\b` and `\f` in hex, as Go wrote them for long.
    HexBackspace,
    Raw,
    /// Only what has no short escape is raw.
    RawOthers,
    Dropped,
    X,
    Vertical,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    Backslash,
    Doubled,
    Raw,
}

pub(super) const PLAIN: Escapes = Escapes {
    wide: Wide::Escape,
    del: true,
    slash: false,
    html: "",
    upper: false,
    lines: false,
    control: Control::Short,
    quote: '"',
    quoted: Quoted::Backslash,
    backslash: true,
    keys_bare: false,
};

/// JSON in one line, as the reference writes it or with blanks.
pub(super) fn compact(node: &Node, spaced: bool) -> String {
    let layout = if spaced { Layout { comma: ", ", colon: ": ", ..COMPACT } } else { COMPACT };
    written(node, &layout, &PLAIN)
}

/// The text of a tree.
pub(super) fn written(node: &Node, layout: &Layout, escapes: &Escapes) -> String {
    let mut out = String::with_capacity(320);
    write(node, layout, escapes, 0, &mut out);
    out
}

fn write(node: &Node, layout: &Layout, escapes: &Escapes, depth: usize, out: &mut String) {
    match node {
        Node::Text(text) => write_text(text, escapes, out),
        Node::Bare(text) => out.push_str(text),
        Node::List(items) if items.is_empty() => out.push_str("[]"),
        Node::Object(members) if members.is_empty() => out.push_str("{}"),
        Node::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(at > 0, layout, depth + 1, out);
                write(item, layout, escapes, depth + 1, out);
            }
            close(layout, depth, out);
            out.push(']');
        }
        Node::Object(members) => {
            out.push('{');
            for (at, (key, value)) in members.iter().enumerate() {
                separate(at > 0, layout, depth + 1, out);
                if escapes.keys_bare {
                    out.push_str(key);
                } else {
                    write_text(key, escapes, out);
                }
                out.push_str(layout.colon);
                write(value, layout, escapes, depth + 1, out);
            }
            close(layout, depth, out);
            out.push('}');
        }
    }
}

fn separate(is_next: bool, layout: &Layout, depth: usize, out: &mut String) {
    if is_next {
        out.push_str(layout.comma);
    } else {
        out.push_str(layout.inside);
    }
    if let Some(indent) = layout.indent {
        out.push_str(layout.line);
        (0..depth).for_each(|_| out.push_str(indent));
    }
}

fn close(layout: &Layout, depth: usize, out: &mut String) {
    if let Some(indent) = layout.indent {
        out.push_str(layout.line);
        (0..depth).for_each(|_| out.push_str(indent));
    }
    out.push_str(layout.inside);
}

fn unit(code: u32, upper: bool, out: &mut String) {
    out.push_str(&if upper { format!("\\u{code:04X}") } else { format!("\\u{code:04x}") });
}

pub(super) fn write_text(text: &str, escapes: &Escapes, out: &mut String) {
    out.push(escapes.quote);
    for c in text.chars() {
        match c {
            c if escapes.html.contains(c) => unit(u32::from(c), escapes.upper, out),
            c if c == escapes.quote => match escapes.quoted {
                Quoted::Backslash => out.extend(['\\', c]),
                Quoted::Doubled => out.extend([c, c]),
                Quoted::Raw => out.push(c),
            },
            '\\' if escapes.backslash => out.push_str("\\\\"),
            '/' if escapes.slash => out.push_str("\\/"),
            '\u{7f}' if escapes.del => unit(0x7f, escapes.upper, out),
            c if u32::from(c) < 0x20 => control(c, escapes, out),
            c if c.is_ascii() => out.push(c),
            c => wide(c, escapes, out),
        }
    }
    out.push(escapes.quote);
}

fn control(c: char, escapes: &Escapes, out: &mut String) {
    let short = match c {
        '\n' => Some("\\n"),
        '\r' => Some("\\r"),
        '\t' => Some("\\t"),
        '\u{8}' => Some("\\b"),
        '\u{c}' => Some("\\f"),
        '\u{b}' if escapes.control == Control::Vertical => Some("\\v"),
        _ => None,
    };
    match (escapes.control, short) {
        (Control::Raw, _) | (Control::RawOthers, None) => out.push(c),
        (Control::Dropped, _) => {}
        (Control::X, None) => out.push_str(&format!("\\x{:02x}", u32::from(c))),
        (Control::HexBackspace, Some("\\b" | "\\f")) | (Control::Hex, _) | (_, None) => {
            unit(u32::from(c), escapes.upper, out);
        }
        (_, Some(short)) => out.push_str(short),
    }
}

fn wide(c: char, escapes: &Escapes, out: &mut String) {
    let code = u32::from(c);
    let astral = code > 0xffff;
    let units = |upper: bool, out: &mut String| {
        let mut buffer = [0; 2];
        c.encode_utf16(&mut buffer).iter().for_each(|u| unit(u32::from(*u), upper, out));
    };
    let upper = escapes.upper;
    match escapes.wide {
        Wide::Escape => units(upper, out),
        Wide::Raw if escapes.lines && matches!(c, '\u{2028}' | '\u{2029}') => units(upper, out),
        Wide::Raw => out.push(c),
        Wide::AstralRaw if astral => out.push(c),
        Wide::AstralRaw => units(upper, out),
        Wide::Brace => out.push_str(&format!("\\u{{{code:x}}}")),
        Wide::BraceUpper => out.push_str(&format!("\\u{{{code:X}}}")),
        Wide::Eight if astral => out.push_str(&format!("\\U{code:08x}")),
        Wide::Five if astral => out.push_str(&format!("\\u{code:x}")),
        Wide::Eight | Wide::Five => units(upper, out),
        Wide::PercentU if code > 0xff => {
            let mut buffer = [0; 2];
            c.encode_utf16(&mut buffer).iter().for_each(|u| out.push_str(&format!("%u{u:04X}")));
        }
        Wide::PercentU => out.push_str(&format!("%{code:02X}")),
        Wide::Percent => each_byte(c, out, |b| format!("%{b:02X}")),
        Wide::HexUtf8 => each_byte(c, out, |b| format!("\\x{b:02x}")),
        Wide::Octal => each_byte(c, out, |b| format!("\\{b:03o}")),
        Wide::Bytes => each_byte(c, out, |b| format!("\\u{b:04x}")),
        Wide::Hex if code > 0xff => units(upper, out),
        Wide::Hex => out.push_str(&format!("\\x{code:02x}")),
        Wide::Entity => out.push_str(&format!("&#{code};")),
        Wide::EntityHex => out.push_str(&format!("&#x{code:x};")),
        Wide::EntityHexUpper => out.push_str(&format!("&#x{code:X};")),
        Wide::Named => out.push_str(&super::entities::named(c.encode_utf8(&mut [0; 4]))),
        Wide::Mark => out.push('?'),
        Wide::Dropped => {}
    }
}

fn each_byte(c: char, out: &mut String, write: impl Fn(u8) -> String) {
    let mut buffer = [0; 4];
    c.encode_utf8(&mut buffer).bytes().for_each(|b| out.push_str(&write(b)));
}

/// A layout with its name and cost.
pub(super) struct LaidOut {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) layout: Layout,
}

/// Every other layout.
pub(super) fn layouts() -> Vec<LaidOut> {
    const FIX: &str = "write JSON without white space between tokens";
    let mut all = Vec::new();
    let mut push = |cost, id, title: String, layout: Layout| {
        if layout != COMPACT && all.iter().all(|known: &LaidOut| known.layout != layout) {
            all.push(LaidOut { cost, label: Label::new(id, title).fix(FIX), layout });
        }
    };
    for (comma, colon) in [
        (", ", ": "),
        (",", ": "),
        (", ", ":"),
        (", ", " : "),
        (",", " : "),
        (" , ", " : "),
        (" ,", " :"),
        (",", " :"),
        (", ", " :"),
        (" , ", ": "),
        (" , ", ":"),
        ("", ":"),
        (";", ":"),
        ("; ", ": "),
        (",", "="),
        (", ", "="),
        (",", "=>"),
        (", ", " => "),
        (",\t", ":\t"),
        (",", ":\t"),
        (",\n", ":"),
        (",\n", ": "),
        (", \n", ": "),
        (",\r\n", ":"),
        (",\n ", ":"),
        (",\n  ", ": "),
        (",  ", ":  "),
    ] {
        for (inside, words) in
            [("", ""), (" ", ", blanks inside braces"), ("\n", ", line ends inside braces")]
        {
            let id = match (comma, colon, inside) {
                (", ", ": ", "") => "default-separators",
                (",", ": ", "") => "blank-after-colon",
                (", ", ":", "") => "blank-after-comma",
                _ => "other-separators",
            };
            let title = format!("{:?} between members and {:?} after keys{words}", comma, colon);
            push(
                if inside == "\n" { 3 } else { 2 },
                id,
                title,
                Layout { comma, colon, inside, ..COMPACT },
            );
        }
    }
    push(
        2,
        "other-separators",
        "blanks inside braces".to_owned(),
        Layout { inside: " ", ..COMPACT },
    );
    for (indent, what) in [
        ("  ", "two blanks"),
        ("    ", "four blanks"),
        ("\t", "tabs"),
        ("   ", "three blanks"),
        (" ", "one blank"),
        ("", "nothing"),
        ("        ", "eight blanks"),
    ] {
        for (line, end) in [("\n", ""), ("\r\n", ", CRLF"), ("\r", ", CR")] {
            for colon in [": ", ":", " : ", " :", " = ", ":  "] {
                for comma in [",", ", ", " ,"] {
                    let id = match (indent, line, colon, comma) {
                        ("  ", "\n", ": ", ",") => "pretty-printed-2",
                        ("    ", "\n", ": ", ",") => "pretty-printed-4",
                        ("\t", "\n", ": ", ",") => "pretty-printed-tab",
                        ("  ", "\r\n", ": ", ",") => "pretty-printed-crlf",
                        _ => "pretty-printed-otherwise",
                    };
                    let common =
                        line != "\r" && matches!(colon, ": " | " : " | ":") && comma == ",";
                    let title = format!(
                        "lines of their own, indented by {what}{end}, {colon:?} after keys, {comma:?} between"
                    );
                    push(
                        if common { 2 } else { 3 },
                        id,
                        title,
                        Layout { comma, colon, inside: "", indent: Some(indent), line },
                    );
                }
            }
        }
    }
    all
}

/// An escaping with its name and cost.
pub(super) struct Escaped {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) escapes: Escapes,
}

/// Every other escaping.
pub(super) fn escapings() -> Vec<Escaped> {
    const FIX: &str = "escape as Python's json.dumps does: \\uXXXX in lower case for all that is not printable ASCII, nothing else";
    let mut all = Vec::new();
    let mut push = |cost, reach, id, title: &'static str, escapes: Escapes| {
        all.push(Escaped { cost, label: Label::new(id, title).fix(FIX).reach(reach), escapes });
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
        push(cost, reach, id, title, Escapes { html, del: false, ..PLAIN });
        push(cost, reach + 1, id, title, Escapes { html, upper: true, del: false, ..PLAIN });
        push(cost, reach + 1, id, title, Escapes { html, ..raw });
        push(cost, reach + 1, id, title, Escapes { html, upper: true, ..raw });
        push(cost, reach + 1, id, title, Escapes { html, lines: true, ..raw });
        push(cost + 1, reach + 1, id, title, Escapes { html, ..PLAIN });
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
    all
}
