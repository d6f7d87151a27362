//! The integration tests: one binary, one file a feature.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod architecture;
mod audit;
mod capture_notes;
mod captures;
mod check;
mod check_url;
mod corpus;
mod crash;
mod documents;
mod explain;
mod explain_threads;
mod explain_wider;
mod fuzz;
mod fuzz_cases;
mod fuzz_reports;
mod fuzz_sequences;
mod gate;
mod hostile;
mod hostile_input;
mod init;
mod languages;
mod laws;
mod learn;
mod page;
mod peers;
mod permitted;
mod reference;
mod report;
mod report_page;
mod reports;
mod schema;
mod schemas;
mod send;
mod sequences;
mod serve;
mod server_laws;
mod shells;
mod shop;
mod sign;
mod support;
mod targets;
mod vectors;
mod verify;
