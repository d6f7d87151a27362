//! What shows by the clock, or by how much is sent: a request is sent again and again, and it is looked when it comes
//! out wrong.

use super::inquiry::Inquiry;
use super::reproducer::TargetUnavailable;
use super::search::{Planned, Search, SequenceHit, is_as_heavy, send};
use super::series::shows_rested;
use super::turns::repeated;
use std::time::{Duration, Instant};

/// Before it begins nobody sends for so long, and then one request is sent for so long, so many at a time.
const REST: Duration = Duration::from_millis(2600);
const WATCHED: Duration = Duration::from_secs(6);
/// What showed each time and then no more is waited for so long, until it showed in two windows.
const PATIENT: Duration = Duration::from_secs(26);
const AT_A_TIME: u32 = 50;

/// The most requests of a sequence.
const MOST: usize = 60_000;

/// From so many right answers on, with most of the others wrong, it is how much was sent.
const BEFORE: usize = 20;

/// When a request came out wrong: its number, and since when it was sent.
#[derive(Clone)]
struct Watched {
    wrong: Vec<(usize, Duration)>,
    sent: usize,
    took: Duration,
}

impl Watched {
    /// The beginnings of the times in which it comes out wrong, and the longest of these.
    fn windows(&self) -> (Vec<Duration>, Duration) {
        let mut begins: Vec<Duration> = Vec::new();
        let (mut last, mut longest) = (Duration::ZERO, Duration::ZERO);
        let apart = self.took / 30;
        for (_, at) in &self.wrong {
            if begins.is_empty() || *at > last + apart {
                begins.push(*at);
            }
            last = *at;
            longest = longest.max(last - *begins.last().unwrap_or(&last));
        }
        (begins, longest)
    }
}

fn watch(
    search: &mut Search<'_, '_, '_, '_>,
    last: &Planned,
    recovers: bool,
) -> Result<Watched, TargetUnavailable> {
    let request = search.inquiry.request_of(&last.builder, search.suspect);
    search.inquiry.control.wait_on(REST);
    let begun = Instant::now();
    let mut watched = Watched { wrong: Vec::new(), sent: 0, took: Duration::ZERO };
    let is_over = |watched: &Watched, inquiry: &Inquiry<'_, '_, '_>| {
        let took = begun.elapsed();
        let is_patient = recovers && took < PATIENT && !inquiry.control.is_late();
        let has_two = is_patient && Watched { took, ..watched.clone() }.windows().0.len() > 1;
        took >= WATCHED && (!is_patient || has_two)
    };
    while watched.sent < MOST && !is_over(&watched, search.inquiry) {
        let before = begun.elapsed();
        let played = send(search.inquiry, &repeated(&request, AT_A_TIME))?;
        let each = (begun.elapsed() - before) / AT_A_TIME;
        for (at, one) in played.iter().enumerate() {
            if is_as_heavy(search.inquiry, search.suspect, one) {
                watched.wrong.push((watched.sent + at, before + each * at as u32));
            }
        }
        watched.sent += played.len().max(1);
    }
    watched.took = begun.elapsed();
    Ok(watched)
}

/// Whether it shows now and then by the clock, or while much is sent.
pub(super) fn by_time(
    search: &mut Search<'_, '_, '_, '_>,
    last: &Planned,
    recovers: bool,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    let watched = watch(search, last, recovers)?;
    let Some((first, _)) = watched.wrong.first() else { return Ok(None) };
    let after = watched.sent - first;
    let a_second = watched.sent as f64 / watched.took.as_secs_f64().max(0.001);
    let (begins, longest) = watched.windows();
    let is_rush = *first >= BEFORE && watched.wrong.len() * 5 >= after * 4;
    let (repeat, description) = match &begins[..] {
        _ if is_rush => (
            first + first / 2,
            format!(
                "comes out wrong from about the {first}th of such requests on where they are sent without a pause, \
                 {a_second:.0} a second"
            ),
        ),
        [begin, .., end] => {
            let period = (*end - *begin) / (begins.len() as u32 - 1);
            (
                (a_second * period.as_secs_f64() * 1.3) as usize,
                format!(
                    "shows by the clock: about every {:.1} s, for {:.0} ms",
                    period.as_secs_f64(),
                    longest.as_secs_f64() * 1000.0
                ),
            )
        }
        _ => return Ok(None),
    };
    let request = search.inquiry.request_of(&last.builder, search.suspect);
    let repeat = u32::try_from(repeat.clamp(2, MOST)).unwrap_or(u32::MAX);
    let sequence = repeated(&request, repeat);
    if !shows_rested(search, &sequence)? {
        return Ok(None);
    }
    let suspect = search.suspect;
    Ok(Some(SequenceHit {
        sequence,
        request,
        observed: suspect.observed.clone(),
        wrong: suspect.wrong.clone(),
        trigger: Vec::new(),
        description,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_told_apart() {
        let at = |ms: &[u64]| -> Vec<(usize, Duration)> {
            ms.iter().map(|ms| (*ms as usize, Duration::from_millis(*ms))).collect()
        };
        let wrong = at(&[900, 920, 940, 2900, 2950, 4900]);
        let watched = Watched { wrong, sent: 6000, took: Duration::from_secs(6) };
        let (begins, longest) = watched.windows();
        assert_eq!(begins, [900, 2900, 4900].map(Duration::from_millis));
        assert_eq!(longest, Duration::from_millis(50));
    }
}
