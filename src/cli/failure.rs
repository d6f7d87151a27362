//! Why a command could not do its work.

use crate::run::exit;

/// Why a command failed: the message and the exit code.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) what: String,
    pub(super) code: u8,
}

impl Failure {
    pub(super) fn usage(what: impl ToString) -> Failure {
        Failure { what: what.to_string(), code: exit::USAGE }
    }
}
