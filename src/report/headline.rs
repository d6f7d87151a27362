//! What a finding is about, in one line.

use super::layout::thousands;
use crate::judge::message::telling_line;
use crate::judge::{Finding, Kind};
use crate::wording;

/// One line: what happened, and on how many cases. Not yet safe for a terminal.
pub(super) fn headline(finding: &Finding) -> String {
    let on = cases(finding.count);
    // The kind tells messages apart without their numbers; people want to see one as it was.
    let said = finding.sample.message.as_deref().map_or("", telling_line);
    match &finding.kind {
        Kind::Mistake(set) => format!("drift on {on}: {}", set.ids().join("+")),
        Kind::Learned(_) => format!("drift on {on}: not in the catalogue"),
        Kind::Unexplained(how) => format!("unexplained drift on {on}: {}", wording::drift(how)),
        Kind::WrongRefusal(_) => format!("refuses {on} that it must sign: {said}"),
        Kind::Unsupported(why) => format!("cannot express {on} of the legal domain: {why}"),
        Kind::UnsupportedOther => format!("cannot express {on} of the legal domain: {said}"),
        Kind::Broken(_) => format!("broke on {on}: {said}"),
        Kind::Disagrees => format!("signature does not match the reported canonical bytes on {on}"),
        Kind::BatchOnly => format!("correct individually but wrong in a batch on {on}"),
        Kind::Wire(how, set) if set.is_empty() => {
            format!("wire failure on {on}: {}", wording::failure(*how))
        }
        Kind::Wire(how, set) => {
            let ids = set.ids().join(" and ");
            format!("wire failure on {on}: {}, because of {ids}", wording::failure(*how))
        }
        Kind::Fault(_, false) => format!("fault on {on}: it {said}"),
        Kind::Fault(_, true) => format!("flaky on {on}: it {said}, and not again"),
        Kind::Panicked(_) => {
            format!("Goalpost failed while it judged {on} (please report it): {said}")
        }
    }
}

/// A number of cases.
pub(super) fn cases(count: u64) -> String {
    if count == 1 { "1 case".to_owned() } else { format!("{} cases", thousands(count)) }
}
