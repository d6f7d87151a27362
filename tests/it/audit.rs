//! `goalpost vectors audit`: what the vectors are worth.

use crate::reports::{json as json_of, junit};
use crate::schemas::holds;
use crate::support::{goalpost, root};
use goalpost::run::audit::audit;
use goalpost::vectors::{smoke, store};
use serde_json::Value;

#[test]
fn nothing_survives_and_every_vector_of_the_smoke_set_is_needed() {
    let files = store::load(&root().join("vectors")).unwrap();
    let ids = smoke::embedded().unwrap();
    let whole = audit(&files, Some(&ids));
    assert_eq!(whole.faults, [""; 0]);
    assert!(whole.is_proven && whole.smallest.len() == ids.len());
    assert!(whole.mutants.len() > 700 && whole.equivalents().count() < 30);
    for spare in &ids {
        let fewer: Vec<_> = ids.iter().filter(|id| *id != spare).cloned().collect();
        assert!(!whole.faults_of(&fewer).is_empty(), "{spare} is not needed");
    }
}

#[test]
fn a_vector_that_is_taken_away_is_missed() {
    let dir = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(root().join("vectors")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
    }
    let smoke = smoke::embedded().unwrap();
    let gone = smoke.iter().find(|id| id.starts_with("fields/")).unwrap();
    let file = dir.path().join("sign_fields.json");
    let mut json: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let mut removed = 0;
    for group in json["groups"].as_array_mut().unwrap() {
        group["tests"].as_array_mut().unwrap().retain(|test| {
            let stays = test["id"] != **gone;
            removed += u64::from(!stays);
            stays
        });
    }
    assert_eq!(removed, 1, "{gone} stands in another file");
    json["number_of_tests"] = (json["number_of_tests"].as_u64().unwrap() - 1).into();
    std::fs::write(&file, json.to_string()).unwrap();
    let reports = tempfile::tempdir().unwrap();
    let at = |name: &str| reports.path().join(name);
    let mut command = goalpost();
    command.args(["vectors", "audit", "--vectors"]).arg(dir.path());
    for kind in ["json", "junit", "html"] {
        command.arg(format!("--report={kind}={}", at(kind).display()));
    }
    let out = command.output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "{text}");
    assert!(text.contains(&format!("the smoke selection names {gone}")), "{text}");
    let report = json_of(&at("json"));
    holds("audit", &report);
    let faults = report["faults"].as_array().unwrap().len();
    let cases = junit(&at("junit"));
    assert_eq!(cases.iter().filter(|(_, state, _)| state == "failure").count(), faults);
    let page = std::fs::read_to_string(at("html")).unwrap();
    assert!(page.contains(">the vectors have faults</h1>") && page.contains(&**gone), "{page}");
}
