//! What clients and servers print while they send and receive: `curl -v`, Python's http.client, Ruby's Net::HTTP,
//! Java's wire logs, Apache's mod_dumpio, strace.

use super::lexer::{Dialect, Kind, tokens, unescaped};
use std::collections::BTreeMap;

/// The bytes of each connection, out of lines that mark them; none where a text is no such thing.
pub(super) fn streams(text: &str) -> Vec<Vec<u8>> {
    if let Some(bytes) = marked(text).or_else(|| quoted(text)).or_else(|| dumpio(text)) {
        return vec![bytes];
    }
    system_calls(text)
}

/// Lines after `> `, with `< ` for the answer and `* ` for remarks.
fn marked(text: &str) -> Option<Vec<u8>> {
    let is_sent = |line: &str| line.starts_with("> ") || line.trim_end() == ">";
    let is_head =
        |line: &str| line.starts_with("> ") && (line.contains(" HTTP/") || line.contains(": "));
    if text.lines().filter(|line| is_head(line)).count() < 2 {
        return None;
    }
    let mut sent = String::new();
    let mut is_inside = false;
    for line in text.lines() {
        if is_sent(line) {
            let rest = &line[1..];
            sent.push_str(rest.strip_prefix(' ').unwrap_or(rest));
            sent.push_str("\r\n");
            is_inside = true;
        } else if line.starts_with(['<', '*', '}']) || line.starts_with("{ [") {
            // After the answer began, nothing more is sent until the next mark.
            if line.starts_with('<') {
                is_inside = false;
            }
        } else if let Some(data) = line.strip_prefix("| ").filter(|_| is_inside) {
            // Insomnia's timeline.
            sent.push_str(data);
            sent.push_str("\r\n");
        } else if is_inside && line.trim_start().starts_with('{') {
            sent.push_str(line);
            sent.push_str("\r\n");
        }
    }
    // The empty line ends the header, also where no body follows.
    if !sent.contains("\r\n\r\n") {
        sent.push_str("\r\n");
    } else if !sent.ends_with("\r\n\r\n") {
        sent.truncate(sent.len() - 2);
    }
    Some(sent.into_bytes())
}

/// `send: b'…'`, `<- "…"`, `>> "…"`: quoted pieces, one after the other.
fn quoted(text: &str) -> Option<Vec<u8>> {
    let mut sent: Vec<u8> = Vec::new();
    for line in text.lines() {
        let Some(rest) = ["send: ", "<- ", ">> "].iter().find_map(|mark| {
            let at = line.find(mark)?;
            let rest = line[at + mark.len()..].trim_start();
            rest.trim_start_matches(['b', 'u']).starts_with(['"', '\'']).then_some(rest)
        }) else {
            continue;
        };
        if let Some(inner) =
            rest.strip_prefix('"').and_then(|rest| rest.trim_end().strip_suffix('"'))
            && (inner.contains("[\\r]") || line.contains(">> "))
        {
            wire(inner, &mut sent);
            continue;
        }
        sent.extend(texts(rest).flat_map(String::into_bytes));
    }
    has_request(&sent).then_some(sent)
}

fn has_request(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b" HTTP/").is_some()
}

/// The quoted texts of a line, with their escapes undone.
fn texts(line: &str) -> impl Iterator<Item = String> {
    tokens(line, Dialect::Common).into_iter().filter_map(|token| match token.kind {
        Kind::Text { value, .. } => Some(value),
        _ => None,
    })
}

/// A line of Java's wire log: `[\r]`, `[\n]` and `[0xc3]` for what is no ASCII text, nothing else escaped.
fn wire(line: &str, sent: &mut Vec<u8>) {
    let mut rest = line;
    while let Some(at) = rest.find('[') {
        sent.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let byte = rest.split_once(']').and_then(|(name, after)| {
            let byte = match name {
                "\\r" => b'\r',
                "\\n" => b'\n',
                _ => u8::from_str_radix(name.strip_prefix("0x")?, 16).ok()?,
            };
            Some((byte, after))
        });
        match byte {
            Some((byte, after)) => {
                sent.push(byte);
                rest = after;
            }
            None => sent.push(b'['),
        }
    }
    sent.extend_from_slice(rest.as_bytes());
}

/// What Apache's mod_dumpio writes of what comes in, escaped as in C.
fn dumpio(text: &str) -> Option<Vec<u8>> {
    let mut received = String::new();
    for line in text.lines() {
        let Some((_, rest)) = line.split_once("dumpio_in (data-") else { continue };
        let Some((_, held)) = rest.split_once("): ") else { continue };
        let count = held.strip_suffix(" bytes").unwrap_or_default();
        if count.is_empty() || !count.bytes().all(|b| b.is_ascii_digit()) {
            received.push_str(held);
        }
    }
    let bytes = unescaped(&received).into_bytes();
    has_request(&bytes).then_some(bytes)
}

/// What `strace` shows of the calls that write, by the file that they write to.
fn system_calls(text: &str) -> Vec<Vec<u8>> {
    const CALLS: [&str; 5] = ["sendto(", "write(", "send(", "writev(", "sendmsg("];
    let mut files: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    for line in text.lines() {
        let call = CALLS.iter().filter_map(|name| Some(line.find(name)? + name.len())).min();
        let Some((file, rest)) = call.and_then(|at| line[at..].split_once(", ")) else { continue };
        let Ok(file) = file.parse() else { continue };
        let sent = files.entry(file).or_default();
        match rest.starts_with('"') {
            true => sent.extend(texts(rest).next().into_iter().flat_map(String::into_bytes)),
            false => {
                for piece in rest.split("iov_base=").skip(1) {
                    sent.extend(texts(piece).next().into_iter().flat_map(String::into_bytes));
                }
            }
        }
    }
    files.into_values().filter(|sent| has_request(sent)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_print_while_they_send() {
        let right = b"POST /x HTTP/1.1\r\nA: b\r\n\r\n{}";
        for text in [
            "* Connected\n> POST /x HTTP/1.1\n> A: b\n> \n> {}\n< HTTP/1.1 401\n< A: c\n{\"error\":1}",
            "send: b'POST /x HTTP/1.1\\r\\nA: b\\r\\n\\r\\n'\nsend: b'{}'\nreply: 'HTTP/1.1 401'\n",
            "opening connection\n<- \"POST /x HTTP/1.1\\r\\nA: b\\r\\n\\r\\n\"\n<- \"{}\"\n-> \"HTTP/1.1 401\"\n",
            "DEBUG wire - http-0 >> \"POST /x HTTP/1.1[\\r][\\n]\"\nDEBUG wire - http-0 >> \"A: b[\\r][\\n]\"\nDEBUG wire - http-0 >> \"[\\r][\\n]\"\nDEBUG wire - http-0 >> \"{}\"\n",
            "[x] mod_dumpio.c(1): mod_dumpio:  dumpio_in (data-HEAP): 18 bytes\n[x] mod_dumpio:  dumpio_in (data-HEAP): POST /x HTTP/1.1\\r\\n\n[x] mod_dumpio:  dumpio_in (data-HEAP): A: b\\r\\n\\r\\n{}\n[x] mod_dumpio:  dumpio_out (data-HEAP): HTTP/1.1 401\n",
            "write(1, \"sent\", 4) = 4\n[pid 8] 10:00:00 sendto(7, \"POST /x HTTP/1.1\\r\\nA: b\\r\\n\\r\\n\", 28, 0, NULL, 0) = 28\nwrite(7, \"{}\", 2) = 2\n",
            "writev(7, [{iov_base=\"POST /x HTTP/1.1\\r\\nA: b\\r\\n\\r\\n\", iov_len=28}, {iov_base=\"{}\", iov_len=2}], 2) = 30\n",
        ] {
            assert_eq!(streams(text), [right], "{text}");
        }
        assert!(streams("> said he\n> and left").is_empty());
    }

    #[test]
    fn bytes_outside_ascii_are_put_together() {
        for (text, body) in [
            (
                "wire >> \"POST / HTTP/1.1[\\r][\\n]\"\nwire >> \"[\\r][\\n]\"\nwire >> \"[0xc3][0x89][1][0x9][0xzz]\"",
                "É[1]\t[0xzz]",
            ),
            ("sendto(7, \"POST / HTTP/1.1\\r\\n\\r\\n\\303\\211\\\"\", 9, 0) = 9", "É\""),
            ("dumpio_in (data-HEAP): POST / HTTP/1.1\\r\\n\\r\\n\\xc3\\x89\\\"", "É\""),
        ] {
            let right = format!("POST / HTTP/1.1\r\n\r\n{body}");
            assert_eq!(streams(text), [right.as_bytes()], "{text}");
        }
    }
}
