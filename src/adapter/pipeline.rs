//! A server under test over connections that stay open, several requests under way at a time.
//!
//! Whatever a server does, each request is answered for exactly once: one whose answer never came is
//! sent again alone, on a connection of its own, and only then the fault is its own.

use super::address::ServerAddress;
use super::answers::AnswerReader;
use super::connection::Connection;
use super::http::is_bodiless;
use super::http_fault::HttpFault;
use super::reply::ServerAnswer;
use crate::generate::TestRequest;
use std::collections::VecDeque;
use std::io::Write;
use std::time::{Duration, Instant};

/// Between two looks at whether more may be sent, so much is sent at most.
const BURST: usize = 256 << 10;

/// The result of a probe.
pub type Outcome = Result<ServerAnswer, HttpFault>;

/// Makes probes, and receives their results.
pub trait Traffic {
    /// The next probe; `None` if there is none at the moment.
    fn next(&mut self) -> Option<TestRequest>;

    /// The result of a probe, and how long the server took.
    fn hear(&mut self, probe: TestRequest, outcome: Outcome, took: Duration);

    /// Whether the rest has to wait after a fault, which may have to be looked into first.
    fn pauses(&self) -> bool {
        false
    }

    /// How many requests may be under way at the moment, out of so many.
    fn depth(&self, most: usize) -> usize {
        most
    }

    /// A new connection was opened: what follows is sent on it.
    fn connected(&mut self) {}

    /// The probe that was answered last, to be sent again before all that is not answered: what came after its answer
    /// is no other one, and may belong to it.
    fn before(&mut self) -> Option<TestRequest> {
        None
    }

    /// Whether to stop now, with answers outstanding.
    fn is_over(&self) -> bool {
        false
    }
}

/// Requests to one server, over one connection at a time.
pub struct Pipeline<'a> {
    address: &'a ServerAddress,
    timeout: Duration,
    depth: usize,
    stream: Option<Connection>,
    reader: AnswerReader,
    output: Vec<u8>,
    /// Sent, and not yet answered.
    in_flight: VecDeque<(TestRequest, Instant)>,
    /// To be sent again before anything else.
    again: VecDeque<TestRequest>,
    /// So many of the next ones are sent alone.
    alone: usize,
    /// Number of requests that were answered on this connection.
    answered: usize,
    /// When the last answer came, or the connection was opened.
    progress: Instant,
}

impl<'a> Pipeline<'a> {
    /// A pipeline with up to `depth` requests under way.
    pub fn new(address: &'a ServerAddress, timeout: Duration, depth: usize) -> Pipeline<'a> {
        Pipeline {
            address,
            timeout,
            depth: depth.max(1),
            stream: None,
            reader: AnswerReader::default(),
            output: Vec::with_capacity(1 << 16),
            in_flight: VecDeque::new(),
            again: VecDeque::new(),
            alone: 0,
            answered: 0,
            progress: Instant::now(),
        }
    }

    /// From now on, so many requests are under way.
    pub fn set_depth(&mut self, depth: usize) {
        self.depth = depth.max(1);
    }

    /// For how long an answer has been outstanding, if one is.
    pub fn waiting(&self) -> Option<Duration> {
        (!self.in_flight.is_empty()).then(|| self.progress.elapsed())
    }

    /// Whether requests were sent and not answered, or wait to be sent again.
    pub fn is_unfinished(&self) -> bool {
        !self.in_flight.is_empty() || !self.again.is_empty()
    }

    /// The first request that was sent and is to be sent again.
    pub fn unanswered(&self) -> Option<TestRequest> {
        self.again.front().cloned()
    }

    /// Sends what there is to send, until `traffic` has nothing more and everything is answered.
    ///
    /// # Errors
    /// That the server cannot be reached. What was not answered is kept, and sent by the next call.
    pub fn run(&mut self, traffic: &mut dyn Traffic) -> Result<(), HttpFault> {
        let mut last = Instant::now();
        loop {
            self.send(traffic)?;
            if self.in_flight.is_empty() {
                return Ok(());
            }
            if traffic.is_over() {
                return Ok(());
            }
            match self.receive(traffic) {
                Ok(None) => return Ok(()),
                Ok(Some(_)) if self.in_flight.len() == 1 && self.reader.is_surplus() => {
                    self.blame(HttpFault::Surplus, traffic);
                    if traffic.pauses() {
                        return Ok(());
                    }
                }
                Ok(Some((answer, closes))) => {
                    let now = Instant::now();
                    self.progress = now;
                    if let Some((probe, sent)) = self.in_flight.pop_front() {
                        let took = now - sent.max(last);
                        traffic.hear(probe, Ok(answer), took);
                    }
                    last = Instant::now();
                    self.answered += 1;
                    if closes {
                        self.hang_up();
                    }
                }
                Err(fault) => {
                    self.blame(fault, traffic);
                    if traffic.pauses() {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Ends the connection, so that a server which serves one at a time is free.
    pub fn hang_up(&mut self) {
        self.stream = None;
        self.reader.clear();
        self.answered = 0;
        // Not answered, and not to blame: the server said that it would leave.
        while let Some((probe, _)) = self.in_flight.pop_back() {
            self.again.push_front(probe);
        }
    }

    /// Whose fault it is that an answer did not come.
    fn blame(&mut self, fault: HttpFault, traffic: &mut dyn Traffic) {
        // A server may close a connection that it has answered on; to leave it open and say nothing is no manner of HTTP.
        let is_silent = matches!(fault, HttpFault::TimedOut);
        let is_alone = self.in_flight.len() == 1 && (self.answered == 0 || is_silent);
        if is_alone {
            if let Some((probe, sent)) = self.in_flight.pop_front() {
                traffic.hear(probe, Err(fault), sent.elapsed());
            }
            self.hang_up();
        } else {
            let is_answered = self.answered > 0;
            self.hang_up();
            self.alone = 1;
            if is_answered
                && matches!(fault, HttpFault::NotHttp(_))
                && let Some(before) = traffic.before()
            {
                self.again.push_front(before);
                self.alone = 2;
            }
        }
    }

    fn send(&mut self, traffic: &mut dyn Traffic) -> Result<(), HttpFault> {
        let room = if self.alone > 0 { 1 } else { traffic.depth(self.depth) };
        let begun = self.in_flight.len();
        // Refilled by halves: fewer, larger writes.
        if begun > room / 2 {
            return Ok(());
        }
        self.output.clear();
        while self.in_flight.len() < room && self.output.len() < BURST {
            let Some(probe) = self.again.pop_front().or_else(|| traffic.next()) else { break };
            self.address.write_head(&probe.case.request, false, &mut self.output);
            self.output.extend_from_slice(&probe.case.request.framed_body());
            self.in_flight.push_back((probe, Instant::now()));
        }
        if self.in_flight.len() == begun {
            return Ok(());
        }
        if self.alone > 0 {
            self.stream = None;
            self.reader.clear();
            self.answered = 0;
        }
        if self.stream.is_none() {
            match self.address.connect(self.timeout) {
                Ok(stream) => {
                    self.stream = Some(stream);
                    self.progress = Instant::now();
                    traffic.connected();
                }
                Err(fault) => {
                    self.hang_up();
                    return Err(fault);
                }
            }
        }
        self.alone = self.alone.saturating_sub(1);
        // What goes wrong here shows when the answer is read: one may have come before.
        if let Some(stream) = &mut self.stream {
            let _ = stream.write_all(&self.output);
        }
        Ok(())
    }

    /// The next answer, and whether the connection ends with it; `None` where it is over.
    fn receive(
        &mut self,
        traffic: &dyn Traffic,
    ) -> Result<Option<(ServerAnswer, bool)>, HttpFault> {
        let deadline = Instant::now() + self.timeout;
        let first = self.in_flight.front();
        let bodiless = first.is_some_and(|(probe, _)| is_bodiless(&probe.case.request));
        self.reader.next(self.stream.as_mut(), deadline, bodiless, &|| traffic.is_over())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{CaseId, VerifyCase};
    use crate::protocol::Tenant;
    use crate::protocol::request::OwnedRequest;
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;
    use std::sync::Arc;

    /// So many requests, and what was heard of each.
    struct Two {
        left: usize,
        heard: Vec<Result<u16, HttpFault>>,
    }

    impl Traffic for Two {
        fn next(&mut self) -> Option<TestRequest> {
            self.left = self.left.checked_sub(1)?;
            let request = OwnedRequest {
                method: "POST".to_owned(),
                target: "/".to_owned(),
                ..OwnedRequest::default()
            };
            let tenant = Tenant { tenant_id: "t".into(), secret: "".into() };
            Some(TestRequest {
                case: VerifyCase {
                    id: CaseId::Vector("a".into()),
                    domain: "a.example".into(),
                    tenant: Arc::new(tenant),
                    now: jiff::Timestamp::UNIX_EPOCH,
                    request: Arc::new(request),
                },
                signed: None,
                wire: None,
                mutation: "",
            })
        }

        fn hear(&mut self, _: TestRequest, outcome: Outcome, _: Duration) {
            self.heard.push(outcome.map(|answer| answer.status));
        }
    }

    /// What is heard of two requests by a server that answers the first of each connection, and leaves it open or not.
    fn heard(stays_open: bool) -> Vec<Result<u16, HttpFault>> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming().flatten() {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut line = String::new();
                while reader.read_line(&mut line).is_ok_and(|count| count > 2) {
                    line.clear();
                }
                let _ = (&stream).write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                if stays_open {
                    kept.push(stream);
                }
            }
        });
        let address = ServerAddress::parse(&url, &[]).unwrap();
        let mut traffic = Two { left: 2, heard: Vec::new() };
        Pipeline::new(&address, Duration::from_millis(300), 1).run(&mut traffic).unwrap();
        traffic.heard
    }

    #[test]
    fn a_connection_may_be_closed_after_an_answer_and_not_be_silent() {
        assert!(matches!(heard(false)[..], [Ok(200), Ok(200)]));
        assert!(matches!(heard(true)[..], [Ok(200), Err(HttpFault::TimedOut)]));
    }
}
