//! `goalpost vectors`

use super::Failure;
use crate::run::report::exit;
use crate::suite::store::StoreError;
use crate::suite::{lint, store};
use clap::{Args, Subcommand};
use similar::TextDiff;
use std::collections::BTreeMap;
use std::io::Write;
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
        let mut out = anstream::stdout().lock();
        let done = match self.action {
            Action::Write { vectors, change, drop } => {
                let written = store::write(&vectors, &change, &drop).map_err(refused)?;
                let names = match &written.files[..] {
                    [] => "nothing changed".to_owned(),
                    names => format!("wrote {}", names.join(", ")),
                };
                writeln!(out, "{}: {} vectors, {names}", vectors.display(), written.vectors)
                    .map(|()| exit::CONFORMS)
            }
            Action::Check { vectors } => {
                let on_disk = store::read_folder(&vectors).map_err(Failure::usage)?;
                check(&on_disk, &mut out)
            }
        };
        // A closed pipe is no failure of the vectors.
        Ok(done.unwrap_or(exit::DRIFT))
    }
}

/// A write that would change a promise is a drift; everything else that stops it is usage.
fn refused(error: StoreError) -> Failure {
    let code = if matches!(error, StoreError::Unmeant(_)) { exit::DRIFT } else { exit::USAGE };
    Failure { what: error.to_string(), code }
}

fn check(on_disk: &BTreeMap<String, Vec<u8>>, out: &mut dyn Write) -> std::io::Result<u8> {
    let generated = store::generated();
    let mut faults = 0;
    for (name, right) in &generated {
        match on_disk.get(name) {
            None => {
                faults += 1;
                writeln!(out, "{name}: missing")?;
            }
            Some(bytes) if bytes != right => {
                faults += 1;
                write_diff(name, bytes, right, out)?;
            }
            Some(_) => {}
        }
    }
    for name in on_disk.keys().filter(|name| !generated.contains_key(*name)) {
        faults += 1;
        writeln!(out, "{name}: would not be written; is it meant for another folder?")?;
    }
    for fault in lint::lint(on_disk) {
        faults += 1;
        writeln!(out, "{fault}")?;
    }
    if faults > 0 {
        writeln!(out, "\n{faults} faults. goalpost vectors write puts the files right.")?;
        return Ok(exit::DRIFT);
    }
    let vectors =
        store::embedded().map_or(0, |files| files.iter().map(|f| f.tests().count()).sum());
    writeln!(out, "{} files, {vectors} vectors: exactly what would be written", generated.len())?;
    Ok(exit::CONFORMS)
}

/// A unified diff, cut where it gets long.
fn write_diff(
    name: &str,
    on_disk: &[u8],
    right: &[u8],
    out: &mut dyn Write,
) -> std::io::Result<()> {
    const LINES: usize = 60;
    let (old, new) = (String::from_utf8_lossy(on_disk), String::from_utf8_lossy(right));
    let diff = TextDiff::from_lines(&old, &new);
    let text = diff
        .unified_diff()
        .context_radius(3)
        .header(&format!("{name} (on disk)"), &format!("{name} (as written)"))
        .to_string();
    for line in text.lines().take(LINES) {
        writeln!(out, "{line}")?;
    }
    let left = text.lines().count().saturating_sub(LINES);
    if left > 0 {
        writeln!(out, "… {left} more lines")?;
    }
    Ok(())
}
