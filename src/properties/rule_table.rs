//! The rules as a table, in the order they are looked at: the first that applies decides. Written beside the
//! validator, not from it, so that each checks the other.

use crate::protocol::json::{Value, parse};
use crate::protocol::pii;
use crate::protocol::pii::Kind;
use crate::protocol::request::{Domain, PATH, Request, SIGNATURE_HEADER, domain};
use crate::protocol::rules::Rule;
use crate::protocol::{Goal, Secret, Tenant, Text, currency};

/// Everything that a row may look at.
struct RuleCase<'a> {
    request: &'a Request<'a>,
    domain: &'a str,
    tenant: &'a Tenant,
    body: Option<Value>,
    goal: Option<Goal>,
    signatures: Vec<&'a [u8]>,
    /// The right signature, where there is one.
    right: Option<String>,
}

type Row = (Rule, fn(&RuleCase<'_>) -> bool);

/// Before the contents.
const FIRST: [Row; 14] = [
    (Rule::Path, |s| s.request.path_and_query().0 != PATH.as_bytes()),
    (Rule::Method, |s| s.request.method != b"POST"),
    (Rule::BodySize, |s| s.request.body.len() > 65_536),
    (Rule::ContentType, |s| !is_json(s.request)),
    (Rule::BodySyntax, |s| s.body.is_none()),
    (Rule::NumberOverflow, |s| s.body.as_ref().is_some_and(overflows)),
    (Rule::BodyShape, |s| !matches!(s.body, Some(Value::Object(_)))),
    (Rule::RepeatedKey, |s| s.goal.is_none()),
    (Rule::DomainMissing, |s| matches!(named(s), Domain::Missing)),
    (Rule::DomainShape, |s| matches!(named(s), Domain::Malformed)),
    (Rule::DomainUnknown, |s| named(s) != Domain::Named(s.domain.to_ascii_lowercase().into())),
    (Rule::TenantSecret, |s| {
        !s.signatures.is_empty() && Secret::from_hex(&s.tenant.secret).is_err()
    }),
    (Rule::SignatureShape, |s| {
        let digits = |value: &[u8]| value.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let shape = matches!(s.signatures[..], [only] if only.len() == 64 && digits(only));
        s.right.is_some() && !s.signatures.is_empty() && !shape
    }),
    (Rule::SignatureMismatch, |s| {
        let matches = |right: &String| s.signatures.first() == Some(&right.as_bytes());
        !s.signatures.is_empty() && s.right.as_ref().is_some_and(|right| !matches(right))
    }),
];

/// The rule that decides over a request.
pub(super) fn first_rule(request: &Request<'_>, domain: &str, tenant: &Tenant) -> Rule {
    let body = parse(request.body).ok();
    let goal = body.clone().and_then(|value| Goal::from_value(value).ok());
    let right = goal.as_ref().zip(tenant.signer().ok()).and_then(|(goal, signer)| {
        signer.sign(goal, &mut Vec::new()).ok().map(|signature| signature.to_string())
    });
    let signatures = request.header(SIGNATURE_HEADER).collect();
    let context = RuleCase { request, domain, tenant, body, goal, signatures, right };
    let first = FIRST.iter().find(|(_, applies)| applies(&context)).map(|(rule, _)| *rule);
    first.or_else(|| context.goal.as_ref().and_then(first_objection)).unwrap_or(
        match context.signatures.is_empty() {
            true => Rule::Hint,
            false => Rule::Accepted,
        },
    )
}

fn named<'a>(context: &RuleCase<'a>) -> Domain<'a> {
    domain(context.request.path_and_query().1)
}

fn is_json(request: &Request<'_>) -> bool {
    let kinds: Vec<String> = request
        .header("content-type")
        .map(|value| String::from_utf8_lossy(value).to_ascii_lowercase())
        .collect();
    let [kind] = &kinds[..] else { return false };
    let mut parts = kind.split(';').map(|part| part.trim_matches([' ', '\t', '\n', '\r', '\x0c']));
    parts.next() == Some("application/json")
        && parts.all(|part| ["", "charset=utf-8", "charset=\"utf-8\""].contains(&part))
}

fn overflows(value: &Value) -> bool {
    value.any(&mut |value| matches!(value, Value::Number(number) if !number.is_finite()))
}

/// What is wrong with the contents, field by field.
fn first_objection(goal: &Goal) -> Option<Rule> {
    let text = |field: &Option<Value>| matches!(field, None | Some(Value::Null | Value::String(_)));
    let length = |text: &Text| text.code_points().count();
    match &goal.event_name {
        Some(Value::String(name)) if (1..=100).contains(&length(name)) => {}
        _ => return Some(Rule::EventName),
    }
    if !text(&goal.session_id) {
        return Some(Rule::SessionId);
    }
    if !text(&goal.first_touch_bucket) || !text(&goal.first_touch_ts) {
        return Some(Rule::FirstTouchType);
    }
    let members = match &goal.properties {
        None | Some(Value::Null) => return None,
        Some(Value::Object(members)) => members,
        Some(_) => return Some(Rule::BodyShape),
    };
    members.iter().find_map(|(key, value)| match (key.as_str(), value) {
        (Some("value" | "currency" | "plan"), Value::Null) => None,
        (Some("value"), Value::Number(number)) => amount(number.to_f64()),
        (Some("value"), _) => Some(Rule::ValueType),
        (Some("currency"), Value::String(code)) => {
            let listed = code.as_str().is_some_and(currency::is_listed);
            (!listed).then_some(Rule::Currency)
        }
        (Some("currency"), _) => Some(Rule::Currency),
        (Some("plan"), Value::String(plan)) if length(plan) <= 50 => {
            pii::find(plan).map(|kind: Kind| Rule::Pii(kind))
        }
        (Some("plan"), _) => Some(Rule::Plan),
        _ => Some(Rule::UnknownProperty),
    })
}

/// 0 to 10000, with at most two decimals in the shortest text.
fn amount(amount: f64) -> Option<Rule> {
    let negative_zero = amount == 0.0 && amount.is_sign_negative();
    if !(0.0..=10_000.0).contains(&amount) || negative_zero {
        return Some(Rule::ValueRange);
    }
    let text = format!("{amount}");
    let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    (decimals > 2).then_some(Rule::ValueDecimals)
}
