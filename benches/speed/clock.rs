//! Times, least of many.

use std::time::{Duration, Instant};

/// The least time of each, in nanoseconds, over rounds that take turns.
pub(crate) fn minima<const N: usize>(mut subjects: [&mut dyn FnMut(); N]) -> [f64; N] {
    const ROUNDS: usize = 1000;
    const CALLS: u32 = 300;
    let mut least = [f64::MAX; N];
    for _ in 0..ROUNDS {
        for (subject, least) in subjects.iter_mut().zip(&mut least) {
            let start = Instant::now();
            for _ in 0..CALLS {
                subject();
            }
            *least = least.min(start.elapsed().as_nanos() as f64 / f64::from(CALLS));
        }
    }
    least
}

/// The least time of a few runs.
pub(crate) fn least(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut once = || {
        let begun = Instant::now();
        run();
        begun.elapsed()
    };
    (0..runs).map(|_| once()).min().unwrap_or_default()
}
