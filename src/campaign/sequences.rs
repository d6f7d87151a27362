//! What one request does not show: had again with what came before, and made as short as it gets.

use super::case::SuspectedCase;
use super::history::PastCase;
use super::inquiry::Inquiry;
use super::player::{Played, play};
use super::reproducer::{Observed, Reproducer, TargetUnavailable, asks_to_wait, demanded, judge};
use super::trigger::Part;
use crate::adapter::HttpFault;
use crate::generate::sequence::{SendMode, Sequence, Step, renew_sessions};
use crate::generate::{RequestBuilder, TestRequest};
use crate::judge::Weight;
use crate::judge::server::Wrong;
use crate::protocol::Goal;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A request of a sequence that is being tried.
#[derive(Clone)]
pub(super) struct Planned {
    pub(super) builder: RequestBuilder,
    pub(super) connection: usize,
}

/// A sequence that shows it.
pub(super) struct SequenceHit {
    pub(super) sequence: Sequence,
    pub(super) request: TestRequest,
    pub(super) observed: Observed,
    pub(super) wrong: Vec<Wrong>,
    pub(super) trigger: Vec<Part>,
}

/// How long a sequence is looked for, and made shorter.
const SEARCHING: Duration = Duration::from_secs(20);

/// So much of a history is tried, the least first.
const TAILS: [usize; 7] = [1, 3, 8, 20, 60, 200, 768];

/// After so long a server may have forgotten.
const QUIET: [Duration; 3] =
    [Duration::from_millis(250), Duration::from_millis(800), Duration::from_secs(2)];

/// A short cache has forgotten by then.
const FORGOTTEN: Duration = Duration::from_millis(700);

/// So often a mistake that shows now and then is tried.
const TRIES: usize = 3;

/// An answer that does not come in this time does not come.
const DOWN: Duration = Duration::from_secs(2);

/// Of each connection one less than so many requests are filed where a server answers nothing any more.
const LATEST: usize = 5;

/// So many requests like it are sent for a tenant to which it does not happen yet.
const MANY: u32 = 300;

/// Looks for a sequence that shows what was suspected.
pub(super) fn find(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    let (Some(builder), Reproducer::Http { .. }) = (&suspect.builder, &inquiry.bench) else {
        return Ok(None);
    };
    let last = Planned { builder: builder.clone(), connection: 0 };
    let own: Vec<Planned> = suspect
        .history
        .own
        .iter()
        .map(|past| Planned { builder: (*past.builder).clone(), connection: 0 })
        .collect();
    let all = on_connections(suspect);
    let mut search =
        Search { inquiry, suspect, until: Instant::now() + SEARCHING, quiet: Duration::ZERO };
    let mut found = None;
    // At once; then each time after a while, when a short cache has forgotten.
    'search: for quiet in [Duration::ZERO, FORGOTTEN] {
        search.quiet = quiet;
        for past in [&own, &all] {
            let mut tried = 0;
            for tail in TAILS {
                let tail = tail.min(past.len());
                // Waiting takes time: then the latest only.
                if tail == tried || quiet > Duration::ZERO && tail > 8 {
                    continue;
                }
                tried = tail;
                let mut steps = past[past.len() - tail..].to_vec();
                steps.push(last.clone());
                if search.shows(&steps, SendMode::InOrder)?
                    && search.shows(&steps, SendMode::InOrder)?
                {
                    found = Some((steps, SendMode::InOrder));
                    break 'search;
                }
            }
        }
    }
    if found.is_none() {
        let behind = suspect.behind.iter().map(|b| Planned { builder: b.clone(), connection: 0 });
        let behind: Vec<Planned> = behind.collect();
        for (before, after) in [(7, 0), (6, 1), (15, 0), (31, 0), (31, 32)] {
            let mut steps = own[own.len().saturating_sub(before)..].to_vec();
            steps.push(last.clone());
            steps.extend(behind.iter().take(after).cloned());
            if steps.len() > 1
                && search.shows(&steps, SendMode::Pipelined)?
                && search.shows(&steps, SendMode::Pipelined)?
            {
                found = Some((steps, SendMode::Pipelined));
                break;
            }
        }
    }
    if found.is_none() {
        let others: Vec<Planned> =
            all.iter().filter(|step| step.connection != 0).rev().take(4).cloned().collect();
        let others = match others.is_empty() {
            true => own.iter().rev().take(4).cloned().collect(),
            false => others,
        };
        let mut steps: Vec<Planned> =
            others.into_iter().map(|step| Planned { connection: 1, ..step }).collect();
        steps.extend(own.iter().rev().take(2).cloned());
        steps.push(last.clone());
        if steps.len() > 1
            && search.shows(&steps, SendMode::Parallel)?
            && search.shows(&steps, SendMode::Parallel)?
        {
            found = Some((steps, SendMode::Parallel));
        }
    }
    let Some((steps, mode)) = found else { return Ok(None) };
    if mode == SendMode::InOrder {
        search.learn_quiet(&last)?;
    }
    search.minimise(steps, mode)
}

/// What came before, each connection by its number; the suspect's own is 0.
fn on_connections(suspect: &SuspectedCase) -> Vec<Planned> {
    let own = suspect.history.own.last().map(|past| past.connection);
    let mut numbers: BTreeMap<(usize, u64), usize> = BTreeMap::new();
    let number = |past: &PastCase| {
        if Some(past.connection) == own {
            return 0;
        }
        let next = numbers.len() + 1;
        // Of a worker with many short connections, all are one.
        (*numbers.entry((past.connection.0, 0)).or_insert(next)).min(255)
    };
    let mut number = number;
    suspect
        .history
        .all
        .iter()
        .map(|past| Planned { builder: (*past.builder).clone(), connection: number(past) })
        .collect()
}

struct Search<'s, 'a, 'b, 'p> {
    inquiry: &'s mut Inquiry<'a, 'b, 'p>,
    suspect: &'s SuspectedCase,
    until: Instant,
    /// Between two trials, so that the server forgets the one before.
    quiet: Duration,
}

impl Search<'_, '_, '_, '_> {
    /// Whether a sequence shows it, sent with sessions that are new.
    fn shows(&mut self, steps: &[Planned], mode: SendMode) -> Result<bool, TargetUnavailable> {
        Ok(self.run(steps, mode)?.is_some())
    }

    fn run(
        &mut self,
        steps: &[Planned],
        mode: SendMode,
    ) -> Result<Option<SequenceHit>, TargetUnavailable> {
        let tries = if mode == SendMode::InOrder { 1 } else { TRIES };
        for _ in 0..tries {
            if Instant::now() > self.until {
                return Ok(None);
            }
            self.inquiry.control.wait(self.quiet);
            let sequence = self.sequence(steps, mode);
            let played = send(self.inquiry, &sequence)?;
            if let Some((request, observed, wrong)) = self.hit(&sequence, played) {
                return Ok(Some(SequenceHit {
                    sequence,
                    request,
                    observed,
                    wrong,
                    trigger: Vec::new(),
                }));
            }
        }
        Ok(None)
    }

    fn sequence(&self, steps: &[Planned], mode: SendMode) -> Sequence {
        let mut builders: Vec<RequestBuilder> =
            steps.iter().map(|step| step.builder.clone()).collect();
        renew_sessions(&mut builders.iter_mut().collect::<Vec<_>>(), self.inquiry.control.salt());
        let steps = builders.iter().zip(steps).map(|(builder, step)| Step {
            request: self.inquiry.request_of(builder, self.suspect),
            connection: step.connection,
            repeat: 1,
        });
        Sequence { mode, steps: steps.collect() }
    }

    /// The answer that is wrong with the weight that was suspected.
    fn hit(
        &self,
        sequence: &Sequence,
        mut played: Vec<Played>,
    ) -> Option<(TestRequest, Observed, Vec<Wrong>)> {
        if sequence.mode == SendMode::InOrder {
            let last = played.pop().filter(|last| last.step + 1 == sequence.steps.len());
            played = last.into_iter().collect();
        }
        played.into_iter().find_map(|one| {
            let (observed, wrong) = judged(self.inquiry, &one);
            let expected = demanded(&one.request, self.inquiry.world, self.inquiry.bench.clocks());
            let same =
                |(symptom, _): &Wrong| Weight::of(&expected, *symptom) == self.suspect.weight;
            wrong.iter().any(same).then_some((one.request, observed, wrong))
        })
    }

    /// How long the server remembers: so long is waited between two trials.
    fn learn_quiet(&mut self, last: &Planned) -> Result<(), TargetUnavailable> {
        let alone = [last.clone()];
        if self.quiet > Duration::ZERO {
            // It is known already, and each trial takes its time.
            self.until += SEARCHING;
            return Ok(());
        }
        if !self.shows(&alone, SendMode::InOrder)? {
            return Ok(());
        }
        for quiet in QUIET {
            self.quiet = quiet;
            if !self.shows(&alone, SendMode::InOrder)? {
                self.until += SEARCHING / 2;
                return Ok(());
            }
        }
        self.quiet = Duration::ZERO;
        Ok(())
    }

    /// Leaves out requests, then makes parts of all of them ordinary, for as long as it shows.
    fn minimise(
        &mut self,
        mut steps: Vec<Planned>,
        mode: SendMode,
    ) -> Result<Option<SequenceHit>, TargetUnavailable> {
        let mut size = steps.len().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            // The last one shows it, where they are sent in order.
            let fixed = usize::from(mode == SendMode::InOrder);
            while at + fixed < steps.len() && steps.len() > 1 {
                let end = (at + size).min(steps.len() - fixed);
                let mut fewer = steps.clone();
                fewer.drain(at..end);
                if fewer.len() > 1 && self.shows(&fewer, mode)? {
                    steps = fewer;
                } else {
                    at = end;
                }
            }
            size = if size == 1 { 0 } else { size.div_ceil(2) };
        }
        let mut trigger = Vec::new();
        for part in Part::ALL {
            let mut plainer = steps.clone();
            let mut changed = false;
            for step in &mut plainer {
                if let Some(ordinary) = part.neutralised(&step.builder) {
                    step.builder = ordinary;
                    changed = true;
                }
            }
            if changed && self.shows(&plainer, mode)? {
                steps = plainer;
            } else if changed && Instant::now() < self.until {
                trigger.push(part);
            }
        }
        self.until = Instant::now() + Duration::from_secs(10);
        for _ in 0..3 {
            if let Some(hit) = self.run(&steps, mode)? {
                return Ok(Some(SequenceHit { trigger, ..hit }));
            }
        }
        Ok(None)
    }
}

/// Sends a sequence; nothing where that is not possible.
fn send(
    inquiry: &mut Inquiry<'_, '_, '_>,
    sequence: &Sequence,
) -> Result<Vec<Played>, TargetUnavailable> {
    let control = inquiry.control;
    let Reproducer::Http { address, timeout, now } = inquiry.bench else { return Ok(Vec::new()) };
    if control.is_late() {
        return Err(TargetUnavailable);
    }
    let timeout = (*timeout).min(control.patience());
    let stop = || control.is_late();
    loop {
        match play(sequence, address, timeout, *now, &stop) {
            Ok(played) => {
                let pause = played
                    .iter()
                    .find_map(|one| asks_to_wait(&Observed::of_http(one.outcome.clone())));
                match pause {
                    Some(pause) if !control.is_late() => control.wait(pause),
                    _ => return Ok(played),
                }
            }
            Err(why) => {
                if !control.wait_for(&why, &mut || address.is_listening()) {
                    return Err(TargetUnavailable);
                }
            }
        }
    }
}

fn judged(inquiry: &Inquiry<'_, '_, '_>, one: &Played) -> (Observed, Vec<Wrong>) {
    let observed = Observed::of_http(one.outcome.clone());
    let expected = demanded(&one.request, inquiry.world, inquiry.bench.clocks());
    let slack = 5 + one.took.as_secs();
    let wrong = judge(&one.request, &expected, &observed, slack, None);
    (observed, wrong)
}

/// What was sent last, where the server answers not even an ordinary goal any more.
pub(super) fn server_is_down(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<Sequence>, TargetUnavailable> {
    let Reproducer::Http { address, timeout, .. } = &inquiry.bench else { return Ok(None) };
    let party = inquiry.world.place(&suspect.request.case.domain).unwrap_or(0);
    let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
    let ordinary = RequestBuilder::ordinary(party, goal);
    let ordinary = inquiry.request_of(&ordinary, suspect);
    let patience =
        DOWN.min(*timeout).min(inquiry.control.patience().max(Duration::from_millis(500)));
    for _ in 0..2 {
        match address.exchange(&ordinary.case.request, patience) {
            Err(HttpFault::TimedOut | HttpFault::Unreachable(_)) => {}
            // To hang up at once is a fault of its own: it is still there.
            _ => return Ok(None),
        }
    }
    // The last that were answered on each connection, the one that was not, and a goal that shows it.
    let all = on_connections(suspect);
    let mut left: BTreeMap<usize, usize> = BTreeMap::new();
    let mut latest: Vec<&Planned> = all
        .iter()
        .rev()
        .filter(|planned| {
            let left = left.entry(planned.connection).or_insert(LATEST);
            *left = left.saturating_sub(1);
            *left > 0
        })
        .collect();
    latest.reverse();
    let step = |request: TestRequest, connection| Step { request, connection, repeat: 1 };
    let mut steps: Vec<Step> = latest
        .iter()
        .map(|planned| step(inquiry.request_of(&planned.builder, suspect), planned.connection))
        .collect();
    steps.extend(
        inquiry.unanswered.iter().map(|builder| step(inquiry.request_of(builder, suspect), 0)),
    );
    steps.push(step(suspect.request.clone(), 0));
    steps.push(step(ordinary, 0));
    Ok(Some(Sequence { mode: SendMode::InOrder, steps }))
}

/// How many requests like it a tenant takes before it shows, where another tenant does not show it yet.
pub(super) fn after_many(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<Sequence>, TargetUnavailable> {
    let (Some(builder), Reproducer::Http { .. }) = (&suspect.builder, &inquiry.bench) else {
        return Ok(None);
    };
    let parties: Vec<usize> = (0..inquiry.world.parties.len())
        .filter(|at| *at != builder.party && inquiry.world.parties[*at].signer.is_some())
        .collect();
    for party in parties {
        let moved = RequestBuilder { party, ..builder.clone() };
        if moved.signed.by.is_some() || moved.target.is_some() {
            return Ok(None);
        }
        if inquiry.weighs_the_same(&moved, suspect)? {
            continue;
        }
        let request = inquiry.request_of(&moved, suspect);
        let step = |repeat| Step { request: request.clone(), connection: 0, repeat };
        let sequence = Sequence { mode: SendMode::InOrder, steps: vec![step(MANY)] };
        let played = send(inquiry, &sequence)?;
        let first = played.iter().position(|one| {
            let expected = demanded(&one.request, inquiry.world, inquiry.bench.clocks());
            let (_, wrong) = judged(inquiry, one);
            wrong.iter().any(|(symptom, _)| Weight::of(&expected, *symptom) == suspect.weight)
        });
        if let Some(first) = first {
            // One was sent before.
            let steps = vec![step(first as u32 + 2)];
            return Ok(Some(Sequence { mode: SendMode::InOrder, steps }));
        }
    }
    Ok(None)
}
