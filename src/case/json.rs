//! Requests, expected responses and what was signed, as JSON.

use super::fields::{array, because, integer, list_of_text, strings, text};
use super::{ExpectedResponse, Signed, SignedOver};
use crate::mistakes::MistakeSet;
use crate::protocol::json::Value;
use crate::protocol::request::OwnedRequest;
use crate::protocol::rules::Rule;
use crate::protocol::{Goal, Tenant, Text, hex};

/// The request as the adapter protocol spells it: header values as the code points 0 to 255, the body
/// in hex.
pub fn request_to_value(request: &OwnedRequest) -> Value {
    let headers = request.headers.iter().map(|(name, value)| {
        let value: Text = value.iter().map(|byte| u32::from(*byte)).collect();
        Value::Array(vec![name.as_str().into(), Value::String(value)])
    });
    Value::object(vec![
        ("method", request.method.as_str().into()),
        ("target", request.target.as_str().into()),
        ("headers", Value::Array(headers.collect())),
        ("body", hex::encode(&request.body).into()),
    ])
}

/// The reverse of [`request_to_value`].
///
/// # Errors
/// What is wrong with it, in words.
pub fn request_from_value(value: &Value) -> Result<OwnedRequest, String> {
    let header = |value: &Value| -> Result<(String, Vec<u8>), String> {
        let Value::Array(pair) = value else {
            return Err("a header must be a list of name and value".to_owned());
        };
        let [Value::String(name), Value::String(value)] = &pair[..] else {
            return Err("a header must be a list of name and value".to_owned());
        };
        let bytes = value.code_points().map(u8::try_from).collect::<Result<_, _>>();
        Ok((name.to_string(), bytes.map_err(|_| "a header value goes beyond U+00FF")?))
    };
    Ok(OwnedRequest {
        method: text(value, "method")?,
        target: text(value, "target")?,
        headers: array(value, "headers")?.iter().map(header).collect::<Result<_, _>>()?,
        body: hex::decode(text(value, "body")?.as_bytes()).ok_or("body is not hex")?,
    })
}

impl ExpectedResponse {
    pub(crate) fn members(&self) -> Vec<(&'static str, Value)> {
        let advised = self.status.iter().map(|status| i64::from(*status).into()).collect();
        let mut members = vec![
            ("result", Value::from(self.result())),
            ("rule", self.rule.id().into()),
            ("status", strings(&self.demanded())),
            ("advised", Value::Array(advised)),
        ];
        members.extend(self.ranked.map(|ranked| ("ranked", Value::Bool(ranked))));
        if !self.bucket.is_empty() {
            let told = self.bucket.iter().map(|b| b.as_deref().map_or(Value::Null, Value::from));
            members.push(("first_touch_bucket", Value::Array(told.collect())));
        }
        if !self.lag_seconds.is_empty() {
            let told = self.lag_seconds.iter().map(|lag| lag.map_or(Value::Null, Value::from));
            members.push(("lag_seconds", Value::Array(told.collect())));
        }
        members
    }

    pub(crate) fn from_value(value: &Value) -> Result<ExpectedResponse, String> {
        let rule = text(value, "rule")?;
        let list = |name: &str| value.get(name).map_or(Ok(&[][..]), |_| array(value, name));
        let status = |value: &Value| integer(value).and_then(|n| u16::try_from(n).ok());
        let expected = ExpectedResponse {
            status: array(value, "advised")?
                .iter()
                .map(|item| status(item).ok_or("advised holds no status"))
                .collect::<Result<_, _>>()?,
            rule: Rule::of_id(&rule).ok_or_else(|| format!("unknown rule {rule:?}"))?,
            ranked: match value.get("ranked") {
                None => None,
                Some(Value::Bool(ranked)) => Some(*ranked),
                Some(other) => return Err(format!("ranked is {}", other.kind())),
            },
            bucket: list("first_touch_bucket")?
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect(),
            lag_seconds: list("lag_seconds")?.iter().map(integer).collect(),
        };
        let demanded = list_of_text(value, "status")?;
        if demanded != expected.demanded() {
            let right = expected.demanded().join(", ");
            return Err(format!("status does not follow from rule and advised; expected {right}"));
        }
        match text(value, "result")? {
            result if result == expected.result() => Ok(expected),
            result => Err(format!("result is {result:?}, but advised says {}", expected.result())),
        }
    }
}

impl Signed {
    pub(crate) fn to_value(&self) -> Value {
        let over = match &self.over {
            SignedOver::BodyGoal => "goal".into(),
            SignedOver::RawBody => "body".into(),
            SignedOver::Goal(goal) => goal.to_value(),
        };
        let mut members = vec![("over", over)];
        if let Some(by) = &self.by {
            let tenant = [
                ("tenant_id", Value::String(by.tenant_id.clone())),
                ("secret", Value::String(by.secret.clone())),
            ];
            members.push(("by", Value::object(tenant)));
        }
        members.extend(self.tenant_id.clone().map(|id| ("tenant_id", Value::String(id))));
        if !self.mistakes.is_empty() {
            let ids: Vec<String> = self.mistakes.ids().into_iter().map(str::to_owned).collect();
            members.push(("because", strings(&ids)));
        }
        members.extend(self.flip.map(|bit| ("flip", i64::from(bit).into())));
        members.extend(self.keep.map(|length| ("keep", i64::from(length).into())));
        Value::object(members)
    }

    pub(crate) fn from_value(value: &Value) -> Result<Signed, String> {
        let small = |name: &str| match value.get(name) {
            None => Ok(None),
            Some(number) => integer(number)
                .and_then(|n| u8::try_from(n).ok())
                .map(Some)
                .ok_or_else(|| format!("signed: {name} must be a number from 0 to 255")),
        };
        let over = match value.get("over") {
            Some(goal @ Value::Object(_)) => SignedOver::Goal(
                Goal::from_value(goal.clone()).map_err(|e| format!("signed: {e}"))?,
            ),
            Some(Value::String(text)) if text == "goal" => SignedOver::BodyGoal,
            Some(Value::String(text)) if text == "body" => SignedOver::RawBody,
            _ => return Err("signed: \"over\" must be \"goal\", \"body\" or a goal".to_owned()),
        };
        Ok(Signed {
            over,
            by: match value.get("by") {
                None => None,
                Some(by) => Some(Tenant {
                    tenant_id: text(by, "tenant_id")?.into(),
                    secret: text(by, "secret")?.into(),
                }),
            },
            tenant_id: match value.get("tenant_id") {
                Some(Value::String(id)) => Some(id.clone()),
                _ => None,
            },
            mistakes: match value.get("because") {
                None => MistakeSet::EMPTY,
                Some(_) => because(value)?,
            },
            flip: small("flip")?,
            keep: small("keep")?,
        })
    }
}
