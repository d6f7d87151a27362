//! Moments as Python's `datetime.fromisoformat` reads them (3.11 and later) and `isoformat` prints them.

use jiff::civil::{Date, ISOWeekDate, Weekday};

/// The text as it is printed once it was read; what is no moment for Python stays.
pub(super) fn rewritten(text: &str) -> String {
    read(&text.chars().collect::<Vec<_>>()).unwrap_or_else(|| text.to_owned())
}

/// So many digits at a place.
fn digits(text: &[char], at: usize, count: usize) -> Option<u32> {
    let digits = text.get(at..at.checked_add(count)?)?;
    digits.iter().try_fold(0u32, |number, c| Some(number * 10 + c.to_digit(10)?))
}

fn read(text: &[char]) -> Option<String> {
    if text.len() < 7 {
        return None;
    }
    let separator = separator(text)?;
    let date = date(text.get(..separator)?)?;
    let time = match text.get(separator + 1..) {
        None => "00:00:00".to_owned(),
        Some(rest) => time(rest)?,
    };
    Some(format!("{date}T{time}"))
}

/// Where the date ends.
fn separator(text: &[char]) -> Option<usize> {
    let digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    if text.len() == 7 {
        return Some(7);
    }
    Some(match (text[4], text[5]) {
        ('-', 'W') if text.get(8) == Some(&'-') => match text.len() {
            9 => return None,
            _ if digit(10) => 8,
            _ => 10,
        },
        ('-', 'W') => 8,
        ('-', _) => 10,
        ('W', _) => {
            let end = (7..text.len()).find(|at| !digit(*at)).unwrap_or(text.len());
            match end {
                end if end < 9 => end,
                end if end % 2 == 0 => 7,
                _ => 8,
            }
        }
        _ => 8,
    })
}

fn date(text: &[char]) -> Option<Date> {
    let year = i16::try_from(digits(text, 0, 4)?).ok().filter(|year| *year > 0)?;
    let apart = text.get(4) == Some(&'-');
    let at = 4 + usize::from(apart);
    let small = |number: u32| i8::try_from(number).ok();
    if text.get(at) == Some(&'W') {
        let week = small(digits(text, at + 1, 2)?)?;
        let at = at + 3;
        let day = if text.len() > at {
            if (text[at] == '-') != apart {
                return None;
            }
            digits(text, at + usize::from(apart), 1)?
        } else {
            1
        };
        let weekday = Weekday::from_monday_one_offset(small(day)?).ok()?;
        return Some(ISOWeekDate::new(year, week, weekday).ok()?.date());
    }
    let month = small(digits(text, at, 2)?)?;
    if (text.get(at + 2) == Some(&'-')) != apart {
        return None;
    }
    let day = small(digits(text, at + 2 + usize::from(apart), 2)?)?;
    (text.len() == at + 4 + usize::from(apart)).then(|| Date::new(year, month, day).ok())?
}

/// Hours, minutes, seconds and millionths, from two digits on.
fn parts(text: &[char]) -> Option<[u32; 4]> {
    let mut parts = [0; 4];
    let mut at = 0;
    let mut apart = false;
    for part in 0..3 {
        parts[part] = digits(text, at, 2)?;
        at += 2;
        let next = text.get(at);
        if part == 0 {
            apart = next == Some(&':');
        }
        match next {
            None => return Some(parts),
            Some(_) if part == 2 => break,
            Some(next) if apart && *next != ':' => return None,
            Some(_) => at += usize::from(apart),
        }
    }
    let fraction = text.get(at + 1..).filter(|_| matches!(text[at], '.' | ','))?;
    let count = fraction.len().min(6);
    if count == 0 || !fraction.iter().all(char::is_ascii_digit) {
        return None;
    }
    parts[3] = digits(fraction, 0, count)? * 10u32.pow(6 - u32::try_from(count).ok()?);
    Some(parts)
}

fn time(text: &[char]) -> Option<String> {
    let zone = text.iter().position(|c| *c == '-');
    let zone = zone.or_else(|| text.iter().position(|c| *c == '+'));
    let zone = zone.or_else(|| text.iter().position(|c| *c == 'Z'));
    let [hour, minute, second, micros] = parts(&text[..zone.unwrap_or(text.len())])?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let mut out = format!("{hour:02}:{minute:02}:{second:02}");
    if micros > 0 {
        out.push_str(&format!(".{micros:06}"));
    }
    let Some(zone) = zone else { return Some(out) };
    let (sign, offset) = (text[zone], &text[zone + 1..]);
    let offset = match (sign, offset.len()) {
        ('Z', 0) => [0; 4],
        (_, 0 | 1 | 3) | ('Z', _) => return None,
        _ => parts(offset)?,
    };
    let [hours, minutes, seconds, micros] = offset;
    let whole = hours * 3600 + minutes * 60 + seconds;
    if whole >= 86_400 {
        return None;
    }
    let sign = if offset == [0; 4] { '+' } else { sign };
    out.push_str(&format!("{sign}{:02}:{:02}", whole / 3600, whole / 60 % 60));
    if whole % 60 > 0 || micros > 0 {
        out.push_str(&format!(":{:02}", whole % 60));
    }
    if micros > 0 {
        out.push_str(&format!(".{micros:06}"));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What CPython 3.11 answers.
    #[test]
    fn moments_are_as_python_has_them() {
        for (text, printed) in [
            ("2026-11-22T08:00:00.250Z", "2026-11-22T08:00:00.250000+00:00"),
            ("2026-11-22T08:00:00", "2026-11-22T08:00:00"),
            ("2026-11-22", "2026-11-22T00:00:00"),
            ("20261122", "2026-11-22T00:00:00"),
            ("2026-W47-7T08:00:00Z", "2026-11-22T08:00:00+00:00"),
            ("2026W477", "2026-11-22T00:00:00"),
            ("2026W47", "2026-11-16T00:00:00"),
            ("2026-11-22 08", "2026-11-22T08:00:00"),
            ("2026-11-22é0800", "2026-11-22T08:00:00"),
            ("2026-11-22T08:00:00,1234567+0530", "2026-11-22T08:00:00.123456+05:30"),
            ("2026-11-22T08:00:00-00:00", "2026-11-22T08:00:00+00:00"),
            ("2026-11-22T08:00:00+01:02:03", "2026-11-22T08:00:00+01:02:03"),
            ("2026-02-30T08:00:00Z", "2026-02-30T08:00:00Z"),
            ("2026-11-22T25:00:00Z", "2026-11-22T25:00:00Z"),
            ("2026-11-22T08:00:00z", "2026-11-22T08:00:00z"),
            ("2026-11-22T08:00:00+24:00", "2026-11-22T08:00:00+24:00"),
            ("yesterday", "yesterday"),
            ("2026-1", "2026-1"),
            ("2026-11-22T", "2026-11-22T"),
            ("2026-11-22T08:00:00.", "2026-11-22T08:00:00."),
            ("2026-11-22T0800:00", "2026-11-22T0800:00"),
            ("2026-11-22T080000.5", "2026-11-22T08:00:00.500000"),
        ] {
            assert_eq!(rewritten(text), printed, "{text}");
        }
    }
}
