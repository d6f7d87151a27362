//! What is signed as a whole: the object, something else, and what is put around it.

use super::base64_encode;
use super::digest::hashed;
use super::members::{EVENT_NAME, Members, Node, PROPERTIES, VALUE, top, top_order};
use super::texts::{html, percent};
use super::writer::{write_map, write_node, write_text};
use crate::mistakes::config::*;
use crate::mistakes::context::SigningContext;
use crate::protocol::json::Value;
use crate::protocol::request::{PATH, SIGNATURE_HEADER};
use crate::protocol::{Text, hex};

/// The bytes that are signed; `None` if the signer refuses the goal.
pub(crate) fn message(config: &SignerConfig, context: &SigningContext<'_>) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(512);
    out.extend_from_slice(config.leader.as_bytes());
    write_subject(config, context, &mut out)?;
    out.extend_from_slice(config.trailer.as_bytes());
    let out = wrapped(config, out);
    if config.before.is_empty() && config.after.is_empty() {
        return Some(out);
    }
    let (before, after) = (resolved(config.before, context), resolved(config.after, context));
    Some([before, out, after].concat())
}

fn write_subject(
    config: &SignerConfig,
    context: &SigningContext<'_>,
    out: &mut Vec<u8>,
) -> Option<()> {
    let word = |text: &Text, out: &mut Vec<u8>| out.extend_from_slice(text.as_bytes());
    match (config.subject, context.request) {
        (Subject::RawBody, Some(request)) => out.extend_from_slice(request.body),
        (Subject::Canonical | Subject::Flat | Subject::RawBody, _) => {
            let members = top(config, context)?;
            write_map(config, top_order(config, context), true, members, 0, out);
        }
        (Subject::Properties, _) => {
            let properties = top(config, context)?.into_iter().find(|(key, _)| *key == PROPERTIES);
            write_node(config, properties?.1, 0, out);
        }
        (Subject::EventAndValue, _) => {
            let members = all_members(top(config, context)?);
            let wanted = members.into_iter().filter(|(key, _)| *key == EVENT_NAME || *key == VALUE);
            write_map(config, KeyOrder::CodePoint, true, wanted.collect(), 0, out);
        }
        (Subject::Form, _) => {
            let pairs = sorted_texts(config, context)?;
            let pairs = pairs.iter().map(|(key, text)| {
                format!("{}={}", percent(key.as_bytes()), percent(text.as_bytes()))
            });
            out.extend_from_slice(pairs.collect::<Vec<_>>().join("&").as_bytes());
        }
        (Subject::Joined(between), _) => {
            let texts: Vec<String> =
                sorted_texts(config, context)?.into_iter().map(|(_, text)| text).collect();
            out.extend_from_slice(texts.join(between).as_bytes());
        }
        (Subject::PythonRepr, _) => {
            written_otherwise(config, context, &[("\":", "': "), ("\"", "'"), (",'", ", '")], out)?;
        }
        (Subject::RubyInspect, _) => {
            written_otherwise(config, context, &[("\":", "\"=>"), (",\"", ", \"")], out)?;
        }
        (Subject::JavaMap, _) => {
            let swaps = [("\":", "="), (",\"", ", "), ("\"", "")];
            written_otherwise(config, context, &swaps, out)?;
        }
        (Subject::Word(text), _) => out.extend_from_slice(text.as_bytes()),
        (Subject::SecretText, _) => word(&context.tenant.secret, out),
        (Subject::TenantId, _) => word(&context.tenant.tenant_id, out),
        (Subject::EventName, _) => match &context.goal.event_name {
            Some(Value::String(text)) => word(text, out),
            _ => return None,
        },
        (Subject::Target, _) => out.extend(resolved(&[Piece::Target], context)),
    }
    Some(())
}

/// The canonical text with raw characters and other punctuation, as languages print a map. Good
/// enough for texts without quotes of their own.
fn written_otherwise(
    config: &SignerConfig,
    context: &SigningContext<'_>,
    swaps: &[(&str, &str)],
    out: &mut Vec<u8>,
) -> Option<()> {
    let raw = SignerConfig { charset: Charset::Utf8, ..config.clone() };
    let mut plain = Vec::new();
    write_map(&raw, top_order(config, context), true, top(&raw, context)?, 0, &mut plain);
    let mut text = String::from_utf8_lossy(&plain).into_owned();
    for (from, to) in swaps {
        text = text.replace(from, to);
    }
    out.extend_from_slice(text.as_bytes());
    Some(())
}

/// The members of both levels.
fn all_members(top: Members<'_>) -> Members<'_> {
    let mut all = Vec::new();
    for (key, node) in top {
        match node {
            Node::Properties(inner) => all.extend(inner),
            node => all.push((key, node)),
        }
    }
    all
}

/// Every key with its value as bare text, sorted by key.
fn sorted_texts(
    config: &SignerConfig,
    context: &SigningContext<'_>,
) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for (key, node) in all_members(top(config, context)?) {
        let text = match node {
            Node::Text(text) => text.to_string(),
            Node::Token(token) => token.trim_matches('"').to_owned(),
            node => {
                let mut out = Vec::new();
                write_node(config, node, 0, &mut out);
                String::from_utf8_lossy(&out).into_owned()
            }
        };
        pairs.push((key.to_string(), text));
    }
    pairs.sort();
    Some(pairs)
}

fn wrapped(config: &SignerConfig, bytes: Vec<u8>) -> Vec<u8> {
    let text = || String::from_utf8_lossy(&bytes);
    match config.wrap {
        Wrap::None => bytes,
        Wrap::JsonString => {
            let mut out = Vec::new();
            write_text(config, &Text::from(&*text()), &mut out);
            out
        }
        Wrap::Base64 => base64_encode(&bytes).into_bytes(),
        Wrap::Base64Url => {
            let text = base64_encode(&bytes).replace('+', "-").replace('/', "_");
            text.trim_end_matches('=').as_bytes().to_vec()
        }
        Wrap::Hex => hex::encode(&bytes).into_bytes(),
        Wrap::HashHex => hex::encode(&hashed(Hash::Sha256, &[&bytes])).into_bytes(),
        Wrap::HashBytes => hashed(Hash::Sha256, &[&bytes]),
        Wrap::Percent => percent(&bytes).into_bytes(),
        Wrap::Html => html(&text()).into_bytes(),
        Wrap::Utf16Le => text().encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Wrap::Utf16Be => text().encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Wrap::InList => [b"[", &bytes[..], b"]"].concat(),
        Wrap::Under(key) => [format!("{{\"{key}\":").as_bytes(), &bytes, b"}"].concat(),
    }
}

/// Headers that say nothing which a signer would sign.
const ORDINARY_HEADERS: [&str; 14] = [
    SIGNATURE_HEADER,
    "host",
    "content-type",
    "content-length",
    "user-agent",
    "accept",
    "accept-encoding",
    "accept-language",
    "connection",
    "transfer-encoding",
    "origin",
    "referer",
    "cookie",
    "authorization",
];

/// The bytes of pieces; a piece that is not known gives none.
pub(crate) fn resolved(pieces: &[Piece], context: &SigningContext<'_>) -> Vec<u8> {
    let text = |value: &Option<Value>| match value {
        Some(Value::String(text)) => text.as_bytes().to_vec(),
        _ => Vec::new(),
    };
    let target = || match context.request {
        Some(request) => request.target.to_vec(),
        None => format!("{PATH}?domain={}", context.domain).into_bytes(),
    };
    let one = |piece: &Piece| match piece {
        Piece::Method => {
            context.request.map_or(b"POST".to_vec(), |request| request.method.to_vec())
        }
        Piece::Path => PATH.as_bytes().to_vec(),
        Piece::Target => target(),
        Piece::Url => [b"https://loudpixel.ai", &target()[..]].concat(),
        Piece::Domain => context.domain.as_bytes().to_vec(),
        Piece::TenantId => context.tenant.tenant_id.as_bytes().to_vec(),
        Piece::EventName => text(&context.goal.event_name),
        Piece::Moment => text(&context.goal.first_touch_ts),
        Piece::Text(text) => text.as_bytes().to_vec(),
        Piece::Header(at) => signed_headers(context).nth(usize::from(*at)).unwrap_or_default(),
    };
    pieces.iter().flat_map(one).collect()
}

/// The values of header fields that a signer may have signed: a time, a nonce, an id. Times and ids
/// that stand before the signature itself come last.
pub(crate) fn signed_headers<'a>(
    context: &SigningContext<'a>,
) -> impl Iterator<Item = Vec<u8>> + 'a {
    const LONGEST: usize = 200;
    let fields = context.request.map_or(&[][..], |request| request.headers);
    let named = fields
        .iter()
        .filter(|(name, value)| {
            value.len() <= LONGEST
                && !ORDINARY_HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
        })
        .map(|(_, value)| value.to_vec());
    let in_signature = fields
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case(SIGNATURE_HEADER.as_bytes()))
        .flat_map(|(_, value)| value.split(|b| matches!(b, b',' | b';' | b' ')))
        .filter_map(|part| {
            let at = part.iter().position(|b| *b == b'=')?;
            let (name, value) = (&part[..at], &part[at + 1..]);
            matches!(name, b"t" | b"ts" | b"n" | b"id" | b"timestamp" | b"nonce")
                .then(|| value.to_vec())
        });
    named.chain(in_signature).take(8)
}

/// How many of those there are.
pub(crate) fn signed_header_count(context: &SigningContext<'_>) -> usize {
    signed_headers(context).count()
}

/// Keys, each with `"key":value` as it is written.
pub(crate) type Apart = Vec<(Text, Vec<u8>)>;

/// The members of both levels, sorted; `properties` without its value. `None` if it is not an object of
/// two levels on one line that is signed.
pub(crate) fn members_apart(
    config: &SignerConfig,
    context: &SigningContext<'_>,
) -> Option<(Apart, Apart)> {
    let is_plain = config.subject == Subject::Canonical
        && config.indent.is_none()
        && !config.camel_case
        && !config.properties_as_text
        && !config.properties_emptied
        && !config.empty_properties_as_list
        && config.leader.is_empty()
        && config.wrap == Wrap::None
        && config.before.is_empty()
        && config.after.is_empty();
    if !is_plain {
        return None;
    }
    let written = |key: &Text, node: Option<Node<'_>>| {
        let mut out = Vec::new();
        write_text(config, key, &mut out);
        out.extend_from_slice(config.separators.1.as_bytes());
        if let Some(node) = node {
            write_node(config, node, 1, &mut out);
        }
        (key.clone(), out)
    };
    let (mut outer, mut inner) = (Vec::new(), Vec::new());
    for (key, node) in top(config, context)? {
        match node {
            Node::Properties(members) => {
                inner.extend(members.into_iter().map(|(key, node)| written(key, Some(node))));
                outer.push(written(key, None));
            }
            node => outer.push(written(key, Some(node))),
        }
    }
    outer.sort();
    inner.sort();
    Some((outer, inner))
}
