//! Moments that are read and written again: which are read, and how each part is written.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What is written of a fraction of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fraction {
    /// It as it stands.
    Kept,
    /// Nothing.
    None,
    /// So many digits, the others cut off.
    Cut(usize),
    /// So many digits, rounded, halves up.
    Rounded(usize),
    /// So many zeros, whatever it is: it was kept in whole seconds, cut off.
    Zeros(usize),
    /// So many zeros: it was kept in whole seconds, halves up.
    RoundedZeros(usize),
    /// So many digits, the others cut off; nothing where all are zeros.
    CutOrNone(usize),
    /// As many digits as are needed.
    Needed,
    /// Three, six or nine digits, as are needed, or none.
    Threes,
}

/// How an offset is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Written {
    /// As it stands.
    Kept,
    /// As numbers: `+00:00` for `Z`.
    Numbers,
    /// `Z` where it is zero.
    Letter,
    /// Numbers without a colon, `Z` as it stands.
    Plain,
    /// Numbers without a colon: `+0000` for `Z`.
    PlainNumbers,
    /// Not at all.
    None,
}

/// Which seconds are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seconds {
    /// All.
    #[default]
    Kept,
    /// None that are zero, unless a fraction follows.
    NotZero,
    /// None.
    None,
    /// Zeros: it was rounded to the minute, from 29.999 seconds on up, as SQL Server's `smalldatetime` is.
    ToMinute,
}

/// A moment that is read and written again; what is none stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Stamp {
    /// Whether small letters, a blank, and an offset without a colon or none are read, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lax: bool,
    /// Whether only days and times that there are count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub checked: bool,
    /// Whether only moments with a fraction count.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub with_fraction: bool,
    /// Whether it is written in UTC, not at its own offset.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub utc: bool,
    /// Whether a blank stands between date and time, not a `T`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blank: bool,
    /// Whether what has no seconds is read, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub short: bool,
    /// Whether what has no offset is read, too, as UTC.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bare: bool,
    /// Whether a date alone is read, too, as the beginning of its day in UTC.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub day: bool,
    /// The seconds.
    #[serde(default, skip_serializing_if = "is_kept")]
    pub seconds: Seconds,
    /// The fraction of a second.
    pub fraction: Fraction,
    /// The offset.
    pub offset: Written,
}

impl Seconds {
    const ALL: [Seconds; 4] = [Seconds::Kept, Seconds::NotZero, Seconds::None, Seconds::ToMinute];
}

fn is_kept(seconds: &Seconds) -> bool {
    *seconds == Seconds::Kept
}

/// What is read as a moment.
#[derive(Clone, Copy)]
struct Reading {
    lax: bool,
    short: bool,
    bare: bool,
    day: bool,
}

/// Whatever may be one.
const ANY: Reading = Reading { lax: true, short: true, bare: true, day: true };

/// A moment taken apart.
struct Read<'t> {
    date: &'t str,
    time: &'t str,
    digits: Option<&'t str>,
    offset: &'t str,
}

/// Whether a text has digits and marks where a pattern has `9` and marks.
fn is_like(pattern: &str, text: &str) -> bool {
    pattern.len() == text.len()
        && pattern.bytes().zip(text.bytes()).all(|(wanted, byte)| match wanted {
            b'9' => byte.is_ascii_digit(),
            b'+' => matches!(byte, b'+' | b'-'),
            wanted => wanted == byte,
        })
}

fn read(text: &str, by: Reading) -> Option<Read<'_>> {
    let Reading { lax, short, bare, day } = by;
    if day && is_like("9999-99-99", text) {
        return Some(Read { date: text, time: "00:00:00", digits: None, offset: "Z" });
    }
    let (date, clock) = text.split_at_checked(10)?;
    let between = clock.chars().next()?;
    let clock = clock.get(between.len_utf8()..)?;
    let has_seconds = clock.as_bytes().get(5) == Some(&b':');
    let (time, rest) = clock.split_at_checked(if has_seconds { 8 } else { 5 })?;
    let is_between = between == 'T' || lax && matches!(between, 't' | ' ');
    let (digits, offset) = match rest.strip_prefix('.') {
        Some(rest) => {
            let count = rest.bytes().take_while(u8::is_ascii_digit).count();
            (Some(&rest[..count]).filter(|digits| !digits.is_empty()), &rest[count..])
        }
        None => (None, rest),
    };
    let is_whole = rest.starts_with('.') == digits.is_some();
    let is_offset = offset == "Z"
        || is_like("+99:99", offset)
        || bare && offset.is_empty()
        || lax && (matches!(offset, "z" | "") || is_like("+9999", offset));
    let is_time = match has_seconds {
        true => is_like("99:99:99", time),
        false => short && digits.is_none() && is_like("99:99", time),
    };
    let is_one = is_between && is_whole && is_offset && is_time;
    (is_one && is_like("9999-99-99", date)).then_some(Read { date, time, digits, offset })
}

impl Read<'_> {
    fn whole_time(&self) -> String {
        let seconds = if self.time.len() == 5 { ":00" } else { "" };
        format!("{}{seconds}", self.time)
    }

    fn civil(&self) -> Option<DateTime> {
        let civil: DateTime = format!("{}T{}", self.date, self.whole_time()).parse().ok()?;
        // A leap second is read as the one before.
        (!self.time.ends_with(":60")).then_some(civil)
    }

    /// The offset in minutes.
    fn minutes(&self) -> Option<i32> {
        let digits: String = self.offset.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() {
            return Some(0);
        }
        let (hours, minutes): (i32, i32) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
        let size = 60 * hours + minutes;
        (hours < 24 && minutes < 60).then_some(if self.offset.starts_with('-') {
            -size
        } else {
            size
        })
    }
}

/// A fraction's digits rounded to so many; whether a second is carried.
fn rounded(digits: &str, to: usize) -> (String, bool) {
    let padded = format!("{digits:0<0$}", to.min(18));
    let (kept, rest) = padded.split_at(to.min(18));
    let up = rest.as_bytes().first().is_some_and(|b| *b >= b'5');
    if !up {
        return (kept.to_owned(), false);
    }
    let number: u64 = kept.parse().unwrap_or(0) + 1;
    match number.to_string() {
        text if text.len() > kept.len() => ("0".repeat(kept.len()), true),
        text => (format!("{text:0>0$}", kept.len()), false),
    }
}

impl Stamp {
    /// A moment written again; what is none stays.
    pub(super) fn of(&self, text: &str) -> String {
        self.written(text).unwrap_or_else(|| text.to_owned())
    }

    fn reading(&self) -> Reading {
        Reading { lax: self.lax, short: self.short, bare: self.bare, day: self.day }
    }

    fn written(&self, text: &str) -> Option<String> {
        let read = read(text, self.reading())?;
        if self.with_fraction && read.digits.is_none() {
            return None;
        }
        let digits = read.digits.unwrap_or_default();
        let short = digits.trim_end_matches('0');
        let mut carry = false;
        let fraction = match self.fraction {
            Fraction::Kept => digits.to_owned(),
            Fraction::None => String::new(),
            Fraction::Cut(to) => format!("{digits:0<0$.0$}", to.min(18)),
            Fraction::Rounded(to) => {
                let (digits, carried) = rounded(digits, to);
                carry = carried;
                digits
            }
            Fraction::Zeros(count) => "0".repeat(count.min(18)),
            Fraction::RoundedZeros(count) => {
                carry = rounded(digits, 0).1;
                "0".repeat(count.min(18))
            }
            Fraction::CutOrNone(to) => match digits.get(..to.min(digits.len()))? {
                zeros if zeros.bytes().all(|b| b == b'0') => String::new(),
                some => format!("{some:0<0$}", to.min(18)),
            },
            Fraction::Needed => short.to_owned(),
            Fraction::Threes => format!("{short:0<0$}", short.len().next_multiple_of(3)),
        };
        let (mut date, mut time) = (read.date.to_owned(), read.whole_time());
        let to_minute = self.seconds == Seconds::ToMinute;
        if self.checked || self.utc || carry || to_minute {
            let (civil, minutes) = (read.civil()?, read.minutes()?);
            let late = format!("{:0<3.3}", digits) == "999";
            let second = i64::from(civil.second());
            let more = match to_minute {
                false => i64::from(carry),
                true if second >= 30 || second == 29 && late => 60 - second,
                true => -second,
            };
            let civil = civil.checked_add(SignedDuration::from_secs(more)).ok()?;
            let civil = match self.utc {
                true => Offset::from_seconds(60 * minutes).ok()?.to_timestamp(civil).ok()?,
                false => Offset::UTC.to_timestamp(civil).ok()?,
            };
            let at: Timestamp = civil;
            date = at.strftime("%Y-%m-%d").to_string();
            time = at.strftime("%H:%M:%S").to_string();
        }
        let is_short = fraction.is_empty() && time.ends_with(":00");
        if self.seconds == Seconds::None || self.seconds == Seconds::NotZero && is_short {
            time.truncate(5);
        }
        let own = if self.utc { "Z" } else { read.offset };
        let is_zero = matches!(own, "Z" | "z" | "+00:00" | "-00:00" | "+0000" | "-0000");
        let plain = |offset: &str| offset.replace(':', "");
        let offset = match self.offset {
            Written::None => String::new(),
            Written::Letter if is_zero => "Z".to_owned(),
            // Who reads an offset does not keep the sign of zero.
            Written::Numbers if is_zero => "+00:00".to_owned(),
            Written::PlainNumbers if is_zero => "+0000".to_owned(),
            Written::Plain | Written::PlainNumbers => plain(own),
            Written::Kept | Written::Letter | Written::Numbers => own.to_owned(),
        };
        let between = if self.blank { ' ' } else { 'T' };
        let point = if fraction.is_empty() { "" } else { "." };
        Some(format!("{date}{between}{time}{point}{fraction}{offset}"))
    }

    /// Those that make most outputs of some inputs, a few of them.
    pub(super) fn between(pairs: &[(&str, &str)]) -> Vec<Stamp> {
        let pairs: Vec<&(&str, &str)> =
            pairs.iter().filter(|(input, _)| read(input, ANY).is_some()).collect();
        // What is made of a moment can be read as one; more than half must be made.
        let is_one = |text: &str| read(text, ANY).is_some();
        if 2 * pairs.iter().filter(|(_, output)| is_one(output)).count() <= pairs.len() {
            return Vec::new();
        }
        let mut fractions =
            vec![Fraction::Kept, Fraction::None, Fraction::Needed, Fraction::Threes];
        fractions.extend([3, 6, 7, 9, 1, 2].map(Fraction::Cut));
        fractions.extend([0, 3, 6].map(Fraction::Rounded));
        fractions.extend([3, 6].map(Fraction::CutOrNone));
        fractions.extend([3, 6].map(Fraction::Zeros));
        fractions.extend([3, 6].map(Fraction::RoundedZeros));
        let offsets = [
            Written::Kept,
            Written::Numbers,
            Written::Letter,
            Written::Plain,
            Written::PlainNumbers,
            Written::None,
        ];
        // Ways to read what is rare are tried where that was changed.
        let is_changed = |of: fn(&str) -> bool| {
            pairs.iter().any(|(input, output)| input != output && of(input) && is_one(output))
        };
        let days: &[bool] =
            if is_changed(|text| text.len() == 10) { &[true, false] } else { &[false] };
        let has_no_offset = |text: &str| {
            text.len() > 10 && !text.ends_with(['Z', 'z']) && !text[10..].contains(['+', '-'])
        };
        let bares: &[bool] = if is_changed(has_no_offset) { &[true, false] } else { &[false] };
        let rare: Vec<(bool, bool)> =
            days.iter().flat_map(|day| bares.iter().map(move |bare| (*day, *bare))).collect();
        let few = pairs.len().div_ceil(FEW);
        let mut found: Vec<(usize, Stamp)> = Vec::new();
        for fraction in fractions {
            for offset in offsets {
                for seconds in Seconds::ALL {
                    // What is rounded to the minute has no fraction.
                    if seconds == Seconds::ToMinute && fraction != Fraction::None {
                        continue;
                    }
                    for ((day, bare), choice) in
                        rare.iter().flat_map(|rare| (0..64).map(move |choice| (*rare, choice)))
                    {
                        let is = |bit: u32| choice >> bit & 1 == 1;
                        let (lax, checked, with_fraction, utc, blank, short) =
                            (is(0), is(1), is(2), is(3), is(4), is(5));
                        let stamp = Stamp {
                            lax,
                            checked,
                            with_fraction,
                            utc,
                            blank,
                            short,
                            bare,
                            day,
                            seconds,
                            fraction,
                            offset,
                        };
                        let made = |(input, output): &&&(&str, &str)| stamp.of(input) == *output;
                        if !pairs.iter().step_by(few).take(FEW).any(|pair| made(&pair)) {
                            continue;
                        }
                        let hits = pairs.iter().filter(made).count();
                        if 2 * hits > pairs.len() {
                            found.push((usize::MAX - hits, stamp));
                        }
                    }
                }
            }
        }
        found.sort_by_key(|(missed, _)| *missed);
        found.into_iter().take(MOST).map(|(_, stamp)| stamp).collect()
    }

    /// In words, to follow "is signed".
    pub(super) fn words(&self) -> String {
        let mut parts = Vec::new();
        if self.utc {
            parts.push("in UTC".to_owned());
        }
        if self.blank {
            parts.push("with a blank for `T`".to_owned());
        }
        match self.seconds {
            Seconds::Kept => {}
            Seconds::NotZero => parts.push("without seconds that are zero".to_owned()),
            Seconds::None => parts.push("without its seconds".to_owned()),
            Seconds::ToMinute => parts.push("rounded to the minute".to_owned()),
        }
        parts.extend(match self.fraction {
            Fraction::Kept => None,
            Fraction::None => Some("without its fraction of a second".to_owned()),
            Fraction::Cut(digits) => Some(format!("with {digits} digits of a second")),
            Fraction::Rounded(0) => Some("rounded to the second".to_owned()),
            Fraction::Rounded(digits) => Some(format!("rounded to {digits} digits of a second")),
            Fraction::Zeros(digits) => {
                Some(format!("cut to the second, with {digits} zeros for its fraction"))
            }
            Fraction::RoundedZeros(digits) => {
                Some(format!("rounded to the second, with {digits} zeros for its fraction"))
            }
            Fraction::CutOrNone(digits) => {
                Some(format!("with {digits} digits of a second, or none"))
            }
            Fraction::Needed => Some("with as many digits of a second as are needed".to_owned()),
            Fraction::Threes => {
                Some("with three, six or nine digits of a second, or none".to_owned())
            }
        });
        parts.extend(
            match self.offset {
                Written::Kept => None,
                Written::Numbers => Some("with `Z` as `+00:00`"),
                Written::Letter => Some("with `+00:00` as `Z`"),
                Written::Plain => Some("with its offset without a colon"),
                Written::PlainNumbers => Some("with its offset without a colon, `Z` as `+0000`"),
                Written::None => Some("without its offset"),
            }
            .map(str::to_owned),
        );
        let kind = match (self.lax, self.checked) {
            (false, false) => "it is written like a moment",
            (false, true) => "it is a moment as RFC 3339 has it",
            (true, false) => "it is written like a moment, in small letters or without a colon too",
            (true, true) => "it is a moment, in small letters or without a colon too",
        };
        let with = if self.with_fraction { " with a fraction" } else { "" };
        let short = if self.short { ", or lacks seconds alone" } else { "" };
        let bare = if self.bare { ", or lacks its offset alone" } else { "" };
        let day = if self.day { ", or a date alone" } else { "" };
        format!("{}, where {kind}{short}{bare}{day}{with}", parts.join(", "))
    }
}

/// A way that makes none of so many is not tried on the others.
const FEW: usize = 3;

/// So many ways are given at most.
const MOST: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_written_again() {
        let plain = Stamp {
            lax: false,
            checked: true,
            with_fraction: false,
            utc: false,
            blank: false,
            short: false,
            bare: false,
            day: false,
            seconds: Seconds::Kept,
            fraction: Fraction::Kept,
            offset: Written::Kept,
        };
        let rounded = Stamp { fraction: Fraction::Rounded(0), ..plain };
        assert_eq!(rounded.of("2026-12-31T23:59:59.500Z"), "2027-01-01T00:00:00Z");
        assert_eq!(rounded.of("2026-02-30T23:59:59.500Z"), "2026-02-30T23:59:59.500Z");
        let dotnet = Stamp { fraction: Fraction::Cut(7), offset: Written::Numbers, ..plain };
        assert_eq!(dotnet.of("2026-11-01T10:00:00.12Z"), "2026-11-01T10:00:00.1200000+00:00");
        let java = Stamp { fraction: Fraction::Threes, seconds: Seconds::NotZero, ..plain };
        assert_eq!(java.of("2026-11-01T10:00:00.1200+02:00"), "2026-11-01T10:00:00.120+02:00");
        assert_eq!(java.of("2026-11-01T10:00:00.000Z"), "2026-11-01T10:00Z");
        let utc = Stamp { utc: true, blank: true, offset: Written::None, ..plain };
        assert_eq!(utc.of("2026-11-01T00:30:00+01:00"), "2026-10-31 23:30:00");
        assert_eq!(utc.of("tomorrow"), "tomorrow");
        let short = Stamp { short: true, offset: Written::Numbers, ..plain };
        assert_eq!(short.of("2026-11-01T10:00-00:00"), "2026-11-01T10:00:00+00:00");
        assert_eq!(plain.of("2026-11-01T10:00Z"), "2026-11-01T10:00Z");
        let small = Stamp { seconds: Seconds::ToMinute, fraction: Fraction::None, ..plain };
        assert_eq!(small.of("2026-12-31T23:59:29.9990Z"), "2027-01-01T00:00:00Z");
        assert_eq!(small.of("2026-12-31T23:59:29.998Z"), "2026-12-31T23:59:00Z");
    }

    #[test]
    fn a_way_is_told_from_what_it_made() {
        let stamp = Stamp {
            lax: false,
            checked: true,
            with_fraction: true,
            utc: false,
            blank: false,
            short: false,
            bare: false,
            day: false,
            seconds: Seconds::Kept,
            fraction: Fraction::Rounded(3),
            offset: Written::Plain,
        };
        let texts = [
            "2026-11-01T10:00:00.12345Z",
            "2026-11-01T10:00:00Z",
            "2026-11-01T10:00:00.9996+02:00",
            "2026-11-01T10:00:00+02:00",
        ];
        let made = texts.map(|text| stamp.of(text));
        let pairs: Vec<(&str, &str)> =
            texts.into_iter().zip(made.iter().map(String::as_str)).collect();
        assert!(Stamp::between(&pairs).contains(&stamp));
    }
}
