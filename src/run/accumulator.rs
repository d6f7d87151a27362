//! Counting what comes in, and keeping the best sample of each finding.

use super::cross_check::Answers;
use super::learning_result::Learning;
use super::unseen::Unseen;
use crate::judge::{
    ExpectedDrift, ExpectedKind, Finding, Judgement, Kind, Sample, ServerFinding, Weight, Wrong,
};
use crate::mistakes::MistakeSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// So many cases of a finding compete to be its sample; later ones are only counted.
const COMPETING: u64 = 64;

/// So many distinct findings of a kind are told apart; later ones are counted together.
const DISTINCT: usize = 24;

/// What is known of an implementation so far.
#[derive(Debug, Default)]
pub(super) struct Accumulator {
    pub(super) ran: u64,
    pub(super) passed: u64,
    pub(super) expected_cases: u64,
    pub(super) failed: u64,
    pub(super) skipped: BTreeMap<String, u64>,
    /// The ids of vectors that were skipped for a reason of their own.
    pub(super) skipped_ids: BTreeMap<String, Vec<String>>,
    pub(super) findings: BTreeMap<Kind, Finding>,
    pub(super) server: Vec<ServerFinding>,
    /// Verify vectors that passed with another status than advised.
    pub(super) notes: Vec<ServerFinding>,
    /// For each expectation, the number of verify vectors that it covered.
    pub(super) covered: Vec<u64>,
    /// For each mistake, how many requests signed with it the server took, and refused.
    pub(super) wire: BTreeMap<MistakeSet, (u64, u64)>,
    pub(super) warnings: Vec<String>,
    /// What it signed where that is not what the reference signs, and what it answered as a server.
    pub(super) signed: Answers,
    pub(super) answered: Answers,
    /// What was learned of the rule behind its drifts.
    pub(super) learned: Option<Learning>,
    /// Vectors for signers that were not run, or that it could not express.
    pub(super) unsigned: BTreeSet<Arc<str>>,
    /// What that hides.
    pub(super) unseen: Unseen,
    /// Findings that were seen on a case run alone, not only in a batch.
    confirmed: BTreeSet<Kind>,
    /// Wrong answers that wait for a name, as unexplained drifts: what a report on the way shows of them.
    deferred: BTreeMap<Kind, Finding>,
    /// Findings that are new since the last look; `None` for a verify vector.
    news: Vec<Option<Kind>>,
    /// Names of what is expected.
    expected: Vec<ExpectedKind>,
}

impl Accumulator {
    pub(super) fn new(expected: &[ExpectedDrift]) -> Accumulator {
        Accumulator {
            expected: expected.iter().map(|e| e.what.clone()).collect(),
            ..Accumulator::default()
        }
    }

    pub(super) fn skip(&mut self, why: &str) {
        if let Some(count) = self.skipped.get_mut(why) {
            *count += 1;
        } else if self.skipped.len() < 4 * DISTINCT {
            self.skipped.insert(why.to_owned(), 1);
        } else {
            *self.skipped.entry("other reasons".to_owned()).or_insert(0) += 1;
        }
    }

    /// The same for a vector, which is listed by its id.
    pub(super) fn skip_named(&mut self, why: &str, id: &str) {
        self.skip(why);
        self.skipped_ids.entry(why.to_owned()).or_default().push(id.to_owned());
    }

    /// Notes a wrong answer that is named, and taken in, later.
    pub(super) fn defer(&mut self, kind: Kind, legal: bool, sample: impl FnOnce() -> Sample) {
        if let Some(finding) = self.deferred.get_mut(&kind) {
            finding.count += 1;
            finding.legal += u64::from(legal);
            return;
        }
        self.news.push(Some(kind.clone()));
        let finding = first(kind.clone(), legal, sample());
        self.deferred.insert(kind, finding);
    }

    /// From now on, what was deferred is taken in.
    pub(super) fn end_deferral(&mut self) {
        self.deferred.clear();
    }

    /// The number of wrong answers that wait for a name.
    pub(super) fn deferred_cases(&self) -> u64 {
        self.deferred.values().map(|finding| finding.count).sum()
    }

    /// Everything found so far, what waits for a name included.
    pub(super) fn findings_so_far(&self) -> impl Iterator<Item = &Finding> {
        let waiting = self.deferred.values().filter(|f| !self.findings.contains_key(&f.kind));
        self.findings.values().chain(waiting)
    }

    /// What is new since this was called last.
    pub(super) fn take_news(&mut self) -> Vec<Option<Kind>> {
        std::mem::take(&mut self.news)
    }

    /// Takes in what is worth knowing and no failure.
    pub(super) fn warn(&mut self, what: String) {
        self.warnings.push(what);
    }

    /// Takes in a vector that a server answered wrongly or otherwise than advised; `strict`: a note is a
    /// failure, too.
    pub(super) fn server_finding(&mut self, finding: ServerFinding, strict: bool) {
        self.ran += 1;
        let covers = |what: &ExpectedKind| matches!(what, ExpectedKind::Answer(answer) if answer.covers(&finding));
        if let Some(at) = self.expected.iter().position(covers) {
            self.covered.resize(self.expected.len(), 0);
            self.covered[at] += 1;
            self.expected_cases += 1;
        } else if finding.weight == Weight::Note && !strict {
            self.passed += 1;
            self.notes.push(finding);
        } else {
            self.failed += 1;
            self.server.push(finding);
            self.news.push(None);
        }
    }

    /// Takes in what became of a request that was signed with mistakes.
    pub(super) fn on_the_wire(&mut self, mistakes: MistakeSet, taken: bool) {
        for single in mistakes.singles() {
            let (accepted, refused) = self.wire.entry(single).or_default();
            *if taken { accepted } else { refused } += 1;
        }
    }

    /// Whether a finding is not expected.
    pub(super) fn is_news(&self, kind: &Kind) -> bool {
        !self.is_expected(kind)
    }

    /// Makes one finding of several that have the same cause.
    pub(super) fn unite(&mut self, kinds: &[Kind], into: Kind) {
        let parts: Vec<Finding> =
            kinds.iter().filter_map(|kind| self.findings.remove(kind)).collect();
        let count = parts.iter().map(|finding| finding.count).sum();
        let legal = parts.iter().map(|finding| finding.legal).sum();
        let best = parts.into_iter().min_by_key(|finding| finding.sample.weight());
        if let Some(best) = best {
            self.news.push(Some(into.clone()));
            let finding = Finding { kind: into.clone(), count, legal, ..best };
            self.findings.insert(into, finding);
        }
    }

    /// Whether everything that is wrong here was seen on a case run alone before.
    pub(super) fn is_confirmed(&self, kinds: &[Kind]) -> bool {
        kinds.iter().all(|kind| self.confirmed.contains(kind))
    }

    /// Takes in a case that came out right.
    pub(super) fn pass(&mut self) {
        self.ran += 1;
        self.passed += 1;
    }

    /// Takes a judgement in; asks for a sample only where it may be the best one. `legal`: the case is a goal
    /// that every signer must sign.
    pub(super) fn take(
        &mut self,
        judgement: Judgement,
        in_batch: bool,
        legal: bool,
        sample: impl Fn(&Wrong) -> Sample,
    ) {
        match judgement {
            Judgement::Pass => self.pass(),
            Judgement::Skipped(why) => self.skip(&why),
            Judgement::Wrong(wrong) => {
                self.ran += 1;
                let expected = wrong.kinds.iter().all(|kind| self.is_expected(kind));
                *if expected { &mut self.expected_cases } else { &mut self.failed } += 1;
                for kind in &wrong.kinds {
                    if !in_batch {
                        self.confirmed.insert(kind.clone());
                    }
                    self.count(kind, legal, || sample(&wrong));
                }
            }
        }
    }

    fn is_expected(&self, kind: &Kind) -> bool {
        self.expected.iter().any(|what| match (what, kind) {
            (ExpectedKind::Mistake(set), Kind::Mistake(found)) => set == found,
            (ExpectedKind::Rule(rule), Kind::Learned(found)) => rule == found,
            (ExpectedKind::Unsupported(why), Kind::Unsupported(said)) => why == said,
            _ => false,
        }) || self.follows_from_expected(kind)
    }

    /// A wire failure is expected where the mistakes behind it are.
    fn follows_from_expected(&self, kind: &Kind) -> bool {
        let Kind::Wire(_, mistakes) = kind else { return false };
        let is_expected = |single| {
            self.expected
                .iter()
                .any(|what| matches!(what, ExpectedKind::Mistake(set) if *set == single))
        };
        !mistakes.is_empty() && mistakes.singles().all(is_expected)
    }

    fn count(&mut self, kind: &Kind, legal: bool, sample: impl FnOnce() -> Sample) {
        if let Some(finding) = self.findings.get_mut(kind) {
            finding.count += 1;
            finding.legal += u64::from(legal);
            if finding.count <= COMPETING {
                let sample = sample();
                if sample.weight() < finding.sample.weight() {
                    finding.sample = sample;
                }
            }
            return;
        }
        // A message that differs every time must not fill the report; what is expected has a name.
        let alike = |other: &&Kind| std::mem::discriminant(*other) == std::mem::discriminant(kind);
        let many = self.findings.keys().filter(alike).count() >= DISTINCT;
        let kind = if many && !self.is_expected(kind) { kind.of_many() } else { kind.clone() };
        match self.findings.get_mut(&kind) {
            Some(finding) => {
                finding.count += 1;
                finding.legal += u64::from(legal);
            }
            None => {
                let finding = first(kind.clone(), legal, sample());
                self.news.push(Some(kind.clone()));
                self.findings.insert(kind, finding);
            }
        }
    }
}

/// A finding that showed on one case.
fn first(kind: Kind, legal: bool, sample: Sample) -> Finding {
    Finding { kind, count: 1, legal: u64::from(legal), sample, shrunk_from: None }
}
