//! A server under test, by URL: one connection a request, so that each stands on its own.
//!
//! Requests are written byte for byte, since some of them are meant to be wrong.

use super::address::ServerAddress;
use super::connection::Connection;
use super::http_fault::{HttpFault, MAX_INTERIM};
use super::reply::ServerAnswer;
use crate::protocol::json::parse;
use crate::protocol::request::{OwnedRequest, middle};
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

/// The longest answer that is read, in bytes.
pub(super) const MAX_ANSWER: usize = 1 << 20;

const MAX_HEADERS: usize = 100;

/// So many bytes of the empty line that ends a head arrive apart: who looks for it in each piece alone does not find it.
pub const HEAD_LEFT: usize = 2;

impl ServerAddress {
    /// Sends a request on a connection of its own, and reads the answer.
    ///
    /// # Errors
    /// What happened instead, in words.
    pub fn exchange(
        &self,
        request: &OwnedRequest,
        timeout: Duration,
    ) -> Result<ServerAnswer, HttpFault> {
        let deadline = Instant::now() + timeout;
        let mut stream = self.connect(timeout)?;
        // In one write, as on a connection that is kept: what a server reads at once may matter to it.
        let mut bytes = self.head(request, true);
        bytes.extend_from_slice(&request.framed_body());
        // A server may answer, and hang up, before it has read everything.
        let _ = stream.write_all(&bytes);
        read_answer(&mut stream, deadline, true, is_bodiless(request))
    }

    /// Sends a request in four pieces, with a pause between any two: the head without its last [`HEAD_LEFT`] bytes, these,
    /// the body up to its [`middle`], the rest.
    ///
    /// # Errors
    /// Those of [`ServerAddress::exchange`].
    pub fn exchange_in_pieces(
        &self,
        request: &OwnedRequest,
        pause: Duration,
        timeout: Duration,
    ) -> Result<ServerAnswer, HttpFault> {
        let mut stream = self.connect(timeout)?;
        let head = self.head(request, true);
        let (first, rest) = request.body.split_at(middle(&request.body));
        let (begun, left) = head.split_at(head.len() - HEAD_LEFT);
        for (at, piece) in [begun, left, first, rest].into_iter().enumerate() {
            if at > 0 {
                std::thread::sleep(pause);
            }
            // A server may answer, and hang up, before it has read everything.
            if stream.write_all(piece).is_err() {
                break;
            }
        }
        read_answer(&mut stream, Instant::now() + timeout, true, is_bodiless(request))
    }

    /// The request's head, as it is sent. `closing` says that the connection ends with it.
    fn head(&self, request: &OwnedRequest, closing: bool) -> Vec<u8> {
        let mut head = Vec::with_capacity(512);
        self.write_head(request, closing, &mut head);
        head
    }

    /// Appends a request's head to what is to be sent.
    pub(super) fn write_head(&self, request: &OwnedRequest, closing: bool, out: &mut Vec<u8>) {
        let OwnedRequest { method, target, headers, body } = request;
        for part in [method, " ", &self.prefix, target, " HTTP/1.1\r\n"] {
            out.extend_from_slice(part.as_bytes());
        }
        let mut field = |name: &str, value: &[u8]| {
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(value);
            out.extend_from_slice(b"\r\n");
        };
        let given = |name: &str| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if !given("host") {
            field("Host", self.host.as_bytes());
        }
        for (name, value) in headers.iter().filter(|(name, _)| !self.extras.replace(name)) {
            field(name, value);
        }
        for (name, value) in self.extras.of(request) {
            field(name, &value);
        }
        if !given("content-length") && !given("transfer-encoding") {
            field("Content-Length", body.len().to_string().as_bytes());
        }
        if closing {
            field("Connection", b"close");
        }
        out.extend_from_slice(b"\r\n");
    }

    /// The bytes of a request, and where its body begins.
    pub fn bytes(&self, request: &OwnedRequest) -> (Vec<u8>, usize) {
        let mut bytes = self.head(request, false);
        let head = bytes.len();
        bytes.extend_from_slice(&request.framed_body());
        (bytes, head)
    }

    /// Sends bytes as they are, and leaves without waiting for an answer.
    pub fn leave(&self, bytes: &[u8], timeout: Duration) {
        if let Ok(mut stream) = self.connect(timeout) {
            let _ = stream.write_all(bytes);
        }
    }

    /// Sends bytes that need be no HTTP, says that no more will come, and reads the answer.
    ///
    /// # Errors
    /// What happened instead, in words.
    pub fn exchange_bytes(
        &self,
        bytes: &[u8],
        timeout: Duration,
    ) -> Result<ServerAnswer, HttpFault> {
        let deadline = Instant::now() + timeout;
        let mut stream = self.connect(timeout)?;
        // A server may answer, and hang up, before it has read everything.
        let _ = stream.write_all(bytes);
        stream.finish_sending();
        // What is no HTTP may be several requests to a server.
        read_answer(&mut stream, deadline, false, false)
    }
}

/// The value of a header of an answer that came over HTTP.
pub fn header(answer: &ServerAnswer, name: &str) -> Option<String> {
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    response.parse(&answer.raw).ok()?;
    let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
    Some(String::from_utf8_lossy(found.value.trim_ascii()).into_owned())
}

/// How long a server wants us to wait, at most a minute: after a 429 (a second where it does not say),
/// and after a 503 that says how long.
pub fn retry_after(answer: &ServerAnswer) -> Option<Duration> {
    if !matches!(answer.status, 429 | 503) {
        return None;
    }
    let seconds = header(answer, "retry-after").and_then(|value| value.parse::<u64>().ok());
    match (answer.status, seconds) {
        (_, Some(seconds)) => Some(Duration::from_secs(seconds.min(60))),
        (429, None) => Some(Duration::from_secs(1)),
        _ => None,
    }
}

/// Reads an answer; `alone`: nothing but another answer may follow it; `bodiless`: it has no body, whatever it says.
fn read_answer(
    stream: &mut Connection,
    deadline: Instant,
    alone: bool,
    bodiless: bool,
) -> Result<ServerAnswer, HttpFault> {
    let mut bytes = Vec::new();
    loop {
        if let Some((answer, rest)) = complete(&bytes, false, bodiless)? {
            return if alone && is_surplus(rest) { Err(HttpFault::Surplus) } else { Ok(answer) };
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(HttpFault::TimedOut);
        }
        if bytes.len() > MAX_ANSWER {
            return Err(HttpFault::TooLarge);
        }
        let mut chunk = [0; 8192];
        let read = stream.set_read_timeout(left).and_then(|()| stream.read(&mut chunk));
        match read {
            Ok(0) => {
                let answer = complete(&bytes, true, bodiless)?.map(|(answer, _)| answer);
                return answer.ok_or(match bytes.is_empty() {
                    true => HttpFault::ClosedUnanswered,
                    false => HttpFault::ClosedMidAnswer,
                });
            }
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error)
                if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) =>
            {
                return Err(HttpFault::TimedOut);
            }
            Err(error) => {
                let answer = complete(&bytes, true, bodiless)?.map(|(answer, _)| answer);
                return answer.ok_or_else(|| HttpFault::ConnectionFailed(error.to_string()));
            }
        }
    }
}

/// Whether the answer to a request has no body, whatever length it tells (RFC 9110, 9.3.2).
pub(super) fn is_bodiless(request: &OwnedRequest) -> bool {
    request.method == "HEAD"
}

/// Whether bytes after an answer are neither line ends nor the beginning of another one, such as a server sends that
/// takes a body for a request.
pub(super) fn is_surplus(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    let begin = &rest[..rest.len().min(5)];
    !b"HTTP/".starts_with(begin)
}

/// The answer, once all of it is there, and what stands after it. `ended`: nothing more will come.
fn complete(
    mut bytes: &[u8],
    ended: bool,
    bodiless: bool,
) -> Result<Option<(ServerAnswer, &[u8])>, HttpFault> {
    for _ in 0..MAX_INTERIM {
        match step(bytes, ended, bodiless)? {
            Step::Answer(answer, length, _) => return Ok(Some((*answer, &bytes[length..]))),
            Step::Partial => return Ok(None),
            Step::Interim(length) => bytes = &bytes[length..],
        }
    }
    Err(HttpFault::EndlessInterim)
}

/// What the buffer begins with.
pub(super) enum Step {
    /// It, its length, and whether the connection ends with it.
    Answer(Box<ServerAnswer>, usize, bool),
    /// More has to come.
    Partial,
    /// A 1xx response of this length in bytes; the final response follows it.
    Interim(usize),
}

/// The first answer in some bytes, if a whole one begins there.
///
/// # Errors
/// [`HttpFault`] where they are no answer.
pub fn first_answer(bytes: &[u8]) -> Result<Option<ServerAnswer>, HttpFault> {
    Ok(match step(bytes, true, false)? {
        Step::Answer(answer, ..) => Some(*answer),
        Step::Interim(_) | Step::Partial => None,
    })
}

pub(super) fn step(bytes: &[u8], ended: bool, bodiless: bool) -> Result<Step, HttpFault> {
    let broken = |what: &str| HttpFault::NotHttp(what.to_owned());
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let length = match response.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(Step::Partial),
        Err(error) => return Err(broken(&error.to_string())),
    };
    let status = response.code.unwrap_or_default();
    if (100..200).contains(&status) {
        return Ok(Step::Interim(length));
    }
    let field = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| header.value.trim_ascii())
    };
    let says = |name: &str, word: &str| {
        let has = |value: &[u8]| {
            value.to_ascii_lowercase().windows(word.len()).any(|w| w == word.as_bytes())
        };
        field(name).is_some_and(has)
    };
    let rest = &bytes[length..];
    let mut closes = says("connection", "close")
        || (response.version == Some(0) && !says("connection", "keep-alive"));
    let (body, taken) = if bodiless || matches!(status, 204 | 304) {
        (Vec::new(), 0)
    } else if says("transfer-encoding", "chunked") {
        match dechunked(rest) {
            Some(body) => body,
            None if ended => return Err(HttpFault::ClosedMidAnswer),
            None => return Ok(Step::Partial),
        }
    } else if let Some(length) = field("content-length") {
        let length: usize = std::str::from_utf8(length)
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| broken("its Content-Length is not a number"))?;
        match rest.get(..length) {
            Some(body) => (body.to_vec(), length),
            None if ended => return Err(HttpFault::ClosedMidAnswer),
            None => return Ok(Step::Partial),
        }
    } else if ended {
        closes = true;
        (rest.to_vec(), rest.len())
    } else {
        return Ok(Step::Partial);
    };
    let challenge = field("www-authenticate").unwrap_or_default();
    let challenge = String::from_utf8_lossy(challenge).to_ascii_lowercase();
    let gate = [response.reason.unwrap_or_default(), &without_nonce(&challenge)].join("\n");
    let mut answer = ServerAnswer { status, ..ServerAnswer::default() };
    if let Ok(value) = parse(&body) {
        answer.tell(&value).map_err(HttpFault::InvalidMember)?;
    }
    answer.raw = [&bytes[..length], &body].concat();
    answer.body = Some(body);
    answer.gate = gate;
    Ok(Step::Answer(Box::new(answer), length + taken, closes))
}

/// A challenge without the value of its nonce, which is another one each time.
fn without_nonce(challenge: &str) -> String {
    let part = |part: &str| part.split("nonce=").next().unwrap_or_default().to_owned();
    challenge.split(',').map(part).collect::<Vec<_>>().join(",")
}

/// The body of a chunked answer, and how many bytes it takes; `None` if it is not complete.
fn dechunked(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut body = Vec::new();
    let mut rest = bytes;
    loop {
        let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(rest) else {
            return None;
        };
        let size = usize::try_from(size).ok()?;
        if size == 0 {
            // Trailers, if any, and an empty line.
            let tail = &rest[start..];
            let end = match tail.strip_prefix(b"\r\n") {
                Some(_) => 2,
                None => tail.windows(4).position(|w| w == b"\r\n\r\n")? + 4,
            };
            return Some((body, bytes.len() - tail.len() + end));
        }
        body.extend_from_slice(rest.get(start..start.checked_add(size)?)?);
        rest = rest.get(start + size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_end_where_they_say() {
        let read = |text: &str, ended| {
            complete(text.as_bytes(), ended, false)
                .map(|a| a.map(|(a, _)| (a.status, a.body.unwrap())))
        };
        let ok = |status, body: &str| Ok(Some((status, body.as_bytes().to_vec())));
        assert_eq!(
            read("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok more", false),
            ok(200, "ok")
        );
        assert_eq!(read("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok", false), Ok(None));
        assert!(read("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok", true).is_err());
        assert_eq!(read("HTTP/1.0 500 E\r\n\r\nbody", true), ok(500, "body"));
        assert_eq!(
            read(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 A\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                false
            ),
            ok(202, "ok")
        );
        assert_eq!(read("HTTP/1.1 204 N\r\n\r\n", false), ok(204, ""));
        assert!(read("hello\r\n\r\n", true).is_err());
        let interim = "HTTP/1.1 100 C\r\n\r\n";
        assert!(read(&interim.repeat(50_000), false).is_err());
        assert_eq!(read(&interim.repeat(3), false), Ok(None));
        assert_eq!(read("HTTP/1.1 200 OK\r\n", true), Ok(None));
    }
}
