//! Styles and texts that the explanation for people, the one for machines and the table share.

use anstyle::{AnsiColor, Style};

pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const BOLD: Style = Style::new().bold();

/// What it means that nothing known explains a signature.
pub(super) const NOT_EXPLAINED: &str = "no known mistake of this secret explains the signature";

/// What it means that a header cannot be read.
pub(super) const NO_DIGEST: &str = "the header holds no digest that could be searched for: send the 64 hex digits of the signature";

pub(super) const WHAT_THAT_MEANS: [&str; 3] = [
    "most likely another secret: test in place of live, another tenant's, or one that was replaced",
    "or the body changed after it was signed: a proxy or a client that parsed and wrote it again, an amount that was changed, a field added later",
    "or the header belongs to another request",
];
