//! Sequence vectors against a running server: nobody else sends meanwhile.

use super::accumulator::Accumulator;
use super::capabilities::Capabilities;
use super::event::Pulse;
use super::sending::{Exchanged, STILL_THROTTLED, Sender};
use super::verify::{Earlier, finding, judge, selected_sequences};
use crate::adapter::{HttpFault, KeptConnection, ServerAnswer, Stop};
use crate::case::{ExpectedResponse, VerifyCase};
use crate::generate::sequence::SendMode;
use crate::judge::server::{Symptom, echoes};
use crate::judge::{SentBefore, ServerFinding, Way};
use crate::protocol::rules::Rule;
use crate::vectors::{SequenceGroup, SequenceStep, SequenceTest};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Barrier;
use std::time::{Duration, Instant};

/// A lag may be off by so many seconds, beside the time that the request took.
const CLOCKS: u64 = 5;

/// How often requests that are sent at the same time are repeated.
const ROUNDS: usize = 20;

/// After more requests than this, nobody sends for a while before one is sent alone.
const MANY: usize = 10;
const CALM: Duration = Duration::from_millis(1200);

/// So many sequences in a row may end in silence.
const SILENT: usize = 3;

/// Runs them all.
///
/// # Errors
/// It was interrupted, or the server is not there any more.
pub(super) fn run(
    sender: &Sender<'_>,
    can: &Capabilities,
    earlier: &mut Earlier,
    accumulator: &mut Accumulator,
    pulse: &mut Pulse<'_>,
) -> Result<(), Stop> {
    let mut silent = 0;
    for (at, (group, test)) in selected_sequences(sender.plan).enumerate() {
        if silent == SILENT {
            accumulator.skip_named("it answers nothing any more", &test.id);
            continue;
        }
        let without = match test.send {
            SendMode::Pipelined if !can.pipelines() => {
                Some("it does not answer pipelined requests")
            }
            SendMode::Parallel if can.parallel < 2 => {
                Some("it answers on one connection at a time")
            }
            _ => None,
        };
        let mut run = Run {
            sender,
            group,
            test,
            earlier,
            number: at * 10_000,
            past: Vec::new(),
            now: (sender.plan.now)(),
            begun: Instant::now(),
        };
        match without.map_or_else(|| run.whole(), |why| Ok(Came::Skipped(why.to_owned())))? {
            Came::Right => {
                silent = 0;
                accumulator.pass();
            }
            Came::Wrong(finding) => {
                silent = if finding.symptoms == [Symptom::Hangs] { silent + 1 } else { 0 };
                accumulator.server_finding(*finding, sender.plan.strict);
            }
            Came::Skipped(why) => accumulator.skip_named(&why, &test.id),
        }
        pulse.judged(accumulator);
    }
    Ok(())
}

/// What came of a sequence.
enum Came {
    Right,
    Wrong(Box<ServerFinding>),
    Skipped(String),
}

/// A request of a sequence, with what must come of it.
type Moved = (VerifyCase, ExpectedResponse);

/// What a request got.
type Got = Result<ServerAnswer, HttpFault>;

struct Run<'a, 's> {
    sender: &'a Sender<'s>,
    group: &'a SequenceGroup,
    test: &'a SequenceTest,
    earlier: &'a mut Earlier,
    /// The number of the last text that took the place of `fresh`.
    number: usize,
    /// What was sent so far, with the place of its step.
    past: Vec<(usize, VerifyCase, Rule)>,
    /// The moment to which all its first touches are moved: equal bodies stay equal.
    now: Timestamp,
    begun: Instant,
}

impl Run<'_, '_> {
    fn whole(&mut self) -> Result<Came, Stop> {
        // Whatever cannot be moved is found before anything is sent.
        let fresh = self.fresh();
        for step in &self.test.steps {
            if let Err(why) = self.moved(step, &fresh) {
                return Ok(Came::Skipped(why));
            }
        }
        match self.test.send {
            SendMode::InOrder => self.in_order(&fresh),
            SendMode::Pipelined => self.in_one_write(&fresh),
            SendMode::Parallel => self.at_once(&fresh),
        }
    }

    /// A text that the server did not see before, as long as the vector's own.
    fn fresh(&mut self) -> String {
        self.number += 1;
        let begun = (self.sender.plan.now)().as_microsecond().unsigned_abs();
        // Odd, so that different numbers stay different.
        let mixed = (begun ^ ((self.number as u64) << 40)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let text = format!("{mixed:016x}{:08x}", self.number);
        let length = self.test.fresh.len().min(text.len());
        text[..length].to_owned()
    }

    fn moved(&self, step: &SequenceStep, fresh: &str) -> Result<Moved, String> {
        let sites = &self.sender.server.sites;
        let (case, expected) = step.relocated(self.group, self.test, sites, self.now, fresh)?;
        Ok((self.sender.with_id(case, &self.test.id), expected))
    }

    /// The text for one more request of a step.
    fn text_for(&mut self, step: &SequenceStep, fresh: &str) -> String {
        if step.renew { self.fresh() } else { fresh.to_owned() }
    }

    fn in_order(&mut self, fresh: &str) -> Result<Came, Stop> {
        let sender = self.sender;
        let mut open: BTreeMap<u16, KeptConnection<'_>> = BTreeMap::new();
        let test = self.test;
        for (at, step) in test.steps.iter().enumerate() {
            sender.quiet(step.pause)?;
            let connection = open
                .entry(step.connection)
                .or_insert_with(|| KeptConnection::new(&sender.server.address));
            for _ in 0..step.repeat {
                let text = self.text_for(step, fresh);
                let make = || self.moved(step, &text);
                let (moved, got) = match sender.patiently(&make, &mut |case, timeout| {
                    connection.exchange(&case.request, timeout)
                })? {
                    Exchanged::Impossible(why) => return Ok(Came::Skipped(why)),
                    Exchanged::Throttled => {
                        return Ok(Came::Skipped(STILL_THROTTLED.to_owned()));
                    }
                    Exchanged::Done(moved, answer, _) => (*moved, answer.map(|answer| *answer)),
                };
                if let Some(finding) = self.judged(at, &moved, got) {
                    drop(open);
                    return self.alone(at, finding);
                }
            }
        }
        Ok(Came::Right)
    }

    fn in_one_write(&mut self, fresh: &str) -> Result<Came, Stop> {
        let sender = self.sender;
        sender.quiet(Duration::ZERO)?;
        let mut moved = Vec::new();
        for step in &self.test.steps {
            match self.moved(step, fresh) {
                Ok(one) => moved.push(one),
                Err(why) => return Ok(Came::Skipped(why)),
            }
        }
        let requests: Vec<_> = moved.iter().map(|(case, _)| (*case.request).clone()).collect();
        let answers =
            KeptConnection::new(&sender.server.address).pipeline(&requests, sender.timeout);
        if sender.is_throttled(&answers) {
            return Ok(Came::Skipped("answered with 429".to_owned()));
        }
        for (at, (moved, answer)) in moved.iter().zip(answers).enumerate() {
            if let Some(finding) = self.judged(at, moved, answer) {
                return self.alone(at, finding);
            }
        }
        Ok(Came::Right)
    }

    /// The requests of each connection at the same time as those of the others, a few times.
    fn at_once(&mut self, fresh: &str) -> Result<Came, Stop> {
        let sender = self.sender;
        sender.quiet(Duration::ZERO)?;
        let mut lanes: BTreeMap<u16, Vec<(usize, Moved)>> = BTreeMap::new();
        for _ in 0..ROUNDS {
            for (at, step) in self.test.steps.iter().enumerate() {
                for _ in 0..step.repeat {
                    let text = self.text_for(step, fresh);
                    match self.moved(step, &text) {
                        Ok(one) => lanes.entry(step.connection).or_default().push((at, one)),
                        Err(why) => return Ok(Came::Skipped(why)),
                    }
                }
            }
        }
        let barrier = Barrier::new(lanes.len());
        let ask = |lane: &[(usize, Moved)]| -> Vec<Got> {
            let mut connection = KeptConnection::new(&sender.server.address);
            barrier.wait();
            let one = |(_, (case, _)): &(usize, Moved)| {
                connection.exchange(&case.request, sender.timeout)
            };
            lane.iter().map(one).collect()
        };
        let all: Vec<Vec<Got>> = std::thread::scope(|scope| {
            let ask = &ask;
            let threads: Vec<_> =
                lanes.values().map(|lane| scope.spawn(move || ask(lane))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_default()).collect()
        });
        for (lane, got) in lanes.values().zip(all) {
            for ((at, moved), got) in lane.iter().zip(got) {
                let throttled = got.as_ref().is_ok_and(|answer| sender.asks_to_wait(answer));
                if throttled {
                    return Ok(Came::Skipped("answered with 429".to_owned()));
                }
                if let Some(mut finding) = self.judged(*at, moved, got) {
                    finding.way = Way::Parallel;
                    return self.alone(*at, finding);
                }
            }
        }
        Ok(Came::Right)
    }

    /// What is wrong with the answer to a step, if anything is.
    fn judged(&mut self, at: usize, moved: &Moved, got: Got) -> Option<ServerFinding> {
        let ((case, expected), answer) = (moved, got);
        let step = &self.test.steps[at];
        let found = match &answer {
            Ok(answer) => {
                let slack = CLOCKS + self.begun.elapsed().as_secs();
                let mut found = judge(&step.test, case, expected, answer, slack, self.earlier);
                let of_another = self.past.iter().any(|(_, past, rule)| {
                    past.request.body != case.request.body && echoes(past, *rule, answer)
                });
                if of_another && found.is_none() {
                    let wrong = vec!["repeats what an earlier request held".to_owned()];
                    let symptoms = vec![Symptom::Echoes];
                    let status = Some(answer.status);
                    found = Some(finding(&step.test, case, expected, status, symptoms, wrong));
                }
                found
            }
            Err(fault) => {
                let symptoms = vec![Symptom::of_fault(fault)];
                let wrong = vec![fault.to_string()];
                Some(finding(&step.test, case, expected, None, symptoms, wrong))
            }
        };
        let before = std::mem::take(&mut self.past);
        let found = found.map(|mut found| {
            let count = self.test.steps.len();
            if count > 1 {
                found.wrong.insert(0, format!("request {} of {count}", at + 1));
            }
            found.comment = self.test.comment.clone();
            found.requirements = self.test.requirements.clone();
            found.flags = self.test.flags.clone();
            found.way = Way::Sequence;
            found.before = sent(&self.test.steps, &before);
            found.connection = step.connection;
            found
        });
        self.past = before;
        self.past.push((at, case.clone(), expected.rule));
        found
    }

    /// What is wrong alone, too, needs no sequence.
    fn alone(&mut self, at: usize, found: ServerFinding) -> Result<Came, Stop> {
        let step = &self.test.steps[at];
        let fresh = self.fresh();
        let Ok(moved) = self.moved(step, &fresh) else {
            return Ok(Came::Wrong(Box::new(found)));
        };
        // What is forbidden for a moment after many requests is not forbidden alone.
        let calm = if self.past.len() > MANY { CALM } else { Duration::ZERO };
        self.sender.quiet(calm)?;
        let answer = self.sender.server.address.exchange(&moved.0.request, self.sender.timeout);
        self.past.clear();
        let again = self.judged(at, &moved, answer);
        let is_alone = again.is_some_and(|again| again.symptoms == found.symptoms);
        let found = match is_alone {
            true => ServerFinding { way: Way::Alone, before: Vec::new(), ..found },
            false => found,
        };
        Ok(Came::Wrong(Box::new(found)))
    }
}

/// What was sent before, equal steps together.
fn sent(steps: &[SequenceStep], past: &[(usize, VerifyCase, Rule)]) -> Vec<SentBefore> {
    let mut all: Vec<(usize, SentBefore)> = Vec::new();
    for (at, case, _) in past {
        match all.last_mut() {
            Some((last, sent)) if last == at => sent.times += 1,
            _ => {
                let request = Arc::clone(&case.request);
                let step = &steps[*at];
                let (connection, pause) = (step.connection, step.pause);
                all.push((*at, SentBefore { request, connection, times: 1, pause }));
            }
        }
    }
    all.into_iter().map(|(_, sent)| sent).collect()
}
