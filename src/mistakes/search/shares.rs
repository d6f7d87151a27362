//! Trials, shared out to threads.

use super::stock::Stock;
use super::tally::Tally;
use crate::mistakes::Diagnosis;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A unit of work, by its number.
pub(super) type Work<'w> = &'w (dyn Fn(&Stock<'_>, usize, &mut Tally<'_>) + Sync);

/// The number of threads that work together.
const THREADS: usize = 2;

/// Does units of work on several threads. Returns the number of trials, and what fits in the order of the units: the same
/// whichever thread is done first.
pub(super) fn shared(
    stock: &Stock<'_>,
    units: Range<usize>,
    work: Work<'_>,
) -> (u64, Vec<Diagnosis>) {
    let next = AtomicUsize::new(units.start);
    let share = || {
        let (mut count, mut found) = (0, Vec::new());
        let mut tally = Tally::default();
        loop {
            let unit = next.fetch_add(1, Ordering::Relaxed);
            if unit >= units.end {
                return (count, found);
            }
            tally.count = 0;
            work(stock, unit, &mut tally);
            count += tally.count;
            found.extend(tally.fitting.drain(..).map(|diagnosis| (unit, diagnosis)));
        }
    };
    let (count, mut found) = std::thread::scope(|scope| {
        let others: Vec<_> = (1..THREADS).map(|_| scope.spawn(share)).collect();
        let (mut count, mut found) = share();
        for other in others {
            let (more, also) = other.join().unwrap_or_else(|panic| resume_unwind(panic));
            count += more;
            found.extend(also);
        }
        (count, found)
    });
    // Stable: what a unit found stays in order.
    found.sort_by_key(|(unit, _)| *unit);
    (count, found.into_iter().map(|(_, diagnosis)| diagnosis).collect())
}
