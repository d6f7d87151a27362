//! `goalpost doubles`

use super::failure::Failure;
use super::output::{Color, Output};
use crate::endpoint::attribution::NotRanked;
use crate::endpoint::counts::day_of;
use crate::endpoint::doubles::{Arrival, Doubles as Seen, Identity, has_session};
use crate::endpoint::recorded::{LONGEST_LINE, Recorded};
use crate::endpoint::words::in_words;
use crate::files::{NotRead, read_lines};
use crate::protocol::rules::Rule;
use crate::report::json::write_ascii;
use crate::run::exit;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};
use std::path::PathBuf;

/// The version of the JSON document's shape. Keys may be added within it, never removed or changed.
const FORMAT: u32 = 1;

/// Maximum number of doubles that are listed; more are only counted.
const LISTED: usize = 10_000;

/// Maximum number of requests that are remembered with their attribution.
const REMEMBERED: usize = 1 << 16;

/// List the goals of a day that came both from the browser and from the backend
///
/// Reads the record of `goalpost serve --record`. Two requests are the same goal if domain, event_name,
/// session_id, value, currency and plan are equal, one is signed and the other is not, and at most 24 hours
/// lie between them. Without a session_id, the other one may be another visitor's. Fire each goal from one
/// source: the browser or the backend.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    goalpost doubles goals.jsonl\n  \
    goalpost doubles goals.jsonl --day 2026-11-26 --format json\n\n\
    Exit codes: 0 none; 1 there are some; 2 usage error.")]
pub(super) struct Doubles {
    /// Record of `goalpost serve --record`
    #[arg(value_name = "FILE")]
    record: PathBuf,

    /// Day in UTC, of the later request [default: the last day on record]
    #[arg(long, value_name = "DATE")]
    day: Option<Date>,

    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// When to use colours in the output
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// JSON for machines
    Json,
}

impl Doubles {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let output = Output::open(None, self.color)?;
        let mut day = Day { wanted: self.day, ..Day::default() };
        let not_read = read_lines(&self.record, u64::MAX, LONGEST_LINE, &mut |line| day.take(line))
            .map_err(|fault| Failure::usage(format!("{}: {fault}", self.record.display())))?;
        if day.lines == 0 && day.other_lines + not_read.too_long > 0 {
            return Err(Failure::usage(format!(
                "{}: is not a record of goalpost serve --record",
                self.record.display()
            )));
        }
        let code = if day.count == 0 { exit::CONFORMS } else { exit::DRIFT };
        match self.format {
            Format::Human => output.write_text(|out| write_text(&day, not_read, out))?,
            Format::Json => output.write_json(|out| write_json(&day, not_read, code, out))?,
        }
        Ok(code)
    }
}

/// A request of a pair.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct One {
    number: u64,
    #[cfg_attr(test, schemars(with = "String"))]
    at: Timestamp,
    signed: bool,
    ranked: bool,
    /// The name of the reason.
    not_ranked: Option<&'static str>,
    lag_days: Option<i64>,
    #[serde(skip)]
    why: Option<&'static str>,
}

impl One {
    fn words(&self) -> String {
        let signed = if self.signed { "signed" } else { "unsigned" };
        match (self.why, self.lag_days) {
            (Some(why), _) => format!("{signed}, not ranked: {why}"),
            (None, Some(days)) => format!("{signed}, ranked, {days} days later"),
            (None, None) => format!("{signed}, ranked"),
        }
    }
}

/// A goal that came both ways.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Pair {
    domain: String,
    goal: String,
    /// Whether the session says that it is the same.
    sure: bool,
    first: One,
    second: One,
}

/// What a day brought.
#[derive(Default)]
struct Day {
    wanted: Option<Date>,
    /// The day that is listed: the one that is wanted, or the last one so far.
    day: Option<Date>,
    goals: u64,
    pairs: Vec<Pair>,
    count: u64,
    seen: Seen,
    /// Requests by number, the oldest first in `order`.
    ones: HashMap<u64, One>,
    order: VecDeque<u64>,
    last: u64,
    lines: u64,
    other_lines: u64,
}

impl Day {
    fn take(&mut self, line: &[u8]) {
        let Some(recorded) = Recorded::read(line) else {
            self.other_lines += 1;
            return;
        };
        self.lines += 1;
        self.last = recorded.number.map_or(self.last + 1, |number| number.max(self.last));
        let number = recorded.number.unwrap_or(self.last);
        let (at, signed) = (recorded.at, recorded.rule == Rule::Accepted);
        let Some(goal) = &recorded.goal else { return };
        let day = day_of(at);
        if self.wanted.is_none() && self.day.is_none_or(|known| known < day) {
            (self.goals, self.count) = (0, 0);
            self.pairs.clear();
        }
        self.day = self.wanted.or(self.day.max(Some(day)));
        let why = NotRanked::of_goal(goal, signed, recorded.ranked);
        let one = One {
            number,
            at,
            signed,
            ranked: recorded.ranked,
            not_ranked: why.map(NotRanked::id),
            lag_days: recorded.lag_days,
            why: why.map(NotRanked::words),
        };
        let identity = Identity::of(&recorded.domain, goal);
        let other = self.seen.other(identity, signed, at);
        let first = other.and_then(|other| self.ones.get(&other.number).cloned());
        self.seen.remember(identity, signed, Arrival { number, at });
        if self.order.len() == REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ones.remove(&oldest);
        }
        self.order.push_back(number);
        self.ones.insert(number, one.clone());
        if self.day != Some(day) {
            return;
        }
        self.goals += 1;
        let Some(first) = first else { return };
        self.count += 1;
        if self.pairs.len() < LISTED {
            let (goal, sure) = (in_words(goal), has_session(goal));
            self.pairs.push(Pair { domain: recorded.domain, goal, sure, first, second: one });
        }
    }

    fn name(&self) -> String {
        self.day.map_or_else(|| "no day".to_owned(), |day| day.to_string())
    }
}

fn write_text(day: &Day, not_read: NotRead, out: &mut dyn Write) -> io::Result<()> {
    let noun = if day.count == 1 { "double" } else { "doubles" };
    writeln!(out, "{} (UTC): {} goals on record, {} {noun}", day.name(), day.goals, day.count)?;
    for pair in &day.pairs {
        let sure = match pair.sure {
            true => "the same session",
            false => "perhaps two visitors: there is no session_id",
        };
        writeln!(out, "\n{} {} ({sure})", pair.domain, pair.goal)?;
        for (place, one) in [("first", &pair.first), ("then", &pair.second)] {
            let at = one.at.strftime("%Y-%m-%d %H:%M:%S");
            writeln!(out, "  {place:<6}{at}  number {}  {}", one.number, one.words())?;
        }
    }
    if day.count > day.pairs.len() as u64 {
        writeln!(out, "\n… {} more", day.count - day.pairs.len() as u64)?;
    }
    if day.count > 0 {
        writeln!(out, "\nfix: fire each goal from the browser or from the backend, not from both")?;
    }
    let other = day.other_lines + not_read.too_long;
    if other > 0 {
        writeln!(out, "\nnote: {other} lines are not of a record and were left out")?;
    }
    if not_read.unfinished {
        writeln!(out, "\nnote: the last line is not finished and was left out")?;
    }
    Ok(())
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Report of goalpost doubles"))]
struct Document<'a> {
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: u32,
    goalpost: &'static str,
    #[cfg_attr(test, schemars(extend("const" = "doubles")))]
    command: &'static str,
    exit_code: u8,
    day: Option<String>,
    goals: u64,
    count: u64,
    doubles: &'a [Pair],
    other_lines: u64,
    unfinished_line: bool,
}

fn write_json(day: &Day, not_read: NotRead, code: u8, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        format: FORMAT,
        goalpost: env!("CARGO_PKG_VERSION"),
        command: "doubles",
        exit_code: code,
        day: day.day.map(|day| day.to_string()),
        goals: day.goals,
        count: day.count,
        doubles: &day.pairs,
        other_lines: day.other_lines + not_read.too_long,
        unfinished_line: not_read.unfinished,
    };
    write_ascii(&document, out)
}

/// The JSON Schema of this document.
#[cfg(test)]
pub(super) fn schema(of: schemars::SchemaGenerator) -> schemars::Schema {
    of.into_root_schema_for::<Document<'_>>()
}
