//! What is sent next.

use super::worker::Worker;
use crate::campaign::case::SentCase;
use crate::campaign::reproducer::demanded;
use crate::case::CaseId;
use crate::generate::rng::Rng;
use crate::generate::{
    Draw, KINDS, Lane, RequestBuilder, TestRequest, fresh, fresh_of_kind, mutated, row,
};
use jiff::Timestamp;

/// Among the first cases every kind of request is drawn in turn, every other time.
const IN_TURN: u64 = 1400;

/// Up to this case every third is the next one of the sweep, later every eighth.
const SWEPT: u64 = 20_000;

/// Out of a hundred cases so many begin a row of requests.
const ROWS: u64 = 6;

/// Out of a hundred cases so many are mutations of one that showed something new.
const MUTATED: u64 = 40;

impl Worker<'_, '_> {
    /// The next request, unless something looks wrong and has to be followed up first.
    pub(super) fn next_probe(&mut self) -> Option<TestRequest> {
        if self.must_look() || self.is_slow {
            return None;
        }
        // There is no time for it yet.
        self.put_off();
        if self.in_a_quiet_time {
            if self.script.is_empty() {
                return None;
            }
        } else if self.control.is_wanted() || self.is_quiet_due() || self.is_round_due() {
            return None;
        }
        if self.control.is_paced() && !self.control.pace(!self.pending.is_empty()) {
            return None;
        }
        if self.clock.is_some() && self.judged + self.pending.len() as u64 >= self.next_round {
            // Let it run dry, for what needs a connection of its own.
            return None;
        }
        let index = self.control.take()?;
        let rng = &mut Rng::new(self.control.plan.stream(), index);
        let now = self.now(rng);
        let mut draw = Draw { rng, world: self.common.world, now };
        let builder = self.next_builder(index, &mut draw);
        let (sent, probe) = self.sent(builder, index, now);
        self.pending.push_back(sent);
        Some(probe)
    }

    /// What was answered last, to be asked once more before all that is not answered.
    pub(super) fn once_more(&mut self) -> Option<TestRequest> {
        let builder = self.before.take()?;
        let index = self.control.take()?;
        let rng = &mut Rng::new(self.control.plan.stream(), index);
        let now = self.now(rng);
        let (sent, probe) = self.sent((*builder).clone(), index, now);
        self.pending.push_front(sent);
        Some(probe)
    }

    /// A request of a builder, counted, and what is expected of it.
    fn sent(
        &mut self,
        builder: RequestBuilder,
        index: u64,
        now: Timestamp,
    ) -> (SentCase, TestRequest) {
        let world = self.common.world;
        let id = CaseId::Fuzz { seed: self.control.plan.stream(), index };
        let probe = builder.probe(world, id, now);
        let expected = demanded(&probe, world, self.clocks());
        self.coverage[builder.mutation.place].sent += 1;
        self.control.remember(&probe, 1);
        (SentCase { builder, expected, index }, probe)
    }

    /// What comes next: what was put off, the rest of a row, what another worker handed on, or something new.
    fn next_builder(&mut self, index: u64, draw: &mut Draw<'_, '_>) -> RequestBuilder {
        if let Some(again) = self.again.pop_front().or_else(|| self.script.pop_front()) {
            return again;
        }
        if let Some(handed) = self.common.take_over(self.connection.0) {
            return handed;
        }
        let every = if index < SWEPT { 3 } else { 8 };
        if index % every == 1 {
            return self.common.sweep.builder(index / every, draw);
        }
        if index < IN_TURN && index.is_multiple_of(2) {
            return fresh_of_kind(KINDS[(index / 2) as usize % KINDS.len()], draw);
        }
        if draw.rng.percent(ROWS) {
            for step in row(draw) {
                match step.lane {
                    Lane::Other if self.common.workers > 1 => {
                        self.common.hand_on(self.connection.0, step.builder)
                    }
                    _ => self.script.push_back(step.builder),
                }
            }
            if let Some(first) = self.script.pop_front() {
                return first;
            }
        }
        let parent = match draw.rng.percent(MUTATED) {
            true => self.common.steering().pick(draw.rng),
            false => None,
        };
        match parent {
            Some(parent) => mutated(&parent, draw),
            None => fresh(draw),
        }
    }
}
