//! Sequence vectors: requests that show something only together, and what a server must make of each.

use super::verify_test::VerifyTest;
use crate::case::Site;
use crate::generate::sequence::SendMode;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// Sequences for the same tenants.
#[derive(Clone, Debug, PartialEq)]
pub struct SequenceGroup {
    /// What the tests have in common.
    pub comment: String,
    /// The tenants that the server knows; a step names its own by its domain. Never empty.
    pub tenants: Vec<Site>,
    /// The tests.
    pub tests: Vec<SequenceTest>,
}

/// One sequence vector.
#[derive(Clone, Debug, PartialEq)]
pub struct SequenceTest {
    /// Unique over all files; never changes.
    pub id: Arc<str>,
    /// What it is about.
    pub comment: String,
    /// Names of notes.
    pub flags: Vec<String>,
    /// Ids of the requirements it rests on.
    pub requirements: Vec<String>,
    /// The moment at which the first request arrives; the pauses of the steps come on top.
    pub now: Timestamp,
    /// How the requests are sent.
    pub send: SendMode,
    /// A part of the sessions and domains in it that is to be replaced by another text of the same length where the
    /// server may remember an earlier run.
    pub fresh: String,
    /// The requests, in the order sent. Never empty.
    pub steps: Vec<SequenceStep>,
}

/// One request of a sequence vector.
#[derive(Clone, Debug, PartialEq)]
pub struct SequenceStep {
    /// The connection that it is sent on, from 1.
    pub connection: u16,
    /// How often it is sent; each time the demand is the same.
    pub repeat: u16,
    /// Whether `fresh` is to be replaced anew each time.
    pub renew: bool,
    /// How long nobody sends anything before it.
    pub pause: Duration,
    /// Which of the group's tenants the request is for.
    pub tenant: usize,
    /// The request, and what must come of it. Its id is that of the sequence.
    pub test: VerifyTest,
}

impl SequenceGroup {
    /// The tenant of a step.
    pub fn home(&self, step: &SequenceStep) -> &Site {
        &self.tenants[step.tenant.min(self.tenants.len() - 1)]
    }
}
