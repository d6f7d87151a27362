//! All implementations side by side, each on its own: what one does never costs another its results.

use super::cross_check::{Answers, CrossCheck, agreements};
use super::event::Listen;
use super::implementation::run_implementation;
use super::plan::{Implementation, Plan};
use super::report::{CheckReport, ImplementationReport};
use crate::adapter::{Cancel, Op};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// Runs a plan against implementations, up to `plan.jobs` at a time, and reports on all of them in
/// the order given. `listen` hears of events as they happen,
/// from several threads.
pub fn run(
    plan: &Plan,
    implementations: &[Implementation],
    cancel: &Cancel,
    listen: Listen<'_>,
) -> CheckReport {
    let next = AtomicUsize::new(0);
    let (reports, finished) = mpsc::channel();
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(implementation) = implementations.get(at) else { return };
            let report = run_implementation(plan, at, implementation, cancel, listen);
            // The receiver lives until all threads are done.
            drop(reports.send((at, report)));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..plan.jobs.clamp(1, implementations.len().max(1)) {
            // Where the system gives no further thread, those that there are do the work.
            if std::thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
    drop(reports);
    let reports: BTreeMap<usize, ImplementationReport> = finished.iter().collect();
    let implementations: Vec<ImplementationReport> = reports.into_values().collect();
    CheckReport { cross_checks: agree(&implementations), ..CheckReport::of(plan, implementations) }
        .ended(cancel.is_cancelled())
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
