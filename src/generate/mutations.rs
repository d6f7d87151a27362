//! Ways to find something out, one at a time.

use super::goals::{changed, mutate_goal};
use super::numbers::respelled;
use super::request::{Body, Header, RequestBuilder, Style};
use super::{Draw, corruptions};
use crate::case::{Signed, What};
use crate::generate::stream::{add_property, legal, make_wild, other_value};
use crate::mistakes::{CATALOGUE, MistakeSet};
use crate::protocol::json::{Value, parse_wire};
use crate::protocol::request::PATH;
use crate::protocol::{Goal, Number, Tenant, Text};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::borrow::Cow;

/// One way to make a request that finds something out.
pub struct Mutation {
    /// Its name in reports.
    pub name: &'static str,
    /// How often it is drawn, beside the others.
    weight: u64,
    play: fn(&mut RequestBuilder, &mut Draw<'_, '_>),
}

const fn trick(
    name: &'static str,
    weight: u64,
    play: fn(&mut RequestBuilder, &mut Draw<'_, '_>),
) -> Mutation {
    Mutation { name, weight, play }
}

/// Every trick. The first is none.
pub const MUTATIONS: [Mutation; 47] = [
    trick("valid", 60, |_, _| {}),
    trick("valid/first-touch", 25, first_touch),
    trick("hint", 15, |sketch, _| sketch.header = Header::Absent),
    trick("hint/first-touch", 8, |sketch, draw| {
        first_touch(sketch, draw);
        sketch.header = Header::Absent;
    }),
    trick("respelled/blanks", 12, |sketch, draw| {
        style(sketch, |s| s.blanks = 1 + draw.rng.below(4) as u8)
    }),
    trick("respelled/escapes", 12, |sketch, draw| {
        style(sketch, |s| s.escapes = 1 + draw.rng.below(4) as u8)
    }),
    trick("respelled/order", 10, |sketch, draw| {
        style(sketch, |s| s.turn = 1 + draw.rng.below(4) as u8)
    }),
    trick("respelled/numbers", 12, respelled_number),
    trick("respelled/all", 12, |sketch, draw| {
        respelled_number(sketch, draw);
        style(sketch, |s| {
            *s = Style {
                blanks: draw.rng.below(5) as u8,
                escapes: draw.rng.below(5) as u8,
                turn: draw.rng.below(5) as u8,
            };
        });
    }),
    trick("respelled/other-key", 8, other_key),
    trick("respelled/header-name", 4, |sketch, draw| {
        sketch.name = Cow::Borrowed(draw.rng.pick(&["X-LP-Goal-Signature", "X-LP-GOAL-SIGNATURE"]));
    }),
    trick("respelled/content-type", 4, |sketch, draw| {
        sketch.content_type = Some(Cow::Borrowed(draw.rng.pick(&[
            "application/json; charset=utf-8",
            "application/json; charset=UTF-8",
            "application/json;charset=utf-8",
        ])));
    }),
    trick("tampered/goal", 40, |sketch, draw| {
        if let Body::Goal { goal, .. } = &mut sketch.body {
            let signed = goal.clone();
            *goal = changed(&signed, draw.rng);
            sketch.signed.what = What::Goal(signed);
        }
    }),
    trick("tampered/first-touch", 12, |sketch, draw| {
        let Body::Goal { goal, .. } = &mut sketch.body else { return };
        sketch.signed.what = What::Goal(goal.clone());
        if draw.rng.percent(30) {
            (goal.first_touch_bucket, goal.first_touch_ts) = (None, None);
        } else {
            first_touch(sketch, draw);
        }
    }),
    trick("tampered/bit", 10, |sketch, draw| sketch.signed.flip = Some(draw.rng.any() as u8)),
    trick("tampered/cut", 6, |sketch, draw| {
        sketch.signed.keep = Some(1 + draw.rng.below(63) as u8)
    }),
    trick("signed/known-mistake", 40, |sketch, draw| {
        let at = draw.rng.below(CATALOGUE.len() as u64) as usize;
        sketch.signed.mistakes = sketch.signed.mistakes.union(MistakeSet::single(at));
    }),
    trick("signed/raw-body", 10, |sketch, _| sketch.signed.what = What::RawBody),
    trick("signed/other-tenant", 8, |sketch, draw| sketch.signed.by = other_tenant(sketch, draw)),
    trick("signed/other-tenant-id", 8, |sketch, draw| {
        let id = draw.rng.pick(&["", "shop.example", "00000000-0000-4000-8000-000000000000"]);
        sketch.signed.tenant_id = Some(id.into());
    }),
    trick("tenant/id-in-body", 10, tenant_in_body),
    trick("tenant/bad-secret", 10, |sketch, draw| {
        let bad = |at: &usize| draw.world.parties[*at].signer.is_none();
        let places: Vec<usize> = (0..draw.world.parties.len()).filter(bad).collect();
        if !places.is_empty() {
            sketch.party = draw.rng.pick(&places);
        }
    }),
    trick("header/capitals", 4, |sketch, _| sketch.header = Header::Capitals),
    trick("header/around", 8, |sketch, draw| {
        let (before, after) = draw.rng.pick(&AROUND);
        sketch.header = Header::Around(before, after);
    }),
    trick("header/algorithm", 8, |sketch, draw| {
        let (prefix, id) = draw.rng.pick(&ALGORITHMS);
        sketch.header = Header::Around(prefix, "");
        sketch.signed.mistakes = MistakeSet::of_id(id).unwrap_or_default();
    }),
    trick("header/twice", 6, |sketch, draw| {
        let other: &[u8] = if draw.rng.percent(50) { &[b'0'; 64] } else { b"" };
        sketch.header = Header::Twice(draw.rng.percent(50), other);
    }),
    trick("header/bytes", 8, |sketch, draw| {
        let bytes = draw.rng.pick(&SPLICES);
        sketch.header = Header::Spliced(draw.rng.below(64) as u8, bytes);
    }),
    trick("header/literal", 8, |sketch, draw| {
        let value = draw.rng.pick(&LITERALS);
        sketch.header = Header::Literal(vec![value.to_vec()]);
    }),
    trick("contents/anything", 20, |sketch, draw| {
        with_goal(sketch, |goal| make_wild(goal, draw.rng))
    }),
    trick("contents/amount", 25, |sketch, draw| {
        let text = draw.rng.pick(&AMOUNTS);
        property(sketch, "value", value_of(text));
    }),
    trick("contents/amount-type", 10, |sketch, draw| {
        let text = draw.rng.pick(&NO_AMOUNTS);
        property(sketch, "value", value_of(text));
    }),
    trick("contents/amount-rounded", 6, |sketch, draw| {
        let (sent, signed) = draw.rng.pick(&ROUNDED);
        property(sketch, "value", value_of(signed));
        if let Some(goal) = sketch.goal().cloned() {
            sketch.signed.what = What::Goal(goal);
        }
        property(sketch, "value", value_of(sent));
    }),
    trick("contents/currency", 10, |sketch, draw| {
        let text = draw.rng.pick(&CODES);
        property(sketch, "currency", value_of(text));
    }),
    trick("contents/plan", 14, |sketch, draw| {
        let (piece, times) = draw.rng.pick(&PLANS);
        property(sketch, "plan", piece.repeat(times).into());
    }),
    trick("contents/personal-data", 14, |sketch, draw| {
        let text = draw.rng.pick(&PERSONAL);
        let text = match draw.rng.below(4) {
            0 => format!("Team {text}"),
            1 => format!("{text} annual"),
            _ => text.to_owned(),
        };
        property(sketch, "plan", text.into());
    }),
    trick("contents/unknown-property", 8, |sketch, draw| {
        let name = draw.rng.pick(&["coupon", "Value", "", "__proto__", "quantity", "plan "]);
        let value = other_value(draw.rng, 1);
        with_goal(sketch, |goal| add_property(goal, Text::constant(name), value));
    }),
    trick("contents/other-type", 14, |sketch, draw| {
        let field = draw.rng.pick(&Goal::FIELDS);
        let value = value_of(draw.rng.pick(&OTHER_TYPES));
        with_goal(sketch, |goal| set(goal, field, Some(value)));
    }),
    trick("contents/event-name", 6, |sketch, draw| {
        let (piece, times) =
            draw.rng.pick(&[("e", 0), ("e", 1), ("e", 100), ("e", 101), ("\u{1F600}", 100)]);
        with_goal(sketch, |goal| set(goal, "event_name", Some(piece.repeat(times).into())));
    }),
    trick("contents/lone-surrogate", 6, lone_surrogate),
    trick("json/bytes", 30, |sketch, draw| {
        on_bytes(sketch, |body| corruptions::wrecked(body, draw.rng))
    }),
    trick("json/repeated-key", 12, repeated_key),
    trick("json/non-finite", 8, non_finite),
    trick("json/deep", 3, |sketch, draw| {
        on_bytes(sketch, |body| corruptions::nested(body, draw.rng))
    }),
    trick("json/large", 1, |sketch, draw| {
        on_bytes(sketch, |body| corruptions::padded(body, draw.rng))
    }),
    trick("tenant/signature-in-body", 4, |sketch, draw| {
        let party = &draw.world.parties[sketch.party];
        let right = sketch.goal().zip(party.signer.as_ref()).and_then(|(goal, signer)| {
            signer
                .sign(goal, &mut Vec::with_capacity(384))
                .ok()
                .map(|signature| signature.to_string())
        });
        add_extra(sketch, "signature", right.unwrap_or_default().into());
        sketch.header = Header::Literal(vec![vec![b'0'; 64]]);
    }),
    trick("contents/personal-data-elsewhere", 5, |sketch, draw| {
        let field = draw.rng.pick(&["session_id", "event_name"]);
        let text = draw.rng.pick(&PERSONAL);
        with_goal(sketch, |goal| set(goal, field, Some(text.into())));
    }),
    trick("envelope", 12, envelope),
];

/// A request of a party that is drawn, with one trick, seldom two.
pub fn fresh(draw: &mut Draw<'_, '_>) -> RequestBuilder {
    let good = &draw.world.good;
    let party = match good.len() {
        0 => 0,
        _ => draw.rng.pick(good),
    };
    let mut goal = legal(draw.rng);
    if draw.rng.percent(20) {
        touched(&mut goal, draw);
    }
    let mut sketch = RequestBuilder::ordinary(party, goal);
    play_one(&mut sketch, draw);
    if draw.rng.percent(10) {
        play_one(&mut sketch, draw);
    }
    sketch
}

/// A sketch that differs from another one: in its goal, or by one more trick.
pub fn mutated(sketch: &RequestBuilder, draw: &mut Draw<'_, '_>) -> RequestBuilder {
    let mut next = sketch.clone();
    match &mut next.body {
        Body::Goal { goal, .. } if draw.rng.percent(50) => mutate_goal(goal, draw.rng),
        Body::Bytes(bytes) if draw.rng.percent(50) => {
            *bytes = corruptions::wrecked(std::mem::take(bytes), draw.rng);
        }
        _ => play_one(&mut next, draw),
    }
    next
}

const ALL: u64 = {
    let (mut sum, mut at) = (0, 0);
    while at < MUTATIONS.len() {
        sum += MUTATIONS[at].weight;
        at += 1;
    }
    sum
};

fn play_one(sketch: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let mut left = draw.rng.below(ALL);
    let at = MUTATIONS.iter().position(|trick| {
        let here = left < trick.weight;
        left = left.saturating_sub(trick.weight);
        here
    });
    let at = at.unwrap_or(0);
    sketch.trick = at;
    (MUTATIONS[at].play)(sketch, draw);
}

const AROUND: [(&str, &str); 9] = [
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

/// A prefix that names a hash, and the signature that it would make.
const ALGORITHMS: [(&str, &str); 5] = [
    ("sha256=", ""),
    ("md5=", "wrong-hash-algorithm-md5"),
    ("sha1=", "wrong-hash-algorithm-sha1"),
    ("sha512=", "wrong-hash-algorithm-sha512"),
    ("none=", ""),
];

const SPLICES: [&[u8]; 10] =
    [b"\xe9", b"\xc3\xa9", b"\xff", b"\xef\xbc\x91", b"g", b" ", b"\t", b",", b"-", b"Z"];

const LITERALS: [&[u8]; 10] = [
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

const AMOUNTS: [&str; 34] = [
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

const NO_AMOUNTS: [&str; 14] = [
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
const ROUNDED: [(&str, &str); 7] = [
    ("99.999", "100"),
    ("19.994", "19.99"),
    ("0.004", "0"),
    ("-0.0", "0"),
    ("-0.0", "0.0"),
    ("2.675", "2.68"),
    ("0.125", "0.13"),
];

const CODES: [&str; 16] = [
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

const PLANS: [(&str, usize); 12] = [
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
];

const PERSONAL: [&str; 12] = [
    "jane@acme.com",
    "jane.doe+x@mail.acme.co.uk",
    "+14155552671",
    "+49 151 2345 6789",
    "415-555-2671",
    "(415) 555-2671",
    "415.555.2671",
    "219-09-9999",
    "078-05-1120",
    "@acme",
    "2026-11-23",
    "v10.20.30",
];

const OTHER_TYPES: [&str; 10] =
    ["null", "true", "false", "0", "5", "-0.0", "[]", "[\"a\"]", "{}", "{\"a\":1}"];

fn value_of(text: &str) -> Value {
    parse_wire(text.as_bytes()).unwrap_or(Value::Null)
}

fn set(goal: &mut Goal, field: &str, value: Option<Value>) {
    if let Some(slot) = goal.field_mut(field.as_bytes()) {
        *slot = value;
    }
}

fn with_goal(sketch: &mut RequestBuilder, change: impl FnOnce(&mut Goal)) {
    if let Body::Goal { goal, .. } = &mut sketch.body {
        change(goal);
    }
}

fn property(sketch: &mut RequestBuilder, name: &'static str, value: Value) {
    with_goal(sketch, |goal| add_property(goal, Text::constant(name), value));
}

fn style(sketch: &mut RequestBuilder, change: impl FnOnce(&mut Style)) {
    if let Body::Goal { style, .. } = &mut sketch.body {
        change(style);
    }
}

/// Turns the body into bytes. The signature stays that of the goal that it was.
fn on_bytes(sketch: &mut RequestBuilder, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    if let Body::Goal { goal, .. } = &sketch.body
        && sketch.signed.what == What::BodyGoal
    {
        sketch.signed.what = What::Goal(goal.clone());
    }
    sketch.body = Body::Bytes(change(sketch.body_bytes()));
}

fn respelled_number(sketch: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    with_goal(sketch, |goal| {
        let number = match goal.property("value") {
            Some(Value::Number(number)) => respelled(number, draw.rng),
            _ => Number::from_json_text("99.0"),
        };
        add_property(goal, Text::constant("value"), Value::Number(number));
    });
}

fn other_key(sketch: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let (name, value) = draw.rng.pick(&[
        ("sdk", "\"acme 1.0\""),
        ("ranked", "true"),
        ("domain", "\"other.example\""),
        ("lag_seconds", "1"),
        ("meta", "{\"first_touch_bucket\":\"ai_search\"}"),
        ("Event_name", "\"x\""),
    ]);
    add_extra(sketch, name, value_of(value));
}

fn add_extra(sketch: &mut RequestBuilder, name: &'static str, value: Value) {
    if let Body::Goal { extra, .. } = &mut sketch.body
        && extra.iter().all(|(key, _)| key != name)
    {
        extra.push((Text::constant(name), value));
    }
}

/// Another tenant: one that the server knows, where there is one.
fn other_tenant(sketch: &RequestBuilder, draw: &mut Draw<'_, '_>) -> Option<Tenant> {
    let others: Vec<usize> =
        draw.world.good.iter().copied().filter(|at| *at != sketch.party).collect();
    Some(match others.len() {
        0 => Tenant {
            tenant_id: "00000000-0000-4000-8000-000000000000".into(),
            secret: "5eb1".repeat(16).into(),
        },
        _ => (*draw.world.parties[draw.rng.pick(&others)].site.tenant).clone(),
    })
}

/// A tenant's id in the body, signed as if it counted, or not.
fn tenant_in_body(sketch: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let other =
        other_tenant(sketch, draw).unwrap_or_else(|| (*draw.world.parties[0].site.tenant).clone());
    let signed = match draw.rng.below(3) {
        0 => Signed::default(),
        1 => Signed { tenant_id: Some(other.tenant_id.clone()), ..Signed::default() },
        _ => Signed { by: Some(other.clone()), ..Signed::default() },
    };
    sketch.signed = signed;
    add_extra(sketch, "tenant_id", Value::String(other.tenant_id));
}

/// An honoured bucket, most times, and a first touch about every edge.
fn first_touch(sketch: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    with_goal(sketch, |goal| touched(goal, draw));
}

fn touched(goal: &mut Goal, draw: &mut Draw<'_, '_>) {
    let bucket = match draw.rng.below(10) {
        0 => draw.rng.pick(&[
            "organic",
            "AI_SEARCH",
            "ai_search ",
            "ai-search",
            "ai_search_2",
            " ai_search",
        ]),
        _ => "ai_search",
    };
    goal.first_touch_bucket = Some(Value::String(Text::constant(bucket)));
    let day = 86_400;
    let ago = match draw.rng.below(8) {
        0 => -(draw.rng.below(2 * 86_400) as i64),
        1 => 180 * day - 3600 + draw.rng.below(7200) as i64,
        2 => 180 * day + draw.rng.below(400 * 86_400) as i64,
        3 => draw.rng.below(60) as i64,
        // To the second, for a server that is told the time.
        4 => draw.rng.pick(&[0, 1, -1, 180 * day, 180 * day - 1, 180 * day + 1]),
        _ => draw.rng.below(180 * 86_400) as i64,
    };
    let text = match draw.rng.below(10) {
        0 => draw.rng.pick(&NO_MOMENTS).to_owned(),
        _ => moment(draw.now - SignedDuration::from_secs(ago), draw),
    };
    goal.first_touch_ts = Some(Value::String(text.as_str().into()));
}

const NO_MOMENTS: [&str; 10] = [
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

/// A moment in one of its usual spellings.
fn moment(at: Timestamp, draw: &mut Draw<'_, '_>) -> String {
    let (hours, zone) = draw.rng.pick(&[
        (0, "Z"),
        (0, "Z"),
        (0, "+00:00"),
        (2, "+02:00"),
        (-5, "-05:00"),
        (13, "+13:00"),
    ]);
    let local = (at + SignedDuration::from_hours(hours)).to_zoned(TimeZone::UTC);
    let fraction = draw.rng.pick(&["", "", ".000", ".5", ".123456", ".123456789"]);
    format!("{}{fraction}{zone}", local.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// Half of a pair in a text, signed as it is or as if it were U+FFFD.
fn lone_surrogate(sketch: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let with = |point: u32| -> Value { Value::String([0x61, point, 0x62].into_iter().collect()) };
    let half = draw.rng.pick(&[0xD800, 0xDBFF, 0xDC00, 0xDFFF]);
    let field = draw.rng.pick(&["plan", "session_id", "event_name"]);
    let put = |goal: &mut Goal, value: Value| match field {
        "plan" => add_property(goal, Text::constant("plan"), value),
        field => set(goal, field, Some(value)),
    };
    if draw.rng.percent(60) {
        with_goal(sketch, |goal| put(goal, with(0xFFFD)));
        if let Some(goal) = sketch.goal().cloned() {
            sketch.signed.what = What::Goal(goal);
        }
    }
    with_goal(sketch, |goal| put(goal, with(half)));
}

/// A key that stands twice, signed as the first or as the last.
fn repeated_key(sketch: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let (name, first, last) = draw.rng.pick(&[
        ("event_name", "\"signup\"", "\"purchase\""),
        ("session_id", "\"a\"", "\"b\""),
        ("first_touch_bucket", "\"organic\"", "\"ai_search\""),
        ("first_touch_bucket", "\"ai_search\"", "\"organic\""),
        ("properties", "{\"value\":1}", "{\"value\":99}"),
        ("sdk", "1", "2"),
    ]);
    let signs_last = draw.rng.percent(60);
    let Some(mut goal) = sketch.goal().cloned() else { return };
    set(&mut goal, name, Some(value_of(if signs_last { last } else { first })));
    let mut body = Vec::new();
    set(&mut goal, name, None);
    let rest = goal.to_value().to_json();
    let rest = rest.trim_matches(['{', '}']);
    let comma = if rest.is_empty() { "" } else { "," };
    body.extend_from_slice(
        format!("{{\"{name}\":{first},{rest}{comma}\"{name}\":{last}}}").as_bytes(),
    );
    if goal.has_non_finite() {
        return;
    }
    set(&mut goal, name, Some(value_of(if signs_last { last } else { first })));
    sketch.signed.what = What::Goal(goal);
    sketch.body = Body::Bytes(body);
}

/// A number that is none, signed as Python would print it.
fn non_finite(sketch: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let (token, name) = draw.rng.pick(&[
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("-Infinity", "-Infinity"),
        ("1e400", "Infinity"),
        ("-1e999", "-Infinity"),
    ]);
    let elsewhere = draw.rng.percent(25);
    if !elsewhere {
        property(sketch, "value", value_of(&format!("{{\"$number\":\"{name}\"}}")));
        sketch.signed.mistakes = MistakeSet::of_id("python-non-finite").unwrap_or_default();
    }
    let printed = |body: Vec<u8>| {
        let text = String::from_utf8_lossy(&body).into_owned();
        match elsewhere {
            true => text.replacen('{', &format!("{{\"extra\":{token},"), 1).into_bytes(),
            false => text.replacen(&format!(":{name}"), &format!(":{token}"), 1).into_bytes(),
        }
    };
    on_bytes(sketch, printed);
}

/// Path, method, content type, domain.
fn envelope(sketch: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let party = &draw.world.parties[sketch.party];
    let domain = &*party.site.domain;
    match draw.rng.below(4) {
        0 => {
            let path = draw.rng.pick(&[
                "/api/v1/track/pixel/goals",
                "/api/v2/track/pixel/goal",
                "/api/v1/track/pixel/goal/",
                "/API/V1/TRACK/PIXEL/GOAL",
                "//api/v1/track/pixel/goal",
                "/api/v1/track/pixel/goal%20",
            ]);
            sketch.target = Some(format!("{path}?domain={domain}"));
        }
        1 => sketch.method = Cow::Borrowed(draw.rng.pick(&["GET", "PUT", "PATCH", "DELETE"])),
        2 => {
            let kind = draw.rng.pick(&[
                None,
                Some("text/plain"),
                Some("application/x-www-form-urlencoded"),
                Some("application/json; charset=iso-8859-1"),
                Some("application/problem+json"),
                Some("application/jsonx"),
            ]);
            sketch.content_type = kind.map(Cow::Borrowed);
        }
        _ => {
            let query = draw.rng.pick(&[
                "",
                "?domain=",
                "?site={}",
                "?DOMAIN={}",
                "?domain=unknown.example",
                "?domain=www.{}",
                "?domain={}.",
                "?domain={}:443",
                "?domain={}&domain={}",
                "?domain={}&domain=unknown.example",
                "?domain=unknown.example&domain={}",
                "?domain={}%20",
                "?domain={}%00",
                "?domain=%25",
                "?domain=*",
                "?domain={}.evil.example",
                "?utm_source=x&domain={}&v=1",
                "?domain=https://{}",
                "?domain=%C3%A9",
                "?domain=%ff",
                "?domain=%zz",
            ]);
            let query = query.replace("{}", domain);
            let query = if draw.rng.percent(15) {
                query.to_uppercase().replace("DOMAIN=", "domain=")
            } else {
                query
            };
            sketch.target = Some(format!("{PATH}{query}"));
        }
    }
}
