//! Colours, fields and numbers, the same in every report for people.

use super::diff_view::plain;
use anstyle::{AnsiColor, Style};
use std::io::{self, Write};

pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const WARN: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const BOLD: Style = Style::new().bold();

pub(super) fn field(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "     {DIM}{name:9}{DIM:#} {value}")
}

pub(super) fn stderr(lines: &[String], out: &mut dyn Write) -> io::Result<()> {
    for (i, line) in lines.iter().enumerate() {
        field(out, if i == 0 { "stderr" } else { "" }, &plain(line.as_bytes()))?;
    }
    Ok(())
}

pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
