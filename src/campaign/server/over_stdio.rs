//! A worker's turns with a validator over stdio.

use super::worker::Worker;
use crate::adapter::{CommandLine, Response, Stop, Work};
use crate::campaign::reproducer::{Observed, Reproducer, TargetUnavailable, start};
use crate::case::VerifyCase;
use crate::generate::RequestBuilder;
use std::cell::RefCell;
use std::time::Duration;

impl Worker<'_, '_> {
    /// Fuzzes a validator over stdio, until the campaign is over.
    pub(crate) fn over_stdio(self, command: &CommandLine) {
        let (control, timeout) = (self.control, self.control.plan.timeout);
        let mut bench = Reproducer::Stdio { command, session: None, timeout };
        let worker = RefCell::new(self);
        let mut session = None;
        while !control.is_over() {
            let mut running = match session.take() {
                Some(running) => running,
                None => match start(command, timeout, control) {
                    Ok(started) => started,
                    Err(TargetUnavailable) => break,
                },
            };
            let mut jobs = std::iter::from_fn(|| {
                worker.borrow_mut().next_probe().map(|probe| Work::Single(probe.case))
            });
            let ended = running.run(&mut jobs, &mut |done: Response<VerifyCase>| {
                let observed = Observed::of_reply(done.answer);
                worker.borrow_mut().take(done.case, None, observed, Duration::ZERO);
            });
            let mut worker = worker.borrow_mut();
            match ended {
                Ok(()) => session = Some(running),
                Err(Stop::Interrupted) => break,
                // What was under way and never answered is asked again.
                Err(Stop::GaveUp(_)) => {
                    let lost: Vec<RequestBuilder> =
                        worker.pending.drain(..).map(|p| p.builder).collect();
                    worker.again.extend(lost);
                }
            }
            if worker.must_look() && worker.follow_up(&mut bench).is_err() {
                break;
            }
            drop(worker);
        }
        let mut worker = worker.into_inner();
        let _ = worker.follow_up(&mut bench);
        worker.hand_over();
    }
}
