//! What the wider search found, for people.

use super::super::diff_view::safe;
use super::words::{BOLD, DIM, field};
use crate::mistakes::grammar::{Found, Label, SignedBytes};
use std::io::{self, Write};

/// So many equals are shown.
const SHOWN: usize = 4;

/// What was done, and what would have made the same signature.
pub(super) fn because(found: &Found, out: &mut dyn Write) -> io::Result<()> {
    for (at, label) in found.members.iter().enumerate() {
        let name = match (at, &found.signed) {
            (0, SignedBytes::Unknown) => "",
            (0, _) => "because",
            _ => "and",
        };
        field(out, name, &safe(&label.title))?;
        writeln!(out, "{:15}{BOLD}{}{BOLD:#}", "", label.id)?;
    }
    equals(&found.others, out)
}

/// What would have made the same signature.
pub(super) fn equals(others: &[Vec<Label>], out: &mut dyn Write) -> io::Result<()> {
    for other in others.iter().take(SHOWN) {
        let said: Vec<String> =
            other.iter().map(|label| format!("{} ({})", safe(&label.title), label.id)).collect();
        field(out, "or", &format!("{DIM}{} (the same on this goal){DIM:#}", said.join(", and ")))?;
    }
    if others.len() > SHOWN {
        field(out, "", &format!("… {} more", others.len() - SHOWN))?;
    }
    Ok(())
}

/// What to do about it.
pub(super) fn fixes(found: &Found, out: &mut dyn Write) -> io::Result<()> {
    for fix in fix_lines(&found.members) {
        field(out, "fix", fix)?;
    }
    Ok(())
}

/// Each fix once.
pub(super) fn fix_lines(members: &[Label]) -> Vec<&'static str> {
    let mut lines: Vec<&'static str> = Vec::new();
    for label in members {
        if !label.fix.is_empty() && !lines.contains(&label.fix) {
            lines.push(label.fix);
        }
    }
    lines
}
