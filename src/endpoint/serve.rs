//! The endpoint of `goalpost serve`: goals for the validator, a page for people.

use super::answer::{Answer, Handle};
use super::explainer::Explainer;
use super::journal::{Entry, Journal};
use super::record::Record;
use crate::mistakes::base64_encode;
use crate::protocol::json::{Value, write_compact};
use crate::protocol::request::{PATH, Request};
use crate::protocol::rules::Rule;
use crate::protocol::validator::{Tenants, answer_to, decide};
use hyper::body::Bytes;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::sync::OnceLock;

/// The page: one file, nothing fetched from elsewhere.
const PAGE: &str = include_str!("page.html");

/// Where log lines go.
pub trait Log {
    /// A request was decided over.
    fn entry(&mut self, entry: &Entry);

    /// Why the signature of an earlier request is wrong.
    fn reason(&mut self, number: u64, reason: &str);

    /// The record could not be written.
    fn trouble(&mut self, what: &str);

    /// The time to write out what was kept.
    fn rest(&mut self);
}

/// Everything that the endpoint knows.
pub struct Endpoint {
    /// Tells this run from the one before, on the same port.
    instance: String,
    tenants: Tenants,
    state: RefCell<State>,
}

struct State {
    journal: Journal,
    record: Option<Record>,
    log: Box<dyn Log>,
    explainer: Option<Explainer>,
}

impl Endpoint {
    /// An endpoint for tenants. Accepted goals go to the record, every decision to the log, wrong
    /// signatures to the explainer.
    pub fn new(
        tenants: Tenants,
        record: Option<Record>,
        log: Box<dyn Log>,
        explainer: Option<Explainer>,
        started: Timestamp,
    ) -> Endpoint {
        let state = State { journal: Journal::default(), record, log, explainer };
        Endpoint { instance: started.to_string(), tenants, state: RefCell::new(state) }
    }

    fn goal(&self, request: &Request<'_>, at: Timestamp) -> Answer {
        let decision = decide(request, &self.tenants, at);
        let state = &mut *self.state.borrow_mut();
        // What is not on record was not accepted: the client may try again.
        if let Some(Err(error)) = state.record.as_mut().map(|record| record.append(&decision, at)) {
            state.log.trouble(&format!("the record cannot be written: {error}"));
            return Answer::json(503, r#"{"error":"the goal could not be recorded"}"#);
        }
        let answer = Answer::json(decision.status(), answer_to(&decision));
        let entry = state.journal.enter(&decision, at);
        let number = entry.number;
        state.log.entry(entry);
        if matches!(decision.rule, Rule::SignatureMismatch | Rule::SignatureShape)
            && let Some(explainer) = &state.explainer
        {
            if let Some(no_room) = explainer.ask(number, request, at) {
                state.journal.explain(number, no_room);
                state.log.reason(number, no_room);
            }
            let record = state.record.as_mut();
            if let Some(Err(error)) =
                record.map(|record| record.append_refused(request, &decision, at))
            {
                state.log.trouble(&format!("the record cannot be written: {error}"));
            }
        }
        answer
    }

    fn list(&self, query: Option<&[u8]>) -> Answer {
        let after = query
            .and_then(|query| query.strip_prefix(b"after="))
            .and_then(|number| std::str::from_utf8(number).ok()?.parse().ok())
            .unwrap_or(0);
        let journal = &self.state.borrow().journal;
        let entries = journal.after(after).map(entry_to_value).collect();
        let list = Value::object([
            ("instance", Value::from(self.instance.as_str())),
            ("accepted", number(journal.totals()[0])),
            ("hints", number(journal.totals()[1])),
            ("refused", number(journal.totals()[2])),
            ("goals", Value::Array(entries)),
            (
                "reasons",
                Value::Array(
                    journal
                        .reasons()
                        .map(|(at, reason)| {
                            Value::object([("number", number(at)), ("reason", reason.into())])
                        })
                        .collect(),
                ),
            ),
        ]);
        let mut body = Vec::new();
        write_compact(&list, &mut body);
        Answer::json(200, body)
    }
}

/// Whether a browser asks for this machine by a name of its own. Another name means that a page from
/// elsewhere was pointed here, to read what only this machine may see.
fn is_own_host(request: &Request<'_>) -> bool {
    let mut hosts = request.header("host");
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let name = match host.iter().rposition(|b| *b == b':') {
        Some(at) if host[at + 1..].iter().all(u8::is_ascii_digit) => &host[..at],
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| name.eq_ignore_ascii_case(own.as_bytes()))
}

impl Handle for Endpoint {
    fn handle(&self, request: &Request<'_>, at: Timestamp) -> Answer {
        let (path, query) = request.path_and_query();
        let get = request.method == b"GET" || request.method == b"HEAD";
        match path {
            _ if path == PATH.as_bytes() => self.goal(request, at),
            b"/" | b"/goals" if get && !is_own_host(request) => {
                Answer::text(403, "this page is for 127.0.0.1 and localhost only\n")
            }
            b"/" if get => page(),
            b"/goals" if get => self.list(query),
            b"/healthz" if get => Answer::text(200, "ok\n"),
            b"/favicon.ico" if get => Answer::text(404, "no such path\n"),
            _ => self.goal(request, at),
        }
    }

    fn rest(&self) {
        let state = &mut *self.state.borrow_mut();
        for (number, reason) in state.explainer.iter().flat_map(Explainer::found) {
            state.journal.explain(number, &reason);
            state.log.reason(number, &reason);
        }
        state.log.rest();
    }
}

/// The live page.
fn page() -> Answer {
    static POLICY: OnceLock<String> = OnceLock::new();
    Answer {
        status: 200,
        content_type: "text/html; charset=utf-8",
        body: Bytes::from_static(PAGE.as_bytes()),
        policy: Some(POLICY.get_or_init(|| {
            format!(
                "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; \
                 base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                source_of("script"),
                source_of("style")
            )
        })),
    }
}

/// What the page holds in an element, as a policy names it: by its hash, so that nothing else runs.
fn source_of(element: &str) -> String {
    let (begin, end) = (format!("<{element}>"), format!("</{element}>"));
    let inside = PAGE.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end));
    let digest = Sha256::digest(inside.map_or("", |(inside, _)| inside));
    format!("sha256-{}", base64_encode(&digest))
}

/// A request as the page lists it.
fn entry_to_value(entry: &Entry) -> Value {
    let text = |text: &str| Value::from(text);
    Value::object([
        ("number", number(entry.number)),
        ("at", text(&entry.at.to_string())),
        ("status", i64::from(entry.rule.status()).into()),
        ("rule", text(entry.rule.id())),
        ("why", text(entry.rule.row().answer)),
        ("field", entry.field.map_or(Value::Null, text)),
        ("domain", entry.domain.as_deref().map_or(Value::Null, text)),
        ("goal", text(&entry.goal)),
        ("signed", Value::Bool(entry.rule == Rule::Accepted)),
        ("ranked", Value::Bool(entry.ranked)),
        ("lag_days", entry.lag_days.map_or(Value::Null, Value::from)),
        ("twin", entry.twin.map_or(Value::Null, number)),
        ("twin_is_sure", Value::Bool(entry.twin_is_sure)),
    ])
}

fn number(number: u64) -> Value {
    Value::from(number as i64)
}
