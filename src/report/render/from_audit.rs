//! What an audit of the vectors came to, out of its JSON report.

use super::summary::{Item, State, Suite};
use super::values::{list, text};
use serde_json::Value;

/// Its suites: the mutants against all vectors, and against those that every typed SDK can express.
pub(super) fn suites(value: &Value) -> Vec<Suite> {
    let mut all = mutants("golden vectors", &value["mutants"]);
    let typed = mutants("golden vectors, typed profile", &value["typed"]);
    // A fault says what is wrong in a sentence, and names what it is about.
    all.items = list(&value["faults"]).iter().filter_map(Value::as_str).map(fault).collect();
    all.failed = all.items.len() as u64;
    vec![all, typed]
}

fn fault(about: &str) -> Item {
    Item { key: format!("fault/{about}"), title: about.to_owned(), ..Item::named("fault") }
}

/// Mutants that are killed pass; what no vector can kill is not run. What else survives is a fault, where it is one.
fn mutants(name: &str, mutants: &Value) -> Suite {
    let mortal = list(mutants).iter().filter(|mutant| mutant["equivalent"].is_null());
    let is_killed = |mutant: &&Value| {
        !list(&mutant["killed_by"]).is_empty() || !mutant["told_apart_by"].is_null()
    };
    let equivalent = list(mutants).iter().filter(|mutant| !mutant["equivalent"].is_null());
    let notes = equivalent.map(|mutant| Item {
        key: format!("equivalent/{}", text(&mutant["name"])),
        state: State::Note,
        title: text(&mutant["equivalent"]),
        ..Item::named(&text(&mutant["name"]))
    });
    Suite {
        name: name.to_owned(),
        command: "goalpost vectors audit".to_owned(),
        passed: mortal.filter(is_killed).count() as u64,
        items: notes.collect(),
        ..Suite::default()
    }
}
