//! Where two signed texts differ, field by field.

use std::collections::BTreeSet;

/// A member: its key and its value, as they are written.
type Member<'a> = (&'a [u8], &'a [u8]);

/// The maximum number of differences of one case.
const MOST: usize = 12;

/// The maximum length of a value that is shown, in characters.
const SHOWN: usize = 60;

/// One difference between what the reference signs and what was signed. Keys have their path
/// (`properties.plan`); values are cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// What was signed is not a JSON object.
    NotAnObject,
    /// This was signed before the object.
    Before(String),
    /// This was signed after the object.
    After(String),
    /// A member is missing.
    Missing {
        /// Its key.
        key: String,
        /// Its value.
        expected: String,
    },
    /// A member has another value.
    Changed {
        /// Its key.
        key: String,
        /// The value that the reference signs.
        expected: String,
        /// The value that was signed.
        signed: String,
    },
    /// A member that the reference does not sign.
    Added {
        /// Its key.
        key: String,
        /// Its value.
        signed: String,
    },
    /// The keys of an object are in another order.
    Order {
        /// The object's path; empty for the top level.
        path: String,
        /// The keys as they were signed.
        signed: Vec<String>,
    },
    /// Nothing but white space between the members.
    WhiteSpace,
}

/// How `actual` differs from `expected`, field by field; empty if they are the same.
pub fn field_by_field(expected: &[u8], actual: &[u8]) -> Vec<Difference> {
    let mut lines = Vec::new();
    if expected == actual {
        return lines;
    }
    let (Some((_, right, _)), Some((before, wrong, after))) = (object(expected), object(actual))
    else {
        return vec![Difference::NotAnObject];
    };
    if !before.is_empty() {
        lines.push(Difference::Before(shown(before)));
    }
    compare("", &right, &wrong, &mut lines);
    if !after.is_empty() {
        lines.push(Difference::After(shown(after)));
    }
    if lines.is_empty() {
        lines.push(Difference::WhiteSpace);
    }
    lines.truncate(MOST);
    lines
}

fn compare(path: &str, right: &[Member<'_>], wrong: &[Member<'_>], lines: &mut Vec<Difference>) {
    let of = |members: &[Member<'_>], key: &[u8]| -> Option<Vec<u8>> {
        members.iter().find(|(known, _)| *known == key).map(|(_, value)| value.to_vec())
    };
    for (key, value) in right {
        let name = format!("{path}{}", shown(key));
        match of(wrong, key) {
            None => lines.push(Difference::Missing { key: name, expected: shown(value) }),
            Some(other) if other == *value => {}
            Some(other) => match (object(value), object(&other)) {
                (Some((_, right, _)), Some((_, wrong, _))) => {
                    compare(&format!("{name}."), &right, &wrong, lines);
                }
                _ => lines.push(Difference::Changed {
                    key: name,
                    expected: shown(value),
                    signed: shown(&other),
                }),
            },
        }
    }
    for (key, value) in wrong.iter().filter(|(key, _)| of(right, key).is_none()) {
        let key = format!("{path}{}", shown(key));
        lines.push(Difference::Added { key, signed: shown(value) });
    }
    let keys = |members: &[Member<'_>], other: &[Member<'_>]| -> Vec<String> {
        let there = other.iter().map(|(key, _)| *key).collect::<BTreeSet<_>>();
        members.iter().filter(|(key, _)| there.contains(key)).map(|(key, _)| shown(key)).collect()
    };
    let (order, other) = (keys(right, wrong), keys(wrong, right));
    if order != other {
        let path = path.trim_end_matches('.').to_owned();
        lines.push(Difference::Order { path, signed: other });
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
    fn each_field_has_its_difference() {
        let text = |text: &str| text.to_owned();
        let right = br#"{"a":"1","p":{"value":"99.00","x":1},"s":"","t":"u"}"#;
        let order = |path: &str, keys: &[&str]| Difference::Order {
            path: path.to_owned(),
            signed: keys.iter().map(ToString::to_string).collect(),
        };
        for (wrong, expected) in [
            (&right[..], vec![]),
            (
                br#"{"a":"1","p":{"value":99,"x":1},"t":"u","d":2}"#,
                vec![
                    Difference::Changed {
                        key: text("p.value"),
                        expected: text("\"99.00\""),
                        signed: text("99"),
                    },
                    Difference::Missing { key: text("s"), expected: text("\"\"") },
                    Difference::Added { key: text("d"), signed: text("2") },
                ],
            ),
            (
                br#"POST {"a":"1","t":"u","p":{"x":1,"value":"99.00"},"s":""}#"#,
                vec![
                    Difference::Before(text("POST ")),
                    order("p", &["x", "value"]),
                    order("", &["a", "t", "p", "s"]),
                    Difference::After(text("#")),
                ],
            ),
            (
                br#"{"a": "1", "p": {"value": "99.00", "x": 1}, "s": "", "t": "u"}"#,
                vec![Difference::WhiteSpace],
            ),
            (b"a=1&p=2", vec![Difference::NotAnObject]),
            (br#"{"a":"1"#, vec![Difference::NotAnObject]),
        ] {
            assert_eq!(
                field_by_field(right, wrong),
                expected,
                "{}",
                String::from_utf8_lossy(wrong)
            );
        }
    }
}
