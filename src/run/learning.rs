//! The rule behind drifts that no known mistake explains: asked of a process of its own, then held against
//! every case again.

use super::accumulator::Accumulator;
use super::asking::{Asking, PATIENCE, answer_of};
use super::learning_result::Learning;
use super::plan::Implementation;
use super::running::{Running, missing_feature};
use super::{breadth, random, vectors};
use crate::adapter::{CommandLine, Response, Session, Stop, Work};
use crate::case::{Case, CaseId};
use crate::generate::stream::Stream;
use crate::judge::{Drift, Kind, smallest_set};
use crate::learn::{
    Answer, Learned as LearnedRule, Memory, Outcome as Learned, Prepared, Rule, Survey, around,
    learn,
};
use crate::mistakes::{MistakeSet, Prediction, predict};
use crate::protocol::legal;
use std::cell::RefCell;
use std::time::Duration;

/// So often a rule is learned again, with the goals that it does not predict.
const REFINED: usize = 2;

/// The maximum number of random goals that a rule with state is held against.
const RANDOM: u64 = 1000;

/// Looks for what is behind the drifts of an implementation, over everything that it answers: one set of known
/// mistakes, or a rule. Every case is judged again where that says more than its name, or something else.
pub(super) fn run(
    running: &mut Running<'_>,
    implementation: &Implementation,
    session: &mut Session,
    command: &CommandLine,
    timeout: Duration,
) -> Result<(), Stop> {
    let kinds = drifts(running);
    if !running.plan.learn || kinds.is_empty() {
        return Ok(());
    }
    let asking = RefCell::new(Asking::start(running, command, timeout)?);
    let mut ask = |cases: &[Case]| asking.borrow_mut().ask(cases);
    let named = kinds.iter().fold(MistakeSet::EMPTY, |named, kind| match kind {
        Kind::Mistake(set) => named.union(*set),
        _ => named,
    });
    let sets = running.namer.explained();
    let covers = |set: MistakeSet| {
        kinds.iter().all(|kind| matches!(kind, Kind::Mistake(one) if one.is_subset(set)))
    };
    let shows = |case: &Case| covers(named) && changes(named, case);
    let survey = Survey::begun(&shows, &mut ask);
    // A known name before a rule: it has a fix. Where it is that of every drift, nothing else is asked.
    let mut set = if covers(named) && !survey.changes() {
        smallest_set(&asking.borrow().answers, &sets).filter(|found| covers(found.set))
    } else {
        None
    };
    let mut outcome = None;
    if set.is_none() {
        let survey = survey.completed(&mut ask);
        set = smallest_set(&asking.borrow().answers, &sets);
        outcome = set.is_none().then(|| learn(survey, &mut ask));
    }
    let asking = asking.into_inner();
    let is_cut = asking.is_cut();
    let mut answers = match asking.end() {
        Ok(answers) => answers,
        Err(Stop::Interrupted) => return Err(Stop::Interrupted),
        // The implementation's own run goes on.
        Err(_) => return Ok(()),
    };
    let cut = is_cut.then(|| {
        let (goals, seconds) = (answers.len(), PATIENCE.as_secs());
        format!(
            "learning was cut after {goals} goals: the adapter took more than {seconds} s for them, and a rule needs about 7,000"
        )
    });
    if let Some(cut) = &cut {
        // What was not asked cannot confirm a rule.
        outcome = outcome.map(|_| Learned::Unlearned(vec![cut.clone()]));
    }
    // What the survey has no goal for is looked into around the goals that showed it.
    if set.is_none()
        && matches!(outcome, Some(Learned::Right))
        && let Some((learned, more)) =
            learn_more(running, command, timeout, &around_all(&unpredicted(running)))?
    {
        (outcome, answers) = (Some(Learned::Learned(learned)), more);
    }
    match (set, outcome) {
        (Some(set), _) => {
            let covered = covers(set.set);
            running.namer.prefer(set);
            if !covered || is_any_contradicted(running, &answers) {
                again(running, implementation, session, answers)?;
            }
            cut.into_iter().for_each(|cut| running.accumulator.warn(cut));
            Ok(())
        }
        // What is wrong shows on goals that need not be signed, or in a batch.
        (None, None | Some(Learned::Right)) => {
            if is_any_contradicted(running, &answers) {
                return again(running, implementation, session, answers);
            }
            Ok(())
        }
        (None, Some(Learned::Unlearned(ruled_out))) => {
            nothing(running, implementation, session, answers, ruled_out)
        }
        (None, Some(Learned::Learned(mut learned))) => {
            if learned.rule.state.is_some() {
                let is_legal =
                    |case: &Case| legal::is_legal(&case.goal) && case.tenant.signer().is_ok();
                if let Some(id) = contradicted(running, &learned.rule, command, timeout, &is_legal)?
                {
                    let what = format!("refuted by {id}: {}", learned.rule.words());
                    return nothing(running, implementation, session, answers, vec![what]);
                }
                // What no legal goal shows is explained as well only if the rule holds for all.
                let of_all = contradicted(running, &learned.rule, command, timeout, &|_| true)?;
                let kinds = if of_all.is_none() { unexplained(running, kinds) } else { kinds };
                running.accumulator.unite(&kinds, Kind::Learned(learned.rule.to_text()));
                // What it signed before cannot be asked again: names that answers contradict are taken back.
                let mut refuted = contradicted_names(running, &answers);
                if !refuted.is_empty() {
                    let other = Kind::Unexplained(Drift::Other);
                    refuted.push(other.clone());
                    running.accumulator.unite(&refuted, other);
                }
            } else {
                running.namer.know(learned.rule.clone());
                again(running, implementation, session, answers)?;
                let mut more = Vec::new();
                for _ in 0..REFINED {
                    more.extend(unpredicted(running));
                    let Some((better, answers)) = learn_more(running, command, timeout, &more)?
                    else {
                        break;
                    };
                    running.namer.forget(&learned.rule);
                    running.namer.know(better.rule.clone());
                    again(running, implementation, session, answers)?;
                    learned = better;
                }
            }
            let LearnedRule { rule, from, confirmed } = *learned;
            let kind = Kind::Learned(rule.to_text());
            // What holds in the process that was asked, and nowhere else, is no rule of the signer.
            let shows = running.accumulator.findings.contains_key(&kind);
            running.accumulator.learned = Some(match shows {
                true => Learning::Rule { rule: rule.to_text(), from, confirmed },
                false => Learning::Nothing(vec![format!(
                    "predicts no answer of this run, though all of another process: {}",
                    rule.words()
                )]),
            });
            Ok(())
        }
    }
}

/// Legal goals whose drift neither a known mistake nor the rule predicts, one of each kind.
fn unpredicted(running: &Running<'_>) -> Vec<Case> {
    let accumulator = &running.accumulator;
    let of_bytes = |kind: &&Kind| matches!(kind, Kind::Unexplained(_));
    let kinds = accumulator.findings.keys().filter(of_bytes);
    let samples = kinds
        .filter(|kind| accumulator.is_news(kind))
        .map(|kind| &accumulator.findings[kind].sample);
    samples.filter(|sample| sample.legal).map(|sample| sample.case.clone()).collect()
}

/// Goals around those of a few samples.
fn around_all(samples: &[Case]) -> Vec<Case> {
    samples.iter().take(AROUND).flat_map(around).collect()
}

/// So many samples are looked around.
const AROUND: usize = 8;

/// A rule that was learned again, and all that was answered for it.
type Relearned = (Box<LearnedRule>, Vec<(Case, Answer)>);

/// Another rule, which predicts these goals besides; `None` where there are none, or there is no such rule.
fn learn_more(
    running: &Running<'_>,
    command: &CommandLine,
    timeout: Duration,
    more: &[Case],
) -> Result<Option<Relearned>, Stop> {
    if more.is_empty() {
        return Ok(None);
    }
    let mut asking = Asking::start(running, command, timeout)?;
    let mut ask = |cases: &[Case]| asking.ask(cases);
    let outcome = learn(Survey::of(&mut ask).and(more, &mut ask), &mut ask);
    let is_cut = asking.is_cut();
    match (asking.end(), outcome) {
        (Err(Stop::Interrupted), _) => Err(Stop::Interrupted),
        (Ok(answers), Learned::Learned(better)) if !is_cut && better.rule.state.is_none() => {
            Ok(Some((better, answers)))
        }
        _ => Ok(None),
    }
}

/// Whether a known mistake changes the signature of a case.
fn changes(set: MistakeSet, case: &Case) -> bool {
    let signature = |set| match predict(set, &case.tenant, &case.goal) {
        Prediction::Signed { signature, .. } => Some(signature),
        Prediction::Refused => None,
    };
    signature(set) != signature(MistakeSet::EMPTY)
}

/// Names that were given, and that an answer contradicts.
fn contradicted_names(running: &mut Running<'_>, answers: &[(Case, Answer)]) -> Vec<Kind> {
    let Running { namer, accumulator, .. } = running;
    namer.be_strict(answers.to_vec());
    let mut is_refuted = |kind: &Kind| match kind {
        Kind::Mistake(set) => set.singles().any(|single| namer.is_ruled_out(single)),
        _ => false,
    };
    let kinds: Vec<Kind> = accumulator.findings.keys().cloned().collect();
    kinds.into_iter().filter(|kind| accumulator.is_news(kind) && is_refuted(kind)).collect()
}

fn is_any_contradicted(running: &mut Running<'_>, answers: &[(Case, Answer)]) -> bool {
    !contradicted_names(running, answers).is_empty()
}

/// No rule: names that answers contradict are taken back.
fn nothing(
    running: &mut Running<'_>,
    implementation: &Implementation,
    session: &mut Session,
    answers: Vec<(Case, Answer)>,
    ruled_out: Vec<String>,
) -> Result<(), Stop> {
    again(running, implementation, session, answers)?;
    running.accumulator.learned = Some(Learning::Nothing(ruled_out));
    Ok(())
}

/// These kinds, and all drifts that nothing explains.
fn unexplained(running: &Running<'_>, mut kinds: Vec<Kind>) -> Vec<Kind> {
    let accumulator = &running.accumulator;
    let others = accumulator.findings.keys().filter(|kind| {
        matches!(kind, Kind::Unexplained(_)) && accumulator.is_news(kind) && !kinds.contains(kind)
    });
    let others: Vec<Kind> = others.cloned().collect();
    kinds.extend(others);
    kinds
}

/// A case made ready, whose secret or goal need not be valid.
fn prepared(case: &Case) -> Option<Prepared> {
    Prepared::of(&case.tenant, &case.goal).or_else(|| {
        MistakeSet::permitted().subsets().find_map(|set| {
            match predict(set, &case.tenant, &case.goal) {
                Prediction::Signed { canonical, .. } => {
                    Prepared::from_bytes(&case.tenant, &case.goal, canonical, set)
                }
                Prediction::Refused => None,
            }
        })
    })
}

/// The case that a rule with state does not predict, if any, of such vectors and random goals: they are sent one
/// after the other to a process of their own, since what it answers depends on their order.
fn contradicted(
    running: &Running<'_>,
    rule: &Rule,
    command: &CommandLine,
    timeout: Duration,
    which: &dyn Fn(&Case) -> bool,
) -> Result<Option<CaseId>, Stop> {
    let plan = running.plan;
    let stream = Stream { seed: plan.seed };
    let vectors = plan.vectors.iter().flat_map(|file| file.sign_tests());
    let vectors = vectors.map(|(group, test)| test.case(&group.tenant));
    let random = (0..plan.random.min(RANDOM)).map(|index| Case {
        id: CaseId::Random { seed: plan.seed, index },
        tenant: stream.tenant(index),
        goal: stream.goal(index),
    });
    let mut asked = Session::start(command.clone(), timeout, running.cancel)?;
    let mut memory = Memory::default();
    let hello = asked.hello().clone();
    let mut found = None;
    let cases = vectors.chain(random).filter(|case| {
        which(case) && prepared(case).is_some() && missing_feature(case, &hello).is_none()
    });
    asked.run(&mut cases.map(Work::Single), &mut |response: Response<Case>| {
        let Some(prepared) = prepared(&response.case) else { return };
        if let Answer::Signed { signature, .. } = answer_of(response.answer)
            && found.is_none()
            && memory.next(rule, &prepared).is_none_or(|made| made.signature != signature)
        {
            found = Some(response.case.id);
        }
    })?;
    drop(asked.end());
    Ok(found)
}

/// What is found and not expected, and may have one cause.
fn drifts(running: &Running<'_>) -> Vec<Kind> {
    let accumulator = &running.accumulator;
    let of_bytes = |kind: &&Kind| {
        matches!(kind, Kind::Mistake(_) | Kind::Unexplained(_) | Kind::Disagrees | Kind::BatchOnly)
    };
    let is_legal =
        |kind: &&Kind| accumulator.findings.get(*kind).is_some_and(|finding| finding.sample.legal);
    let kinds = accumulator.findings.keys().filter(of_bytes).filter(is_legal);
    kinds.filter(|kind| accumulator.is_news(kind)).cloned().collect()
}

/// Every case again, now that there is a rule or one name.
fn again(
    running: &mut Running<'_>,
    implementation: &Implementation,
    session: &mut Session,
    answers: Vec<(Case, Answer)>,
) -> Result<(), Stop> {
    running.namer.be_strict(answers);
    let expected: &[_] = if running.plan.strict { &[] } else { &implementation.expected };
    let skipped = std::mem::replace(&mut running.accumulator, Accumulator::new(expected));
    drop(skipped);
    vectors::run(running, session)?;
    random::run(running, session)?;
    breadth::run(running, session)
}
