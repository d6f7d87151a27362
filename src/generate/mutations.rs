//! Ways to find something out, one at a time.

use super::goals::{changed, mutate_goal};
use super::made_by::MadeBy;
use super::numbers::respelled;
use super::request::{Body, Header, RequestBuilder};
use super::spelling::Style;
use super::{Draw, corruptions, legal};
use crate::case::{Signed, SignedOver};
use crate::generate::stream::legal as legal_goal;
use crate::generate::stream::{add_property, make_wild, other_value};
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

const fn mutation(
    name: &'static str,
    weight: u64,
    play: fn(&mut RequestBuilder, &mut Draw<'_, '_>),
) -> Mutation {
    Mutation { name, weight, play }
}

/// Every mutation. The first is none.
pub const MUTATIONS: [Mutation; 76] = [
    mutation("valid", 60, |_, _| {}),
    mutation("valid/first-touch", 25, first_touch),
    mutation("hint", 15, |builder, _| builder.header = Header::Absent),
    mutation("hint/first-touch", 8, |builder, draw| {
        first_touch(builder, draw);
        builder.header = Header::Absent;
    }),
    mutation("respelled/blanks", 12, |builder, draw| {
        style(builder, |s| s.blanks = 1 + draw.rng.below(4) as u8)
    }),
    mutation("respelled/escapes", 12, |builder, draw| {
        style(builder, |s| s.escapes = 1 + draw.rng.below(4) as u8)
    }),
    mutation("respelled/order", 10, |builder, draw| {
        style(builder, |s| s.turn = 1 + draw.rng.below(4) as u8)
    }),
    mutation("respelled/numbers", 12, respelled_number),
    mutation("respelled/all", 12, |builder, draw| {
        respelled_number(builder, draw);
        style(builder, |s| {
            *s = Style {
                blanks: draw.rng.below(5) as u8,
                escapes: draw.rng.below(5) as u8,
                turn: draw.rng.below(5) as u8,
            };
        });
    }),
    mutation("respelled/other-key", 8, other_key),
    mutation("respelled/header-name", 4, |builder, draw| {
        builder.name =
            Cow::Borrowed(draw.rng.pick(&["X-LP-Goal-Signature", "X-LP-GOAL-SIGNATURE"]));
    }),
    mutation("respelled/content-type", 4, |builder, draw| {
        builder.content_type = Some(Cow::Borrowed(draw.rng.pick(&[
            "application/json; charset=utf-8",
            "application/json; charset=UTF-8",
            "application/json;charset=utf-8",
        ])));
    }),
    mutation("tampered/goal", 40, |builder, draw| {
        if let Body::Goal { goal, .. } = &mut builder.body {
            let signed = goal.clone();
            *goal = changed(&signed, draw.rng);
            builder.signed.over = SignedOver::Goal(signed);
        }
    }),
    mutation("tampered/first-touch", 12, |builder, draw| {
        let Body::Goal { goal, .. } = &mut builder.body else { return };
        builder.signed.over = SignedOver::Goal(goal.clone());
        if draw.rng.percent(30) {
            (goal.first_touch_bucket, goal.first_touch_ts) = (None, None);
        } else {
            first_touch(builder, draw);
        }
    }),
    mutation("tampered/bit", 10, |builder, draw| builder.signed.flip = Some(draw.rng.any() as u8)),
    mutation("tampered/cut", 6, |builder, draw| {
        builder.signed.keep = Some(1 + draw.rng.below(63) as u8)
    }),
    mutation("signed/known-mistake", 40, |builder, draw| {
        let at = draw.rng.below(CATALOGUE.len() as u64) as usize;
        builder.signed.mistakes = builder.signed.mistakes.union(MistakeSet::single(at));
    }),
    mutation("signed/raw-body", 10, |builder, _| builder.signed.over = SignedOver::RawBody),
    mutation("signed/other-tenant", 8, |builder, draw| {
        builder.signed.by = other_tenant(builder, draw)
    }),
    mutation("signed/other-tenant-id", 8, |builder, draw| {
        let id = draw.rng.pick(&["", "shop.example", "00000000-0000-4000-8000-000000000000"]);
        builder.signed.tenant_id = Some(id.into());
    }),
    mutation("tenant/id-in-body", 10, tenant_in_body),
    mutation("tenant/bad-secret", 10, |builder, draw| {
        let bad = |at: &usize| draw.world.parties[*at].signer.is_none();
        let places: Vec<usize> = (0..draw.world.parties.len()).filter(bad).collect();
        if !places.is_empty() {
            builder.party = draw.rng.pick(&places);
        }
    }),
    mutation("header/capitals", 4, |builder, _| builder.header = Header::Capitals),
    mutation("header/around", 8, |builder, draw| {
        let (before, after) = draw.rng.pick(&AROUND);
        builder.header = Header::Around(before, after);
    }),
    mutation("header/algorithm", 8, |builder, draw| {
        let (prefix, id) = draw.rng.pick(&ALGORITHMS);
        builder.header = Header::Around(prefix, "");
        builder.signed.mistakes = MistakeSet::of_id(id).unwrap_or_default();
    }),
    mutation("header/twice", 6, |builder, draw| {
        let other: &[u8] = if draw.rng.percent(50) { &[b'0'; 64] } else { b"" };
        builder.header = Header::Twice(draw.rng.percent(50), other);
    }),
    mutation("header/bytes", 8, |builder, draw| {
        let bytes = draw.rng.pick(&SPLICES);
        builder.header = Header::Spliced(draw.rng.below(64) as u8, bytes);
    }),
    mutation("header/literal", 8, |builder, draw| {
        let value = draw.rng.pick(&LITERALS);
        builder.header = Header::Literal(vec![value.to_vec()]);
    }),
    mutation("contents/anything", 20, |builder, draw| {
        with_goal(builder, |goal| make_wild(goal, draw.rng))
    }),
    mutation("contents/amount", 25, |builder, draw| {
        let text = draw.rng.pick(&AMOUNTS);
        property(builder, "value", value_of(text));
    }),
    mutation("contents/amount-type", 10, |builder, draw| {
        let text = draw.rng.pick(&NO_AMOUNTS);
        property(builder, "value", value_of(text));
    }),
    mutation("contents/amount-rounded", 6, |builder, draw| {
        let (sent, signed) = draw.rng.pick(&ROUNDED);
        property(builder, "value", value_of(signed));
        if let Some(goal) = builder.goal().cloned() {
            builder.signed.over = SignedOver::Goal(goal);
        }
        property(builder, "value", value_of(sent));
    }),
    mutation("contents/currency", 10, |builder, draw| {
        let text = draw.rng.pick(&CODES);
        property(builder, "currency", value_of(text));
    }),
    mutation("contents/plan", 14, |builder, draw| {
        let (piece, times) = draw.rng.pick(&PLANS);
        property(builder, "plan", piece.repeat(times).into());
    }),
    mutation("contents/personal-data", 14, |builder, draw| {
        let text = draw.rng.pick(&PERSONAL);
        let text = match draw.rng.below(4) {
            0 => format!("Team {text}"),
            1 => format!("{text} annual"),
            _ => text.to_owned(),
        };
        property(builder, "plan", text.into());
    }),
    mutation("contents/unknown-property", 8, |builder, draw| {
        let name =
            draw.rng.pick(&["coupon", "Value", "PLAN", "", "__proto__", "quantity", "plan "]);
        let value = other_value(draw.rng, 1);
        with_goal(builder, |goal| add_property(goal, Text::constant(name), value));
    }),
    mutation("contents/other-type", 14, |builder, draw| {
        let field = draw.rng.pick(&Goal::FIELDS);
        let value = value_of(draw.rng.pick(&OTHER_TYPES));
        with_goal(builder, |goal| set(goal, field, Some(value)));
    }),
    mutation("contents/event-name", 6, |builder, draw| {
        let (piece, times) =
            draw.rng.pick(&[("e", 0), ("e", 1), ("e", 100), ("e", 101), ("\u{1F600}", 100)]);
        with_goal(builder, |goal| set(goal, "event_name", Some(piece.repeat(times).into())));
    }),
    mutation("contents/lone-surrogate", 6, lone_surrogate),
    mutation("json/bytes", 30, |builder, draw| {
        on_bytes(builder, |body| corruptions::wrecked(body, draw.rng))
    }),
    mutation("json/repeated-key", 12, repeated_key),
    mutation("json/non-finite", 8, non_finite),
    mutation("json/deep", 3, |builder, draw| {
        on_bytes(builder, |body| corruptions::nested(body, draw.rng))
    }),
    mutation("json/large", 1, |builder, draw| {
        on_bytes(builder, |body| corruptions::padded(body, draw.rng))
    }),
    mutation("tenant/signature-in-body", 4, |builder, draw| {
        let party = &draw.world.parties[builder.party];
        let right = builder.goal().zip(party.signer.as_ref()).and_then(|(goal, signer)| {
            signer
                .sign(goal, &mut Vec::with_capacity(384))
                .ok()
                .map(|signature| signature.to_string())
        });
        add_extra(builder, "signature", right.unwrap_or_default().into());
        builder.header = Header::Literal(vec![vec![b'0'; 64]]);
    }),
    mutation("contents/personal-data-elsewhere", 5, |builder, draw| {
        let field = draw.rng.pick(&["session_id", "event_name"]);
        let text = draw.rng.pick(&PERSONAL);
        with_goal(builder, |goal| set(goal, field, Some(text.into())));
    }),
    mutation("envelope", 12, envelope),
    mutation("legal/length", 14, legal::length),
    mutation("legal/word", 16, legal::word),
    mutation("legal/amount", 14, legal::amount),
    mutation("legal/plan", 10, legal::plan),
    mutation("legal/session", 14, legal::session),
    mutation("legal/headers", 8, legal::headers),
    mutation("legal/content-type", 5, legal::content_type),
    // One after the other: see sweep.rs.
    mutation("sweep/text", 0, |_, _| {}),
    mutation("sweep/amount", 0, |_, _| {}),
    mutation("sweep/first-touch", 0, |_, _| {}),
    mutation("sweep/headers", 0, |_, _| {}),
    // Drawn as rows: see scenarios.rs.
    mutation("sequence/tampered-after-good", 0, |_, _| {}),
    mutation("sequence/wrong-after-good", 0, |_, _| {}),
    mutation("sequence/good-after-wrong", 0, |_, _| {}),
    mutation("sequence/twice", 0, |_, _| {}),
    mutation("sequence/on-two-connections", 0, |_, _| {}),
    mutation("sequence/same-session", 0, |_, _| {}),
    mutation("sequence/two-tenants", 0, |_, _| {}),
    mutation("sequence/signed-and-not", 0, |_, _| {}),
    mutation("sequence/lacking", 0, |_, _| {}),
    mutation("sequence/many-wrong", 0, |_, _| {}),
    mutation("sequence/parallel", 0, |_, _| {}),
    mutation("sequence/domain-spelling", 0, |_, _| {}),
    mutation("sequence/after-anything", 0, |_, _| {}),
    mutation("sequence/mixed", 0, |_, _| {}),
    mutation("sequence/domain-case", 0, |_, _| {}),
    mutation("sequence/refused-then-good", 0, |_, _| {}),
    mutation("sequence/many-of-a-session", 0, |_, _| {}),
    mutation("sequence/unknown-domains", 0, |_, _| {}),
];

/// A mutation by its name.
pub(super) fn mutation_named(name: &str) -> MadeBy {
    made_by(MUTATIONS.iter().position(|mutation| mutation.name == name).unwrap_or(0))
}

fn made_by(place: usize) -> MadeBy {
    MadeBy { place, name: MUTATIONS[place].name }
}

impl Mutation {
    /// The kind of request that it makes: what stands before the slash of its name.
    pub fn kind(&self) -> &'static str {
        self.name.split_once('/').map_or(self.name, |(kind, _)| kind)
    }
}

/// The kinds of requests that are drawn one at a time.
pub const KINDS: [&str; 11] = [
    "valid",
    "hint",
    "respelled",
    "tampered",
    "signed",
    "tenant",
    "header",
    "contents",
    "json",
    "envelope",
    "legal",
];

/// A request of a kind, every mutation of it as likely.
pub fn fresh_of_kind(kind: &str, draw: &mut Draw<'_, '_>) -> RequestBuilder {
    let mut builder = plain(draw);
    let places: Vec<usize> = (0..MUTATIONS.len())
        .filter(|at| MUTATIONS[*at].kind() == kind && MUTATIONS[*at].weight > 0)
        .collect();
    if !places.is_empty() {
        builder.mutation = made_by(draw.rng.pick(&places));
        (MUTATIONS[builder.mutation.place].play)(&mut builder, draw);
    }
    builder
}

/// A request of a party that is drawn, with one mutation, seldom two.
pub fn fresh(draw: &mut Draw<'_, '_>) -> RequestBuilder {
    let mut builder = plain(draw);
    play_one(&mut builder, draw);
    if draw.rng.percent(10) {
        play_one(&mut builder, draw);
    }
    builder
}

/// A goal of a party, both drawn.
fn plain(draw: &mut Draw<'_, '_>) -> RequestBuilder {
    let good = &draw.world.good;
    let party = match good.len() {
        0 => 0,
        _ => draw.rng.pick(good),
    };
    let mut goal = legal_goal(draw.rng);
    if draw.rng.percent(20) {
        touched(&mut goal, draw);
    }
    RequestBuilder::ordinary(party, goal)
}

/// A builder that differs from another one: in its goal, or by one more mutation.
pub fn mutated(builder: &RequestBuilder, draw: &mut Draw<'_, '_>) -> RequestBuilder {
    let mut next = builder.clone();
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

fn play_one(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let mut left = draw.rng.below(ALL);
    let at = MUTATIONS.iter().position(|mutation| {
        let here = left < mutation.weight;
        left = left.saturating_sub(mutation.weight);
        here
    });
    let at = at.unwrap_or(0);
    builder.mutation = made_by(at);
    (MUTATIONS[at].play)(builder, draw);
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

fn with_goal(builder: &mut RequestBuilder, change: impl FnOnce(&mut Goal)) {
    if let Body::Goal { goal, .. } = &mut builder.body {
        change(goal);
    }
}

fn property(builder: &mut RequestBuilder, name: &'static str, value: Value) {
    with_goal(builder, |goal| add_property(goal, Text::constant(name), value));
}

fn style(builder: &mut RequestBuilder, change: impl FnOnce(&mut Style)) {
    if let Body::Goal { style, .. } = &mut builder.body {
        change(style);
    }
}

/// Turns the body into bytes. The signature stays that of the goal that it was.
fn on_bytes(builder: &mut RequestBuilder, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    if let Body::Goal { goal, .. } = &builder.body
        && builder.signed.over == SignedOver::BodyGoal
    {
        builder.signed.over = SignedOver::Goal(goal.clone());
    }
    builder.body = Body::Bytes(change(builder.body_bytes()));
}

fn respelled_number(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    with_goal(builder, |goal| {
        let number = match goal.property("value") {
            Some(Value::Number(number)) => respelled(number, draw.rng),
            _ => Number::from_json_text("99.0"),
        };
        add_property(goal, Text::constant("value"), Value::Number(number));
    });
}

/// Keys that are ignored: what a reader takes for something, and values that do not fit into what it reads them into.
const OTHER_KEYS: [(&str, &str); 26] = [
    ("sdk", "\"acme 1.0\""),
    ("ranked", "true"),
    ("domain", "\"other.example\""),
    ("lag_seconds", "1"),
    ("meta", "{\"first_touch_bucket\":\"ai_search\"}"),
    ("Event_name", "\"x\""),
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

fn other_key(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let (name, value) = draw.rng.pick(&OTHER_KEYS);
    add_extra(builder, name, value_of(value));
}

fn add_extra(builder: &mut RequestBuilder, name: &'static str, value: Value) {
    if let Body::Goal { extra, .. } = &mut builder.body
        && extra.iter().all(|(key, _)| key != name)
    {
        extra.push((Text::constant(name), value));
    }
}

/// Another tenant: one that the server knows, where there is one.
fn other_tenant(builder: &RequestBuilder, draw: &mut Draw<'_, '_>) -> Option<Tenant> {
    let others: Vec<usize> =
        draw.world.good.iter().copied().filter(|at| *at != builder.party).collect();
    Some(match others.len() {
        0 => Tenant {
            tenant_id: "00000000-0000-4000-8000-000000000000".into(),
            secret: "5eb1".repeat(16).into(),
        },
        _ => (*draw.world.parties[draw.rng.pick(&others)].site.tenant).clone(),
    })
}

/// A tenant's id in the body, signed as if it counted, or not.
fn tenant_in_body(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let other =
        other_tenant(builder, draw).unwrap_or_else(|| (*draw.world.parties[0].site.tenant).clone());
    let signed = match draw.rng.below(3) {
        0 => Signed::default(),
        1 => Signed { tenant_id: Some(other.tenant_id.clone()), ..Signed::default() },
        _ => Signed { by: Some(other.clone()), ..Signed::default() },
    };
    builder.signed = signed;
    add_extra(builder, "tenant_id", Value::String(other.tenant_id));
}

/// An honoured bucket, most times, and a first touch about every edge.
fn first_touch(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    with_goal(builder, |goal| touched(goal, draw));
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
        _ => moment(moved(draw.now, SignedDuration::from_secs(-ago)), draw),
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

/// A moment so much later, or the last one that there is.
fn moved(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(at)
}

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
    let local = moved(at, SignedDuration::from_hours(hours)).to_zoned(TimeZone::UTC);
    let fraction = draw.rng.pick(&["", "", ".000", ".5", ".123456", ".123456789"]);
    format!("{}{fraction}{zone}", local.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// Half of a pair in a text, signed as it is or as if it were U+FFFD.
fn lone_surrogate(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let with = |point: u32| -> Value { Value::String([0x61, point, 0x62].into_iter().collect()) };
    let half = draw.rng.pick(&[0xD800, 0xDBFF, 0xDC00, 0xDFFF]);
    let field = draw.rng.pick(&["plan", "session_id", "event_name"]);
    let put = |goal: &mut Goal, value: Value| match field {
        "plan" => add_property(goal, Text::constant("plan"), value),
        field => set(goal, field, Some(value)),
    };
    if draw.rng.percent(60) {
        with_goal(builder, |goal| put(goal, with(0xFFFD)));
        if let Some(goal) = builder.goal().cloned() {
            builder.signed.over = SignedOver::Goal(goal);
        }
    }
    with_goal(builder, |goal| put(goal, with(half)));
}

/// A key that stands twice, signed as the first or as the last.
fn repeated_key(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let (name, first, last) = draw.rng.pick(&[
        ("event_name", "\"signup\"", "\"purchase\""),
        ("session_id", "\"a\"", "\"b\""),
        ("first_touch_bucket", "\"organic\"", "\"ai_search\""),
        ("first_touch_bucket", "\"ai_search\"", "\"organic\""),
        ("properties", "{\"value\":1}", "{\"value\":99}"),
        ("sdk", "1", "2"),
    ]);
    let signs_last = draw.rng.percent(60);
    let Some(mut goal) = builder.goal().cloned() else { return };
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
    builder.signed.over = SignedOver::Goal(goal);
    builder.body = Body::Bytes(body);
}

/// A number that is none, signed as Python would print it.
fn non_finite(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let (token, name) = draw.rng.pick(&[
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("-Infinity", "-Infinity"),
        ("1e400", "Infinity"),
        ("-1e999", "-Infinity"),
    ]);
    let elsewhere = draw.rng.percent(25);
    if !elsewhere {
        property(builder, "value", value_of(&format!("{{\"$number\":\"{name}\"}}")));
        builder.signed.mistakes = MistakeSet::of_id("python-non-finite").unwrap_or_default();
    }
    let printed = |body: Vec<u8>| {
        let text = String::from_utf8_lossy(&body).into_owned();
        match elsewhere {
            true => text.replacen('{', &format!("{{\"extra\":{token},"), 1).into_bytes(),
            false => text.replacen(&format!(":{name}"), &format!(":{token}"), 1).into_bytes(),
        }
    };
    on_bytes(builder, printed);
}

/// Path, method, content type, domain.
fn envelope(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let party = &draw.world.parties[builder.party];
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
            builder.target = Some(format!("{path}?domain={domain}"));
        }
        1 => builder.method = Cow::Borrowed(draw.rng.pick(&["GET", "PUT", "PATCH", "DELETE"])),
        2 => {
            let kind = draw.rng.pick(&[
                None,
                Some("text/plain"),
                Some("application/x-www-form-urlencoded"),
                Some("application/json; charset=iso-8859-1"),
                Some("application/problem+json"),
                Some("application/jsonx"),
            ]);
            builder.content_type = kind.map(Cow::Borrowed);
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
                // Another one each time: what is unknown may be remembered, too.
                "?domain=shop-#.example",
                "?domain=shop-#.example",
            ]);
            let number = draw.rng.below(1 << 20).to_string();
            let query = query.replace("{}", domain).replace('#', &number);
            let query = if draw.rng.percent(15) {
                query.to_uppercase().replace("DOMAIN=", "domain=")
            } else {
                query
            };
            builder.target = Some(format!("{PATH}{query}"));
        }
    }
}
