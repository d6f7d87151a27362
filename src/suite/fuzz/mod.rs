//! Requests and goals that are made to find something out, and the documents they are kept in.
//!
//! A [`Sketch`] says how a request comes to be: the goal, how its body is spelled, what was signed and
//! how the header is written. [`tricks`] are the ways to go wrong, one at a time; a mutation is one more
//! trick on a sketch. What is sent is a [`Probe`]: the request itself, with how its signature came to be,
//! so that it can be made again for another tenant. That is what is kept, as a self-describing
//! [`document`]: a corpus survives every change of what stands here.

pub mod document;
mod goals;
pub mod http;
mod numbers;
mod sketch;
mod spelling;
mod tricks;
mod wrecks;

pub use goals::{ATOMS, changed, fresh_goal, mutate_goal};
pub use sketch::{Body, Header, Probe, Sketch, Style};
pub use tricks::{TRICKS, fresh, mutated};

use crate::spec::Signer;
use crate::spec::request::PATH;
use crate::spec::validator::Tenants;
use crate::suite::verify::Site;
use jiff::Timestamp;

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

/// Everything that a sketch is drawn from.
pub struct Draw<'a, 't> {
    /// Chance.
    pub rng: &'a mut super::rng::Rng<'t>,
    /// Who is known.
    pub world: &'a World,
    /// When it will arrive.
    pub now: Timestamp,
}
