//! How much a report shows.

/// How much a report shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// What fails, and the verdict.
    Quiet,
    /// Every implementation, and what is expected or skipped.
    Normal,
    /// Also a sample of everything expected.
    Verbose,
}
