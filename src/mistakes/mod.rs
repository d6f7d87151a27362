//! Signers that are wrong in known ways.
//!
//! [`model`] is a slow, obvious writer with one setting a decision of the protocol. With every setting at
//! rest it is a second, independent writing of the reference, and the tests hold the two against each
//! other. A *mistake* is one way to be wrong: a name, what to report, and the settings it changes.
//! [`search`] finds the mistakes that predict exactly what was signed, from the bytes or from the
//! signature alone.

pub mod catalogue;
mod config;
mod context;
#[cfg(feature = "cli")]
pub(crate) mod date_patterns;
mod diagnosis;
mod fix;
#[cfg(feature = "cli")]
pub mod grammar;
mod javascript;
pub mod model;
mod python;
pub mod search;
pub mod servers;
mod set;

pub use catalogue::{CATALOGUE, Mistake};
pub use config::{KeySource, SignerConfig, Step};
pub use context::SigningContext;
pub use diagnosis::{Diagnosis, Parameters};
pub use fix::{FixSnippet, Function, Language};
#[cfg(feature = "cli")]
pub(crate) use model::base64_encode;
pub use model::{Prediction, predict, predict_sent, signature_of};
pub use search::{
    Effort, Explanation, Known, Observed, Searched, explain, fits, fits_with, implied_bytes,
    orders_of, signed_with, smallest_part,
};
pub use set::MistakeSet;
