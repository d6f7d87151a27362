//! What a member of a stage is called.

use std::borrow::Cow;

/// One decision of a signer: its name, what it does, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its id, which never changes. Several labels share one where only a detail differs.
    pub id: &'static str,
    /// What the signer does, in one line.
    pub title: Cow<'static, str>,
    /// What to do about it; empty where nothing sure can be said.
    pub fix: &'static str,
    /// How much it changes: of members that coincide on a goal, the one that changes least is named.
    pub(super) reach: u8,
    /// Whether the secret is part of what it adds to the signed bytes.
    pub(super) secret: bool,
}

/// The reach of an ordinary member.
const ORDINARY: u8 = 10;

impl Label {
    pub(super) fn new(id: &'static str, title: impl Into<Cow<'static, str>>) -> Label {
        Label { id, title: title.into(), fix: "", reach: ORDINARY, secret: false }
    }

    pub(super) fn fix(mut self, fix: &'static str) -> Label {
        self.fix = fix;
        self
    }

    /// Named before an ordinary one that coincides (below 10), or after it (above).
    pub(super) fn reach(mut self, reach: u8) -> Label {
        self.reach = reach;
        self
    }

    /// With the secret in what is signed.
    pub(super) fn secret(mut self) -> Label {
        self.secret = true;
        self
    }
}
