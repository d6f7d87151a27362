//! Tries sequences of requests, and makes one that shows something as short as it gets.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::player::{Played, play};
use super::reproducer::{
    Observed, Reproducer, TargetUnavailable, asks_to_wait, demanded, is_duplicate, judge,
};
use super::trigger::Part;
use crate::generate::sequence::{Renewed, SendMode, Sequence, Step, renew};
use crate::generate::{RequestBuilder, TestRequest};
use crate::judge::Weight;
use crate::judge::server::Wrong;
use std::time::{Duration, Instant};

/// A request of a sequence that is being tried.
#[derive(Clone)]
pub(super) struct Planned {
    pub(super) builder: RequestBuilder,
    pub(super) connection: usize,
    /// So long nobody sends before it.
    pub(super) pause: Duration,
    pub(super) repeat: u32,
    /// Whether it arrives in pieces.
    pub(super) in_pieces: bool,
}

impl Planned {
    pub(super) fn new(builder: RequestBuilder, connection: usize) -> Planned {
        Planned { builder, connection, pause: Duration::ZERO, repeat: 1, in_pieces: false }
    }
}

/// A sequence that shows it.
pub(super) struct SequenceHit {
    pub(super) sequence: Sequence,
    pub(super) request: TestRequest,
    pub(super) observed: Observed,
    pub(super) wrong: Vec<Wrong>,
    pub(super) trigger: Vec<Part>,
    /// What is true of it, where that is known; empty where the sequence says it.
    pub(super) description: String,
}

/// How long a sequence is looked for, and made shorter.
const SEARCHING: Duration = Duration::from_secs(20);

/// Of a campaign's time one part in so many, and no less than that, is spent on one search.
const SEARCHES: u32 = 4;
const LEAST_SEARCHING: Duration = Duration::from_secs(8);

/// How long a sequence is looked for in a campaign of so much time.
fn searching(time: Option<Duration>) -> Duration {
    time.map_or(SEARCHING, |time| SEARCHING.min((time / SEARCHES).max(LEAST_SEARCHING)))
}

/// After so long a server may have forgotten.
const QUIET: [Duration; 3] =
    [Duration::from_millis(250), Duration::from_millis(1100), Duration::from_millis(2500)];

/// After so long it is made sure that a sequence shows it.
const LONG_QUIET: Duration = Duration::from_millis(2600);

/// With so long a quiet time before each trial there is no time for many.
const LONG_TRIAL: Duration = Duration::from_secs(2);

/// Pauses that are tried in place of a longer one.
const PAUSES: [Duration; 4] = [
    Duration::ZERO,
    Duration::from_millis(300),
    Duration::from_millis(1100),
    Duration::from_millis(2500),
];

/// So often a mistake that shows now and then is tried.
const TRIES: usize = 3;

/// A sequence of so few requests is sent again to see whether it was chance; so often it must show it, of so many.
const SHORT: u32 = 64;
const SURE: (usize, usize) = (3, 4);

/// From so many requests on, it is tried whether they may all be the same one.
const ALIKE: usize = 4;

/// So many of them are tried for that.
const CANDIDATES: usize = 6;

/// So many are sent on each connection to see whether it depends on that, after so long.
const EACH: usize = 3;
const A_MOMENT: Duration = Duration::from_millis(300);

/// So many requests are sent to see whether one shows it by chance.
const SAMPLE: usize = 24;

/// Whether a request that is sent alone, with sessions that are new, shows it now and then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chance {
    /// It does not.
    Never,
    /// On about one connection in so many, and not on the others.
    ByConnection(usize),
    /// By its turn.
    ByTurn,
}

pub(super) struct Search<'s, 'a, 'b, 'p> {
    pub(super) inquiry: &'s mut Inquiry<'a, 'b, 'p>,
    pub(super) suspect: &'s SuspectedCase,
    pub(super) until: Instant,
    /// Between two trials, so that the server forgets the one before.
    pub(super) quiet: Duration,
    /// What is given other names for each trial.
    pub(super) renewed: Renewed,
}

impl<'s, 'a, 'b, 'p> Search<'s, 'a, 'b, 'p> {
    pub(super) fn new(
        inquiry: &'s mut Inquiry<'a, 'b, 'p>,
        suspect: &'s SuspectedCase,
    ) -> Search<'s, 'a, 'b, 'p> {
        let searching = searching(inquiry.control.plan.budget.time);
        Search {
            inquiry,
            suspect,
            until: Instant::now() + searching,
            quiet: Duration::ZERO,
            renewed: Renewed::Sessions,
        }
    }

    /// From now on it is waited so long before each trial, and searched for longer.
    pub(super) fn rest(&mut self, quiet: Duration) {
        self.quiet = quiet;
        if quiet.is_zero() {
            // There was time for the other ways already.
            self.until = Instant::now() + LEAST_SEARCHING / 2;
            return;
        }
        self.until = Instant::now() + searching(self.inquiry.control.plan.budget.time) + 4 * quiet;
    }

    /// Whether a sequence shows it, each time it is sent with sessions that are new.
    pub(super) fn shows_twice(
        &mut self,
        steps: &[Planned],
        mode: SendMode,
    ) -> Result<bool, TargetUnavailable> {
        Ok(self.shows(steps, mode)? && self.shows(steps, mode)?)
    }

    pub(super) fn shows(
        &mut self,
        steps: &[Planned],
        mode: SendMode,
    ) -> Result<bool, TargetUnavailable> {
        Ok(self.run(steps, mode)?.is_some())
    }

    /// Sends a request again and again, on one connection and on fresh ones.
    pub(super) fn chance(&mut self, last: &Planned) -> Result<Chance, TargetUnavailable> {
        let hits = |all: Vec<bool>| all.into_iter().filter(|hit| *hit).count();
        let (on_one, on_fresh) = (hits(self.sample(last, SAMPLE)?), hits(self.sample(last, 1)?));
        let seems_so = matches!((on_one, on_fresh), (0 | SAMPLE, 1..SAMPLE));
        // A connection that shows it does so each time, also a moment later.
        if seems_so && !self.depends_on_connections(last)? {
            return Ok(Chance::ByTurn);
        }
        Ok(match (on_one, on_fresh) {
            (0, 0) => Chance::Never,
            // Within a connection it is always the same.
            (0 | SAMPLE, 1..SAMPLE) => Chance::ByConnection((SAMPLE + on_fresh / 2) / on_fresh),
            _ => Chance::ByTurn,
        })
    }

    fn depends_on_connections(&mut self, last: &Planned) -> Result<bool, TargetUnavailable> {
        self.inquiry.control.wait_on(A_MOMENT);
        let all = self.sample(last, EACH)?;
        let alike = |one: &[bool]| one.iter().all(|hit| *hit == one[0]);
        Ok(all.contains(&true) && all.chunks(EACH).all(alike))
    }

    /// Which of many requests show it, so many on each connection.
    fn sample(&mut self, last: &Planned, each: usize) -> Result<Vec<bool>, TargetUnavailable> {
        let steps = (0..SAMPLE).map(|at| {
            let mut builder = last.builder.clone();
            renew(&mut [&mut builder], self.renewed, self.inquiry.control.salt());
            Step {
                request: self.inquiry.request_of(&builder, self.suspect),
                connection: at / each,
                pause: Duration::ZERO,
                repeat: 1,
                in_pieces: last.in_pieces,
            }
        });
        let sequence = Sequence { mode: SendMode::InOrder, steps: steps.collect() };
        let played = send(self.inquiry, &sequence)?;
        Ok(played.iter().map(|one| is_as_heavy(self.inquiry, self.suspect, one)).collect())
    }

    /// Sends a sequence; the answer that shows it, if any.
    pub(super) fn run(
        &mut self,
        steps: &[Planned],
        mode: SendMode,
    ) -> Result<Option<SequenceHit>, TargetUnavailable> {
        let tries = if mode == SendMode::InOrder { 1 } else { TRIES };
        self.run_up_to(tries, steps, mode)
    }

    /// Sends a sequence once, however it is sent: what shows nearly always is seen so, and costs little.
    pub(super) fn shows_at_once(
        &mut self,
        steps: &[Planned],
        mode: SendMode,
    ) -> Result<bool, TargetUnavailable> {
        Ok(self.run_up_to(1, steps, mode)?.is_some())
    }

    fn run_up_to(
        &mut self,
        tries: usize,
        steps: &[Planned],
        mode: SendMode,
    ) -> Result<Option<SequenceHit>, TargetUnavailable> {
        for _ in 0..tries {
            if Instant::now() > self.until {
                return Ok(None);
            }
            let sequence = self.sequence(steps, mode);
            let played = send(self.inquiry, &sequence)?;
            if let Some((request, observed, wrong)) = self.hit(&sequence, played) {
                return Ok(Some(SequenceHit {
                    sequence,
                    request,
                    observed,
                    wrong,
                    trigger: Vec::new(),
                    description: String::new(),
                }));
            }
        }
        Ok(None)
    }

    pub(super) fn sequence(&self, steps: &[Planned], mode: SendMode) -> Sequence {
        let mut builders: Vec<RequestBuilder> =
            steps.iter().map(|step| step.builder.clone()).collect();
        let salt = self.inquiry.control.salt();
        renew(&mut builders.iter_mut().collect::<Vec<_>>(), self.renewed, salt);
        let steps = builders.iter().zip(steps).enumerate().map(|(at, (builder, step))| Step {
            request: self.inquiry.request_of(builder, self.suspect),
            connection: step.connection,
            // A server that remembers needs the pause in the sequence itself.
            pause: if at == 0 { step.pause.max(self.quiet) } else { step.pause },
            repeat: step.repeat,
            in_pieces: step.in_pieces,
        });
        Sequence { mode, steps: steps.collect() }
    }

    /// The answer that is wrong with the weight that was suspected.
    fn hit(
        &self,
        sequence: &Sequence,
        played: Vec<Played>,
    ) -> Option<(TestRequest, Observed, Vec<Wrong>)> {
        played.into_iter().filter(|one| sequence.counts(one.step)).find_map(|one| {
            let (observed, wrong) = judged(self.inquiry, &one);
            let expected = demanded(&one.request, self.inquiry.world, self.inquiry.bench.clocks());
            let same =
                |(symptom, _): &Wrong| Weight::of(&expected, *symptom) == self.suspect.weight;
            wrong.iter().any(same).then_some((one.request, observed, wrong))
        })
    }

    /// How long the server remembers: so long is waited between two trials.
    pub(super) fn learn_quiet(&mut self, last: &Planned) -> Result<(), TargetUnavailable> {
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

    /// Leaves out requests, then pauses and connections, then makes parts of all of them ordinary, for as long as it
    /// shows.
    pub(super) fn minimise(
        &mut self,
        mut steps: Vec<Planned>,
        mode: SendMode,
    ) -> Result<Option<SequenceHit>, TargetUnavailable> {
        if self.quiet >= LONG_TRIAL && steps.len() <= 2 {
            // What the trials before left would count in the next one, and each of them takes that long.
            return self.run(&steps, mode);
        }
        let fixed = usize::from(mode == SendMode::InOrder);
        let mut longer: Vec<Vec<Planned>> = Vec::new();
        let mut size = steps.len().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            // The last one shows it, where they are sent in order.
            while at + fixed < steps.len() && steps.len() > 1 {
                let end = (at + size).min(steps.len() - fixed);
                let mut fewer = steps.clone();
                let pause = fewer.drain(at..end).map(|step| step.pause).max().unwrap_or_default();
                if let Some(next) = fewer.get_mut(at) {
                    next.pause = next.pause.max(pause);
                }
                if fewer.len() > 1 && self.shows(&fewer, mode)? {
                    longer.push(std::mem::replace(&mut steps, fewer));
                } else {
                    at = end;
                }
            }
            size = if size == 1 { 0 } else { size.div_ceil(2) };
        }
        if mode == SendMode::InOrder {
            self.repeat_one(&mut steps)?;
            self.repeat_less(&mut steps)?;
            self.shorten_pauses(&mut steps)?;
            let mut joined = steps.clone();
            joined.iter_mut().for_each(|step| step.connection = 0);
            if steps.iter().any(|step| step.connection > 0) && self.shows(&joined, mode)? {
                steps = joined;
            }
        }
        longer.push(steps.clone());
        let trigger = self.make_ordinary(&mut steps, mode)?;
        if self.quiet > Duration::ZERO && mode == SendMode::InOrder {
            self.be_sure(&mut steps, &longer)?;
        }
        self.until = Instant::now() + SEARCHING / 2;
        if mode == SendMode::InOrder && self.is_by_chance(&steps)? {
            return Ok(None);
        }
        for _ in 0..3 {
            if let Some(hit) = self.run(&steps, mode)? {
                return Ok(Some(SequenceHit { trigger, ..hit }));
            }
        }
        Ok(None)
    }

    /// Whether a short sequence that showed it does not show it most times: then it was chance.
    fn is_by_chance(&mut self, steps: &[Planned]) -> Result<bool, TargetUnavailable> {
        let count: u32 = steps.iter().map(|step| step.repeat).sum();
        let waits = steps.iter().any(|step| step.pause > Duration::ZERO || step.in_pieces);
        if self.quiet > Duration::ZERO || waits || count > SHORT {
            return Ok(false);
        }
        let mut shown = 0;
        for _ in 0..SURE.1 {
            shown += usize::from(self.shows(steps, SendMode::InOrder)?);
        }
        Ok(shown < SURE.0)
    }

    /// What the trials before left in the server may have taken the place of requests that were left out: tries it when
    /// the server has had nothing for longer, and goes back to longer sequences until one shows it.
    fn be_sure(
        &mut self,
        steps: &mut Vec<Planned>,
        longer: &[Vec<Planned>],
    ) -> Result<(), TargetUnavailable> {
        self.quiet = LONG_QUIET.max(self.quiet * 2);
        self.until = Instant::now() + SEARCHING;
        let more = |times: u32| {
            let mut more = longer.last().cloned().unwrap_or_else(|| steps.clone());
            let repeated = more.iter_mut().filter(|step| step.repeat > 1);
            repeated.for_each(|step| step.repeat += step.repeat * times / 2);
            more
        };
        let is_repeated = steps.iter().any(|step| step.repeat > 1);
        let mut tried = vec![steps.clone(), more(0)];
        if is_repeated {
            tried.extend([more(1), more(3)]);
        }
        let mut back = 2;
        while back <= longer.len() {
            tried.push(longer[longer.len() - back].clone());
            back *= 2;
        }
        for candidate in tried {
            if self.shows(&candidate, SendMode::InOrder)? {
                *steps = candidate;
                return Ok(());
            }
        }
        Ok(())
    }

    /// Where many requests are needed: whether one of them many times will do, and how many times.
    fn repeat_one(&mut self, steps: &mut Vec<Planned>) -> Result<(), TargetUnavailable> {
        let Some((last, before)) = steps.split_last() else { return Ok(()) };
        if before.len() < ALIKE {
            return Ok(());
        }
        let count = before.len() as u32;
        let stride = before.len().div_ceil(CANDIDATES);
        let candidates: Vec<Planned> = before.iter().step_by(stride).cloned().collect();
        for candidate in candidates {
            let times = vec![Planned { repeat: count, ..candidate.clone() }, last.clone()];
            if self.shows_twice(&times, SendMode::InOrder)? {
                *steps = times;
                return Ok(());
            }
        }
        Ok(())
    }

    /// The least number of times that what is repeated must be sent.
    fn repeat_less(&mut self, steps: &mut [Planned]) -> Result<(), TargetUnavailable> {
        for at in 0..steps.len() {
            let (mut least, mut enough) = (0, steps[at].repeat);
            while least + 1 < enough && Instant::now() < self.until {
                steps[at].repeat = least + (enough - least) / 2;
                match self.shows(steps, SendMode::InOrder)? {
                    true => enough = steps[at].repeat,
                    false => least = steps[at].repeat,
                }
            }
            steps[at].repeat = enough;
        }
        Ok(())
    }

    fn shorten_pauses(&mut self, steps: &mut [Planned]) -> Result<(), TargetUnavailable> {
        for at in 0..steps.len() {
            let long = steps[at].pause;
            for shorter in PAUSES.into_iter().filter(|pause| *pause < long) {
                steps[at].pause = shorter;
                if self.shows_twice(steps, SendMode::InOrder)? {
                    break;
                }
                steps[at].pause = long;
            }
        }
        Ok(())
    }

    /// Makes parts of all requests ordinary; what cannot be is what triggers it.
    fn make_ordinary(
        &mut self,
        steps: &mut Vec<Planned>,
        mode: SendMode,
    ) -> Result<Vec<Part>, TargetUnavailable> {
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
            // Without what makes it wrong it is another demand.
            let demands = |builder: &RequestBuilder| {
                let request = self.inquiry.request_of(builder, self.suspect);
                demanded(&request, self.inquiry.world, self.inquiry.bench.clocks()).may_refuse()
            };
            let last = (steps.last(), plainer.last());
            if let (Some(one), Some(other)) = last
                && changed
                && demands(&one.builder) != demands(&other.builder)
            {
                continue;
            }
            if changed && self.shows(&plainer, mode)? {
                *steps = plainer;
            } else if changed && Instant::now() < self.until {
                trigger.push(part);
            }
        }
        Ok(trigger)
    }
}

/// Sends a sequence; nothing where that is not possible.
pub(super) fn send(
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
    let times = if sequence.mode == SendMode::Parallel { 2 } else { 1 };
    sequence.steps.iter().for_each(|step| control.remember(&step.request, times * step.repeat));
    loop {
        match play(sequence, address, timeout, *now, &stop) {
            Ok(played) => {
                for one in &played {
                    let status = one.outcome.as_ref().ok().map(|answer| answer.status);
                    control.count_refused(&one.request, status);
                }
                let pause = played
                    .iter()
                    .find_map(|one| asks_to_wait(&Observed::of_http(one.outcome.clone())));
                match pause {
                    Some(pause) if !control.is_late() => control.wait_on(pause),
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

pub(super) fn judged(inquiry: &Inquiry<'_, '_, '_>, one: &Played) -> (Observed, Vec<Wrong>) {
    let observed = Observed::of_http(one.outcome.clone());
    let expected = demanded(&one.request, inquiry.world, inquiry.bench.clocks());
    let slack = 5 + one.took.as_secs();
    let mut wrong = judge(&one.request, &expected, &observed, slack, None);
    if is_duplicate(&expected, &observed) && inquiry.control.is_repeated(&one.request) {
        wrong.clear();
    }
    (observed, wrong)
}

/// Whether an answer is wrong with the weight that was suspected.
pub(super) fn is_as_heavy(
    inquiry: &Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
    one: &Played,
) -> bool {
    let expected = demanded(&one.request, inquiry.world, inquiry.bench.clocks());
    let (_, wrong) = judged(inquiry, one);
    wrong.iter().any(|(symptom, _)| Weight::of(&expected, *symptom) == suspect.weight)
}
