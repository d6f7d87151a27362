//! Reports for other tools, as those tools read them.

use crate::schemas::holds;
use crate::support::{Ran, adapter, config, goalpost, project, run};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

/// `goalpost check OPTIONS -- the adapter in a mode`, with further reports in a folder.
fn check(dir: &Path, options: &[&str], mode: &str) -> Ran {
    let kinds = ["junit", "html", "json", "gitlab", "badge"];
    let reports = kinds.iter().map(|kind| format!("--report={kind}={}", text(&dir.join(kind))));
    let mut command = goalpost();
    command.args(["check", "--random", "2000"]).args(options).args(reports);
    command.env_remove("GITHUB_ACTIONS").arg("--").args(adapter(&[mode])).output().unwrap().into()
}

/// What a reader of JUnit that knows nothing of Goalpost makes of a file. It is as strict as Jenkins: elements and
/// attributes that the schema of its xUnit plugin does not have are refused, and so are counts that are not right.
const READER: &str = r#"
import json, sys, xml.etree.ElementTree as tree
COUNTS = {'failures': 'failure', 'errors': 'error', 'skipped': 'skipped'}
# By element: attributes that are required, attributes that may be there, children.
SCHEMA = {
    'testsuites': ('', 'name time tests failures errors', 'testsuite'),
    'testsuite': ('name tests failures errors',
                  'group time skipped timestamp hostname id package file log url',
                  'testsuite properties testcase system-out system-err'),
    'testcase': ('name', 'time classname group', 'skipped error failure system-out system-err'),
    'skipped': ('', 'type message', ''),
    'error': ('', 'type message', ''),
    'failure': ('', 'type message', ''),
    'system-out': ('', '', ''),
}
def check(element):
    required, optional, children = (part.split() for part in SCHEMA[element.tag])
    assert set(required) <= set(element.attrib) <= set(required + optional), (element.tag, element.attrib)
    for child in element:
        assert child.tag in children, (element.tag, child.tag)
        check(child)
root = tree.parse(sys.argv[1]).getroot()
assert root.tag == 'testsuites', root.tag
check(root)
cases = []
for suite in root:
    inside = suite.findall('testcase')
    assert int(suite.get('tests')) == len(inside)
    for name, tag in COUNTS.items():
        found = sum(1 for case in inside if case.find(tag) is not None)
        assert int(suite.get(name)) == found, (name, suite.get(name), found)
    names = [case.get('name') for case in inside]
    assert len(names) == len(set(names)), names
    for case in inside:
        assert case.get('classname')
        state = [child.tag for child in case if child.tag != 'system-out']
        assert len(state) < 2, state
        cases.append([case.get('name'), state[0] if state else 'passed', ''.join(case.itertext())])
for name in ('tests', 'failures', 'errors'):
    assert int(root.get(name)) == sum(int(suite.get(name)) for suite in root), name
print(json.dumps(cases))
"#;

/// Its cases: name, state and text.
pub(crate) fn junit(path: &Path) -> Vec<(String, String, String)> {
    let output = Command::new("python3").args(["-c", READER, text(path)]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_failing_run_is_read_by_whoever_reads_junit_gitlab_and_badges() {
    let dir = tempfile::tempdir().unwrap();
    let ran = check(dir.path(), &[], "blanks");
    assert_eq!(ran.code, 1, "{ran:?}");
    let cases = junit(&dir.path().join("junit"));
    let failed: Vec<_> = cases.iter().filter(|(_, state, _)| state == "failure").collect();
    assert_eq!(failed.len(), 1, "{cases:?}");
    // The same in every run, however many cases show it.
    assert_eq!(failed[0].0, "default-separators");
    for part in ["expected  {\"event_name\":", "signed    {\"event_name\": ", "fix: ", "from: "] {
        assert!(failed[0].2.contains(part), "{part}: {failed:?}");
    }
    let quality = json(&dir.path().join("gitlab"));
    assert_eq!(quality.as_array().unwrap().len(), 1);
    assert_eq!(
        (&quality[0]["check_name"], &quality[0]["severity"]),
        (&"default-separators".into(), &"critical".into())
    );
    assert_eq!(quality[0]["fingerprint"].as_str().unwrap().len(), 16);
    let badge = json(&dir.path().join("badge"));
    assert_eq!((&badge["schemaVersion"], &badge["color"]), (&1.into(), &"red".into()));
    let source = json(&dir.path().join("json"));
    assert_eq!(source["exit_code"], 1);
    let page = read(&dir.path().join("html"));
    assert!(page.len() < 500_000 && page.contains("does not conform"), "{}", page.len());
    assert!(!page.contains("http://") && !page.contains("https://"), "it asks nobody for anything");
}

#[test]
fn what_is_right_and_what_is_expected_fails_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let ran = check(dir.path(), &[], "right");
    assert_eq!(ran.code, 0, "{ran:?}");
    let cases = junit(&dir.path().join("junit"));
    assert!(cases.iter().all(|(_, state, _)| state == "passed" || state == "skipped"), "{cases:?}");
    assert_eq!(json(&dir.path().join("gitlab")), Value::Array(Vec::new()));
    assert_eq!(json(&dir.path().join("badge"))["color"], "brightgreen");

    let expects = "[[implementation.expect]]\nmistake = \"default-separators\"\nreason = \"<known> & \\\"told\\\"\"\n";
    let (folder, path) = project(&config("blanks", expects));
    let report = folder.path().join("junit.xml");
    let ran = run(&[
        "check",
        "--random",
        "500",
        "--config",
        text(&path),
        "--report",
        &format!("junit={}", text(&report)),
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let cases = junit(&report);
    let expected = cases.iter().find(|(name, ..)| name == "default-separators").unwrap();
    assert_eq!(expected.1, "skipped");
    assert!(read(&report).contains("expected: &lt;known&gt; &amp;"), "{}", read(&report));
}

#[test]
fn an_implementation_that_cannot_be_run_is_an_error_in_every_report() {
    let dir = tempfile::tempdir().unwrap();
    let ran = check(dir.path(), &[], "exit_at_once");
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(junit(&dir.path().join("junit")).iter().any(|(_, state, _)| state == "error"));
    assert_eq!(json(&dir.path().join("gitlab"))[0]["severity"], "blocker");
    assert!(read(&dir.path().join("html")).contains("could not be run"));
}

#[test]
fn github_gets_annotations_and_a_summary_whoever_asks() {
    let dir = tempfile::tempdir().unwrap();
    let summary = dir.path().join("summary.md");
    std::fs::write(&summary, "## before\n").unwrap();
    let mut command = goalpost();
    command.args(["check", "--random", "500", "--"]).args(adapter(&["blanks"]));
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
    let ran: Ran = command.output().unwrap().into();
    let errors: Vec<&str> = ran.out.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(errors.len(), 1, "{ran:?}");
    assert!(
        errors[0].starts_with("::error title=page%3A default-separators::default-separators"),
        "{errors:?}"
    );
    let page = read(&summary);
    assert!(page.starts_with("## before\n## Goalpost: does not conform\n"), "{page}");
    assert!(page.contains("expected  {\"event_name\":") && page.contains("fix: "), "{page}");
    // A JSON report on standard output stays one.
    let mut command = goalpost();
    command.args(["check", "--random", "500", "--format", "json", "--report", "github", "--"]);
    command
        .args(adapter(&["blanks"]))
        .env_remove("GITHUB_ACTIONS")
        .env_remove("GITHUB_STEP_SUMMARY");
    let ran: Ran = command.output().unwrap().into();
    assert!(serde_json::from_str::<Value>(&ran.out).is_ok(), "{ran:?}");
    assert_eq!(ran.err.lines().filter(|line| line.starts_with("::error ")).count(), 1);
}

/// The reports of all shards of a run.
fn shards(dir: &Path, adapter: &[String], seed: &str) -> Vec<PathBuf> {
    (1..=4)
        .map(|part| {
            let path = dir.join(format!("{seed}-{part}.json"));
            let mut command = goalpost();
            command.args(["check", "--random", "2000", "--seed", seed, "--format", "json"]);
            command.args(["--shard", &format!("{part}/4"), "--output", text(&path), "--"]);
            let ran: Ran = command.args(adapter).output().unwrap().into();
            assert!(ran.code < 2, "{ran:?}");
            path
        })
        .collect()
}

#[test]
fn shards_give_the_verdict_and_the_counts_of_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    // The last one sends requests that show two mistakes at once, beside those that show one of them.
    let node = ["node", "scripts/adapters/node_documented.mjs"].map(str::to_owned).to_vec();
    for (mode, code) in [(adapter(&["right"]), 0), (adapter(&["blanks"]), 1), (node, 1)] {
        let whole = dir.path().join("whole.json");
        let mut command = goalpost();
        command.args([
            "check",
            "--random",
            "2000",
            "--seed",
            "7",
            "--no-learn",
            "--format",
            "json",
            "--output",
        ]);
        command.arg(&whole).arg("--").args(&mode).output().unwrap();
        let parts = shards(dir.path(), &mode, "7");
        let merged = dir.path().join("merged.json");
        let arguments: Vec<&str> = parts.iter().map(|path| text(path)).collect();
        let to = format!("json={}", text(&merged));
        let ran = run(&[&["report"], &arguments[..], &["--report", &to]].concat());
        assert_eq!(ran.code, code, "{mode:?}: {ran:?}");
        let (whole, merged) = (json(&whole), json(&merged));
        holds("check", &whole);
        holds("check", &merged);
        assert_eq!(merged["exit_code"], whole["exit_code"]);
        assert_eq!((&merged["partial"], &merged["shard"]), (&whole["partial"], &Value::Null));
        let (ours, theirs) = (&merged["implementations"][0], &whole["implementations"][0]);
        for key in ["ran", "passed", "failed", "expected_drift", "skipped"] {
            assert_eq!(ours[key], theirs[key], "{mode:?}: {key}");
        }
        // By cause: cases, and those of them that are real conversions.
        let causes = |reports: &[Value]| {
            let mut sums: BTreeMap<[String; 3], [u64; 2]> = BTreeMap::new();
            for report in reports {
                for found in report["implementations"][0]["findings"].as_array().unwrap() {
                    let cause = ["kind", "mistakes", "message"].map(|key| found[key].to_string());
                    let sum = sums.entry(cause).or_default();
                    sum[0] += found["count"].as_u64().unwrap();
                    sum[1] += found["legal_count"].as_u64().unwrap();
                }
            }
            sums
        };
        let of_parts: Vec<Value> = parts.iter().map(|path| json(path)).collect();
        let of_merged = causes(std::slice::from_ref(&merged));
        assert_eq!(of_merged, causes(&of_parts), "{mode:?}");
        let entries = ours["findings"].as_array().unwrap().len();
        assert_eq!(entries, of_merged.len(), "each cause is there once: {mode:?}");
        // A signer with several mistakes is explained by what a shard sees of it.
        if mode[0] != "node" {
            assert_eq!(of_merged, causes(std::slice::from_ref(&whole)), "{mode:?}");
        }
    }
}

#[test]
fn only_what_is_new_is_told_apart_from_the_baseline() {
    let dir = tempfile::tempdir().unwrap();
    let (old, new) = (dir.path().join("old"), dir.path().join("new"));
    for (path, mode) in [(&old, "blanks"), (&new, "secret_as_text")] {
        std::fs::create_dir(path).unwrap();
        check(path, &[], mode);
    }
    let (old, new) = (old.join("json"), new.join("json"));
    let same = run(&["report", text(&old), "--baseline", text(&old), "--new-only"]);
    assert!(same.code == 0 && same.out.contains("0 new, 0 gone, 1 still there"), "{same:?}");
    let other = run(&["report", text(&new), "--baseline", text(&old), "--new-only"]);
    assert!(other.code == 1 && other.out.contains("\nnew   page: "), "{other:?}");
    assert!(other.out.contains("\ngone  page: default-separators"), "{other:?}");
    // A drift that is planted beside a known one is alone in being new: both are in the report.
    let node = dir.path().join("node");
    let report = format!("json={}", text(&node));
    let ran =
        run(&["check", "node-documented", "--strict", "--random", "500", "--report", &report]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let mut known = json(&node);
    let findings = known["implementations"][0]["findings"].as_array_mut().unwrap();
    findings.retain(|finding| finding["mistake"] != "del-char-not-escaped");
    assert!(!findings.is_empty());
    let without = dir.path().join("without");
    std::fs::write(&without, known.to_string()).unwrap();
    let planted = run(&["report", text(&node), "--baseline", text(&without), "--new-only"]);
    assert_eq!(planted.code, 1, "{planted:?}");
    let said: Vec<&str> = planted.out.lines().filter(|line| line.starts_with("new ")).collect();
    // In what it signs, and in what it sends.
    assert_eq!(said.len(), 2, "{planted:?}");
    assert!(said[0].starts_with("new   node-documented: del-char-not-escaped ("), "{said:?}");
    assert!(said[1].starts_with("new   node-documented: del-char-not-escaped, on the wire ("));
    let still = "\nstill node-documented: raw-utf8-not-ascii-escaped (";
    assert!(planted.out.contains(still), "{planted:?}");
    // What could not be run, or never ended, has nothing new and proves nothing.
    check(dir.path(), &[], "exit_at_once");
    let stuck = dir.path().join("json");
    let again = run(&["report", text(&stuck), "--baseline", text(&stuck), "--new-only"]);
    assert!(again.code == 3 && again.out.contains("0 new, 0 gone, 1 still there"), "{again:?}");
    let mut cut = json(&old);
    cut["exit_code"] = Value::Null;
    std::fs::write(&stuck, cut.to_string()).unwrap();
    let again = run(&["report", text(&stuck), "--baseline", text(&old), "--new-only"]);
    assert!(again.code == 3 && again.out.contains("0 new, 0 gone, 1 still there"), "{again:?}");
    let mended = run(&["report", text(&old), "--baseline", text(&new)]);
    assert_eq!(mended.code, 1, "without --new-only, what fails the run fails: {mended:?}");
}

#[test]
fn what_is_no_report_of_this_run_is_one_line_and_nothing_is_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let parts = shards(dir.path(), &adapter(&["right"]), "1");
    let others = shards(dir.path(), &adapter(&["right"]), "2");
    let out = dir.path().join("out.xml");
    let to = format!("junit={}", text(&out));
    let whole = read(&parts[0]);
    let write = |name: &str, content: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    std::fs::write(&out, "of yesterday").unwrap();
    let half = write("half.json", &whole[..whole.len() / 2]);
    let older = write("older.json", &whole.replacen("\"format\": 2", "\"format\": 1", 1));
    let other = write("other.json", "{\"command\": \"explain\", \"format\": 1}");
    let list = write("list.json", "[1, 2]");
    let empty = write("empty.json", "");
    for (files, what) in [
        (vec![&half], "half of one"),
        (vec![&older], "another version"),
        (vec![&other], "is not a JSON report of goalpost check, fuzz, replay, vectors audit"),
        (vec![&list], "is not a JSON report of goalpost check, fuzz, replay, vectors audit"),
        (vec![&empty], "no JSON report"),
        (vec![&parts[0], &parts[1], &parts[2]], "not all shards"),
        (vec![&parts[0], &parts[0]], "given twice"),
        (vec![&parts[0], &others[1], &parts[2], &parts[3]], "seed is 2, not 1"),
    ] {
        let files: Vec<&str> = files.into_iter().map(|path| text(path)).collect();
        let ran = run(&[&["report"], &files[..], &["--report", &to]].concat());
        assert!(ran.code == 2 && ran.err.contains(what), "{what}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        assert!(ran.out.is_empty() && read(&out) == "of yesterday", "{ran:?}");
    }
}
