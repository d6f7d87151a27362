//! An overnight campaign: cases without end against a server, a validator or signers, steered by what was
//! not seen before. It can be killed at any moment and goes on.

mod artifacts;
mod body_sizes;
mod by_chance;
mod case;
mod changed_server;
pub mod classes;
mod clock;
mod config;
mod control;
mod coverage;
mod describing;
mod differential;
mod down;
mod drift;
mod features;
mod finding_folder;
pub mod finding_store;
pub mod growth;
mod history;
mod inquiry;
mod kinds;
mod lengths;
mod let_in;
mod names_taken;
mod naming;
mod new_names;
mod player;
mod precursors;
mod reach;
pub mod replay;
pub mod reproducer;
mod restarts;
mod scheduler;
mod scripts;
mod search;
mod seeds;
mod sent;
mod sequence_words;
mod sequences;
mod series;
mod server;
pub mod shape;
mod share;
mod signers;
mod state;
mod target;
mod triage;
pub mod trigger;
mod turns;
pub mod usage;
mod waivers;
mod ways;
mod windows;
mod wrong_lags;
mod wrong_signature;

pub use config::{Budget, FuzzPlan, FuzzTarget};
pub use control::{Notice, Standing};
pub use coverage::{Coverage, KindCounts, Note, not_enough};
pub use differential::Differential;
pub use state::{CORPUS_FILE, STATE_FILE};

use crate::adapter::{CommandLine, Op, Session, Stop};
use crate::case::Site;
use crate::case::demo_sites;
use crate::files::write_private;
use crate::generate::TenantSet;
use crate::run::ExpectedReport;
use crate::run::plan::{Implementation, Server, Target};
use crate::run::preflight::{Diagnosis, preflight};
use control::Control;
use finding_store::{FiledFinding, FindingStore};
use scheduler::in_an_hour;
use seeds::Seeds;
use state::State;
use std::fs;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::adapter::Cancel;

/// What a campaign came to.
#[derive(Clone, Debug)]
pub struct CampaignReport {
    /// Every cause that counts, those of earlier legs included.
    pub findings: Vec<FiledFinding>,
    /// What did not happen again.
    pub flaky: Vec<FiledFinding>,
    /// How it stands.
    pub standing: Standing,
    /// So many cases in this leg.
    pub cases: u64,
    /// Why there was nobody to ask any longer, where that ended it.
    pub gave_up: Option<String>,
    /// Whether Ctrl-C ended it.
    pub interrupted: bool,
    /// What is expected of the server, and how it stands.
    pub expectations: Vec<ExpectedReport>,
}

/// Why a campaign could not begin.
#[derive(Clone, Debug)]
pub enum CannotFuzz {
    /// Its options, or its folder.
    Usage(String),
    /// Its target.
    Target(String),
}

/// Between two looks at how it stands, between two states, and between two copies of the corpus.
const TICK: Duration = Duration::from_millis(100);
const STATE_EVERY: Duration = Duration::from_secs(1);
const CORPUS_EVERY: Duration = Duration::from_secs(30);

/// Runs a campaign until its budget is spent. `notify` hears of what happens, from several threads.
///
/// # Errors
/// [`CannotFuzz`] where it could not begin.
pub fn fuzz(
    plan: &FuzzPlan,
    cancel: &Cancel,
    notify: &(dyn Fn(Notice) + Sync),
) -> Result<CampaignReport, CannotFuzz> {
    let folder = |error: &dyn std::fmt::Display| {
        CannotFuzz::Usage(format!("{}: {error}", plan.dir.display()))
    };
    fs::create_dir_all(&plan.dir).map_err(|error| folder(&error))?;
    let _lock = lock(plan).map_err(|what| folder(&what))?;
    let store = FindingStore::open(&plan.dir).map_err(|error| folder(&error))?;
    let known = store.findings().count() as u64;
    let earlier = state::read(plan, known).map_err(CannotFuzz::Usage)?;
    if let Some(earlier) = &earlier {
        notify(Notice::Note(format!(
            "going on after {} cases, with {known} {}",
            earlier.cases,
            if known == 1 { "finding" } else { "findings" }
        )));
    } else if known > 0 {
        notify(Notice::Note(format!("{known} findings were here already")));
    }
    let earlier = earlier.unwrap_or(state::Earlier { findings: known, ..Default::default() });
    let seeds = Seeds::read(plan).map_err(CannotFuzz::Usage)?;
    let control = Control::new(plan, cancel, notify, earlier, store);
    match &plan.target {
        FuzzTarget::Server(server) => {
            let world = TenantSet::new(&server.sites);
            let first = |world| server::forged_first(&server.address, world, &control);
            let first = world.as_ref().map(first).unwrap_or_default();
            first_look(&control, server)?;
            against_server(&control, &server.sites, &seeds, first, |worker| {
                worker.over_http(&server.address);
            })?;
        }
        FuzzTarget::Signers(all) => against_signers(&control, all, &seeds)?,
        FuzzTarget::Adapter(command) => match declared(plan, command, cancel)? {
            Op::Verify => against_server(&control, &demo_sites(), &seeds, Vec::new(), |worker| {
                worker.over_stdio(command);
            })?,
            _ => against_signers(&control, &[adapter(command)], &seeds)?,
        },
    }
    let asked = control.next_index() > earlier.next;
    if asked && control.judged() == 0 && !cancel.is_cancelled() {
        // A campaign in which nothing was answered must not look like one that found nothing.
        control.give_up("not one case was judged");
    }
    Ok(report(&control))
}

/// The longest that one of the first requests may take.
const FIRST_LOOK: Duration = Duration::from_secs(5);

/// What is set up wrongly ends the campaign before it begins; a server that is not there yet is waited for later.
fn first_look(control: &Control<'_>, server: &Server) -> Result<(), CannotFuzz> {
    let plan = control.plan;
    let time = plan.budget.time.map_or(FIRST_LOOK, |time| time / 8);
    let diagnosis =
        preflight(&server.address, &server.sites, plan.timeout.min(FIRST_LOOK).min(time));
    match diagnosis {
        Diagnosis::NoAnswer(_) => {}
        _ if diagnosis.stops() => return Err(CannotFuzz::Target(diagnosis.to_string())),
        _ if !diagnosis.is_well() => control.say(Notice::Note(diagnosis.to_string())),
        _ => {}
    }
    Ok(())
}

/// A campaign's folder is its own: two at a time would write over each other.
fn lock(plan: &FuzzPlan) -> Result<fs::File, String> {
    let path = plan.dir.join(".lock");
    // Nothing in it is read or written; a named pipe in its place is not waited for.
    let file = fs::File::options()
        .append(true)
        .create(true)
        .custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32)
        .open(&path)
        .map_err(|error| format!(".lock: {error}"))?;
    if !file.metadata().is_ok_and(|there| there.is_file()) {
        return Err(".lock: is not a file; name another folder: --out DIR".to_owned());
    }
    rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).map_err(
        |_| "another campaign is running here; name another folder: --out DIR".to_owned(),
    )?;
    Ok(file)
}

/// What an adapter is fuzzed as: a server where it can be one, else a signer.
fn declared(plan: &FuzzPlan, command: &CommandLine, cancel: &Cancel) -> Result<Op, CannotFuzz> {
    let session =
        Session::start(command.clone(), plan.timeout, cancel).map_err(|stop| match stop {
            Stop::GaveUp(why) => {
                CannotFuzz::Target([vec![why.why], why.stderr].concat().join("\n"))
            }
            Stop::Interrupted => CannotFuzz::Target("interrupted".to_owned()),
        })?;
    let hello = session.hello().clone();
    drop(session.end());
    match [Op::Verify, Op::Sign].into_iter().find(|op| hello.has_op(*op)) {
        Some(op) => Ok(op),
        None => Err(CannotFuzz::Target(format!(
            "it declares neither verify nor sign (it declares: {})",
            hello.ops.join(", ")
        ))),
    }
}

fn adapter(command: &CommandLine) -> Implementation {
    Implementation {
        name: command.to_string(),
        target: Target::Adapter(command.clone()),
        timeout: None,
        expected: Vec::new(),
    }
}

fn against_server(
    control: &Control<'_>,
    sites: &[Site],
    seeds: &Seeds,
    first: Vec<server::FirstForged>,
    work: impl Fn(server::Worker<'_, '_>) + Sync,
) -> Result<(), CannotFuzz> {
    let world = TenantSet::new(sites)
        .ok_or_else(|| CannotFuzz::Usage("there is no tenant to send requests for".to_owned()))?;
    let (jobs, depth) = setup(control, &world);
    let common = server::Common::new(&world, seeds, jobs, depth, first);
    let over_http = matches!(control.plan.target, FuzzTarget::Server(_));
    let corpus = || common.documents((control.plan.now)());
    let steering = || {
        let steering = common.steering();
        (steering.behaviours() as u64, steering.discovery(), steering.last_new)
    };
    let mut watch = match &control.plan.target {
        FuzzTarget::Server(server) => {
            control.plan.watch_pid.map(|pid| growth::Watch::new(pid, &server.address, &world))
        }
        _ => None,
    };
    let mut look = || watch.iter_mut().for_each(|watch| watch.look(control));
    side_by_side(control, jobs, &corpus, &steering, &mut look, &|place| {
        work(server::Worker::new(control, &common, place, over_http));
        // The last of the workers says what there was no time for.
        common.leave(control);
    });
    Ok(())
}

/// How many connections are used, and how many requests are under way on each: what was asked for, as far as
/// the server can do it.
fn setup(control: &Control<'_>, world: &TenantSet) -> (usize, usize) {
    let plan = control.plan;
    let jobs = plan.jobs.unwrap_or(2).max(1);
    let depth = if plan.rate.is_some() { 1 } else { plan.depth };
    let FuzzTarget::Server(server) = &plan.target else { return (plan.jobs.unwrap_or(1), depth) };
    let can = target::measure(&server.address, world, control);
    let Some(can) = can else { return (jobs, depth) };
    if !can.pipelines && depth > 1 {
        control.say(Notice::Note(
            "requests are sent one at a time: the server does not answer pipelined ones".to_owned(),
        ));
    }
    if !can.serves_two && jobs > 1 {
        control.say(Notice::Note(
            "one connection is used: the server serves one at a time".to_owned(),
        ));
    }
    let jobs = match (can.serves_two, plan.jobs) {
        (false, _) => 1,
        // A slow server is asked on more connections, so that enough is judged.
        (true, None) if can.latency >= SLOW => 8,
        _ => jobs,
    };
    (jobs, if can.pipelines { depth } else { 1 })
}

/// A server whose answers take so long is slow.
const SLOW: Duration = Duration::from_millis(20);

fn against_signers(
    control: &Control<'_>,
    implementations: &[Implementation],
    seeds: &Seeds,
) -> Result<(), CannotFuzz> {
    let several = implementations.len() > 1;
    let commons: Vec<signers::Common<'_>> = implementations
        .iter()
        .filter(|one| matches!(one.target, Target::Adapter(_)))
        .map(|one| signers::Common::new(one, several, seeds))
        .collect();
    if commons.is_empty() {
        return Err(CannotFuzz::Usage("there is no signer to fuzz".to_owned()));
    }
    let corpus = || commons.iter().flat_map(|common| common.documents()).collect();
    let steering = || {
        let one = |common: &signers::Common<'_>| {
            let steering = common.steering();
            (steering.behaviours() as u64, steering.discovery(), steering.last_new)
        };
        let all = commons.iter().map(one);
        all.reduce(|a, b| (a.0 + b.0, a.1.max(b.1), a.2.max(b.2))).unwrap_or((
            0,
            1.0,
            Instant::now(),
        ))
    };
    side_by_side(control, commons.len(), &corpus, &steering, &mut || {}, &|at| {
        signers::work(control, &commons[at]);
    });
    Ok(())
}

/// A worker is at work until this is dropped, also where it panics: then the campaign ends with it.
struct AtWork<'a>(&'a AtomicUsize);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Release);
    }
}

type Steered<'a> = &'a dyn Fn() -> (u64, f64, Instant);

/// Lets workers work, writes down how it stands, and looks at the server's process with `look`.
fn side_by_side(
    control: &Control<'_>,
    workers: usize,
    corpus: &dyn Fn() -> Vec<u8>,
    steered: Steered<'_>,
    look: &mut dyn FnMut(),
    work: &(dyn Fn(usize) + Sync),
) {
    let left = AtomicUsize::new(workers);
    std::thread::scope(|scope| {
        for at in 0..workers {
            let left = AtWork(&left);
            scope.spawn(move || {
                let _left = left;
                work(at);
            });
        }
        let (mut saved, mut copied) = (Instant::now(), Instant::now());
        while left.load(Ordering::Acquire) > 0 {
            std::thread::sleep(TICK);
            look();
            control.say(Notice::Tick(Box::new(standing(control, steered))));
            if saved.elapsed() >= STATE_EVERY {
                saved = Instant::now();
                save(control, false);
            }
            if copied.elapsed() >= CORPUS_EVERY {
                copied = Instant::now();
                save_corpus(control, corpus);
            }
        }
    });
    save_corpus(control, corpus);
    save(control, !control.cancel.is_cancelled());
    control.conclude(standing(control, steered));
}

fn save_corpus(control: &Control<'_>, corpus: &dyn Fn() -> Vec<u8>) {
    let path = control.plan.dir.join(CORPUS_FILE);
    if let Err(error) = write_private(&path, &corpus()) {
        control.give_up(&format!("{}: cannot write: {error}", path.display()));
    }
}

fn save(control: &Control<'_>, finished: bool) {
    let earlier = &control.earlier;
    let state = State {
        next: control.next_index(),
        first: earlier.first,
        cases: earlier.cases + control.judged(),
        elapsed: earlier.elapsed + control.elapsed(),
        spent: earlier.spent + control.elapsed(),
        findings_before: earlier.findings,
        finished,
    };
    let written = control.store().save().and_then(|()| state.write(control.plan));
    if let Err(error) = written {
        control.give_up(&format!("{}: cannot write: {error}", control.plan.dir.display()));
    }
}

fn standing(control: &Control<'_>, steered: Steered<'_>) -> Standing {
    let (behaviours, discovery, last_new) = steered();
    let store = control.store();
    let seconds = control.elapsed().as_secs_f64().max(0.001);
    let per_second = control.judged() as f64 / seconds;
    Standing {
        elapsed: control.earlier.elapsed + control.elapsed(),
        cases: control.earlier.cases + control.judged(),
        per_second,
        findings: store.findings().map(|filed| (filed.cause.clone(), filed.count)).collect(),
        flaky: store.filed.iter().filter(|filed| filed.flaky).count(),
        behaviours,
        since_new: last_new.elapsed(),
        next_hour: in_an_hour(discovery, per_second),
        down: control.down(),
        coverage: control.coverage(),
        notes: control.notes(),
        remarks: control.remarks(),
    }
}

fn report(control: &Control<'_>) -> CampaignReport {
    let interrupted = control.cancel.is_cancelled();
    let whole =
        control.gave_up().is_none() && !interrupted && not_enough(&control.coverage()).is_none();
    let today = (control.plan.now)().to_zoned(jiff::tz::TimeZone::system()).date();
    let store = control.store();
    CampaignReport {
        findings: store.findings().cloned().collect(),
        flaky: store.filed.iter().filter(|filed| filed.flaky).cloned().collect(),
        standing: control.concluded(),
        cases: control.judged(),
        gave_up: control.gave_up(),
        interrupted,
        expectations: control.waivers.report(today, whole),
    }
}
