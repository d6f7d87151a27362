//! A raw HTTP/1.1 request, as a proxy or a log shows it.

use super::{CaptureError, Captured};
use crate::protocol::json::parse;
use crate::protocol::request::OwnedRequest;

/// More fields than that are no request of an SDK.
const MAX_HEADERS: usize = 128;

pub(super) fn read(bytes: &[u8]) -> Result<Captured, CaptureError> {
    let (head, mut notes) = with_known_version(bytes);
    let mut fields = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut fields);
    let length = match parsed.parse(&head) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if !head.contains(&b'\n') => {
            return Err(fault(&head, httparse::Error::Token));
        }
        Ok(httparse::Status::Partial) => {
            return Err(CaptureError::new(
                "the request ends within its header; an empty line and the body are missing",
            ));
        }
        Err(error) => return Err(fault(&head, error)),
    };
    let headers: Vec<(String, Vec<u8>)> =
        parsed.headers.iter().map(|field| (field.name.to_owned(), field.value.to_vec())).collect();
    let body = body(&headers, &head[length..], &mut notes);
    let target = parsed.path.unwrap_or_default();
    let request = OwnedRequest {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: origin_form(target).to_owned(),
        headers,
        body,
    };
    Ok(Captured { request, notes })
}

/// Tools write HTTP/2 requests as text too; the version does not matter here.
fn with_known_version(bytes: &[u8]) -> (Vec<u8>, Vec<String>) {
    let end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let line = String::from_utf8_lossy(&bytes[..end]);
    let line = line.trim_end();
    for version in [" HTTP/2.0", " HTTP/2", " HTTP/3"] {
        if let Some(rest) = line.strip_suffix(version) {
            let head = [rest.as_bytes(), b" HTTP/1.1\r", &bytes[end..]].concat();
            return (head, Vec::new());
        }
    }
    (bytes.to_vec(), Vec::new())
}

fn fault(bytes: &[u8], error: httparse::Error) -> CaptureError {
    let first: String = String::from_utf8_lossy(bytes)
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(60)
        .collect();
    let what = match error {
        httparse::Error::HeaderName => "a header field's name is none",
        httparse::Error::HeaderValue => "a header field's value holds a control character",
        httparse::Error::TooManyHeaders => "it has more than 128 header fields",
        _ => {
            return CaptureError::new(format!(
                "neither an HTTP request (POST /api/… HTTP/1.1, header fields, an empty line, the \
                 body) nor a curl command: it begins with {first:?}"
            ));
        }
    };
    CaptureError::new(format!("no HTTP request: {what}"))
}

/// The body that was sent, out of what stands after the header.
fn body(headers: &[(String, Vec<u8>)], rest: &[u8], notes: &mut Vec<String>) -> Vec<u8> {
    let field = |name: &str| {
        headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    let is_chunked =
        field("transfer-encoding").is_some_and(|v| v.to_ascii_lowercase().ends_with(b"chunked"));
    if is_chunked {
        if let Some(body) = unchunked(rest) {
            return body;
        }
        notes.push("the body is said to be chunked and is not: taken as it stands".to_owned());
    }
    let length = field("content-length")
        .and_then(|value| std::str::from_utf8(value).ok()?.trim().parse::<usize>().ok());
    let without_line_end =
        rest.strip_suffix(b"\r\n").or_else(|| rest.strip_suffix(b"\n")).unwrap_or(rest);
    match length {
        None => without_line_end.to_vec(),
        Some(length) if length == rest.len() => rest.to_vec(),
        // Somebody counted characters, or changed the body in the capture.
        Some(length)
            if length < rest.len()
                && parse(&rest[..length]).is_err()
                && parse(without_line_end).is_ok() =>
        {
            notes.push(format!(
                "Content-Length is {length}, and {} bytes stand there: taken as a whole, since only so it \
                 is JSON; a server would read less",
                without_line_end.len()
            ));
            without_line_end.to_vec()
        }
        Some(length) if length < rest.len() => {
            if rest[length..].iter().any(|b| !b.is_ascii_whitespace()) {
                notes.push(format!(
                    "Content-Length is {length}, and {} bytes stand there: the rest is not looked at",
                    rest.len()
                ));
            }
            rest[..length].to_vec()
        }
        Some(length) => {
            notes.push(format!(
                "Content-Length is {length}, and only {} bytes stand there: the capture is cut \
                 short, or its line ends or letters were changed; the signature is of what was sent",
                without_line_end.len()
            ));
            without_line_end.to_vec()
        }
    }
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

/// A target without scheme and host.
pub(super) fn origin_form(target: &str) -> &str {
    match target.strip_prefix("https://").or_else(|| target.strip_prefix("http://")) {
        Some(rest) => rest.find(['/', '?']).map_or("/", |at| &rest[at..]),
        None => target,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body_of(text: &str) -> (Vec<u8>, usize) {
        let captured = read(text.as_bytes()).unwrap();
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
            (
                "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;a=b\r\n}\r\n0\r\n\r\n",
                "{}",
                0,
            ),
            ("POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{}", "{}", 1),
            ("POST https://a.example/x HTTP/1.1\r\n\r\n", "", 0),
        ] {
            assert_eq!(body_of(text), (body.as_bytes().to_vec(), notes), "{text}");
        }
    }

    #[test]
    fn what_is_no_request_is_told() {
        for (text, what) in [
            ("{\"event_name\":\"a\"}", "neither an HTTP request"),
            ("POST /x HTTP/1.1\r\nA: b\r\n", "ends within its header"),
            ("POST /x HTTP/1.1\r\nA b\r\n\r\n", "name is none"),
        ] {
            let error = read(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
    }
}
