//! What `goalpost replay` came to.

use super::diff_view::safe;
use super::json::write_ascii;
use crate::campaign::replay::Replayed;
use serde::Serialize;
use std::io::{self, Write};

/// The version of the JSON document's shape. Keys may be added within it, never removed or changed.
const FORMAT: u32 = 1;

/// A case that was replayed.
pub struct Replay<'a> {
    /// The case file.
    pub file: &'a str,
    /// The id of the case.
    pub id: &'a str,
    /// What it was sent to: a URL or a command.
    pub target: &'a str,
    /// What came of it.
    pub replayed: &'a Replayed,
}

/// Writes it for people.
///
/// # Errors
/// Those of the writer.
pub fn write_text(replay: &Replay<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Replayed { wrong, came, demanded } = replay.replayed;
    writeln!(out, "demanded  {}", safe(demanded))?;
    writeln!(out, "came      {}", safe(came))?;
    for what in wrong {
        writeln!(out, "wrong     {}", safe(what))?;
    }
    writeln!(out, "{}", if wrong.is_empty() { "right" } else { "still wrong" })
}

/// Writes it for machines.
///
/// # Errors
/// Those of the writer.
pub fn write_json(replay: &Replay<'_>, exit_code: u8, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        format: FORMAT,
        goalpost: env!("CARGO_PKG_VERSION"),
        command: "replay",
        exit_code,
        file: replay.file,
        id: replay.id,
        target: replay.target,
        demanded: &replay.replayed.demanded,
        came: &replay.replayed.came,
        wrong: &replay.replayed.wrong,
    };
    write_ascii(&document, out)
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Report of goalpost replay"))]
struct Document<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    goalpost: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "replay")))]
    command: &'static str,
    exit_code: u8,
    file: &'a str,
    id: &'a str,
    target: &'a str,
    demanded: &'a str,
    came: &'a str,
    /// What is wrong; empty if it no longer reproduces.
    wrong: &'a [String],
}

/// The JSON Schema of this document.
#[cfg(test)]
pub(crate) fn schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<Document<'_>>()
}
