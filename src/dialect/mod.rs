//! Signers that are wrong in known ways.
//!
//! [`model`] is a slow, obvious writer with one knob a decision of the protocol. With every knob at
//! rest it is a second, independent writing of the reference, and the tests hold the two against each
//! other. A *dialect* is one mistake: a name, what to tell the user, and the knobs it turns.
//! [`search`] finds the dialects that predict exactly what an implementation produced.

pub mod catalogue;
mod javascript;
mod knobs;
pub mod model;
mod python;
pub mod search;
mod set;

pub use catalogue::{CATALOGUE, Dialect};
pub use knobs::{
    Charset, Coercion, Construction, FirstTouch, KeyOrder, KeySource, Knobs, Money, NonFiniteText,
    NumberText, Output, Rounding, Session, Truthiness,
};
pub use model::{Prediction, predict};
pub use search::{
    Explanation, Known, Observed, explain, fits, signs_rightly_but_for, smallest_part,
};
pub use set::DialectSet;
