//! Percent escapes, both ways.

pub(super) fn percent(text: &str, keep: &str, blank: &str, upper: bool) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' if !blank.is_empty() => out.push_str(blank),
            b if b.is_ascii_alphanumeric() || keep.as_bytes().contains(&b) => {
                out.push(char::from(b))
            }
            b if upper => out.push_str(&format!("%{b:02X}")),
            b => out.push_str(&format!("%{b:02x}")),
        }
    }
    out
}

/// Percent escapes decoded; `None` where the result is no UTF-8.
pub(in crate::mistakes::grammar) fn unpercent(text: &str, plus: bool) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(crate::protocol::hex::decode);
        match (bytes[at], pair) {
            (b'%', Some(byte)) => {
                out.extend(byte);
                at += 2;
            }
            (b'+', _) if plus => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8(out).ok()
}
