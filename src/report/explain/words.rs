//! Styles and texts that the explanation for people, the one for machines and the table share.

use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const BOLD: Style = Style::new().bold();

/// What it means that nothing known explains a signature.
pub(super) const NOT_EXPLAINED: &str = "no known mistake of this secret explains the signature";

/// What it means that a header cannot be read.
pub(super) const NO_DIGEST: &str = "the header holds no digest that could be searched for: send the 64 hex digits of the signature";

/// A line with a name before it.
pub(super) fn field(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "  {DIM}{name:12}{DIM:#} {value}")
}
