//! The header's text, read backwards: every digest, or part of one, that it can stand for.

use super::decode;
use super::digest::{Hash, SIZES};
use super::label::Label;
use super::printers::{PRINTERS, Printer};
use super::texts::unpercent;
use crate::mistakes::model::base64_decode;
use crate::protocol::hex;
use std::collections::HashMap;

/// What a reading asks of a digest.
enum Test {
    /// It is all of it.
    Exact(Vec<u8>),
    /// It begins so; half a byte may follow.
    Prefix(Vec<u8>, Option<u8>),
    /// It ends so.
    Suffix(Vec<u8>),
    /// It is printed so; by its first byte it can be.
    Printed(&'static Printer, String, Vec<bool>),
}

struct Reading {
    labels: Vec<Label>,
    test: Test,
}

/// The readings of a header, ready for many digests.
pub(super) struct Readings {
    all: Vec<Reading>,
    exact: HashMap<[u8; 8], Vec<usize>>,
    /// Readings that are no full digest.
    others: Vec<usize>,
    /// Whether a digest can begin with these two bytes.
    starts: Vec<bool>,
}

/// The longest header that is read.
const LONGEST: usize = 1200;
/// So many texts are followed, and so deep.
const MOST_TEXTS: usize = 240;
const DEPTH: usize = 3;
/// A part of a digest counts from eight bytes on: less could fit by chance.
const LEAST: usize = 8;

const FIX: &str = "send the digest as 64 lower-case hex digits, nothing else";

fn label(id: &'static str, title: impl Into<std::borrow::Cow<'static, str>>) -> Label {
    Label::new(id, title).fix(FIX)
}

impl Readings {
    pub(super) fn of(header: &str) -> Readings {
        let mut readings = Readings {
            all: Vec::new(),
            exact: HashMap::new(),
            others: Vec::new(),
            starts: vec![false; 1 << 16],
        };
        if header.len() > LONGEST {
            return readings;
        }
        for (text, labels) in texts(header) {
            readings.read(&text, &labels);
        }
        readings.print(header);
        readings
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a digest of this hash can be in the header. A part of one, or what was printed with a loss, is taken for
    /// the right hash only.
    pub(super) fn can_hold(&self, hash: Hash) -> bool {
        self.all.iter().any(|reading| match &reading.test {
            Test::Exact(bytes) => bytes.len() == hash.size(),
            Test::Prefix(..) | Test::Suffix(_) | Test::Printed(..) => hash == Hash::Sha256,
        })
    }

    /// Whether the size of what the header holds gives this hash away.
    pub(super) fn tells(&self, hash: Hash) -> bool {
        let holds = |size: usize| {
            self.all
                .iter()
                .any(|reading| matches!(&reading.test, Test::Exact(bytes) if bytes.len() == size))
        };
        holds(hash.size()) && !holds(Hash::Sha256.size())
    }

    /// How a digest is read out of the header; empty lists of labels mean: as it should be.
    pub(super) fn fits(&self, digest: &[u8]) -> Option<Vec<Label>> {
        let start = usize::from(*digest.first()?) << 8 | usize::from(*digest.get(1)?);
        if !self.starts[start] {
            return None;
        }
        let key = <[u8; 8]>::try_from(digest.get(..8)?).ok()?;
        let exact = self.exact.get(&key).into_iter().flatten();
        let fitting = exact.chain(&self.others).map(|at| &self.all[*at]).filter(|reading| {
            match &reading.test {
                Test::Exact(bytes) => bytes == digest,
                Test::Prefix(bytes, half) => {
                    digest.len() > bytes.len()
                        && digest.starts_with(bytes)
                        && half.is_none_or(|half| digest[bytes.len()] >> 4 == half)
                }
                Test::Suffix(bytes) => digest.len() > bytes.len() && digest.ends_with(bytes),
                Test::Printed(printer, text, begins) => {
                    begins[usize::from(digest[0])] && (printer.print)(digest) == *text
                }
            }
        });
        fitting
            .min_by_key(|reading| {
                (
                    reading.labels.len(),
                    reading.labels.iter().map(|l| u32::from(l.reach)).sum::<u32>(),
                )
            })
            .map(|reading| reading.labels.clone())
    }

    fn push(&mut self, labels: Vec<Label>, test: Test) {
        let at = self.all.len();
        match &test {
            Test::Exact(bytes) => {
                let Some(key) = bytes.get(..8).and_then(|b| <[u8; 8]>::try_from(b).ok()) else {
                    return;
                };
                let start = usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
                self.starts[start] = true;
                self.exact.entry(key).or_default().push(at);
            }
            Test::Prefix(bytes, _) => {
                self.starts[usize::from(bytes[0]) << 8 | usize::from(bytes[1])] = true;
                self.others.push(at);
            }
            Test::Suffix(_) => {
                self.starts.fill(true);
                self.others.push(at);
            }
            Test::Printed(_, _, begins) => {
                for (byte, _) in begins.iter().enumerate().filter(|(_, can)| **can) {
                    self.starts[byte << 8..][..256].fill(true);
                }
                self.others.push(at);
            }
        }
        self.all.push(Reading { labels, test });
    }

    /// A text as bytes, in every spelling.
    fn read(&mut self, text: &str, labels: &[Label]) {
        let with = |more: &[Label]| -> Vec<Label> { labels.iter().chain(more).cloned().collect() };
        for (bytes, spelling) in decode::spellings(text) {
            let spelling: Vec<Label> = spelling.into_iter().collect();
            self.bytes(&bytes, &with(&spelling));
        }
        self.parts(text, labels);
    }

    /// Hex or base64 that lacks something.
    fn parts(&mut self, text: &str, labels: &[Label]) {
        let with =
            |more: Vec<Label>| -> Vec<Label> { labels.iter().cloned().chain(more).collect() };
        let is_hex = text.bytes().all(|b| b.is_ascii_hexdigit());
        if is_hex && text.len() >= 2 * LEAST && text.len() < 64 {
            let upper = text
                .bytes()
                .any(|b| b.is_ascii_uppercase())
                .then(|| label("uppercase-hex-output", "the digits are in capitals"));
            let even = &text.as_bytes()[..text.len() / 2 * 2];
            let half = (text.len() % 2 == 1)
                .then(|| hex::digit(text.as_bytes()[text.len() - 1]))
                .flatten();
            let title = format!("only the first {} digits of the signature are sent", text.len());
            if let Some(bytes) = hex::decode(even) {
                let named =
                    upper.iter().cloned().chain([label("signature-truncated", title)]).collect();
                self.push(with(named), Test::Prefix(bytes, half));
            }
            let odd = text.len() % 2;
            if let Some(bytes) =
                hex::decode(&text.as_bytes()[odd..]).filter(|bytes| bytes.len() >= LEAST)
            {
                let title =
                    format!("only the last {} digits of the signature are sent", text.len());
                let named = upper
                    .iter()
                    .cloned()
                    .chain([label("signature-lost-its-beginning", title)])
                    .collect();
                self.push(with(named), Test::Suffix(bytes));
            }
        } else if !is_hex
            && text.len() >= 12
            && text.len() < 43
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/-_".contains(&b))
        {
            let bytes = base64_decode(text.as_bytes());
            if bytes.len() >= LEAST {
                let title =
                    format!("only the first {} characters of the base64 are sent", text.len());
                self.push(
                    with(vec![
                        label("base64-not-hex-output", "the digest is sent as base64, not as hex"),
                        label("signature-truncated", title),
                    ]),
                    Test::Prefix(bytes, None),
                );
            }
        }
    }

    /// Bytes as a digest, in every order.
    fn bytes(&mut self, bytes: &[u8], labels: &[Label]) {
        if bytes.starts_with(b"{\"")
            && let Some((_, digest)) = bytes.split_last_chunk::<32>()
        {
            let title = "the digest stands behind the message: Go's hash.Sum(message) puts it there, and hashes only what Write got";
            let behind = label("digest-behind-message", title);
            let labels = labels.iter().cloned().chain([behind]).collect();
            self.push(labels, Test::Exact(digest.to_vec()));
        }
        for (variant, named) in decode::variants(bytes) {
            if SIZES.contains(&variant.len()) {
                let labels = labels.iter().cloned().chain(named).collect();
                self.push(labels, Test::Exact(variant));
            }
        }
    }

    /// What was printed so that something is lost.
    fn print(&mut self, header: &str) {
        for printer in &PRINTERS {
            for (text, labels) in [
                (header.to_owned(), vec![]),
                (header.trim().to_lowercase(), vec![]),
                (
                    after_prefix(header).to_owned(),
                    vec![label("signature-prefix-added", "something stands before the signature")],
                ),
            ] {
                if printer.can_print(&text) {
                    let named = label(printer.id, printer.title);
                    let labels = labels.into_iter().chain([named]).collect();
                    let begins = (0..=255).map(|byte| printer.can_begin(byte, &text)).collect();
                    self.push(labels, Test::Printed(printer, text, begins));
                    break;
                }
            }
        }
    }
}

fn after_prefix(text: &str) -> &str {
    text.find('=').map_or(text, |at| &text[at + 1..])
}

/// The header's text, and what it is once wrappings are taken off.
fn texts(header: &str) -> Vec<(String, Vec<Label>)> {
    let mut found: Vec<(String, Vec<Label>)> = vec![(header.to_owned(), Vec::new())];
    let mut at = 0;
    while at < found.len() && found.len() < MOST_TEXTS {
        let (text, labels) = found[at].clone();
        at += 1;
        if labels.len() >= DEPTH {
            continue;
        }
        for (inner, named) in unwrapped(&text) {
            if inner.len() >= 2 * LEAST && found.iter().all(|(known, _)| *known != inner) {
                let labels = labels.iter().cloned().chain([named]).collect();
                found.push((inner, labels));
            }
        }
    }
    found
}

fn unwrapped(text: &str) -> Vec<(String, Label)> {
    let mut found = Vec::new();
    let mut push = |text: String, id, title: &str| found.push((text, label(id, title.to_owned())));
    for separator in [", ", ",", "; ", ";", " ", "\n", "|", ":", "."] {
        if let Some((first, rest)) = text.split_once(separator)
            && rest.split(separator).all(|part| part == first)
        {
            push(
                first.to_owned(),
                "signature-sent-twice",
                "the signature is sent twice in one header: the header is set in two places",
            );
            return found;
        }
    }
    if text.is_ascii()
        && text.len().is_multiple_of(2)
        && text.len() > 64
        && text[..text.len() / 2] == text[text.len() / 2..]
    {
        push(
            text[..text.len() / 2].to_owned(),
            "signature-sent-twice",
            "the signature stands twice in the header",
        );
    }
    let trimmed = text.trim();
    if trimmed != text {
        push(trimmed.to_owned(), "signature-with-blanks", "blanks stand around the signature");
    }
    let bare = trimmed.trim_matches(|c: char| {
        matches!(
            c,
            '"' | '\''
                | '`'
                | '<'
                | '>'
                | '('
                | ')'
                | '['
                | ']'
                | '{'
                | '}'
                | '\u{201c}'
                | '\u{201d}'
                | '\u{2018}'
                | '\u{2019}'
        )
    });
    if bare != text {
        push(
            bare.to_owned(),
            "signature-in-quotes",
            "quotes or brackets stand around the signature",
        );
    }
    if let Some((head, _)) = text.split_once(" ... ") {
        let digits = head.rsplit("0x").next().unwrap_or_default().replace(' ', "");
        if digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            push(
                digits,
                "data-description-output",
                "the data's description is sent, which leaves out the middle of the digest",
            );
        }
    }
    if (32..=128).contains(&text.len())
        && text.contains(['O', 'o', 'I', 'l', '|'])
        && text.bytes().all(|b| b.is_ascii_hexdigit() || b"OoIl|".contains(&b))
    {
        let read = |c: char| match c {
            'O' | 'o' => '0',
            'I' | 'l' | '|' => '1',
            c => c,
        };
        push(
            text.chars().map(read).collect(),
            "signature-retyped",
            "letters stand where digits belong, O for 0 or l for 1: the text was typed, or read from a picture",
        );
    }
    if text.contains("=3D") {
        push(
            text.replace("=3D", "="),
            "signature-quoted-printable",
            "= of the base64 became =3D: it went through quoted-printable",
        );
    }
    if text.contains('%')
        && let Some(plain) = unpercent(text, false)
    {
        push(plain, "signature-percent-encoded", "the signature is percent-encoded: %3D for =");
    }
    if text.contains('&') {
        push(
            super::entities::decoded(text),
            "signature-with-entities",
            "the signature holds HTML entities",
        );
    }
    if text.contains(' ') {
        push(
            text.replace(' ', "+"),
            "signature-plus-became-blank",
            "+ of the base64 became a blank: it went through a form",
        );
    }
    if text.contains("\\/") {
        push(
            text.replace("\\/", "/"),
            "signature-slashes-escaped",
            "/ of the base64 is written as \\/",
        );
    }
    let without: String = text
        .chars()
        .filter(|c| !matches!(c, ':' | '-' | ' ' | ',' | '_' | '\n' | '\r' | '\t' | '.'))
        .collect();
    if without != text && without.bytes().all(|b| b.is_ascii_hexdigit()) {
        let id = if text.contains(':') {
            "hex-with-colons"
        } else if text.contains('-') {
            "hex-with-dashes"
        } else {
            "hex-with-blanks"
        };
        push(without, id, "separators stand between the signature's digits");
    }
    for mark in ["\\x", "0x", "%", "\\u00"] {
        let without = text.replace(mark, "").replace([',', ' '], "");
        if text.matches(mark).count() > 7 && without.bytes().all(|b| b.is_ascii_hexdigit()) {
            push(without, "hex-with-marks", "each byte of the signature has a mark: \\x3f or 0x3f");
        }
    }
    if let Some(inner) = hex::decode(text.as_bytes())
        .and_then(|b| String::from_utf8(b).ok())
        .filter(|t| is_printable(t))
    {
        push(inner, "hex-of-hex-output", "the text of the signature is sent as hex once more");
    }
    if text.len() > 20
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/-_=".contains(&b))
        && let Some(inner) =
            String::from_utf8(base64_decode(text.as_bytes())).ok().filter(|t| is_printable(t))
    {
        push(inner, "base64-of-hex-output", "the text of the signature is sent as base64");
    }
    for (at, _) in text
        .match_indices(['=', ':', ' ', ',', ';', '|', '.', '(', '[', '_', '-', '"', '\'', '/'])
        .take(12)
    {
        push(
            text[at + 1..].to_owned(),
            "signature-prefix-added",
            "something stands before the signature",
        );
        push(
            text[..at].to_owned(),
            "signature-suffix-added",
            "something stands after the signature",
        );
    }
    for prefix in
        ["0x", "0X", "x", "v1", "v0", "sha256", "SHA256", "hmac", "HMAC", "hex", "b", "\\x"]
    {
        if let Some(rest) = text.strip_prefix(prefix) {
            push(
                rest.to_owned(),
                "signature-prefix-added",
                "something stands before the signature",
            );
        }
    }
    if trimmed.len() == 64 && trimmed.bytes().all(|b| b.is_ascii_hexdigit()) {
        let (high, low) = trimmed.split_at(32);
        push(
            high.chars().zip(low.chars()).flat_map(|(high, low)| [high, low]).collect(),
            "digits-by-column",
            "the first digits of all bytes come first, then the second ones: a matrix read by columns, as in MATLAB",
        );
    }
    if trimmed.is_ascii() && trimmed.len() >= 40 && !trimmed.contains(' ') {
        push(
            trimmed.chars().rev().collect(),
            "signature-text-reversed",
            "the signature's text is reversed",
        );
    }
    found
}

fn is_printable(text: &str) -> bool {
    text.len() >= 16 && text.bytes().all(|b| (b' '..=b'~').contains(&b) || b == b'\n')
}
