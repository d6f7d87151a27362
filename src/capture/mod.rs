//! Requests as people paste them, whatever tool or log they come from.
//!
//! ```text
//! bytes -> text -> without what mail, chat and terminals put around it -> readers, in order -> requests
//! ```

mod body;
mod captured;
mod code;
mod commands;
mod csv;
mod curl;
mod decode;
mod draft;
mod dump;
mod exports;
mod format;
mod html;
mod hurl;
mod length;
mod lexer;
mod literal;
mod modsecurity;
mod nushell;
mod objects;
mod parts;
mod prefix;
pub mod print;
mod quotes;
mod raw;
mod roles;
mod scattered;
mod serialise;
mod shell;
mod transcript;
mod transfer;
mod unwrap;
mod variables;

pub use captured::{Capture, CaptureError, Captured, MAX_CAPTURE, MAX_REQUESTS, Missing, ReadFile};

use crate::protocol::json::Value;
use draft::Draft;

/// Reads every request of a capture. Files that it names are not opened.
///
/// # Errors
/// [`CaptureError`] where there is no request in it.
pub fn read(bytes: &[u8]) -> Result<Capture, CaptureError> {
    if bytes.len() > MAX_CAPTURE {
        return Err(CaptureError::TooLarge);
    }
    let mut notes = Vec::new();
    let bytes = decode::decoded(bytes, &mut notes)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(CaptureError::Empty);
    }
    let drafts = match std::str::from_utf8(&bytes) {
        Ok(text) => of_text(&transfer::decoded(text, &mut notes))?,
        // A body may be compressed, or in another charset: raw requests are read as bytes.
        Err(_) => match raw::requests(&bytes) {
            found if !found.is_empty() => found,
            _ => of_text(&decode::text(&bytes, &mut notes))?,
        },
    };
    chosen(drafts, notes)
}

/// Reads a curl command that a shell took apart already; the files that it names are read.
///
/// # Errors
/// [`CaptureError`] where curl would send nothing that can be judged.
pub fn read_command(words: &[String], read_file: ReadFile<'_>) -> Result<Captured, CaptureError> {
    Ok(commands::typed(words, read_file)?.finish())
}

/// Leaves out what goes to other endpoints, where anything goes to this one.
fn chosen(mut drafts: Vec<Draft>, notes: Vec<String>) -> Result<Capture, CaptureError> {
    // What a log says of a request before it sends it is no other one.
    let is_sent = |draft: &&Draft| draft.is_whole() && draft.has_signature();
    if let Some(url) = drafts.iter().find(is_sent).map(|draft| draft.url.clone()) {
        drafts
            .retain(|draft| draft.body.is_some() || !draft.headers.is_empty() || draft.url != url);
    }
    let count = drafts.len();
    if drafts.iter().any(Draft::is_goal) {
        drafts.retain(Draft::is_goal);
    }
    drafts.truncate(MAX_REQUESTS);
    let left_out = count - drafts.len();
    let mut requests: Vec<Captured> = drafts.into_iter().map(Draft::finish).collect();
    if let Some(first) = requests.first_mut() {
        first.notes.splice(0..0, notes);
    }
    Ok(Capture { requests, left_out })
}

/// The requests of a text: by the readers, and where these find none that is whole, of the parts that stand in it.
fn of_text(text: &str) -> Result<Vec<Draft>, CaptureError> {
    let is_whole = |drafts: &Vec<Draft>| drafts.iter().any(scattered::is_complete);
    let mut drafts =
        match csv::fields(text).filter(|_| !of_blocks(text).is_ok_and(|d| is_whole(&d))) {
            Some(fields) => match of_readers(&fields) {
                Ok(found) if is_whole(&found) => found,
                _ => of_readers(text)?,
            },
            None => of_readers(text)?,
        };
    if let [only] = &mut drafts[..] {
        only.is_refused = text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "401");
    }
    Ok(drafts)
}

fn of_readers(text: &str) -> Result<Vec<Draft>, CaptureError> {
    let read = of_blocks(text);
    let is_whole = read.as_ref().is_ok_and(|drafts| drafts.iter().any(scattered::is_complete));
    // A reader that leaves a field unread which stands there is not the one for this text.
    let has_type = |draft: &Draft| draft.header("content-type").is_some();
    let is_unread = matches!(read.as_deref(), Ok([only]) if !has_type(only))
        && text.to_ascii_lowercase().contains("content-type");
    if is_whole && !is_unread {
        return read;
    }
    let is_escaped = ["&quot;event_name", "&#34;event_name"].iter().any(|key| text.contains(key));
    let found = match is_escaped {
        true => scattered::requests(&html::unescaped(text)),
        false => scattered::requests(text),
    };
    let is_better = !is_whole || found.iter().all(has_type);
    if found.is_empty() || !is_better { read } else { Ok(found) }
}

/// The requests of a text, block by block.
fn of_blocks(text: &str) -> Result<Vec<Draft>, CaptureError> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut fault = None;
    // Hurl's fences are part of its files.
    let blocks = if hurl::is_hurl(text) { vec![text.to_owned()] } else { unwrap::blocks(text) };
    for block in blocks {
        match of_block(&block) {
            Ok(found) => drafts.extend(found),
            Err(error) => fault = fault.or(Some(error)),
        }
    }
    if drafts.iter().any(|draft| !draft.is_signature_alone()) {
        drafts.retain(|draft| !draft.is_signature_alone());
    }
    let is_part = |draft: &Draft| draft.is_body_alone() || draft.is_signature_alone();
    // The header may stand in the words around a block.
    if drafts.iter().all(is_part)
        && let Some(open) = unwrap::without_fences(text)
    {
        let found = of_block(&open).unwrap_or_default();
        if found.iter().any(|draft| draft.is_whole() && !is_part(draft)) {
            drafts = found;
        }
    }
    if drafts.iter().all(is_part) {
        let alone = CaptureError::Unreadable { looks_like: format::looks_like(text) };
        return Err(fault.unwrap_or(alone));
    }
    Ok(with_bodies(drafts))
}

/// A body in a block of its own belongs to the request before it.
fn with_bodies(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut kept: Vec<Draft> = Vec::new();
    for draft in drafts {
        match kept.last_mut() {
            Some(before) if draft.is_body_alone() && before.body.is_none() => {
                before.body = draft.body
            }
            _ => kept.push(draft),
        }
    }
    kept
}

/// The requests of a block; what a web page or a word processor did to it is undone where nothing else helps.
fn of_block(text: &str) -> Result<Vec<Draft>, CaptureError> {
    let plain = read_plain(text);
    let is = |drafts: &[Draft], of: fn(&Draft) -> bool| drafts.iter().any(of);
    let is_plain = |of| plain.as_ref().is_ok_and(|drafts| is(drafts, of));
    let repaired = if html::is_escaped(text) {
        let note = "the capture is escaped as HTML (&quot; for a quote): read as the page shows it";
        // A client that escapes its body names the length of that.
        repaired(&html::unescaped(text), note).filter(|drafts| {
            is(drafts, Draft::has_sent_length) || !is_plain(Draft::has_sent_length)
        })
    } else if unwrap::is_typographic(text) && !is_plain(Draft::is_whole) {
        let note =
            "typographic quotes or dashes, as a word processor sets them, are read as plain ones";
        repaired(&unwrap::straightened(text), note)
    } else {
        None
    };
    repaired.map_or(plain, Ok)
}

/// The requests of a repaired text, with a note that says so; `None` where that gives none.
fn repaired(text: &str, note: &str) -> Option<Vec<Draft>> {
    let mut drafts = read_plain(text).ok()?;
    drafts.iter_mut().for_each(|draft| draft.notes.push(note.to_owned()));
    drafts.iter().any(Draft::is_whole).then_some(drafts)
}

/// The readers, the most certain first.
fn read_plain(text: &str) -> Result<Vec<Draft>, CaptureError> {
    let trimmed = text.trim_start();
    if trimmed.starts_with(['{', '['])
        && let Some(found) = json(trimmed)
    {
        return Ok(found);
    }
    let tried: [&dyn Fn() -> Vec<Draft>; 9] = [
        &|| dump::requests(text),
        &|| exports::burp(text),
        &|| exports::bruno(text),
        &|| hurl::requests(text),
        &|| modsecurity::requests(text),
        &|| transcript::streams(text).iter().flat_map(|bytes| raw::requests(bytes)).collect(),
        &|| raw::requests(text.as_bytes()),
        &|| exports::yaml(text),
        &|| code::requests(text),
    ];
    let mut fault = None;
    match commands::requests(text) {
        Some(Ok(drafts)) => return Ok(drafts),
        Some(Err(error)) => fault = Some(error),
        None => {}
    }
    let mut best: Vec<Draft> = Vec::new();
    for reader in tried {
        let found = reader();
        // With header fields it is a request, also where its body is not JSON: that is told, not repaired.
        let is_request =
            |draft: &Draft| draft.body.is_some() && (draft.is_whole() || !draft.headers.is_empty());
        if found.iter().any(is_request) {
            return Ok(found);
        }
        if best.is_empty() {
            best = found;
        }
    }
    match fault {
        _ if !best.is_empty() => Ok(best),
        Some(fault) => Err(fault),
        None => Err(CaptureError::Unreadable { looks_like: format::looks_like(text) }),
    }
}

/// Requests of a document, or of one on each line; `None` where it is neither.
fn json(text: &str) -> Option<Vec<Draft>> {
    if let Some(document) = literal::document(text) {
        if document.get("event_name").is_some() {
            let body = Some(text.trim().as_bytes().to_vec());
            return Some(vec![Draft { body, ..Draft::default() }]);
        }
        let found = objects::requests(&document);
        return (!found.is_empty()).then_some(found);
    }
    let lines = text.lines().filter(|line| line.trim_start().starts_with('{'));
    let records: Vec<Value> = lines.filter_map(|line| literal::document(line.trim())).collect();
    let logged = raw::requests(logged(&records).as_bytes());
    if logged.iter().any(|draft| draft.is_whole() && draft.body.is_some()) {
        return Some(logged);
    }
    let found: Vec<Draft> = records
        .iter()
        .flat_map(objects::requests)
        .filter(|draft| !draft.is_body_alone())
        .take(MAX_REQUESTS)
        .collect();
    (!found.is_empty()).then_some(found)
}

/// The text that records of a log hold, a line of it each, as Docker keeps what a program prints.
fn logged(records: &[Value]) -> String {
    let lines = records.iter().filter_map(|record| {
        let line = ["log", "message", "msg"].iter().find_map(|name| record.get(name))?;
        line.as_str().map(|line| format!("{}\n", line.strip_suffix('\n').unwrap_or(line)))
    });
    lines.collect()
}
