//! The reference as an adapter: an oracle on stdin and stdout for other test suites.

use super::protocol::{Feature, Hello, MAX_BATCH, Op, VERSION};
use crate::case::request_from_value;
use crate::protocol::json::{MAX_DEPTH, Value, decode_wire, parse_within, write_wire};
use crate::protocol::validator::{Tenants, answer_to, decide};
use crate::protocol::{Goal, Signer, Tenant, Text, hex};
use std::io::{self, BufRead, Read, Write};

/// The longest request that is read, in bytes.
const MAX_REQUEST: u64 = 64 << 20;

/// A goal stands two levels deep in a batch.
const ENVELOPE: usize = 2;

/// Answers requests until the input ends, and flushes when no more input is waiting.
///
/// # Errors
/// Those of the reader and the writer, and a line over 64 MiB. A request that cannot be read is
/// answered with `error`.
pub fn serve(input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut reader = io::BufReader::with_capacity(1 << 16, input);
    let mut adapter = Adapter { signer: None, canonical: Vec::new() };
    let (mut line, mut reply) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        if reader.by_ref().take(MAX_REQUEST).read_until(b'\n', &mut line)? == 0 {
            return output.flush();
        }
        if line.len() as u64 == MAX_REQUEST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a request over 64 MiB"));
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        reply.clear();
        write_wire(&adapter.answer(&line), &mut reply);
        output.write_all(&reply)?;
        if reader.buffer().is_empty() {
            output.flush()?;
        }
    }
}

/// What the reference says of itself.
pub fn hello() -> Hello {
    Hello {
        name: "goalpost-reference".to_owned(),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        runtime: None,
        ops: [Op::Sign, Op::Verify].map(|op| op.name().to_owned()).to_vec(),
        features: [Feature::Batch, Feature::LoneSurrogates, Feature::NonFinite]
            .map(|feature| feature.name().to_owned())
            .to_vec(),
        window: 4096,
    }
}

struct Adapter {
    /// The last tenant, keyed.
    signer: Option<(Tenant, Result<Signer, String>)>,
    canonical: Vec<u8>,
}

type Members = Vec<(&'static str, Value)>;

impl Adapter {
    fn answer(&mut self, line: &[u8]) -> Value {
        let mut request = match parse_within(line, MAX_DEPTH + ENVELOPE) {
            Ok(request) => request,
            Err(error) => {
                return object(
                    None,
                    vec![("error", format!("the request is not JSON: {error}").into())],
                );
            }
        };
        decode_wire(&mut request);
        let id = request.get("id").cloned();
        let members = match request.get("op").and_then(Value::as_str) {
            Some("hello") => return greeting(),
            Some("sign") => self.sign(&request),
            Some("verify") => verify(&request).unwrap_or_else(|what| vec![("error", what.into())]),
            Some(other) => vec![("unsupported", format!("no such op: {other}").into())],
            None => vec![("error", "the request has no op".into())],
        };
        object(id, members)
    }

    fn sign(&mut self, request: &Value) -> Members {
        let text = |name: &str| match request.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        };
        let (Some(tenant_id), Some(secret)) = (text("tenant_id"), text("secret")) else {
            return vec![("error", "tenant_id and secret must be texts".into())];
        };
        self.key(Tenant { tenant_id, secret });
        match (request.get("goal"), request.get("goals")) {
            (Some(goal), None) => self.sign_goal(goal),
            (None, Some(Value::Array(goals))) if goals.len() <= MAX_BATCH => {
                let outcomes = goals.iter().map(|goal| match &self.sign_goal(goal)[..] {
                    [("signature", signature), ..] => signature.clone(),
                    other => object(None, other.to_vec()),
                });
                vec![("outcomes", Value::Array(outcomes.collect()))]
            }
            (None, Some(Value::Array(_))) => {
                vec![("error", format!("a batch holds at most {MAX_BATCH} goals").into())]
            }
            _ => vec![("error", "the request needs a goal, or a list of goals".into())],
        }
    }

    fn key(&mut self, tenant: Tenant) {
        if self.signer.as_ref().is_none_or(|(known, _)| *known != tenant) {
            let signer = tenant.signer().map_err(|error| error.to_string());
            self.signer = Some((tenant, signer));
        }
    }

    fn sign_goal(&mut self, goal: &Value) -> Members {
        let goal = match Goal::from_value(goal.clone()) {
            Ok(goal) => goal,
            Err(error) => return vec![("refused", error.to_string().into())],
        };
        let signed = match &self.signer {
            Some((_, Ok(signer))) => {
                signer.sign(&goal, &mut self.canonical).map_err(|refusal| refusal.to_string())
            }
            Some((_, Err(error))) => Err(error.clone()),
            None => Err("no tenant".to_owned()),
        };
        match signed {
            Ok(signature) => vec![
                ("signature", signature.as_str().into()),
                ("canonical", hex::encode(&self.canonical).into()),
            ],
            Err(why) => vec![("refused", why.into())],
        }
    }
}

/// What the reference decides over a request, at the moment and for the tenant that are given.
fn verify(asked: &Value) -> Result<Members, String> {
    let member = |value: &Value, name: &str| match value.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        _ => Err(format!("{name} must be a text")),
    };
    let now = member(asked, "now")?
        .to_string()
        .parse()
        .map_err(|_| "now is not a valid time".to_owned())?;
    let tenant = asked.get("tenant").ok_or("the request needs a tenant")?;
    let request = asked.get("request").ok_or("the request needs a request")?;
    let mut tenants = Tenants::default();
    tenants.register(
        &member(tenant, "domain")?.to_string(),
        &Tenant { tenant_id: member(tenant, "tenant_id")?, secret: member(tenant, "secret")? },
    );
    let decision =
        request_from_value(request)?.with(|request| decide(request, &tenants, now).into_owned());
    let answer = answer_to(&decision);
    let mut members = vec![("status", i64::from(decision.status()).into())];
    members.push(("rule", decision.rule.id().into()));
    if decision.rule.accepts() {
        members.push(("ranked", Value::Bool(decision.ranked)));
        members.push(("first_touch_bucket", decision.bucket.map_or(Value::Null, Value::from)));
        members.push(("lag_seconds", decision.lag_seconds.map_or(Value::Null, Value::from)));
    }
    members.push(("body", answer.into()));
    Ok(members)
}

fn greeting() -> Value {
    let hello = hello();
    let texts = |texts: Vec<String>| Value::Array(texts.into_iter().map(Value::from).collect());
    object(
        None,
        vec![
            ("protocol", VERSION.into()),
            ("name", hello.name.into()),
            ("version", hello.version.unwrap_or_default().into()),
            ("ops", texts(hello.ops)),
            ("features", texts(hello.features)),
            ("window", (hello.window as i64).into()),
        ],
    )
}

fn object(id: Option<Value>, members: Members) -> Value {
    let id = id.map(|id| (Text::constant("id"), id));
    let members = members.into_iter().map(|(key, value)| (Text::constant(key), value));
    Value::Object(id.into_iter().chain(members).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replies(requests: &str) -> Vec<String> {
        let mut out = Vec::new();
        serve(requests.as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn every_request_gets_its_reply() {
        let tenant = r#""tenant_id":"t","secret":"00ff""#;
        let lines = replies(&format!(
            "{{\"op\":\"hello\",\"protocol\":1}}\n\n\
             {{\"id\":\"1\",\"op\":\"sign\",{tenant},\"goal\":{{\"event_name\":\"a\"}}}}\r\n\
             {{\"id\":\"2\",\"op\":\"sign\",{tenant},\"goals\":[{{\"event_name\":\"a\"}},{{}}]}}\n\
             {{\"id\":\"3\",\"op\":\"dance\"}}\n\
             nonsense\n\
             {{\"id\":\"4\",\"op\":\"sign\",\"tenant_id\":\"t\",\"secret\":\"0\",\"goal\":{{\"event_name\":\"a\"}}}}"
        ));
        assert!(Hello::read(lines[0].as_bytes()).is_ok());
        assert!(lines[1].starts_with(r#"{"id":"1","signature":""#), "{}", lines[1]);
        let signature = &lines[1][23..87];
        assert_eq!(
            lines[2],
            format!(
                r#"{{"id":"2","outcomes":["{signature}",{{"refused":"event_name is missing"}}]}}"#
            )
        );
        assert_eq!(lines[3], r#"{"id":"3","unsupported":"no such op: dance"}"#);
        assert!(lines[4].starts_with(r#"{"error":"the request is not JSON"#));
        assert!(lines[5].contains("odd number of hex digits"));
    }
}
