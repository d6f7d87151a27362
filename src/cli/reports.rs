//! `--report`: further reports of a run, rendered from its JSON report.

use super::failure::Failure;
use crate::files;
use crate::report::render::{Summary, annotations, badge, gitlab, html, junit, step_summary};
use crate::wording::visible_json;
use clap::Args;
use serde_json::Value;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Further reports.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Reports {
    /// Write a further report: junit=FILE, html=FILE, json=FILE, gitlab=FILE, badge=FILE, or github (annotations, and
    /// the step summary; by itself in GitHub Actions). Can be repeated
    #[arg(long = "report", value_name = "KIND=FILE", value_parser = parse)]
    wanted: Vec<ReportTo>,
}

/// A report, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ReportTo {
    File(Kind, PathBuf),
    GitHub,
}

/// What can be written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Junit,
    Html,
    Json,
    Gitlab,
    Badge,
}

const KINDS: [(&str, Kind); 5] = [
    ("junit", Kind::Junit),
    ("html", Kind::Html),
    ("json", Kind::Json),
    ("gitlab", Kind::Gitlab),
    ("badge", Kind::Badge),
];

fn parse(text: &str) -> Result<ReportTo, String> {
    if text == "github" {
        return Ok(ReportTo::GitHub);
    }
    let (kind, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or_else(|| {
        format!("{text:?} names no file: use junit=FILE, html=FILE, json=FILE, gitlab=FILE, badge=FILE, or github")
    })?;
    let known = KINDS.iter().find(|(name, _)| *name == kind);
    let (_, kind) = known.ok_or_else(|| {
        format!("there is no report {kind:?}: use junit, html, json, gitlab, badge or github")
    })?;
    Ok(ReportTo::File(*kind, path.into()))
}

/// Where GitHub Actions says that it runs, and where it takes the summary of a step.
const GITHUB: &str = "GITHUB_ACTIONS";
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

impl Reports {
    /// Adds one, as `--report` takes it; its file is relative to a folder.
    pub(super) fn add(&mut self, text: &str, dir: &Path) -> Result<(), String> {
        self.wanted.push(match parse(text)? {
            ReportTo::File(kind, path) => ReportTo::File(kind, dir.join(path)),
            ReportTo::GitHub => ReportTo::GitHub,
        });
        Ok(())
    }

    /// These, and of others what is of no kind that is among these.
    pub(super) fn or(&self, others: &Reports) -> Reports {
        let kind = |wanted: &ReportTo| match wanted {
            ReportTo::File(kind, _) => Some(*kind),
            ReportTo::GitHub => None,
        };
        let is_new = |other: &&ReportTo| self.wanted.iter().all(|own| kind(own) != kind(other));
        let others = others.wanted.iter().filter(is_new);
        Reports { wanted: self.wanted.iter().chain(others).cloned().collect() }
    }

    /// Whether the files can be written, before the work starts.
    pub(super) fn check_writable(&self) -> Result<(), Failure> {
        for wanted in &self.wanted {
            if let ReportTo::File(_, path) = wanted {
                let fault =
                    |error| Failure::usage(format!("{}: cannot write: {error}", path.display()));
                files::check_writable(path).map_err(fault)?;
            }
        }
        Ok(())
    }

    /// Writes them from a JSON report. `is_bare` says that standard output is the report for machines, and nothing may
    /// be added to it.
    pub(super) fn write(&self, document: &[u8], is_bare: bool) -> Result<(), Failure> {
        let in_actions = std::env::var_os(GITHUB).is_some_and(|value| value == "true");
        if self.wanted.is_empty() && !in_actions {
            return Ok(());
        }
        let value: Value = serde_json::from_slice(document).map_err(Failure::usage)?;
        let summary = Summary::read(&value).map_err(Failure::usage)?;
        for wanted in &self.wanted {
            let ReportTo::File(kind, path) = wanted else { continue };
            let text = match kind {
                Kind::Junit => junit(&summary).map_err(Failure::usage)?,
                Kind::Html => html(&summary),
                Kind::Json => visible_json(&String::from_utf8_lossy(document)).into_owned(),
                Kind::Gitlab => gitlab(&summary, "goalpost.toml"),
                Kind::Badge => badge(&summary),
            };
            files::write_whole(path, text.as_bytes()).map_err(|error| {
                Failure::usage(format!("{}: cannot write: {error}", path.display()))
            })?;
        }
        if in_actions || self.wanted.contains(&ReportTo::GitHub) {
            github(&summary, is_bare)?;
        }
        Ok(())
    }
}

fn github(summary: &Summary, is_bare: bool) -> Result<(), Failure> {
    let lines = annotations(summary);
    // The runner reads commands on both streams.
    match is_bare {
        true => anstream::eprint!("{lines}"),
        false => super::output::to_stdout(&lines)?,
    }
    let Some(path) = std::env::var_os(STEP_SUMMARY).filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    let mut file =
        OpenOptions::new().append(true).create(true).open(&path).map_err(Failure::usage)?;
    file.write_all(step_summary(summary).as_bytes()).map_err(Failure::usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_files() {
        assert_eq!(parse("junit=a=b.xml"), Ok(ReportTo::File(Kind::Junit, "a=b.xml".into())));
        assert_eq!(parse("github"), Ok(ReportTo::GitHub));
        for text in ["", "junit", "junit=", "pdf=a", "=a", "github=a"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_command_line_goes_before_the_file() {
        let of = |texts: &[&str], dir: &str| {
            let mut reports = Reports::default();
            texts.iter().for_each(|text| reports.add(text, Path::new(dir)).unwrap());
            reports
        };
        let file = of(&["junit=b", "html=/c", "github"], "dir");
        let both = of(&["junit=a"], "").or(&file);
        let junit = ReportTo::File(Kind::Junit, "a".into());
        let html = ReportTo::File(Kind::Html, "/c".into());
        assert_eq!(both.wanted, [junit, html, ReportTo::GitHub]);
        assert_eq!(file.wanted[0], ReportTo::File(Kind::Junit, "dir/b".into()));
    }
}
