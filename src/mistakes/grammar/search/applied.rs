//! The members of an explanation on another goal.

use super::decision::{Applied, Decision, Stage};
use super::tables::{Members, Tables};
use super::walk::{Part, Walk};
use super::{Grammar, MOST_AGAIN};
use crate::mistakes::context::SigningContext;
use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;

/// How members are applied.
#[derive(Clone, Copy, Debug)]
pub struct Application<'a> {
    /// The members.
    pub members: &'a [Decision],
    /// The stages that they belong to.
    pub stages: &'a [Stage],
    /// What they cost together.
    pub cost: u8,
    /// The number of hex digits of a signature.
    pub digits: usize,
    /// Which of those that are called the same.
    pub nth: usize,
}

impl Grammar {
    /// What a signer with some members makes of a goal: with all of them that change something in it. `None` where they
    /// cannot be applied.
    pub fn applied(context: &SigningContext<'_>, how: &Application<'_>) -> Option<Applied> {
        let of = Members::Exactly(how.members, how.stages);
        let tables = Tables::new(context, &"0".repeat(how.digits), of, false);
        let stop = AtomicBool::new(false);
        (0..=how.cost).rev().find_map(|cost| {
            let mut walk = Walk::new(&tables, 0, 1, MOST_AGAIN, &stop);
            walk.members = Some(how.members);
            let mut applied = walk.run(Part::All(cost), None).applied;
            let most = applied.iter().map(|(count, _)| *count).max()?;
            applied.retain(|(count, _)| *count == most);
            let nth = how.nth.min(applied.len().checked_sub(1)?);
            applied.into_iter().nth(nth).map(|(_, applied)| applied)
        })
    }

    /// The stages that members belong to, as this goal shows.
    pub fn stages(context: &SigningContext<'_>, members: &[Decision], digits: usize) -> Vec<Stage> {
        let ids: BTreeSet<&str> = members.iter().map(|member| member.id.as_str()).collect();
        let of = Members::Of(&ids);
        Tables::new(context, &"0".repeat(digits), of, false).stages()
    }
}
