//! The document that a shields.io endpoint badge reads.

use super::summary::{State, Summary};
use serde_json::json;

/// A badge: the verdict, green, yellow where drifts are expected, or red.
pub fn badge(summary: &Summary) -> String {
    let expected = summary.items(State::Expected).count();
    let (message, color) = match (summary.exit_code, expected) {
        (Some(0), 0) => (summary.verdict().to_owned(), "brightgreen"),
        (Some(0), 1) => ("1 expected drift".to_owned(), "yellow"),
        (Some(0), drifts) => (format!("{drifts} expected drifts"), "yellow"),
        _ => (summary.verdict().to_owned(), "red"),
    };
    let badge =
        json!({ "schemaVersion": 1, "label": "goalpost", "message": message, "color": color });
    format!("{badge:#}\n")
}
