//! What was sent lately: a server may say of a goal that it has it already, but not of one that it never had.

use crate::generate::TestRequest;
use crate::protocol::request::SIGNATURE_HEADER;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// So many requests are remembered, and as many before them.
const KEPT: usize = 100_000;

/// How often requests were sent lately, by what makes a goal the same.
#[derive(Default)]
pub(super) struct RecentlySent {
    now: HashMap<u64, u32>,
    before: HashMap<u64, u32>,
}

impl RecentlySent {
    /// A request is sent so many times.
    pub(super) fn add(&mut self, request: &TestRequest, times: u32) {
        if self.now.len() >= KEPT {
            self.before = std::mem::take(&mut self.now);
        }
        let count = self.now.entry(key(request)).or_insert(0);
        *count = count.saturating_add(times);
    }

    /// Whether it was sent more than once.
    pub(super) fn is_repeated(&self, request: &TestRequest) -> bool {
        let key = key(request);
        let count = |map: &HashMap<u64, u32>| map.get(&key).copied().unwrap_or(0);
        count(&self.now).saturating_add(count(&self.before)) > 1
    }
}

/// The tenant and the signature, which covers the goal, however it is spelled; without one the body.
fn key(request: &TestRequest) -> u64 {
    let mut hasher = DefaultHasher::new();
    request.case.domain.to_ascii_lowercase().hash(&mut hasher);
    request.case.request.with(|sent| match sent.header(SIGNATURE_HEADER).next() {
        Some(value) => value.trim_ascii().to_ascii_lowercase().hash(&mut hasher),
        None => sent.body.hash(&mut hasher),
    });
    hasher.finish()
}
