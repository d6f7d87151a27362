//! What an answer is worth: verdicts, the names of drifts, expectations, and the smallest case that
//! shows a drift. Pure: an implementation under test comes in as a closure.

pub mod expectation;
pub mod finding;
pub mod naming;
pub mod shrink;
pub mod verdict;

pub use expectation::{Expected, ExpectedWhat};
pub use finding::{Finding, Kind, Sample};
pub use naming::Namer;
pub use verdict::{Judgement, Wrong, judge, sample};
