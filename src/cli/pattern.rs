//! Patterns for ids of cases: `--only`, and `case` in goalpost.toml.

use globset::Glob;

/// A longer pattern is refused, in bytes.
const LONGEST: usize = 1000;

/// So many braces may be open at a time: each costs the library's stack.
const DEEPEST: usize = 8;

/// Reads a pattern such as `send/text/*`.
///
/// # Errors
/// What is wrong with it.
pub(super) fn parse(text: &str) -> Result<Glob, String> {
    if text.len() > LONGEST {
        return Err(format!("the pattern has {} bytes; at most {LONGEST}", text.len()));
    }
    if text.bytes().filter(|b| *b == b'{').count() > DEEPEST {
        return Err(format!("the pattern has more than {DEEPEST} opening braces"));
    }
    Glob::new(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_a_pattern_or_an_error() {
        assert!(parse("send/text/*").unwrap().compile_matcher().is_match("send/text/plan"));
        assert!(parse("{a,b{c,d}}").unwrap().compile_matcher().is_match("bc"));
        for text in [
            "{".repeat(9),
            "{".repeat(60_000),
            "{a,".repeat(260),
            "x".repeat(1001),
            "[".into(),
            "{a".into(),
        ] {
            assert!(parse(&text).is_err(), "{}", text.len());
        }
    }
}
