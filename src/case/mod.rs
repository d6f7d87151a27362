//! One case: a goal to be signed for a tenant, or a request to be judged, and which results pass.
//!
//! Golden vectors, findings and corpus entries are cases with more written beside them.

mod demo;
pub mod expectation;
pub(crate) mod fields;
mod json;
mod kind;
mod nesting;
pub mod permitted;
mod permitted_contents;
mod sign;
mod signed;
mod verify;

pub use demo::{SECRET, TENANT_ID, demo_sites, demo_tenant};
pub use expectation::{Expectation, Output, Verdict};
pub use json::{request_from_value, request_to_value};
pub use kind::CaseKind;
pub use sign::{Case, CaseId};
pub use signed::{Signed, SignedOver};
pub use verify::{ExpectedResponse, Fit, Refusal, Site, VerifyCase};
