//! Answers, and who gives them.

use crate::protocol::request::Request;
use hyper::body::Bytes;
use jiff::Timestamp;

/// A stream of server-sent events. It keeps nothing for its reader: what there is to send is looked up when the
/// reader has room for it.
pub trait Events: std::fmt::Debug {
    /// What there is to send now, if anything. `tick` grows as time goes on.
    fn next(&mut self, tick: u64) -> Option<Bytes>;
}

/// What an answer's body is.
#[derive(Debug)]
pub enum Content {
    /// These bytes.
    Whole(Bytes),
    /// Whatever happens from now on, until the client goes.
    Events(Box<dyn Events>),
}

/// What is answered to a request.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The content type.
    pub content_type: &'static str,
    /// The body.
    pub body: Content,
    /// What a browser may load and run for it: a Content-Security-Policy. `None` for what is no page.
    pub policy: Option<&'static str>,
}

impl Answer {
    /// A JSON answer.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Answer {
        Answer {
            status,
            content_type: "application/json",
            body: Content::Whole(body.into()),
            policy: None,
        }
    }

    /// A text that is the same every time.
    pub fn text(status: u16, body: &'static str) -> Answer {
        let body = Content::Whole(Bytes::from_static(body.as_bytes()));
        Answer { status, content_type: "text/plain; charset=utf-8", body, policy: None }
    }

    /// A stream of events.
    pub fn events(events: Box<dyn Events>) -> Answer {
        let body = Content::Events(events);
        Answer { status: 200, content_type: "text/event-stream", body, policy: None }
    }
}

/// Whoever answers requests. Everything happens on one thread, one request after the other.
pub trait Handle {
    /// Answers a request that arrived at a moment. Its body is complete, or longer than is allowed.
    fn handle(&self, request: &Request<'_>, at: Timestamp) -> Answer;

    /// Called now and then, when a batch of requests is done: the time to write out what was kept.
    fn rest(&self) {}
}
