//! The worker that fuzzes a signer: goals through a live adapter, each answer held against the reference.

use super::case::REPLAYS;
use super::control::{Control, Notice};
use super::drift::{cause, document, drift, title};
use super::features::peculiarities;
use super::finding_store::Draft;
use super::reproducer::{TargetUnavailable, start};
use super::scheduler::Scheduler;
use super::seeds::Seeds;
use crate::adapter::{CommandLine, Feature, Outcome, Response, Session, Stop, Work};
use crate::case::expectation::reference_alone;
use crate::case::{Case, CaseId, Expectation};
use crate::generate::document::GoalCase;
use crate::generate::rng::Rng;
use crate::generate::stream::Stream;
use crate::generate::{fresh_goal, mutate_goal};
use crate::judge::{ExpectedKind, Judgement, Kind, Namer, judge, sample, shrink};
use crate::mistakes::MistakeSet;
use crate::protocol::{Goal, Signer, Tenant};
use crate::run::plan::{Implementation, Target};
use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a goal showed: what came of it, and what is peculiar about it.
pub(super) type Behaviour = (u8, u32);

/// So many goals go in one request, where the adapter takes several.
const BATCH: u64 = 64;

/// So many goals in a row share a tenant.
const SAME_TENANT: u64 = 4096;

/// Out of a hundred goals so many are mutations of one that showed something new.
const MUTATED: u64 = 60;

/// So often something that a batch does not tell apart is looked into.
const INQUIRIES: usize = 40;

/// How many smaller goals are tried for a finding.
const SMALLER: usize = 400;

/// What the workers of one signer share.
pub(super) struct Common<'i> {
    implementation: &'i Implementation,
    /// Whether findings are told apart by implementation.
    several: bool,
    steering: Mutex<Scheduler<Goal, Behaviour>>,
}

impl<'i> Common<'i> {
    pub(super) fn new(implementation: &'i Implementation, several: bool, seeds: &Seeds) -> Self {
        let mut steering = Scheduler::new();
        for goal in seeds.goals() {
            steering.keep(goal, (0, 0), &mut Rng::new(0, 0));
        }
        Common { implementation, several, steering: Mutex::new(steering) }
    }

    pub(super) fn steering(&self) -> MutexGuard<'_, Scheduler<Goal, Behaviour>> {
        self.steering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The goals that are worth mutating, as documents.
    pub(super) fn documents(&self) -> Vec<u8> {
        let mut lines = Vec::new();
        let tenant = plain_tenant();
        for goal in self.steering().corpus() {
            let case = GoalCase {
                tenant: tenant.clone(),
                goal: goal.clone(),
                changed: None,
                because: None,
            };
            lines.extend_from_slice(case.to_value().to_json().as_bytes());
            lines.push(b'\n');
        }
        lines
    }
}

/// A tenant that is easy on the eye.
fn plain_tenant() -> Tenant {
    Tenant { tenant_id: "t".into(), secret: "00ff".into() }
}

struct Worker<'c, 'p> {
    control: &'c Control<'p>,
    common: &'c Common<'c>,
    namer: Namer,
    expected: MistakeSet,
    signer: Option<(Arc<Tenant>, Option<Signer>)>,
    /// What looked wrong, in which way, and whether in a batch.
    suspicions: Vec<(Case, Kind, bool)>,
    /// How often something in a batch was looked into.
    inquiries: usize,
}

/// Fuzzes a signer until the campaign is over.
pub(super) fn work(control: &Control<'_>, common: &Common<'_>) {
    let implementation = common.implementation;
    let Target::Adapter(command) = &implementation.target else { return };
    let timeout = implementation.timeout.unwrap_or(control.plan.timeout);
    let expected = implementation.expected.iter().filter_map(|expected| match expected.what {
        ExpectedKind::Mistake(set) if !control.plan.strict => Some(set),
        _ => None,
    });
    let expected = expected.fold(MistakeSet::EMPTY, MistakeSet::union);
    let worker = RefCell::new(Worker {
        control,
        common,
        namer: Namer::new(expected),
        expected,
        signer: None,
        suspicions: Vec::new(),
        inquiries: 0,
    });
    let mut session: Option<Session> = None;
    while !control.is_over() {
        let mut running = match session.take() {
            Some(running) => running,
            None => match start(command, timeout, control) {
                Ok(started) => started,
                Err(TargetUnavailable) => return,
            },
        };
        let hello = running.hello().clone();
        let batch = hello.has(Feature::Batch) && control.plan.rate.is_none();
        let can = |goal: &Goal| {
            (hello.has(Feature::LoneSurrogates) || !goal.has_lone_surrogate())
                && (hello.has(Feature::NonFinite) || !goal.has_non_finite())
        };
        let mut jobs = std::iter::from_fn(|| {
            worker.borrow_mut().next_job(if batch { BATCH } else { 1 }, &can)
        });
        let ended = running.run(&mut jobs, &mut |done| worker.borrow_mut().take(&done));
        match ended {
            Ok(()) => session = Some(running),
            Err(Stop::Interrupted) => return,
            Err(Stop::GaveUp(_)) => {}
        }
        if worker.borrow_mut().follow_up(command).is_err() {
            return;
        }
    }
}

impl Worker<'_, '_> {
    fn next_job(&mut self, size: u64, can: &dyn Fn(&Goal) -> bool) -> Option<Work> {
        if !self.suspicions.is_empty() {
            return None;
        }
        let mut cases = Vec::new();
        while (cases.len() as u64) < size {
            if self.control.is_paced() && !self.control.pace(false) {
                break;
            }
            let Some(index) = self.control.take() else { break };
            let rng = &mut Rng::new(self.control.plan.stream(), index);
            let parent = match rng.percent(MUTATED) {
                true => self.common.steering().pick(rng),
                false => None,
            };
            let goal = match parent {
                Some(mut goal) => {
                    mutate_goal(&mut goal, rng);
                    goal
                }
                None => fresh_goal(rng),
            };
            if !can(&goal) {
                continue;
            }
            let first = cases.first().map(|case: &Case| Arc::clone(&case.tenant));
            let tenant = first.unwrap_or_else(|| self.tenant(index));
            let id = CaseId::Fuzz { seed: self.control.plan.stream(), index };
            cases.push(Case { id, tenant, goal });
        }
        match (cases.len(), size) {
            (0, _) => None,
            (1, _) => cases.pop().map(Work::Single),
            _ => Some(Work::Batch(cases)),
        }
    }

    fn tenant(&self, index: u64) -> Arc<Tenant> {
        match &self.signer {
            Some((tenant, _)) if index % SAME_TENANT > BATCH => Arc::clone(tenant),
            _ => Stream { seed: self.control.plan.stream() }.tenant(index),
        }
    }

    fn expectation(&mut self, case: &Case) -> Expectation {
        if self.signer.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, &case.tenant)) {
            self.signer = Some((Arc::clone(&case.tenant), case.tenant.signer().ok()));
        }
        let signer = self.signer.as_ref().and_then(|(_, signer)| signer.as_ref());
        reference_alone(signer, &case.goal)
    }

    fn take(&mut self, done: &Response) {
        self.control.count(1);
        let expectation = self.expectation(&done.case);
        let judgement = judge(done, &expectation, &mut self.namer);
        let kind = match &judgement {
            Judgement::Pass => u8::from(matches!(done.answer, Ok(Outcome::Refused(_)))),
            Judgement::Skipped(_) => 2,
            Judgement::Wrong(_) => 3,
        };
        let behaviour = (kind, peculiarities(&done.case.goal));
        let rng = &mut Rng::new(self.control.next_index(), 2);
        self.common.steering().note(behaviour, || done.case.goal.clone(), rng);
        let Judgement::Wrong(wrong) = judgement else { return };
        for kind in wrong.kinds {
            if self.is_expected(&kind) {
                continue;
            }
            let cause = self.cause(&kind);
            let mut store = self.control.store();
            let known = store.filed.iter().position(|filed| filed.cause == cause);
            // What a batch does not tell was looked into often enough.
            let alike = || {
                let enough = done.in_batch && self.inquiries >= INQUIRIES;
                enough.then(|| store.filed.iter().position(|filed| filed.unexplained)).flatten()
            };
            match known.or_else(alike) {
                Some(at) => store.count(at, || document(&done.case).to_value()),
                None if self.suspicions.len() < 16 && self.inquiries < 20 * INQUIRIES => {
                    self.inquiries += usize::from(done.in_batch);
                    self.suspicions.push((done.case.clone(), kind, done.in_batch));
                }
                None => {}
            }
        }
    }

    fn is_expected(&self, kind: &Kind) -> bool {
        matches!(kind, Kind::Mistake(set) if set.is_subset(self.expected))
            || matches!(kind, Kind::Unsupported(_))
    }

    /// The name of a finding's folder.
    fn cause(&self, kind: &Kind) -> String {
        cause(self.common.several.then_some(&self.common.implementation.name), kind)
    }

    /// Reproduces, shrinks and files what looked wrong.
    fn follow_up(&mut self, command: &CommandLine) -> Result<(), TargetUnavailable> {
        for (case, kind, in_batch) in std::mem::take(&mut self.suspicions) {
            // A batch tells signatures only; alone, the adapter may tell the bytes as well.
            let kind = match in_batch {
                true => self.alone(command, &case, &kind)?.unwrap_or(kind),
                false => kind,
            };
            if self.is_expected(&kind) {
                continue;
            }
            let cause = self.cause(&kind);
            let known = self.control.store().filed.iter().position(|filed| filed.cause == cause);
            if let Some(at) = known {
                self.control.store().count(at, || document(&case).to_value());
                continue;
            }
            let mut again = 0;
            for _ in 0..REPLAYS {
                // A process of its own, each time.
                let mut session = start(command, self.control.plan.timeout, self.control)?;
                again += usize::from(self.shows(&mut session, &case, &kind)?.is_some());
                drop(session.finish());
            }
            let draft = if again < REPLAYS {
                let alone =
                    if in_batch && again == 0 { ": right alone, wrong in a batch" } else { "" };
                let title =
                    format!("{cause}: happened again {again} times out of {REPLAYS}{alone}");
                self.draft(&kind, title, &case, None, true)
            } else {
                let mut session = start(command, self.control.plan.timeout, self.control)?;
                let small = self.shrunk(&mut session, &case, &kind)?;
                let shown = self.shows(&mut session, &small, &kind)?;
                drop(session.finish());
                self.draft(&kind, title(&kind), &small, shown.as_ref(), false)
            };
            let (title, flaky) = (draft.title.clone(), draft.flaky);
            let filed = self.control.store().file(draft);
            match filed {
                Ok((_, true)) if flaky => self.control.say(Notice::Flaky(cause)),
                Ok((_, true)) => {
                    self.control.say(Notice::Found(cause, title));
                    self.control.look_at_findings();
                }
                Ok((_, false)) => {}
                Err(error) => {
                    self.control.give_up(&format!("a finding cannot be written: {error}"));
                }
            }
        }
        Ok(())
    }

    /// In which way a case is wrong when it is asked alone; nothing where it is right then.
    fn alone(
        &mut self,
        command: &CommandLine,
        case: &Case,
        kind: &Kind,
    ) -> Result<Option<Kind>, TargetUnavailable> {
        let mut session = start(command, self.control.plan.timeout, self.control)?;
        let answer = match session.ask(case) {
            Ok(answer) => answer,
            Err(Stop::Interrupted) => return Err(TargetUnavailable),
            Err(Stop::GaveUp(_)) => return Ok(None),
        };
        drop(session.finish());
        let done = Response { case: case.clone(), answer, in_batch: false };
        let expectation = self.expectation(case);
        Ok(match judge(&done, &expectation, &mut self.namer) {
            Judgement::Wrong(wrong) if wrong.kinds.contains(kind) => Some(kind.clone()),
            Judgement::Wrong(wrong) => wrong.kinds.into_iter().next(),
            Judgement::Pass | Judgement::Skipped(_) => None,
        })
    }

    /// What came of a case, where it shows the finding.
    fn shows(
        &mut self,
        session: &mut Session,
        case: &Case,
        kind: &Kind,
    ) -> Result<Option<(Response, Judgement)>, TargetUnavailable> {
        let answer = match session.ask(case) {
            Ok(answer) => answer,
            Err(Stop::Interrupted) => return Err(TargetUnavailable),
            Err(Stop::GaveUp(_)) => return Ok(None),
        };
        let done = Response { case: case.clone(), answer, in_batch: false };
        let expectation = self.expectation(case);
        let judgement = judge(&done, &expectation, &mut self.namer);
        let found = match &judgement {
            Judgement::Wrong(wrong) => {
                wrong.kinds.iter().any(|found| self.cause(found) == self.cause(kind))
            }
            _ => false,
        };
        Ok(found.then_some((done, judgement)))
    }

    fn shrunk(
        &mut self,
        session: &mut Session,
        case: &Case,
        kind: &Kind,
    ) -> Result<Case, TargetUnavailable> {
        let plain = Case { tenant: Arc::new(plain_tenant()), ..case.clone() };
        let begin = match self.shows(session, &plain, kind)? {
            Some(_) => plain,
            None => case.clone(),
        };
        let mut gone = false;
        let small = shrink::shrink(&begin, SMALLER, |smaller| {
            !gone
                && match self.shows(session, smaller, kind) {
                    Ok(shown) => shown.is_some(),
                    Err(TargetUnavailable) => {
                        gone = true;
                        false
                    }
                }
        });
        if gone { Err(TargetUnavailable) } else { Ok(small) }
    }

    fn draft(
        &mut self,
        kind: &Kind,
        title: String,
        case: &Case,
        shown: Option<&(Response, Judgement)>,
        flaky: bool,
    ) -> Draft {
        let plan = self.control.plan;
        let shown = match shown {
            Some((done, Judgement::Wrong(wrong))) => {
                Some(sample(done, &self.expectation(case), wrong))
            }
            _ => None,
        };
        let circumstances = vec![
            ("target", self.common.implementation.name.as_str().into()),
            ("seed", plan.seed.to_string().into()),
            ("goalpost", env!("CARGO_PKG_VERSION").into()),
            ("found", (plan.now)().to_string().into()),
        ];
        let cause = self.cause(kind);
        drift((kind, cause), title, case, shown, flaky, circumstances)
    }
}
