//! Which mistakes explain what was signed.
//!
//! From a signature alone, every mistake is tried, then every pair, then triples, likelier ones first;
//! orders of keys by permutation. Where the signed bytes are known too, they say the order, and message
//! and signature are explained apart. What fits at the first level where anything does is the answer: one
//! set that is named, and every other mistake that could stand in its place on this goal.

mod bytes;
mod candidates;
mod discriminating;
mod explanation;
mod orders;
mod reading;
mod shares;
mod signature;
mod stock;
mod tally;
mod trials;

pub use discriminating::{NextGoal, next_goal, rich_goal};
pub use explanation::{
    Effort, Explanation, Known, Observed, Searched, fits, fits_with, implied_bytes, smallest_part,
};
pub use orders::orders_of;
pub use signature::Stages;

use super::Diagnosis;
use super::context::SigningContext;
use super::model::signature_of;
use super::set::MistakeSet;

/// Searches for the mistakes behind what was seen.
///
/// A mistake that is ruled out is named only where it is a single mistake that fits and nothing else
/// does.
pub fn explain(
    context: &SigningContext<'_>,
    observed: &Observed<'_>,
    known: &mut Known<'_>,
) -> Searched {
    match observed.canonical {
        Some(canonical) => bytes::explain(context, canonical, observed.signature, known),
        None => signature::explain(context, observed.signature, known),
    }
}

/// The mistakes with key, hash or output that make a signature of these very bytes; empty where it is
/// made as it should be, `None` where nothing known makes it.
pub fn signed_with(
    context: &SigningContext<'_>,
    canonical: &[u8],
    signature: &str,
) -> Option<Diagnosis> {
    // Most are made as they should be.
    let right = signature_of(MistakeSet::EMPTY, context, canonical);
    if right.is_some_and(|right| right == signature) {
        return Some(Diagnosis::default());
    }
    signature::of_bytes(context, canonical, signature).into_iter().next()
}

#[cfg(test)]
mod tests;
