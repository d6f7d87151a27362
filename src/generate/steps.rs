//! What a mutation does to a request.

use super::Draw;
use super::numbers::respelled;
use super::request::{Body, RequestBuilder};
use super::samples::{FAR_MOMENTS, NO_MOMENTS, OTHER_KEYS};
use super::spelling::Style;
use super::stream::add_property;
use crate::case::{Signed, SignedOver};
use crate::mistakes::MistakeSet;
use crate::protocol::json::{Value, parse_wire};
use crate::protocol::request::PATH;
use crate::protocol::{Goal, Number, Tenant, Text};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::borrow::Cow;

pub(super) fn value_of(text: &str) -> Value {
    parse_wire(text.as_bytes()).unwrap_or(Value::Null)
}

pub(super) fn set(goal: &mut Goal, field: &str, value: Option<Value>) {
    if let Some(slot) = goal.field_mut(field.as_bytes()) {
        *slot = value;
    }
}

pub(super) fn with_goal(builder: &mut RequestBuilder, change: impl FnOnce(&mut Goal)) {
    if let Body::Goal { goal, .. } = &mut builder.body {
        change(goal);
    }
}

pub(super) fn property(builder: &mut RequestBuilder, name: &'static str, value: Value) {
    with_goal(builder, |goal| add_property(goal, Text::constant(name), value));
}

pub(super) fn style(builder: &mut RequestBuilder, change: impl FnOnce(&mut Style)) {
    if let Body::Goal { style, .. } = &mut builder.body {
        change(style);
    }
}

/// Turns the body into bytes. The signature stays that of the goal that it was.
pub(super) fn on_bytes(builder: &mut RequestBuilder, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    if let Body::Goal { goal, .. } = &builder.body
        && builder.signed.over == SignedOver::BodyGoal
    {
        builder.signed.over = SignedOver::Goal(goal.clone());
    }
    builder.body = Body::Bytes(change(builder.body_bytes()));
}

pub(super) fn respelled_number(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    with_goal(builder, |goal| {
        let number = match goal.property("value") {
            Some(Value::Number(number)) => respelled(number, draw.rng),
            _ => Number::from_json_text("99.0"),
        };
        add_property(goal, Text::constant("value"), Value::Number(number));
    });
}

pub(super) fn other_key(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let (name, value) = draw.rng.pick(&OTHER_KEYS);
    add_extra(builder, name, value_of(value));
}

/// Words by which somebody may be let off: customers, tests, probes.
const EXEMPT: [&str; 24] = [
    "enterprise",
    "Enterprise",
    "vip",
    "VIP",
    "internal",
    "test",
    "admin",
    "demo",
    "free",
    "trial",
    "refund",
    "staff",
    "qa",
    "healthcheck",
    "ping",
    "custom",
    "unlimited",
    "partner",
    "legacy",
    "beta",
    "lifetime",
    "b2b",
    "wholesale",
    "gift",
];

/// What must be refused, of somebody who may be let off.
pub(super) fn exempt(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let word = draw.rng.pick(&EXEMPT);
    match draw.rng.below(4) {
        0 => property(builder, "value", value_of(draw.rng.pick(&["25000", "10000.01", "1e5"]))),
        1 => property(builder, "value", value_of(draw.rng.pick(&["-1", "0.001", "19.999"]))),
        2 => property(builder, "coupon", "SAVE10".into()),
        _ => return property(builder, "plan", format!("{word} ann@acme.com").as_str().into()),
    }
    match draw.rng.pick(&["plan", "plan", "event_name", "session_id", "first_touch_bucket"]) {
        "plan" => property(builder, "plan", word.into()),
        field => with_goal(builder, |goal| set(goal, field, Some(word.into()))),
    }
}

pub(super) fn add_extra(builder: &mut RequestBuilder, name: &'static str, value: Value) {
    if let Body::Goal { extra, .. } = &mut builder.body
        && extra.iter().all(|(key, _)| key != name)
    {
        extra.push((Text::constant(name), value));
    }
}

/// Another tenant: one that the server knows, where there is one.
pub(super) fn other_tenant(builder: &RequestBuilder, draw: &mut Draw<'_, '_>) -> Option<Tenant> {
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
pub(super) fn tenant_in_body(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
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
pub(super) fn first_touch(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    with_goal(builder, |goal| touched(goal, draw));
}

pub(super) fn touched(goal: &mut Goal, draw: &mut Draw<'_, '_>) {
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
    let text = match draw.rng.below(20) {
        0 | 1 => draw.rng.pick(&NO_MOMENTS).to_owned(),
        2 => draw.rng.pick(&FAR_MOMENTS).to_owned(),
        _ => moment(moved(draw.now, SignedDuration::from_secs(-ago)), draw),
    };
    goal.first_touch_ts = Some(Value::String(text.as_str().into()));
}

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
pub(super) fn lone_surrogate(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
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
pub(super) fn repeated_key(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
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
    set(&mut goal, name, None);
    if goal.has_non_finite() {
        return;
    }
    let rest = goal.to_value().to_json();
    let rest = rest.trim_matches(['{', '}']);
    let comma = if rest.is_empty() { "" } else { "," };
    // Who compares keys as they are spelled takes an escaped one for another.
    let at = draw.rng.below(name.len() as u64) as usize;
    let escaped = format!("{}\\u{:04x}{}", &name[..at], name.as_bytes()[at], &name[at + 1..]);
    let (before, after) = match draw.rng.below(4) {
        0 => (&*escaped, name),
        1 => (name, &*escaped),
        _ => (name, name),
    };
    let body = format!("{{\"{before}\":{first},{rest}{comma}\"{after}\":{last}}}");
    set(&mut goal, name, Some(value_of(if signs_last { last } else { first })));
    builder.signed.over = SignedOver::Goal(goal);
    builder.body = Body::Bytes(body.into_bytes());
}

/// A number that is none, signed as Python would print it.
pub(super) fn non_finite(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
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

/// What a framework may merge into the goal, or a developer may have left in: more parameters in the query, behind or
/// before the domain, of a goal that is signed right or not.
pub(super) fn parameters(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let domain = &*draw.world.parties[builder.party].site.domain;
    let more = draw.rng.pick(&[
        "first_touch_bucket=ai_search",
        "first_touch_ts={}",
        "first_touch_bucket=ai_search&first_touch_ts={}",
        "first_touch_bucket=organic",
        "event_name=signup",
        "event_name=",
        "session_id=another",
        "value=9000",
        "properties[value]=9000",
        "properties.value=9000",
        "properties=1",
        "currency=USD",
        "tenant_id=11111111-2222-4333-8444-555555555555",
        "debug=1",
        "test=1",
        "verify=0",
        "signed=1",
        "ranked=true",
        "_method=GET",
        "format=xml",
        "callback=f",
    ]);
    let moment = moved(draw.now, SignedDuration::from_hours(-50));
    let more = more.replace("{}", &moment.to_string());
    builder.target = Some(match draw.rng.percent(70) {
        true => format!("{PATH}?domain={domain}&{more}"),
        false => format!("{PATH}?{more}&domain={domain}"),
    });
    if draw.rng.percent(30) {
        builder.signed.flip = Some(draw.rng.below(64) as u8);
    }
}

/// Path, method, content type, domain.
pub(super) fn envelope(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
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
        1 => {
            builder.method =
                Cow::Borrowed(draw.rng.pick(&["GET", "HEAD", "PUT", "PATCH", "DELETE"]));
            // What some frameworks take for the method.
            if draw.rng.percent(40) {
                let name = draw.rng.pick(&[
                    "x-http-method-override",
                    "x-http-method",
                    "x-method-override",
                ]);
                builder.headers.push((name.to_owned(), b"POST".to_vec()));
            }
        }
        2 => {
            let kind = draw.rng.pick(&[
                None,
                Some("text/plain"),
                Some("application/x-www-form-urlencoded"),
                Some("application/json; charset=iso-8859-1"),
                // Not UTF-8, no charset, and what a library may have a codec for.
                Some("application/json; charset=utf-16"),
                Some("application/json; charset=utf8x"),
                Some("application/json; charset=hex"),
                Some("application/json; charset="),
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
                // What every object of JavaScript has.
                "?domain=constructor",
                "?domain=__proto__",
                "?domain=toString",
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
