//! Functions that libraries of other languages have: of names, ids, formats.

/// What `lstrip` of Ruby takes off.
const RUBY_SPACE: [char; 7] = ['\0', '\t', '\n', '\u{b}', '\u{c}', '\r', ' '];

/// As `humanize` of Rails has it: without `_` in front, without `_id` at the end, `_` as blanks, ASCII words in lower case,
/// the first letter in capitals.
pub(super) fn humanized(text: &str) -> String {
    let text = text.trim_start_matches('_');
    let text = text.strip_suffix("_id").unwrap_or(text).replace('_', " ");
    let lower = text.trim_start_matches(RUBY_SPACE).to_ascii_lowercase();
    upper_first(&lower)
}

/// The same with all letters in lower case, not only those of ASCII.
pub(super) fn humanized_unicode(text: &str) -> String {
    let text = text.trim_start_matches('_');
    let text = text.strip_suffix("_id").unwrap_or(text).replace('_', " ");
    upper_first(&text.trim_start_matches(RUBY_SPACE).to_lowercase())
}

/// As `titleize` of Rails has it: as underscore() and humanize() have it, then the first letter of each word in capitals.
pub(super) fn titleized(text: &str) -> String {
    let words = humanized(&super::casing::underscored(&text.replace("::", "/")));
    let mut out = String::with_capacity(words.len());
    let mut before: Option<char> = None;
    for c in words.chars() {
        let is_inside = before
            .is_some_and(|b| b.is_alphanumeric() || matches!(b, '_' | '\'' | '\u{2019}' | '`'));
        match is_inside {
            false if c.is_ascii_lowercase() => out.push(c.to_ascii_uppercase()),
            _ => out.push(c),
        }
        before = Some(c);
    }
    out
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// As a UUID in its usual form, where it is one in another: in capitals, in braces, after `urn:uuid:`, without dashes.
pub(super) fn uuid(text: &str) -> String {
    let plain = text.replace("urn:", "").replace("uuid:", "");
    let digits = plain.trim_matches(['{', '}']).replace('-', "").to_lowercase();
    if digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return text.to_owned();
    }
    let (parts, mut rest) = ([8, 4, 4, 4, 12], digits.as_str());
    let split = parts.map(|length| {
        let (part, behind) = rest.split_at(length);
        rest = behind;
        part
    });
    split.join("-")
}

/// What `Printf` of Go makes of a format without arguments: `%%` is `%`, a verb `%!d(MISSING)`.
pub(super) fn go_format(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let verb = after.trim_start_matches(['-', '+', '#', ' ', '0']);
        let verb = verb.trim_start_matches(|c: char| c.is_ascii_digit());
        let verb = match verb.strip_prefix('.') {
            Some(behind) => behind.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => verb,
        };
        let mut chars = verb.chars();
        match chars.next() {
            Some('%') => out.push('%'),
            Some(verb) => out.push_str(&format!("%!{verb}(MISSING)")),
            None => out.push_str("%!(NOVERB)"),
        }
        rest = chars.as_str();
    }
    out + rest
}

/// As a field of CSV: between quotes where it needs them.
pub(super) fn csv(text: &str) -> String {
    match text.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// Digits beyond the fifteenth as zeros, as a spreadsheet keeps a number.
pub(super) fn fifteen_digits(text: &str) -> String {
    match text.len() > 15 && text.bytes().all(|b| b.is_ascii_digit()) {
        true => format!("{}{}", &text[..15], "0".repeat(text.len() - 15)),
        false => text.to_owned(),
    }
}

/// As a cell of Excel in the format General shows the number that a text is: eleven digits, from twelve on in scientific
/// notation with six.
pub(super) fn excel_general(text: &str) -> String {
    let plain = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_number = plain.starts_with(|c: char| c.is_ascii_digit())
        && plain.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b));
    let Some(number) = text.parse::<f64>().ok().filter(|number| is_number && number.is_finite())
    else {
        return text.to_owned();
    };
    let size = number.abs();
    if number == 0.0 {
        return "0".to_owned();
    }
    if (1e-4..1e11).contains(&size) {
        let whole = (size.log10().floor().max(0.0) as usize) + 1;
        let decimals = if number.fract() == 0.0 { 0 } else { 10_usize.saturating_sub(whole) };
        return zeros_off(&format!("{number:.decimals$}")).to_owned();
    }
    let scientific = format!("{number:.5e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    format!("{}E{}{:02}", zeros_off(mantissa), if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

fn zeros_off(number: &str) -> &str {
    match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_rails_has_them() {
        for (text, human, title) in [
            ("pro_Annual", "Pro annual", "Pro Annual"),
            ("_user_id", "User", "User"),
            ("TeamPlan", "Teamplan", "Team Plan"),
            ("x-men", "X-men", "X Men"),
        ] {
            assert_eq!((humanized(text), titleized(text)), (human.to_owned(), title.to_owned()));
        }
    }

    #[test]
    fn formats_without_arguments() {
        for (text, made) in [
            ("100%% x", "100% x"),
            ("50% off", "50%!o(MISSING)ff"),
            ("%5.2f|%", "%!f(MISSING)|%!(NOVERB)"),
        ] {
            assert_eq!(go_format(text), made);
        }
    }

    #[test]
    fn ids_and_hours() {
        let id = "7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4";
        for text in [
            "7C0A4BD2-9F1E-4C55-8A3B-2D6E90F1A7C4",
            "{7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4}",
            "urn:uuid:7c0a4bd29f1e4c558a3b2d6e90f1a7c4",
        ] {
            assert_eq!(uuid(text), id);
        }
        assert_eq!(uuid("7c0a"), "7c0a");
        assert_eq!(fifteen_digits("12345678901234567"), "12345678901234500");
        for (text, shown) in [
            ("007", "7"),
            ("+5.50", "5.5"),
            ("123456789012", "1.23457E+11"),
            ("12345678901", "12345678901"),
            ("1e3", "1000"),
            ("0.00001", "1E-05"),
            ("-0", "0"),
            ("12a", "12a"),
            ("", ""),
        ] {
            assert_eq!(excel_general(text), shown, "{text}");
        }
        assert_eq!(csv("a,\"b\""), "\"a,\"\"b\"\"\"");
    }
}
