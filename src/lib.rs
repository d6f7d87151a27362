//! Goalpost: the conformance kit for LoudPixel's signed goal events.
//!
//! A backend signs a conversion: canonical JSON, HMAC-SHA256, hex in a header. As a library, Goalpost is the reference
//! signer and validator, and the golden vectors to hold a signer of your own to:
//!
//! ```
//! use goalpost::{Goal, Secret, Signer};
//!
//! let secret: Secret = "3f9c1a7be2d05486".parse()?;
//! let signer = Signer::new("7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04", &secret);
//! let goal = Goal::new("purchase").session_id("s-1").value(99.5).currency("EUR").plan("Équipe");
//!
//! let mut canonical = Vec::new();
//! let signature = signer.sign(&goal, &mut canonical)?;
//! assert_eq!(
//!     String::from_utf8_lossy(&canonical),
//!     r#"{"event_name":"purchase","properties":{"currency":"EUR","plan":"\u00c9quipe","value":"99.50"},"#.to_owned()
//!         + r#""session_id":"s-1","tenant_id":"7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04"}"#,
//! );
//! assert_eq!(signature.as_str().len(), 64);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! In the tests of a Rust SDK, [`vectors::check`] runs every golden vector through one function:
//!
//! ```
//! use goalpost::{Goal, Tenant, vectors};
//!
//! // Your signer: the header's value, or why it refuses the goal.
//! fn sign(tenant: &Tenant, goal: &Goal) -> Result<String, String> {
//!     let signer = tenant.signer().map_err(|error| error.to_string())?;
//!     let signature = signer.sign(goal, &mut Vec::new()).map_err(|error| error.to_string())?;
//!     Ok(signature.to_string())
//! }
//!
//! let checked = vectors::check(sign);
//! assert!(checked.failures.is_empty(), "{checked}");
//! assert!(checked.passed > 700);
//! ```
//!
//! # Features
//! `cli` (default) brings the `goalpost` command. A library needs none of it: `default-features = false`.
//!
//! # Stability
//! What this page lists is kept by semantic versioning; everything else is the command's own and may change with any
//! release. The command, the report formats and the vectors have rules of their own: `docs/reference/stability.md`.
//!
//! # Inside
//!
//! ```text
//! goal -> canonical bytes -> signature -> vector -> implementation under test -> verdict -> report
//! ```
//!
//! One room for each step. Every import points to a room further up in this list, and no two files import each
//! other; a test makes both executable.
//!
//! | room | what it holds |
//! |---|---|
//! | `protocol` | what the protocol says: JSON, goal, money, canonical bytes, signature, the validator. Pure |
//! | `mistakes` | signers and servers that are wrong in known ways, and the search for them. Pure |
//! | `case` | one case: a goal to sign or a request to judge, and which results pass. Pure |
//! | `generate` | goals and requests from a seed, and their mutations. Pure |
//! | `learn` | rules of wrong signers, learned from their answers. Pure |
//! | `files` | writing files whole or not at all |
//! | `vectors` | the golden vectors: format, catalogue, files |
//! | `capture` | requests as people paste them. Pure |
//! | `properties` | what holds for any input; what the fuzz targets and the replay of their corpora run. Pure |
//! | `adapter` | implementations under test: the adapter protocol, its processes, and servers over HTTP |
//! | `endpoint` | HTTP around the validator: what serves, and what captures requests |
//! | `judge` | verdicts, names of drifts, expectations, shrinking. Pure |
//! | `wording` | the words for findings, drifts and failures. Pure |
//! | `run` | vectors and random goals against implementations |
//! | `campaign` | fuzzing without end, and the findings it files |
//! | `report` | what people and machines are shown |
//! | `cli` | the commands |

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod adapter;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod campaign;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod capture;
#[doc(hidden)]
pub mod case;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod endpoint;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod files;
#[doc(hidden)]
pub mod generate;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod judge;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod learn;
#[doc(hidden)]
pub mod mistakes;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod properties;
#[doc(hidden)]
pub mod protocol;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod report;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod run;
pub mod vectors;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod wording;

pub use protocol::goal::BorrowedGoal;
pub use protocol::json::{BorrowedValue, Value};
pub use protocol::number::BorrowedNumber;
pub use protocol::request::Request;
pub use protocol::rules::Rule;
pub use protocol::text::BorrowedText;
pub use protocol::validator::{Decision, Tenants, decide as validate};
pub use protocol::{
    Goal, GoalError, Number, Refusal, Secret, SecretError, Signature, Signer, Tenant, Text,
    canonicalize,
};
