//! Texts and moments that are changed before they are signed.

use super::examples::*;
use super::mistake::{Mistake, mistake};
use crate::mistakes::config::*;
use crate::mistakes::fix::FixSnippet;
use crate::mistakes::fix::Language::*;

const SAME: &str = "change the text before body and signature are built, or not at all";
const AS_IT_CAME: &str = "sign first_touch_ts as the browser gave it, as text";
const FRACTION: &str = r#"{"event_name":"a","first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.250Z"}"#;
const WHOLE_OFFSET: &str = r#"{"event_name":"a","first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T12:00:00+02:00"}"#;
const LONG: &str = r#"{"event_name":"a","session_id":"6f1c2e9a-0d4b-4c55-9d3e-1a2b3c4d5e6f-6f1c2e9a-0d4b-4c55-9d3e-1a2b3c4d5e6f","properties":{"plan":"Enterprise, annual, forty seats and a half, EU"}}"#;

const URI: &str = r#"{"event_name":"a","properties":{"plan":"Pro (new!)"}}"#;

/// Shortens what follows: an alteration at a place.
macro_rules! altered {
    ($id:literal, $title:literal, $alteration:expr, $place:expr, $example:expr, $habits:expr) => {
        mistake($id, $title, |k| k.alter($alteration, $place))
            .of("string-value-altered")
            .did($habits)
            .fix(SAME, FixSnippet::Verbatim)
            .on($example)
    };
}

/// A moment that is parsed and printed again.
macro_rules! reprinted {
    ($id:literal, $title:literal, $form:expr, $example:expr, $habits:expr) => {
        mistake($id, $title, |k| k.moment = $form)
            .of("timestamp-reformatted")
            .seen(3)
            .did($habits)
            .fix(AS_IT_CAME, FixSnippet::FirstTouch)
            .on($example)
    };
}

const TRIM: &[(crate::mistakes::Language, &str)] = &[
    (Python, "plan.strip()"),
    (JavaScript, "plan.trim()"),
    (Php, "trim($plan)"),
    (Ruby, "plan.strip"),
];
const LOWER: &[(crate::mistakes::Language, &str)] =
    &[(Python, "plan.lower()"), (JavaScript, "plan.toLowerCase()"), (Php, "strtolower($plan)")];
const UPPER: &[(crate::mistakes::Language, &str)] = &[
    (Python, "currency.upper()"),
    (JavaScript, "currency.toUpperCase()"),
    (Php, "strtoupper($currency)"),
];
const CUT: &[(crate::mistakes::Language, &str)] =
    &[(Python, "plan[:20]"), (Php, "substr($plan, 0, 20)"), (Ruby, "a column that is too narrow")];

pub(super) const MISTAKES: &[Mistake] = &[
    altered!(
        "strings-trimmed",
        "texts are trimmed before signing",
        Alteration::Trim,
        Where::Everywhere,
        BLANKS,
        TRIM
    ),
    altered!(
        "event-name-trimmed",
        "event_name is trimmed before signing",
        Alteration::Trim,
        Where::EventName,
        BLANKS,
        TRIM
    ),
    altered!(
        "session-trimmed",
        "session_id is trimmed before signing",
        Alteration::Trim,
        Where::SessionId,
        BLANKS,
        TRIM
    ),
    altered!(
        "plan-trimmed",
        "plan is trimmed before signing",
        Alteration::Trim,
        Where::Plan,
        BLANKS,
        TRIM
    ),
    altered!(
        "strings-lower-cased",
        "texts are signed in lower case",
        Alteration::Lower,
        Where::Everywhere,
        BLANKS,
        LOWER
    ),
    altered!(
        "event-name-lower-cased",
        "event_name is signed in lower case",
        Alteration::Lower,
        Where::EventName,
        BLANKS,
        LOWER
    ),
    altered!(
        "session-lower-cased",
        "session_id is signed in lower case",
        Alteration::Lower,
        Where::SessionId,
        BLANKS,
        LOWER
    ),
    altered!(
        "plan-lower-cased",
        "plan is signed in lower case",
        Alteration::Lower,
        Where::Plan,
        BLANKS,
        LOWER
    ),
    altered!(
        "currency-lower-cased",
        "currency is signed in lower case",
        Alteration::Lower,
        Where::Currency,
        ORDINARY,
        &[(JavaScript, "Stripe's own lower-case codes"), (Python, "currency.lower()")]
    ),
    altered!(
        "bucket-lower-cased",
        "first_touch_bucket is signed in lower case",
        Alteration::Lower,
        Where::Bucket,
        r#"{"event_name":"a","first_touch_bucket":"AI_search"}"#,
        LOWER
    ),
    altered!(
        "strings-upper-cased",
        "texts are signed in capitals",
        Alteration::Upper,
        Where::Everywhere,
        ORDINARY,
        UPPER
    ),
    altered!(
        "event-name-upper-cased",
        "event_name is signed in capitals",
        Alteration::Upper,
        Where::EventName,
        ORDINARY,
        UPPER
    ),
    altered!(
        "session-upper-cased",
        "session_id is signed in capitals",
        Alteration::Upper,
        Where::SessionId,
        ORDINARY,
        UPPER
    ),
    altered!(
        "plan-upper-cased",
        "plan is signed in capitals",
        Alteration::Upper,
        Where::Plan,
        ORDINARY,
        UPPER
    ),
    altered!(
        "bucket-upper-cased",
        "first_touch_bucket is signed in capitals",
        Alteration::Upper,
        Where::Bucket,
        ORDINARY,
        UPPER
    ),
    altered!(
        "currency-upper-cased",
        "currency is signed in capitals",
        Alteration::Upper,
        Where::Currency,
        r#"{"event_name":"a","properties":{"currency":"eur"}}"#,
        UPPER
    ),
    altered!(
        "strings-html-encoded",
        "texts are signed with HTML entities",
        Alteration::Html,
        Where::Everywhere,
        MARKUP,
        &[
            (Php, "htmlspecialchars($plan, ENT_QUOTES)"),
            (Ruby, "ERB::Util.html_escape(plan)"),
            (Python, "html.escape(plan)")
        ]
    ),
    altered!(
        "strings-percent-encoded",
        "texts are signed with percent escapes",
        Alteration::Percent,
        Where::Everywhere,
        BLANKS,
        &[(Php, "rawurlencode($plan)"), (Python, "urllib.parse.quote(plan, safe='')")]
    ),
    altered!(
        "strings-uri-encoded",
        "texts are signed with percent escapes, !*'() aside",
        Alteration::UriComponent,
        Where::Everywhere,
        URI,
        &[(JavaScript, "encodeURIComponent(plan)")]
    ),
    altered!(
        "strings-plus-encoded",
        "texts are signed with percent escapes and + for blanks",
        Alteration::Plus,
        Where::Everywhere,
        BLANKS,
        &[(Php, "urlencode($plan)"), (Python, "urllib.parse.quote_plus(plan)")]
    ),
    altered!(
        "currency-trimmed",
        "currency is trimmed before signing",
        Alteration::Trim,
        Where::Currency,
        r#"{"event_name":"a","properties":{"currency":" EUR"}}"#,
        TRIM
    ),
    altered!(
        "strings-cut-at-10",
        "texts are cut after 10 characters",
        Alteration::Cut(10),
        Where::Everywhere,
        LONG,
        CUT
    ),
    altered!(
        "strings-cut-at-16",
        "texts are cut after 16 characters",
        Alteration::Cut(16),
        Where::Everywhere,
        LONG,
        CUT
    ),
    altered!(
        "strings-cut-at-25",
        "texts are cut after 25 characters",
        Alteration::Cut(25),
        Where::Everywhere,
        LONG,
        CUT
    ),
    altered!(
        "strings-cut-at-30",
        "texts are cut after 30 characters",
        Alteration::Cut(30),
        Where::Everywhere,
        LONG,
        CUT
    ),
    altered!(
        "strings-cut-at-40",
        "texts are cut after 40 characters",
        Alteration::Cut(40),
        Where::Everywhere,
        LONG,
        CUT
    ),
    altered!(
        "strings-slashed",
        "texts are signed with slashes before quotes",
        Alteration::AddSlashes,
        Where::Everywhere,
        MARKUP,
        &[(Php, "addslashes($plan)")]
    ),
    altered!(
        "blanks-squeezed",
        "runs of white space are signed as one blank",
        Alteration::Squeeze,
        Where::Everywhere,
        BLANKS,
        &[(Ruby, "plan.squish"), (Python, "' '.join(plan.split())")]
    ),
    altered!(
        "strings-cut-at-20",
        "texts are cut after 20 characters",
        Alteration::Cut(20),
        Where::Everywhere,
        LONG,
        CUT
    ),
    altered!(
        "strings-cut-at-32",
        "texts are cut after 32 characters",
        Alteration::Cut(32),
        Where::Everywhere,
        LONG,
        CUT
    ),
    altered!(
        "strings-cut-at-50",
        "texts are cut after 50 characters",
        Alteration::Cut(50),
        Where::Everywhere,
        LONG,
        CUT
    ),
    altered!(
        "strings-cut-at-64",
        "texts are cut after 64 characters",
        Alteration::Cut(64),
        Where::Everywhere,
        LONG,
        CUT
    ),
    // Moments.
    reprinted!(
        "timestamp-without-fraction",
        "first_touch_ts is signed without its fraction, in UTC, with Z",
        Moment::Utc(0, "Z"),
        ORDINARY,
        &[
            (Go, "t.UTC().Format(time.RFC3339)"),
            (Php, "gmdate('Y-m-d\\TH:i:s\\Z')"),
            (Java, "a pattern without S"),
            (Ruby, "t.utc.iso8601")
        ]
    ),
    reprinted!(
        "timestamp-in-milliseconds",
        "first_touch_ts is signed in UTC with three decimals and Z",
        Moment::Utc(3, "Z"),
        OFFSET,
        &[(JavaScript, "new Date(ts).toISOString()")]
    ),
    reprinted!(
        "timestamp-in-microseconds",
        "first_touch_ts is signed in UTC with six decimals and Z",
        Moment::Utc(6, "Z"),
        FRACTION,
        &[(Python, "strftime('%Y-%m-%dT%H:%M:%S.%fZ')"), (Ruby, "t.utc.iso8601(6)")]
    ),
    reprinted!(
        "timestamp-in-ticks",
        "first_touch_ts is signed in UTC with seven decimals and Z",
        Moment::Utc(7, "Z"),
        FRACTION,
        &[(CSharp, "time.ToString(\"o\")")]
    ),
    reprinted!(
        "timestamp-in-nanoseconds",
        "first_touch_ts is signed in UTC with nine decimals and Z",
        Moment::Utc(9, "Z"),
        FRACTION,
        &[(Java, "ISO_INSTANT with nine digits")]
    ),
    reprinted!(
        "timestamp-shortest",
        "first_touch_ts is signed in UTC without trailing zeros, with Z",
        Moment::UtcShortest("Z"),
        FRACTION,
        &[(Go, "time.RFC3339Nano"), (CSharp, "a custom format with FFFFFFF")]
    ),
    reprinted!(
        "timestamp-offset-00-00",
        "first_touch_ts is signed with +00:00 in place of Z, no fraction",
        Moment::Utc(0, "+00:00"),
        ORDINARY,
        &[(Python, "dt.astimezone(timezone.utc).isoformat()"), (Php, "gmdate(DATE_ATOM)")]
    ),
    reprinted!(
        "timestamp-offset-00-00-in-milliseconds",
        "first_touch_ts is signed with three decimals and +00:00",
        Moment::Utc(3, "+00:00"),
        FRACTION,
        &[(Python, "isoformat(timespec='milliseconds')"), (Php, "DATE_RFC3339_EXTENDED")]
    ),
    reprinted!(
        "timestamp-offset-00-00-in-microseconds",
        "first_touch_ts is signed with six decimals and +00:00",
        Moment::Utc(6, "+00:00"),
        FRACTION,
        &[(Python, "dt.astimezone(timezone.utc).isoformat()")]
    ),
    reprinted!(
        "timestamp-offset-in-ticks",
        "first_touch_ts is signed with seven decimals and +00:00",
        Moment::Utc(7, "+00:00"),
        FRACTION,
        &[(CSharp, "time.ToUniversalTime().ToString(\"o\") of a DateTimeOffset")]
    ),
    reprinted!(
        "timestamp-offset-0000",
        "first_touch_ts is signed with +0000, no fraction",
        Moment::Utc(0, "+0000"),
        ORDINARY,
        &[(Php, "DATE_ISO8601"), (Ruby, "strftime('%FT%T%z')"), (Java, "a pattern that ends in Z")]
    ),
    reprinted!(
        "timestamp-without-zone",
        "first_touch_ts is signed in UTC without a zone or fraction",
        Moment::Utc(0, ""),
        ORDINARY,
        &[
            (Python, "naive datetimes"),
            (CSharp, "ToString(\"s\")"),
            (Java, "a pattern without a zone")
        ]
    ),
    reprinted!(
        "timestamp-without-zone-in-milliseconds",
        "first_touch_ts is signed with three decimals and no zone",
        Moment::Utc(3, ""),
        FRACTION,
        &[(Java, "a pattern without a zone"), (Python, "ts.rstrip('Z')")]
    ),
    reprinted!(
        "timestamp-without-zone-in-microseconds",
        "first_touch_ts is signed with six decimals and no zone",
        Moment::Utc(6, ""),
        FRACTION,
        &[(Python, "datetime.utcfromtimestamp(…).isoformat()")]
    ),
    reprinted!(
        "timestamp-as-python-str",
        "first_touch_ts is signed in the form 2026-11-01 10:00:00+00:00",
        Moment::Blank(6, "+00:00"),
        ORDINARY,
        &[(Python, "str(datetime)"), (Ruby, "a database's text")]
    ),
    reprinted!(
        "timestamp-as-ruby-to-s",
        "first_touch_ts is signed in the form 2026-11-01 10:00:00 UTC",
        Moment::Blank(0, " UTC"),
        ORDINARY,
        &[(Ruby, "Time#to_s")]
    ),
    reprinted!(
        "timestamp-as-go-string",
        "first_touch_ts is signed in the form 2026-11-01 10:00:00 +0000 UTC",
        Moment::Blank(9, " +0000 UTC"),
        ORDINARY,
        &[(Go, "t.String()")]
    ),
    reprinted!(
        "timestamp-as-sql",
        "first_touch_ts is signed in the form 2026-11-01 10:00:00",
        Moment::Blank(0, ""),
        ORDINARY,
        &[(Php, "date('Y-m-d H:i:s')"), (Python, "a naive datetime's str()")]
    ),
    reprinted!(
        "timestamp-in-seconds",
        "first_touch_ts is signed as seconds since 1970",
        Moment::Seconds(false),
        ORDINARY,
        &[(Php, "strtotime($ts)"), (Python, "int(dt.timestamp())"), (Go, "t.Unix()")]
    ),
    reprinted!(
        "timestamp-in-epoch-milliseconds",
        "first_touch_ts is signed as milliseconds since 1970",
        Moment::Milliseconds(false),
        ORDINARY,
        &[(JavaScript, "Date.parse(ts)"), (Java, "toEpochMilli()")]
    ),
    reprinted!(
        "timestamp-in-seconds-as-number",
        "first_touch_ts is signed as seconds since 1970, a bare number",
        Moment::Seconds(true),
        ORDINARY,
        &[(Php, "strtotime($ts)"), (Python, "int(dt.timestamp())")]
    ),
    reprinted!(
        "timestamp-in-epoch-milliseconds-as-number",
        "first_touch_ts is signed as milliseconds since 1970, a bare number",
        Moment::Milliseconds(true),
        ORDINARY,
        &[(JavaScript, "Date.parse(ts)")]
    ),
    reprinted!(
        "timestamp-as-java-offset",
        "first_touch_ts is signed in UTC with Z, without seconds that are zero",
        Moment::Java("Z"),
        ORDINARY,
        &[(Java, "time.withOffsetSameInstant(ZoneOffset.UTC).toString()")]
    ),
    reprinted!(
        "timestamp-as-java-local",
        "first_touch_ts is signed without a zone, and without seconds that are zero",
        Moment::Java(""),
        ORDINARY,
        &[(Java, "LocalDateTime.toString()")]
    ),
    reprinted!(
        "timestamp-in-zone-plus-1-in-milliseconds",
        "first_touch_ts is signed at +01:00 with three decimals",
        Moment::Zone(60, 3),
        ORDINARY,
        &[(Java, "a pattern with SSSXXX")]
    ),
    reprinted!(
        "timestamp-in-zone-plus-2-in-milliseconds",
        "first_touch_ts is signed at +02:00 with three decimals",
        Moment::Zone(120, 3),
        ORDINARY,
        &[(Java, "a pattern with SSSXXX, in summer")]
    ),
    reprinted!(
        "timestamp-own-zone",
        "first_touch_ts is signed without its fraction, in the zone it came with",
        Moment::OwnZone(Fraction::Digits(0), "Z"),
        OFFSET,
        &[(Go, "t.Format(time.RFC3339)"), (Ruby, "Time.parse(ts).iso8601")]
    ),
    reprinted!(
        "timestamp-own-zone-in-milliseconds",
        "first_touch_ts is signed with three decimals, in the zone it came with",
        Moment::OwnZone(Fraction::Digits(3), "Z"),
        WHOLE_OFFSET,
        &[(Ruby, "Time.parse(ts).iso8601(3)")]
    ),
    reprinted!(
        "timestamp-own-zone-shortest",
        "first_touch_ts is signed without trailing zeros, in the zone it came with",
        Moment::OwnZone(Fraction::Shortest, "Z"),
        OFFSET,
        &[(Go, "a time.Time field, or t.Format(time.RFC3339Nano)")]
    ),
    reprinted!(
        "timestamp-own-zone-as-java-offset",
        "first_touch_ts is signed in the zone it came with, without seconds that are zero",
        Moment::OwnZone(Fraction::Java, "Z"),
        WHOLE_OFFSET,
        &[(Java, "OffsetDateTime.parse(ts).toString()")]
    ),
    reprinted!(
        "timestamp-own-zone-00-00",
        "first_touch_ts is signed without its fraction, in the zone it came with, +00:00 for Z",
        Moment::OwnZone(Fraction::Digits(0), "+00:00"),
        OFFSET,
        &[(Php, "(new DateTime($ts))->format(DATE_ATOM)")]
    ),
    reprinted!(
        "timestamp-own-zone-00-00-in-milliseconds",
        "first_touch_ts is signed with three decimals, in the zone it came with, +00:00 for Z",
        Moment::OwnZone(Fraction::Digits(3), "+00:00"),
        WHOLE_OFFSET,
        &[(Php, "(new DateTime($ts))->format(DATE_RFC3339_EXTENDED)")]
    ),
    reprinted!(
        "timestamp-own-zone-as-python-isoformat",
        "first_touch_ts is signed with six decimals if any, in the zone it came with, +00:00 for Z",
        Moment::OwnZone(Fraction::SixOrNone, "+00:00"),
        OFFSET,
        &[(Python, "datetime.fromisoformat(ts).isoformat()")]
    ),
    reprinted!(
        "timestamp-own-zone-in-ticks",
        "first_touch_ts is signed with seven decimals, in the zone it came with, +00:00 for Z",
        Moment::OwnZone(Fraction::Digits(7), "+00:00"),
        OFFSET,
        &[(CSharp, "DateTimeOffset.Parse(ts).ToString(\"o\")")]
    ),
    reprinted!(
        "timestamp-as-date",
        "first_touch_ts is signed as its date",
        Moment::Date,
        ORDINARY,
        &[(Python, "dt.date().isoformat()"), (JavaScript, "ts.slice(0, 10)")]
    ),
    reprinted!(
        "timestamp-as-http-date",
        "first_touch_ts is signed as Sun, 01 Nov 2026 10:00:00 GMT",
        Moment::Http,
        ORDINARY,
        &[(JavaScript, "date.toUTCString()"), (Php, "DATE_RFC7231")]
    ),
    reprinted!(
        "timestamp-in-local-zone",
        "first_touch_ts is signed in the time zone of Berlin in winter",
        Moment::Zone(60, 0),
        ORDINARY,
        &[
            (Php, "date('c')"),
            (Go, "t.Local().Format(time.RFC3339)"),
            (Ruby, "Time.zone.parse(ts).iso8601")
        ]
    ),
    reprinted!(
        "timestamp-in-zone-plus-2",
        "first_touch_ts is signed at +02:00",
        Moment::Zone(120, 0),
        ORDINARY,
        &[(Php, "date('c') in Berlin in summer")]
    ),
    reprinted!(
        "timestamp-in-zone-plus-5-30",
        "first_touch_ts is signed at +05:30",
        Moment::Zone(330, 0),
        ORDINARY,
        &[(Java, "ZonedDateTime in India")]
    ),
    reprinted!(
        "timestamp-in-zone-plus-8",
        "first_touch_ts is signed at +08:00",
        Moment::Zone(480, 0),
        ORDINARY,
        &[(Java, "OffsetDateTime in Singapore")]
    ),
    reprinted!(
        "timestamp-in-zone-plus-9",
        "first_touch_ts is signed at +09:00",
        Moment::Zone(540, 0),
        ORDINARY,
        &[(Ruby, "Time.zone in Tokyo")]
    ),
    reprinted!(
        "timestamp-in-zone-minus-5",
        "first_touch_ts is signed at -05:00",
        Moment::Zone(-300, 0),
        ORDINARY,
        &[(Ruby, "Time.zone in New York")]
    ),
    reprinted!(
        "timestamp-in-zone-minus-8",
        "first_touch_ts is signed at -08:00",
        Moment::Zone(-480, 0),
        ORDINARY,
        &[(Python, "dt.astimezone() in California")]
    ),
];
