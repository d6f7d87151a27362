//! The demo tenants: public, so that vectors and findings can be signed for them again.

use super::Site;
use crate::protocol::Tenant;
use std::sync::Arc;

/// The id of the usual demo tenant.
pub const TENANT_ID: &str = "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04";
/// Its secret, hex text.
pub const SECRET: &str = "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4";

/// A tenant that is known to everybody, its secret too.
pub fn demo_tenant() -> Tenant {
    Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() }
}

/// Tenants that are known to everybody: two with a secret, and some without.
pub fn demo_sites() -> Vec<Site> {
    let site = |domain: &str, tenant_id: &str, secret: &str| Site {
        domain: domain.into(),
        tenant: Arc::new(Tenant { tenant_id: tenant_id.into(), secret: secret.into() }),
    };
    vec![
        site("shop.example", TENANT_ID, SECRET),
        site("capitals.example", "C6E1A3C7-2F4D-4F6E-9A55-3C7C2F8E9D33", &"0F1e".repeat(16)),
        site("empty.example", "b5e1a3c7-2f4d-4f6e-9a55-3c7c2f8e9d11", ""),
        site("odd.example", "b5e1a3c7-2f4d-4f6e-9a55-3c7c2f8e9d12", "abc"),
        site("words.example", "b5e1a3c7-2f4d-4f6e-9a55-3c7c2f8e9d13", "zz"),
        site("blank.example", "b5e1a3c7-2f4d-4f6e-9a55-3c7c2f8e9d14", " 00ff"),
    ]
}
