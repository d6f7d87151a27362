//! A report beside an earlier one: what is new, what is gone, what is still there.

use super::summary::{Reported, State, Suite, Summary};
use std::collections::BTreeMap;

/// How two reports differ, each cause as `suite: name`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Not in the earlier report.
    pub new: Vec<String>,
    /// In the earlier one alone.
    pub gone: Vec<String>,
    /// In both.
    pub still: Vec<String>,
}

/// Compares the causes that fail a run, and what could not be run.
pub fn compare(earlier: &Summary, now: &Summary) -> Comparison {
    let (before, after) = (causes(earlier), causes(now));
    let names = |these: &BTreeMap<_, String>, keep: &dyn Fn(&(String, String)) -> bool| {
        these.iter().filter(|(key, _)| keep(key)).map(|(_, name)| name.clone()).collect()
    };
    Comparison {
        new: names(&after, &|key| !before.contains_key(key)),
        gone: names(&before, &|key| !after.contains_key(key)),
        still: names(&after, &|key| before.contains_key(key)),
    }
}

/// By suite and key: what is shown of it.
fn causes(summary: &Summary) -> BTreeMap<(String, String), String> {
    // A campaign has one target, which may listen on another port every night.
    let place = |suite: &Suite| match summary.command {
        Reported::Fuzz => String::new(),
        Reported::Check | Reported::Replay | Reported::Audit => suite.name.clone(),
    };
    let failed = summary.items(State::Failed).map(|(suite, item)| {
        let shown = format!("{}: {}", suite.name, item.line());
        ((place(suite), item.key.clone()), shown)
    });
    let stuck = summary.suites.iter().filter_map(|suite| {
        let why = suite.cannot_run.as_ref()?;
        Some((
            (place(suite), "cannot_run".to_owned()),
            format!("{}: could not be run: {why}", suite.name),
        ))
    });
    failed.chain(stuck).collect()
}
