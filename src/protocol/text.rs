//! JSON strings, lone surrogates included.

use std::borrow::Cow;
use std::fmt;

/// A JSON string: any sequence of code points from U+0000 to U+10FFFF, surrogates included.
///
/// JSON can spell half of a surrogate pair (`"\ud800"`) and Python and JavaScript keep it, so a
/// `String` cannot hold what a caller can pass. The bytes here are UTF-8 extended to lone
/// surrogates (each in three bytes); a pair is always joined into its astral code point. Comparing
/// those bytes orders by code point, which is the order that the protocol sorts keys in.
///
/// What a body spells without escapes is borrowed from it; [`Text`] holds its bytes itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BorrowedText<'a>(Cow<'a, [u8]>);

/// A text that borrows from nothing.
pub type Text = BorrowedText<'static>;

impl Text {
    /// A text known at compile time; does not allocate.
    pub const fn constant(text: &'static str) -> Self {
        Text::borrowed(text)
    }

    /// An empty text with a capacity in bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        BorrowedText(Cow::Owned(Vec::with_capacity(bytes)))
    }
}

impl<'a> BorrowedText<'a> {
    /// A text that stays where it is.
    #[inline]
    pub const fn borrowed(text: &'a str) -> Self {
        BorrowedText(Cow::Borrowed(text.as_bytes()))
    }

    /// Bytes that the caller knows to be UTF-8; they stay where they are.
    #[inline]
    pub(crate) const fn of_utf8(bytes: &'a [u8]) -> Self {
        BorrowedText(Cow::Borrowed(bytes))
    }

    /// The same, borrowed from nothing.
    pub fn into_owned(self) -> Text {
        BorrowedText(Cow::Owned(self.0.into_owned()))
    }

    /// The extended UTF-8 bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text as a `str`, or `None` if it holds a lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Whether the text is `""`.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any code point is half of a surrogate pair without the other half.
    pub fn has_lone_surrogate(&self) -> bool {
        // In UTF-8 proper 0xED is followed by 0x80..=0x9F: more than that is a surrogate.
        self.0.contains(&0xED) && self.0.windows(2).any(|w| w[0] == 0xED && w[1] >= 0xA0)
    }

    /// The text as a `String`; lone surrogates become U+FFFD.
    pub fn into_string(self) -> String {
        match String::from_utf8(self.0.into_owned()) {
            Ok(text) => text,
            Err(error) => BorrowedText(Cow::Owned(error.into_bytes())).to_string(),
        }
    }

    /// The code points in order.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let mut rest = self.as_bytes();
        std::iter::from_fn(move || {
            let (code_point, tail) = split_first(rest)?;
            rest = tail;
            Some(code_point)
        })
    }

    /// The UTF-16 code units in order; an astral code point gives two.
    pub fn utf16(&self) -> impl Iterator<Item = u16> + '_ {
        self.code_points().flat_map(|cp| {
            let (first, second) = utf16_units(cp);
            std::iter::once(first).chain(second)
        })
    }

    /// Appends a code point. A low surrogate after a high one joins it into an astral code point.
    /// Values over U+10FFFF become U+FFFD.
    pub fn push(&mut self, code_point: u32) {
        let bytes = self.0.to_mut();
        if (0xDC00..0xE000).contains(&code_point)
            && let [.., 0xED, b1 @ 0xA0..=0xAF, b2] = bytes[..]
        {
            let high = 0xD000 | (u32::from(b1 & 0x3F) << 6) | u32::from(b2 & 0x3F);
            let joined = 0x10000 + ((high - 0xD800) << 10) + (code_point - 0xDC00);
            bytes.truncate(bytes.len() - 3);
            encode(joined, bytes);
            return;
        }
        encode(code_point, bytes);
    }

    /// Appends a run of text without escapes.
    pub fn push_str(&mut self, text: &str) {
        self.0.to_mut().extend_from_slice(text.as_bytes());
    }
}

/// Whether a terminal or a page would act on a character, or show nothing for it: control characters,
/// and those that are invisible or turn a line around.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        // Fillers that look like a blank, variation selectors, tags.
        || matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}')
        || matches!(c, '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The one or two UTF-16 units of a code point.
pub fn utf16_units(code_point: u32) -> (u16, Option<u16>) {
    if code_point < 0x10000 {
        (code_point as u16, None)
    } else {
        let offset = code_point - 0x10000;
        let high = 0xD800 + (offset >> 10) as u16;
        let low = 0xDC00 + (offset & 0x3FF) as u16;
        (high, Some(low))
    }
}

/// Splits the first code point off extended UTF-8.
#[inline]
pub(crate) fn split_first(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let low = |b: u8| u32::from(b & 0x3F);
    match bytes {
        [] => None,
        [a @ 0..=0x7F, rest @ ..] => Some((u32::from(*a), rest)),
        [a @ 0xC0..=0xDF, b, rest @ ..] => Some(((u32::from(a & 0x1F) << 6) | low(*b), rest)),
        [a @ 0xE0..=0xEF, b, c, rest @ ..] => {
            Some(((u32::from(a & 0x0F) << 12) | (low(*b) << 6) | low(*c), rest))
        }
        [a, b, c, d, rest @ ..] => {
            Some(((u32::from(a & 0x07) << 18) | (low(*b) << 12) | (low(*c) << 6) | low(*d), rest))
        }
        // Cannot be reached: every constructor writes whole code points.
        _ => None,
    }
}

/// Writes one code point as extended UTF-8.
fn encode(code_point: u32, out: &mut Vec<u8>) {
    let tail = |shift: u32| 0x80 | (code_point >> shift & 0x3F) as u8;
    match code_point {
        0..=0x7F => out.push(code_point as u8),
        0x80..=0x7FF => out.extend([0xC0 | (code_point >> 6) as u8, tail(0)]),
        0x800..=0xFFFF => out.extend([0xE0 | (code_point >> 12) as u8, tail(6), tail(0)]),
        0x1_0000..=0x10_FFFF => {
            out.extend([0xF0 | (code_point >> 18) as u8, tail(12), tail(6), tail(0)]);
        }
        _ => out.extend("\u{FFFD}".as_bytes()),
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        BorrowedText(Cow::Owned(text.as_bytes().to_vec()))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        BorrowedText(Cow::Owned(text.into_bytes()))
    }
}

impl FromIterator<u32> for Text {
    fn from_iter<I: IntoIterator<Item = u32>>(code_points: I) -> Self {
        let mut text = Text::default();
        for code_point in code_points {
            text.push(code_point);
        }
        text
    }
}

impl PartialEq<str> for BorrowedText<'_> {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

/// For people: lone surrogates are shown as U+FFFD.
impl fmt::Display for BorrowedText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.as_str() {
            return f.write_str(text);
        }
        for code_point in self.code_points() {
            let shown = char::from_u32(code_point).unwrap_or(char::REPLACEMENT_CHARACTER);
            fmt::Write::write_char(f, shown)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_a_pair_join_only_in_the_right_order() {
        let joined: Text = [0xD83D, 0xDE00].into_iter().collect();
        assert_eq!(joined, Text::from("😀"));
        let apart: Text = [0xDE00, 0xD83D].into_iter().collect();
        assert!(apart.has_lone_surrogate());
        assert_eq!(apart.code_points().collect::<Vec<_>>(), [0xDE00, 0xD83D]);
    }

    #[test]
    fn byte_order_is_code_point_order() {
        let mut texts: Vec<Text> = [0x10000u32, 0xFFFF, 0xE000, 0xD800, 0x7FF, 0x80, 0x41]
            .into_iter()
            .map(|cp| [cp].into_iter().collect())
            .collect();
        texts.sort();
        let sorted: Vec<u32> = texts.iter().flat_map(|t| t.code_points()).collect();
        assert_eq!(sorted, [0x41, 0x80, 0x7FF, 0xD800, 0xE000, 0xFFFF, 0x10000]);
    }

    #[test]
    fn utf16_splits_astral_code_points() {
        let text = Text::from("a😀");
        assert_eq!(text.utf16().collect::<Vec<_>>(), [0x61, 0xD83D, 0xDE00]);
    }

    #[test]
    fn each_code_point_is_kept_and_has_the_bytes_of_utf_8() {
        for code_point in (0..=0x10FFFFu32)
            .step_by(251)
            .chain([0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF])
        {
            let text: Text = [code_point].into_iter().collect();
            assert_eq!(text.code_points().collect::<Vec<_>>(), [code_point]);
            let (proper, half) =
                (char::from_u32(code_point), (0xD800..0xE000).contains(&code_point));
            assert_eq!(text.has_lone_surrogate(), half);
            assert_eq!(text.as_str().map(str::to_owned), proper.map(String::from));
            let units: Vec<u16> = match proper {
                Some(c) => c.encode_utf16(&mut [0; 2]).to_vec(),
                None => vec![code_point as u16],
            };
            assert_eq!(text.utf16().collect::<Vec<_>>(), units);
            let shown = proper.unwrap_or(char::REPLACEMENT_CHARACTER).to_string();
            assert_eq!(text.to_string(), shown);
            assert_eq!(text.into_string(), shown);
        }
        let beyond: Text = [0x110000].into_iter().collect();
        assert_eq!(beyond, Text::from("\u{fffd}"));
    }

    #[test]
    fn every_pair_of_halves_joins_into_its_code_point() {
        for (high, low, joined) in [
            (0xD800, 0xDC00, '\u{10000}'),
            (0xD800, 0xDFFF, '\u{103ff}'),
            (0xD83D, 0xDE00, '😀'),
            (0xDBFF, 0xDC00, '\u{10fc00}'),
            (0xDBFF, 0xDFFF, '\u{10ffff}'),
        ] {
            let mut text = Text::from("a");
            text.push(high);
            text.push(low);
            assert_eq!(text, Text::from(format!("a{joined}")));
        }
        // None of these is a high half and then a low one.
        for apart in [
            [0xDC00, 0xDC00],
            [0xD800, 0xE000],
            [0xD800, 0xDBFF],
            [0xD7FF, 0xDC00],
            [0xE000, 0xDC00],
        ] {
            let text: Text = apart.into_iter().collect();
            assert_eq!(text.code_points().collect::<Vec<_>>(), apart);
        }
    }

    #[test]
    fn what_is_not_seen_is_known_and_nothing_else() {
        for unseen in [
            0x00, 0x1B, 0x7F, 0x9B, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B,
            0x180E, 0x180F, 0x200B, 0x200F, 0x2028, 0x202E, 0x2060, 0x206F, 0x2800, 0x3164, 0xFE00,
            0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFB, 0xE0000, 0xE0001, 0xE007F, 0xE01EF,
        ] {
            assert!(is_unseen(char::from_u32(unseen).unwrap()), "{unseen:x}");
        }
        for seen in " a~éßЖ東👍\u{a0}\u{2010}\u{2801}\u{fffd}\u{10000}".chars() {
            assert!(!is_unseen(seen), "{:x}", u32::from(seen));
        }
    }

    #[test]
    fn texts_from_any_source_are_equal_by_their_characters() {
        let mut built = Text::with_capacity(4);
        assert!(built.is_empty());
        built.push_str("plan");
        assert!(!built.is_empty() && built == *"plan" && built != *"Plan");
        assert_eq!(built, Text::constant("plan"));
        assert_eq!(built, Text::from("plan".to_owned()));
        let half: Text = [0x61, 0xD800, 0x62].into_iter().collect();
        assert_eq!(half.to_string(), "a\u{fffd}b");
        assert_eq!(half.into_string(), "a\u{fffd}b");
    }
}
