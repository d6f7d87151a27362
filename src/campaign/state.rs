//! What a campaign needs to go on after it was killed: written whole, every few seconds.

use super::config::FuzzPlan;
use crate::files::{read_file, write_private};
use crate::generate::document::MAX_CASE_FILE;
use crate::protocol::json::{Value, parse};
use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

/// The file of a campaign's state.
pub const STATE_FILE: &str = "state.json";

/// The file of the cases that are worth mutating, one a line.
pub const CORPUS_FILE: &str = "corpus.jsonl";

const FORMAT: i64 = 3;

/// Most bytes of a state, and of all documents that a campaign starts from.
const MAX_STATE_FILE: u64 = 1 << 20;
const MAX_DOCUMENTS: u64 = 1 << 30;

/// What earlier legs left behind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Earlier {
    /// The place of the next case in the stream.
    pub(super) next: u64,
    /// The place at which the budget began to count.
    pub(super) first: u64,
    /// So many cases were judged in all.
    pub(super) cases: u64,
    /// For so long, in all.
    pub(super) elapsed: Duration,
    /// So much of the budget's time was spent before a kill.
    pub(super) spent: Duration,
    /// So many causes were known when the budget began to count.
    pub(super) findings: u64,
}

/// What is written.
pub(super) struct State {
    pub(super) next: u64,
    pub(super) first: u64,
    pub(super) cases: u64,
    pub(super) elapsed: Duration,
    pub(super) spent: Duration,
    pub(super) findings_before: u64,
    pub(super) finished: bool,
}

/// Reads the state of a folder, where there is one.
///
/// # Errors
/// Why it belongs to another campaign, or cannot be read: one line that says what to do.
pub(super) fn read(plan: &FuzzPlan, findings: u64) -> Result<Option<Earlier>, String> {
    let path = plan.dir.join(STATE_FILE);
    let fault = |what: &str| format!("{}: {what}; name another folder: --out DIR", path.display());
    let bytes = match read_file(&path, MAX_STATE_FILE) {
        Ok(bytes) => bytes,
        Err(error) if error.is_missing() => return Ok(None),
        Err(error) => return Err(fault(&error.to_string())),
    };
    let value = parse(&bytes).map_err(|_| fault("is not JSON"))?;
    let number = |name: &str| match value.get(name) {
        Some(Value::Number(number)) => number.text().and_then(|text| text.parse::<u64>().ok()),
        _ => None,
    };
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    if number("format") != Some(FORMAT as u64) {
        return Err(fault("is of another version"));
    }
    let mine = [
        ("target", plan.target.to_string()),
        ("seed", plan.seed.to_string()),
        ("shard", format!("{}/{}", plan.shard.0, plan.shard.1)),
    ];
    for (name, own) in mine {
        if text(name) != own {
            return Err(fault(&format!("is of another campaign, with {name} {:?}", text(name))));
        }
    }
    let all = || {
        let millis = |name: &str| number(name).map(Duration::from_millis);
        let finished = matches!(value.get("finished"), Some(Value::Bool(true)));
        let next = number("next")?;
        // A campaign that was finished begins anew, with what it knows; one that was killed goes on.
        Some(match finished {
            true => Earlier {
                next,
                first: next,
                cases: number("cases")?,
                elapsed: millis("elapsed_ms")?,
                spent: Duration::ZERO,
                findings,
            },
            false => Earlier {
                next,
                first: number("first")?,
                cases: number("cases")?,
                elapsed: millis("elapsed_ms")?,
                spent: millis("spent_ms")?,
                findings: number("findings_before")?.min(findings),
            },
        })
    };
    all().map(Some).ok_or_else(|| fault("is incomplete"))
}

impl State {
    /// Writes the state.
    pub(super) fn write(&self, plan: &FuzzPlan) -> io::Result<()> {
        let text = format!(
            "{{\"format\":{FORMAT},\"goalpost\":{:?},\"target\":{},\"seed\":\"{}\",\"shard\":\"{}/{}\",\
             \"next\":{},\"first\":{},\"cases\":{},\"elapsed_ms\":{},\"spent_ms\":{},\
             \"findings_before\":{},\"finished\":{}}}\n",
            env!("CARGO_PKG_VERSION"),
            Value::from(plan.target.to_string()).to_json(),
            plan.seed,
            plan.shard.0,
            plan.shard.1,
            self.next,
            self.first,
            self.cases,
            self.elapsed.as_millis(),
            self.spent.as_millis(),
            self.findings_before,
            self.finished,
        );
        write_private(&plan.dir.join(STATE_FILE), text.as_bytes())
    }
}

/// Documents that were kept, a line each; none where there are none.
///
/// # Errors
/// Why the file cannot be read: one line that says what to do.
pub(super) fn read_corpus(dir: &Path) -> Result<Vec<Vec<u8>>, String> {
    let path = dir.join(CORPUS_FILE);
    let bytes = match read_file(&path, MAX_DOCUMENTS) {
        Ok(bytes) => bytes,
        Err(error) if error.is_missing() => return Ok(Vec::new()),
        Err(error) => {
            return Err(format!("{}: {error}, or name another folder: --out DIR", path.display()));
        }
    };
    let lines = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    Ok(lines.map(<[u8]>::to_vec).collect())
}

/// Every document of a folder, by name; folders in it too.
///
/// # Errors
/// Which file cannot be read, and why.
pub(super) fn read_documents(dir: &Path) -> Result<Vec<Vec<u8>>, String> {
    let (mut documents, mut left) = (Vec::new(), MAX_DOCUMENTS);
    read_folder(dir, &mut documents, &mut left)?;
    Ok(documents)
}

fn read_folder(dir: &Path, documents: &mut Vec<Vec<u8>>, left: &mut u64) -> Result<(), String> {
    let told = |error: io::Error| format!("{}: {error}", dir.display());
    let entries = fs::read_dir(dir).map_err(told)?;
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry.map_err(told)?;
        paths.push((entry.path(), entry.file_type().map_err(told)?));
    }
    paths.sort_by(|one, other| one.0.cmp(&other.0));
    for (path, kind) in paths {
        // A link to a folder is not followed: it may lead back.
        if kind.is_dir() {
            read_folder(&path, documents, left)?;
            continue;
        }
        let bytes = read_file(&path, MAX_CASE_FILE.min(*left))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        *left -= bytes.len() as u64;
        documents.push(bytes);
    }
    Ok(())
}
