//! Reads the JSON report of a command.

use super::from_audit;
use super::from_check::implementation;
use super::from_fuzz::campaign;
use super::from_replay::replayed;
use super::summary::{Agreement, Reported, Summary};
use super::values::{list, number, text, words};
use serde_json::Value;

impl Summary {
    /// Reads a JSON report.
    ///
    /// # Errors
    /// Why it is none that this version renders: one line.
    pub fn read(document: &Value) -> Result<Summary, String> {
        let name = document["command"].as_str().unwrap_or_default();
        let Some(command) = Reported::ALL.into_iter().find(|known| known.name() == name) else {
            let known = Reported::ALL.map(Reported::name).join(", ");
            return Err(format!("is not a JSON report of goalpost {known}"));
        };
        let format = document["format"].as_u64();
        if format != Some(command.format()) {
            return Err(format!(
                "is a report of another version: its format is {}, this version reads {}",
                format.map_or("missing".to_owned(), |format| format.to_string()),
                command.format()
            ));
        }
        let count = |key: &str| number(&document[key]);
        let (suites, scope) = match command {
            Reported::Check => (
                list(&document["implementations"])
                    .iter()
                    .map(|one| implementation(one, document))
                    .collect(),
                format!(
                    "{} golden vectors, {} random goals, seed {}{}",
                    count("vectors") + count("verify_vectors"),
                    count("random"),
                    count("seed"),
                    if document["partial"] == true { ", a part of them" } else { "" }
                ),
            ),
            Reported::Fuzz => (
                vec![campaign(document)],
                format!("{} cases, seed {}", count("cases"), count("seed")),
            ),
            Reported::Replay => (vec![replayed(document)], text(&document["file"])),
            Reported::Audit => (
                from_audit::suites(document),
                format!(
                    "{} vectors, {} mutants",
                    list(&document["vectors"]).len(),
                    list(&document["mutants"]).len()
                ),
            ),
        };
        Ok(Summary {
            command,
            version: text(&document["goalpost"]),
            exit_code: document["exit_code"].as_u64().and_then(|code| u8::try_from(code).ok()),
            scope,
            suites,
            agreements: list(&document["cross_checks"]).iter().map(agreement).collect(),
        })
    }
}

fn agreement(found: &Value) -> Agreement {
    Agreement {
        op: text(&found["op"]),
        groups: list(&found["groups"]).iter().map(words).collect(),
        cases: (number(&found["cases"]), found["estimated"] == true),
        settled: found["settled"] == true,
    }
}
