//! One connection to a server that is kept for many requests, one at a time.

use super::address::ServerAddress;
use super::answers::AnswerReader;
use super::connection::Connection;
use super::http::is_bodiless;
use super::http_fault::HttpFault;
use super::reply::ServerAnswer;
use crate::protocol::request::OwnedRequest;
use std::io::Write;
use std::time::{Duration, Instant};

/// A connection that is opened when it is needed, and kept as long as the server keeps it.
pub struct KeptConnection<'a> {
    address: &'a ServerAddress,
    open: Option<Connection>,
    reader: AnswerReader,
    /// Requests answered on this connection.
    answered: usize,
    /// Requests answered on a connection that had answered before.
    reused: usize,
}

impl<'a> KeptConnection<'a> {
    /// Nothing is dialled yet.
    pub fn new(address: &'a ServerAddress) -> KeptConnection<'a> {
        KeptConnection {
            address,
            open: None,
            reader: AnswerReader::default(),
            answered: 0,
            reused: 0,
        }
    }

    /// How many requests were answered on a connection that had answered before.
    pub fn reused(&self) -> usize {
        self.reused
    }

    /// Sends a request and reads its answer. Where the connection turns out to be closed, and had
    /// answered before, the request is sent once more on a new one.
    ///
    /// # Errors
    /// What the server did instead of answering.
    pub fn exchange(
        &mut self,
        request: &OwnedRequest,
        timeout: Duration,
    ) -> Result<ServerAnswer, HttpFault> {
        let before = self.answered;
        let answer = self.attempt(request, timeout);
        match &answer {
            // A server may end a connection at any time between two requests.
            Err(HttpFault::ClosedUnanswered | HttpFault::ConnectionFailed(_)) if before > 0 => {
                self.attempt(request, timeout)
            }
            _ => answer,
        }
    }

    /// Sends several requests in one write, and reads answers until all came or one did not.
    pub fn pipeline(
        &mut self,
        requests: &[OwnedRequest],
        timeout: Duration,
    ) -> Vec<Result<ServerAnswer, HttpFault>> {
        let mut bytes = Vec::new();
        for request in requests {
            self.address.write_head(request, false, &mut bytes);
            bytes.extend_from_slice(&request.framed_body());
        }
        let mut answers = Vec::new();
        let mut sent = self.send(&bytes, timeout);
        for request in requests {
            // What follows an answer is looked at with the next one.
            let answer = match sent {
                Ok(()) => self.receive(Instant::now() + timeout, false, is_bodiless(request)),
                Err(fault) => Err(fault),
            };
            sent = Ok(());
            let closed = answer.is_err() || self.open.is_none();
            answers.push(answer);
            if closed {
                break;
            }
        }
        self.hang_up();
        answers
    }

    fn attempt(
        &mut self,
        request: &OwnedRequest,
        timeout: Duration,
    ) -> Result<ServerAnswer, HttpFault> {
        let mut bytes = Vec::new();
        self.address.write_head(request, false, &mut bytes);
        bytes.extend_from_slice(&request.framed_body());
        self.send(&bytes, timeout)?;
        let before = self.answered;
        let answer = self.receive(Instant::now() + timeout, true, is_bodiless(request));
        if answer.is_err() {
            self.hang_up();
        } else if before > 0 {
            self.reused += 1;
        }
        answer
    }

    fn send(&mut self, bytes: &[u8], timeout: Duration) -> Result<(), HttpFault> {
        if self.open.is_none() {
            self.hang_up();
            self.open = Some(self.address.connect(timeout)?);
        }
        if let Some(connection) = &mut self.open {
            // What goes wrong here shows when the answer is read: it may have come already.
            let _ = connection.write_all(bytes).and_then(|()| connection.flush());
        }
        Ok(())
    }

    fn hang_up(&mut self) {
        self.open = None;
        self.reader.clear();
        self.answered = 0;
    }

    /// Reads an answer; `alone`: nothing may follow it.
    fn receive(
        &mut self,
        deadline: Instant,
        alone: bool,
        bodiless: bool,
    ) -> Result<ServerAnswer, HttpFault> {
        let next = self.reader.next(self.open.as_mut(), deadline, bodiless, &|| false)?;
        let Some((answer, closes)) = next else { return Err(HttpFault::TimedOut) };
        if alone && self.reader.is_surplus() {
            return Err(HttpFault::Surplus);
        }
        self.answered += 1;
        if closes {
            self.hang_up();
        }
        Ok(answer)
    }
}
