//! Verify vectors as they are in `vectors/verify_*.json`.

use super::verify_test::{VerifyGroup, VerifyTest};
use crate::case::fields::{array, list_of_text, strings, text};
use crate::case::{ExpectedResponse, Signed, request_from_value, request_to_value};
use crate::protocol::Tenant;
use crate::protocol::json::Value;
use jiff::Timestamp;
use std::sync::Arc;

/// A body is shown as text up to this length.
const SHOWN: usize = 600;

impl VerifyGroup {
    pub(in crate::vectors) fn to_value(&self) -> Value {
        Value::object(vec![
            ("comment", self.comment.as_str().into()),
            ("domain", (&*self.domain).into()),
            ("tenant_id", Value::String(self.tenant.tenant_id.clone())),
            ("secret", Value::String(self.tenant.secret.clone())),
            ("tests", Value::Array(self.tests.iter().map(VerifyTest::to_value).collect())),
        ])
    }

    pub(in crate::vectors) fn from_value(value: &Value) -> Result<VerifyGroup, String> {
        let (tenant_id, secret) = (text(value, "tenant_id")?, text(value, "secret")?);
        Ok(VerifyGroup {
            comment: text(value, "comment")?,
            domain: text(value, "domain")?.into(),
            tenant: Arc::new(Tenant { tenant_id: tenant_id.into(), secret: secret.into() }),
            tests: array(value, "tests")?
                .iter()
                .map(VerifyTest::from_value)
                .collect::<Result<_, _>>()?,
        })
    }
}

impl VerifyTest {
    fn to_value(&self) -> Value {
        let mut members = vec![
            ("id", Value::from(&*self.id)),
            ("comment", Value::from(self.comment.as_str())),
            ("flags", strings(&self.flags)),
            ("requirements", strings(&self.requirements)),
            ("now", Value::from(self.now.to_string())),
        ];
        members.extend(self.sent_and_expected());
        Value::object(members)
    }

    /// The members that say what is sent, and what must come of it.
    pub(in crate::vectors) fn sent_and_expected(&self) -> Vec<(&'static str, Value)> {
        let mut members = vec![("request", request_to_value(&self.request))];
        let body = &self.request.body;
        if body.len() <= SHOWN
            && let Ok(shown) = std::str::from_utf8(body)
        {
            members.push(("body_text", shown.into()));
        }
        members.extend(self.signed.as_ref().map(|signed| ("signed", signed.to_value())));
        members.extend(self.expected.members());
        members
    }

    /// A step of a sequence: what [`VerifyTest::sent_and_expected`] wrote.
    pub(in crate::vectors) fn read_step(
        id: &str,
        now: Timestamp,
        value: &Value,
    ) -> Result<VerifyTest, String> {
        Ok(VerifyTest {
            id: id.into(),
            comment: String::new(),
            flags: Vec::new(),
            requirements: Vec::new(),
            now,
            request: Arc::new(request_from_value(
                value.get("request").ok_or("request is missing")?,
            )?),
            signed: value.get("signed").map(Signed::from_value).transpose()?,
            expected: ExpectedResponse::from_value(value)?,
        })
    }

    fn from_value(value: &Value) -> Result<VerifyTest, String> {
        let id = text(value, "id")?;
        let read = || -> Result<VerifyTest, String> {
            let now = text(value, "now")?.parse().map_err(|e| format!("now: {e}"))?;
            Ok(VerifyTest {
                comment: text(value, "comment")?,
                flags: list_of_text(value, "flags")?,
                requirements: list_of_text(value, "requirements")?,
                ..VerifyTest::read_step(&id, now, value)?
            })
        };
        read().map_err(|what| format!("{id}: {what}"))
    }
}
