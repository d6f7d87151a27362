//! What a run found: the data that every report format is made from.

use super::accumulator::Accumulator;
use super::cross_check::{Answers, CrossCheck};
use super::exit;
use super::learning_result::Learning;
use super::plan::{Gate, Implementation, Plan};
use super::unseen::Unseen;
use crate::adapter::{CannotRun, Hello};
use crate::judge::{ExpectedDrift, ExpectedKind, Finding, Kind, ServerFinding};
use crate::mistakes::{Language, MistakeSet};
use std::collections::BTreeMap;

/// A whole run.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// The seed of the random goals.
    pub seed: u64,
    /// So many golden vectors for signers, for servers, and random goals there were to choose from.
    pub vectors: usize,
    /// See `vectors`.
    pub verify_vectors: usize,
    /// See `vectors`.
    pub random: u64,
    /// Whether expectations were off.
    pub strict: bool,
    /// Whether `--only` or `--shard` left cases out.
    pub partial: bool,
    /// Which part of a run that is split it is, from 1, and of how many.
    pub shard: Option<(u64, u64)>,
    /// Whether it ran to its end. A report that is written on the way is not complete.
    pub complete: bool,
    /// Whether Ctrl-C ended it.
    pub interrupted: bool,
    /// Each implementation, in the order given.
    pub implementations: Vec<ImplementationReport>,
    /// Who agrees with whom, where they differ.
    pub cross_checks: Vec<CrossCheck>,
}

/// What was found about one implementation.
#[derive(Clone, Debug)]
pub struct ImplementationReport {
    /// Its name.
    pub name: String,
    /// How it was started.
    pub command: String,
    /// For a running server: its URL, and what curl needs to reach it.
    pub reach: Option<(String, Vec<String>)>,
    /// What its adapter said of itself.
    pub hello: Option<Hello>,
    /// Cases that were answered, or failed to be.
    pub ran: u64,
    /// Cases on which it did what was demanded.
    pub passed: u64,
    /// Cases on which it showed expected drifts and nothing else.
    pub expected_cases: u64,
    /// Cases on which it showed anything else.
    pub failed: u64,
    /// Cases not run or not expressible, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// The vectors that were skipped for a reason of their own, by that reason.
    pub skipped_ids: BTreeMap<String, Vec<String>>,
    /// Everything found, the expected included, in the order of the catalogue.
    pub findings: Vec<Finding>,
    /// Verify vectors on which it failed as a server.
    pub server: Vec<ServerFinding>,
    /// Verify vectors that passed with another status than advised.
    pub notes: Vec<ServerFinding>,
    /// For each mistake, how many requests signed with it a server would take, and refuse.
    pub wire: BTreeMap<MistakeSet, (u64, u64)>,
    /// Its expectations, with what became of each.
    pub expectations: Vec<ExpectedReport>,
    /// Why it could not be run, or not to the end.
    pub cannot_run: Option<CannotRun>,
    /// How often its adapter was started again.
    pub restarts: usize,
    /// What is worth knowing and no failure.
    pub warnings: Vec<String>,
    /// What it signed, where that is not what the reference signs.
    pub signed: Answers,
    /// What it answered as a server, where the reference answers with another status.
    pub answered: Answers,
    /// What was learned of the rule behind its drifts, where no known mistake explains them.
    pub learned: Option<Learning>,
    /// Known mistakes that it could make unseen, because of skipped vectors.
    pub unseen: Unseen,
    /// What makes it fail.
    pub gate: Gate,
    /// The language in which advice is given, if it is known.
    pub language: Option<Language>,
}

/// What became of an expectation.
#[derive(Clone, Debug)]
pub struct ExpectedReport {
    /// The expectation.
    pub expected: ExpectedDrift,
    /// On how many cases it came true.
    pub count: u64,
    /// How it stands.
    pub state: State,
}

/// How an expectation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It came true.
    Met,
    /// It came true, but its last day is over.
    Expired,
    /// It did not come true: take it out.
    Stale,
    /// It did not come true, but not everything was run.
    NotJudged,
    /// Expectations were off.
    Off,
}

impl State {
    /// The word in JSON reports.
    pub const fn name(self) -> &'static str {
        match self {
            State::Met => "met",
            State::Expired => "expired",
            State::Stale => "stale",
            State::NotJudged => "not_judged",
            State::Off => "off",
        }
    }
}

impl ImplementationReport {
    /// The report of one that was not started yet.
    pub fn pending(implementation: &Implementation) -> ImplementationReport {
        ImplementationReport::so_far(implementation, None, &Accumulator::default())
    }

    /// What is known so far; expectations are judged in the end only.
    pub(super) fn so_far(
        implementation: &Implementation,
        hello: Option<&Hello>,
        accumulator: &Accumulator,
    ) -> ImplementationReport {
        ImplementationReport {
            name: implementation.name.clone(),
            command: implementation.target.to_string(),
            reach: implementation.target.reach(),
            hello: hello.cloned(),
            ran: accumulator.ran + accumulator.deferred_cases(),
            passed: accumulator.passed,
            expected_cases: accumulator.expected_cases,
            failed: accumulator.failed + accumulator.deferred_cases(),
            skipped: accumulator.skipped.clone(),
            skipped_ids: accumulator.skipped_ids.clone(),
            findings: accumulator.findings_so_far().cloned().collect(),
            server: accumulator.server.clone(),
            notes: accumulator.notes.clone(),
            wire: accumulator.wire.clone(),
            expectations: Vec::new(),
            cannot_run: None,
            restarts: 0,
            warnings: accumulator.warnings.clone(),
            signed: accumulator.signed.clone(),
            answered: accumulator.answered.clone(),
            learned: accumulator.learned.clone(),
            unseen: accumulator.unseen.clone(),
            gate: Gate::default(),
            language: None,
        }
    }

    /// The expectation that covers a finding, where one does.
    pub fn expectation_of(&self, finding: &Finding) -> Option<&ExpectedReport> {
        let active = || self.expectations.iter().filter(|e| e.state != State::Off);
        if let Kind::Wire(_, mistakes) = &finding.kind {
            // A wire failure is expected where all the mistakes behind it are.
            let of = |single| active().find(|e| e.expected.what == ExpectedKind::Mistake(single));
            let found: Option<Vec<_>> = mistakes.singles().map(of).collect();
            return found?.first().copied();
        }
        active().find(|e| match (&e.expected.what, &finding.kind) {
            (ExpectedKind::Mistake(set), Kind::Mistake(found)) => set == found,
            (ExpectedKind::Rule(rule), Kind::Learned(found)) => rule == found,
            (ExpectedKind::Unsupported(why), Kind::Unsupported(said)) => why == said,
            _ => false,
        })
    }

    /// Findings that nothing covers.
    pub fn unexpected(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| self.expectation_of(finding).is_none())
    }

    /// Whether anything is wrong that the gate is about.
    fn is_wrong(&self) -> bool {
        match self.gate.legal_only {
            true => !self.server.is_empty() || self.unexpected().any(Finding::is_costly),
            false => self.failed > 0 || self.unexpected().next().is_some(),
        }
    }

    /// The exit code that this implementation alone asks for.
    pub fn exit_code(&self) -> u8 {
        let is = |state| self.expectations.iter().any(|e| e.state == state);
        let is_blind = self.gate.fails_unseen && !self.unseen.mistakes.is_empty();
        if self.cannot_run.is_some() || is_blind {
            exit::CANNOT_RUN
        } else if self.is_wrong() {
            exit::DRIFT
        } else if is(State::Stale) || is(State::Expired) {
            exit::EXPECTATION
        } else {
            exit::CONFORMS
        }
    }
}

impl CheckReport {
    /// The report of implementations as they stand; not complete.
    pub fn of(plan: &Plan, mut implementations: Vec<ImplementationReport>) -> CheckReport {
        for implementation in &mut implementations {
            let runtime = implementation.hello.as_ref().and_then(|hello| hello.runtime.as_deref());
            implementation.gate = plan.gate;
            implementation.language = plan.language.or(runtime.and_then(Language::of_runtime));
        }
        CheckReport {
            seed: plan.seed,
            vectors: plan.vector_count(),
            verify_vectors: plan.verify_count(),
            random: plan.random,
            strict: plan.strict,
            partial: !plan.selection.is_everything(),
            shard: plan.selection.shard,
            complete: false,
            interrupted: false,
            implementations,
            cross_checks: Vec::new(),
        }
    }

    /// The same once all implementations are done.
    pub(super) fn ended(self, interrupted: bool) -> CheckReport {
        CheckReport { complete: true, interrupted, ..self }
    }

    /// The exit code: interrupted, else that of the worst implementation, 3 before 1 before 4.
    pub fn exit_code(&self) -> u8 {
        if self.interrupted {
            return exit::INTERRUPTED;
        }
        let codes: Vec<u8> =
            self.implementations.iter().map(ImplementationReport::exit_code).collect();
        [exit::CANNOT_RUN, exit::DRIFT, exit::EXPECTATION]
            .into_iter()
            .find(|code| codes.contains(code))
            .unwrap_or(exit::CONFORMS)
    }
}
