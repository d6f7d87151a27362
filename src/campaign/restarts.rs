//! A server that ends, and is started again: the request that ends it, or how many of which.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::precursors::floods;
use super::reproducer::{TargetUnavailable, demanded};
use super::search::{Planned, Search, SequenceHit, judged, send};
use crate::generate::RequestBuilder;
use crate::generate::sequence::{SendMode, Sequence};
use crate::judge::server::Symptom;
use crate::protocol::Goal;
use std::time::Instant;

/// Of what was under way when it ended, so many requests are tried.
const UNDER_WAY: usize = 12;

/// So many requests of one kind are sent to see whether they end it.
const MANY: u32 = 1000;

/// So often it is counted how many end it: from a server that was just started, it is the same number each time.
const COUNTS: usize = 4;

/// The request of those that were under way that ends the server by itself.
pub(super) fn by_itself(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<RequestBuilder>, TargetUnavailable> {
    let mut search = Search::new(inquiry, suspect);
    for builder in suspect.builder.iter().chain(&suspect.behind).take(UNDER_WAY) {
        let alone = [Planned::new(builder.clone(), 0)];
        if search.shows_twice(&alone, SendMode::InOrder)? {
            return Ok(Some(builder.clone()));
        }
    }
    Ok(None)
}

/// So many requests of one kind as end the server each time, where there are.
pub(super) fn by_many(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    // Of an ordinary goal: what was under way then may be anything.
    let party = inquiry.world.place(&suspect.request.case.domain).unwrap_or(0);
    let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
    let ordinary = RequestBuilder::ordinary(party, goal);
    let mut search = Search::new(inquiry, suspect);
    for one in floods(&ordinary) {
        let mut last = None;
        for _ in 0..COUNTS {
            if Instant::now() > search.until {
                return Ok(None);
            }
            let flood = Planned { repeat: MANY, ..Planned::new(one.clone(), 0) };
            let sequence = search.sequence(&[flood], SendMode::InOrder);
            let Some((count, hit)) = ended(&mut search, sequence)? else { break };
            if last == Some(count) {
                return Ok(Some(hit));
            }
            last = Some(count);
        }
    }
    Ok(None)
}

/// Sends a request again and again until nobody listens any more: how many it were, and a sequence of as many.
fn ended(
    search: &mut Search<'_, '_, '_, '_>,
    mut sequence: Sequence,
) -> Result<Option<(u32, SequenceHit)>, TargetUnavailable> {
    let played = send(search.inquiry, &sequence)?;
    let Some(answered) = played.iter().position(|one| one.outcome.is_err()) else {
        return Ok(None);
    };
    let count = u32::try_from(answered + 1).unwrap_or(MANY);
    let Some(last) = played.into_iter().next_back() else { return Ok(None) };
    let (observed, wrong) = judged(search.inquiry, &last);
    if !wrong.iter().any(|(symptom, _)| matches!(symptom, Symptom::Gone | Symptom::Dropped)) {
        return Ok(None);
    }
    sequence.steps.iter_mut().for_each(|step| step.repeat = count);
    let rule = demanded(&last.request, search.inquiry.world, search.inquiry.bench.clocks()).rule;
    let description =
        format!("ends, each time it was started, with request {count} under rule {}", rule.id());
    let hit = SequenceHit {
        sequence,
        request: last.request,
        observed,
        wrong,
        trigger: Vec::new(),
        description,
    };
    Ok(Some((count, hit)))
}
