//! A lag that is told wrongly since the server reads no clock: it stands, is read once a connection, or a lag is kept that
//! was right once.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::reproducer::{Reproducer, TargetUnavailable};
use super::search::{is_as_heavy, send};
use super::trigger::Part;
use crate::generate::rng::Rng;
use crate::generate::sequence::{Renewed, SendMode, Sequence, Step, renew};
use crate::generate::{Body, RequestBuilder, TestRequest};
use crate::protocol::Goal;
use crate::protocol::json::{Value, parse};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use std::time::Duration;

/// Whether a lag is wrong since the server's clock stands still: then it is found out by waiting, also in a server that
/// was started anew.
pub(super) fn clock_stands_still(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<Sequence>, TargetUnavailable> {
    let Some(mut builder) = with_goal(inquiry, suspect) else { return Ok(None) };
    // With names of its own: who keeps answers by names tells an old lag, however its clock runs.
    let salt = inquiry.control.salt();
    renew(&mut [&mut builder], Renewed::SessionsAndEvents, salt);
    // Of a first touch of a minute ago a server whose clock runs tells the lag, whatever it does to longer ones.
    let mut young = builder.clone();
    renew(&mut [&mut young], Renewed::SessionsAndEvents, salt + 1);
    if let Body::Goal { goal, .. } = &mut young.body {
        let moment = suspect.request.case.now - SignedDuration::from_secs(YOUNG);
        goal.first_touch_ts = Some(Value::from(moment.to_string().as_str()));
    }
    if !inquiry.weighs_the_same(&young, suspect)? {
        return Ok(None);
    }
    let request = inquiry.request_of(&builder, suspect);
    let played = send(inquiry, &twice(&request, TICKING))?;
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
    let sequence = twice(&request, TOO_LATE);
    let played = send(inquiry, &sequence)?;
    let shows = played.last().is_some_and(|one| is_as_heavy(inquiry, suspect, one));
    Ok(shows.then_some(sequence))
}

/// The request with its goal taken out of the body, however that was spelled: its moment is changed below. `None` where
/// there is none, or for a validator that is told the time.
fn with_goal(inquiry: &Inquiry<'_, '_, '_>, suspect: &SuspectedCase) -> Option<RequestBuilder> {
    let builder = suspect.builder.as_ref()?;
    let Reproducer::Http { .. } = &inquiry.bench else { return None };
    match &builder.body {
        Body::Goal { .. } => Some(builder.clone()),
        Body::Bytes(bytes) => {
            let goal = Goal::from_value(parse(bytes).ok()?).ok()?;
            let body = RequestBuilder::ordinary(builder.party, goal).body;
            Some(RequestBuilder { body, ..builder.clone() })
        }
    }
}

/// So many seconds ago a young first touch was.
const YOUNG: i64 = 60;

/// In this time a clock moves, and in this one it moves by more than a lag may be off.
const TICKING: Duration = Duration::from_millis(2500);
const TOO_LATE: Duration = Duration::from_secs(8);

/// So many other moments are tried for one of which the right lag is told.
const MOMENTS: usize = 4;

/// A request, and the same one after a pause.
fn twice(request: &TestRequest, pause: Duration) -> Sequence {
    let step = |pause| Step { pause, ..Step::once(request.clone()) };
    Sequence { mode: SendMode::InOrder, steps: vec![step(Duration::ZERO), step(pause)] }
}

/// Whether a lag is wrong since it is the one that was told the first time that the server had this first touch: of
/// another one it tells the right lag, and the same one later.
pub(super) fn lag_is_kept(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<Sequence>, TargetUnavailable> {
    let Some(builder) = with_goal(inquiry, suspect) else { return Ok(None) };
    // Of one moment the server may have had a goal before, by chance.
    let mut fresh = None;
    for _ in 0..MOMENTS {
        let moved = at_another_moment(&builder, inquiry.control.salt());
        if let Some(moved) = moved
            && !inquiry.weighs_the_same(&moved, suspect)?
        {
            fresh = Some(moved);
            break;
        }
    }
    let Some(fresh) = fresh else { return Ok(None) };
    let sequence = twice(&inquiry.request_of(&fresh, suspect), TOO_LATE);
    let played = send(inquiry, &sequence)?;
    let wrong: Vec<bool> = played.iter().map(|one| is_as_heavy(inquiry, suspect, one)).collect();
    Ok((wrong == [false, true]).then_some(sequence))
}

/// Whether a lag is wrong since the server takes two first touches for one that have the same date and time, and not the
/// same offset: of one that it never had it tells the right lag, and not behind one with another offset.
pub(super) fn moment_is_kept(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<Sequence>, TargetUnavailable> {
    let Some(builder) = with_goal(inquiry, suspect) else { return Ok(None) };
    for _ in 0..MOMENTS {
        let Some(fresh) = at_another_moment(&builder, inquiry.control.salt()) else { break };
        let Some(text) = Part::FirstTouch.text(&fresh) else { break };
        let Some(begin) = text.get(..LOCAL) else { break };
        let offset = if text.ends_with('Z') { "+05:30" } else { "Z" };
        let other = Part::FirstTouch.with_text(&fresh, &format!("{begin}{offset}"));
        let step = |builder| Step::once(inquiry.request_of(builder, suspect));
        let steps = vec![step(&other), step(&fresh)];
        let sequence = Sequence { mode: SendMode::InOrder, steps };
        let played = send(inquiry, &sequence)?;
        let wrong: Vec<bool> =
            played.iter().map(|one| is_as_heavy(inquiry, suspect, one)).collect();
        // Alone the same one is right: asked for another moment, since the server has this one by now.
        let alone = at_another_moment(&builder, inquiry.control.salt());
        if wrong == [false, true]
            && let Some(alone) = alone
            && !inquiry.weighs_the_same(&alone, suspect)?
        {
            return Ok(Some(sequence));
        }
    }
    Ok(None)
}

/// So many characters of a moment are its date and time, to the second.
const LOCAL: usize = 19;

/// Whether a lag is wrong on a connection that is old, since the server reads its clock when one is opened: of the same
/// first touch a new one tells the right lag.
pub(super) fn connection_keeps_time(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<Sequence>, TargetUnavailable> {
    let Some(builder) = with_goal(inquiry, suspect) else { return Ok(None) };
    let Some(moved) = at_another_moment(&builder, inquiry.control.salt()) else { return Ok(None) };
    let step = |pause, connection, builder| Step {
        pause,
        connection,
        ..Step::once(inquiry.request_of(builder, suspect))
    };
    let none = Duration::ZERO;
    let steps = vec![step(none, 0, &builder), step(TOO_LATE, 0, &moved)];
    let mut beside = steps.clone();
    beside.insert(1, step(TOO_LATE, 1, &moved));
    beside[2].pause = none;
    let played = send(inquiry, &Sequence { mode: SendMode::InOrder, steps: beside })?;
    let wrong: Vec<bool> = played.iter().map(|one| is_as_heavy(inquiry, suspect, one)).collect();
    let sequence = Sequence { mode: SendMode::InOrder, steps };
    Ok((wrong == [false, false, true]).then_some(sequence))
}

/// The request with a first touch in the same spelling, up to two hours earlier: a later one may be still to come.
fn at_another_moment(builder: &RequestBuilder, salt: u64) -> Option<RequestBuilder> {
    let text = Part::FirstTouch.text(builder)?;
    let (local, rest) = (text.get(..LOCAL)?, text.get(LOCAL..)?);
    let moment: DateTime = local.parse().ok()?;
    let by = SignedDuration::from_secs(1 + Rng::new(salt, 13).below(7200) as i64);
    let earlier = moment.checked_sub(by).ok()?.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let between = local.get(10..11)?;
    let text = format!("{}{between}{}{rest}", &earlier[..10], &earlier[11..]);
    Some(Part::FirstTouch.with_text(builder, &text))
}
