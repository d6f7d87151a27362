//! The code-quality report that GitLab shows beside a merge request.

use super::summary::{State, Summary};
use serde_json::{Value, json};

/// One entry for each cause that fails the run, and for each suite that could not be run.
pub fn gitlab(summary: &Summary, file: &str) -> String {
    let entry = |suite: &str, key: &str, name: &str, text: String, severity: &str| {
        json!({
            "description": text,
            "check_name": name,
            "fingerprint": fingerprint(&format!("{suite}\n{key}")),
            "severity": severity,
            "location": { "path": file, "lines": { "begin": 1 } },
        })
    };
    let mut entries: Vec<Value> = Vec::new();
    for (suite, item) in summary.items(State::Failed) {
        let severity = if item.legal == Some(false) { "minor" } else { "critical" };
        let text = format!("{}: {}", suite.name, item.line());
        entries.push(entry(&suite.name, &item.key, &item.name, text, severity));
    }
    for suite in &summary.suites {
        if let Some(why) = &suite.cannot_run {
            let text = format!("{}: could not be run: {why}", suite.name);
            entries.push(entry(&suite.name, "cannot_run", "cannot_run", text, "blocker"));
        }
    }
    format!("{:#}\n", Value::Array(entries))
}

/// The same for the same cause, in every run: FNV-1a, 64 bits, in hex.
fn fingerprint(text: &str) -> String {
    format!("{:016x}", crate::run::plan::fnv1a(text.as_bytes()))
}
