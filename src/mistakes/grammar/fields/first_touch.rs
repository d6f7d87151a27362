//! The first touch in another shape, and its moment as other languages print it.

use super::shape::{Shape, shape};
use crate::mistakes::date_patterns::{
    day_and_month, day_of_year, month_and_minutes, month_from_zero, twelve_hours, week_year,
};
use crate::mistakes::grammar::tree::Node;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// The first touch in another shape.
pub(super) fn first_touch() -> Vec<Shape> {
    let mut all = Vec::new();
    for key in ["first_touch", "firstTouch", "attribution", "touch"] {
        for (bucket, ts) in
            [("bucket", "ts"), ("first_touch_bucket", "first_touch_ts"), ("bucket", "timestamp")]
        {
            let title =
                format!("the first touch is signed as an object: {key} with {bucket}, {ts}");
            all.push(shape(2, 6, "first-touch-nested", title, move |tree| {
                nested(tree, key, bucket, ts)
            }));
        }
    }
    for (what, print) in FORMS {
        let title = format!("first_touch_ts is signed as {what}");
        all.push(shape(2, 5, "first-touch-ts-reformatted", title, move |tree| {
            let Node::Text(sent) = tree.get("first_touch_ts")? else { return None };
            let moment: Timestamp = sent.parse().ok()?;
            let text = print(moment);
            (text != *sent).then(|| tree.with("first_touch_ts", Some(Node::text(text))))
        }));
    }
    for (what, pattern) in PATTERNS {
        let title = format!("first_touch_ts is signed with {what}");
        all.push(shape(2, 5, "first-touch-ts-reformatted", title, move |tree| {
            let Node::Text(sent) = tree.get("first_touch_ts")? else { return None };
            let text = pattern(sent);
            (text != *sent).then(|| tree.with("first_touch_ts", Some(Node::text(text))))
        }));
    }
    for (what, print) in NUMBERS {
        let title = format!("first_touch_ts is signed as {what}");
        all.push(shape(2, 5, "first-touch-ts-reformatted", title, move |tree| {
            let Node::Text(sent) = tree.get("first_touch_ts")? else { return None };
            let number = print(sent.parse().ok()?);
            Some(tree.with("first_touch_ts", Some(Node::bare(number))))
        }));
    }
    all
}

fn nested(tree: &Node, key: &str, bucket: &str, ts: &str) -> Option<Node> {
    let inner: Vec<(String, Node)> = [("first_touch_bucket", bucket), ("first_touch_ts", ts)]
        .into_iter()
        .filter_map(|(field, name)| Some((name.to_owned(), tree.get(field)?.clone())))
        .collect();
    if inner.is_empty() {
        return None;
    }
    let rest = tree.with("first_touch_bucket", None).with("first_touch_ts", None);
    let mut members = rest.members().to_vec();
    members.push((key.to_owned(), Node::Object(inner)));
    Some(Node::Object(members).sorted())
}

/// What prints a moment.
type Print = fn(Timestamp) -> String;

/// Texts that languages print for a moment.
const FORMS: [(&str, Print); 34] = [
    ("Java's Timestamp prints it", |at| {
        format!("{}.{}", utc(at, "%Y-%m-%d %H:%M:%S"), fraction(at))
    }),
    ("Java's Instant prints it", |at| java_instant(at)),
    ("Java's Date prints it", |at| utc(at, "%a %b %d %H:%M:%S UTC %Y")),
    ("JavaScript's toString prints it in UTC", |at| {
        utc(at, "%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)")
    }),
    ("JavaScript's toISOString prints it", |at| utc(at, "%Y-%m-%dT%H:%M:%S.%3fZ")),
    ("JavaScript's toUTCString or an HTTP date", |at| utc(at, "%a, %d %b %Y %H:%M:%S GMT")),
    ("JavaScript's toLocaleString prints it in the USA", |at| utc(at, "%-m/%-d/%Y, %-I:%M:%S %p")),
    ("JavaScript's toLocaleString prints it in Germany", |at| utc(at, "%-d.%-m.%Y, %H:%M:%S")),
    ("JavaScript's toLocaleString prints it in Britain", |at| utc(at, "%d/%m/%Y, %H:%M:%S")),
    (".NET prints it in the USA", |at| utc(at, "%-m/%-d/%Y %-I:%M:%S %p")),
    (".NET prints it without a culture", |at| utc(at, "%m/%d/%Y %H:%M:%S")),
    (".NET prints it in Germany", |at| utc(at, "%d.%m.%Y %H:%M:%S")),
    (".NET's \"o\" prints it", |at| {
        format!("{}.{:07}Z", utc(at, "%Y-%m-%dT%H:%M:%S"), at.subsec_nanosecond() / 100)
    }),
    (".NET's \"u\" prints it", |at| utc(at, "%Y-%m-%d %H:%M:%SZ")),
    (".NET's DataContract serialiser writes it", |at| format!("/Date({})/", at.as_millisecond())),
    ("Python's str of a datetime prints it", |at| {
        format!("{}{}+00:00", utc(at, "%Y-%m-%d %H:%M:%S"), micros(at))
    }),
    ("Python's isoformat prints it", |at| {
        format!("{}{}+00:00", utc(at, "%Y-%m-%dT%H:%M:%S"), micros(at))
    }),
    ("Python's isoformat prints it without an offset", |at| {
        format!("{}{}", utc(at, "%Y-%m-%dT%H:%M:%S"), micros(at))
    }),
    ("Ruby's Time prints it", |at| utc(at, "%Y-%m-%d %H:%M:%S UTC")),
    ("Ruby's DateTime prints it", |at| utc(at, "%Y-%m-%dT%H:%M:%S+00:00")),
    ("Go's time.Time prints it", |at| {
        format!("{}{} +0000 UTC", utc(at, "%Y-%m-%d %H:%M:%S"), short(at))
    }),
    ("Go's RFC 3339 with nanoseconds", |at| {
        format!("{}{}Z", utc(at, "%Y-%m-%dT%H:%M:%S"), short(at))
    }),
    ("a text of whole seconds with Z", |at| utc(at, "%Y-%m-%dT%H:%M:%SZ")),
    ("a text with microseconds and Z", |at| utc(at, "%Y-%m-%dT%H:%M:%S.%6fZ")),
    ("SQL prints it", |at| utc(at, "%Y-%m-%d %H:%M:%S")),
    ("PostgreSQL prints it", |at| format!("{}{}+00", utc(at, "%Y-%m-%d %H:%M:%S"), short(at))),
    ("MySQL prints it with microseconds", |at| utc(at, "%Y-%m-%d %H:%M:%S.%6f")),
    ("an e-mail's date", |at| utc(at, "%a, %d %b %Y %H:%M:%S +0000")),
    ("its date alone", |at| utc(at, "%Y-%m-%d")),
    ("a compact text", |at| utc(at, "%Y%m%dT%H%M%SZ")),
    ("seconds since 1970, as a text", |at| at.as_second().to_string()),
    ("milliseconds since 1970, as a text", |at| at.as_millisecond().to_string()),
    ("the local time of Central Europe, without an offset", |at| {
        central_zone(at).0.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }),
    ("JavaScript's toString prints it in Central European Time", |at| central(at)),
];

/// What writes the text of a moment anew.
type Rewrite = fn(&str) -> String;

/// What a letter of a date pattern makes that means something else.
const PATTERNS: [(&str, Rewrite); 9] = [
    ("its hour on a clock of twelve hours (hh for HH)", twelve_hours),
    ("its minutes in the place of the month (mm for MM)", |text| {
        month_and_minutes(text, true, false)
    }),
    ("its month in the place of the minutes (MM for mm)", |text| {
        month_and_minutes(text, false, true)
    }),
    ("month and minutes in each other's place", |text| month_and_minutes(text, true, true)),
    ("the year of its week, weeks from Sunday on (YYYY for yyyy)", |text| week_year(text, false)),
    ("the year of its week, weeks of ISO 8601 (YYYY for yyyy)", |text| week_year(text, true)),
    ("month and day in each other's place", day_and_month),
    ("its month counted from 0 (JavaScript's getMonth())", month_from_zero),
    ("the day of the year in the place of that of the month (DD for dd)", day_of_year),
];

/// Numbers, and what a serialiser writes of its own, in place of the text.
const NUMBERS: [(&str, Print); 9] = [
    // As their serialisers write it: the slash is escaped, and is no second mistake.
    ("\\/Date(\u{2026})\\/ of JavaScriptSerializer and WCF", |at| {
        format!("\"\\/Date({})\\/\"", at.as_millisecond())
    }),
    ("\\/Date(\u{2026}+0000)\\/ of WCF", |at| {
        format!("\"\\/Date({}+0000)\\/\"", at.as_millisecond())
    }),
    ("new Date(\u{2026}) of Json.NET's JavaScriptDateTimeConverter", |at| {
        format!("new Date({})", at.as_millisecond())
    }),
    ("seconds since 1970", |at| at.as_second().to_string()),
    ("milliseconds since 1970", |at| at.as_millisecond().to_string()),
    ("seconds since 1970 with a fraction", |at| {
        format!("{:?}", at.as_millisecond() as f64 / 1000.0)
    }),
    ("seconds since 1970 with nine decimals, as Jackson writes an Instant", |at| {
        format!("{}.{:09}", at.as_second(), at.subsec_nanosecond())
    }),
    ("seconds since 1970 with six decimals", |at| {
        format!("{}.{:06}", at.as_second(), at.subsec_nanosecond() / 1000)
    }),
    ("microseconds since 1970", |at| at.as_microsecond().to_string()),
];

fn utc(at: Timestamp, format: &str) -> String {
    at.to_zoned(TimeZone::UTC).strftime(format).to_string()
}

/// A fraction of a second in as few digits as possible, one at least.
fn fraction(at: Timestamp) -> String {
    let digits = format!("{:09}", at.subsec_nanosecond());
    match digits.trim_end_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    }
}

/// A fraction of a second with its point, where there is one.
fn short(at: Timestamp) -> String {
    if at.subsec_nanosecond() == 0 { String::new() } else { format!(".{}", fraction(at)) }
}

fn micros(at: Timestamp) -> String {
    match at.subsec_nanosecond() / 1000 {
        0 => String::new(),
        micros => format!(".{micros:06}"),
    }
}

/// Three, six or nine digits of a second, or none.
fn java_instant(at: Timestamp) -> String {
    let nanos = at.subsec_nanosecond();
    let fraction = match nanos {
        0 => String::new(),
        n if n % 1_000_000 == 0 => format!(".{:03}", n / 1_000_000),
        n if n % 1000 == 0 => format!(".{:06}", n / 1000),
        n => format!(".{n:09}"),
    };
    format!("{}{fraction}Z", utc(at, "%Y-%m-%dT%H:%M:%S"))
}

/// Central European Time with the daylight saving time of the European Union: no database of zones is needed.
fn central_zone(at: Timestamp) -> (Zoned, bool) {
    let winter = at.to_zoned(TimeZone::fixed(Offset::constant(1)));
    let last_sunday = |month: i8| -> Option<Timestamp> {
        let last = jiff::civil::date(winter.year(), month, 31);
        let back = i64::from(last.weekday().to_sunday_zero_offset());
        let sunday = last.checked_sub(jiff::Span::new().days(back)).ok()?;
        sunday.at(1, 0, 0, 0).to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    };
    let is_summer = match (last_sunday(3), last_sunday(10)) {
        (Some(from), Some(to)) => from <= at && at < to,
        _ => false,
    };
    let hours = if is_summer { 2 } else { 1 };
    (at.to_zoned(TimeZone::fixed(Offset::constant(hours))), is_summer)
}

fn central(at: Timestamp) -> String {
    let (zoned, is_summer) = central_zone(at);
    let (offset, name) = match is_summer {
        true => ("+0200", "Central European Summer Time"),
        false => ("+0100", "Central European Standard Time"),
    };
    format!("{} GMT{offset} ({name})", zoned.strftime("%a %b %d %Y %H:%M:%S"))
}
