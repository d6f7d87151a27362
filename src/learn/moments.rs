//! Functions of a text that is a moment or a number.

pub(super) fn float(text: &str) -> String {
    let Some((units, rest)) = text.split_once('.') else { return text.to_owned() };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(units) || !digits(rest) || units.len() > 15 {
        return text.to_owned();
    }
    let rest = match rest.trim_end_matches('0') {
        "" => "0",
        rest => rest,
    };
    format!("{}.{rest}", number(units))
}

pub(super) fn thousands(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if at > 0 && (text.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A time with its seconds changed, and without its fraction of a second.
pub(super) fn seconds(text: &str, zero: bool) -> String {
    let short = fraction(text, |_| String::new());
    let is_time = short.len() > 18 && short.as_bytes()[10] == b'T' && short.is_char_boundary(19);
    if !is_time || !short.is_char_boundary(16) || short.as_bytes()[16] != b':' {
        return text.to_owned();
    }
    let (time, zone) = (&short[..16], &short[19..]);
    format!("{time}{}{zone}", if zero { ":00" } else { "" })
}

/// A moment, written anew; what is none stays.
pub(super) fn moment(text: &str, write: impl Fn(jiff::Timestamp) -> String) -> String {
    text.parse::<jiff::Timestamp>().map_or_else(|_| text.to_owned(), write)
}

/// A moment as Python parses and prints it.
pub(super) fn python_iso(text: &str) -> String {
    if text.parse::<jiff::Timestamp>().is_err() || text.len() < 20 {
        return text.to_owned();
    }
    let short = fraction(text, |f| match f.trim_start_matches('.').trim_end_matches('0') {
        "" => String::new(),
        _ => format!(".{:0<6.6}", f.trim_start_matches('.')),
    });
    short.strip_suffix(['Z', 'z']).map_or(short.clone(), |time| format!("{time}+00:00"))
}

pub(super) fn zone_off(text: &str) -> String {
    if text.parse::<jiff::Timestamp>().is_err() || text.len() < 20 {
        return text.to_owned();
    }
    let time = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    match time.char_indices().rev().nth(5) {
        Some((at, '+' | '-')) if time.ends_with(|c: char| c.is_ascii_digit()) && at > 16 => {
            time[..at].to_owned()
        }
        _ => time.to_owned(),
    }
}

pub(super) fn number(text: &str) -> String {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return text.to_owned();
    }
    match text.trim_start_matches('0') {
        "" => "0".to_owned(),
        rest => rest.to_owned(),
    }
}

/// A time with its fraction of a second changed; `change` takes it with its point.
pub(super) fn fraction(text: &str, change: impl Fn(&str) -> String) -> String {
    let is_time = text.len() > 18 && text.as_bytes()[10] == b'T' && text.is_char_boundary(19);
    if !is_time {
        return text.to_owned();
    }
    let (time, rest) = text.split_at(19);
    let end = rest
        .char_indices()
        .position(|(at, c)| !(c.is_ascii_digit() || (at == 0 && c == '.')))
        .unwrap_or(rest.len());
    let (fraction, zone) = rest.split_at(end);
    format!("{time}{}{zone}", change(fraction))
}
