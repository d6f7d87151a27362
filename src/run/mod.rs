//! Running the suite against implementations.

pub mod agreement;
pub mod audit;
pub mod campaign;
mod one;
pub mod plan;
pub mod report;
pub mod runner;
mod send;
mod tally;
mod verify;

pub use plan::{Implementation, Plan, Selection, Server, Target};
pub use report::{CheckReport, ExpectedReport, ImplementationReport, State};
pub use runner::{Event, run};
