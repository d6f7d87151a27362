//! Vectors that were found, not written: what fuzzing brings up and `goalpost promote` keeps.
//!
//! They live in the vector files themselves, `sign_found.json` and `verify_found.json`; what must come of each
//! is the reference's business here as everywhere.

use super::file::{Groups, VectorFile};
use super::format::{Group, Test};
use super::verify_test::{VerifyGroup, VerifyTest};
use crate::case::demo_tenant;
use crate::case::expectation::expectation;
use crate::case::permitted::permitted;
use crate::generate::TestRequest;
use crate::generate::document::GoalCase;
use crate::protocol::Tenant;
use crate::protocol::request::Request;
use crate::protocol::rules::Rule;
use crate::protocol::validator::Tenants;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// Their files.
pub const SIGN_FOUND: &str = "sign_found.json";
/// The same for servers.
pub const VERIFY_FOUND: &str = "verify_found.json";

/// The same for servers that need several requests.
pub const SEQUENCES_FOUND: &str = "verify_sequences_found.json";

/// Every file of found vectors.
pub const FOUND: [&str; 3] = [SIGN_FOUND, VERIFY_FOUND, SEQUENCES_FOUND];

/// The flag that each of them has.
pub const FLAG: &str = "Found";

/// Whether a file holds found vectors.
pub fn is_found(name: &str) -> bool {
    FOUND.contains(&name)
}

/// A file of found vectors with none in it.
pub(super) fn empty(name: &str) -> VectorFile {
    let (groups, what) = match name {
        SIGN_FOUND => (Groups::Sign(Vec::new()), "Goals that fuzzing found a signer wrong on."),
        SEQUENCES_FOUND => (
            Groups::Sequences(Vec::new()),
            "Sequences of requests that fuzzing found a server wrong on.",
        ),
        _ => (Groups::Verify(Vec::new()), "Requests that fuzzing found a server wrong on."),
    };
    let header = vec![what.to_owned(), "`goalpost promote` adds to them.".to_owned()];
    VectorFile { name: name.to_owned(), header, groups }
}

/// The file with every expectation made anew.
pub(super) fn renewed(mut file: VectorFile) -> VectorFile {
    match &mut file.groups {
        Groups::Sign(groups) => {
            for group in groups {
                for test in &mut group.tests {
                    test.expectation = expectation(&group.tenant, &test.goal);
                }
            }
        }
        Groups::Verify(groups) => {
            for group in groups {
                let mut tenants = Tenants::default();
                tenants.register(&group.domain, &group.tenant);
                for test in &mut group.tests {
                    test.expected =
                        test.request.with(|request| expected(request, &tenants, test.now));
                }
            }
        }
        Groups::Sequences(groups) => {
            for group in groups {
                let mut tenants = Tenants::default();
                let sites = &group.tenants;
                sites.iter().for_each(|site| tenants.register(&site.domain, &site.tenant));
                for test in &mut group.tests {
                    for step in &mut test.steps {
                        let one = &mut step.test;
                        one.expected =
                            one.request.with(|request| expected(request, &tenants, one.now));
                    }
                }
            }
        }
    }
    file
}

pub(super) fn expected(
    request: &Request<'_>,
    tenants: &Tenants,
    now: Timestamp,
) -> crate::case::ExpectedResponse {
    permitted(request, tenants, now, SignedDuration::ZERO).1
}

/// What a found vector is called, and why it exists.
#[derive(Clone, Debug)]
pub struct Label {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub comment: String,
    /// Names of notes; [`FLAG`] is added.
    pub flags: Vec<String>,
}

impl Label {
    pub(super) fn flags(&self) -> Vec<String> {
        let mut flags = self.flags.clone();
        flags.push(FLAG.to_owned());
        flags.sort();
        flags.dedup();
        flags
    }
}

/// Adds a goal to a file of found vectors.
pub fn add_sign(file: &mut VectorFile, case: &GoalCase, label: &Label) {
    let Groups::Sign(groups) = &mut file.groups else { return };
    let test = Test {
        id: label.id.as_str().into(),
        comment: label.comment.clone(),
        flags: label.flags(),
        requirements: vec!["CAN-1".to_owned(), "SIG-1".to_owned()],
        expectation: expectation(&case.tenant, &case.goal),
        goal: case.goal.clone(),
    };
    match groups.iter_mut().find(|group| *group.tenant == case.tenant) {
        Some(group) => group.tests.push(test),
        None => groups.push(Group {
            comment: "found by fuzzing".to_owned(),
            tenant: Arc::new(case.tenant.clone()),
            tests: vec![test],
        }),
    }
}

/// Adds a request to a file of found vectors.
pub fn add_verify(file: &mut VectorFile, probe: &TestRequest, label: &Label) {
    let Groups::Verify(groups) = &mut file.groups else { return };
    let case = &probe.case;
    let mut tenants = Tenants::default();
    tenants.register(&case.domain, &case.tenant);
    let expected = case.request.with(|request| expected(request, &tenants, case.now));
    let test = VerifyTest {
        id: label.id.as_str().into(),
        comment: label.comment.clone(),
        flags: label.flags(),
        requirements: vec![expected.rule.row().requirement.to_owned()],
        now: case.now,
        request: Arc::clone(&case.request),
        signed: probe.signed.clone(),
        expected,
    };
    let same =
        |group: &&mut VerifyGroup| group.domain == case.domain && group.tenant == case.tenant;
    match groups.iter_mut().find(same) {
        Some(group) => group.tests.push(test),
        None => groups.push(VerifyGroup {
            comment: "found by fuzzing".to_owned(),
            domain: Arc::clone(&case.domain),
            tenant: Arc::clone(&case.tenant),
            tests: vec![test],
        }),
    }
}

/// The tenant of a promoted vector: its secret is public, its domain is reserved for examples.
pub fn tenant() -> Tenant {
    demo_tenant()
}

/// The vectors that are nearest to a case, the nearest first: by rule, then by how much of it differs.
pub fn nearest<'f>(
    files: &'f [VectorFile],
    rule: Option<Rule>,
    text: &[u8],
) -> Vec<(&'f str, &'f [String])> {
    let mut near: Vec<(usize, &str, &[String])> = Vec::new();
    for file in files {
        for (_, test) in file.sign_tests().filter(|_| rule.is_none()) {
            let goal = test.goal.to_value().to_json();
            near.push((distance(goal.as_bytes(), text), &test.id, &test.flags));
        }
        for (_, test) in file.verify_tests().filter(|(_, test)| Some(test.expected.rule) == rule) {
            near.push((distance(&test.request.body, text), &test.id, &test.flags));
        }
    }
    near.sort();
    near.into_iter().map(|(_, id, flags)| (id, flags)).collect()
}

/// Number of bytes of one text that differ from the other, after the common start and end.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let from_start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[from_start..], &other[from_start..]);
    let from_end = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    one.len().max(other.len()) - from_end
}
