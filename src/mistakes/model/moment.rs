//! `first_touch_ts`, parsed and printed again.

use crate::mistakes::config::{Fraction, Moment};
use crate::protocol::Text;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// The text that is signed; as it is where it is not a valid time.
pub(super) fn written(form: Moment, ts: &Text) -> Text {
    reprinted(form, ts).map_or_else(|| ts.clone(), Text::from)
}

/// Whether it is written as a bare number.
pub(super) fn is_number(form: Moment) -> bool {
    matches!(form, Moment::Seconds(true) | Moment::Milliseconds(true))
}

fn reprinted(form: Moment, ts: &Text) -> Option<String> {
    if form == Moment::Verbatim {
        return None;
    }
    let text = ts.as_str()?;
    let moment: Timestamp = text.parse().ok()?;
    let plain = |format: &str| moment.strftime(format).to_string();
    Some(match form {
        Moment::Verbatim => return None,
        Moment::Utc(digits, zone) => plain("%Y-%m-%dT%H:%M:%S") + &fraction(moment, digits) + zone,
        Moment::UtcShortest(zone) => {
            plain("%Y-%m-%dT%H:%M:%S") + &without_zeros(&fraction(moment, 9)) + zone
        }
        Moment::Zone(minutes, digits) => {
            let offset = Offset::from_seconds(i32::from(minutes) * 60).ok()?;
            let local = moment.to_zoned(TimeZone::fixed(offset));
            let sign = if minutes < 0 { '-' } else { '+' };
            let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
            local.strftime("%Y-%m-%dT%H:%M:%S").to_string()
                + &fraction(moment, digits)
                + &format!("{sign}{hours:02}:{minutes:02}")
        }
        Moment::OwnZone(shown, utc) => {
            let minutes = minutes_east(text)?;
            let zone = TimeZone::fixed(Offset::from_seconds(minutes * 60).ok()?);
            let local = moment.to_zoned(zone);
            let is_whole =
                moment.subsec_nanosecond() == 0 && moment.as_second().rem_euclid(60) == 0;
            let format = match shown {
                Fraction::Java if is_whole => "%Y-%m-%dT%H:%M",
                _ => "%Y-%m-%dT%H:%M:%S",
            };
            let digits = match shown {
                Fraction::Digits(digits) => fraction(moment, digits),
                Fraction::Shortest => without_zeros(&fraction(moment, 9)),
                Fraction::SixOrNone if moment.subsec_nanosecond() == 0 => String::new(),
                Fraction::SixOrNone => fraction(moment, 6),
                Fraction::Java => fraction(moment, needed_digits(moment)),
            };
            let zone = match minutes {
                0 => utc.to_owned(),
                _ => {
                    let sign = if minutes < 0 { '-' } else { '+' };
                    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
                }
            };
            local.strftime(format).to_string() + &digits + &zone
        }
        Moment::Blank(digits, zone) => {
            let mut shown = match moment.subsec_nanosecond() {
                0 => String::new(),
                _ => fraction(moment, digits),
            };
            if digits == 9 {
                shown.truncate(shown.trim_end_matches('0').len());
            }
            plain("%Y-%m-%d %H:%M:%S") + &shown + zone
        }
        Moment::Java(zone) => {
            // Seconds only where there are any.
            let digits = needed_digits(moment);
            let whole = digits == 0 && moment.as_second().rem_euclid(60) == 0;
            let text = plain(if whole { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" });
            text + &fraction(moment, digits) + zone
        }
        Moment::Seconds(_) => moment.as_second().to_string(),
        Moment::Milliseconds(_) => moment.as_millisecond().to_string(),
        Moment::Date => plain("%Y-%m-%d"),
        Moment::Http => plain("%a, %d %b %Y %H:%M:%S GMT"),
    })
}

/// The offset that a time ends with, in minutes; `None` where it has none.
fn minutes_east(text: &str) -> Option<i32> {
    if text.ends_with(['Z', 'z']) {
        return Some(0);
    }
    let at = text.rfind(['+', '-'])?;
    let (hours, minutes) = text[at + 1..].split_once(':')?;
    let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
    Some(if text[at..].starts_with('-') { -minutes } else { minutes })
}

fn without_zeros(fraction: &str) -> String {
    fraction.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Three, six or nine digits, as many as are needed.
fn needed_digits(moment: Timestamp) -> u8 {
    match moment.subsec_nanosecond() {
        0 => 0,
        n if n % 1_000_000 == 0 => 3,
        n if n % 1_000 == 0 => 6,
        _ => 9,
    }
}

fn fraction(moment: Timestamp, digits: u8) -> String {
    if digits == 0 {
        return String::new();
    }
    let nanoseconds = format!("{:09}", moment.subsec_nanosecond().unsigned_abs());
    format!(".{}", &nanoseconds[..usize::from(digits)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form() {
        let ts = Text::from("2026-11-01T12:00:00.250+02:00");
        for (form, text) in [
            (Moment::Verbatim, "2026-11-01T12:00:00.250+02:00"),
            (Moment::Utc(0, "Z"), "2026-11-01T10:00:00Z"),
            (Moment::Utc(3, "Z"), "2026-11-01T10:00:00.250Z"),
            (Moment::UtcShortest("+00:00"), "2026-11-01T10:00:00.25+00:00"),
            (Moment::OwnZone(Fraction::Digits(0), "Z"), "2026-11-01T12:00:00+02:00"),
            (Moment::OwnZone(Fraction::Shortest, "Z"), "2026-11-01T12:00:00.25+02:00"),
            (Moment::OwnZone(Fraction::SixOrNone, "Z"), "2026-11-01T12:00:00.250000+02:00"),
            (Moment::OwnZone(Fraction::Java, "Z"), "2026-11-01T12:00:00.250+02:00"),
            (Moment::Zone(-330, 0), "2026-11-01T04:30:00-05:30"),
            (Moment::Blank(9, " UTC"), "2026-11-01 10:00:00.25 UTC"),
            (Moment::Java("Z"), "2026-11-01T10:00:00.250Z"),
            (Moment::Seconds(false), "1793527200"),
            (Moment::Milliseconds(true), "1793527200250"),
            (Moment::Date, "2026-11-01"),
            (Moment::Http, "Sun, 01 Nov 2026 10:00:00 GMT"),
        ] {
            assert_eq!(written(form, &ts), *text, "{form:?}");
        }
        let utc = Text::from("2026-11-01T10:00:00.000Z");
        for (form, text) in [
            (Moment::OwnZone(Fraction::Digits(0), "+00:00"), "2026-11-01T10:00:00+00:00"),
            (Moment::OwnZone(Fraction::SixOrNone, "+00:00"), "2026-11-01T10:00:00+00:00"),
            (Moment::OwnZone(Fraction::Java, "Z"), "2026-11-01T10:00Z"),
        ] {
            assert_eq!(written(form, &utc), *text, "{form:?}");
        }
        assert_eq!(written(Moment::Date, &Text::from("yesterday")), *"yesterday");
    }
}
