//! Mistakes with the request around the goal: its path, its headers, its JSON, its tenant.

use super::server::{Deal, Served, ServerMistake, mistake};
use crate::protocol::json::{Value, parse, write_compact};
use crate::protocol::request::{OwnedRequest, PATH};
use crate::protocol::rules::Rule;
use crate::protocol::validator::MAX_BODY;
use crate::protocol::{Number, Tenant, Text};

const OPEN: &str = "the document leaves it open: any of the allowed answers passes";

pub(super) const MISTAKES: &[ServerMistake] = &[
    mistake("method-not-checked", "takes any method", |deal| {
        with(deal, |request| request.method = "POST".to_owned())
    }),
    mistake("path-not-checked", "takes any path", |deal| {
        with(deal, |request| {
            let query = request.target.split_once('?').map(|(_, query)| query.to_owned());
            request.target = format!("{PATH}?{}", query.unwrap_or_default());
        })
    }),
    mistake("path-with-slash-accepted", "takes a path with a slash at its end", |deal| {
        with(deal, |request| request.target = request.target.replace("/goal/", "/goal"))
    })
    .unseen("the same path spelled otherwise may be accepted (SRV-1)"),
    mistake("content-type-not-checked", "takes any content type", |deal| {
        with(deal, |request| {
            request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            request.headers.push(("content-type".to_owned(), b"application/json".to_vec()));
        })
    })
    .unseen(OPEN),
    mistake("content-type-without-charset", "refuses application/json with a charset", |deal| {
        let is_named = |(name, value): &(String, Vec<u8>)| {
            name.eq_ignore_ascii_case("content-type") && value.contains(&b';')
        };
        match deal.request.headers.iter().any(is_named) {
            true => Served::refusal(415, "unsupported content type"),
            false => deal.serve(),
        }
    }),
    mistake("size-not-checked", "takes a body of any size", |deal| {
        deal.without(|rule| rule == Rule::BodySize)
    }),
    mistake("size-is-500", "breaks on a body that is too large", |deal| {
        broken_by(deal, |rule| rule == Rule::BodySize)
    }),
    mistake("json-error-is-500", "breaks on a body that is not JSON", |deal| {
        broken_by(deal, |rule| rule == Rule::BodySyntax)
    }),
    mistake("invalid-utf8-500", "breaks on a body that is not UTF-8", |deal| {
        match std::str::from_utf8(&deal.request.body) {
            Err(_) => Served::refusal(500, "internal error"),
            Ok(_) => deal.serve(),
        }
    }),
    mistake("invalid-utf8-replaced", "replaces bytes that are no UTF-8", |deal| {
        let text = String::from_utf8_lossy(&deal.request.body).into_owned();
        taken_as(deal, text.into_bytes())
    }),
    mistake("number-overflow-500", "breaks on a number that overflows", |deal| {
        broken_by(deal, |rule| rule == Rule::NumberOverflow)
    }),
    mistake("shape-error-is-500", "breaks on a body that is not an object", |deal| {
        broken_by(deal, |rule| rule == Rule::BodyShape)
    }),
    mistake("nesting-is-500", "breaks on a body that nests deep", |deal| {
        let depth = deal.request.body.iter().filter(|b| matches!(b, b'[' | b'{')).count();
        match depth > 64 {
            true => Served::refusal(500, "internal error"),
            false => deal.serve(),
        }
    }),
    mistake("byte-order-mark-accepted", "takes a byte order mark before the body", |deal| {
        let body = &deal.request.body;
        taken_as(deal, body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).to_vec())
    }),
    mistake("trailing-bytes-ignored", "ignores bytes after the JSON", |deal| {
        let body = &deal.request.body;
        let ends = body.iter().enumerate().filter(|(_, b)| **b == b'}').map(|(at, _)| at + 1);
        // A body that is too long is not read at all.
        let whole = ends.into_iter().find(|end| body.len() <= MAX_BODY && parse(&body[..*end]).is_ok());
        taken_as(deal, body[..whole.unwrap_or(body.len())].to_vec())
    }),
    mistake(
        "nan-infinity-accepted",
        "reads NaN and Infinity, and its range check lets them pass",
        |deal| {
            let Ok(text) = std::str::from_utf8(&deal.request.body) else { return deal.serve() };
            let tokens =
                [":-Infinity", ":Infinity", ":NaN", ": NaN", ": Infinity", ":1e400", ":1e999"];
            let read =
                tokens.iter().fold(text.to_owned(), |text, token| text.replace(token, ":1"));
            taken_as(deal, read.into_bytes())
        },
    ),
    mistake("comments-accepted", "reads JSON with comments and commas too many", |deal| {
        let Ok(text) = std::str::from_utf8(&deal.request.body) else { return deal.serve() };
        let read = text.replace(",}", "}").replace(",]", "]").replace("/**/", "");
        taken_as(deal, read.into_bytes())
    }),
    mistake("single-quotes-accepted", "reads strings in single quotes", |deal| {
        let Ok(text) = std::str::from_utf8(&deal.request.body) else { return deal.serve() };
        match parse(&deal.request.body) {
            Ok(_) => deal.serve(),
            Err(_) => taken_as(deal, text.replace('\'', "\"").into_bytes()),
        }
    }),
    mistake("duplicate-keys-last-wins", "keeps the last of several equal keys", |deal| {
        without_repeats(deal, true)
    })
    .unseen("the document leaves it open, as long as the last wins everywhere (SRV-5)"),
    mistake("duplicate-keys-first-wins", "keeps the first of several equal keys", |deal| {
        without_repeats(deal, false)
    }),
    mistake("lone-surrogate-replaced", "puts U+FFFD for half of a surrogate pair", |deal| {
        with_texts(deal, &|text| {
            text.has_lone_surrogate().then(|| Text::from(text.to_string().as_str()))
        })
    }),
    mistake(
        "lone-surrogate-refused",
        "refuses half of a surrogate pair, as many readers do",
        |deal| match deal.goal().is_some_and(|goal| goal.has_lone_surrogate()) {
            true => Served::refusal(400, "the body is not valid JSON"),
            false => deal.serve(),
        },
    )
    .unseen("a lone surrogate cannot travel everywhere: vectors take 400 for it (LEG-1)"),
    mistake("unicode-normalised", "reads texts in normal form C", |deal| {
        use unicode_normalization::UnicodeNormalization;
        with_texts(deal, &|text| Some(Text::from(text.as_str()?.nfc().collect::<String>())))
    }),
    mistake("texts-trimmed", "takes white space away around texts", |deal| {
        with_texts(deal, &|text| Some(Text::from(text.as_str()?.trim())))
    }),
    // The tenant.
    mistake("domain-unknown-accepted", "takes an unknown domain for its only tenant's", |deal| {
        with_domain(deal, |rule| rule == Rule::DomainUnknown)
    }),
    mistake("domain-missing-accepted", "takes its only tenant where no domain is named", |deal| {
        with_domain(deal, |rule| rule == Rule::DomainMissing)
    }),
    mistake("domain-shape-not-checked", "takes a domain with a port or a dot at its end", |deal| {
        let query = deal.request.target.split_once("domain=").map(|(_, value)| value);
        let bare = query.map(|value| value.split([':', '&']).next().unwrap_or_default());
        match bare.map(|value| value.trim_end_matches('.').eq_ignore_ascii_case(deal.domain)) {
            Some(true) => with_domain(deal, |rule| rule == Rule::DomainShape),
            _ => deal.serve(),
        }
    })
    .unseen(
        "the notation of a domain is open, as long as the tenant is the right one (SRV-6)",
    ),
    mistake("domain-case-matters", "treats domains in capitals as different ones", |deal| {
        match deal.request.target.bytes().any(|b| b.is_ascii_uppercase()) {
            true => Served::refusal(404, "the domain is not registered"),
            false => deal.serve(),
        }
    })
    .unseen("a domain in capitals may be refused: the document does not say that case is nothing (SRV-6)"),
    mistake("unknown-domain-echoed", "repeats an unknown domain", |deal| match deal.serve() {
        served if served.status == 404 => Served::refusal(404, &safe(&deal.request.target)),
        served => served,
    }),
    mistake("tenant-not-bound", "believes the tenant_id in the body", |deal| {
        let told = deal.value().and_then(|value| value.get("tenant_id").cloned());
        match told {
            Some(Value::String(tenant_id)) => {
                let tenant = Tenant { tenant_id, ..deal.tenant.clone() };
                Served::of(&deal.decide_for(deal.request, &tenant, deal.now))
            }
            _ => deal.serve(),
        }
    }),
    mistake("tenant-id-case-folded", "lower-cases tenant_id before it canonicalises", |deal| {
        let tenant_id = deal.tenant.tenant_id.to_string().to_lowercase().into();
        let tenant = Tenant { tenant_id, ..deal.tenant.clone() };
        Served::of(&deal.decide_for(deal.request, &tenant, deal.now))
    }),
    mistake("other-keys-refused", "refuses keys that the document does not name", |deal| {
        let has_others = deal.value().is_some_and(|value| match value {
            Value::Object(members) => members
                .iter()
                .any(|(key, _)| !crate::protocol::Goal::FIELDS.iter().any(|f| *key == **f)),
            _ => false,
        });
        match has_others {
            true => Served::refusal(400, "unknown key"),
            false => deal.serve(),
        }
    })
    .unseen("other top-level keys may be refused or ignored (SRV-20)"),
];

/// The reference's answer to a changed request.
fn with(deal: &Deal<'_>, change: fn(&mut OwnedRequest)) -> Served {
    let mut request = deal.request.clone();
    change(&mut request);
    Served::of(&deal.decide(&request))
}

/// The reference's answer to what a reader makes of the body.
fn taken_as(deal: &Deal<'_>, body: Vec<u8>) -> Served {
    if body == deal.request.body {
        return deal.serve();
    }
    // Its signature counts where it is right for what was read.
    Served::of(&deal.decide(&deal.with_body(body)))
}

fn broken_by(deal: &Deal<'_>, by: fn(Rule) -> bool) -> Served {
    let decision = deal.decide(deal.request);
    if by(decision.rule) { Served::refusal(500, "internal error") } else { Served::of(&decision) }
}

fn without_repeats(deal: &Deal<'_>, last: bool) -> Served {
    let Some(value) = deal.value() else { return deal.serve() };
    let kept = once(value.clone(), last);
    if kept == value {
        return deal.serve();
    }
    let mut body = Vec::new();
    write_compact(&kept, &mut body);
    let request = deal.with_body(body);
    // The signature is checked over what is left.
    Served::of(&deal.decide(&request))
}

fn once(value: Value, last: bool) -> Value {
    match value {
        Value::Object(members) => {
            let mut kept: Vec<(Text, Value)> = Vec::new();
            for (key, member) in members {
                let member = once(member, last);
                match kept.iter_mut().find(|(known, _)| *known == key) {
                    Some(known) if last => known.1 = member,
                    Some(_) => {}
                    None => kept.push((key, member)),
                }
            }
            Value::Object(kept)
        }
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|item| once(item, last)).collect())
        }
        value => value,
    }
}

/// The reference's answer to a body whose texts are changed before the signature is checked.
fn with_texts(deal: &Deal<'_>, change: &dyn Fn(&Text) -> Option<Text>) -> Served {
    let Some(value) = deal.value() else { return deal.serve() };
    let changed = map_texts(value.clone(), change);
    if changed == value {
        return deal.serve();
    }
    let mut body = Vec::new();
    write_compact(&changed, &mut body);
    Served::of(&deal.decide(&deal.with_body(body)))
}

fn map_texts(value: Value, change: &dyn Fn(&Text) -> Option<Text>) -> Value {
    match value {
        Value::String(text) => Value::String(change(&text).unwrap_or(text)),
        Value::Array(items) => {
            Value::Array(items.into_iter().map(|item| map_texts(item, change)).collect())
        }
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(key, member)| (key, map_texts(member, change))).collect(),
        ),
        // Written back as it was read.
        Value::Number(Number::NonFinite(_)) => Value::Null,
        value => value,
    }
}

/// The reference's answer with the only domain that is known, where a rule refuses the one that came.
fn with_domain(deal: &Deal<'_>, refused: fn(Rule) -> bool) -> Served {
    let decision = deal.decide(deal.request);
    if !refused(decision.rule) {
        return Served::of(&decision);
    }
    let mut request = deal.request.clone();
    request.target = format!("{PATH}?domain={}", deal.domain);
    Served::of(&deal.decide(&request))
}

fn safe(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '"' | '\\') && !c.is_control()).collect()
}
