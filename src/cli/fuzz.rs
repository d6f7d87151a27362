//! `goalpost fuzz`

use super::config::{self, Config};
use super::failure::Failure;
use super::on_finding::OnFinding;
use super::output::{Color, Output};
use super::reports::Reports;
use super::shard::parse_shard;
use super::signals::cancel_on_signals;
use super::target::{TargetOptions, parse_rate};
use super::time;
use crate::adapter::CommandLine;
use crate::campaign::usage::Usage;
use crate::campaign::{
    Budget, CampaignReport, CannotFuzz, FuzzPlan, FuzzTarget, Notice, Standing, fuzz, not_enough,
};
use crate::files::write_whole;
use crate::judge::ExpectedDrift;
use crate::report::diff_view::safe;
use crate::report::fuzz as report;
use crate::run::State;
use crate::run::exit;
use crate::run::{Implementation, Target};
use crate::wording::{visible, visible_json};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::ffi::OsString;
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Names of the status file and the log in the findings folder.
const STATUS_FILE: &str = "status.json";
const LOG_FILE: &str = "fuzz.log";

/// Interval between two lines of the log, and between two status files.
const LOG_EVERY: Duration = Duration::from_secs(60);
const STATUS_EVERY: Duration = Duration::from_secs(1);

/// Duration of a campaign without --for, --cases and --findings.
const USUAL: Duration = Duration::from_secs(60);

/// Fuzz a server, a validator or signers, and save every finding
///
/// Sends valid, re-encoded, tampered, rule-breaking, malformed-JSON and malformed-HTTP requests, and checks
/// each response against the protocol. A failure is reproduced three times, minimised, named and saved once
/// under findings/<cause>/. A campaign that is killed resumes where it stopped.
// Shown by clap as it stands.
#[allow(rustdoc::invalid_html_tags)]
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    goalpost fuzz --url http://127.0.0.1:8000 --tenant-file tenant.toml --for 8h\n  \
    goalpost fuzz -- python3 my_validator.py      an adapter: a validator if it declares verify, else a signer\n  \
    goalpost fuzz staging                         a [[server]] in goalpost.toml\n  \
    goalpost fuzz node-documented                 signers in goalpost.toml, each against the reference\n\n\
    Exit codes: 0 clean; 1 findings; 2 usage error; 3 the target is unavailable or cannot be run, or \
    not enough was judged; 130 \
    interrupted; 4 stale or expired expectation. If several apply, the first of 2, 3, 130, 1, 4 is used.\n\n\
    Environment: GOALPOST_SHARD=I/N is the same as --shard I/N. In an indexed Kubernetes job, set \
    GOALPOST_SHARDS=N; the shard number comes from JOB_COMPLETION_INDEX.")]
pub(super) struct Fuzz {
    /// Signers in goalpost.toml to fuzz, or one of its servers [default: all signers]
    names: Vec<String>,

    /// Command of an adapter to fuzz instead of goalpost.toml
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    /// Configuration file [default: goalpost.toml in this folder or the nearest one above it]
    #[arg(long, value_name = "FILE", conflicts_with = "command")]
    config: Option<PathBuf>,

    #[command(flatten)]
    target: TargetOptions,

    /// Stop after this long: 8h, 90m, 30s [default: 60s unless --cases or --findings is given]
    #[arg(long = "for", value_name = "TIME", value_parser = time::parse_long)]
    time: Option<Duration>,

    /// Stop after this number of cases
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    cases: Option<u64>,

    /// Stop after this number of findings
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    findings: Option<u64>,

    /// Seed of the cases
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,

    /// Number of parallel connections or processes [default: 2 connections, 8 if answers are slow; 1 process]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,

    /// Maximum requests in flight per connection
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pipeline: u16,

    /// Maximum cases per second across all jobs; 429 responses are always honoured
    #[arg(long, value_name = "N", value_parser = parse_rate)]
    rate: Option<f64>,

    /// Run shard I of N
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    shard: Option<(u64, u64)>,

    /// Folder for findings, state, status and log
    #[arg(long, value_name = "DIR", default_value = "findings")]
    out: PathBuf,

    /// Folder with cases to start from, such as fuzz/corpus/validator
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,

    /// Maximum time per case: 5, 5s or 500ms
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time::parse)]
    timeout: Duration,

    /// Watch the server's process and its children: memory, descriptors or threads that grow are a finding
    #[arg(long, value_name = "PID", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "command")]
    watch_pid: Option<u32>,

    /// Run this shell command once for each finding; GOALPOST_FINDING is its folder
    #[arg(long, value_name = "COMMAND")]
    on_finding: Option<OsString>,

    /// Fail on notes, and ignore expectations: report drifts that goalpost.toml expects, too
    #[arg(long)]
    strict: bool,

    /// Report format
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,

    /// Print findings only
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    reports: Reports,

    /// When to use colours in the output
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// JSON for machines
    Json,
}

impl Fuzz {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let (plan, defaults) = self.plan()?;
        let reports = self.reports.or(&defaults);
        let output = Output::open(None, self.color)?;
        reports.check_writable()?;
        let cancel = cancel_on_signals()?;
        let on_finding = self.on_finding.clone().map(OnFinding::start).transpose()?;
        let shown = !self.quiet && std::io::stderr().is_terminal();
        let mut teller = Reporter::new(&plan, shown, on_finding.as_ref())?;
        let report =
            fuzz(&plan, &cancel, &|notice| teller.hear(&notice)).map_err(|why| match why {
                CannotFuzz::Usage(what) => Failure::usage(what),
                CannotFuzz::Target(what) => Failure { what, code: exit::CANNOT_RUN },
            })?;
        teller.conclude(&report);
        teller.found = None;
        for failure in on_finding.map(OnFinding::finish).unwrap_or_default() {
            teller.log(&failure);
            anstream::eprintln!("{}", visible(&failure));
        }
        let code = exit_code(&report, self.strict);
        match self.format {
            Format::Human => {
                output.write_text(|out| report::write_text(&report, &plan, self.quiet, out))?;
            }
            Format::Json => {
                output.write_json(|out| report::write_json(&report, &plan, code, out))?
            }
        }
        let mut document = Vec::new();
        report::write_json(&report, &plan, code, &mut document).map_err(Failure::usage)?;
        reports.write(&document, matches!(self.format, Format::Json))?;
        Ok(code)
    }

    /// What is done, and the reports that goalpost.toml asks for.
    fn plan(&self) -> Result<(FuzzPlan, Reports), Failure> {
        let budget = Budget { time: self.time, cases: self.cases, findings: self.findings };
        let endless = self.time.is_none() && self.cases.is_none() && self.findings.is_none();
        let (target, expected, reports) = self.target()?;
        if let Some(pid) = self.watch_pid {
            if !matches!(target, FuzzTarget::Server(_)) {
                return Err(Failure::usage("--watch-pid is for servers: name one, or pass --url"));
            }
            if Usage::of(pid).is_none() {
                return Err(Failure::usage(format!(
                    "--watch-pid {pid}: no such process, or it belongs to another user"
                )));
            }
        }
        let own_rate = match &target {
            FuzzTarget::Server(server) => server.rate,
            _ => None,
        };
        let plan = FuzzPlan {
            target,
            expected,
            watch_pid: self.watch_pid,
            budget: if endless { Budget { time: Some(USUAL), ..budget } } else { budget },
            seed: self.seed,
            jobs: self.jobs.map(usize::from),
            rate: self.rate.or(own_rate),
            depth: self.pipeline.into(),
            shard: match self.shard {
                Some(shard) => shard,
                None => shard_of_environment(&|name| std::env::var(name).ok())
                    .map_err(Failure::usage)?
                    .unwrap_or((1, 1)),
            },
            timeout: self.timeout,
            dir: self.out.clone(),
            corpus: self.corpus.clone(),
            strict: self.strict,
            now: jiff::Timestamp::now,
        };
        Ok((plan, reports))
    }

    /// What is fuzzed, what is expected of it, and the reports that goalpost.toml asks for.
    fn target(&self) -> Result<(FuzzTarget, Vec<ExpectedDrift>, Reports), Failure> {
        if self.command.is_empty() && std::env::args_os().any(|word| word == "--") {
            return Err(Failure::usage(
                "no command after --: write, for example, goalpost fuzz -- python3 validator.py",
            ));
        }
        if let Some(server) = self.target.server(&self.names)? {
            return Ok((FuzzTarget::Server(server), Vec::new(), Reports::default()));
        }
        if !self.command.is_empty() {
            if !self.names.is_empty() {
                return Err(Failure::usage("give implementation names or a command, not both"));
            }
            let command = CommandLine::new(self.command.clone());
            return Ok((FuzzTarget::Adapter(command), Vec::new(), Reports::default()));
        }
        let config = config::find(self.config.as_deref()).map_err(|what| {
            Failure::usage(format!(
                "{what}: pass another file with --config FILE, or fuzz a server (goalpost fuzz --url URL \
                 --tenant-file tenant.toml) or an adapter (goalpost fuzz -- COMMAND)"
            ))
        })?;
        let config = Config::read(&config)?;
        let mut named = config.named(&self.names)?;
        if let [Implementation { target: Target::Server(server), expected, .. }] = &named[..] {
            return Ok((FuzzTarget::Server(server.clone()), expected.clone(), config.fuzz));
        }
        // Signers are compared with each other; a server is fuzzed alone.
        named.retain(|one| matches!(one.target, Target::Adapter(_)));
        if named.is_empty() {
            return Err(Failure::usage("several servers: name the one to fuzz"));
        }
        Ok((FuzzTarget::Signers(named), Vec::new(), config.fuzz))
    }
}

fn exit_code(report: &CampaignReport, strict: bool) -> u8 {
    match report {
        // A target that went away after a request that broke it is a finding.
        CampaignReport { gave_up: Some(_), findings, .. } if findings.is_empty() => {
            exit::CANNOT_RUN
        }
        CampaignReport { interrupted: true, .. } => exit::INTERRUPTED,
        CampaignReport { findings, .. } if !findings.is_empty() => exit::DRIFT,
        CampaignReport { standing, .. } if strict && !standing.notes.is_empty() => exit::DRIFT,
        CampaignReport { standing, .. } if not_enough(&standing.coverage).is_some() => {
            exit::CANNOT_RUN
        }
        CampaignReport { expectations, .. }
            if expectations.iter().any(|e| matches!(e.state, State::Stale | State::Expired)) =>
        {
            exit::EXPECTATION
        }
        _ => exit::CONFORMS,
    }
}

/// The shard that the environment assigns to this process, if any.
fn shard_of_environment(
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<(u64, u64)>, String> {
    if let Some(text) = variable("GOALPOST_SHARD") {
        return parse_shard(&text).map(Some).map_err(|what| format!("GOALPOST_SHARD: {what}"));
    }
    let Some(of) = variable("GOALPOST_SHARDS") else { return Ok(None) };
    let index = variable("JOB_COMPLETION_INDEX")
        .ok_or("GOALPOST_SHARDS is set, but JOB_COMPLETION_INDEX (0 to N-1) is not")?;
    let part = index.parse::<u64>().ok().and_then(|index| index.checked_add(1));
    let part = part.ok_or("JOB_COMPLETION_INDEX is not a number")?;
    let what = |what| format!("GOALPOST_SHARDS and JOB_COMPLETION_INDEX: {what}");
    parse_shard(&format!("{part}/{of}")).map(Some).map_err(what)
}

/// Reports a running campaign: a line on the terminal, a log, a status file.
struct Reporter<'p> {
    plan: &'p FuzzPlan,
    /// Who hears of the folders of findings.
    found: Option<Sender<PathBuf>>,
    bar: ProgressBar,
    last: Mutex<Last>,
}

struct Last {
    log: Option<File>,
    logged: Instant,
    status: Instant,
}

impl<'p> Reporter<'p> {
    fn new(
        plan: &'p FuzzPlan,
        shown: bool,
        on_finding: Option<&OnFinding>,
    ) -> Result<Reporter<'p>, Failure> {
        let fault = |error: std::io::Error| {
            Failure::usage(format!("{}: cannot write: {error}", plan.dir.display()))
        };
        std::fs::create_dir_all(&plan.dir).map_err(fault)?;
        let log = File::options()
            .append(true)
            .create(true)
            // A named pipe in its place is not waited for.
            .custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32)
            .open(plan.dir.join(LOG_FILE))
            .map_err(fault)?;
        let target =
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target).with_style(
            ProgressStyle::with_template("{spinner} {wide_msg}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        let now = Instant::now();
        Ok(Reporter {
            plan,
            found: on_finding.map(OnFinding::sender),
            bar,
            last: Mutex::new(Last { log: Some(log), logged: now, status: now }),
        })
    }

    fn hear(&self, notice: &Notice) {
        let text = match notice {
            Notice::Tick(standing) => return self.tick(standing),
            Notice::Found(cause, title) => {
                if let Some(found) = &self.found {
                    // Its receiver lives until the campaign is over.
                    let _ = found.send(self.plan.dir.join(cause));
                }
                format!("found {cause}: {title}")
            }
            Notice::Flaky(cause) => format!("flaky {cause}: not reproduced every time"),
            Notice::Down(why) => format!("the target is away ({why}); waiting for it"),
            Notice::Up(time) => format!("the target is back after {}", report::time(*time)),
            Notice::Note(text) => text.clone(),
        };
        let text = safe(&text);
        self.log(&text);
        self.bar.println(&text);
    }

    fn tick(&self, standing: &Standing) {
        self.bar.set_message(report::line(standing));
        self.bar.tick();
        let (log, status) = {
            let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
            let log = last.logged.elapsed() >= LOG_EVERY;
            let status = last.status.elapsed() >= STATUS_EVERY;
            if log {
                last.logged = Instant::now();
            }
            if status {
                last.status = Instant::now();
            }
            (log, status)
        };
        if log {
            self.log(&report::line(standing));
        }
        if status {
            self.write_status(standing, "running");
        }
    }

    /// Appends a line to the log. A failing log does not end the campaign.
    fn log(&self, text: &str) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (self.plan.now)().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let line = text.replace(['\n', '\r'], " ");
        if let Some(log) = &mut last.log
            && writeln!(log, "{now} {line}").is_err()
        {
            last.log = None;
        }
    }

    fn write_status(&self, standing: &Standing, state: &str) {
        let mut bytes = Vec::new();
        if report::write_status(self.plan, standing, state, &mut bytes).is_ok() {
            let json = visible_json(&String::from_utf8_lossy(&bytes)).into_owned();
            drop(write_whole(&self.plan.dir.join(STATUS_FILE), json.as_bytes()));
        }
    }

    fn conclude(&self, report: &CampaignReport) {
        self.bar.finish_and_clear();
        let state = match report {
            CampaignReport { gave_up: Some(_), .. } => "gave up",
            CampaignReport { interrupted: true, .. } => "interrupted",
            _ => "finished",
        };
        self.log(&format!("{state}: {}", report::line(&report.standing)));
        self.write_status(&report.standing, state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_says_which_part_it_is() {
        let read = |variables: &[(&str, &str)]| {
            shard_of_environment(&|name| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned())
            })
        };
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&[("GOALPOST_SHARD", "2/4")]), Ok(Some((2, 4))));
        let job = |index| [("GOALPOST_SHARDS", "8"), ("JOB_COMPLETION_INDEX", index)];
        assert_eq!(read(&job("0")), Ok(Some((1, 8))));
        assert_eq!(read(&job("7")), Ok(Some((8, 8))));
        assert!(read(&job("8")).is_err() && read(&job("x")).is_err());
        assert!(read(&[("GOALPOST_SHARDS", "8")]).is_err());
        assert!(read(&[("GOALPOST_SHARD", "0/4")]).is_err());
    }
}
