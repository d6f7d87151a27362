//! What requests are made with: prefixes, literals, amounts, texts and keys that find something out.

pub(super) const AROUND: [(&str, &str); 9] = [
    ("sha256=", ""),
    ("sha1=", ""),
    ("v1=", ""),
    ("0x", ""),
    ("\"", "\""),
    (" ", ""),
    ("", " "),
    ("\t", "\t"),
    ("", "0"),
];

/// Names of headers that some servers take for that of the signature: CGI knows no difference between `-` and `_`.
pub(super) const ALMOST: [&str; 4] =
    ["X_LP_Goal_Signature", "x_lp_goal_signature", "X-LP-Signature", "X-Goal-Signature"];

/// A prefix that names a hash, and the signature that it would make.
pub(super) const ALGORITHMS: [(&str, &str); 5] = [
    ("sha256=", ""),
    ("md5=", "wrong-hash-algorithm-md5"),
    ("sha1=", "wrong-hash-algorithm-sha1"),
    ("sha512=", "wrong-hash-algorithm-sha512"),
    ("none=", ""),
];

pub(super) const SPLICES: [&[u8]; 10] =
    [b"\xe9", b"\xc3\xa9", b"\xff", b"\xef\xbc\x91", b"g", b" ", b"\t", b",", b"-", b"Z"];

pub(super) const LITERALS: [&[u8]; 10] = [
    b"",
    b"0",
    b"null",
    b"undefined",
    b"test",
    b"none",
    b"\xc3\xa9",
    b"sha256=",
    &[b'0'; 64],
    &[b'a'; 4096],
];

pub(super) const AMOUNTS: [&str; 34] = [
    "0",
    "0.0",
    "0.01",
    "0.1",
    "0.29",
    "1.1",
    "1.15",
    "19.99",
    "99.990",
    "99.0000000000000000001",
    "1e2",
    "9999.99",
    "9999.995",
    "10000",
    "10000.00",
    "1e4",
    "10000.01",
    "10000.001",
    "10001",
    "1e21",
    "123456789012345678901234567890",
    "-0.01",
    "-1",
    "-0.0",
    "-0",
    "0.001",
    "0.125",
    "2.675",
    "99.999",
    "0.30000000000000004",
    "5e-324",
    "99.00000000000001",
    "1.7976931348623157e308",
    "4503599627370495.5",
];

/// Digits of integers beyond what a double holds, and beyond what Python reads.
pub(super) const LONG_AMOUNTS: [usize; 5] = [309, 310, 400, 4300, 4301];

pub(super) const NO_AMOUNTS: [&str; 14] = [
    "true",
    "false",
    "\"99\"",
    "\"99.00\"",
    "\"1_0\"",
    "\" 7 \"",
    "\"\\uff11\\uff12\"",
    "\"nan\"",
    "\"\"",
    "\"abc\"",
    "[99]",
    "{}",
    "\"1e2\"",
    "\"0x10\"",
];

/// What is sent, and what it is signed as.
pub(super) const ROUNDED: [(&str, &str); 7] = [
    ("99.999", "100"),
    ("19.994", "19.99"),
    ("0.004", "0"),
    ("-0.0", "0"),
    ("-0.0", "0.0"),
    ("2.675", "2.68"),
    ("0.125", "0.13"),
];

pub(super) const CODES: [&str; 16] = [
    "\"EUR\"",
    "\"JPY\"",
    "\"ZWG\"",
    "\"INR\"",
    "\"eur\"",
    "\"ZZZ\"",
    "\"\"",
    "\"EU\"",
    "\"EURO\"",
    "\"EU1\"",
    "\"978\"",
    "\" EUR\"",
    "\"EUR\\n\"",
    "\"\\u20ac\"",
    "978",
    "[\"EUR\"]",
];

pub(super) const PLANS: [(&str, usize); 20] = [
    ("a", 0),
    ("a", 50),
    ("a", 51),
    ("\u{e9}", 50),
    ("\u{e9}", 51),
    ("\u{6771}", 50),
    ("\u{1F600}", 25),
    ("\u{1F600}", 26),
    ("\u{1F600}", 50),
    ("\u{1F600}", 51),
    ("e\u{301}", 25),
    (" a", 25),
    // Too long, and shorter to who counts after something was done to the text: composed, drawn, trimmed, decoded.
    ("e\u{301}", 26),
    ("\u{1100}\u{1161}", 26),
    ("\u{1F469}\u{200D}\u{1F680}", 17),
    ("\u{1F1E9}\u{1F1EA}", 26),
    ("a\u{200B}", 26),
    (" ", 51),
    ("&amp;", 11),
    ("<b>", 17),
];

pub(super) const EVENT_NAMES: [(&str, usize); 9] = [
    ("e", 0),
    ("e", 1),
    ("e", 100),
    ("e", 101),
    ("\u{1F600}", 100),
    ("e\u{301}", 51),
    ("\u{1F469}\u{200D}\u{1F680}", 34),
    (" ", 101),
    ("&amp;", 21),
];

pub(super) const PERSONAL: [&str; 24] = [
    "jane@acme.com",
    "jane.doe+x@mail.acme.co.uk",
    "+14155552671",
    "+49 151 2345 6789",
    "415-555-2671",
    "(415) 555-2671",
    "415.555.2671",
    "219-09-9999",
    "078-05-1120",
    // Areas that older lists do not have, and where such lists end.
    "001-01-0001",
    "665-12-3456",
    "740-12-3456",
    "773-12-3456",
    "899-12-3456",
    "@acme",
    "2026-11-23",
    "v10.20.30",
    // Behind what ends a text for some scanners.
    "pro\0 jane@acme.com",
    "pro\njane@acme.com",
    "pro\r\n415-555-2671",
    "pro\tjane@acme.com",
    // What a list of exceptions may let in.
    "JANE@ACME.COM",
    "test@example.com",
    "no-reply@acme.com",
];

pub(super) const OTHER_TYPES: [&str; 10] =
    ["null", "true", "false", "0", "5", "-0.0", "[]", "[\"a\"]", "{}", "{\"a\":1}"];

/// Keys that are ignored: what a reader takes for something, and values that do not fit into what it reads them into.
pub(super) const OTHER_KEYS: [(&str, &str); 27] = [
    ("sdk", "\"acme 1.0\""),
    ("ranked", "true"),
    ("domain", "\"other.example\""),
    ("lag_seconds", "1"),
    ("meta", "{\"first_touch_bucket\":\"ai_search\"}"),
    ("Event_name", "\"x\""),
    ("firstTouchBucket", "\"ai_search\""),
    ("n", "2147483648"),
    ("n", "4294967296"),
    ("n", "9007199254740993"),
    ("n", "9223372036854775808"),
    ("n", "-9223372036854775809"),
    ("n", "18446744073709551616"),
    ("n", "123456789012345678901234567890"),
    ("n", "1e308"),
    ("n", "1e-320"),
    ("n", "-0.0"),
    ("n", "0.1000000000000000055511151231257827"),
    ("sent_at", "1795420800123"),
    ("n", "null"),
    ("n", "\"\""),
    ("n", "[]"),
    ("n", "{}"),
    ("items", "[1,\"a\",null,true,[[2.5]]]"),
    ("__proto__", "{}"),
    ("", "1"),
    ("constructor", "\"x\""),
];

pub(super) const NO_MOMENTS: [&str; 10] = [
    "yesterday",
    "1763798400",
    "2026-02-30T08:00:00Z",
    "2026-11-22T08:00:00",
    "2026-11-22",
    "2026-13-01T08:00:00Z",
    "2026-11-22T25:00:00Z",
    "Sun, 22 Nov 2026 08:00:00 +0000",
    "2026-W47-7T08:00:00Z",
    "2026-11-22t08:00:00z",
];

/// Moments at the ends of what calendars of libraries hold, and beyond them in UTC.
pub(super) const FAR_MOMENTS: [&str; 6] = [
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-05:00",
    "1969-12-31T23:59:59Z",
    "2038-01-19T03:14:08Z",
];
