//! Times in which nobody sends: what a server forgets, or loses, when it is idle, and what gets old on a connection.

use super::worker::Worker;
use crate::adapter::pipeline::Pipeline;
use crate::adapter::{HttpFault, KeptConnection, ServerAddress};
use crate::campaign::history::{History, PastCase};
use crate::campaign::reproducer::{Observed, demanded, judge};
use crate::case::CaseId;
use crate::generate::rng::Rng;
use crate::generate::{Draw, RequestBuilder, row_after_quiet};
use crate::protocol::Goal;
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;

/// Quiet times last so long, in turn: longer than an idle connection to a database is kept, and than a short cache
/// holds. A long one comes first, since what it shows takes long to have again.
const QUIET: [Duration; 6] = [
    Duration::from_millis(2400),
    Duration::from_millis(600),
    Duration::from_millis(600),
    Duration::from_millis(600),
    Duration::from_millis(2400),
    Duration::from_millis(6000),
];

/// Between two of them is so much time, and so many times their own.
const BETWEEN_QUIET: Duration = Duration::from_secs(10);
const BETWEEN_LONG: u32 = 15;

/// A connection that is kept from one quiet time to the next.
pub(super) struct OldConnection<'a> {
    connection: KeptConnection<'a>,
    /// The first request that it was used for.
    first: Option<PastCase>,
}

impl<'a> OldConnection<'a> {
    pub(super) fn new(address: &'a ServerAddress) -> OldConnection<'a> {
        OldConnection { connection: KeptConnection::new(address), first: None }
    }
}

impl Worker<'_, '_> {
    /// Whether it is time for a quiet time: the first worker has them.
    pub(super) fn is_quiet_due(&self) -> bool {
        self.clock.is_some() && self.connection.0 == 0 && self.control.elapsed() >= self.next_quiet
    }

    /// Nobody sends for a while; then comes one row.
    pub(super) fn quiet_time(
        &mut self,
        pipeline: &mut Pipeline<'_>,
        old: &mut OldConnection<'_>,
    ) -> Result<(), HttpFault> {
        let turn = self.quiet_times;
        let quiet = QUIET[turn % QUIET.len()];
        self.quiet_times += 1;
        let next = QUIET[self.quiet_times % QUIET.len()];
        let _turn = self.control.alone();
        self.control.wait(quiet);
        self.next_quiet = self.control.elapsed() + BETWEEN_QUIET.max(next * BETWEEN_LONG);
        let index = self.control.next_index();
        let rng = &mut Rng::new(self.control.plan.stream(), index);
        let now = self.now(rng);
        let steps = row_after_quiet(turn, &mut Draw { rng, world: self.common.world, now });
        for step in steps.into_iter().rev() {
            self.script.push_front(step.builder);
        }
        self.in_a_quiet_time = true;
        let ran = pipeline.run(self);
        self.in_a_quiet_time = false;
        pipeline.hang_up();
        self.look_at_old(old);
        ran
    }

    /// Sends a goal on the old connection: with a first touch, since what tells the time may be old as well. Not where
    /// the server serves one connection at a time.
    pub(super) fn look_at_old(&mut self, old: &mut OldConnection<'_>) {
        if self.common.workers < 2 || self.control.is_over() {
            return;
        }
        let (world, control) = (self.common.world, self.control);
        let index = control.next_index();
        let rng = &mut Rng::new(control.plan.stream(), index);
        let now = self.now(rng);
        let touched = (now - SignedDuration::from_hours(1)).to_string();
        let goal = Goal {
            event_name: Some("purchase".into()),
            first_touch_bucket: Some("ai_search".into()),
            first_touch_ts: Some(touched.as_str().into()),
            ..Goal::default()
        };
        let builder = RequestBuilder::ordinary(world.place_of_good(), goal);
        let id = CaseId::Fuzz { seed: control.plan.stream(), index };
        let request = builder.probe(world, id, now);
        let before = old.connection.reused();
        let at = control.elapsed();
        let answer = old.connection.exchange(&request.case.request, control.patience());
        let took = (control.elapsed() - at).as_secs();
        let observed = Observed::of_http(answer);
        let expected = demanded(&request, world, self.clocks());
        let wrong = judge(&request, &expected, &observed, SLACK + took, None);
        let past = PastCase { builder: Arc::new(builder.clone()), connection: OLD, at };
        if old.connection.reused() == before {
            // It was opened just now, once more or for the first time.
            old.first = Some(past);
            return;
        }
        let waiting = self.suspicions.len();
        if !wrong.is_empty() {
            self.suspect(request, Some(builder), expected, observed, wrong);
        }
        if self.suspicions.len() > waiting
            && let (Some(suspect), Some(first)) = (self.suspicions.last_mut(), &old.first)
        {
            let all = vec![first.clone()];
            suspect.history = History { own: all.clone(), all, now: at };
            suspect.behind.clear();
        }
    }
}

/// A lag may be off by so many seconds.
const SLACK: u64 = 5;

/// The old connection in histories: no worker has this number.
const OLD: (usize, u64) = (usize::MAX, 0);
