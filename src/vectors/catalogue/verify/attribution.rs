//! What an accepted goal is good for: bucket, ranking, lag.

use super::draft::{Builder, NOW, YESTERDAY, draft};
use crate::vectors::file::VectorFile;

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "verify_attribution.json",
        &[
            "Signed goals that are accepted; what differs is what they are good for.",
            "The lag is in whole seconds from first_touch_ts to now.",
        ],
    );
    let with = |bucket: &str, ts: &str| {
        let member = |name: &str, value: &str| match value {
            "" => String::new(),
            value => format!(",\"{name}\":{}", serde_json::json!(value)),
        };
        format!(
            "{{\"event_name\":\"purchase\"{}{}}}",
            member("first_touch_bucket", bucket),
            member("first_touch_ts", ts)
        )
    };
    b.group("first_touch_bucket");
    for (id, bucket, comment) in [
        ("ai-search", "ai_search", "the only bucket that is honoured"),
        ("absent", "", "none"),
        ("organic", "organic", "another bucket: signed, and not honoured"),
        ("capitals", "AI_SEARCH", "case matters"),
        ("blank", "ai_search ", "blanks matter"),
        ("dash", "ai-search", "another word"),
        ("longer", "ai_search_2", "another word"),
        ("non-ascii", "ai_s\u{e9}arch", "text outside ASCII"),
    ] {
        let body = with(bucket, YESTERDAY);
        b.add(draft(&format!("bucket/{id}"), comment, "FirstTouch", "SRV-22 SRV-26", body));
    }
    b.group("first_touch_ts: counted");
    for (id, ts, comment) in [
        ("now", "2026-11-23T08:00:00Z", "this very second"),
        ("a-second-ago", "2026-11-23T07:59:59Z", "a second ago"),
        ("half-a-second-ago", "2026-11-23T07:59:59.500Z", "half a second ago: no whole one"),
        ("a-day-less-a-second", "2026-11-22T08:00:01Z", "a second short of a day"),
        ("a-day", "2026-11-22T08:00:00Z", "a day"),
        ("a-day-and-a-second", "2026-11-22T07:59:59Z", "a second over a day"),
        ("three-decimals", "2026-11-01T10:00:00.000Z", "as browsers write it"),
        ("six-decimals", "2026-11-01T10:00:00.123456Z", "as Python writes it"),
        ("nine-decimals", "2026-11-01T10:00:00.123456789Z", "as Go writes it"),
        ("one-decimal", "2026-11-01T10:00:00.5Z", "one decimal"),
        ("offset", "2026-11-01T12:00:00+02:00", "an offset"),
        ("offset-negative", "2026-11-01T04:30:00-05:30", "a negative offset of half an hour"),
        ("offset-zero", "2026-11-01T10:00:00+00:00", "an offset of nothing"),
        ("other-day-by-offset", "2026-11-24T01:00:00+23:00", "tomorrow there, today here"),
        ("100-days", "2026-08-15T08:00:00Z", "a hundred days"),
        ("179-days", "2026-05-28T08:00:00Z", "a day inside the window"),
        ("179-days-and-23-hours", "2026-05-27T09:00:00Z", "an hour inside the window"),
        ("180-days-less-a-second", "2026-05-27T08:00:01Z", "a second inside the window"),
        ("180-days", "2026-05-27T08:00:00Z", "the last second of the window"),
    ] {
        b.add(draft(
            &format!("first-touch/counted/{id}"),
            comment,
            "FirstTouch",
            "SRV-24 SRV-25",
            with("ai_search", ts),
        ));
    }
    b.group("first_touch_ts: ignored, and the goal is accepted");
    for (id, ts, comment) in [
        ("180-days-and-a-second", "2026-05-27T07:59:59Z", "a second outside the window"),
        (
            "180-days-and-a-millisecond",
            "2026-05-27T07:59:59.999Z",
            "a millisecond outside the window",
        ),
        ("180-days-and-an-hour", "2026-05-27T07:00:00Z", "an hour outside the window"),
        ("180-days-and-12-hours", "2026-05-26T20:00:00Z", "180 whole days, and 12 hours"),
        ("180-days-and-23-hours", "2026-05-26T09:00:00Z", "180 whole days, and 23 hours"),
        ("181-days", "2026-05-26T08:00:00Z", "a day outside the window"),
        ("years", "2019-01-01T00:00:00Z", "years ago"),
        ("epoch", "1970-01-01T00:00:00Z", "a clock that was never set"),
        ("a-second-ahead", "2026-11-23T08:00:01Z", "a second in the future"),
        ("a-millisecond-ahead", "2026-11-23T08:00:00.001Z", "a millisecond in the future"),
        ("an-hour-ahead", "2026-11-23T09:00:00Z", "an hour in the future"),
        ("ahead-by-offset", "2026-11-23T08:00:00-01:00", "an hour in the future, by its offset"),
        ("no-offset", "2026-11-22T08:00:00", "nobody knows whose time it is"),
        ("no-offset-fraction", "2026-11-22T08:00:00.000", "nobody knows whose time it is"),
        ("no-such-day", "2026-09-31T08:00:00Z", "a day that September does not have"),
        ("no-leap-day", "2026-02-29T08:00:00Z", "a day that 2026 does not have"),
        ("month-13", "2026-13-01T08:00:00Z", "a month that there is not"),
        ("month-0", "2026-00-10T08:00:00Z", "a month that there is not"),
        ("day-0", "2026-11-00T08:00:00Z", "a day that there is not"),
        ("hour-25", "2026-11-22T25:00:00Z", "an hour that there is not"),
        ("minute-60", "2026-11-22T08:60:00Z", "a minute that there is not"),
        ("text", "yesterday", "no time"),
        ("number", "1763798400", "seconds since 1970"),
        ("milliseconds", "1763798400000", "milliseconds since 1970"),
        ("rfc-2822", "Sun, 22 Nov 2026 08:00:00 +0000", "another format"),
        ("us-date", "11/22/2026 08:00:00", "another format"),
        ("doubled", "2026-11-22T08:00:00Z2026-11-22T08:00:00Z", "two of them"),
        ("nul", "2026-11-22T08:00:00Z\0", "a zero character after it"),
    ] {
        b.add(draft(
            &format!("first-touch/ignored/{id}"),
            comment,
            "FirstTouch",
            "SRV-24",
            with("ai_search", ts),
        ));
    }
    b.group("first_touch_ts: the calendar, at other times of the year");
    for (id, now, ts, comment) in [
        ("leap-day", "2028-03-15T08:00:00Z", "2028-02-29T08:00:00Z", "a day that 2028 has"),
        (
            "leap-day-of-another-year",
            "2027-03-15T08:00:00Z",
            "2027-02-29T08:00:00Z",
            "a day that 2027 does not have",
        ),
        (
            "leap-day-of-a-century",
            "2100-03-15T08:00:00Z",
            "2100-02-29T08:00:00Z",
            "a day that 2100 does not have",
        ),
        ("february-30", "2028-03-15T08:00:00Z", "2028-02-30T08:00:00Z", "a day that no year has"),
        ("over-new-year", "2027-01-01T00:00:00Z", "2026-12-31T23:59:59Z", "a second, and a year"),
        (
            "offset-over-new-year",
            "2027-01-01T00:00:00Z",
            "2027-01-01T01:00:00+02:00",
            "next year there, last year here",
        ),
        ("second-61", NOW, "2026-11-22T08:00:61Z", "a second that there is not"),
        ("second-99", NOW, "2026-11-22T08:00:99Z", "a second that there is not"),
        ("offset-24", NOW, "2026-11-22T08:00:00+24:00", "an offset that there is not"),
        ("offset-99", NOW, "2026-11-22T08:00:00+99:99", "an offset that there is not"),
        (
            "day-31-of-30",
            "2026-12-15T08:00:00Z",
            "2026-11-31T08:00:00Z",
            "a day that November does not have",
        ),
    ] {
        let mut vector = draft(
            &format!("first-touch/calendar/{id}"),
            comment,
            "FirstTouch",
            "SRV-24 SRV-25",
            with("ai_search", ts),
        );
        vector.now = now;
        b.add(vector);
    }
    b.group("first_touch_ts: spelled in a way that a server need not know");
    const DAY: i64 = 86_400;
    for (id, ts, lag, comment) in [
        ("date-only", "2026-11-22", DAY + 8 * 3600, "a date"),
        ("week-date", "2026-W47-7T08:00:00Z", DAY, "a week date"),
        ("minutes", "2026-11-22T08:00Z", DAY, "no seconds"),
        ("space", "2026-11-22 08:00:00Z", DAY, "a space for the T"),
        ("comma", "2026-11-22T08:00:00,000Z", DAY, "a comma before the fraction"),
        ("hour-24", "2026-11-21T24:00:00Z", DAY + 8 * 3600, "midnight at the end of a day"),
        ("offset-without-colon", "2026-11-22T08:00:00+0000", DAY, "no colon in the offset"),
        ("offset-hours", "2026-11-22T08:00:00+00", DAY, "an offset of hours only"),
        ("leap-second", "2026-11-22T07:59:60Z", DAY, "a leap second"),
        ("lower-case", "2026-11-22t08:00:00z", DAY, "t and z in lower case"),
        ("basic", "20261122T080000Z", DAY, "no dashes and colons"),
        ("blank-after", "2026-11-22T08:00:00Z ", DAY, "a blank"),
        ("ten-decimals", "2026-11-22T08:00:00.0000000000Z", DAY, "ten decimals"),
        ("zone-name", "2026-11-22T08:00:00Z[UTC]", DAY, "the name of a zone"),
    ] {
        let mut vector = draft(
            &format!("first-touch/open/{id}"),
            comment,
            "OpenTimestamp",
            "SRV-24",
            with("ai_search", ts),
        );
        // A leap second is one second on either side.
        vector.lag_also = if id == "leap-second" { vec![lag, lag + 1] } else { vec![lag] };
        b.add(vector);
    }
    b.file()
}
