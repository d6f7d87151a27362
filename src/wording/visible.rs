//! What a person is shown: nothing in it can make a terminal act, hide itself or turn a line around.
//!
//! Reports quote names, headers, fields and error messages that others chose. Instead of trusting each place that
//! quotes, everything that leaves for a terminal or a log passes through here once.

use crate::protocol::text::is_unseen;
use std::borrow::Cow;
use std::io::{self, Write};

/// Whether a character is escaped.
fn acts(c: char) -> bool {
    !matches!(c, '\n' | '\t') && is_unseen(c)
}

/// Text with every character that [`is_unseen`] as its UTF-8 bytes, `\xNN` each; line feeds and tabs stay.
///
/// ```
/// assert_eq!(goalpost::wording::visible("a\u{1b}]0;b\n"), "a\\x1b]0;b\n");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if acts(c) {
            push_escaped(c, &mut shown);
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// The UTF-8 bytes of a character, `\xNN` each.
pub fn push_escaped(c: char, out: &mut String) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        out.push_str(&format!("\\x{byte:02x}"));
    }
}

/// JSON text with every character that [`is_unseen`] as `\uXXXX`, which every reader takes for the same.
pub fn visible_json(json: &str) -> Cow<'_, str> {
    if !json.contains(acts) {
        return Cow::Borrowed(json);
    }
    let mut shown = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// A longer line is escaped and written in parts, in bytes.
const LONGEST_LINE: usize = 1 << 20;

/// A writer of text for people: what [`visible`] escapes is escaped, colours aside. The last line is written by
/// [`Write::flush`].
#[derive(Debug)]
pub struct VisibleWriter<W: Write> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> VisibleWriter<W> {
    /// A writer in front of another.
    pub fn new(out: W) -> VisibleWriter<W> {
        VisibleWriter { out, line: Vec::new() }
    }

    fn write_line(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        let mut rest = &*text;
        while let Some(at) = rest.find('\u{1b}') {
            let (plain, escape) = rest.split_at(at);
            self.out.write_all(visible(plain).as_bytes())?;
            let length = color(escape).unwrap_or(0);
            self.out.write_all(&escape.as_bytes()[..length])?;
            rest = &escape[length..];
            if length == 0 {
                self.out.write_all(b"\\x1b")?;
                rest = &escape[1..];
            }
        }
        self.out.write_all(visible(rest).as_bytes())
    }
}

/// The length of a colour as reports use them (bold, dim, one of the eight colours, back to normal), if a text begins
/// with one.
fn color(escape: &str) -> Option<usize> {
    let rest = escape.strip_prefix("\u{1b}[")?;
    let end = rest.find('m')?;
    let known = matches!(&rest[..end], "0" | "1" | "2" | "4")
        || matches!(rest.as_bytes()[..end], [b'3' | b'9', b'0'..=b'7']);
    known.then_some(end + 3)
}

impl<W: Write> Write for VisibleWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") || self.line.len() > LONGEST_LINE {
                self.write_line()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_line()?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_acts_on_or_hides_gets_through() {
        let hostile = [
            "\u{1b}]52;c;AAAA\u{7}",
            "\u{1b}]0;title\u{1b}\\",
            "\u{1b}[2J",
            "\u{1b}[8m",
            "\u{9b}31m",
            "\r",
            "\u{8}",
            "\u{7f}",
            "\u{202e}",
            "\u{2066}",
            "\u{200b}",
            "\u{ad}",
            "\u{3164}",
            "\u{115f}",
            "\u{1160}",
            "\u{ffa0}",
            "\u{2800}",
            "\u{180e}",
            "\u{e0001}",
            "\u{e0041}",
            "\u{e007f}",
            "\u{fe0f}",
            "\u{e0100}",
            "\u{feff}",
            "\u{2028}",
            "\u{1b}[31",
            "\u{1b}",
        ];
        for text in hostile {
            let around = format!("a{text}b");
            assert!(visible(&around).chars().all(|c| !is_unseen(c)), "{text:?}");
            let json: String = serde_json::to_string(&around).unwrap();
            let shown = visible_json(&json);
            assert!(shown.chars().all(|c| !is_unseen(c)), "{text:?}");
            assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), around);
            let mut out = Vec::new();
            let mut writer = VisibleWriter::new(&mut out);
            // In pieces, as formatting writes.
            for byte in around.bytes() {
                writer.write_all(&[byte]).unwrap();
            }
            writer.flush().unwrap();
            let out = String::from_utf8(out).unwrap();
            assert!(out.chars().all(|c| !is_unseen(c)), "{text:?}: {out:?}");
            assert!(out.starts_with('a') && out.ends_with('b'), "{out:?}");
        }
    }

    #[test]
    fn ordinary_text_and_the_colours_of_reports_stay() {
        let mut out = Vec::new();
        let text = "\u{1b}[1m\u{1b}[31mFAIL\u{1b}[0m café 🎉 日本\n\n  two\n\u{1b}[2mlast\u{1b}[0m";
        let mut writer = VisibleWriter::new(&mut out);
        writer.write_all(text.as_bytes()).unwrap();
        writer.flush().unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), text);
        assert!(matches!(visible("plain\n"), Cow::Borrowed(_)));
    }
}
