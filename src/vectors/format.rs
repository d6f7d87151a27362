//! The vector schema: the contents of `vectors/*.json`.

use crate::case::fields::{array, because, list_of_text, strings, text};
use crate::case::{Case, CaseId};
use crate::case::{Expectation, Output, Verdict};
use crate::protocol::json::Value;
use crate::protocol::{Goal, Tenant, hex};
use std::sync::Arc;

/// Tests that share a tenant.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What the tests have in common.
    pub comment: String,
    /// Who signs.
    pub tenant: Arc<Tenant>,
    /// The tests.
    pub tests: Vec<Test>,
}

/// One vector: a case, what must come of it, and why it exists.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Unique over all files; never changes.
    pub id: Arc<str>,
    /// What it is about.
    pub comment: String,
    /// Names of notes.
    pub flags: Vec<String>,
    /// Ids of the requirements it rests on.
    pub requirements: Vec<String>,
    /// What is to be signed.
    pub goal: Goal,
    /// What must come of it.
    pub expectation: Expectation,
}

impl Test {
    /// The vector as a case to be run.
    pub fn case(&self, tenant: &Arc<Tenant>) -> Case {
        Case {
            id: CaseId::Vector(Arc::clone(&self.id)),
            tenant: Arc::clone(tenant),
            goal: self.goal.clone(),
        }
    }

    fn to_value(&self) -> Value {
        let mut members = vec![
            ("id", Value::from(&*self.id)),
            ("comment", Value::from(self.comment.as_str())),
            ("flags", strings(&self.flags)),
            ("requirements", strings(&self.requirements)),
            ("input", self.goal.to_value()),
            ("result", Value::from(self.expectation.verdict.name())),
        ];
        if let Some(output) = &self.expectation.reference {
            members.extend(output_members(output));
        }
        if !self.expectation.alternatives.is_empty() {
            let alternatives = self.expectation.alternatives.iter().map(|(because, output)| {
                let because: Vec<String> = because.ids().into_iter().map(str::to_owned).collect();
                let mut members = vec![("because", strings(&because))];
                members.extend(output_members(output));
                Value::object(members)
            });
            members.push(("alternatives", Value::Array(alternatives.collect())));
        }
        Value::object(members)
    }

    fn from_value(value: &Value) -> Result<Test, String> {
        let id = text(value, "id")?;
        let read = || -> Result<Test, String> {
            let verdict = text(value, "result")?;
            let input = value.get("input").ok_or("input is missing")?;
            let alternatives = match value.get("alternatives") {
                None => Vec::new(),
                Some(Value::Array(items)) => items
                    .iter()
                    .map(|item| Ok((because(item)?, output(item)?.ok_or("canonical is missing")?)))
                    .collect::<Result<_, String>>()?,
                Some(other) => return Err(format!("alternatives is {}", other.kind())),
            };
            Ok(Test {
                id: id.as_str().into(),
                comment: text(value, "comment")?,
                flags: list_of_text(value, "flags")?,
                requirements: list_of_text(value, "requirements")?,
                goal: Goal::from_value(input.clone()).map_err(|e| format!("input: {e}"))?,
                expectation: Expectation {
                    verdict: Verdict::from_name(&verdict)
                        .ok_or_else(|| format!("result is {verdict:?}"))?,
                    reference: output(value)?,
                    alternatives,
                },
            })
        };
        read().map_err(|what| format!("{id}: {what}"))
    }
}

impl Group {
    pub(super) fn to_value(&self) -> Value {
        Value::object(vec![
            ("comment", self.comment.as_str().into()),
            ("tenant_id", Value::String(self.tenant.tenant_id.clone())),
            ("secret", Value::String(self.tenant.secret.clone())),
            ("tests", Value::Array(self.tests.iter().map(Test::to_value).collect())),
        ])
    }

    pub(super) fn from_value(value: &Value) -> Result<Group, String> {
        let any_text = |name: &str| match value.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            _ => Err(format!("a group has no text {name}")),
        };
        Ok(Group {
            comment: text(value, "comment")?,
            tenant: Arc::new(Tenant {
                tenant_id: any_text("tenant_id")?,
                secret: any_text("secret")?,
            }),
            tests: array(value, "tests")?.iter().map(Test::from_value).collect::<Result<_, _>>()?,
        })
    }
}

fn output_members(output: &Output) -> Vec<(&'static str, Value)> {
    vec![
        ("canonical", String::from_utf8_lossy(&output.canonical).into_owned().into()),
        ("canonical_hex", hex::encode(&output.canonical).into()),
        ("signature", output.signature.as_str().into()),
    ]
}

/// The output in a test or an alternative; `None` if there is none.
fn output(value: &Value) -> Result<Option<Output>, String> {
    if value.get("canonical_hex").is_none() {
        return Ok(None);
    }
    let digits = text(value, "canonical_hex")?;
    let canonical = hex::decode(digits.as_bytes()).ok_or("canonical_hex is not hex")?;
    if text(value, "canonical")?.as_bytes() != canonical {
        return Err("canonical and canonical_hex differ".to_owned());
    }
    Ok(Some(Output { canonical, signature: text(value, "signature")? }))
}
