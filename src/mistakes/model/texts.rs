//! Texts that are changed before they are signed.

use crate::mistakes::config::{Alteration, NormalForm, SignerConfig, Where};
use crate::protocol::Text;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The text of a field, as the config change it.
pub(super) fn changed<'a>(config: &SignerConfig, field: Where, text: &'a Text) -> Cow<'a, Text> {
    let mut text = Cow::Borrowed(text);
    for (alteration, place) in config.alterations.iter().flatten() {
        if *place == field || *place == Where::Everywhere {
            text = Cow::Owned(altered(*alteration, &text));
        }
    }
    if let Some(form) = config.normal_form
        && let Some(readable) = text.as_str().filter(|text| !text.is_ascii())
    {
        text = Cow::Owned(normalised(form, readable).into());
    }
    text
}

fn normalised(form: NormalForm, text: &str) -> String {
    match form {
        NormalForm::Nfc => text.nfc().collect(),
        NormalForm::Nfd => text.nfd().collect(),
        NormalForm::Nfkc => text.nfkc().collect(),
        NormalForm::Nfkd => text.nfkd().collect(),
        NormalForm::Ascii => text.nfkd().filter(char::is_ascii).collect(),
    }
}

fn altered(alteration: Alteration, text: &Text) -> Text {
    // A lone surrogate is in the way of everything but cutting.
    let Some(readable) = text.as_str() else { return text.clone() };
    match alteration {
        Alteration::Trim => readable.trim().into(),
        Alteration::Lower => readable.to_lowercase().into(),
        Alteration::Upper => readable.to_uppercase().into(),
        Alteration::Html => html(readable).into(),
        Alteration::Percent => percent(readable.as_bytes()).into(),
        Alteration::UriComponent => {
            let bare = [("%21", "!"), ("%2A", "*"), ("%27", "'"), ("%28", "("), ("%29", ")")];
            let escaped = percent(readable.as_bytes());
            bare.iter().fold(escaped, |text, (from, to)| text.replace(from, to)).into()
        }
        Alteration::Plus => percent(readable.as_bytes()).replace("%20", "+").into(),
        Alteration::Cut(length) => readable.chars().take(length.into()).collect::<String>().into(),
        Alteration::Squeeze => readable.split_whitespace().collect::<Vec<_>>().join(" ").into(),
        Alteration::AddSlashes => {
            let mut text = String::new();
            for c in readable.chars() {
                if matches!(c, '\'' | '"' | '\\') {
                    text.push('\\');
                }
                text.push(c);
            }
            text.into()
        }
    }
}

/// HTML entities for what has a meaning there.
pub(super) fn html(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Percent escapes for all but letters, digits, `-`, `.`, `_` and `~`.
pub(super) fn percent(bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(*byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_in_the_field_that_is_meant() {
        let text = Text::from(" Caf\u{e9} & \"co\" ");
        let with = |alteration| {
            let mut config = SignerConfig::default();
            config.alter(alteration, Where::Plan);
            changed(&config, Where::Plan, &text).into_owned()
        };
        assert_eq!(with(Alteration::Trim), *"Caf\u{e9} & \"co\"");
        assert_eq!(with(Alteration::Upper), *" CAF\u{c9} & \"CO\" ");
        assert_eq!(with(Alteration::Html), *" Caf\u{e9} &amp; &quot;co&quot; ");
        assert_eq!(with(Alteration::Percent), *"%20Caf%C3%A9%20%26%20%22co%22%20");
        assert_eq!(with(Alteration::Cut(3)), *" Ca");
        let mut config = SignerConfig::default();
        config.alter(Alteration::Trim, Where::Currency);
        assert_eq!(*changed(&config, Where::Plan, &text), text);
        let config =
            SignerConfig { normal_form: Some(NormalForm::Ascii), ..SignerConfig::default() };
        assert_eq!(*changed(&config, Where::Plan, &text), *" Cafe & \"co\" ");
    }
}
