//! How the signature of a request came to be, so that it can be made again for another tenant.

use crate::mistakes::{MistakeSet, Prediction, predict};
use crate::protocol::json::parse;
use crate::protocol::{Goal, Tenant, Text, hex};

/// How the signature in a request came to be.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Signed {
    /// What was signed.
    pub over: SignedOver,
    /// Another tenant, who signed in place of the request's own.
    pub by: Option<Tenant>,
    /// Another tenant's id, in place of the tenant's own.
    pub tenant_id: Option<Text>,
    /// The signer's mistakes.
    pub mistakes: MistakeSet,
    /// The bit of the 256 that was flipped afterwards, counted from the first digit's highest.
    pub flip: Option<u8>,
    /// How many characters of it were kept, from the start.
    pub keep: Option<u8>,
}

/// What a signature covers.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum SignedOver {
    /// The goal that the body holds.
    #[default]
    BodyGoal,
    /// The bytes of the body, as they are.
    RawBody,
    /// Another goal.
    Goal(Goal),
}

impl Signed {
    /// The signature's text for a tenant and a body; `None` if none can be made.
    pub fn signature(&self, tenant: &Tenant, body: &[u8]) -> Option<String> {
        let mut tenant = self.by.as_ref().unwrap_or(tenant).clone();
        if let Some(other) = &self.tenant_id {
            tenant.tenant_id = other.clone();
        }
        let of_goal = |goal: &Goal| match predict(self.mistakes, &tenant, goal) {
            Prediction::Signed { signature, .. } => Some(signature),
            Prediction::Refused => None,
        };
        let mut text = match &self.over {
            SignedOver::Goal(goal) => of_goal(goal)?,
            SignedOver::BodyGoal => of_goal(&Goal::from_value(parse(body).ok()?).ok()?)?,
            SignedOver::RawBody => tenant.signer().ok()?.sign_bytes(body).to_string(),
        };
        if let Some(bit) = self.flip {
            let mut bytes = hex::decode(text.as_bytes())?;
            *bytes.get_mut(usize::from(bit / 8))? ^= 0x80 >> (bit % 8);
            text = hex::encode(&bytes);
        }
        if let Some(length) = self.keep {
            text.truncate(length.into());
        }
        Some(text)
    }
}
