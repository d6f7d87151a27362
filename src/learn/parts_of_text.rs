//! Functions of a text: what stands between marks, runs, tabs.

use super::decoding::scan;
use super::facts::narrow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

pub(super) fn bytes_of(text: &str) -> Vec<u8> {
    narrow(text).as_bytes().to_vec()
}

/// Runs of the same character, cut to a length.
pub(super) fn at_most(text: &str, most: usize) -> String {
    let mut run = (None, 0);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        run = if run.0 == Some(c) { (run.0, run.1 + 1) } else { (Some(c), 1) };
        if run.1 <= most {
            out.push(c);
        }
    }
    out
}

/// Without what stands between two marks, the marks included.
pub(super) fn between(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open)
        && let Some((_, behind)) = after.split_once(close)
    {
        out.push_str(before);
        rest = behind;
    }
    out + rest
}

/// Without marks that come in pairs.
pub(super) fn paired(text: &str, mark: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(mark)
        && let Some((inside, behind)) = after.split_once(mark)
    {
        out.push_str(before);
        out.push_str(inside);
        rest = behind;
    }
    out + rest
}

pub(super) fn parentheses(text: &str, blanks: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('(') {
        let Some(end) = rest[start..].find(')') else { break };
        let before = &rest[..start];
        out.push_str(if blanks { before.trim_end() } else { before });
        rest = &rest[start + end + 1..];
    }
    out + rest
}

pub(super) fn tabs(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' => {
                let count = width - column % width;
                out.extend(std::iter::repeat_n(' ', count));
                column += count;
            }
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            c => {
                out.push(c);
                column += 1;
            }
        }
    }
    out
}

pub(super) fn tags(text: &str) -> String {
    scan(text, |text| {
        let rest = text.strip_prefix('<')?;
        let end = rest.find('>')?;
        Some((rest.len() - end - 1, ""))
    })
}

/// Without the marks of its letters: of its decomposed form, what `is_mark` holds for; composed again, or not.
pub(super) fn without_marks(text: &str, is_mark: fn(char) -> bool, composed: bool) -> String {
    let kept = text.nfd().filter(|c| !is_mark(*c));
    if composed { kept.nfc().collect() } else { kept.collect() }
}

/// The same of its compatibility form, not composed again.
pub(super) fn without_marks_kd(text: &str, is_mark: fn(char) -> bool) -> String {
    text.nfkd().filter(|c| !is_mark(*c)).collect()
}

/// U+0300 to U+036F.
pub(super) fn in_block(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// A mark that takes no space of its own (Mn).
pub(super) fn is_nonspacing(c: char) -> bool {
    c.general_category() == GeneralCategory::NonspacingMark
}

/// A character with a combining class.
pub(super) fn is_combining(c: char) -> bool {
    canonical_combining_class(c) != 0
}

/// Without `$` and the characters of a name behind it.
pub(super) fn dollar_names(text: &str, first: fn(char) -> bool, rest: fn(char) -> bool) -> String {
    scan(text, |from| {
        let name = from.strip_prefix('$')?;
        let begins = name.chars().next().filter(|c| first(*c))?;
        let behind = name[begins.len_utf8()..].trim_start_matches(rest);
        Some((behind.len(), ""))
    })
}

/// A letter of ASCII, or `_`.
pub(super) fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

/// A letter or digit of ASCII, or `_`.
pub(super) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// A letter or number of any script, or `_`.
pub(super) fn is_any_word(c: char) -> bool {
    c == '_'
        || matches!(
            c.general_category_group(),
            GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
        )
}

/// The bytes of UTF-8, read in another encoding.
pub(super) fn misread(text: &str, encoding: &'static encoding_rs::Encoding) -> String {
    encoding.decode_without_bom_handling(&bytes_of(text)).0.into_owned()
}

/// Letters, numbers and `_` in lower case, with one `-` for white space and `-` between them.
pub(super) fn django_slug(text: &str) -> String {
    let lower = text.to_lowercase();
    // As Python has it.
    let is_space = |c: char| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}');
    let is_kept = |c: &char| is_any_word(*c) || is_space(*c) || *c == '-';
    let kept: String = lower.chars().filter(is_kept).collect();
    let words = kept.split(|c: char| is_space(c) || c == '-').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").trim_matches(['-', '_']).to_owned()
}
/// A text without tags as PHP takes them out: a `<` before white space stays, and a tag that does not end takes the rest.
/// `quotes`: whether a `>` between quotes is part of the tag.
pub(super) fn strip_tags(text: &str, quotes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    let mut quote = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (inside, c) {
            (false, '<') if chars.peek().is_none_or(|next| !is_c_space(*next)) => inside = true,
            (false, c) => out.push(c),
            (true, '\'' | '"') if quotes => match quote {
                None => quote = Some(c),
                Some(open) if open == c => quote = None,
                Some(_) => {}
            },
            (true, '>') if quote.is_none() => inside = false,
            (true, _) => {}
        }
    }
    out
}

/// What C's `isspace` holds.
fn is_c_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ')
}
