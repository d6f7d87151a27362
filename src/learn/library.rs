//! Functions that libraries of other languages have: of names, ids, formats.

use jiff::civil::Date;

/// As `humanize` of Rails has it: without `_` in front, without `_id` at the end, `_` as blanks, ASCII words in lower case,
/// the first letter in capitals.
pub(super) fn humanized(text: &str) -> String {
    let text = text.trim_start_matches('_');
    let text = text.strip_suffix("_id").unwrap_or(text).replace('_', " ");
    let lower = text.trim_start().to_ascii_lowercase();
    upper_first(&lower)
}

/// The same with all letters in lower case, not only those of ASCII.
pub(super) fn humanized_unicode(text: &str) -> String {
    let text = text.trim_start_matches('_');
    let text = text.strip_suffix("_id").unwrap_or(text).replace('_', " ");
    upper_first(&text.trim_start().to_lowercase())
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

/// The hour of a moment, or of what begins like one, on a clock of twelve hours.
pub(super) fn twelve_hours(text: &str) -> String {
    let Some((at, _)) = text.match_indices('T').find(|(at, _)| hour_at(text, at + 1).is_some())
    else {
        return text.to_owned();
    };
    let hour = hour_at(text, at + 1).unwrap_or(0);
    format!("{}{:02}{}", &text[..=at], (hour + 11) % 12 + 1, &text[at + 3..])
}

/// A date, or what begins with one, with the year that its week belongs to: weeks from Sunday on, the first of which holds
/// the first of January (Java's `YYYY` in the US), or weeks of ISO 8601 (in most of Europe, and in Go's `ISOWeek`).
pub(super) fn week_year(text: &str, is_iso: bool) -> String {
    let Some(date) = text.get(..10).and_then(|date| date.parse::<Date>().ok()) else {
        return text.to_owned();
    };
    let year = match is_iso {
        true => i64::from(date.iso_week_date().year()),
        false => {
            let left = 6 - i64::from(date.weekday().to_sunday_zero_offset());
            let last = date.checked_add(jiff::Span::new().days(left)).unwrap_or(date);
            i64::from(last.year())
        }
    };
    format!("{year:04}{}", &text[4..])
}

/// A date with the number of its day in the year in the place of that in the month (Java's `DD`).
pub(super) fn day_of_year(text: &str) -> String {
    match text.get(..10).and_then(|date| date.parse::<Date>().ok()) {
        Some(date) => format!("{}{:02}{}", &text[..8], date.day_of_year(), &text[10..]),
        None => text.to_owned(),
    }
}

/// A moment with its minutes in the place of the month (`yyyy-mm-dd`), its month in the place of the minutes (`HH:MM`), or
/// both.
pub(super) fn month_and_minutes(text: &str, in_month: bool, in_minutes: bool) -> String {
    let is_moment = text.get(..10).is_some_and(|date| date.parse::<Date>().is_ok())
        && text.get(10..11) == Some("T")
        && hour_at(text, 11).is_some()
        && text.get(14..16).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    if !is_moment {
        return text.to_owned();
    }
    let (month, minutes) = (&text[5..7], &text[14..16]);
    let first = if in_month { minutes } else { month };
    let second = if in_minutes { month } else { minutes };
    format!("{}{first}{}{second}{}", &text[..5], &text[7..14], &text[16..])
}

fn hour_at(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 2).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let hour = digits.parse().ok().filter(|hour| *hour < 24)?;
    text[at + 2..].starts_with(':').then_some(hour)
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
        assert_eq!(twelve_hours("2026-11-01T15:00:00Z"), "2026-11-01T03:00:00Z");
        assert_eq!(twelve_hours("2026-11-01T00:30:00Z"), "2026-11-01T12:30:00Z");
        assert_eq!(week_year("2026-12-28T09:00:00Z", false), "2027-12-28T09:00:00Z");
        assert_eq!(week_year("2026-12-26T09:00:00Z", false), "2026-12-26T09:00:00Z");
        assert_eq!(week_year("2026-12-28T09:00:00Z", true), "2026-12-28T09:00:00Z");
        assert_eq!(week_year("2027-01-01T09:00:00Z", true), "2026-01-01T09:00:00Z");
        assert_eq!(week_year("2026-13-28", false), "2026-13-28");
        assert_eq!(day_of_year("2026-11-28T09:05:00Z"), "2026-11-332T09:05:00Z");
        assert_eq!(day_of_year("2026-01-02"), "2026-01-02");
        let both = month_and_minutes("2026-11-28T09:05:07Z", true, true);
        assert_eq!(both, "2026-05-28T09:11:07Z");
        assert_eq!(month_and_minutes("2026-11-28T0", true, true), "2026-11-28T0");
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
