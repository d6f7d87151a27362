//! A goal in a few words, safe to print.

use crate::protocol::goal::BorrowedGoal;
use crate::protocol::json::BorrowedValue;
use crate::protocol::number::BorrowedNumber;
use crate::protocol::text::is_unseen;

/// A goal in a few words: text that is more than a word in quotes. What a terminal would act on is shown as an escape.
pub fn in_words(goal: &BorrowedGoal<'_>) -> String {
    let parts = [
        goal.event_name.as_ref(),
        goal.property("value"),
        goal.property("currency"),
        goal.property("plan"),
    ];
    let mut words = String::with_capacity(64);
    for part in
        parts.into_iter().flatten().filter(|part| part.is_leaf() && **part != BorrowedValue::Null)
    {
        if !words.is_empty() {
            words.push(' ');
        }
        match part {
            BorrowedValue::String(text) => match text.as_str() {
                Some(text)
                    if text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b)) =>
                {
                    words.push_str(text);
                }
                _ => {
                    words.push('"');
                    words.extend(text.to_string().chars().flat_map(visible));
                    words.push('"');
                }
            },
            BorrowedValue::Number(
                BorrowedNumber::Integer(text) | BorrowedNumber::Float { text, .. },
            ) => {
                // A number may have thousands of digits.
                words.push_str(text.get(..20).unwrap_or(text));
            }
            _ => {}
        }
    }
    words
}

/// A character between quotes; invisible ones are escaped.
fn visible(c: char) -> impl Iterator<Item = char> {
    let backslash = (c == '"' || c == '\\').then_some('\\');
    let (plain, escaped) =
        if is_unseen(c) { (None, Some(c.escape_unicode())) } else { (Some(c), None) };
    backslash.into_iter().chain(plain).chain(escaped.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Goal;
    use crate::protocol::json::parse;

    fn words(goal: &str) -> String {
        in_words(&Goal::from_value(parse(goal.as_bytes()).unwrap()).unwrap())
    }

    #[test]
    fn words_are_safe_to_print() {
        let goal = r#"{"event_name":"caf\u00e9\u001b[2J","properties":{"value":1.50,"plan":"a\u202eb c","currency":null}}"#;
        assert_eq!(words(goal), r#""café\u{1b}[2J" 1.50 "a\u{202e}b c""#);
    }

    #[test]
    fn a_name_cannot_pass_for_the_rest_of_a_line() {
        let goal = r#"{"event_name":"a\", ranked","properties":{"plan":"b\\\n200"}}"#;
        assert_eq!(words(goal), r#""a\", ranked" "b\\\u{a}200""#);
    }
}
