//! Variables that were replaced by nothing.

/// Without `$name`.
pub(super) fn expanded(text: &str, mark: char, one: bool) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let starts = |c: &char| {
            c.is_ascii_alphanumeric() || *c == '_' || matches!(c, '$' | '!' | '?' | '#' | '@' | '*')
        };
        if c != mark || !chars.peek().is_some_and(starts) {
            out.push(c);
            continue;
        }
        let first = chars.next();
        if one || first.is_some_and(|c| !c.is_ascii_alphabetic() && c != '_' && !c.is_ascii_digit())
        {
            continue;
        }
        while chars.peek().is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_') {
            chars.next();
        }
    }
    out
}

pub(super) fn unbraced(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let Some((_, after)) = after.split_once(close) else { break };
        out.push_str(before);
        rest = after;
    }
    out + rest
}
