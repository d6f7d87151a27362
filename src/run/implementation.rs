//! One implementation, from its start to its report.

use super::accumulator::Accumulator;
use super::event::{Listen, Pulse};
use super::guard::guarded;
use super::plan::{Implementation, Plan, Target};
use super::report::{ExpectedReport, ImplementationReport, State};
use super::running::Running;
use super::{breadth, learning, minimise, random, send, server, vectors, verify};
use crate::adapter::{Cancel, CannotRun, CommandLine, Hello, Op, Session, Stop};
use crate::case::CaseId;
use crate::judge::{ExpectedKind, Kind, Namer};
use crate::learn::Rule;
use crate::mistakes::MistakeSet;
use std::sync::Arc;
use std::time::Duration;

/// Runs one implementation to the end, whatever it does, and whatever Goalpost does: a panic outside of any
/// case is why it could not be run.
pub(super) fn run_implementation(
    plan: &Plan,
    place: usize,
    implementation: &Implementation,
    cancel: &Cancel,
    listen: Listen<'_>,
) -> ImplementationReport {
    guarded(|| run_to_the_end(plan, place, implementation, cancel, listen)).unwrap_or_else(
        |panic| {
            let why = format!("Goalpost failed (please report it): {panic}");
            ImplementationReport {
                cannot_run: Some(CannotRun { why, stderr: Vec::new() }),
                ..ImplementationReport::so_far(implementation, None, &Accumulator::default())
            }
        },
    )
}

fn run_to_the_end(
    plan: &Plan,
    place: usize,
    implementation: &Implementation,
    cancel: &Cancel,
    listen: Listen<'_>,
) -> ImplementationReport {
    let expected = implementation.expected.iter().map(|expected| expected.mistake());
    let mut namer = Namer::new(expected.fold(MistakeSet::EMPTY, MistakeSet::union));
    for expected in &implementation.expected {
        if let ExpectedKind::Rule(text) = &expected.what
            && let Ok(rule) = Rule::parse(text)
        {
            namer.know(rule);
        }
    }
    let accumulator = Accumulator::new(if plan.strict { &[] } else { &implementation.expected });
    let pulse = Pulse::new(place, implementation, listen);
    let mut running = Running::new(plan, cancel, pulse, namer, accumulator);
    let timeout = implementation.timeout.unwrap_or(plan.timeout);
    let mut restarts = 0;
    let stop = match &implementation.target {
        Target::Server(server) => {
            let Running { accumulator, pulse, .. } = &mut running;
            server::run(plan, server, timeout, cancel, accumulator, pulse).err()
        }
        Target::Adapter(command) => match Session::start(command.clone(), timeout, cancel) {
            Err(stop) => Some(stop),
            Ok(mut session) => {
                let stop =
                    everything(&mut running, &mut session, implementation, command, timeout).err();
                restarts = session.restarts();
                let warnings = match &stop {
                    None => session.finish(),
                    Some(_) => session.end(),
                };
                warnings.into_iter().for_each(|warning| running.accumulator.warn(warning));
                stop
            }
        },
    };
    let report = report(running, stop, restarts);
    Pulse::new(place, implementation, listen).finished(&report);
    report
}

/// Everything that an adapter declares, then the smallest case of each finding.
fn everything(
    running: &mut Running<'_>,
    session: &mut Session,
    implementation: &Implementation,
    command: &CommandLine,
    timeout: Duration,
) -> Result<(), Stop> {
    running.pulse.started(session.hello());
    if declares(running, session, Op::Sign) {
        vectors::run(running, session)?;
        random::run(running, session)?;
        breadth::run(running, session)?;
        learning::run(running, implementation, session, command, timeout)?;
    }
    if declares(running, session, Op::Verify) {
        verify::with_session(running, session)?;
    }
    if declares(running, session, Op::Send) {
        send::run(running, session)?;
    }
    minimise::run(running, session)
}

/// Whether an op is declared; its cases are skipped, by name, where it is not.
fn declares(running: &mut Running<'_>, session: &Session, op: Op) -> bool {
    if session.hello().has_op(op) {
        return true;
    }
    let plan = running.plan;
    let cases = match op {
        Op::Sign => {
            let tests = plan.vectors.iter().flat_map(|file| file.sign_tests());
            let vectors = tests.map(|(_, test)| CaseId::Vector(Arc::clone(&test.id)));
            let random = (0..plan.random).map(|index| CaseId::Random { seed: plan.seed, index });
            vectors.chain(random).filter(|id| plan.selection.admits(id)).count()
        }
        Op::Verify => verify::selected(plan).count() + verify::selected_sequences(plan).count(),
        Op::Send => send::cases(plan).count(),
    };
    if cases > 0 {
        let why = format!("op \"{}\" not declared", op.name());
        running.accumulator.skipped.insert(why, cases as u64);
    }
    false
}

/// A gate that ran nothing must not look like one that found nothing.
fn nothing_ran(hello: Option<&Hello>) -> CannotRun {
    let why = match hello {
        Some(hello) if ![Op::Sign, Op::Verify, Op::Send].iter().any(|op| hello.has_op(*op)) => {
            let declared = hello.ops.join(", ");
            format!(
                "nothing was executed: it declares neither sign, verify nor send (it declares: {declared})"
            )
        }
        _ => "nothing was executed: no case was selected, or all were skipped".to_owned(),
    };
    CannotRun { why, stderr: Vec::new() }
}

fn report(running: Running<'_>, stop: Option<Stop>, restarts: usize) -> ImplementationReport {
    let Running { plan, mut namer, accumulator, pulse, .. } = running;
    let interrupted = stop == Some(Stop::Interrupted);
    let cannot_run = match stop {
        Some(Stop::GaveUp(why)) => Some(why),
        Some(Stop::Interrupted) => None,
        None if accumulator.ran == 0 => Some(nothing_ran(pulse.hello.as_ref())),
        None => None,
    };
    // Only a run of everything can say that an answer never came.
    let everything = plan.selection.is_everything() && plan.random > 0;
    let cut_short = cannot_run.is_some() || interrupted;
    let judged = everything && !cut_short;
    let implementation = pulse.implementation;
    let count_of = |at: usize, what: &ExpectedKind| {
        let kind = match what {
            ExpectedKind::Mistake(set) => Kind::Mistake(*set),
            ExpectedKind::Rule(rule) => Kind::Learned(rule.clone()),
            ExpectedKind::Unsupported(why) => Kind::Unsupported(why.clone()),
            ExpectedKind::Answer(_) => return accumulator.covered.get(at).copied().unwrap_or(0),
        };
        accumulator.findings.get(&kind).map_or(0, |finding| finding.count)
    };
    let expectations = implementation
        .expected
        .iter()
        .enumerate()
        .map(|(at, expected)| {
            let count = count_of(at, &expected.what);
            let mut is_gone = || match &expected.what {
                // It would have shown on a case that came out right.
                ExpectedKind::Mistake(set) => namer.is_ruled_out(*set),
                ExpectedKind::Rule(_) | ExpectedKind::Unsupported(_) => judged,
                // A run of every vector would have shown it.
                ExpectedKind::Answer(_) => plan.selection.is_everything() && !cut_short,
            };
            let state = match count {
                _ if plan.strict => State::Off,
                0 if is_gone() => State::Stale,
                _ if expected.is_expired(plan.today) => State::Expired,
                0 => State::NotJudged,
                _ => State::Met,
            };
            ExpectedReport { expected: expected.clone(), count, state }
        })
        .collect();
    let own = pulse.hello.as_ref().map(|hello| &hello.name).filter(|_| plan.named_by_adapters);
    let is_plain = |name: &&String| {
        (1..=60).contains(&name.len()) && name.bytes().all(|b| b == b' ' || b.is_ascii_graphic())
    };
    let name = own.filter(is_plain).unwrap_or(&implementation.name).clone();
    ImplementationReport {
        name,
        expectations,
        cannot_run,
        restarts,
        ..ImplementationReport::so_far(implementation, pulse.hello.as_ref(), &accumulator)
    }
}
