//! Requests and goals that are made to find something out, and the documents they are kept in.
//!
//! A [`RequestBuilder`] says how a request comes to be: the goal, how its body is spelled, what was signed and
//! how the header is written. [`MUTATIONS`] are the ways to go wrong, one at a time; a mutation is one more
//! mutation on a builder. What is sent is a [`TestRequest`]: the request itself, with how its signature came to be,
//! so that it can be made again for another tenant. That is what is kept, as a self-describing
//! [`document`]: a corpus survives every change of what stands here.

mod corruptions;
pub mod document;
mod goals;
pub mod http;
mod legal;
mod made_by;
mod mutations;
mod mutator;
mod numbers;
mod request;
pub mod rng;
mod samples;
mod scenarios;
pub mod sequence;
mod spelling;
mod steps;
pub mod stream;
mod sweep;
pub mod typical;

pub use goals::{ATOMS, changed, fresh_goal, mutate_goal};
pub use made_by::MadeBy;
pub use mutations::{KINDS, MUTATIONS, Mutation, fresh, fresh_of_kind, mutated};
pub use mutator::Shape;
pub use request::{Body, Header, RequestBuilder, TestRequest};
pub use scenarios::{Lane, RowStep, row, row_after_quiet};
pub use spelling::Style;
pub use sweep::Sweep;

use crate::case::Site;
use crate::protocol::Signer;
use crate::protocol::request::PATH;
use crate::protocol::validator::Tenants;
use jiff::Timestamp;

/// A tenant that a server knows, ready to sign.
#[derive(Debug)]
pub struct TestTenant {
    /// The tenant and its domain.
    pub site: Site,
    /// `None` where its secret is none.
    pub signer: Option<Signer>,
    /// The target of its requests.
    pub target: String,
}

/// The tenants that a server knows.
#[derive(Debug)]
pub struct TenantSet {
    /// Each of them; never empty.
    pub parties: Vec<TestTenant>,
    /// The same, as the reference looks them up.
    pub tenants: Tenants,
    /// The places of those with a good secret.
    good: Vec<usize>,
}

impl TenantSet {
    /// The world of a server; `None` where it knows nobody.
    pub fn new(sites: &[Site]) -> Option<TenantSet> {
        let mut tenants = Tenants::default();
        let party = |site: &Site| TestTenant {
            site: site.clone(),
            signer: site.tenant.signer().ok(),
            target: format!("{PATH}?domain={}", site.domain),
        };
        sites.iter().for_each(|site| tenants.register(&site.domain, &site.tenant));
        let parties: Vec<TestTenant> = sites.iter().map(party).collect();
        let good = (0..parties.len()).filter(|at| parties[*at].signer.is_some()).collect();
        (!parties.is_empty()).then_some(TenantSet { parties, tenants, good })
    }

    /// The place of the first party with a good secret; of the first, where there is none.
    pub fn place_of_good(&self) -> usize {
        self.good.first().copied().unwrap_or(0)
    }

    /// The place of the party of a domain.
    pub fn place(&self, domain: &str) -> Option<usize> {
        self.parties.iter().position(|party| *party.site.domain == *domain)
    }
}

/// Everything that a builder is drawn from.
pub struct Draw<'a, 't> {
    /// Chance.
    pub rng: &'a mut crate::generate::rng::Rng<'t>,
    /// Who is known.
    pub world: &'a TenantSet,
    /// When it will arrive.
    pub now: Timestamp,
}
