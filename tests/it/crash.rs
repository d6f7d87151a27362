//! What is left of a check that does not reach its end.

use crate::support::{adapter, goalpost, root};
use goalpost::adapter::{Cancel, CommandLine};
use goalpost::run::{Event, Gate, Implementation, Plan, Selection, Target, run};
use serde_json::Value;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

/// Answers 400 goals with a wrong signature, then nothing any more.
const STALLS: &str = r#"
import json, sys, time
hello = {"protocol": 1, "name": "stalls", "ops": ["sign"], "window": 16}
answered = 0
for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "hello":
        reply = hello
    else:
        if answered == 400:
            time.sleep(600)
        answered += 1
        reply = {"id": request["id"], "signature": "0" * 64, "canonical": "7b7d"}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
"#;

fn read(path: &Path) -> Option<Value> {
    let text = std::fs::read_to_string(path).ok()?;
    // Every version that a reader can see is a whole document.
    Some(serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}")))
}

/// Waits until a version of the report satisfies a condition.
fn report_that(path: &Path, child: &mut Child, is_it: impl Fn(&Value) -> bool) -> Value {
    loop {
        if let Some(report) = read(path).filter(&is_it) {
            return report;
        }
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_killed_check_leaves_a_valid_report_that_says_it_is_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("stalls.py");
    std::fs::write(&script, STALLS).unwrap();
    let path = folder.path().join("report.json");
    // An earlier run was green; what it left must not stand in for this one.
    std::fs::write(&path, r#"{"complete":true,"exit_code":0,"implementations":[]}"#).unwrap();
    let mut child = goalpost()
        .args(["check", "--format", "json", "--timeout", "1h", "--output"])
        .arg(&path)
        .args(["--", "python3"])
        .arg(&script)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    report_that(&path, &mut child, |report| {
        let findings = report["implementations"][0]["findings"].as_array();
        findings.is_some_and(|findings| !findings.is_empty())
    });
    // SIGKILL: nothing can be written after it.
    child.kill().unwrap();
    child.wait().unwrap();
    let report = read(&path).unwrap();
    assert_eq!(report["complete"], false, "{report}");
    assert_eq!(report["exit_code"], Value::Null, "{report}");
    let found = &report["implementations"][0];
    assert!(found["failed"].as_u64().unwrap() > 0, "{found}");
    assert_eq!(found["adapter"]["name"], "stalls", "{found}");
}

#[test]
fn a_whole_run_says_that_it_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let status = goalpost()
        .args(["check", "--format", "json", "--only", "fields/*", "--output"])
        .arg(&path)
        .arg("--")
        .args(adapter(&[]))
        .status()
        .unwrap();
    let report = read(&path).unwrap();
    assert_eq!(
        (report["complete"].clone(), report["exit_code"].as_i64()),
        (true.into(), status.code().map(i64::from))
    );
}

/// A panic outside of any case ends one implementation, and no other.
#[test]
fn a_panic_costs_one_implementation_its_run_and_nobody_else() {
    let implementation = |name: &str| Implementation {
        name: name.to_owned(),
        target: Target::Adapter(CommandLine {
            dir: Some(root().to_owned()),
            ..CommandLine::new(adapter(&[]).into_iter().map(Into::into).collect())
        }),
        timeout: None,
        expected: Vec::new(),
    };
    let plan = Plan {
        vectors: goalpost::vectors::embedded().unwrap(),
        random: 0,
        seed: 1,
        selection: Selection::default(),
        strict: false,
        learn: false,
        gate: Gate::default(),
        language: None,
        named_by_adapters: false,
        timeout: Duration::from_secs(60),
        jobs: 2,
        today: "2026-11-26".parse().unwrap(),
        now: jiff::Timestamp::now,
    };
    let report = run(
        &plan,
        &[implementation("first"), implementation("second")],
        &Cancel::default(),
        &|place, event| {
            if place == 0 && matches!(event, Event::Started(_)) {
                panic!("planted");
            }
        },
    );
    let [first, second] = &report.implementations[..] else { panic!("{report:?}") };
    let why = &first.cannot_run.as_ref().unwrap().why;
    assert!(why.contains("planted") && first.exit_code() == 3, "{why}");
    assert!(second.cannot_run.is_none() && second.passed > 700, "{second:?}");
}
