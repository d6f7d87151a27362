//! Requests that are no HTTP, or hardly.

use crate::generate::rng::Rng;

/// What a server may do with bytes that are no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leniency {
    /// Refuse (any 4xx, 501, 505) or hang up; never take it.
    Refuse,
    /// Take it for what was meant, too.
    Either,
}

type Corruption = fn(&str, &[u8]) -> Vec<u8>;

/// Every way to break HTTP: its name, what a server may do, and the bytes out of the head and the
/// body of a good request.
const WAYS: [(&str, Leniency, Corruption); 27] = [
    ("no-version", Leniency::Refuse, |head, body| with(&head.replacen(" HTTP/1.1", "", 1), body)),
    ("version-9", Leniency::Refuse, |head, body| {
        with(&head.replacen("HTTP/1.1", "HTTP/9.9", 1), body)
    }),
    ("version-word", Leniency::Refuse, |head, body| {
        with(&head.replacen("HTTP/1.1", "HTTP/x.y", 1), body)
    }),
    ("version-1.0", Leniency::Either, |head, body| {
        with(&head.replacen("HTTP/1.1", "HTTP/1.0", 1), body)
    }),
    ("no-colon", Leniency::Refuse, |head, body| with(&format!("{head}nocolon\r\n"), body)),
    ("blank-before-colon", Leniency::Either, |head, body| {
        with(&head.replacen("x-lp-goal-signature:", "x-lp-goal-signature :", 1), body)
    }),
    ("nul-in-header", Leniency::Either, |head, body| with(&format!("{head}x-a: a\0b\r\n"), body)),
    ("control-in-header", Leniency::Either, |head, body| {
        with(&format!("{head}x-a: a\x01b\r\n"), body)
    }),
    ("nul-in-target", Leniency::Refuse, |head, body| {
        with(&head.replacen("?domain", "?\0domain", 1), body)
    }),
    ("blank-in-target", Leniency::Refuse, |head, body| {
        with(&head.replacen("?domain", "? domain", 1), body)
    }),
    ("empty-header-name", Leniency::Either, |head, body| with(&format!("{head}: x\r\n"), body)),
    ("folded-header", Leniency::Either, |head, body| {
        with(&format!("{head}x-a: a\r\n b\r\n"), body)
    }),
    ("length-negative", Leniency::Refuse, |head, body| with(&length(head, "-1"), body)),
    ("length-word", Leniency::Refuse, |head, body| with(&length(head, "ten"), body)),
    ("length-plus", Leniency::Either, |head, body| {
        with(&length(head, &format!("+{}", body.len())), body)
    }),
    ("length-hex", Leniency::Refuse, |head, body| with(&length(head, "0x10"), body)),
    ("length-huge", Leniency::Refuse, |head, body| with(&length(head, &"9".repeat(40)), body)),
    ("lengths-differ", Leniency::Refuse, |head, body| {
        with(&format!("{head}content-length: {}\r\n", body.len() + 7), body)
    }),
    ("length-and-chunked", Leniency::Either, |head, body| {
        with(&format!("{head}transfer-encoding: chunked\r\n"), &chunked(body))
    }),
    ("chunk-size-word", Leniency::Refuse, |head, body| {
        let head = without_length(head) + "transfer-encoding: chunked\r\n";
        with(&head, &[b"zz\r\n", body, b"\r\n0\r\n\r\n"].concat())
    }),
    ("chunked", Leniency::Either, |head, body| {
        with(&(without_length(head) + "transfer-encoding: chunked\r\n"), &chunked(body))
    }),
    ("head-cut", Leniency::Refuse, |head, _| head.as_bytes()[..head.len() / 2].to_vec()),
    ("body-cut", Leniency::Refuse, |head, body| with(head, &body[..body.len() / 2])),
    ("line-feeds-only", Leniency::Either, |head, body| {
        [head.replace("\r\n", "\n").as_bytes(), b"\n", body].concat()
    }),
    ("head-huge", Leniency::Either, |head, body| {
        with(&format!("{head}x-a: {}\r\n", "a".repeat(100_000)), body)
    }),
    ("many-headers", Leniency::Either, |head, body| {
        with(&format!("{head}{}", "x-a: a\r\n".repeat(2000)), body)
    }),
    ("other-protocol", Leniency::Refuse, |_, _| {
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec()
    }),
];

/// The head, an empty line, the body.
fn with(head: &str, body: &[u8]) -> Vec<u8> {
    [head.as_bytes(), b"\r\n", body].concat()
}

fn without_length(head: &str) -> String {
    let is_length = |line: &&str| line.to_ascii_lowercase().starts_with("content-length:");
    head.split_inclusive("\r\n").filter(|line| !is_length(line)).collect()
}

fn length(head: &str, text: &str) -> String {
    without_length(head) + &format!("content-length: {text}\r\n")
}

fn chunked(body: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
}

/// A good request broken in one way: the way's name, and the bytes. `head` has its request line and
/// header fields, each with its CRLF, `content-length` among them.
pub fn wrecked(head: &str, body: &[u8], rng: &mut Rng<'_>) -> (&'static str, Vec<u8>) {
    let (name, _, corruption) = WAYS[rng.below(WAYS.len() as u64) as usize];
    (name, corruption(head, body))
}

/// What a server may do with bytes broken in that way.
pub fn leniency(name: &str) -> Leniency {
    WAYS.iter()
        .find(|(known, ..)| *known == name)
        .map_or(Leniency::Either, |(_, leniency, _)| *leniency)
}

/// The place of a way in the list.
pub fn place(name: &str) -> usize {
    WAYS.iter().position(|(known, ..)| *known == name).unwrap_or(0)
}
