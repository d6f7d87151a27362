//! A server that has changed, for good or for a tenant: what is sent to one that was started anew to change it, too.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::player::Played;
use super::precursors::twin;
use super::reproducer::{Observed, Reproducer, TargetUnavailable, demanded};
use super::search::{is_as_heavy, send};
use super::turns::repeated;
use crate::case::Signed;
use crate::generate::sequence::{SendMode, Sequence, Step};
use crate::generate::{RequestBuilder, TestRequest};
use crate::judge::Weight;
use crate::judge::hypotheses::Seen;
use crate::judge::server::Symptom;
use crate::protocol::Goal;
use std::time::Duration;

/// The number of requests like it that are sent for a tenant to which it does not happen yet.
const MANY: u32 = 300;

/// The request after as many refused signatures of its tenant as there were when it first showed: it is not said that
/// it takes all of them, since a server that has changed for good cannot be asked.
pub(super) fn since_many(
    inquiry: &Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
    request: &TestRequest,
) -> Sequence {
    // The answers to some are not read yet.
    let repeat = u32::try_from(
        suspect.refused_before
            + before_the_campaign(inquiry, &suspect.request.case.domain)
            + UNREAD,
    )
    .unwrap_or(MANY)
    .min(LONGEST);
    let twin = suspect.builder.as_ref().map(|builder| twin(builder, inquiry.control.salt()));
    let request =
        twin.map_or_else(|| request.clone(), |builder| inquiry.request_of(&builder, suspect));
    let (connection, pause, in_pieces) = (0, Duration::ZERO, false);
    let step = Step { request, connection, pause, repeat, in_pieces };
    Sequence { mode: SendMode::InOrder, steps: vec![step] }
}

/// Whether an ordinary goal, and requests that passed before, are answered as wrongly by now.
pub(super) fn has_changed(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<Changed>, TargetUnavailable> {
    let (Some(builder), Reproducer::Http { .. }) = (&suspect.builder, &inquiry.bench) else {
        return Ok(None);
    };
    let breaks = matches!(suspect.symptom, Symptom::Status(500..));
    let is_legal = suspect.weight != Weight::Forged && !suspect.expected.may_refuse();
    let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
    let ordinary = RequestBuilder::ordinary(builder.party, goal);
    let any = is_legal || breaks && suspect.weight != Weight::Forged;
    let is_any = any && inquiry.weighs_the_same(&ordinary, suspect)?;
    if is_legal && !is_any {
        return Ok(None);
    }
    let like_it = |seen: &&Seen| {
        let same_rule = seen.expected.rule == suspect.expected.rule
            && seen.expected.may_refuse() == suspect.expected.may_refuse();
        match is_any {
            true if breaks => !seen.expected.may_refuse(),
            true => same_rule && seen.case.domain == suspect.request.case.domain,
            // What is refused, in a server that takes goals as before.
            false => same_rule,
        }
    };
    let passed: Vec<TestRequest> = inquiry
        .witnesses
        .iter()
        .filter(like_it)
        .take(if is_any { WITNESSES } else { OF_A_KIND })
        .map(|seen| TestRequest { case: seen.case.clone(), ..suspect.request.clone() })
        .collect();
    let mut wrong_now = 0;
    for request in &passed {
        let expected = demanded(request, inquiry.world, inquiry.bench.clocks());
        let (wrong, ..) = inquiry.bench.ask(request, inquiry.world, None, inquiry.control)?;
        if wrong.iter().any(|(symptom, _)| Weight::of(&expected, *symptom) == suspect.weight) {
            wrong_now += 1;
        } else if is_any {
            return Ok(None);
        }
    }
    Ok(match is_any {
        true => (wrong_now > 0).then_some(Changed::ForAny),
        false => (wrong_now >= SOME).then_some(Changed::ForSome),
    })
}

/// What a server that has changed answers wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    /// Any goal.
    ForAny,
    /// What is refused by one rule, several of which passed before.
    ForSome,
}

/// Of what one rule refuses so many are sent again, and so many of them must come out wrong that passed before.
const OF_A_KIND: usize = 24;
const SOME: usize = 3;

/// So many requests that passed before are sent again.
const WITNESSES: usize = 12;

/// The request as many times as there may have been like it, where a server has changed for good: one that is started
/// anew may change at the same number.
pub(super) fn since_so_many(
    inquiry: &Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
    request: &TestRequest,
) -> Sequence {
    let workers = inquiry.control.plan.jobs.unwrap_or(USUAL_WORKERS) as u64;
    let repeat = (suspect.passed_before * (workers + 1) + UNREAD).clamp(UNREAD, MOST_LIKE_IT);
    let mut sequence = repeated(request, u32::try_from(repeat).unwrap_or(u32::MAX));
    // Whatever was asked for first must not be this.
    let ordinary = Goal { event_name: Some("purchase".into()), ..Goal::default() };
    if let Some(party) = suspect.builder.as_ref().map(|builder| builder.party)
        && suspect.weight != Weight::Forged
        && !suspect.expected.may_refuse()
    {
        let ordinary = RequestBuilder::ordinary(party, ordinary);
        sequence = repeated(&inquiry.request_of(&ordinary, suspect), repeat as u32);
    }
    sequence
}

/// An ordinary goal after as many refused signatures of its tenant as there were: they may have locked it out.
pub(super) fn since_refused(inquiry: &Inquiry<'_, '_, '_>, suspect: &SuspectedCase) -> Sequence {
    let before = before_the_campaign(inquiry, &suspect.request.case.domain);
    let repeat = (suspect.refused_before + before + UNREAD).min(u64::from(LONGEST)) as u32;
    let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
    let party = suspect.builder.as_ref().map_or(0, |builder| builder.party);
    let right = RequestBuilder::ordinary(party, goal);
    let flipped = Signed { flip: Some(5), ..Signed::default() };
    let forged = RequestBuilder { signed: flipped, ..right.clone() };
    let step = |builder: &RequestBuilder, repeat| Step {
        repeat,
        ..Step::once(inquiry.request_of(builder, suspect))
    };
    Sequence { mode: SendMode::InOrder, steps: vec![step(&forged, repeat), step(&right, 1)] }
}

/// So many workers there are where nothing else is said, and so many requests like it are filed at most.
const USUAL_WORKERS: usize = 2;
const MOST_LIKE_IT: u64 = 60_000;

/// How many signatures for a domain were refused before the campaign began: one of the first tenant that can sign.
fn before_the_campaign(inquiry: &Inquiry<'_, '_, '_>, domain: &str) -> u64 {
    let first = inquiry.world.parties.iter().find(|party| party.signer.is_some());
    u64::from(first.is_some_and(|party| *party.site.domain == *domain))
}

/// So many more signatures than are counted may have been refused.
const UNREAD: u64 = 8;

/// The most repetitions that are filed without having been tried.
const LONGEST: u32 = 2000;

/// How many requests like it a tenant takes before it shows, where another tenant does not show it yet.
pub(super) fn after_many(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<Sequence>, TargetUnavailable> {
    let (Some(builder), Reproducer::Http { .. }) = (&suspect.builder, &inquiry.bench) else {
        return Ok(None);
    };
    if builder.signed.by.is_some() || builder.target.is_some() {
        return Ok(None);
    }
    let parties: Vec<usize> = (0..inquiry.world.parties.len())
        .filter(|at| *at != builder.party && inquiry.world.parties[*at].signer.is_some())
        .collect();
    for party in parties {
        let moved = RequestBuilder { party, ..builder.clone() };
        if inquiry.weighs_the_same(&moved, suspect)? {
            continue;
        }
        let request = inquiry.request_of(&moved, suspect);
        let step = |repeat| Step {
            request: request.clone(),
            connection: 0,
            pause: Duration::ZERO,
            repeat,
            in_pieces: false,
        };
        let sequence = Sequence { mode: SendMode::InOrder, steps: vec![step(MANY)] };
        let domain = &request.case.domain;
        let refused = inquiry.control.refused(domain) + before_the_campaign(inquiry, domain);
        let played = send(inquiry, &sequence)?;
        let first = played.iter().position(|one| is_as_heavy(inquiry, suspect, one));
        // The first of all was sent before, and its answer was right.
        if let Some(first) = first.filter(|first| *first > 0) {
            // A server that was started anew has not had those either that were refused before.
            let is_refused =
                |one: &Played| Observed::of_http(one.outcome.clone()).status() == Some(401);
            let before = match played[..first].iter().all(is_refused) {
                true => u32::try_from(refused).unwrap_or(LONGEST).min(LONGEST),
                false => 1,
            };
            let steps = vec![step(before + first as u32 + 1)];
            return Ok(Some(Sequence { mode: SendMode::InOrder, steps }));
        }
    }
    Ok(None)
}
