//! The golden vectors.
//!
//! A *vector* is a case with an expectation, an id that never changes and the reasons it exists. The files are in
//! `vectors/`, for any language; [`embedded`] gives the same as values, and [`check`] runs them through a signer.

#[cfg(feature = "cli")]
mod catalogue;
mod check;
mod embedded;
#[doc(hidden)]
pub mod file;
#[doc(hidden)]
pub mod format;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod found_sequence;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod lint;
#[doc(hidden)]
pub mod notes;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod promoted;
mod relocate;
#[cfg(feature = "cli")]
mod schema;
#[doc(hidden)]
pub mod sequence;
mod sequence_json;
#[doc(hidden)]
pub mod smoke;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod store;
mod verify_json;
mod verify_test;

pub use check::{Checked, Failure, check};
pub use embedded::embedded;
pub use file::{Groups, VectorFile};
pub use format::{Group, Test};
pub use sequence::{SequenceGroup, SequenceStep, SequenceTest};
pub use verify_test::{VerifyGroup, VerifyTest};
