//! Goalpost: the conformance kit for LoudPixel's signed goal events.
//!
//! ```text
//! goal -> canonical bytes -> signature -> vector -> implementation under test -> verdict -> report
//! ```
//!
//! One room for each step, and every import points to a room further up in this list; a test makes
//! the order executable.
//!
//! | room | what it holds |
//! |---|---|
//! | [`spec`] | what the protocol says: JSON, goal, money, canonical bytes, signature, the validator. Pure |
//! | [`dialect`] | signers that are wrong in known ways, and the search for them. Pure |
//! | [`suite`] | golden vectors for signers and servers, seeded goals |
//! | [`law`] | what holds for any input; what the fuzz targets and the replay of their corpora run. Pure |
//! | [`subject`] | implementations under test: the adapter protocol and the processes that speak it |
//! | [`endpoint`] | HTTP skins over the validator: what serves, and what captures requests |
//! | [`judge`] | verdicts, names of drifts, expectations, shrinking. Pure |
//! | [`run`] | the suite against implementations |
//! | [`report`] | what people and machines are shown |
//! | [`cli`] | the commands |

pub mod cli;
pub mod dialect;
pub mod endpoint;
pub mod judge;
pub mod law;
pub mod report;
pub mod run;
pub mod spec;
pub mod subject;
pub mod suite;
