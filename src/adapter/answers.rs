//! Reads the answers on a connection, one after the other.

use super::connection::Connection;
use super::http::{MAX_ANSWER, Step, is_surplus, step};
use super::http_fault::{HttpFault, MAX_INTERIM};
use super::reply::ServerAnswer;
use std::io::{self, Read};
use std::time::{Duration, Instant};

/// A read is cut into such slices, so that an end is noticed.
const SLICE: Duration = Duration::from_millis(100);

/// What was read from a connection and is not yet understood.
#[derive(Default)]
pub(super) struct AnswerReader {
    input: Vec<u8>,
}

impl AnswerReader {
    /// Forgets what was read: another connection follows.
    pub(super) fn clear(&mut self) {
        self.input.clear();
    }

    /// Whether what lies there begins no answer.
    pub(super) fn is_surplus(&self) -> bool {
        is_surplus(&self.input)
    }

    /// The next answer, one without a body where that is said, and whether the connection ends with it; `None` where `is_over` says so before it came. No
    /// connection is one on which nothing comes.
    ///
    /// # Errors
    /// What the server did instead of answering.
    pub(super) fn next(
        &mut self,
        mut connection: Option<&mut Connection>,
        deadline: Instant,
        bodiless: bool,
        is_over: &dyn Fn() -> bool,
    ) -> Result<Option<(ServerAnswer, bool)>, HttpFault> {
        let (mut interim, mut ended) = (0, false);
        loop {
            // Most answers lie there already.
            while !self.input.is_empty() {
                match step(&self.input, ended, bodiless)? {
                    Step::Answer(answer, length, closes) => {
                        self.input.drain(..length);
                        return Ok(Some((*answer, closes || ended)));
                    }
                    Step::Interim(_) if interim == MAX_INTERIM => {
                        return Err(HttpFault::EndlessInterim);
                    }
                    Step::Interim(length) => {
                        interim += 1;
                        self.input.drain(..length);
                    }
                    Step::Partial => break,
                }
            }
            if ended {
                return Err(match self.input.is_empty() {
                    true => HttpFault::ClosedUnanswered,
                    false => HttpFault::ClosedMidAnswer,
                });
            }
            if self.input.len() > MAX_ANSWER {
                return Err(HttpFault::TooLarge);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let Some(stream) = connection.as_deref_mut().filter(|_| !left.is_zero()) else {
                return Err(HttpFault::TimedOut);
            };
            let mut chunk = [0; 1 << 14];
            match stream.set_read_timeout(left.min(SLICE)).and_then(|()| stream.read(&mut chunk)) {
                Ok(0) => ended = true,
                Ok(count) => self.input.extend_from_slice(&chunk[..count]),
                Err(error) => match error.kind() {
                    io::ErrorKind::Interrupted => {}
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                        if is_over() {
                            return Ok(None);
                        }
                    }
                    // A reset: what was read before it still counts.
                    _ => ended = true,
                },
            }
        }
    }
}
