//! Drifts that an implementation is expected to show.

use super::server::Symptom;
use super::server_finding::ServerFinding;
use crate::mistakes::MistakeSet;
use globset::Glob;
use jiff::civil::Date;

/// What is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedKind {
    /// Exactly the bytes that this one mistake predicts.
    Mistake(MistakeSet),
    /// Exactly what a learned rule predicts; the rule as text.
    Rule(String),
    /// `unsupported` with exactly this reason, for a goal in the legal domain.
    Unsupported(String),
    /// These answers of a server.
    Answer(ExpectedAnswer),
}

/// Answers of a server that are known and accepted for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedAnswer {
    /// A rule's id, or a pattern for ids of vectors.
    pub pattern: Glob,
    /// The statuses that are accepted.
    pub statuses: Vec<u16>,
}

impl ExpectedAnswer {
    /// Whether it accepts a finding: the status is the only thing that is wrong. It hides nothing else.
    pub fn covers(&self, finding: &ServerFinding) -> bool {
        let is_status = |symptom: &Symptom| matches!(symptom, Symptom::Status(status) if self.statuses.contains(status));
        let is_meant = self.pattern.glob() == finding.expected.rule.id()
            || self.pattern.compile_matcher().is_match(&finding.id);
        is_meant && !finding.symptoms.is_empty() && finding.symptoms.iter().all(is_status)
    }
}

/// A drift that is known and accepted for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedDrift {
    /// What is expected.
    pub what: ExpectedKind,
    /// Why it is accepted.
    pub reason: String,
    /// Where it is tracked.
    pub issue: Option<String>,
    /// The last day on which it is accepted.
    pub expires: Option<Date>,
}

impl ExpectedDrift {
    /// Its name in reports: the mistake's id, or the reason of `unsupported`.
    pub fn name(&self) -> String {
        match &self.what {
            ExpectedKind::Mistake(set) => set.ids().join("+"),
            ExpectedKind::Rule(text) => format!("rule {text}"),
            ExpectedKind::Unsupported(why) => format!("unsupported: {why}"),
            ExpectedKind::Answer(answer) => {
                let statuses: Vec<String> = answer.statuses.iter().map(u16::to_string).collect();
                format!("{} on {}", statuses.join(" or "), answer.pattern.glob())
            }
        }
    }

    /// The mistake, where it is about one.
    pub fn mistake(&self) -> MistakeSet {
        match &self.what {
            ExpectedKind::Mistake(set) => *set,
            ExpectedKind::Rule(_) | ExpectedKind::Unsupported(_) | ExpectedKind::Answer(_) => {
                MistakeSet::EMPTY
            }
        }
    }

    /// Whether its last day is over.
    pub fn is_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| today > last)
    }
}
