//! Known mistakes that a run could not see.

/// Known mistakes of signers that no vector which was run shows, and that a skipped one shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Those that a skipped goal shows which every typed SDK can express.
    pub mistakes: Vec<&'static str>,
    /// Those that only other skipped goals show: a list as a session, say.
    pub inexpressible: Vec<&'static str>,
}
