//! Goalpost: the conformance kit for LoudPixel's signed goal events.
pub mod dialect;
pub mod spec;
pub mod suite;
