//! In which charset characters outside ASCII are signed, and in which normal form.

use super::examples::*;
use super::mistake::{Mistake, mistake};
use crate::mistakes::config::*;
use crate::mistakes::fix::FixSnippet;
use crate::mistakes::fix::Language::*;

const FIRST: &str = "escape to ASCII before encoding; then every charset gives the same bytes";
const SAME: &str = "sign the characters that the body carries, as they are";
const DECOMPOSED: &str = r#"{"event_name":"purchase","properties":{"plan":"Cafe\u0301 \u00bd"}}"#;

pub(super) const MISTAKES: &[Mistake] = &[
    mistake("latin1-bytes", "text is signed as ISO 8859-1 bytes", |k| k.charset = Charset::Latin1)
        .seen(5)
        .did(&[
            (Java, "text.getBytes() under a platform's default"),
            (Python, "text.encode('latin-1')"),
            (Php, "utf8_decode($json)"),
        ])
        .fix(FIRST, FixSnippet::Escape)
        .on(ACCENT),
    mistake("low-byte-of-each-unit", "of characters outside ASCII the low byte is signed", |k| {
        k.charset = Charset::LowByte;
    })
    .of("latin1-bytes")
    .seen(5)
    .did(&[(JavaScript, "update(text, 'binary'), 'latin1' or 'ascii'")])
    .fix(FIRST, FixSnippet::Escape)
    .on(r#"{"event_name":"purchase","properties":{"plan":"5 \u20ac"}}"#),
    mistake("windows-1252-bytes", "text is signed as Windows-1252 bytes", |k| {
        k.charset = Charset::Windows1252;
    })
    .of("latin1-bytes")
    .did(&[(CSharp, "Encoding.Default on .NET Framework"), (Java, "getBytes() on Windows")])
    .fix(FIRST, FixSnippet::Escape)
    .on(r#"{"event_name":"purchase","properties":{"plan":"5 \u20ac"}}"#),
    mistake(
        "ascii-question-mark",
        "characters outside ASCII are signed as question marks, one for each UTF-16 unit",
        |k| k.charset = Charset::QuestionMark,
    )
    .seen(5)
    .did(&[(CSharp, "Encoding.ASCII.GetBytes(json)")])
    .fix(FIRST, FixSnippet::Escape)
    .on(ACCENT),
    mistake(
        "ascii-question-mark-each",
        "characters outside ASCII are signed as question marks, one for each character",
        |k| k.charset = Charset::QuestionMarkEach,
    )
    .of("ascii-question-mark")
    .did(&[
        (Python, "text.encode('ascii', 'replace')"),
        (Java, "getBytes(US_ASCII)"),
        (Ruby, "encode('US-ASCII', undef: :replace)"),
    ])
    .fix(FIRST, FixSnippet::Escape)
    .on(EMOJI),
    mistake("non-ascii-dropped", "characters outside ASCII are left out", |k| {
        k.charset = Charset::Dropped;
    })
    .of("ascii-question-mark")
    .did(&[
        (Python, "text.encode('ascii', 'ignore')"),
        (Php, "iconv('UTF-8', 'ASCII//IGNORE', $s)"),
    ])
    .fix(FIRST, FixSnippet::Escape)
    .on(ACCENT),
    mistake("non-ascii-as-xml", "characters outside ASCII are signed as &#233;", |k| {
        k.charset = Charset::XmlReference;
    })
    .of("ascii-question-mark")
    .did(&[(Python, "text.encode('ascii', 'xmlcharrefreplace')"), (Ruby, "encode(xml: :text)")])
    .fix(FIRST, FixSnippet::Escape)
    .on(ACCENT),
    mistake("non-ascii-as-backslash-x", "characters outside ASCII are signed as \\xe9", |k| {
        k.charset = Charset::BackslashX;
    })
    .of("ascii-question-mark")
    .did(&[(Python, "text.encode('ascii', 'backslashreplace')")])
    .fix(FIRST, FixSnippet::Escape)
    .on(ACCENT),
    mistake("non-ascii-as-percent", "characters outside ASCII are signed as %C3%A9", |k| {
        k.charset = Charset::Percent;
    })
    .of("ascii-question-mark")
    .did(&[(JavaScript, "json.replace(/[^\\x00-\\x7f]+/g, encodeURIComponent)")])
    .fix(FIRST, FixSnippet::Escape)
    .on(ACCENT),
    mistake(
        "utf8-taken-for-latin1",
        "UTF-8 was read as ISO 8859-1 and escaped: \\u00c3\\u00a9 for é",
        |k| k.charset = Charset::Mojibake,
    )
    .of("latin1-bytes")
    .did(&[
        (Php, "utf8_encode() of what is UTF-8 already"),
        (Ruby, "force_encoding('ISO-8859-1')"),
        (Python, "raw.decode('latin-1')"),
    ])
    .fix("decode the text as UTF-8, once", FixSnippet::Escape)
    .on(ACCENT),
    mistake("utf8-encoded-twice", "UTF-8 was read as ISO 8859-1 and written as UTF-8 again", |k| {
        k.charset = Charset::DoubleUtf8;
    })
    .of("latin1-bytes")
    .did(&[
        (Php, "utf8_encode($json)"),
        (JavaScript, "unescape(encodeURIComponent(json)), then update(…, 'utf8')"),
    ])
    .fix("encode the text as UTF-8, once", FixSnippet::Escape)
    .on(ACCENT),
    mistake(
        "java-modified-utf8",
        "characters beyond U+FFFF are signed as two of three bytes",
        |k| {
            k.charset = Charset::Cesu8;
        },
    )
    .of("raw-utf8-not-ascii-escaped")
    .did(&[(Java, "DataOutputStream.writeUTF")])
    .fix(FIRST, FixSnippet::Escape)
    .on(EMOJI),
    mistake("unicode-normalised", "texts are signed in normal form C", |k| {
        k.normal_form = Some(NormalForm::Nfc);
    })
    .seen(4)
    .did(&[
        (Python, "unicodedata.normalize('NFC', plan)"),
        (JavaScript, "plan.normalize()"),
        (Ruby, "plan.unicode_normalize"),
    ])
    .fix(SAME, FixSnippet::Verbatim)
    .on(DECOMPOSED),
    mistake("unicode-normalised-nfd", "texts are signed in normal form D", |k| {
        k.normal_form = Some(NormalForm::Nfd);
    })
    .of("unicode-normalised")
    .did(&[(Python, "unicodedata.normalize('NFD', plan)"), (JavaScript, "plan.normalize('NFD')")])
    .fix(SAME, FixSnippet::Verbatim)
    .on(ACCENT),
    mistake("unicode-normalised-nfkc", "texts are signed in normal form KC", |k| {
        k.normal_form = Some(NormalForm::Nfkc);
    })
    .of("unicode-normalised")
    .did(&[
        (Python, "unicodedata.normalize('NFKC', plan)"),
        (Java, "Normalizer.normalize(s, Form.NFKC)"),
    ])
    .fix(SAME, FixSnippet::Verbatim)
    .on(DECOMPOSED),
    mistake("unicode-normalised-nfkd", "texts are signed in normal form KD", |k| {
        k.normal_form = Some(NormalForm::Nfkd);
    })
    .of("unicode-normalised")
    .did(&[(Python, "unicodedata.normalize('NFKD', plan)"), (Go, "norm.NFKD.String(plan)")])
    .fix(SAME, FixSnippet::Verbatim)
    .on(DECOMPOSED),
    mistake("accents-stripped", "accents are removed before signing: Cafe for Café", |k| {
        k.normal_form = Some(NormalForm::Ascii);
    })
    .of("unicode-normalised")
    .did(&[
        (Python, "normalize('NFKD', s).encode('ascii', 'ignore')"),
        (Ruby, "I18n.transliterate(plan)"),
        (Php, "iconv('UTF-8', 'ASCII//TRANSLIT', $s)"),
    ])
    .fix(SAME, FixSnippet::Verbatim)
    .on(ACCENT),
];
