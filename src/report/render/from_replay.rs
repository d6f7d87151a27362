//! What the replay of a finding came to, out of its JSON report.

use super::summary::{Item, Suite};
use super::values::{list, text, words};
use serde_json::Value;

/// Its one suite: the target.
pub(super) fn replayed(value: &Value) -> Suite {
    let (file, target) = (text(&value["file"]), text(&value["target"]));
    let is_right = list(&value["wrong"]).is_empty();
    let item = Item {
        key: format!("replay/{file}"),
        title: words(&value["wrong"]),
        details: ["demanded", "came"]
            .iter()
            .map(|key| ((*key).to_owned(), text(&value[*key])))
            .collect(),
        sample: Some(file),
        ..Item::named(&text(&value["id"]))
    };
    Suite {
        name: target.clone(),
        command: target,
        passed: is_right.into(),
        failed: (!is_right).into(),
        items: if is_right { Vec::new() } else { vec![item] },
        ..Suite::default()
    }
}
