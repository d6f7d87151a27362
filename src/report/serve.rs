//! What `goalpost serve` says of each request: one line.

use super::diff_view::safe;
use crate::endpoint::attribution::NotRanked;
use crate::endpoint::journal::Entry;
use crate::endpoint::serve::Log;
use crate::protocol::rules::Rule;
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;
use std::io::Write;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Duration;

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
        if matches!(entry.rule, Rule::SignatureMismatch | Rule::SignatureShape) {
            self.push(PLAIN, format_args!(" (number {})", entry.number));
        }
        match (entry.lag_days, entry.no_lag, entry.not_ranked) {
            (Some(days), ..) => self.push(PLAIN, format_args!(", ranked, {days} days later")),
            (None, Some(why), _) => {
                self.push(PLAIN, format_args!(", ranked, no lag: {}", why.words()));
            }
            // Every hint is unsigned, and its line says that it is a hint.
            (None, None, Some(NotRanked::Unsigned) | None) => {}
            (None, None, Some(why)) => {
                self.push(PLAIN, format_args!(", not ranked: {}", why.words()));
            }
        }
        if let Some(twin) = entry.twin {
            let same = if entry.twin_is_sure { "the same goal" } else { "perhaps the same goal" };
            let other = if entry.rule == Rule::Accepted { "unsigned" } else { "signed" };
            self.push(
                WARN,
                format_args!(" ({same} came {other} as number {twin}: one source per goal)"),
            );
        }
        self.kept.push('\n');
        if self.kept.len() > KEPT {
            self.write_out();
        }
    }

    fn reason(&mut self, number: u64, reason: &str) {
        self.push(WARN, format_args!("         number {number}: {}", safe(reason)));
        self.kept.push('\n');
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

/// So many pieces of log may wait for whoever reads it.
const WAITING: usize = 64;

/// How long the last pieces have on the way out.
const TIME_TO_LEAVE: Duration = Duration::from_secs(1);

/// Standard output on a thread of its own: a reader that stalls costs lines, and never an answer.
pub struct Outlet {
    pieces: Option<SyncSender<Vec<u8>>>,
    done: Receiver<()>,
    lost: u64,
}

impl Outlet {
    /// Opens it.
    pub fn stdout() -> Outlet {
        let (pieces, waiting) = mpsc::sync_channel::<Vec<u8>>(WAITING);
        let (finished, done) = mpsc::channel();
        std::thread::spawn(move || {
            for piece in waiting {
                let mut stdout = std::io::stdout().lock();
                // Whoever reads may have gone; goals are answered all the same.
                drop(stdout.write_all(&piece).and_then(|()| stdout.flush()));
            }
            let _ = finished.send(());
        });
        Outlet { pieces: Some(pieces), done, lost: 0 }
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let Some(pieces) = &self.pieces else { return Ok(bytes.len()) };
        let mut piece = Vec::with_capacity(bytes.len() + 64);
        if self.lost > 0 {
            drop(writeln!(piece, "({} lines were lost: nobody was reading)", self.lost));
        }
        piece.extend_from_slice(bytes);
        match pieces.try_send(piece) {
            Ok(()) => self.lost = 0,
            Err(_) => self.lost += bytes.iter().filter(|b| **b == b'\n').count() as u64,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Drop for Outlet {
    fn drop(&mut self) {
        self.pieces = None;
        let _ = self.done.recv_timeout(TIME_TO_LEAVE);
    }
}

/// No lines at all.
pub struct Silence;

impl Log for Silence {
    fn entry(&mut self, _entry: &Entry) {}

    fn reason(&mut self, _number: u64, _reason: &str) {}

    fn trouble(&mut self, what: &str) {
        anstream::eprintln!("error: {}", safe(what));
    }

    fn rest(&mut self) {}
}
