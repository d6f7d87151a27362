//! Signed bytes as members, read as leniently as it takes.

use super::facts::{Field, narrow, wide};
use crate::protocol::Text;
use crate::protocol::json::write_string;

/// A member of what was signed: key and value as they stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The key, without its quotes.
    pub key: Vec<u8>,
    /// The value: raw text with its quotes, a token, or the properties.
    pub value: Node,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// What stands between the quotes of a text.
    Text(Vec<u8>),
    /// Anything else.
    Token(Vec<u8>),
    /// The properties.
    Object(Vec<Member>),
}

/// What was signed, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The members.
    pub members: Vec<Member>,
    /// Between members; `None` where there is only one.
    pub comma: Option<Vec<u8>>,
    /// Between a key and its value.
    pub colon: Vec<u8>,
    /// What each member's line begins with, its line end first; `None` where all is on one line.
    pub indent: Option<Vec<u8>>,
}

impl Signed {
    /// A member of a field at either level, with whether it stands in the properties.
    pub fn find(&self, field: Field) -> Option<(&Node, bool)> {
        let at = |members: &'_ [Member]| {
            members.iter().position(|member| member.key == field.key().as_bytes())
        };
        if let Some(at) = at(&self.members) {
            return Some((&self.members[at].value, false));
        }
        let inner = self.properties()?;
        at(inner).map(|at| (&inner[at].value, true))
    }

    /// A value of it as it was written on one line.
    pub fn raw(&self, node: &Node) -> Vec<u8> {
        let inner = match node {
            Node::Text(raw) => return [b"\"", raw.as_slice(), b"\""].concat(),
            Node::Token(raw) => return raw.clone(),
            Node::Object(inner) => inner,
        };
        let member = |member: &Member| {
            let key = [b"\"", member.key.as_slice(), b"\""].concat();
            [key, self.colon.clone(), self.raw(&member.value)].concat()
        };
        let comma = self.comma.as_deref().unwrap_or(b",");
        let members: Vec<Vec<u8>> = inner.iter().map(member).collect();
        [b"{", members.join(comma).as_slice(), b"}"].concat()
    }

    /// The members of the properties.
    pub fn properties(&self) -> Option<&[Member]> {
        self.members.iter().find_map(|member| match &member.value {
            Node::Object(inner) if member.key == b"properties" => Some(inner.as_slice()),
            _ => None,
        })
    }
}

/// Takes signed bytes apart; `None` where they are no object at all.
pub(super) fn read(bytes: &[u8]) -> Option<Signed> {
    let reader = |quotes| Reader { bytes, quotes, at: 0, comma: None, colon: None, indent: None };
    read_by(reader(Quotes::Escaped)).or_else(|| read_by(reader(Quotes::Raw)))
}

/// The same, where a text may end at one of several quotes: by preference as `right` has the keys.
pub(super) fn read_as(bytes: &[u8], right: &Signed) -> Option<Signed> {
    let reader = |quotes| Reader { bytes, quotes, at: 0, comma: None, colon: None, indent: None };
    let escaped = read_by(reader(Quotes::Escaped));
    let has_keys = |signed: &Signed| {
        let same = |own: &[Member], other: &[Member]| {
            own.iter().map(|member| &member.key).eq(other.iter().map(|member| &member.key))
        };
        same(&signed.members, &right.members)
            && same(signed.properties().unwrap_or_default(), right.properties().unwrap_or_default())
    };
    if escaped.as_ref().is_some_and(has_keys) {
        return escaped;
    }
    let raw = read_by(reader(Quotes::Raw));
    match raw {
        Some(raw) if escaped.is_none() || has_keys(&raw) => Some(raw),
        _ => escaped,
    }
}

/// The same of JSON: a text ends at its first quote that is not escaped, whatever the keys are.
pub(super) fn read_json(bytes: &[u8]) -> Option<Signed> {
    let quotes = Quotes::Json;
    read_by(Reader { bytes, quotes, at: 0, comma: None, colon: None, indent: None })
}

fn read_by(mut reader: Reader<'_>) -> Option<Signed> {
    let members = reader.object(0)?;
    (reader.at == reader.bytes.len()).then_some(Signed {
        members,
        comma: reader.comma,
        colon: reader.colon.unwrap_or_else(|| b":".to_vec()),
        indent: reader.indent,
    })
}

/// Which quote ends a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// The first that is not escaped.
    Json,
    /// The first that is not escaped and is followed by a member or the end; where there is none, any such one.
    Escaped,
    /// The first that is followed by a member or the end: a backslash is written raw.
    Raw,
}

struct Reader<'b> {
    bytes: &'b [u8],
    quotes: Quotes,
    at: usize,
    comma: Option<Vec<u8>>,
    colon: Option<Vec<u8>>,
    indent: Option<Vec<u8>>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn object(&mut self, depth: usize) -> Option<Vec<Member>> {
        if self.peek()? != b'{' || depth > 1 {
            return None;
        }
        self.at += 1;
        let from = self.at;
        self.blanks();
        if self.at > from && depth == 0 {
            self.indent = Some(self.bytes[from..self.at].to_vec());
        }
        let mut members = Vec::new();
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(members);
        }
        loop {
            let (start, end) = self.key()?;
            let key = self.bytes[start..end].to_vec();
            let from = end + 1;
            self.at = from;
            self.blanks();
            if self.peek()? != b':' {
                return None;
            }
            self.at += 1;
            self.blanks();
            self.colon.get_or_insert_with(|| self.bytes[from..self.at].to_vec());
            // In JSON, an object in place of a text is no more than a token.
            let opens = depth == 0 && (self.quotes != Quotes::Json || key == b"properties");
            members.push(Member { key, value: self.value(opens)? });
            let from = self.at;
            self.blanks();
            match self.peek()? {
                b'}' => {
                    self.at += 1;
                    return Some(members);
                }
                b',' => {
                    self.at += 1;
                    self.blanks();
                    // Where a line ends, what follows is the next one's indent.
                    let between = &self.bytes[from..self.at];
                    let is_line_end = |b: &u8| *b == b'\n' || *b == b'\r';
                    let line = between.iter().position(is_line_end).unwrap_or(between.len());
                    let length = if self.indent.is_some() { line } else { between.len() };
                    self.comma.get_or_insert_with(|| between[..length].to_vec());
                }
                _ => return None,
            }
        }
    }

    /// Where a key begins and ends, its quotes not counted.
    fn key(&mut self) -> Option<(usize, usize)> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let mut end = start;
        while *self.bytes.get(end)? != b'"' {
            end += if self.bytes[end] == b'\\' { 2 } else { 1 };
        }
        Some((start, end))
    }

    fn value(&mut self, opens: bool) -> Option<Node> {
        match self.peek()? {
            b'"' => {
                let start = self.at + 1;
                let end = self.text_end(start)?;
                self.at = end + 1;
                Some(Node::Text(self.bytes[start..end].to_vec()))
            }
            b'{' if opens => self.object(1).map(Node::Object),
            _ => {
                let start = self.at;
                let mut nested = 0usize;
                while let Some(byte) = self.peek() {
                    match byte {
                        b'{' | b'[' => nested += 1,
                        b',' | b'}' | b']' if nested == 0 => break,
                        b'}' | b']' => nested -= 1,
                        b'"' => {
                            self.at += 1;
                            while self.peek()? != b'"' {
                                self.at += if self.peek()? == b'\\' { 2 } else { 1 };
                            }
                        }
                        _ => {}
                    }
                    self.at += 1;
                }
                Some(Node::Token(self.bytes[start..self.at].to_vec()))
            }
        }
    }

    /// The quote that ends a text: the first that is not escaped and is followed by a member or the end.
    fn text_end(&self, from: usize) -> Option<usize> {
        let mut escaped = false;
        let escapes = if self.quotes == Quotes::Raw { from..from } else { from..self.bytes.len() };
        for at in escapes {
            match self.bytes[at] {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' if self.quotes == Quotes::Json || self.ends_here(at + 1) => return Some(at),
                _ => {}
            }
        }
        // A quote or a backslash was written raw.
        (from..self.bytes.len()).find(|at| self.bytes[*at] == b'"' && self.ends_here(at + 1))
    }

    fn ends_here(&self, at: usize) -> bool {
        let rest = &self.bytes[at..];
        let ends = rest.iter().filter(|b| **b == b'}').count();
        let is_end = |b: &u8| *b == b'}' || b.is_ascii_whitespace();
        if rest.iter().all(is_end) && (1..=2).contains(&ends) {
            return true;
        }
        let mut rest = rest.trim_ascii_start();
        if let Some(inner) = rest.strip_prefix(b"}") {
            rest = inner.trim_ascii_start();
        }
        let Some(next) = rest.strip_prefix(b",") else { return false };
        let Some(key) = next.trim_ascii_start().strip_prefix(b"\"") else { return false };
        let Some(end) = key.iter().position(|b| *b == b'"') else { return false };
        let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        end > 0
            && key[..end].iter().all(word)
            && key[end + 1..].trim_ascii_start().first() == Some(&b':')
    }
}

/// A text as its escapes have it, with surrogates kept; what is no escape stands for itself.
pub(super) fn decoded(raw: &[u8]) -> Option<String> {
    let mut points: Vec<u32> = Vec::new();
    let text = std::str::from_utf8(raw).ok()?;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != '\\' {
            points.push(u32::from(c));
            continue;
        }
        let next = rest.chars().next()?;
        rest = &rest[next.len_utf8()..];
        points.push(match next {
            'b' => 8,
            't' => 9,
            'n' => 10,
            'f' => 12,
            'r' => 13,
            '"' | '\\' | '/' => u32::from(next),
            'u' => {
                let digits = rest.get(..4)?;
                rest = &rest[4..];
                u32::from_str_radix(digits, 16).ok()?
            }
            _ => return None,
        });
    }
    Some(wide(&points.into_iter().collect()))
}

/// A text between quotes as the document has it, for texts without characters where surrogates stand.
pub(super) fn encoded(text: &str) -> Vec<u8> {
    escaped(&narrow(text))
}

/// A text between quotes as the document has it.
pub(super) fn escaped(text: &Text) -> Vec<u8> {
    let mut out = Vec::new();
    write_string(text, &mut out);
    out[1..out.len() - 1].to_vec()
}

/// Bytes as characters U+0000 to U+00FF.
pub(super) fn as_latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|b| char::from(*b)).collect()
}

/// The reverse; a character beyond U+00FF becomes its UTF-8.
pub(super) fn from_latin1(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u8::try_from(u32::from(c)) {
            Ok(byte) => out.push(byte),
            Err(_) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out
}
