//! Texts that are cut between words, as frameworks shorten them.

use super::class::Named;
use serde::{Deserialize, Serialize};

/// A limit for the words of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WordLimit {
    /// Of more words the first so many, a blank between them, and a tail; runs of white space become a blank in any case
    /// (Django's `truncatewords`, WordPress's `wp_trim_words`).
    Joined(usize, String),
    /// The same, but white space stays as it is (Laravel's `Str::words`).
    Kept(usize, String),
    /// Runs of white space become a blank; of more characters than these as many words as fit with the placeholder
    /// (Python's `textwrap.shorten`).
    Shortened(usize, String),
}

/// The words of a text, by white space as Python has it.
pub(super) fn blank_split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| Named::PythonSpace.holds(c)).filter(|word| !word.is_empty())
}

impl WordLimit {
    /// What becomes of a text.
    pub fn of(&self, text: &str) -> String {
        match self {
            WordLimit::Joined(count, tail) => {
                let words: Vec<&str> = blank_split(text).collect();
                match words.get(..*count) {
                    Some(first) if words.len() > *count => format!("{}{tail}", first.join(" ")),
                    _ => words.join(" "),
                }
            }
            WordLimit::Kept(count, tail) => {
                let mut words = 0;
                let mut inside = false;
                for (at, c) in text.char_indices() {
                    if !c.is_whitespace() && !inside {
                        if words == *count {
                            return format!("{}{tail}", text[..at].trim_end());
                        }
                        words += 1;
                    }
                    inside = !c.is_whitespace();
                }
                text.to_owned()
            }
            WordLimit::Shortened(width, placeholder) => shortened(text, *width, placeholder),
        }
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        let quoted = |text: &str| format!("`{}`", text.escape_debug());
        match self {
            WordLimit::Joined(count, tail) => format!(
                "of more than {count} words the first {count} are signed and {}, a blank between them",
                quoted(tail)
            ),
            WordLimit::Kept(count, tail) => {
                format!(
                    "of more than {count} words the first {count} are signed and {}",
                    quoted(tail)
                )
            }
            WordLimit::Shortened(width, placeholder) => format!(
                "the text is signed as textwrap.shorten() of Python has it: to {width} code points with {}",
                quoted(placeholder)
            ),
        }
    }
}

/// As `textwrap.shorten` has it, for which a word may end after a hyphen, and one that is too long is cut.
fn shortened(text: &str, width: usize, placeholder: &str) -> String {
    let length = |text: &str| text.chars().count();
    let text = blank_split(text).collect::<Vec<_>>().join(" ");
    if length(&text) <= width {
        return text;
    }
    let mut line: Vec<String> = Vec::new();
    let mut used = 0;
    let mut rest = chunks(&text).into_iter();
    for chunk in rest.by_ref() {
        if used + length(&chunk) <= width {
            used += length(&chunk);
            line.push(chunk);
            continue;
        }
        if length(&chunk) > width {
            let room = if width < 1 { 1 } else { width - used };
            // Since Python 3.10, it ends behind its last hyphen that has room.
            let begun: Vec<char> = chunk.chars().take(room).collect();
            let hyphen = begun.iter().rposition(|c| *c == '-').filter(|at| *at > 0);
            let end = hyphen
                .filter(|at| begun[..*at].iter().any(|c| *c != '-'))
                .map_or(begun.len(), |at| at + 1);
            let part: String = begun[..end].iter().collect();
            used += length(&part);
            line.push(part);
        }
        break;
    }
    while let Some(last) = line.last() {
        if !last.trim().is_empty() && used + length(placeholder) <= width {
            return line.concat() + placeholder;
        }
        used -= length(last);
        line.pop();
    }
    placeholder.trim_start().to_owned()
}

/// Words, blanks, and the parts of words between which a line may end.
fn chunks(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |place: usize| chars.get(place).copied();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_letter = |c: char| is_word(c) && !c.is_numeric();
    let letter = |place: usize| at(place).is_some_and(is_letter);
    let is_close = |c: char| is_word(c) || matches!(c, '!' | '"' | '\'' | '&' | '.' | ',' | '?');
    let dashes = |place: usize| (place..chars.len()).take_while(|at| chars[*at] == '-').count();
    // A dash of two or more between words.
    let dash = |place: usize| {
        let count = dashes(place);
        (count >= 2
            && place > 0
            && is_close(chars[place - 1])
            && at(place + count).is_some_and(is_word))
        .then_some(count)
    };
    let mut found = Vec::new();
    let mut begun = 0;
    while begun < chars.len() {
        let mut end = begun + 1;
        if chars[begun] == ' ' {
            while at(end) == Some(' ') {
                end += 1;
            }
        } else if let Some(count) = dash(begun) {
            end = begun + count;
        } else {
            while end < chars.len() && chars[end] != ' ' && dash(end).is_none() {
                let before = end >= 2
                    && letter(end - 1)
                    && (letter(end - 2) || end >= 3 && chars[end - 2] == '-' && letter(end - 3));
                let behind = letter(end + 1)
                    && (letter(end + 2) || at(end + 2) == Some('-') && letter(end + 3));
                end += 1;
                if chars[end - 1] == '-' && before && behind {
                    break;
                }
            }
        }
        found.push(chars[begun..end].iter().collect());
        begun = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortened_as_python_does() {
        // Printed by Python 3.12.
        for (text, width, placeholder, expected) in [
            ("Hello  world!", 12, " [...]", "Hello world!"),
            ("Hello  world!", 11, " [...]", "Hello [...]"),
            ("one two three four", 12, "\u{2026}", "one two\u{2026}"),
            ("well-known things are long", 14, "\u{2026}", "well-known\u{2026}"),
            ("abcdefghijklmnop", 8, "\u{2026}", "\u{2026}"),
            ("a bc-de-fg hij klm", 9, "...", "a bc-..."),
            (
                "7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4",
                32,
                "\u{2026}",
                "7c0a4bd2-9f1e-4c55-8a3b-\u{2026}",
            ),
        ] {
            assert_eq!(shortened(text, width, placeholder), expected, "{text:?}");
        }
    }

    #[test]
    fn words_as_frameworks_count_them() {
        let joined = WordLimit::Joined(2, " \u{2026}".to_owned());
        assert_eq!(joined.of(" a  b c"), "a b \u{2026}");
        assert_eq!(joined.of(" a  b "), "a b");
        let kept = WordLimit::Kept(2, "...".to_owned());
        assert_eq!(kept.of(" a  b c"), " a  b...");
        assert_eq!(kept.of("a b "), "a b ");
    }
}
