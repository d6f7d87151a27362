//! A session with what a cookie or a store puts before it, or without.

use super::shape::{Shape, shape};
use crate::mistakes::grammar::tree::Node;

/// What stands before a visitor's id in the cookies of analytics, of servers and in keys of stores.
const BEFORE: [&str; 18] = [
    "GA1.1.", "GA1.2.", "GA1.3.", "GS1.1.", "GS2.1.", "fb.1.", "s:", "s%3A", "sess:", "sess_",
    "session:", "session-", "session_", "sid:", "sid_", "user:", "anon_", "lp_",
];

pub(super) fn prefixed() -> Vec<Shape> {
    let mut all = Vec::new();
    for before in BEFORE {
        let title = format!("session_id is signed with {before:?} before it");
        all.push(shape(2, 6, "session-id-prefixed", title, move |tree| {
            let session = session(tree)?;
            Some(tree.with("session_id", Some(Node::text(format!("{before}{session}")))))
        }));
        let title = format!("session_id is signed without the {before:?} before it");
        all.push(shape(2, 6, "session-id-prefixed", title, move |tree| {
            let rest = session(tree)?.strip_prefix(before)?;
            Some(tree.with("session_id", Some(Node::text(rest))))
        }));
    }
    all
}

fn session(tree: &Node) -> Option<&str> {
    tree.find("session_id").and_then(Node::plain).filter(|session| !session.is_empty())
}
