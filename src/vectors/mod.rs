//! Golden vectors and seeded goals.
//!
//! A *case* is one goal to be signed for one tenant, or one request to be judged. A *vector* is a case with an expectation, an id
//! that never changes and the reasons it exists; [`store`] keeps vectors in `vectors/`, [`strategy`]
//! makes any number of further cases from a seed.

mod catalogue;
mod embedded;
pub mod file;
pub mod format;
pub mod lint;
mod notes;
pub mod promoted;
mod relocate;
pub mod smoke;
pub mod store;
mod verify_json;
mod verify_test;

pub use embedded::embedded;
pub use file::{Groups, VectorFile};
pub use format::{Group, Test};
pub use verify_test::{VerifyGroup, VerifyTest};
