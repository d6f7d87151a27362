//! Bodies that are framed in other ways than usual, with other requests before and behind them on the same connection: what
//! a server leaves unread of one request, it takes for the begin of the next.

use super::framings::Framing;
use super::worker::Worker;
use crate::adapter::ServerAddress;
use crate::campaign::history::{History, PastCase};
use crate::campaign::player::{Played, play};
use crate::generate::RequestBuilder;
use crate::generate::sequence::{SendMode, Sequence, Step};
use crate::protocol::Goal;
use std::sync::Arc;
use std::time::Duration;

/// Between two rounds is so much time.
const BETWEEN_FRAMED: Duration = Duration::from_secs(8);

/// So many requests are sent on a connection, each other one framed otherwise; every fourth is signed for another goal.
const REQUESTS: usize = 8;

impl Worker<'_, '_> {
    /// Sends requests that are framed otherwise between ordinary ones: one after the other, and in one write.
    pub(super) fn framing_round(&mut self, address: &ServerAddress) {
        // Once: what a server took it must take later, too.
        for framing in std::mem::take(&mut self.unasked_framings) {
            let is_asked = framing.after().is_none_or(|first| self.framings.contains(&first));
            if is_asked && self.takes(framing, address) {
                self.framings.push(framing);
            }
        }
        for framing in self.framings.clone() {
            if !self.must_look() {
                self.round_of(framing, address);
            }
        }
        self.next_framed = self.control.elapsed() + BETWEEN_FRAMED;
    }

    fn round_of(&mut self, framing: Framing, address: &ServerAddress) {
        let modes: &[SendMode] = match self.common.depth {
            1 => &[SendMode::InOrder],
            _ => &[SendMode::InOrder, SendMode::Pipelined],
        };
        for (first, mode) in modes.iter().enumerate() {
            // What is sent in one write begins with an ordinary request.
            let builder = |at| match (at + first) % 2 {
                0 => framing.of(self.for_round(at)),
                _ => self.for_round(at),
            };
            let builders: Vec<RequestBuilder> = (0..REQUESTS).map(builder).collect();
            for one in self.play_on_one(&builders, *mode, address) {
                let (step, waiting) = (one.step, self.suspicions.len());
                self.judge_played(one, &builders);
                if self.suspicions.len() > waiting {
                    self.came_after(&builders[..step.min(REQUESTS)], waiting);
                    // What comes later on this connection says nothing more.
                    return;
                }
            }
        }
    }

    /// Whether a legal goal that is framed so is not declined; if it is, a note says so.
    fn takes(&mut self, framing: Framing, address: &ServerAddress) -> bool {
        // In ASCII: that it cannot put a character together again says nothing of what it takes.
        let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
        let place = self.common.world.place_of_good();
        let builders = [framing.of(RequestBuilder::ordinary(place, goal))];
        let Some(one) = self.play_on_one(&builders, SendMode::InOrder, address).pop() else {
            return true;
        };
        if let Ok(answer) = &one.outcome
            && framing.is_declined(answer.status)
        {
            let ((name, value), status) = (framing.header(), answer.status);
            let text =
                || format!("answers {status} to goals with \"{name}: {value}\"; no more are sent");
            self.control.note((name, status), 1, text);
            return false;
        }
        let waiting = self.suspicions.len();
        self.judge_played(one, &builders);
        self.came_after(&[], waiting);
        true
    }

    fn play_on_one(
        &self,
        builders: &[RequestBuilder],
        mode: SendMode,
        address: &ServerAddress,
    ) -> Vec<Played> {
        let steps: Vec<Step> = builders.iter().map(|builder| self.step(builder, 0)).collect();
        steps.iter().for_each(|step| self.control.remember(&step.request, 1));
        let sequence = Sequence { mode, steps };
        let stop = || self.control.is_late();
        let (patience, now) = (self.control.patience(), self.control.plan.now);
        play(&sequence, address, patience, now, &stop).unwrap_or_default()
    }

    /// Says of new suspicions what was sent on their connection before.
    fn came_after(&mut self, builders: &[RequestBuilder], first: usize) {
        let at = self.control.elapsed();
        let past = |builder: &RequestBuilder| PastCase {
            builder: Arc::new(builder.clone()),
            connection: (usize::MAX, 0),
            at,
        };
        let own: Vec<PastCase> = builders.iter().map(past).collect();
        for suspect in &mut self.suspicions[first..] {
            suspect.history = History { own: own.clone(), all: own.clone(), now: at };
        }
    }
}
