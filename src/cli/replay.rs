//! `goalpost replay`

use super::config::Config;
use super::failure::Failure;
use super::output::{Color, Output};
use super::reports::Reports;
use super::signals::cancel_on_signals;
use super::target::TargetOptions;
use super::time;
use crate::adapter::CommandLine;
use crate::campaign::growth;
use crate::campaign::replay::{Target, replay, replay_sequence};
use crate::case::demo_sites;
use crate::files::read_file;
use crate::generate::TenantSet;
use crate::generate::document;
use crate::generate::document::{Document, MAX_CASE_FILE};
use crate::generate::sequence::Sequence;
use crate::judge::Weight;
use crate::judge::server::Symptom;
use crate::protocol::json::{Value, parse_wire};
use crate::report::replay as report;
use crate::run::{self, Server, exit};
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Re-run a finding and report whether it still reproduces
///
/// FILE is a finding's folder, its case.json, or any other case file, such as one of a corpus.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    goalpost replay findings/value-range-answered-200/case.json --url http://127.0.0.1:8000 --tenant-file tenant.toml\n  \
    goalpost replay findings/raw-utf8-not-ascii-escaped/case.json -- node my_signer.mjs\n\n\
    Exit codes: 0 no longer reproduces; 1 still wrong; 2 usage error; 3 the target is unavailable or cannot be run.")]
pub(super) struct Replay {
    /// Case file or finding folder
    file: PathBuf,

    /// Command of the adapter to run the case against
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    #[command(flatten)]
    target: TargetOptions,

    /// Server in goalpost.toml to send the case to, by name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["command", "url"])]
    server: Option<String>,

    /// Configuration file
    #[arg(long, value_name = "FILE", default_value = "goalpost.toml", requires = "server")]
    config: PathBuf,

    /// The server's process, for a finding of memory, descriptors or threads that grow
    #[arg(long, value_name = "PID", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "command")]
    watch_pid: Option<u32>,

    /// Maximum time for a response: 5, 5s or 500ms
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time::parse)]
    timeout: Duration,

    #[command(flatten)]
    reports: Reports,

    /// When to use colours in the output
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

impl Replay {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let (target, world) = match self.server()? {
            Some(server) => {
                let world = TenantSet::new(&server.sites);
                (Target::Server(server.address), world)
            }
            None if self.command.is_empty() => {
                return Err(Failure::usage(
                    "no target: pass --url URL --tenant-file FILE, --server NAME, or -- COMMAND",
                ));
            }
            None => {
                let words = self.command.clone();
                let command = CommandLine::new(words);
                (Target::Adapter(command), TenantSet::new(&demo_sites()))
            }
        };
        let (document, value) = read_document(&self.file, world.as_ref())?;
        let fault = |what: String| Failure::usage(format!("{}: {what}", self.file.display()));
        let sequence = Sequence::read(&value, world.as_ref()).map_err(fault)?;
        let symptom = value.get("symptom").and_then(Value::as_str).and_then(Symptom::of_name);
        let slows = symptom == Some(Symptom::SlowsDown);
        let weight = value.get("weight").and_then(Value::as_str).and_then(Weight::of_name);
        let output = Output::open(None, self.color)?;
        self.reports.check_writable()?;
        let cancel = cancel_on_signals()?;
        let Some(world) = world else {
            return Err(Failure::usage("the tenant file has no tenant with a valid secret"));
        };
        let cannot = |what| Failure { what, code: exit::CANNOT_RUN };
        let replayed = match (&sequence, symptom) {
            (Some(sequence), Some(Symptom::Grows(resource))) => {
                let (Target::Server(address), Some(pid), Some(step)) =
                    (&target, self.watch_pid, sequence.steps.first())
                else {
                    return Err(Failure::usage(
                        "the finding is about the server's process: pass --url and --watch-pid PID",
                    ));
                };
                let request = &step.request.case.request;
                growth::replay(resource, pid, address, request, self.timeout, &cancel)
            }
            (Some(sequence), _) => {
                replay_sequence(sequence, weight, slows, &target, &world, self.timeout, &cancel)
            }
            (None, _) => replay(&document, &target, &world, self.timeout, &cancel),
        }
        .map_err(cannot)?;
        let code = if replayed.wrong.is_empty() { exit::CONFORMS } else { exit::DRIFT };
        let told = report::Replay {
            file: &self.file.display().to_string(),
            id: value.get("id").and_then(Value::as_str).unwrap_or_default(),
            target: &target.to_string(),
            replayed: &replayed,
        };
        output.write_text(|out| report::write_text(&told, out))?;
        let mut document = Vec::new();
        report::write_json(&told, code, &mut document).map_err(Failure::usage)?;
        self.reports.write(&document, false)?;
        Ok(code)
    }
}

impl Replay {
    /// The server that is asked, if it is one.
    fn server(&self) -> Result<Option<Server>, Failure> {
        let Some(name) = &self.server else { return self.target.server(&[]) };
        let named = Config::read(&self.config)?.named(std::slice::from_ref(name))?;
        let server = named.into_iter().find_map(|one| match one.target {
            run::Target::Server(server) => Some(server),
            run::Target::Adapter(_) => None,
        });
        server.map(Some).ok_or_else(|| Failure::usage(format!("{name} is no [[server]]")))
    }
}

/// Reads the case in a file, or in a finding's folder.
fn read_document(path: &Path, world: Option<&TenantSet>) -> Result<(Document, Value), Failure> {
    let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let path_of_case = if path.is_dir() { path.join("case.json") } else { path.to_owned() };
    let bytes = read_file(&path_of_case, MAX_CASE_FILE).map_err(|e| fault(e.to_string()))?;
    let value = parse_wire(&bytes).map_err(|error| fault(error.to_string()))?;
    let document = document::read(&bytes, world).map_err(fault)?;
    Ok((document, value))
}
