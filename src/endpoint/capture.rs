//! An endpoint that keeps what arrives: what an implementation really sends.

use super::answer::{Answer, Handle};
use super::server;
use crate::protocol::Tenant;
use crate::protocol::request::{OwnedRequest, Request};
use crate::protocol::validator::{Decision, Tenants, answer_to, decide};
use jiff::Timestamp;
use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Maximum number of requests kept per case; more are only counted.
const KEPT: usize = 4;

/// A request that arrived for a case, and the reference's decision.
#[derive(Clone, Debug)]
pub struct Captured {
    /// The request, as if it had been sent to the server itself.
    pub request: OwnedRequest,
    /// What the reference decided, and answered.
    pub decision: Decision<'static>,
}

/// What is known of a case: whose goal it is, and what arrived.
#[derive(Debug)]
struct Slot {
    tenants: Tenants,
    /// The attempt that the rest is about: the last one of which anything arrived.
    attempt: u64,
    arrived: Vec<Captured>,
    count: usize,
}

/// Everything that the endpoint holds.
#[derive(Debug, Default)]
struct State {
    slots: HashMap<u64, Slot>,
    /// The path of the last request that belongs to no open case.
    stray: Option<String>,
    /// How many requests came for cases that were closed by then.
    late: u64,
}

type Shared = Arc<Mutex<State>>;

/// The endpoint, on a thread of its own; gone when dropped.
#[derive(Debug)]
pub struct Capture {
    address: SocketAddr,
    state: Shared,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Capture {
    /// Opens the endpoint on a free port of the loopback interface.
    ///
    /// # Errors
    /// Where no port can be opened.
    pub fn open() -> io::Result<Capture> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let state = Shared::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let shared = Arc::clone(&state);
        let thread = std::thread::spawn(move || {
            runtime.block_on(async move {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                let handler = Rc::new(Handler { state: shared });
                server::run(listener, handler, async move { drop(stopped.await) }).await;
            });
        });
        Ok(Capture { address, state, stop: Some(stop), thread: Some(thread) })
    }

    /// Opens a place for a case, and returns the base URL under which its request is awaited, up to the
    /// number of the attempt.
    pub fn expect(&self, number: u64, domain: &str, tenant: &Tenant) -> Arc<str> {
        let mut tenants = Tenants::default();
        tenants.register(domain, tenant);
        let slot = Slot { tenants, attempt: 0, arrived: Vec::new(), count: 0 };
        self.lock().slots.insert(number, slot);
        format!("http://{}/c/{number}", self.address).into()
    }

    /// What arrived for an attempt of a case, how many requests that were, and the path of the last
    /// request that belonged to no case. The case's place is closed.
    pub fn take(&self, number: u64, attempt: u64) -> (Vec<Captured>, usize, Option<String>) {
        let mut state = self.lock();
        let stray = state.stray.take();
        match state.slots.remove(&number) {
            Some(slot) if slot.attempt == attempt => (slot.arrived, slot.count, stray),
            _ => (Vec::new(), 0, stray),
        }
    }

    /// How many requests came for cases that were closed by then.
    pub fn late(&self) -> u64 {
        self.lock().late
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // It ends with its listener; a panic in it has been reported already.
            drop(thread.join());
        }
    }
}

struct Handler {
    state: Shared,
}

impl Handle for Handler {
    fn handle(&self, request: &Request<'_>, at: Timestamp) -> Answer {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((number, attempt, target)) = place(request.target) else {
            let (path, _) = request.path_and_query();
            let path: Vec<u8> = path.iter().copied().take(100).collect();
            state.stray = Some(String::from_utf8_lossy(&path).into_owned());
            return Answer::text(404, "no such path\n");
        };
        let Some(slot) = state.slots.get_mut(&number) else {
            state.late += 1;
            return Answer::text(404, "this case is closed\n");
        };
        if attempt > slot.attempt {
            (slot.attempt, slot.count) = (attempt, 0);
            slot.arrived.clear();
        }
        if attempt < slot.attempt {
            state.late += 1;
            return Answer::text(404, "this attempt is over\n");
        }
        let request = Request { target, ..*request };
        let decision = decide(&request, &slot.tenants, at);
        let answer = Answer::json(decision.status(), answer_to(&decision));
        slot.count += 1;
        if slot.arrived.len() < KEPT {
            slot.arrived
                .push(Captured { request: request.to_owned(), decision: decision.into_owned() });
        }
        answer
    }
}

/// The case's number, the attempt's, and the target without them: `/c/NUMBER.ATTEMPT/…`.
fn place(target: &[u8]) -> Option<(u64, u64, &[u8])> {
    let rest = target.strip_prefix(b"/c/")?;
    let end = rest.iter().position(|b| matches!(b, b'/' | b'?')).unwrap_or(rest.len());
    let (number, attempt) = std::str::from_utf8(&rest[..end]).ok()?.split_once('.')?;
    Some((number.parse().ok()?, attempt.parse().ok()?, &rest[end..]))
}
