//! Functions of a text: capitals, small letters, words.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The first character of `text` as a title has it; where it changes in lower case, that of `original`.
pub(super) fn titled(text: &str, original: &str) -> String {
    let Some(c) = original.chars().next() else { return text.to_owned() };
    let head: String = match c {
        // Digraphs have a title form of their own.
        '\u{1c4}'..='\u{1c6}' => "\u{1c5}".into(),
        '\u{1c7}'..='\u{1c9}' => "\u{1c8}".into(),
        '\u{1ca}'..='\u{1cc}' => "\u{1cb}".into(),
        '\u{1f1}'..='\u{1f3}' => "\u{1f2}".into(),
        '\u{149}' => "\u{2bc}N".into(),
        // Georgian small letters, and capital letters with an iota below, are their own titles.
        '\u{10d0}'..='\u{10ff}' => c.to_string(),
        c if c.general_category() == GeneralCategory::TitlecaseLetter => c.to_string(),
        // A small letter with an iota below: eight before its title, or nine.
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
            char::from_u32(u32::from(c) + 8).unwrap_or(c).to_string()
        }
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => {
            char::from_u32(u32::from(c) + 9).unwrap_or(c).to_string()
        }
        '\u{1fb2}'..='\u{1ff7}' => {
            c.to_uppercase().map(|c| if c == '\u{399}' { '\u{345}' } else { c }).collect()
        }
        c => {
            let mut upper = c.to_uppercase();
            let first = upper.next().into_iter();
            first.chain(upper.flat_map(char::to_lowercase)).collect()
        }
    };
    let width =
        if text == original { c.len_utf8() } else { c.to_lowercase().map(char::len_utf8).sum() };
    format!("{head}{}", text.get(width..).unwrap_or_default())
}

pub(super) fn ascii_split(text: &str, by: &str, lower: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.chars().enumerate() {
        if c.is_ascii_uppercase() && at > 0 {
            out.push_str(by);
        }
        out.push(c);
    }
    if lower { out.to_lowercase() } else { out }
}

pub(super) fn lower_upper_split(text: &str, by: char) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = '\0';
    for c in text.chars() {
        if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            out.push(by);
        }
        out.push(c);
        before = c;
    }
    out
}

pub(super) fn camel(text: &str, between: &str, pascal: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut raise = pascal;
    while let Some(c) = chars.next() {
        if between.contains(c) && chars.peek().is_some_and(char::is_ascii_lowercase) {
            raise = true;
        } else if std::mem::take(&mut raise) && c.is_ascii_lowercase() {
            out.push(c.to_ascii_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}

pub(super) fn words_ascii(text: &str) -> String {
    let mut begins = true;
    let each = |c: char| {
        let begun = std::mem::replace(&mut begins, matches!(c, ' ' | '\t'..='\r'));
        if begun { c.to_ascii_uppercase() } else { c }
    };
    text.chars().map(each).collect()
}

pub(super) fn first(text: &str, upper: bool) -> String {
    let mut rest = text.chars();
    match rest.next() {
        None => String::new(),
        Some(c) if upper => c.to_uppercase().chain(rest).collect(),
        Some(c) => c.to_lowercase().chain(rest).collect(),
    }
}

pub(super) fn words(text: &str, ends: fn(char) -> bool) -> String {
    let mut begins = true;
    let mut out = String::new();
    for c in text.chars() {
        if begins {
            out.extend(c.to_uppercase())
        } else {
            out.push(c)
        }
        begins = ends(c);
    }
    out
}

pub(super) fn joined(text: &str, by: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(by)
}

pub(super) fn camel_split(text: &str, by: char) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if c.is_uppercase() && at > 0 {
            out.push(by);
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// As Python's title() has it: a letter that follows a letter with two cases is small, any other one a title.
pub(super) fn python_title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let one = &text[at..at + c.len_utf8()];
        if !inside {
            out += &titled(one, one);
        } else if c == 'Σ' {
            // Its form depends on what follows; a letter stands before it.
            let rest = format!("a{}", &text[at..]).to_lowercase();
            out.extend(rest.chars().nth(1));
        } else {
            out.extend(c.to_lowercase());
        }
        inside = is_cased(c);
    }
    out
}

fn is_cased(c: char) -> bool {
    let is_title = |c: char| c.general_category() == GeneralCategory::TitlecaseLetter;
    c.is_lowercase() || c.is_uppercase() || is_title(c)
}

/// Small letters as in Turkish: I and İ have small letters of their own.
pub(super) fn turkish_lower(text: &str) -> String {
    text.replace('I', "ı").replace('İ', "i").to_lowercase()
}

/// Capitals as in Turkish.
pub(super) fn turkish_upper(text: &str) -> String {
    text.replace('i', "İ").to_uppercase()
}

/// Each character in small letters, capitals and back: Unicode's case folding. Cherokee is folded to capitals.
pub(super) fn case_folded(text: &str) -> String {
    let fold = |c: char| -> Vec<char> {
        match c {
            'ı' | '\u{13a0}'..='\u{13f5}' => vec![c],
            '\u{13f8}'..='\u{13fd}' => char::from_u32(u32::from(c) - 8).into_iter().collect(),
            '\u{ab70}'..='\u{abbf}' => {
                char::from_u32(u32::from(c) - 0xab70 + 0x13a0).into_iter().collect()
            }
            c => {
                c.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
            }
        }
    };
    text.chars().flat_map(fold).collect()
}

/// ASCII letters in capitals behind what is no ASCII letter, digit or `_`.
pub(super) fn words_boundary(text: &str) -> String {
    let mut inside = false;
    let each = |c: char| {
        let is_word = c.is_ascii_alphanumeric() || c == '_';
        let begins = is_word && !std::mem::replace(&mut inside, is_word);
        if begins { c.to_ascii_uppercase() } else { c }
    };
    text.chars().map(each).collect()
}
/// `underscore` of ActiveSupport and of Python's inflection: capitals begin words, a hyphen is an underscore.
pub(super) fn underscored(text: &str) -> String {
    with_underscores(text, is_digit)
}

/// The same with `::` as a slash; a text without capitals, hyphens and `::` stays as it is, as in ActiveSupport.
pub(super) fn rails_underscored(text: &str, ascii: bool) -> String {
    if !text.contains(|c: char| c.is_ascii_uppercase() || c == '-') && !text.contains("::") {
        return text.to_owned();
    }
    with_underscores(
        &text.replace("::", "/"),
        if ascii { |c| c.is_ascii_digit() } else { is_digit },
    )
}

fn with_underscores(text: &str, is_digit: fn(char) -> bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let upper = |at: usize| chars.get(at).is_some_and(char::is_ascii_uppercase);
    let lower = |at: usize| chars.get(at).is_some_and(char::is_ascii_lowercase);
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1);
        let ends_capitals = upper(at) && lower(at + 1) && before.is_some_and(upper);
        let begins = upper(at) && before.is_some_and(|at| lower(at) || is_digit(chars[at]));
        if ends_capitals || begins {
            out.push('_');
        }
        out.push(if *c == '-' { '_' } else { *c });
    }
    out.to_lowercase()
}

/// What `\d` of Python's `re` holds.
fn is_digit(c: char) -> bool {
    c.general_category() == GeneralCategory::DecimalNumber
}
