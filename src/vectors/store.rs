//! Vector files: reading, writing, and keeping them as they are.

use super::catalogue;
use super::embedded::{EMBEDDED, embedded};
use super::file::{Groups, VectorFile};
use super::format::Group;
use super::promoted::{self, FOUND};
use super::schema::{SCHEMAS, is_vector_file};
use super::sequence::SequenceGroup;
use super::verify_test::VerifyGroup;
use crate::case::fields::array;
use crate::files::read_file;
use crate::files::{Staged, write_whole};
use crate::protocol::Text;
use crate::protocol::json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// The largest vector file that is read, in bytes.
const MAX_FILE: u64 = 64 << 20;

/// What went wrong with a vector file, and what to do.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The folder or file cannot be read.
    #[error("{path}: {what}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// The folder holds no vector file.
    #[error("{0}: no vector files here (they are named *.json)")]
    NoFiles(PathBuf),
    /// The files hold other expectations than what would be written.
    #[error(
        "refusing to change published expectations: {}. To change one on purpose, pass for each:\n{}",
        .0.len(),
        .0.join("\n")
    )]
    Unmeant(Vec<String>),
    /// A `--change` or `--drop` that nothing needs.
    #[error("{0}: {1}")]
    NotNeeded(String, &'static str),
    /// A file cannot be written.
    #[error("{path}: cannot write: {what}")]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        what: String,
    },
}

/// Every vector file of a folder, by name.
///
/// # Errors
/// [`StoreError`] naming the file and the place in it.
pub fn load(dir: &Path) -> Result<Vec<VectorFile>, StoreError> {
    let files = read_folder(dir)?;
    let files: Vec<VectorFile> = files
        .iter()
        .filter(|(name, _)| is_vector_file(name))
        .map(|(name, bytes)| read_bytes(&dir.join(name), bytes))
        .collect::<Result<_, _>>()?;
    if files.is_empty() {
        return Err(StoreError::NoFiles(dir.to_owned()));
    }
    let mut seen = BTreeSet::new();
    for (file, test) in files.iter().flat_map(|file| file.entries().map(move |test| (file, test))) {
        if !seen.insert(test.id) {
            let what = format!("duplicate id {}", test.id);
            return Err(StoreError::Read { path: dir.join(&file.name), what });
        }
    }
    Ok(files)
}

/// The vector files among the bytes of a folder.
///
/// # Errors
/// [`StoreError::Read`] naming the file.
pub fn load_from(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<VectorFile>, StoreError> {
    let vectors = files.iter().filter(|(name, _)| is_vector_file(name));
    vectors.map(|(name, bytes)| read_bytes(Path::new(name), bytes)).collect()
}

fn read_bytes(path: &Path, bytes: &[u8]) -> Result<VectorFile, StoreError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    VectorFile::from_bytes(&name, bytes)
        .map_err(|what| StoreError::Read { path: path.to_owned(), what })
}

/// The bytes of every `*.json` in a folder, the schema's included, by name.
///
/// # Errors
/// [`StoreError::Read`] for a folder or file that cannot be read or is larger than 64 MiB.
pub fn read_folder(dir: &Path) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
    let fault = |path: &Path, what: String| StoreError::Read { path: path.to_owned(), what };
    let mut files = BTreeMap::new();
    let entries = std::fs::read_dir(dir).map_err(|e| fault(dir, e.to_string()))?;
    for entry in entries {
        let path = entry.map_err(|e| fault(dir, e.to_string()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.ends_with(".json") {
            continue;
        }
        let bytes = read_file(&path, MAX_FILE).map_err(|e| fault(&path, e.to_string()))?;
        files.insert(name, bytes);
    }
    Ok(files)
}

/// The files as this program would write them, the schemas included: name and bytes, by name. Found vectors
/// are those of the folder, if any; else those that were built in.
///
/// # Errors
/// [`StoreError::Read`] if a file of found vectors is invalid.
pub fn generated(
    on_disk: &BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
    let schemas = SCHEMAS.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let files = written(on_disk)?.into_iter().map(|file| (file.name.clone(), file.to_bytes()));
    Ok(files.chain(schemas).collect())
}

/// Every vector file as it would be written.
fn written(on_disk: &BTreeMap<String, Vec<u8>>) -> Result<Vec<VectorFile>, StoreError> {
    let mut files = catalogue::files();
    for name in FOUND {
        files.push(promoted::renewed(found_file(on_disk, name)?));
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// A file of found vectors: the folder's, or the one that was built in.
fn found_file(on_disk: &BTreeMap<String, Vec<u8>>, name: &str) -> Result<VectorFile, StoreError> {
    let built_in =
        EMBEDDED.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_bytes());
    match on_disk.get(name).map(Vec::as_slice).or(built_in) {
        Some(bytes) if !bytes.is_empty() => read_bytes(Path::new(name), bytes),
        _ => Ok(promoted::empty(name)),
    }
}

/// Adds a found vector to its file in a folder, whole or not at all; `add` puts it in.
///
/// # Errors
/// [`StoreError`] where the file cannot be read or written.
pub fn add_found(
    dir: &Path,
    name: &str,
    add: impl FnOnce(&mut VectorFile),
) -> Result<PathBuf, StoreError> {
    let mut file = found_file(&read_folder(dir)?, name)?;
    add(&mut file);
    let path = dir.join(name);
    write_whole(&path, &file.to_bytes())
        .map_err(|error| StoreError::Write { path: path.clone(), what: error.to_string() })?;
    Ok(path)
}

/// What a `vectors write` did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files whose bytes changed.
    pub files: Vec<String>,
    /// Vectors in all.
    pub vectors: usize,
}

/// Writes the golden vectors into a folder, all files or none.
///
/// `change` and `drop` name the vectors whose expectation is meant to change or to go.
///
/// # Errors
/// [`StoreError::Unmeant`] where any other vector would; [`StoreError::NotNeeded`] where a named one
/// would not; and where a file cannot be read or written. Nothing is written then.
pub fn write(dir: &Path, change: &[String], drop: &[String]) -> Result<Written, StoreError> {
    std::fs::create_dir_all(dir)
        .map_err(|e| StoreError::Write { path: dir.to_owned(), what: e.to_string() })?;
    let on_disk = read_folder(dir)?;
    let new_files = written(&on_disk)?;
    // What was built in counts too, so that deleting a file does not forget its vectors.
    let mut before: Vec<VectorFile> =
        embedded().map_err(|what| StoreError::Read { path: dir.to_owned(), what })?;
    for (name, bytes) in on_disk.iter().filter(|(name, _)| is_vector_file(name)) {
        let path = dir.join(name);
        before.push(read_bytes(&path, bytes).map_err(|error| match error {
            StoreError::Read { path, what } => StoreError::Read {
                path,
                what: format!(
                    "{what}; restore the file (git checkout) or remove it, then write again"
                ),
            },
            other => other,
        })?);
    }
    refuse_unmeant(&before, &new_files, change, drop)?;

    let mut written = Written::default();
    let mut pending = Vec::new();
    written.vectors = new_files.iter().map(|file| file.entries().count()).sum();
    for (name, bytes) in generated(&on_disk)? {
        if on_disk.get(&name) == Some(&bytes) {
            continue;
        }
        let path = dir.join(&name);
        let staged = Staged::new(&path, &bytes)
            .map_err(|error| StoreError::Write { path: path.clone(), what: error.to_string() })?;
        pending.push((staged, path));
        written.files.push(name);
    }
    for (staged, path) in pending {
        staged.replace().map_err(|e| StoreError::Write { path, what: e.to_string() })?;
    }
    Ok(written)
}

fn refuse_unmeant(
    before: &[VectorFile],
    after: &[VectorFile],
    change: &[String],
    drop: &[String],
) -> Result<(), StoreError> {
    let new: BTreeMap<Arc<str>, Value> = after.iter().flat_map(promises).collect();
    let (mut changed, mut dropped) = (BTreeSet::<Arc<str>>::new(), BTreeSet::<Arc<str>>::new());
    for (id, promise) in before.iter().flat_map(promises) {
        match new.get(&id) {
            None => {
                dropped.insert(id);
            }
            Some(now) if *now != promise => {
                changed.insert(id);
            }
            Some(_) => {}
        }
    }
    for (named, needed, what) in [
        (change, &changed, "--change names it, but its expectation would not change"),
        (drop, &dropped, "--drop names it, but it would not go"),
    ] {
        if let Some(id) = named.iter().find(|id| !needed.contains(id.as_str())) {
            return Err(StoreError::NotNeeded(id.clone(), what));
        }
    }
    let line = |flag: &str, id: &Arc<str>| format!("  {flag} {id}");
    let unmeant: Vec<String> = changed
        .iter()
        .filter(|id| !change.iter().any(|c| **c == ***id))
        .map(|id| line("--change", id))
        .chain(
            dropped
                .iter()
                .filter(|id| !drop.iter().any(|d| **d == ***id))
                .map(|id| line("--drop", id)),
        )
        .collect();
    if unmeant.is_empty() { Ok(()) } else { Err(StoreError::Unmeant(unmeant)) }
}

/// Each test's promise, by id: the case and what must come of it. Comments, flags and requirements
/// are no part of it and may be mended freely.
fn promises(file: &VectorFile) -> BTreeMap<Arc<str>, Value> {
    let groups = match &file.groups {
        Groups::Sign(groups) => groups.iter().map(Group::to_value).collect::<Vec<_>>(),
        Groups::Verify(groups) => groups.iter().map(VerifyGroup::to_value).collect(),
        Groups::Sequences(groups) => groups.iter().map(SequenceGroup::to_value).collect(),
    };
    let is_promise =
        |key: &Text| !["comment", "flags", "requirements", "tests"].iter().any(|k| key == *k);
    let promised = |value: &Value| -> Vec<(Text, Value)> {
        let Value::Object(members) = value else { return Vec::new() };
        members.iter().filter(|(key, _)| is_promise(key)).cloned().collect()
    };
    let mut promises = BTreeMap::new();
    for group in &groups {
        for test in array(group, "tests").unwrap_or_default() {
            let id = test.get("id").and_then(Value::as_str).unwrap_or_default();
            let mut promise = promised(group);
            promise.extend(promised(test));
            promises.insert(id.into(), Value::Object(promise));
        }
    }
    promises
}
