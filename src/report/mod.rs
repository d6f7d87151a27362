//! Reports, from the data of a run to writers that are given. All wording for people is in
//! [`terminal`]; [`json`] is for machines.

pub mod audit;
mod code;
pub mod diff_view;
pub mod explain;
pub mod fuzz;
mod headline;
pub mod json;
mod layout;
pub mod live;
pub mod progress;
pub mod render;
pub mod serve;
mod server;
mod skips;
mod split;
pub mod terminal;
pub mod verbosity;
