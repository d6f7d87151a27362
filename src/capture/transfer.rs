//! Texts that were encoded to be carried: a mail's quoted-printable and base64, the escapes of HAProxy's log.

use super::decode::base64;
use std::borrow::Cow;

/// The name of the header field with which a mail says how it is encoded (RFC 2045, 6.1).
const ENCODING: &str = "content-transfer-encoding:";

/// A text without the encoding that it was carried in.
pub(super) fn decoded<'t>(text: &'t str, notes: &mut Vec<String>) -> Cow<'t, str> {
    let lower = text.to_ascii_lowercase();
    let encoding = lower.lines().find_map(|line| line.trim().strip_prefix(ENCODING));
    let (plain, note) = match encoding.map(str::trim) {
        Some("quoted-printable") => (quoted_printable(text), "quoted-printable, as mail"),
        Some("base64") => (base64_parts(text), "base64, as mail"),
        _ if is_quoted_printable(text) => (quoted_printable(text), "quoted-printable, as mail"),
        _ if text.contains("#7B#22") || text.contains("#7b#22") => {
            (by_pairs(text, '#'), "escaped as HAProxy's log")
        }
        _ => return Cow::Borrowed(text),
    };
    notes.push(format!("the capture is {note}; read as decoded"));
    Cow::Owned(plain)
}

/// Whether lines are broken as quoted-printable breaks them, and equal signs are written as it writes them.
fn is_quoted_printable(text: &str) -> bool {
    let is_broken = |line: &str| line.len() > 60 && line.trim_end_matches('\r').ends_with('=');
    text.contains("=3D") && text.split('\n').any(is_broken)
}

/// Without soft line breaks and escapes (RFC 2045, 6.7).
fn quoted_printable(text: &str) -> String {
    by_pairs(&text.replace("=\r\n", "").replace("=\n", ""), '=')
}

/// With a byte in place of each mark and two hex digits.
fn by_pairs(text: &str, mark: char) -> String {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + mark.len_utf8()..];
        match rest.get(..2).map(|pair| u8::from_str_radix(pair, 16)) {
            Some(Ok(byte)) => {
                out.push(byte);
                rest = &rest[2..];
            }
            _ => out.push(mark as u8),
        }
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// With what each block of base64 holds in its place: whole lines of its alphabet after the header of a part.
fn base64_parts(text: &str) -> String {
    let is_digit = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
    let is_block = |line: &str| !line.is_empty() && line.bytes().all(is_digit);
    let (mut out, mut block) = (String::with_capacity(text.len()), String::new());
    for line in text.lines().chain([""]) {
        if is_block(line.trim()) {
            block.push_str(line.trim());
            continue;
        }
        if !block.is_empty() {
            match base64(&block).map(String::from_utf8) {
                Some(Ok(plain)) => out.push_str(&plain),
                _ => out.push_str(&block),
            }
            block.clear();
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_and_logs_are_read_as_what_they_carry() {
        let goal =
            "POST /pixel/goal?domain=a.example HTTP/1.1\n\n{\"plan\":\"Bokm\u{e5}l = bra\"}\n";
        let quoted = "POST /pixel/goal?domain=3Da.example HTTP/1.1\r\n\r\n{\"plan\":\"Bokm=C3=\r\n=A5l =3D bra\"}\r\n";
        let head = "Subject: x\nContent-Transfer-Encoding: quoted-printable\n\n";
        let mut notes = Vec::new();
        let read = decoded(&format!("{head}{quoted}"), &mut notes).replace("\r\n", "\n");
        assert!(read.ends_with(goal) && notes.len() == 1, "{read}");

        let head = "Content-Transfer-Encoding: base64\n\n";
        let text = "{\"event_name\":\"a\"}";
        let read = decoded(&format!("{head}eyJldmVudF9u\nYW1lIjoiYSJ9\n--part\n"), &mut notes)
            .into_owned();
        assert_eq!(read, format!("{head}{text}\n--part\n\n"));

        let read = decoded("{a|#7B#22plan#22:#22Caf#C3#A9 #23#22#7D}", &mut notes).into_owned();
        assert_eq!(read, "{a|{\"plan\":\"Caf\u{e9} #\"}}");
    }

    #[test]
    fn what_is_not_encoded_stays() {
        let mut notes = Vec::new();
        for text in ["a=3D", "curl -d x=\ny=3D", "colour #7B22", "=", "#"] {
            assert!(matches!(decoded(text, &mut notes), Cow::Borrowed(_)), "{text}");
        }
        assert!(notes.is_empty());
        assert_eq!(by_pairs("=4", '='), "=4");
        assert_eq!(by_pairs("=\u{e9}=41", '='), "=\u{e9}A");
    }
}
