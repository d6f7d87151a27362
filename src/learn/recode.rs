//! Texts that were written in one encoding and read in another.

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

/// An encoding of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Charset {
    /// UTF-8.
    Utf8,
    /// ISO 8859-1, with the control characters of U+0080 to U+009F.
    Latin1,
    /// Windows-1252.
    Windows1252,
    /// ISO 8859-15.
    Latin9,
    /// ISO 8859-2.
    Latin2,
    /// Windows-1250.
    Windows1250,
    /// Windows-1251.
    Windows1251,
    /// KOI8-R.
    Koi8R,
    /// Mac Roman.
    MacRoman,
    /// Shift_JIS as Windows has it.
    ShiftJis,
    /// EUC-JP.
    EucJp,
    /// GBK.
    Gbk,
    /// Big5.
    Big5,
    /// EUC-KR.
    EucKr,
}

impl Charset {
    /// Every encoding.
    pub(super) const ALL: [Charset; 14] = [
        Charset::Utf8,
        Charset::Latin1,
        Charset::Windows1252,
        Charset::Latin9,
        Charset::Latin2,
        Charset::Windows1250,
        Charset::Windows1251,
        Charset::Koi8R,
        Charset::MacRoman,
        Charset::ShiftJis,
        Charset::EucJp,
        Charset::Gbk,
        Charset::Big5,
        Charset::EucKr,
    ];

    const fn encoding(self) -> Option<&'static Encoding> {
        Some(match self {
            Charset::Utf8 => encoding_rs::UTF_8,
            Charset::Latin1 => return None,
            Charset::Windows1252 => encoding_rs::WINDOWS_1252,
            Charset::Latin9 => encoding_rs::ISO_8859_15,
            Charset::Latin2 => encoding_rs::ISO_8859_2,
            Charset::Windows1250 => encoding_rs::WINDOWS_1250,
            Charset::Windows1251 => encoding_rs::WINDOWS_1251,
            Charset::Koi8R => encoding_rs::KOI8_R,
            Charset::MacRoman => encoding_rs::MACINTOSH,
            Charset::ShiftJis => encoding_rs::SHIFT_JIS,
            Charset::EucJp => encoding_rs::EUC_JP,
            Charset::Gbk => encoding_rs::GBK,
            Charset::Big5 => encoding_rs::BIG5,
            Charset::EucKr => encoding_rs::EUC_KR,
        })
    }

    /// The bytes of a character; `None` where there are none. Control characters that Windows-1252 has no place for are
    /// none of it, whatever browsers do.
    fn bytes(self, c: char) -> Option<Vec<u8>> {
        let Some(encoding) = self.encoding() else {
            return u8::try_from(u32::from(c)).ok().map(|byte| vec![byte]);
        };
        if ('\u{80}'..'\u{a0}').contains(&c) && self != Charset::Utf8 {
            return None;
        }
        let mut text = [0; 4];
        let (bytes, _, lacks) = encoding.encode(c.encode_utf8(&mut text));
        (!lacks).then(|| bytes.into_owned())
    }

    fn read(self, bytes: &[u8]) -> String {
        match self.encoding() {
            Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            None => bytes.iter().map(|byte| char::from(*byte)).collect(),
        }
    }

    fn words(self) -> &'static str {
        match self.encoding() {
            Some(encoding) => encoding.name(),
            None => "ISO-8859-1",
        }
    }
}

/// What is written for a character that an encoding lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lacks {
    /// `?`.
    Question,
    /// `?` a UTF-16 unit.
    QuestionUnit,
    /// Nothing.
    Nothing,
    /// `&#N;`.
    Entity,
    /// `\uXXXX`.
    Escape,
}

/// A text that was written in one encoding and read in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Recode {
    /// It is written in this.
    pub write: Charset,
    /// What that lacks is written so.
    pub lacks: Lacks,
    /// It is read in this.
    pub read: Charset,
}

/// A way that makes none of so many is not tried on the others.
const FEW: usize = 3;

impl Recode {
    /// What becomes of a text.
    pub(super) fn of(self, text: &str) -> String {
        let mut bytes = Vec::with_capacity(text.len());
        for c in text.chars() {
            match self.write.bytes(c) {
                Some(written) => bytes.extend(written),
                None => match self.lacks {
                    Lacks::Question => bytes.push(b'?'),
                    Lacks::QuestionUnit => bytes.extend(vec![b'?'; c.len_utf16()]),
                    Lacks::Nothing => {}
                    Lacks::Entity => bytes.extend(format!("&#{};", u32::from(c)).bytes()),
                    Lacks::Escape => bytes.extend(format!("\\u{:04x}", u32::from(c)).bytes()),
                },
            }
        }
        self.read.read(&bytes)
    }

    /// Every way that makes the outputs of some of these texts; they are few.
    pub(super) fn between(pairs: &[(&str, &str)]) -> Vec<Recode> {
        let mut found = Vec::new();
        for write in Charset::ALL {
            for read in Charset::ALL {
                for lacks in [
                    Lacks::Question,
                    Lacks::QuestionUnit,
                    Lacks::Nothing,
                    Lacks::Entity,
                    Lacks::Escape,
                ] {
                    let recode = Recode { write, lacks, read };
                    let is_plain = write == Charset::Utf8 && read == Charset::Utf8;
                    if is_plain || write == Charset::Utf8 && lacks != Lacks::Question {
                        continue;
                    }
                    let few = pairs.len().div_ceil(FEW).max(1);
                    if !pairs.iter().step_by(few).any(|(from, to)| recode.of(from) == *to) {
                        continue;
                    }
                    let made = pairs.iter().filter(|(from, to)| recode.of(from) == *to).count();
                    if 2 * made > pairs.len() {
                        found.push((usize::MAX - made, recode));
                    }
                }
            }
        }
        found.sort_by_key(|(missed, _)| *missed);
        found.into_iter().take(8).map(|(_, recode)| recode).collect()
    }

    /// In words, to follow "is signed".
    pub(super) fn words(self) -> String {
        let lacks = match (self.write, self.lacks) {
            (Charset::Utf8, _) => "",
            (_, Lacks::Question) => " (`?` for what that lacks)",
            (_, Lacks::QuestionUnit) => " (`?` a UTF-16 unit for what that lacks)",
            (_, Lacks::Nothing) => " (nothing for what that lacks)",
            (_, Lacks::Entity) => " (`&#N;` for what that lacks)",
            (_, Lacks::Escape) => " (escapes for what that lacks)",
        };
        format!("as its {} bytes{lacks} read as {}", self.write.words(), self.read.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_in_one_encoding_is_read_in_another() {
        let recode = |write, read| {
            Recode { write, lacks: Lacks::Question, read }.of("5 \u{20ac} \u{141} \u{e9}")
        };
        assert_eq!(recode(Charset::Windows1252, Charset::Latin1), "5 \u{80} ? \u{e9}");
        assert_eq!(recode(Charset::Latin9, Charset::Latin1), "5 \u{a4} ? \u{e9}");
        assert_eq!(
            recode(Charset::Utf8, Charset::Latin1),
            "5 \u{e2}\u{82}\u{ac} \u{c5}\u{81} \u{c3}\u{a9}"
        );
    }
}
