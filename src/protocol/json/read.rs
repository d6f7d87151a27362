//! The strict reader.

use super::value::{BorrowedValue, MAX_DEPTH, Value};
use crate::protocol::number::BorrowedNumber;
use crate::protocol::text::{BorrowedText, Text};
use std::fmt;

/// Why bytes are not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong, in words.
    pub what: &'static str,
    /// Offset of the byte where it went wrong, from 0.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.what)
    }
}

impl std::error::Error for JsonError {}

/// Reads exactly one JSON value (RFC 8259) from `bytes`.
///
/// # Errors
/// Anything else: other grammar, a byte order mark, invalid UTF-8, bytes after the value, nesting
/// deeper than [`MAX_DEPTH`]. `NaN` and `Infinity` are no JSON. Lone surrogates may be escaped
/// (`\ud800`), never written as bytes. Repeated keys are kept for the caller to judge.
pub fn parse(bytes: &[u8]) -> Result<Value, JsonError> {
    parse_within(bytes, MAX_DEPTH)
}

/// [`parse`], with another limit on nesting: for what carries a value inside an envelope.
///
/// # Errors
/// Those of [`parse`].
pub fn parse_within(bytes: &[u8], depth: usize) -> Result<Value, JsonError> {
    parse_borrowed_within(bytes, depth).map(BorrowedValue::into_owned)
}

/// [`parse`], borrowing from the bytes what has no escapes.
///
/// # Errors
/// Those of [`parse`].
pub fn parse_borrowed(bytes: &[u8]) -> Result<BorrowedValue<'_>, JsonError> {
    parse_borrowed_within(bytes, MAX_DEPTH)
}

fn parse_borrowed_within(bytes: &[u8], depth: usize) -> Result<BorrowedValue<'_>, JsonError> {
    // Checked once: every run of a string is then cut out of what is known to be UTF-8.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    };
    let mut reader = Reader { bytes, text, at: 0, depth };
    let mut value = BorrowedValue::Null;
    match reader.document(&mut value) {
        Ok(()) => Ok(value),
        Err(what) => {
            let offset = reader.at.min(bytes.len());
            let before = &bytes[..offset];
            let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
            Err(JsonError {
                what,
                offset,
                line: before.iter().filter(|&&b| b == b'\n').count() + 1,
                column: offset - line_start + 1,
            })
        }
    }
}

type Read<T> = Result<T, &'static str>;

struct Reader<'a> {
    bytes: &'a [u8],
    /// The same up to where it stops being UTF-8.
    text: &'a str,
    at: usize,
    /// Levels that may still be opened.
    depth: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self, value: &mut BorrowedValue<'a>) -> Read<()> {
        if self.bytes.starts_with(b"\xEF\xBB\xBF") {
            return Err("a byte order mark is not JSON");
        }
        self.blanks();
        self.value(value)?;
        self.blanks();
        if self.at < self.bytes.len() {
            return Err("there is more after the JSON value");
        }
        Ok(())
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[inline]
    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> bool {
        if self.peek() != Some(byte) {
            return false;
        }
        self.at += 1;
        true
    }

    /// Reads a value to where it stays: moved there afterwards, it would be copied in parts that were just written.
    #[inline]
    fn value(&mut self, place: &mut BorrowedValue<'a>) -> Read<()> {
        match self.peek() {
            Some(b'"') => *place = BorrowedValue::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => *place = BorrowedValue::Number(self.number()?),
            _ => *place = self.other()?,
        }
        Ok(())
    }

    /// What is neither a string nor a number.
    fn other(&mut self) -> Read<BorrowedValue<'a>> {
        match self.peek() {
            Some(b'{') => self.nested(|reader| Ok(BorrowedValue::Object(reader.object()?))),
            Some(b'[') => self.nested(|reader| Ok(BorrowedValue::Array(reader.array()?))),
            Some(b'n') => self.word(b"null", BorrowedValue::Null),
            Some(b't') => self.word(b"true", BorrowedValue::Bool(true)),
            Some(b'f') => self.word(b"false", BorrowedValue::Bool(false)),
            Some(b'N' | b'I') => Err("NaN and Infinity are not JSON"),
            Some(_) => Err("expected a JSON value"),
            None => Err("the JSON ends too early"),
        }
    }

    fn word(&mut self, word: &'static [u8], value: BorrowedValue<'a>) -> Read<BorrowedValue<'a>> {
        if self.bytes[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(value)
        } else {
            Err("expected a JSON value")
        }
    }

    #[inline]
    fn nested<T>(&mut self, read: impl Fn(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth == 0 {
            return Err("nested deeper than 64 levels");
        }
        self.at += 1;
        self.depth -= 1;
        self.blanks();
        let value = read(self)?;
        self.depth += 1;
        Ok(value)
    }

    fn array(&mut self) -> Read<Vec<BorrowedValue<'a>>> {
        let mut items = Vec::new();
        if self.eat(b']') {
            return Ok(items);
        }
        loop {
            self.blanks();
            self.value(items.push_mut(BorrowedValue::Null))?;
            self.blanks();
            if self.eat(b']') {
                return Ok(items);
            }
            if !self.eat(b',') {
                return Err("expected ',' or ']'");
            }
        }
    }

    fn object(&mut self) -> Read<Vec<(BorrowedText<'a>, BorrowedValue<'a>)>> {
        if self.eat(b'}') {
            return Ok(Vec::new());
        }
        let mut members = Vec::with_capacity(8);
        loop {
            self.blanks();
            if self.peek() != Some(b'"') {
                return Err("expected a key in double quotes");
            }
            let key = self.string()?;
            self.blanks();
            if !self.eat(b':') {
                return Err("expected ':'");
            }
            self.blanks();
            let (_, place) = members.push_mut((key, BorrowedValue::Null));
            self.value(place)?;
            self.blanks();
            if self.eat(b'}') {
                return Ok(members);
            }
            if !self.eat(b',') {
                return Err("expected ',' or '}'");
            }
        }
    }

    fn number(&mut self) -> Read<BorrowedNumber<'a>> {
        let start = self.at;
        self.eat(b'-');
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits(),
            Some(b'I') => return Err("NaN and Infinity are not JSON"),
            _ => return Err("expected a digit"),
        }
        if let Some(b'0'..=b'9') = self.peek() {
            return Err("a number does not begin with 0");
        }
        if self.eat(b'.') {
            self.one_digit_or_more()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.one_digit_or_more()?;
        }
        // Digits, signs and a point: ASCII.
        Ok(BorrowedNumber::borrowed(self.text.get(start..self.at).unwrap_or_default()))
    }

    fn digits(&mut self) {
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
    }

    fn one_digit_or_more(&mut self) -> Read<()> {
        let start = self.at;
        self.digits();
        if self.at == start { Err("expected a digit") } else { Ok(()) }
    }

    /// A string, at its first quote. Most hold no escape.
    #[inline(always)]
    fn string(&mut self) -> Read<BorrowedText<'a>> {
        let start = self.at + 1;
        let end = start + plain_length(&self.bytes[start..]);
        if self.bytes.get(end) == Some(&b'"')
            && let Some(run) = self.text.as_bytes().get(start..end)
        {
            self.at = end + 1;
            return Ok(BorrowedText::of_utf8(run));
        }
        self.at = start;
        self.escaped()
    }

    /// A string that is not one run, behind its first quote.
    #[cold]
    fn escaped(&mut self) -> Read<Text> {
        let mut text = Text::with_capacity(64);
        loop {
            text.push_str(self.plain_run()?);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(_) => return Err("a control character in a string must be escaped"),
                None => return Err("the JSON ends inside a string"),
            }
        }
    }

    /// Bytes up to the next quote, backslash or control character, as checked UTF-8.
    fn plain_run(&mut self) -> Read<&'a str> {
        let length = plain_length(&self.bytes[self.at..]);
        match self.text.get(self.at..self.at + length) {
            Some(run) => {
                self.at += length;
                Ok(run)
            }
            None => {
                self.at = self.text.len();
                Err("invalid UTF-8")
            }
        }
    }

    fn escape(&mut self) -> Read<u32> {
        let byte = self.peek().ok_or("the JSON ends inside a string")?;
        let code_point = match byte {
            b'"' | b'\\' | b'/' => u32::from(byte),
            b'b' => 0x08,
            b'f' => 0x0C,
            b'n' => 0x0A,
            b'r' => 0x0D,
            b't' => 0x09,
            b'u' => {
                let digits = self.bytes.get(self.at + 1..self.at + 5);
                let value = digits.and_then(|digits| {
                    digits.iter().try_fold(0, |value, &digit| {
                        Some(value << 4 | u32::from(crate::protocol::hex::digit(digit)?))
                    })
                });
                let value = value.ok_or("\\u wants four hex digits")?;
                self.at += 4;
                value
            }
            _ => return Err("no such escape"),
        };
        self.at += 1;
        Ok(code_point)
    }
}

/// How many bytes stand before the first quote, backslash or control character. Eight at a time:
/// the lowest high bit that is set marks the first such byte exactly, a borrow only those after it.
#[inline(always)]
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    let (words, rest) = bytes.as_chunks::<8>();
    for (i, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
        let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
        let marks = (below(word, 0x20) | is(b'"') | is(b'\\')) & (ONES << 7);
        if marks != 0 {
            return 8 * i + (marks.trailing_zeros() / 8) as usize;
        }
    }
    let ends = |b: &u8| *b == b'"' || *b == b'\\' || *b < 0x20;
    let tail = rest.iter().position(ends).unwrap_or(rest.len());
    8 * words.len() + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &[u8]) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn keeps_what_other_readers_lose() {
        let value = parse(br#"{"b":99.0,"a":-0,"b":"\ud83d\ude00\ud800"}"#).unwrap();
        assert_eq!(value.to_json(), r#"{"b":99.0,"a":-0,"b":"\ud83d\ude00\ud800"}"#);
    }

    #[test]
    fn refuses_what_is_not_json() {
        for (text, what) in [
            (&b"\xEF\xBB\xBF{}"[..], "line 1, column 1: a byte order mark is not JSON"),
            (b"{}{", "line 1, column 3: there is more after the JSON value"),
            (b"[1,\n 01]", "line 2, column 3: a number does not begin with 0"),
            (b"[NaN]", "line 1, column 2: NaN and Infinity are not JSON"),
            (b"-Infinity", "line 1, column 2: NaN and Infinity are not JSON"),
            (b"\"a", "line 1, column 3: the JSON ends inside a string"),
            (b"\"\xED\xA0\x80\"", "line 1, column 2: invalid UTF-8"),
            (b"\"\n\"", "line 1, column 2: a control character in a string must be escaped"),
            (b"\"\\u12g4\"", "line 1, column 3: \\u wants four hex digits"),
            (b"{a:1}", "line 1, column 2: expected a key in double quotes"),
            (b"[1,]", "line 1, column 4: expected a JSON value"),
            (b"", "line 1, column 1: the JSON ends too early"),
        ] {
            assert_eq!(error(text), what);
        }
    }

    #[test]
    fn plain_runs_end_where_a_plain_loop_says() {
        let bytes: Vec<u8> =
            (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for start in 0..bytes.len() {
            for end in [start, (start + 7).min(4096), (start + 40).min(4096)] {
                let run = &bytes[start..end];
                let slow = run.iter().take_while(|b| **b >= 0x20 && !b"\"\\".contains(b)).count();
                assert_eq!(plain_length(run), slow, "{run:?}");
            }
        }
    }

    #[test]
    fn depth_is_limited() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert!(parse(nested(64).as_bytes()).is_ok());
        assert!(error(nested(65).as_bytes()).ends_with("nested deeper than 64 levels"));
        assert!(parse("[".repeat(1 << 20).as_bytes()).is_err());
    }
}
