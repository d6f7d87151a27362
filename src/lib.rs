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
//! | [`protocol`] | what the protocol says: JSON, goal, money, canonical bytes, signature, the validator. Pure |
//! | [`mistakes`] | signers and servers that are wrong in known ways, and the search for them. Pure |
//! | [`case`] | one case: a goal to sign or a request to judge, and which results pass. Pure |
//! | [`generate`] | goals and requests from a seed, and their mutations. Pure |
//! | [`learn`] | rules of wrong signers, learned from their answers. Pure |
//! | [`files`] | writing files whole or not at all |
//! | [`vectors`] | the golden vectors: format, catalogue, files |
//! | [`capture`] | requests as people paste them. Pure |
//! | [`properties`] | what holds for any input; what the fuzz targets and the replay of their corpora run. Pure |
//! | [`adapter`] | implementations under test: the adapter protocol, its processes, and servers over HTTP |
//! | [`endpoint`] | HTTP around the validator: what serves, and what captures requests |
//! | [`judge`] | verdicts, names of drifts, expectations, shrinking. Pure |
//! | [`wording`] | the words for findings, drifts and failures. Pure |
//! | [`run`] | vectors and random goals against implementations |
//! | [`campaign`] | fuzzing without end, and the findings it files |
//! | [`report`] | what people and machines are shown |
//! | [`cli`] | the commands |

pub mod adapter;
pub mod campaign;
pub mod capture;
pub mod case;
pub mod cli;
pub mod endpoint;
pub mod files;
pub mod generate;
pub mod judge;
pub mod learn;
pub mod mistakes;
pub mod properties;
pub mod protocol;
pub mod report;
pub mod run;
pub mod vectors;
pub mod wording;
