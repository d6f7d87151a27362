//! Parts of a request as JSON documents hold them, and how sure each is.

use super::body::{Body, of_pairs};
use super::draft::{Client, Draft, is_about_goal};
use super::length;
use super::literal::document;
use crate::protocol::json::Value;
use crate::protocol::request::SIGNATURE_HEADER;

/// Parts that were found so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) method: Option<String>,
    url: Option<(u8, String)>,
    pub(super) base: Option<String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    body: Option<(u8, Body)>,
    pub(super) is_base64: bool,
    /// The content type that is sent where no header field names one.
    kind: Option<String>,
}

/// How sure a body is: found somewhere, under a name of bodies, a goal under such a name,
/// its text.
const SOMEWHERE: u8 = 1;
const NAMED: u8 = 2;
const GOAL: u8 = 3;
const GOAL_TEXT: u8 = 4;

impl Parts {
    pub(super) fn has_url(&self) -> bool {
        self.url.is_some()
    }

    pub(super) fn has_signature(&self) -> bool {
        self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(SIGNATURE_HEADER))
    }

    /// Whether a body is there that was given as one.
    pub(super) fn has_body(&self) -> bool {
        self.body.as_ref().is_some_and(|(rank, _)| *rank >= SOMEWHERE)
    }

    /// A text that may be the URL; the one that says most is taken.
    pub(super) fn offer_url(&mut self, text: &str) {
        let text = text.trim();
        let is_path = text.starts_with('/')
            || text.contains("://")
            || text.starts_with("{{")
            || text.contains("/pixel/goal");
        if !is_path || text.len() > 4096 || text.contains(['\n', ' ']) {
            return;
        }
        let score = 4 * u8::from(text.contains("/pixel/goal"))
            + 2 * u8::from(text.contains('?'))
            + u8::from(text.contains("://"));
        if self.url.as_ref().is_none_or(|(known, _)| *known < score) {
            self.url = Some((score, text.to_owned()));
        }
    }

    /// `POST /path HTTP/1.1`; whether it was one.
    pub(super) fn offer_request_line(&mut self, text: &str) -> bool {
        let mut words = text.split_whitespace();
        let (Some(method), Some(target)) = (words.next(), words.next()) else { return false };
        let ends =
            words.next().is_none_or(|word| word.starts_with("HTTP/")) && words.next().is_none();
        if !is_method(method) || !ends || !(target.starts_with('/') || target.contains("://")) {
            return false;
        }
        self.method = Some(method.to_owned());
        self.offer_url(target);
        true
    }

    /// A value under a name of bodies.
    pub(super) fn offer_body(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                let text = text.to_string();
                if let Some(bytes) = of_pairs(&text).filter(|bytes| is_about_goal(bytes)) {
                    return self.offer(GOAL_TEXT, Body::Bytes(bytes));
                }
                let rank = if is_about_goal(text.as_bytes()) { GOAL_TEXT } else { NAMED };
                self.offer(rank, Body::Text(text));
            }
            Value::Array(items) => {
                let byte = |item: &Value| match item {
                    Value::Number(number) => number.text()?.parse::<u8>().ok(),
                    _ => None,
                };
                match items.iter().map(byte).collect::<Option<Vec<u8>>>() {
                    Some(bytes) if !bytes.is_empty() => self.offer(GOAL, Body::Bytes(bytes)),
                    _ => {}
                }
            }
            Value::Object(_) => {
                let rank = if value.get("event_name").is_some() { GOAL } else { NAMED };
                self.offer(rank, Body::Parsed(value.clone()));
            }
            _ => {}
        }
    }

    /// A text anywhere that holds a goal.
    pub(super) fn offer_text(&mut self, text: &str) {
        if is_about_goal(text.as_bytes()) && text.trim_start().starts_with('{') {
            self.offer(SOMEWHERE, Body::Text(text.to_owned()));
        }
    }

    /// An object anywhere that is a goal.
    pub(super) fn offer_goal(&mut self, value: &Value) {
        self.offer(SOMEWHERE, Body::Parsed(value.clone()));
    }

    fn offer(&mut self, rank: u8, body: Body) {
        if self.body.as_ref().is_none_or(|(known, _)| *known < rank) {
            self.body = Some((rank, body));
        }
    }

    /// What a tool calls the kind of the body: a media type, or `json`. It sends that where no field says more.
    pub(super) fn offer_kind(&mut self, kind: &str) {
        if self.kind.is_none() {
            self.kind = match kind.to_ascii_lowercase().as_str() {
                "json" => Some("application/json".to_owned()),
                _ if kind.contains('/') => Some(kind.to_owned()),
                _ => None,
            };
        }
    }

    /// A header field; a second one with the same contents is the same.
    pub(super) fn header(&mut self, name: &str, value: &[u8]) {
        let name = name.trim().trim_end_matches(':');
        let is_name = |c: char| c.is_ascii_graphic() && !"()<>@,;\\\"/[]?={}".contains(c);
        if name.is_empty() || !name.chars().all(is_name) {
            return;
        }
        let is_known =
            |(known, other): &(String, Vec<u8>)| known.eq_ignore_ascii_case(name) && other == value;
        if !self.headers.iter().any(is_known) {
            self.headers.push((name.to_owned(), value.to_vec()));
        }
    }

    /// Header fields in any of the forms that documents give them.
    pub(super) fn header_fields(&mut self, value: &Value) {
        match value {
            Value::String(text)
                if text.as_str().is_some_and(|t| t.trim_start().starts_with(['{', '['])) =>
            {
                let inner = text.as_str().and_then(inner_document);
                inner
                    .iter()
                    .filter(|inner| !inner.is_leaf())
                    .for_each(|inner| self.header_fields(inner));
            }
            Value::String(text) => {
                for line in text.to_string().split(['\n', '\r']) {
                    if !self.offer_request_line(line)
                        && let Some((name, value)) = line.split_once(": ")
                    {
                        self.header(name, value.trim().as_bytes());
                    }
                }
            }
            Value::Object(members) => {
                if let Some((name, value)) = pair(value) {
                    self.header(&name, value.as_bytes());
                    return;
                }
                for (name, value) in members {
                    let name = name.to_string();
                    match value {
                        Value::String(text) => self.header(&name, text.to_string().as_bytes()),
                        Value::Number(number) => {
                            self.header(&name, number.text().unwrap_or_default().as_bytes());
                        }
                        Value::Array(values) => {
                            for value in values.iter().filter_map(Value::as_str) {
                                self.header(&name, value.as_bytes());
                            }
                            // Lambda@Edge, and n8n's lists in an object.
                            if values.iter().any(|value| pair(value).is_some()) {
                                self.header_fields(&Value::Array(values.clone()));
                            }
                        }
                        Value::Object(_) => self.header_fields(value),
                        _ => {}
                    }
                }
            }
            Value::Array(items) => {
                let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                if texts.len() == items.len() && texts.iter().all(|text| text.contains(':')) {
                    for text in texts {
                        self.header_fields(&Value::from(text));
                    }
                } else if texts.len() == items.len() {
                    // Name, value, name, value: Node's rawHeaders.
                    for pair in texts.chunks_exact(2) {
                        self.header(pair[0], pair[1].as_bytes());
                    }
                } else {
                    for (name, value) in items.iter().filter_map(pair) {
                        self.header(&name, value.as_bytes());
                    }
                }
            }
            _ => {}
        }
    }

    /// Parameters of the query in any form.
    pub(super) fn query_fields(&mut self, value: &Value) {
        if let Some(list @ Value::Array(_)) = value.get("parameters") {
            return self.query_fields(list);
        }
        let mut add = |name: String, value: String| {
            if !name.is_empty() && !self.query.iter().any(|(known, _)| *known == name) {
                self.query.push((name, value));
            }
        };
        match value {
            Value::String(text) => {
                for parameter in text.to_string().trim_start_matches('?').split('&') {
                    let (name, value) = parameter.split_once('=').unwrap_or_default();
                    add(name.to_owned(), value.to_owned());
                }
            }
            Value::Object(members) => {
                for (name, value) in members {
                    let first = match value {
                        Value::Array(values) => values.first().and_then(Value::as_str),
                        value => value.as_str(),
                    };
                    first.into_iter().for_each(|text| add(name.to_string(), text.to_owned()));
                }
            }
            Value::Array(items) => {
                items.iter().filter_map(pair).for_each(|(name, value)| add(name, value));
            }
            _ => {}
        }
    }

    /// Takes over what another has and this one lacks.
    pub(super) fn merge(&mut self, other: Parts) {
        if self.method.is_none() {
            self.method = other.method;
        }
        if self.base.is_none() {
            self.base = other.base;
        }
        if self.kind.is_none() {
            self.kind = other.kind;
        }
        if let Some((score, url)) = other.url
            && self.url.as_ref().is_none_or(|(known, _)| *known < score)
        {
            self.url = Some((score, url));
        }
        for (name, value) in other.headers {
            if !self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
                self.headers.push((name, value));
            }
        }
        for (name, value) in other.query {
            if !self.query.iter().any(|(known, _)| *known == name) {
                self.query.push((name, value));
            }
        }
        if let Some((rank, body)) = other.body {
            self.offer(rank, body);
            self.is_base64 |= other.is_base64;
        }
    }

    /// A draft of the request.
    pub(super) fn draft(self) -> Draft {
        let mut headers = self.headers;
        let field = |name: &str, headers: &[(String, Vec<u8>)]| {
            let mut fields = headers.iter();
            fields.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, v)| v.clone())
        };
        let length = field("content-length", &headers).as_deref().and_then(length::number);
        let sent = self.body.map(|(_, body)| body.sent(self.is_base64, length));
        let (body, note) = sent.map_or((None, None), |(body, note)| (Some(body), note));
        if let (None, Some(kind)) = (field("content-type", &headers), self.kind) {
            headers.push(("Content-Type".to_owned(), kind.into_bytes()));
        }
        let url = match (self.base, self.url) {
            (Some(base), Some((_, url))) if !url.contains("://") => {
                Some(format!("{}/{}", base.trim_end_matches('/'), url.trim_start_matches('/')))
            }
            (base, url) => url.map(|(_, url)| url).or(base),
        };
        Draft {
            method: self.method,
            url,
            query: self.query,
            headers,
            body,
            client: Client::Partial,
            notes: note.into_iter().collect(),
            ..Draft::default()
        }
    }
}

/// A name and a value in an object or a list that holds just these; `None` where it was switched off.
pub(super) fn pair(value: &Value) -> Option<(String, String)> {
    if let Value::Array(both) = value {
        return match &both[..] {
            [Value::String(name), Value::String(value)] => {
                Some((name.to_string(), value.to_string()))
            }
            _ => None,
        };
    }
    let text = |names: &[&str]| {
        let found = names.iter().find_map(|name| value.get(name))?;
        found.as_str().map(str::to_owned)
    };
    if [value.get("disabled"), value.get("enabled"), value.get("active")]
        .into_iter()
        .zip([true, false, false])
        .any(|(flag, off)| flag == Some(&Value::Bool(off)))
    {
        return None;
    }
    Some((
        text(&["name", "key", "Name", "Key", "header", "field"])?,
        text(&["value", "Value", "val"])?,
    ))
}

/// Whether a text is an HTTP method.
pub(super) fn is_method(text: &str) -> bool {
    METHODS.contains(&text)
}

/// The methods that captures hold.
pub(super) const METHODS: [&str; 7] = ["POST", "GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];

/// A document inside a text, as logs wrap them.
pub(super) fn inner_document(text: &str) -> Option<Value> {
    let begins = text.trim_start().starts_with(['{', '[']);
    begins.then(|| document(text)).flatten().filter(|value| !value.is_leaf())
}
