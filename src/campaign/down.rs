//! A server that answers nothing any more, or is not there any more: what it was sent last.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::reproducer::{Reproducer, TargetUnavailable};
use super::search::Planned;
use super::ways::on_connections;
use crate::adapter::{HttpFault, ServerAddress};
use crate::generate::sequence::{SendMode, Sequence, Step};
use crate::generate::{RequestBuilder, TenantSet, TestRequest};
use crate::protocol::Goal;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// An answer that does not come in this time does not come.
const DOWN: Duration = Duration::from_secs(3);

/// Between two looks at a server that may be starting again.
const LOOK: Duration = Duration::from_millis(50);

/// Of each connection one less than so many requests are filed.
const LATEST: usize = 5;

/// Where nobody can be asked any more, so many requests are filed, and so many bytes of bodies.
const LAST: usize = 1000;
const LAST_BYTES: usize = 512 << 10;

/// What is true of a server that did not come back.
pub(super) const GONE: &str = "went away and did not come back; which of the requests before did it was not tried, since \
                               nobody could be asked";

/// What was sent last, where the server answers not even an ordinary goal any more, and what is true of it, where that is
/// more than this.
pub(super) fn server_is_down(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<(Sequence, &'static str)>, TargetUnavailable> {
    let Reproducer::Http { address, timeout, .. } = &inquiry.bench else { return Ok(None) };
    let party = inquiry.world.place(&suspect.request.case.domain).unwrap_or(0);
    let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
    let ordinary = RequestBuilder::ordinary(party, goal);
    let ordinary = inquiry.request_of(&ordinary, suspect);
    let patience =
        DOWN.min(*timeout).min(inquiry.control.patience().max(Duration::from_millis(500)));
    for _ in 0..2 {
        match address.exchange(&ordinary.case.request, patience) {
            Err(HttpFault::TimedOut) => {}
            Err(HttpFault::Unreachable(_)) if !comes_back(address) => {
                return Ok(Some((sent_last(inquiry.world, suspect), GONE)));
            }
            // To hang up at once is a fault of its own: it is still there.
            _ => return Ok(None),
        }
    }
    // The last that were answered on each connection, the one that was not, and a goal that shows it.
    let all = on_connections(suspect);
    let mut left: BTreeMap<usize, usize> = BTreeMap::new();
    let mut latest: Vec<&Planned> = all
        .iter()
        .rev()
        .filter(|planned| {
            let left = left.entry(planned.connection).or_insert(LATEST);
            *left = left.saturating_sub(1);
            *left > 0
        })
        .collect();
    latest.reverse();
    let mut steps: Vec<Step> = latest
        .iter()
        .map(|planned| step(inquiry.request_of(&planned.builder, suspect), planned.connection))
        .collect();
    steps.extend(
        inquiry.unanswered.iter().map(|(_, builder)| step(inquiry.request_of(builder, suspect), 0)),
    );
    steps.push(step(suspect.request.clone(), 0));
    steps.push(step(ordinary, 0));
    Ok(Some((Sequence { mode: SendMode::InOrder, steps }, "")))
}

/// Whether a server that nobody reaches is started again within the time in which an answer should come.
pub(super) fn comes_back(address: &ServerAddress) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < DOWN {
        if address.is_listening() {
            return true;
        }
        std::thread::sleep(LOOK);
    }
    false
}

/// What was sent last on all connections, to a server that is not there any more.
pub(super) fn sent_last(world: &TenantSet, suspect: &SuspectedCase) -> Sequence {
    let case = &suspect.request.case;
    let request = |builder: &RequestBuilder| builder.probe(world, case.id.clone(), case.now);
    let behind = suspect.behind.iter().map(|builder| step(request(builder), 0));
    let before = on_connections(suspect);
    let before = before.iter().map(|planned| step(request(&planned.builder), planned.connection));
    let all: Vec<Step> =
        before.chain(std::iter::once(step(suspect.request.clone(), 0))).chain(behind).collect();
    let mut bytes = 0;
    let fits = |step: &&Step| {
        bytes += step.request.case.request.body.len();
        bytes <= LAST_BYTES
    };
    let kept = all.iter().rev().take(LAST).take_while(fits).count().max(1);
    Sequence { mode: SendMode::InOrder, steps: all[all.len() - kept..].to_vec() }
}

fn step(request: TestRequest, connection: usize) -> Step {
    Step { request, connection, pause: Duration::ZERO, repeat: 1, in_pieces: false }
}
