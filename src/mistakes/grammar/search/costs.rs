//! Costs at which a stage behaves otherwise.

/// The cost at which an order is tried together with several of the commonest mistakes.
pub(super) const HABITS_COST: u8 = 4;

/// The cost of an ordinary mistake.
pub(super) const ORDINARY: u8 = 2;
