//! The endpoint of `goalpost serve`: goals for the validator, a page for people.

use super::answer::{Answer, Handle};
use super::attribution::{NoLag, NotRanked};
use super::explainer::Explainer;
use super::feed::Feeds;
use super::guard::{is_own_host, is_own_page, only};
use super::journal::{Entry, Journal};
use super::kept::KeptRequests;
use super::page;
use super::record::Record;
use super::rows::{self, number};
use super::sender::Sender;
use crate::protocol::json::{Value, write_compact};
use crate::protocol::request::{PATH, Request};
use crate::protocol::rules::Rule;
use crate::protocol::validator::{Tenants, answer_to, decide};
use hyper::body::Bytes;
use jiff::Timestamp;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

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

/// What an endpoint works with, beside its tenants.
pub struct Parts {
    /// The journal, which knows the goals of earlier runs if there is a record.
    pub journal: Journal,
    /// Where accepted goals go.
    pub record: Option<Record>,
    /// Where every decision goes.
    pub log: Box<dyn Log>,
    /// Who explains refused requests; without one, no request is kept.
    pub explainer: Option<Explainer>,
    /// Who signs the goals of the page's form.
    pub sender: Option<Sender>,
    /// Takes secrets out of what is shown of a goal.
    pub hide: Hide,
}

/// Takes secrets out of a text.
pub type Hide = Box<dyn Fn(String) -> String>;

/// Everything that the endpoint knows.
pub struct Endpoint {
    /// Tells this run from the one before, on the same port.
    run: String,
    page: Bytes,
    tenants: Tenants,
    sender: Option<Sender>,
    hide: Hide,
    feeds: Feeds,
    journal: Rc<RefCell<Journal>>,
    state: RefCell<State>,
}

struct State {
    record: Option<Record>,
    log: Box<dyn Log>,
    explainer: Option<Explainer>,
    kept: KeptRequests,
}

impl Endpoint {
    /// An endpoint for tenants.
    pub fn new(tenants: Tenants, parts: Parts, started: Timestamp) -> Endpoint {
        let Parts { journal, record, log, explainer, sender, hide } = parts;
        let run = started.to_string();
        let token = sender.as_ref().map(Sender::token);
        Endpoint {
            page: page::document(token),
            tenants,
            feeds: Feeds::new(&run),
            run,
            sender,
            hide,
            journal: Rc::new(RefCell::new(journal)),
            state: RefCell::new(State { record, log, explainer, kept: KeptRequests::default() }),
        }
    }

    fn goal(&self, request: &Request<'_>, at: Timestamp) -> Answer {
        let decision = decide(request, &self.tenants, at);
        let mut journal = self.journal.borrow_mut();
        let state = &mut *self.state.borrow_mut();
        let mut draft = journal.draft(&decision, at);
        draft.goal = (self.hide)(draft.goal);
        let record = state.record.as_mut();
        // What is not on record was not accepted: the client may try again.
        if let Some(Err(error)) = record.map(|record| record.append(&decision, &draft)) {
            state.log.trouble(&format!("the record cannot be written: {error}"));
            return Answer::json(503, r#"{"error":"the goal could not be recorded"}"#);
        }
        let answer = Answer::json(decision.status(), answer_to(&decision));
        let entry = journal.enter(draft);
        let number = entry.number;
        state.log.entry(entry);
        let Some(explainer) = &state.explainer else { return answer };
        state.kept.keep(number, request, at);
        if is_about_signature(decision.rule) {
            let record = state.record.as_mut();
            if let Some(Err(error)) = record.map(|record| record.append_refused(request, entry)) {
                state.log.trouble(&format!("the record cannot be written: {error}"));
            }
            if let Some(no_room) = explainer.ask(number, request, at) {
                journal.explain(number, no_room);
                state.log.reason(number, no_room);
            }
        }
        answer
    }

    /// A goal of the page's form.
    fn send(&self, request: &Request<'_>, at: Timestamp) -> Answer {
        let Some(sender) = &self.sender else {
            return Answer::json(403, r#"{"error":"the form is for the demo tenant only"}"#);
        };
        match sender.signed(request) {
            Ok(signed) => signed.with(|signed| self.goal(signed, at)),
            Err(answer) => answer,
        }
    }

    /// The page's events, after the one that the browser names.
    fn events(&self, request: &Request<'_>, query: Option<&[u8]>) -> Answer {
        let named = query.and_then(|query| query.strip_prefix(b"last="));
        // A browser that comes back by itself says it in a header; the query may be older.
        let last = only(request, "last-event-id").or(named);
        match self.feeds.open(&self.journal, last) {
            Some(feed) => Answer::events(Box::new(feed)),
            None => Answer::text(503, "too many pages are open: close one\n"),
        }
    }

    /// Everything about one request.
    fn detail(&self, number: &[u8]) -> Answer {
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
        let journal = self.journal.borrow();
        let Some(entry) = number.and_then(|number: u64| journal.find(number)) else {
            return Answer::json(404, r#"{"error":"this request is not listed any more"}"#);
        };
        let state = &mut *self.state.borrow_mut();
        let (document, without) = state.document_of(entry);
        let fix = entry.not_ranked.map(NotRanked::fix).or(entry.no_lag.map(NoLag::fix));
        let members = [
            ("row", rows::to_value(entry)),
            ("requirement", Value::from(entry.rule.row().requirement)),
            ("fix", fix.map_or(Value::Null, Value::from)),
            ("without", without.map_or(Value::Null, Value::from)),
        ];
        let mut body = Vec::new();
        write_compact(&Value::object(members), &mut body);
        // The document is JSON already.
        body.pop();
        body.extend_from_slice(b",\"document\":");
        body.extend_from_slice(document.as_deref().unwrap_or("null").as_bytes());
        body.push(b'}');
        Answer::json(200, body)
    }

    fn list(&self, query: Option<&[u8]>) -> Answer {
        let after = query
            .and_then(|query| query.strip_prefix(b"after="))
            .and_then(|number| std::str::from_utf8(number).ok()?.parse().ok())
            .unwrap_or(0);
        let journal = self.journal.borrow();
        let entries = journal.after(after).map(rows::to_value).collect();
        let list = Value::object([
            ("instance", Value::from(self.run.as_str())),
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

/// Whether a rule is about the signature: then it takes a search to say why.
fn is_about_signature(rule: Rule) -> bool {
    matches!(rule, Rule::SignatureMismatch | Rule::SignatureShape)
}

impl State {
    /// What there is to say of a request, or why there is nothing.
    fn document_of(&mut self, entry: &Entry) -> (Option<Arc<str>>, Option<&'static str>) {
        let Some(explainer) = &self.explainer else {
            return (None, Some("requests are kept with goalpost serve --explain only"));
        };
        let Some(kept) = self.kept.find(entry.number) else {
            return (None, Some("it is too long ago: only the last 8 MiB of requests are kept"));
        };
        if let Some(document) = &kept.document {
            return (Some(Arc::clone(document)), None);
        }
        let request = match &kept.request {
            Ok(request) => request,
            Err(why) => return (None, Some(*why)),
        };
        if is_about_signature(entry.rule) {
            // It was asked when it came; where there was no room, again.
            if entry.reason.is_some() {
                // Where there is still no room, whoever looks again asks again.
                let _ = request.with(|request| explainer.ask(entry.number, request, kept.at));
            }
            return (None, Some("the search for the mistake goes on"));
        }
        (Some(explainer.at_once(request, kept.at).document), None)
    }
}

impl Handle for Endpoint {
    fn handle(&self, request: &Request<'_>, at: Timestamp) -> Answer {
        let (path, query) = request.path_and_query();
        let get = request.method == b"GET" || request.method == b"HEAD";
        match path {
            _ if path == PATH.as_bytes() => self.goal(request, at),
            b"/" if get && !is_own_host(request) => {
                Answer::text(403, "this page is for 127.0.0.1 and localhost only\n")
            }
            b"/goals" | b"/events" if get && !is_own_page(request) => {
                Answer::text(403, "this is for the page on 127.0.0.1 and localhost only\n")
            }
            b"/" if get => page::answer(&self.page),
            b"/goals" if get => self.list(query),
            b"/events" if request.method == b"GET" => self.events(request, query),
            b"/send" if request.method == b"POST" => self.send(request, at),
            b"/healthz" if get => Answer::text(200, "ok\n"),
            b"/favicon.ico" if get => Answer::text(404, "no such path\n"),
            _ => match path.strip_prefix(b"/goals/").filter(|_| get) {
                Some(number) if is_own_page(request) => self.detail(number),
                Some(_) => {
                    Answer::text(403, "this is for the page on 127.0.0.1 and localhost only\n")
                }
                None => self.goal(request, at),
            },
        }
    }

    fn rest(&self) {
        let state = &mut *self.state.borrow_mut();
        for (number, explained) in state.explainer.iter().flat_map(Explainer::found) {
            state.kept.explain(number, explained.document);
            self.journal.borrow_mut().explain(number, &explained.reason);
            state.log.reason(number, &explained.reason);
        }
        state.log.rest();
    }
}
