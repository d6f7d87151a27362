//! Verify vectors: requests, and what a server must make of each.

use super::CaseId;
use crate::protocol::Tenant;
use crate::protocol::request::OwnedRequest;
use crate::protocol::rules::Rule;
use crate::protocol::validator::{Decision, Tenants, decide};
use jiff::Timestamp;
use std::sync::Arc;

/// A tenant of a running server, with the domain it is known by.
#[derive(Clone, Debug)]
pub struct Site {
    /// The domain.
    pub domain: Arc<str>,
    /// The tenant.
    pub tenant: Arc<Tenant>,
}

/// One request to be judged by a server that knows one tenant.
#[derive(Clone, Debug)]
pub struct VerifyCase {
    /// What it is called.
    pub id: CaseId,
    /// The domain under which the server knows the tenant.
    pub domain: Arc<str>,
    /// The tenant.
    pub tenant: Arc<Tenant>,
    /// The moment at which the request arrives.
    pub now: Timestamp,
    /// The request.
    pub request: Arc<OwnedRequest>,
}

impl VerifyCase {
    /// What the reference decides.
    pub fn decision(&self) -> Decision {
        let mut tenants = Tenants::default();
        tenants.register(&self.domain, &self.tenant);
        self.request.with(|request| decide(request, &tenants, self.now))
    }
}

/// What must come of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedResponse {
    /// The statuses that pass, the reference's first. 200 means any 2xx.
    pub status: Vec<u16>,
    /// The rule by which the reference decides.
    pub rule: Rule,
    /// Whether an accepted goal is ranked; `None` if that is not judged.
    pub ranked: Option<bool>,
    /// Buckets that may be reported for an accepted goal; empty where that is not judged.
    pub bucket: Vec<Option<String>>,
    /// Lags that may be reported for an accepted goal, in seconds; empty where that is not judged.
    pub lag_seconds: Vec<Option<i64>>,
}

impl ExpectedResponse {
    /// `valid` where it must be accepted, `invalid` where it must be refused, else `acceptable`.
    pub fn result(&self) -> &'static str {
        let accepts = |status: &&u16| (200..300).contains(*status);
        match self.status.iter().filter(accepts).count() {
            0 => "invalid",
            n if n == self.status.len() => "valid",
            _ => "acceptable",
        }
    }
}
