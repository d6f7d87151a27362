//! `first_touch_ts`, parsed and printed again.

use crate::mistakes::config::Moment;
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
    let moment: Timestamp = ts.as_str()?.parse().ok()?;
    let plain = |format: &str| moment.strftime(format).to_string();
    Some(match form {
        Moment::Verbatim => return None,
        Moment::Utc(digits, zone) => plain("%Y-%m-%dT%H:%M:%S") + &fraction(moment, digits) + zone,
        Moment::UtcShortest(zone) => {
            let digits = fraction(moment, 9);
            let digits = digits.trim_end_matches('0').trim_end_matches('.');
            plain("%Y-%m-%dT%H:%M:%S") + digits + zone
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
            // Three, six or nine digits, as many as are needed; seconds only where there are any.
            let nanoseconds = moment.subsec_nanosecond();
            let digits = match nanoseconds {
                0 => 0,
                n if n % 1_000_000 == 0 => 3,
                n if n % 1_000 == 0 => 6,
                _ => 9,
            };
            let whole = nanoseconds == 0 && moment.as_second().rem_euclid(60) == 0;
            let text = plain(if whole { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" });
            text + &fraction(moment, digits) + zone
        }
        Moment::Seconds(_) => moment.as_second().to_string(),
        Moment::Milliseconds(_) => moment.as_millisecond().to_string(),
        Moment::Date => plain("%Y-%m-%d"),
        Moment::Http => plain("%a, %d %b %Y %H:%M:%S GMT"),
    })
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
        assert_eq!(written(Moment::Date, &Text::from("yesterday")), *"yesterday");
    }
}
