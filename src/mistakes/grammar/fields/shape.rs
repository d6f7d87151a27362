//! A changed payload, with its name and cost.

use crate::mistakes::grammar::label::Label;
use crate::mistakes::grammar::tree::Node;

/// A change of a payload; `None` where it changes nothing.
pub(in crate::mistakes::grammar) type Change = Box<dyn Fn(&Node) -> Option<Node> + Sync>;

/// A changed payload, with its name and cost.
pub(in crate::mistakes::grammar) struct Shape {
    pub(in crate::mistakes::grammar) cost: u8,
    pub(in crate::mistakes::grammar) label: Label,
    /// `None` where it changes nothing in this payload.
    pub(in crate::mistakes::grammar) change: Change,
}

/// Where a member with a new name stands.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// Among the others, sorted.
    Sorted,
    /// Where it stood, or at the end.
    Kept,
}

impl Place {
    /// The payload with its members in place.
    pub(super) fn put(self, tree: Node) -> Node {
        match self {
            Place::Sorted => tree.sorted(),
            Place::Kept => tree,
        }
    }
}

const FIX: &str = "sign exactly these members: tenant_id, event_name, session_id, properties, and the first touch where it is sent";

pub(super) fn shape(
    cost: u8,
    reach: u8,
    id: &'static str,
    title: impl Into<std::borrow::Cow<'static, str>>,
    change: impl Fn(&Node) -> Option<Node> + Sync + 'static,
) -> Shape {
    let label = Label::new(id, title).fix(FIX).reach(reach);
    Shape { cost, label, change: Box::new(change) }
}

pub(super) const FIELDS: [&str; 9] = [
    "event_name",
    "session_id",
    "plan",
    "currency",
    "value",
    "tenant_id",
    "first_touch_bucket",
    "first_touch_ts",
    "properties",
];
