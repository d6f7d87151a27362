//! What skipped vectors hide: known mistakes that no vector which was run would show.

use super::audit::profile::is_typed;
use super::audit::signers::suspects;
use super::plan::Plan;
use super::unseen::Unseen;
use crate::vectors::{Group, Test, smoke};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The mistakes that the vectors of a plan show, and that those without the skipped ones do not.
pub(super) fn unseen(plan: &Plan, skipped: &BTreeSet<Arc<str>>) -> Unseen {
    let mut unseen = Unseen::default();
    if skipped.is_empty() {
        return unseen;
    }
    let tests = plan.vectors.iter().flat_map(|file| file.sign_tests());
    let admitted = tests.filter(|(_, test)| plan.selection.admits_vector(&test.id));
    let (hidden, mut run): (Vec<(&Group, &Test)>, Vec<_>) =
        admitted.partition(|(_, test)| skipped.contains(&test.id));
    // The smoke selection kills nearly everything, so it is looked at first.
    let first: BTreeSet<Arc<str>> = smoke::embedded().unwrap_or_default().into_iter().collect();
    run.sort_by_key(|(_, test)| !first.contains(&test.id));
    for suspect in suspects().iter().filter(|suspect| !suspect.is_permitted()) {
        let shows = |(group, test): &&(&Group, &Test)| suspect.fails(group, test);
        if run.iter().any(|vector| shows(&vector)) {
            continue;
        }
        let mut typed = hidden.iter().filter(|(_, test)| is_typed(&test.goal));
        if typed.any(|vector| shows(&vector)) {
            unseen.mistakes.push(suspect.name);
        } else if hidden.iter().any(|vector| shows(&vector)) {
            unseen.inexpressible.push(suspect.name);
        }
    }
    unseen
}
