//! Verify vectors: requests, and the result that a server must give for each.

use crate::case::{CaseId, ExpectedResponse, Signed, Site, VerifyCase};
use crate::protocol::Tenant;
use crate::protocol::request::OwnedRequest;
use jiff::Timestamp;
use std::sync::Arc;

/// Tests that share a tenant.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifyGroup {
    /// What the tests have in common.
    pub comment: String,
    /// The tenant's domain.
    pub domain: Arc<str>,
    /// The tenant.
    pub tenant: Arc<Tenant>,
    /// The tests.
    pub tests: Vec<VerifyTest>,
}

/// One verify vector.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifyTest {
    /// Unique over all files; never changes.
    pub id: Arc<str>,
    /// What it is about.
    pub comment: String,
    /// Names of notes.
    pub flags: Vec<String>,
    /// Ids of the requirements it rests on.
    pub requirements: Vec<String>,
    /// The moment at which the request arrives.
    pub now: Timestamp,
    /// The request.
    pub request: Arc<OwnedRequest>,
    /// How its signature came to be, so that it can be made again for another tenant; `None` if no
    /// header depends on the secret.
    pub signed: Option<Signed>,
    /// What must come of it.
    pub expected: ExpectedResponse,
}

impl VerifyGroup {
    /// The tenant, with its domain.
    pub fn home(&self) -> Site {
        Site { domain: Arc::clone(&self.domain), tenant: Arc::clone(&self.tenant) }
    }
}

impl VerifyTest {
    /// The vector as a case to be run.
    pub fn case(&self, group: &VerifyGroup) -> VerifyCase {
        self.case_at(&group.home())
    }

    /// The same for a tenant that is known by a domain.
    pub fn case_at(&self, home: &Site) -> VerifyCase {
        VerifyCase {
            id: CaseId::Vector(Arc::clone(&self.id)),
            domain: Arc::clone(&home.domain),
            tenant: Arc::clone(&home.tenant),
            now: self.now,
            request: Arc::clone(&self.request),
        }
    }
}
