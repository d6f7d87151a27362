//! The members of the object that is signed.

use super::money::amount;
use super::numbers::number_token;
use super::{moment, texts};
use crate::mistakes::config::*;
use crate::mistakes::context::{PROPERTY_KEYS, SigningContext, TOP_KEYS};
use crate::protocol::json::Value;
use crate::protocol::{Number, Text};
use std::borrow::Cow;

/// A value on its way out: what the config leave of a JSON value.
pub(super) enum Node<'a> {
    /// Written as it is.
    Token(String),
    /// Quoted and escaped.
    Text(Cow<'a, Text>),
    List(Vec<Node<'a>>),
    /// A map, in the order of objects inside a field.
    Map(Members<'a>),
    /// `properties`.
    Properties(Members<'a>),
}

pub(super) type Members<'a> = Vec<(&'a Text, Node<'a>)>;

pub(super) const TENANT_ID: &Text = &Text::constant("tenant_id");
pub(super) const EVENT_NAME: &Text = &Text::constant("event_name");
const SESSION_ID: &Text = &Text::constant("session_id");
pub(super) const PROPERTIES: &Text = &Text::constant("properties");
const BUCKET: &Text = &Text::constant("first_touch_bucket");
const TS: &Text = &Text::constant("first_touch_ts");
const DOMAIN: &Text = &Text::constant("domain");
pub(super) const VALUE: &Text = &Text::constant("value");
const CURRENCY: &Text = &Text::constant("currency");
const PLAN: &Text = &Text::constant("plan");

/// The members of the top level, in insertion order; `None` if the signer refuses the goal.
pub(super) fn top<'a>(config: &SignerConfig, context: &SigningContext<'a>) -> Option<Members<'a>> {
    let goal = context.goal;
    let truthy = |field: &Value| is_truthy(config, field);
    let mut members: Members = Vec::with_capacity(8);
    members.extend(tenant_id(config, context).map(|node| (TENANT_ID, node)));
    let event_name = goal.event_name.as_ref()?;
    if !config.forgets(Member::EventName) {
        members.push((EVENT_NAME, plain(config, Where::EventName, event_name)?));
    }
    let given = goal.session_id.as_ref().filter(|v| truthy(v));
    match (config.session, given, &goal.session_id) {
        _ if config.forgets(Member::SessionId) => {}
        (Session::AlwaysEmpty, ..) => members.push((SESSION_ID, token("\"\""))),
        (_, Some(session), _) | (Session::AsPassed, None, Some(session)) => {
            members.push((SESSION_ID, plain(config, Where::SessionId, session)?));
        }
        // These ask for null: an empty text was passed.
        (Session::Null | Session::Word(_) | Session::OmittedWhenNull, None, Some(session))
            if is_passed(config, session) =>
        {
            members.push((SESSION_ID, plain(config, Where::SessionId, session)?));
        }
        (Session::Empty, ..) => members.push((SESSION_ID, token("\"\""))),
        (Session::Null, ..) => members.push((SESSION_ID, token("null"))),
        (Session::Word(word), ..) => members.push((SESSION_ID, Node::Text(text(word)))),
        (Session::Omitted | Session::OmittedWhenNull | Session::AsPassed, ..) => {}
    }
    let first_touch = first_touch(config, context)?;
    let mut properties = match goal.properties.as_ref().filter(|v| !v.is_falsy()) {
        None => Vec::new(),
        Some(Value::Object(properties)) => {
            let currency = goal.property("currency").and_then(Value::as_str);
            signed_properties(config, properties, currency)?
        }
        Some(_) if config.refuse_foreign_properties => return None,
        Some(_) => Vec::new(),
    };
    add_absent(config, &mut properties);
    let inside = config.first_touch == FirstTouch::InProperties;
    let (inner, outer) = if inside { (first_touch, Vec::new()) } else { (Vec::new(), first_touch) };
    properties.extend(inner);
    let was_passed = !matches!(goal.properties, None | Some(Value::Null));
    let is_left_out = properties.is_empty()
        && (config.omit_empty_properties || (config.omit_absent_properties && !was_passed));
    match config.subject {
        _ if config.forgets(Member::Properties) || is_left_out => {}
        Subject::Flat => members.extend(properties),
        _ => members.push((PROPERTIES, Node::Properties(properties))),
    }
    members.extend(outer);
    if config.domain_member {
        members.push((DOMAIN, Node::Text(text(context.domain))));
    }
    Some(members)
}

fn tenant_id<'a>(config: &SignerConfig, context: &SigningContext<'a>) -> Option<Node<'a>> {
    let id = &context.tenant.tenant_id;
    let changed = |text: String| Some(Node::Text(Cow::Owned(text.into())));
    match config.tenant_id {
        TenantForm::AsIs => Some(Node::Text(Cow::Borrowed(id))),
        TenantForm::Omitted => None,
        TenantForm::Upper => changed(id.to_string().to_uppercase()),
        TenantForm::Lower => changed(id.to_string().to_lowercase()),
        TenantForm::Braces => changed(format!("{{{id}}}")),
        TenantForm::UpperBraces => changed(format!("{{{id}}}").to_uppercase()),
        TenantForm::UpperNoDashes => changed(id.to_string().replace('-', "").to_uppercase()),
        TenantForm::And(more) => changed(format!("{id}{more}")),
        TenantForm::Quoted => changed(format!("\"{id}\"")),
        TenantForm::Word(word) => changed(word.to_owned()),
        TenantForm::NoDashes => changed(id.to_string().replace('-', "")),
        TenantForm::Urn => changed(format!("urn:uuid:{id}")),
        TenantForm::Domain => changed(context.domain.to_owned()),
        TenantForm::Empty => changed(String::new()),
        TenantForm::Null => Some(token("null")),
        TenantForm::Other(at) => match context.others.get(usize::from(at)) {
            Some(other) => Some(Node::Text(Cow::Borrowed(&other.tenant_id))),
            None => Some(Node::Text(Cow::Borrowed(id))),
        },
    }
}

fn first_touch<'a>(config: &SignerConfig, context: &SigningContext<'a>) -> Option<Members<'a>> {
    let mut members = Vec::with_capacity(2);
    let has_bucket = context.goal.first_touch_bucket.as_ref().is_some_and(|v| is_truthy(config, v));
    let fields = [
        (BUCKET, &context.goal.first_touch_bucket, FirstTouch::TsOnly),
        (TS, &context.goal.first_touch_ts, FirstTouch::BucketOnly),
    ];
    for (name, field, without) in fields {
        let written = |value: &'a Value| match value {
            Value::String(ts) if name == TS => {
                let written = moment::written(config.moment, ts);
                Some(match moment::is_number(config.moment) && written != *ts {
                    true => Node::Token(written.to_string()),
                    false => Node::Text(Cow::Owned(written)),
                })
            }
            value if name == TS => plain(config, Where::Everywhere, value),
            value => plain(config, Where::Bucket, value),
        };
        let is_blank = config.absent_texts == AbsentTexts::BlankFirstTouch
            && matches!(field, Some(Value::String(text)) if is_blank(text));
        let given = field.as_ref().filter(|value| is_truthy(config, value) && !is_blank);
        match (config.first_touch, given, field) {
            (FirstTouch::Never, ..) => {}
            (form, ..) if form == without => {}
            (
                FirstTouch::WithBucket
                | FirstTouch::WithBucketOrEmpty
                | FirstTouch::WithBucketOrNull,
                ..,
            ) if !has_bucket => {}
            (_, Some(value), _) => members.push((name, written(value)?)),
            (FirstTouch::WhenPassed | FirstTouch::NullWhenAbsent, None, Some(value))
                if is_passed(config, value) =>
            {
                members.push((name, written(value)?));
            }
            (FirstTouch::AsPassed, None, Some(value)) => members.push((name, written(value)?)),
            (FirstTouch::NullWhenAbsent | FirstTouch::WithBucketOrNull, ..) => {
                members.push((name, token("null")));
            }
            (FirstTouch::EmptyWhenAbsent | FirstTouch::WithBucketOrEmpty, ..) => {
                members.push((name, token("\"\"")));
            }
            _ => {}
        }
    }
    Some(members)
}

fn signed_properties<'a>(
    config: &SignerConfig,
    properties: &'a [(Text, Value)],
    currency: Option<&str>,
) -> Option<Members<'a>> {
    let mut kept = Vec::with_capacity(properties.len() + 2);
    for (name, value) in properties {
        let (place, member) = match name.as_bytes() {
            b"value" => (Where::Everywhere, Some(Member::Value)),
            b"currency" => (Where::Currency, Some(Member::Currency)),
            b"plan" => (Where::Plan, Some(Member::Plan)),
            _ => (Where::Everywhere, None),
        };
        let known = member.is_some();
        let is_zero = *value != Value::Null && value.is_falsy();
        if (*value == Value::Null && !config.null_properties)
            || (!known && !config.unknown_properties)
            || member.is_some_and(|member| config.forgets(member))
            || (is_zero && !config.zero_properties)
            || is_absent_text(config, value)
            || (config.absent_texts == AbsentTexts::FalsyProperties && is_falsy_text(value))
        {
            continue;
        }
        let node = if name == "value" && *value != Value::Null {
            money(config, amount(config, value, currency)?)
        } else {
            plain(config, place, value)?
        };
        kept.push((name, node));
    }
    Some(kept)
}

/// Known properties that are not there, where the signer writes them all the same.
fn add_absent(config: &SignerConfig, properties: &mut Members<'_>) {
    for name in [VALUE, CURRENCY, PLAN] {
        if config.absent != Absent::Omitted && properties.iter().all(|(key, _)| *key != name) {
            let node = match config.absent {
                Absent::Zero if name == VALUE => {
                    let zero = Value::Number(Number::from(0));
                    amount(config, &zero, None)
                        .map_or_else(|| token("null"), |text| money(config, text))
                }
                Absent::Zero => token("\"\""),
                _ => token("null"),
            };
            properties.push((name, node));
        }
    }
}

/// An amount: text, or a bare number.
fn money<'a>(config: &SignerConfig, text: String) -> Node<'a> {
    if config.money_quoted { Node::Text(Cow::Owned(text.into())) } else { Node::Token(text) }
}

/// Whether a value is a text that counts as not passed.
fn is_absent_text(config: &SignerConfig, value: &Value) -> bool {
    let Value::String(text) = value else { return false };
    match config.absent_texts {
        AbsentTexts::AsDocumented | AbsentTexts::BlankFirstTouch | AbsentTexts::FalsyProperties => {
            false
        }
        AbsentTexts::Empty => text.as_bytes().is_empty(),
        AbsentTexts::Falsy => is_falsy_text(value),
        AbsentTexts::Blank => is_blank(text),
    }
}

/// Whether PHP takes a text for false.
fn is_falsy_text(value: &Value) -> bool {
    matches!(value, Value::String(text) if matches!(text.as_bytes(), b"" | b"0"))
}

fn is_blank(text: &Text) -> bool {
    text.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Whether a value was passed, if it is not null alone that says otherwise.
fn is_passed(config: &SignerConfig, value: &Value) -> bool {
    *value != Value::Null && !is_absent_text(config, value)
}

fn is_truthy(config: &SignerConfig, value: &Value) -> bool {
    if is_absent_text(config, value) {
        return false;
    }
    match (config.truthiness, value) {
        (Truthiness::JavaScript, Value::Array(_) | Value::Object(_)) => true,
        (Truthiness::JavaScript, Value::Number(number)) => {
            let number = number.to_f64();
            number != 0.0 && !number.is_nan()
        }
        _ => !value.is_falsy(),
    }
}

pub(super) fn token(text: &str) -> Node<'static> {
    Node::Token(text.to_owned())
}

fn text<'a>(text: &str) -> Cow<'a, Text> {
    Cow::Owned(text.into())
}

/// A value that is not `value`; `None` if the signer refuses it.
pub(super) fn plain<'a>(config: &SignerConfig, place: Where, value: &'a Value) -> Option<Node<'a>> {
    Some(match value {
        Value::Null => token("null"),
        Value::Bool(flag) => Node::Token(flag.to_string()),
        Value::String(text) => Node::Text(texts::changed(config, place, text)),
        Value::Number(number) => Node::Token(number_token(config, number)?),
        Value::Array(items) => {
            Node::List(items.iter().map(|item| plain(config, place, item)).collect::<Option<_>>()?)
        }
        Value::Object(members) => Node::Map(
            members
                .iter()
                .map(|(key, member)| Some((key, plain(config, place, member)?)))
                .collect::<Option<_>>()?,
        ),
    })
}

/// The order of the top level as an order that is told, where the request says it.
pub(super) fn top_order(config: &SignerConfig, context: &SigningContext<'_>) -> KeyOrder {
    let tenant_at = |place: u8| match context.sent_order {
        None => KeyOrder::Insertion,
        Some(Permutation(mut places)) => {
            // One place further, so that the tenant has room before them.
            places.iter_mut().for_each(|known| *known = known.saturating_add(1));
            places[5] = place;
            KeyOrder::Given(Permutation(places))
        }
    };
    match config.top_order {
        KeyOrder::AsSent => tenant_at(0),
        KeyOrder::AsSentTenantLast => match tenant_at(u8::MAX - 1) {
            KeyOrder::Insertion => KeyOrder::Given(Permutation([0, 3, 4, 2, 1, 5])),
            order => order,
        },
        order => order,
    }
}

/// The known keys of a level, for an order that is told.
pub(super) fn known_keys(is_top: bool) -> &'static [&'static str] {
    if is_top { &TOP_KEYS } else { &PROPERTY_KEYS }
}
