//! Nodes become bytes.

use super::members::{Members, Node, known_keys};
use crate::mistakes::config::{Astral, Charset, KeyOrder, RawBut, SignerConfig, Slash};
use crate::mistakes::javascript;
use crate::protocol::Text;
use crate::protocol::text::{split_first, utf16_units};
use std::cmp::Ordering;

/// An object: `is_top` tells whose keys an order that is told means.
pub(super) fn write_map(
    config: &SignerConfig,
    order: KeyOrder,
    is_top: bool,
    mut members: Members<'_>,
    depth: usize,
    out: &mut Vec<u8>,
) {
    members.sort_by(|(a, _), (b, _)| compare_keys(order, is_top, a, b));
    let is_empty = members.is_empty();
    out.push(b'{');
    for (i, (key, node)) in members.into_iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(config.separators.0.as_bytes());
        }
        write_line_end(config, depth + 1, out);
        write_key(config, key, out);
        out.extend_from_slice(config.separators.1.as_bytes());
        write_node(config, node, depth + 1, out);
    }
    if !is_empty {
        write_line_end(config, depth, out);
    }
    out.push(b'}');
}

fn write_line_end(config: &SignerConfig, depth: usize, out: &mut Vec<u8>) {
    if let Some(indent) = config.indent {
        out.extend_from_slice(config.line_end.as_bytes());
        (0..depth).for_each(|_| out.extend_from_slice(indent.as_bytes()));
    }
}

fn compare_keys(order: KeyOrder, is_top: bool, a: &Text, b: &Text) -> Ordering {
    match order {
        // The order of their bytes.
        KeyOrder::CodePoint => a.cmp(b),
        KeyOrder::Utf16 => a.utf16().cmp(b.utf16()),
        KeyOrder::CaseInsensitive => {
            let lower = |text: &Text| text.to_string().to_lowercase();
            lower(a).cmp(&lower(b))
        }
        KeyOrder::Insertion | KeyOrder::AsSent | KeyOrder::AsSentTenantLast => Ordering::Equal,
        KeyOrder::JavaScript => javascript::key_rank(a).cmp(&javascript::key_rank(b)),
        KeyOrder::Given(permutation) => {
            let known = known_keys(is_top);
            permutation.place(a, known).cmp(&permutation.place(b, known))
        }
    }
}

pub(super) fn write_node(config: &SignerConfig, node: Node<'_>, depth: usize, out: &mut Vec<u8>) {
    match node {
        Node::Token(token) => out.extend_from_slice(token.as_bytes()),
        Node::Text(text) => write_text(config, &text, out),
        Node::Map(members) => write_map(config, config.inner_order, false, members, depth, out),
        Node::Properties(members) if config.properties_as_text => {
            let inside = SignerConfig { properties_as_text: false, ..config.clone() };
            let mut text = Vec::new();
            write_node(&inside, Node::Properties(members), depth, &mut text);
            write_text(config, &Text::from(&*String::from_utf8_lossy(&text)), out);
        }
        Node::Properties(members) if members.is_empty() && config.empty_properties_as_list => {
            out.extend_from_slice(b"[]");
        }
        Node::Properties(_) if config.properties_emptied => out.extend_from_slice(b"{}"),
        Node::Properties(members) => {
            write_map(config, config.properties_order, false, members, depth, out);
        }
        Node::List(items) => {
            let is_empty = items.is_empty();
            out.push(b'[');
            for (i, item) in items.into_iter().enumerate() {
                if i > 0 {
                    out.extend_from_slice(config.separators.0.as_bytes());
                }
                write_line_end(config, depth + 1, out);
                write_node(config, item, depth + 1, out);
            }
            if !is_empty {
                write_line_end(config, depth, out);
            }
            out.push(b']');
        }
    }
}

/// A key with its quotes.
fn write_key(config: &SignerConfig, key: &Text, out: &mut Vec<u8>) {
    if !config.camel_case {
        return write_text(config, key, out);
    }
    let mut camel = String::new();
    for (i, word) in key.to_string().split('_').enumerate() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if i > 0 => camel.extend(first.to_uppercase()),
            first => camel.extend(first),
        }
        camel.push_str(letters.as_str());
    }
    write_text(config, &camel.into(), out);
}

/// A string with its quotes.
pub(super) fn write_text(config: &SignerConfig, text: &Text, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let plain = rest.iter().take_while(|byte| is_plain(**byte)).count();
        out.extend_from_slice(&rest[..plain]);
        let Some((code_point, tail)) = split_first(&rest[plain..]) else { break };
        write_character(config, code_point, out);
        rest = tail;
    }
    out.push(b'"');
}

/// Whether no mistake touches a byte: [`write_character`] writes it as it is, whatever the config.
fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x20..0x7F)
        && !matches!(byte, b'"' | b'&'..=b'\'' | b'+' | b'/' | b'<'..=b'>' | b'\\' | b'`')
}

fn write_character(config: &SignerConfig, code_point: u32, out: &mut Vec<u8>) {
    let surrogate = (0xD800..0xE000).contains(&code_point);
    let code_point = if surrogate && config.replace_lone_surrogates { 0xFFFD } else { code_point };
    if config.unescaped && code_point < 0x80 {
        out.push(code_point as u8);
        return;
    }
    let short = match code_point {
        0x22 if config.escape_quotes => None,
        0x22 => Some(b'"'),
        0x5C => Some(b'\\'),
        0x2F if config.slash == Slash::Escaped => Some(b'/'),
        0x2F if config.slash == Slash::EscapedInClosingTags && out.last() == Some(&b'<') => {
            Some(b'/')
        }
        _ if !config.short_escapes => None,
        0x08 | 0x0C if config.long_backspace_and_form_feed => None,
        0x08 => Some(b'b'),
        0x09 => Some(b't'),
        0x0A => Some(b'n'),
        0x0C => Some(b'f'),
        0x0D => Some(b'r'),
        _ => None,
    };
    if let Some(short) = short {
        out.extend_from_slice(&[b'\\', short]);
        return;
    }
    let escaped = match code_point {
        0x00..0x20 => true,
        0x7F => config.escape_del,
        0x3C | 0x3E | 0x27 if config.escape_tags => true,
        0x3C | 0x3E | 0x26 => config.escape_html,
        0x27 if config.escape_equals => true,
        0x3D => config.escape_equals,
        0x22 | 0x27 => config.escape_quotes,
        0x2B | 0x60 => config.escape_plus,
        0x20..0x7F => false,
        0x2028 | 0x2029 if config.escape_line_separators => true,
        0xD800..0xE000 if config.charset == Charset::Utf8 => true,
        0x10000.. if config.astral == Astral::Raw => false,
        0x10000.. if config.raw_but != RawBut::Nothing => true,
        _ if config.raw_but == RawBut::AstralAndInvisible && is_invisible(code_point) => true,
        _ => config.charset == Charset::Escaped && !config.unescaped,
    };
    if escaped {
        return write_escape(config, code_point, out);
    }
    if code_point < 0x80 {
        out.push(code_point as u8);
        return;
    }
    write_beyond_ascii(config, code_point, out);
}

/// What .NET's encoders escape of U+0080 to U+FFFF, unassigned characters aside.
fn is_invisible(code_point: u32) -> bool {
    matches!(
        code_point,
        0x80..=0xA0
            | 0x1680
            | 0x2000..=0x200A
            | 0x2028..=0x2029
            | 0x202F
            | 0x205F
            | 0x3000
            | 0xE000..=0xF8FF
    )
}

fn write_escape(config: &SignerConfig, code_point: u32, out: &mut Vec<u8>) {
    let mut push = |text: String| out.extend_from_slice(text.as_bytes());
    if code_point >= 0x10000 {
        match config.astral {
            Astral::Eight => return push(format!("\\U{code_point:08x}")),
            Astral::Braces => return push(format!("\\u{{{code_point:x}}}")),
            Astral::Five => return push(format!("\\u{code_point:x}")),
            Astral::Pair | Astral::Raw => {}
        }
    }
    let (first, second) = utf16_units(code_point);
    for unit in [Some(first), second].into_iter().flatten() {
        // What a JSON encoder escaped before is padded.
        let is_padded = unit < 0x7F || !config.unpadded_escapes;
        let digits = if is_padded { format!("{unit:04x}") } else { format!("{unit:x}") };
        let upper = config.upper_case_escapes || (config.upper_case_html && unit < 0x7F);
        let digits = if upper { digits.to_uppercase() } else { digits };
        push(format!("\\u{digits}"));
    }
}

/// A character outside ASCII that is not escaped.
fn write_beyond_ascii(config: &SignerConfig, code_point: u32, out: &mut Vec<u8>) {
    let character = char::from_u32(code_point).unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut buffer = [0; 4];
    let utf8 = character.encode_utf8(&mut buffer).as_bytes();
    match config.charset {
        Charset::Escaped | Charset::Utf8 => out.extend_from_slice(utf8),
        Charset::Latin1 if code_point < 0x100 => out.push(code_point as u8),
        Charset::Windows1252 => out.push(windows_1252(code_point)),
        Charset::LowByte => {
            let (first, second) = utf16_units(code_point);
            out.extend([Some(first), second].into_iter().flatten().map(|unit| unit as u8));
        }
        Charset::QuestionMark => {
            out.extend(std::iter::repeat_n(b'?', if code_point < 0x10000 { 1 } else { 2 }));
        }
        Charset::Latin1 | Charset::QuestionMarkEach => out.push(b'?'),
        Charset::Dropped => {}
        Charset::XmlReference => out.extend_from_slice(format!("&#{code_point};").as_bytes()),
        Charset::BackslashX => {
            let text = match code_point {
                0..0x100 => format!("\\x{code_point:02x}"),
                0x100..0x10000 => format!("\\u{code_point:04x}"),
                _ => format!("\\U{code_point:08x}"),
            };
            out.extend_from_slice(text.as_bytes());
        }
        Charset::Percent => {
            out.extend(utf8.iter().flat_map(|byte| format!("%{byte:02X}").into_bytes()));
        }
        Charset::Mojibake => {
            utf8.iter().for_each(|byte| write_escape(config, u32::from(*byte), out));
        }
        Charset::DoubleUtf8 => {
            let twice: String = utf8.iter().map(|byte| char::from(*byte)).collect();
            out.extend_from_slice(twice.as_bytes());
        }
        Charset::Cesu8 => {
            let (first, second) = utf16_units(code_point);
            for unit in [Some(first), second].into_iter().flatten() {
                let unit: Text = [u32::from(unit)].into_iter().collect();
                out.extend_from_slice(unit.as_bytes());
            }
        }
    }
}

/// The byte that Windows-1252 has for a character, `?` where it has none.
fn windows_1252(code_point: u32) -> u8 {
    /// 0x80 to 0x9F; 0 where there is none.
    const HIGH: [u32; 32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
        0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
        0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ];
    match code_point {
        0xA0..0x100 => code_point as u8,
        _ => HIGH.iter().position(|known| *known == code_point).map_or(b'?', |at| 0x80 + at as u8),
    }
}
