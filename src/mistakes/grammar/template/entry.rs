//! A text that stands for the payload, with its name and cost.

use crate::mistakes::grammar::label::Label;
use crate::mistakes::grammar::tree::Node;

/// The text of a payload.
pub(in crate::mistakes::grammar) type Write = Box<dyn Fn(&Node) -> Option<String> + Send + Sync>;

/// A text that stands for the payload, with its name and cost.
pub(in crate::mistakes::grammar) struct Template {
    pub(in crate::mistakes::grammar) cost: u8,
    pub(in crate::mistakes::grammar) label: Label,
    pub(in crate::mistakes::grammar) write: Write,
    /// Whether the order of members shows.
    pub(in crate::mistakes::grammar) ordered: bool,
}

const FIX: &str = "sign JSON: serialise the payload, do not convert the object to a text";

pub(super) fn template(
    cost: u8,
    id: &'static str,
    title: impl Into<std::borrow::Cow<'static, str>>,
    write: impl Fn(&Node) -> Option<String> + Send + Sync + 'static,
) -> Template {
    Template {
        cost,
        label: Label::new(id, title).fix(FIX).reach(9),
        write: Box::new(write),
        ordered: true,
    }
}
