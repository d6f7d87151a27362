//! Changes that lose something: cuts, masks, slugs, question marks.

use super::change::{TextChange, by, each, without};
use crate::mistakes::grammar::entities;

pub(super) fn lossy() -> Vec<TextChange> {
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
