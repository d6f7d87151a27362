//! Whose goal it is.

use super::{Secret, SecretError, Signer, Text};
use std::fmt;

/// A tenant as a caller configures one: the id that is signed and the secret's text.
///
/// The text may be no secret at all; what a signer does with such a text is part of what is tested.
#[derive(Clone, PartialEq, Eq)]
pub struct Tenant {
    /// The tenant's id, signed with every goal.
    pub tenant_id: Text,
    /// The secret as the dashboard shows it.
    pub secret: Text,
}

impl Tenant {
    /// A signer for this tenant.
    ///
    /// # Errors
    /// [`SecretError`] if the text is not a valid secret.
    pub fn signer(&self) -> Result<Signer, SecretError> {
        Ok(Signer::new(self.tenant_id.clone(), &Secret::from_hex(&self.secret)?))
    }
}

impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tenant({:?}, redacted)", self.tenant_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_is_shown_without_its_secret() {
        let tenant = Tenant { tenant_id: "t-1".into(), secret: "00ff".into() };
        assert_eq!(format!("{tenant:?}"), r#"Tenant("t-1", redacted)"#);
        assert_eq!(format!("{:?}", tenant.signer().unwrap()), r#"Signer("t-1", redacted)"#);
        assert_eq!(tenant.signer().unwrap().tenant_id(), &tenant.tenant_id);
        let bad = Tenant { secret: "0".into(), ..tenant };
        assert_eq!(bad.signer().err(), Some(SecretError::OddLength(1)));
    }
}
