//! A payload as JSON, in a layout and with escapes.

use super::escapes::{Control, Escapes, PLAIN, Quoted, Wide};
use super::layout::{COMPACT, Layout};
use crate::mistakes::grammar::tree::Node;

/// JSON in one line, as the reference writes it or with blanks.
pub(in crate::mistakes::grammar) fn compact(node: &Node, spaced: bool) -> String {
    let layout = if spaced { Layout { comma: ", ", colon: ": ", ..COMPACT } } else { COMPACT };
    written(node, &layout, &PLAIN)
}

/// The text of a tree.
pub(in crate::mistakes::grammar) fn written(
    node: &Node,
    layout: &Layout,
    escapes: &Escapes,
) -> String {
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
                separate(at > 0, layout, inside(layout, depth), out);
                write(item, layout, escapes, here(layout, depth, out), out);
            }
            close(layout, depth, out);
            out.push(']');
        }
        Node::Object(members) => {
            out.push('{');
            for (at, (key, value)) in members.iter().enumerate() {
                separate(at > 0, layout, inside(layout, depth), out);
                if escapes.keys_bare {
                    out.push_str(key);
                } else {
                    write_text(key, escapes, out);
                }
                out.push_str(layout.colon);
                write(value, layout, escapes, here(layout, depth, out), out);
            }
            close(layout, depth, out);
            out.push('}');
        }
    }
}

/// Members stand so many blanks behind their brace, where they are aligned to it.
const ALIGNED: usize = 4;

/// How far members are indented, in levels, or in blanks.
fn inside(layout: &Layout, depth: usize) -> usize {
    depth + if layout.aligned { ALIGNED } else { 1 }
}

/// How far a value at the end of the text is indented.
fn here(layout: &Layout, depth: usize, out: &str) -> usize {
    match layout.aligned {
        true => out.len() - out.rfind('\n').map_or(0, |at| at + 1),
        false => depth + 1,
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

pub(in crate::mistakes::grammar) fn write_text(text: &str, escapes: &Escapes, out: &mut String) {
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
        Wide::Named => {
            out.push_str(&crate::mistakes::grammar::entities::named(c.encode_utf8(&mut [0; 4])))
        }
        Wide::Mark => out.push('?'),
        Wide::Dropped => {}
    }
}

fn each_byte(c: char, out: &mut String, write: impl Fn(u8) -> String) {
    let mut buffer = [0; 4];
    c.encode_utf8(&mut buffer).bytes().for_each(|b| out.push_str(&write(b)));
}
