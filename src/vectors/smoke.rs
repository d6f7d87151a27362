//! The smoke selection: the few vectors that kill every known mistake (`vectors/smoke.json`).

use crate::case::fields::{array, strings};
use crate::protocol::json::{Value, parse, write_pretty};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Its name among the vector files.
pub const SMOKE_FILE: &str = "smoke.json";

/// The largest one that is read, in bytes.
pub const MAX_SMOKE_FILE: u64 = 1 << 20;

const EMBEDDED: &str = include_str!("../../vectors/smoke.json");

/// The version of the file's shape.
const FORMAT: i64 = 1;

/// The ids in the selection that was built in.
///
/// # Errors
/// What is wrong with the file, in words.
pub fn embedded() -> Result<Vec<Arc<str>>, String> {
    read(EMBEDDED.as_bytes())
}

/// The ids in a selection's file.
///
/// # Errors
/// What is wrong with the file, in words.
pub fn read(bytes: &[u8]) -> Result<Vec<Arc<str>>, String> {
    let value = parse(bytes).map_err(|error| error.to_string())?;
    match value.get("format") {
        Some(format) if *format == Value::from(FORMAT) => {}
        _ => return Err(format!("format is not {FORMAT}")),
    }
    let id = |value: &Value| value.as_str().map(Arc::from).ok_or("tests holds more than ids");
    let ids: Vec<Arc<str>> = array(&value, "tests")?.iter().map(id).collect::<Result<_, _>>()?;
    let mut seen = BTreeSet::new();
    match ids.iter().find(|id| !seen.insert(Arc::clone(id))) {
        Some(twice) => Err(format!("{twice} is listed twice")),
        None if ids.is_empty() => Err("it names no vector".to_owned()),
        None => Ok(ids),
    }
}

/// The file of a selection.
pub fn to_bytes(ids: &[Arc<str>]) -> Vec<u8> {
    let header = [
        "The fewest vectors that kill every mistake known by name: for a quick gate.",
        "Written by `goalpost vectors audit --write`; `goalpost check --smoke` runs them.",
    ];
    let ids: Vec<String> = ids.iter().map(|id| id.to_string()).collect();
    let value = Value::object(vec![
        ("format", FORMAT.into()),
        ("header", strings(&header.map(str::to_owned))),
        ("tests", strings(&ids)),
    ]);
    let mut bytes = Vec::new();
    write_pretty(&value, &[], &mut bytes);
    bytes
}
