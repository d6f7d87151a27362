//! Requests that somebody captured: raw HTTP, or the curl command that sent one; and how one is printed.

mod curl;
mod http;
pub mod print;
mod shell;

use crate::protocol::request::OwnedRequest;
use thiserror::Error;

/// The largest capture that is read, in bytes.
pub const MAX_CAPTURE: usize = 1 << 20;

/// A request, and what is odd about the capture.
#[derive(Clone, Debug)]
pub struct Captured {
    /// The request.
    pub request: OwnedRequest,
    /// What was repaired or looks cut off, a line each.
    pub notes: Vec<String>,
}

/// Why a text is no request, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct CaptureError(String);

impl CaptureError {
    fn new(what: impl Into<String>) -> CaptureError {
        CaptureError(what.into())
    }
}

/// Reads a file that a curl command names, by its path.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> std::io::Result<Vec<u8>>;

/// Reads a capture: a curl command where it begins with `curl`, else a raw HTTP/1.1 request.
///
/// # Errors
/// [`CaptureError`] where it is neither.
pub fn read(bytes: &[u8], read_file: ReadFile<'_>) -> Result<Captured, CaptureError> {
    if bytes.len() > MAX_CAPTURE {
        return Err(CaptureError::new("the capture is over 1 MiB"));
    }
    let begin = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(bytes.len());
    let bytes = bytes[begin..].strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes[begin..]);
    if bytes.is_empty() {
        return Err(CaptureError::new("the capture is empty"));
    }
    if let Some(command) = curl_command(bytes) {
        let text = std::str::from_utf8(command)
            .map_err(|_| CaptureError::new("the curl command is not UTF-8"))?;
        return curl::read(&shell::words(&shell::without_carets(text))?, read_file);
    }
    http::read(&without_marks(bytes))
}

/// A curl command, behind comments, a prompt and variables.
fn curl_command(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes;
    while rest.starts_with(b"#") {
        let end = rest.iter().position(|b| *b == b'\n')?;
        rest = rest[end..].trim_ascii_start();
    }
    rest = rest.strip_prefix(b"$ ").unwrap_or(rest);
    loop {
        let end = rest.iter().position(|b| b.is_ascii_whitespace())?;
        let word = &rest[..end];
        if curl::is_curl(std::str::from_utf8(word).ok()?) {
            return Some(rest);
        }
        let name = &word[..word.iter().position(|b| *b == b'=')?];
        if name.is_empty() || !name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_') {
            return None;
        }
        rest = rest[end..].trim_ascii_start();
    }
}

/// The lines of `curl -v`, which marks those that were sent with `> `.
fn without_marks(bytes: &[u8]) -> Vec<u8> {
    if !bytes.starts_with(b"> ") {
        return bytes.to_vec();
    }
    let mut out = Vec::new();
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        match line {
            [b'>', b' ', rest @ ..] | [b'>', rest @ ..] => out.extend_from_slice(rest),
            line => out.extend_from_slice(line),
        }
    }
    out
}

/// Reads a curl command that a shell took apart already.
///
/// # Errors
/// [`CaptureError`] where curl would send nothing that can be judged.
pub fn read_command(words: &[String], read_file: ReadFile<'_>) -> Result<Captured, CaptureError> {
    curl::read(words, read_file)
}
