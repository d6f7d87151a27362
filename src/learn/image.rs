//! What is written in place of a single character.
//!
//! In a text function the image is text; in an escape it is bytes, each as the character U+0000 to U+00FF.

use crate::protocol::text::utf16_units;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What is written in place of a character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Image {
    /// This text, whatever the character; nothing where it is empty.
    Text(String),
    /// A format of the character.
    As(Format),
    /// The character so many code points further on.
    Shifted(i32),
    /// The character with something before and after it.
    Between(String, String),
}

macro_rules! formats {
    ($($variant:ident, $words:literal, $make:expr;)*) => {
        /// A format of a character.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Format { $($variant,)* }

        impl Format {
            /// All of them, what is likelier first.
            pub const ALL: &'static [Format] = &[$(Format::$variant,)*];

            /// The character in this format.
            pub fn write(self, c: char) -> String {
                match self { $(Format::$variant => { let make: fn(char) -> String = $make; make(c) })* }
            }

            /// In words.
            pub const fn words(self) -> &'static str {
                match self { $(Format::$variant => $words,)* }
            }
        }
    };
}

/// The ASCII letter or digit that the decomposition of a character beyond ASCII begins with.
pub(super) fn base(c: char) -> Option<char> {
    c.nfkd().next().filter(|first| first.is_ascii_alphanumeric() && !c.is_ascii())
}

fn each_unit(c: char, write: impl Fn(u16) -> String) -> String {
    let (first, second) = utf16_units(u32::from(c));
    [Some(first), second].into_iter().flatten().map(write).collect()
}

fn each_byte(c: char, write: impl Fn(u8) -> String) -> String {
    c.encode_utf8(&mut [0; 4]).bytes().map(write).collect()
}

fn high_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..0xA0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

formats! {
    Lower, "in lower case", |c| c.to_lowercase().collect();
    Upper, "in capitals", |c| c.to_uppercase().collect();
    WithoutMarks, "without its marks", |c| c.nfd().filter(|c| !is_combining_mark(*c)).collect();
    Nfd, "decomposed (NFD)", |c| c.nfd().collect();
    Nfkd, "decomposed (NFKD)", |c| c.nfkd().collect();
    Nfkc, "in compatibility form (NFKC)", |c| c.nfkc().collect();
    AsciiOfNfkd, "as the ASCII of its decomposition", |c| c.nfkd().filter(char::is_ascii).collect();
    Base, "as the ASCII letter or digit that its decomposition (NFKD) begins with", |c| base(c).unwrap_or(c).into();
    HtmlDecimal, "as `&#N;`", |c| format!("&#{};", u32::from(c));
    HtmlDecimalPadded, "as `&#0NN;`", |c| format!("&#{:03};", u32::from(c));
    HtmlHex, "as `&#xh;`", |c| format!("&#x{:x};", u32::from(c));
    HtmlHexUpper, "as `&#xH;`", |c| format!("&#x{:X};", u32::from(c));
    HtmlUnits, "as `&#N;` a UTF-16 unit", |c| each_unit(c, |unit| format!("&#{unit};"));
    Html, "as an HTML entity", html;
    PercentUpper, "percent-encoded", |c| each_byte(c, |b| format!("%{b:02X}"));
    PercentLower, "percent-encoded in lower case", |c| each_byte(c, |b| format!("%{b:02x}"));
    PercentCodePoint, "as `%HH` of its code point", |c| format!("%{:02X}", u32::from(c));
    PercentU, "as `%uXXXX`", |c| each_unit(c, |unit| format!("%u{unit:04X}"));
    Latin1Mojibake, "as its UTF-8 bytes read as Latin-1", |c| each_byte(c, |b| char::from(b).into());
    Windows1252Mojibake, "as its UTF-8 bytes read as Windows-1252", |c| each_byte(c, |b| high_1252(b).into());
    QuestionUnits, "as `?` a UTF-16 unit", |c| each_unit(c, |_| "?".into());
    QuestionBytes, "as `?` a UTF-8 byte", |c| each_byte(c, |_| "?".into());
    ReplacementUnits, "as U+FFFD a UTF-16 unit", |c| each_unit(c, |_| "\u{fffd}".into());
    ReplacementBytes, "as U+FFFD a UTF-8 byte", |c| each_byte(c, |_| "\u{fffd}".into());
    LowByte, "as the low byte of its code point", |c| char::from(u32::from(c) as u8).into();
    Doubled, "twice", |c| [c, c].iter().collect();
    XmlName, "as `_xHHHH_`", |c| match u32::from(c) {
        point @ 0x1_0000.. => format!("_x{point:08X}_"),
        point => format!("_x{point:04X}_"),
    };
    XmlNameUnits, "as `_xHHHH_` a UTF-16 unit", |c| each_unit(c, |unit| format!("_x{unit:04X}_"));
    EqualsUpper, "as `=HH` a UTF-8 byte", |c| each_byte(c, |b| format!("={b:02X}"));
    HexUpper, "as the hex of its UTF-8 bytes, in capitals", |c| each_byte(c, |b| format!("{b:02X}"));
    HexLower, "as the hex of its UTF-8 bytes", |c| each_byte(c, |b| format!("{b:02x}"));
    UnderscoreHex, "as `_` and the hex of its code point", |c| format!("_{:x}", u32::from(c));
    Backslash, "with a backslash before it", |c| format!("\\{c}");
    Raw, "raw, as UTF-8", |c| each_byte(c, |b| char::from(b).into());
    EscapeUpper, "as \\uXXXX in capitals", |c| each_unit(c, |unit| format!("\\u{unit:04X}"));
    EscapeLong, "as \\uxxxx", |c| each_unit(c, |unit| format!("\\u{unit:04x}"));
    EscapeUnpadded, "as \\ux without leading zeros", |c| each_unit(c, |unit| format!("\\u{unit:x}"));
    EscapeUnpaddedUpper, "as \\uX without leading zeros, in capitals", |c| each_unit(c, |unit| format!("\\u{unit:X}"));
    EscapeDecimal, "as \\u with a decimal number", |c| each_unit(c, |unit| format!("\\u{unit:04}"));
    EscapeCodePoint, "as \\u with the whole code point", |c| format!("\\u{:04x}", u32::from(c));
    EscapeCodePointUpper, "as \\u with the whole code point, in capitals", |c| format!("\\u{:04X}", u32::from(c));
    EscapeBraces, "as \\u{x}", |c| format!("\\u{{{:x}}}", u32::from(c));
    EscapeBracesUpper, "as \\u{X}", |c| format!("\\u{{{:X}}}", u32::from(c));
    EscapeEight, "as \\U and eight digits", |c| format!("\\U{:08x}", u32::from(c));
    EscapeX, "as \\xhh a UTF-8 byte", |c| each_byte(c, |b| format!("\\x{b:02x}"));
    EscapeXCodePoint, "as \\xhh", |c| format!("\\x{:02x}", u32::from(c));
    EscapeXUpper, "as \\xHH", |c| format!("\\x{:02X}", u32::from(c));
    EscapeXBraces, "as \\x{h}", |c| format!("\\x{{{:x}}}", u32::from(c));
    EscapeBytes, "as \\u00hh a UTF-8 byte", |c| each_byte(c, |b| format!("\\u{b:04x}"));
    Octal, "as \\ooo a UTF-8 byte", |c| each_byte(c, |b| format!("\\{b:03o}"));
    EscapeU, "as U+XXXX", |c| format!("U+{:04X}", u32::from(c));
    ShortEscape, "as its short escape", short;
    FirstHalf, "as the first half of its pair", |c| format!("\\u{:04x}", utf16_units(u32::from(c)).0);
    Cesu8, "as CESU-8", |c| each_unit(c, |unit| cesu(unit).into_iter().map(char::from).collect());
    EscapeTwice, "as \\\\uxxxx", |c| each_unit(c, |unit| format!("\\\\u{unit:04x}"));
    Caret, "as `^` and a letter", |c| match c { '\0'..='\u{1f}' => format!("^{}", char::from(c as u8 + 64)), '\u{7f}' => "^?".into(), _ => c.into() };
    ControlPicture, "as a control picture", |c| match c { '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).map(String::from).unwrap_or_default(), '\u{7f}' => "\u{2421}".into(), _ => c.into() };
}

fn cesu(unit: u16) -> Vec<u8> {
    let tail = |shift: u16| 0x80 | (unit >> shift & 0x3F) as u8;
    match unit {
        0..0x80 => vec![unit as u8],
        0x80..0x800 => vec![0xC0 | (unit >> 6) as u8, tail(0)],
        _ => vec![0xE0 | (unit >> 12) as u8, tail(6), tail(0)],
    }
}

fn short(c: char) -> String {
    let letter = match c {
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{b}' => 'v',
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{1b}' => 'e',
        _ => c,
    };
    format!("\\{letter}")
}

fn html(c: char) -> String {
    match c {
        '&' => "&amp;".into(),
        '<' => "&lt;".into(),
        '>' => "&gt;".into(),
        '"' => "&quot;".into(),
        '\'' => "&#39;".into(),
        '\u{a0}' => "&nbsp;".into(),
        _ => c.into(),
    }
}

impl Image {
    /// The character's image.
    pub fn of(&self, c: char) -> String {
        match self {
            Image::Text(text) => text.clone(),
            Image::As(format) => format.write(c),
            Image::Shifted(by) => u32::from(c)
                .checked_add_signed(*by)
                .and_then(char::from_u32)
                .map_or_else(|| c.into(), String::from),
            Image::Between(before, after) => format!("{before}{c}{after}"),
        }
    }

    /// How much is said by it, in tenths.
    pub fn cost(&self) -> u32 {
        match self {
            Image::Text(text) => 2 + text.chars().count().min(6) as u32 / 3,
            Image::As(_) => 3,
            Image::Shifted(_) | Image::Between(..) => 5,
        }
    }

    /// In words, to follow "is signed".
    pub fn words(&self) -> String {
        match self {
            Image::Text(text) if text.is_empty() => "not at all".to_owned(),
            Image::Text(text) if text == "\\" => "as one backslash".to_owned(),
            Image::Text(text) => format!("as `{}`", text.escape_debug()),
            Image::As(format) => format.words().to_owned(),
            Image::Shifted(by) => format!("as the character {by:+} code points away"),
            Image::Between(before, after) => {
                format!("between `{}` and `{}`", before.escape_debug(), after.escape_debug())
            }
        }
    }
}
