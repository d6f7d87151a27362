//! Tokens that the literals of most languages share: quoted texts, words, marks.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A quoted text: with its escapes undone, and as written.
    Text { value: String, raw: String },
    /// Letters, digits, `_`, `$`, and points and dashes between them.
    Word(String),
    /// Anything else.
    Mark(char),
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Offset of its first byte.
    pub(super) begin: usize,
    /// Offset of the byte after it.
    pub(super) end: usize,
}

impl Token {
    pub(super) fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// What a language does with the same marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Dialect {
    /// A backslash escapes.
    #[default]
    Common,
    /// A backtick escapes, and a doubled quote.
    PowerShell,
    /// Between backticks nothing is an escape.
    Go,
}

impl Dialect {
    /// The likely language of a text.
    pub(super) fn of(text: &str) -> Dialect {
        let lower = text.to_ascii_lowercase();
        if ["invoke-webrequest", "invoke-restmethod", "irm ", "iwr "]
            .iter()
            .any(|name| lower.contains(name))
        {
            Dialect::PowerShell
        } else if text.contains("http.NewRequest") || text.contains("strings.NewReader") {
            Dialect::Go
        } else {
            Dialect::Common
        }
    }
}

/// The longest quoted text over several lines, in bytes.
const LONGEST: usize = 1 << 17;

/// Splits a text into tokens; comments and white space are left out.
pub(super) fn tokens(text: &str, dialect: Dialect) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        dialect,
        tokens: Vec::new(),
        line: 0,
        lines_to: 0,
        unclosed: Vec::new(),
        in_vain: IN_VAIN * text.len(),
    };
    lexer.run();
    lexer.tokens
}

/// A text is read so many times for texts within it that are never closed.
const IN_VAIN: usize = 16;

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    dialect: Dialect,
    tokens: Vec<Token>,
    /// Where the line begins that `lines_to` is on.
    line: usize,
    lines_to: usize,
    /// Ends of texts and comments that do not come any more.
    unclosed: Vec<String>,
    /// Bytes that may still be read for texts that are never closed.
    in_vain: usize,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(c) = self.text[self.at..].chars().next() {
            let begin = self.at;
            if c.is_whitespace() {
                self.at += c.len_utf8();
            } else if !self.comment() {
                let kind = match c {
                    '"' | '\'' | '`' => self.quoted(c),
                    c if is_word(c) => Some(self.word()),
                    _ => None,
                };
                let kind = kind.unwrap_or_else(|| {
                    self.at = begin + c.len_utf8();
                    Kind::Mark(c)
                });
                self.tokens.push(Token { kind, begin, end: self.at });
            }
        }
    }

    /// Skips a comment, where one begins.
    fn comment(&mut self) -> bool {
        let rest = &self.text[self.at..];
        if !rest.starts_with(['/', '#']) {
            return false;
        }
        if let Some(end) = self.bytes[self.lines_to..self.at].iter().rposition(|b| *b == b'\n') {
            self.line = self.lines_to + end + 1;
        }
        self.lines_to = self.at;
        let line = &self.text[self.line..self.at];
        let is_first = line.trim().is_empty();
        let ends_before = line.ends_with([' ', '\t', ';', ',', '{', '[', '(']) || line.is_empty();
        let length = if rest.starts_with("/*") {
            self.closing(self.at, "*/").map_or(0, |end| end + 2)
        } else if (rest.starts_with("//") && ends_before) || (rest.starts_with('#') && is_first) {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            0
        };
        self.at += length;
        length > 0
    }

    /// How far behind `from` a text or a comment ends; what does not end once is not looked for again.
    fn closing(&mut self, from: usize, end: &str) -> Option<usize> {
        if self.unclosed.iter().any(|unclosed| unclosed == end) {
            return None;
        }
        let found = self.text[from..].find(end);
        if found.is_none() {
            self.unclosed.push(end.to_owned());
        }
        found
    }

    fn word(&mut self) -> Kind {
        let rest = &self.text[self.at..];
        let mut chars = rest.char_indices().peekable();
        let mut end = 0;
        while let Some((at, c)) = chars.next() {
            let between = matches!(c, '.' | '-') && chars.peek().is_some_and(|(_, n)| is_word(*n));
            if !is_word(c) && !between {
                break;
            }
            end = at + c.len_utf8();
        }
        self.at += end;
        Kind::Word(rest[..end].to_owned())
    }

    /// A quoted text; `None` where the quote opens none.
    fn quoted(&mut self, quote: char) -> Option<Kind> {
        let mark = quote as u8;
        let prefix = self.prefix();
        if self.dialect == Dialect::PowerShell && prefix == "@" {
            return self.here_text(mark);
        }
        let before = self.bytes[..self.at].last();
        if quote == '\'' && prefix.is_empty() && before.is_some_and(u8::is_ascii_alphanumeric) {
            return None; // An apostrophe.
        }
        if self.bytes[self.at..].starts_with(&[mark; 3]) && quote != '`' {
            let begin = self.at + 3;
            let closing = [quote; 3].iter().collect::<String>();
            let length = self.closing(begin, &closing)?;
            let raw = &self.text[begin..begin + length];
            self.at = begin + length + 3;
            let value = if raw.contains('\\') { unescaped(raw) } else { raw.trim().to_owned() };
            return Some(Kind::Text { value, raw: raw.trim().to_owned() });
        }
        let is_raw = prefix.eq_ignore_ascii_case("r")
            || prefix.eq_ignore_ascii_case("br")
            || (self.dialect == Dialect::Go && quote == '`');
        self.until_quote(mark, is_raw, prefix == "@")
    }

    /// Letters before a quote that change what it means; they are no word of their own.
    fn prefix(&mut self) -> String {
        let Some(last) = self.tokens.last().filter(|token| token.end == self.at) else {
            return String::new();
        };
        let prefix = match &last.kind {
            Kind::Word(word)
                if word.len() <= 2 && word.chars().all(|c| "bBrRuUfFLN$".contains(c)) =>
            {
                word.clone()
            }
            Kind::Mark('@') => "@".to_owned(),
            _ => return String::new(),
        };
        self.tokens.pop();
        prefix
    }

    fn until_quote(&mut self, mark: u8, is_raw: bool, may_double: bool) -> Option<Kind> {
        if self.in_vain == 0 {
            return None;
        }
        let begin = self.at + 1;
        let escape = if self.dialect == Dialect::PowerShell { b'`' } else { b'\\' };
        let inner = &self.bytes[begin..];
        // Over several lines only where a document stands in it.
        let is_document = inner.trim_ascii_start().starts_with(b"{") || mark == b'`';
        let doubles = self.dialect == Dialect::PowerShell
            || may_double
            || inner.trim_ascii_start().starts_with(b"{\"\"");
        let single_power = self.dialect == Dialect::PowerShell && mark == b'\'';
        let mut at = 0;
        loop {
            let byte = inner.get(at).filter(|_| at < LONGEST);
            let byte = byte.filter(|byte| **byte != b'\n' || is_document);
            let Some(&byte) = byte else {
                self.in_vain = self.in_vain.saturating_sub(at);
                return None;
            };
            if byte == escape && !is_raw && !single_power {
                at += 2;
            } else if byte != mark {
                at += 1;
            } else if doubles && inner.get(at + 1) == Some(&mark) && at > 0 {
                at += 2;
            } else {
                break;
            }
        }
        let raw = self.text.get(begin..begin + at)?.to_owned();
        self.at = begin + at + 1;
        let quote = char::from(mark);
        let plain = match doubles {
            true => raw.replace(&[quote; 2].iter().collect::<String>(), &quote.to_string()),
            false => raw.clone(),
        };
        let value = match self.dialect {
            _ if is_raw || single_power => plain,
            Dialect::PowerShell => power_unescaped(&plain),
            _ => unescaped(&plain),
        };
        Some(Kind::Text { value, raw })
    }

    /// `@"`, lines, `"@`.
    fn here_text(&mut self, mark: u8) -> Option<Kind> {
        let begin = self.at + 1;
        let closing = format!("\n{}@", char::from(mark));
        let length = self.closing(begin, &closing)?;
        let raw = self.text[begin..begin + length].trim_matches(['\r', '\n']).to_owned();
        self.at = begin + length + closing.len();
        let value = if mark == b'"' { power_unescaped(&raw) } else { raw.clone() };
        Some(Kind::Text { value, raw })
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// With the escapes undone that languages after C share. Bytes are put together to UTF-8.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut high: Option<u32> = None;
    while let Some(c) = chars.next() {
        let escape = match c {
            '\\' => chars.next(),
            c => {
                push(c, &mut out);
                continue;
            }
        };
        match escape {
            Some('n') => out.push(b'\n'),
            Some('t') => out.push(b'\t'),
            Some('r') => out.push(b'\r'),
            Some('b') => out.push(0x08),
            Some('f') => out.push(0x0c),
            Some('v') => out.push(0x0b),
            Some('\r' | '\n') => {}
            Some('x') => out.push(digits(&mut chars, 0, 16, 2) as u8),
            Some(digit @ '0'..='7') => {
                out.push(digits(&mut chars, digit.to_digit(8).unwrap_or(0), 8, 2) as u8);
            }
            Some('u') if chars.peek() == Some(&'{') => {
                chars.next();
                push_code(digits(&mut chars, 0, 16, 6), &mut high, &mut out);
                chars.next_if_eq(&'}');
            }
            Some('u') => push_code(digits(&mut chars, 0, 16, 4), &mut high, &mut out),
            Some('U') => push_code(digits(&mut chars, 0, 16, 8), &mut high, &mut out),
            Some(c) => push(c, &mut out),
            None => out.push(b'\\'),
        }
    }
    match String::from_utf8(out) {
        Ok(text) => text,
        Err(error) => latin1_where_broken(error.as_bytes()),
    }
}

/// UTF-8, and ISO 8859-1 where it is not.
fn latin1_where_broken(bytes: &[u8]) -> String {
    let chunks = bytes.utf8_chunks().map(|chunk| {
        let broken: String = chunk.invalid().iter().map(|b| char::from(*b)).collect();
        format!("{}{broken}", chunk.valid())
    });
    chunks.collect()
}

fn push(c: char, out: &mut Vec<u8>) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Two halves of a surrogate pair make one character.
fn push_code(code: u32, high: &mut Option<u32>, out: &mut Vec<u8>) {
    let before = high.take();
    match code {
        0xD800..0xDC00 => *high = Some(code),
        0xDC00..0xE000 => {
            let joined = before.map(|high| 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00));
            push(joined.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER), out);
        }
        _ => push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), out),
    }
}

fn digits(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    begun: u32,
    radix: u32,
    most: usize,
) -> u32 {
    let mut number = begun;
    for _ in 0..most {
        let Some(digit) = chars.peek().and_then(|c| c.to_digit(radix)) else { break };
        number = number.wrapping_mul(radix).wrapping_add(digit);
        chars.next();
    }
    number
}

/// PowerShell's double quotes: backticks, and `$([char]233)`.
fn power_unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("$([char]") {
            let end = after.find(')').unwrap_or(after.len());
            let code = after[..end].trim();
            let code = match code.strip_prefix("0x") {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => code.parse(),
            };
            out.extend(code.ok().and_then(char::from_u32));
            rest = after.get(end + 1..).unwrap_or_default();
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c != '`' {
            out.push(c);
            continue;
        }
        let Some(escaped) = rest.chars().next() else { break };
        rest = &rest[escaped.len_utf8()..];
        match escaped {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            '0' => out.push('\0'),
            '\r' | '\n' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let of = |token: Token| match token.kind {
            Kind::Text { value, .. } => Some(value),
            _ => None,
        };
        tokens(text, Dialect::of(text)).into_iter().filter_map(of).collect()
    }

    #[test]
    fn quoted_texts_of_many_languages() {
        for (text, quoted) in [
            (r#"f("a\"b", 'c\'d')"#, &["a\"b", "c'd"][..]),
            (r#"b'{"a":"\xc3\xa9"}' "\u00e9\ud83d\ude00" "\xe9""#, &["{\"a\":\"é\"}", "é😀", "é"]),
            ("body=\"{\\x22a\\x22:1}\"", &["{\"a\":1}"]),
            ("\"{\"\"a\"\":\"\"\"\"}\"", &["{\"a\":\"\"}"]),
            ("x = \"\"\"{\n}\"\"\"", &["{\n}"]),
            ("don't say 'a' // don't", &["a"]),
            ("irm -Body \"{`\"a`\":$([char]233)}\" 'it''s'", &["{\"a\":é}", "it's"]),
            ("irm -Body @\"\n{\"a\":1}\n\"@", &["{\"a\":1}"]),
            ("http.NewRequest(`{\"a\":\"\\u00e9\"}`)", &["{\"a\":\"\\u00e9\"}"]),
        ] {
            assert_eq!(texts(text), quoted, "{text}");
        }
    }
}
