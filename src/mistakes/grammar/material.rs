//! What a signer had at hand: the goal as trees, the body's text, the request's values.

use super::tree::Node;
use crate::mistakes::context::SigningContext;
use crate::protocol::canonicalize;
use crate::protocol::json::{Value, parse};
use crate::protocol::request::SIGNATURE_HEADER;

/// Everything that can be put into a signature, read once.
pub(super) struct Material {
    /// What the reference signs, as a tree with sorted keys.
    pub(super) right: Option<Node>,
    /// The body, as it was sent.
    pub(super) sent: Option<Node>,
    /// The body's text.
    pub(super) raw: Option<String>,
    /// The amount and how the body spells it.
    pub(super) amount: Option<(f64, String)>,
    /// The secret's text.
    pub(super) secret: String,
    pub(super) tenant_id: String,
    pub(super) domain: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) target: String,
    pub(super) host: String,
    /// Header values that an ordinary request does not have: a timestamp, a nonce.
    pub(super) headers: Vec<(String, String)>,
    /// Other tenants: id and secret.
    pub(super) others: Vec<(String, String)>,
}

/// Where goals are sent, if a capture does not say.
const HOST: &str = "loudpixel.ai";

/// A body longer than this is not taken apart.
const LONGEST_BODY: usize = 16 * 1024;

/// Unusual headers that are looked at, and how long they may be.
const MOST_HEADERS: usize = 4;
const LONGEST_HEADER: usize = 200;

impl Material {
    pub(super) fn of(context: &SigningContext<'_>) -> Material {
        let mut canonical = Vec::new();
        let right = canonicalize(&context.tenant.tenant_id, context.goal, &mut canonical)
            .ok()
            .and_then(|()| parse(&canonical).ok())
            .map(|value| Node::of(&value));
        let body = context.request.map(|request| request.body).unwrap_or_default();
        let body = if body.len() <= LONGEST_BODY { body } else { &[] };
        let sent = parse(body).ok().map(|value| Node::of(&value));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (path, target, method) = match context.request {
            Some(request) => {
                (text(request.path_and_query().0), text(request.target), text(request.method))
            }
            None => (String::new(), String::new(), String::new()),
        };
        let amount = match context.goal.property("value") {
            Some(Value::Number(number)) if number.is_finite() => {
                Some((number.to_f64(), number.text().unwrap_or_default().to_owned()))
            }
            _ => None,
        };
        let host = context.request.and_then(|request| request.header("host").next()).map(text);
        Material {
            right: right.filter(|_| canonical.len() <= 2 * LONGEST_BODY),
            sent,
            raw: std::str::from_utf8(body).ok().filter(|text| !text.is_empty()).map(str::to_owned),
            amount,
            secret: text(context.tenant.secret.as_bytes()),
            tenant_id: text(context.tenant.tenant_id.as_bytes()),
            domain: context.domain.to_owned(),
            method,
            path,
            target,
            host: host.unwrap_or_else(|| HOST.to_owned()),
            headers: unusual_headers(context),
            others: context
                .others
                .iter()
                .take(64)
                .map(|other| (text(other.tenant_id.as_bytes()), text(other.secret.as_bytes())))
                .collect(),
        }
    }
}

/// Headers that nearly every request has, and that nobody signs.
const USUAL: [&str; 26] = [
    SIGNATURE_HEADER,
    "host",
    "content-type",
    "content-length",
    "connection",
    "accept",
    "accept-encoding",
    "accept-language",
    "user-agent",
    "expect",
    "origin",
    "referer",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-fetch-dest",
    "cache-control",
    "pragma",
    "postman-token",
    "transfer-encoding",
    "cookie",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "via",
    "forwarded",
];

fn unusual_headers(context: &SigningContext<'_>) -> Vec<(String, String)> {
    let headers = context.request.map(|request| request.headers).unwrap_or_default();
    headers
        .iter()
        .filter(|(_, value)| !value.is_empty() && value.len() <= LONGEST_HEADER)
        .filter_map(|(name, value)| {
            let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
            let value = std::str::from_utf8(value).ok()?.trim().to_owned();
            (!USUAL.contains(&&name[..])).then_some((name, value))
        })
        .take(MOST_HEADERS)
        .collect()
}
