//! Capitals and small letters.

use super::change::{TextChange, by};
use crate::mistakes::grammar::fields::camel;

pub(super) fn case() -> Vec<TextChange> {
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
        by(2, 6, "text-camel-case", "texts are signed as camelCase: sign_up is signUp", |t| {
            t.contains('_').then(|| camel(t, false))
        }),
        by(2, 6, "text-camel-case", "texts are signed as PascalCase: sign_up is SignUp", |t| {
            t.contains('_').then(|| camel(t, true))
        }),
        by(2, 6, "text-leading-zeros-lost", "digits are signed without zeros before them", |t| {
            let digits = t.bytes().all(|b| b.is_ascii_digit()) && t.starts_with('0');
            let rest = t.trim_start_matches('0');
            digits.then(|| if rest.is_empty() { "0".to_owned() } else { rest.to_owned() })
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
