//! What may have come before a wrong answer to make it so: requests that have much in common with it. They are tried
//! beside what did come before, which may be long ago.

use crate::case::{Signed, SignedOver};
use crate::generate::rng::Rng;
use crate::generate::{Body, Header, RequestBuilder, TenantSet};
use crate::protocol::json::Value;
use crate::protocol::request::{PATH, SIGNATURE_HEADER};
use crate::protocol::{Goal, Number, Text};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;

/// A plan that is personal data, so that the goal is refused.
const PERSONAL: &str = "ann@acme.com";

/// An amount that few goals have.
const AMOUNT: &str = "8.08";

/// Requests each of which may make a server answer another one wrongly, those that most often do first.
pub(super) fn precursors(
    builder: &RequestBuilder,
    world: &TenantSet,
    now: Timestamp,
) -> Vec<RequestBuilder> {
    let right = RequestBuilder {
        signed: Signed::default(),
        header: Header::Plain,
        name: Cow::Borrowed(SIGNATURE_HEADER),
        ..builder.clone()
    };
    let mut all = Vec::new();
    // What is kept for good is kept of the first one.
    all.extend(touched_elsewhere(&right, now));
    if builder.target.is_some() {
        all.push(RequestBuilder { target: None, ..right.clone() });
    }
    // What its signature is right for.
    if let SignedOver::Goal(goal) = &builder.signed.over {
        let by = builder.signed.by.as_ref();
        let signer =
            by.and_then(|by| world.parties.iter().position(|party| *party.site.tenant == *by));
        all.push(RequestBuilder::ordinary(signer.unwrap_or(builder.party), goal.clone()));
    }
    all.push(right.clone());
    all.push(RequestBuilder { header: Header::Absent, ..right.clone() });
    let flipped = Signed { flip: Some(5), ..Signed::default() };
    all.push(RequestBuilder { signed: flipped, ..right.clone() });
    let others = (0..world.parties.len())
        .filter(|at| *at != builder.party && world.parties[*at].signer.is_some());
    all.extend(others.map(|party| RequestBuilder { party, target: None, ..right.clone() }));
    let domain = &world.parties[builder.party].site.domain;
    let spelled = Some(format!("{PATH}?domain={}", domain.to_ascii_uppercase()));
    all.push(RequestBuilder { target: spelled, ..right.clone() });
    if let Body::Goal { goal, .. } = &right.body {
        let amount = Value::Number(Number::from_json_text(AMOUNT));
        let variants = [("value", amount), ("plan", Value::from(PERSONAL))];
        all.extend(variants.into_iter().map(|(name, value)| {
            RequestBuilder::ordinary(builder.party, with_property(goal, name, value))
        }));
    }
    all
}

/// Requests each of which, sent many times over, may use up what there is for all.
pub(super) fn floods(builder: &RequestBuilder) -> Vec<RequestBuilder> {
    let right = RequestBuilder {
        signed: Signed::default(),
        header: Header::Plain,
        name: Cow::Borrowed(SIGNATURE_HEADER),
        ..builder.clone()
    };
    let flipped = Signed { flip: Some(5), ..Signed::default() };
    let refused = right.goal().map(|goal| {
        RequestBuilder::ordinary(right.party, with_property(goal, "plan", Value::from(PERSONAL)))
    });
    let mut all: Vec<RequestBuilder> = refused.into_iter().collect();
    all.push(RequestBuilder { signed: flipped, ..right.clone() });
    all.push(RequestBuilder { header: Header::Absent, ..right.clone() });
    all.push(right);
    all
}

/// Legal goals for domains that no server knows, each for another one.
pub(super) fn unknown_domains(
    builder: &RequestBuilder,
    count: usize,
    salt: u64,
) -> Vec<RequestBuilder> {
    let goal = builder.goal().cloned().unwrap_or_default();
    let one = |at| RequestBuilder {
        target: Some(format!("{PATH}?domain=shop-{salt:x}-{at}.example")),
        ..RequestBuilder::ordinary(builder.party, goal.clone())
    };
    (0..count).map(one).collect()
}

/// The same goal with another first touch, three hours ago in another time zone.
pub(super) fn touched_elsewhere(right: &RequestBuilder, now: Timestamp) -> Option<RequestBuilder> {
    let goal = right.goal()?;
    let Some(Value::String(text)) = &goal.first_touch_ts else { return None };
    let moment = now - SignedDuration::from_hours(3);
    let is_utc = text.as_str().is_some_and(|text| text.ends_with('Z'));
    let text = match is_utc {
        true => moment.display_with_offset(jiff::tz::offset(5)).to_string(),
        false => moment.to_string(),
    };
    let first_touch_ts = Some(Value::from(text.as_str()));
    Some(RequestBuilder::ordinary(right.party, Goal { first_touch_ts, ..goal.clone() }))
}

/// A goal that a server cannot have seen, nor anything like it, with the signature as wrong as the builder's.
pub(super) fn twin(builder: &RequestBuilder, salt: u64) -> RequestBuilder {
    let mut rng = Rng::new(salt, 7);
    // Longer than others, and seldom as long as another one.
    let length = 120 + rng.below(600) as usize;
    let session: String = (0..length).map(|_| char::from(b'a' + rng.below(26) as u8)).collect();
    let cents = rng.below(1_000_000);
    let amount = format!("{}.{:02}", cents / 100, cents % 100);
    let plan = format!("plan {:08x}", rng.any() >> 32);
    let goal = Goal {
        event_name: Some(Value::from(format!("event_{:08x}", rng.any() >> 32).as_str())),
        session_id: Some(Value::from(session.as_str())),
        properties: Some(Value::Object(vec![
            (Text::constant("value"), Value::Number(Number::from_json_text(&amount))),
            (Text::constant("plan"), Value::from(plan.as_str())),
        ])),
        ..Goal::default()
    };
    let mut next = RequestBuilder::ordinary(builder.party, goal);
    next.header.clone_from(&builder.header);
    next.signed.flip = Some(3);
    next
}

/// The goal with another value of a property.
fn with_property(goal: &Goal, name: &'static str, value: Value) -> Goal {
    let mut goal = goal.clone();
    match &mut goal.properties {
        Some(Value::Object(members)) => {
            members.retain(|(key, _)| key != name);
            members.push((Text::constant(name), value));
        }
        slot => *slot = Some(Value::object(vec![(name, value)])),
    }
    goal
}
