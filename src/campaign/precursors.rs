//! What may have come before a wrong answer to make it so: requests that have much in common with it. They are tried
//! beside what did come before, which may be long ago.

use crate::case::{Signed, SignedOver};
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
        if goal.first_touch_ts.is_some() {
            let touched = |text: String| {
                let first_touch_ts = Some(Value::from(text.as_str()));
                RequestBuilder::ordinary(builder.party, Goal { first_touch_ts, ..goal.clone() })
            };
            let moment = now - SignedDuration::from_hours(3);
            all.push(touched(moment.to_string()));
            let zoned = moment.display_with_offset(jiff::tz::offset(5));
            all.push(touched(zoned.to_string()));
        }
        let amount = Value::Number(Number::from_json_text(AMOUNT));
        let variants = [("value", amount), ("plan", Value::from(PERSONAL))];
        all.extend(variants.into_iter().map(|(name, value)| {
            RequestBuilder::ordinary(builder.party, with_property(goal, name, value))
        }));
    }
    all
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
