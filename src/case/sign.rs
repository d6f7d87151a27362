//! A case: one goal, one tenant.

use crate::protocol::{Goal, Tenant};
use std::fmt;
use std::sync::Arc;

/// The name of a case: a vector's id, or the place of a seeded goal in its stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseId {
    /// A vector's id, such as `money/tie/0.125`.
    Vector(Arc<str>),
    /// A seeded goal: `random/SEED/INDEX`.
    Random {
        /// The seed of the stream.
        seed: u64,
        /// The goal's place in it, from 0.
        index: u64,
    },
    /// A case of a fuzzing campaign: `fuzz/SEED/INDEX`.
    Fuzz {
        /// The seed of the campaign's stream.
        seed: u64,
        /// The case's place in it, from 0.
        index: u64,
    },
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CaseId::Vector(id) => f.write_str(id),
            CaseId::Random { seed, index } => write!(f, "random/{seed}/{index}"),
            CaseId::Fuzz { seed, index } => write!(f, "fuzz/{seed}/{index}"),
        }
    }
}

/// One goal to be signed for one tenant.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is called.
    pub id: CaseId,
    /// Whose goal it is.
    pub tenant: Arc<Tenant>,
    /// What is to be signed.
    pub goal: Goal,
}
