//! A small HTTP server that holds its ground: limits on headers, bodies, time and connections.

use super::answer::{Answer, Handle};
use crate::spec::request::Request;
use crate::spec::validator::MAX_BODY;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
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

/// Time for the head of a request, and for a connection to begin its next one.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// Time for the body of a request.
const BODY_TIME: Duration = Duration::from_secs(10);

/// So many connections at a time. One more ends the one that has been silent the longest, so that
/// idle clients can neither keep others out nor use up memory.
pub const MAX_CONNECTIONS: usize = 512;

/// How long requests under way have, once the server is told to stop.
const TIME_TO_FINISH: Duration = Duration::from_secs(3);

/// How often a handler is told to rest.
const REST: Duration = Duration::from_millis(50);

const MAX_HEADERS: usize = 64;
const MAX_HEAD: usize = 16 << 10;

/// A body that is over the limit is read no further; this stands for it.
static OVERSIZED: [u8; MAX_BODY + 1] = [b' '; MAX_BODY + 1];

/// Answers requests until `stop` is done; then lets those under way finish.
pub async fn run(listener: TcpListener, handler: Rc<dyn Handle>, stop: impl Future<Output = ()>) {
    let connections = Rc::new(Connections::default());
    let tasks = tokio::task::LocalSet::new();
    let resting = Rc::clone(&handler);
    tasks.spawn_local(async move {
        let mut rests = tokio::time::interval(REST);
        loop {
            rests.tick().await;
            resting.rest();
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
                    let (handler, connections) = (Rc::clone(&handler), Rc::clone(&connections));
                    tokio::task::spawn_local(async move {
                        serve(stream, &connection, &connections, handler).await;
                        connections.forget(&connection);
                    });
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
    /// Counts connections and requests: who was heard last has the highest.
    clock: Cell<u64>,
    stopping: Cell<bool>,
    one_ended: Notify,
}

struct Connection {
    id: u64,
    /// When it was last heard of.
    heard: Cell<u64>,
    /// Set when it has to go at once.
    evicted: Notify,
    /// Set when it has to go after what it is doing.
    finish: Notify,
}

impl Connections {
    fn tick(&self) -> u64 {
        self.clock.set(self.clock.get() + 1);
        self.clock.get()
    }

    /// Makes room for one more, and notes it down.
    fn admit(&self) -> Rc<Connection> {
        let mut all = self.all.borrow_mut();
        if all.len() >= MAX_CONNECTIONS
            && let Some(silent) = all.values().min_by_key(|c| c.heard.get()).map(|c| c.id)
            && let Some(connection) = all.remove(&silent)
        {
            connection.evicted.notify_one();
        }
        let id = self.tick();
        let connection = Rc::new(Connection {
            id,
            heard: Cell::new(id),
            evicted: Notify::new(),
            finish: Notify::new(),
        });
        all.insert(id, Rc::clone(&connection));
        connection
    }

    fn forget(&self, connection: &Connection) {
        self.all.borrow_mut().remove(&connection.id);
        if self.stopping.get() {
            self.one_ended.notify_one();
        }
    }

    fn stop(&self) {
        self.stopping.set(true);
        for connection in self.all.borrow().values() {
            connection.finish.notify_one();
        }
    }
}

async fn serve(
    stream: TcpStream,
    connection: &Rc<Connection>,
    connections: &Rc<Connections>,
    handler: Rc<dyn Handle>,
) {
    // Answers are small and must not wait for more.
    drop(stream.set_nodelay(true));
    let service = service_fn(|request: hyper::Request<Incoming>| {
        let (handler, connections) = (Rc::clone(&handler), Rc::clone(connections));
        let connection = Rc::clone(connection);
        async move {
            let answer = answer(request, &*handler).await;
            connection.heard.set(connections.tick());
            Ok::<_, Infallible>(answer)
        }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD)
        .pipeline_flush(true);
    let mut serving = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut finishing = false;
    loop {
        tokio::select! {
            biased;
            // A client that breaks off, or breaks the rules, is its own business.
            _ = serving.as_mut() => return,
            () = connection.evicted.notified() => return,
            () = connection.finish.notified(), if !finishing => {
                finishing = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn answer(request: hyper::Request<Incoming>, handler: &dyn Handle) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let collected = Limited::new(body, MAX_BODY).collect();
    let (body, whole) = match tokio::time::timeout(BODY_TIME, collected).await {
        Ok(Ok(body)) => (body.to_bytes(), true),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            (Bytes::from_static(&OVERSIZED), false)
        }
        Ok(Err(_)) => return response(Answer::text(400, "the body could not be read\n"), false),
        Err(_) => return response(Answer::text(408, "the body took too long\n"), false),
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
    response(handler.handle(&request, Timestamp::now()), whole)
}

fn response(answer: Answer, keep_alive: bool) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    if answer.status == 405 {
        headers.insert(ALLOW, HeaderValue::from_static("POST"));
    }
    if !keep_alive {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
