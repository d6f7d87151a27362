//! What is sent now and then beside the stream of cases: requests in pieces, bodies framed otherwise, and many at the same moment.

use super::worker::Worker;
use crate::adapter::ServerAddress;
use crate::campaign::history::{History, PastCase};
use crate::campaign::player::{Played, in_pieces, play};
use crate::campaign::reproducer::{Observed, asks_to_wait, demanded, is_duplicate, judge};
use crate::case::{CaseId, Signed, SignedOver};
use crate::generate::rng::Rng;
use crate::generate::sequence::{SendMode, Sequence, Step};
use crate::generate::{Body, RequestBuilder, Style, changed};
use crate::protocol::json::Value;
use crate::protocol::{Goal, Text};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Between two rounds in pieces, and between two bursts, is so much time.
const BETWEEN_PIECES: Duration = Duration::from_secs(7);
const BETWEEN_BURSTS: Duration = Duration::from_secs(9);

/// So many requests are sent in pieces, each on a connection of its own at the same time.
const PIECES: usize = 4;

/// A burst is sent on so many connections, and lasts no longer than that.
const CONNECTIONS: usize = 8;
const BURST: Duration = Duration::from_millis(500);

/// So many wrong answers to one request of a burst are looked into.
const LOOKED_INTO: usize = 2;

/// A lag may be off by so many seconds.
const SLACK: u64 = 5;

/// A plan with characters that are cut in two where a body is.
const PLAN: &str = "Caf\u{e9} \u{6f22}\u{5b57} Plus";

impl Worker<'_, '_> {
    /// Whether it is time for requests in pieces, or for a burst: the first worker has them.
    pub(super) fn is_round_due(&self) -> bool {
        self.clock.is_some()
            && self.connection.0 == 0
            && self.control.plan.rate.is_none()
            && self.control.elapsed() >= self.next_round_of_any()
    }

    fn next_round_of_any(&self) -> Duration {
        self.next_pieces.min(self.next_burst).min(self.next_framed).min(self.next_beside)
    }

    /// Sends what is due.
    pub(super) fn rounds(&mut self, address: &ServerAddress) {
        if self.control.elapsed() >= self.next_pieces {
            self.pieces_round(address);
            self.next_pieces = self.control.elapsed() + BETWEEN_PIECES;
        }
        if self.control.elapsed() >= self.next_framed && !self.must_look() {
            self.framing_round(address);
        }
        if self.control.elapsed() >= self.next_beside && !self.must_look() {
            self.beside_round(address);
        }
        if self.control.elapsed() >= self.next_burst {
            // A server that serves one connection at a time has no moment with several.
            if self.common.workers > 1 && !self.must_look() {
                self.burst(address);
            }
            self.next_burst = self.control.elapsed() + BETWEEN_BURSTS;
        }
    }

    /// Sends legal goals, and one with the signature of another, whose bodies arrive in two parts.
    fn pieces_round(&mut self, address: &ServerAddress) {
        let builders: Vec<RequestBuilder> = (0..PIECES).map(|at| self.for_round(at)).collect();
        let requests = builders.iter().map(|builder| self.step(builder, 0).request);
        let requests: Vec<_> = requests.collect();
        requests.iter().for_each(|request| self.control.remember(request, 1));
        let (patience, now) = (self.control.patience(), self.control.plan.now);
        let played: Vec<Played> = std::thread::scope(|scope| {
            let send =
                |(at, request)| scope.spawn(move || in_pieces(at, request, address, patience, now));
            let threads: Vec<_> = requests.iter().enumerate().map(send).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        for one in played {
            let waiting = self.suspicions.len();
            self.judge_played(one, &builders);
            if self.suspicions.len() > waiting
                && let Some(suspect) = self.suspicions.last_mut()
            {
                (suspect.history, suspect.in_pieces) = (History::default(), true);
            }
        }
    }

    /// Sends right and wrong goals on many connections at the same time, some with the same body, while nobody else sends.
    fn burst(&mut self, address: &ServerAddress) {
        let mut builders: Vec<RequestBuilder> =
            (0..CONNECTIONS).map(|at| self.for_round(at)).collect();
        // The same goal at the same moment, signed otherwise: they must not share one verdict.
        for at in (1..CONNECTIONS).step_by(4) {
            let flipped = Signed { flip: Some(5), ..Signed::default() };
            builders[at] = RequestBuilder { signed: flipped, ..builders[at - 1].clone() };
        }
        let steps =
            builders.iter().enumerate().map(|(at, builder)| self.step(builder, at)).collect();
        let sequence = Sequence { mode: SendMode::Parallel, steps };
        // Again and again, for as long as it lasts.
        sequence.steps.iter().for_each(|step| self.control.remember(&step.request, 2));
        let turn = self.control.alone();
        let begun = Instant::now();
        let stop = || begun.elapsed() > BURST || self.control.is_late();
        let played =
            play(&sequence, address, self.control.patience(), self.control.plan.now, &stop);
        drop(turn);
        let begin = self.suspicions.len();
        let mut suspected = [0; CONNECTIONS];
        for one in played.unwrap_or_default() {
            let (step, waiting) = (one.step.min(CONNECTIONS - 1), self.suspicions.len());
            // To refuse one connection more is a server's right.
            if one.outcome.is_ok() && suspected[step] < LOOKED_INTO {
                self.judge_played(one, &builders);
                suspected[step] += self.suspicions.len() - waiting;
            }
        }
        let at = self.control.elapsed();
        let all = |(place, builder): (usize, &RequestBuilder)| PastCase {
            builder: Arc::new(builder.clone()),
            connection: (usize::MAX - 1 - place, 0),
            at,
        };
        let all: Vec<PastCase> = builders.iter().enumerate().map(all).collect();
        for suspect in &mut self.suspicions[begin..] {
            suspect.history = History { own: Vec::new(), all: all.clone(), now: at };
        }
    }

    /// A goal of a round: every fourth is signed for another one.
    pub(super) fn for_round(&mut self, at: usize) -> RequestBuilder {
        let index = self.control.next_index() + at as u64;
        let rng = &mut Rng::new(!self.control.plan.stream(), index);
        let session = format!("{:016x}", rng.any());
        let goal = Goal {
            event_name: Some("purchase".into()),
            session_id: Some(session.as_str().into()),
            properties: Some(Value::Object(vec![(Text::constant("plan"), PLAN.into())])),
            ..Goal::default()
        };
        let mut builder = RequestBuilder::ordinary(self.common.world.place_of_good(), goal.clone());
        if let Body::Goal { goal: sent, style, .. } = &mut builder.body {
            *style = Style { escapes: 1, ..Style::default() };
            if at % 4 == 3 {
                *sent = changed(&goal, rng);
                builder.signed.over = SignedOver::Goal(goal);
            }
        }
        builder
    }

    pub(super) fn step(&self, builder: &RequestBuilder, connection: usize) -> Step {
        let id =
            CaseId::Fuzz { seed: self.control.plan.stream(), index: self.control.next_index() };
        let now = (self.control.plan.now)();
        Step {
            request: builder.probe(self.common.world, id, now),
            connection,
            pause: Duration::ZERO,
            repeat: 1,
            in_pieces: false,
        }
    }

    /// Takes a wrong answer in.
    pub(super) fn judge_played(&mut self, one: Played, builders: &[RequestBuilder]) {
        let observed = Observed::of_http(one.outcome);
        self.control.count_refused(&one.request, observed.status());
        if asks_to_wait(&observed).is_some() {
            return;
        }
        let expected = demanded(&one.request, self.common.world, self.clocks());
        let slack = SLACK + one.took.as_secs();
        let wrong = judge(&one.request, &expected, &observed, slack, None);
        let has_it = is_duplicate(&expected, &observed) && self.control.is_repeated(&one.request);
        if !wrong.is_empty() && !has_it {
            self.suspect(one.request, builders.get(one.step).cloned(), expected, observed, wrong);
        }
    }
}
