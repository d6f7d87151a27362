//! The part of a request that triggers a finding, found by making parts of it ordinary.

use crate::case::SignedOver;
use crate::generate::{Body, Header, RequestBuilder, Style};
use crate::protocol::json::{Value, parse};
use crate::protocol::request::SIGNATURE_HEADER;
use crate::protocol::{Goal, Text};
use std::borrow::Cow;

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A key in another case than the protocol's.
    KeyCase,
    /// How the signature stands in its header.
    SignatureHeader,
    /// Method, path and query.
    Target,
    /// The content type.
    ContentType,
    /// Other headers, and their order.
    Headers,
    /// How the body is spelled.
    Spelling,
    /// Keys beside the goal's.
    OtherKeys,
    /// Properties that the protocol does not list.
    UnknownProperties,
    /// `event_name`.
    EventName,
    /// `session_id`.
    SessionId,
    /// `properties.value`.
    Amount,
    /// `properties.currency`.
    Currency,
    /// `properties.plan`.
    Plan,
    /// `first_touch_bucket`.
    Bucket,
    /// `first_touch_ts`.
    FirstTouch,
}

impl Part {
    /// Every part, those that say most first.
    pub const ALL: [Part; 15] = [
        Part::KeyCase,
        Part::SignatureHeader,
        Part::Target,
        Part::ContentType,
        Part::Headers,
        Part::Spelling,
        Part::OtherKeys,
        Part::UnknownProperties,
        Part::EventName,
        Part::SessionId,
        Part::Amount,
        Part::Currency,
        Part::Plan,
        Part::Bucket,
        Part::FirstTouch,
    ];

    /// Its name in documents and file names.
    pub const fn name(self) -> &'static str {
        match self {
            Part::KeyCase => "key-case",
            Part::SignatureHeader => "signature-header",
            Part::Target => "target",
            Part::ContentType => "content-type",
            Part::Headers => "headers",
            Part::Spelling => "spelling",
            Part::OtherKeys => "other-keys",
            Part::UnknownProperties => "unknown-properties",
            Part::EventName => "event-name",
            Part::SessionId => "session-id",
            Part::Amount => "value",
            Part::Currency => "currency",
            Part::Plan => "plan",
            Part::Bucket => "first-touch-bucket",
            Part::FirstTouch => "first-touch-ts",
        }
    }

    /// The reverse of [`Part::name`].
    pub fn of_name(name: &str) -> Option<Part> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// The request with this part made ordinary; `None` where it is already.
    pub fn neutralised(self, builder: &RequestBuilder) -> Option<RequestBuilder> {
        let mut next = builder.clone();
        self.neutralise(&mut next).then_some(next)
    }

    /// The text of this part, where it is one; of an amount its digits.
    pub(super) fn text(self, builder: &RequestBuilder) -> Option<String> {
        let goal = builder.goal()?;
        let value = match self {
            Part::EventName => goal.event_name.as_ref(),
            Part::SessionId => goal.session_id.as_ref(),
            Part::Bucket => goal.first_touch_bucket.as_ref(),
            Part::FirstTouch => goal.first_touch_ts.as_ref(),
            Part::Plan => goal.property("plan"),
            Part::Currency => goal.property("currency"),
            Part::Amount => goal.property("value"),
            Part::ContentType => return Some(builder.content_type.as_deref()?.to_owned()),
            _ => None,
        };
        match value? {
            Value::String(text) => Some(text.to_string()),
            Value::Number(number) => number.text().map(|text| text.to_owned()),
            _ => None,
        }
    }

    /// The request with another text in this part, where it is a field of the goal.
    pub(super) fn with_text(self, builder: &RequestBuilder, text: &str) -> RequestBuilder {
        let mut next = builder.clone();
        goals_of(&mut next).for_each(|goal| {
            self.set_text(goal, text, false);
        });
        next
    }

    /// The request with a text in this field, also where it had none; `None` where it is no field of text.
    pub(super) fn put_text(self, builder: &RequestBuilder, text: &str) -> Option<RequestBuilder> {
        let mut next = builder.clone();
        let mut put = false;
        goals_of(&mut next).for_each(|goal| put |= self.set_text(goal, text, true));
        put.then_some(next)
    }

    /// Puts a text into a goal's field; a plan that is not there is added only where that is asked for.
    fn set_text(self, goal: &mut Goal, text: &str, add: bool) -> bool {
        let value = Value::from(text);
        match self {
            Part::EventName => goal.event_name = Some(value),
            Part::SessionId => goal.session_id = Some(value),
            Part::Bucket => goal.first_touch_bucket = Some(value),
            Part::FirstTouch => goal.first_touch_ts = Some(value),
            Part::Plan => match &mut goal.properties {
                Some(Value::Object(members)) if add => {
                    members.retain(|(key, _)| key != "plan");
                    members.push((Text::constant("plan"), value));
                }
                Some(Value::Object(members)) => {
                    let plans = members.iter_mut().filter(|(key, _)| key == "plan");
                    plans.for_each(|(_, slot)| *slot = value.clone());
                }
                slot if add => *slot = Some(Value::object(vec![("plan", value)])),
                _ => {}
            },
            _ => return false,
        }
        true
    }

    /// The request with an ordinary text in this field, which it did not have.
    pub(super) fn filled(self, builder: &RequestBuilder) -> Option<RequestBuilder> {
        let text = match self {
            Part::SessionId => "s-1",
            Part::Plan => "pro",
            Part::Bucket => "direct",
            _ => return None,
        };
        self.text(builder).is_none().then(|| self.put_text(builder, text))?
    }

    fn neutralise(self, next: &mut RequestBuilder) -> bool {
        match self {
            Part::SignatureHeader => {
                std::mem::replace(&mut next.header, Header::Plain) != Header::Plain
            }
            Part::Target => {
                let method = std::mem::replace(&mut next.method, Cow::Borrowed("POST"));
                next.target.take().is_some() || method != "POST"
            }
            Part::ContentType => {
                let old = next.content_type.replace(Cow::Borrowed("application/json"));
                old.as_deref() != Some("application/json")
                    && next.headers.iter().all(|(name, _)| name != "content-type")
            }
            Part::Headers => {
                let plain = next.name == SIGNATURE_HEADER;
                next.name = Cow::Borrowed(SIGNATURE_HEADER);
                if next.content_type.is_none()
                    && next.headers.iter().any(|(name, _)| name == "content-type")
                {
                    next.content_type = Some(Cow::Borrowed("application/json"));
                }
                let first = std::mem::take(&mut next.signature_first);
                !std::mem::take(&mut next.headers).is_empty() || !plain || first
            }
            Part::KeyCase => keys_as_they_should_be(next),
            Part::Spelling => match &mut next.body {
                Body::Goal { style, .. } => std::mem::take(style) != Style::default(),
                Body::Bytes(bytes) => match goal_in(bytes) {
                    Some(goal) => {
                        next.body = Body::Goal { goal, extra: Vec::new(), style: Style::default() };
                        true
                    }
                    None => false,
                },
            },
            Part::OtherKeys => match &mut next.body {
                Body::Goal { extra, .. } => !std::mem::take(extra).is_empty(),
                Body::Bytes(_) => false,
            },
            _ => {
                let mut changed = false;
                if let Body::Goal { goal, .. } = &mut next.body {
                    changed |= self.of_goal(goal);
                }
                if let SignedOver::Goal(goal) = &mut next.signed.over {
                    changed |= self.of_goal(goal);
                }
                changed
            }
        }
    }

    fn of_goal(self, goal: &mut Goal) -> bool {
        let text = |slot: &mut Option<Value>, plain: Option<&'static str>| {
            let plain = plain.map(|plain| Value::String(Text::constant(plain)));
            let differs = *slot != plain;
            *slot = plain;
            differs
        };
        let property = |goal: &mut Goal, name: &str| match &mut goal.properties {
            Some(Value::Object(members)) => {
                let before = members.len();
                members.retain(|(key, _)| key != name);
                members.len() < before
            }
            _ => false,
        };
        match self {
            Part::EventName => text(&mut goal.event_name, Some("purchase")),
            Part::SessionId => text(&mut goal.session_id, None),
            Part::Bucket => text(&mut goal.first_touch_bucket, None),
            Part::FirstTouch => text(&mut goal.first_touch_ts, None),
            Part::Amount => property(goal, "value"),
            Part::Currency => property(goal, "currency"),
            Part::Plan => property(goal, "plan"),
            Part::UnknownProperties => match &mut goal.properties {
                Some(Value::Object(members)) => {
                    let before = members.len();
                    members.retain(|(key, _)| PROPERTIES.iter().any(|name| key == *name));
                    members.len() < before
                }
                _ => false,
            },
            _ => false,
        }
    }
}

/// The goal that bytes spell, with nothing beside it.
fn goal_in(bytes: &[u8]) -> Option<Goal> {
    let value = parse(bytes).ok()?;
    let is_plain = match &value {
        Value::Object(members) => {
            members.iter().all(|(key, _)| Goal::FIELDS.iter().any(|f| key == *f))
        }
        _ => false,
    };
    Goal::from_value(value).ok().filter(|_| is_plain)
}

/// The goals of a request: that of its body, and that which was signed in its place.
fn goals_of(builder: &mut RequestBuilder) -> impl Iterator<Item = &mut Goal> {
    let sent = match &mut builder.body {
        Body::Goal { goal, .. } => Some(goal),
        Body::Bytes(_) => None,
    };
    let signed = match &mut builder.signed.over {
        SignedOver::Goal(goal) => Some(goal),
        _ => None,
    };
    sent.into_iter().chain(signed)
}

const PROPERTIES: [&str; 3] = ["value", "currency", "plan"];

/// Removes keys that a reader which does not regard case takes for others. Whether there were some.
fn keys_as_they_should_be(builder: &mut RequestBuilder) -> bool {
    let folds = |key: &Text, names: &[&str]| {
        key.as_str().is_some_and(|key| {
            let folded = key.replace('\u{17f}', "s").replace('\u{212a}', "k").to_ascii_lowercase();
            names.iter().any(|name| *name == folded && *name != key)
        })
    };
    let fields = Goal::FIELDS;
    let clean = |goal: &mut Goal| match &mut goal.properties {
        Some(Value::Object(members)) => {
            let before = members.len();
            members.retain(|(key, _)| !folds(key, &PROPERTIES));
            members.len() < before
        }
        _ => false,
    };
    let mut changed = false;
    if let SignedOver::Goal(goal) = &mut builder.signed.over {
        changed |= clean(goal);
    }
    match &mut builder.body {
        Body::Goal { goal, extra, .. } => {
            let before = extra.len();
            extra.retain(|(key, _)| !folds(key, &fields));
            changed |= extra.len() < before;
            changed |= clean(goal);
        }
        Body::Bytes(bytes) => {
            let names: Vec<&str> = fields.into_iter().chain(PROPERTIES).collect();
            let mut at = 0;
            while at < bytes.len() {
                for name in &names {
                    let end = at + name.len();
                    if let Some(key) = bytes.get(at..end)
                        && key.eq_ignore_ascii_case(name.as_bytes())
                        && key != name.as_bytes()
                        && at > 0
                        && bytes[at - 1] == b'"'
                        && bytes.get(end) == Some(&b'"')
                    {
                        bytes[at..end].copy_from_slice(name.as_bytes());
                        changed = true;
                    }
                }
                at += 1;
            }
        }
    }
    changed
}

/// Whether a header is written as it should be.
pub(super) fn is_plainly_signed(builder: &RequestBuilder) -> bool {
    builder.header == Header::Plain
}
