//! A conversation with an adapter: pipelining, time-outs, and going on after a crash.

use super::process::{Cancel, CommandLine, Process, Received, describe};
use super::protocol::{Hello, hello_line};
use super::request::AdapterRequest;
use crate::case::Case;
use std::collections::VecDeque;
use std::fmt;
use std::time::{Duration, Instant};

/// Time for a handshake where none is given: interpreters start slowly.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Maximum number of restarts; after them an adapter is given up.
const RESTARTS: usize = 40;

/// Number of consecutive timeouts after which an adapter is given up.
const TIMEOUTS_IN_A_ROW: usize = 4;

/// Maximum number of consecutive failed handshakes after a fault.
const HANDSHAKES_IN_A_ROW: usize = 3;

/// Number of batches in flight: one being answered, one waiting in the pipe.
const BATCHES_AHEAD: usize = 3;

/// Why an adapter cannot be run, or not any longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannotRun {
    /// One line.
    pub why: String,
    /// The end of its stderr.
    pub stderr: Vec<String>,
}

/// Why a conversation ended early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The adapter cannot be run any longer.
    GaveUp(CannotRun),
    /// Ctrl-C.
    Interrupted,
}

/// What an adapter did instead of answering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It exited, or closed its stdout.
    Exited(String),
    /// It did not answer in time.
    TimedOut(Duration),
    /// It wrote a line that is not a reply to what was asked: what is wrong, and the line.
    NotAReply(String, String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Exited(how) => f.write_str(how),
            Fault::TimedOut(time) => write!(f, "did not answer within {time:?}"),
            Fault::NotAReply(what, line) => write!(f, "wrote a line that {what}: {line}"),
        }
    }
}

/// A fault, pinned to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFault {
    /// What happened.
    pub fault: Fault,
    /// Whether it did not happen again when the case was run alone.
    pub flaky: bool,
    /// The end of stderr at the time.
    pub stderr: Vec<String>,
}

/// The result of a case.
pub type Answer<C> = Result<<C as AdapterRequest>::Outcome, CaseFault>;

/// A case with its answer.
#[derive(Clone, Debug)]
pub struct Response<C: AdapterRequest = Case> {
    /// The case.
    pub case: C,
    /// Its result.
    pub answer: Answer<C>,
    /// Whether it was answered as part of a batch.
    pub in_batch: bool,
}

/// What is asked in one request.
#[derive(Clone, Debug)]
pub enum Work<C = Case> {
    /// One case.
    Single(C),
    /// Up to 256 cases of one tenant, in one request. Only for adapters that declared it.
    Batch(Vec<C>),
}

impl<C> Work<C> {
    fn cases(&self) -> &[C] {
        match self {
            Work::Single(case) => std::slice::from_ref(case),
            Work::Batch(cases) => cases,
        }
    }

    fn into_cases(self) -> Vec<C> {
        match self {
            Work::Single(case) => vec![case],
            Work::Batch(cases) => cases,
        }
    }
}

struct InFlight<C> {
    id: u64,
    job: Work<C>,
    sent: Instant,
}

/// A conversation with one adapter, over as many processes as it takes.
pub struct Session {
    command: CommandLine,
    timeout: Duration,
    cancel: Cancel,
    process: Process,
    hello: Hello,
    next_id: u64,
    last_reply: Instant,
    restarts: usize,
    timeouts_in_a_row: usize,
    /// Whether batches are still sent: not after one that failed and whose cases did not.
    batches: bool,
    warnings: Vec<String>,
}

impl Session {
    /// Starts an adapter and shakes hands.
    ///
    /// # Errors
    /// [`Stop::GaveUp`] where it cannot be started or does not answer as the protocol says.
    pub fn start(command: CommandLine, timeout: Duration, cancel: &Cancel) -> Result<Self, Stop> {
        let (process, hello) = connect(&command, timeout, cancel)?;
        Ok(Session {
            command,
            timeout,
            cancel: cancel.clone(),
            process,
            hello,
            next_id: 1,
            last_reply: Instant::now(),
            restarts: 0,
            timeouts_in_a_row: 0,
            batches: true,
            warnings: Vec::new(),
        })
    }

    /// What the adapter said of itself.
    pub fn hello(&self) -> &Hello {
        &self.hello
    }

    /// How often it was started again.
    pub fn restarts(&self) -> usize {
        self.restarts
    }

    /// Runs jobs through the adapter, as many at a time as it allows. Each case is handed to `sink`
    /// exactly once, in order, whatever the adapter does meanwhile.
    ///
    /// # Errors
    /// [`Stop`]; cases not handed over by then were not run.
    pub fn run<C: AdapterRequest>(
        &mut self,
        jobs: &mut dyn Iterator<Item = Work<C>>,
        sink: &mut dyn FnMut(Response<C>),
    ) -> Result<(), Stop> {
        let mut in_flight: VecDeque<InFlight<C>> = VecDeque::new();
        let mut waiting: VecDeque<Work<C>> = VecDeque::new();
        let mut jobs = jobs.fuse();
        loop {
            loop {
                if waiting.is_empty() {
                    match jobs.next() {
                        Some(Work::Batch(cases)) if !self.batches => {
                            waiting.extend(cases.into_iter().map(Work::Single));
                        }
                        next => waiting.extend(next),
                    }
                }
                let Some(next) = waiting.front() else { break };
                let room = match next {
                    Work::Single(_) => self.hello.window,
                    Work::Batch(_) => self.hello.window.min(BATCHES_AHEAD),
                };
                if in_flight.len() >= room {
                    break;
                }
                if let Some(job) = waiting.pop_front() {
                    in_flight.push_back(self.send(job));
                }
            }
            let Some(front) = in_flight.front() else { return Ok(()) };
            match self.receive(front)? {
                Ok(outcomes) => {
                    if let Some(InFlight { job, .. }) = in_flight.pop_front() {
                        let in_batch = matches!(job, Work::Batch(_));
                        for (case, outcome) in job.into_cases().into_iter().zip(outcomes) {
                            sink(Response { case, answer: Ok(outcome), in_batch });
                        }
                    }
                }
                Err(fault) => {
                    let hypotheses = std::mem::take(&mut in_flight);
                    self.run_alone(hypotheses, fault, sink)?;
                }
            }
        }
    }

    /// Runs one case alone.
    ///
    /// # Errors
    /// [`Stop`].
    pub fn ask<C: AdapterRequest>(&mut self, case: &C) -> Result<Answer<C>, Stop> {
        let (answer, stop) = self.ask_once(case)?;
        stop.map_or(Ok(answer), Err)
    }

    /// The same, with an answer even where the adapter cannot go on after it.
    fn ask_once<C: AdapterRequest>(&mut self, case: &C) -> Result<(Answer<C>, Option<Stop>), Stop> {
        let sent = self.send(Work::Single(case.clone()));
        match self.receive(&sent)? {
            Ok(mut outcomes) => Ok((Ok(outcomes.remove(0)), None)),
            Err(fault) => {
                let stderr = self.process.stderr_tail();
                let stop = self.restart(&fault).err();
                Ok((Err(CaseFault { fault, flaky: false, stderr }), stop))
            }
        }
    }

    /// Lets the adapter leave. Returns what is worth a warning.
    pub fn finish(self) -> Vec<String> {
        let mut warnings = self.warnings;
        warnings.extend(self.process.finish());
        warnings
    }

    /// Ends the adapter at once. Returns what is worth a warning.
    pub fn end(self) -> Vec<String> {
        self.warnings
    }

    /// After a fault: finds the guilty case by running what was in flight one by one.
    fn run_alone<C: AdapterRequest>(
        &mut self,
        hypotheses: VecDeque<InFlight<C>>,
        fault: Fault,
        sink: &mut dyn FnMut(Response<C>),
    ) -> Result<(), Stop> {
        let stderr = self.process.stderr_tail();
        let in_batch = matches!(hypotheses.front(), Some(InFlight { job: Work::Batch(_), .. }));
        let mut stop = self.restart(&fault).err();
        let mut done: Vec<Response<C>> = Vec::new();
        for case in hypotheses.into_iter().flat_map(|hypothesis| hypothesis.job.into_cases()) {
            if stop.is_some() {
                // Nobody else can be asked: the fault is that of the case whose answer was due.
                if done.is_empty() && stop != Some(Stop::Interrupted) {
                    let fault =
                        CaseFault { fault: fault.clone(), flaky: false, stderr: stderr.clone() };
                    done.push(Response { case, answer: Err(fault), in_batch: false });
                }
                break;
            }
            match self.ask_once(&case) {
                Ok((answer, then)) => {
                    done.push(Response { case, answer, in_batch: false });
                    stop = then;
                }
                Err(why) => stop = Some(why),
            }
        }
        if stop.is_none() && done.iter().all(|done| done.answer.is_ok()) {
            if in_batch && self.batches {
                self.batches = false;
                self.warnings.push(format!("batches were given up: in one it {fault}"));
            }
            if let Some(first) = done.first_mut() {
                first.answer = Err(CaseFault { fault: fault.clone(), flaky: true, stderr });
            }
        }
        done.into_iter().for_each(sink);
        match stop {
            None => Ok(()),
            Some(Stop::GaveUp(CannotRun { why, stderr })) if !why.contains(&fault.to_string()) => {
                let why = format!("{why}; it began when it {fault}");
                Err(Stop::GaveUp(CannotRun { why, stderr }))
            }
            Some(stop) => Err(stop),
        }
    }

    fn send<C: AdapterRequest>(&mut self, job: Work<C>) -> InFlight<C> {
        let id = self.next_id;
        self.next_id += 1;
        let mut line = Vec::with_capacity(512 * job.cases().len());
        match &job {
            Work::Single(case) => case.write(id, &mut line),
            Work::Batch(cases) => C::write_batch(cases, id, &mut line),
        }
        self.process.send(line);
        InFlight { id, job, sent: Instant::now() }
    }

    /// Waits for the reply that is due: its outcomes, or what the adapter did instead.
    fn receive<C: AdapterRequest>(
        &mut self,
        due: &InFlight<C>,
    ) -> Result<Result<Vec<C::Outcome>, Fault>, Stop> {
        let cases = due.job.cases().len();
        let time = self.timeout.saturating_mul(u32::try_from(cases).unwrap_or(u32::MAX));
        let begun = due.sent.max(self.last_reply);
        let received = self.process.receive(begun + time);
        let answer = match received {
            Received::Cancelled => return Err(Stop::Interrupted),
            Received::Line(line) => {
                self.last_reply = Instant::now();
                match &due.job {
                    Work::Single(_) => C::read(due.id, &line).map(|outcome| vec![outcome]),
                    Work::Batch(_) => C::read_batch(due.id, cases, &line),
                }
                .map_err(|what| Fault::NotAReply(what, quote(&line)))
            }
            Received::TooLong(line) => {
                Err(Fault::NotAReply("is longer than 1 MiB".to_owned(), quote(&line)))
            }
            Received::End => Err(self.exited()),
            Received::Nothing => Err(Fault::TimedOut(time)),
        };
        match &answer {
            Ok(_) => self.timeouts_in_a_row = 0,
            Err(Fault::TimedOut(_)) => self.timeouts_in_a_row += 1,
            Err(_) => {}
        }
        Ok(answer)
    }

    fn exited(&mut self) -> Fault {
        Fault::Exited(how_it_left(&mut self.process))
    }

    /// Starts the adapter again after a fault.
    fn restart(&mut self, fault: &Fault) -> Result<(), Stop> {
        let gave_up =
            |why: String, stderr: Vec<String>| Err(Stop::GaveUp(CannotRun { why, stderr }));
        let stderr = self.process.stderr_tail();
        // The old one goes first: the new one may need its port or its lock.
        self.process.end();
        if self.timeouts_in_a_row >= TIMEOUTS_IN_A_ROW {
            let row = TIMEOUTS_IN_A_ROW;
            return gave_up(
                format!("it {fault}, {row} times in a row (--timeout allows more time)"),
                stderr,
            );
        }
        let mut refusals = 0;
        loop {
            if self.restarts == RESTARTS {
                let why = format!("restarted {RESTARTS} times, then gave up; last: it {fault}");
                return gave_up(why, stderr);
            }
            self.restarts += 1;
            match connect(&self.command, self.timeout, &self.cancel) {
                Ok((_, hello))
                    if (&hello.ops, &hello.features) != (&self.hello.ops, &self.hello.features) =>
                {
                    let why =
                        "declared other ops or features after a restart than before".to_owned();
                    return gave_up(why, stderr);
                }
                Ok((process, hello)) => {
                    self.process = process;
                    self.hello = hello;
                    self.last_reply = Instant::now();
                    return Ok(());
                }
                Err(Stop::GaveUp(CannotRun { why, stderr })) => {
                    refusals += 1;
                    if refusals == HANDSHAKES_IN_A_ROW {
                        return gave_up(
                            format!("{why}, {refusals} times in a row after it {fault}"),
                            stderr,
                        );
                    }
                }
                Err(Stop::Interrupted) => return Err(Stop::Interrupted),
            }
        }
    }
}

/// Starts a process and shakes hands.
fn connect(
    command: &CommandLine,
    timeout: Duration,
    cancel: &Cancel,
) -> Result<(Process, Hello), Stop> {
    let mut process = Process::start(command, cancel)
        .map_err(|why| Stop::GaveUp(CannotRun { why, stderr: Vec::new() }))?;
    process.send(hello_line());
    let time = command.start_timeout.unwrap_or(timeout.max(HANDSHAKE));
    let why = match process.receive(Instant::now() + time) {
        Received::Cancelled => return Err(Stop::Interrupted),
        Received::Line(line) => match Hello::read(&line) {
            Ok(hello) => return Ok((process, hello)),
            Err(what) => format!("bad handshake: {what}: {}", quote(&line)),
        },
        Received::TooLong(line) => format!("bad handshake: a line over 1 MiB: {}", quote(&line)),
        Received::End => format!("{} before the handshake", how_it_left(&mut process)),
        Received::Nothing => format!(
            "no handshake within {time:?}; a slow start may have more time: --start-timeout 60s, or \
             start_timeout = \"60s\" in goalpost.toml"
        ),
    };
    Err(Stop::GaveUp(CannotRun { why, stderr: process.last_words() }))
}

fn how_it_left(process: &mut Process) -> String {
    process.exit_status().map_or_else(|| "closed its stdout".to_owned(), describe)
}

/// A line for a person: printable, in quotes, cut to a length.
fn quote(line: &[u8]) -> String {
    const SHOWN: usize = 160;
    let text = String::from_utf8_lossy(&line[..line.len().min(4 * SHOWN)]);
    let mut shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}
