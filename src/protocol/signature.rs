//! HMAC-SHA256 over the canonical bytes, as lower-case hex (SIG-1, SIG-2).

use super::canonical::{write_goal, write_tenant};
use super::goal::BorrowedGoal;
use super::keyed::Keyed;
use super::{Refusal, Secret, Text, hex};
use std::fmt;
use subtle::ConstantTimeEq;

/// A signature: 32 bytes, written as 64 lower-case hex digits.
#[derive(Clone, Copy)]
pub struct Signature([[u8; 2]; 32]);

impl Signature {
    /// The hex text that goes into `X-LP-Goal-Signature`.
    #[inline]
    pub fn as_str(&self) -> &str {
        // Hex digits only, by construction.
        std::str::from_utf8(self.0.as_flattened()).unwrap_or_default()
    }

    /// Whether `text` is this signature, in a time that does not depend on where they differ.
    #[inline]
    pub fn matches(&self, text: &[u8]) -> bool {
        let (own, []) = self.0.as_flattened().as_chunks::<8>() else { return false };
        let (other, []) = text.as_chunks::<8>() else { return false };
        // By words: as constant in time as by bytes, and an eighth of the steps.
        let words = |chunks: &[[u8; 8]]| -> Option<[u64; 8]> {
            Some(<[[u8; 8]; 8]>::try_from(chunks).ok()?.map(u64::from_le_bytes))
        };
        match (words(own), words(other)) {
            (Some(own), Some(other)) => own.ct_eq(&other).into(),
            _ => false,
        }
    }
}

impl PartialEq for Signature {
    fn eq(&self, other: &Self) -> bool {
        self.matches(other.0.as_flattened())
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
    /// How the canonical bytes of every goal of this tenant end.
    ending: Vec<u8>,
    keyed: Keyed,
}

impl Signer {
    /// A signer for a tenant: its id as it is signed, and its secret.
    pub fn new(tenant_id: impl Into<Text>, secret: &Secret) -> Signer {
        let tenant_id = tenant_id.into();
        let mut ending = Vec::new();
        write_tenant(&tenant_id, &mut ending);
        Signer { tenant_id, ending, keyed: secret.keyed() }
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
    pub fn sign(
        &self,
        goal: &BorrowedGoal<'_>,
        canonical: &mut Vec<u8>,
    ) -> Result<Signature, Refusal> {
        canonical.clear();
        write_goal(goal, canonical)?;
        canonical.extend_from_slice(&self.ending);
        Ok(self.sign_bytes(canonical))
    }

    /// The signature of bytes that are canonical already.
    #[inline]
    pub fn sign_bytes(&self, canonical: &[u8]) -> Signature {
        Signature(hex::pairs(&self.keyed.digest(canonical)))
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({:?}, redacted)", self.tenant_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_64_digits_match() {
        // RFC 4231, test case 2.
        let signer = Signer::new("t", &"4a656665".parse().unwrap());
        let signature = signer.sign_bytes(b"what do ya want for nothing?");
        let right = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!((signature.as_str(), signature.to_string().as_str()), (right, right));
        assert_eq!(format!("{signature:?}"), format!("Signature({right})"));
        assert!(signature.matches(right.as_bytes()));
        for at in 0..64 {
            let mut wrong = right.as_bytes().to_vec();
            wrong[at] ^= 1;
            assert!(!signature.matches(&wrong), "{at}");
        }
        for wrong in ["", &right[..56], &right[..63], &format!("{right}{}", &right[..8])] {
            assert!(!signature.matches(wrong.as_bytes()), "{wrong}");
        }
        assert_eq!(signature, signer.clone().sign_bytes(b"what do ya want for nothing?"));
        assert_ne!(signature, signer.sign_bytes(b"what do ya want for nothing"));
    }
}
