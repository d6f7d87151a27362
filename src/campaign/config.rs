//! What a campaign is to do.

use crate::adapter::CommandLine;
use crate::judge::ExpectedDrift;
use crate::run::plan::{Implementation, Server};
use jiff::Timestamp;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// What is fuzzed.
#[derive(Clone, Debug)]
pub enum FuzzTarget {
    /// A running server.
    Server(Server),
    /// An adapter; what it declares says whether it is fuzzed as a server or as a signer.
    Adapter(CommandLine),
    /// Signers of goalpost.toml, each against the reference.
    Signers(Vec<Implementation>),
}

impl fmt::Display for FuzzTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FuzzTarget::Server(server) => server.address.fmt(f),
            FuzzTarget::Adapter(command) => command.fmt(f),
            FuzzTarget::Signers(all) => {
                let names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
                f.write_str(&names.join(" "))
            }
        }
    }
}

/// When a campaign ends: at whatever comes first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Budget {
    /// After so much time.
    pub time: Option<Duration>,
    /// After so many cases.
    pub cases: Option<u64>,
    /// After so many causes were found.
    pub findings: Option<u64>,
}

/// Everything that decides what a campaign does.
#[derive(Clone, Debug)]
pub struct FuzzPlan {
    /// What is fuzzed.
    pub target: FuzzTarget,
    /// When it ends.
    pub budget: Budget,
    /// The seed of its cases.
    pub seed: u64,
    /// So many connections or processes at a time; `None` for as many as suit the target.
    pub jobs: Option<usize>,
    /// So many cases a second at most, over all jobs.
    pub rate: Option<f64>,
    /// So many requests under way on a connection.
    pub depth: usize,
    /// Which part of how many, both from 1: parts draw from streams of their own.
    pub shard: (u64, u64),
    /// Time for a case.
    pub timeout: Duration,
    /// Where findings and state are kept.
    pub dir: PathBuf,
    /// Documents to start from.
    pub corpus: Option<PathBuf>,
    /// Whether expected drifts of signers count too.
    pub strict: bool,
    /// Answers of the server that are known and accepted.
    pub expected: Vec<ExpectedDrift>,
    /// The server's process, whose growth is a finding.
    pub watch_pid: Option<u32>,
    /// The clock.
    pub now: fn() -> Timestamp,
}

impl FuzzPlan {
    /// The seed of this part's own stream.
    pub fn stream(&self) -> u64 {
        self.seed ^ (self.shard.0 - 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}
