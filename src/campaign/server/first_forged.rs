//! What is sent before anything else: a forged goal for each tenant. A server that loads its secrets when it first needs one
//! may take the first signature unverified, once in each of its lives.

use crate::adapter::ServerAddress;
use crate::campaign::control::Control;
use crate::campaign::reproducer::{Observed, Reproducer, demanded};
use crate::case::{CaseId, ExpectedResponse, Signed};
use crate::generate::{RequestBuilder, TenantSet, TestRequest};
use crate::judge::server::Wrong;
use crate::protocol::Goal;

/// So many tenants are tried.
const TENANTS: usize = 8;

/// A forged goal whose answer was wrong, the first that its tenant ever had.
pub(crate) struct FirstForged {
    pub(super) request: TestRequest,
    pub(super) builder: RequestBuilder,
    pub(super) expected: ExpectedResponse,
    pub(super) observed: Observed,
    pub(super) wrong: Vec<Wrong>,
}

/// Sends the first goal of each tenant, forged; those that were taken.
pub(crate) fn forged_first(
    address: &ServerAddress,
    world: &TenantSet,
    control: &Control<'_>,
) -> Vec<FirstForged> {
    let mut taken = Vec::new();
    if !address.is_listening() {
        return taken;
    }
    let plan = control.plan;
    let mut bench = Reproducer::Http { address, timeout: plan.timeout, now: plan.now };
    // Those whose secret is none, too: they are refused whatever comes, and have a first goal like the others.
    for party in 0..world.parties.len().min(TENANTS) {
        let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
        let mut builder = RequestBuilder::ordinary(party, goal);
        builder.signed = Signed { flip: Some(0), ..Signed::default() };
        let request = builder.probe(world, CaseId::Vector("first".into()), (plan.now)());
        let Ok((wrong, observed, request)) = bench.ask(&request, world, None, control) else {
            break;
        };
        // Of what gives no answer it is found out later why.
        let Observed::Answer(_) = observed else { break };
        if !wrong.is_empty() {
            let expected = demanded(&request, world, bench.clocks());
            taken.push(FirstForged { request, builder, expected, observed, wrong });
        }
    }
    taken
}
