//! Requests in JSON of any layout: wherever a URL, header fields and a body are found near each other.
//!
//! One reader for HAR files, exports of Postman, Insomnia and n8n, events of API Gateway and Cloudflare,
//! webhook.site, errors of axios and undici, and logs in JSON. It goes by the names of members, in any
//! spelling, and by what their values look like.

use super::decode::base64;
use super::draft::Draft;
use super::parts::{METHODS, Parts, inner_document, is_method};
use super::raw;
use super::roles::{Role, role};
use super::variables::{fill_in, variables};
use crate::protocol::json::Value;

/// The deepest nesting that is followed; documents within texts count as levels.
const DEEPEST: usize = 60;

/// Every request in a document.
pub(super) fn requests(document: &Value) -> Vec<Draft> {
    let mut finder = Finder { drafts: Vec::new(), depth: 0 };
    let rest = finder.look(document);
    finder.emit(rest);
    let mut drafts = finder.drafts;
    if drafts.iter().any(|draft| draft.url.is_some() && draft.body.is_some()) {
        // What an environment or a remark left over.
        drafts.retain(|draft| {
            draft.body.is_some() || (draft.url.is_some() && draft.method.is_some())
        });
    }
    let variables = variables(document);
    drafts.iter_mut().for_each(|draft| fill_in(draft, &variables));
    drafts
}

struct Finder {
    drafts: Vec<Draft>,
    depth: usize,
}

impl Finder {
    fn emit(&mut self, parts: Parts) {
        let draft = parts.draft();
        if draft.is_something() {
            self.drafts.push(draft);
        }
    }

    fn look(&mut self, value: &Value) -> Parts {
        let mut parts = Parts::default();
        if self.depth >= DEEPEST {
            return parts;
        }
        self.depth += 1;
        match value {
            Value::Object(members) => parts = self.object(value, members),
            Value::Array(items) => {
                for item in items {
                    let found = self.look(item);
                    let stands_alone =
                        found.has_url() || (found.has_signature() && found.has_body());
                    if stands_alone && items.len() > 1 {
                        self.emit(found);
                    } else {
                        parts.merge(found);
                    }
                }
            }
            Value::String(text) => {
                if let Some(text) = text.as_str() {
                    self.text(text, &mut parts);
                }
            }
            _ => {}
        }
        self.depth -= 1;
        parts
    }

    /// A text of any name: a goal, a document within it, a raw request.
    fn text(&mut self, text: &str, parts: &mut Parts) {
        if text.contains(" HTTP/1.") && text.contains('\n') {
            let found = raw::requests(text.as_bytes());
            if !found.is_empty() {
                return self.drafts.extend(found);
            }
        }
        match inner_document(text) {
            Some(inner) if inner.get("event_name").is_none() => {
                let found = self.look(&inner);
                parts.merge(found);
            }
            Some(_) => parts.offer_text(text),
            None => {
                parts.offer_url_of_text(text);
            }
        }
    }

    fn object(&mut self, value: &Value, members: &[(crate::protocol::Text, Value)]) -> Parts {
        let mut parts = Parts::default();
        if value.get("event_name").is_some() {
            parts.offer_goal(value);
            return parts;
        }
        // An accepted goal in the record of `goalpost serve`: there is nothing to explain.
        if ["signed", "ranked", "goal"].iter().all(|name| value.get(name).is_some()) {
            return parts;
        }
        // The request as it was sent, beside what a tool took out of it.
        let packed = members.iter().find_map(|(_, member)| packed(member.as_str()?));
        if let Some(drafts) = packed {
            self.drafts.extend(drafts);
            return parts;
        }
        let mut within = Parts::default();
        let (mut has_url, mut has_headers, mut has_body) = (false, false, false);
        for (name, member) in members {
            let name = name.to_string();
            let text = member.as_str();
            match (role(&name), member) {
                (Role::Response, _) => {}
                (Role::Method, _) if text.is_some_and(|m| is_method(&m.to_ascii_uppercase())) => {
                    parts.method = text.map(str::to_ascii_uppercase);
                }
                (Role::Url, Value::String(_)) => {
                    parts.offer_url(text.unwrap_or_default());
                    has_url = true;
                }
                (Role::Url, Value::Object(_)) => {
                    parts.offer_url(&url_of_parts(member));
                    has_url = true;
                }
                (Role::Base, Value::String(_)) => {
                    let text = text.unwrap_or_default();
                    parts.base = Some(match text.contains("://") || text.starts_with("{{") {
                        true => text.to_owned(),
                        false => format!("https://{text}"),
                    });
                }
                (Role::Query, Value::Object(inner)) if names_url(inner) => {
                    within.merge(self.look(member));
                }
                (Role::Query, _) => parts.query_fields(member),
                (Role::Headers, _) => {
                    has_headers = true;
                    parts.header_fields(member);
                }
                (Role::Signature, Value::String(_)) if !parts.has_signature() => {
                    parts.header("X-LP-Goal-Signature", text.unwrap_or_default().as_bytes());
                }
                (Role::ContentType, Value::String(_)) => parts.offer_kind(text.unwrap_or_default()),
                (Role::RequestLine, Value::String(_))
                    if parts.offer_request_line(text.unwrap_or_default()) =>
                {
                    has_url = true;
                }
                (Role::Body, _) => {
                    let found = self.body(member, &mut within);
                    has_body |= found;
                    if found {
                        kinds(member).for_each(|kind| parts.offer_kind(kind));
                        parts.offer_body(body_of(member));
                    }
                }
                _ if name.eq_ignore_ascii_case("isBase64Encoded") || name == "encoding" => {
                    parts.is_base64 |= *member == Value::Bool(true) || text == Some("base64");
                }
                (_, Value::String(_)) if role(&name) == Role::Other => {
                    self.text(text.unwrap_or_default(), &mut within);
                }
                _ => within.merge(self.look(member)),
            }
        }
        parts.is_base64 |= members.iter().any(|(_, member)| member.get("as_bytes").is_some());
        parts.is_base64 |= members
            .iter()
            .any(|(_, member)| member.get("encoding").and_then(Value::as_str) == Some("base64"));
        let is_request = has_url && has_headers && has_body;
        parts.merge(within);
        let is_found = parts.has_url() && parts.has_body() && (parts.has_signature() || is_request);
        if is_found {
            self.emit(std::mem::take(&mut parts));
        }
        parts
    }

    /// Whether a member under a name of bodies is one. Another document is searched.
    fn body(&mut self, member: &Value, within: &mut Parts) -> bool {
        let held = body_of(member);
        if held.get("event_name").is_some() {
            return true;
        }
        match held {
            Value::String(text) => match text.as_str().and_then(inner_document) {
                Some(inner) if inner.get("event_name").is_none() => {
                    let found = self.look(&inner);
                    let is_envelope = found.has_url() || found.has_signature();
                    within.merge(found);
                    !is_envelope
                }
                _ => !text.is_empty(),
            },
            Value::Array(items) if items.iter().all(|item| matches!(item, Value::Number(_))) => {
                true
            }
            Value::Array(_) | Value::Object(_) => {
                let before = self.drafts.len();
                let found = self.look(held);
                let is_envelope = found.has_url()
                    || found.has_signature()
                    || found.has_body()
                    || self.drafts.len() > before;
                within.merge(found);
                !is_envelope && member.get("mimeType").is_none()
            }
            _ => false,
        }
    }
}

impl Parts {
    /// A URL of the endpoint in a text of any name.
    fn offer_url_of_text(&mut self, text: &str) {
        if text.contains("/pixel/goal") && !self.offer_request_line(text) {
            self.offer_url(text);
        }
    }
}

/// Whether a member is a URL: PowerShell's `$params` are no parameters of a query.
fn names_url(members: &[(crate::protocol::Text, Value)]) -> bool {
    members.iter().any(|(name, _)| matches!(role(&name.to_string()), Role::Url))
}

/// Requests in base64, as they were sent.
fn packed(text: &str) -> Option<Vec<Draft>> {
    let head = base64(text.get(..12)?)?;
    if !METHODS.iter().any(|method| head.starts_with(method.as_bytes())) {
        return None;
    }
    let drafts = raw::requests(&base64(text)?);
    drafts.iter().any(|draft| draft.body.is_some()).then_some(drafts)
}

/// What the wrapper around a body calls its kind: `mimeType`, `{"type":"json"}`, Postman's language.
fn kinds(member: &Value) -> impl Iterator<Item = &str> {
    ["mimeType", "contentType", "type", "format", "mode"]
        .into_iter()
        .filter_map(|name| member.get(name))
        .chain(member.get("options").and_then(|o| o.get("raw")?.get("language")))
        .filter_map(Value::as_str)
}

/// What stands in the wrapper that exports put around a body.
fn body_of(member: &Value) -> &Value {
    let names = ["text", "raw", "json", "data", "content", "value"];
    let wraps = ["mimeType", "mode", "type", "text", "raw", "contentType", "format"];
    // As Envoy's tap has it.
    if let Some(held) = member.get("as_bytes").or_else(|| member.get("as_string")) {
        return held;
    }
    if member.get("event_name").is_some() || !wraps.iter().any(|name| member.get(name).is_some()) {
        return member;
    }
    names
        .iter()
        .filter_map(|name| member.get(name))
        .find(|held| {
            matches!(held, Value::String(_) | Value::Array(_)) || held.get("event_name").is_some()
        })
        .unwrap_or(member)
}

/// A URL that is given in parts, as Postman does.
fn url_of_parts(url: &Value) -> String {
    let joined = |name: &str, separator: &str| match url.get(name) {
        Some(Value::String(text)) => text.to_string(),
        Some(Value::Array(items)) => {
            let texts: Vec<String> =
                items.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            texts.join(separator)
        }
        _ => String::new(),
    };
    for name in ["raw", "full", "href", "original"] {
        if let Some(text) = url.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()) {
            return text.to_owned();
        }
    }
    let path = match (joined("path", "/"), joined("pathname", "/")) {
        (path, _) if !path.is_empty() => path,
        (_, path) => path,
    };
    let mut query = Parts::default();
    for name in ["query", "search"] {
        url.get(name).into_iter().for_each(|value| query.query_fields(value));
    }
    let query: Vec<String> = query.query.iter().map(|(k, v)| format!("{k}={v}")).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let host = match (joined("host", "."), joined("domain", "."), joined("hostname", ".")) {
        (host, _, _) if !host.is_empty() => host,
        (_, host, _) if !host.is_empty() => host,
        (_, _, host) => host,
    };
    format!("https://{host}/{}{mark}{}", path.trim_start_matches('/'), query.join("&"))
}
