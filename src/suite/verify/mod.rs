//! Verify vectors: requests, and what a server must make of each.

pub mod allowed;
mod json;
mod relocate;

pub use json::{request_from_value, request_to_value};
pub use relocate::Site;

use super::case::CaseId;
use crate::dialect::{DialectSet, Prediction, predict};
use crate::spec::json::parse;
use crate::spec::request::OwnedRequest;
use crate::spec::rules::Rule;
use crate::spec::validator::{Decision, Tenants, decide};
use crate::spec::{Goal, Tenant, Text, hex};
use jiff::Timestamp;
use std::sync::Arc;

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
    /// Unique over all files, and for ever.
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
    /// How its signature came to be, so that it can be made again for another tenant; `None` where no
    /// header depends on the secret.
    pub signed: Option<Signed>,
    /// What must come of it.
    pub expected: Expected,
}

impl VerifyTest {
    /// The vector as a case to be run.
    pub fn case(&self, group: &VerifyGroup) -> VerifyCase {
        VerifyCase {
            id: CaseId::Vector(Arc::clone(&self.id)),
            domain: Arc::clone(&group.domain),
            tenant: Arc::clone(&group.tenant),
            now: self.now,
            request: Arc::clone(&self.request),
        }
    }
}

/// What must come of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The statuses that pass, the reference's first. 200 stands for any 2xx.
    pub status: Vec<u16>,
    /// The rule by which the reference decides.
    pub rule: Rule,
    /// Whether an accepted goal is ranked; `None` where that is not judged.
    pub ranked: Option<bool>,
    /// Which buckets may be told of an accepted goal; empty where that is not judged.
    pub bucket: Vec<Option<String>>,
    /// Which lags may be told of an accepted goal, in seconds; empty where that is not judged.
    pub lag_seconds: Vec<Option<i64>>,
}

impl Expected {
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

/// How the signature in a request came to be.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Signed {
    /// What was signed.
    pub what: What,
    /// Another tenant, who signed in place of the request's own.
    pub by: Option<Tenant>,
    /// Another tenant's id, in place of the tenant's own.
    pub tenant_id: Option<Text>,
    /// The signer's mistakes.
    pub mistakes: DialectSet,
    /// The bit of the 256 that was flipped afterwards, counted from the first digit's highest.
    pub flip: Option<u8>,
    /// How many characters of it were kept, from the start.
    pub keep: Option<u8>,
}

/// What a signature covers.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum What {
    /// The goal that the body holds.
    #[default]
    BodyGoal,
    /// The bytes of the body, as they are.
    RawBody,
    /// Another goal.
    Goal(Goal),
}

impl Signed {
    /// The signature's text for a tenant and a body; `None` where there is none to be made.
    pub fn signature(&self, tenant: &Tenant, body: &[u8]) -> Option<String> {
        let mut tenant = self.by.as_ref().unwrap_or(tenant).clone();
        if let Some(other) = &self.tenant_id {
            tenant.tenant_id = other.clone();
        }
        let of_goal = |goal: &Goal| match predict(self.mistakes, &tenant, goal) {
            Prediction::Signed { signature, .. } => Some(signature),
            Prediction::Refused => None,
        };
        let mut text = match &self.what {
            What::Goal(goal) => of_goal(goal)?,
            What::BodyGoal => of_goal(&Goal::from_value(parse(body).ok()?).ok()?)?,
            What::RawBody => tenant.signer().ok()?.sign_bytes(body).to_string(),
        };
        if let Some(bit) = self.flip {
            let mut bytes = hex::decode(text.as_bytes())?;
            *bytes.get_mut(usize::from(bit / 8))? ^= 0x80 >> (bit % 8);
            text = hex::encode(&bytes);
        }
        if let Some(length) = self.keep {
            text.truncate(length.into());
        }
        Some(text)
    }
}
