//! What a campaign came to, out of its JSON report.

use super::summary::{Item, State, Suite};
use super::values::{list, number, reason, text, words};
use serde_json::Value;

/// Its one suite: the target.
pub(super) fn campaign(value: &Value) -> Suite {
    let mut items: Vec<Item> = Vec::new();
    for (key, state) in [("findings", State::Failed), ("flaky", State::Flaky)] {
        items.extend(list(&value[key]).iter().map(|found| finding(found, value, state)));
    }
    for expectation in list(&value["expectations"]) {
        items.extend(expected(expectation));
    }
    for note in list(&value["notes"]) {
        items.push(Item {
            key: format!("note/{}", text(&note["note"])),
            state: State::Note,
            title: text(&note["note"]),
            count: note["count"].as_u64().unwrap_or(1),
            ..Item::named("note")
        });
    }
    // The worst first; a signer's findings have no weight.
    items.sort_by_key(|item| (item.state, rank(item), std::cmp::Reverse(item.count)));
    let failed: u64 =
        items.iter().filter(|item| item.state == State::Failed).map(|item| item.count).sum();
    let met: u64 =
        items.iter().filter(|item| item.state == State::Expected).map(|item| item.count).sum();
    // What was found is found, however little was judged.
    let too_little = value["not_enough"].as_str().filter(|_| failed == 0);
    let gave_up = value["gave_up"].as_str().or(too_little);
    let sums = |key: &str| list(&value["kinds"]).iter().map(|kind| number(&kind[key])).sum::<u64>();
    let skipped = [("throttled", "throttled by the server"), ("not_answered", "not answered")];
    Suite {
        name: text(&value["target"]),
        command: text(&value["target"]),
        passed: number(&value["cases"]).saturating_sub(failed).saturating_sub(met),
        failed,
        expected: met,
        skipped: skipped
            .iter()
            .map(|(key, why)| ((*why).to_owned(), sums(key)))
            .filter(|(_, count)| *count > 0)
            .collect(),
        cannot_run: gave_up.map(str::to_owned),
        items,
        ..Suite::default()
    }
}

/// The names of weights, the worst first.
const WEIGHTS: [&str; 4] = ["forged", "lost", "down", "note"];

fn rank(item: &Item) -> usize {
    WEIGHTS.iter().position(|weight| *weight == item.kind).unwrap_or(WEIGHTS.len())
}

fn finding(found: &Value, run: &Value, state: State) -> Item {
    let cause = text(&found["cause"]);
    let case = text(&found["case"]);
    let mut details = Vec::new();
    for (label, key) in [
        ("weight", "weight"),
        ("rule", "rule"),
        ("requirement", "requirement"),
        ("because", "because"),
        ("trigger", "trigger"),
        ("reproduced", "reproduced"),
        ("sent", "sent"),
        ("expected", "expected"),
        ("came", "came"),
    ] {
        let text = found[key].as_str().map_or_else(|| words(&found[key]), str::to_owned);
        if !text.is_empty() {
            details.push((label.to_owned(), text));
        }
    }
    // Bytes that were signed are compared; an answer is not.
    let bytes = match (found["expected"].as_str(), found["came"].as_str()) {
        (Some(expected), Some(came)) if found["rule"].is_null() => {
            details.retain(|(label, _)| label != "expected" && label != "came");
            Some((expected.to_owned(), came.to_owned()))
        }
        _ => None,
    };
    Item {
        key: format!("finding/{cause}"),
        state,
        kind: found["weight"].as_str().unwrap_or("finding").to_owned(),
        title: text(&found["about"]),
        count: number(&found["count"]),
        again: (state == State::Failed).then(|| again(&case, run)),
        sample: Some(case),
        details,
        bytes,
        ..Item::named(&cause)
    }
}

/// The command that sends it again. Where the tenants are is not in the report, nor is the command of a signer in
/// goalpost.toml.
fn again(case: &str, run: &Value) -> String {
    let target = text(&run["target"]);
    let place = match run["target_kind"].as_str() {
        Some("server") => format!("--url {target} --tenant-file TENANT_FILE"),
        Some("adapter") => format!("-- {target}"),
        _ => "-- COMMAND".to_owned(),
    };
    format!("goalpost replay {case} {place}")
}

fn expected(expectation: &Value) -> Option<Item> {
    let name = text(&expectation["name"]);
    let state = text(&expectation["state"]);
    let item = Item {
        key: format!("expectation/{name}/{state}"),
        count: number(&expectation["count"]),
        reason: Some(reason(expectation)),
        ..Item::named(&name)
    };
    match state.as_str() {
        "met" => {
            let title = "answers that goalpost.toml expects".to_owned();
            Some(Item { state: State::Expected, title, ..item })
        }
        "stale" | "expired" => {
            Some(Item { title: format!("the expectation is {state}"), count: 1, ..item })
        }
        _ => None,
    }
}
