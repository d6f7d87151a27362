//! What a capture comes to.

use crate::protocol::request::{OwnedRequest, PATH, SIGNATURE_HEADER};
use thiserror::Error;

/// The largest capture that is read, in bytes.
pub const MAX_CAPTURE: usize = 64 << 20;

/// The largest number of requests that are taken out of one capture.
pub const MAX_REQUESTS: usize = 100_000;

/// A request, and what is odd about the capture.
#[derive(Clone, Debug)]
pub struct Captured {
    /// The request.
    pub request: OwnedRequest,
    /// What was repaired, assumed or looks cut off, a line each.
    pub notes: Vec<String>,
    /// What a request has and the capture does not show.
    pub missing: Missing,
}

impl Captured {
    /// A request that is given as a body and, where it was signed, a signature.
    pub fn of_parts(body: Vec<u8>, signature: Option<&str>) -> Captured {
        let kind = ("Content-Type".to_owned(), b"application/json".to_vec());
        let request = OwnedRequest {
            method: "POST".to_owned(),
            target: PATH.to_owned(),
            headers: vec![kind],
            body: Vec::new(),
        };
        let mut captured = Captured { request, notes: Vec::new(), missing: Missing::default() };
        captured.complete(Some(body), signature);
        captured
    }

    /// Puts in a body and a signature that were given beside the capture, in place of what it has.
    pub fn complete(&mut self, body: Option<Vec<u8>>, signature: Option<&str>) {
        let headers = &mut self.request.headers;
        let is = |known: &str, name: &str| known.eq_ignore_ascii_case(name);
        if let Some(body) = body {
            headers
                .retain(|(name, _)| !is(name, "content-length") && !is(name, "content-encoding"));
            if !headers.iter().any(|(name, _)| is(name, "content-type")) {
                headers.push(("Content-Type".to_owned(), b"application/json".to_vec()));
            }
            if self.missing.body && self.request.method == "GET" {
                "POST".clone_into(&mut self.request.method);
            }
            self.request.body = body;
            self.missing.body = false;
        }
        if let Some(signature) = signature {
            headers.retain(|(name, _)| !is(name, SIGNATURE_HEADER));
            headers.push(("X-LP-Goal-Signature".to_owned(), signature.trim().into()));
            self.missing.signature = false;
            self.missing.header = false;
        }
    }
}

/// Parts that a capture does not show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// The body.
    pub body: bool,
    /// The signature.
    pub signature: bool,
    /// The header, all of it, where the answer was 401: there was a signature.
    pub header: bool,
}

/// Every request of a capture.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The requests, in the order of the capture. Never empty.
    pub requests: Vec<Captured>,
    /// The number of requests to other endpoints that were left out.
    pub left_out: usize,
}

/// Why a text holds no request, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CaptureError {
    /// Nothing but white space.
    #[error("the capture is empty")]
    Empty,
    /// Over [`MAX_CAPTURE`] bytes, before or after it was decompressed.
    #[error("the capture is over 64 MiB: split it, or leave out what are no goals")]
    TooLarge,
    /// No reader finds a request in it.
    #[error(
        "no request found: it looks like {looks_like}. Paste the whole request (raw HTTP, a curl \
         command, a HAR file, JSON with url, headers and body), or give its parts: --body FILE \
         --signature TEXT --domain NAME"
    )]
    Unreadable {
        /// The format that it seems to be, in words.
        looks_like: &'static str,
    },
    /// It is a known format with a fault in it.
    #[error("{0}")]
    Faulty(String),
}

impl CaptureError {
    pub(super) fn new(what: impl Into<String>) -> CaptureError {
        CaptureError::Faulty(what.into())
    }
}

/// Reads a file that a typed curl command names, by its path.
pub type ReadFile<'a> = &'a dyn Fn(&str) -> std::io::Result<Vec<u8>>;
