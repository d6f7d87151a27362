//! What real systems do to a text before it is signed, or after.

mod case;
mod change;
mod charsets;
mod escapes;
mod expanded;
mod lossy;
mod markup;
mod percent;
mod spaces;
mod typography;

pub(super) use change::TextChange;
pub(super) use percent::unpercent;

use case::case;
use charsets::charsets;
use escapes::escapes;
use lossy::lossy;
use markup::markup;
use spaces::spaces;
use typography::typography;

/// Every change, those that touch least first.
pub(in crate::mistakes::grammar) fn changes() -> Vec<TextChange> {
    let mut all = spaces();
    all.extend(typography());
    all.extend(markup());
    all.extend(charsets());
    all.extend(case());
    all.extend(escapes());
    all.extend(lossy());
    all
}
