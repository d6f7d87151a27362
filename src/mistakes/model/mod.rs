//! The model writer: what a signer with given mistakes produces.
//!
//! Written to be read, not to be fast, and without the reference's own code for canonical bytes,
//! money or numbers: with all knobs at rest the two must agree, and tests hold them to it.

mod base64;
mod digest;
mod key;
mod members;
mod moment;
mod money;
mod numbers;
mod shape;
mod texts;
mod writer;

pub(super) use base64::{decode as base64_decode, encode as base64_encode};
pub(super) use digest::{Keyed, written};
pub(super) use key::key;
pub(super) use shape::{members_apart, message, resolved, signed_header_count};

use super::Diagnosis;
use super::config::SignerConfig;
use super::context::SigningContext;
use crate::protocol::{Goal, Tenant};

/// What a signer answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prediction {
    /// It signs.
    Signed {
        /// The bytes it signs.
        canonical: Vec<u8>,
        /// The header's value.
        signature: String,
    },
    /// It refuses.
    Refused,
}

/// What a signer with these mistakes answers to a goal.
pub fn predict(recipe: impl Into<Diagnosis>, tenant: &Tenant, goal: &Goal) -> Prediction {
    predict_sent(&recipe.into(), &SigningContext::of(tenant, goal))
}

/// The same where the request is known too.
pub fn predict_sent(recipe: &Diagnosis, scene: &SigningContext<'_>) -> Prediction {
    let knobs = recipe.knobs();
    match (message(&knobs, scene), key(&knobs, scene)) {
        (Some(canonical), Some(key)) => {
            let canonical = recipe.surrounded(canonical);
            let digest = Keyed::new(&knobs, &key, scene).digest(&canonical);
            let signature = recipe.prefixed(written(&knobs, &digest));
            Prediction::Signed { canonical, signature }
        }
        _ => Prediction::Refused,
    }
}

/// The bytes that are signed; `None` where the signer refuses the goal.
pub(super) fn signed_bytes(
    recipe: &Diagnosis,
    knobs: &SignerConfig,
    scene: &SigningContext<'_>,
) -> Option<Vec<u8>> {
    Some(recipe.surrounded(message(knobs, scene)?))
}
