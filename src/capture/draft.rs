//! The parts of a request while they are gathered, and the request that they make.

use super::captured::{Captured, Missing};
use super::decode::decompressed;
use super::length;
use crate::protocol::json::parse;
use crate::protocol::request::{OwnedRequest, PATH, SIGNATURE_HEADER};

/// What sent the request, as far as it decides over a header that is not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Client {
    /// The capture shows every header field.
    Complete,
    /// The capture may show some of them only.
    #[default]
    Partial,
    /// `curl -d`, `wget`, PowerShell: a form's content type.
    Form,
    /// `fetch` with a text as body.
    Fetch,
}

/// Parts of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) method: Option<String>,
    pub(super) url: Option<String>,
    /// Parameters that are given beside the URL.
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) client: Client,
    /// Whether the body was compared with its `Content-Length`.
    pub(super) is_measured: bool,
    /// Whether the capture shows that the answer was 401.
    pub(super) is_refused: bool,
    pub(super) notes: Vec<String>,
}

/// Hosts that collect requests for people to look at; their paths are not the endpoint's.
const COLLECTORS: [&str; 16] = [
    "webhook.site",
    "pipedream.net",
    "requestbin.com",
    "requestbin.net",
    "requestcatcher.com",
    "beeceptor.com",
    "hookdeck.com",
    "httpbin.org",
    "postman-echo.com",
    "ngrok.io",
    "ngrok.app",
    "ngrok-free.app",
    "svix.com",
    "smee.io",
    "typedwebhook.tools",
    "webhook.cool",
];

impl Draft {
    /// The first header field of that name.
    pub(super) fn header(&self, name: &str) -> Option<&[u8]> {
        let mut fields = self.headers.iter();
        fields.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_slice())
    }

    pub(super) fn has_signature(&self) -> bool {
        self.header(SIGNATURE_HEADER).is_some()
    }

    /// Whether it has the signature's header, or another one that holds 64 hex digits.
    pub(super) fn is_signed(&self) -> bool {
        let is_hex = |part: &[u8]| part.len() == 64 && part.iter().all(u8::is_ascii_hexdigit);
        let holds = |value: &[u8]| value.split(|b| !b.is_ascii_alphanumeric()).any(is_hex);
        self.has_signature() || self.headers.iter().any(|(_, value)| holds(value))
    }

    pub(super) fn has_goal_body(&self) -> bool {
        self.body.as_ref().is_some_and(|body| is_about_goal(body))
    }

    /// Whether it is, or may be, a request to the endpoint.
    pub(super) fn is_goal(&self) -> bool {
        let goal_url = self.url.as_ref().is_some_and(|url| url.contains("/pixel/goal"));
        self.method.as_deref() != Some("OPTIONS")
            && (goal_url || self.has_signature() || self.has_goal_body())
    }

    /// Whether it is a signature alone: a variable of an export, a line of a note.
    pub(super) fn is_signature_alone(&self) -> bool {
        let goal_url = self.url.as_ref().is_some_and(|url| url.contains("/pixel/goal"));
        self.has_signature() && !goal_url && self.body.is_none() && self.method.is_none()
    }

    /// Whether there is something that an answer could be built on.
    pub(super) fn is_something(&self) -> bool {
        (self.has_signature() && !self.is_signature_alone())
            || self.has_goal_body()
            || (self.url.is_some() && (self.method.is_some() || !self.headers.is_empty()))
    }

    /// Whether it is a body alone.
    pub(super) fn is_body_alone(&self) -> bool {
        self.body.is_some() && self.url.is_none() && self.headers.is_empty()
    }

    /// Whether everything is there, and the body can be read or has the length that was sent.
    pub(super) fn is_whole(&self) -> bool {
        let body = self.body.as_deref().unwrap_or_default();
        (self.url.is_some() || self.has_signature())
            && (parse(body).is_ok() || self.has_sent_length())
    }

    /// Whether the body has the length that the header names.
    pub(super) fn has_sent_length(&self) -> bool {
        let length = self.header("content-length").and_then(length::number);
        length.is_some_and(|length| length == self.body.as_ref().map_or(0, Vec::len))
    }

    /// The request.
    pub(super) fn finish(mut self) -> Captured {
        self.headers.retain(|(name, _)| !name.is_empty());
        self.take_pseudo_headers();
        let target = self.target();
        self.measure();
        self.decompress();
        self.name_placeholders(&target);
        let missing = Missing {
            body: self.body.is_none(),
            signature: !self.has_signature(),
            header: self.headers.is_empty() && self.is_refused && self.client == Client::Partial,
        };
        if self.body.is_some() {
            self.assume_content_type(missing.header);
        }
        let default = if self.body.is_some() { "POST" } else { "GET" };
        let method = self.method.unwrap_or_else(|| default.to_owned()).to_ascii_uppercase();
        let request = OwnedRequest {
            method,
            target,
            headers: self.headers,
            body: self.body.unwrap_or_default(),
        };
        Captured { request, notes: self.notes, missing }
    }

    /// `:method` and `:path`, which HTTP/2 has in place of a request line.
    fn take_pseudo_headers(&mut self) {
        let pseudo = |draft: &Draft, name: &str| {
            draft.header(name).map(|value| String::from_utf8_lossy(value).into_owned())
        };
        if self.method.is_none() {
            self.method = pseudo(self, ":method");
        }
        if self.url.is_none() {
            self.url = pseudo(self, ":path");
        }
        self.headers.retain(|(name, _)| !name.starts_with(':'));
    }

    fn target(&mut self) -> String {
        let Some(url) = self.url.take().map(|url| url.trim().to_owned()) else {
            self.notes.push(format!("no URL in the capture: judged as sent to {PATH}"));
            return self.with_query(PATH.to_owned());
        };
        let (host, origin) = split_url(&url);
        let origin = origin.split('#').next().unwrap_or_default().to_owned();
        let path = origin.split('?').next().unwrap_or_default().to_owned();
        let query = origin[path.len()..].to_owned();
        let is_collector = COLLECTORS.iter().any(|known| {
            host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
        if path != PATH && is_collector {
            self.notes.push(format!(
                "it was sent to {host}, which collects requests: judged as sent to {PATH}"
            ));
            return self.with_query(format!("{PATH}{query}"));
        }
        if self.client == Client::Partial
            && let Some(before) = path.strip_suffix(PATH).filter(|before| !before.is_empty())
        {
            self.notes.push(format!("the path begins with {before}: a gateway's stage, left out"));
            return self.with_query(format!("{PATH}{query}"));
        }
        self.with_query(origin)
    }

    fn with_query(&mut self, mut target: String) -> String {
        let has_domain = target.contains("?domain=") || target.contains("&domain=");
        for (name, value) in std::mem::take(&mut self.query) {
            if name != "domain" || !has_domain {
                let separator = if target.contains('?') { '&' } else { '?' };
                target.push_str(&format!("{separator}{name}={value}"));
            }
        }
        target
    }

    /// Says where the body has not the length that was sent.
    fn measure(&mut self) {
        let encoding = self.header("content-encoding").or(self.header("transfer-encoding"));
        if self.is_measured || encoding.is_some() {
            return;
        }
        let length = self.header("content-length").and_then(length::number);
        let note = self.body.as_ref().zip(length).and_then(|(b, l)| length::difference(b, l));
        self.notes.extend(note);
    }

    fn decompress(&mut self) {
        let Some(encoding) = self.header("content-encoding").map(<[u8]>::to_ascii_lowercase) else {
            return;
        };
        let Some(body) = &self.body else { return };
        if is_about_goal(body) {
            self.notes.push("the capture shows the body before it was compressed".to_owned());
        } else if let Some(plain) = decompressed(&encoding, body) {
            self.body = Some(plain);
            self.notes.push(format!(
                "the body was {} compressed; it is judged as decompressed",
                String::from_utf8_lossy(&encoding)
            ));
        } else {
            return;
        }
        let is_of_the_packed = |name: &str| {
            ["content-encoding", "content-length"].iter().any(|n| name.eq_ignore_ascii_case(n))
        };
        self.headers.retain(|(name, _)| !is_of_the_packed(name));
    }

    fn name_placeholders(&mut self, target: &str) {
        let signature = self.header(SIGNATURE_HEADER).map(String::from_utf8_lossy);
        if let Some(name) = signature.as_deref().and_then(placeholder) {
            self.notes.push(format!(
                "the signature is a placeholder, {name}: put in the value that was sent, or add \
                 --signature TEXT"
            ));
        }
        if let Some(name) = placeholder(target) {
            self.notes.push(format!("the URL holds a placeholder, {name}, which is not replaced"));
        }
        let body = self.body.as_deref().map(String::from_utf8_lossy);
        if let Some(name) = body.as_deref().and_then(template) {
            self.notes.push(format!("the body holds a placeholder, {name}, which is not replaced"));
        }
    }

    /// Puts in the type that a goal has, and says so, unless nothing is known of the header.
    fn assume_content_type(&mut self, no_header: bool) {
        if self.header("content-type").is_some() {
            return;
        }
        let note = match self.client {
            Client::Complete => return,
            Client::Partial => {
                "no Content-Type in the capture: judged as application/json; without one, the answer is 415"
            }
            Client::Form => {
                "no Content-Type is given, so a form's is sent, which is answered with 415: add Content-Type: application/json. Judged as if it were there"
            }
            Client::Fetch => {
                "no Content-Type is given, so text/plain is sent, which is answered with 415: add Content-Type: application/json. Judged as if it were there"
            }
        };
        self.notes.extend((!no_header).then(|| note.to_owned()));
        self.headers.push(("Content-Type".to_owned(), b"application/json".to_vec()));
    }
}

/// Whether bytes name what every goal has.
pub(super) fn is_about_goal(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"event_name").is_some()
}

/// The host of a URL, and its path with the query.
pub(super) fn split_url(url: &str) -> (&str, &str) {
    let rest = match url.split_once("://") {
        Some((scheme, rest)) if scheme.bytes().all(|b| b.is_ascii_alphanumeric()) => rest,
        _ if url.starts_with('/') => return ("", url),
        // {{base_url}}/api/…, or a host without a scheme.
        _ => url,
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    (host, if end == rest.len() { "/" } else { &rest[end..] })
}

/// A variable that nobody filled in.
fn placeholder(text: &str) -> Option<&str> {
    template(text).or_else(|| {
        let at = text.find('$')?;
        let name = &text[at..];
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_{}():".contains(c);
        let end = name[1..].find(|c| !is_name(c)).map_or(name.len(), |end| end + 1);
        (end > 1).then_some(&name[..end])
    })
}

/// A variable in double braces.
fn template(text: &str) -> Option<&str> {
    let at = text.find("{{")?;
    let end = text[at..].find("}}")?;
    let name = text[at + 2..at + end].trim();
    let is_name = |c: char| c.is_alphanumeric() || "_.-$".contains(c);
    (!name.is_empty() && name.chars().all(is_name)).then(|| &text[at..at + end + 2])
}
