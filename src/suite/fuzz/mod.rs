//! Requests and goals that are made to find something out, and the documents they are kept in.
//!
//! A [`Sketch`] says how a request comes to be: the goal, how its body is spelled, what was signed and
//! how the header is written. [`TRICKS`] are the ways to go wrong, one at a time; a mutation is one more
//! trick on a sketch. What is sent is a [`Probe`]: the request itself, with how its signature came to be,
//! so that it can be made again for another tenant. That is what is kept, as a self-describing
//! [`document`]: a corpus survives every change of what stands here.

pub mod document;
mod goals;
pub mod http;
mod mutator;
mod numbers;
mod sketch;
mod spelling;
mod tricks;
mod wrecks;

pub use goals::{ATOMS, changed, fresh_goal, mutate_goal};
pub use mutator::Shape;
pub use sketch::{Body, Header, Probe, Sketch, Style};
pub use tricks::{TRICKS, fresh, mutated};

use super::catalogue::{SECRET, TENANT_ID};
use crate::spec::request::PATH;
use crate::spec::validator::Tenants;
use crate::spec::{Signer, Tenant};
use crate::suite::verify::Site;
use jiff::Timestamp;
use std::sync::Arc;

/// A tenant that a server knows, ready to sign.
#[derive(Debug)]
pub struct Party {
    /// The tenant and its domain.
    pub site: Site,
    /// `None` where its secret is none.
    pub signer: Option<Signer>,
    /// The target of its requests.
    pub target: String,
}

/// The tenants that a server knows.
#[derive(Debug)]
pub struct World {
    /// Each of them; never empty.
    pub parties: Vec<Party>,
    /// The same, as the reference looks them up.
    pub tenants: Tenants,
    /// The places of those with a good secret.
    good: Vec<usize>,
}

impl World {
    /// The world of a server; `None` where it knows nobody.
    pub fn new(sites: &[Site]) -> Option<World> {
        let mut tenants = Tenants::default();
        let party = |site: &Site| Party {
            site: site.clone(),
            signer: site.tenant.signer().ok(),
            target: format!("{PATH}?domain={}", site.domain),
        };
        sites.iter().for_each(|site| tenants.register(&site.domain, &site.tenant));
        let parties: Vec<Party> = sites.iter().map(party).collect();
        let good = (0..parties.len()).filter(|at| parties[*at].signer.is_some()).collect();
        (!parties.is_empty()).then_some(World { parties, tenants, good })
    }

    /// The place of the party of a domain.
    pub fn place(&self, domain: &str) -> Option<usize> {
        self.parties.iter().position(|party| *party.site.domain == *domain)
    }
}

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

/// Everything that a sketch is drawn from.
pub struct Draw<'a, 't> {
    /// Chance.
    pub rng: &'a mut super::rng::Rng<'t>,
    /// Who is known.
    pub world: &'a World,
    /// When it will arrive.
    pub now: Timestamp,
}
