//! What real systems do to a text before it is signed, or after.

use super::entities;
use super::label::Label;
use unicode_normalization::UnicodeNormalization;

/// A change of a text; `None` where it does not apply.
pub(super) type Change = Box<dyn Fn(&str) -> Option<String> + Sync>;

/// A change with its name and cost.
pub(super) struct TextChange {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) change: Change,
}

const SAME: &str = "sign the very text that is sent: change it before both, or not at all";

fn by(
    cost: u8,
    reach: u8,
    id: &'static str,
    title: impl Into<std::borrow::Cow<'static, str>>,
    change: impl Fn(&str) -> Option<String> + Sync + 'static,
) -> TextChange {
    let label = Label::new(id, title).fix(SAME).reach(reach);
    TextChange { cost, label, change: Box::new(change) }
}

/// One character becomes another text.
fn each(text: &str, change: impl Fn(char) -> Option<&'static str>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match change(c) {
            Some(new) => out.push_str(new),
            None => out.push(c),
        }
    }
    Some(out)
}

fn without(text: &str, is_out: impl Fn(char) -> bool) -> Option<String> {
    Some(text.chars().filter(|c| !is_out(*c)).collect())
}

/// Every change, those that touch least first.
pub(super) fn changes() -> Vec<TextChange> {
    let mut all = spaces();
    all.extend(typography());
    all.extend(markup());
    all.extend(charsets());
    all.extend(case());
    all.extend(escapes());
    all.extend(lossy());
    all
}

fn spaces() -> Vec<TextChange> {
    vec![
        by(
            2,
            1,
            "no-break-space-to-blank",
            "a no-break space in the body is signed as a blank",
            |t| each(t, |c| (c == '\u{a0}').then_some(" ")),
        ),
        by(2, 2, "odd-spaces-to-blanks", "unusual spaces in the body are signed as blanks", |t| {
            each(t, |c| (c.is_whitespace() && !c.is_ascii()).then_some(" "))
        }),
        by(2, 2, "odd-spaces-dropped", "unusual spaces in the body are not signed", |t| {
            without(t, |c| (c.is_whitespace() && !c.is_ascii()) || c == '\u{feff}')
        }),
        by(
            2,
            2,
            "blank-to-no-break-space",
            "blanks in the body are signed as no-break spaces",
            |t| each(t, |c| (c == ' ').then_some("\u{a0}")),
        ),
        by(
            2,
            1,
            "invisible-characters-dropped",
            "zero-width characters in the body are not signed",
            |t| {
                without(
                    t,
                    |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{ad}' | '\u{202a}'..='\u{202e}'),
                )
            },
        ),
        by(
            2,
            2,
            "variation-selectors-dropped",
            "variation selectors in the body are not signed",
            |t| without(t, |c| matches!(c, '\u{fe00}'..='\u{fe0f}')),
        ),
        by(2, 2, "text-trimmed", "blanks around a text are not signed", |t| {
            Some(t.trim().to_owned())
        }),
        by(2, 2, "text-trimmed", "blanks before a text are not signed", |t| {
            Some(t.trim_start().to_owned())
        }),
        by(2, 1, "text-trimmed", "blanks after a text are not signed", |t| {
            Some(t.trim_end().to_owned())
        }),
        by(2, 3, "blanks-squeezed", "several blanks are signed as one", |t| {
            let mut out = String::new();
            for c in t.chars() {
                if !(c.is_whitespace() && out.ends_with(' ')) {
                    out.push(if c.is_whitespace() { ' ' } else { c });
                }
            }
            Some(out)
        }),
        by(
            2,
            3,
            "blanks-squeezed",
            "several blanks are signed as one, and none around the text",
            |t| Some(t.split_whitespace().collect::<Vec<_>>().join(" ")),
        ),
        by(2, 3, "blanks-dropped", "blanks in texts are not signed", |t| {
            without(t, char::is_whitespace)
        }),
        by(2, 4, "blanks-replaced", "blanks in texts are signed as underscores", |t| {
            Some(t.replace(' ', "_"))
        }),
        by(2, 4, "blanks-replaced", "blanks in texts are signed as dashes", |t| {
            Some(t.replace(' ', "-"))
        }),
        by(2, 4, "blanks-replaced", "blanks in texts are signed as +", |t| {
            Some(t.replace(' ', "+"))
        }),
        by(2, 4, "blanks-replaced", "blanks in texts are signed as %20", |t| {
            Some(t.replace(' ', "%20"))
        }),
        by(2, 2, "plus-to-blank", "+ in the body is signed as a blank", |t| {
            Some(t.replace('+', " "))
        }),
        by(2, 3, "line-ends-changed", "line ends in texts are signed as CRLF", |t| {
            Some(t.replace("\r\n", "\n").replace('\n', "\r\n"))
        }),
        by(2, 3, "line-ends-changed", "line ends in texts are signed as LF", |t| {
            Some(t.replace("\r\n", "\n").replace('\r', "\n"))
        }),
        by(2, 3, "line-ends-changed", "line ends in texts are signed as blanks", |t| {
            Some(t.replace("\r\n", " ").replace(['\r', '\n'], " "))
        }),
        by(2, 3, "line-ends-changed", "line ends in texts are not signed", |t| {
            without(t, |c| matches!(c, '\r' | '\n'))
        }),
        by(2, 3, "line-ends-changed", "line ends in texts are signed as <br />", |t| {
            Some(t.replace('\n', "<br />\n"))
        }),
        by(2, 3, "tabs-changed", "tabs in texts are signed as blanks", |t| {
            Some(t.replace('\t', " "))
        }),
        by(2, 3, "tabs-changed", "tabs in texts are signed as four blanks", |t| {
            Some(t.replace('\t', "    "))
        }),
        by(2, 4, "control-characters-dropped", "control characters in texts are not signed", |t| {
            without(t, char::is_control)
        }),
        by(
            2,
            4,
            "control-characters-dropped",
            "control characters but line ends and tabs are not signed",
            |t| without(t, |c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')),
        ),
        by(2, 4, "control-characters-replaced", "control characters are signed as blanks", |t| {
            Some(t.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
        }),
        by(2, 3, "terminal-codes-dropped", "terminal colour codes are not signed", |t| {
            let mut out = String::new();
            let mut rest = t;
            while let Some((before, after)) = rest.split_once("\u{1b}[") {
                out.push_str(before);
                rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
                rest = rest.get(1..).unwrap_or_default();
            }
            out.push_str(rest);
            Some(out)
        }),
    ]
}

/// Typographic characters and what stands on a keyboard for them.
const TYPOGRAPHIC: [(char, &str); 24] = [
    ('\u{2018}', "'"),
    ('\u{2019}', "'"),
    ('\u{201a}', "'"),
    ('\u{201b}', "'"),
    ('\u{201c}', "\""),
    ('\u{201d}', "\""),
    ('\u{201e}', "\""),
    ('\u{2032}', "'"),
    ('\u{2033}', "\""),
    ('\u{ab}', "\""),
    ('\u{bb}', "\""),
    ('\u{2039}', "'"),
    ('\u{203a}', "'"),
    ('\u{2013}', "-"),
    ('\u{2014}', "-"),
    ('\u{2010}', "-"),
    ('\u{2011}', "-"),
    ('\u{2212}', "-"),
    ('\u{2026}', "..."),
    ('\u{2022}', "*"),
    ('\u{d7}', "x"),
    ('\u{2122}', "TM"),
    ('\u{ae}', "(R)"),
    ('\u{a9}', "(C)"),
];

fn typographic(c: char) -> Option<&'static str> {
    TYPOGRAPHIC.iter().find(|(odd, _)| *odd == c).map(|(_, plain)| *plain)
}

fn typography() -> Vec<TextChange> {
    let mut all = vec![
        by(
            2,
            1,
            "typographic-quotes-straightened",
            "typographic quotes in the body are signed as straight ones",
            |t| each(t, |c| typographic(c).filter(|plain| matches!(*plain, "'" | "\""))),
        ),
        by(
            2,
            1,
            "typographic-dashes-straightened",
            "typographic dashes in the body are signed as -",
            |t| each(t, |c| typographic(c).filter(|plain| *plain == "-")),
        ),
        by(
            2,
            1,
            "typographic-dashes-straightened",
            "long dashes in the body are signed as --",
            |t| each(t, |c| matches!(c, '\u{2013}' | '\u{2014}').then_some("--")),
        ),
        by(
            2,
            1,
            "ellipsis-spelled-out",
            "the ellipsis in the body is signed as three points",
            |t| each(t, |c| (c == '\u{2026}').then_some("...")),
        ),
        by(
            2,
            2,
            "typography-straightened",
            "typographic characters in the body are signed as plain ones",
            |t| each(t, typographic),
        ),
        by(2, 2, "symbols-spelled-out", "\u{2122}, \u{ae} and \u{a9} are signed as letters", |t| {
            each(t, |c| match c {
                '\u{2122}' => Some("(TM)"),
                '\u{ae}' => Some("(R)"),
                '\u{a9}' => Some("(C)"),
                _ => None,
            })
        }),
    ];
    for (from, to) in [
        ("'", "\u{2019}"),
        ("'", "\u{2018}"),
        ("\"", "\u{201d}"),
        ("\"", "\u{201c}"),
        ("-", "\u{2013}"),
        ("-", "\u{2014}"),
        ("--", "\u{2013}"),
        ("--", "\u{2014}"),
        ("...", "\u{2026}"),
        (" - ", " \u{2013} "),
        (" - ", " \u{2014} "),
        ("-", "\u{2010}"),
        ("-", "\u{2212}"),
        ("`", "'"),
        ("'", "`"),
        ("\u{b4}", "'"),
        ("'", "\u{b4}"),
        ("(c)", "\u{a9}"),
        ("(r)", "\u{ae}"),
        ("(tm)", "\u{2122}"),
    ] {
        let title = format!("{from} in the body is signed as {to}");
        all.push(by(2, 2, "typography-added", title, move |t| Some(t.replace(from, to))));
    }
    all.push(by(
        2,
        2,
        "typography-added",
        "straight quotes in the body are signed as a pair of typographic ones",
        |t| {
            let mut opens = true;
            Some(
                t.chars()
                    .map(|c| match c {
                        '"' => {
                            opens = !opens;
                            if opens { '\u{201d}' } else { '\u{201c}' }
                        }
                        c => c,
                    })
                    .collect(),
            )
        },
    ));
    all
}

fn markup() -> Vec<TextChange> {
    let mut all = vec![
        by(
            2,
            1,
            "entities-decoded",
            "HTML entities in the body are signed decoded: & for &amp;",
            |t| Some(entities::decoded(t)),
        ),
        by(2, 2, "entities-decoded", "HTML entities in the body are signed decoded twice", |t| {
            Some(entities::decoded(&entities::decoded(t)))
        }),
        by(2, 1, "ampersand-entity-decoded", "&amp; in the body is signed as &", |t| {
            Some(t.replace("&amp;", "&"))
        }),
        by(2, 3, "tags-stripped", "HTML tags in the body are not signed", |t| {
            Some(entities::without_tags(t))
        }),
        by(2, 2, "angle-brackets-dropped", "< and > in the body are not signed", |t| {
            without(t, |c| matches!(c, '<' | '>'))
        }),
        by(
            2,
            4,
            "non-ascii-as-entities",
            "characters outside ASCII are signed as decimal entities",
            |t| {
                Some(
                    t.chars()
                        .map(|c| {
                            if c.is_ascii() {
                                c.to_string()
                            } else {
                                format!("&#{};", u32::from(c))
                            }
                        })
                        .collect(),
                )
            },
        ),
        by(
            2,
            4,
            "non-ascii-as-entities",
            "characters outside ASCII are signed as hex entities",
            |t| {
                Some(
                    t.chars()
                        .map(|c| {
                            if c.is_ascii() {
                                c.to_string()
                            } else {
                                format!("&#x{:x};", u32::from(c))
                            }
                        })
                        .collect(),
                )
            },
        ),
        by(
            2,
            4,
            "non-ascii-as-entities",
            "characters outside ASCII are signed as upper-case hex entities",
            |t| {
                Some(
                    t.chars()
                        .map(|c| {
                            if c.is_ascii() {
                                c.to_string()
                            } else {
                                format!("&#x{:X};", u32::from(c))
                            }
                        })
                        .collect(),
                )
            },
        ),
        by(
            2,
            4,
            "non-ascii-as-entities",
            "characters outside ASCII are signed as named entities",
            |t| Some(entities::named(t)),
        ),
        by(2, 3, "ampersand-replaced", "& is signed as the word and", |t| {
            Some(t.replace('&', "and"))
        }),
        by(2, 3, "ampersand-replaced", "& is not signed", |t| Some(t.replace('&', ""))),
        by(2, 3, "ampersand-replaced", "& is signed as &&", |t| Some(t.replace('&', "&&"))),
        by(2, 3, "ampersand-cuts-the-text", "the text ends at &: it went through a form", |t| {
            t.split_once('&').map(|(before, _)| before.to_owned())
        }),
        by(2, 3, "hash-cuts-the-text", "the text ends at #: it went through a URL", |t| {
            t.split_once('#').map(|(before, _)| before.to_owned())
        }),
        by(2, 3, "nul-cuts-the-text", "the text ends at a zero byte", |t| {
            t.split_once('\0').map(|(before, _)| before.to_owned())
        }),
        by(2, 3, "semicolon-cuts-the-text", "the text ends at ;", |t| {
            t.split_once(';').map(|(before, _)| before.to_owned())
        }),
        by(2, 3, "comma-cuts-the-text", "the text ends at a comma", |t| {
            t.split_once(',').map(|(before, _)| before.to_owned())
        }),
        by(2, 3, "line-end-cuts-the-text", "only the first line of a text is signed", |t| {
            t.split_once('\n').map(|(before, _)| before.to_owned())
        }),
    ];
    for (apostrophe, quote, what) in [
        ("'", "\"", "<, > and &"),
        ("'", "&quot;", "<, >, & and \""),
        ("&#039;", "&quot;", "<, >, & and quotes (&#039;)"),
        ("&#39;", "&quot;", "<, >, & and quotes (&#39;)"),
        ("&#x27;", "&quot;", "<, >, & and quotes (&#x27;)"),
        ("&apos;", "&quot;", "<, >, & and quotes (&apos;)"),
        ("&#39;", "&#34;", "<, >, & and quotes (&#39;, &#34;)"),
        ("&#x27;", "&#x22;", "<, >, & and quotes (&#x27;, &#x22;)"),
        ("&#39;", "\"", "<, >, & and '"),
        ("&rsquo;", "&quot;", "<, >, & and quotes (&rsquo;)"),
    ] {
        let title = format!("{what} in texts are signed as HTML entities");
        all.push(by(2, 4, "html-entities-in-texts", title, move |t| {
            Some(
                t.replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;")
                    .replace('"', quote)
                    .replace('\'', apostrophe),
            )
        }));
        let title = format!("{what} in texts are signed as HTML entities; what is one stays");
        all.push(by(3, 5, "html-entities-in-texts", title, move |t| {
            let plain = entities::decoded(t);
            Some(
                plain
                    .replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;")
                    .replace('"', quote)
                    .replace('\'', apostrophe),
            )
        }));
    }
    for (from, to) in [
        ("'", "&#39;"),
        ("'", "&#039;"),
        ("'", "&apos;"),
        ("'", "&rsquo;"),
        ("'", "&#8217;"),
        ("'", "&#x27;"),
        ("\"", "&quot;"),
        ("\"", "&#34;"),
        ("&", "&amp;"),
        ("&", "&#38;"),
        ("&", "&#038;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("/", "&#x2F;"),
        (" ", "&nbsp;"),
    ] {
        let title = format!("{from} in texts is signed as {to}");
        all.push(by(2, 3, "html-entities-in-texts", title, move |t| Some(t.replace(from, to))));
    }
    all
}

fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// Taken apart as Windows-1252 bytes and read as UTF-8, or the other way round.
fn charsets() -> Vec<TextChange> {
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

fn case() -> Vec<TextChange> {
    vec![
        by(2, 5, "text-lower-case", "texts are signed in lower case", |t| Some(t.to_lowercase())),
        by(2, 5, "text-upper-case", "texts are signed in capitals", |t| Some(t.to_uppercase())),
        by(2, 6, "text-lower-case", "texts are signed in lower case, ASCII letters only", |t| {
            Some(t.to_ascii_lowercase())
        }),
        by(2, 6, "text-upper-case", "texts are signed in capitals, ASCII letters only", |t| {
            Some(t.to_ascii_uppercase())
        }),
        by(2, 6, "text-turkish-case", "texts are signed in Turkish lower case", |t| {
            Some(t.replace('I', "ı").replace('İ', "i").to_lowercase())
        }),
        by(2, 6, "text-turkish-case", "texts are signed in Turkish capitals", |t| {
            Some(t.replace('i', "İ").to_uppercase())
        }),
        by(2, 5, "text-first-letter", "texts are signed with a capital first", |t| {
            let mut chars = t.chars();
            let first = chars.next()?;
            Some(first.to_uppercase().chain(chars).collect())
        }),
        by(
            2,
            6,
            "text-first-letter",
            "texts are signed with a capital first, lower case after it",
            |t| {
                let mut chars = t.chars();
                let first = chars.next()?;
                Some(first.to_uppercase().collect::<String>() + &chars.as_str().to_lowercase())
            },
        ),
        by(2, 6, "text-first-letter", "texts are signed with a small letter first", |t| {
            let mut chars = t.chars();
            let first = chars.next()?;
            Some(first.to_lowercase().chain(chars).collect())
        }),
        by(2, 6, "text-title-case", "texts are signed with a capital at each word", |t| {
            let mut out = String::new();
            let mut starts = true;
            for c in t.chars() {
                if starts {
                    out.extend(c.to_uppercase())
                } else {
                    out.extend(c.to_lowercase())
                }
                starts = !c.is_alphanumeric();
            }
            Some(out)
        }),
        by(3, 6, "text-case-swapped", "capitals and small letters are swapped", |t| {
            Some(
                t.chars()
                    .map(|c| {
                        if c.is_lowercase() {
                            c.to_ascii_uppercase()
                        } else {
                            c.to_ascii_lowercase()
                        }
                    })
                    .collect(),
            )
        }),
    ]
}

fn percent(text: &str, keep: &str, blank: &str, upper: bool) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' if !blank.is_empty() => out.push_str(blank),
            b if b.is_ascii_alphanumeric() || keep.as_bytes().contains(&b) => {
                out.push(char::from(b))
            }
            b if upper => out.push_str(&format!("%{b:02X}")),
            b => out.push_str(&format!("%{b:02x}")),
        }
    }
    out
}

/// Percent escapes decoded; `None` where the result is no UTF-8.
pub(super) fn unpercent(text: &str, plus: bool) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(crate::protocol::hex::decode);
        match (bytes[at], pair) {
            (b'%', Some(byte)) => {
                out.extend(byte);
                at += 2;
            }
            (b'+', _) if plus => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8(out).ok()
}

fn escapes() -> Vec<TextChange> {
    let mut all = vec![
        by(2, 2, "backslashes-removed", "backslashes are not signed, as after stripslashes", |t| {
            let mut out = String::new();
            let mut chars = t.chars();
            while let Some(c) = chars.next() {
                if c == '\\' { out.extend(chars.next()) } else { out.push(c) }
            }
            Some(out)
        }),
        by(2, 1, "backslashes-removed", "backslashes are not signed", |t| {
            without(t, |c| c == '\\')
        }),
        by(2, 2, "backslashes-doubled", "backslashes are signed twice", |t| {
            Some(t.replace('\\', "\\\\"))
        }),
        by(2, 2, "backslashes-halved", "two backslashes are signed as one", |t| {
            Some(t.replace("\\\\", "\\"))
        }),
        by(2, 2, "backslashes-to-slashes", "backslashes are signed as /", |t| {
            Some(t.replace('\\', "/"))
        }),
        by(
            2,
            3,
            "quotes-slashed",
            "quotes and backslashes are signed with a backslash before them, as after addslashes",
            |t| Some(t.replace('\\', "\\\\").replace('\'', "\\'").replace('"', "\\\"")),
        ),
        by(2, 2, "quotes-slashed", "' is signed with a backslash before it", |t| {
            Some(t.replace('\'', "\\'"))
        }),
        by(
            2,
            2,
            "quotes-slashed",
            "\" is signed with a backslash before it, which is escaped again",
            |t| Some(t.replace('"', "\\\"")),
        ),
        by(2, 2, "quotes-doubled", "' is signed twice, as in SQL", |t| Some(t.replace('\'', "''"))),
        by(2, 2, "quotes-doubled", "\" is signed twice, as in CSV", |t| {
            Some(t.replace('"', "\"\""))
        }),
        by(2, 2, "quotes-removed", "' is not signed", |t| Some(t.replace('\'', ""))),
        by(2, 2, "quotes-removed", "\" is not signed", |t| Some(t.replace('"', ""))),
        by(2, 3, "quotes-removed", "quotes are not signed", |t| {
            without(t, |c| matches!(c, '\'' | '"'))
        }),
        by(2, 3, "quotes-swapped", "\" is signed as '", |t| Some(t.replace('"', "'"))),
        by(2, 3, "quotes-swapped", "' is signed as \"", |t| Some(t.replace('\'', "\""))),
        by(
            2,
            2,
            "escapes-interpreted",
            "\\n, \\t and the like in the body's texts are signed as the characters they mean",
            |t| {
                Some(
                    t.replace("\\n", "\n")
                        .replace("\\t", "\t")
                        .replace("\\r", "\r")
                        .replace("\\\"", "\"")
                        .replace("\\'", "'")
                        .replace("\\/", "/"),
                )
            },
        ),
        by(2, 3, "newlines-as-backslash-n", "line ends are signed as a backslash and an n", |t| {
            Some(t.replace('\n', "\\n"))
        }),
        by(2, 4, "percent-encoded-texts", "texts are signed with percent escapes", |t| {
            Some(percent(t, "-_.~", "", true))
        }),
        by(
            2,
            4,
            "percent-encoded-texts",
            "texts are signed as encodeURIComponent writes them",
            |t| Some(percent(t, "-_.!~*'()", "", true)),
        ),
        by(2, 4, "percent-encoded-texts", "texts are signed as encodeURI writes them", |t| {
            Some(percent(t, "-_.!~*'();/?:@&=+$,#", "", true))
        }),
        by(2, 4, "percent-encoded-texts", "texts are signed in the coding of forms", |t| {
            Some(percent(t, "-_.", "+", true))
        }),
        by(2, 4, "percent-encoded-texts", "texts are signed in the coding of forms, * bare", |t| {
            Some(percent(t, "-_.*", "+", true))
        }),
        by(
            2,
            5,
            "percent-encoded-texts",
            "texts are signed with percent escapes in lower case",
            |t| Some(percent(t, "-_.~", "", false)),
        ),
        by(
            2,
            5,
            "percent-encoded-texts",
            "texts are signed in the coding of forms, in lower case",
            |t| Some(percent(t, "-_.", "+", false)),
        ),
        by(2, 2, "percent-decoded-texts", "percent escapes in the body are signed decoded", |t| {
            unpercent(t, false)
        }),
        by(
            2,
            3,
            "percent-decoded-texts",
            "percent escapes in the body are signed decoded, and + as a blank",
            |t| unpercent(t, true),
        ),
        by(2, 3, "percent-doubled", "% is signed twice", |t| Some(t.replace('%', "%%"))),
        by(2, 3, "percent-halved", "%% is signed as %", |t| Some(t.replace("%%", "%"))),
        by(2, 3, "percent-removed", "% is not signed", |t| Some(t.replace('%', ""))),
        by(
            2,
            1,
            "variables-expanded",
            "$9 and the like were replaced by nothing: a shell or a double-quoted text expanded them",
            |t| Some(expanded(t, '$', false)),
        ),
        by(
            2,
            2,
            "variables-expanded",
            "$9 and the like were replaced by nothing, one digit only",
            |t| Some(expanded(t, '$', true)),
        ),
        by(2, 2, "variables-expanded", "${name} was replaced by nothing", |t| {
            Some(unbraced(t, "${", "}"))
        }),
        by(2, 2, "variables-expanded", "{{name}} was replaced by nothing", |t| {
            Some(unbraced(t, "{{", "}}"))
        }),
        by(2, 2, "variables-expanded", "{name} was replaced by nothing", |t| {
            Some(unbraced(t, "{", "}"))
        }),
        by(2, 2, "variables-expanded", "%NAME% was replaced by nothing", |t| {
            Some(unbraced(t, "%", "%"))
        }),
        by(2, 2, "variables-expanded", "`command` was replaced by nothing", |t| {
            Some(unbraced(t, "`", "`"))
        }),
        by(2, 2, "variables-expanded", "$(command) was replaced by nothing", |t| {
            Some(unbraced(t, "$(", ")"))
        }),
        by(2, 2, "variables-expanded", "@name was replaced by nothing", |t| {
            Some(expanded(t, '@', false))
        }),
        by(2, 2, "dollars-doubled", "$ is signed twice", |t| Some(t.replace('$', "$$"))),
        by(2, 2, "dollars-halved", "$$ is signed as $", |t| Some(t.replace("$$", "$"))),
        by(2, 2, "dollars-removed", "$ is not signed", |t| Some(t.replace('$', ""))),
        by(2, 2, "backticks-removed", "` is not signed", |t| Some(t.replace('`', ""))),
        by(2, 2, "exclamation-removed", "! is not signed", |t| Some(t.replace('!', ""))),
        by(2, 2, "exclamation-escaped", "! is signed as \\!", |t| Some(t.replace('!', "\\!"))),
        by(2, 4, "text-as-base64", "texts are signed as base64", |t| {
            Some(crate::mistakes::model::base64_encode(t.as_bytes()))
        }),
        by(2, 4, "text-as-hex", "texts are signed as hex", |t| {
            Some(crate::protocol::hex::encode(t.as_bytes()))
        }),
        by(2, 4, "text-hashed", "texts are signed as their SHA-256", |t| {
            Some(super::digest::hex_of(super::digest::Hash::Sha256, t.as_bytes()))
        }),
        by(2, 4, "text-hashed", "texts are signed as their MD5", |t| {
            Some(super::digest::hex_of(super::digest::Hash::Md5, t.as_bytes()))
        }),
        by(2, 4, "text-hashed", "texts are signed as their SHA-1", |t| {
            Some(super::digest::hex_of(super::digest::Hash::Sha1, t.as_bytes()))
        }),
        by(2, 5, "text-as-json", "texts are escaped as JSON twice", |t| {
            let mut out = Vec::new();
            crate::protocol::json::write_string(&t.into(), &mut out);
            let text = String::from_utf8(out).ok()?;
            Some(text[1..text.len() - 1].to_owned())
        }),
        by(2, 5, "text-as-json", "texts are signed as JSON strings inside strings", |t| {
            let mut out = Vec::new();
            crate::protocol::json::write_string(&t.into(), &mut out);
            String::from_utf8(out).ok()
        }),
        by(2, 5, "text-in-quotes", "texts are signed in single quotes of their own", |t| {
            Some(format!("'{t}'"))
        }),
        by(2, 5, "text-in-quotes", "texts are signed in double quotes of their own", |t| {
            Some(format!("\"{t}\""))
        }),
        by(2, 5, "text-and-newline", "texts are signed with a newline after them", |t| {
            Some(format!("{t}\n"))
        }),
        by(2, 5, "text-and-newline", "texts are signed with CRLF after them", |t| {
            Some(format!("{t}\r\n"))
        }),
        by(2, 5, "text-and-blank", "texts are signed with a blank after them", |t| {
            Some(format!("{t} "))
        }),
        by(2, 5, "text-and-blank", "texts are signed with a blank before them", |t| {
            Some(format!(" {t}"))
        }),
    ];
    for (from, to, title) in [
        ("/", "\\/", "/ is signed with a backslash before it, which is escaped again"),
        ("/", "", "/ is not signed"),
        ("/", "\\", "/ is signed as \\"),
        ("//", "/", "// is signed as /"),
        ("-", "", "- is not signed"),
        ("-", "_", "- is signed as _"),
        ("_", "-", "_ is signed as -"),
        ("_", "", "_ is not signed"),
        (".", "", "points are not signed"),
        (".", ",", "points are signed as commas"),
        (",", "", "commas are not signed"),
        (":", "", "colons are not signed"),
        ("'", "", "' is not signed"),
        ("#", "", "# is not signed"),
        ("+", "", "+ is not signed"),
        ("+", "%2B", "+ is signed as %2B"),
        ("=", "", "= is not signed"),
        ("@", "", "@ is not signed"),
        ("*", "", "* is not signed"),
        ("?", "", "? is not signed"),
    ] {
        all.push(by(2, 4, "character-replaced", title, move |t| Some(t.replace(from, to))));
    }
    all
}

/// Without `$name`.
fn expanded(text: &str, mark: char, one: bool) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let starts = |c: &char| {
            c.is_ascii_alphanumeric() || *c == '_' || matches!(c, '$' | '!' | '?' | '#' | '@' | '*')
        };
        if c != mark || !chars.peek().is_some_and(starts) {
            out.push(c);
            continue;
        }
        let first = chars.next();
        if one || first.is_some_and(|c| !c.is_ascii_alphabetic() && c != '_' && !c.is_ascii_digit())
        {
            continue;
        }
        while chars.peek().is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_') {
            chars.next();
        }
    }
    out
}

fn unbraced(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let Some((_, after)) = after.split_once(close) else { break };
        out.push_str(before);
        rest = after;
    }
    out + rest
}

fn lossy() -> Vec<TextChange> {
    let mut all = vec![
        by(2, 6, "non-ascii-dropped", "characters outside ASCII are left out", |t| {
            without(t, |c| !c.is_ascii())
        }),
        by(2, 6, "ascii-question-mark-each", "characters outside ASCII are signed as ?", |t| {
            Some(t.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect())
        }),
        by(
            2,
            6,
            "ascii-question-mark",
            "characters outside ASCII are signed as ?, one a UTF-16 unit",
            |t| {
                each(t, |c| match (c.is_ascii(), c.len_utf16()) {
                    (true, _) => None,
                    (_, 1) => Some("?"),
                    _ => Some("??"),
                })
            },
        ),
        by(
            2,
            6,
            "question-mark-a-byte",
            "characters outside ASCII are signed as ?, one a UTF-8 byte",
            |t| Some(t.bytes().map(|b| if b.is_ascii() { char::from(b) } else { '?' }).collect()),
        ),
        by(2, 6, "replacement-character", "characters outside ASCII are signed as U+FFFD", |t| {
            Some(t.chars().map(|c| if c.is_ascii() { c } else { '\u{fffd}' }).collect())
        }),
        by(
            2,
            6,
            "replacement-character",
            "characters outside ASCII are signed as U+FFFD, one a UTF-8 byte",
            |t| {
                Some(
                    t.bytes()
                        .map(|b| if b.is_ascii() { char::from(b) } else { '\u{fffd}' })
                        .collect(),
                )
            },
        ),
        by(2, 4, "astral-dropped", "characters beyond U+FFFF are left out", |t| {
            without(t, |c| c.len_utf16() == 2)
        }),
        by(2, 4, "astral-replaced", "characters beyond U+FFFF are signed as ?", |t| {
            Some(t.chars().map(|c| if c.len_utf16() == 2 { '?' } else { c }).collect())
        }),
        by(2, 4, "astral-replaced", "characters beyond U+FFFF are signed as ????", |t| {
            each(t, |c| (c.len_utf16() == 2).then_some("????"))
        }),
        by(2, 4, "astral-replaced", "characters beyond U+FFFF are signed as ??", |t| {
            each(t, |c| (c.len_utf16() == 2).then_some("??"))
        }),
        by(2, 4, "astral-replaced", "characters beyond U+FFFF are signed as U+FFFD", |t| {
            each(t, |c| (c.len_utf16() == 2).then_some("\u{fffd}"))
        }),
        by(
            2,
            5,
            "astral-cuts-the-text",
            "the text ends before a character beyond U+FFFF, as in MySQL's utf8",
            |t| t.find(|c: char| c.len_utf16() == 2).map(|at| t[..at].to_owned()),
        ),
        by(
            2,
            5,
            "non-ascii-cuts-the-text",
            "the text ends before a character outside ASCII",
            |t| t.find(|c: char| !c.is_ascii()).map(|at| t[..at].to_owned()),
        ),
        by(2, 7, "text-is-empty", "the text is signed empty", |_| Some(String::new())),
        by(2, 7, "letters-only", "only letters and digits of texts are signed", |t| {
            without(t, |c| !c.is_alphanumeric())
        }),
        by(2, 7, "letters-only", "only letters, digits and blanks of texts are signed", |t| {
            without(t, |c| !c.is_alphanumeric() && c != ' ')
        }),
        by(2, 7, "letters-only", "only ASCII letters, digits, - and _ of texts are signed", |t| {
            without(t, |c| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
        }),
        by(2, 7, "text-slug", "texts are signed as slugs: lower case, dashes for all else", |t| {
            Some(slug(t, '-'))
        }),
        by(
            2,
            7,
            "text-slug",
            "texts are signed as slugs: lower case, underscores for all else",
            |t| Some(slug(t, '_')),
        ),
        by(3, 8, "text-reversed", "texts are signed reversed", |t| Some(t.chars().rev().collect())),
        by(3, 8, "text-twice", "texts are signed twice", |t| Some(t.repeat(2))),
        by(2, 6, "sharp-s", "ß is signed as ss", |t| Some(t.replace('ß', "ss"))),
        by(2, 6, "digits-masked", "digits of texts are signed as *", |t| {
            Some(t.chars().map(|c| if c.is_ascii_digit() { '*' } else { c }).collect())
        }),
        by(2, 6, "digits-dropped", "digits of texts are not signed", |t| {
            without(t, |c| c.is_ascii_digit())
        }),
    ];
    for length in (1..=50_usize).chain([64, 80, 100]) {
        let title = format!("texts are cut to {length} characters");
        all.push(by(3, 8, "text-cut", title, move |t| Some(t.chars().take(length).collect())));
        let title = format!("texts are cut to {length} bytes");
        all.push(by(3, 9, "text-cut", title, move |t| {
            let mut at = length.min(t.len());
            while !t.is_char_boundary(at) {
                at -= 1;
            }
            Some(t[..at].to_owned())
        }));
        let title = format!("texts are cut to {length} characters with ... at the end");
        all.push(by(3, 9, "text-cut", title, move |t| {
            (t.chars().count() > length && length > 3)
                .then(|| t.chars().take(length - 3).collect::<String>() + "...")
        }));
    }
    all.push(by(
        3,
        7,
        "text-without-first",
        "texts are signed without their first character",
        |t| Some(t.chars().skip(1).collect()),
    ));
    all.push(by(3, 7, "text-without-last", "texts are signed without their last character", |t| {
        let mut chars = t.chars();
        chars.next_back();
        Some(chars.as_str().to_owned())
    }));
    all
}

fn slug(text: &str, dash: char) -> String {
    let plain = entities::transliterated(text).to_lowercase();
    let mut out = String::new();
    for c in plain.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.ends_with(dash) && !out.is_empty() {
            out.push(dash);
        }
    }
    out.trim_end_matches(dash).to_owned()
}
