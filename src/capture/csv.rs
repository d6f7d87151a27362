//! Exports of logs as comma-separated values, in whose quoted fields each quote is written twice.

use crate::protocol::request::SIGNATURE_HEADER;

/// The fields of a text of comma-separated values that hold a part of a request, each on lines of its own (RFC 4180);
/// `None` where a quote is nowhere doubled around one.
pub(super) fn fields(text: &str) -> Option<String> {
    let marks = ["\"\"event_name", "event_name\"\"", "event_name\\\"\"", "\\\"\"event_name"];
    let signature = format!("\"\"{SIGNATURE_HEADER}");
    let is_doubled = marks.iter().any(|mark| text.contains(mark))
        || text.to_ascii_lowercase().contains(&signature);
    if !is_doubled {
        return None;
    }
    let mut fields = vec![String::new()];
    let (mut is_quoted, mut is_begin) = (false, true);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                chars.next();
                push(&mut fields, '"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if is_begin => is_quoted = true,
            ',' | ';' | '\t' | '\n' if !is_quoted => fields.push(String::new()),
            c => push(&mut fields, c),
        }
        is_begin = !is_quoted && matches!(c, ',' | ';' | '\t' | '\n');
    }
    fields.retain(|field| PARTS.iter().any(|part| field.contains(part)));
    Some(fields.join("\n"))
}

/// What a field has that holds a part of a request.
const PARTS: [&str; 3] = ["{", "/pixel/goal", "event_name"];

fn push(fields: &mut [String], c: char) {
    if let Some(last) = fields.last_mut() {
        last.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_they_were_before_they_were_quoted() {
        let text = "time,message\n1,\"{\"\"a\"\":\"\"x, y\"\",\"\"body\"\":\"\"{\\\"\"event_name\\\"\":1}\"\"}\",end\n2,x\n";
        let read = "{\"a\":\"x, y\",\"body\":\"{\\\"event_name\\\":1}\"}";
        assert_eq!(fields(text).as_deref(), Some(read));
        for other in ["", "{\"event_name\":\"\"}", "a,b\n\"c\"\"d\",e", "x-lp-goal-signature: \"\""]
        {
            assert_eq!(fields(other), None, "{other}");
        }
    }
}
