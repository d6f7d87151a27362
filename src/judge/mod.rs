//! What an answer is worth: verdicts, the names of drifts, expectations, and the smallest case that
//! shows a drift. Pure: an implementation under test comes in as a closure.

mod among;
pub mod causes;
pub mod cluster;
pub mod difference;
pub mod drift;
pub mod expectation;
pub mod finding;
pub mod forensics;
mod header;
pub mod hypotheses;
pub mod leak;
mod likeness;
pub mod message;
pub mod naming;
mod one_name;
mod one_set;
pub mod refusal;
pub mod resource;
pub mod server;
pub mod server_finding;
mod shown_secret;
pub mod shrink;
pub mod shrink_request;
mod unexplained;
pub mod verdict;
pub mod weight;
mod wider;
pub mod wire;
pub mod wire_failure;

pub use among::Among;
pub use difference::Difference;
pub use drift::Drift;
pub use expectation::{ExpectedAnswer, ExpectedDrift, ExpectedKind};
pub use finding::{FaultKind, Finding, Kind, Sample};
pub use message::Gist;
pub use naming::Namer;
pub use one_set::smallest_set;
pub use resource::Resource;
pub use server::{Uniform, judge_answer};
pub use server_finding::{SentBefore, ServerFinding, Way};
pub use verdict::{Judgement, Wrong, judge, sample};
pub use weight::Weight;
pub use wire::{Arrivals, Delivery, judge_delivery};
pub use wire_failure::{WireFailure, WireReason};
