//! What is to be run.

use crate::adapter::{CommandLine, ServerAddress};
use crate::case::CaseId;
use crate::case::Site;
use crate::judge::ExpectedDrift;
use crate::mistakes::Language;
use crate::vectors::VectorFile;
use globset::GlobMatcher;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// An implementation under test.
#[derive(Clone, Debug)]
pub struct Implementation {
    /// What it is called in reports.
    pub name: String,
    /// Where it is.
    pub target: Target,
    /// Time for a case; the plan's where `None`.
    pub timeout: Option<Duration>,
    /// Drifts that are known and accepted for now.
    pub expected: Vec<ExpectedDrift>,
}

/// Where an implementation is.
#[derive(Clone, Debug)]
pub enum Target {
    /// An adapter, to be started.
    Adapter(CommandLine),
    /// A server that is running.
    Server(Server),
}

impl Target {
    /// For a running server: its URL, and what curl needs to reach it.
    pub fn reach(&self) -> Option<(String, Vec<String>)> {
        match self {
            Target::Adapter(_) => None,
            Target::Server(server) => Some((server.address.url(), server.address.curl_options())),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Adapter(command) => command.fmt(f),
            Target::Server(server) => server.address.fmt(f),
        }
    }
}

/// A running server, and the tenants that it knows.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it listens.
    pub address: ServerAddress,
    /// Its tenants.
    pub sites: Vec<Site>,
    /// The number of connections at a time.
    pub jobs: usize,
    /// The largest number of requests per second.
    pub rate: Option<f64>,
}

impl Server {
    /// A server that is sent requests over four connections at a time, as fast as it answers.
    pub fn new(address: ServerAddress, sites: Vec<Site>) -> Server {
        Server { address, sites, jobs: 4, rate: None }
    }
}

/// Which cases are run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only cases whose id matches.
    pub only: Option<GlobMatcher>,
    /// Only the vectors of the smoke selection.
    pub smoke: Option<BTreeSet<Arc<str>>>,
    /// Only the cases of one part out of so many, both from 1.
    pub shard: Option<(u64, u64)>,
}

impl Selection {
    /// Whether every case is run.
    pub fn is_everything(&self) -> bool {
        self.only.is_none() && self.smoke.is_none() && self.shard.is_none_or(|(_, of)| of == 1)
    }

    /// Whether a case is run. Depends on its id alone, so a shard keeps its cases when others come
    /// or go.
    pub fn admits(&self, id: &CaseId) -> bool {
        if self.is_everything() {
            return true;
        }
        self.admits_text(&id.to_string())
    }

    /// The same for a golden vector, by its id.
    pub(super) fn admits_vector(&self, id: &str) -> bool {
        self.is_everything() || self.admits_text(id)
    }

    fn admits_text(&self, id: &str) -> bool {
        let only = self.only.as_ref().is_none_or(|glob| glob.is_match(id));
        // A goal that is sent is that of a vector.
        let vector = id.strip_prefix("send/").unwrap_or(id);
        let smoke = self.smoke.as_ref().is_none_or(|smoke| smoke.contains(vector));
        only && smoke && self.shard.is_none_or(|(part, of)| fnv1a(id.as_bytes()) % of == part - 1)
    }
}

/// FNV-1a, 64 bits: spreads ids evenly and never changes.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// What makes a check fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gate {
    /// Findings that show only on goals which a server refuses do not fail it.
    pub legal_only: bool,
    /// Known mistakes that would go unseen, because vectors were skipped, fail it.
    pub fails_unseen: bool,
}

/// Everything that decides what a run does and reports, the clock included.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The golden vectors.
    pub vectors: Vec<VectorFile>,
    /// So many seeded goals.
    pub random: u64,
    /// Their seed.
    pub seed: u64,
    /// Which cases are run.
    pub selection: Selection,
    /// Whether expectations are off.
    pub strict: bool,
    /// Whether rules are learned where no known mistake explains a drift.
    pub learn: bool,
    /// What makes it fail.
    pub gate: Gate,
    /// The language in which advice is given; that of the adapter's runtime where `None`.
    pub language: Option<Language>,
    /// Whether an adapter's own name replaces the name that was made of its command.
    pub named_by_adapters: bool,
    /// Time for a case.
    pub timeout: Duration,
    /// So many implementations at a time.
    pub jobs: usize,
    /// The day on which expectations are judged.
    pub today: Date,
    /// The clock, for vectors that are moved to the present.
    pub now: fn() -> Timestamp,
}

impl Plan {
    /// How many verify vectors there are, sequences among them, before selection.
    pub fn verify_count(&self) -> usize {
        let count = |file: &VectorFile| file.verify_tests().count() + file.sequence_tests().count();
        self.vectors.iter().map(count).sum()
    }

    /// How many golden vectors for signers there are, before selection.
    pub fn vector_count(&self) -> usize {
        self.vectors.iter().map(|file| file.sign_tests().count()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_in_exactly_one_shard() {
        let ids = (0..1000).map(|index| CaseId::Random { seed: 1, index });
        let mut sizes = [0; 3];
        for id in ids {
            let parts: Vec<u64> = (1..=3)
                .filter(|part| {
                    Selection { shard: Some((*part, 3)), ..Selection::default() }.admits(&id)
                })
                .collect();
            assert_eq!(parts.len(), 1);
            sizes[parts[0] as usize - 1] += 1;
        }
        assert!(sizes.iter().all(|size| *size > 250), "{sizes:?}");
    }
}
