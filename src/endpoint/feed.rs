//! The page's events: what changed in the journal since the reader heard last, looked up when it has room.

use super::answer::Events;
use super::journal::Journal;
use super::rows;
use crate::protocol::json::{Value, write_compact};
use hyper::body::Bytes;
use std::cell::RefCell;
use std::rc::Rc;

/// Maximum number of readers at a time. A browser opens six connections to a server, for all its tabs together; one has
/// to be left, or no row can be opened.
const READERS: usize = 5;

/// Maximum number of rows in an event, and of those a tick: readers together cost the goals next to nothing. Whoever
/// falls behind what the journal lists misses rows, and sees it by their numbers.
const ROWS: usize = 100;

/// Where readers come from.
#[derive(Debug)]
pub struct Feeds {
    /// This run's name.
    run: Rc<str>,
    /// One more owner for each reader.
    readers: Rc<()>,
}

impl Feeds {
    /// No reader yet.
    pub fn new(run: &str) -> Feeds {
        Feeds { run: run.into(), readers: Rc::new(()) }
    }

    /// A reader who has seen everything up to an event; `None` if there are too many.
    pub fn open(&self, journal: &Rc<RefCell<Journal>>, last: Option<&[u8]>) -> Option<Feed> {
        if Rc::strong_count(&self.readers) > READERS {
            return None;
        }
        Some(Feed {
            run: Rc::clone(&self.run),
            journal: Rc::clone(journal),
            seen: last.and_then(|last| self.change(last)).unwrap_or(0),
            greeted: false,
            tick: None,
            _reader: Rc::clone(&self.readers),
        })
    }

    /// The change that an event of this run was about; `None` for one of another run.
    fn change(&self, id: &[u8]) -> Option<u64> {
        let (run, change) = std::str::from_utf8(id).ok()?.rsplit_once('/')?;
        (run == &*self.run).then(|| change.parse().ok()).flatten()
    }
}

/// A reader's place.
#[derive(Debug)]
pub struct Feed {
    run: Rc<str>,
    journal: Rc<RefCell<Journal>>,
    /// The last change that was sent.
    seen: u64,
    greeted: bool,
    /// When something was sent last.
    tick: Option<u64>,
    _reader: Rc<()>,
}

impl Events for Feed {
    fn next(&mut self, tick: u64) -> Option<Bytes> {
        let journal = self.journal.borrow();
        if self.greeted && (self.seen == journal.change() || self.tick == Some(tick)) {
            return None;
        }
        let mut event = Vec::with_capacity(1024);
        if !self.greeted {
            event.extend_from_slice(b"retry: 1000\n");
        }
        let mut rows = Vec::new();
        for (change, entry) in journal.changed_after(self.seen).take(ROWS) {
            self.seen = change;
            rows.push(rows::to_value(entry));
        }
        event.extend_from_slice(format!("id: {}/{}\ndata: ", self.run, self.seen).as_bytes());
        let data = Value::object([
            ("run", Value::from(&*self.run)),
            ("counts", journal.counts().to_value()),
            ("rows", Value::Array(rows)),
        ]);
        write_compact(&data, &mut event);
        event.extend_from_slice(b"\n\n");
        (self.greeted, self.tick) = (true, Some(tick));
        Some(event.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::rules::Rule;
    use crate::protocol::validator::Decision;
    use jiff::Timestamp;

    fn enter(journal: &Rc<RefCell<Journal>>, count: usize) {
        for _ in 0..count {
            let mut journal = journal.borrow_mut();
            let draft = journal.draft(&Decision::of(Rule::Path), Timestamp::UNIX_EPOCH);
            journal.enter(draft);
        }
    }

    /// The numbers of the rows in an event, and its id.
    fn read(event: &Bytes) -> (Vec<u64>, String) {
        let text = std::str::from_utf8(event).unwrap();
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let data: serde_json::Value = serde_json::from_str(field("data: ")).unwrap();
        let rows = data["rows"].as_array().unwrap().iter();
        (rows.map(|row| row["number"].as_u64().unwrap()).collect(), field("id: ").to_owned())
    }

    #[test]
    fn a_reader_who_comes_back_misses_nothing_and_sees_nothing_twice() {
        let journal = Rc::new(RefCell::new(Journal::default()));
        let feeds = Feeds::new("run");
        let mut feed = feeds.open(&journal, None).unwrap();
        assert_eq!(read(&feed.next(0).unwrap()), (vec![], "run/0".to_owned()), "a greeting");
        assert_eq!(feed.next(1), None);
        enter(&journal, 250);
        let mut seen = Vec::new();
        let (numbers, id) = read(&feed.next(2).unwrap());
        seen.extend(numbers);
        assert_eq!((seen.len(), feed.next(2)), (100, None), "so many a tick");
        drop(feed);
        enter(&journal, 5);
        let mut feed = feeds.open(&journal, Some(id.as_bytes())).unwrap();
        for tick in 3..9 {
            seen.extend(feed.next(tick).iter().flat_map(|event| read(event).0));
        }
        assert_eq!(seen, (1..=255).collect::<Vec<u64>>());
        // Of another run, or nonsense: from the beginning.
        for id in ["other/9", "run/x", "run", "", "\u{e9}"] {
            let mut feed = feeds.open(&journal, Some(id.as_bytes())).unwrap();
            assert_eq!(read(&feed.next(0).unwrap()).0[0], 1, "{id}");
        }
    }

    #[test]
    fn readers_are_bounded_and_slow_ones_skip() {
        let journal = Rc::new(RefCell::new(Journal::default()));
        let feeds = Feeds::new("run");
        let mut open: Vec<Feed> =
            (0..READERS).map(|_| feeds.open(&journal, None).unwrap()).collect();
        assert!(feeds.open(&journal, None).is_none());
        enter(&journal, super::super::journal::LISTED + 7);
        assert_eq!(read(&open[0].next(0).unwrap()).0[0], 8);
        open.pop();
        assert!(feeds.open(&journal, None).is_some());
    }
}
