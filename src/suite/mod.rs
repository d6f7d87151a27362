//! Golden vectors and seeded goals.
//!
//! A *case* is one goal to be signed for one tenant, or one request to be judged. A *vector* is a case with an expectation, an id
//! that never changes and the reasons it exists; [`store`] keeps vectors in `vectors/`, [`strategy`]
//! makes any number of further cases from a seed.

pub mod captured;
pub mod case;
mod catalogue;
pub mod expectation;
pub mod found;
pub mod fuzz;
pub mod lint;
mod notes;
pub mod rng;
pub mod smoke;
pub mod store;
pub mod strategy;
pub mod vector;
pub mod verify;

pub use case::{Case, CaseId};
pub use expectation::{Expectation, Output, Verdict};
pub use store::{Groups, VectorFile};
pub use vector::{Group, Test};
pub use verify::{VerifyCase, VerifyGroup, VerifyTest};
