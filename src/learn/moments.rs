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

/// A time, its fraction of a second with its point, and its zone.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    let is_time = text.len() > 18 && text.as_bytes()[10] == b'T' && text.is_char_boundary(19);
    if !is_time {
        return None;
    }
    let (time, rest) = text.split_at(19);
    let end = rest
        .char_indices()
        .position(|(at, c)| !(c.is_ascii_digit() || (at == 0 && c == '.')))
        .unwrap_or(rest.len());
    let (fraction, zone) = rest.split_at(end);
    Some((time, fraction, zone))
}

/// A time with its fraction of a second changed; `change` takes it with its point.
pub(super) fn fraction(text: &str, change: impl Fn(&str) -> String) -> String {
    match split(text) {
        Some((time, fraction, zone)) => format!("{time}{}{zone}", change(fraction)),
        None => text.to_owned(),
    }
}

/// A moment moved to UTC, its fraction of a second as it stands.
pub(super) fn utc_kept(text: &str) -> String {
    let moved = || {
        let (time, fraction, zone) = split(text)?;
        if matches!(zone, "Z" | "z") {
            return None;
        }
        let at: jiff::Timestamp = format!("{time}{zone}").parse().ok()?;
        Some(format!("{}{fraction}Z", at.strftime("%Y-%m-%dT%H:%M:%S")))
    };
    moved().unwrap_or_else(|| text.to_owned())
}

/// A moment as Go prints it with RFC3339Nano: no zeros at the end of its fraction, no offset of zero.
pub(super) fn go_nano(text: &str) -> String {
    let printed = || {
        let (time, fraction, zone) = split(text)?;
        let is_offset =
            zone.len() == 6 && zone.as_bytes()[3] == b':' && zone.starts_with(['+', '-']);
        if zone != "Z" && !is_offset {
            return None;
        }
        text.parse::<jiff::Timestamp>().ok()?;
        let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
        let zone = if zone.ends_with("00:00") { "Z" } else { zone };
        Some(format!("{time}{fraction}{zone}"))
    };
    printed().unwrap_or_else(|| text.to_owned())
}

/// A moment as Java's `Instant` prints it: three, six or nine digits of a second, or none.
pub(super) fn java_instant(at: jiff::Timestamp) -> String {
    let nanos = at.subsec_nanosecond();
    let fraction = match nanos {
        0 => String::new(),
        n if n % 1_000_000 == 0 => format!(".{:03}", n / 1_000_000),
        n if n % 1000 == 0 => format!(".{:06}", n / 1000),
        n => format!(".{n:09}"),
    };
    format!("{}{fraction}Z", at.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// A time with zeros for its seconds and for the digits of its fraction.
pub(super) fn seconds_kept(text: &str) -> String {
    match split(text) {
        Some((time, fraction, zone))
            if time.as_bytes()[16] == b':' && time.is_char_boundary(17) =>
        {
            let fraction = fraction.replace(|c: char| c.is_ascii_digit(), "0");
            format!("{}00{fraction}{zone}", &time[..17])
        }
        _ => text.to_owned(),
    }
}

/// `DateTimeOffset` of .NET with the format `o`: seven digits of a second, its own offset, `+00:00` for `Z`.
pub(super) fn seven_digits(text: &str) -> String {
    if text.parse::<jiff::Timestamp>().is_err() {
        return text.to_owned();
    }
    let seven = match text.as_bytes().get(19) {
        Some(b'.') => fraction(text, |f| format!(".{:0<7.7}", f.trim_start_matches('.'))),
        _ => text
            .get(..19)
            .map_or(text.to_owned(), |begin| format!("{begin}.0000000{}", &text[19..])),
    };
    seven.strip_suffix(['Z', 'z']).map_or(seven.clone(), |time| format!("{time}+00:00"))
}

/// `OffsetDateTime` of Java: no seconds where they are 0, three, six or nine digits of a second, its own offset.
pub(super) fn java_offset(text: &str) -> String {
    let Some((begin, rest)) =
        text.split_at_checked(19).filter(|_| text.parse::<jiff::Timestamp>().is_ok())
    else {
        return text.to_owned();
    };
    let (fraction, offset) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count()),
        None => ("", rest),
    };
    let nanos = format!("{fraction:0<9.9}");
    let short = nanos.trim_end_matches('0');
    let begin = begin.replace('t', "T");
    let begin = match (short.is_empty(), begin.strip_suffix(":00")) {
        (true, Some(minutes)) => minutes,
        _ => &begin,
    };
    let fraction = match short.len() {
        0 => String::new(),
        length => format!(".{}", &nanos[..length.next_multiple_of(3)]),
    };
    let offset = match offset {
        "z" | "+00:00" | "-00:00" => "Z",
        offset => offset,
    };
    format!("{begin}{fraction}{offset}")
}
