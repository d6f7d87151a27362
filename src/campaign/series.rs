//! Whether what shows at the same time shows as well when the same requests are sent one after another: then it is no
//! race.

use super::reproducer::TargetUnavailable;
use super::search::{Planned, Search, SequenceHit, is_as_heavy, send};
use super::turns::repeated;
use crate::generate::sequence::{SendMode, Sequence, Step};
use std::time::{Duration, Instant};

/// So many requests are sent one after another, at most, to see it.
const SERIES: usize = 1200;

/// Before each series nobody sends for so long.
const REST: Duration = Duration::from_millis(1100);

/// A sequence with more requests before the one that shows it is not tried by itself.
const LONG: usize = 200;

/// So many requests are sent, for so long, to see from which on a server comes out wrong.
const FILLING: usize = 8000;
const FILLING_TIME: Duration = Duration::from_secs(6);

/// What is filled up is sent so many at a time.
const CHUNK: u32 = 400;

/// From so many requests on that pass, and so many times the number between two that do not, something fills up.
const LATE: usize = 200;
const LATER: usize = 8;

/// What requests that show it at the same time show when they are sent one after another.
pub(super) enum Series {
    /// They are right: it is a race.
    Race,
    /// One after another, these show it, the last one each time.
    InOrder(Vec<Planned>),
    /// The last one shows it when it is sent often enough.
    Repeated(Box<SequenceHit>, String),
    /// About one in so many shows it.
    OneIn(usize),
}

/// Sends what showed it at the same time one after another, on as many connections and as often.
pub(super) fn in_series(
    search: &mut Search<'_, '_, '_, '_>,
    steps: &[Planned],
) -> Result<Series, TargetUnavailable> {
    let rounds = (SERIES / steps.len().max(1)).clamp(1, 80);
    let unrolled: Vec<Planned> = std::iter::repeat_n(steps, rounds).flatten().cloned().collect();
    let mut seen: Vec<(usize, Vec<usize>)> = Vec::new();
    for _ in 0..2 {
        search.inquiry.control.wait_on(REST);
        let sequence = search.sequence(&unrolled, SendMode::InOrder);
        let played = send(search.inquiry, &sequence)?;
        let wrong: Vec<usize> = (0..played.len())
            .filter(|at| is_as_heavy(search.inquiry, search.suspect, &played[*at]))
            .collect();
        if wrong.is_empty() {
            return Ok(Series::Race);
        }
        seen.push((played.len(), wrong));
    }
    let sent: usize = seen.iter().map(|(sent, _)| *sent).sum();
    let hits: usize = seen.iter().map(|(_, wrong)| wrong.len()).sum();
    let first = seen.iter().filter_map(|(_, wrong)| wrong.first()).min().copied().unwrap_or(0);
    if first > 0 && first < LONG {
        let before = unrolled[..=first].to_vec();
        search.inquiry.control.wait_on(REST);
        let twice = search.shows(&before, SendMode::InOrder)? && {
            search.inquiry.control.wait_on(REST);
            search.shows(&before, SendMode::InOrder)?
        };
        if twice {
            return Ok(Series::InOrder(before));
        }
    }
    if let Some(last) = unrolled.get(first)
        && let Some((hit, words)) = filled_up(search, last)?
    {
        return Ok(Series::Repeated(Box::new(hit), words));
    }
    Ok(Series::OneIn((sent / hits.max(1)).max(1)))
}

/// Whether a request passes at first, and from some number on comes out wrong, when it is sent again and again.
fn filled_up(
    search: &mut Search<'_, '_, '_, '_>,
    last: &Planned,
) -> Result<Option<(SequenceHit, String)>, TargetUnavailable> {
    let request = search.inquiry.request_of(&last.builder, search.suspect);
    search.inquiry.control.wait_on(2 * REST);
    let begun = Instant::now();
    let (mut sent, mut first, mut apart) = (0, None, usize::MAX);
    while sent < FILLING && begun.elapsed() < FILLING_TIME && first.is_none() {
        let played = send(search.inquiry, &repeated(&request, CHUNK))?;
        let wrong: Vec<usize> = (0..played.len())
            .filter(|at| is_as_heavy(search.inquiry, search.suspect, &played[*at]))
            .collect();
        first = wrong.first().map(|at| sent + at);
        apart = wrong.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap_or(apart);
        sent += played.len().max(1);
    }
    let took = begun.elapsed();
    let Some(first) = first.filter(|first| *first >= LATE && *first >= apart.min(1000) * LATER)
    else {
        return Ok(None);
    };
    let times = u32::try_from(first + first / 2).unwrap_or(u32::MAX);
    let words = format!(
        "passes at first, and comes out wrong from about the {first}th of such requests on where they are sent \
         without a pause, {:.0} a second: something fills up",
        sent as f64 / took.as_secs_f64().max(0.001)
    );
    let suspect = search.suspect;
    let hit = SequenceHit {
        sequence: repeated(&request, times),
        request: suspect.request.clone(),
        observed: suspect.observed.clone(),
        wrong: suspect.wrong.clone(),
        trigger: Vec::new(),
        description: String::new(),
    };
    Ok(Some((hit, words)))
}

/// After so long without a request a server has worked off what was sent.
const LONG_REST: Duration = Duration::from_millis(2600);

/// So often what shows by chance is sent again.
const AGAIN: usize = 6;

/// On so many connections, each so many times as often as before, it is tried to keep a server busy.
const BUSY: [(usize, u32); 3] = [(8, 1), (16, 2), (16, 8)];

/// Whether a sequence shows it when the server has had a rest.
pub(super) fn shows_rested(
    search: &mut Search<'_, '_, '_, '_>,
    sequence: &Sequence,
) -> Result<bool, TargetUnavailable> {
    search.inquiry.control.wait_on(LONG_REST);
    let times = if sequence.mode == SendMode::Parallel { AGAIN } else { 2 };
    for _ in 0..times {
        let played = send(search.inquiry, sequence)?;
        if played.iter().any(|one| {
            sequence.counts(one.step) && is_as_heavy(search.inquiry, search.suspect, one)
        }) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What shows at the same time, and not in a server that has had a rest, needs more requests than these: as many as
/// show it then, as far as they are found.
pub(super) fn in_a_rush(
    search: &mut Search<'_, '_, '_, '_>,
    mut hit: SequenceHit,
) -> Result<SequenceHit, TargetUnavailable> {
    if shows_rested(search, &hit.sequence)? {
        return Ok(hit);
    }
    let Some(step) = hit.sequence.steps.last().cloned() else { return Ok(hit) };
    for (connections, repeat) in BUSY {
        let steps = (0..connections).map(|connection| Step {
            connection,
            repeat,
            pause: Duration::ZERO,
            ..step.clone()
        });
        let more = Sequence { mode: SendMode::Parallel, steps: steps.collect() };
        search.inquiry.control.wait_on(LONG_REST);
        let played = send(search.inquiry, &more)?;
        if played.iter().any(|one| is_as_heavy(search.inquiry, search.suspect, one)) {
            hit.description = format!(
                "shows when about {} requests arrive without a pause, and not when the server has had a rest: \
                 something fills up",
                played.len()
            );
            hit.sequence = more;
            return Ok(hit);
        }
    }
    hit.description = format!(
        "shows while the server is busy; after {:.1} s without a request the same requests pass",
        LONG_REST.as_secs_f64()
    );
    Ok(hit)
}
