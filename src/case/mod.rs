//! One case: a goal to be signed for a tenant, or a request to be judged, and which results pass.
//!
//! Golden vectors, findings and corpus entries are cases with more written beside them.

mod demo;
pub mod expectation;
pub(crate) mod fields;
mod json;
pub mod permitted;
mod sign;
mod signed;
mod verify;

pub use demo::{SECRET, TENANT_ID, demo_sites, demo_tenant};
pub use expectation::{Expectation, Output, Verdict};
pub use json::{request_from_value, request_to_value};
pub use sign::{Case, CaseId};
pub use signed::{Signed, What};
pub use verify::{ExpectedResponse, Site, VerifyCase};

/// The version of the schema; a reader that does not know it must not guess.
pub const FORMAT: i64 = 1;
