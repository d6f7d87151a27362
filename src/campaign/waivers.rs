//! Answers of a server that are known and accepted: they are counted, and are no findings.

use crate::case::ExpectedResponse;
use crate::judge::server::{Symptom, Wrong};
use crate::judge::{ExpectedDrift, ExpectedKind};
use crate::run::{ExpectedReport, State};
use jiff::civil::Date;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is expected of a server, and how often it came.
pub(super) struct Waivers<'p> {
    all: &'p [ExpectedDrift],
    counts: Vec<AtomicU64>,
}

impl<'p> Waivers<'p> {
    pub(super) fn new(all: &'p [ExpectedDrift]) -> Waivers<'p> {
        Waivers { all, counts: all.iter().map(|_| AtomicU64::new(0)).collect() }
    }

    /// Whether a wrong answer is accepted: its status is one of those accepted for the rule, and the only thing
    /// that is wrong.
    pub(super) fn cover(&self, expected: &ExpectedResponse, wrong: &[Wrong]) -> bool {
        let covers = |one: &ExpectedDrift| match &one.what {
            ExpectedKind::Answer(answer) => {
                answer.pattern.glob() == expected.rule.id()
                    && wrong.iter().all(|(symptom, _)| match symptom {
                        Symptom::Status(status) => answer.statuses.contains(status),
                        _ => false,
                    })
            }
            _ => false,
        };
        let at = self.all.iter().position(covers);
        if let Some(at) = at {
            self.counts[at].fetch_add(1, Ordering::Relaxed);
        }
        at.is_some()
    }

    /// How each stands on a day; `whole` says that enough was judged to call one stale. Those that name vectors
    /// are for `check` alone.
    pub(super) fn report(&self, today: Date, whole: bool) -> Vec<ExpectedReport> {
        let is_rule = |one: &ExpectedDrift| match &one.what {
            ExpectedKind::Answer(answer) => {
                crate::protocol::rules::Rule::of_id(answer.pattern.glob()).is_some()
            }
            _ => false,
        };
        let report = |(one, count): (&ExpectedDrift, &AtomicU64)| {
            let count = count.load(Ordering::Relaxed);
            let state = match (is_rule(one), count) {
                _ if one.is_expired(today) => State::Expired,
                (true, 0) if whole => State::Stale,
                (_, 0) => State::NotJudged,
                _ => State::Met,
            };
            ExpectedReport { expected: one.clone(), count, state }
        };
        self.all.iter().zip(&self.counts).map(report).collect()
    }
}
