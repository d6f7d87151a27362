//! One case again.

use super::artifacts::hidden;
use super::config::{Budget, FuzzPlan, FuzzTarget};
use super::control::Control;
use super::player::{Played, play};
use super::precursors::precursors;
use super::reproducer::{
    First401, HTTP_CLOCKS, Observed, Reproducer, TargetUnavailable, demanded, is_duplicate,
    judge as judge_requests,
};
use super::state::Earlier;
use crate::adapter::{
    Cancel, CommandLine, HttpFault, Outcome, Response, ServerAddress, Session, Stop,
};
use crate::case::expectation::reference_alone;
use crate::case::permitted::permitted;
use crate::case::{Case, CaseId, Signed};
use crate::generate::document::{Document, GoalCase};
use crate::generate::sequence::{Renewed, SendMode, Sequence, Step, renew};
use crate::generate::{Header, RequestBuilder, TenantSet, TestRequest};
use crate::judge::Weight;
use crate::judge::server::Wrong;
use crate::judge::{Judgement, Kind, Namer, judge};
use crate::mistakes::MistakeSet;
use crate::protocol::Goal;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Whom to ask.
#[derive(Clone, Debug)]
pub enum Target {
    /// A running server.
    Server(ServerAddress),
    /// An adapter.
    Adapter(CommandLine),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Server(address) => address.fmt(f),
            Target::Adapter(command) => command.fmt(f),
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// What is wrong; nothing where it is right.
    pub wrong: Vec<String>,
    /// What came, in words.
    pub came: String,
    /// What was demanded, in words.
    pub demanded: String,
}

/// Asks a case once more.
///
/// # Errors
/// Why nobody answered.
pub fn replay(
    document: &Document,
    target: &Target,
    world: &TenantSet,
    timeout: Duration,
    cancel: &Cancel,
) -> Result<Replayed, String> {
    match (document, target) {
        (Document::Sign(case), Target::Adapter(command)) => sign(case, command, timeout, cancel),
        (Document::Sign(_), Target::Server(_)) => {
            Err("it is a goal to be signed: ask a signer, with -- COMMAND".to_owned())
        }
        (Document::Verify(probe), _) => {
            let plan = FuzzPlan {
                target: FuzzTarget::Signers(Vec::new()),
                budget: Budget::default(),
                seed: 0,
                jobs: Some(1),
                rate: None,
                depth: 1,
                shard: (1, 1),
                timeout,
                dir: PathBuf::new(),
                corpus: None,
                strict: false,
                expected: Vec::new(),
                watch_pid: None,
                now: jiff::Timestamp::now,
            };
            let nobody = |_| {};
            let store = super::finding_store::FindingStore::none();
            let control = Control::new(&plan, cancel, &nobody, Earlier::default(), store);
            let mut bench = match target {
                Target::Server(address) => Reproducer::Http { address, timeout, now: plan.now },
                Target::Adapter(command) => Reproducer::Stdio { command, session: None, timeout },
            };
            if let Target::Server(address) = target {
                // What a server keeps for good of the first request must not be kept of this one.
                let others = Others::FirstTouch;
                let wrong = after_others(probe, others, address, world, timeout, cancel)?;
                if !wrong.is_empty() {
                    let expected = demanded(probe, world, HTTP_CLOCKS);
                    return Ok(Replayed {
                        came: wrong[0].1.clone(),
                        wrong: wrong.into_iter().map(|(_, what)| what).collect(),
                        demanded: format!(
                            "{} (rule {})",
                            expected.demanded().join(" or "),
                            expected.rule.id()
                        ),
                    });
                }
            }
            let away = || control.gave_up().unwrap_or_else(|| "interrupted".to_owned());
            let (mut wrong, observed, asked) =
                bench.ask(probe, world, None, &control).map_err(|TargetUnavailable| away())?;
            if wrong.is_empty() && observed.status() == Some(401) {
                // Every 401 must read alike: beside a wrong signature, and beside what is none.
                for value in [&[b'0'; 64][..], b"0"] {
                    let party = world.place(&probe.case.domain).unwrap_or(0);
                    let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
                    let mut other = RequestBuilder::ordinary(party, goal);
                    other.header = Header::Literal(vec![value.to_vec()]);
                    let other = other.probe(world, probe.case.id.clone(), probe.case.now);
                    let (_, came, other) = bench
                        .ask(&other, world, None, &control)
                        .map_err(|TargetUnavailable| away())?;
                    if let Observed::Answer(answer) = came
                        && answer.status == 401
                    {
                        let first = First401 { probe: other, answer: *answer };
                        let expected = demanded(&asked, world, bench.clocks());
                        wrong.extend(judge_requests(&asked, &expected, &observed, 5, Some(&first)));
                    }
                }
            }
            if let (true, Target::Server(address)) = (wrong.is_empty(), target) {
                wrong = after_others(probe, Others::All, address, world, timeout, cancel)?;
            }
            let expected = asked
                .case
                .request
                .with(|r| permitted(r, &world.tenants, asked.case.now, bench.clocks()).1);
            let came = words(&observed, world);
            Ok(Replayed {
                wrong: wrong.into_iter().map(|(_, what)| what).collect(),
                came,
                demanded: format!(
                    "{} (rule {})",
                    expected.demanded().join(" or "),
                    expected.rule.id()
                ),
            })
        }
    }
}

/// Which requests are tried before another one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    /// The same with another first touch.
    FirstTouch,
    /// Everything that it has much in common with.
    All,
}

/// What is wrong with the answer to a request after another one that has much in common with it: a server that was
/// started anew may not remember what it had remembered when the request was found.
fn after_others(
    probe: &TestRequest,
    others: Others,
    address: &ServerAddress,
    world: &TenantSet,
    timeout: Duration,
    cancel: &Cancel,
) -> Result<Vec<Wrong>, String> {
    let Some(builder) =
        RequestBuilder::of_exact_probe(probe, world).filter(|_| probe.wire.is_none())
    else {
        return Ok(Vec::new());
    };
    let has_touch = builder.goal().is_some_and(|goal| goal.first_touch_ts.is_some());
    if others == Others::FirstTouch && !has_touch {
        return Ok(Vec::new());
    }
    let step = |request: TestRequest| Step {
        request,
        connection: 0,
        pause: Duration::ZERO,
        repeat: 1,
        in_pieces: false,
    };
    let mut likely: Vec<(RequestBuilder, u32)> =
        precursors(&builder, world, jiff::Timestamp::now())
            .into_iter()
            .map(|before| (before, 1))
            .collect();
    // What many wrong signatures do.
    let mut wrong = builder.clone();
    (wrong.signed, wrong.header) = (Signed { flip: Some(9), ..Signed::default() }, Header::Plain);
    likely.push((wrong, MANY));
    if others == Others::FirstTouch {
        likely.truncate(1);
    }
    for (before, repeat) in likely {
        let before = before.probe(world, probe.case.id.clone(), probe.case.now);
        let steps = vec![Step { repeat, ..step(before) }, step(probe.clone())];
        let sequence = Sequence { mode: SendMode::InOrder, steps };
        let stop = || cancel.is_cancelled();
        let played = play(&sequence, address, timeout, jiff::Timestamp::now, &stop)?;
        for one in played.into_iter().filter(|one| sequence.counts(one.step)) {
            let expected = demanded(&one.request, world, HTTP_CLOCKS);
            let (observed, slack) = (Observed::of_http(one.outcome), 5 + one.took.as_secs());
            let wrong = judge_requests(&one.request, &expected, &observed, slack, None);
            if !wrong.is_empty() && !is_duplicate(&expected, &observed) {
                let after = |(symptom, what)| (symptom, format!("after another request: {what}"));
                return Ok(wrong.into_iter().map(after).collect());
            }
        }
    }
    Ok(Vec::new())
}

/// Sends a sequence once more, up to three times; what is wrong with the answers that count.
///
/// # Errors
/// Why nobody answered, or why it cannot be sent.
pub fn replay_sequence(
    sequence: &Sequence,
    weight: Option<Weight>,
    slows: bool,
    target: &Target,
    world: &TenantSet,
    timeout: Duration,
    cancel: &Cancel,
) -> Result<Replayed, String> {
    let Target::Server(address) = target else {
        return Err("it is a sequence of requests: name a server, with --url".to_owned());
    };
    let stop = || cancel.is_cancelled();
    let mut last = None;
    for attempt in 1..=SEQUENCE_TRIES {
        let mut fresh = sequence.clone();
        // At last as it was found: a header that is not plain cannot be signed again.
        if attempt < SEQUENCE_TRIES {
            renewed(&mut fresh, world);
        }
        let mut played = match long(&fresh, slows) {
            Some(step) => in_parts(&fresh, step, address, world, timeout, cancel)?,
            None => play(&fresh, address, timeout, jiff::Timestamp::now, &stop)?,
        };
        if let Some(stopped) = stopped(&played, sequence, weight) {
            return Ok(stopped);
        }
        if slows && let Some(slower) = slower(&played) {
            return Ok(slower);
        }
        if slows {
            last = Some(Replayed {
                wrong: Vec::new(),
                came: "answers that take as long as at first".to_owned(),
                demanded: "answers that do not slow down".to_owned(),
            });
            break;
        }
        played.retain(|one| sequence.counts(one.step));
        for one in played {
            let expected = demanded(&one.request, world, HTTP_CLOCKS);
            let observed = Observed::of_http(one.outcome);
            let slack = 5 + one.took.as_secs();
            let mut wrong = judge_requests(&one.request, &expected, &observed, slack, None);
            wrong.retain(|(symptom, _)| {
                weight.is_none_or(|weight| Weight::of(&expected, *symptom) == weight)
            });
            let is_wrong = !wrong.is_empty();
            last = Some(Replayed {
                wrong: wrong.into_iter().map(|(_, what)| what).collect(),
                came: words(&observed, world),
                demanded: format!(
                    "{} (rule {})",
                    expected.demanded().join(" or "),
                    expected.rule.id()
                ),
            });
            if is_wrong {
                return last.ok_or_else(String::new);
            }
        }
    }
    last.ok_or_else(|| "nothing was answered".to_owned())
}

/// The only step of a sequence that is repeated so often that it is worth looking at the answers on the way: each part is
/// sent on a connection of its own.
fn long(sequence: &Sequence, slows: bool) -> Option<&Step> {
    match &sequence.steps[..] {
        [step] if sequence.mode == SendMode::InOrder && step.repeat > PART && !slows => Some(step),
        _ => None,
    }
}

/// What shows by the number of requests on a connection takes fewer.
const PART: u32 = 1200;

/// Sends a request that is repeated often, up to the first wrong answer.
fn in_parts(
    sequence: &Sequence,
    step: &Step,
    address: &ServerAddress,
    world: &TenantSet,
    timeout: Duration,
    cancel: &Cancel,
) -> Result<Vec<Played>, String> {
    let stop = || cancel.is_cancelled();
    let (mut left, mut all) = (step.repeat, Vec::new());
    while left > 0 && !stop() {
        let repeat = left.min(PART);
        left -= repeat;
        let part = Sequence { mode: sequence.mode, steps: vec![Step { repeat, ..step.clone() }] };
        let played = play(&part, address, timeout, jiff::Timestamp::now, &stop)?;
        let is_wrong = played.iter().any(|one| {
            let expected = demanded(&one.request, world, HTTP_CLOCKS);
            let observed = Observed::of_http(one.outcome.clone());
            let slack = 5 + one.took.as_secs();
            !judge_requests(&one.request, &expected, &observed, slack, None).is_empty()
        });
        all.extend(played);
        if is_wrong {
            break;
        }
    }
    Ok(all)
}

/// What is wrong where a request before the last one was not answered, of a sequence after which a server answers nothing
/// any more: what comes behind it was not sent.
fn stopped(played: &[Played], sequence: &Sequence, weight: Option<Weight>) -> Option<Replayed> {
    let last = played.last().filter(|last| last.step + 1 < sequence.steps.len())?;
    let silent = weight == Some(Weight::Down)
        && sequence.mode == SendMode::InOrder
        && matches!(last.outcome, Err(HttpFault::TimedOut | HttpFault::Unreachable(_)));
    let how = match &last.outcome {
        Err(HttpFault::Unreachable(_)) => "and is not there any more".to_owned(),
        _ => format!("within {:.0} s", last.took.as_secs_f64().ceil()),
    };
    silent.then(|| Replayed {
        wrong: vec![format!(
            "did not answer request {} of {} {how}",
            last.step + 1,
            sequence.steps.len(),
        )],
        came: "no answer".to_owned(),
        demanded: "an answer to every request".to_owned(),
    })
}

/// What is wrong where the last answers took much longer than the first.
fn slower(played: &[Played]) -> Option<Replayed> {
    // Of the quicker ones: a busy machine delays some.
    let quick = |part: &[Played]| {
        let mut times: Vec<Duration> = part.iter().map(|one| one.took).collect();
        times.sort_unstable();
        times.get(times.len() / 10).copied()
    };
    let part = played.len() / 4;
    let (first, end) = (quick(&played[..part])?, quick(&played[played.len() - part..])?);
    (end > first + first / 2 + Duration::from_millis(10) || end > first + Duration::from_millis(20))
        .then(|| Replayed {
            wrong: vec![format!(
                "answers slow down: {:.1} ms at first, {:.1} ms in the end",
                first.as_secs_f64() * 1000.0,
                end.as_secs_f64() * 1000.0
            )],
            came: "slower answers".to_owned(),
            demanded: "answers that do not slow down".to_owned(),
        })
}

/// So many wrong signatures may lock a tenant out, or in.
const MANY: u32 = 150;

/// So often a sequence is sent, since some show now and then.
const SEQUENCE_TRIES: usize = 3;

/// Gives the sessions of a sequence other names, so that a server remembers none of them.
fn renewed(sequence: &mut Sequence, world: &TenantSet) {
    let salt = jiff::Timestamp::now().as_nanosecond() as u64;
    let builders: Option<Vec<RequestBuilder>> = sequence
        .steps
        .iter()
        .map(|step| RequestBuilder::of_exact_probe(&step.request, world))
        .collect();
    let Some(mut builders) = builders else { return };
    renew(&mut builders.iter_mut().collect::<Vec<_>>(), Renewed::Sessions, salt);
    for (step, builder) in sequence.steps.iter_mut().zip(&builders) {
        let case = &step.request.case;
        step.request = builder.probe(world, case.id.clone(), case.now);
    }
}

fn words(observed: &Observed, world: &TenantSet) -> String {
    match observed {
        Observed::Answer(answer) => {
            let body = answer.body.as_deref().unwrap_or_default();
            let body = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
            format!("{} {}", answer.status, hidden(&body, world))
        }
        Observed::Fault(_, what) => what.clone(),
        Observed::Unsupported => "it cannot express it".to_owned(),
    }
}

fn sign(
    case: &GoalCase,
    command: &CommandLine,
    timeout: Duration,
    cancel: &Cancel,
) -> Result<Replayed, String> {
    let why = |stop: Stop| match stop {
        Stop::GaveUp(why) => why.why,
        Stop::Interrupted => "interrupted".to_owned(),
    };
    let case = Case {
        id: CaseId::Vector("replayed".into()),
        tenant: Arc::new(case.tenant.clone()),
        goal: case.goal.clone(),
    };
    let mut session = Session::start(command.clone(), timeout, cancel).map_err(why)?;
    let answer = session.ask(&case).map_err(why)?;
    drop(session.finish());
    let expectation = reference_alone(case.tenant.signer().ok().as_ref(), &case.goal);
    let came = match &answer {
        Ok(Outcome::Signed { signature, canonical }) => match canonical {
            Some(bytes) => format!("{signature} of {}", String::from_utf8_lossy(bytes)),
            None => signature.clone(),
        },
        Ok(Outcome::Refused(why) | Outcome::Unsupported(why) | Outcome::Error(why)) => why.clone(),
        Err(fault) => fault.fault.to_string(),
    };
    let done = Response { case, answer, in_batch: false };
    let judgement = judge(&done, &expectation, &mut Namer::new(MistakeSet::EMPTY));
    let wrong = match judgement {
        Judgement::Wrong(wrong) => wrong
            .kinds
            .iter()
            .map(|kind| match kind {
                Kind::Mistake(set) => set.ids().join(", "),
                other => super::drift::title(other),
            })
            .collect(),
        Judgement::Pass | Judgement::Skipped(_) => Vec::new(),
    };
    let demanded = match &expectation.reference {
        Some(output) => {
            format!("{} of {}", output.signature, String::from_utf8_lossy(&output.canonical))
        }
        None => "to refuse it".to_owned(),
    };
    Ok(Replayed { wrong, came, demanded })
}
