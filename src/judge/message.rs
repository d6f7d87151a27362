//! Messages of an implementation, as they are compared and shown.

/// The line of a message that says what happened.
pub fn telling_line(message: &str) -> &str {
    let mut lines = message.lines().filter(|line| !line.trim().is_empty());
    // Python's tracebacks say it last, others first.
    let line = if message.starts_with("Traceback") { lines.next_back() } else { lines.next() };
    line.unwrap_or_default().trim()
}

/// What a message says, without what varies from case to case: two messages with the same gist are one
/// finding. The text is the implementation's own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gist {
    /// Its telling line, numbers as `#`, at most 120 characters.
    Of(String),
    /// More different messages than are told apart.
    Other,
}

impl Gist {
    /// The gist of a message.
    pub fn of(message: &str) -> Gist {
        let mut gist = String::new();
        for c in telling_line(message).chars().take(120) {
            match c {
                '0'..='9' if gist.ends_with('#') => {}
                '0'..='9' => gist.push('#'),
                _ => gist.push(c),
            }
        }
        Gist::Of(gist)
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
    }
}
