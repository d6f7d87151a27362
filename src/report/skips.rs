//! Skipped cases, by kind of reason: many reasons that differ in a number or in quoted text are one kind.

use super::diff_view::safe;
use super::layout::{DIM, thousands};
use super::verbosity::Verbosity;
use crate::judge::message::kind_of;
use crate::run::ImplementationReport;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Number of kinds that are listed unless more is asked for.
const SHOWN: usize = 5;

/// So many reasons of a kind are listed as they are.
const FEW: usize = 3;

/// Reasons of one kind.
struct Group<'a> {
    reasons: Vec<&'a str>,
    count: u64,
}

/// Lists the kinds, the most frequent first.
pub(super) fn skips(
    report: &ImplementationReport,
    verbosity: Verbosity,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut groups: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for (why, count) in &report.skipped {
        let group = groups.entry(kind_of(why)).or_insert(Group { reasons: Vec::new(), count: 0 });
        group.reasons.push(why);
        group.count += count;
    }
    // A few reasons say more than what they have in common.
    let mut groups: Vec<(String, Group<'_>)> = groups
        .into_iter()
        .flat_map(|(kind, group)| match group.reasons.len() {
            ..=FEW => group.reasons.iter().map(|why| alone(report, why)).collect(),
            _ => vec![(kind, group)],
        })
        .collect();
    groups.sort_by(|(a, x), (b, y)| y.count.cmp(&x.count).then(a.cmp(b)));
    let shown = if verbosity == Verbosity::Verbose { usize::MAX } else { SHOWN };
    for (kind, group) in groups.iter().take(shown) {
        // A reason that stands alone is shown as it is.
        let what = match &group.reasons[..] {
            [only] => *only,
            _ => kind.as_str(),
        };
        writeln!(out, "     skipped {}: {}", thousands(group.count), safe(what))?;
        let ids = group.reasons.iter().filter_map(|why| report.skipped_ids.get(*why)).flatten();
        for id in ids {
            writeln!(out, "             {DIM}{}{DIM:#}", safe(id))?;
        }
    }
    if groups.len() > shown {
        let hidden = &groups[shown..];
        let cases: u64 = hidden.iter().map(|(_, group)| group.count).sum();
        let kinds = hidden.len();
        writeln!(
            out,
            "     skipped {}: {kinds} more reasons (--verbose lists them)",
            thousands(cases)
        )?;
    }
    Ok(())
}

fn alone<'a>(report: &ImplementationReport, why: &'a str) -> (String, Group<'a>) {
    let count = report.skipped.get(why).copied().unwrap_or(0);
    (why.to_owned(), Group { reasons: vec![why], count })
}
