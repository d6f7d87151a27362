//! What stands around the text: parts of the request, in the chains that other APIs want.

use super::digest::{Hash, hex_of, plain};
use super::label::Label;
use super::material::Material;
use crate::mistakes::model::base64_encode;

/// One part of a chain.
#[derive(Clone)]
enum Part {
    Text(String),
    /// The text that is signed otherwise.
    Body,
}

/// A chain with its name and cost.
pub(super) struct Around {
    pub(super) cost: u8,
    pub(super) label: Label,
    parts: Vec<Part>,
    between: &'static str,
    /// Whether the signed text is one of the parts; else the body's text or a digest of it is.
    pub(super) has_body: bool,
}

impl Around {
    /// The chain around a text.
    pub(super) fn text(&self, body: &str) -> String {
        let mut out = String::with_capacity(body.len() + 96);
        for (at, part) in self.parts.iter().enumerate() {
            if at > 0 {
                out.push_str(self.between);
            }
            out.push_str(match part {
                Part::Text(text) => text,
                Part::Body => body,
            });
        }
        out
    }
}

const SEPARATORS: [&str; 16] =
    ["", ".", ":", "\n", "|", "&", ",", "-", "_", " ", ";", "/", "?", "\r\n", "||", "+"];
const COMMON: usize = 7;
const FIX: &str = "sign the canonical bytes alone: no time, no method, no path";

#[derive(Clone)]
struct Piece {
    name: String,
    text: String,
    likely: bool,
    secret: bool,
}

fn pieces(material: &Material) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    let mut push = |name: &str, text: &str, likely: bool, secret: bool| {
        if !text.is_empty() && all.iter().all(|known| known.text != text) {
            all.push(Piece { name: name.to_owned(), text: text.to_owned(), likely, secret });
        }
    };
    for (name, value) in &material.headers {
        push(name, value, true, false);
    }
    push("method", &material.method, true, false);
    push("path", &material.path, true, false);
    push("target", &material.target, true, false);
    push("tenant_id", &material.tenant_id, true, false);
    push("domain", &material.domain, true, false);
    push("host", &material.host, false, false);
    push("URL", &format!("https://{}{}", material.host, material.target), true, false);
    push("URL without query", &format!("https://{}{}", material.host, material.path), false, false);
    push("query", material.target.split_once('?').map_or("", |(_, query)| query), false, false);
    push("method in lower case", &material.method.to_lowercase(), false, false);
    push("secret", &material.secret, true, true);
    push("content type", "application/json", false, false);
    all
}

/// Every chain.
pub(super) fn arounds(material: &Material) -> Vec<Around> {
    let pieces = pieces(material);
    let mut all = Vec::new();
    singles(material, &pieces, &mut all);
    schemes(material, &pieces, &mut all);
    permuted(material, &pieces, &mut all);
    headers(material, &mut all);
    words(material, &mut all);
    all
}

fn push(
    all: &mut Vec<Around>,
    cost: u8,
    title: String,
    parts: Vec<Part>,
    between: &'static str,
    secret: bool,
) {
    let has_body = parts.iter().any(|part| matches!(part, Part::Body));
    let label = Label::new("extra-signed-context", title).fix(FIX).reach(9);
    let label = if secret { label.secret() } else { label };
    all.push(Around { cost, label, parts, between, has_body });
}

/// The bodies that a chain can hold: the text itself, the body as it was sent.
fn bodies(material: &Material) -> Vec<(Part, &'static str)> {
    let raw = material.raw.clone().map(|raw| (Part::Text(raw), "the body as sent"));
    [(Part::Body, "the text")].into_iter().chain(raw).collect()
}

fn singles(material: &Material, pieces: &[Piece], all: &mut Vec<Around>) {
    for piece in pieces {
        for (at, between) in SEPARATORS.into_iter().enumerate() {
            for (body, what) in bodies(material) {
                let cost = if piece.likely && at < COMMON { 2 } else { 3 };
                let text = Part::Text(piece.text.clone());
                let name = &piece.name;
                push(
                    all,
                    cost,
                    format!("{name} and {what} are signed, {between:?} between"),
                    vec![text.clone(), body.clone()],
                    between,
                    piece.secret,
                );
                push(
                    all,
                    cost,
                    format!("{what} and {name} are signed, {between:?} between"),
                    vec![body.clone(), text.clone()],
                    between,
                    piece.secret,
                );
                if piece.secret {
                    push(
                        all,
                        cost,
                        format!("{what} is signed between two {name}s, {between:?} between"),
                        vec![text.clone(), body.clone(), text.clone()],
                        between,
                        true,
                    );
                }
                if at < COMMON {
                    for version in ["v0", "v1", "v2", "1", "t"] {
                        push(
                            all,
                            3,
                            format!("{version}, {name} and {what} are signed, {between:?} between"),
                            vec![Part::Text(version.to_owned()), text.clone(), body.clone()],
                            between,
                            piece.secret,
                        );
                    }
                }
            }
        }
    }
}

/// Chains of known APIs. M method, P path, T target, U URL, H host, I tenant, D domain, 1 and 2 unusual headers, B body, C content type.
const SCHEMES: [&str; 44] = [
    "1MPB", "1MTB", "M1PB", "MP1B", "MT1B", "MPB1", "MTB1", "MPB", "MTB", "PB", "PB1", "P1B",
    "1PB", "1TB", "T1B", "UB", "U1B", "1UB", "MUB", "M1UB", "MU1B", "12B", "1B2", "B12", "M1BP",
    "M1BT", "1BP", "IMP12B", "IMT12B", "IMP1B", "I1B", "IB1", "I12B", "1IB", "MP12B", "M12PB",
    "12MPB", "MPI1B", "MB1P", "MC1P", "MBC1P", "DMPB", "D1B", "MHPB",
];

fn schemes(material: &Material, pieces: &[Piece], all: &mut Vec<Around>) {
    let raw = material.raw.clone().unwrap_or_default();
    let text =
        |name: &str| pieces.iter().find(|piece| piece.name == name).map(|piece| piece.text.clone());
    let names: Vec<&str> = material.headers.iter().map(|(name, _)| &name[..]).collect();
    let mut assigned: Vec<(Option<&str>, Option<&str>)> = Vec::new();
    for first in &names {
        assigned.push((Some(first), None));
        assigned.extend(
            names
                .iter()
                .filter(|second| *second != first)
                .map(|second| (Some(*first), Some(*second))),
        );
    }
    assigned.push((None, None));
    let digests: Vec<(String, String)> = [Hash::Sha256, Hash::Md5, Hash::Sha1, Hash::Sha512]
        .into_iter()
        .flat_map(|hash| {
            let name = hash.name();
            [
                (hex_of(hash, raw.as_bytes()), format!("the hex {name} of the body")),
                (
                    base64_encode(&plain(hash, &[raw.as_bytes()])),
                    format!("the base64 {name} of the body"),
                ),
                (
                    hex_of(hash, raw.as_bytes()).to_uppercase(),
                    format!("the upper-case hex {name} of the body"),
                ),
            ]
        })
        .chain([(base64_encode(raw.as_bytes()), "the base64 of the body".to_owned())])
        .collect();
    for scheme in SCHEMES {
        for (first, second) in &assigned {
            if scheme.contains('1') != first.is_some() || scheme.contains('2') != second.is_some() {
                continue;
            }
            let mut parts = Vec::new();
            let mut said = Vec::new();
            for symbol in scheme.chars() {
                let name = match symbol {
                    'M' => "method",
                    'P' => "path",
                    'T' => "target",
                    'U' => "URL",
                    'H' => "host",
                    'I' => "tenant_id",
                    'D' => "domain",
                    'C' => "content type",
                    '1' => first.unwrap_or_default(),
                    '2' => second.unwrap_or_default(),
                    _ => "",
                };
                said.push(name);
                parts.push(if name.is_empty() { None } else { text(name) });
            }
            let make = |body: &Part| -> Vec<Part> {
                parts
                    .iter()
                    .map(|part| part.clone().map_or_else(|| body.clone(), Part::Text))
                    .collect()
            };
            for (at, between) in
                ["", "\n", ".", ":", "|", "&", ",", "+", "-", " ", "\r\n"].into_iter().enumerate()
            {
                let say = |what: &str| {
                    let names: Vec<&str> =
                        said.iter().map(|name| if name.is_empty() { what } else { name }).collect();
                    format!("signed together, {between:?} between: {}", names.join(", "))
                };
                let cost = if at < 5 { 2 } else { 3 };
                for (body, what) in bodies(material) {
                    push(all, cost, say(what), make(&body), between, false);
                    let mut ended = make(&body);
                    ended.push(Part::Text(String::new()));
                    if !between.is_empty() && at < 5 {
                        push(all, 3, say(what) + ", and at the end", ended, between, false);
                    }
                }
                if at < 5 {
                    for (digest, what) in &digests {
                        push(
                            all,
                            if what.starts_with("the upper") { 3 } else { 2 },
                            say(what),
                            make(&Part::Text(digest.clone())),
                            between,
                            false,
                        );
                    }
                }
            }
        }
    }
}

/// Any two pieces and the body, in any order.
fn permuted(material: &Material, pieces: &[Piece], all: &mut Vec<Around>) {
    let pieces: Vec<&Piece> = pieces.iter().filter(|piece| piece.likely).take(8).collect();
    for between in ["", ".", ":", "\n", "|", "&"] {
        for (body, what) in bodies(material) {
            for (i, a) in pieces.iter().enumerate() {
                for (j, b) in pieces.iter().enumerate() {
                    if i == j {
                        continue;
                    }
                    let (x, y) = (Part::Text(a.text.clone()), Part::Text(b.text.clone()));
                    for at in 0..3 {
                        let mut parts = vec![x.clone(), y.clone()];
                        let mut names = vec![&a.name[..], &b.name[..]];
                        parts.insert(at, body.clone());
                        names.insert(at, what);
                        push(
                            all,
                            3,
                            format!("signed together, {between:?} between: {}", names.join(", ")),
                            parts,
                            between,
                            a.secret || b.secret,
                        );
                    }
                }
            }
        }
    }
}

/// Header lines before the body.
fn headers(material: &Material, all: &mut Vec<Around>) {
    for (body, what) in bodies(material) {
        for (colon, end) in
            [(":", "\n"), (": ", "\n"), ("=", "&"), (": ", "\r\n"), ("=", "\n"), (":", "")]
        {
            let lines: String = material
                .headers
                .iter()
                .map(|(name, value)| format!("{name}{colon}{value}{end}"))
                .collect();
            if lines.is_empty() {
                continue;
            }
            push(
                all,
                3,
                format!("the unusual headers and {what} are signed, a line each"),
                vec![Part::Text(lines.clone()), body.clone()],
                "",
                false,
            );
            let request = format!("{} {}{end}", material.method, material.target);
            push(
                all,
                3,
                format!("the request line, the unusual headers and {what} are signed"),
                vec![Part::Text(request + &lines), body.clone()],
                "",
                false,
            );
        }
        for line in [
            format!("{} {}", material.method, material.target),
            format!("{} {} HTTP/1.1", material.method, material.target),
            format!("(request-target): {} {}", material.method.to_lowercase(), material.target),
        ] {
            for between in ["\n", "\r\n", "\n\n", "\r\n\r\n", ""] {
                push(
                    all,
                    3,
                    format!("the request line and {what} are signed"),
                    vec![Part::Text(line.clone()), body.clone()],
                    between,
                    false,
                );
            }
        }
    }
}

/// Constant words before the body.
fn words(material: &Material, all: &mut Vec<Around>) {
    for (body, what) in bodies(material) {
        for word in [
            "payload=",
            "data=",
            "body=",
            "goal=",
            "message=",
            "json=",
            "v0:",
            "v1:",
            "v1.",
            "v1=",
            "t=",
            "sha256=",
            "sha256:",
            "canonical:",
            "goal:",
            "LoudPixel",
            "loudpixel:",
            "POST ",
            "POST\n",
            "POST:",
            "POST",
            "application/json\n",
            "\n\n",
            "json:",
            "text:",
            "undefined",
            "undefined.",
            "null",
            "null.",
            "undefined:",
            "None.",
            "NaN.",
            ".",
            ":",
            "|",
            "&",
        ] {
            push(
                all,
                3,
                format!("{word:?} and {what} are signed"),
                vec![Part::Text(word.to_owned()), body.clone()],
                "",
                false,
            );
            push(
                all,
                3,
                format!("{what} and {word:?} are signed"),
                vec![body.clone(), Part::Text(word.to_owned())],
                "",
                false,
            );
        }
    }
}
