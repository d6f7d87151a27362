//! Exit codes of `goalpost`, documented in README.md.

/// Everything conforms.
pub const CONFORMS: u8 = 0;
/// A drift, a wrong accept or refuse, or a fault in a case.
pub const DRIFT: u8 = 1;
/// Usage or configuration.
pub const USAGE: u8 = 2;
/// An implementation could not be run, or nothing was executed.
pub const CANNOT_RUN: u8 = 3;
/// A stale or expired expectation.
pub const EXPECTATION: u8 = 4;
/// Ctrl-C.
pub const INTERRUPTED: u8 = 130;
