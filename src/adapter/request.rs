//! What an adapter can be asked: one kind of case for each op.

use super::protocol::{
    Outcome, batch_line, read_batch_reply, read_sign_reply, send_line, sign_line, verify_line,
};
use super::reply::{Reply, ServerAnswer, read_send_reply, read_verify_reply};
use crate::case::{Case, VerifyCase};
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A case that an adapter can be asked about.
pub trait AdapterRequest: Clone {
    /// What comes of it.
    type Outcome: Clone + Debug;

    /// Writes the request.
    fn write(&self, id: u64, out: &mut Vec<u8>);

    /// Reads the reply.
    ///
    /// # Errors
    /// What is wrong with the line, in words.
    fn read(id: u64, line: &[u8]) -> Result<Self::Outcome, String>;

    /// Writes a request about many cases of one tenant. Only signing has one.
    fn write_batch(_cases: &[Self], _id: u64, _out: &mut Vec<u8>) {}

    /// Reads the reply to such a request.
    ///
    /// # Errors
    /// What is wrong with the line, in words.
    fn read_batch(_id: u64, _count: usize, _line: &[u8]) -> Result<Vec<Self::Outcome>, String> {
        Err("answers a batch that was not asked for".to_owned())
    }
}

impl AdapterRequest for Case {
    type Outcome = Outcome;

    fn write(&self, id: u64, out: &mut Vec<u8>) {
        sign_line(id, &self.tenant, &self.goal, out);
    }

    fn read(id: u64, line: &[u8]) -> Result<Outcome, String> {
        read_sign_reply(id, line)
    }

    fn write_batch(cases: &[Case], id: u64, out: &mut Vec<u8>) {
        if let Some(first) = cases.first() {
            batch_line(id, &first.tenant, cases.iter().map(|case| &case.goal), out);
        }
    }

    fn read_batch(id: u64, count: usize, line: &[u8]) -> Result<Vec<Outcome>, String> {
        read_batch_reply(id, count, line)
    }
}

impl AdapterRequest for VerifyCase {
    type Outcome = Reply<ServerAnswer>;

    fn write(&self, id: u64, out: &mut Vec<u8>) {
        verify_line(id, self, out);
    }

    fn read(id: u64, line: &[u8]) -> Result<Self::Outcome, String> {
        read_verify_reply(id, line)
    }
}

/// A goal to be sent to an endpoint.
#[derive(Clone, Debug)]
pub struct SendCase {
    /// The goal and its tenant.
    pub case: Case,
    /// The base URL under which its requests are captured, up to the number of the attempt.
    pub endpoint: Arc<str>,
    /// How often it was asked for: after a fault a case is asked again, and what arrives late for an
    /// earlier attempt must not count for this one.
    pub attempts: Arc<AtomicU64>,
    /// The tenant's domain.
    pub domain: Arc<str>,
}

impl AdapterRequest for SendCase {
    type Outcome = Reply<u16>;

    fn write(&self, id: u64, out: &mut Vec<u8>) {
        let attempt = self.attempts.fetch_add(1, Ordering::Relaxed) + 1;
        let endpoint = format!("{}.{attempt}", self.endpoint);
        send_line(id, &endpoint, &self.domain, &self.case.tenant, &self.case.goal, out);
    }

    fn read(id: u64, line: &[u8]) -> Result<Self::Outcome, String> {
        read_send_reply(id, line)
    }
}
