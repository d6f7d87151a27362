//! Findings in the order of what they cost: those that lose real conversions, then those that show only on goals that
//! a server refuses, which are folded.

use super::diff_view::safe;
use super::headline::{cases, headline};
use super::layout::{BOLD, DIM};
use super::verbosity::Verbosity;
use crate::judge::{Finding, Kind};
use crate::run::ImplementationReport;
use std::io::{self, Write};
use std::mem::{Discriminant, discriminant};

/// Number of folded findings that are named, and of exceptions and refusals that are shown in full.
const SHOWN: usize = 5;

/// What is unexpected about an implementation, by cost.
pub(super) struct Split<'a> {
    pub(super) costly: Vec<&'a Finding>,
    pub(super) harmless: Vec<&'a Finding>,
}

impl<'a> Split<'a> {
    pub(super) fn of(report: &'a ImplementationReport) -> Split<'a> {
        let (costly, harmless) = report.unexpected().partition(|finding| finding.is_costly());
        Split { costly, harmless }
    }

    /// How many there are of each, in one line.
    pub(super) fn line(&self) -> String {
        let refused = "goals that a server refuses";
        match (mistakes(&self.costly), mistakes(&self.harmless)) {
            (1, 0) => "1 mistake hits real conversions (legal goals)".to_owned(),
            (n, 0) => format!("{n} mistakes hit real conversions (legal goals)"),
            (0, 1) => {
                format!("no mistake hits real conversions (legal goals); 1 shows only on {refused}")
            }
            (0, m) => format!(
                "no mistake hits real conversions (legal goals); {m} show only on {refused}"
            ),
            (1, m) => {
                format!("1 mistake hits real conversions (legal goals); {m} more only {refused}")
            }
            (n, m) => {
                format!("{n} mistakes hit real conversions (legal goals); {m} more only {refused}")
            }
        }
    }

    /// Those to show in full: everything where `verbose`, else the costly ones, with a few of each sort of message.
    pub(super) fn in_full(&self, verbosity: Verbosity) -> (Vec<&'a Finding>, Vec<&'a Finding>) {
        if verbosity == Verbosity::Verbose {
            return ([&self.costly[..], &self.harmless[..]].concat(), Vec::new());
        }
        let mut seen: Vec<Discriminant<Kind>> = Vec::new();
        self.costly.iter().copied().partition(|finding| {
            let sort = discriminant(&finding.kind);
            let earlier = seen.iter().filter(|known| **known == sort).count();
            seen.push(sort);
            let is_message = matches!(
                finding.kind,
                Kind::Broken(_) | Kind::WrongRefusal(_) | Kind::Unsupported(_)
            );
            !is_message || earlier < SHOWN
        })
    }
}

/// The number of mistakes behind findings: what a mistake does on the wire is not another one.
fn mistakes(findings: &[&Finding]) -> usize {
    let follows = |kind: &Kind| matches!(kind, Kind::Wire(_, set) if !set.is_empty());
    let own = findings.iter().filter(|finding| !follows(&finding.kind)).count();
    if own == 0 { findings.len() } else { own }
}

/// Findings that are only named.
pub(super) fn folded(title: &str, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}{title}{BOLD:#} {DIM}(--verbose shows each in full){DIM:#}")?;
    named(findings, out)
}

/// A line for each of the most frequent findings.
pub(super) fn named(findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    let mut findings = findings.to_vec();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.count));
    for finding in findings.iter().take(SHOWN) {
        writeln!(out, "     {}", safe(&headline(finding)))?;
    }
    if findings.len() > SHOWN {
        let hidden = &findings[SHOWN..];
        let count = hidden.iter().map(|finding| finding.count).sum();
        writeln!(out, "     … {} more, on {}", hidden.len(), cases(count))?;
    }
    Ok(())
}
