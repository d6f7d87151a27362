//! Where two signed texts differ, field by field.

use std::collections::BTreeSet;

/// A member: its key and its value, as they are written.
type Member<'a> = (&'a [u8], &'a [u8]);

/// So many lines are told.
const LINES: usize = 12;

/// So much of a value is told, in characters.
const SHOWN: usize = 60;

/// What tells `actual` from `expected`, a line a field; nothing where they are the same.
pub fn field_by_field(expected: &[u8], actual: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    if expected == actual {
        return lines;
    }
    let (Some((_, right, _)), Some((before, wrong, after))) = (object(expected), object(actual))
    else {
        return vec!["what was signed is no JSON object".to_owned()];
    };
    if !before.is_empty() {
        lines.push(format!("before the object: {} signed", shown(before)));
    }
    compare("", &right, &wrong, &mut lines);
    if !after.is_empty() {
        lines.push(format!("after the object: {} signed", shown(after)));
    }
    if lines.is_empty() {
        lines.push("white space between the members".to_owned());
    }
    lines.truncate(LINES);
    lines
}

fn compare(path: &str, right: &[Member<'_>], wrong: &[Member<'_>], lines: &mut Vec<String>) {
    let of = |members: &[Member<'_>], key: &[u8]| -> Option<Vec<u8>> {
        members.iter().find(|(known, _)| *known == key).map(|(_, value)| value.to_vec())
    };
    for (key, value) in right {
        let name = format!("{path}{}", shown(key));
        match of(wrong, key) {
            None => lines.push(format!("{name}: missing; {} expected", shown(value))),
            Some(other) if other == *value => {}
            Some(other) => match (object(value), object(&other)) {
                (Some((_, right, _)), Some((_, wrong, _))) => {
                    compare(&format!("{name}."), &right, &wrong, lines);
                }
                _ => lines.push(format!(
                    "{name}: {} expected, {} signed",
                    shown(value),
                    shown(&other)
                )),
            },
        }
    }
    for (key, value) in wrong.iter().filter(|(key, _)| of(right, key).is_none()) {
        lines.push(format!("{path}{}: not expected; {} signed", shown(key), shown(value)));
    }
    let keys = |members: &[Member<'_>], other: &[Member<'_>]| -> Vec<String> {
        let there = other.iter().map(|(key, _)| *key).collect::<BTreeSet<_>>();
        members.iter().filter(|(key, _)| there.contains(key)).map(|(key, _)| shown(key)).collect()
    };
    let (order, other) = (keys(right, wrong), keys(wrong, right));
    if order != other {
        let place = if path.is_empty() { "the top level" } else { path.trim_end_matches('.') };
        lines.push(format!("keys of {place}: {} signed, in this order", other.join(", ")));
    }
}

/// An object's members, with what stands before and after it. Forgiving: what is between the quotes of a
/// string may be anything.
fn object(text: &[u8]) -> Option<(&[u8], Vec<Member<'_>>, &[u8])> {
    let begin = text.iter().position(|b| *b == b'{')?;
    let mut members = Vec::new();
    let mut at = begin + 1;
    loop {
        at = skip_blanks(text, at);
        if text.get(at) == Some(&b'}') {
            return Some((&text[..begin], members, &text[at + 1..]));
        }
        let key_end = string_end(text, at)?;
        let key = &text[at + 1..key_end - 1];
        at = skip_blanks(text, key_end);
        if text.get(at) != Some(&b':') {
            return None;
        }
        at = skip_blanks(text, at + 1);
        let value_end = value_end(text, at)?;
        members.push((key, text[at..value_end].trim_ascii_end()));
        at = value_end;
        if text.get(at) == Some(&b',') {
            at += 1;
        }
    }
}

fn skip_blanks(text: &[u8], from: usize) -> usize {
    let blanks = text.get(from..).unwrap_or_default();
    from + blanks.iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// The place after a string that begins here.
fn string_end(text: &[u8], from: usize) -> Option<usize> {
    if text.get(from) != Some(&b'"') {
        return None;
    }
    let mut at = from + 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The place after a value that begins here: a comma or a closing brace of this level.
fn value_end(text: &[u8], from: usize) -> Option<usize> {
    let (mut at, mut depth) = (from, 0usize);
    loop {
        match text.get(at)? {
            b'"' => at = string_end(text, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' if depth > 0 => {
                depth -= 1;
                at += 1;
            }
            b',' | b'}' if depth == 0 => return Some(at),
            _ => at += 1,
        }
    }
}

fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut short: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_its_line() {
        let right = br#"{"a":"1","p":{"value":"99.00","x":1},"s":"","t":"u"}"#;
        for (wrong, lines) in [
            (&right[..], &[][..]),
            (
                br#"{"a":"1","p":{"value":99,"x":1},"t":"u","d":2}"#,
                &[
                    "p.value: \"99.00\" expected, 99 signed",
                    "s: missing; \"\" expected",
                    "d: not expected; 2 signed",
                ],
            ),
            (
                br#"POST {"a":"1","t":"u","p":{"x":1,"value":"99.00"},"s":""}#"#,
                &[
                    "before the object: POST  signed",
                    "keys of p: x, value signed, in this order",
                    "keys of the top level: a, t, p, s signed, in this order",
                    "after the object: # signed",
                ],
            ),
            (
                br#"{"a": "1", "p": {"value": "99.00", "x": 1}, "s": "", "t": "u"}"#,
                &["white space between the members"],
            ),
            (b"a=1&p=2", &["what was signed is no JSON object"]),
            (br#"{"a":"1"#, &["what was signed is no JSON object"]),
        ] {
            assert_eq!(field_by_field(right, wrong), lines, "{}", String::from_utf8_lossy(wrong));
        }
    }
}
