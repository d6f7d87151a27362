//! Whether the server's process takes up more and more: looked at now and then, and made sure of with ordinary goals
//! while nobody else sends.

use super::artifacts;
use super::case::{Reproduced, SuspectedCase};
use super::control::{Control, Notice};
use super::replay::Replayed;
use super::reproducer::{HTTP_CLOCKS, Observed, demanded};
use super::triage::as_seen;
use super::usage::Usage;
use crate::adapter::{Cancel, ServerAddress};
use crate::case::CaseId;
use crate::generate::sequence::{SendMode, Sequence, Step};
use crate::generate::{RequestBuilder, TenantSet};
use crate::judge::server::Symptom;
use crate::judge::{Resource, Weight};
use crate::protocol::Goal;
use crate::protocol::request::OwnedRequest;
use std::time::{Duration, Instant};

/// Between two looks.
const EVERY: Duration = Duration::from_millis(250);

/// What it takes up after so many cases is what it needs; before, it is getting ready.
const READY: u64 = 300;

/// To make sure, so many goals are sent so often, each on a connection of its own.
const GOALS: u32 = 50;
const ROUNDS: usize = 5;

/// What is taken up is measured so long after the last answer.
const SETTLED: Duration = Duration::from_millis(30);

impl Resource {
    /// What is worth making sure of: it grew by so much.
    const fn suspicious(self) -> u64 {
        match self {
            Resource::Memory => 24 << 10,
            Resource::Descriptors => 40,
            Resource::Threads => 40,
        }
    }

    /// What no server needs for [`GOALS`] goals that it answered.
    const fn too_much(self) -> u64 {
        match self {
            Resource::Memory => 256,
            Resource::Descriptors | Resource::Threads => GOALS as u64 / 2,
        }
    }
}

/// Watches the server's process.
pub(super) struct Watch<'w> {
    pid: u32,
    address: &'w ServerAddress,
    world: &'w TenantSet,
    next: Instant,
    /// For each resource: what it was when it was made sure of last, and how much more is suspicious.
    known: Option<[(u64, u64); 3]>,
    filed: [bool; 3],
    gone: bool,
}

impl<'w> Watch<'w> {
    pub(super) fn new(pid: u32, address: &'w ServerAddress, world: &'w TenantSet) -> Watch<'w> {
        let next = Instant::now();
        Watch { pid, address, world, next, known: None, filed: [false; 3], gone: false }
    }

    /// Takes a look, if it is time for one.
    pub(super) fn look(&mut self, control: &Control<'_>) {
        let now = Instant::now();
        if self.gone || now < self.next || control.judged() < READY || control.is_over() {
            return;
        }
        self.next = now + EVERY;
        let Some(usage) = Usage::of(self.pid) else {
            self.gone = true;
            control.say(Notice::Note(format!("the process {} has ended", self.pid)));
            return;
        };
        let start = Resource::ALL.map(|one| (usage.get(one), one.suspicious()));
        let known = *self.known.get_or_insert(start);
        for (at, resource) in Resource::ALL.into_iter().enumerate() {
            let (was, suspicious) = known[at];
            if self.filed[at] || usage.get(resource) < was + suspicious {
                continue;
            }
            let request = super::target::ordinary(self.world, control, GOALS * (ROUNDS as u32 + 1));
            let asked = {
                let _turn = control.alone();
                grows(
                    resource,
                    self.pid,
                    self.address,
                    &request.case.request,
                    &|| control.is_over(),
                    control.patience(),
                )
            };
            match asked {
                Asked::Grows(amounts) => {
                    self.filed[at] = true;
                    self.file(control, resource, &amounts);
                }
                Asked::Stays(now) => {
                    // Each time it takes twice as much to ask again.
                    self.known = self.known.map(|mut known| {
                        known[at] = (now, suspicious * 2);
                        known
                    });
                }
                Asked::NotAnswered => {}
            }
        }
    }

    fn file(&self, control: &Control<'_>, resource: Resource, amounts: &[u64]) {
        let world = self.world;
        let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
        let builder = RequestBuilder::ordinary(world.place_of_good(), goal);
        let id = CaseId::Vector("ordinary".into());
        let request = builder.probe(world, id, (control.plan.now)());
        let expected = demanded(&request, world, HTTP_CLOCKS);
        let symptom = Symptom::Grows(resource);
        let what = words(resource, amounts);
        let suspect = SuspectedCase {
            observed: Observed::Fault(symptom, what.clone()),
            wrong: vec![(symptom, what)],
            symptom,
            weight: Weight::of(&expected, symptom),
            builder: Some(builder),
            history: Default::default(),
            behind: Vec::new(),
            passed_before: 0,
            refused_before: 0,
            in_pieces: false,
            cut_short: false,
            is_first: false,
            request: request.clone(),
            expected,
        };
        let repeat = GOALS * ROUNDS as u32;
        let steps =
            vec![Step { request, connection: 0, pause: Duration::ZERO, repeat, in_pieces: false }];
        let sequence = Sequence { mode: SendMode::InOrder, steps };
        let found = as_seen(&suspect, Reproduced::BySequence(sequence));
        let mut draft = artifacts::draft(&suspect, &found, control.plan, world);
        draft.cause = symptom.name();
        let notice = Notice::Found(draft.cause.clone(), format!("down: {}", draft.title));
        let filed = control.store().file(draft);
        match filed {
            Ok((_, true)) => {
                control.say(notice);
                control.look_at_findings();
            }
            Ok((_, false)) => {}
            Err(error) => control.give_up(&format!("a finding cannot be written: {error}")),
        }
    }
}

/// What asking came to.
pub(super) enum Asked {
    /// Every round took more: what was taken up after each.
    Grows(Vec<u64>),
    /// It did not, and this is what it takes up now.
    Stays(u64),
    /// The server, or its process, is not there, or there is no time.
    NotAnswered,
}

/// Sends ordinary goals in rounds, each on a connection of its own, and measures after each round.
pub(super) fn grows(
    resource: Resource,
    pid: u32,
    address: &ServerAddress,
    request: &OwnedRequest,
    stop: &dyn Fn() -> bool,
    patience: Duration,
) -> Asked {
    let mut amounts = Vec::new();
    // The first round shows only from where.
    for round in 0..=ROUNDS {
        for _ in 0..GOALS {
            if stop() || address.exchange(request, patience).is_err() {
                return Asked::NotAnswered;
            }
        }
        std::thread::sleep(SETTLED);
        let Some(usage) = Usage::of(pid) else { return Asked::NotAnswered };
        let now = usage.get(resource);
        if round > 0 && amounts.last().is_some_and(|last| now < last + resource.too_much()) {
            return Asked::Stays(now);
        }
        amounts.push(now);
    }
    Asked::Grows(amounts)
}

/// What is wrong, in words.
pub(super) fn words(resource: Resource, amounts: &[u64]) -> String {
    let (first, last) = (amounts.first().copied(), amounts.last().copied());
    format!(
        "the process takes up more {} with every goal: from {} to {} with {} goals, in each of {ROUNDS} rounds",
        resource.name(),
        resource.amount(first.unwrap_or(0)),
        resource.amount(last.unwrap_or(0)),
        GOALS * ROUNDS as u32,
    )
}

/// Asks once more whether a resource of a process grows with every goal.
///
/// # Errors
/// Why it could not be asked.
pub fn replay(
    resource: Resource,
    pid: u32,
    address: &ServerAddress,
    request: &OwnedRequest,
    timeout: Duration,
    cancel: &Cancel,
) -> Result<Replayed, String> {
    let demanded = format!("no more {} with every goal", resource.name());
    match grows(resource, pid, address, request, &|| cancel.is_cancelled(), timeout) {
        Asked::Grows(amounts) => {
            let what = words(resource, &amounts);
            Ok(Replayed { came: what.clone(), wrong: vec![what], demanded })
        }
        Asked::Stays(now) => {
            Ok(Replayed { came: resource.amount(now), wrong: Vec::new(), demanded })
        }
        Asked::NotAnswered => Err("the server, or its process, is not there".to_owned()),
    }
}
