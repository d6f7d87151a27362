//! Two byte strings, one above the other, with the first difference marked.

use crate::judge::drift::first_difference;
use crate::protocol::text::is_unseen;
use crate::wording::push_escaped;

/// So many characters of a line are shown.
const WIDTH: usize = 96;

/// So many of them before the difference, where the beginning has to go.
const BEFORE: usize = 48;

/// Two strings cut alike, so that what stands above one another is the same place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DiffView {
    pub(super) expected: String,
    pub(super) actual: String,
    /// The column of the difference and what stands there; `None` where there is no difference.
    pub(super) mark: Option<(usize, String)>,
}

/// Lays two byte strings out for reading.
pub(super) fn marked(expected: &[u8], actual: &[u8]) -> DiffView {
    let at = first_difference(expected, actual);
    let from = match at {
        Some(at) if at > BEFORE + 8 => at - BEFORE,
        _ => 0,
    };
    let mark = at.map(|at| {
        let column = at - from + usize::from(from > 0);
        let (wanted, came) = (hex_at(expected, at), hex_at(actual, at));
        (column, format!("byte {at}: {wanted} expected, {came} signed"))
    });
    DiffView { expected: shown(expected, from), actual: shown(actual, from), mark }
}

/// One byte string on its own.
pub(super) fn plain(bytes: &[u8]) -> String {
    shown(bytes, 0)
}

/// Text from an adapter, on one line and with nothing that a terminal would act on.
pub fn safe(text: &str) -> String {
    const LONGEST: usize = 400;
    let mut safe = String::new();
    for c in text.chars().take(LONGEST) {
        push_visible(c, &mut safe);
    }
    if text.chars().nth(LONGEST).is_some() {
        safe.push('…');
    }
    safe
}

/// A character as it is, or its bytes as `\xNN` where it cannot be seen.
fn push_visible(c: char, out: &mut String) {
    if is_unseen(c) {
        push_escaped(c, out);
    } else {
        out.push(c);
    }
}

fn hex_at(bytes: &[u8], at: usize) -> String {
    if at >= bytes.len() {
        return "the end".to_owned();
    }
    let few = &bytes[at..bytes.len().min(at + 6)];
    few.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// Bytes as text: what is printable as it is, every other byte as `\xNN`.
fn shown(bytes: &[u8], from: usize) -> String {
    // Everything before the difference is canonical and so ASCII: cutting there cuts no character.
    let rest = &bytes[from.min(bytes.len())..];
    let mut text = String::from(if from > 0 { "…" } else { "" });
    let mut count = text.chars().count();
    for chunk in rest.utf8_chunks() {
        let valid = chunk.valid().chars().map(|c| {
            let mut piece = String::new();
            push_visible(c, &mut piece);
            piece
        });
        let invalid = chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}"));
        for piece in valid.chain(invalid) {
            if count >= WIDTH {
                text.push('…');
                return text;
            }
            count += piece.chars().count();
            text.push_str(&piece);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_under_the_difference() {
        let m = marked(br#"{"a":"\u00e9"}"#, "{\"a\":\"é\"}".as_bytes());
        assert_eq!((m.expected.as_str(), m.actual.as_str()), (r#"{"a":"\u00e9"}"#, r#"{"a":"é"}"#));
        assert_eq!(
            m.mark,
            Some((6, "byte 6: 5c 75 30 30 65 39 expected, c3 a9 22 7d signed".to_owned()))
        );
    }

    #[test]
    fn a_long_beginning_is_cut_from_both() {
        let long = "x".repeat(300);
        let m = marked(format!("{long}a").as_bytes(), format!("{long}\u{7f}").as_bytes());
        let (column, _) = m.mark.clone().unwrap();
        assert_eq!(m.expected.chars().nth(column), Some('a'));
        assert!(m.actual.ends_with("\\x7f"));
        assert!(m.expected.starts_with('…') && m.actual.starts_with('…'));
    }

    #[test]
    fn nothing_invisible_reaches_a_terminal() {
        assert_eq!(
            plain("a\u{1b}[0m\u{202e}\u{fffd}".as_bytes()),
            "a\\x1b[0m\\xe2\\x80\\xae\u{fffd}"
        );
        assert_eq!(plain(b"\xff\xfe"), "\\xff\\xfe");
    }
}
