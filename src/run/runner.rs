//! All implementations side by side, each on its own: what one does never costs another its results.

use super::one::run_one;
use super::plan::{Implementation, Plan};
use super::report::{CheckReport, ImplementationReport};
use crate::subject::Cancel;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// What happens while a run is under way; the number is the implementation's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It shook hands: what it said of itself.
    Started(String),
    /// So many cases were looked at.
    Advanced(u64),
    /// It is done.
    Finished,
}

/// Runs a plan against implementations, up to `plan.jobs` at a time, and reports on all of them in
/// the order given. `progress` hears of events as they happen, from several threads.
pub fn run(
    plan: &Plan,
    implementations: &[Implementation],
    cancel: &Cancel,
    progress: &(dyn Fn(usize, Event) + Sync),
) -> CheckReport {
    let next = AtomicUsize::new(0);
    let (reports, finished) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..plan.jobs.clamp(1, implementations.len().max(1)) {
            let (next, reports) = (&next, reports.clone());
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(implementation) = implementations.get(at) else { return };
                    let report =
                        run_one(plan, implementation, cancel, &|event| progress(at, event));
                    progress(at, Event::Finished);
                    // The receiver lives until all threads are done.
                    drop(reports.send((at, report)));
                }
            });
        }
    });
    drop(reports);
    let reports: BTreeMap<usize, ImplementationReport> = finished.iter().collect();
    CheckReport {
        seed: plan.seed,
        vectors: plan.vector_count(),
        verify_vectors: plan.verify_count(),
        random: plan.random,
        strict: plan.strict,
        partial: !plan.selection.is_everything(),
        interrupted: cancel.is_cancelled(),
        implementations: reports.into_values().collect(),
    }
}
