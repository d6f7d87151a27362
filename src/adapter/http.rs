//! A server under test, by URL: one connection a request, so that each stands on its own.
//!
//! Requests are written byte for byte, since some of them are meant to be wrong.

use super::reply::ServerAnswer;
use crate::protocol::json::parse;
use crate::protocol::request::OwnedRequest;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// The longest answer that is read, in bytes.
pub(super) const MAX_ANSWER: usize = 1 << 20;

const MAX_HEADERS: usize = 100;

/// Maximum number of 1xx responses before the final one.
pub(super) const MAX_INTERIM: usize = 16;

/// Where a server under test is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress {
    /// The address that is dialled; looked up once, so that it cannot become another.
    pub socket: SocketAddr,
    /// The value of the Host header.
    pub host: String,
    /// What stands before every target; empty, or a path without a slash at its end.
    pub prefix: String,
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.host, self.prefix)
    }
}

impl ServerAddress {
    /// Reads a base URL. Only this machine is dialled, and hosts that are named in `allowed`.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn parse(url: &str, allowed: &[String]) -> Result<ServerAddress, String> {
        let what = |what: &str| format!("{url:?} {what}");
        let uri: hyper::Uri = url
            .parse()
            .map_err(|_| what("is not a URL; use, for example, http://127.0.0.1:8000"))?;
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => {
                return Err(what("is https, which is not spoken; put a plain endpoint in front"));
            }
            _ => return Err(what("is not a URL; use, for example, http://127.0.0.1:8000")),
        }
        let authority = uri.authority().ok_or_else(|| what("has no host"))?;
        if authority.as_str().contains('@') {
            return Err("a URL must not hold a user name or password".to_owned());
        }
        if uri.query().is_some() {
            return Err(what("has a query; give the part before it, the base"));
        }
        let (name, port) = (authority.host(), authority.port_u16().unwrap_or(80));
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let found: Vec<SocketAddr> = (bare, port)
            .to_socket_addrs()
            .map_err(|error| format!("{name} cannot be found: {error}"))?
            .collect();
        let is_allowed = allowed.iter().any(|host| host.eq_ignore_ascii_case(name));
        if !is_allowed && !found.iter().all(|address| address.ip().is_loopback()) {
            return Err(format!(
                "{name} is not this machine; to send it requests, say --allow-host {name}"
            ));
        }
        let socket = *found.first().ok_or_else(|| format!("{name} has no address"))?;
        let prefix = uri.path().trim_end_matches('/').to_owned();
        Ok(ServerAddress { socket, host: authority.to_string(), prefix })
    }

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
        // A server may answer, and hang up, before it has read everything.
        let _ = stream
            .write_all(&self.head(request, true))
            .and_then(|()| stream.write_all(&request.body));
        read_answer(&mut stream, deadline)
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
        for (name, value) in headers {
            field(name, value);
        }
        if !given("content-length") && !given("transfer-encoding") {
            field("Content-Length", body.len().to_string().as_bytes());
        }
        if closing {
            field("Connection", b"close");
        }
        out.extend_from_slice(b"\r\n");
    }

    /// Opens a connection.
    pub(super) fn connect(&self, timeout: Duration) -> Result<TcpStream, HttpFault> {
        let stream = TcpStream::connect_timeout(&self.socket, timeout)
            .map_err(|error| HttpFault::Unreachable(error.to_string()))?;
        let failed = |error: io::Error| HttpFault::ConnectionFailed(error.to_string());
        stream.set_nodelay(true).map_err(failed)?;
        stream.set_write_timeout(Some(timeout)).map_err(failed)?;
        Ok(stream)
    }

    /// Whether somebody listens there.
    pub fn is_listening(&self) -> bool {
        TcpStream::connect_timeout(&self.socket, Duration::from_secs(1)).is_ok()
    }

    /// The bytes of a request, and where its body begins.
    pub fn bytes(&self, request: &OwnedRequest) -> (Vec<u8>, usize) {
        let mut bytes = self.head(request, false);
        let head = bytes.len();
        bytes.extend_from_slice(&request.body);
        (bytes, head)
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
        let _ = stream.shutdown(Shutdown::Write);
        read_answer(&mut stream, deadline)
    }
}

/// What a server did instead of answering. Each kind is a fault; none of them passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpFault {
    /// It cannot be reached: why.
    Unreachable(String),
    /// It did not answer in time.
    TimedOut,
    /// It closed the connection without an answer.
    ClosedUnanswered,
    /// It closed the connection inside its answer.
    ClosedMidAnswer,
    /// The connection broke: the error of the system.
    ConnectionFailed(String),
    /// The answer is not HTTP/1.1: what is wrong with it.
    NotHttp(String),
    /// The answer is larger than [`MAX_ANSWER`].
    TooLarge,
    /// More than [`MAX_INTERIM`] interim answers (1xx), and no final one.
    EndlessInterim,
    /// The answer is HTTP, but a member of its JSON has another type than the protocol says.
    InvalidMember(String),
}

impl fmt::Display for HttpFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HttpFault::Unreachable(what) => write!(f, "cannot be reached: {what}"),
            HttpFault::TimedOut => f.write_str("did not answer in time"),
            HttpFault::ClosedUnanswered => f.write_str("closed the connection without an answer"),
            HttpFault::ClosedMidAnswer => f.write_str("closed the connection inside its answer"),
            HttpFault::ConnectionFailed(what) => write!(f, "the connection failed: {what}"),
            HttpFault::NotHttp(what) => write!(f, "invalid HTTP response: {what}"),
            HttpFault::TooLarge => f.write_str("answered with more than 1 MiB"),
            HttpFault::EndlessInterim => {
                write!(f, "sent {MAX_INTERIM} interim (1xx) responses and no final one")
            }
            HttpFault::InvalidMember(what) => write!(f, "invalid member in the response: {what}"),
        }
    }
}

fn read_answer(stream: &mut TcpStream, deadline: Instant) -> Result<ServerAnswer, HttpFault> {
    let mut bytes = Vec::new();
    loop {
        if let Some(answer) = complete(&bytes, false)? {
            return Ok(answer);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(HttpFault::TimedOut);
        }
        if bytes.len() > MAX_ANSWER {
            return Err(HttpFault::TooLarge);
        }
        let mut chunk = [0; 8192];
        let read = stream.set_read_timeout(Some(left)).and_then(|()| stream.read(&mut chunk));
        match read {
            Ok(0) => {
                return complete(&bytes, true)?.ok_or(match bytes.is_empty() {
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
                return complete(&bytes, true)?
                    .ok_or_else(|| HttpFault::ConnectionFailed(error.to_string()));
            }
        }
    }
}

/// The answer, once all of it is there. `ended`: nothing more will come.
fn complete(mut bytes: &[u8], ended: bool) -> Result<Option<ServerAnswer>, HttpFault> {
    for _ in 0..MAX_INTERIM {
        match step(bytes, ended)? {
            Step::Answer(answer, ..) => return Ok(Some(*answer)),
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

pub(super) fn step(bytes: &[u8], ended: bool) -> Result<Step, HttpFault> {
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
    let (body, taken) = if says("transfer-encoding", "chunked") {
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
    } else if matches!(status, 204 | 304) {
        (Vec::new(), 0)
    } else if ended {
        closes = true;
        (rest.to_vec(), rest.len())
    } else {
        return Ok(Step::Partial);
    };
    let challenge = field("www-authenticate").unwrap_or_default();
    let challenge = String::from_utf8_lossy(challenge).to_ascii_lowercase();
    let gate = [response.reason.unwrap_or_default(), &challenge].join("\n");
    let mut answer = ServerAnswer { status, ..ServerAnswer::default() };
    if let Ok(value) = parse(&body) {
        answer.tell(&value).map_err(HttpFault::InvalidMember)?;
    }
    answer.raw = [&bytes[..length], &body].concat();
    answer.body = Some(body);
    answer.gate = gate;
    Ok(Step::Answer(Box::new(answer), length + taken, closes))
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
    fn only_this_machine_unless_named() {
        let parse = |url: &str| ServerAddress::parse(url, &["192.0.2.7".to_owned()]);
        assert_eq!(parse("http://127.0.0.1:8000/").unwrap().to_string(), "http://127.0.0.1:8000");
        assert_eq!(parse("http://[::1]:8000/a/").unwrap().prefix, "/a");
        assert!(parse("http://192.0.2.7").is_ok());
        for (url, what) in [
            ("http://192.0.2.8", "--allow-host 192.0.2.8"),
            ("http://0.0.0.0:80", "--allow-host 0.0.0.0"),
            ("https://127.0.0.1", "https"),
            ("127.0.0.1:8000", "is not a URL"),
            ("http://a:b@127.0.0.1", "user name"),
            ("http://127.0.0.1/?a", "has a query"),
            ("", "is not a URL"),
        ] {
            let error = parse(url).unwrap_err();
            assert!(error.contains(what), "{url}: {error}");
        }
    }

    #[test]
    fn answers_end_where_they_say() {
        let read = |text: &str, ended| {
            complete(text.as_bytes(), ended).map(|a| a.map(|a| (a.status, a.body.unwrap())))
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
