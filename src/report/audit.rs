//! What `goalpost vectors audit` says.

use super::json::write_ascii;
use crate::run::audit::{Audit, Mutant};
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::io::{self, Write};

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// The version of the JSON document's shape. Keys may be added within it, never removed or changed.
const FORMAT: u32 = 1;

/// So many faults are listed for people.
const SHOWN: usize = 40;

/// Writes the audit for people; with every vector and mutant where `verbose`.
///
/// # Errors
/// Those of the writer.
pub fn write_text(audit: &Audit, verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    let mortal = audit.mutants.iter().filter(|m| m.equivalent.is_none()).count();
    let survivors = audit.survivors().count();
    writeln!(
        out,
        "{} vectors, {} mutants: {} killed, {survivors} survive, {} equivalent",
        audit.vectors.len(),
        audit.mutants.len(),
        mortal - survivors,
        audit.equivalents().count()
    )?;
    let spare = audit.vectors.iter().filter(|v| v.alone == 0).count();
    let idle = audit.vectors.iter().filter(|v| v.kills == 0).count();
    writeln!(
        out,
        "{spare} vectors kill nothing that no other does, and have to rest on a requirement ({idle} kill \
         nothing at all: they show what must pass)"
    )?;
    let proven =
        if audit.is_proven { "no smaller choice does" } else { "the smallest that was found" };
    writeln!(out, "smoke: {} vectors kill all of them; {proven}", audit.smallest.len())?;
    let reachable = audit.typed.iter().filter(|m| m.equivalent.is_none()).count();
    let unseen = audit.typed_survivors().count();
    writeln!(
        out,
        "typed profile, the {} vectors that every typed SDK can express: {reachable} mutants can show, {} killed, \
         {unseen} survive",
        audit.typed_vectors,
        reachable - unseen
    )?;
    writeln!(out, "\nequivalent, so that no vector can kill them:")?;
    for mutant in audit.equivalents() {
        writeln!(out, "  {}: {DIM}{}{DIM:#}", mutant.name, mutant.equivalent.unwrap_or_default())?;
    }
    if verbose {
        writeln!(out, "\nmutants, and how many vectors kill each:")?;
        for mutant in &audit.mutants {
            writeln!(out, "  {:5}  {}{}", mutant.killers.len(), mutant.name, by(audit, mutant))?;
        }
        writeln!(out, "\nvectors: mutants killed, of those by no other:")?;
        for vector in &audit.vectors {
            writeln!(out, "  {:5} {:3}  {}", vector.kills, vector.alone, vector.id)?;
        }
    }
    if audit.faults.is_empty() {
        return writeln!(out, "\n{GOOD}every mutant that can be killed is{GOOD:#}");
    }
    writeln!(out)?;
    for fault in audit.faults.iter().take(SHOWN) {
        writeln!(out, "{BAD}FAIL{BAD:#} {fault}")?;
    }
    if audit.faults.len() > SHOWN {
        writeln!(out, "… {} more", audit.faults.len() - SHOWN)?;
    }
    writeln!(out, "\n{} faults", audit.faults.len())
}

fn by(audit: &Audit, mutant: &Mutant) -> String {
    match mutant.killers[..] {
        [only] => format!("  by {}", audit.vectors[only].id),
        [] => match mutant.told_apart_by() {
            Some((one, other)) => format!(
                "  by the difference between {} and {}",
                audit.vectors[one].id, audit.vectors[other].id
            ),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// Writes the audit, kill matrix and all, for machines.
///
/// # Errors
/// Those of the writer.
pub fn write_json(audit: &Audit, exit_code: u8, out: &mut dyn Write) -> io::Result<()> {
    let id = |at: &usize| &*audit.vectors[*at].id;
    let document = Document {
        format: FORMAT,
        goalpost: env!("CARGO_PKG_VERSION"),
        command: "vectors audit",
        exit_code,
        faults: &audit.faults,
        smoke: audit.smallest.iter().map(id).collect(),
        smoke_is_minimal: audit.is_proven,
        mutants: audit.mutants.iter().map(|mutant| JsonMutant::of(mutant, audit)).collect(),
        typed: audit.typed.iter().map(|mutant| JsonMutant::of(mutant, audit)).collect(),
        vectors: audit
            .vectors
            .iter()
            .map(|vector| JsonVector {
                id: &vector.id,
                requirements: &vector.requirements,
                kills: vector.kills,
                alone: vector.alone,
            })
            .collect(),
    };
    write_ascii(&document, out)
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Report of goalpost vectors audit"))]
struct Document<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    goalpost: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "vectors audit")))]
    command: &'static str,
    exit_code: u8,
    faults: &'a [String],
    smoke: Vec<&'a str>,
    smoke_is_minimal: bool,
    mutants: Vec<JsonMutant<'a>>,
    /// The profile of typed SDKs.
    typed: Vec<JsonMutant<'a>>,
    vectors: Vec<JsonVector<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonMutant<'a> {
    name: &'a str,
    title: &'static str,
    equivalent: Option<&'static str>,
    killed_by: Vec<&'a str>,
    told_apart_by: Option<[&'a str; 2]>,
}

impl<'a> JsonMutant<'a> {
    fn of(mutant: &'a Mutant, audit: &'a Audit) -> JsonMutant<'a> {
        let id = |at: &usize| &*audit.vectors[*at].id;
        JsonMutant {
            name: &mutant.name,
            title: mutant.title,
            equivalent: mutant.equivalent,
            killed_by: mutant.killers.iter().map(id).collect(),
            told_apart_by: mutant.told_apart_by().map(|(one, other)| [id(&one), id(&other)]),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct JsonVector<'a> {
    id: &'a str,
    requirements: &'a [String],
    kills: usize,
    alone: usize,
}

/// The JSON Schema of this document.
#[cfg(test)]
pub(crate) fn schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<Document<'_>>()
}
