//! Signers that are wrong in known ways.
//!
//! [`model`] is a slow, obvious writer with one knob a decision of the protocol. With every knob at
//! rest it is a second, independent writing of the reference, and the tests hold the two against each
//! other. A *dialect* is one mistake: a name, what to tell the user, and the knobs it turns.
//! [`search`] finds the dialects that predict exactly what was signed, from the bytes or from the
//! signature alone.

pub mod catalogue;
mod javascript;
mod knobs;
pub mod model;
mod python;
mod recipe;
mod remedy;
mod scene;
pub mod search;
pub mod servers;
mod set;

pub use catalogue::{CATALOGUE, Dialect};
pub use knobs::{KeySource, Knobs, Step};
pub use model::{Prediction, predict, predict_sent};
pub use recipe::{Detail, Recipe};
pub use remedy::{Language, Remedy};
pub use scene::Scene;
pub use search::{Effort, Explanation, Known, Observed, Searched, explain, fits, smallest_part};
pub use set::DialectSet;
