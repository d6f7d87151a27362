//! Text to bytes.

use super::codepages::{EBCDIC, UPPER_HALVES};
use super::entities;
use super::label::Label;
use encoding_rs::Encoding;

/// Text to bytes.
pub(super) type Encode = Box<dyn Fn(&str) -> Option<Vec<u8>> + Sync>;

/// A charset with its name.
pub(super) struct Charset {
    pub(super) label: Label,
    /// Whether ASCII is written otherwise than in UTF-8.
    pub(super) on_ascii: bool,
    pub(super) encode: Encode,
}

const FIX: &str = "encode the text as UTF-8, by name, not in the system's charset";

/// What an encoder does with what it lacks.
#[derive(Clone, Copy, PartialEq)]
enum Lacking {
    Mark,
    Dropped,
    Plain,
    Entity,
}

fn encoded(text: &str, one: &dyn Fn(char) -> Option<Vec<u8>>, lacking: Lacking) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut lacks = false;
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c as u8);
        } else if let Some(bytes) = one(c) {
            out.extend(bytes);
        } else {
            lacks = true;
            match lacking {
                Lacking::Mark => out.push(b'?'),
                Lacking::Dropped => {}
                Lacking::Plain => {
                    out.extend(entities::transliterated(c.encode_utf8(&mut [0; 4])).bytes())
                }
                Lacking::Entity => out.extend(format!("&#{};", u32::from(c)).bytes()),
            }
        }
    }
    (lacks || lacking == Lacking::Mark).then_some(out)
}

fn by_encoding(encoding: &'static Encoding) -> impl Fn(char) -> Option<Vec<u8>> + Sync {
    move |c| {
        let mut buffer = [0; 4];
        let (bytes, _, lacks) = encoding.encode(c.encode_utf8(&mut buffer));
        (!lacks).then(|| bytes.into_owned())
    }
}

/// Every other charset.
pub(super) fn charsets() -> Vec<Charset> {
    let mut all = Vec::new();
    let mut push = |id, name: String, reach, on_ascii, encode: Encode| {
        let label = Label::new(id, format!("text is signed as {name} bytes")).fix(FIX).reach(reach);
        all.push(Charset { label, on_ascii, encode });
    };
    push(
        "latin1-bytes",
        "ISO 8859-1".to_owned(),
        4,
        false,
        Box::new(|t| {
            encoded(t, &|c| u8::try_from(u32::from(c)).ok().map(|b| vec![b]), Lacking::Mark)
        }),
    );
    for (at, (encoding, name)) in [
        (encoding_rs::WINDOWS_1252, "Windows-1252"),
        (encoding_rs::WINDOWS_1251, "Windows-1251"),
        (encoding_rs::SHIFT_JIS, "Shift_JIS (CP932)"),
        (encoding_rs::GBK, "GBK (CP936)"),
        (encoding_rs::BIG5, "Big5 (CP950)"),
        (encoding_rs::EUC_KR, "EUC-KR (CP949)"),
        (encoding_rs::MACINTOSH, "Mac Roman"),
        (encoding_rs::EUC_JP, "EUC-JP"),
        (encoding_rs::GB18030, "GB18030"),
        (encoding_rs::ISO_2022_JP, "ISO-2022-JP"),
        (encoding_rs::WINDOWS_1250, "Windows-1250"),
        (encoding_rs::WINDOWS_1253, "Windows-1253"),
        (encoding_rs::WINDOWS_1254, "Windows-1254"),
        (encoding_rs::WINDOWS_1255, "Windows-1255"),
        (encoding_rs::WINDOWS_1256, "Windows-1256"),
        (encoding_rs::WINDOWS_1257, "Windows-1257"),
        (encoding_rs::WINDOWS_1258, "Windows-1258"),
        (encoding_rs::WINDOWS_874, "Windows-874"),
        (encoding_rs::ISO_8859_2, "ISO 8859-2"),
        (encoding_rs::ISO_8859_3, "ISO 8859-3"),
        (encoding_rs::ISO_8859_4, "ISO 8859-4"),
        (encoding_rs::ISO_8859_5, "ISO 8859-5"),
        (encoding_rs::ISO_8859_6, "ISO 8859-6"),
        (encoding_rs::ISO_8859_7, "ISO 8859-7"),
        (encoding_rs::ISO_8859_8, "ISO 8859-8"),
        (encoding_rs::ISO_8859_10, "ISO 8859-10"),
        (encoding_rs::ISO_8859_13, "ISO 8859-13"),
        (encoding_rs::ISO_8859_14, "ISO 8859-14"),
        (encoding_rs::ISO_8859_15, "ISO 8859-15"),
        (encoding_rs::ISO_8859_16, "ISO 8859-16"),
        (encoding_rs::KOI8_R, "KOI8-R"),
        (encoding_rs::KOI8_U, "KOI8-U"),
        (encoding_rs::X_MAC_CYRILLIC, "Mac Cyrillic"),
        (encoding_rs::IBM866, "CP866"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = if at == 0 { "windows-1252-bytes" } else { "system-code-page" };
        let reach = 5 + u8::try_from(at / 10).unwrap_or(3);
        if encoding == encoding_rs::ISO_2022_JP {
            push(
                id,
                name.to_owned(),
                reach,
                false,
                Box::new(|t| Some(encoding_rs::ISO_2022_JP.encode(t).0.into_owned())),
            );
            continue;
        }
        for (lacking, words) in [
            (Lacking::Mark, ""),
            (Lacking::Dropped, " (what it lacks is dropped)"),
            (Lacking::Plain, " (what it lacks in plain letters)"),
            (Lacking::Entity, " (what it lacks as entities)"),
        ] {
            push(
                id,
                format!("{name}{words}"),
                reach + 2 * u8::from(lacking != Lacking::Mark),
                false,
                Box::new(move |t| encoded(t, &by_encoding(encoding), lacking)),
            );
        }
    }
    for (name, upper) in UPPER_HALVES {
        push(
            "system-code-page",
            name.to_owned(),
            7,
            false,
            Box::new(move |t| {
                let one = |c: char| {
                    upper.chars().position(|known| known == c).map(|at| vec![128 + at as u8])
                };
                encoded(t, &one, Lacking::Mark)
            }),
        );
    }
    for (name, table) in EBCDIC {
        push(
            "ebcdic-bytes",
            name.to_owned(),
            9,
            true,
            Box::new(move |t| {
                let one = |c: char| {
                    table.chars().position(|known| known == c).map_or(0x6f, |at| at as u8)
                };
                Some(t.chars().map(one).collect())
            }),
        );
    }
    push(
        "utf16-bytes",
        "UTF-16, low byte first".to_owned(),
        5,
        true,
        Box::new(|t| Some(utf16(t, false, false))),
    );
    push(
        "utf16-bytes-high-first",
        "UTF-16, high byte first".to_owned(),
        5,
        true,
        Box::new(|t| Some(utf16(t, true, false))),
    );
    push(
        "utf16-bytes-with-mark",
        "UTF-16, low byte first, with a byte order mark,".to_owned(),
        5,
        true,
        Box::new(|t| Some(utf16(t, false, true))),
    );
    push(
        "utf16-bytes-with-mark",
        "UTF-16, high byte first, with a byte order mark,".to_owned(),
        5,
        true,
        Box::new(|t| Some(utf16(t, true, true))),
    );
    push(
        "utf32-bytes",
        "UTF-32, low byte first".to_owned(),
        6,
        true,
        Box::new(|t| Some(t.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect())),
    );
    push(
        "utf32-bytes",
        "UTF-32, high byte first".to_owned(),
        6,
        true,
        Box::new(|t| Some(t.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect())),
    );
    push(
        "utf32-bytes",
        "UTF-32, low byte first, with a byte order mark,".to_owned(),
        6,
        true,
        Box::new(|t| {
            Some(
                [0xfeff]
                    .into_iter()
                    .chain(t.chars().map(u32::from))
                    .flat_map(u32::to_le_bytes)
                    .collect(),
            )
        }),
    );
    push("utf7-bytes", "UTF-7".to_owned(), 6, true, Box::new(|t| Some(utf7(t, false))));
    push(
        "utf7-bytes",
        "UTF-7 with optional characters encoded, as .NET writes it,".to_owned(),
        6,
        true,
        Box::new(|t| Some(utf7(t, true))),
    );
    push(
        "java-modified-utf8",
        "modified UTF-8 (CESU-8)".to_owned(),
        6,
        false,
        Box::new(|t| Some(cesu(t))),
    );
    push(
        "low-byte-of-each-unit",
        "the low byte of each UTF-16 unit in".to_owned(),
        6,
        false,
        Box::new(|t| Some(t.encode_utf16().map(|u| u as u8).collect())),
    );
    push(
        "low-seven-bits",
        "seven bits of each character in".to_owned(),
        7,
        false,
        Box::new(|t| Some(t.encode_utf16().map(|u| (u & 0x7f) as u8).collect())),
    );
    push(
        "utf8-encoded-twice",
        "UTF-8 encoded twice as".to_owned(),
        6,
        false,
        Box::new(|t| Some(t.bytes().map(char::from).collect::<String>().into_bytes())),
    );
    push(
        "utf8-with-mark",
        "UTF-8 with a byte order mark".to_owned(),
        6,
        true,
        Box::new(|t| Some([b"\xef\xbb\xbf", t.as_bytes()].concat())),
    );
    push(
        "ascii-question-mark",
        "ASCII, ? a UTF-16 unit,".to_owned(),
        6,
        false,
        Box::new(|t| {
            Some(t.encode_utf16().map(|u| if u < 128 { u as u8 } else { b'?' }).collect())
        }),
    );
    push(
        "ascii-question-mark-each",
        "ASCII, ? a character,".to_owned(),
        6,
        false,
        Box::new(|t| Some(t.chars().map(|c| if c.is_ascii() { c as u8 } else { b'?' }).collect())),
    );
    push(
        "non-ascii-dropped",
        "ASCII, all else dropped,".to_owned(),
        6,
        false,
        Box::new(|t| Some(t.chars().filter(char::is_ascii).map(|c| c as u8).collect())),
    );
    all
}

fn utf16(text: &str, high_first: bool, mark: bool) -> Vec<u8> {
    mark.then_some(0xfeff)
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(|unit: u16| if high_first { unit.to_be_bytes() } else { unit.to_le_bytes() })
        .collect()
}

/// UTF-7: what is not direct stands in base64 of UTF-16.
fn utf7(text: &str, optional: bool) -> Vec<u8> {
    let direct = |c: char| {
        c.is_ascii_alphanumeric()
            || " \r\n\t'(),-./:?".contains(c)
            || (!optional && "!\"#$%&*;<=>@[]^_`{|}".contains(c))
    };
    let mut out = Vec::new();
    let mut run = String::new();
    let flush = |run: &mut String, next: Option<char>, out: &mut Vec<u8>| {
        if run.is_empty() {
            return;
        }
        out.push(b'+');
        if run == "+" {
            out.push(b'-');
        } else {
            let text = crate::mistakes::model::base64_encode(&utf16(run, true, false));
            out.extend(text.trim_end_matches('=').bytes());
            let needs_end = optional
                || next.is_none_or(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-'));
            if needs_end {
                out.push(b'-');
            }
        }
        run.clear();
    };
    for c in text.chars() {
        if direct(c) {
            flush(&mut run, Some(c), &mut out);
            out.push(c as u8);
        } else if c == '+' && run.is_empty() {
            out.extend(b"+-");
        } else {
            run.push(c);
        }
    }
    flush(&mut run, None, &mut out);
    out
}

fn cesu(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for unit in text.encode_utf16() {
        match unit {
            0 => out.extend([0xc0, 0x80]),
            1..=0x7f => out.push(unit as u8),
            0x80..=0x7ff => out.extend([0xc0 | (unit >> 6) as u8, 0x80 | (unit & 0x3f) as u8]),
            _ => out.extend([
                0xe0 | (unit >> 12) as u8,
                0x80 | (unit >> 6 & 0x3f) as u8,
                0x80 | (unit & 0x3f) as u8,
            ]),
        }
    }
    out
}
