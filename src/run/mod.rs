//! Running the suite against implementations.

mod one;
pub mod plan;
pub mod report;
pub mod runner;
mod tally;

pub use plan::{Implementation, Plan, Selection};
pub use report::{CheckReport, ExpectedReport, ImplementationReport, State};
pub use runner::{Event, run};
