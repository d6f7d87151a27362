//! Drifts that an implementation is expected to show.

use crate::mistakes::MistakeSet;
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
        }
    }

    /// The mistake, where it is about one.
    pub fn mistake(&self) -> MistakeSet {
        match &self.what {
            ExpectedKind::Mistake(set) => *set,
            ExpectedKind::Rule(_) | ExpectedKind::Unsupported(_) => MistakeSet::EMPTY,
        }
    }

    /// Whether its last day is over.
    pub fn is_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| today > last)
    }
}
