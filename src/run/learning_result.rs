//! What was learned of the rule behind drifts.

/// What was learned of the rule behind drifts that no known mistake explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Learning {
    /// A rule that predicts everything that was asked.
    Rule {
        /// The rule as text.
        rule: String,
        /// The number of goals it was learned from.
        from: usize,
        /// The number of fresh goals that it predicted.
        confirmed: usize,
    },
    /// None; what was ruled out, a line each.
    Nothing(Vec<String>),
}
