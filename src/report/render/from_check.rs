//! What `goalpost check` came to, out of its JSON report.

use super::summary::{Item, State, Suite};
use super::values::{list, number, reason, text, words};
use serde_json::Value;

/// The suite of an implementation or a server.
pub(super) fn implementation(value: &Value, run: &Value) -> Suite {
    let number = |key: &str| number(&value[key]);
    let skipped = value["skipped"].as_object().into_iter().flatten();
    let command = text(&value["command"]);
    let mut items: Vec<Item> = list(&value["findings"]).iter().map(finding).collect();
    for item in items.iter_mut().filter(|_| !value["adapter"].is_null()) {
        item.again = item.sample.as_deref().and_then(|id| again(id, &command, run));
    }
    let reasons = list(&value["expectations"]);
    for item in items.iter_mut().filter(|item| item.state == State::Expected) {
        let met = reasons.iter().find(|expectation| text(&expectation["name"]) == item.name);
        item.reason = met.map(reason);
    }
    items.extend(list(&value["causes"]).iter().map(|cause| cause_of_server(cause, value)));
    for note in list(&value["verify_notes"]) {
        items.push(note_of_server(note));
    }
    for expectation in reasons {
        let state = text(&expectation["state"]);
        if state == "stale" || state == "expired" {
            items.push(Item {
                key: format!("expectation/{}/{state}", text(&expectation["name"])),
                state: State::Failed,
                name: text(&expectation["name"]),
                title: format!("the expectation is {state}: {}", text(&expectation["reason"])),
                ..Item::named("expectation")
            });
        }
    }
    let weigh = |item: &Item| (item.state, item.legal != Some(true), std::cmp::Reverse(item.count));
    items.sort_by_key(weigh);
    Suite {
        name: text(&value["name"]),
        command,
        runtime: value["adapter"]["runtime"].as_str().map(str::to_owned),
        passed: number("passed"),
        failed: number("failed"),
        expected: number("expected_drift"),
        skipped: skipped.map(|(why, count)| (why.clone(), count.as_u64().unwrap_or(0))).collect(),
        cannot_run: value["cannot_run"]["why"].as_str().map(str::to_owned),
        items,
    }
}

fn finding(value: &Value) -> Item {
    let kind = text(&value["kind"]);
    let sample = &value["sample"];
    let ids: Vec<&str> = list(&value["mistakes"]).iter().filter_map(Value::as_str).collect();
    let name = match (&ids[..], value["rule"].as_str()) {
        ([], rule) => rule.map(str::to_owned),
        (ids, _) => Some(ids.join("+")),
    };
    let message = value["message"].as_str().or(value["title"].as_str()).unwrap_or_default();
    let name = name.unwrap_or_else(|| kind.clone());
    let mut details = Vec::new();
    for (label, key) in
        [("goal", "goal"), ("refused as", "expected_refusal"), ("said", "said"), ("sent", "sent")]
    {
        if let Some(text) = sample[key].as_str().filter(|text| !text.is_empty()) {
            details.push((label.to_owned(), text.to_owned()));
        }
    }
    for (label, key) in [("differences", "differences"), ("stderr", "stderr")] {
        let text = words(&sample[key]);
        if !text.is_empty() {
            details.push((label.to_owned(), text));
        }
    }
    let bytes = sample["expected_canonical"].as_str().zip(sample["actual_canonical"].as_str());
    Item {
        key: format!("{kind}/{name}/{}", if ids.is_empty() { message } else { "" }),
        state: if value["expected"] == true { State::Expected } else { State::Failed },
        title: value["title"].as_str().unwrap_or(message).to_owned(),
        count: value["count"].as_u64().unwrap_or(0),
        legal: sample["legal"].as_bool(),
        sample: sample["id"].as_str().map(str::to_owned),
        details,
        bytes: bytes.map(|(expected, actual)| (expected.to_owned(), actual.to_owned())),
        fix: value["fix"].as_str().map(str::to_owned),
        code: list(&value["code"]).iter().map(code).collect(),
        kind,
        ..Item::named(&name)
    }
}

/// A function of the fix, under its name and language.
fn code(value: &Value) -> (String, String) {
    let label = format!("{} in {}", text(&value["function"]), text(&value["language"]));
    (label, text(&value["text"]))
}

/// The command that runs a case again. The command of an adapter is shown as one line, and means the same to a shell
/// only if no word in it needs quotes.
fn again(id: &str, command: &str, run: &Value) -> Option<String> {
    let is_plain =
        |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-+=:@,% ".contains(&b));
    let random = if id.contains("random/") {
        format!(" --seed {} --random {}", number(&run["seed"]), number(&run["random"]))
    } else {
        String::new()
    };
    (is_plain(id) && is_plain(command) && !command.is_empty())
        .then(|| format!("goalpost check --only '{id}'{random} -- {command}"))
}

fn cause_of_server(value: &Value, implementation: &Value) -> Item {
    let ids = list(&value["ids"]);
    let first = ids.first().and_then(Value::as_str).unwrap_or_default();
    let example =
        list(&implementation["verify_failures"]).iter().find(|failure| failure["id"] == first);
    let name = example.map_or_else(|| first.to_owned(), |failure| text(&failure["rule"]));
    let mut details = vec![
        ("demanded".to_owned(), words(&value["demanded"])),
        ("weight".to_owned(), text(&value["weight"])),
        ("sent".to_owned(), text(&value["way"])),
        ("where".to_owned(), text(&value["stage"])),
    ];
    if let Some(place) = value["likely_place"].as_str() {
        details.push(("likely place".to_owned(), place.to_owned()));
    }
    details.push(("vectors".to_owned(), words(&value["ids"])));
    let wrong = example.map(|failure| words(&failure["wrong"])).unwrap_or_default();
    Item {
        key: format!(
            "cause/{}/{}/{}/{}/{}",
            text(&value["weight"]),
            text(&value["way"]),
            text(&value["stage"]),
            words(&value["demanded"]),
            words(&value["symptoms"])
        ),
        title: wrong,
        count: ids.len() as u64,
        sample: Some(first.to_owned()),
        details,
        again: value["curl"].as_str().map(str::to_owned),
        ..Item::named(&name)
    }
}

fn note_of_server(value: &Value) -> Item {
    let id = text(&value["id"]);
    Item {
        key: format!("note/{id}"),
        state: State::Note,
        title: words(&value["wrong"]),
        sample: Some(id),
        ..Item::named(&text(&value["rule"]))
    }
}
