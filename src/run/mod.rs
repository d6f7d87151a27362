//! Running the suite against implementations.

mod accumulator;
pub mod audit;
pub mod capabilities;
pub mod cross_check;
mod implementation;
pub mod plan;
pub mod preflight;
pub mod report;
pub mod runner;
mod send;
mod verify;

pub use plan::{Implementation, Plan, Selection, Server, Target};
pub use report::{CheckReport, ExpectedReport, ImplementationReport, State};
pub use runner::{Event, run};
