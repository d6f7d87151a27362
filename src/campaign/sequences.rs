//! What one request does not show: had again with what came before.

use super::case::SuspectedCase;
use super::history::PastCase;
use super::inquiry::Inquiry;
use super::player::Played;
use super::precursors::{precursors, twin};
use super::reproducer::{Reproducer, TargetUnavailable, demanded};
use super::search::{Chance, Planned, Search, SequenceHit, judged, send};
use crate::generate::sequence::{Renewed, SendMode, Sequence, Step};
use crate::generate::{RequestBuilder, TestRequest};
use crate::judge::Weight;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// So much of a history is tried, the least first.
const TAILS: [usize; 7] = [1, 3, 8, 20, 60, 200, 768];

/// A short cache has forgotten by then.
const FORGOTTEN: Duration = Duration::from_millis(1100);

/// A pause between two requests counts if it lasted so long, and is tried if it was no longer than that.
const PAUSE: Duration = Duration::from_millis(280);
const LONGEST_PAUSE: Duration = Duration::from_secs(14);

/// Among so many of the latest requests a pause is looked for.
const LATEST: usize = 8;

/// How many requests of a connection are sent at once.
const PIPELINES: [(usize, usize); 5] = [(7, 0), (6, 1), (15, 0), (31, 0), (31, 32)];

/// On so many connections a request is sent at the same time.
const TOGETHER: [usize; 3] = [4, 8, 16];

/// So many requests like it are sent for a tenant to which it does not happen yet, and so many for the same one.
const MANY: u32 = 300;
const TURNS: u32 = 600;
const MORE_TURNS: u32 = 1100;

/// As many turns as that are tried in this time, and no more.
const TURNING: Duration = Duration::from_secs(4);

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
        if let Some((steps, mode)) = after_what_came(&mut search, [&own, &all], &likely, &last)? {
            let mut hit = search.minimise(steps, mode)?;
            let steps = hit.iter_mut().flat_map(|hit| &mut hit.sequence.steps);
            // What the trials before left behind may have taken the place of some.
            for step in steps.filter(|step| step.repeat > 1) {
                step.repeat += 1 + step.repeat / 10;
            }
            return Ok(hit);
        }
        search.rest(Duration::ZERO);
    }
    // Also where it was not sent so: behind others, in a long write, the network cuts a body where it likes.
    let pieces = vec![Planned { in_pieces: true, ..last.clone() }];
    if search.shows_twice(&pieces, SendMode::InOrder)? {
        return search.minimise(pieces, SendMode::InOrder);
    }
    let mut found = match search.chance(&last)? {
        Chance::Never => match after_one(&mut search, &likely, &last)? {
            // First by turns: in what is sent many times over, a turn comes by chance.
            None => match by_turns(search.inquiry, suspect)? {
                Some(hit) => return Ok(Some(hit)),
                None => beside_one(&mut search, &likely, &last)?,
            },
            found => found,
        },
        Chance::ByConnection => together(&mut search, &last)?,
        Chance::ByTurn => match by_turns(search.inquiry, suspect)? {
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
        if let Some(hit) = by_turns(search.inquiry, suspect)? {
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
    let Some((steps, mode)) = found else { return Ok(None) };
    if mode == SendMode::InOrder {
        search.learn_quiet(&last)?;
    }
    search.minimise(steps, mode)
}

type Found = Option<(Vec<Planned>, SendMode)>;

/// After what came before it, or what has much in common with it, each time after a quiet time: since that takes long,
/// much is tried at once.
fn after_what_came(
    search: &mut Search<'_, '_, '_, '_>,
    histories: [&Vec<Planned>; 2],
    likely: &[Planned],
    last: &Planned,
) -> Result<Found, TargetUnavailable> {
    // The same many times over, as ordinary as it is, and refused.
    let often = likely.iter().map(|before| Planned { repeat: OFTEN, ..before.clone() });
    let mut tried: Vec<Vec<Planned>> = often.map(|before| vec![before]).collect();
    for (at, past) in histories.into_iter().enumerate() {
        for (place, tail) in [20, 200, 768].into_iter().enumerate() {
            let steps = past[past.len().saturating_sub(tail)..].to_vec();
            tried.insert((at + 2 * place).min(tried.len()), steps);
        }
    }
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

/// So often one request is sent before another one.
const OFTEN: u32 = 40;

/// After one request that has much in common with it; also where a short cache has forgotten, where that matters.
fn after_one(
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

/// At the same time as one request that has much in common with it.
fn beside_one(
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

/// On several connections at the same time.
fn together(
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
fn after_a_pause(
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
fn in_order(
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
fn pipelined(
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
fn in_parallel(
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

/// A request that is sent again and again shows it by its turn: the first of a connection at which it does, or one out
/// of so many.
fn by_turns(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    let Some(builder) = &suspect.builder else { return Ok(None) };
    let request = inquiry.request_of(builder, suspect);
    let times = |repeat| Sequence {
        mode: SendMode::InOrder,
        steps: vec![Step {
            request: request.clone(),
            connection: 0,
            pause: Duration::ZERO,
            repeat,
            in_pieces: false,
        }],
    };
    let begun = Instant::now();
    let mut wrong_at = Vec::new();
    let mut sent = 0;
    // Where it came late on its connection, it may come as late again.
    let is_late = suspect.history.own.len() > TURNS as usize;
    let turns = if is_late { MORE_TURNS } else { TURNS };
    while sent < 2 * turns && (begun.elapsed() < TURNING || is_late) {
        let played = send(inquiry, &times(turns))?;
        let wrong: Vec<usize> =
            (0..played.len()).filter(|at| is_as_heavy(inquiry, suspect, &played[*at])).collect();
        sent += turns;
        if let Some(first) = wrong.first() {
            wrong_at.push((wrong.clone(), *first));
        }
        if wrong_at.len() == 2 {
            break;
        }
    }
    let turns = match &wrong_at[..] {
        [(_, first), (_, second)] if first == second => *first as u32 + 1,
        all => {
            let apart = all.iter().flat_map(|(at, _)| at.windows(2).map(|pair| pair[1] - pair[0]));
            match apart.max() {
                Some(apart) => apart as u32,
                None => return Ok(None),
            }
        }
    };
    let sequence = times(turns);
    for _ in 0..2 {
        let played = send(inquiry, &sequence)?;
        if !played.iter().any(|one| is_as_heavy(inquiry, suspect, one)) {
            return Ok(None);
        }
    }
    Ok(Some(SequenceHit {
        sequence,
        request: suspect.request.clone(),
        observed: suspect.observed.clone(),
        wrong: suspect.wrong.clone(),
        trigger: Vec::new(),
    }))
}

/// Whether an answer is wrong with the weight that was suspected.
fn is_as_heavy(inquiry: &Inquiry<'_, '_, '_>, suspect: &SuspectedCase, one: &Played) -> bool {
    let expected = demanded(&one.request, inquiry.world, inquiry.bench.clocks());
    let (_, wrong) = judged(inquiry, one);
    wrong.iter().any(|(symptom, _)| Weight::of(&expected, *symptom) == suspect.weight)
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

/// The request after as many refused signatures of its tenant as there were when it first showed: it is not said that
/// it takes all of them, since a server that has changed for good cannot be asked.
pub(super) fn since_many(
    inquiry: &Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
    request: &TestRequest,
) -> Sequence {
    // One was sent before the campaign began, and the answers to some are not read yet.
    let repeat = u32::try_from(suspect.refused_before + UNREAD).unwrap_or(MANY).min(LONGEST);
    let twin = suspect.builder.as_ref().map(|builder| twin(builder, inquiry.control.salt()));
    let request =
        twin.map_or_else(|| request.clone(), |builder| inquiry.request_of(&builder, suspect));
    let (connection, pause, in_pieces) = (0, Duration::ZERO, false);
    let step = Step { request, connection, pause, repeat, in_pieces };
    Sequence { mode: SendMode::InOrder, steps: vec![step] }
}

/// So many more signatures than are counted may have been refused.
const UNREAD: u64 = 8;

/// The most repetitions that are filed without having been tried.
const LONGEST: u32 = 2000;

/// Whether a lag is wrong since the server's clock stands still: then it is found out by waiting, also in a server that
/// was started anew.
pub(super) fn clock_stands_still(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<Sequence>, TargetUnavailable> {
    let (Some(builder), Reproducer::Http { .. }) = (&suspect.builder, &inquiry.bench) else {
        return Ok(None);
    };
    let request = inquiry.request_of(builder, suspect);
    let step = |pause| Step {
        request: request.clone(),
        connection: 0,
        pause,
        repeat: 1,
        in_pieces: false,
    };
    let after = |pause| Sequence {
        mode: SendMode::InOrder,
        steps: vec![step(Duration::ZERO), step(pause)],
    };
    let played = send(inquiry, &after(TICKING))?;
    let lags: Vec<i64> = played
        .iter()
        .filter_map(|one| match &one.outcome {
            Ok(answer) => answer.lag_seconds.flatten(),
            Err(_) => None,
        })
        .collect();
    let [first, second] = lags[..] else { return Ok(None) };
    if first != second {
        return Ok(None);
    }
    let sequence = after(TOO_LATE);
    let played = send(inquiry, &sequence)?;
    let shows = played.last().is_some_and(|one| is_as_heavy(inquiry, suspect, one));
    Ok(shows.then_some(sequence))
}

/// In this time a clock moves, and in this one it moves by more than a lag may be off.
const TICKING: Duration = Duration::from_millis(2500);
const TOO_LATE: Duration = Duration::from_secs(8);

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
        let played = send(inquiry, &sequence)?;
        let first = played.iter().position(|one| is_as_heavy(inquiry, suspect, one));
        // The first of all was asked before, and was right.
        if let Some(first) = first.filter(|first| *first > 0) {
            // One was sent before.
            let steps = vec![step(first as u32 + 2)];
            return Ok(Some(Sequence { mode: SendMode::InOrder, steps }));
        }
    }
    Ok(None)
}
