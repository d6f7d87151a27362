//! A small HTTP server that holds its ground: limits on headers, bodies, time and connections.

use super::answer::{Answer, Content, Handle};
use super::stream::{AnswerBody, Clock};
use crate::protocol::request::Request;
use crate::protocol::validator::MAX_BODY;
use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName,
    HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// A connection that has not finished a request for so long is ended: it is idle, or slow.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Maximum number of concurrent connections. One more ends the one that has been silent the longest, so that
/// idle clients can neither keep others out nor use up memory.
pub const MAX_CONNECTIONS: usize = 512;

/// How long requests under way have, once the server is stopping.
const TIME_TO_FINISH: Duration = Duration::from_secs(3);

/// How often a handler is asked to yield, and silent connections are looked for.
const REST: Duration = Duration::from_millis(50);

const MAX_HEADERS: usize = 64;
const MAX_HEAD: usize = 16 << 10;

/// A body that is over the limit is read no further; this is used in its place.
static OVERSIZED: [u8; MAX_BODY + 1] = [b' '; MAX_BODY + 1];

/// Answers requests until `stop` is done; then lets those under way finish.
pub async fn run(listener: TcpListener, handler: Rc<dyn Handle>, stop: impl Future<Output = ()>) {
    let connections = Rc::new(Connections::default());
    let tasks = tokio::task::LocalSet::new();
    let (resting, watched) = (Rc::clone(&handler), Rc::clone(&connections));
    tasks.spawn_local(async move {
        let mut rests = tokio::time::interval(REST);
        loop {
            rests.tick().await;
            resting.rest();
            watched.clock.tick();
            watched.end_silent();
        }
    });
    let accepting = async {
        let mut stop = pin!(stop);
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    let connection = connections.admit();
                    let (handler, all) = (Rc::clone(&handler), Rc::clone(&connections));
                    let state = Rc::clone(&connection);
                    let task = tokio::task::spawn_local(serve(stream, state, all, handler));
                    connection.task.set(Some(task.abort_handle()));
                }
                // Out of descriptors, most likely: others have to end first.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        drop(listener);
        connections.stop();
        let finished = async {
            while !connections.all.borrow().is_empty() {
                connections.one_ended.notified().await;
            }
        };
        drop(tokio::time::timeout(TIME_TO_FINISH, finished).await);
    };
    tasks.run_until(accepting).await;
    handler.rest();
}

/// The connections there are.
#[derive(Default)]
struct Connections {
    all: RefCell<HashMap<u64, Rc<Connection>>>,
    count: Cell<u64>,
    /// Ticks at every rest: the only clock that connections need.
    clock: Rc<Clock>,
    stopping: Cell<bool>,
    one_ended: Notify,
}

struct Connection {
    id: u64,
    /// At which tick it began, finished a request, or had room for events, last.
    heard: Rc<Cell<u64>>,
    /// Whether a request is under way.
    busy: Cell<bool>,
    task: Cell<Option<AbortHandle>>,
}

impl Connection {
    /// Ends it at once.
    fn end(&self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

impl Connections {
    /// Makes room for one more, and notes it down.
    fn admit(&self) -> Rc<Connection> {
        let mut all = self.all.borrow_mut();
        if all.len() >= MAX_CONNECTIONS
            && let Some(silent) = all.values().min_by_key(|c| (c.heard.get(), c.id)).map(|c| c.id)
            && let Some(connection) = all.remove(&silent)
        {
            connection.end();
        }
        let id = self.count.get();
        self.count.set(id + 1);
        let connection = Rc::new(Connection {
            id,
            heard: Rc::new(Cell::new(self.clock.now())),
            busy: Cell::new(false),
            task: Cell::new(None),
        });
        all.insert(id, Rc::clone(&connection));
        connection
    }

    /// Ends what has been silent for too long.
    fn end_silent(&self) {
        let now = self.clock.now();
        let patience = PATIENCE.as_millis() as u64 / REST.as_millis() as u64;
        let silent = |connection: &Rc<Connection>| now - connection.heard.get() > patience;
        self.end_those(silent);
    }

    fn end_those(&self, test: impl Fn(&Rc<Connection>) -> bool) {
        self.all.borrow_mut().retain(|_, connection| {
            let ends = test(connection);
            if ends {
                connection.end();
            }
            !ends
        });
    }

    fn forget(&self, connection: &Connection) {
        self.all.borrow_mut().remove(&connection.id);
        if self.stopping.get() {
            self.one_ended.notify_one();
        }
    }

    /// Ends what is idle; what is under way gets its answer, and is told that it was the last.
    fn stop(&self) {
        self.stopping.set(true);
        self.end_those(|connection| !connection.busy.get());
    }
}

async fn serve(
    stream: TcpStream,
    connection: Rc<Connection>,
    connections: Rc<Connections>,
    handler: Rc<dyn Handle>,
) {
    // Answers are small and must not wait for more.
    drop(stream.set_nodelay(true));
    let service = service_fn(|request: hyper::Request<Incoming>| async {
        connection.busy.set(true);
        let (answer, keep_alive) = answer(request, &*handler).await;
        let mut answer = response(answer, keep_alive)
            .map(|content| AnswerBody::new(content, &connections.clock, &connection.heard));
        connection.busy.set(false);
        connection.heard.set(connections.clock.now());
        if connections.stopping.get() {
            answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        Ok::<_, Infallible>(answer)
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    // A client may say that it has sent everything, and wait for its answers.
    builder.half_close(true);
    // Small answers are cheaper copied into one piece. No `pipeline_flush`: with it hyper drops its own
    // response to malformed HTTP, and the client sees a connection that just ends.
    builder.writev(false).max_headers(MAX_HEADERS).max_buf_size(MAX_HEAD);
    // A client that breaks off, or breaks the rules, is its own business.
    drop(builder.serve_connection(TokioIo::new(stream), service).await);
    connections.forget(&connection);
}

/// The body of a request, or `None` if it is over the limit.
async fn read_body(mut body: Incoming) -> Result<Option<Bytes>, hyper::Error> {
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Ok(None);
    }
    let mut first = Bytes::new();
    let mut whole = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        // Nearly every body comes in one piece, and is not copied.
        if first.is_empty() && whole.is_empty() {
            first = data;
            continue;
        }
        if whole.is_empty() {
            whole.extend_from_slice(&first);
        }
        whole.extend_from_slice(&data);
        if whole.len() > MAX_BODY {
            return Ok(None);
        }
    }
    Ok(Some(if whole.is_empty() { first } else { whole.into() }))
}

/// The answer, and whether the connection may be used again.
async fn answer(request: hyper::Request<Incoming>, handler: &dyn Handle) -> (Answer, bool) {
    let (head, body) = request.into_parts();
    let (body, whole) = match read_body(body).await {
        Ok(Some(body)) => (body, true),
        Ok(None) => (Bytes::from_static(&OVERSIZED), false),
        Err(_) => return (Answer::text(400, "the body could not be read\n"), false),
    };
    let headers: Vec<(&[u8], &[u8])> = head
        .headers
        .iter()
        .map(|(name, value)| (HeaderName::as_str(name).as_bytes(), value.as_bytes()))
        .collect();
    let target = head.uri.path_and_query().map_or("", |target| target.as_str());
    let request = Request {
        method: head.method.as_str().as_bytes(),
        target: target.as_bytes(),
        headers: &headers,
        body: &body,
    };
    (handler.handle(&request, Timestamp::now()), whole)
}

fn response(answer: Answer, keep_alive: bool) -> Response<Content> {
    let is_stream = matches!(answer.body, Content::Events(_));
    let mut response = Response::new(answer.body);
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(policy) = answer.policy {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        // For browsers that do not know frame-ancestors.
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
    if answer.policy.is_some() || is_stream {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if answer.status == 405 {
        headers.insert(ALLOW, HeaderValue::from_static("POST"));
    }
    if !keep_alive {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
