//! The reports of shards as one: counts added, causes of the same name joined, the verdict of all of them.

use super::summary::Reported;
use crate::campaign::{KindCounts, not_enough};
use crate::run::exit;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Which exit code counts where several apply, the strongest first.
const CHECK_ORDER: [u64; 6] = [2, 3, 130, 1, 4, 0];

/// What must be the same in every shard of a run.
const SAME: [&str; 9] = [
    "format",
    "goalpost",
    "command",
    "seed",
    "vectors",
    "verify_vectors",
    "random",
    "strict",
    "target",
];

/// Merges reports; one is returned as it is.
///
/// # Errors
/// Which of them does not belong to the others, by its name, and why.
pub fn merge(reports: Vec<(String, Value)>) -> Result<Value, String> {
    let mut rest = reports.into_iter();
    let Some((first_name, mut merged)) = rest.next() else {
        return Err("no report is given".to_owned());
    };
    let mut shards = BTreeSet::from([shard(&merged)]);
    let mut count = 1;
    for (name, report) in rest {
        let command = merged["command"].as_str().unwrap_or_default();
        if [Reported::Replay, Reported::Audit].iter().any(|whole| whole.name() == command) {
            return Err(format!("{name}: goalpost {command} has no shards: give one report"));
        }
        if let Some(key) = SAME.iter().find(|key| merged[**key] != report[**key]) {
            return Err(format!(
                "{name}: is of another run than {first_name}: {key} is {}, not {}",
                report[*key], merged[*key]
            ));
        }
        if !shards.insert(shard(&report)) {
            return Err(format!("{name}: the shard {} is given twice", shard(&report)));
        }
        count += 1;
        match merged["command"] == Reported::Fuzz.name() {
            true => join_campaign(&mut merged, report),
            false => join_check(&mut merged, report),
        }
    }
    if count > 1 {
        let whole = shards.iter().filter_map(|shard| shard.split_once('/'));
        let of: BTreeSet<&str> = whole.map(|(_, of)| of).collect();
        let missing = of.len() != 1 || of.first().and_then(|of| of.parse().ok()) != Some(count);
        if missing {
            let given: Vec<&str> = shards.iter().map(String::as_str).collect();
            return Err(format!("these are not all shards of a run: {}", given.join(", ")));
        }
        // As each says of a run that was not split.
        if merged["command"] == Reported::Check.name() {
            merged["shard"] = Value::Null;
            merged["partial"] = Value::Bool(false);
        } else {
            merged["shard"] = "1/1".into();
        }
    }
    Ok(merged)
}

fn shard(report: &Value) -> String {
    report["shard"].as_str().unwrap_or("1/1").to_owned()
}

fn join_check(merged: &mut Value, report: Value) {
    merged["interrupted"] = (merged["interrupted"] == true || report["interrupted"] == true).into();
    join_exit_code(merged, &report);
    merged["complete"] = (merged["complete"] == true && report["complete"] == true).into();
    join_lists(merged, &report, "implementations", &["name"], join_implementation);
    join_lists(merged, &report, "cross_checks", &["op", "settled", "groups"], |ours, theirs| {
        add(ours, theirs, &["cases"]);
    });
}

fn join_implementation(ours: &mut Value, theirs: &Value) {
    add(ours, theirs, &["ran", "passed", "expected_drift", "failed", "restarts"]);
    join_counts(ours, theirs, "skipped");
    join_texts(ours, theirs, "warnings");
    if let (Some(mine), Some(more)) =
        (ours["skipped_vectors"].as_object_mut(), theirs["skipped_vectors"].as_object())
    {
        for (why, ids) in more {
            let known = mine.entry(why.clone()).or_insert_with(|| Value::Array(Vec::new()));
            if let (Some(known), Some(ids)) = (known.as_array_mut(), ids.as_array()) {
                known.extend(ids.iter().cloned());
            }
        }
    }
    if ours["cannot_run"].is_null() {
        ours["cannot_run"] = theirs["cannot_run"].clone();
    }
    if ours["adapter"].is_null() {
        ours["adapter"] = theirs["adapter"].clone();
    }
    join_expectations(ours, theirs);
    join_lists(
        ours,
        theirs,
        "findings",
        &["kind", "expected", "mistakes", "rule", "message"],
        |ours, theirs| {
            add(ours, theirs, &["count", "legal_count"]);
        },
    );
    for list in ["verify_failures", "verify_notes"] {
        join_lists(ours, theirs, list, &["id", "way"], |_, _| {});
    }
    join_lists(
        ours,
        theirs,
        "causes",
        &["weight", "way", "stage", "demanded", "symptoms"],
        |ours, theirs| {
            join_texts(ours, theirs, "ids");
        },
    );
    join_lists(ours, theirs, "wire", &["mistake"], |ours, theirs| {
        add(ours, theirs, &["accepted", "refused"])
    });
    join_exit_code(ours, theirs);
}

fn join_expectations(ours: &mut Value, theirs: &Value) {
    join_lists(ours, theirs, "expectations", &["name", "reason"], |ours, theirs| {
        add(ours, theirs, &["count"]);
        // Met in one shard is met; stale is what no shard saw.
        let order = ["expired", "met", "stale", "not_judged", "off"];
        let rank = |value: &Value| order.iter().position(|state| value["state"] == *state);
        if rank(theirs) < rank(ours) {
            ours["state"] = theirs["state"].clone();
        }
    });
}

fn join_campaign(merged: &mut Value, report: Value) {
    merged["interrupted"] = (merged["interrupted"] == true || report["interrupted"] == true).into();
    // Without a finding, that is --strict and notes.
    let fails = [&merged["exit_code"], &report["exit_code"]].contains(&&Value::from(exit::DRIFT));
    add(merged, &report, &["cases", "cases_in_this_run", "throttled"]);
    let seconds = [&merged["elapsed_seconds"], &report["elapsed_seconds"]]
        .map(|time| time.as_f64().unwrap_or(0.0));
    merged["elapsed_seconds"] = seconds[0].max(seconds[1]).into();
    let rates = [&merged["cases_per_second"], &report["cases_per_second"]]
        .map(|rate| rate.as_f64().unwrap_or(0.0));
    merged["cases_per_second"] = (rates[0] + rates[1]).into();
    // Shards draw from streams of their own: how many of their behaviours are the same is not known.
    for key in ["behaviours", "next_hour"] {
        if merged[key].as_f64() < report[key].as_f64() {
            merged[key] = report[key].clone();
        }
    }
    if merged["gave_up"].is_null() {
        merged["gave_up"] = report["gave_up"].clone();
    }
    join_lists(merged, &report, "kinds", &["kind"], |ours, theirs| {
        add(ours, theirs, &["sent", "judged", "throttled", "not_answered"]);
    });
    for list in ["findings", "flaky"] {
        join_lists(merged, &report, list, &["cause"], |ours, theirs| add(ours, theirs, &["count"]));
    }
    join_lists(merged, &report, "notes", &["note"], |ours, theirs| add(ours, theirs, &["count"]));
    join_expectations(merged, &report);
    // What is too little for each shard may be enough for all of them.
    merged["not_enough"] = not_enough(&coverage(merged)).into();
    merged["exit_code"] = campaign_code(merged, fails).into();
}

/// As `goalpost fuzz` decides for one that ran alone.
fn campaign_code(merged: &Value, fails: bool) -> u8 {
    let list = |key: &str| merged[key].as_array().map_or(&[][..], Vec::as_slice);
    let is_over = |one: &Value| one["state"] == "stale" || one["state"] == "expired";
    match () {
        _ if !merged["gave_up"].is_null() => exit::CANNOT_RUN,
        _ if merged["interrupted"] == true => exit::INTERRUPTED,
        _ if fails || !list("findings").is_empty() => exit::DRIFT,
        _ if !merged["not_enough"].is_null() => exit::CANNOT_RUN,
        _ if list("expectations").iter().any(is_over) => exit::EXPECTATION,
        _ => exit::CONFORMS,
    }
}

/// What was judged, by kind.
fn coverage(merged: &Value) -> BTreeMap<&str, KindCounts> {
    let kinds = merged["kinds"].as_array().into_iter().flatten();
    let judged = |kind: &Value| KindCounts {
        judged: kind["judged"].as_u64().unwrap_or(0),
        ..KindCounts::default()
    };
    kinds.filter_map(|kind| Some((kind["kind"].as_str()?, judged(kind)))).collect()
}

fn join_exit_code(ours: &mut Value, theirs: &Value) {
    let rank = |code: &Value| {
        // One that never ended is none.
        code.as_u64().map(|code| CHECK_ORDER.iter().position(|known| *known == code))
    };
    if rank(&theirs["exit_code"]) < rank(&ours["exit_code"]) {
        ours["exit_code"] = theirs["exit_code"].clone();
    }
}

fn add(ours: &mut Value, theirs: &Value, keys: &[&str]) {
    for key in keys {
        if let (Some(a), Some(b)) = (ours[*key].as_u64(), theirs[*key].as_u64()) {
            ours[*key] = a.saturating_add(b).into();
        }
    }
}

fn join_counts(ours: &mut Value, theirs: &Value, key: &str) {
    let empty = Map::new();
    let more = theirs[key].as_object().unwrap_or(&empty);
    if let Some(mine) = ours[key].as_object_mut() {
        for (name, count) in more {
            let known = mine.get(name).and_then(Value::as_u64).unwrap_or(0);
            mine.insert(name.clone(), known.saturating_add(count.as_u64().unwrap_or(0)).into());
        }
    }
}

fn join_texts(ours: &mut Value, theirs: &Value, key: &str) {
    if let (Some(mine), Some(more)) = (ours[key].as_array_mut(), theirs[key].as_array()) {
        for text in more {
            if !mine.contains(text) {
                mine.push(text.clone());
            }
        }
    }
}

/// Joins the members of two lists that are the same by some keys; the others are appended.
fn join_lists(
    ours: &mut Value,
    theirs: &Value,
    list: &str,
    keys: &[&str],
    join: impl Fn(&mut Value, &Value),
) {
    let Some(more) = theirs[list].as_array() else { return };
    let Some(mine) = ours[list].as_array_mut() else { return };
    for member in more {
        let same = |known: &&mut Value| keys.iter().all(|key| known[*key] == member[*key]);
        match mine.iter_mut().find(same) {
            Some(known) => join(known, member),
            None => mine.push(member.clone()),
        }
    }
}
