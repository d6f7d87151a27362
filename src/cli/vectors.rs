//! `goalpost vectors`

use super::Failure;
use super::output::to_stdout;
use crate::run::report::exit;
use crate::suite::store::StoreError;
use crate::suite::{lint, store};
use clap::{Args, Subcommand};
use similar::TextDiff;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Write the golden vectors, or check that the files are exactly what would be written
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
}

impl Vectors {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let (text, code) = match self.action {
            Action::Write { vectors, change, drop } => {
                let written = store::write(&vectors, &change, &drop).map_err(refused)?;
                let names = match &written.files[..] {
                    [] => "nothing changed".to_owned(),
                    names => format!("wrote {}", names.join(", ")),
                };
                let line = format!("{}: {} vectors, {names}\n", vectors.display(), written.vectors);
                (line, exit::CONFORMS)
            }
            Action::Check { vectors } => {
                let on_disk = store::read_folder(&vectors).map_err(Failure::usage)?;
                check(&on_disk)
            }
        };
        to_stdout(&text)?;
        Ok(code)
    }
}

/// A write that would change a promise is a drift; everything else that stops it is usage.
fn refused(error: StoreError) -> Failure {
    let code = if matches!(error, StoreError::Unmeant(_)) { exit::DRIFT } else { exit::USAGE };
    Failure { what: error.to_string(), code }
}

/// What there is to say of a folder's files, and the exit code.
fn check(on_disk: &BTreeMap<String, Vec<u8>>) -> (String, u8) {
    let generated = store::generated();
    let mut faults: Vec<String> = Vec::new();
    for (name, right) in &generated {
        match on_disk.get(name) {
            None => faults.push(format!("{name}: missing; goalpost vectors write puts it back")),
            Some(bytes) if bytes != right => faults.push(diff(name, bytes, right)),
            Some(_) => {}
        }
    }
    let strangers = on_disk.keys().filter(|name| !generated.contains_key(*name));
    faults.extend(
        strangers.map(|name| format!("{name}: would not be written; it belongs elsewhere")),
    );
    faults.extend(lint::lint(on_disk));
    if !faults.is_empty() {
        let count = faults.len();
        return (format!("{}\n\n{count} faults\n", faults.join("\n")), exit::DRIFT);
    }
    let vectors: usize =
        store::embedded().map_or(0, |files| files.iter().map(|file| file.entries().count()).sum());
    let files = generated.len();
    (format!("{files} files, {vectors} vectors: exactly what would be written\n"), exit::CONFORMS)
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
