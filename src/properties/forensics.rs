//! Forensics: what a known mistake makes is explained.

use super::{Holds, Outcome, demand};
use crate::generate::document::GoalCase;
use crate::mistakes::{
    Known, MistakeSet, Observed, Prediction, SigningContext, explain, fits, predict,
};

/// So many combinations are tried: a single mistake is among the first.
const MOST_TRIALS: u64 = 20_000;

/// The signature of a signer with one known mistake is explained, by something that makes that very signature.
///
/// # Errors
/// [`super::Violation`].
pub fn explained(case: &GoalCase) -> Holds {
    let GoalCase { tenant, goal, because, .. } = case;
    let Some(set) = because.as_deref().and_then(MistakeSet::of_id) else {
        return Ok(Outcome::Passed);
    };
    let (Prediction::Signed { signature, .. }, Prediction::Signed { signature: right, .. }) =
        (predict(set, tenant, goal), predict(MistakeSet::EMPTY, tenant, goal))
    else {
        return Ok(Outcome::Passed);
    };
    if signature == right || signature.is_empty() {
        return Ok(Outcome::Passed);
    }
    let context = SigningContext::of(tenant, goal);
    let observed = Observed { signature: &signature, canonical: None };
    let mut known = Known {
        likely: MistakeSet::EMPTY,
        ruled_out: &mut |_| false,
        more: &mut |trials| trials < MOST_TRIALS,
    };
    let found = explain(&context, &observed, &mut known).found;
    demand(
        found.as_ref().is_some_and(|found| fits(&found.diagnosis, &context, &observed)),
        || format!("{} is not explained: {found:?}", because.as_deref().unwrap_or_default()),
    )?;
    Ok(Outcome::Holds)
}
