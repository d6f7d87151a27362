//! The rule behind drifts that no known mistake explains: asked of a process of its own, then held against
//! every case again.

use super::accumulator::Accumulator;
use super::learning_result::Learning;
use super::plan::Implementation;
use super::running::{Running, missing_feature};
use super::{random, vectors};
use crate::adapter::{CommandLine, Outcome, Session, Stop};
use crate::case::Case;
use crate::judge::{Kind, smallest_set};
use crate::learn::{Answer, Outcome as Learned, learn};
use std::time::Duration;

/// Looks for the rule of an implementation that drifts in ways that no known mistake explains, or whose names
/// contradict each other, and judges every case again where one is found.
pub(super) fn run(
    running: &mut Running<'_>,
    implementation: &Implementation,
    session: &mut Session,
    command: &CommandLine,
    timeout: Duration,
) -> Result<(), Stop> {
    let kinds = unexplained(running);
    if !running.plan.learn || kinds.is_empty() {
        return Ok(());
    }
    let mut asked = Session::start(command.clone(), timeout, running.cancel)?;
    let mut stop = None;
    let mut answers: Vec<(Case, Answer)> = Vec::new();
    let hello = asked.hello().clone();
    let mut ask = |case: &Case| {
        if stop.is_some() || missing_feature(case, &hello).is_some() {
            return Answer::Nothing;
        }
        let answer = match asked.ask(case) {
            Ok(Ok(Outcome::Signed { signature, canonical })) => {
                Answer::Signed { signature, canonical }
            }
            Ok(_) => Answer::Nothing,
            Err(why) => {
                stop = Some(why);
                Answer::Nothing
            }
        };
        answers.push((case.clone(), answer.clone()));
        answer
    };
    let outcome = learn(Vec::new(), &mut ask);
    drop(asked.end());
    if let Some(why) = stop {
        // The implementation's own run goes on.
        return if why == Stop::Interrupted { Err(why) } else { Ok(()) };
    }
    // A known name before a rule: it has a fix.
    if let Some(set) = smallest_set(&answers) {
        running.namer.prefer(set);
        return again(running, implementation, session);
    }
    match outcome {
        // What is wrong shows on goals that need not be signed.
        Learned::Right => Ok(()),
        Learned::Unlearned(ruled_out) => {
            running.accumulator.learned = Some(Learning::Nothing(ruled_out));
            Ok(())
        }
        Learned::Learned(learned) => {
            let text = learned.rule.to_text();
            let found = Learning::Rule {
                rule: text.clone(),
                from: learned.from,
                confirmed: learned.confirmed,
            };
            if learned.rule.state.is_some() {
                running.accumulator.unite(&kinds, Kind::Learned(text));
            } else {
                running.namer.know(learned.rule);
                again(running, implementation, session)?;
            }
            running.accumulator.learned = Some(found);
            Ok(())
        }
    }
}

/// What is found and not expected: unless all of it are known mistakes that no case contradicts.
fn unexplained(running: &mut Running<'_>) -> Vec<Kind> {
    let Running { accumulator, namer, .. } = running;
    let of_bytes =
        |kind: &&Kind| matches!(kind, Kind::Mistake(_) | Kind::Unexplained(_) | Kind::Disagrees);
    let is_legal =
        |kind: &&Kind| accumulator.findings.get(*kind).is_some_and(|finding| finding.sample.legal);
    let news = |kind: &&Kind| accumulator.is_news(kind);
    let kinds: Vec<Kind> = accumulator
        .findings
        .keys()
        .filter(of_bytes)
        .filter(news)
        .filter(is_legal)
        .cloned()
        .collect();
    let needs_it = kinds.iter().any(|kind| match kind {
        Kind::Mistake(set) => namer.is_ruled_out(*set),
        // Reported bytes that are not those that were signed are no rule of signing.
        Kind::Disagrees => false,
        _ => true,
    });
    if needs_it { kinds } else { Vec::new() }
}

/// Every case again, now that there is a rule or one name.
fn again(
    running: &mut Running<'_>,
    implementation: &Implementation,
    session: &mut Session,
) -> Result<(), Stop> {
    running.namer.be_strict();
    let expected: &[_] = if running.plan.strict { &[] } else { &implementation.expected };
    let skipped = std::mem::replace(&mut running.accumulator, Accumulator::new(expected));
    drop(skipped);
    vectors::run(running, session)?;
    random::run(running, session)
}
