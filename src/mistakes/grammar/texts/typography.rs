//! Typographic quotes, dashes and symbols, both ways.

use super::change::{TextChange, by, each};

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

pub(super) fn typography() -> Vec<TextChange> {
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
