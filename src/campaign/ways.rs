//! The ways in which what came before a request, or arrived beside it, may make its answer wrong.

use super::case::SuspectedCase;
use super::history::PastCase;
use super::precursors::{floods, unknown_domains};
use super::reproducer::TargetUnavailable;
use super::search::{Planned, Search, SequenceHit};
use crate::generate::RequestBuilder;
use crate::generate::sequence::SendMode;
use std::collections::BTreeMap;
use std::time::Duration;

/// So much of a history is tried, the least first.
const TAILS: [usize; 7] = [1, 3, 8, 20, 60, 200, 768];

/// A short cache has forgotten by then.
pub(super) const FORGOTTEN: Duration = Duration::from_millis(1100);

/// A pause between two requests counts if it lasted so long, and is tried if it was no longer than that.
const PAUSE: Duration = Duration::from_millis(280);
const LONGEST_PAUSE: Duration = Duration::from_secs(14);

/// Among so many of the latest requests a pause is looked for.
const LATEST: usize = 8;

/// How many requests of a connection are sent at once.
const PIPELINES: [(usize, usize); 5] = [(7, 0), (6, 1), (15, 0), (31, 0), (31, 32)];

/// On so many connections a request is sent at the same time.
const TOGETHER: [usize; 3] = [4, 8, 16];

/// The requests of a way that shows it, and how they are sent.
pub(super) type Found = Option<(Vec<Planned>, SendMode)>;

/// After what came before it, or much of what has much in common with it, each time after a quiet time: since that takes
/// long, much is tried at once.
pub(super) fn after_what_came(
    search: &mut Search<'_, '_, '_, '_>,
    histories: [&Vec<Planned>; 2],
    likely: &[Planned],
    last: &Planned,
) -> Result<Found, TargetUnavailable> {
    let often = |before: RequestBuilder| {
        vec![Planned { repeat: OFTEN, ..Planned::new(before, last.connection) }]
    };
    let mut tried: Vec<Vec<Planned>> = floods(&last.builder).into_iter().map(often).collect();
    if search.suspect.observed.status() == Some(401) && tried.len() > 3 {
        // Where a signature is refused, those that were come first.
        tried.rotate_left(1);
    }
    if !search.suspect.expected.may_refuse() {
        // What is done without by a server that is busy: it is busy by then.
        let right = floods(&last.builder).pop();
        tried.extend(right.map(|right| vec![Planned { repeat: BUSY, ..Planned::new(right, 0) }]));
    }
    for tail in [20, 200, 768] {
        tried.extend(histories.map(|past| past[past.len().saturating_sub(tail)..].to_vec()));
    }
    tried.extend(likely.iter().map(|before| often(before.builder.clone())));
    for mut steps in tried {
        if steps.is_empty() {
            continue;
        }
        steps.push(last.clone());
        if search.shows_twice(&steps, SendMode::InOrder)? {
            return Ok(Some((steps, SendMode::InOrder)));
        }
    }
    Ok(None)
}

/// Where no tenant is found for a legal goal: after goals for domains that no server knows, the fewest that show it.
pub(super) fn after_unknown_domains(
    search: &mut Search<'_, '_, '_, '_>,
    last: &Planned,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    let suspect = search.suspect;
    if suspect.observed.status() != Some(404)
        || suspect.expected.may_refuse()
        || last.builder.target.is_some()
    {
        return Ok(None);
    }
    let salt = search.inquiry.control.salt();
    let unknown = unknown_domains(&last.builder, DOMAINS[DOMAINS.len() - 1], salt);
    let after = |count: usize| {
        let unknown = unknown.iter().take(count).cloned();
        let mut steps: Vec<Planned> = unknown.map(|builder| Planned::new(builder, 0)).collect();
        steps.push(last.clone());
        steps
    };
    let mut least = 0;
    for mut enough in DOMAINS {
        if !search.shows_twice(&after(enough), SendMode::InOrder)? {
            least = enough;
            continue;
        }
        while least + 1 < enough {
            let count = least + (enough - least) / 2;
            match search.shows(&after(count), SendMode::InOrder)? {
                true => enough = count,
                false => least = count,
            }
        }
        return search.run(&after(enough), SendMode::InOrder);
    }
    Ok(None)
}

/// So many domains that no server knows are tried.
const DOMAINS: [usize; 3] = [1, 80, 300];

/// So often one request is sent before another one.
const OFTEN: u32 = 60;

/// So often, where a server may be busy by then.
const BUSY: u32 = 400;

/// What costs least, once each: in one write with what came before it on its connection, and on several connections at
/// the same time.
pub(super) fn at_once(
    search: &mut Search<'_, '_, '_, '_>,
    own: &[Planned],
    last: &Planned,
) -> Result<Found, TargetUnavailable> {
    let mut written: Vec<Planned> = own[own.len().saturating_sub(PIPELINES[0].0)..].to_vec();
    written.push(last.clone());
    let together =
        (0..TOGETHER[1]).map(|connection| Planned { connection, ..last.clone() }).collect();
    for (steps, mode) in [(written, SendMode::Pipelined), (together, SendMode::Parallel)] {
        if search.shows_at_once(&steps, mode)? && search.shows_twice(&steps, mode)? {
            return Ok(Some((steps, mode)));
        }
    }
    Ok(None)
}

/// After one request that has much in common with it; also where a short cache has forgotten, where that matters.
pub(super) fn after_one(
    search: &mut Search<'_, '_, '_, '_>,
    likely: &[Planned],
    last: &Planned,
) -> Result<Found, TargetUnavailable> {
    for quiet in [Duration::ZERO, FORGOTTEN] {
        search.quiet = quiet;
        for before in likely {
            // Another spelling of the target is what a short cache may hold.
            if quiet > Duration::ZERO && before.builder.target == last.builder.target {
                continue;
            }
            let steps = vec![before.clone(), last.clone()];
            if search.shows_twice(&steps, SendMode::InOrder)? {
                return Ok(Some((steps, SendMode::InOrder)));
            }
        }
    }
    search.quiet = Duration::ZERO;
    Ok(None)
}

/// After itself, several times.
pub(super) fn after_itself(
    search: &mut Search<'_, '_, '_, '_>,
    last: &Planned,
) -> Result<Found, TargetUnavailable> {
    let steps = vec![Planned { repeat: SEVERAL, ..last.clone() }, last.clone()];
    let shows = search.shows_twice(&steps, SendMode::InOrder)?;
    Ok(shows.then_some((steps, SendMode::InOrder)))
}

/// So often a request is sent before itself.
const SEVERAL: u32 = 20;

/// At the same time as one request that has much in common with it.
pub(super) fn beside_one(
    search: &mut Search<'_, '_, '_, '_>,
    likely: &[Planned],
    last: &Planned,
) -> Result<Found, TargetUnavailable> {
    for beside in likely {
        let steps = vec![Planned { connection: 1, ..beside.clone() }, last.clone()];
        if search.shows_twice(&steps, SendMode::Parallel)? {
            return Ok(Some((steps, SendMode::Parallel)));
        }
    }
    Ok(None)
}

/// On several connections at the same time.
pub(super) fn together(
    search: &mut Search<'_, '_, '_, '_>,
    last: &Planned,
) -> Result<Found, TargetUnavailable> {
    for connections in TOGETHER {
        let steps: Vec<Planned> =
            (0..connections).map(|connection| Planned { connection, ..last.clone() }).collect();
        if search.shows_twice(&steps, SendMode::Parallel)? {
            return Ok(Some((steps, SendMode::Parallel)));
        }
    }
    Ok(None)
}

/// With the pause that came before it, or shortly before.
pub(super) fn after_a_pause(
    search: &mut Search<'_, '_, '_, '_>,
    last: &Planned,
) -> Result<Found, TargetUnavailable> {
    let history = &search.suspect.history;
    let all = &history.all;
    let begin = all.len().saturating_sub(LATEST);
    let times: Vec<Duration> =
        all[begin..].iter().map(|past| past.at).chain(std::iter::once(history.now)).collect();
    let gaps = times.windows(2).enumerate().rev();
    let gap = gaps.map(|(at, pair)| (at, pair[1].saturating_sub(pair[0])));
    let Some((at, pause)) = gap.into_iter().find(|(_, gap)| (PAUSE..LONGEST_PAUSE).contains(gap))
    else {
        return Ok(None);
    };
    let mut steps = on_connections(search.suspect).split_off(begin);
    steps.push(last.clone());
    if let Some(after) = steps.get_mut(at + 1) {
        after.pause = pause + pause / 20;
    }
    // Each trial takes its time, so first what stands beside the pause.
    let beside = steps[at.min(steps.len() - 1)..].to_vec();
    for steps in [beside, steps] {
        if search.shows_twice(&steps, SendMode::InOrder)? {
            return Ok(Some((steps, SendMode::InOrder)));
        }
    }
    Ok(None)
}

/// With what came before it, each time after a quiet time: when a short cache has forgotten.
pub(super) fn in_order(
    search: &mut Search<'_, '_, '_, '_>,
    histories: [&Vec<Planned>; 2],
    last: &Planned,
    quiet_times: &[Duration],
) -> Result<Found, TargetUnavailable> {
    for &quiet in quiet_times {
        search.quiet = quiet;
        for past in histories {
            let mut tried = 0;
            for tail in TAILS {
                let tail = tail.min(past.len());
                // Waiting takes time: then the latest only.
                if tail == tried || quiet > Duration::ZERO && tail > 8 {
                    continue;
                }
                tried = tail;
                let mut steps = past[past.len() - tail..].to_vec();
                steps.push(last.clone());
                if search.shows_twice(&steps, SendMode::InOrder)? {
                    return Ok(Some((steps, SendMode::InOrder)));
                }
            }
        }
    }
    search.quiet = Duration::ZERO;
    Ok(None)
}

/// In one write with what came before it on its connection, and behind it.
pub(super) fn pipelined(
    search: &mut Search<'_, '_, '_, '_>,
    [own, behind, likely]: [&Vec<Planned>; 3],
    last: &Planned,
) -> Result<Found, TargetUnavailable> {
    for after in 0..likely.len().min(3) {
        let mut steps = likely.clone();
        steps.insert(likely.len() - after, last.clone());
        if search.shows_twice(&steps, SendMode::Pipelined)? {
            return Ok(Some((steps, SendMode::Pipelined)));
        }
    }
    for (before, after) in PIPELINES {
        let mut steps = own[own.len().saturating_sub(before)..].to_vec();
        steps.push(last.clone());
        steps.extend(behind.iter().take(after).cloned());
        if steps.len() > 1 && search.shows_twice(&steps, SendMode::Pipelined)? {
            return Ok(Some((steps, SendMode::Pipelined)));
        }
    }
    Ok(None)
}

/// At the same time as what other connections sent.
pub(super) fn in_parallel(
    search: &mut Search<'_, '_, '_, '_>,
    own: &[Planned],
    all: &[Planned],
    last: &Planned,
) -> Result<Found, TargetUnavailable> {
    let others: Vec<Planned> =
        all.iter().filter(|step| step.connection != 0).rev().take(4).cloned().collect();
    let others = match others.is_empty() {
        true => own.iter().rev().take(4).cloned().collect(),
        false => others,
    };
    let mut steps: Vec<Planned> =
        others.into_iter().map(|step| Planned { connection: 1, ..step }).collect();
    steps.extend(own.iter().rev().take(2).cloned());
    steps.push(last.clone());
    let shows = steps.len() > 1 && search.shows_twice(&steps, SendMode::Parallel)?;
    Ok(shows.then_some((steps, SendMode::Parallel)))
}

/// What came before, each connection by its number; the suspect's own is 0.
pub(super) fn on_connections(suspect: &SuspectedCase) -> Vec<Planned> {
    let own = suspect.history.own.last().map(|past| past.connection);
    let mut numbers: BTreeMap<(usize, u64), usize> = BTreeMap::new();
    let mut number = |past: &PastCase| {
        if Some(past.connection) == own {
            return 0;
        }
        let next = numbers.len() + 1;
        // Of a worker with many short connections, all are one.
        (*numbers.entry((past.connection.0, 0)).or_insert(next)).min(255)
    };
    let all = suspect.history.all.iter();
    all.map(|past| Planned::new((*past.builder).clone(), number(past))).collect()
}
