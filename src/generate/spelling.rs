//! One value in many spellings: blanks, escapes, the order of keys.

use crate::protocol::json::{Value, write_string};
use crate::protocol::text::utf16_units;
use crate::protocol::{Goal, Number, Text};

/// How a body is spelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// 0 none, 1 as Python puts them, 2 one member a line, 3 everywhere, 4 around.
    pub blanks: u8,
    /// 0 as the canonical has them, 1 none that is not needed, 2 in capitals, 3 everywhere, 4 now and then.
    pub escapes: u8,
    /// By how many places the members are turned.
    pub turn: u8,
}

impl Style {
    /// Every style, the ordinary one first.
    pub(super) fn all() -> impl Iterator<Item = Style> {
        let digits = |at: u8| Style { turn: at / 25, escapes: at / 5 % 5, blanks: at % 5 };
        (0..125).map(digits)
    }
}

/// Writes a goal's body. Keys that are not part of a goal come last, unless the order is turned.
pub(super) fn write_body(goal: &Goal, extra: &[(Text, Value)], style: Style, out: &mut Vec<u8>) {
    let fields = Goal::FIELDS.map(Text::constant);
    let mut members: Vec<(&Text, &Value)> = Vec::with_capacity(5 + extra.len());
    for (name, field) in fields.iter().zip(goal.fields()) {
        members.extend(field.map(|value| (name, value)));
    }
    members.extend(extra.iter().map(|(key, value)| (key, value)));
    let length = members.len().max(1);
    members.rotate_left(usize::from(style.turn) % length);
    if style.blanks == 4 {
        out.extend_from_slice(b" \t\r\n");
    }
    write_members(members.into_iter(), style, 1, out);
    if style.blanks == 4 {
        out.extend_from_slice(b"\n\n ");
    }
}

fn write_value(value: &Value, style: Style, level: usize, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        // What JSON has no text for is written as Python writes it.
        Value::Number(Number::NonFinite(number)) => {
            out.extend_from_slice(number.name().as_bytes());
        }
        Value::Number(Number::Integer(text) | Number::Float { text, .. }) => {
            out.extend_from_slice(text.as_bytes());
        }
        Value::String(text) => write_text(text, style, out),
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                separate(at, style, level, out);
                write_value(item, style, level + 1, out);
            }
            close(items.is_empty(), style, level, out);
            out.push(b']');
        }
        Value::Object(members) => {
            write_members(members.iter().map(|(key, value)| (key, value)), style, level + 1, out);
        }
    }
}

fn write_members<'v>(
    members: impl Iterator<Item = (&'v Text, &'v Value)>,
    style: Style,
    level: usize,
    out: &mut Vec<u8>,
) {
    out.push(b'{');
    let mut empty = true;
    for (at, (key, value)) in members.enumerate() {
        empty = false;
        separate(at, style, level, out);
        write_text(key, style, out);
        match style.blanks {
            0 | 4 => out.push(b':'),
            3 => out.extend_from_slice(b"\t:\r\n"),
            _ => out.extend_from_slice(b": "),
        }
        write_value(value, style, level, out);
    }
    close(empty, style, level - 1, out);
    out.push(b'}');
}

fn separate(at: usize, style: Style, level: usize, out: &mut Vec<u8>) {
    if at > 0 {
        out.push(b',');
    }
    match style.blanks {
        1 if at > 0 => out.push(b' '),
        2 => new_line(level, out),
        3 => out.extend_from_slice(b" \t"),
        _ => {}
    }
}

fn close(empty: bool, style: Style, level: usize, out: &mut Vec<u8>) {
    if style.blanks == 2 && !empty {
        new_line(level, out);
    }
}

fn new_line(level: usize, out: &mut Vec<u8>) {
    out.push(b'\n');
    out.extend(std::iter::repeat_n(b' ', level * 2));
}

fn write_text(text: &Text, style: Style, out: &mut Vec<u8>) {
    if style.escapes == 0 {
        return write_string(text, out);
    }
    out.push(b'"');
    for point in text.code_points() {
        let c = char::from_u32(point);
        match (style.escapes, c) {
            (_, Some('"')) => out.extend_from_slice(b"\\\""),
            (_, Some('\\')) => out.extend_from_slice(b"\\\\"),
            (1 | 2, Some('/')) => out.extend_from_slice(b"\\/"),
            // As it is, where that can be.
            (1, Some(c)) if point >= 0x20 => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            (2, Some(c)) if (' '..='~').contains(&c) => out.push(c as u8),
            // Every other letter where none is needed.
            (4, Some(c)) if (' '..='~').contains(&c) && out.len().is_multiple_of(2) => {
                out.push(c as u8)
            }
            (escapes, _) => {
                let (first, second) = utf16_units(point);
                for unit in std::iter::once(first).chain(second) {
                    let digits = match escapes {
                        2 => format!("\\u{unit:04X}"),
                        _ => format!("\\u{unit:04x}"),
                    };
                    out.extend_from_slice(digits.as_bytes());
                }
            }
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::stream::Stream;

    #[test]
    fn every_spelling_says_the_same() {
        for index in 0..400 {
            let goal = Stream { seed: 3 }.goal(index);
            if goal.has_non_finite() {
                continue;
            }
            let extra = [(Text::constant("sdk"), Value::from("x"))];
            for style in
                (0..125u8).map(|n| Style { blanks: n % 5, escapes: n / 5 % 5, turn: n / 25 })
            {
                let mut body = Vec::new();
                write_body(&goal, &extra, style, &mut body);
                let read = crate::protocol::json::parse(&body)
                    .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&body)));
                assert_eq!(read.get("sdk"), Some(&"x".into()));
                assert_eq!(Goal::from_value(read).unwrap(), goal);
            }
        }
    }
}
