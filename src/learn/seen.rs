//! What was asked and answered.

use super::rule::Rule;
use super::simulate::{Prepared, made};
use crate::case::Case;

/// What an implementation answered to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It signed.
    Signed {
        /// The header's value.
        signature: String,
        /// The signed bytes, where it reported them.
        canonical: Option<Vec<u8>>,
    },
    /// It refused, or did not answer.
    Nothing,
}

/// A case that was signed.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The case, ready to be simulated.
    pub case: Prepared,
    /// The header's value.
    pub signature: String,
    /// The signed bytes, where they were reported.
    pub told: Option<Vec<u8>>,
}

impl Seen {
    /// A case with its answer; `None` where nothing was signed, or no rule can say what it holds.
    pub fn of(case: &Case, answer: Answer) -> Option<Seen> {
        let Answer::Signed { signature, canonical } = answer else { return None };
        let case = Prepared::of(&case.tenant, &case.goal)?;
        Some(Seen { case, signature, told: canonical })
    }

    /// Whether a rule predicts the answer.
    pub fn fits(&self, rule: &Rule) -> bool {
        made(rule, &self.case).is_some_and(|made| {
            made.signature == self.signature
                && self.told.as_ref().is_none_or(|told| *told == made.message)
        })
    }

    /// The signed bytes: as reported, or as documented.
    pub fn message(&self) -> &[u8] {
        self.told.as_deref().unwrap_or(&self.case.right)
    }
}
