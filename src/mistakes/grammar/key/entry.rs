//! A key with its name and cost, and the list of those that differ.

use crate::mistakes::grammar::label::Label;

/// A key with its name and cost.
pub(in crate::mistakes::grammar) struct Key {
    pub(in crate::mistakes::grammar) cost: u8,
    pub(in crate::mistakes::grammar) label: Label,
    pub(in crate::mistakes::grammar) bytes: Vec<u8>,
}

const FIX: &str = "decode the secret from hex: 64 digits are 32 bytes, two digits a byte";
pub(super) struct Keys {
    pub(super) found: Vec<Key>,
    pub(super) seen: std::collections::HashSet<Vec<u8>>,
    pub(super) most: u8,
}

impl Keys {
    /// HMAC fills a key up with zeros: those that end in zeros are one.
    pub(super) fn push(
        &mut self,
        cost: u8,
        id: &'static str,
        title: impl Into<std::borrow::Cow<'static, str>>,
        bytes: Vec<u8>,
    ) {
        self.push_with_fix(cost, id, title, bytes, FIX);
    }

    /// The same with a fix of its own.
    pub(super) fn push_with_fix(
        &mut self,
        cost: u8,
        id: &'static str,
        title: impl Into<std::borrow::Cow<'static, str>>,
        bytes: Vec<u8>,
        fix: &'static str,
    ) {
        if cost > self.most {
            return;
        }
        let mut same = bytes.clone();
        while same.last() == Some(&0) && same.len() <= 64 {
            same.pop();
        }
        if self.seen.insert(same) {
            self.found.push(Key { cost, label: Label::new(id, title).fix(fix), bytes });
        }
    }
}
