//! Letters of date patterns that mean something else than who wrote them thought: what comes of a moment then.

use jiff::civil::Date;

/// The hour of a moment, or of what begins like one, on a clock of twelve hours.
pub(crate) fn twelve_hours(text: &str) -> String {
    let Some((at, _)) = text.match_indices('T').find(|(at, _)| hour_at(text, at + 1).is_some())
    else {
        return text.to_owned();
    };
    let hour = hour_at(text, at + 1).unwrap_or(0);
    format!("{}{:02}{}", &text[..=at], (hour + 11) % 12 + 1, &text[at + 3..])
}

/// A date, or what begins with one, with month and day in each other's place, where that is a date, too.
pub(crate) fn day_and_month(text: &str) -> String {
    let swapped = text.get(..10).filter(|date| date.parse::<Date>().is_ok()).and_then(|date| {
        let other = format!("{}{}-{}", &date[..5], &date[8..], &date[5..7]);
        other.parse::<Date>().ok().map(|_| other)
    });
    swapped.map_or_else(|| text.to_owned(), |date| date + &text[10..])
}

/// A date, or what begins with one, with its month counted from 0, as JavaScript's `getMonth` does.
pub(crate) fn month_from_zero(text: &str) -> String {
    match text.get(..10).and_then(|date| date.parse::<Date>().ok()) {
        Some(date) => format!("{}{:02}{}", &text[..5], date.month() - 1, &text[7..]),
        None => text.to_owned(),
    }
}

/// A date, or what begins with one, with the year that its week belongs to: weeks from Sunday on, the first of which holds
/// the first of January (Java's `YYYY` in the US), or weeks of ISO 8601 (in most of Europe, and in Go's `ISOWeek`).
pub(crate) fn week_year(text: &str, is_iso: bool) -> String {
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
pub(crate) fn day_of_year(text: &str) -> String {
    match text.get(..10).and_then(|date| date.parse::<Date>().ok()) {
        Some(date) => format!("{}{:02}{}", &text[..8], date.day_of_year(), &text[10..]),
        None => text.to_owned(),
    }
}

/// A moment with its minutes in the place of the month (`yyyy-mm-dd`), its month in the place of the minutes (`HH:MM`), or
/// both.
pub(crate) fn month_and_minutes(text: &str, in_month: bool, in_minutes: bool) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_letters_make_of_a_moment() {
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
    }
}
