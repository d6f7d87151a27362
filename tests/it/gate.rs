//! What makes a check fail, and what its report puts first.

use crate::support::{Ran, goalpost, project, root, run};
use serde_json::Value;

/// Checks a signer of tests/adapters/typed_signers.py.
fn typed(options: &[&str], mode: &str) -> Ran {
    let script = root().join("tests/adapters/typed_signers.py");
    let adapter = ["python3", script.to_str().unwrap(), mode];
    goalpost().arg("check").args(options).arg("--").args(adapter).output().unwrap().into()
}

#[test]
fn the_smoke_selection_catches_what_typed_sdks_get_wrong() {
    for mode in ["empty_first_touch", "drops_empty", "drops_zero", "undoes_escapes"] {
        let ran = typed(&["--smoke"], mode);
        assert_eq!(ran.code, 1, "{mode}: {}", ran.out);
        assert!(ran.out.contains("hit"), "{mode}: {}", ran.out);
    }
    let ran = typed(&["--smoke"], "right");
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(!ran.out.contains("weakened"), "{}", ran.out);
}

#[test]
fn skips_that_hide_mistakes_fail_the_smoke_check_unless_told_otherwise() {
    let ran = typed(&["--smoke"], "no_thirds");
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(ran.out.contains("weakened by skips"), "{}", ran.out);
    assert!(ran.out.contains("value-wrong-rounding"), "{}", ran.out);
    assert!(ran.out.contains("--allow-skips"), "{}", ran.out);
    let ran = typed(&["--smoke", "--allow-skips"], "no_thirds");
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("weakened by skips"), "{}", ran.out);
    // A full check has other vectors that see it.
    let ran = typed(&["--no-random", "--format", "json"], "no_thirds");
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(ran.code, 0, "{report:#}");
    assert_eq!(report["implementations"][0]["undetected"], Value::Array(Vec::new()));
}

#[test]
fn mistakes_on_legal_goals_come_first_and_the_others_are_folded() {
    let documented = ["check", "--no-random", "--strict", "node-documented"];
    let ran = run(&documented);
    assert_eq!(ran.code, 1);
    let first = ran.out.find("2 mistakes hit real conversions (legal goals); ").unwrap();
    let full = ran.out.find("FAIL node-documented: drift on").unwrap();
    let folded = ran.out.find("only on goals that a server refuses (--verbose").unwrap();
    assert!(first < full && full < folded, "{}", ran.out);
    assert_eq!(ran.out.matches("FAIL node-documented: drift on").count(), 2, "{}", ran.out);
    let unfolded = run(&[&documented[..], &["--verbose"]].concat());
    assert!(unfolded.out.matches("FAIL node-documented: ").count() > 10, "{}", unfolded.out);
}

#[test]
fn with_legal_only_mistakes_on_legal_goals_fail() {
    // Everything is right but what a server refuses.
    let script = root().join("scripts/adapters/node_corrected.mjs");
    let dir = tempfile::tempdir().unwrap();
    let adapter = dir.path().join("adapter.mjs");
    let text = std::fs::read_to_string(script).unwrap();
    let refusing = text.replace("throw new Refused(", "throw new Error(");
    assert_ne!(text, refusing);
    std::fs::write(&adapter, refusing).unwrap();
    std::fs::copy(
        root().join("scripts/adapters/goalpost_adapter.mjs"),
        dir.path().join("goalpost_adapter.mjs"),
    )
    .unwrap();
    let check = |options: &[&str]| -> Ran {
        let mut command = goalpost();
        command.args(["check", "--no-random"]).args(options).args(["--", "node"]).arg(&adapter);
        command.output().unwrap().into()
    };
    let ran = check(&[]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("no mistake hits real conversions (legal goals); "), "{}", ran.out);
    let ran = check(&["--legal"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("not gated because of --legal"), "{}", ran.out);
    let documented = run(&["check", "--no-random", "--strict", "--legal", "node-documented"]);
    assert_eq!(documented.code, 1, "{}", documented.out);
}

#[test]
fn a_summary_goes_to_the_console_when_the_report_goes_to_a_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.json");
    let output = ["check", "--no-random", "--format", "json", "--output", path.to_str().unwrap()];
    let ran = run(&[&output[..], &["--strict", "node-documented"]].concat());
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("2 mistakes hit real conversions"), "{}", ran.out);
    assert!(ran.out.contains("raw-utf8-not-ascii-escaped"), "{}", ran.out);
    assert!(ran.out.ends_with("does not conform: node-documented\n"), "{}", ran.out);
    let report: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let findings = report["implementations"][0]["findings"].as_array().unwrap().clone();
    assert!(findings[0]["legal_count"].as_u64().unwrap() > 0, "{:#}", findings[0]);
    let quiet = run(&[&output[..], &["--quiet", "python-documented"]].concat());
    assert_eq!((quiet.code, &*quiet.out), (0, ""));
}

#[test]
fn an_expected_unsupported_covers_sending_too() {
    let script = root().join("tests/adapters/send_without_nul.py");
    let entry = |expect: &str| {
        format!(
            "[[implementation]]\nname = \"a\"\ncommand = [\"python3\", {:?}]\n{expect}",
            script.to_str().unwrap()
        )
    };
    let check = |config: &str| {
        let (_dir, path) = project(config);
        run(&["check", "--no-random", "--only", "send/text/**", "--config", path.to_str().unwrap()])
    };
    let ran = check(&entry(""));
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("of the legal domain: cannot hold NUL"), "{}", ran.out);
    let expected = "[[implementation.expect]]\nunsupported = \"cannot hold NUL\"\nreason = \"strings end there\"\n";
    let ran = check(&entry(expected));
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("expected 2: unsupported: cannot hold NUL"), "{}", ran.out);
}

#[test]
fn the_configuration_is_found_above_and_named() {
    let (dir, path) =
        project("[[implementation]]\nname = \"a\"\ncommand = [\"python3\", \"adapter.py\"]\n");
    let adapter = root().join("scripts/adapters/python_documented.py");
    let glue = root().join("scripts/adapters/goalpost_adapter.py");
    std::fs::copy(adapter, dir.path().join("adapter.py")).unwrap();
    std::fs::copy(glue, dir.path().join("goalpost_adapter.py")).unwrap();
    let below = dir.path().join("src/deep");
    std::fs::create_dir_all(&below).unwrap();
    let mut command = goalpost();
    command.current_dir(&below).args(["check", "--only", "fields/minimal"]);
    let ran: Ran = command.output().unwrap().into();
    assert_eq!(ran.code, 0, "{ran:?}");
    let used = path.canonicalize().unwrap();
    assert!(ran.err.contains(&format!("using {}", used.display())), "{}", ran.err);
    // Nothing is said of the one in the current folder.
    let mut command = goalpost();
    command.current_dir(dir.path()).args(["check", "--only", "fields/minimal"]);
    let ran: Ran = command.output().unwrap().into();
    assert_eq!((ran.code, &*ran.err), (0, ""), "{ran:?}");
}

#[test]
fn skips_are_grouped_by_kind() {
    let script = root().join("tests/adapters/many_skips.py");
    let mut command = goalpost();
    command.args(["check", "--no-random", "--", "python3"]).arg(&script);
    let ran: Ran = command.output().unwrap().into();
    let lines: Vec<&str> = ran.out.lines().filter(|line| line.contains("  skipped ")).collect();
    assert_eq!(lines.len(), 6, "{lines:?}");
    assert!(
        lines.iter().any(|line| line.ends_with("the text \"…\" has # characters")),
        "{lines:?}"
    );
    assert!(lines[5].contains("more reasons (--verbose lists them)"), "{lines:?}");
}
