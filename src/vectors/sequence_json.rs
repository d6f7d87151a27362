//! Sequence vectors as they are in `vectors/verify_sequences.json`.

use super::sequence::{SequenceGroup, SequenceStep, SequenceTest};
use super::verify_test::VerifyTest;
use crate::case::Site;
use crate::case::fields::{array, integer, list_of_text, strings, text};
use crate::generate::sequence::SendMode;
use crate::protocol::Tenant;
use crate::protocol::json::Value;
use std::sync::Arc;
use std::time::Duration;

/// The `op` of a file of sequences, and the version of its format.
pub(super) const SEQUENCE_OP: &str = "verify-sequence";
pub(super) const SEQUENCE_FORMAT: i64 = 1;

/// The most steps of a sequence, repetitions of a step, and milliseconds of a pause that are read.
const MAX_STEPS: usize = 256;
const MAX_REPEAT: i64 = 1000;
const MAX_PAUSE: i64 = 10_000;

impl SequenceGroup {
    pub(in crate::vectors) fn to_value(&self) -> Value {
        let tenant = |site: &Site| {
            Value::object(vec![
                ("domain", (&*site.domain).into()),
                ("tenant_id", Value::String(site.tenant.tenant_id.clone())),
                ("secret", Value::String(site.tenant.secret.clone())),
            ])
        };
        Value::object(vec![
            ("comment", self.comment.as_str().into()),
            ("tenants", Value::Array(self.tenants.iter().map(tenant).collect())),
            ("tests", Value::Array(self.tests.iter().map(|test| test.to_value(self)).collect())),
        ])
    }

    pub(in crate::vectors) fn from_value(value: &Value) -> Result<SequenceGroup, String> {
        let tenant = |value: &Value| -> Result<Site, String> {
            let (tenant_id, secret) = (text(value, "tenant_id")?, text(value, "secret")?);
            Ok(Site {
                domain: text(value, "domain")?.into(),
                tenant: Arc::new(Tenant { tenant_id: tenant_id.into(), secret: secret.into() }),
            })
        };
        let tenants: Vec<Site> =
            array(value, "tenants")?.iter().map(tenant).collect::<Result<_, _>>()?;
        if tenants.is_empty() {
            return Err("tenants is empty".to_owned());
        }
        let tests = array(value, "tests")?.iter();
        let tests = tests.map(|test| SequenceTest::from_value(test, &tenants));
        Ok(SequenceGroup {
            comment: text(value, "comment")?,
            tests: tests.collect::<Result<_, _>>()?,
            tenants,
        })
    }
}

impl SequenceTest {
    fn to_value(&self, group: &SequenceGroup) -> Value {
        Value::object(vec![
            ("id", Value::from(&*self.id)),
            ("comment", self.comment.as_str().into()),
            ("flags", strings(&self.flags)),
            ("requirements", strings(&self.requirements)),
            ("now", self.now.to_string().into()),
            ("send", self.send.name().into()),
            ("fresh", self.fresh.as_str().into()),
            ("steps", Value::Array(self.steps.iter().map(|step| step.to_value(group)).collect())),
        ])
    }

    fn from_value(value: &Value, tenants: &[Site]) -> Result<SequenceTest, String> {
        let id = text(value, "id")?;
        let read = || -> Result<SequenceTest, String> {
            let now = text(value, "now")?.parse().map_err(|e| format!("now: {e}"))?;
            let send = text(value, "send")?;
            let steps = array(value, "steps")?;
            if steps.is_empty() || steps.len() > MAX_STEPS {
                return Err(format!("steps has {} items; 1 to {MAX_STEPS}", steps.len()));
            }
            let step = |value: &Value| SequenceStep::from_value(value, &id, now, tenants);
            Ok(SequenceTest {
                id: id.as_str().into(),
                comment: text(value, "comment")?,
                flags: list_of_text(value, "flags")?,
                requirements: list_of_text(value, "requirements")?,
                now,
                send: SendMode::of_name(&send).ok_or_else(|| format!("unknown send {send:?}"))?,
                fresh: text(value, "fresh")?,
                steps: steps.iter().map(step).collect::<Result<_, _>>()?,
            })
        };
        read().map_err(|what| format!("{id}: {what}"))
    }
}

impl SequenceStep {
    fn to_value(&self, group: &SequenceGroup) -> Value {
        let pause = i64::try_from(self.pause.as_millis()).unwrap_or(MAX_PAUSE);
        let mut members = vec![
            ("connection", Value::from(i64::from(self.connection))),
            ("domain", (&*group.home(self).domain).into()),
        ];
        if self.repeat != 1 {
            members.push(("repeat", i64::from(self.repeat).into()));
        }
        if self.renew {
            members.push(("renew", Value::Bool(true)));
        }
        if pause != 0 {
            members.push(("pause_ms", pause.into()));
        }
        members.extend(self.test.sent_and_expected());
        Value::object(members)
    }

    fn from_value(
        value: &Value,
        id: &str,
        now: jiff::Timestamp,
        tenants: &[Site],
    ) -> Result<SequenceStep, String> {
        let number = |name: &str, usual: i64, most: i64| match value.get(name) {
            None => Ok(usual),
            Some(told) => integer(told)
                .filter(|number| (0..=most).contains(number))
                .ok_or_else(|| format!("{name} must be a number from 0 to {most}")),
        };
        let domain = text(value, "domain")?;
        let small = |number: i64| u16::try_from(number).unwrap_or(u16::MAX);
        Ok(SequenceStep {
            connection: small(number("connection", 1, 64)?),
            repeat: small(number("repeat", 1, MAX_REPEAT)?).max(1),
            renew: value.get("renew") == Some(&Value::Bool(true)),
            pause: Duration::from_millis(number("pause_ms", 0, MAX_PAUSE)?.unsigned_abs()),
            tenant: tenants
                .iter()
                .position(|tenant| *tenant.domain == *domain)
                .ok_or_else(|| format!("{domain:?} is none of the tenants"))?,
            test: VerifyTest::read_step(id, now, value)?,
        })
    }
}
