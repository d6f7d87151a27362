//! Whether a request shows it by its turn.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::reproducer::TargetUnavailable;
use super::search::{SequenceHit, is_as_heavy, send};
use crate::generate::TestRequest;
use crate::generate::sequence::{SendMode, Sequence, Step};
use std::time::{Duration, Instant};

/// The number of turns that are tried, and the number where it came late on its connection.
const TURNS: u32 = 600;
const MORE_TURNS: u32 = 1100;

/// As many turns as that are tried in this time, and no more.
const TURNING: Duration = Duration::from_secs(4);

/// A request, so many times on one connection.
pub(super) fn repeated(request: &TestRequest, repeat: u32) -> Sequence {
    let (connection, pause, in_pieces) = (0, Duration::ZERO, false);
    let steps = vec![Step { request: request.clone(), connection, pause, repeat, in_pieces }];
    Sequence { mode: SendMode::InOrder, steps }
}

/// A request that is sent again and again shows it by its turn: the first of a connection at which it does, or one out
/// of so many.
pub(super) fn by_turns(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    let Some(builder) = &suspect.builder else { return Ok(None) };
    let request = inquiry.request_of(builder, suspect);
    let times = |repeat| repeated(&request, repeat);
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
        description: String::new(),
    }))
}
