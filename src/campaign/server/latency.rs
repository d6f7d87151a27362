//! Whether answers get slower and slower.

use super::worker::Worker;
use crate::adapter::{KeptConnection, ServerAddress};
use crate::campaign::case::{Reproduced, SuspectedCase};
use crate::campaign::reproducer::{Observed, demanded};
use crate::campaign::target;
use crate::campaign::triage::as_seen;
use crate::case::CaseId;
use crate::generate::RequestBuilder;
use crate::generate::sequence::{SendMode, Sequence, Step};
use crate::judge::Weight;
use crate::judge::server::Symptom;
use crate::protocol::Goal;
use std::time::{Duration, Instant};

/// So many answers are timed at a time.
const TIMED: usize = 64;

/// So many rounds of so many requests are timed. The quickest answer of a round counts, since a busy machine delays
/// some of them, and grows by more than this each time.
const ROUNDS_OF_LATENCY: usize = 6;
const BETWEEN: usize = 30;
const GROWTH: Duration = Duration::from_millis(1);

/// So many requests show in a sequence that answers slow down.
const SLOWING: u32 = 400;

/// Slower than this is much slower than usual.
fn is_slow_above(usual: Duration) -> Duration {
    usual.saturating_mul(5) + Duration::from_millis(15)
}
impl Worker<'_, '_> {
    /// Takes in how long an answer took.
    pub(super) fn time(&mut self, took: Duration) {
        if self.clock.is_none() {
            return;
        }
        self.times.push(took);
        if self.times.len() < TIMED {
            return;
        }
        self.times.sort_unstable();
        let median = self.times[TIMED / 2];
        self.times.clear();
        let usual = *self.usual.get_or_insert(median);
        self.is_slow |= median > is_slow_above(usual);
    }

    /// Whether answers to ordinary goals, while nobody else sends, take longer with every request.
    pub(super) fn look_at_latency(&mut self, address: &ServerAddress) {
        self.is_slow = false;
        let (control, world) = (self.control, self.common.world);
        let usual = self.usual.unwrap_or_default();
        let _turn = control.alone();
        let ordinary = target::ordinary(world, control, (ROUNDS_OF_LATENCY * BETWEEN) as u32);
        let ordinary = &ordinary.case.request;
        let mut quickest = Vec::new();
        for _ in 0..ROUNDS_OF_LATENCY {
            let mut connection = KeptConnection::new(address);
            let mut least = Duration::MAX;
            for _ in 0..BETWEEN {
                let sent = Instant::now();
                if control.is_over() || connection.exchange(ordinary, control.patience()).is_err() {
                    return;
                }
                least = least.min(sent.elapsed());
            }
            quickest.push(least);
        }
        // Not where it is slow now and then: every round is slower than the one before, by more than chance.
        let grows = quickest.windows(2).all(|pair| pair[1] > pair[0] + GROWTH);
        if !grows || quickest[0] <= is_slow_above(usual) {
            self.usual = Some(usual.max(quickest[0]));
            return;
        }
        let id = CaseId::Vector("ordinary".into());
        let party = world.place_of_good();
        let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
        let builder = RequestBuilder::ordinary(party, goal);
        let request = builder.probe(world, id, (control.plan.now)());
        let shown: Vec<String> =
            quickest.iter().map(|time| format!("{:.1}", time.as_secs_f64() * 1000.0)).collect();
        let what = format!(
            "answers slow down: {:.1} ms at first, then {} ms with {BETWEEN} requests in between",
            usual.as_secs_f64() * 1000.0,
            shown.join(", ")
        );
        let expected = demanded(&request, world, self.clocks());
        let suspect = SuspectedCase {
            observed: Observed::Fault(Symptom::SlowsDown, what.clone()),
            wrong: vec![(Symptom::SlowsDown, what)],
            symptom: Symptom::SlowsDown,
            weight: Weight::of(&expected, Symptom::SlowsDown),
            builder: Some(builder),
            history: Default::default(),
            behind: Vec::new(),
            passed_before: 0,
            refused_before: 0,
            in_pieces: false,
            cut_short: false,
            is_first: false,
            request: request.clone(),
            expected,
        };
        let steps = vec![Step {
            request,
            connection: 0,
            pause: Duration::ZERO,
            repeat: SLOWING,
            in_pieces: false,
        }];
        let sequence = Sequence { mode: SendMode::InOrder, steps };
        self.file(&suspect, &as_seen(&suspect, Reproduced::BySequence(sequence)));
        // Once is enough.
        self.usual = Some(Duration::MAX / 16);
    }
}
