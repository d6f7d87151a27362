//! Goalpost: the conformance kit for LoudPixel's signed goal events.
pub mod dialect;
pub mod judge;
pub mod spec;
pub mod subject;
pub mod suite;
