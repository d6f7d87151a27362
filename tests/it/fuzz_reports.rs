//! Reports of campaigns and replays, with the files of real ones: rendered, merged, and one night beside another.

use crate::fuzz::{causes, fuzz, text};
use crate::reports::{json, junit, read};
use crate::schemas::holds;
use crate::serve::Serving;
use crate::support::{Ran, adapter, config, goalpost, project, run};
use crate::verify::{Server, TENANTS};
use serde_json::Value;
use std::path::{Path, PathBuf};

const KINDS: [&str; 5] = ["junit", "html", "json", "gitlab", "badge"];

/// `--report` for every kind, in a folder.
fn all_reports(dir: &Path) -> Vec<String> {
    KINDS.iter().map(|kind| format!("--report={kind}={}", text(&dir.join(kind)))).collect()
}

/// `goalpost fuzz OPTIONS -- the adapter in a mode`.
fn night(mode: &str, out: &Path, options: &[String]) -> Ran {
    let mut command = goalpost();
    command.args(["fuzz", "--cases", "1500", "--out"]).arg(out).args(options);
    command.arg("--").args(adapter(&[mode])).output().unwrap().into()
}

/// The causes that a report lists.
fn found(report: &Value) -> Vec<String> {
    let list = report["findings"].as_array().unwrap();
    let mut causes: Vec<String> =
        list.iter().map(|one| one["cause"].as_str().unwrap().to_owned()).collect();
    causes.sort();
    causes
}

#[test]
fn a_night_against_a_server_is_rendered_with_what_was_sent_and_what_came() {
    let server = Server::start(Some("excess-decimals-rounded"));
    let tenants = text(server.tenants.path());
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("findings");
    let reports = all_reports(dir.path());
    let mut options = vec!["--for", "600s", "--findings", "1"];
    options.extend(reports.iter().map(String::as_str));
    let ran = fuzz(&server.url, &tenants, &out, &options);
    assert_eq!(ran.code, 1, "{ran:?}");
    let report = json(&dir.path().join("json"));
    holds("fuzz", &report);
    holds("fuzz-status", &json(&out.join("status.json")));
    assert_eq!(found(&report), causes(&out));
    let first = &report["findings"][0];
    let case = first["case"].as_str().unwrap();
    assert!(Path::new(case).is_file(), "{case}");
    for key in ["sent", "expected", "came"] {
        assert!(first[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {first}");
    }
    let cases = junit(&dir.path().join("junit"));
    let failed: Vec<_> = cases.iter().filter(|(_, state, _)| state == "failure").collect();
    assert_eq!(failed.len(), causes(&out).len(), "{cases:?}");
    assert_eq!(failed[0].0, first["cause"].as_str().unwrap());
    let again = format!("goalpost replay {case} --url {} --tenant-file TENANT_FILE", server.url);
    assert!(failed[0].2.contains(&again), "{failed:?}");
    assert_eq!(json(&dir.path().join("gitlab")).as_array().unwrap().len(), failed.len());
    assert_eq!(json(&dir.path().join("badge"))["message"], "findings");
    let page = read(&dir.path().join("html"));
    assert!(page.contains("<h1 class=\"bad\">findings</h1>"), "{page}");
    assert!(page.contains("goalpost replay ") && page.contains("<dt>came</dt>"), "{page}");
    // The same from the file, later.
    let later = dir.path().join("later");
    std::fs::create_dir(&later).unwrap();
    let file = text(&dir.path().join("json"));
    let reports = all_reports(&later);
    let mut arguments = vec!["report", &file];
    arguments.extend(reports.iter().map(String::as_str));
    let ran = run(&arguments);
    assert_eq!(ran.code, 1, "{ran:?}");
    for kind in KINDS.iter().filter(|kind| **kind != "json") {
        assert_eq!(read(&later.join(kind)), read(&dir.path().join(kind)), "{kind}");
    }

    // One case again, as a report of its own.
    let place = ["--url", &server.url, "--tenant-file", &tenants];
    let again = dir.path().join("again");
    std::fs::create_dir(&again).unwrap();
    let reports = all_reports(&again);
    let mut arguments = vec!["replay", case];
    arguments.extend(place);
    arguments.extend(reports.iter().map(String::as_str));
    let ran = run(&arguments);
    assert_eq!(ran.code, 1, "{ran:?}");
    let replayed = json(&again.join("json"));
    holds("replay", &replayed);
    assert_eq!((&replayed["exit_code"], &replayed["target"]), (&1.into(), &server.url[..].into()));
    let cases = junit(&again.join("junit"));
    assert!(cases.len() == 1 && cases[0].1 == "failure", "{cases:?}");
    assert!(cases[0].2.contains("demanded: ") && cases[0].2.contains("came: "), "{cases:?}");
    assert!(read(&again.join("html")).contains(">still wrong</h1>"));
    let file = text(&again.join("json"));
    let ran =
        run(&["report", &file, "--report", &format!("html={}", text(&dir.path().join("html")))]);
    assert!(ran.code == 1 && ran.out.starts_with("still wrong: "), "{ran:?}");
    // With a server that is right.
    drop(server);
    let right = Server::start(None);
    let tenants = text(right.tenants.path());
    let mut arguments = vec!["replay", case, "--url", &right.url, "--tenant-file", &tenants];
    arguments.extend(reports.iter().map(String::as_str));
    let ran = run(&arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    holds("replay", &json(&again.join("json")));
    assert!(junit(&again.join("junit")).iter().all(|(_, state, _)| state == "passed"));
    // A case has no shards.
    let ran = run(&["report", &file, &file]);
    assert!(ran.code == 2 && ran.err.contains("has no shards"), "{ran:?}");
}

#[test]
fn last_night_against_this_one() {
    let dir = tempfile::tempdir().unwrap();
    let nights = ["blanks", "secret_as_text"].map(|mode| {
        let place = dir.path().join(mode);
        std::fs::create_dir(&place).unwrap();
        let ran = night(mode, &place.join("findings"), &all_reports(&place));
        assert_eq!(ran.code, 1, "{ran:?}");
        holds("fuzz", &json(&place.join("json")));
        place.join("json")
    });
    let [last, this] = nights.each_ref().map(|path| text(path));
    let (old, new) = (found(&json(&nights[0])), found(&json(&nights[1])));
    let same = run(&["report", &last, "--baseline", &last, "--new-only"]);
    let line = format!("0 new, 0 gone, {} still there", old.len());
    assert!(same.code == 0 && same.out.contains(&line), "{same:?}");
    let other = run(&["report", &this, "--baseline", &last, "--new-only"]);
    let fresh: Vec<_> = new.iter().filter(|cause| !old.contains(cause)).collect();
    assert!(other.code == 1 && !fresh.is_empty(), "{other:?}");
    let told: Vec<&str> =
        other.out.lines().filter_map(|line| line.strip_prefix("new   ")).collect();
    assert_eq!(told.len(), fresh.len(), "{other:?}");
    for cause in fresh {
        assert!(
            told.iter().any(|line| line.contains(&format!(": {cause} ("))),
            "{cause}: {told:?}"
        );
    }
    // Another port is no other server: the causes alone are compared.
    let mut moved = json(&nights[0]);
    moved["target"] = "http://127.0.0.1:9".into();
    let path = dir.path().join("moved.json");
    std::fs::write(&path, moved.to_string()).unwrap();
    let ran = run(&["report", &text(&path), "--baseline", &last, "--new-only"]);
    assert!(ran.code == 0 && ran.out.contains(&line), "{ran:?}");
    // A night is not compared with a check.
    let check = dir.path().join("check.json");
    let mut command = goalpost();
    command.args(["check", "--smoke", "--report", &format!("json={}", text(&check)), "--"]);
    command.args(adapter(&["right"])).output().unwrap();
    let ran = run(&["report", &this, "--baseline", &text(&check)]);
    assert!(ran.code == 2 && ran.err.contains("is a report of goalpost check"), "{ran:?}");
}

#[test]
fn shards_of_a_night_are_one_night() {
    let dir = tempfile::tempdir().unwrap();
    let parts: Vec<PathBuf> = (1..=4)
        .map(|part| {
            let place = dir.path().join(part.to_string());
            let shard = format!("--shard={part}/4");
            let path = dir.path().join(format!("{part}.json"));
            let ran = night("blanks", &place, &[shard, format!("--report=json={}", text(&path))]);
            assert_eq!(ran.code, 1, "{ran:?}");
            path
        })
        .collect();
    let merged = dir.path().join("all.json");
    let to = format!("json={}", text(&merged));
    let files: Vec<String> = parts.iter().map(|path| text(path)).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let ran = run(&[&["report"], &files[..], &["--report", &to]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    let merged = json(&merged);
    holds("fuzz", &merged);
    let parts: Vec<Value> = parts.iter().map(|path| json(path)).collect();
    let sum = |key: &dyn Fn(&Value) -> u64| parts.iter().map(key).sum::<u64>();
    assert_eq!(merged["cases"], sum(&|part| part["cases"].as_u64().unwrap()));
    let mut all: Vec<String> = parts.iter().flat_map(found).collect();
    all.sort();
    all.dedup();
    assert_eq!(found(&merged), all);
    for one in merged["findings"].as_array().unwrap() {
        let count = |part: &Value| {
            let list = part["findings"].as_array().unwrap();
            let same = list.iter().find(|other| other["cause"] == one["cause"]);
            same.map_or(0, |same| same["count"].as_u64().unwrap())
        };
        assert_eq!(one["count"], sum(&count), "{one}");
        // Of whichever shard: its case is there.
        assert!(Path::new(one["case"].as_str().unwrap()).is_file(), "{one}");
    }
    let three = run(&[&["report"], &files[..3]].concat());
    assert!(three.code == 2 && three.err.contains("not all shards"), "{three:?}");
}

#[test]
fn what_is_too_little_for_each_shard_can_be_enough_for_all() {
    let dir = tempfile::tempdir().unwrap();
    let tenants = dir.path().join("tenants.toml");
    std::fs::write(&tenants, TENANTS).unwrap();
    let tenants = text(&tenants);
    let serving = Serving::start(&["--quiet", "--tenant-file", &tenants]);
    let mut files = Vec::new();
    for part in 1..=4 {
        let file = text(&dir.path().join(format!("{part}.json")));
        let (shard, report) = (format!("--shard={part}/4"), format!("--report=json={file}"));
        let out = dir.path().join(part.to_string());
        let ran = fuzz(&serving.url, &tenants, &out, &["--cases", "900", &shard, &report]);
        assert!(ran.code == 3 && ran.out.contains("not enough was judged"), "{ran:?}");
        files.push(file);
    }
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let ran = run(&[&["report"], &files[..]].concat());
    assert!(ran.code == 0 && ran.out.starts_with("clean: 3600 cases"), "{ran:?}");
}

#[test]
fn reports_of_goalpost_toml_are_written_beside_it() {
    let keys = "[check]\nreport = [\"junit=check.xml\", \"json=check.json\"]\n[fuzz]\nreport = [\"html=night.html\"]\n";
    let (dir, path) = project(&format!("{keys}{}", config("blanks", "")));
    let file = text(&path);
    let own = text(&dir.path().join("own.xml"));
    let at = |name: &str| dir.path().join(name);
    let check = ["check", "--random", "100", "--config", &file];
    let ran = run(&check);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(at("check.xml").is_file() && at("check.json").is_file() && !at("night.html").exists());
    // The command line goes before the file, kind by kind.
    std::fs::remove_file(at("check.xml")).unwrap();
    let ran = run(&[&check[..], &["--report", &format!("junit={own}")]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(at("own.xml").is_file() && !at("check.xml").exists());
    let out = text(&at("findings"));
    let ran = run(&["fuzz", "--cases", "300", "--config", &file, "--out", &out]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(read(&at("night.html")).contains(">findings</h1>"));
    // What cannot be written is said before the work.
    let bad = keys.replace("check.json", "none/check.json");
    std::fs::write(&path, format!("{bad}{}", config("blanks", ""))).unwrap();
    let ran = run(&check);
    assert!(ran.code == 2 && ran.err.contains("none/check.json: cannot write"), "{ran:?}");
    let bad = keys.replace("junit=", "junitt=");
    std::fs::write(&path, format!("{bad}{}", config("blanks", ""))).unwrap();
    let ran = run(&check);
    assert!(ran.code == 2 && ran.err.contains("goalpost.toml:2:11: there is no report"), "{ran:?}");
}
