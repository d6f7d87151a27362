//! Blanks, line ends, controls and characters that cannot be seen.

use super::change::{TextChange, by, each, without};

pub(super) fn spaces() -> Vec<TextChange> {
    let mut all = vec![
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
    ];
    for size in [8, 10, 12, 15, 16, 20, 24, 25, 30, 32, 35, 36, 40, 50, 60, 64, 80, 100, 128, 255] {
        let title = format!("texts are signed with blanks behind them, up to {size} characters");
        all.push(by(2, 3, "text-padded", title, move |t| {
            let length = t.chars().count();
            (length < size).then(|| t.to_owned() + &" ".repeat(size - length))
        }));
    }
    all
}
