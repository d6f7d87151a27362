//! The requests that `goalpost explain` is asked about: out of a file, a folder, or stdin.

use super::failure::Failure;
use super::secret;
use crate::capture::{self, Captured, MAX_CAPTURE, MAX_REQUESTS};
use crate::protocol::request::OwnedRequest;
use crate::report::explain::Source;
use std::path::{Path, PathBuf};

/// The deepest folder that is searched.
const DEEPEST: usize = 8;

/// Requests, and where each comes from.
#[derive(Default)]
pub(super) struct Captures {
    pub(super) requests: Vec<Captured>,
    pub(super) places: Vec<Source>,
    /// The number of requests to other endpoints.
    pub(super) left_out: usize,
    /// All requests, where only some of them are asked about, and which of them the first of these is.
    pub(super) beside: Vec<OwnedRequest>,
    pub(super) first: usize,
    /// Files that hold no request, and why.
    pub(super) unread: Vec<(String, String)>,
}

impl Captures {
    /// One request that did not come out of a capture.
    pub(super) fn of(request: Captured) -> Captures {
        let places = vec![Source { file: "-".to_owned(), request: 1 }];
        Captures { requests: vec![request], places, ..Captures::default() }
    }

    /// Reads a capture, or every file of a folder.
    pub(super) fn read(path: &Path) -> Result<Captures, Failure> {
        let mut captures = Captures::default();
        if !path.is_dir() {
            captures
                .file(path)
                .map_err(|why| Failure::usage(format!("{}: {why}", path.display())))?;
            return Ok(captures);
        }
        let mut files = Vec::new();
        list(path, 0, &mut files)
            .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
        files.sort();
        for file in files {
            if let Err(why) = captures.file(&file) {
                captures.unread.push((file.display().to_string(), why));
            }
            if captures.requests.len() >= MAX_REQUESTS {
                break;
            }
        }
        if captures.requests.is_empty() {
            let what = match captures.unread.first() {
                Some((file, why)) => format!("no file holds a request; {file}: {why}"),
                None => "the folder holds no file".to_owned(),
            };
            return Err(Failure::usage(format!("{}: {what}", path.display())));
        }
        Ok(captures)
    }

    fn file(&mut self, path: &Path) -> Result<(), String> {
        let bytes =
            secret::read_up_to(path, MAX_CAPTURE as u64).map_err(|fault| fault.to_string())?;
        let capture = capture::read(&bytes).map_err(|error| error.to_string())?;
        self.left_out += capture.left_out;
        for (at, request) in capture.requests.into_iter().enumerate() {
            self.places.push(Source { file: path.display().to_string(), request: at + 1 });
            self.requests.push(request);
        }
        Ok(())
    }

    /// Keeps the request of a number, or those whose URL holds a text.
    pub(super) fn choose(&mut self, which: &str) -> Result<(), Failure> {
        let number = which.parse::<usize>().ok();
        let keep: Vec<bool> = self
            .requests
            .iter()
            .zip(&self.places)
            .map(|(captured, place)| match number {
                Some(number) => place.request == number,
                None => captured.request.target.contains(which),
            })
            .collect();
        if !keep.contains(&true) {
            return Err(Failure::usage(format!(
                "--request {which}: the capture has {} requests to the endpoint, and none of that {}",
                self.requests.len(),
                if number.is_some() { "number" } else { "URL" }
            )));
        }
        self.beside = self.requests.iter().map(|captured| captured.request.clone()).collect();
        self.first = keep.iter().position(|kept| *kept).unwrap_or(0);
        let mut kept = keep.iter();
        self.requests.retain(|_| *kept.next().unwrap_or(&false));
        let mut kept = keep.iter();
        self.places.retain(|_| *kept.next().unwrap_or(&false));
        Ok(())
    }
}

/// The regular files of a folder; hidden ones and links to folders are left out.
fn list(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(b".") || files.len() >= MAX_REQUESTS {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() && depth < DEEPEST {
            list(&entry.path(), depth + 1, files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}
