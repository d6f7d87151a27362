//! What `goalpost serve` says of each request: one line.

use super::marked::safe;
use crate::endpoint::journal::Entry;
use crate::endpoint::serve::Log;
use crate::spec::rules::Rule;
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;
use std::io::Write;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WARN: Style = AnsiColor::Yellow.on_default();
const PLAIN: Style = Style::new();

/// Kept lines are written out before they reach this length.
const KEPT: usize = 1 << 16;

/// Lines for a terminal or a file.
pub struct Lines<W> {
    out: W,
    color: bool,
    kept: String,
    /// The second that was written last, and its text.
    second: (i64, String),
}

impl<W: Write> Lines<W> {
    /// Lines to a writer, in colour or not.
    pub fn new(out: W, color: bool) -> Lines<W> {
        Lines { out, color, kept: String::new(), second: (i64::MIN, String::new()) }
    }

    fn write_out(&mut self) {
        // Whoever reads may have gone; goals are answered all the same.
        let written = self.out.write_all(self.kept.as_bytes()).and_then(|()| self.out.flush());
        drop(written);
        self.kept.clear();
    }

    fn push(&mut self, style: Style, text: std::fmt::Arguments<'_>) {
        let line = &mut self.kept;
        // Writing to a String cannot fail.
        if self.color {
            let _ = write!(line, "{style}{text}{style:#}");
        } else {
            let _ = line.write_fmt(text);
        }
    }
}

impl<W: Write> Log for Lines<W> {
    fn entry(&mut self, entry: &Entry) {
        let second = entry.at.as_second();
        if self.second.0 != second {
            self.second = (second, entry.at.strftime("%H:%M:%S").to_string());
        }
        self.kept.push_str(&self.second.1);
        let style = match entry.rule {
            Rule::Accepted => GOOD,
            Rule::Hint => PLAIN,
            _ => BAD,
        };
        self.push(style, format_args!(" {} {:<18}", entry.rule.status(), entry.rule.id()));
        let words = [Some(entry.domain.as_deref().unwrap_or("-")), Some(&*entry.goal), entry.field];
        for word in words.into_iter().flatten().filter(|word| !word.is_empty()) {
            self.kept.push(' ');
            self.kept.push_str(word);
        }
        match (entry.ranked, entry.lag_days) {
            (true, Some(days)) => self.push(PLAIN, format_args!(", ranked, {days} days later")),
            (true, None) => self.kept.push_str(", ranked"),
            (false, _) => {}
        }
        if let Some(twin) = entry.twin {
            let other = if entry.rule == Rule::Accepted { "unsigned" } else { "signed" };
            self.push(
                WARN,
                format_args!(" (the same goal came {other} as number {twin}: one source per goal)"),
            );
        }
        self.kept.push('\n');
        if self.kept.len() > KEPT {
            self.write_out();
        }
    }

    fn trouble(&mut self, what: &str) {
        self.push(BAD, format_args!("error: {}", safe(what)));
        self.kept.push('\n');
    }

    fn rest(&mut self) {
        if !self.kept.is_empty() {
            self.write_out();
        }
    }
}

/// No lines at all.
pub struct Silence;

impl Log for Silence {
    fn entry(&mut self, _entry: &Entry) {}

    fn trouble(&mut self, what: &str) {
        anstream::eprintln!("error: {}", safe(what));
    }

    fn rest(&mut self) {}
}
