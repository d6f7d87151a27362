//! What people read: the words for typed findings, drifts, differences and failures.
//!
//! Everything below this room decides by types; everything above it (campaigns, reports) takes the words from
//! here, so that a text can be changed without changing a decision. Pure.

mod difference;
mod finding;
mod visible;
mod wire;

pub use difference::difference;
pub use finding::{about, cause, drift, fault, gist, learned};
pub use visible::{VisibleWriter, push_escaped, visible, visible_json};
pub use wire::{failure, reason};
