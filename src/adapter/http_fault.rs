//! What a server did instead of answering.

use std::fmt;

/// The number of interim answers (1xx) that may come before the final one.
pub(super) const MAX_INTERIM: usize = 16;

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
    /// More comes than the answer has by its `Content-Length`, or as one to `HEAD`, and it is no other answer.
    Surplus,
    /// The answer is larger than 1 MiB.
    TooLarge,
    /// More than 16 interim answers (1xx), and no final one.
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
            HttpFault::Surplus => f.write_str("sent more bytes than its answer has"),
            HttpFault::TooLarge => f.write_str("answered with more than 1 MiB"),
            HttpFault::EndlessInterim => {
                write!(f, "sent {MAX_INTERIM} interim (1xx) responses and no final one")
            }
            HttpFault::InvalidMember(what) => write!(f, "invalid member in the response: {what}"),
        }
    }
}
