//! Vectors and random goals against implementations: plan, session, vectors, random goals, verify, send, minimise,
//! report. [`runner`] runs all implementations side by side; `implementation` is the story of one.

mod accumulator;
mod asking;
pub mod audit;
mod breadth;
pub mod capabilities;
pub mod cross_check;
pub mod event;
pub mod exit;
mod guard;
mod implementation;
mod learning;
mod learning_result;
mod minimise;
mod pace;
pub mod plan;
pub mod preflight;
mod random;
pub mod report;
pub mod runner;
mod running;
mod send;
mod sending;
mod sequences;
mod server;
mod unseen;
mod vectors;
mod verify;
mod weakness;

pub use event::Event;
pub use learning_result::Learning;
pub use plan::{Gate, Implementation, Plan, Selection, Server, Target};
pub use report::{CheckReport, ExpectedReport, ImplementationReport, State};
pub use runner::run;
pub use unseen::Unseen;
