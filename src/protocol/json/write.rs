//! Writing JSON: ASCII only, as CPython escapes it (CAN-3 to CAN-6).

use super::value::BorrowedValue;
use crate::protocol::number::BorrowedNumber;
use crate::protocol::text::BorrowedText;
use crate::protocol::text::{split_first, utf16_units};
use std::fmt;

impl BorrowedValue<'_> {
    /// The value as compact ASCII JSON, keys in the order written.
    pub fn to_json(&self) -> String {
        let mut out = Vec::new();
        write_compact(self, &mut out);
        // The writer gives ASCII only.
        String::from_utf8(out).unwrap_or_default()
    }
}

impl fmt::Debug for BorrowedText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut json = Vec::new();
        write_string(self, &mut json);
        f.write_str(&String::from_utf8_lossy(&json))
    }
}

/// For each byte: 0 where it is not escaped in a JSON string, else what it takes to escape it.
const ESCAPE: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte < 0x20 || byte >= 0x7F {
            table[byte] = b'u';
        }
        byte += 1;
    }
    table[0x08] = b'b';
    table[b'\t' as usize] = b't';
    table[b'\n' as usize] = b'n';
    table[0x0C] = b'f';
    table[b'\r' as usize] = b'r';
    table[b'"' as usize] = b'"';
    table[b'\\' as usize] = b'\\';
    table
};

/// Writes a string with its quotes: everything outside printable ASCII as lower-case `\uXXXX`, an
/// astral code point as its surrogate pair, DEL escaped, `/` bare, short escapes where JSON has them.
#[inline]
pub fn write_string(text: &BorrowedText<'_>, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    if is_clean(bytes) {
        out.extend_from_slice(bytes);
    } else {
        write_escaped(bytes, out);
    }
    out.push(b'"');
}

/// A text of which some need an escape.
fn write_escaped(mut rest: &[u8], out: &mut Vec<u8>) {
    while !rest.is_empty() {
        let clean = clean_run(rest);
        out.extend_from_slice(&rest[..clean]);
        rest = &rest[clean..];
        // Escapes come in runs (a word of Cyrillic): stay here while they do.
        while let Some(&byte) = rest.first() {
            match ESCAPE[usize::from(byte)] {
                0 => break,
                b'u' => {
                    let Some((code_point, tail)) = split_first(rest) else { break };
                    rest = tail;
                    let (first, second) = utf16_units(code_point);
                    write_unit(first, out);
                    if let Some(second) = second {
                        write_unit(second, out);
                    }
                }
                short => {
                    out.extend_from_slice(&[b'\\', short]);
                    rest = &rest[1..];
                }
            }
        }
    }
}

/// Number of leading bytes that need no escape.
#[inline]
fn clean_run(bytes: &[u8]) -> usize {
    if is_clean(bytes) {
        return bytes.len();
    }
    bytes.iter().position(|&b| ESCAPE[usize::from(b)] != 0).unwrap_or(bytes.len())
}

/// Whether no byte needs an escape. This is the usual case, so eight bytes are tested at a time. The last
/// eight overlap those before, which is faster than a loop over the remainder.
#[inline]
fn is_clean(bytes: &[u8]) -> bool {
    match bytes.last_chunk() {
        Some(last) => {
            let (words, _) = bytes.as_chunks();
            words.iter().fold(dirt(last), |all, word| all | dirt(word)) == 0
        }
        None => bytes.iter().all(|&b| ESCAPE[usize::from(b)] == 0),
    }
}

/// Zero if none of eight bytes needs an escape. The high bit of a byte of the result is set if
/// it needs one; a borrow may set more of them, never all of none.
#[inline]
fn dirt(bytes: &[u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    let word = u64::from_le_bytes(*bytes);
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let del_or_more = word | word.wrapping_add(ONES);
    (below(word, 0x20) | is(b'"') | is(b'\\') | del_or_more) & (ONES << 7)
}

#[inline]
fn write_unit(unit: u16, out: &mut Vec<u8>) {
    let [[a, b], [c, d]] = crate::protocol::hex::pairs(&unit.to_be_bytes());
    out.extend_from_slice(&[b'\\', b'u', a, b, c, d]);
}

/// Writes a value without blanks, keys in the order written, numbers as written. A non-finite
/// number has no JSON text and takes the adapter protocol's spelling, `{"$number":"NaN"}`.
pub fn write_compact(value: &BorrowedValue<'_>, out: &mut Vec<u8>) {
    match value {
        BorrowedValue::Null => out.extend_from_slice(b"null"),
        BorrowedValue::Bool(true) => out.extend_from_slice(b"true"),
        BorrowedValue::Bool(false) => out.extend_from_slice(b"false"),
        BorrowedValue::Number(
            BorrowedNumber::Integer(text) | BorrowedNumber::Float { text, .. },
        ) => {
            out.extend_from_slice(text.as_bytes());
        }
        BorrowedValue::Number(BorrowedNumber::NonFinite(number)) => {
            out.extend_from_slice(b"{\"$number\":\"");
            out.extend_from_slice(number.name().as_bytes());
            out.extend_from_slice(b"\"}");
        }
        BorrowedValue::String(text) => write_string(text, out),
        BorrowedValue::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_compact(item, out);
            }
            out.push(b']');
        }
        BorrowedValue::Object(members) => {
            out.push(b'{');
            for (i, (key, member)) in members.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_string(key, out);
                out.push(b':');
                write_compact(member, out);
            }
            out.push(b'}');
        }
    }
}

/// Writes a value for people: two blanks a level, one member or item a line, keys in the order
/// written. `inline` names the keys whose values stay on one line.
pub fn write_pretty(value: &BorrowedValue<'_>, inline: &[&str], out: &mut Vec<u8>) {
    pretty(value, inline, 0, out);
    out.push(b'\n');
}

fn pretty(value: &BorrowedValue<'_>, inline: &[&str], level: usize, out: &mut Vec<u8>) {
    let new_line = |level: usize, out: &mut Vec<u8>| {
        out.push(b'\n');
        out.extend(std::iter::repeat_n(b' ', level * 2));
    };
    match value {
        BorrowedValue::Array(items) if !items.is_empty() => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                new_line(level + 1, out);
                pretty(item, inline, level + 1, out);
            }
            new_line(level, out);
            out.push(b']');
        }
        BorrowedValue::Object(members) if !members.is_empty() => {
            out.push(b'{');
            for (i, (key, member)) in members.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                new_line(level + 1, out);
                write_string(key, out);
                out.extend_from_slice(b": ");
                if inline.iter().any(|name| key == *name) {
                    write_compact(member, out);
                } else {
                    pretty(member, inline, level + 1, out);
                }
            }
            new_line(level, out);
            out.push(b'}');
        }
        _ => write_compact(value, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Text;
    use crate::protocol::json::Value;

    use crate::protocol::json::parse;

    #[test]
    fn people_get_a_member_a_line_and_nothing_is_lost() {
        let text = r#"{"b":[1,{"a":[]},"x"],"a":{},"d":{"b":[1,2],"e":true},"c":[[null,false]]}"#;
        let value = parse(text.as_bytes()).unwrap();
        let mut out = Vec::new();
        write_pretty(&value, &["c"], &mut out);
        let pretty = concat!(
            "{\n  \"b\": [\n    1,\n    {\n      \"a\": []\n    },\n    \"x\"\n  ],\n  \"a\": {},\n",
            "  \"d\": {\n    \"b\": [\n      1,\n      2\n    ],\n    \"e\": true\n  },\n",
            "  \"c\": [[null,false]]\n}\n",
        );
        assert_eq!(String::from_utf8(out).unwrap(), pretty);
        assert_eq!(value.to_json(), text);
    }

    #[test]
    fn a_character_is_escaped_alone_and_at_every_place_of_a_run() {
        for code_point in (0..0x180u32).chain([0x2028, 0xD800, 0xFFFF, 0x1F600]) {
            let escaped = match code_point {
                0x08 => "\\b".to_owned(),
                0x09 => "\\t".to_owned(),
                0x0A => "\\n".to_owned(),
                0x0C => "\\f".to_owned(),
                0x0D => "\\r".to_owned(),
                0x22 => "\\\"".to_owned(),
                0x5C => "\\\\".to_owned(),
                0x20..0x7F => char::from_u32(code_point).unwrap().to_string(),
                0x1F600 => "\\ud83d\\ude00".to_owned(),
                other => format!("\\u{other:04x}"),
            };
            for (before, after) in (0..18).flat_map(|n| [(n, 0), (0, n)]) {
                let mut text = Text::from("~".repeat(before));
                text.push(code_point);
                text.push_str(&"/".repeat(after));
                let written = format!("\"{}{escaped}{}\"", "~".repeat(before), "/".repeat(after));
                assert_eq!(Value::String(text.clone()).to_json(), written);
                assert_eq!(format!("{text:?}"), written);
            }
        }
    }
}
