//! Asking a server one thing at a time, each on a fresh connection or process: to reproduce, to shrink,
//! to try hypotheses.

use super::control::Control;
use crate::adapter::{
    CommandLine, Fault, HttpFault, Reply, ServerAddress, ServerAnswer, Session, Stop,
};
use crate::case::permitted::permitted;
use crate::case::{ExpectedResponse, VerifyCase};
use crate::generate::http::{Leniency, leniency};
use crate::generate::sequence::{Renewed, renew};
use crate::generate::{RequestBuilder, TenantSet, TestRequest};
use crate::judge::server::{Symptom, Uniform, Wrong, echoes, wrongs};
use jiff::{SignedDuration, Timestamp};
use std::time::{Duration, Instant};

/// A lag may be off by so many seconds where the server has a clock of its own.
const CLOCKS: u64 = 5;

/// What a server did with a request.
#[derive(Clone, Debug)]
pub enum Observed {
    /// It answered.
    Answer(Box<ServerAnswer>),
    /// It did not, in a way.
    Fault(Symptom, String),
    /// It says that it cannot say.
    Unsupported,
}

impl Observed {
    /// The status, where there is one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Observed::Answer(answer) => Some(answer.status),
            _ => None,
        }
    }

    pub(super) fn of_http(outcome: Result<ServerAnswer, HttpFault>) -> Observed {
        match outcome {
            Ok(answer) => Observed::Answer(Box::new(answer)),
            Err(fault) => Observed::Fault(Symptom::of_fault(&fault), fault.to_string()),
        }
    }

    pub(super) fn of_reply(answer: crate::adapter::Answer<VerifyCase>) -> Observed {
        match answer {
            Ok(Reply::Response(answer)) => Observed::Answer(Box::new(answer)),
            Ok(Reply::Unsupported(_)) => Observed::Unsupported,
            Ok(Reply::Refused(why)) => {
                Observed::Fault(Symptom::InvalidAnswer, format!("refuses to answer: {why}"))
            }
            // What would be a 500, if it were a server.
            Ok(Reply::Error(why)) => Observed::Fault(Symptom::Status(500), format!("broke: {why}")),
            Err(fault) => {
                let symptom = match fault.fault {
                    Fault::Exited(_) => Symptom::Dropped,
                    Fault::TimedOut(_) => Symptom::Hangs,
                    Fault::NotAReply(..) => Symptom::InvalidAnswer,
                };
                Observed::Fault(symptom, fault.fault.to_string())
            }
        }
    }
}

/// The first 401 of a server: every other one must read alike (SRV-9).
pub(super) struct First401 {
    pub(super) probe: TestRequest,
    pub(super) answer: ServerAnswer,
}

/// What is wrong with what a server did, the first thing first; nothing where it passes.
pub(super) fn judge(
    probe: &TestRequest,
    expected: &ExpectedResponse,
    observed: &Observed,
    slack: u64,
    first: Option<&First401>,
) -> Vec<Wrong> {
    if probe.wire.is_some() {
        return judge_wire(observed);
    }
    match observed {
        Observed::Unsupported => Vec::new(),
        Observed::Fault(symptom, what) => vec![(*symptom, what.clone())],
        Observed::Answer(answer) => {
            let mut wrong = wrongs(&probe.case, expected, answer, slack);
            if answer.status >= 400 && echoes(&probe.case, expected.rule, answer) {
                let what = "echoes what it must not repeat".to_owned();
                wrong.push((Symptom::Echoes, what));
            }
            if wrong.is_empty()
                && answer.status == 401
                && let Some(first) = first
            {
                let mut uniform = Uniform::default();
                uniform.check(&first.probe.case.id.to_string(), &first.answer);
                let differs = uniform.check("", answer);
                wrong.extend(differs.map(|what| (Symptom::Differs, what)));
            }
            wrong
        }
    }
}

/// What a server must not do with bytes that are no request: take them, break, or never answer.
fn judge_wire(observed: &Observed) -> Vec<Wrong> {
    match observed {
        // What an HTTP parser makes of it is its own business, as long as it does not hang.
        Observed::Fault(
            symptom @ (Symptom::Hangs | Symptom::TooLarge | Symptom::Endless),
            what,
        ) => {
            vec![(*symptom, what.clone())]
        }
        Observed::Fault(..) | Observed::Unsupported | Observed::Answer(_) => Vec::new(),
    }
}

/// What is worth a note about an answer to bytes that are no HTTP.
pub(super) fn wire_note(probe: &TestRequest, observed: &Observed) -> Option<String> {
    let Observed::Answer(answer) = observed else { return None };
    match answer.status {
        400..=499 | 501 | 505 => None,
        200..300 if leniency(probe.mutation) == Leniency::Either => None,
        status => Some(format!(
            "answers {status} to bytes that are not HTTP ({}), advised 400",
            probe.mutation
        )),
    }
}

/// What is demanded of a probe at the moment at which it is asked.
pub(super) fn demanded(
    probe: &TestRequest,
    world: &TenantSet,
    clocks: SignedDuration,
) -> ExpectedResponse {
    probe.case.request.with(|request| permitted(request, &world.tenants, probe.case.now, clocks).1)
}

/// Whom to ask.
pub(super) enum Reproducer<'a> {
    Http { address: &'a ServerAddress, timeout: Duration, now: fn() -> Timestamp },
    Stdio { command: &'a CommandLine, session: Option<Box<Session>>, timeout: Duration },
}

/// How far the clock of a server may be off.
pub(super) const HTTP_CLOCKS: SignedDuration = SignedDuration::from_secs(10);

/// There is nobody to ask any longer.
pub(super) struct TargetUnavailable;

impl Reproducer<'_> {
    /// How far the clock of whom we ask may be from ours.
    pub(super) fn clocks(&self) -> SignedDuration {
        match self {
            Reproducer::Http { .. } => HTTP_CLOCKS,
            Reproducer::Stdio { .. } => SignedDuration::ZERO,
        }
    }

    /// The next question is asked of a fresh process. (A connection is fresh every time.)
    pub(super) fn renew(&mut self) {
        if let Reproducer::Stdio { session, .. } = self {
            *session = None;
        }
    }

    /// Asks, at the present moment; what is wrong with what came, and what came.
    pub(super) fn ask(
        &mut self,
        probe: &TestRequest,
        world: &TenantSet,
        first: Option<&First401>,
        control: &Control<'_>,
    ) -> Result<(Vec<Wrong>, Observed, TestRequest), TargetUnavailable> {
        let mut probe = probe.clone();
        if let Reproducer::Http { now, .. } = self {
            probe.case.now = now();
        }
        let (mut waits, mut has_another_name) = (0, false);
        loop {
            if control.plan.rate.is_some() {
                control.pace(false);
            }
            if control.is_late() {
                return Err(TargetUnavailable);
            }
            let expected = demanded(&probe, world, self.clocks());
            let asked = Instant::now();
            control.remember(&probe, 1);
            let observed = self.observe(&probe, control)?;
            control.count_refused(&probe, observed.status());
            let slack = match self {
                Reproducer::Http { .. } => CLOCKS + asked.elapsed().as_secs(),
                Reproducer::Stdio { .. } => 0,
            };
            if let Some(pause) = asks_to_wait(&observed)
                && waits < 20
            {
                waits += 1;
                control.wait(pause);
                continue;
            }
            let mut wrong = judge(&probe, &expected, &observed, slack, first);
            if is_duplicate(&expected, &observed) && control.is_repeated(&probe) {
                // That it was sent before says nothing of the goal: one that was not does.
                match with_another_name(&probe, world, control.salt()) {
                    Some(other) if !has_another_name => {
                        (probe, has_another_name) = (other, true);
                        continue;
                    }
                    _ => wrong.clear(),
                }
            }
            return Ok((wrong, observed, probe));
        }
    }

    fn observe(
        &mut self,
        probe: &TestRequest,
        control: &Control<'_>,
    ) -> Result<Observed, TargetUnavailable> {
        match self {
            Reproducer::Http { address, timeout, .. } => loop {
                let timeout = (*timeout).min(control.patience());
                let outcome = match &probe.wire {
                    Some(bytes) => address.exchange_bytes(bytes, timeout),
                    None => address.exchange(&probe.case.request, timeout),
                };
                match outcome {
                    Err(fault @ HttpFault::Unreachable(_)) => {
                        let mut is_back = || address.is_listening();
                        if !control.wait_for(&fault.to_string(), &mut is_back) {
                            return Err(TargetUnavailable);
                        }
                    }
                    outcome => return Ok(Observed::of_http(outcome)),
                }
            },
            Reproducer::Stdio { command, session, timeout } => {
                if session.is_none() {
                    *session = Some(Box::new(start(command, *timeout, control)?));
                }
                let Some(running) = session else { return Err(TargetUnavailable) };
                match running.ask(&probe.case) {
                    Ok(answer) => Ok(Observed::of_reply(answer)),
                    Err(Stop::Interrupted) => Err(TargetUnavailable),
                    Err(Stop::GaveUp(why)) => {
                        *session = None;
                        Ok(Observed::Fault(Symptom::Dropped, why.why))
                    }
                }
            }
        }
    }
}

/// The request for another session; `None` where it has no goal.
fn with_another_name(probe: &TestRequest, world: &TenantSet, salt: u64) -> Option<TestRequest> {
    let mut builder = RequestBuilder::of_exact_probe(probe, world)?;
    let is_renewed = renew(&mut [&mut builder], Renewed::Sessions, salt);
    is_renewed.then(|| builder.probe(world, probe.case.id.clone(), probe.case.now))
}

/// Starts an adapter, however often that takes.
pub(super) fn start(
    command: &CommandLine,
    timeout: Duration,
    control: &Control<'_>,
) -> Result<Session, TargetUnavailable> {
    let mut started = None;
    let mut last = String::new();
    let mut try_it = || match Session::start(command.clone(), timeout, control.cancel) {
        Ok(session) => {
            started = Some(session);
            true
        }
        Err(Stop::GaveUp(why)) => {
            last = [vec![why.why], why.stderr].concat().join("; ");
            false
        }
        Err(Stop::Interrupted) => false,
    };
    if !try_it() && !control.is_over() {
        let why = "the adapter does not start";
        if !control.wait_for(why, &mut try_it) {
            control.give_up(why);
        }
    }
    match started {
        Some(session) => Ok(session),
        None => {
            if !last.is_empty() {
                control.say(super::control::Notice::Note(last));
            }
            Err(TargetUnavailable)
        }
    }
}

/// How long a server asks us to wait, where it does: 429, or 503 with a time.
pub(super) fn asks_to_wait(observed: &Observed) -> Option<Duration> {
    let Observed::Answer(answer) = observed else { return None };
    let told = retry_after(&answer.raw);
    match answer.status {
        429 => Some(told.unwrap_or(Duration::from_secs(1))),
        503 => told,
        _ => None,
    }
}

/// The seconds of a Retry-After field, at most a minute.
fn retry_after(raw: &[u8]) -> Option<Duration> {
    let text = String::from_utf8_lossy(raw);
    let head = text.split("\r\n\r\n").next()?;
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("retry-after:"))?;
    let seconds: u64 = line.split_once(':')?.1.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(60)))
}

/// How far a lag that is told may be off, in seconds, where the answer was read at `read`: the request may have waited
/// before it was sent, and at the server.
pub(super) fn slack(made: Timestamp, read: Timestamp) -> u64 {
    CLOCKS + u64::try_from(read.duration_since(made).as_secs()).unwrap_or(0)
}

/// Whether a server says of what it may take that it has it already, which is its right where that was sent before.
pub(super) fn is_duplicate(expected: &ExpectedResponse, observed: &Observed) -> bool {
    expected.status.contains(&200) && observed.status() == Some(409)
}

/// Whether an answer to a rule that accepts counts as taken: a server that remembers what it took says so
/// the second time.
pub(super) fn is_taken_before(symptom: Symptom, observed: &Observed) -> bool {
    matches!(symptom, Symptom::Status(200..300)) && observed.status() == Some(409)
}
