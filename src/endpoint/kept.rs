//! The last requests themselves, for whoever opens a row of the page; only where requests are explained.

use super::record::holds_personal_data;
use crate::protocol::request::{OwnedRequest, Request, SIGNATURE_HEADER};
use crate::protocol::validator::MAX_BODY;
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;

/// Maximum number of bytes that are kept, requests and explanations together; the oldest go first.
const MAX_BYTES: usize = 8 << 20;

/// The headers that are kept: those that count. Others may hold what is nobody's business.
const HEADERS: [&str; 3] = ["content-type", "user-agent", SIGNATURE_HEADER];

/// A request that is kept.
#[derive(Debug)]
pub struct Kept {
    number: u64,
    /// When it arrived.
    pub at: Timestamp,
    /// The request, or why it is not kept.
    pub request: Result<OwnedRequest, &'static str>,
    /// What was found out about it: a JSON object.
    pub document: Option<Arc<str>>,
}

impl Kept {
    fn size(&self) -> usize {
        let of_header = |(name, value): &(String, Vec<u8>)| name.len() + value.len();
        let request = self.request.as_ref().map_or(0, |request| {
            request.target.len()
                + request.body.len()
                + request.headers.iter().map(of_header).sum::<usize>()
        });
        size_of::<Kept>() + request + self.document.as_ref().map_or(0, |document| document.len())
    }
}

/// A request with the headers that are kept.
pub fn trimmed(request: &Request<'_>) -> OwnedRequest {
    let is_kept =
        |name: &[u8]| HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    let headers: Vec<(&[u8], &[u8])> =
        request.headers.iter().copied().filter(|(name, _)| is_kept(name)).collect();
    Request { headers: &headers, ..*request }.to_owned()
}

/// The requests that are kept, by number.
#[derive(Debug, Default)]
pub struct KeptRequests {
    /// By number, without a gap.
    all: VecDeque<Kept>,
    bytes: usize,
}

impl KeptRequests {
    /// Keeps a request.
    pub fn keep(&mut self, number: u64, request: &Request<'_>, at: Timestamp) {
        let request = if request.body.len() > MAX_BODY {
            Err("it is larger than 64 KiB")
        } else if holds_personal_data(request.body) {
            Err("it holds personal data")
        } else {
            Ok(trimmed(request))
        };
        let kept = Kept { number, at, request, document: None };
        self.bytes += kept.size();
        self.all.push_back(kept);
        self.shrink();
    }

    /// A request that is still kept.
    pub fn find(&self, number: u64) -> Option<&Kept> {
        let first = self.all.front()?.number;
        self.all.get(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// Adds what was found out about a request, if it is still kept.
    pub fn explain(&mut self, number: u64, document: Arc<str>) {
        let Some(first) = self.all.front().map(|kept| kept.number) else { return };
        let place = number.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        let Some(kept) = place.and_then(|at| self.all.get_mut(at)) else { return };
        // What is not kept is not shown by another way.
        if kept.request.is_err() {
            return;
        }
        let before = kept.size();
        kept.document = Some(document);
        self.bytes = self.bytes - before + kept.size();
        self.shrink();
    }

    fn shrink(&mut self) {
        while self.bytes > MAX_BYTES
            && let Some(oldest) = self.all.pop_front()
        {
            self.bytes -= oldest.size();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_and_personal_data_never_stays() {
        let mut kept = KeptRequests::default();
        let headers: &[(&[u8], &[u8])] =
            &[(b"Cookie", b"session"), (b"X-LP-Goal-Signature", b"00")];
        let body = vec![b' '; 60_000];
        let big = Request { method: b"POST", target: b"/", headers, body: &body };
        for number in 7..1000 {
            kept.keep(number, &big, Timestamp::UNIX_EPOCH);
        }
        assert!(kept.bytes <= MAX_BYTES && kept.find(7).is_none() && kept.find(1000).is_none());
        let request = kept.find(999).unwrap().request.as_ref().unwrap();
        assert_eq!(request.headers, [("X-LP-Goal-Signature".to_owned(), b"00".to_vec())]);
        let personal = br#"{"event_name":"a","properties":{"plan":"jane@acme.com"}}"#;
        kept.keep(1000, &Request { body: personal, ..big }, Timestamp::UNIX_EPOCH);
        assert!(kept.find(1000).unwrap().request.is_err());
        let before = kept.bytes;
        kept.explain(1000, "{}".into());
        assert!(kept.find(1000).unwrap().document.is_none() && kept.bytes == before);
        kept.keep(1001, &Request { body: b"{}", ..big }, Timestamp::UNIX_EPOCH);
        let before = kept.bytes;
        kept.explain(1001, "{}".into());
        assert_eq!(kept.bytes, before + 2);
        kept.explain(1001, "[]".into());
        assert_eq!(kept.bytes, before + 2);
        kept.explain(7, "{}".into());
        let all: usize = kept.all.iter().map(Kept::size).sum();
        assert_eq!(kept.bytes, all);
    }
}
