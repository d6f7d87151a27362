//! Reports, from the data of a run to writers that are given. All wording for people is in
//! [`terminal`]; [`json`] is for machines.

pub mod audit;
mod code;
pub mod diff_view;
pub mod explain;
pub mod fuzz;
mod fuzz_json;
mod headline;
pub mod json;
mod layout;
pub mod live;
pub mod progress;
pub mod render;
pub mod replay;
pub mod serve;
mod server;
mod skips;
mod split;
pub mod terminal;
pub mod verbosity;

/// The JSON Schemas of the documents for machines.
#[cfg(test)]
pub(crate) mod schemas {
    pub(crate) use super::audit::schema as audit;
    pub(crate) use super::explain::{schema as explain, table_schema as explain_table};
    pub(crate) use super::fuzz_json::{schema as fuzz, status_schema as fuzz_status};
    pub(crate) use super::json::schema as check;
    pub(crate) use super::replay::schema as replay;
}
