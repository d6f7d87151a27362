//! What one request does not show: had again with what came before.

use super::by_chance::{takes_for_known, takes_forged};
use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::precursors::{precursors, twin};
use super::reproducer::{Reproducer, TargetUnavailable};
use super::search::{Chance, Planned, Search, SequenceHit};
use super::series::{Series, in_a_rush, in_series, shows_rested};
use super::turns::by_turns;
use super::ways::{
    FORGOTTEN, after_a_pause, after_itself, after_one, after_unknown_domains, after_what_came,
    at_once, beside_one, in_order, in_parallel, on_connections, pipelined, together,
};
use super::windows::by_time;
use crate::generate::sequence::{Renewed, SendMode};
use crate::judge::Weight;
use crate::judge::server::Symptom;
use std::time::Duration;

/// How a sequence is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// The request shows it alone, but not with other names: what came before it is sent with those.
    Remembered(Renewed),
    /// It does not show it alone: every way is tried.
    Full,
    /// It shows it alone until the server has had no request for so long: every way is tried, each after such a time.
    Recovering(Duration),
}

impl Effort {
    /// Whether every way is tried: what is not found then was seen once.
    pub(super) fn is_full(self) -> bool {
        !matches!(self, Effort::Remembered(_))
    }
}

/// Looks for a sequence that shows what was suspected.
pub(super) fn find(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
    effort: Effort,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    let (Some(builder), Reproducer::Http { .. }) = (&suspect.builder, &inquiry.bench) else {
        return Ok(None);
    };
    let last = Planned::new(builder.clone(), 0);
    let own: Vec<Planned> =
        suspect.history.own.iter().map(|past| Planned::new((*past.builder).clone(), 0)).collect();
    let all = on_connections(suspect);
    let behind: Vec<Planned> =
        suspect.behind.iter().map(|builder| Planned::new(builder.clone(), 0)).collect();
    let likely: Vec<Planned> = precursors(builder, inquiry.world, suspect.request.case.now)
        .into_iter()
        .map(|builder| Planned::new(builder, 0))
        .collect();
    let mut search = Search::new(inquiry, suspect);
    if let Effort::Remembered(renewed) = effort {
        search.renewed = renewed;
        let mut found = after_one(&mut search, &likely, &last)?;
        if found.is_none() {
            found = after_itself(&mut search, &last)?;
        }
        // What it says of a value of its own is not worth a long history.
        if found.is_none() && renewed != Renewed::Everything {
            found = in_order(&mut search, [&own, &all], &last, &[Duration::ZERO])?;
        }
        return match found {
            Some((steps, mode)) => search.minimise(steps, mode),
            None => Ok(None),
        };
    }
    if let Effort::Recovering(quiet) = effort {
        search.rest(quiet);
        if let Some(hit) = after_unknown_domains(&mut search, &last)? {
            return Ok(Some(hit));
        }
        if let Some((steps, mode)) = after_what_came(&mut search, [&own, &all], &likely, &last)? {
            return search.minimise(steps, mode);
        }
        search.rest(Duration::ZERO);
    }
    // Also where it was not sent so: behind others, in a long write, the network cuts a body where it likes.
    let pieces = vec![Planned { in_pieces: true, ..last.clone() }];
    if search.shows_twice(&pieces, SendMode::InOrder)? {
        return search.minimise(pieces, SendMode::InOrder);
    }
    if suspect.symptom == Symptom::Status(409)
        && let Some(hit) = takes_for_known(&mut search, &last)?
    {
        return Ok(Some(hit));
    }
    let mut found = match search.chance(&last)? {
        Chance::Never => match after_one(&mut search, &likely, &last)? {
            // First by turns: in what is sent many times over, a turn comes by chance.
            None => match by_turns_rested(&mut search)? {
                Some(hit) => return Ok(Some(hit)),
                None => match at_once(&mut search, &own, &last)? {
                    None => beside_one(&mut search, &likely, &last)?,
                    found => found,
                },
            },
            found => found,
        },
        Chance::ByConnection(of) => match together(&mut search, &last)? {
            Some((steps, mode)) => {
                let hit = search.minimise(steps, mode)?;
                return Ok(hit.map(|hit| SequenceHit { description: on_some(of), ..hit }));
            }
            None => None,
        },
        Chance::ByTurn => match by_turns_rested(&mut search)? {
            Some(hit) => return Ok(Some(hit)),
            None => None,
        },
    };
    if found.is_none() {
        found = after_a_pause(&mut search, &last)?;
    }
    if found.is_none() {
        found = in_order(&mut search, [&own, &all], &last, &[Duration::ZERO, FORGOTTEN])?;
    }
    if found.is_none() {
        // Before what is sent many times over: there, a turn comes by chance.
        if let Some(hit) = by_turns_rested(&mut search)? {
            return Ok(Some(hit));
        }
        found = pipelined(&mut search, [&own, &behind, &likely], &last)?;
    }
    if found.is_none() {
        found = in_parallel(&mut search, &own, &all, &last)?;
    }
    if found.is_none() {
        found = together(&mut search, &last)?;
    }
    let Some((mut steps, mut mode)) = found else {
        let recovers = matches!(effort, Effort::Recovering(_));
        return by_time(&mut search, &last, recovers);
    };
    if mode == SendMode::Parallel {
        match in_series(&mut search, &steps)? {
            Series::Race => {}
            Series::InOrder(shorter) => (steps, mode) = (shorter, SendMode::InOrder),
            Series::Repeated(hit, description) => {
                return Ok(Some(SequenceHit { description, ..*hit }));
            }
            Series::OneIn(of) => {
                let hit = search.minimise(steps, mode)?;
                return Ok(hit.map(|hit| SequenceHit { description: now_and_then(of), ..hit }));
            }
        }
    }
    if mode == SendMode::InOrder {
        search.learn_quiet(&last)?;
    }
    match (search.minimise(steps, mode)?, mode) {
        (None, SendMode::InOrder) if suspect.weight == Weight::Forged => {
            takes_forged(search.inquiry, suspect)
        }
        (Some(hit), SendMode::Parallel) => in_a_rush(&mut search, hit).map(Some),
        (hit, _) => Ok(hit),
    }
}

/// Whether it shows by its turn, also in a server that has had a rest: what is full when it is tried looks like a turn.
fn by_turns_rested(
    search: &mut Search<'_, '_, '_, '_>,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    let Some(hit) = by_turns(search.inquiry, search.suspect)? else { return Ok(None) };
    let shows = shows_rested(search, &hit.sequence)?;
    Ok(shows.then_some(hit))
}

/// What is true of what depends on the connection.
fn on_some(of: usize) -> String {
    format!("shows on some connections, about one in {of}, and on the others not")
}

/// What is true of what shows as often without a second connection.
fn now_and_then(of: usize) -> String {
    format!(
        "shows now and then when requests are sent one after another, about once in {of}, and not only at the same time"
    )
}

/// Where a request is accepted that was not signed so, and one is not that has nothing in common with what was sent:
/// whether that one is, too, after what it has much in common with.
pub(super) fn by_twin(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    let (Some(builder), Reproducer::Http { .. }) = (&suspect.builder, &inquiry.bench) else {
        return Ok(None);
    };
    let twin = twin(builder, inquiry.control.salt());
    if inquiry.weighs_the_same(&twin, suspect)? {
        return Ok(None);
    }
    let likely: Vec<Planned> = precursors(&twin, inquiry.world, suspect.request.case.now)
        .into_iter()
        .map(|builder| Planned::new(builder, 0))
        .collect();
    let last = Planned::new(twin, 0);
    let mut search = Search::new(inquiry, suspect);
    match after_one(&mut search, &likely, &last)? {
        Some((steps, mode)) => search.minimise(steps, mode),
        None => Ok(None),
    }
}
