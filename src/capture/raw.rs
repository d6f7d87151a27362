//! HTTP requests as text: from a proxy, a log, a debugger, a file of an editor's REST client.

use super::draft::{Client, Draft};
use super::length;
use super::literal::closing;
use super::parts::METHODS;
use super::prefix;
use super::variables::fill_in;
use crate::protocol::json::parse;
use std::collections::HashMap;

/// More header fields than that are no request of an SDK.
const MAX_HEADERS: usize = 256;

/// Every request in a text, in order.
pub(super) fn requests(bytes: &[u8]) -> Vec<Draft> {
    let lines: Vec<(usize, &[u8])> = lines(bytes);
    let variables = file_variables(&lines);
    let mut drafts = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match request_line(lines[at].1) {
            Some(line) => {
                let (mut draft, next) = message(bytes, &lines, at, &line);
                fill_in(&mut draft, &variables);
                drafts.push(draft);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    // tcpdump says the request line once more before the packet.
    let is_announced = |pair: &[Draft]| {
        pair[0].headers.is_empty() && pair[0].body.is_none() && pair[0].url == pair[1].url
    };
    let mut announced: Vec<bool> = drafts.windows(2).map(is_announced).collect();
    announced.push(false);
    let mut announced = announced.into_iter();
    drafts.retain(|_| !announced.next().unwrap_or(false));
    if drafts.is_empty() {
        drafts.extend(pseudo(bytes, &lines));
    }
    drafts
}

/// Lines with the offset of each, without their ends.
fn lines(bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let mut at = 0;
    let lines = bytes.split_inclusive(|b| *b == b'\n').map(|line| {
        let begin = at;
        at += line.len();
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        (begin, line.strip_suffix(b"\r").unwrap_or(line))
    });
    lines.collect()
}

/// A line that begins a request.
struct RequestLine<'a> {
    method: &'static str,
    target: &'a str,
    /// What a log puts before it on the line.
    prefix: &'a str,
    /// Whether it says `HTTP/…`; a REST client's files need not.
    versioned: bool,
}

fn request_line(line: &[u8]) -> Option<RequestLine<'_>> {
    // The part that matters is text; a packet's header before it need not be.
    let begin = METHODS.iter().filter_map(|method| {
        let at = memchr::memmem::rfind(line, format!("{method} ").as_bytes())?;
        Some((at, *method))
    });
    // A path may hold another method's name: the first place that is followed by a target counts.
    let mut places: Vec<(usize, &'static str)> = begin.collect();
    places.sort_unstable();
    places.into_iter().find_map(|(at, method)| {
        let rest = std::str::from_utf8(&line[at + method.len() + 1..]).ok()?.trim();
        let (target, version) = match rest.find(" HTTP/").or_else(|| rest.find(" http/")) {
            Some(end) => (&rest[..end], Some(rest[end + 6..].trim())),
            None => (rest, None),
        };
        let is_version = |v: &str| v.starts_with(|c: char| c.is_ascii_digit()) && v.len() <= 3;
        if version.is_some_and(|version| !is_version(version)) {
            return None;
        }
        let is_target =
            (target.starts_with('/') || target.contains("://") || target.starts_with("{{"))
                && !target.contains([' ', '"', '\'', '\\']);
        // Without a version, only what begins the line, perhaps behind an arrow.
        let prefix = std::str::from_utf8(&line[..at]).unwrap_or("\u{fffd}");
        let is_arrow =
            prefix.trim().chars().all(|c| !c.is_alphanumeric()) || prefix.ends_with("--> ");
        let is_alone = is_arrow || is_address(prefix);
        (is_target && (version.is_some() || is_alone)).then_some(RequestLine {
            method,
            target,
            prefix,
            versioned: version.is_some(),
        })
    })
}

/// Whether it is the client's address, which mitmdump puts before a request: `127.0.0.1:51514: `.
fn is_address(prefix: &str) -> bool {
    let address = prefix.trim().strip_suffix(':').unwrap_or_default();
    let port = address.rsplit_once(':').map_or("", |(_, port)| port);
    !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) && !address.contains(' ')
}

/// Whether a line begins an answer.
fn is_status_line(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"< ").unwrap_or(line);
    line.starts_with(b"HTTP/") && line.get(5).is_some_and(u8::is_ascii_digit)
}

/// A header field; `None` for a line that is none.
fn header_field(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let at = line.iter().skip(1).position(|b| *b == b':')? + 1;
    let name = std::str::from_utf8(&line[..at]).ok()?.trim();
    let is_name = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:".contains(&b);
    (!name.is_empty() && name.bytes().all(is_name))
        .then(|| (name.to_owned(), line[at + 1..].trim_ascii().to_vec()))
}

/// Reads the request whose first line is at `at`; returns the line after it.
fn message(
    bytes: &[u8],
    lines: &[(usize, &[u8])],
    at: usize,
    first: &RequestLine<'_>,
) -> (Draft, usize) {
    // A log that puts the same words before each line, as Android does.
    let whole = first.prefix.strip_suffix("--> ").unwrap_or(first.prefix);
    let prefix = whole.trim_end();
    let plain = |line: usize| -> &[u8] {
        let text = lines[line].1;
        match prefix::after(whole.as_bytes(), text) {
            _ if prefix.is_empty() => text,
            Some(rest) => rest,
            None => {
                let tag = prefix.rsplit(' ').next().unwrap_or(prefix).as_bytes();
                match memchr::memmem::find(text, tag)
                    .filter(|at| tag.len() > 2 && *at <= prefix.len())
                {
                    Some(at) => text[at + tag.len()..].trim_ascii_start(),
                    None => text,
                }
            }
        }
    };
    let mut draft = Draft {
        method: Some(first.method.to_owned()),
        url: Some(first.target.to_owned()),
        client: if first.versioned { Client::Complete } else { Client::Partial },
        ..Draft::default()
    };
    let mut next = at + 1;
    let mut is_ended = false;
    while next < lines.len() && draft.headers.len() < MAX_HEADERS {
        let line = plain(next);
        let trimmed = line.trim_ascii();
        if trimmed.is_empty() || trimmed == b">" {
            is_ended = true;
            next += 1;
            break;
        }
        if let (true, Some(url)) =
            (draft.headers.is_empty() && matches!(trimmed[0], b'?' | b'&'), &mut draft.url)
        {
            // The query over several lines, as REST clients allow.
            let more = String::from_utf8_lossy(trimmed);
            url.push_str(more.split(" HTTP/").next().unwrap_or_default().trim_end());
        } else if draft.headers.is_empty() && matches!(trimmed, b"HTTP/1.1" | b"HTTP/2") {
            // The end of the request line, which a screen wrapped.
            draft.client = Client::Complete;
        } else if is_status_line(line)
            || trimmed.starts_with(b"###")
            || request_line(lines[next].1).is_some()
        {
            return (draft, next);
        } else if trimmed.starts_with(b"#") || trimmed.starts_with(b"//") {
            // A comment in a REST client's file.
        } else if let Some((name, value)) = header_field(line) {
            draft.headers.push((name, value));
        } else if let Some((_, value)) =
            draft.headers.last_mut().filter(|(_, value)| is_rest_of_digest(value, trimmed))
        {
            // A line that a screen wrapped.
            value.extend_from_slice(trimmed);
        } else if trimmed[0] == b'{' {
            is_ended = true;
            // Android's log leaves empty lines out.
            if !first.prefix.ends_with("--> ") {
                draft.notes.push("the empty line before the body is missing".to_owned());
            }
            break;
        } else {
            draft
                .notes
                .push(format!("line {} of the capture is no header field: left out", next + 1));
        }
        next += 1;
    }
    if !is_ended || next >= lines.len() {
        return (draft, next);
    }
    let mut end = next;
    while end < lines.len() && !ends_body(lines[end].1, plain(end)) {
        end += 1;
    }
    let begin = lines[next].0;
    let stop = lines.get(end).map_or(bytes.len(), |(offset, _)| *offset);
    let rest: Vec<u8> = match prefix.is_empty() {
        true => bytes[begin..stop].to_vec(),
        false => (next..end).map(plain).collect::<Vec<_>>().join(&b'\n'),
    };
    let mut rest = without_packets(&rest);
    if lines[at + 1].1.starts_with(b"    ") {
        // The whole message is set in; its first line stands behind a prefix.
        let begin = rest.iter().position(|b| *b != b' ').unwrap_or(0);
        rest.drain(..begin);
    }
    draft.body = body(&mut draft, &rest, end < lines.len());
    (draft, end)
}

/// Whether a line goes on with the hex digits of a signature that did not fit into the one before.
fn is_rest_of_digest(begun: &[u8], line: &[u8]) -> bool {
    let is_hex = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_hexdigit);
    line.len() >= 8 && begun.len() + line.len() <= 64 && is_hex(begun) && is_hex(line)
}

/// Whether a line stands after a body: a separator, an answer, the next request.
fn ends_body(line: &[u8], plain: &[u8]) -> bool {
    is_status_line(line)
        || is_status_line(plain)
        || line.starts_with(b"###")
        || plain.starts_with(b"--> END")
        || plain.starts_with(b"<-- ")
        || plain.starts_with(b"<<<<")
        || line.starts_with(b"* ")
        || line.trim_ascii_start().starts_with(b"<< ")
        || line.starts_with(b"< {%")
        || line.starts_with(b"> {%")
        || request_line(line).is_some_and(|found| found.versioned || found.prefix.is_empty())
}

/// Without the lines with which tcpdump begins each packet, and the headers of IP and TCP after them.
fn without_packets(bytes: &[u8]) -> Vec<u8> {
    let is_packet = |line: &[u8]| {
        line.get(2) == Some(&b':')
            && line.get(5) == Some(&b':')
            && memchr::memmem::find(line, b" IP").is_some()
            && memchr::memmem::find(line, b" > ").is_some()
    };
    if !bytes.split(|b| *b == b'\n').any(is_packet) {
        return bytes.to_vec();
    }
    let mut out = Vec::new();
    let mut is_first = false;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        if is_packet(line) {
            is_first = true;
        } else if std::mem::take(&mut is_first) {
            let at = line.iter().position(|b| *b == b'{').unwrap_or(0);
            out.extend_from_slice(&line[at..]);
        } else {
            out.extend_from_slice(line);
        }
    }
    out
}

/// The body that was sent, out of what stands after the header; `None` where nothing does.
fn body(draft: &mut Draft, rest: &[u8], something_follows: bool) -> Option<Vec<u8>> {
    let is_chunked = lower(draft, "transfer-encoding").is_some_and(|v| v.ends_with("chunked"));
    if is_chunked {
        if let Some(body) = unchunked(rest) {
            return Some(body);
        }
        draft.notes.push("the body is said to be chunked and is not: taken as it is".to_owned());
    }
    draft.is_measured = true;
    let length = draft.header("content-length").and_then(length::number);
    let without_line_end =
        rest.strip_suffix(b"\r\n").or_else(|| rest.strip_suffix(b"\n")).unwrap_or(rest);
    let trimmed = if something_follows { rest.trim_ascii_end() } else { without_line_end };
    if trimmed.trim_ascii().is_empty() {
        return length.filter(|length| *length == 0).map(|_| Vec::new());
    }
    // An answer that begins on the body's own last line.
    let trimmed = match memchr::memmem::find(trimmed, b"HTTP/1.") {
        Some(at) if parse(&trimmed[..at]).is_ok() => &trimmed[..at],
        _ => trimmed,
    };
    match length {
        None => Some(without_words(draft, trimmed).to_vec()),
        Some(length) if length == rest.len() => Some(rest.to_vec()),
        Some(length) if length == trimmed.len() => Some(trimmed.to_vec()),
        Some(length) => {
            let (body, note) = length::fitted(rest, trimmed, length);
            draft.notes.extend(note);
            Some(body)
        }
    }
}

/// The goal alone, where words follow it on a line of their own, as in a mail; a length would tell what was sent.
fn without_words<'b>(draft: &mut Draft, shown: &'b [u8]) -> &'b [u8] {
    let end = closing(shown, 0).filter(|_| shown.starts_with(b"{"));
    let Some((goal, rest)) = end.and_then(|end| shown.split_at_checked(end)) else { return shown };
    let words = rest.trim_ascii_start();
    let is_line = rest[..rest.len() - words.len()].contains(&b'\n');
    if !is_line || !words.first().is_some_and(u8::is_ascii_alphanumeric) || parse(goal).is_err() {
        return shown;
    }
    let note = "what stands behind the goal on lines of its own is not looked at: words of a mail or a note, it seems";
    draft.notes.push(note.to_owned());
    goal
}

/// A header field's value in lower case.
fn lower(draft: &Draft, name: &str) -> Option<String> {
    draft.header(name).map(|value| String::from_utf8_lossy(value).to_ascii_lowercase())
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.iter().position(|b| *b == b'\n')?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = &rest[size..];
        rest = rest.strip_prefix(b"\r").unwrap_or(rest).strip_prefix(b"\n")?;
    }
}

/// `@name = value` of a REST client's file.
fn file_variables(lines: &[(usize, &[u8])]) -> HashMap<String, String> {
    let variable = |line: &[u8]| {
        let text = std::str::from_utf8(line.strip_prefix(b"@")?).ok()?;
        let (name, value) = text.split_once('=')?;
        Some((name.trim().to_owned(), value.trim().to_owned()))
    };
    lines.iter().filter_map(|(_, line)| variable(line)).collect()
}

/// A request of HTTP/2 as tools list it: `:method: POST`, no request line.
fn pseudo(bytes: &[u8], lines: &[(usize, &[u8])]) -> Option<Draft> {
    let is_path = |line: &[u8]| line.trim_ascii().starts_with(b":path");
    let at = lines.iter().position(|(_, line)| is_path(line))?;
    let is_field = |line: &[u8]| header_field(line.trim_ascii()).is_some();
    let begin = lines[..at].iter().rposition(|(_, line)| !is_field(line)).map_or(0, |i| i + 1);
    let mut draft = Draft::default();
    let mut next = begin;
    while let Some((_, line)) = lines.get(next).filter(|(_, line)| is_field(line)) {
        draft.headers.extend(header_field(line.trim_ascii()));
        next += 1;
    }
    let rest = lines.get(next).map(|(offset, _)| &bytes[*offset..])?;
    let begin = rest.iter().position(|b| *b == b'{')?;
    draft.body = body(&mut draft, &rest[begin..], false);
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_of(text: &str) -> (Vec<u8>, usize) {
        let drafts = requests(text.as_bytes());
        assert_eq!(drafts.len(), 1, "{text}");
        let captured = drafts.into_iter().next().unwrap().finish();
        assert_eq!((captured.request.method.as_str(), &*captured.request.target), ("POST", "/x"));
        (captured.request.body, captured.notes.len())
    }

    #[test]
    fn bodies_as_they_were_sent() {
        for (text, body, notes) in [
            ("POST /x HTTP/1.1\r\nA: b\r\n\r\n{}", "{}", 0),
            ("POST /x HTTP/1.1\nA: b\n\n{}\n", "{}", 0),
            ("POST /x HTTP/2\nA: b\n\n{}", "{}", 0),
            ("POST /x HTTP/1.1\nContent-Length: 3\n\n{}\n", "{}\n", 0),
            ("POST /x HTTP/1.1\nContent-Length: 2\n\n{}\n", "{}", 0),
            ("POST /x HTTP/1.1\nContent-Length: 2\n\n{}x", "{}", 1),
            ("POST /x HTTP/1.1\nContent-Length: 9\n\n{}\n", "{}", 1),
            ("POST /x HTTP/1.1\nContent-Length: 7\n\n{\n \"a\": 1\n}\n", "{\"a\":1}", 1),
            (
                "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;a=b\r\n}\r\n0\r\n\r\n",
                "{}",
                0,
            ),
            ("POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{}", "{}", 1),
            ("POST https://a.example/x HTTP/1.1\r\n\r\n", "", 0),
            ("POST /x HTTP/1.1\n\n{}HTTP/1.1 401 Unauthorized\n\n{\"error\":1}", "{}", 0),
            ("--> POST https://a/x http/1.1\nA: b\n\n{}\n--> END POST (2-byte body)\n", "{}", 0),
        ] {
            assert_eq!(body_of(text), (body.as_bytes().to_vec(), notes), "{text}");
        }
    }

    #[test]
    fn several_requests_and_variables() {
        let text = "@key = b\n### one\nPOST https://a/x\n  ?c=d\nA: {{key}}\n\n{}\n\n### two\nPOST /y\n\n[]\n";
        let drafts = requests(text.as_bytes());
        assert_eq!(drafts.len(), 2);
        assert_eq!(drafts[0].url.as_deref(), Some("https://a/x?c=d"));
        assert_eq!(drafts[0].header("a"), Some(&b"b"[..]));
        assert_eq!(drafts[1].body.as_deref(), Some(&b"[]"[..]));
    }
}
