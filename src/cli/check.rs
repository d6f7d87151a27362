//! `goalpost check`

use super::config::{self, Config};
use super::failure::Failure;
use super::lang::Lang;
use super::output::{Color, Output};
use super::reports::Reports;
use super::shard::parse_shard;
use super::signals::cancel_on_signals;
use super::target::{TargetOptions, parse_rate};
use super::{pattern, time};
use crate::adapter::CommandLine;
use crate::files::read_file;
use crate::protocol::without_secrets;
use crate::report::live::LiveReport;
use crate::report::progress::Progress;
use crate::report::verbosity::Verbosity;
use crate::report::{json, terminal};
use crate::run::{CheckReport, Gate, Implementation, Plan, Selection, Target, run};
use crate::vectors::smoke;
use crate::vectors::smoke::{MAX_SMOKE_FILE, SMOKE_FILE};
use crate::vectors::{Groups, VectorFile, lint, store};
use clap::{Args, ValueEnum};
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Run golden vectors and random goals against implementations and report every drift
///
/// Without names, all implementations in goalpost.toml are checked. A command after `--` checks that one
/// adapter and needs no configuration. An adapter that declares the op `sign` computes signatures; one that
/// declares `send` POSTs goals to an endpoint that captures them (case ids begin with send/); one that
/// declares `verify` responds to requests as a server would.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    goalpost check                           all implementations in goalpost.toml\n  \
    goalpost check node-documented --strict  one of them, ignoring expectations\n  \
    goalpost check -- python3 my_adapter.py  your own adapter, no configuration\n  \
    goalpost check --url http://127.0.0.1:8000 --tenant-file tenant.toml   a running server\n\n\
    Exit codes: 0 conforms; 1 drift, wrong accept or refusal, or a fault in a case; 2 usage or \
    configuration error; 3 an implementation could not be run, or no case was run; 4 stale or \
    expired expectation; 130 interrupted. If several apply, the first of 2, 3, 1, 4 is used.")]
pub(super) struct Check {
    /// Implementations in goalpost.toml to check [default: all]
    names: Vec<String>,

    /// Command of an adapter to check instead of goalpost.toml
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    /// Configuration file [default: goalpost.toml in this folder or the nearest one above it]
    #[arg(long, value_name = "FILE", conflicts_with = "command")]
    config: Option<PathBuf>,

    #[command(flatten)]
    target: TargetOptions,

    /// Send a server at most this many requests per second; a 429 is waited for in any case
    #[arg(long, value_name = "N", value_parser = parse_rate, requires = "url")]
    rate: Option<f64>,

    /// Read the golden vectors from a folder instead of the embedded copy
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,

    /// Number of random goals
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    random: u64,

    /// Run golden vectors only
    #[arg(long, conflicts_with = "random")]
    no_random: bool,

    /// Seed of the random goals; the same seed gives the same goals on every machine
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,

    /// Run only cases whose id matches, such as 'money/*' or 'random/1/4711'
    #[arg(long, value_name = "GLOB")]
    only: Option<String>,

    /// Run only the smoke set: the smallest set of vectors that detects every known mistake
    #[arg(long, conflicts_with = "random")]
    smoke: bool,

    /// Run shard I of N; a case always belongs to the same shard
    #[arg(long, value_name = "I/N", value_parser = parse_shard)]
    shard: Option<(u64, u64)>,

    /// Number of implementations to run in parallel [default: number of cores]; with --url, of connections [default: 4]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,

    /// Maximum time per case: 5, 5s or 500ms
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time::parse)]
    timeout: Duration,

    /// Maximum time from the start of an adapter to its handshake [default: 10s, or --timeout if that is more]
    #[arg(long, value_name = "TIME", value_parser = time::parse, conflicts_with = "url")]
    start_timeout: Option<Duration>,

    /// Language of the code that fixes a mistake [default: that of the adapter's runtime]
    #[arg(long, value_name = "LANGUAGE", value_enum)]
    lang: Option<Lang>,

    /// Fail only for mistakes that hit real conversions (legal goals), not for goals that a server refuses anyway
    #[arg(long)]
    legal: bool,

    /// With --smoke: do not fail if skipped vectors leave known mistakes undetected
    #[arg(long, requires = "smoke")]
    allow_skips: bool,

    /// Ignore expectations and fail on notes: report expected drifts as failures
    #[arg(long)]
    strict: bool,

    /// Do not infer a rule if no known mistake explains a drift
    #[arg(long)]
    no_learn: bool,

    /// Report format
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,

    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Print failures only
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,

    /// Also print in full what shows only on goals that a server refuses, and a sample of every expected drift
    #[arg(short, long)]
    verbose: bool,

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

impl Check {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let (implementations, defaults) = self.implementations()?;
        let reports = self.reports.or(&defaults);
        let plan = self.plan()?;
        // Opened first: an unwritable report path must fail before the run, not after it.
        let output = Output::open(self.output.as_deref(), self.color)?;
        reports.check_writable()?;
        let cancel = cancel_on_signals()?;

        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        let write = |report: &CheckReport| match self.format {
            Format::Human => output.write_text(|out| terminal::write(report, verbosity, out)),
            Format::Json => output.write_json(|out| json::write(report, out)),
        };
        // A version that cannot be written is no reason to stop: the last one says so again.
        let write_so_far = |report: &CheckReport| drop(write(report));
        let live =
            output.is_file().then(|| LiveReport::new(&plan, &implementations, &write_so_far));
        let names: Vec<&str> = implementations.iter().map(|i| i.name.as_str()).collect();
        let cases = (plan.vector_count() + plan.verify_count()) as u64 + plan.random;
        let progress = Progress::new(&names, cases, !self.quiet && std::io::stderr().is_terminal());
        let report = run(&plan, &implementations, &cancel, &|place, event| {
            progress.hear(place, &event);
            live.iter().for_each(|live| live.hear(place, &event));
        });
        progress.clear();
        write(&report)?;
        if self.format == Format::Json && output.is_file() {
            let console = Output::open(None, self.color)?;
            console.write_text(|out| terminal::write_summary(&report, verbosity, out))?;
        }
        let mut document = Vec::new();
        json::write(&report, &mut document).map_err(Failure::usage)?;
        reports.write(&document, self.format == Format::Json && self.output.is_none())?;
        Ok(report.exit_code())
    }

    /// What is checked, and the reports that goalpost.toml asks for.
    fn implementations(&self) -> Result<(Vec<Implementation>, Reports), Failure> {
        // `-- $COMMAND` with an empty variable must not check goalpost.toml instead.
        if self.command.is_empty() && std::env::args_os().any(|word| word == "--") {
            return Err(Failure::usage(
                "no command after --: write, for example, goalpost check -- python3 adapter.py",
            ));
        }
        if let Some(mut server) = self.target.server(&self.names)? {
            let name = server.address.to_string();
            server.jobs = self.jobs.map_or(server.jobs, usize::from);
            server.rate = self.rate;
            let server = Implementation {
                name,
                target: Target::Server(server),
                timeout: None,
                expected: Vec::new(),
            };
            return Ok((vec![server], Reports::default()));
        }
        if let Some(program) = self.command.first() {
            if !self.names.is_empty() {
                return Err(Failure::usage("give implementation names or a command, not both"));
            }
            // Until the handshake names it: the script's name describes it better than the interpreter's.
            let file = self.command.iter().map(Path::new).rfind(|path| path.is_file());
            let name = file.unwrap_or(Path::new(program)).file_name();
            let command = CommandLine {
                start_timeout: self.start_timeout,
                ..CommandLine::new(self.command.clone())
            };
            let adapter = Implementation {
                name: without_secrets(&name.unwrap_or(program).to_string_lossy()).into_owned(),
                target: Target::Adapter(command),
                timeout: None,
                expected: Vec::new(),
            };
            return Ok((vec![adapter], Reports::default()));
        }
        let config = config::find(self.config.as_deref()).map_err(|what| {
            Failure::usage(format!(
                "{what}: write one with `goalpost init`, pass another file with --config FILE, or check one adapter \
                 without configuration: goalpost check -- COMMAND"
            ))
        })?;
        let config = Config::read(&config)?;
        let mut named = config.named(&self.names)?;
        for implementation in &mut named {
            if let Target::Adapter(command) = &mut implementation.target {
                command.start_timeout = command.start_timeout.or(self.start_timeout);
            }
        }
        Ok((named, config.check))
    }

    fn plan(&self) -> Result<Plan, Failure> {
        let only = match &self.only {
            None => None,
            Some(glob) => Some(
                pattern::parse(glob)
                    .map_err(|what| Failure::usage(format!("--only: {what}")))?
                    .compile_matcher(),
            ),
        };
        let smoke = match (self.smoke, &self.vectors) {
            (false, _) => None,
            (true, None) => Some(smoke::embedded().map_err(Failure::usage)?),
            (true, Some(dir)) => {
                let path = dir.join(SMOKE_FILE);
                let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
                let bytes =
                    read_file(&path, MAX_SMOKE_FILE).map_err(|error| fault(error.to_string()))?;
                Some(smoke::read(&bytes).map_err(fault)?)
            }
        };
        let smoke = smoke.map(|ids| ids.into_iter().collect());
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Plan {
            vectors: self.vectors()?.into_iter().filter(|file| self.asks(file)).collect(),
            random: if self.no_random || self.smoke || self.target.url.is_some() {
                0
            } else {
                self.random
            },
            seed: self.seed,
            selection: Selection { only, smoke, shard: self.shard },
            strict: self.strict,
            learn: !self.no_learn && !self.smoke && self.only.is_none() && self.shard.is_none(),
            timeout: self.timeout,
            language: self.lang.map(Lang::language),
            gate: Gate { legal_only: self.legal, fails_unseen: self.smoke && !self.allow_skips },
            named_by_adapters: !self.command.is_empty(),
            jobs: self.jobs.map_or(cores, usize::from),
            today: jiff::Zoned::now().date(),
            now: jiff::Timestamp::now,
        })
    }

    /// A running server cannot sign, so sign vectors are left out for it.
    fn asks(&self, file: &VectorFile) -> bool {
        self.target.url.is_none() || matches!(file.groups, Groups::Verify(_) | Groups::Sequences(_))
    }

    fn vectors(&self) -> Result<Vec<VectorFile>, Failure> {
        let Some(dir) = &self.vectors else {
            return crate::vectors::embedded().map_err(Failure::usage);
        };
        let files = store::load(dir).map_err(Failure::usage)?;
        for file in &files {
            if let Some(fault) = lint::self_consistency(file).first() {
                return Err(Failure::usage(format!("{}: {fault}", dir.join(&file.name).display())));
            }
        }
        Ok(files)
    }
}
