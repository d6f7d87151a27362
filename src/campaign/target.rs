//! What a server can do, found out before it is fuzzed.

use super::config::FuzzPlan;
use crate::adapter::{KeptConnection, ServerAddress};
use crate::case::CaseId;
use crate::generate::{RequestBuilder, TenantSet};
use crate::protocol::Goal;
use crate::protocol::request::OwnedRequest;
use std::time::{Duration, Instant};

/// What a server can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TargetAbilities {
    /// Whether it answers requests that are sent at once on one connection.
    pub(super) pipelines: bool,
    /// Whether it answers on one connection while another is open.
    pub(super) serves_two: bool,
    /// The median time of an answer.
    pub(super) latency: Duration,
}

/// So many requests are sent at a time.
const SENT: usize = 5;

/// An answer on a second connection takes no longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Measures a server; `None` where it cannot be reached, or `stop` says so.
pub(super) fn measure(
    address: &ServerAddress,
    world: &TenantSet,
    plan: &FuzzPlan,
    stop: &dyn Fn() -> bool,
) -> Option<TargetAbilities> {
    if !address.is_listening() || stop() {
        return None;
    }
    let request = ordinary(world, plan);
    let mut first = KeptConnection::new(address);
    let latency = latency(&mut first, &request, plan.timeout)?;
    let patience = PATIENCE.min(plan.timeout).max(latency * 4);
    // While the first is open.
    let mut second = KeptConnection::new(address);
    let serves_two = second.exchange(&request, patience).is_ok();
    drop((first, second));
    let requests = vec![request; SENT];
    let answers = KeptConnection::new(address).pipeline(&requests, patience.max(plan.timeout / 2));
    let pipelines = answers.len() == SENT && answers.iter().all(Result::is_ok);
    Some(TargetAbilities { pipelines, serves_two, latency })
}

/// The median time of an answer on a connection that stays open; `None` where there is none.
pub(super) fn latency(
    connection: &mut KeptConnection<'_>,
    request: &OwnedRequest,
    timeout: Duration,
) -> Option<Duration> {
    let mut times = Vec::new();
    for _ in 0..SENT {
        let sent = Instant::now();
        connection.exchange(request, timeout).ok()?;
        times.push(sent.elapsed());
    }
    times.sort_unstable();
    times.get(SENT / 2).copied()
}

/// A goal that has to be accepted.
pub(super) fn ordinary(world: &TenantSet, plan: &FuzzPlan) -> OwnedRequest {
    let party = world.place_of_good();
    let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
    let request = RequestBuilder::ordinary(party, goal).probe(
        world,
        CaseId::Vector("ordinary".into()),
        (plan.now)(),
    );
    (*request.case.request).clone()
}
