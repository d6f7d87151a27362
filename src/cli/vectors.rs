//! `goalpost vectors`

use super::failure::Failure;
use super::output::{Color, Output, to_stdout};
use crate::report::audit::{write_json, write_text};
use crate::run::audit::audit;
use crate::run::exit;
use crate::vectors::smoke;
use crate::vectors::smoke::SMOKE_FILE;
use crate::vectors::store::StoreError;
use crate::vectors::{lint, store};
use clap::{Args, Subcommand, ValueEnum};
use similar::TextDiff;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Write the golden vectors, check that the files are exactly what would be written, or audit what they catch
#[derive(Args)]
#[command(after_help = "Example:\n  goalpost vectors check")]
pub(super) struct Vectors {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Write the golden vectors; refuses to change or drop an expectation that is not named
    #[command(after_help = "Examples:\n  goalpost vectors write\n  \
        goalpost vectors write --change money/tie/0.125")]
    Write {
        /// The folder
        #[arg(long, value_name = "DIR", default_value = "vectors")]
        vectors: PathBuf,
        /// A vector whose expectation is meant to change
        #[arg(long, value_name = "ID")]
        change: Vec<String>,
        /// A vector that is meant to go
        #[arg(long, value_name = "ID")]
        drop: Vec<String>,
    },
    /// Fail, with a diff, where the files are not exactly what would be written; lint them
    #[command(after_help = "Example:\n  goalpost vectors check --vectors vectors")]
    Check {
        /// The folder
        #[arg(long, value_name = "DIR", default_value = "vectors")]
        vectors: PathBuf,
    },
    /// Fail where a mistake that is known by name goes unseen: every one, as a signer and as a server,
    /// against every vector; and where the smoke selection misses one, or holds more than it needs
    #[command(after_help = "Examples:\n  goalpost vectors audit\n  \
        goalpost vectors audit --format json    the whole kill matrix\n  \
        goalpost vectors audit --write          write smoke.json, the fewest vectors that kill all")]
    Audit {
        /// The folder
        #[arg(long, value_name = "DIR", default_value = "vectors")]
        vectors: PathBuf,
        /// Write the smallest selection that kills every mutant to smoke.json
        #[arg(long)]
        write: bool,
        /// Every mutant, and every vector
        #[arg(short, long)]
        verbose: bool,
        /// How to answer
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
        /// When to use colours
        #[arg(long, value_enum, default_value_t = Color::Auto)]
        color: Color,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For machines
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
                    to.write_bytes(|out| out.write_all(&smoke::to_bytes(&ids)))?;
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
            Action::Audit { vectors, write, verbose, format, color } => {
                return run_audit(&vectors, write, verbose, format, color);
            }
        };
        to_stdout(&text)?;
        Ok(code)
    }
}

fn run_audit(
    dir: &Path,
    write: bool,
    verbose: bool,
    format: Format,
    color: Color,
) -> Result<u8, Failure> {
    let output = Output::open(None, color)?;
    let files = store::load(dir).map_err(Failure::usage)?;
    let path = dir.join(SMOKE_FILE);
    let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let ids = match std::fs::read(&path) {
        _ if write => None,
        Ok(bytes) => Some(smoke::read(&bytes).map_err(fault)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(fault(error.to_string())),
    };
    let mut report = audit(&files, ids.as_deref());
    if write {
        let ids = report.smoke();
        let to = Output::open(Some(&path), Color::Never)?;
        to.write_bytes(|out| out.write_all(&smoke::to_bytes(&ids)))?;
        report = audit(&files, Some(&ids));
    }
    let code = if report.faults.is_empty() { exit::CONFORMS } else { exit::DRIFT };
    match format {
        Format::Human => output.write_text(|out| write_text(&report, verbose, out))?,
        Format::Json => output.write_bytes(|out| write_json(&report, code, out))?,
    }
    Ok(code)
}

/// A write that would change a promise is a drift; everything else that stops it is usage.
fn refused(error: StoreError) -> Failure {
    let code = if matches!(error, StoreError::Unmeant(_)) { exit::DRIFT } else { exit::USAGE };
    Failure { what: error.to_string(), code }
}

/// What there is to say of a folder's files, and the exit code.
fn check(on_disk: &BTreeMap<String, Vec<u8>>) -> Result<(String, u8), Failure> {
    let generated = store::generated(on_disk).map_err(Failure::usage)?;
    let mut faults: Vec<String> = Vec::new();
    for (name, right) in &generated {
        match on_disk.get(name) {
            None => faults.push(format!("{name}: missing; goalpost vectors write puts it back")),
            Some(bytes) if bytes != right => faults.push(diff(name, bytes, right)),
            Some(_) => {}
        }
    }
    let is_known = |name: &String| generated.contains_key(name) || *name == SMOKE_FILE;
    let strangers = on_disk.keys().filter(|name| !is_known(name));
    faults.extend(
        strangers.map(|name| format!("{name}: would not be written; it belongs elsewhere")),
    );
    faults.extend(lint::lint(on_disk));
    if !faults.is_empty() {
        let count = faults.len();
        return Ok((format!("{}\n\n{count} faults\n", faults.join("\n")), exit::DRIFT));
    }
    let files = store::load_from(on_disk).map_err(Failure::usage)?;
    let vectors: usize = files.iter().map(|file| file.entries().count()).sum();
    let files = generated.len();
    Ok((
        format!("{files} files, {vectors} vectors: exactly what would be written\n"),
        exit::CONFORMS,
    ))
}

/// A unified diff, cut where it gets long.
fn diff(name: &str, on_disk: &[u8], right: &[u8]) -> String {
    const LINES: usize = 60;
    let (old, new) = (String::from_utf8_lossy(on_disk), String::from_utf8_lossy(right));
    let diff = TextDiff::from_lines(&old, &new);
    let text = diff
        .unified_diff()
        .context_radius(3)
        .header(&format!("{name} (on disk)"), &format!("{name} (as written)"))
        .to_string();
    let left = text.lines().count().saturating_sub(LINES);
    let mut shown: Vec<&str> = text.lines().take(LINES).collect();
    let more = format!("… {left} more lines");
    if left > 0 {
        shown.push(&more);
    }
    shown.join("\n")
}
