//! Servers that are wrong in known ways.
//!
//! Each is built around the reference validator, by changing the request before it or the answer after
//! it. The reference itself has no switch.

mod answers;
mod contents;
mod requests;
mod server;
mod signatures;

pub use server::{Deal, Served, ServerMistake, Told};

use super::{CATALOGUE, MistakeSet, Step};
use crate::protocol::json::parse_wire;
use crate::protocol::{Goal, legal};

/// Every mistake of servers that is known by name, beside those that they share with signers.
pub fn server_mistakes() -> impl Iterator<Item = &'static ServerMistake> {
    [signatures::MISTAKES, requests::MISTAKES, contents::MISTAKES, answers::MISTAKES]
        .into_iter()
        .flatten()
}

/// The mistakes that a server can make its own: it takes what a signer with that mistake makes, and
/// nothing else. Those that show only on goals which every server refuses change no answer.
pub fn shared_mistakes() -> impl Iterator<Item = MistakeSet> {
    (0..CATALOGUE.len()).filter(|at| is_shared(*at)).map(MistakeSet::single)
}

fn is_shared(at: usize) -> bool {
    let mistake = &CATALOGUE[at];
    let goal = parse_wire(mistake.example.as_bytes()).ok().and_then(|v| Goal::from_value(v).ok());
    mistake.step() != Step::Output
        && !mistake.permitted
        // It needs a tenant or a secret of an unusual form, or another tenant, to show at all.
        && mistake.secret.is_none()
        && mistake.tenant_id.is_none()
        && !mistake.id.starts_with("other-tenant")
        && goal.is_some_and(|goal| legal::is_legal(&goal))
}
