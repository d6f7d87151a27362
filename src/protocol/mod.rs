//! What the protocol says, and nothing else: goal, canonical bytes, signature, and what a server
//! makes of a request.
//!
//! Pure. No clock, no randomness, no I/O: what a rule needs to know comes in as an argument.
//! There is one way to sign a goal here and no switch that changes it; signers that are wrong on
//! purpose are mistakes, in a room of their own.

mod build;
pub mod canonical;
pub mod contents;
pub mod currency;
pub mod first_touch;
pub mod goal;
pub mod hex;
pub mod json;
pub mod keyed;
pub mod legal;
pub mod money;
pub mod number;
pub mod pii;
pub mod request;
pub mod requirement;
pub mod rules;
pub mod secret;
pub mod signature;
pub mod tenant;
pub mod text;
pub mod validator;

pub use canonical::{Refusal, canonicalize};
pub use goal::{Goal, GoalError};
pub use number::{NonFinite, Number};
pub use secret::{Secret, SecretError, without_secrets};
pub use signature::{Signature, Signer};
pub use tenant::Tenant;
pub use text::Text;
