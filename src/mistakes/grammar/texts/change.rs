//! A change of a text, and the usual ways to make one.

use crate::mistakes::grammar::label::Label;

/// A change of a text; `None` where it does not apply.
pub(in crate::mistakes::grammar) type Change = Box<dyn Fn(&str) -> Option<String> + Sync>;

/// A change with its name and cost.
pub(in crate::mistakes::grammar) struct TextChange {
    pub(in crate::mistakes::grammar) cost: u8,
    pub(in crate::mistakes::grammar) label: Label,
    pub(in crate::mistakes::grammar) change: Change,
}

const SAME: &str = "sign the very text that is sent: change it before both, or not at all";

pub(super) fn by(
    cost: u8,
    reach: u8,
    id: &'static str,
    title: impl Into<std::borrow::Cow<'static, str>>,
    change: impl Fn(&str) -> Option<String> + Sync + 'static,
) -> TextChange {
    let label = Label::new(id, title).fix(SAME).reach(reach);
    TextChange { cost, label, change: Box::new(change) }
}

/// One character becomes another text.
pub(super) fn each(text: &str, change: impl Fn(char) -> Option<&'static str>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match change(c) {
            Some(new) => out.push_str(new),
            None => out.push(c),
        }
    }
    Some(out)
}

pub(super) fn without(text: &str, is_out: impl Fn(char) -> bool) -> Option<String> {
    Some(text.chars().filter(|c| !is_out(*c)).collect())
}
