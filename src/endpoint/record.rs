//! Accepted goals as JSON Lines, and requests with wrong signatures where these are explained: a whole line or
//! none, also when the process is killed.

use super::journal::Entry;
use super::recorded::LONGEST_LINE;
use crate::protocol::Goal;
use crate::protocol::contents::objection;
use crate::protocol::json::{BorrowedValue, Value, parse, write_compact};
use crate::protocol::request::{Request, SIGNATURE_HEADER};
use crate::protocol::rules::Rule;
use crate::protocol::validator::Decision;
use rustix::fs::OFlags;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// How every line begins.
const BEGINNING: &str = "{\"at\":\"";

/// A file that lines are appended to.
#[derive(Debug)]
pub struct Record {
    file: File,
    line: Vec<u8>,
}

impl Record {
    /// Opens a file, or makes it, for its owner alone. A line of ours that was never finished, left by a full disk or a
    /// power cut, is cut off; returns how many bytes that were.
    ///
    /// # Errors
    /// Where the file cannot be opened for reading and appending, where it is no regular file (whoever reads a pipe could
    /// hold up every answer), and where its last line is not ours: it is somebody else's, and stays as it is.
    pub fn open(path: &Path) -> io::Result<(Record, u64)> {
        let mut options = File::options();
        options.read(true).append(true).create(true).mode(0o600);
        // Opening a named pipe must not wait.
        let mut file = options.custom_flags(OFlags::NONBLOCK.bits() as i32).open(path)?;
        let there = file.metadata()?;
        if !there.is_file() {
            return Err(io::Error::other("is not a regular file: name a new file"));
        }
        let length = there.len();
        let torn = torn_bytes(&mut file, length)?;
        let whole = length - torn;
        let last = whole.saturating_sub(1);
        let last_line = last - torn_bytes(&mut file, last)?;
        for begin in [last_line, whole] {
            let mut beginning = vec![0; BEGINNING.len().min((length - begin) as usize)];
            file.seek(SeekFrom::Start(begin))?;
            file.read_exact(&mut beginning)?;
            if !BEGINNING.as_bytes().starts_with(&beginning) {
                return Err(not_ours());
            }
        }
        if torn > 0 {
            file.set_len(whole)?;
        }
        Ok((Record { file, line: Vec::new() }, torn))
    }

    /// Appends an accepted goal; what is refused is not recorded.
    ///
    /// # Errors
    /// Where the file cannot be written; then it ends where it ended before.
    pub fn append(&mut self, decision: &Decision<'_>, entry: &Entry) -> io::Result<()> {
        let Some(goal) = &decision.goal else { return Ok(()) };
        let text = |text: &str| Value::from(text);
        let number = |number: u64| Value::from(number as i64);
        let members = [
            ("at", text(&entry.at.to_string())),
            ("number", number(entry.number)),
            ("domain", decision.domain.as_deref().map_or(Value::Null, text)),
            ("signed", Value::Bool(decision.rule == Rule::Accepted)),
            ("ranked", Value::Bool(decision.ranked)),
            ("not_ranked", entry.not_ranked.map_or(Value::Null, |reason| text(reason.id()))),
            ("first_touch_bucket", decision.bucket.map_or(Value::Null, text)),
            ("lag_seconds", decision.lag_seconds.map_or(Value::Null, Value::from)),
            ("lag_days", decision.lag_days().map_or(Value::Null, Value::from)),
            ("no_lag", entry.no_lag.map_or(Value::Null, |reason| text(reason.id()))),
            ("double_of", entry.twin.map_or(Value::Null, number)),
            ("goal", goal.to_value()),
        ];
        self.write(members)
    }

    /// Appends a request whose signature was refused, for `goalpost explain`. One that holds personal data is
    /// not recorded.
    ///
    /// # Errors
    /// Those of [`Record::append`].
    pub fn append_refused(&mut self, request: &Request<'_>, entry: &Entry) -> io::Result<()> {
        if holds_personal_data(request.body) {
            return Ok(());
        }
        let text = |bytes: &[u8]| Value::from(String::from_utf8_lossy(bytes).into_owned());
        let counts = ["content-type", "user-agent", SIGNATURE_HEADER];
        let is_kept =
            |name: &[u8]| counts.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
        let headers = request.headers.iter().filter(|(name, _)| is_kept(name));
        let headers = headers.map(|(name, value)| Value::Array(vec![text(name), text(value)]));
        let sent = [
            ("method", text(request.method)),
            ("url", text(request.target)),
            ("headers", Value::Array(headers.collect())),
            ("body", text(request.body)),
        ];
        self.write([
            ("at", Value::from(entry.at.to_string())),
            ("number", Value::from(entry.number as i64)),
            ("domain", entry.domain.as_deref().map_or(Value::Null, Value::from)),
            ("rule", Value::from(entry.rule.id())),
            ("request", Value::object(sent)),
        ])
    }

    /// Writes a line.
    fn write<const N: usize>(
        &mut self,
        members: [(&'static str, BorrowedValue<'_>); N],
    ) -> io::Result<()> {
        self.line.clear();
        write_compact(&BorrowedValue::object(members), &mut self.line);
        self.line.push(b'\n');
        // One call for the whole line: a signal cannot come between its halves.
        let written = self.file.write(&self.line)?;
        if written < self.line.len() {
            let length = self.file.metadata()?.len();
            self.file.set_len(length - written as u64)?;
            return Err(io::Error::new(io::ErrorKind::StorageFull, "no room for a whole line"));
        }
        Ok(())
    }
}

fn not_ours() -> io::Error {
    let what = "its last line is not a record of accepted goals: name another file";
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// Whether a body is a goal with personal data in its properties.
pub fn holds_personal_data(body: &[u8]) -> bool {
    let goal = parse(body).ok().and_then(|value| Goal::from_value(value).ok());
    let objection = goal.as_ref().and_then(objection);
    objection.is_some_and(|objection| matches!(objection.rule, Rule::Pii(_)))
}

/// How many of the first `length` bytes stand after the last line end. More than a line of ours can have are somebody
/// else's, and an error.
fn torn_bytes(file: &mut File, length: u64) -> io::Result<u64> {
    const STEP: u64 = 4096;
    let mut end = length;
    while end > 0 {
        if length - end > LONGEST_LINE as u64 {
            return Err(not_ours());
        }
        let begin = end.saturating_sub(STEP);
        let mut chunk = vec![0; (end - begin) as usize];
        file.seek(SeekFrom::Start(begin))?;
        file.read_exact(&mut chunk)?;
        if let Some(at) = chunk.iter().rposition(|b| *b == b'\n') {
            return Ok(length - (begin + at as u64 + 1));
        }
        end = begin;
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::journal::Journal;
    use crate::protocol::json::parse;
    use jiff::Timestamp;

    const OURS: &str = "{\"at\":\"2026-11-22T08:00:00Z\"}\n";

    #[test]
    fn a_torn_tail_is_cut_off_and_lines_follow_whole_ones() {
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        let long = "x".repeat(10_000);
        for (there, torn) in [
            ("", 0),
            (OURS, 0),
            (&*format!("{OURS}{{\"a"), 3),
            (&*format!("{OURS}{{\"at\":\"{long}"), 10_007),
        ] {
            std::fs::write(&path, there).unwrap();
            let (mut record, cut) = Record::open(&path).unwrap();
            assert_eq!(cut, torn);
            let goal = crate::protocol::Goal {
                event_name: Some("caf\u{e9}".into()),
                ..Default::default()
            };
            let decision = Decision { goal: Some(goal), ..Decision::of(Rule::Hint) };
            let entry = Journal::default().draft(&decision, Timestamp::UNIX_EPOCH);
            record.append(&decision, &entry).unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.lines().all(|line| parse(line.as_bytes()).is_ok()), "{text}");
            assert!(text.ends_with("{\"event_name\":\"caf\\u00e9\"}}\n"), "{text}");
        }
    }

    #[test]
    fn what_is_not_ours_stays_as_it_is() {
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        for there in [
            "one long note",
            "{}\n{\"b\":2}",
            "[[tenant]]\nsecret = \"00\"",
            "[[tenant]]\nsecret = \"00\"\n",
            "\n",
            "{\"at\":\"2026-11-22T08:00:00Z\"}\nsomething else\n",
        ] {
            std::fs::write(&path, there).unwrap();
            assert!(Record::open(&path).is_err(), "{there}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), there);
        }
    }

    #[test]
    fn a_line_that_is_longer_than_ours_is_not_searched_for_its_begin() {
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        for begins in ["", OURS] {
            std::fs::write(&path, begins).unwrap();
            // A terabyte of holes: to read it would take minutes.
            File::options().append(true).open(&path).unwrap().set_len(1 << 40).unwrap();
            let error = Record::open(&path).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
            assert_eq!(std::fs::metadata(&path).unwrap().len(), 1 << 40);
        }
    }

    #[test]
    fn no_pipe_holds_up_the_endpoint() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert!(Record::open(&path).unwrap_err().to_string().contains("regular file"));
        assert!(Record::open(Path::new("/dev/null")).is_err());
    }
}
