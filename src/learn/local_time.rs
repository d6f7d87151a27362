//! Moments in the local time of a server.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// Where servers stand, and how their clocks are set; summer time as it is ruled now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    /// An hour ahead of UTC, summer time of the EU.
    Berlin,
    /// UTC, summer time of the EU.
    London,
    /// Five hours behind, summer time of the US.
    NewYork,
    /// Six hours behind, summer time of the US.
    Chicago,
    /// Eight hours behind, summer time of the US.
    LosAngeles,
    /// Another offset, the same all the year, in minutes.
    Fixed(i32),
}

/// What is written of a fraction of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fraction {
    /// Nothing.
    None,
    /// So many digits.
    Digits(usize),
    /// As many as are needed.
    Needed,
}

/// How an offset is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Written {
    /// Not at all.
    None,
    /// `+02:00`.
    Colon,
    /// `+0200`.
    Plain,
}

/// A moment in local time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LocalTime {
    /// Where.
    pub zone: Zone,
    /// The fraction of a second.
    pub fraction: Fraction,
    /// The offset.
    pub offset: Written,
    /// Whether a blank stands between date and time, not a `T`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blank: bool,
}

/// Offsets that are the same all the year, in minutes.
const FIXED: [i32; 12] = [330, 540, 480, 420, 240, 180, -180, 600, 720, 60, 120, -300];

/// The so-manieth Sunday of a month; the last one where it is 0.
fn sunday(year: i16, month: i8, nth: i8) -> Option<Date> {
    let first = Date::new(year, month, 1).ok()?;
    match nth {
        0 => {
            let last = first.last_of_month();
            let back = i64::from(last.weekday().to_sunday_zero_offset());
            last.checked_sub(back.days()).ok()
        }
        nth => {
            let ahead = (7 - i64::from(first.weekday().to_sunday_zero_offset())) % 7;
            first.checked_add((ahead + 7 * i64::from(nth - 1)).days()).ok()
        }
    }
}

impl Zone {
    /// The offset at a moment, in minutes.
    fn offset(self, at: Timestamp) -> Option<i32> {
        let utc = TimeZone::UTC.to_datetime(at);
        let hour = |date: Date, hour: i8| -> DateTime { date.at(hour, 0, 0, 0) };
        let year = utc.year();
        let eu =
            || Some(hour(sunday(year, 3, 0)?, 1) <= utc && utc < hour(sunday(year, 10, 0)?, 1));
        // At two o'clock local time; behind UTC by so many hours.
        let us = |behind: i8| {
            let begin = hour(sunday(year, 3, 2)?, 2 + behind);
            let end = hour(sunday(year, 11, 1)?, 1 + behind);
            Some(begin <= utc && utc < end)
        };
        Some(match self {
            Zone::Berlin => 60 + 60 * i32::from(eu()?),
            Zone::London => 60 * i32::from(eu()?),
            Zone::NewYork => -300 + 60 * i32::from(us(5)?),
            Zone::Chicago => -360 + 60 * i32::from(us(6)?),
            Zone::LosAngeles => -480 + 60 * i32::from(us(8)?),
            Zone::Fixed(minutes) => minutes,
        })
    }

    fn words(self) -> String {
        match self {
            Zone::Berlin => "Berlin's time".into(),
            Zone::London => "London's time".into(),
            Zone::NewYork => "New York's time".into(),
            Zone::Chicago => "Chicago's time".into(),
            Zone::LosAngeles => "Los Angeles' time".into(),
            Zone::Fixed(minutes) => format!("the time at {}", sign(minutes, ":")),
        }
    }
}

fn sign(minutes: i32, between: &str) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}{between}{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// A moment in the second of the two equal hours that a zone's clocks show when summer time ends, an hour earlier: local time
/// without an offset means the first of them. What is no such moment stays.
pub(super) fn repeated(text: &str, zone: Zone) -> String {
    let moved = || {
        let at: Timestamp = text.parse().ok()?;
        let earlier = at.checked_sub(SignedDuration::from_hours(1)).ok()?;
        let is_second = zone.offset(earlier)? == zone.offset(at)? + 60;
        let (hour, rest) = text.split_at_checked(13)?;
        let own: DateTime = format!("{hour}:00:00").parse().ok()?;
        let own = own.checked_sub(SignedDuration::from_hours(1)).ok()?;
        is_second.then(|| format!("{}{rest}", own.strftime("%Y-%m-%dT%H")))
    };
    moved().unwrap_or_else(|| text.to_owned())
}

impl LocalTime {
    /// A moment in local time; what is none stays.
    pub(super) fn of(&self, text: &str) -> String {
        self.written(text).unwrap_or_else(|| text.to_owned())
    }

    fn written(&self, text: &str) -> Option<String> {
        let at: Timestamp = text.parse().ok()?;
        let minutes = self.zone.offset(at)?;
        let offset = Offset::from_seconds(minutes * 60).ok()?;
        let local = offset.to_datetime(at);
        let pattern = if self.blank { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%dT%H:%M:%S" };
        let nanos = format!("{:09}", local.subsec_nanosecond());
        let fraction = match self.fraction {
            Fraction::None => "",
            Fraction::Digits(digits) => &nanos[..digits.min(9)],
            Fraction::Needed => nanos.trim_end_matches('0'),
        };
        let point = if fraction.is_empty() { "" } else { "." };
        let offset = match self.offset {
            Written::None => String::new(),
            Written::Colon => sign(minutes, ":"),
            Written::Plain => sign(minutes, ""),
        };
        Some(format!("{}{point}{fraction}{offset}", local.strftime(pattern)))
    }

    /// In words, to follow "is signed".
    pub(super) fn words(&self) -> String {
        let fraction = match self.fraction {
            Fraction::None => "without fraction".to_owned(),
            Fraction::Digits(digits) => format!("with {digits} digits of a second"),
            Fraction::Needed => "with as many digits of a second as are needed".to_owned(),
        };
        let offset = match self.offset {
            Written::None => "no offset",
            Written::Colon => "offset",
            Written::Plain => "offset without a colon",
        };
        let blank = if self.blank { ", a blank for `T`" } else { "" };
        format!("in {}, {fraction}, {offset}{blank}", self.zone.words())
    }

    /// Those that make an output of an input.
    pub(super) fn between(input: &str, output: &str) -> Vec<LocalTime> {
        if output.len() < 19 || input.parse::<Timestamp>().is_err() {
            return Vec::new();
        }
        let mut zones =
            vec![Zone::Berlin, Zone::London, Zone::NewYork, Zone::Chicago, Zone::LosAngeles];
        zones.extend(FIXED.map(Zone::Fixed));
        let fractions = [
            Fraction::None,
            Fraction::Digits(3),
            Fraction::Digits(6),
            Fraction::Digits(7),
            Fraction::Digits(9),
            Fraction::Needed,
        ];
        let mut all = Vec::new();
        for zone in zones {
            for fraction in fractions {
                for offset in [Written::Colon, Written::Plain, Written::None] {
                    let blank = output.as_bytes().get(10) == Some(&b' ');
                    let time = LocalTime { zone, fraction, offset, blank };
                    if time.of(input) == output {
                        all.push(time);
                    }
                }
            }
        }
        all
    }
}

/// A moment in UTC rounded to the second, halves up, with `Z`.
pub(super) fn to_the_second(text: &str) -> String {
    let Ok(at) = text.parse::<Timestamp>() else { return text.to_owned() };
    let rounded = at.checked_add(SignedDuration::from_millis(500)).unwrap_or(at);
    rounded.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn summer_time_begins_and_ends() {
        let of = |zone, text: &str| {
            let time =
                LocalTime { zone, fraction: Fraction::None, offset: Written::Colon, blank: false };
            time.of(text)
        };
        assert_eq!(of(Zone::Berlin, "2026-03-29T00:59:59Z"), "2026-03-29T01:59:59+01:00");
        assert_eq!(of(Zone::Berlin, "2026-03-29T01:00:00Z"), "2026-03-29T03:00:00+02:00");
        assert_eq!(of(Zone::London, "2026-10-25T00:59:59Z"), "2026-10-25T01:59:59+01:00");
        assert_eq!(of(Zone::NewYork, "2026-03-08T06:59:59Z"), "2026-03-08T01:59:59-05:00");
        assert_eq!(of(Zone::NewYork, "2026-03-08T07:00:00Z"), "2026-03-08T03:00:00-04:00");
        assert_eq!(of(Zone::LosAngeles, "2026-11-01T09:00:00Z"), "2026-11-01T01:00:00-08:00");
        assert_eq!(of(Zone::Fixed(330), "2026-11-01T09:00:00+02:00"), "2026-11-01T12:30:00+05:30");
        assert_eq!(date(2026, 3, 29), sunday(2026, 3, 0).unwrap());
    }

    #[test]
    fn halves_of_a_second_are_rounded_up() {
        assert_eq!(to_the_second("2026-12-31T23:59:59.5Z"), "2027-01-01T00:00:00Z");
        assert_eq!(to_the_second("2026-12-31T23:59:59.499+01:00"), "2026-12-31T22:59:59Z");
    }
}
