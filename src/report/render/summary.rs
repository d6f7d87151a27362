//! What every rendered report is made of.

use crate::report::headline::cases;
use std::borrow::Cow;

/// A command whose JSON report is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// `goalpost check`
    Check,
    /// `goalpost fuzz`
    Fuzz,
    /// `goalpost replay`
    Replay,
    /// `goalpost vectors audit`
    Audit,
}

impl Reported {
    /// All of them.
    pub const ALL: [Reported; 4] =
        [Reported::Check, Reported::Fuzz, Reported::Replay, Reported::Audit];

    /// Its name in the key `command`.
    pub const fn name(self) -> &'static str {
        match self {
            Reported::Check => "check",
            Reported::Fuzz => "fuzz",
            Reported::Replay => "replay",
            Reported::Audit => "vectors audit",
        }
    }

    /// The format of its JSON report that is read.
    pub(super) const fn format(self) -> u64 {
        match self {
            Reported::Check | Reported::Fuzz => 2,
            Reported::Replay | Reported::Audit => 1,
        }
    }
}

/// A report of one run.
#[derive(Clone, Debug)]
pub struct Summary {
    /// What was run.
    pub command: Reported,
    /// The version of Goalpost that wrote it.
    pub version: String,
    /// The exit code; `None` where the run never ended.
    pub exit_code: Option<u8>,
    /// What was run, in a line.
    pub scope: String,
    /// One for each implementation or server.
    pub suites: Vec<Suite>,
    /// Implementations that gave the same results, and those that did not.
    pub agreements: Vec<Agreement>,
}

/// Who gave the same results in a number of cases.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// What was asked: `sign` or `verify`.
    pub op: String,
    /// Names, those in one group agree.
    pub groups: Vec<String>,
    /// Number of cases; `true` if it is an extrapolation.
    pub cases: (u64, bool),
    /// Whether the protocol says who is right.
    pub settled: bool,
}

/// An implementation or a server.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// Its name.
    pub name: String,
    /// Its command or URL.
    pub command: String,
    /// The runtime that its handshake names.
    pub runtime: Option<String>,
    /// Cases that passed.
    pub passed: u64,
    /// Cases that failed.
    pub failed: u64,
    /// Cases with an expected drift.
    pub expected: u64,
    /// Cases that were not run, by reason.
    pub skipped: Vec<(String, u64)>,
    /// Why it could not be run to the end.
    pub cannot_run: Option<String>,
    /// What was found, the worst first.
    pub items: Vec<Item>,
}

/// How a cause counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It fails the run.
    Failed,
    /// Seen, and not reproduced; fails nothing by itself.
    Flaky,
    /// It is expected.
    Expected,
    /// It is advice.
    Note,
}

/// A cause: a mistake, a rule that a server breaks, a fault.
#[derive(Clone, Debug)]
pub struct Item {
    /// The same in every run: what a baseline is compared by.
    pub key: String,
    /// How it counts.
    pub state: State,
    /// How it came to light: `drift`, `wire_failure`, `cause` and so on.
    pub kind: String,
    /// Its name: the id of a mistake, of a rule, or its kind.
    pub name: String,
    /// What it is, in a sentence.
    pub title: String,
    /// Number of cases.
    pub count: u64,
    /// Whether a goal that a server accepts is hit; `None` where that is no question.
    pub legal: Option<bool>,
    /// Why it is expected.
    pub reason: Option<String>,
    /// The case that shows it best.
    pub sample: Option<String>,
    /// More of it, by name: goal, bytes, what was said.
    pub details: Vec<(String, String)>,
    /// The bytes expected and the bytes that came.
    pub bytes: Option<(String, String)>,
    /// What to do.
    pub fix: Option<String>,
    /// Code to use in place of the wrong one, by what it computes and in which language.
    pub code: Vec<(String, String)>,
    /// A command that shows it again.
    pub again: Option<String>,
}

impl Summary {
    /// The verdict in words.
    pub fn verdict(&self) -> &'static str {
        use Reported::{Audit, Check, Fuzz, Replay};
        match (self.command, self.exit_code) {
            (_, None) => "the run never ended",
            (Fuzz, Some(0)) => "clean",
            (Fuzz, Some(1)) => "findings",
            (Replay, Some(0)) => "no longer reproduces",
            (Replay, Some(1)) => "still wrong",
            (Audit, Some(0)) => "every mutant that can be killed is",
            (Audit, Some(1)) => "the vectors have faults",
            (Check, Some(0)) => "conforms",
            (Check, Some(1)) => "does not conform",
            (_, Some(2)) => "could not begin",
            (_, Some(3)) => "not everything could be judged",
            (_, Some(4)) => "an expectation is stale",
            (_, Some(130)) => "interrupted",
            (_, Some(_)) => "failed",
        }
    }

    /// Every cause of a state, with the suite it belongs to.
    pub fn items(&self, state: State) -> impl Iterator<Item = (&Suite, &Item)> {
        self.suites.iter().flat_map(move |suite| {
            suite
                .items
                .iter()
                .filter(move |item| item.state == state)
                .map(move |item| (suite, item))
        })
    }
}

impl Item {
    /// Name, number of cases and title, in one line.
    pub fn line(&self) -> String {
        format!("{} ({}): {}", self.full_name(), cases(self.count), self.title)
    }

    /// Its name, with where it came to light if that was not in what was signed.
    pub(super) fn full_name(&self) -> Cow<'_, str> {
        match self.kind.as_str() {
            "wire_failure" => Cow::Owned(format!("{}, on the wire", self.name)),
            _ => Cow::Borrowed(&self.name),
        }
    }

    /// One with a name and nothing else.
    pub(super) fn named(name: &str) -> Item {
        Item {
            key: name.to_owned(),
            state: State::Failed,
            kind: name.to_owned(),
            name: name.to_owned(),
            title: String::new(),
            count: 1,
            legal: None,
            reason: None,
            sample: None,
            details: Vec::new(),
            bytes: None,
            fix: None,
            code: Vec::new(),
            again: None,
        }
    }
}
