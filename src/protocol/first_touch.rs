//! When the buyer was first seen, and how long ago that was (SRV-24, SRV-25).

use super::text::BorrowedText;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// How far back a first touch counts: both ends inclusive.
pub const WINDOW: SignedDuration = SignedDuration::from_hours(180 * 24);

/// Whole seconds from `first_touch_ts` to `now`; `None` if the text is not a valid time, lies after
/// `now`, or further back than [`WINDOW`]. Exact to the fraction of a second before it is cut.
pub fn lag_seconds(first_touch_ts: &BorrowedText<'_>, now: Timestamp) -> Option<i64> {
    let lag = now.duration_since(moment(first_touch_ts)?);
    (SignedDuration::ZERO..=WINDOW).contains(&lag).then(|| lag.as_secs())
}

/// The time that a text denotes: `YYYY-MM-DDThh:mm:ss`, a fraction of one to nine digits or
/// none, then `Z` or an offset `+hh:mm`. ISO 8601 has more shapes; servers need not know them.
pub fn moment(text: &BorrowedText<'_>) -> Option<Timestamp> {
    let (date_time, rest) = text.as_bytes().split_at_checked(19)?;
    if !follows(date_time, b"0000-00-00T00:00:00") {
        return None;
    }
    let (nanoseconds, zone) = match rest.strip_prefix(b".") {
        None => (0, rest),
        Some(fraction) => {
            let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
            if !(1..=9).contains(&digits) {
                return None;
            }
            let scale = 10_i32.pow(9 - digits as u32);
            (number(&fraction[..digits]) * scale, &fraction[digits..])
        }
    };
    let field = |from: usize, to: usize| number(&date_time[from..to]);
    let small = |number: i32| i8::try_from(number).ok();
    // The calendar is jiff's business: months, leap years, the range of an hour.
    let civil = DateTime::new(
        i16::try_from(field(0, 4)).ok()?,
        small(field(5, 7))?,
        small(field(8, 10))?,
        small(field(11, 13))?,
        small(field(14, 16))?,
        small(field(17, 19))?,
        nanoseconds,
    );
    offset(zone)?.to_timestamp(civil.ok()?).ok()
}

fn offset(zone: &[u8]) -> Option<Offset> {
    let (sign, digits) = match zone {
        b"Z" => return Some(Offset::UTC),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    if !follows(digits, b"00:00") {
        return None;
    }
    let (hours, minutes) = (number(&digits[..2]), number(&digits[3..]));
    let seconds = sign * (hours * 3600 + minutes * 60);
    (hours < 24 && minutes < 60).then(|| Offset::from_seconds(seconds).ok()).flatten()
}

/// The number that at most nine digits denote.
fn number(digits: &[u8]) -> i32 {
    digits.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0'))
}

/// Whether a text has digits where the pattern has `0`, and is the pattern elsewhere.
fn follows(text: &[u8], pattern: &[u8]) -> bool {
    text.len() == pattern.len()
        && text.iter().zip(pattern).all(|(b, p)| match p {
            b'0' => b.is_ascii_digit(),
            p => b == p,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lag(text: &str) -> Option<i64> {
        lag_seconds(&text.into(), "2026-11-23T08:00:00Z".parse().unwrap())
    }

    #[test]
    fn both_ends_to_the_second() {
        for (text, seconds) in [
            ("2026-11-23T08:00:00Z", Some(0)),
            ("2026-11-23T08:00:00.000000001Z", None),
            ("2026-11-23T08:00:01Z", None),
            ("2026-11-23T07:59:59.5Z", Some(0)),
            ("2026-11-23T09:00:00+01:00", Some(0)),
            ("2026-11-23T02:30:00-05:30", Some(0)),
            ("2026-05-27T08:00:00Z", Some(180 * 86400)),
            ("2026-05-27T07:59:59.999Z", None),
            ("2026-05-27T07:59:59Z", None),
            ("2026-11-22T08:00:00.000Z", Some(86400)),
        ] {
            assert_eq!(lag(text), seconds, "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_ignored() {
        for text in [
            "",
            "yesterday",
            "2026-11-22",
            "2026-11-22T08:00Z",
            "2026-11-22 08:00:00Z",
            "2026-11-22T08:00:00",
            "2026-11-22T08:00:00+0100",
            "2026-11-22T08:00:00+01",
            "2026-11-22T08:00:00,5Z",
            "2026-11-22T08:00:00.Z",
            "2026-11-22t08:00:00z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T08:00:60Z",
            "2026-11-31T08:00:00Z",
            "2026-02-29T08:00:00Z",
            "2026-13-01T08:00:00Z",
            "2026-00-10T08:00:00Z",
            "2026-W47-7T08:00:00Z",
            "2026-11-22T08:00:00+24:00",
            "2026-11-22T08:00:00+01:60",
            "2026-11-22T08:00:00Z ",
            " 2026-11-22T08:00:00Z",
            "2026-11-22T08:00:00Z[UTC]",
            "2026-11-22T08:00:00.1234567890Z",
            "1763798400",
            "2026-11-22T08:00:00Zé",
        ] {
            assert_eq!(lag(text), None, "{text}");
        }
        assert_eq!(lag("\u{FF12}026-11-22T08:00:00Z"), None);
    }

    #[test]
    fn a_moment_is_exact_to_the_nanosecond_and_to_its_offset() {
        for (text, same) in [
            ("2026-11-23T08:00:00.5Z", "2026-11-23T08:00:00.500000000Z"),
            ("2026-11-23T08:00:00.000000001Z", "2026-11-23T08:00:00.000000001Z"),
            ("2026-11-23T08:00:00.123456789Z", "2026-11-23T08:00:00.123456789Z"),
            ("2026-11-23T08:00:00-00:00", "2026-11-23T08:00:00Z"),
            ("2026-11-23T08:00:00+23:59", "2026-11-22T08:01:00Z"),
            ("2026-11-23T08:00:00-23:59", "2026-11-24T07:59:00Z"),
            ("2028-02-29T23:59:59+01:30", "2028-02-29T22:29:59Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(moment(&text.into()), Some(same.parse().unwrap()), "{text}");
        }
        for text in
            ["9999-12-31T23:59:59-23:59", "2026-11-23T08:00:00+24:00", "2026-11-23T08:00:00+00:60"]
        {
            assert_eq!(moment(&text.into()), None, "{text}");
        }
    }
}
