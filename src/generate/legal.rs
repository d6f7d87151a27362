//! Legal goals in breadth: servers refuse by value, length, word, size and header order.

use super::Draw;
use super::request::{Body, RequestBuilder};
use super::steps::on_bytes;
use crate::generate::rng::Rng;
use crate::generate::stream::add_property;
use crate::protocol::json::Value;
use crate::protocol::{Goal, Number, Text};
use std::borrow::Cow;

/// Words that filters, firewalls, databases and careless comparisons react to. None of them is personal data.
pub(super) const WORDS: [&str; 96] = [
    "refund",
    "select",
    "drop",
    "null",
    "undefined",
    "admin",
    "root",
    "test",
    "true",
    "false",
    "none",
    "None",
    "NaN",
    "nan",
    "Infinity",
    "inf",
    "delete",
    "update",
    "insert",
    "union",
    "where",
    "order",
    "table",
    "script",
    "alert",
    "eval",
    "exec",
    "system",
    "cancel",
    "chargeback",
    "cancelled",
    "failed",
    "pending",
    "void",
    "trial",
    "purchase",
    "signup",
    "login",
    "logout",
    "register",
    "checkout",
    "add_to_cart",
    "page_view",
    "pageview",
    "subscribe",
    "unsubscribe",
    "upgrade",
    "downgrade",
    "renewal",
    "lead",
    "goal",
    "event",
    "click",
    "view",
    "order_completed",
    "payment",
    "invoice",
    "free",
    "gift",
    "coupon",
    "debug",
    "internal",
    "bot",
    "default",
    "constructor",
    "__proto__",
    "prototype",
    "toString",
    "hasOwnProperty",
    "length",
    "id",
    "_id",
    "type",
    "class",
    "import",
    "return",
    "undefined_event",
    "N/A",
    "n/a",
    "nil",
    "void 0",
    "0",
    "1",
    "-1",
    "00",
    "0x1f",
    "1e5",
    "' OR 1=1 --",
    "<script>",
    "${jndi}",
    "{{7*7}}",
    "%s%n",
    "../etc/passwd",
    "CON",
    "\u{130}stanbul",
    "stra\u{df}e",
];

/// Plans with digits that are no personal data: versions, prices, dates, ranges.
pub(super) const PLANS: [&str; 31] = [
    // Accounts, addresses of machines and tokens are no personal data (PII-1 to PII-3).
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "10.0.0.1",
    "2001:db8::1",
    "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "eyJhbGciOiJIUzI1NiJ9.e30",
    "v2",
    "v1.2",
    "v10.20.30",
    "2.0",
    "Pro 2.1.0",
    "$19.99",
    "99.00",
    "EUR 49",
    "1,000",
    "19.99/month",
    "2026-11-23",
    "annual 2026-11-23",
    // What readers of JSON take for a moment.
    "2025-01-01T00:00:00Z",
    "2025-01-01T00:00:00",
    "2025-01-01T00:00:00.000+01:00",
    "2025-01-01 00:00:00",
    "/Date(1735689600000)/",
    "2025-2026",
    "2025/2026",
    "10 seats",
    "5-10",
    "50%",
    "24/7",
    "Q4 2026",
    "#42",
];

/// Headers that proxies and browsers add.
pub(super) const HEADERS: [(&str, &str); 33] = [
    // Any byte but controls may stand in a value (RFC 9110, 5.5).
    ("user-agent", "Caf\u{e9} Shop/2.1"),
    ("x-shop-name", "Zo\u{eb} & S\u{f6}hne"),
    ("idempotency-key", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
    ("user-agent", "curl/8.5.0"),
    ("user-agent", ""),
    ("accept", "*/*"),
    ("accept", "application/json"),
    ("accept", "text/html"),
    ("accept-encoding", "gzip, deflate, br"),
    ("accept-language", "de-DE,de;q=0.9,en;q=0.8"),
    ("origin", "https://shop.example"),
    ("referer", "https://shop.example/checkout?step=2"),
    ("cookie", "sid=abc; theme=dark"),
    ("x-forwarded-for", "203.0.113.7, 10.0.0.1"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-host", "shop.example"),
    ("x-real-ip", "203.0.113.7"),
    ("x-request-id", "5f1d7a84-2c1b-4a43-9f3e-9f1b0d1c2e3f"),
    ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    ("forwarded", "for=203.0.113.7;proto=https"),
    ("cache-control", "no-cache"),
    ("pragma", "no-cache"),
    ("dnt", "1"),
    ("via", "1.1 proxy"),
    ("priority", "u=1, i"),
    ("authorization", "Bearer abc"),
    ("x-debug", "1"),
    ("x-test", "true"),
    ("x-internal", "1"),
    ("x-forwarded-for", "127.0.0.1"),
    ("user-agent", "kube-probe/1.29"),
    ("user-agent", "python-requests/2.32.3"),
];

/// Content types with parameters, and some in another spelling.
pub(super) const TYPES: [&str; 9] = [
    "application/json; charset=utf-8; profile=goal",
    "application/json; profile=goal",
    "application/json;charset=utf-8;version=1",
    "application/json; a=1; b=2; c=3",
    "application/json; charset=\"utf-8\"",
    "application/json;",
    "Application/JSON",
    "application/json ; charset=utf-8",
    "application/json; charset=utf-8; boundary=x",
];

fn goal_of(builder: &mut RequestBuilder) -> Option<&mut Goal> {
    match &mut builder.body {
        Body::Goal { goal, .. } => Some(goal),
        Body::Bytes(_) => None,
    }
}

fn put(goal: &mut Goal, field: &'static str, text: Value) {
    match field {
        "plan" => add_property(goal, Text::constant("plan"), text),
        field => {
            if let Some(slot) = goal.field_mut(field.as_bytes()) {
                *slot = Some(text);
            }
        }
    }
}

const TEXTS: [(&str, u64); 5] = [
    ("event_name", 100),
    ("session_id", 300),
    ("plan", 50),
    ("first_touch_bucket", 120),
    ("first_touch_ts", 80),
];

/// A text of letters, as long as drawn: each length up to the limit, and the powers of two more often.
pub(super) fn length(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let (field, most) = draw.rng.pick(&TEXTS);
    let length = match draw.rng.below(4) {
        0 => draw
            .rng
            .pick(&[16, 32, 36, 40, 50, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257])
            .min(most),
        _ => 1 + draw.rng.below(most),
    };
    let text = letters(draw.rng, length);
    if let Some(goal) = goal_of(builder) {
        put(goal, field, text.into());
    }
}

/// A body of a size at which buffers end, filled up with blanks.
pub(super) fn size(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let round = draw.rng.pick(&SIZES);
    let size = (round + draw.rng.pick(&[0, 0, 1])).saturating_sub(draw.rng.pick(&[0, 0, 1]));
    let place = draw.rng.below(3);
    on_bytes(builder, |body| {
        let blanks = vec![b' '; size.saturating_sub(body.len())];
        let at = match place {
            0 => 0,
            1 => body.len().min(1),
            _ => body.len(),
        };
        [&body[..at], &blanks, &body[at..]].concat()
    });
}

/// Sizes of buffers, packets and limits, in bytes, up to what every server must read.
const SIZES: [usize; 19] = [
    256, 512, 1000, 1024, 1448, 1460, 1500, 2000, 2048, 4000, 4096, 5000, 8000, 8192, 10_000,
    12_288, 15_000, 16_000, 16_384,
];

fn letters(rng: &mut Rng<'_>, length: u64) -> String {
    let kind = rng.below(100);
    // What grows where it is escaped before it is counted.
    let mark = rng.pick(&['&', '<', '>', '"', '\'', '\\', '/', '%']);
    (0..length)
        .map(|_| match kind {
            0..15 => rng.pick(&['\u{e9}', '\u{6771}', '\u{416}', 'a']),
            15..27 => mark,
            _ => char::from(b'a' + rng.below(26) as u8),
        })
        .collect()
}

/// A word, in a field of text.
pub(super) fn word(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let (field, _) = draw.rng.pick(&TEXTS);
    let word = draw.rng.pick(&WORDS);
    let word = match draw.rng.below(8) {
        0 => word.to_uppercase(),
        1 => format!("{word}ed"),
        2 => format!("my_{word}"),
        _ => word.to_owned(),
    };
    if let Some(goal) = goal_of(builder) {
        put(goal, field, word.as_str().into());
    }
}

/// An amount: every cent now and then, round ones and the edges more often.
pub(super) fn amount(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let cents = match draw.rng.below(5) {
        0 => draw.rng.below(1_000_001),
        1 => 100 * draw.rng.below(10_001),
        2 => {
            let near = draw
                .rng
                .pick(&[0, 100, 1000, 10_000, 12_700, 25_500, 65_536, 99_999, 100_000, 500_000]);
            near + draw.rng.below(5)
        }
        3 => 1_000_000 - draw.rng.below(300),
        _ => draw.rng.below(1000),
    };
    let text = match (cents % 100, cents.is_multiple_of(10)) {
        (0, _) => format!("{}", cents / 100),
        (_, true) => format!("{}.{}", cents / 100, cents / 10 % 10),
        _ => format!("{}.{:02}", cents / 100, cents % 100),
    };
    if let Some(goal) = goal_of(builder) {
        add_property(goal, Text::constant("value"), Value::Number(Number::from_json_text(&text)));
    }
}

/// A version, a price, a date, a range as the plan.
pub(super) fn plan(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let text = match draw.rng.below(4) {
        0 => format!("v{}.{}.{}", draw.rng.below(40), draw.rng.below(40), draw.rng.below(100)),
        1 => format!(
            "20{:02}-{:02}-{:02}",
            draw.rng.below(40),
            1 + draw.rng.below(12),
            1 + draw.rng.below(28)
        ),
        2 => format!("{}.{:02}", draw.rng.below(2000), draw.rng.below(100)),
        _ => draw.rng.pick(&PLANS).to_owned(),
    };
    if let Some(goal) = goal_of(builder) {
        put(goal, "plan", text.as_str().into());
    }
}

/// A session: the shapes that SDKs make.
pub(super) fn session(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let digits = format!("{:016x}{:016x}", draw.rng.any(), draw.rng.any());
    let tail = char::from(b"0123456789abcdef"[draw.rng.below(16) as usize]).to_string();
    let text = match draw.rng.below(7) {
        // Rules and shards go by the last digits.
        6 => format!("{}{}", &digits[..13], tail.repeat(3)),
        0 => digits[..16].to_owned(),
        1 => digits.clone(),
        2 => format!(
            "{}-{}-4{}-a{}-{}",
            &digits[..8],
            &digits[8..12],
            &digits[12..15],
            &digits[15..18],
            &digits[18..30]
        ),
        3 => format!("GA1.1.{}", draw.rng.below(1 << 31)),
        4 => digits[..16].to_uppercase(),
        _ => draw.rng.below(1 << 40).to_string(),
    };
    if let Some(goal) = goal_of(builder) {
        put(goal, "session_id", text.as_str().into());
    }
}

/// More headers, before the others or after them.
pub(super) fn headers(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let count = match draw.rng.below(8) {
        0 => 30 + draw.rng.below(30),
        _ => 1 + draw.rng.below(6),
    };
    for at in 0..count {
        let (name, value) = draw.rng.pick(&HEADERS);
        let known = builder.headers.iter().any(|(other, _)| other.as_str() == name);
        let name = if known { format!("x-extra-{at}") } else { name.to_owned() };
        builder.headers.push((name, value.as_bytes().to_vec()));
    }
    if draw.rng.percent(10) {
        let size = draw.rng.pick(&[200, 1000, 3000]);
        builder.headers.push(("x-long".to_owned(), vec![b'a'; size]));
    }
    builder.signature_first = draw.rng.percent(25);
    if draw.rng.percent(40)
        && let Some(kind) = builder.content_type.take()
    {
        // The content type last.
        builder.headers.push(("content-type".to_owned(), kind.as_bytes().to_vec()));
    }
}

/// A content type with parameters.
pub(super) fn content_type(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    builder.content_type = Some(Cow::Borrowed(draw.rng.pick(&TYPES)));
}
