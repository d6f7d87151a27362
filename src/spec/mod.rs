//! What the protocol says, and nothing else: goal, canonical bytes, signature.
//!
//! Pure. No clock, no randomness, no I/O: what a rule needs to know comes in as an argument.
//! There is one way to sign a goal here and no switch that changes it; signers that are wrong on
//! purpose are dialects, in a room of their own.

pub mod canonical;
pub mod currency;
pub mod goal;
pub mod hex;
pub mod json;
pub mod legal;
pub mod money;
pub mod number;
pub mod requirement;
pub mod secret;
pub mod signature;
pub mod tenant;
pub mod text;

pub use canonical::{Refusal, canonicalize};
pub use goal::{Goal, GoalError};
pub use number::{NonFinite, Number};
pub use secret::{Secret, SecretError};
pub use signature::{Signature, Signer};
pub use tenant::Tenant;
pub use text::Text;
