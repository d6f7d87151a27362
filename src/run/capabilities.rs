//! What a server can do, measured before it is tested: so that a way of sending that it does not support
//! is left out, and said to be.

use crate::adapter::{HttpFault, KeptConnection, ServerAddress, ServerAnswer};
use crate::protocol::request::{OwnedRequest, PATH};
use std::fmt;
use std::time::{Duration, Instant};

/// The number of requests in a pipeline, and of connections at a time, that are tried.
const TRIED: usize = 4;

/// What a server can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether it answers a second request on a connection.
    pub keep_alive: bool,
    /// The number of requests with bodies, sent in one write, that it answers (of four).
    pub pipeline: usize,
    /// The number of connections that it answers on at the same time (of four).
    pub parallel: usize,
    /// The median time of an answer.
    pub latency: Duration,
}

impl Capabilities {
    /// Whether it answered every request of a pipeline.
    pub fn pipelines(&self) -> bool {
        self.pipeline == TRIED
    }
}

impl fmt::Display for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keep_alive = if self.keep_alive { "keep-alive" } else { "no keep-alive" };
        let pipeline = match self.pipeline {
            0 | 1 => "no pipelining".to_owned(),
            TRIED => "pipelining".to_owned(),
            some => format!("pipelines of {some}"),
        };
        let ms = self.latency.as_secs_f64() * 1000.0;
        write!(f, "{keep_alive}, {pipeline}, {} connections at a time, {ms:.1} ms", self.parallel)
    }
}

/// Measures a server with requests whose signature is wrong, so that nothing is recorded. Takes at most
/// about six times `timeout`.
pub fn measure(address: &ServerAddress, domain: &str, timeout: Duration) -> Capabilities {
    let request = harmless(domain);
    let is_answer = |answer: &Result<ServerAnswer, HttpFault>| answer.is_ok();
    let mut kept = KeptConnection::new(address);
    let mut times = Vec::new();
    for _ in 0..TRIED {
        let sent = Instant::now();
        if kept.exchange(&request, timeout).is_err() {
            break;
        }
        times.push(sent.elapsed());
    }
    times.sort_unstable();
    let keep_alive = kept.reused() > 0;
    drop(kept);
    let requests = vec![request.clone(); TRIED];
    let pipelined = KeptConnection::new(address).pipeline(&requests, timeout);
    let parallel = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..TRIED)
            .map(|_| scope.spawn(|| is_answer(&address.exchange(&request, timeout))))
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).filter(|ok| *ok).count()
    });
    Capabilities {
        keep_alive,
        pipeline: pipelined.iter().filter(|answer| is_answer(answer)).count(),
        parallel,
        latency: times.get(times.len() / 2).copied().unwrap_or(timeout),
    }
}

/// A goal with a signature that nothing has.
fn harmless(domain: &str) -> OwnedRequest {
    OwnedRequest {
        method: "POST".to_owned(),
        target: format!("{PATH}?domain={domain}"),
        headers: vec![
            ("content-type".to_owned(), b"application/json".to_vec()),
            ("x-lp-goal-signature".to_owned(), b"0".repeat(64)),
        ],
        body: br#"{"event_name":"purchase","session_id":"goalpost-preflight"}"#.to_vec(),
    }
}
