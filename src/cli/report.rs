//! `goalpost report`: reads JSON reports, merges shards, compares with an earlier one, renders.

use super::failure::Failure;
use super::output::{Color, Output};
use super::reports::Reports;
use crate::files::read_file;
use crate::report::render::{Comparison, State, Summary, compare, merge};
use crate::run::exit;
use clap::Args;
use serde_json::Value;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A larger report is not read, in bytes.
const MAX_REPORT: u64 = 256 << 20;

/// Render JSON reports, merge shards, compare with an earlier run
///
/// Reads reports of `check`, `fuzz`, `replay` and `vectors audit`; those of check and fuzz have shards. Exits as the
/// run did: 0 conforms or clean, 1 drift or findings, and so on. With --baseline and --new-only, exits
/// with 1 only if a cause is new; a run that could not be run, or did not end, stays what it is.
#[derive(Args)]
#[command(after_help = "Examples:\n  goalpost report report.json --report html=report.html\n  \
        goalpost report shard-*.json --report json=all.json --report junit=all.xml\n  \
        goalpost report report.json --baseline main.json --new-only\n  \
        goalpost report tonight.json --baseline last-night.json --new-only")]
pub(super) struct Report {
    /// JSON reports: one, or all shards of a run
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    #[command(flatten)]
    reports: Reports,

    /// An earlier report of the same command: says what is new, gone and still there
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Exit with 1 only if a cause is not in the baseline
    #[arg(long, requires = "baseline")]
    new_only: bool,

    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

impl Report {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let output = Output::open(None, self.color)?;
        let mut documents = Vec::new();
        for path in &self.files {
            let (document, _) = read(path)?;
            documents.push((path.display().to_string(), document));
        }
        let merged = merge(documents).map_err(Failure::usage)?;
        let summary = Summary::read(&merged).map_err(Failure::usage)?;
        let comparison = match &self.baseline {
            None => None,
            Some(path) => {
                let (_, earlier) = read(path)?;
                if earlier.command != summary.command {
                    let (path, command) = (path.display(), earlier.command.name());
                    let what = format!("{path}: is a report of goalpost {command}");
                    return Err(Failure::usage(what));
                }
                Some(compare(&earlier, &summary))
            }
        };
        self.reports.check_writable()?;
        output.write_text(|out| tell(&summary, comparison.as_ref(), out))?;
        self.reports.write(format!("{merged:#}\n").as_bytes(), false)?;
        // One that never ended proves nothing.
        let code = summary.exit_code.unwrap_or(exit::CANNOT_RUN);
        Ok(match comparison {
            Some(comparison) if self.new_only && !comparison.new.is_empty() => exit::DRIFT,
            Some(_) if self.new_only && [exit::DRIFT, exit::EXPECTATION].contains(&code) => {
                exit::CONFORMS
            }
            _ => code,
        })
    }
}

fn read(path: &Path) -> Result<(Value, Summary), Failure> {
    let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let bytes = read_file(path, MAX_REPORT).map_err(|error| fault(error.to_string()))?;
    let value: Value = serde_json::from_slice(&bytes)
        .map_err(|error| fault(format!("is no JSON report, or half of one: {error}")))?;
    let summary = Summary::read(&value).map_err(fault)?;
    Ok((value, summary))
}

fn tell(summary: &Summary, comparison: Option<&Comparison>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}: {}", summary.verdict(), summary.scope)?;
    for suite in &summary.suites {
        writeln!(
            out,
            "     {}: {} passed, {} failed, {} expected",
            suite.name, suite.passed, suite.failed, suite.expected
        )?;
        if let Some(why) = &suite.cannot_run {
            writeln!(out, "     {}: could not be run: {why}", suite.name)?;
        }
    }
    let Some(comparison) = comparison else {
        for (suite, item) in summary.items(State::Failed) {
            writeln!(out, "FAIL {}: {}", suite.name, item.line())?;
        }
        return Ok(());
    };
    for (label, causes) in
        [("new  ", &comparison.new), ("gone ", &comparison.gone), ("still", &comparison.still)]
    {
        for cause in causes {
            writeln!(out, "{label} {cause}")?;
        }
    }
    writeln!(
        out,
        "{} new, {} gone, {} still there",
        comparison.new.len(),
        comparison.gone.len(),
        comparison.still.len()
    )
}
