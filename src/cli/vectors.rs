//! `goalpost vectors`

use super::failure::Failure;
use super::output::{Color, Output, to_stdout};
use super::reports::Reports;
use crate::files::read_file;
use crate::report::audit::{write_json, write_text};
use crate::run::audit::{Audit, audit};
use crate::run::exit;
use crate::vectors::smoke;
use crate::vectors::smoke::{MAX_SMOKE_FILE, SMOKE_FILE};
use crate::vectors::store::StoreError;
use crate::vectors::{lint, store};
use clap::{Args, Subcommand, ValueEnum};
use similar::TextDiff;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Generate, verify or audit the golden vectors
///
/// The vectors are generated from the catalogue in the source code; their expected results come from the
/// reference implementation.
#[derive(Args)]
#[command(after_help = "Example:\n  goalpost vectors check")]
pub(super) struct Vectors {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Generate the golden vectors
    ///
    /// Refuses to change or remove a published expectation unless its id is named with --change or --drop.
    #[command(after_help = "Examples:\n  goalpost vectors write\n  \
        goalpost vectors write --change money/tie/0.125")]
    Write {
        /// Folder of the vectors
        #[arg(long, value_name = "DIR", default_value = "vectors")]
        vectors: PathBuf,
        /// Allow the expectation of this vector to change
        #[arg(long, value_name = "ID")]
        change: Vec<String>,
        /// Allow this vector to be removed
        #[arg(long, value_name = "ID")]
        drop: Vec<String>,
    },
    /// Lint the vector files and fail with a diff if they are out of date
    ///
    /// Compares every file, byte for byte, with what `goalpost vectors write` would generate.
    #[command(after_help = "Example:\n  goalpost vectors check --vectors vectors")]
    Check {
        /// Folder of the vectors
        #[arg(long, value_name = "DIR", default_value = "vectors")]
        vectors: PathBuf,
    },
    /// Mutation-test the vectors: fail if a known mistake survives
    ///
    /// Runs every known mistake, as a signer and as a server, against every vector. Fails if any mutant
    /// survives, or if the smoke set misses a mutant or contains a redundant vector.
    #[command(after_help = "Examples:\n  goalpost vectors audit\n  \
        goalpost vectors audit --format json    the complete kill matrix\n  \
        goalpost vectors audit --write          write smoke.json, the smallest set that kills every mutant")]
    Audit {
        /// Folder of the vectors
        #[arg(long, value_name = "DIR", default_value = "vectors")]
        vectors: PathBuf,
        /// Write the smallest set of vectors that kills every mutant to smoke.json
        #[arg(long)]
        write: bool,
        /// Print every mutant and every vector
        #[arg(short, long)]
        verbose: bool,
        /// Report format
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
        #[command(flatten)]
        reports: Reports,
        /// When to use colours in the output
        #[arg(long, value_enum, default_value_t = Color::Auto)]
        color: Color,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// JSON for machines
    Json,
}

impl Vectors {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let (text, code) = match self.action {
            Action::Write { vectors, change, drop } => {
                let mut written = store::write(&vectors, &change, &drop).map_err(refused)?;
                let smoke = vectors.join(SMOKE_FILE);
                if !smoke.exists() {
                    let ids = smoke::embedded().map_err(Failure::usage)?;
                    let to = Output::open(Some(&smoke), Color::Never)?;
                    to.write_json(|out| out.write_all(&smoke::to_bytes(&ids)))?;
                    written.files.push(SMOKE_FILE.to_owned());
                }
                let names = match &written.files[..] {
                    [] => "nothing changed".to_owned(),
                    names => format!("wrote {}", names.join(", ")),
                };
                let line = format!("{}: {} vectors, {names}\n", vectors.display(), written.vectors);
                (line, exit::CONFORMS)
            }
            Action::Check { vectors } => {
                let on_disk = store::read_folder(&vectors).map_err(Failure::usage)?;
                check(&on_disk)?
            }
            Action::Audit { vectors, write, verbose, format, reports, color } => {
                let output = Output::open(None, color)?;
                reports.check_writable()?;
                let report = audited(&vectors, write)?;
                let code = if report.faults.is_empty() { exit::CONFORMS } else { exit::DRIFT };
                match format {
                    Format::Human => output.write_text(|out| write_text(&report, verbose, out))?,
                    Format::Json => output.write_json(|out| write_json(&report, code, out))?,
                }
                let mut document = Vec::new();
                write_json(&report, code, &mut document).map_err(Failure::usage)?;
                reports.write(&document, format == Format::Json)?;
                return Ok(code);
            }
        };
        to_stdout(&text)?;
        Ok(code)
    }
}

/// The audit of a folder; with `write`, after its smoke set was written.
fn audited(dir: &Path, write: bool) -> Result<Audit, Failure> {
    let files = store::load(dir).map_err(Failure::usage)?;
    let path = dir.join(SMOKE_FILE);
    let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let ids = match read_file(&path, MAX_SMOKE_FILE) {
        _ if write => None,
        Ok(bytes) => Some(smoke::read(&bytes).map_err(fault)?),
        Err(error) if error.is_missing() => None,
        Err(error) => return Err(fault(error.to_string())),
    };
    let mut report = audit(&files, ids.as_deref());
    if write {
        let ids = report.smoke();
        let to = Output::open(Some(&path), Color::Never)?;
        to.write_json(|out| out.write_all(&smoke::to_bytes(&ids)))?;
        report = audit(&files, Some(&ids));
    }
    Ok(report)
}

/// A refused change of an expectation has the exit code of a drift; other errors are usage errors.
fn refused(error: StoreError) -> Failure {
    let code = if matches!(error, StoreError::Unmeant(_)) { exit::DRIFT } else { exit::USAGE };
    Failure { what: error.to_string(), code }
}

/// Compares the files of a folder with what would be generated; returns the report and the exit code.
fn check(on_disk: &BTreeMap<String, Vec<u8>>) -> Result<(String, u8), Failure> {
    let generated = store::generated(on_disk).map_err(Failure::usage)?;
    let mut faults: Vec<String> = Vec::new();
    for (name, right) in &generated {
        match on_disk.get(name) {
            None => {
                faults.push(format!("{name}: missing; run `goalpost vectors write` to restore it"))
            }
            Some(bytes) if bytes != right => faults.push(diff(name, bytes, right)),
            Some(_) => {}
        }
    }
    let is_known = |name: &String| generated.contains_key(name) || *name == SMOKE_FILE;
    let strangers = on_disk.keys().filter(|name| !is_known(name));
    faults.extend(strangers.map(|name| {
        format!("{name}: unexpected file (not generated by `goalpost vectors write`)")
    }));
    faults.extend(lint::lint(on_disk));
    if !faults.is_empty() {
        let count = faults.len();
        return Ok((format!("{}\n\n{count} faults\n", faults.join("\n")), exit::DRIFT));
    }
    let files = store::load_from(on_disk).map_err(Failure::usage)?;
    let vectors: usize = files.iter().map(|file| file.entries().count()).sum();
    let files = generated.len();
    Ok((format!("{files} files, {vectors} vectors: up to date\n"), exit::CONFORMS))
}

/// A unified diff, cut after a maximum number of lines.
fn diff(name: &str, on_disk: &[u8], right: &[u8]) -> String {
    const LINES: usize = 60;
    let (old, new) = (String::from_utf8_lossy(on_disk), String::from_utf8_lossy(right));
    let diff = TextDiff::from_lines(&old, &new);
    let text = diff
        .unified_diff()
        .context_radius(3)
        .header(&format!("{name} (on disk)"), &format!("{name} (generated)"))
        .to_string();
    let left = text.lines().count().saturating_sub(LINES);
    let mut shown: Vec<&str> = text.lines().take(LINES).collect();
    let more = format!("… {left} more lines");
    if left > 0 {
        shown.push(&more);
    }
    shown.join("\n")
}
