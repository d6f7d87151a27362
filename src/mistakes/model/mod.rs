//! The model writer: what a signer with given mistakes produces.
//!
//! Written to be read, not to be fast, and without the reference's own code for canonical bytes,
//! money or numbers: with all config at rest the two must agree, and tests hold them to it.

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

pub(super) use base64::decode as base64_decode;
pub(crate) use base64::encode as base64_encode;
pub(super) use digest::{Keyed, signs_rightly, writes_rightly, written};
pub(super) use key::key;
pub(super) use shape::{members_apart, message, resolved, signed_header_count};

use super::Diagnosis;
use super::config::SignerConfig;
use super::context::SigningContext;
use super::set::MistakeSet;
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
pub fn predict(diagnosis: impl Into<Diagnosis>, tenant: &Tenant, goal: &Goal) -> Prediction {
    predict_sent(&diagnosis.into(), &SigningContext::of(tenant, goal))
}

/// The same where the request is known too.
pub fn predict_sent(diagnosis: &Diagnosis, context: &SigningContext<'_>) -> Prediction {
    let config = diagnosis.config();
    match (message(&config, context), key(&config, context)) {
        (Some(canonical), Some(key)) => {
            let canonical = diagnosis.surrounded(canonical);
            let digest = Keyed::new(&config, &key, context).digest(&canonical);
            let signature = diagnosis.prefixed(written(&config, &digest));
            Prediction::Signed { canonical, signature }
        }
        _ => Prediction::Refused,
    }
}

/// The signature of these very bytes by a signer with mistakes in key, hash or output; `None` if it refuses the secret.
pub fn signature_of(
    set: MistakeSet,
    context: &SigningContext<'_>,
    message: &[u8],
) -> Option<String> {
    let config = set.config();
    let key = key(&config, context)?;
    Some(written(&config, &Keyed::new(&config, &key, context).digest(message)))
}

/// The bytes that are signed; `None` if the signer refuses the goal.
pub(super) fn signed_bytes(
    diagnosis: &Diagnosis,
    config: &SignerConfig,
    context: &SigningContext<'_>,
) -> Option<Vec<u8>> {
    Some(diagnosis.surrounded(message(config, context)?))
}
