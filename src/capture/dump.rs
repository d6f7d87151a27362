//! Requests in dumps of bytes: `tcpdump -X`, `curl --trace`, `xxd`, Wireshark; and `curl --trace-ascii`.

use super::draft::Draft;
use super::raw;

/// Every request in a dump; none where a text is no dump.
pub(super) fn requests(text: &str) -> Vec<Draft> {
    let Some((sent, is_text)) = sent(text) else { return Vec::new() };
    let mut drafts = raw::requests(&sent);
    let has_dots = |body: &Vec<u8>| memchr::memmem::find(body, b"..").is_some();
    for draft in
        drafts.iter_mut().filter(|draft| is_text && draft.body.as_ref().is_some_and(has_dots))
    {
        let note = "curl --trace-ascii hides what is not ASCII: it shows a dot for each such byte, and the body has \
                    dots in a row; take --trace, or give the body with --body FILE";
        draft.notes.push(note.to_owned());
    }
    drafts
}

/// The bytes that were sent, and whether the dump shows them as text alone.
fn sent(text: &str) -> Option<(Vec<u8>, bool)> {
    let mut sent: Vec<u8> = Vec::new();
    let mut packet: Vec<u8> = Vec::new();
    let (mut is_sent, mut rows) = (true, 0);
    let mut previous: Option<(usize, usize)> = None;
    let mut is_text: Option<bool> = None;
    for line in text.lines() {
        if let Some(mut row) = row(line) {
            // A row of text may look like hex; the first row says which it is.
            if *is_text.get_or_insert(row.bytes.is_none()) {
                row.bytes = None;
            }
            let is_answer = !is_sent || line.starts_with("    ");
            if is_answer {
                continue;
            }
            rows += 1;
            if row.offset == 0 {
                finish(&mut packet, &mut sent);
                previous = None;
            }
            match row.bytes {
                Some(bytes) => packet.extend(bytes),
                None => {
                    // Text alone: where the offset leaves room, a line end stood.
                    if let Some((offset, length)) = previous
                        && row.offset >= offset + length + 2
                    {
                        packet.extend(b"\r\n");
                    }
                    previous = Some((row.offset, row.text.len()));
                    packet.extend(row.text.as_bytes());
                }
            }
        } else {
            let is_head = line.contains("Send header");
            if is_head
                || line.contains("Send data")
                || line.starts_with("<= ")
                || line.starts_with("== ")
                || line.starts_with("=> ")
            {
                is_sent = is_head || line.contains("Send data");
            }
            if is_sent && previous.is_some() && line.contains("Send data") {
                // The header's last line end is shown as an empty row.
                while !packet.ends_with(b"\r\n\r\n") {
                    packet.extend(b"\r\n");
                }
            }
        }
    }
    finish(&mut packet, &mut sent);
    (rows >= 3).then_some((sent, is_text == Some(true)))
}

/// Adds a packet, without the headers of IP and TCP.
fn finish(packet: &mut Vec<u8>, sent: &mut Vec<u8>) {
    let bytes = std::mem::take(packet);
    // Ethernet before IPv4, or IPv4 at once.
    let begin = match bytes.get(12..14) {
        Some([0x08, 0x00]) if bytes.get(14).is_some_and(|b| b >> 4 == 4) => 14,
        _ => 0,
    };
    let ip = &bytes[begin..];
    let payload = match ip.first() {
        Some(first) if first >> 4 == 4 && ip.get(9) == Some(&6) => {
            let header = usize::from(first & 15) * 4;
            let tcp = ip.get(header + 12).map_or(0, |b| usize::from(b >> 4) * 4);
            let total = ip.get(2..4).map_or(0, |b| usize::from(b[0]) << 8 | usize::from(b[1]));
            let end = if total > header + tcp && total <= ip.len() { total } else { ip.len() };
            ip.get(header + tcp..end).unwrap_or_default()
        }
        Some(first) if first >> 4 == 6 && ip.get(6) == Some(&6) => {
            let tcp = ip.get(52).map_or(0, |b| usize::from(b >> 4) * 4);
            ip.get(40 + tcp..).unwrap_or_default()
        }
        _ => &bytes[..],
    };
    sent.extend_from_slice(payload);
}

struct Row<'a> {
    offset: usize,
    /// The bytes, where they are given in hex.
    bytes: Option<Vec<u8>>,
    text: &'a str,
}

/// A row of a dump: an offset, and hex or text after it.
fn row(line: &str) -> Option<Row<'_>> {
    let line = line.trim_start();
    let rest = line.strip_prefix("0x").unwrap_or(line);
    let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
    if !(4..=8).contains(&digits) {
        return None;
    }
    let offset = usize::from_str_radix(&rest[..digits], 16).ok()?;
    let after = &rest[digits..];
    let has_colon = after.starts_with(':');
    let after = after.strip_prefix(':').unwrap_or(after);
    if !after.is_empty() && !after.starts_with([' ', '\t']) {
        return None;
    }
    let text = after.strip_prefix(' ').unwrap_or(after);
    match hex(after) {
        Some(bytes) => Some(Row { offset, bytes: Some(bytes), text }),
        // Rows of text have a colon and four digits.
        None if has_colon && digits == 4 && !line.starts_with("0x") => {
            Some(Row { offset, bytes: None, text })
        }
        None => None,
    }
}

/// Up to 16 bytes in groups; what follows them is their text.
fn hex(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(16);
    let mut rest = text.trim_start();
    let width = rest.bytes().take_while(|b| !b.is_ascii_whitespace()).count();
    if !matches!(width, 2 | 4 | 8) {
        return None;
    }
    while bytes.len() < 16 {
        let group: &str = rest.split([' ', '\t', '|']).next().unwrap_or_default();
        let is_hex = group.len().is_multiple_of(2)
            && !group.is_empty()
            && group.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_hex || group.len() > width {
            break;
        }
        for pair in group.as_bytes().chunks_exact(2) {
            let digit = |b: u8| crate::protocol::hex::digit(b);
            bytes.push(digit(pair[0])? << 4 | digit(pair[1])?);
        }
        rest = &rest[group.len()..];
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        // Two blanks in the middle, more before the text.
        if blanks > 1 && !(blanks == 2 && bytes.len() == 8) {
            break;
        }
        rest = &rest[blanks..];
    }
    (!bytes.is_empty()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dumps_of_several_tools() {
        for text in [
            "=> Send header, 9 bytes\n0000: 50 4f 53 54 20 2f POST /\n0006: 0d 0a 7b        ..{\n<= Recv\n0000: 41 A\n0000: 7d }\n=> Send data\n0000: 7d }",
            "00000000: 504f 5354 202f  POST /\n00000006: 0d0a 7b  ..{\n00000009: 7d }\n",
            "00000000  50 4f 53 54 20 2f |POST /|\n00000006  0d 0a 7b |..{|\n00000009  7d |}|\n",
        ] {
            assert_eq!(sent(text).unwrap().0, b"POST /\r\n{}", "{text}");
        }
        let text = "=> Send header, 30 bytes (0x1e)\n0000: POST /x HTTP/1.1\n0012: A: b\n0018: \n=> Send data, 2 bytes (0x2)\n0000: {}\n";
        assert_eq!(sent(text).unwrap().0, b"POST /x HTTP/1.1\r\nA: b\r\n\r\n{}");
        let packet = "\t0x0000:  4500 002c 0000 4000 4006 0000 7f00 0001\n\t0x0010:  7f00 0001 0001 0050 0000 0000 0000 0000\n\t0x0020:  5018 0200 0000 0000 7b7d 0d0a\n";
        assert_eq!(sent(packet).unwrap().0, b"{}\r\n");
        assert_eq!(sent("a text\n1234 of them\n"), None);
    }
}
