//! Goalpost: the conformance kit for LoudPixel's signed goal events.
pub mod cli;
pub mod dialect;
pub mod judge;
pub mod report;
pub mod run;
pub mod spec;
pub mod subject;
pub mod suite;
