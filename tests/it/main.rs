//! The integration tests: one binary, one file a feature.

mod architecture;
mod check;
mod documents;
mod hostile;
mod laws;
mod peers;
mod reference;
mod report;
mod sign;
mod support;
mod vectors;
