//! A request that a server answered wrongly, or otherwise than advised.

use super::server::Symptom;
use super::weight::Weight;
use crate::case::ExpectedResponse;
use crate::protocol::request::OwnedRequest;
use std::sync::Arc;
// A length of time, no clock.
use core::time::Duration;

/// A request that a server answered wrongly, or otherwise than advised.
#[derive(Clone, Debug)]
pub struct ServerFinding {
    /// The vector's id.
    pub id: String,
    /// What the vector is about.
    pub comment: String,
    /// The requirements it rests on.
    pub requirements: Vec<String>,
    /// The expected response.
    pub expected: ExpectedResponse,
    /// The status that came; `None` where none did.
    pub status: Option<u16>,
    /// In which ways the answer is wrong; empty for an adapter that broke.
    pub symptoms: Vec<Symptom>,
    /// What is wrong, a line each. Never empty.
    pub wrong: Vec<String>,
    /// The worst that it shows.
    pub weight: Weight,
    /// How the request was sent.
    pub way: Way,
    /// The request as it was sent.
    pub request: Arc<OwnedRequest>,
    /// The connection that it was sent on, from 1, where it belongs to a sequence.
    pub connection: u16,
    /// What was sent before it, where it belongs to a sequence.
    pub before: Vec<SentBefore>,
    /// The vector's flags.
    pub flags: Vec<String>,
    /// The end of its stderr, for a fault.
    pub stderr: Vec<String>,
}

/// Something that was sent before a request that shows what is wrong.
#[derive(Clone, Debug)]
pub struct SentBefore {
    /// The request.
    pub request: Arc<OwnedRequest>,
    /// The connection, from 1.
    pub connection: u16,
    /// How often in a row.
    pub times: u16,
    /// How long nobody sent anything before it.
    pub pause: Duration,
}

/// How a request was sent, where that matters: one that is answered rightly alone may not be so in company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// On a connection of its own, or through an adapter.
    Alone,
    /// While others are under way, or after them; alone it is answered rightly.
    Parallel,
    /// On a connection that had answered others; on a new one it is answered rightly.
    Kept,
    /// After the other requests of a sequence vector; alone it is answered rightly.
    Sequence,
}

impl Way {
    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Way::Alone => "alone",
            Way::Parallel => "in-parallel",
            Way::Kept => "kept-connection",
            Way::Sequence => "sequence",
        }
    }
}
