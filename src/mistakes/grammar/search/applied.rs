//! The members of an explanation on another goal.

use super::tables::{Members, Tables};
use super::walk::Walk;
use super::{Grammar, MOST_AGAIN};
use crate::mistakes::context::SigningContext;
use crate::mistakes::grammar::label::Label;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

/// A member of an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Member {
    /// The id of its label.
    pub id: String,
    /// The title, which tells apart those with one id.
    pub title: String,
}

impl Member {
    /// The member with a label.
    pub fn of(label: &Label) -> Member {
        Member { id: label.id.to_owned(), title: label.title.to_string() }
    }

    fn is(&self, label: &Label) -> bool {
        self.id == label.id && self.title == label.title
    }
}

/// What a signer makes of a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The signed bytes.
    pub message: Vec<u8>,
    /// The digest.
    pub digest: Vec<u8>,
}

/// Whether labels are some of these members, in the same order.
pub(super) fn are_some_of(labels: &[Label], members: &[Member]) -> bool {
    let mut left = members.iter();
    labels.iter().all(|label| left.any(|member| member.is(label)))
}

impl Grammar {
    /// What a signer with these members makes of a goal: with all of them that change something in it. `cost` is that of
    /// all, `digits` the number of hex digits of its signatures. `None` where they cannot be applied.
    pub fn applied(
        context: &SigningContext<'_>,
        members: &[Member],
        cost: u8,
        digits: usize,
    ) -> Option<Applied> {
        let ids: BTreeSet<&str> = members.iter().map(|member| member.id.as_str()).collect();
        let tables = Tables::new(context, &"0".repeat(digits), Members::Of(&ids), false);
        let stop = AtomicBool::new(false);
        (0..=cost).rev().find_map(|cost| {
            let mut walk = Walk::new(&tables, 0, 1, MOST_AGAIN, &stop);
            walk.members = Some(members);
            let applied = walk.run(cost, None).applied.into_iter();
            // Of those with as many members, the first.
            applied.rev().max_by_key(|(count, _)| *count).map(|(_, applied)| applied)
        })
    }
}
