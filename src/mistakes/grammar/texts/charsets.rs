//! Texts that were read in another charset, normal forms, letters without accents.

use super::change::{TextChange, by, each};
use crate::mistakes::grammar::entities;
use unicode_normalization::UnicodeNormalization;

fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// Taken apart as Windows-1252 bytes and read as UTF-8, or the other way round.
pub(super) fn charsets() -> Vec<TextChange> {
    let mut all = vec![
        by(
            2,
            3,
            "mojibake-undone",
            "the body's text was UTF-8 read as Latin-1, and the right text is signed",
            |t| String::from_utf8(latin1(t)?).ok(),
        ),
        by(
            2,
            4,
            "utf8-taken-for-latin1",
            "UTF-8 was read as Latin-1 before signing: \u{c3}\u{a9} for \u{e9}",
            |t| Some(t.bytes().map(char::from).collect()),
        ),
        by(
            2,
            5,
            "utf8-taken-for-latin1-twice",
            "UTF-8 was read as Latin-1 twice before signing",
            |t| {
                let once: String = t.bytes().map(char::from).collect();
                Some(once.bytes().map(char::from).collect())
            },
        ),
        by(2, 6, "unicode-normalised", "texts are signed in normal form C", |t| {
            Some(t.nfc().collect())
        }),
        by(2, 6, "unicode-normalised-nfd", "texts are signed in normal form D", |t| {
            Some(t.nfd().collect())
        }),
        by(2, 7, "unicode-normalised-nfkc", "texts are signed in normal form KC", |t| {
            Some(t.nfkc().collect())
        }),
        by(2, 7, "unicode-normalised-nfkd", "texts are signed in normal form KD", |t| {
            Some(t.nfkd().collect())
        }),
        by(
            2,
            6,
            "accents-stripped",
            "accents are removed before signing: Cafe for Caf\u{e9}",
            |t| Some(t.nfd().filter(|c| !matches!(*c, '\u{300}'..='\u{36f}')).collect()),
        ),
        by(2, 7, "transliterated", "texts are signed in ASCII letters", |t| {
            Some(entities::transliterated(t))
        }),
        by(2, 7, "umlauts-spelled-out", "umlauts are signed as ae, oe, ue, ss", |t| {
            each(t, |c| match c {
                'ä' => Some("ae"),
                'ö' => Some("oe"),
                'ü' => Some("ue"),
                'Ä' => Some("Ae"),
                'Ö' => Some("Oe"),
                'Ü' => Some("Ue"),
                'ß' => Some("ss"),
                _ => None,
            })
        }),
        by(2, 6, "half-width-letters", "full-width letters are signed as ASCII", |t| {
            Some(
                t.chars()
                    .map(|c| match u32::from(c) {
                        n @ 0xff01..=0xff5e => char::from_u32(n - 0xfee0).unwrap_or(c),
                        0x3000 => ' ',
                        _ => c,
                    })
                    .collect(),
            )
        }),
    ];
    for (encoding, name) in [
        (encoding_rs::WINDOWS_1252, "Windows-1252"),
        (encoding_rs::WINDOWS_1251, "Windows-1251"),
        (encoding_rs::WINDOWS_1250, "Windows-1250"),
        (encoding_rs::MACINTOSH, "Mac Roman"),
        (encoding_rs::SHIFT_JIS, "Shift_JIS"),
        (encoding_rs::GBK, "GBK"),
        (encoding_rs::BIG5, "Big5"),
        (encoding_rs::EUC_KR, "EUC-KR"),
        (encoding_rs::EUC_JP, "EUC-JP"),
        (encoding_rs::KOI8_R, "KOI8-R"),
        (encoding_rs::IBM866, "CP866"),
        (encoding_rs::ISO_8859_2, "ISO 8859-2"),
        (encoding_rs::ISO_8859_15, "ISO 8859-15"),
    ] {
        let title = format!("UTF-8 was read as {name} before signing");
        all.push(by(2, 5, "utf8-taken-for-another-charset", title, move |t| {
            Some(encoding.decode_without_bom_handling(t.as_bytes()).0.into_owned())
        }));
        let title =
            format!("the body's text was UTF-8 read as {name}, and the right text is signed");
        all.push(by(2, 4, "mojibake-undone", title, move |t| {
            let (bytes, _, lossy) = encoding.encode(t);
            if lossy { None } else { String::from_utf8(bytes.into_owned()).ok() }
        }));
        let title = format!("{name} was read as Latin-1 before signing");
        all.push(by(3, 6, "charset-taken-for-latin1", title, move |t| {
            let (bytes, _, lossy) = encoding.encode(t);
            (!lossy).then(|| bytes.iter().map(|b| char::from(*b)).collect())
        }));
        let title = format!("{name} was read as UTF-8 before signing");
        all.push(by(3, 6, "charset-taken-for-utf8", title, move |t| {
            let (bytes, _, lossy) = encoding.encode(t);
            (!lossy).then(|| String::from_utf8_lossy(&bytes).into_owned())
        }));
        let title = format!("what {name} lacks is signed as ?");
        all.push(by(3, 7, "charset-lacks-it", title, move |t| {
            Some(
                t.chars()
                    .map(|c| if encoding.encode(c.encode_utf8(&mut [0; 4])).2 { '?' } else { c })
                    .collect(),
            )
        }));
    }
    all
}
