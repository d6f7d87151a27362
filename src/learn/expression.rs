//! What an expression finds in a text, and what is put in its place.

use super::redact::{Redaction, redacted_at};
use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// A compiled expression has so many bytes at most.
const LARGEST: usize = 1 << 20;

/// So many compiled expressions are kept at the same time.
const KEPT: usize = 512;

type Compiled = BTreeMap<String, Option<Arc<Regex>>>;

static COMPILED: LazyLock<Mutex<Compiled>> = LazyLock::new(Mutex::default);

/// An expression, compiled once; `None` where it is none, or too large.
fn compiled(expression: &str) -> Option<Arc<Regex>> {
    let mut known = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.get(expression) {
        return found.clone();
    }
    if known.len() >= KEPT {
        known.clear();
    }
    let made = RegexBuilder::new(expression).size_limit(LARGEST).build().ok().map(Arc::new);
    known.insert(expression.to_owned(), made.clone());
    made
}

/// What an expression finds in a text: its first group, where it has one, or all of it.
pub(super) fn found(expression: &str, text: &str) -> Vec<Range<usize>> {
    let Some(expression) = compiled(expression) else { return Vec::new() };
    let all = expression.captures_iter(text);
    all.filter_map(|groups| Some(groups.get(1).or(groups.get(0))?.range())).collect()
}

/// A text with everything that an expression finds in it replaced; the same text where it is no expression.
pub(super) fn replaced_where(expression: &str, redaction: &Redaction, text: &str) -> String {
    redacted_at(found(expression, text).into_iter(), redaction, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_expression_changes_nothing() {
        let gone = Redaction::plain("");
        assert_eq!(replaced_where("<[^>]*>", &gone, "a<b>c"), "ac");
        assert_eq!(replaced_where("<[", &gone, "a<b>c"), "a<b>c");
        assert_eq!(replaced_where("(?:a{1000}){1000}{1000}", &gone, "a"), "a");
    }
}
