//! Messages of an implementation, as they are compared and shown.

/// The line of a message that says what happened.
pub fn telling_line(message: &str) -> &str {
    let mut lines = message.lines().filter(|line| !line.trim().is_empty());
    // Python's tracebacks say it last, others first.
    let line = if message.starts_with("Traceback") { lines.next_back() } else { lines.next() };
    line.unwrap_or_default().trim()
}

/// A message without what varies from case to case: numbers are `#`, quoted text is `…`.
pub fn kind_of(message: &str) -> String {
    // What comes later tells no kinds apart, and would be searched for quotes again and again.
    const LOOKED_AT: usize = 400;
    let end_of_message = message.char_indices().nth(LOOKED_AT).map_or(message.len(), |(at, _)| at);
    let mut kind = String::new();
    let mut rest = &message[..end_of_message];
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        // Ruby opens with a backtick and closes with an apostrophe.
        let closing = match c {
            '"' | '\'' => c,
            '`' if after.contains('`') => '`',
            '`' => '\'',
            _ => '\0',
        };
        // An apostrophe within a word opens nothing.
        let opens = closing != '\0' && !kind.ends_with(|c: char| c.is_alphanumeric());
        let end = if opens { end_of_quoted(after, closing) } else { None };
        if opens && end.is_none() && end_of_message < message.len() {
            // It ends beyond what is looked at.
            kind.push(c);
            kind.push('…');
            break;
        }
        if let Some(end) = end {
            kind.push(c);
            kind.push('…');
            kind.push(closing);
            rest = &after[end + closing.len_utf8()..];
            continue;
        }
        match c {
            '0'..='9' if kind.ends_with('#') => {}
            '0'..='9' => kind.push('#'),
            _ => kind.push(c),
        }
        rest = after;
    }
    kind
}

/// Where quoted text ends: at its closing quote, with no letter or digit right behind it.
fn end_of_quoted(text: &str, closing: char) -> Option<usize> {
    let follows = |at: usize| text[at + closing.len_utf8()..].chars().next();
    let is_end = |at: &usize| !follows(*at).is_some_and(char::is_alphanumeric);
    // A quote behind an odd number of backslashes is within; unless nothing else closes.
    let escapes = |at: usize| text[..at].bytes().rev().take_while(|b| *b == b'\\').count() % 2;
    let ends = || text.match_indices(closing).map(|(at, _)| at).filter(is_end);
    ends().find(|at| escapes(*at) == 0).or_else(|| ends().next())
}

/// What a message says, without what varies from case to case: two messages with the same gist are one
/// finding. The text is the implementation's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gist {
    /// Its telling line, without numbers and quoted text, at most 120 characters.
    Of(String),
    /// More different messages than are told apart.
    Other,
}

impl Gist {
    /// The gist of a message.
    pub fn of(message: &str) -> Gist {
        Gist::Of(kind_of(telling_line(message)).chars().take(120).collect())
    }
}

/// A reason, word for word, at most 300 characters.
pub fn short(why: &str) -> String {
    why.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gists_are_the_same_for_the_same_trouble() {
        let of = |text: &str| Gist::Of(text.to_owned());
        assert_eq!(Gist::of("value 12.50 is odd\nmore"), of("value #.# is odd"));
        assert_eq!(Gist::of("Traceback (most recent)\n  File x\nKeyError: 7\n"), of("KeyError: #"));
        assert_eq!(Gist::of(""), of(""));
        assert_eq!(kind_of("it can't be 'a b' or \"5\""), "it can't be '…' or \"…\"");
        assert_eq!(kind_of("undefined method `x' for 5"), "undefined method `…' for #");
        assert_eq!(kind_of(r#"parsing "a\"b c": cannot"#), "parsing \"…\": cannot");
        let long = format!("parsing \"{}\" as \"x\"", "z ".repeat(400));
        assert_eq!(kind_of(&long), "parsing \"…");
        assert_eq!(kind_of("the \u{e9}'s \"open"), "the \u{e9}'s \"open");
    }
}
