//! Requests in source code and in logs: the texts, objects and pairs that a request is made of, wherever
//! they stand.

use super::draft::{Client, Draft, is_about_goal};
use super::lexer::{Kind, unescaped};
use super::literal::{Literals, closing};
use super::objects;
use super::parts::Parts;
use super::raw;
use crate::protocol::Text;
use crate::protocol::json::{Value, parse};

/// The largest text that is searched, in bytes: its tokens are kept.
const MAX_TEXT: usize = 8 << 20;

/// Every request in a text.
pub(super) fn requests(text: &str) -> Vec<Draft> {
    if text.len() > MAX_TEXT {
        return Vec::new();
    }
    let mut literals = Literals::new(text);
    // A raw request in a quoted text, as Go's %q prints one.
    let quoted = literals.tokens.iter().filter_map(|token| match &token.kind {
        Kind::Text { value, .. } if value.contains(" HTTP/") && value.contains('\n') => {
            Some(raw::requests(value.as_bytes()))
        }
        _ => None,
    });
    let quoted: Vec<Draft> = quoted.flatten().filter(Draft::is_whole).collect();
    if quoted.iter().any(|draft| draft.body.is_some()) {
        return quoted;
    }
    let mut bag: Vec<(Text, Value)> = Vec::new();
    let mut drafts = Vec::new();
    while literals.at < literals.tokens.len() {
        let before = literals.at;
        if let Some(call) = call(&mut literals) {
            let found: Vec<Draft> = objects::requests(&call)
                .into_iter()
                .filter(|draft| draft.is_whole() && draft.body.is_some())
                .collect();
            if !found.iter().any(Draft::is_signed) {
                bag.push((Text::constant(""), call));
            } else {
                drafts.extend(found);
            }
        } else if let Some((name, value)) = assignment(&mut literals) {
            if !value.is_leaf() || value.as_str().is_some() {
                literals.variables.insert(name.clone(), value.clone());
                bag.push((Text::from(name.as_str()), value));
            }
        } else if ['{', '['].iter().any(|mark| literals.is(0, *mark)) {
            bag.extend(literals.value().map(|value| (Text::constant(""), value)));
        }
        literals.at = literals.at.max(before + 1);
    }
    if drafts.is_empty() {
        drafts.extend(scattered(text, &literals, bag));
    }
    let client = client(text);
    for draft in &mut drafts {
        draft.client = client;
    }
    drafts
}

/// What leaves out which header field.
fn client(text: &str) -> Client {
    let lower = text.to_ascii_lowercase();
    if lower.contains("invoke-webrequest") || lower.contains("invoke-restmethod") {
        Client::Form
    } else if lower.contains("fetch(") && !lower.contains("axios") {
        Client::Fetch
    } else {
        Client::Partial
    }
}

/// Functions that send a request, by the last part of their names.
const SENDERS: [&str; 12] = [
    "fetch", "post", "request", "axios", "ajax", "got", "ky", "send", "Request", "put", "POST",
    "$fetch",
];

/// Whether such a call begins so many tokens ahead.
fn sends(literals: &Literals<'_>, ahead: usize) -> bool {
    let mut ahead = ahead;
    while let Some(Kind::Word(word)) = literals.kind(ahead) {
        if !matches!(word.as_str(), "await" | "new" | "return") {
            let last = word.rsplit('.').next().unwrap_or_default();
            return SENDERS.contains(&last) && literals.is(ahead + 1, '(');
        }
        ahead += 1;
    }
    false
}

/// A call that sends something, as an object: what it is given, under the names it goes by.
fn call(literals: &mut Literals<'_>) -> Option<Value> {
    let Some(Kind::Word(word)) = literals.kind(0) else { return None };
    let last = word.rsplit('.').next().unwrap_or_default().to_owned();
    if !SENDERS.contains(&last.as_str()) || !literals.is(1, '(') {
        return None;
    }
    literals.at += 1;
    let given = literals.value()?;
    let mut members: Vec<(Text, Value)> = Vec::new();
    if last == "post" || last == "POST" {
        members.push((Text::constant("method"), Value::from("POST")));
    }
    let given = match given {
        Value::Array(items) => items.into_iter().map(|item| (Text::constant(""), item)).collect(),
        Value::Object(pairs) => pairs,
        single => vec![(Text::constant(""), single)],
    };
    for (name, value) in given {
        let name = match &value {
            _ if !name.is_empty() => name,
            Value::String(text) => match text.as_str().unwrap_or_default() {
                text if super::parts::is_method(text) => Text::constant("method"),
                text if is_about_goal(text.as_bytes()) => Text::constant("body"),
                text if text.contains("://") || text.starts_with('/') => Text::constant("url"),
                _ => Text::constant(""),
            },
            value if value.get("event_name").is_some() => Text::constant("body"),
            _ => Text::constant(""),
        };
        members.push((name, value));
    }
    Some(Value::Object(members))
}

/// `name = value`, with what languages put around it.
fn assignment(literals: &mut Literals<'_>) -> Option<(String, Value)> {
    let Some(Kind::Word(word)) = literals.kind(0) else { return None };
    let name = word.trim_start_matches('$').to_owned();
    let ahead = if literals.is(1, '=') && !literals.is(2, '=') && !literals.is(2, '>') {
        2
    } else if literals.is(1, ':') && literals.is(2, '=') {
        3
    } else if literals.is(1, ':')
        && matches!(literals.kind(2), Some(Kind::Word(_)))
        && literals.is(3, '=')
        && !literals.is(4, '=')
    {
        4 // With its type.
    } else {
        return None;
    };
    if sends(literals, ahead) {
        return None; // Read as the call that it is.
    }
    literals.at += ahead;
    Some((name, literals.value()?))
}

/// One request out of everything that a text holds.
fn scattered(text: &str, literals: &Literals<'_>, bag: Vec<(Text, Value)>) -> Vec<Draft> {
    let mut parts = Parts::default();
    let mut drafts: Vec<Draft> = objects::requests(&Value::Object(bag.clone()));
    let is_whole = |draft: &Draft| draft.is_whole() && draft.is_signed() && draft.url.is_some();
    if drafts.iter().any(is_whole) {
        drafts.retain(is_whole);
        return drafts;
    }
    let mut body: Option<String> = None;
    for (at, token) in literals.tokens.iter().enumerate() {
        match &token.kind {
            Kind::Text { value, raw } => {
                let text = value.as_str();
                if !parts.offer_request_line(text) {
                    parts.offer_url(text);
                }
                if let Some((name, value)) =
                    text.split_once(": ").filter(|(name, _)| is_header(name))
                {
                    parts.header(name, value.trim().as_bytes());
                } else if is_header(text)
                    && let Some(value) = value_after(literals, at)
                {
                    parts.header(text, value.as_bytes());
                }
                if is_about_goal(raw.as_bytes()) && body.is_none() {
                    body = [value, raw].into_iter().find(|t| parse(t.as_bytes()).is_ok()).cloned();
                }
            }
            Kind::Word(word) if is_header(word) => {
                if let Some(value) = value_after(literals, at) {
                    parts.header(word, value.as_bytes());
                }
            }
            Kind::Word(_) | Kind::Mark(_) => {}
        }
    }
    for (_, value) in &bag {
        objects_into(&mut parts, value);
    }
    if let Some(body) = body.or_else(|| plain_body(text)) {
        parts.offer_body(&Value::from(body));
    }
    if !parts.has_signature()
        && let Some(signature) = signature(text)
    {
        parts.header("X-LP-Goal-Signature", signature.as_bytes());
    }
    if !parts.has_url() {
        text.split(|c: char| c.is_whitespace() || "\"'<>,;".contains(c))
            .filter(|word| word.contains("/pixel/goal"))
            .for_each(|word| {
                // `url=https://…`
                let begin = word.find("http").filter(|at| word[*at..].contains("://")).unwrap_or(0);
                parts.offer_url(word[begin..].trim_end_matches([')', '.', ':']));
            });
    }
    if parts.method.is_none() {
        parts.method = text.contains("POST").then(|| "POST".to_owned());
    }
    let draft = parts.draft();
    if draft.is_something() { vec![draft] } else { Vec::new() }
}

/// What an object adds to the request that a text is about.
fn objects_into(parts: &mut Parts, value: &Value) {
    for (name, member) in match value {
        Value::Object(members) => &members[..],
        _ => &[],
    } {
        let name = name.to_string().to_ascii_lowercase();
        if name.ends_with("headers") {
            parts.header_fields(member);
        } else if is_header(&name) {
            parts.header_fields(&Value::Object(vec![(Text::from(name.as_str()), member.clone())]));
        }
    }
    if value.get("event_name").is_some() {
        parts.offer_goal(value);
    }
}

/// A header field that decides something.
fn is_header(text: &str) -> bool {
    let text = text.replace('_', "-");
    ["x-lp-goal-signature", "content-type", "user-agent"]
        .iter()
        .any(|name| text.eq_ignore_ascii_case(name))
}

/// The value that stands after a name: `"A": "b"`, `"A", "b"`, `["A"] = b`.
fn value_after(literals: &Literals<'_>, at: usize) -> Option<String> {
    let rest = literals.tokens.get(at + 1..)?;
    let next = rest.iter().take(5).find(|token| {
        !matches!(token.kind, Kind::Mark(':' | ',' | '=' | '>' | ']' | '[' | '(' | '{' | '|' | ')'))
    })?;
    let text = match &next.kind {
        Kind::Text { value, .. } => value.clone(),
        Kind::Word(word) => match literals.variable(word).and_then(Value::as_str) {
            Some(value) => value.to_owned(),
            None if word.len() >= 32 => word.clone(),
            None => return None,
        },
        Kind::Mark(_) => return None,
    };
    (!text.contains(['\n', '{'])).then_some(text)
}

/// A goal that stands in a text as it is, or with its quotes escaped.
fn plain_body(text: &str) -> Option<String> {
    let at = text.find("event_name")?;
    let begin = text[..at].rfind('{')?;
    let candidates = [
        closing(text.as_bytes(), begin).map(|end| text[begin..end].to_owned()),
        // {\x22event_name\x22:…}, {\"event_name\":…}, {""event_name"":…}, {&quot;event_name&quot;:…}
        enclosed(&unescaped(&text[begin..])),
        enclosed(&text[begin..].replace("\"\"", "\"")),
        enclosed(
            &text[begin..].replace("&quot;", "\"").replace("&amp;", "&").replace("&#39;", "'"),
        ),
        enclosed(&unescaped(&unescaped(&text[begin..]))),
    ];
    candidates.into_iter().flatten().find(|body| parse(body.as_bytes()).is_ok())
}

fn enclosed(text: &str) -> Option<String> {
    closing(text.as_bytes(), 0).and_then(|end| text.get(..end)).map(str::to_owned)
}

/// The value after the signature header's name, or after `sig=`, in any spelling; or the only text that
/// looks like one.
fn signature(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let after = |name: &str| {
        lower.match_indices(name).take(100).find_map(|(at, _)| {
            let marks = [':', '=', ' ', '"', '\'', '\\', '>', ',', '[', '(', '\t'];
            let rest = text.get(at + name.len()..)?.trim_start_matches(marks);
            let is_part = |c: char| c.is_ascii_alphanumeric() || "+/=_-".contains(c);
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            (end >= 16).then(|| rest[..end].to_owned())
        })
    };
    ["x-lp-goal-signature", "x_lp_goal_signature", "signature", "sig="]
        .into_iter()
        .find_map(after)
        .or_else(|| {
            let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
            let is_digest =
                |word: &&str| word.len() == 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
            words.find(is_digest).map(str::to_owned)
        })
}
