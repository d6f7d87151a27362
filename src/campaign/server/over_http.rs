//! A worker's turns with a server over HTTP.

use super::quiet::OldConnection;
use super::wire_round::WIRE_EVERY;
use super::worker::Worker;
use crate::adapter::ServerAddress;
use crate::adapter::pipeline::{Outcome, Pipeline, Traffic};
use crate::campaign::case::SentCase;
use crate::campaign::reproducer::{Observed, Reproducer};
use crate::case::CaseId;
use crate::generate::TestRequest;
use crate::judge::server::Symptom;
use std::time::Duration;

/// At the end of each of these periods, for so long, the first connection waits for each answer, as clients do: what comes behind in a
/// pipeline hides a server that waits for more, or says that its answer is longer than it is.
const UNPIPELINED: (Duration, Duration) = (Duration::from_secs(5), Duration::from_millis(300));

impl Worker<'_, '_> {
    /// Fuzzes a server over HTTP, until the campaign is over.
    pub(crate) fn over_http(mut self, address: &ServerAddress) {
        let plan = self.control.plan;
        let mut pipeline = Pipeline::new(address, plan.timeout, self.common.depth);
        let mut bench = Reproducer::Http { address, timeout: plan.timeout, now: plan.now };
        let mut old = OldConnection::new(address);
        if self.connection.0 == 0 {
            self.look_at_old(&mut old);
            self.suspect_first();
        }
        while !self.control.is_over() {
            let turn = self.control.sending();
            let ran = pipeline.run(&mut self);
            if self.control.is_wanted() || self.must_look() {
                // Whoever looks into something has the server for itself.
                pipeline.hang_up();
            }
            drop(turn);
            if let Err(fault) = ran {
                let was_there = self.control.judged() > 0 && address.is_gone();
                if !self.control.wait_for(&fault.to_string(), &mut || address.is_listening()) {
                    break;
                }
                if was_there {
                    self.went_away();
                }
                continue;
            }
            self.look_at_outage();
            if !self.must_look()
                && self.judged < self.next_round
                && !self.is_slow
                && !self.is_quiet_due()
                && !self.is_round_due()
            {
                // Nothing more to do, or it has to wait.
                if !self.control.pace(false) {
                    break;
                }
                continue;
            }
            // A server that serves one connection at a time must be free.
            pipeline.hang_up();
            if self.judged >= self.next_round {
                self.next_round = self.judged + WIRE_EVERY;
                let _turn = self.control.sending();
                if self.wire_round(address, &mut bench).is_err() {
                    break;
                }
            }
            if self.is_slow {
                self.look_at_latency(address);
            }
            if self.is_round_due() && !self.must_look() {
                self.rounds(address);
            }
            if self.is_quiet_due() && self.quiet_time(&mut pipeline, &mut old).is_err() {
                continue;
            }
            if self.must_look() && self.follow_up(&mut bench).is_err() {
                break;
            }
        }
        while self.control.awaits_answers() && pipeline.is_unfinished() {
            let turn = self.control.sending();
            let ran = pipeline.run(&mut self);
            pipeline.hang_up();
            drop(turn);
            if ran.is_err() || self.follow_up(&mut bench).is_err() {
                break;
            }
        }
        self.abandoned(&pipeline);
        self.look_at_outage();
        // What cannot be looked into any more is filed as it was seen.
        let _ = self.follow_up(&mut bench);
        self.file_outage(address);
        self.hand_over();
    }

    /// Takes in what was taken at first.
    pub(super) fn suspect_first(&mut self) {
        for one in self.common.take_first_forged() {
            let waiting = self.suspicions.len();
            self.suspect(one.request, Some(one.builder), one.expected, one.observed, one.wrong);
            if self.suspicions.len() > waiting
                && let Some(suspect) = self.suspicions.last_mut()
            {
                suspect.is_first = true;
            }
        }
    }

    /// What was waited for in vain when the time was over is no answer.
    fn abandoned(&mut self, pipeline: &Pipeline<'_>) {
        let plan = self.control.plan;
        let patience = plan.budget.time.map_or(plan.timeout, |time| plan.timeout.min(time / 4));
        if pipeline.waiting().is_none_or(|waited| waited < patience) {
            return;
        }
        let Some(SentCase { builder, expected, .. }) = self.pending.pop_front() else { return };
        let id = CaseId::Vector("outstanding".into());
        let request = builder.probe(self.common.world, id, (self.control.plan.now)());
        let what = "did not answer before the time was over".to_owned();
        let observed = Observed::Fault(Symptom::Hangs, what.clone());
        let wrong = vec![(Symptom::Hangs, what)];
        self.suspect(request, Some(builder), expected, observed, wrong);
    }
}

impl Traffic for Worker<'_, '_> {
    fn next(&mut self) -> Option<TestRequest> {
        self.next_probe()
    }

    fn depth(&self, most: usize) -> usize {
        let (period, alone) = (UNPIPELINED.0.as_millis(), UNPIPELINED.1.as_millis());
        let is_due = self.control.elapsed().as_millis() % period >= period - alone;
        if self.connection.0 == 0 && is_due { 1 } else { most }
    }

    fn connected(&mut self) {
        self.connection.1 += 1;
    }

    fn before(&mut self) -> Option<TestRequest> {
        self.once_more()
    }

    fn is_over(&self) -> bool {
        self.control.must_stop()
    }

    fn pauses(&self) -> bool {
        self.must_look() || self.control.must_stop()
    }

    fn hear(&mut self, probe: TestRequest, outcome: Outcome, took: Duration) {
        let case = probe.case.clone();
        self.take(case, Some(probe), Observed::of_http(outcome), took);
    }
}
