//! Builds a file of sign vectors.

use crate::case::expectation::expectation;
use crate::case::{SECRET, TENANT_ID};
use crate::protocol::json::{Value, parse_wire};
use crate::protocol::{Goal, Tenant};
use crate::vectors::file::{Groups, VectorFile};
use crate::vectors::format::{Group, Test};
use std::sync::Arc;

/// Builds a file. The functions that add vectors take what varies and nothing else.
pub(super) struct Builder {
    pub(super) file: VectorFile,
}

impl Builder {
    pub(super) fn new(name: &str, header: &[&str]) -> Builder {
        Builder {
            file: VectorFile {
                name: name.to_owned(),
                header: header.iter().map(|line| (*line).to_owned()).collect(),
                groups: Groups::Sign(Vec::new()),
            },
        }
    }

    /// Starts a group; what is added next belongs to it.
    pub(super) fn group(&mut self, comment: &str, tenant_id: &str, secret: &str) {
        let tenant = Tenant { tenant_id: tenant_id.into(), secret: secret.into() };
        self.group_of(comment, Arc::new(tenant));
    }

    pub(super) fn group_of(&mut self, comment: &str, tenant: Arc<Tenant>) {
        let group = Group { comment: comment.to_owned(), tenant, tests: Vec::new() };
        match &mut self.file.groups {
            Groups::Sign(groups) => groups.push(group),
            Groups::Verify(_) | Groups::Sequences(_) => unreachable!("a builder of sign vectors"),
        }
    }

    pub(super) fn usual_group(&mut self, comment: &str) {
        self.group(comment, TENANT_ID, SECRET);
    }

    /// Adds a vector to the last group.
    pub(super) fn add(
        &mut self,
        id: &str,
        comment: &str,
        flags: &str,
        requirements: &str,
        goal: Goal,
    ) {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let Groups::Sign(groups) = &mut self.file.groups else {
            unreachable!("a builder of sign vectors")
        };
        let Some(group) = groups.last_mut() else { unreachable!("a vector needs a group") };
        group.tests.push(Test {
            id: id.into(),
            comment: comment.to_owned(),
            flags: words(flags),
            requirements: words(requirements),
            expectation: expectation(&group.tenant, &goal),
            goal,
        });
    }

    /// Adds a vector whose goal is written as JSON.
    pub(super) fn json(
        &mut self,
        id: &str,
        comment: &str,
        flags: &str,
        requirements: &str,
        goal: &str,
    ) {
        self.add(id, comment, flags, requirements, goal_of(goal));
    }

    /// Adds a vector that has one property; `property` is a JSON member such as `"plan":"a"`.
    pub(super) fn property(
        &mut self,
        id: &str,
        comment: &str,
        flags: &str,
        requirements: &str,
        property: &str,
    ) {
        let goal = format!(
            r#"{{"event_name":"purchase","session_id":"s-1","properties":{{{property}}}}}"#
        );
        self.json(id, comment, flags, requirements, &goal);
    }
}

pub(super) fn goal_of(json: &str) -> Goal {
    let value = match parse_wire(json.as_bytes()) {
        Ok(value) => value,
        Err(error) => unreachable!("{json}: {error}"),
    };
    match Goal::from_value(value) {
        Ok(goal) => goal,
        Err(error) => unreachable!("{json}: {error}"),
    }
}

/// A text as a JSON string.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_json()
}
