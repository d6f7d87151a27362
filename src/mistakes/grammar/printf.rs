//! A text that was given to `printf` as its format, without arguments.

/// What `printf` of C, and of a shell, makes of it; `None` where that depends on more than the text.
pub(super) fn formatted(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '%' => rest = directive(rest, &mut out)?,
            '\\' => rest = escape(rest, &mut out)?,
            c => out.push(c),
        }
    }
    Some(out)
}

/// What follows a `%`: flags, width, precision, and a letter. A missing argument is 0, or an empty text.
fn directive<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    let rest = text.trim_start_matches(['-', '+', ' ', '#', '0']);
    let flags = &text[..text.len() - rest.len()];
    let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let width: usize = match &rest[..rest.len() - behind.len()] {
        "" => 0,
        digits => digits.parse().ok().filter(|width| *width <= 1000)?,
    };
    let (precision, behind) = match behind.strip_prefix('.') {
        None => (None, behind),
        Some(digits) => {
            let behind = digits.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = &digits[..digits.len() - behind.len()];
            (Some(digits.parse().unwrap_or(0_usize).min(1000)), behind)
        }
    };
    let letter = behind.chars().next()?;
    let sign = match (flags.contains('+'), flags.contains(' ')) {
        (true, _) => "+",
        (false, true) => " ",
        _ => "",
    };
    let text = match letter {
        '%' => "%".to_owned(),
        's' | 'b' | 'c' => String::new(),
        'q' => "''".to_owned(),
        'd' | 'i' => format!("{sign}0"),
        'u' | 'x' | 'X' | 'o' => "0".to_owned(),
        'f' | 'F' => format!("{sign}{:.*}", precision.unwrap_or(6), 0.0),
        'e' => format!("{sign}{:.*}e+00", precision.unwrap_or(6), 0.0),
        'E' => format!("{sign}{:.*}E+00", precision.unwrap_or(6), 0.0),
        'g' | 'G' => format!("{sign}0"),
        // Another letter is an error, with which a shell stops.
        _ => return Some(""),
    };
    let fill = width.saturating_sub(text.chars().count());
    match (flags.contains('-'), flags.contains('0') && !matches!(letter, 's' | 'c' | 'b')) {
        (true, _) => out.extend(text.chars().chain(std::iter::repeat_n(' ', fill))),
        (false, true) => out.extend(std::iter::repeat_n('0', fill).chain(text.chars())),
        (false, false) => out.extend(std::iter::repeat_n(' ', fill).chain(text.chars())),
    }
    Some(&behind[letter.len_utf8()..])
}

/// What follows a backslash.
fn escape<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    let Some(c) = text.chars().next() else {
        out.push('\\');
        return Some(text);
    };
    let known = match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'a' => '\u{7}',
        'v' => '\u{b}',
        '\\' | '"' | '\'' => c,
        'u' => {
            let digits = text.get(1..5).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
            out.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
            return Some(&text[5..]);
        }
        c => {
            out.extend(['\\', c]);
            return Some(&text[c.len_utf8()..]);
        }
    };
    out.push(known);
    Some(&text[c.len_utf8()..])
}

#[cfg(test)]
mod tests {
    use super::formatted;

    #[test]
    fn as_bash_prints_it() {
        for (text, printed) in [
            ("50% discount", Some("50 0iscount")),
            ("100%% x", Some("100% x")),
            ("a%sb%5dc%-4de", Some("ab    0c0   e")),
            (r#"a\"b\\c\u00e9\/"#, Some("a\"b\\c\u{e9}\\/")),
            ("20%.2f", Some("200.00")),
            (r"\ud83d", None),
            ("5%", None),
        ] {
            assert_eq!(formatted(text).as_deref(), printed, "{text}");
        }
    }
}
