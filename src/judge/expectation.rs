//! Drifts that an implementation is expected to show.

use crate::dialect::DialectSet;
use jiff::civil::Date;

/// What is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedWhat {
    /// Exactly the bytes that this one dialect predicts.
    Dialect(DialectSet),
    /// `unsupported` with exactly this reason, for a goal in the legal domain.
    Unsupported(String),
}

/// A drift that is known and accepted for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// What is expected.
    pub what: ExpectedWhat,
    /// Why it is accepted.
    pub reason: String,
    /// Where it is tracked.
    pub issue: Option<String>,
    /// The last day on which it is accepted.
    pub expires: Option<Date>,
}

impl Expected {
    /// Its name in reports: the dialect's id, or the reason of `unsupported`.
    pub fn name(&self) -> String {
        match &self.what {
            ExpectedWhat::Dialect(set) => set.ids().join("+"),
            ExpectedWhat::Unsupported(why) => format!("unsupported: {why}"),
        }
    }

    /// The dialect, where it is about one.
    pub fn dialect(&self) -> DialectSet {
        match &self.what {
            ExpectedWhat::Dialect(set) => *set,
            ExpectedWhat::Unsupported(_) => DialectSet::EMPTY,
        }
    }

    /// Whether its last day is over.
    pub fn is_expired(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| today > last)
    }
}
