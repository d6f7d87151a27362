//! All implementations side by side, each on its own: what one does never costs another its results.

use super::cross_check::{Answers, CrossCheck, agreements};
use super::implementation::run_one;
use super::plan::{Implementation, Plan};
use super::report::{CheckReport, ImplementationReport};
use crate::adapter::{Cancel, Op};
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
    let implementations: Vec<ImplementationReport> = reports.into_values().collect();
    CheckReport {
        agreements: agree(&implementations),
        seed: plan.seed,
        vectors: plan.vector_count(),
        verify_vectors: plan.verify_count(),
        random: plan.random,
        strict: plan.strict,
        partial: !plan.selection.is_everything(),
        interrupted: cancel.is_cancelled(),
        implementations,
    }
}

/// Who agrees with whom, as signers and as servers.
fn agree(reports: &[ImplementationReport]) -> Vec<CrossCheck> {
    let asked = |op: Op, answers: fn(&ImplementationReport) -> &Answers| {
        let can = |report: &&ImplementationReport| {
            let declared = report.hello.as_ref().is_none_or(|hello| hello.has_op(op));
            declared && report.cannot_run.is_none()
        };
        let asked: Vec<(&str, &Answers)> = reports
            .iter()
            .filter(can)
            .map(|report| (report.name.as_str(), answers(report)))
            .collect();
        agreements(op, &asked)
    };
    let mut found = asked(Op::Sign, |report| &report.signed);
    found.extend(asked(Op::Verify, |report| &report.answered));
    found
}
