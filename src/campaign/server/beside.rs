//! What a request leaves behind: on its own connection, which is kept, for others beside it, and in a cookie.

use super::worker::Worker;
use crate::adapter::{ServerAddress, header};
use crate::campaign::history::{History, PastCase};
use crate::campaign::player::play;
use crate::case::Signed;
use crate::generate::sequence::{SendMode, Sequence, Step};
use crate::generate::{Body, Header, RequestBuilder};
use crate::protocol::Goal;
use std::sync::Arc;
use std::time::Duration;

/// Between two rounds is so much time.
const BETWEEN_BESIDE: Duration = Duration::from_secs(9);

/// A body that a server need not read: it may refuse it, and must go on.
const TOO_LARGE: usize = 96 * 1024;

/// What comes before a right goal: on which of two connections each is sent, and where the right one is.
const ROWS: [(Left, usize); 4] =
    [(Left::Forged, 1), (Left::Unsigned, 1), (Left::TooLarge, 0), (Left::Right, 1)];

/// What is sent first.
#[derive(Clone, Copy)]
enum Left {
    Forged,
    Unsigned,
    TooLarge,
    Right,
}

impl Worker<'_, '_> {
    /// Sends a request, and a right goal after it, while the first connection is kept.
    pub(super) fn beside_round(&mut self, address: &ServerAddress) {
        self.next_beside = self.control.elapsed() + BETWEEN_BESIDE;
        for (left, connection) in ROWS {
            // A server that serves one connection at a time would wait for the first to end.
            if connection > 0 && self.common.workers < 2 {
                continue;
            }
            let builders = [self.left(left), self.right()];
            self.row(&builders, connection, address);
            if self.must_look() {
                return;
            }
        }
        self.with_cookie(address);
    }

    fn right(&mut self) -> RequestBuilder {
        self.for_round(0)
    }

    fn left(&mut self, left: Left) -> RequestBuilder {
        let mut builder = self.right();
        match left {
            Left::Right => {}
            Left::Forged => builder.signed = Signed { flip: Some(7), ..Signed::default() },
            Left::Unsigned => builder.header = Header::Absent,
            Left::TooLarge => {
                let mut body = builder.body_bytes();
                body.resize(TOO_LARGE, b' ');
                builder.body = Body::Bytes(body);
            }
        }
        builder
    }

    fn row(&mut self, builders: &[RequestBuilder], connection: usize, address: &ServerAddress) {
        let places = [0, connection];
        let steps: Vec<Step> =
            builders.iter().zip(places).map(|(builder, place)| self.step(builder, place)).collect();
        steps.iter().for_each(|step| self.control.remember(&step.request, 1));
        let sequence = Sequence { mode: SendMode::InOrder, steps };
        let stop = || self.control.is_late();
        let turn = self.control.alone();
        let played =
            play(&sequence, address, self.control.patience(), self.control.plan.now, &stop);
        drop(turn);
        let at = self.control.elapsed();
        for one in played.unwrap_or_default() {
            let (step, waiting) = (one.step.min(1), self.suspicions.len());
            self.judge_played(one, builders);
            let past = |place: usize| PastCase {
                builder: Arc::new(builders[place].clone()),
                connection: (usize::MAX - places[place], 0),
                at,
            };
            for suspect in &mut self.suspicions[waiting..] {
                let all: Vec<PastCase> = (0..step).map(past).collect();
                let own = if connection == 0 { all.clone() } else { Vec::new() };
                suspect.history = History { own, all, now: at };
            }
        }
    }

    /// What a right goal's answer sets as a cookie lets nobody in.
    fn with_cookie(&mut self, address: &ServerAddress) {
        let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
        let first = RequestBuilder::ordinary(self.common.world.place_of_good(), goal);
        let request = self.step(&first, 0).request;
        let Ok(answer) = address.exchange(&request.case.request, self.control.patience()) else {
            return;
        };
        let Some(set) = header(&answer, "set-cookie") else { return };
        let cookie = set.split(';').next().unwrap_or_default().trim().to_owned();
        for header in [Header::Absent, Header::Literal(vec![vec![b'0'; 64]])] {
            let mut forged = RequestBuilder { header, ..first.clone() };
            forged.headers.push(("cookie".to_owned(), cookie.clone().into_bytes()));
            self.row(&[first.clone(), forged], 0, address);
        }
    }
}
