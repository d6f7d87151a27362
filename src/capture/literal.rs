//! Values out of tokens: JSON, and what JavaScript, Python, PHP, Ruby and PowerShell write in its place.

use super::lexer::{Dialect, Kind, Token, tokens};
use super::serialise::{Spacing, serialised};
use crate::protocol::Text;
use crate::protocol::json::{Value, parse_within};
use std::collections::HashMap;

/// The deepest nesting that is read.
const DEEPEST: usize = 100;

/// A text is looked through so many times for objects that are JSON as they stand: hostile ones never end, one within
/// the other.
const EXACT: usize = 16;

/// Reads values out of a text.
pub(super) struct Literals<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
    depth: usize,
    /// Bytes that may still be looked through for objects that are JSON as they stand.
    exact: usize,
    /// Values of the variables that were met.
    pub(super) variables: HashMap<String, Value>,
}

/// One JSON value, or one written after the manner of a programming language.
pub(super) fn document(text: &str) -> Option<Value> {
    if let Ok(value) = parse_within(text.as_bytes(), DEEPEST) {
        return Some(value);
    }
    let mut literals = Literals::new(text);
    let value = literals.value()?;
    let rest = literals.tokens.get(literals.at..).unwrap_or_default();
    let is_end = rest.iter().all(|token| token.is(';') || token.is(','));
    (is_end && !value.is_leaf()).then_some(value)
}

impl<'a> Literals<'a> {
    pub(super) fn new(text: &'a str) -> Literals<'a> {
        let tokens = tokens(text, Dialect::of(text));
        let exact = EXACT * text.len();
        Literals { text, tokens, at: 0, depth: 0, exact, variables: HashMap::new() }
    }

    pub(super) fn kind(&self, ahead: usize) -> Option<&Kind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    pub(super) fn is(&self, ahead: usize, mark: char) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| token.is(mark))
    }

    fn eat(&mut self, mark: char) -> bool {
        let found = self.is(0, mark);
        self.at += usize::from(found);
        found
    }

    /// The value that begins here; `None` where none does. At least one token is taken.
    pub(super) fn value(&mut self) -> Option<Value> {
        if self.depth >= DEEPEST {
            self.at += 1;
            return None;
        }
        self.depth += 1;
        let mut value = self.operand();
        // Texts that are put together.
        while let Some(Value::String(_)) = &value {
            let step = match (self.kind(0), self.kind(1)) {
                // A text before a colon or an equals sign is the next key.
                (Some(Kind::Text { .. }), _) if !self.is(1, ':') && !self.is(1, '=') => 0,
                (Some(Kind::Mark('+' | '.')), Some(Kind::Text { .. } | Kind::Word(_))) => 1,
                _ => break,
            };
            self.at += step;
            let more = match self.operand() {
                Some(Value::String(more)) => more.to_string(),
                Some(Value::Number(number)) => number.text().unwrap_or_default().to_owned(),
                _ => break,
            };
            if let Some(Value::String(joined)) = &mut value {
                joined.push_str(&more);
            }
        }
        self.depth -= 1;
        value
    }

    fn operand(&mut self) -> Option<Value> {
        let kind = self.kind(0)?.clone();
        match kind {
            Kind::Text { value, .. } => {
                self.at += 1;
                self.skip_methods();
                Some(Value::from(value))
            }
            Kind::Word(word) => self.word(&word),
            Kind::Mark('{') => self.exact_object().or_else(|| self.members('{', '}')),
            Kind::Mark('[') => {
                let list = self.members('[', ']');
                // `[Object: null prototype] {`
                if self.is(0, '{') { self.members('{', '}') } else { list }
            }
            Kind::Mark('(') => match self.members('(', ')') {
                Some(Value::Array(mut items)) if items.len() == 1 => items.pop(),
                other => other,
            },
            Kind::Mark('<') => self.angled(),
            Kind::Mark('-') => {
                self.at += 1;
                match self.kind(0).cloned() {
                    Some(Kind::Word(word)) => {
                        self.at += 1;
                        number(&format!("-{word}"))
                    }
                    _ => None,
                }
            }
            // PowerShell's and Objective-C's `@{`, Go's `&`, a spread.
            Kind::Mark('@' | '&' | '*' | '!') => {
                self.at += 1;
                self.value()
            }
            Kind::Mark(_) => {
                self.at += 1;
                None
            }
        }
    }

    /// An object that is JSON as it stands is read strictly, so that nothing of it is lost.
    fn exact_object(&mut self) -> Option<Value> {
        let begin = self.tokens.get(self.at).filter(|_| self.exact > 0)?.begin;
        let end = closing(self.text.as_bytes(), begin);
        self.exact = self.exact.saturating_sub(end.unwrap_or(self.text.len()) - begin);
        let end = end?;
        let value = parse_within(&self.text.as_bytes()[begin..end], DEEPEST - self.depth).ok()?;
        while self.tokens.get(self.at).is_some_and(|token| token.begin < end) {
            self.at += 1;
        }
        Some(value)
    }

    fn word(&mut self, word: &str) -> Option<Value> {
        self.at += 1;
        match word {
            "true" | "True" | "$true" => return Some(Value::Bool(true)),
            "false" | "False" | "$false" => return Some(Value::Bool(false)),
            "null" | "None" | "nil" | "undefined" | "NULL" | "$null" => return Some(Value::Null),
            "new" | "await" | "return" | "array" if !self.is(0, ':') => return self.value(),
            _ => {}
        }
        if let Some(number) = number(word) {
            return Some(number);
        }
        if self.is(0, '(') {
            let given = self.members('(', ')');
            self.skip_methods();
            return self.called(word, given);
        }
        // A class before its contents: `AxiosHeaders {`, `Object [AxiosHeaders] {`.
        let is_class = word.starts_with(|c: char| c.is_ascii_uppercase());
        if is_class && self.is(0, '{') {
            return self.members('{', '}');
        }
        if is_class && self.is(0, '[') && self.is(2, ']') && self.is(3, '{') {
            self.at += 3;
            return self.members('{', '}');
        }
        self.skip_methods();
        self.variable(word).cloned()
    }

    /// The value of a variable, also where a method of it is called.
    pub(super) fn variable(&self, word: &str) -> Option<&Value> {
        let name = word.trim_start_matches('$');
        let first = name.split('.').next().unwrap_or_default();
        self.variables.get(name).or_else(|| self.variables.get(first))
    }

    /// What a function makes of what it is given.
    fn called(&self, name: &str, given: Option<Value>) -> Option<Value> {
        let of_variable = name.split_once('.').and_then(|(first, _)| self.variables.get(first));
        let first = match given {
            Some(Value::Array(items)) => items.into_iter().find(|item| *item != Value::Null),
            Some(Value::Object(members)) => members.into_iter().next().map(|(_, value)| value),
            other => other,
        };
        let value = first.or_else(|| of_variable.cloned())?;
        let text = |spacing| Some(Value::from(serialised(&value, spacing)));
        let is_text = matches!(value, Value::String(_));
        match name.rsplit('.').next().unwrap_or_default() {
            "stringify" => text(Spacing::Compact),
            "dumps" => text(Spacing::Python),
            "json_encode" | "to_json" | "generate" | "toJson" | "Marshal" if !is_text => {
                text(Spacing::Compact)
            }
            _ => Some(value),
        }
    }

    /// `.encode("utf-8")` and the like after a value.
    fn skip_methods(&mut self) {
        while self.is(0, '.') && matches!(self.kind(1), Some(Kind::Word(_))) && self.is(2, '(') {
            self.at += 2;
            self.members('(', ')');
        }
    }

    /// `<Buffer 7b 22>` as Node prints bytes; `<ref *1>` before a value.
    fn angled(&mut self) -> Option<Value> {
        self.at += 1;
        let mut bytes = Vec::new();
        let is_buffer = self.kind(0) == Some(&Kind::Word("Buffer".to_owned()));
        let mut at = self.at + usize::from(is_buffer);
        while let Some(token) = self.tokens.get(at) {
            match &token.kind {
                Kind::Word(word) if is_buffer && word.len() == 2 => {
                    bytes.push(u8::from_str_radix(word, 16).ok()?);
                }
                Kind::Mark('>') => {
                    self.at = at + 1;
                    if is_buffer {
                        return Some(Value::from(String::from_utf8_lossy(&bytes).into_owned()));
                    }
                    return self.value();
                }
                Kind::Mark('*' | '.') | Kind::Word(_) => {}
                _ => return None,
            }
            at += 1;
        }
        None
    }

    /// Everything up to the closing mark: an object where there are keys, else a list.
    fn members(&mut self, open: char, close: char) -> Option<Value> {
        if !self.eat(open) {
            return None;
        }
        if self.depth >= DEEPEST {
            return None;
        }
        self.depth += 1;
        let mut members: Vec<(Text, Value)> = Vec::new();
        let mut items = Vec::new();
        let mut keyed = open == '{';
        while self.at < self.tokens.len() && !self.eat(close) {
            if self.eat(',') || self.eat(';') {
                continue;
            }
            match self.key() {
                Some(key) => {
                    keyed = true;
                    let value = self.value().unwrap_or(Value::Null);
                    members.push((Text::from(key.as_str()), value));
                }
                None => {
                    let name = match self.kind(0) {
                        Some(Kind::Word(word)) if open == '{' => Some(word.clone()),
                        _ => None,
                    };
                    let value = self.value().unwrap_or(Value::Null);
                    match name {
                        // `{ headers, body }`
                        Some(name) => members.push((Text::from(name.as_str()), value)),
                        None => items.push(value),
                    }
                }
            }
        }
        self.depth -= 1;
        if !keyed {
            return Some(Value::Array(items));
        }
        // What has no key beside what has: the arguments of a call.
        members.extend(
            items.into_iter().filter(|v| *v != Value::Null).map(|v| (Text::constant(""), v)),
        );
        Some(Value::Object(members))
    }

    /// A key with what stands between it and its value, where one stands here.
    fn key(&mut self) -> Option<String> {
        let (key, mut ahead) = match self.kind(0)? {
            Kind::Text { value, .. } => (value.clone(), 1),
            Kind::Word(word) => (word.clone(), 1),
            Kind::Mark('@' | ':') => match self.kind(1)? {
                Kind::Text { value, .. } => (value.clone(), 2),
                Kind::Word(word) => (word.clone(), 2),
                Kind::Mark(_) => return None,
            },
            Kind::Mark('[') => match self.kind(1)? {
                Kind::Text { value, .. } if self.is(2, ']') => (value.clone(), 3),
                _ => return None,
            },
            Kind::Mark(_) => return None,
        };
        let separator =
            [[':', ' '], ['=', '>'], ['=', ' ']].into_iter().find(|[first, second]| {
                self.is(ahead, *first) && (*second == ' ' || self.is(ahead + 1, *second))
            })?;
        if separator == ['=', ' '] && self.is(ahead + 1, '=') {
            return None; // A comparison.
        }
        ahead += if separator[1] == ' ' { 1 } else { 2 };
        self.at += ahead;
        Some(key)
    }
}

fn number(word: &str) -> Option<Value> {
    let first = word.trim_start_matches('-').bytes().next()?;
    if !first.is_ascii_digit() {
        return None;
    }
    match parse_within(word.as_bytes(), 1) {
        Ok(value @ Value::Number(_)) => Some(value),
        _ => None,
    }
}

/// The offset after the bracket that closes the one at `begin`, as JSON nests them.
pub(super) fn closing(bytes: &[u8], begin: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = begin;
    let mut in_text = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if in_text => at += 1,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => depth += 1,
            b'}' | b']' if !in_text => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_many_languages_are_values() {
        let right = r#"{"a":[1,-2.5,null],"b-c":{"d":"e"}}"#;
        for text in [
            right,
            "{ a: [1, -2.5, undefined,], 'b-c': { d: `e` }, }",
            "{'a': (1, -2.5, None), 'b-c': {'d': 'e'}}",
            "['a' => [1, -2.5, null], 'b-c' => array('d' => 'e')]",
            "@{ 'a' = @(1, -2.5, $null); 'b-c' = @{ d = \"e\" } }",
            "{ :a => [1, -2.5, nil], \"b-c\": { d: \"e\" } }",
            "Object [AxiosHeaders] { a: [ 1, -2.5, null ], 'b-c': [Object: null prototype] { d: 'e' } }",
            "{ // said\n a: [1, -2.5, /* none */ null], 'b-c': new Map({d: 'e'}) };",
        ] {
            assert_eq!(document(text).unwrap().to_json(), right, "{text}");
        }
        assert_eq!(
            document("{b: JSON.stringify({a: 1, c: 'é'})}").unwrap().get("b").unwrap().as_str(),
            Some(r#"{"a":1,"c":"é"}"#)
        );
        assert_eq!(document("{b: <Buffer 7b 7d>}").unwrap().get("b").unwrap().as_str(), Some("{}"));
    }

    #[test]
    fn nothing_nests_without_end() {
        for open in ["{a:", "[", "(", "<ref *1> ", "f(", "@", "new "] {
            document(&open.repeat(50_000));
        }
    }
}
