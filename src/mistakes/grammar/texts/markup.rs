//! HTML entities and tags, both ways, and characters at which a text ends.

use super::change::{TextChange, by, without};
use crate::mistakes::grammar::entities;

pub(super) fn markup() -> Vec<TextChange> {
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
