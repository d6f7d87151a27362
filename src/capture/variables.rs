//! Variables of collections, environments and files of REST clients, and the places they are put in.

use super::draft::Draft;
use super::parts::pair;
use crate::protocol::json::Value;
use std::collections::HashMap;

/// Variables that a collection or an environment carries with it.
pub(super) fn variables(document: &Value) -> HashMap<String, String> {
    let mut found = HashMap::new();
    let mut depth = vec![(document, 0)];
    while let Some((value, level)) = depth.pop() {
        if level > 4 || found.len() > 1000 {
            continue;
        }
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let is_list = matches!(name.as_bytes(), b"variable" | b"variables" | b"values");
                    let is_environment = name == "data"
                        && value.get("_type").and_then(Value::as_str) == Some("environment");
                    if let (true, Value::Array(items)) = (is_list, member) {
                        found.extend(items.iter().filter_map(pair));
                    } else if let (true, Value::Object(pairs)) = (is_environment || is_list, member)
                    {
                        let text = |v: &Value| v.as_str().map(str::to_owned);
                        found.extend(
                            pairs.iter().filter_map(|(k, v)| Some((k.to_string(), text(v)?))),
                        );
                    }
                    depth.push((member, level + 1));
                }
            }
            Value::Array(items) => {
                depth.extend(items.iter().take(1000).map(|item| (item, level + 1)))
            }
            _ => {}
        }
    }
    found
}

/// Replaces `{{name}}` where the value is known.
pub(super) fn fill_in(draft: &mut Draft, variables: &HashMap<String, String>) {
    if variables.is_empty() {
        return;
    }
    let fill = |text: &mut String| {
        let mut from = 0;
        while let Some(begin) = text[from..].find("{{").map(|at| from + at) {
            let Some(end) = text[begin..].find("}}").map(|at| begin + at) else { break };
            let name = text[begin + 2..end].trim().trim_start_matches("_.");
            match variables.get(name).filter(|value| value.len() <= 4096) {
                Some(value) => {
                    text.replace_range(begin..end + 2, value);
                    from = begin + value.len();
                }
                None => from = begin + 2,
            }
        }
    };
    if let Some(url) = &mut draft.url {
        fill(url);
    }
    let bytes = draft.headers.iter_mut().map(|(_, value)| value).chain(&mut draft.body);
    for value in bytes {
        if let Ok(text) = std::str::from_utf8(value) {
            let mut text = text.to_owned();
            fill(&mut text);
            *value = text.into_bytes();
        }
    }
}
