//! What stands around the text: parts of the request, in the chains that other APIs want.

use super::digest::{Hash, hex_of, plain};
use super::label::Label;
use super::material::Material;
use crate::mistakes::model::base64_encode;

/// One part of a chain.
#[derive(Clone, Copy)]
enum Part<'a> {
    Text(&'a str),
    /// The text that is signed otherwise.
    Body,
}

/// A chain with its cost.
pub(super) struct Chain<'a> {
    pub(super) cost: u8,
    parts: &'a [Part<'a>],
    between: &'static str,
    secret: bool,
    title: &'a dyn Fn() -> String,
}

impl Chain<'_> {
    /// The chain around a text.
    pub(super) fn text(&self, body: &str) -> String {
        let mut out = String::with_capacity(body.len() + 160);
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

    /// Whether the signed text is one of the parts; else the body's text or a digest of it is.
    pub(super) fn has_body(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Body))
    }

    /// Its name.
    pub(super) fn label(&self) -> Label {
        let label = Label::new("extra-signed-context", (self.title)()).fix(FIX).reach(9);
        if self.secret { label.secret() } else { label }
    }
}

/// What is called with each chain.
type Visit<'a> = &'a mut dyn FnMut(&Chain<'_>);

const SEPARATORS: [&str; 16] =
    ["", ".", ":", "\n", "|", "&", ",", "-", "_", " ", ";", "/", "?", "\r\n", "||", "+"];
const COMMON: usize = 7;
const FIX: &str = "sign the canonical bytes alone: no time, no method, no path";

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
    for (name, value) in &material.headers {
        for (how, text) in other_times(value) {
            push(&format!("{name} {how}"), &text, true, false);
        }
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

/// How else a time in seconds or milliseconds since 1970 is written.
fn other_times(text: &str) -> Vec<(&'static str, String)> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Vec::new();
    }
    match text.len() {
        10 => vec![
            ("as a float", format!("{text}.0")),
            ("in milliseconds", format!("{text}000")),
            ("in quotes", format!("\"{text}\"")),
        ],
        13 => vec![
            ("as a float", format!("{text}.0")),
            ("in seconds", text[..10].to_owned()),
            (
                "in seconds, as a float",
                format!("{}.{}", &text[..10], text[10..].trim_end_matches('0')),
            ),
        ],
        _ => Vec::new(),
    }
}

/// What chains are made of, read once.
pub(super) struct Arounds {
    pieces: Vec<Piece>,
    raw: Option<String>,
    /// Digests of the body, with their names.
    /// Digests of the body: the text, what it is called, and what it costs.
    digests: Vec<(String, String, u8)>,
    /// Names of the unusual headers.
    names: Vec<String>,
    headers: Vec<(String, String)>,
    method: String,
    target: String,
}

impl Arounds {
    pub(super) fn of(material: &Material) -> Arounds {
        let raw = material.raw.clone().unwrap_or_default();
        let digests = [Hash::Sha256, Hash::Md5, Hash::Sha1, Hash::Sha512]
            .into_iter()
            .flat_map(|hash| {
                let name = hash.name();
                let hex = hex_of(hash, raw.as_bytes());
                let base64 = base64_encode(&plain(hash, &[raw.as_bytes()]));
                [
                    (hex.clone(), format!("the hex {name} of the body"), 2),
                    (base64, format!("the base64 {name} of the body"), 2),
                    (hex.to_uppercase(), format!("the upper-case hex {name} of the body"), 3),
                ]
            })
            .chain([(base64_encode(raw.as_bytes()), "the base64 of the body".to_owned(), 2)])
            .collect();
        Arounds {
            pieces: pieces(material),
            raw: material.raw.clone(),
            digests,
            names: material.headers.iter().map(|(name, _)| name.clone()).collect(),
            headers: material.headers.clone(),
            method: material.method.clone(),
            target: material.target.clone(),
        }
    }

    /// Whether the request has headers that may be signed: there are many chains then.
    pub(super) fn are_many(&self) -> bool {
        !self.headers.is_empty()
    }

    /// Calls back with every chain up to a cost. A name is only made where it is asked for.
    pub(super) fn each(&self, most: u8, visit: Visit<'_>) {
        if most < 2 {
            return;
        }
        singles(self, most, visit);
        schemes(self, most, visit);
        if most >= 3 {
            permuted(self, visit);
            headers(self, visit);
            words(self, visit);
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.pieces.iter().find(|piece| piece.name == name).map(|piece| &piece.text[..])
    }

    /// The bodies that a chain can hold: the text itself, the body as it was sent.
    fn bodies(&self) -> impl Iterator<Item = (Part<'_>, &'static str)> {
        let raw = self.raw.as_deref().map(|raw| (Part::Text(raw), "the body as sent"));
        [(Part::Body, "the text")].into_iter().chain(raw)
    }
}

fn push(
    visit: &mut dyn FnMut(&Chain<'_>),
    cost: u8,
    title: &dyn Fn() -> String,
    parts: &[Part<'_>],
    between: &'static str,
    secret: bool,
) {
    visit(&Chain { cost, parts, between, secret, title });
}

fn singles(all: &Arounds, most: u8, visit: Visit<'_>) {
    for piece in &all.pieces {
        for (at, between) in SEPARATORS.into_iter().enumerate() {
            let cost = if piece.likely && at < COMMON { 2 } else { 3 };
            if cost > most {
                continue;
            }
            for (body, what) in all.bodies() {
                let text = Part::Text(&piece.text);
                let name = &piece.name;
                let title = || format!("{name} and {what} are signed, {between:?} between");
                push(visit, cost, &title, &[text, body], between, piece.secret);
                let title = || format!("{what} and {name} are signed, {between:?} between");
                push(visit, cost, &title, &[body, text], between, piece.secret);
                if piece.secret {
                    let title =
                        || format!("{what} is signed between two {name}s, {between:?} between");
                    push(visit, cost, &title, &[text, body, text], between, true);
                }
                if at < COMMON && most >= 3 {
                    for version in ["v0", "v1", "v2", "1", "t"] {
                        let title = || {
                            format!("{version}, {name} and {what} are signed, {between:?} between")
                        };
                        let parts = [Part::Text(version), text, body];
                        push(visit, 3, &title, &parts, between, piece.secret);
                    }
                }
            }
        }
    }
}

/// Chains of known APIs. M method, P path, T target, U URL, H host, I tenant, D domain, Q query, 1 and 2 unusual headers,
/// B body, C content type.
const SCHEMES: [&str; 59] = [
    "1MPB", "1MTB", "M1PB", "MP1B", "MT1B", "MPB1", "MTB1", "MPB", "MTB", "PB", "PB1", "P1B",
    "1PB", "1TB", "T1B", "UB", "U1B", "1UB", "MUB", "M1UB", "MU1B", "12B", "1B2", "B12", "M1BP",
    "M1BT", "1BP", "IMP12B", "IMT12B", "IMP1B", "I1B", "IB1", "I12B", "1IB", "MP12B", "M12PB",
    "12MPB", "MPI1B", "MB1P", "MC1P", "MBC1P", "DMPB", "D1B", "MHPB", "MPQB", "MPQ1B", "HPB",
    "MHPQB", "MUB1", "UB1", "1I2B", "12IB", "1IMPB", "1IMTB", "I1MTB", "12MTB", "M12TB", "MT12B",
    "1I2MTB",
];

fn schemes(all: &Arounds, most: u8, visit: Visit<'_>) {
    const BETWEEN: [&str; 11] = ["", "\n", ".", ":", "|", "&", ",", "+", "-", " ", "\r\n"];
    let names: Vec<&str> = all.names.iter().map(|name| &name[..]).collect();
    let mut assigned: Vec<(Option<&str>, Option<&str>)> = vec![(None, None)];
    for first in &names {
        assigned.push((Some(first), None));
        let seconds = names.iter().filter(|second| *second != first);
        assigned.extend(seconds.map(|second| (Some(*first), Some(*second))));
    }
    for scheme in SCHEMES {
        for (first, second) in &assigned {
            if scheme.contains('1') != first.is_some() || scheme.contains('2') != second.is_some() {
                continue;
            }
            let said: Vec<&str> = scheme
                .chars()
                .map(|symbol| match symbol {
                    'M' => "method",
                    'P' => "path",
                    'T' => "target",
                    'U' => "URL",
                    'H' => "host",
                    'I' => "tenant_id",
                    'D' => "domain",
                    'Q' => "query",
                    'C' => "content type",
                    '1' => first.unwrap_or_default(),
                    '2' => second.unwrap_or_default(),
                    _ => "",
                })
                .collect();
            let texts: Vec<Option<&str>> = said.iter().map(|name| all.text(name)).collect();
            for (at, between) in BETWEEN.into_iter().enumerate() {
                let cost = if at < 5 { 2 } else { 3 };
                if cost > most {
                    continue;
                }
                let say = |what: &str| {
                    let names: Vec<&str> =
                        said.iter().map(|name| if name.is_empty() { what } else { name }).collect();
                    format!("signed together, {between:?} between: {}", names.join(", "))
                };
                for (body, what) in all.bodies() {
                    let mut parts = chained(&texts, body);
                    push(visit, cost, &|| say(what), &parts, between, false);
                    if !between.is_empty() && at < 5 && most >= 3 {
                        parts.push(Part::Text(""));
                        push(visit, 3, &|| say(what) + ", and at the end", &parts, between, false);
                    }
                }
                for (digest, what, cost) in all.digests.iter().filter(|_| at < 5) {
                    let parts = chained(&texts, Part::Text(digest));
                    push(visit, *cost, &|| say(what), &parts, between, false);
                }
            }
        }
    }
}

/// The parts of a scheme, the body where there is no text.
fn chained<'a>(texts: &[Option<&'a str>], body: Part<'a>) -> Vec<Part<'a>> {
    texts.iter().map(|text| text.map_or(body, Part::Text)).collect()
}

/// Any two pieces and the body, in any order.
fn permuted(all: &Arounds, visit: Visit<'_>) {
    let pieces: Vec<&Piece> = all.pieces.iter().filter(|piece| piece.likely).take(8).collect();
    for between in ["", ".", ":", "\n", "|", "&"] {
        for (body, what) in all.bodies() {
            for (i, a) in pieces.iter().enumerate() {
                for (j, b) in pieces.iter().enumerate() {
                    if i == j {
                        continue;
                    }
                    let (x, y) = (Part::Text(&a.text), Part::Text(&b.text));
                    let (x_name, y_name) = (&a.name[..], &b.name[..]);
                    for (parts, names) in [
                        ([body, x, y], [what, x_name, y_name]),
                        ([x, body, y], [x_name, what, y_name]),
                        ([x, y, body], [x_name, y_name, what]),
                    ] {
                        let title = || {
                            format!("signed together, {between:?} between: {}", names.join(", "))
                        };
                        push(visit, 3, &title, &parts, between, a.secret || b.secret);
                    }
                }
            }
        }
    }
}

/// Header lines before the body.
fn headers(all: &Arounds, visit: Visit<'_>) {
    for (colon, end) in
        [(":", "\n"), (": ", "\n"), ("=", "&"), (": ", "\r\n"), ("=", "\n"), (":", "")]
    {
        let lines: String =
            all.headers.iter().map(|(name, value)| format!("{name}{colon}{value}{end}")).collect();
        if lines.is_empty() {
            continue;
        }
        let request = format!("{} {}{end}{lines}", all.method, all.target);
        for (body, what) in all.bodies() {
            let title = || format!("the unusual headers and {what} are signed, a line each");
            push(visit, 3, &title, &[Part::Text(&lines), body], "", false);
            let title = || format!("the request line, the unusual headers and {what} are signed");
            push(visit, 3, &title, &[Part::Text(&request), body], "", false);
        }
    }
    let (method, target) = (&all.method, &all.target);
    for line in [
        format!("{method} {target}"),
        format!("{method} {target} HTTP/1.1"),
        format!("(request-target): {} {target}", method.to_lowercase()),
    ] {
        for (body, what) in all.bodies() {
            for between in ["\n", "\r\n", "\n\n", "\r\n\r\n", ""] {
                let title = || format!("the request line and {what} are signed");
                push(visit, 3, &title, &[Part::Text(&line), body], between, false);
            }
        }
    }
}

/// Constant words before the body.
fn words(all: &Arounds, visit: Visit<'_>) {
    const WORDS: [&str; 37] = [
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
        "callback=",
    ];
    for (body, what) in all.bodies() {
        for word in WORDS {
            let title = || format!("{word:?} and {what} are signed");
            push(visit, 3, &title, &[Part::Text(word), body], "", false);
            let title = || format!("{what} and {word:?} are signed");
            push(visit, 3, &title, &[body, Part::Text(word)], "", false);
        }
    }
}
