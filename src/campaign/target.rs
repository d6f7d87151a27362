//! What a server can do, found out before it is fuzzed.

use super::control::Control;
use crate::adapter::{KeptConnection, ServerAddress};
use crate::case::CaseId;
use crate::generate::{RequestBuilder, TenantSet, TestRequest};
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

/// And so many in all: on the first connection, on the second one, and at once.
const ALL_SENT: u32 = 2 * SENT as u32 + 1;

/// An answer on a second connection takes no longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Measures a server; `None` where it cannot be reached, or the campaign is over.
pub(super) fn measure(
    address: &ServerAddress,
    world: &TenantSet,
    control: &Control<'_>,
) -> Option<TargetAbilities> {
    if !address.is_listening() || control.is_over() {
        return None;
    }
    let timeout = control.plan.timeout;
    let request = ordinary(world, control, ALL_SENT);
    let request = &request.case.request;
    let mut first = KeptConnection::new(address);
    let latency = latency(&mut first, request, timeout)?;
    let patience = PATIENCE.min(timeout).max(latency * 4);
    // While the first is open.
    let mut second = KeptConnection::new(address);
    let serves_two = second.exchange(request, patience).is_ok();
    drop((first, second));
    let requests = vec![(**request).clone(); SENT];
    let answers = KeptConnection::new(address).pipeline(&requests, patience.max(timeout / 2));
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

/// A goal that has to be accepted, of which the campaign remembers that it is sent so many times: a server may say that
/// it has it already.
pub(super) fn ordinary(world: &TenantSet, control: &Control<'_>, times: u32) -> TestRequest {
    let party = world.place_of_good();
    let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
    let id = CaseId::Vector("ordinary".into());
    let request = RequestBuilder::ordinary(party, goal).probe(world, id, (control.plan.now)());
    control.remember(&request, times);
    request
}
