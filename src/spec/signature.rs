//! HMAC-SHA256 over the canonical bytes, as lower-case hex (SIG-1, SIG-2).

use super::{Goal, Refusal, Secret, Text, canonicalize, hex};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt;
use subtle::ConstantTimeEq;

/// A signature: 32 bytes, written as 64 lower-case hex digits.
#[derive(Clone, Copy)]
pub struct Signature([u8; 64]);

impl Signature {
    /// The hex text that goes into `X-LP-Goal-Signature`.
    #[inline]
    pub fn as_str(&self) -> &str {
        // Hex digits only, by construction.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether `text` is this signature, in a time that does not depend on where they differ.
    #[inline]
    pub fn matches(&self, text: &[u8]) -> bool {
        self.0.as_slice().ct_eq(text).into()
    }

    #[inline]
    fn of(hmac: Hmac<Sha256>) -> Signature {
        let mut text = [0; 64];
        hex::encode_into(&hmac.finalize().into_bytes(), &mut text);
        Signature(text)
    }
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.matches(&other.0)
    }
}

impl Eq for Signature {}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

/// Signs goals for one tenant; the secret's key schedule is done once.
#[derive(Clone)]
pub struct Signer {
    tenant_id: Text,
    hmac: Hmac<Sha256>,
}

impl Signer {
    /// A signer for a tenant.
    pub fn new(tenant_id: Text, secret: &Secret) -> Signer {
        Signer { tenant_id, hmac: secret.hmac() }
    }

    /// The tenant's id, which is signed with every goal.
    pub fn tenant_id(&self) -> &Text {
        &self.tenant_id
    }

    /// Signs a goal. `canonical` is cleared and holds the signed bytes afterwards, so that one
    /// buffer serves any number of goals.
    ///
    /// # Errors
    /// [`Refusal`] where the protocol has no bytes for the goal.
    #[inline]
    pub fn sign(&self, goal: &Goal, canonical: &mut Vec<u8>) -> Result<Signature, Refusal> {
        canonical.clear();
        canonicalize(&self.tenant_id, goal, canonical)?;
        Ok(self.sign_bytes(canonical))
    }

    /// The signature of bytes that are canonical already.
    #[inline]
    pub fn sign_bytes(&self, canonical: &[u8]) -> Signature {
        let mut hmac = self.hmac.clone();
        hmac.update(canonical);
        Signature::of(hmac)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({:?}, redacted)", self.tenant_id)
    }
}

/// The hex signature of `message` under any key: what a signer with a wrong key makes.
pub(crate) fn sign_with_key(key: &[u8], message: &[u8]) -> Signature {
    let mut hmac = super::secret::keyed(key);
    hmac.update(message);
    Signature::of(hmac)
}
