//! An endpoint that keeps what arrives: what an implementation really sends.

use super::answer::{Answer, Handle};
use super::server;
use crate::spec::Tenant;
use crate::spec::request::{OwnedRequest, Request};
use crate::spec::validator::{Decision, Tenants, answer_to, decide};
use jiff::Timestamp;
use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// So many requests of one case are kept; more are only counted.
const KEPT: usize = 4;

/// A request that arrived for a case, and what the reference made of it.
#[derive(Clone, Debug)]
pub struct Captured {
    /// The request, as if it had been sent to the server itself.
    pub request: OwnedRequest,
    /// What the reference decided, and answered.
    pub decision: Decision,
}

/// What is known of a case: whose goal it is, and what arrived.
#[derive(Debug)]
struct Slot {
    tenants: Tenants,
    arrived: Vec<Captured>,
    count: usize,
}

type Slots = Arc<Mutex<HashMap<u64, Slot>>>;

/// The endpoint, on a thread of its own; gone when dropped.
#[derive(Debug)]
pub struct Capture {
    address: SocketAddr,
    slots: Slots,
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
        let slots = Slots::default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let shared = Arc::clone(&slots);
        let thread = std::thread::spawn(move || {
            runtime.block_on(async move {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                let handler = Rc::new(Handler { slots: shared });
                server::run(listener, handler, async move { drop(stopped.await) }).await;
            });
        });
        Ok(Capture { address, slots, stop: Some(stop), thread: Some(thread) })
    }

    /// Opens a place for a case, and returns the base URL under which its request is awaited.
    pub fn expect(&self, number: u64, domain: &str, tenant: &Tenant) -> Arc<str> {
        let mut tenants = Tenants::default();
        tenants.register(domain, tenant);
        let slot = Slot { tenants, arrived: Vec::new(), count: 0 };
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).insert(number, slot);
        format!("http://{}/c/{number}", self.address).into()
    }

    /// What arrived for a case, and how many requests that were; its place is closed.
    pub fn take(&self, number: u64) -> (Vec<Captured>, usize) {
        let slot = self.slots.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
        slot.map_or((Vec::new(), 0), |slot| (slot.arrived, slot.count))
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
    slots: Slots,
}

impl Handle for Handler {
    fn handle(&self, request: &Request<'_>, at: Timestamp) -> Answer {
        let Some((number, target)) = place(request.target) else {
            return Answer::text(404, "no such path\n");
        };
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(slot) = slots.get_mut(&number) else {
            return Answer::text(404, "no such case\n");
        };
        let request = Request { target, ..*request };
        let decision = decide(&request, &slot.tenants, at);
        let answer = Answer::json(decision.status(), answer_to(&decision));
        slot.count += 1;
        if slot.arrived.len() < KEPT {
            slot.arrived.push(Captured { request: request.to_owned(), decision });
        }
        answer
    }
}

/// The case's number, and the target without it: `/c/NUMBER/…`.
fn place(target: &[u8]) -> Option<(u64, &[u8])> {
    let rest = target.strip_prefix(b"/c/")?;
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
    Some((number, &rest[digits..]))
}
