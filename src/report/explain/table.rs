//! The table of causes over many requests: for people, and as JSON.

use super::advice::advice;
use super::wider::fix_lines;
use super::words::{BAD, BOLD, DIM, GOOD, NO_DIGEST, NOT_EXPLAINED};
use crate::judge::causes::{Causes, Group, Reason};
use crate::judge::forensics::Forensics;
use crate::protocol::rules::Rule;
use crate::report::diff_view::safe;
use crate::report::json::write_ascii;
use serde::Serialize;
use std::io::{self, Write};

/// Where a request comes from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Source {
    /// The file.
    pub file: String,
    /// Its place in the file, from 1, as `--request` takes it.
    pub request: usize,
}

/// The version of the JSON document's shape. Keys may be added within it, never removed or changed.
const FORMAT: u32 = 1;

/// What the capture lacks.
const NO_BODY: &str = "the capture shows no body, so nothing can be judged";

/// Writes the table for people. `places` says where each request comes from, `unread` which files hold none
/// and why.
///
/// # Errors
/// Those of the writer.
pub fn write_text(
    causes: &Causes,
    places: &[Source],
    left_out: usize,
    unread: &[(String, String)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let groups = causes.groups();
    let plural =
        |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    writeln!(
        out,
        "{}, {}",
        plural(causes.total() as usize, "request"),
        plural(groups.len(), "cause")
    )?;
    for group in &groups {
        let (title, fix) = words(group);
        let share = 100.0 * group.count as f64 / causes.total().max(1) as f64;
        let style = if is_accepted(group) { GOOD } else { BAD };
        let status = status(group).map_or_else(|| "---".to_owned(), |status| status.to_string());
        writeln!(out)?;
        writeln!(
            out,
            "{:>8} {share:>5.1}%  {style}{status}{style:#}  {BOLD}{}{BOLD:#}",
            group.count,
            name(group)
        )?;
        for line in title.iter().chain(&fix) {
            writeln!(out, "{:21}{}", "", safe(line))?;
        }
        if group.cut_short > 0 {
            writeln!(
                out,
                "{:21}{} of them were searched for single mistakes only",
                "", group.cut_short
            )?;
        }
        if let Some(source) = places.get(group.first) {
            let domain =
                group.example.as_ref().and_then(|example| example.decision.domain.as_deref());
            let domain = domain.map(|domain| format!(", for {domain}")).unwrap_or_default();
            writeln!(
                out,
                "{:21}{DIM}for example {} --request {}{}{DIM:#}",
                "",
                safe(&source.file),
                source.request,
                safe(&domain)
            )?;
        }
    }
    if left_out > 0 {
        writeln!(out, "\n{} to other endpoints left out", plural(left_out, "request"))?;
    }
    if !unread.is_empty() {
        writeln!(out, "\n{} without a request:", plural(unread.len(), "file"))?;
        for (file, why) in unread.iter().take(SHOWN) {
            writeln!(out, "  {}: {}", safe(file), safe(why))?;
        }
        if unread.len() > SHOWN {
            writeln!(out, "  … {} more", unread.len() - SHOWN)?;
        }
    }
    Ok(())
}

/// The number of unread files that are listed for people.
const SHOWN: usize = 10;

fn is_accepted(group: &Group) -> bool {
    matches!(group.reason, Reason::Rule(Rule::Accepted | Rule::Hint, ..))
}

fn status(group: &Group) -> Option<u16> {
    group.example.as_ref().map(|example| example.decision.status())
}

/// The group's name: the mistakes, or the rule.
fn name(group: &Group) -> String {
    match &group.reason {
        Reason::Mistakes(ids) => ids.join(" + "),
        Reason::Unexplained => "unexplained".to_owned(),
        Reason::NoDigest => "no-digest".to_owned(),
        Reason::NoBody => "no-body".to_owned(),
        Reason::Rule(rule, field, _) => match field {
            Some(field) => format!("{} ({field})", rule.id()),
            None => rule.id().to_owned(),
        },
    }
}

/// What it means, and what to do.
fn words(group: &Group) -> (Vec<String>, Vec<String>) {
    let Some(example) = &group.example else {
        return (vec![NO_BODY.to_owned()], vec!["add --body FILE to one of them".to_owned()]);
    };
    match &group.reason {
        Reason::Mistakes(_) => {
            if let Some(wider) = &example.wider {
                // A title can hold a value of the request, and the table holds none; an id cannot.
                let ids = wider.members.iter().map(|label| label.id.replace('-', " ")).collect();
                let fixes = fix_lines(&wider.members);
                return (ids, fixes.iter().map(|fix| format!("fix: {fix}")).collect());
            }
            let mistakes = || {
                example.explanation().into_iter().flat_map(|found| found.diagnosis.set.mistakes())
            };
            let titles = mistakes().map(|mistake| mistake.title.to_owned()).collect();
            (titles, mistakes().map(|mistake| format!("fix: {}", mistake.fix)).collect())
        }
        Reason::Unexplained => (vec![NOT_EXPLAINED.to_owned()], Vec::new()),
        Reason::NoDigest => (vec![NO_DIGEST.to_owned()], Vec::new()),
        Reason::NoBody => (Vec::new(), Vec::new()),
        Reason::Rule(rule, ..) => (advice(*rule, example.refusal.as_ref()), Vec::new()),
    }
}

/// The cause of each mistake; what the wider search names is its own cause.
fn causes_of(example: &Forensics) -> Vec<&'static str> {
    match (&example.wider, example.explanation()) {
        (Some(wider), _) => wider.members.iter().map(|label| label.id).collect(),
        (None, Some(found)) => found.diagnosis.set.mistakes().map(|m| m.cause).collect(),
        (None, None) => Vec::new(),
    }
}

/// Writes the table for machines.
///
/// # Errors
/// Those of the writer.
pub fn write_json(
    causes: &Causes,
    places: &[Source],
    left_out: usize,
    unread: &[(String, String)],
    exit_code: u8,
    out: &mut dyn Write,
) -> io::Result<()> {
    let groups = causes.groups().into_iter().map(|group| {
        let (title, fix) = words(group);
        let example = group.example.as_deref();
        JsonGroup {
            count: group.count,
            name: name(group),
            status: status(group),
            rule: example.map(|example| example.decision.rule.id()),
            field: example.and_then(|example| example.decision.field),
            explained: match group.reason {
                Reason::Mistakes(_) => Some(true),
                Reason::Unexplained | Reason::NoDigest => Some(false),
                _ => None,
            },
            causes: example.map_or(Vec::new(), causes_of),
            mistakes: match &group.reason {
                Reason::Mistakes(ids) => ids.clone(),
                _ => Vec::new(),
            },
            what: title,
            fix,
            cut_short: group.cut_short,
            domain: example.and_then(|example| example.decision.domain.as_deref()),
            example: places.get(group.first),
        }
    });
    let document = JsonTable {
        format: FORMAT,
        goalpost: env!("CARGO_PKG_VERSION"),
        command: "explain",
        exit_code,
        requests: causes.total(),
        left_out,
        groups: groups.collect(),
        unread: unread.iter().map(|(file, why)| Unread { file, why }).collect(),
    };
    write_ascii(&document, out)
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Report of goalpost explain, of several requests"))]
struct JsonTable<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    goalpost: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "explain")))]
    command: &'static str,
    exit_code: u8,
    requests: u64,
    left_out: usize,
    groups: Vec<JsonGroup<'a>>,
    unread: Vec<Unread<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonGroup<'a> {
    count: u64,
    name: String,
    status: Option<u16>,
    rule: Option<&'static str>,
    field: Option<&'static str>,
    explained: Option<bool>,
    causes: Vec<&'static str>,
    mistakes: Vec<&'static str>,
    what: Vec<String>,
    fix: Vec<String>,
    cut_short: u64,
    domain: Option<&'a str>,
    example: Option<&'a Source>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Unread<'a> {
    file: &'a str,
    why: &'a str,
}

/// The JSON Schema of this document.
#[cfg(test)]
pub(crate) fn schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<JsonTable<'_>>()
}
