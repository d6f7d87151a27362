//! What clients print while they send: `curl -v`, Python's http.client, Ruby's Net::HTTP, Java's wire logs.

use super::lexer::{Dialect, Kind, tokens};

/// The bytes that were sent, out of lines that mark them; `None` where a text is no such thing.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    marked(text).or_else(|| quoted(text))
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
    let mut sent = String::new();
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
            // Java's wire log: line ends in brackets, nothing escaped.
            sent.push_str(&inner.replace("[\\r]", "\r").replace("[\\n]", "\n"));
            continue;
        }
        for token in tokens(rest, Dialect::Common) {
            if let Kind::Text { value, .. } = token.kind {
                sent.push_str(&value);
            }
        }
    }
    sent.contains(" HTTP/").then(|| sent.into_bytes())
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
        ] {
            assert_eq!(bytes(text).unwrap(), right, "{text}");
        }
        assert_eq!(bytes("> said he\n> and left"), None);
    }
}
