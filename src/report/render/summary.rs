//! What every rendered report is made of, read from a JSON report of `check` or `fuzz`.

use serde_json::Value;

/// The formats that are read, by command.
const FORMATS: [(&str, u64); 2] = [("check", 2), ("fuzz", 2)];

/// A report of one run.
#[derive(Clone, Debug)]
pub struct Summary {
    /// `check` or `fuzz`.
    pub command: String,
    /// The version of Goalpost that wrote it.
    pub version: String,
    /// The exit code; `None` where the run never ended.
    pub exit_code: Option<u8>,
    /// What was run, in a line.
    pub scope: String,
    /// One for each implementation or server.
    pub suites: Vec<Suite>,
}

/// An implementation or a server.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// Its name.
    pub name: String,
    /// Its command or URL.
    pub command: String,
    /// The runtime that its handshake names.
    pub runtime: Option<String>,
    /// Cases that passed.
    pub passed: u64,
    /// Cases that failed.
    pub failed: u64,
    /// Cases with an expected drift.
    pub expected: u64,
    /// Cases that were not run, by reason.
    pub skipped: Vec<(String, u64)>,
    /// Why it could not be run to the end.
    pub cannot_run: Option<String>,
    /// What was found, the worst first.
    pub items: Vec<Item>,
}

/// How a cause counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It fails the run.
    Failed,
    /// Seen, and not reproduced; fails nothing by itself.
    Flaky,
    /// It is expected.
    Expected,
    /// It is advice.
    Note,
}

/// A cause: a mistake, a rule that a server breaks, a fault.
#[derive(Clone, Debug)]
pub struct Item {
    /// The same in every run: what a baseline is compared by.
    pub key: String,
    /// How it counts.
    pub state: State,
    /// How it came to light: `drift`, `wire_failure`, `cause` and so on.
    pub kind: String,
    /// Its name: the id of a mistake, of a rule, or its kind.
    pub name: String,
    /// What it is, in a sentence.
    pub title: String,
    /// Number of cases.
    pub count: u64,
    /// Whether a goal that a server accepts is hit; `None` where that is no question.
    pub legal: Option<bool>,
    /// Why it is expected.
    pub reason: Option<String>,
    /// The case that shows it best.
    pub sample: Option<String>,
    /// More of it, by name: goal, bytes, what was said.
    pub details: Vec<(String, String)>,
    /// The bytes expected and the bytes that came.
    pub bytes: Option<(String, String)>,
    /// What to do.
    pub fix: Option<String>,
    /// A command that shows it again.
    pub again: Option<String>,
}

impl Summary {
    /// Reads a JSON report.
    ///
    /// # Errors
    /// Why it is none that this version renders: one line.
    pub fn read(document: &Value) -> Result<Summary, String> {
        let command = document["command"].as_str().unwrap_or_default();
        let format = document["format"].as_u64();
        let known = FORMATS.iter().find(|(name, _)| *name == command);
        let Some((_, wanted)) = known else {
            return Err("is no report of goalpost check or goalpost fuzz".to_owned());
        };
        if format != Some(*wanted) {
            return Err(format!(
                "is a report of another version: its format is {}, this version reads {wanted}",
                format.map_or("missing".to_owned(), |format| format.to_string())
            ));
        }
        let suites = match command {
            "fuzz" => vec![campaign(document)],
            _ => list(&document["implementations"]).iter().map(implementation).collect(),
        };
        let number = |key: &str| document[key].as_u64().unwrap_or(0);
        let scope = match command {
            "fuzz" => format!("{} cases, seed {}", number("cases"), number("seed")),
            _ => format!(
                "{} golden vectors, {} random goals, seed {}{}",
                number("vectors") + number("verify_vectors"),
                number("random"),
                number("seed"),
                if document["partial"] == true { ", a part of them" } else { "" }
            ),
        };
        Ok(Summary {
            command: command.to_owned(),
            version: text(&document["goalpost"]),
            exit_code: document["exit_code"].as_u64().and_then(|code| u8::try_from(code).ok()),
            scope,
            suites,
        })
    }

    /// The verdict in words.
    pub fn verdict(&self) -> &'static str {
        match (self.command.as_str(), self.exit_code) {
            (_, None) => "the run never ended",
            ("fuzz", Some(0)) => "clean",
            ("fuzz", Some(1)) => "findings",
            (_, Some(0)) => "conforms",
            (_, Some(1)) => "does not conform",
            (_, Some(2)) => "could not begin",
            (_, Some(3)) => "not everything could be judged",
            (_, Some(4)) => "an expectation is stale",
            (_, Some(130)) => "interrupted",
            (_, Some(_)) => "failed",
        }
    }

    /// Every cause of a state, with the suite it belongs to.
    pub fn items(&self, state: State) -> impl Iterator<Item = (&Suite, &Item)> {
        self.suites.iter().flat_map(move |suite| {
            suite
                .items
                .iter()
                .filter(move |item| item.state == state)
                .map(move |item| (suite, item))
        })
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn words(value: &Value) -> String {
    list(value).iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
}

fn implementation(value: &Value) -> Suite {
    let number = |key: &str| value[key].as_u64().unwrap_or(0);
    let skipped = value["skipped"].as_object().into_iter().flatten();
    let mut items: Vec<Item> = list(&value["findings"]).iter().map(finding).collect();
    let reasons = list(&value["expectations"]);
    for item in items.iter_mut().filter(|item| item.state == State::Expected) {
        let met = reasons.iter().find(|expectation| text(&expectation["name"]) == item.name);
        item.reason = met.map(|expectation| {
            let expires = expectation["expires"].as_str().map(|day| format!(" (until {day})"));
            text(&expectation["reason"]) + &expires.unwrap_or_default()
        });
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
        command: text(&value["command"]),
        runtime: value["adapter"]["runtime"].as_str().map(str::to_owned),
        passed: number("passed"),
        failed: number("failed"),
        expected: number("expected_drift"),
        skipped: skipped.map(|(why, count)| (why.clone(), count.as_u64().unwrap_or(0))).collect(),
        cannot_run: value["cannot_run"]["why"].as_str().map(str::to_owned),
        items,
    }
}

impl Item {
    fn named(name: &str) -> Item {
        Item {
            key: name.to_owned(),
            state: State::Failed,
            kind: name.to_owned(),
            name: name.to_owned(),
            title: String::new(),
            count: 1,
            legal: None,
            reason: None,
            sample: None,
            details: Vec::new(),
            bytes: None,
            fix: None,
            again: None,
        }
    }
}

fn finding(value: &Value) -> Item {
    let kind = text(&value["kind"]);
    let sample = &value["sample"];
    let name = [&value["mistake"], &value["rule"]].into_iter().find_map(Value::as_str);
    let message = value["message"].as_str().or(value["title"].as_str()).unwrap_or_default();
    let name = name.map_or_else(|| kind.clone(), str::to_owned);
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
        key: format!("{kind}/{name}/{}", if value["mistake"].is_null() { message } else { "" }),
        state: if value["expected"] == true { State::Expected } else { State::Failed },
        title: value["title"].as_str().unwrap_or(message).to_owned(),
        count: value["count"].as_u64().unwrap_or(0),
        legal: sample["legal"].as_bool(),
        sample: sample["id"].as_str().map(str::to_owned),
        details,
        bytes: bytes.map(|(expected, actual)| (expected.to_owned(), actual.to_owned())),
        fix: value["fix"].as_str().map(str::to_owned),
        kind,
        ..Item::named(&name)
    }
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

/// A campaign has one suite: its target.
fn campaign(value: &Value) -> Suite {
    let mut items: Vec<Item> = Vec::new();
    let dir = text(&value["dir"]);
    for (key, state) in [("findings", State::Failed), ("flaky", State::Flaky)] {
        for found in list(&value[key]) {
            let cause = text(&found["cause"]);
            let detail = |label: &str, key: &str| {
                let text = found[key].as_str().map_or_else(|| words(&found[key]), str::to_owned);
                (!text.is_empty()).then(|| (label.to_owned(), text))
            };
            let details = [
                detail("weight", "weight"),
                detail("rule", "rule"),
                detail("requirement", "requirement"),
                detail("because", "because"),
                detail("trigger", "trigger"),
                detail("reproduced", "reproduced"),
            ];
            items.push(Item {
                key: format!("finding/{cause}"),
                state,
                title: text(&found["about"]),
                count: found["count"].as_u64().unwrap_or(0),
                sample: Some(format!("{dir}/{cause}/case.json")),
                details: details.into_iter().flatten().collect(),
                again: Some(format!("goalpost replay {dir}/{cause}/case.json")),
                ..Item::named(&cause)
            });
        }
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
    let failed: u64 =
        items.iter().filter(|item| item.state == State::Failed).map(|item| item.count).sum();
    let gave_up = value["gave_up"].as_str().or(value["not_enough"].as_str());
    Suite {
        name: text(&value["target"]),
        command: text(&value["target"]),
        passed: value["cases"].as_u64().unwrap_or(0).saturating_sub(failed),
        failed,
        cannot_run: gave_up.map(str::to_owned),
        items,
        ..Suite::default()
    }
}
