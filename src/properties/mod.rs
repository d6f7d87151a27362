//! Laws: what holds for any input whatever.
//!
//! Each takes bytes, as a fuzzer gives them, and says whether it held. cargo-fuzz drives them (`fuzz/`); `cargo
//! test` replays every input that was worth keeping. Structured inputs are documents, the same as findings and
//! corpora: see [`crate::generate::document`].

mod canonical;
mod forensics;
mod json;
mod money;
mod requests;
mod rule_table;

pub use canonical::canonicalize;
pub use forensics::explained;
pub use json::json_reader;
pub use money::money;
pub use requests::{sign_verify, validator, validator_raw};

use crate::generate::TestRequest;
use crate::generate::document;
use crate::generate::document::{Document, GoalCase};
use std::fmt;

/// A law that did not hold: what is wrong, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation(pub String);

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What came of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The law held.
    Holds,
    /// The input is no case that it speaks of.
    Passed,
}

/// Whether a law held.
pub type Holds = Result<Outcome, Violation>;

/// A law over bytes.
pub type Law = fn(&[u8]) -> Holds;

/// Every law, by the name of its fuzz target and its corpus.
pub const LAWS: [(&str, Law); 7] = [
    ("json_reader", json_reader),
    ("canonicalize", |bytes| with_goal(bytes, canonicalize)),
    ("money", money),
    ("sign_verify", |bytes| with_goal(bytes, sign_verify)),
    ("validator", |bytes| with_probe(bytes, validator)),
    ("validator_raw", validator_raw),
    ("forensics", |bytes| with_goal(bytes, explained)),
];

/// The law of that name.
pub fn of_name(name: &str) -> Option<Law> {
    LAWS.iter().find(|(known, _)| *known == name).map(|(_, law)| *law)
}

fn with_goal(bytes: &[u8], law: fn(&GoalCase) -> Holds) -> Holds {
    match document::read(bytes, None) {
        Ok(Document::Sign(case)) => law(&case),
        _ => Ok(Outcome::Passed),
    }
}

fn with_probe(bytes: &[u8], law: fn(&TestRequest) -> Holds) -> Holds {
    match document::read(bytes, None) {
        Ok(Document::Verify(probe)) => law(&probe),
        _ => Ok(Outcome::Passed),
    }
}

/// Demands that something holds.
fn demand(holds: bool, what: impl FnOnce() -> String) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation(what())) }
}
