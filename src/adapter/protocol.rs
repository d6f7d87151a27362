//! Adapter protocol, version 1: what is written and what is read. One JSON object a line.

use crate::case::{VerifyCase, request_to_value};
use crate::protocol::json::{BorrowedValue, Value, parse_borrowed, write_compact, write_string};
use crate::protocol::{Goal, Tenant, hex};
use std::fmt;

/// The version spoken.
pub const VERSION: i64 = 1;

/// The longest line an adapter may write, in bytes.
pub const MAX_LINE: usize = 1 << 20;

/// The most goals in a batch.
pub const MAX_BATCH: usize = 256;

/// The ops of the adapter protocol. Other declared ops are not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Sign a goal.
    Sign,
    /// Send a goal, with the implementation's own HTTP client.
    Send,
    /// Be the server: answer a request.
    Verify,
}

impl Op {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Op::Sign => "sign",
            Op::Send => "send",
            Op::Verify => "verify",
        }
    }
}

/// What an adapter can declare beyond its ops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// Many goals in one request.
    Batch,
    /// Strings with half a surrogate pair.
    LoneSurrogates,
    /// NaN and infinities.
    NonFinite,
}

impl Feature {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Feature::Batch => "batch",
            Feature::LoneSurrogates => "lone_surrogates",
            Feature::NonFinite => "non_finite",
        }
    }

    /// What a goal needs an adapter to have declared.
    pub fn needed_by(goal: &Goal) -> Option<Feature> {
        if goal.has_lone_surrogate() {
            Some(Feature::LoneSurrogates)
        } else if goal.has_non_finite() {
            Some(Feature::NonFinite)
        } else {
            None
        }
    }
}

/// An adapter's answer to the handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// What it calls itself.
    pub name: String,
    /// The version of the implementation.
    pub version: Option<String>,
    /// What it runs on.
    pub runtime: Option<String>,
    /// The ops it declared.
    pub ops: Vec<String>,
    /// The features it declared.
    pub features: Vec<String>,
    /// How many requests may be in flight, 1 to 4096.
    pub window: usize,
}

impl Hello {
    /// Whether an op was declared.
    pub fn has_op(&self, op: Op) -> bool {
        self.ops.iter().any(|name| name == op.name())
    }

    /// Whether a feature was declared.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.iter().any(|name| name == feature.name())
    }

    /// Reads the line that answers the handshake.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(line: &[u8]) -> Result<Hello, String> {
        let value = object(line)?;
        match value.get("protocol") {
            Some(version) if *version == Value::from(VERSION) => {}
            Some(BorrowedValue::Number(other)) => {
                return Err(format!("speaks protocol {}, not 1", other.to_f64()));
            }
            Some(_) => return Err("its \"protocol\" is not 1".to_owned()),
            None => return Err("its hello has no \"protocol\"".to_owned()),
        }
        let optional = |name: &str| value.get(name).and_then(text);
        let window = match value.get("window") {
            None | Some(BorrowedValue::Null) => 64,
            Some(BorrowedValue::Number(number)) => match number.to_f64() {
                n if n.fract() == 0.0 && (1.0..=4096.0).contains(&n) => n as usize,
                _ => return Err("its window must be from 1 to 4096".to_owned()),
            },
            Some(other) => return Err(format!("its window is {}, not a number", other.kind())),
        };
        Ok(Hello {
            name: optional("name").ok_or("its hello has no \"name\"")?,
            version: optional("version"),
            runtime: optional("runtime"),
            ops: names(&value, "ops")?.ok_or("its hello has no \"ops\"")?,
            features: names(&value, "features")?.unwrap_or_default(),
            window,
        })
    }
}

impl fmt::Display for Hello {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for part in [&self.version, &self.runtime].into_iter().flatten() {
            write!(f, " {part}")?;
        }
        Ok(())
    }
}

fn names(value: &BorrowedValue<'_>, key: &str) -> Result<Option<Vec<String>>, String> {
    match value.get(key) {
        None | Some(BorrowedValue::Null) => Ok(None),
        Some(BorrowedValue::Array(items)) => items
            .iter()
            .map(|item| text(item).ok_or_else(|| format!("its {key} must be texts")))
            .collect::<Result<_, _>>()
            .map(Some),
        Some(_) => Err(format!("its {key} must be a list")),
    }
}

fn text(value: &BorrowedValue<'_>) -> Option<String> {
    match value {
        BorrowedValue::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The handshake's request.
pub fn hello_line() -> Vec<u8> {
    format!("{{\"op\":\"hello\",\"protocol\":{VERSION}}}\n").into_bytes()
}

/// A request to sign one goal.
pub fn sign_line(id: u64, tenant: &Tenant, goal: &Goal, out: &mut Vec<u8>) {
    open_request(id, Op::Sign, out);
    write_tenant(tenant, out);
    out.extend_from_slice(b",\"goal\":");
    write_goal(goal, out);
    out.extend_from_slice(b"}\n");
}

/// A request to sign many goals of one tenant.
pub fn batch_line<'a>(
    id: u64,
    tenant: &Tenant,
    goals: impl Iterator<Item = &'a Goal>,
    out: &mut Vec<u8>,
) {
    open_request(id, Op::Sign, out);
    write_tenant(tenant, out);
    out.extend_from_slice(b",\"goals\":[");
    for (i, goal) in goals.enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write_goal(goal, out);
    }
    out.extend_from_slice(b"]}\n");
}

/// A request to send one goal to the endpoint at a base URL.
pub fn send_line(
    id: u64,
    endpoint: &str,
    domain: &str,
    tenant: &Tenant,
    goal: &Goal,
    out: &mut Vec<u8>,
) {
    open_request(id, Op::Send, out);
    out.extend_from_slice(b",\"endpoint\":");
    write_string(&endpoint.into(), out);
    out.extend_from_slice(b",\"domain\":");
    write_string(&domain.into(), out);
    write_tenant(tenant, out);
    out.extend_from_slice(b",\"goal\":");
    write_goal(goal, out);
    out.extend_from_slice(b"}\n");
}

/// A request to answer a request, as the server that knows one tenant.
pub fn verify_line(id: u64, case: &VerifyCase, out: &mut Vec<u8>) {
    open_request(id, Op::Verify, out);
    out.extend_from_slice(b",\"now\":");
    write_string(&case.now.to_string().into(), out);
    out.extend_from_slice(b",\"tenant\":{\"domain\":");
    write_string(&(&*case.domain).into(), out);
    write_tenant(&case.tenant, out);
    out.extend_from_slice(b"},\"request\":");
    write_compact(&request_to_value(&case.request), out);
    out.extend_from_slice(b"}\n");
}

fn open_request(id: u64, op: Op, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"id\":\"");
    out.extend_from_slice(id.to_string().as_bytes());
    out.extend_from_slice(b"\",\"op\":\"");
    out.extend_from_slice(op.name().as_bytes());
    out.push(b'"');
}

fn write_tenant(tenant: &Tenant, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"tenant_id\":");
    write_string(&tenant.tenant_id, out);
    out.extend_from_slice(b",\"secret\":");
    write_string(&tenant.secret, out);
}

/// What [`Goal::to_value`] and a JSON writer would give, without the copy.
fn write_goal(goal: &Goal, out: &mut Vec<u8>) {
    out.push(b'{');
    let mut first = true;
    for (name, field) in Goal::FIELDS.into_iter().zip(goal.fields()) {
        let Some(value) = field else { continue };
        if !first {
            out.push(b',');
        }
        first = false;
        out.push(b'"');
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":");
        write_compact(value, out);
    }
    out.push(b'}');
}

/// What an adapter answered to one goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It signed.
    Signed {
        /// The header's value.
        signature: String,
        /// The signed bytes, if reported.
        canonical: Option<Vec<u8>>,
    },
    /// It rejected the goal, on purpose.
    Refused(String),
    /// Its language cannot express the goal.
    Unsupported(String),
    /// It broke.
    Error(String),
}

/// Reads the reply to a `sign` request of one goal.
///
/// # Errors
/// What is wrong with the line, in words.
pub fn read_sign_reply(id: u64, line: &[u8]) -> Result<Outcome, String> {
    outcome(reply(id, line)?)
}

/// Reads the reply to a batch of `count` goals. An outcome of its own (`error` and so on) in place
/// of the list holds for every goal.
///
/// # Errors
/// What is wrong with the line, in words.
pub fn read_batch_reply(id: u64, count: usize, line: &[u8]) -> Result<Vec<Outcome>, String> {
    let mut value = reply(id, line)?;
    let Some(outcomes) = take(&mut value, "outcomes") else {
        return Ok(vec![outcome(value)?; count]);
    };
    if OUTCOMES.iter().any(|name| told(&value, name).is_some()) {
        return Err("has \"outcomes\" and another outcome".to_owned());
    }
    match outcomes {
        BorrowedValue::Array(items) if items.len() == count => items
            .into_iter()
            .map(|item| match item {
                BorrowedValue::String(signature) => {
                    Ok(Outcome::Signed { signature: signature.into_string(), canonical: None })
                }
                other => outcome(other),
            })
            .collect(),
        BorrowedValue::Array(items) => {
            Err(format!("has {} outcomes for {count} goals", items.len()))
        }
        other => Err(format!("has outcomes that are {}, not a list", other.kind())),
    }
}

const OUTCOMES: [&str; 4] = ["signature", "refused", "unsupported", "error"];

fn object(line: &[u8]) -> Result<BorrowedValue<'_>, String> {
    match parse_borrowed(line) {
        Ok(value @ BorrowedValue::Object(_)) => Ok(value),
        Ok(other) => Err(format!("is {}, not a JSON object", other.kind())),
        Err(error) => Err(format!("is not JSON ({})", error.what)),
    }
}

pub(super) fn reply(id: u64, line: &[u8]) -> Result<BorrowedValue<'_>, String> {
    let value = object(line)?;
    if let BorrowedValue::Object(members) = &value {
        for (i, (key, _)) in members.iter().enumerate() {
            if members[..i].iter().any(|(earlier, _)| earlier == key) {
                return Err(format!("has {key:?} twice"));
            }
        }
    }
    match value.get("id").and_then(BorrowedValue::as_str) {
        Some(told) if told == id.to_string() => Ok(value),
        Some(told) => {
            let told = told.chars().take(40).collect::<String>();
            Err(format!(
                "answers request {told:?}, but {id:?} was due (replies come in request order)",
                id = id.to_string()
            ))
        }
        None if value.get("id").is_some() => Err("has an \"id\" that is not a string".to_owned()),
        None => Err("has no \"id\"".to_owned()),
    }
}

/// A member that is present and not null; null is not an outcome.
pub(super) fn told<'v, 'a>(
    value: &'v BorrowedValue<'a>,
    name: &str,
) -> Option<&'v BorrowedValue<'a>> {
    value.get(name).filter(|v| **v != BorrowedValue::Null)
}

/// Takes a member out that is there and not null.
fn take<'a>(value: &mut BorrowedValue<'a>, name: &str) -> Option<BorrowedValue<'a>> {
    let BorrowedValue::Object(members) = value else { return None };
    let (_, member) =
        members.iter_mut().find(|(key, member)| key == name && *member != BorrowedValue::Null)?;
    Some(std::mem::replace(member, BorrowedValue::Null))
}

fn outcome(mut value: BorrowedValue<'_>) -> Result<Outcome, String> {
    let told_outcomes: Vec<&str> =
        OUTCOMES.into_iter().filter(|name| told(&value, name).is_some()).collect();
    let [name] = told_outcomes[..] else {
        return Err(match &told_outcomes[..] {
            [] => "holds no outcome (signature, refused, unsupported or error)".to_owned(),
            many => format!("holds more than one outcome: {}", many.join(", ")),
        });
    };
    let Some(BorrowedValue::String(message)) = take(&mut value, name) else {
        return Err(format!("has a {name} that is not a string"));
    };
    let message = message.into_string();
    Ok(match name {
        "refused" => Outcome::Refused(message),
        "unsupported" => Outcome::Unsupported(message),
        "error" => Outcome::Error(message),
        _ => Outcome::Signed { signature: message, canonical: canonical(&value)? },
    })
}

fn canonical(value: &BorrowedValue<'_>) -> Result<Option<Vec<u8>>, String> {
    match told(value, "canonical") {
        None => Ok(None),
        Some(BorrowedValue::String(text)) => hex::decode(text.as_bytes())
            .map(Some)
            .ok_or_else(|| "has a canonical that is not hex".to_owned()),
        Some(other) => Err(format!("has a canonical that is {}, not hex text", other.kind())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hello_is_checked() {
        let good = br#"{"protocol":1,"name":"a","version":"2","runtime":"r","ops":["sign"],"x":1}"#;
        let hello = Hello::read(good).unwrap();
        assert_eq!((hello.to_string().as_str(), hello.window), ("a 2 r", 64));
        for (line, what) in [
            (r#"{"name":"a","ops":[]}"#, "its hello has no \"protocol\""),
            (r#"{"protocol":2,"name":"a","ops":[]}"#, "speaks protocol 2, not 1"),
            (r#"{"protocol":1,"ops":[]}"#, "its hello has no \"name\""),
            (r#"{"protocol":1,"name":"a"}"#, "its hello has no \"ops\""),
            (
                r#"{"protocol":1,"name":"a","ops":[],"window":0}"#,
                "its window must be from 1 to 4096",
            ),
            ("hello", "is not JSON (expected a JSON value)"),
        ] {
            assert_eq!(Hello::read(line.as_bytes()).unwrap_err(), what);
        }
    }

    #[test]
    fn replies_hold_one_outcome_for_the_right_request() {
        let read = |line: &str| read_sign_reply(7, line.as_bytes());
        assert_eq!(
            read(r#"{"id":"7","signature":"ab","canonical":"7b7D","refused":null}"#),
            Ok(Outcome::Signed { signature: "ab".into(), canonical: Some(b"{}".to_vec()) })
        );
        assert_eq!(
            read(r#"{"id":"7","refused":"\ud800"}"#),
            Ok(Outcome::Refused("\u{fffd}".into()))
        );
        for line in [
            r#"{"id":"8","signature":"ab"}"#,
            r#"{"id":7,"signature":"ab"}"#,
            r#"{"id":"7"}"#,
            r#"{"id":"7","signature":null}"#,
            r#"{"id":"7","signature":"ab","error":"x"}"#,
            r#"{"id":"7","signature":"ab","canonical":"zz"}"#,
            r#"{"id":"7","signature":5}"#,
            r#"{"id":"7","signature":"ab"} {}"#,
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }

    #[test]
    fn batches_answer_every_goal() {
        let read = |line: &str| read_batch_reply(1, 2, line.as_bytes());
        let outcomes = read(r#"{"id":"1","outcomes":["ab",{"refused":"no"}]}"#).unwrap();
        assert_eq!(outcomes[1], Outcome::Refused("no".into()));
        assert_eq!(read(r#"{"id":"1","error":"broke"}"#).unwrap().len(), 2);
        assert_eq!(
            read(r#"{"id":"1","outcomes":["ab"]}"#).unwrap_err(),
            "has 1 outcomes for 2 goals"
        );
        assert!(read(r#"{"id":"1","outcomes":["ab",null]}"#).is_err());
    }
}
