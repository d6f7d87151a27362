//! `goalpost check` as a user runs it.

use crate::support::{adapter, check, check_json, config, findings, goalpost, project, run};
use serde_json::Value;

#[test]
fn the_project_conforms_with_its_expected_drifts() {
    let ran = run(&["check", "--random", "2000"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("raw non-ASCII") && ran.out.contains("raw DEL"), "{}", ran.out);
    assert!(ran.err.is_empty(), "silence in a pipe: {}", ran.err);
    assert!(!ran.out.contains('\u{1b}'), "no colours in a pipe");
}

#[test]
fn strict_shows_every_drift_shrunk() {
    let ran = run(&["check", "--strict", "--no-random", "--verbose", "node-documented"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for shown in [
        r#"{"event_name":"a","properties":{"plan":"\u00e9"}}"#,
        r#"{"event_name":"\u007f"}"#,
        r#"{"event_name":"a","properties":{"value":0.125}}"#,
        "byte 15: 5c 75 30 30 37 66 expected, 7f 22 2c 22 70 72 signed",
    ] {
        assert!(ran.out.contains(shown), "{shown}\n{}", ran.out);
    }
    assert!(!ran.out.contains("no known mistake"), "{}", ran.out);
}

#[test]
fn a_corrected_node_signer_has_no_drift_on_wild_goals() {
    let ran = run(&["check", "--strict", "--seed", "77", "node-corrected", "python-documented"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn an_adapter_from_the_page_alone_is_gated_without_configuration() {
    let dir = tempfile::tempdir().unwrap();
    let ran = goalpost()
        .current_dir(dir.path())
        .args(["check", "--random", "500", "--"])
        .args(crate::support::adapter(&[]))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&ran.stdout);
    assert_eq!(ran.status.code(), Some(0), "{text}");
    assert!(
        text.contains("skipped") && text.contains("feature \"lone_surrogates\" not declared"),
        "{text}"
    );
}

#[test]
fn mistakes_are_named_with_and_without_the_signed_bytes() {
    for (mode, dialect) in [
        ("blanks", "default-separators"),
        ("secret_as_text", "secret-used-as-text"),
        ("upper_case", "uppercase-hex-output"),
    ] {
        let (code, implementation) = check_json(&["--random", "100"], &[mode]);
        assert_eq!(code, 1);
        let found = findings(&implementation);
        assert!(
            found.iter().all(|(kind, name, _)| kind == "drift" && name == dialect),
            "{found:?}"
        );
    }
}

#[test]
fn the_same_drift_is_one_entry_with_a_count() {
    let (code, implementation) = check_json(&["--random", "400"], &["blanks"]);
    assert_eq!(code, 1);
    let found = findings(&implementation);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].2 > 800, "{found:?}");
    let sample = &implementation["findings"][0]["sample"];
    assert_eq!(sample["goal"], r#"{"event_name":"a"}"#);
    assert_eq!(sample["tenant_id"], "t");
}

#[test]
fn a_drift_that_nothing_explains_is_shown_by_where_it_is() {
    let (code, implementation) = check_json(&["--random", "200", "--no-learn"], &["unknown"]);
    assert_eq!(code, 1);
    let found = findings(&implementation);
    assert!(found.iter().all(|(kind, ..)| kind == "unexplained_drift"), "{found:?}");
    assert_eq!(found[0].1, "in event_name: a letter expected, a letter signed");
    let sample = &implementation["findings"][0]["sample"];
    assert_eq!(sample["goal"], r#"{"event_name":"purchase"}"#);
    // The differing stretch, field by field.
    assert_eq!(
        sample["differences"],
        serde_json::json!([r#"event_name: "purchase" expected, "esahcrup" signed"#])
    );
}

#[test]
fn five_mistakes_at_once_are_named_from_the_bytes() {
    let (code, implementation) =
        check_json(&["--no-random", "--only", "text/latin/*"], &["five_mistakes"]);
    assert_eq!(code, 1);
    let found = findings(&implementation);
    let names: Vec<&str> = found.iter().map(|(_, name, _)| name.as_str()).collect();
    assert!(found.iter().all(|(kind, ..)| kind == "drift"), "{found:?}");
    for name in [
        "default-separators",
        "raw-utf8-not-ascii-escaped",
        "body-reserialised-and-sorted",
        "trailing-newline",
    ] {
        assert!(names.contains(&name), "{name}: {found:?}");
    }
}

#[test]
fn implementations_are_grouped_by_who_agrees_with_whom() {
    let mut text = String::new();
    for mode in ["right", "blanks", "five_mistakes"] {
        text.push_str(&format!(
            "[[implementation]]\nname = \"{mode}\"\ncommand = {:?}\n",
            adapter(&[mode])
        ));
    }
    let (dir, path) = project(&text);
    let config = path.to_str().unwrap();
    let file = dir.path().join("report.json");
    let to_file = format!("json={}", file.display());
    let text = run(&["check", "--config", config, "--no-random", "--report", &to_file]).out;
    let report: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let groups = &report["cross_checks"][0]["groups"];
    assert_eq!(*groups, serde_json::json!([["reference", "right"], ["blanks"], ["five_mistakes"]]));
    assert!(report["cross_checks"][0]["cases"].as_u64().unwrap() > 400);
    assert!(text.contains("goals: reference = right | blanks | five_mistakes"), "{text}");
    // Over everything: the five, and what one of them does to U+007F. On no legal goal is anything else found.
    let findings = report["implementations"][2]["findings"].as_array().unwrap();
    let legal = findings.iter().filter(|finding| finding["legal_count"].as_u64() > Some(0));
    let mut named: Vec<&str> = legal.map(|f| f["mistake"].as_str().unwrap_or("none")).collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "default-separators",
            "del-char-not-escaped",
            "raw-utf8-not-ascii-escaped",
            "tenant-id-omitted",
            "trailing-newline",
            "value-as-float"
        ]
    );
}

#[test]
fn the_smoke_selection_alone_finds_a_drift() {
    let (code, implementation) = check_json(&["--smoke"], &["blanks"]);
    assert_eq!((code, implementation["ran"].as_u64().unwrap() < 40), (1, true));
    assert_eq!(check(&["--smoke"], &["right"]).code, 0);
}

#[test]
fn the_same_seed_gives_the_same_report() {
    let once = || run(&["check", "--random", "1500", "--seed", "9", "--format", "json"]).out;
    let (first, second) = (once(), once());
    assert!(first.contains("\"seed\": 9"));
    assert_eq!(first, second);
}

#[test]
fn an_expectation_hides_nothing_else() {
    let expect =
        "[[implementation.expect]]\ndialect = \"default-separators\"\nreason = \"known\"\n";
    let (_dir, path) = project(&config("blanks", expect));
    let path = path.to_string_lossy();
    let ran = run(&["check", "--config", &path, "--random", "50"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("expected") && ran.out.contains("default-separators"), "{}", ran.out);

    let (_dir, path) = project(&config("upper_case", expect));
    let path = path.to_string_lossy();
    let ran = run(&["check", "--config", &path, "--random", "50"]);
    assert_eq!(ran.code, 1, "another drift is not covered: {ran:?}");
    let ran = run(&["check", "--config", &path, "--random", "50", "--strict"]);
    assert_eq!(ran.code, 1, "{ran:?}");
}

#[test]
fn stale_and_expired_expectations_fail() {
    let expect =
        "[[implementation.expect]]\ndialect = \"default-separators\"\nreason = \"known\"\n";
    let (_dir, path) = project(&config("good", expect));
    let path = path.to_string_lossy();
    let ran = run(&["check", "--config", &path, "--random", "50"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.out.contains("stale"), "{}", ran.out);
    // A run that never asks for it says nothing about it.
    let raw = expect.replace("default-separators", "raw-utf8-not-ascii-escaped");
    let (_dir, path) = project(&config("good", &raw));
    let path = path.to_string_lossy();
    assert_eq!(run(&["check", "--config", &path, "--only", "money/*"]).code, 0);
    assert_eq!(run(&["check", "--config", &path, "--no-random"]).code, 4);

    let expired = format!("{expect}expires = \"2020-01-31\"\n");
    let (_dir, path) = project(&config("blanks", &expired));
    let ran = run(&["check", "--config", &path.to_string_lossy(), "--random", "50"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.out.contains("expired after 2020-01-31"), "{}", ran.out);
}

#[test]
fn unsupported_in_the_legal_domain_fails_unless_expected_by_name() {
    let (_dir, path) = project(&config("unsupported_all", ""));
    let ran = run(&["check", "--config", &path.to_string_lossy(), "--random", "50"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let expect = "[[implementation.expect]]\nunsupported = \"cannot\"\nreason = \"a stub\"\n";
    let (_dir, path) = project(&config("unsupported_all", expect));
    let ran = run(&["check", "--config", &path.to_string_lossy(), "--random", "50"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_missing_runtime_costs_nobody_else_their_results() {
    let text = config("good", "")
        + "[[implementation]]\nname = \"gone\"\ncommand = [\"no-such-runtime\"]\n";
    let (_dir, path) = project(&text);
    let ran = run(&["check", "--config", &path.to_string_lossy(), "--random", "50"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.out.contains("pass page"), "{}", ran.out);
    assert!(ran.out.contains("no-such-runtime was not found. Install it"), "{}", ran.out);
}

#[test]
fn configuration_errors_name_the_place() {
    for (text, what) in [
        (
            "[[implementation]]\nname = \"a\"\ncomand = [\"x\"]\n",
            "goalpost.toml:3:1: unknown field `comand`",
        ),
        ("[[implementation]]\nname = \"a\"\ncommand = [\"x\"\n", "goalpost.toml:"),
        ("", "no implementation"),
        ("[[implementation]]\nname = \"a\"\n", "missing field `command`"),
    ] {
        let (_dir, path) = project(text);
        let ran = run(&["check", "--config", &path.to_string_lossy()]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(what), "{what}: {}", ran.err);
    }
}

#[test]
fn usage_errors() {
    for arguments in [
        &["check", "--shard", "0/4"][..],
        &["check", "--timeout", "soon"],
        &["check", "--only", "["],
        &["check", "nobody"],
        &["check", "--config", "/nowhere/goalpost.toml"],
        &["check", "--vectors", "/nowhere"],
        &["check", "--vectors", "src"],
        &["check", "--output", "/nowhere/report.json"],
        &["check", "--output", "src"],
        &["check", "--jobs", "0"],
        &["check", "--timeout", "1e19"],
        &["check", "--"],
        &["check", "--config", "/dev/zero"],
        &["dance"],
        &[],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_broken_vectors_file_is_an_error_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let text =
        std::fs::read_to_string(crate::support::root().join("vectors/sign_text.json")).unwrap();
    let path = dir.path().join("sign_text.json");
    let folder = dir.path().to_string_lossy().into_owned();
    std::fs::write(&path, &text[..text.len() / 2]).unwrap();
    let ran = check(&["--vectors", &folder], &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("sign_text.json: line "), "{}", ran.err);

    let edited = text.replacen("\"signature\": \"", "\"signature\": \"0", 1);
    let edited = edited.replacen("{\"event_name\":\"purchase\"", "{\"event_name\":\"parchase\"", 1);
    std::fs::write(&path, edited).unwrap();
    let ran = check(&["--vectors", &folder], &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("the signature is not that of canonical"), "{}", ran.err);

    std::fs::write(&path, &text).unwrap();
    let ran = check(&["--vectors", &folder, "--no-random"], &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn selections_run_what_they_say() {
    let count = |options: &[&str]| {
        let (code, implementation) = check_json(options, &[]);
        assert_eq!(code, 0);
        implementation["ran"].as_u64().unwrap()
    };
    let all = count(&["--random", "300"]);
    let shards: u64 =
        (1..=3).map(|i| count(&["--random", "300", "--shard", &format!("{i}/3")])).sum();
    assert_eq!(all, shards);
    assert_eq!(count(&["--only", "money/tie/0.125"]), 1);
    assert_eq!(count(&["--only", "random/1/42", "--random", "100"]), 1);

    let ran = check(&["--only", "nothing/like/it"], &[]);
    assert_eq!(ran.code, 3, "a run that executed nothing fails: {ran:?}");
    assert!(ran.out.contains("nothing was executed"), "{}", ran.out);
}

#[test]
fn the_report_goes_to_a_file_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.json");
    let name = path.to_string_lossy().into_owned();
    let ran = check(&["--no-random", "--format", "json", "--output", &name], &[]);
    assert!(ran.code == 0 && ran.out.ends_with("\nconforms\n"), "a summary, too: {ran:?}");
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(report["format"], 2);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn every_byte_of_a_drift_survives_in_json() {
    let ran = run(&[
        "check",
        "--strict",
        "--only",
        "text/control/del",
        "--format",
        "json",
        "node-documented",
    ]);
    assert!(ran.out.is_ascii());
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let sample = &report["implementations"][0]["findings"][0]["sample"];
    let actual = sample["actual_canonical"].as_str().unwrap();
    assert!(actual.contains('\u{7f}'), "{actual:?}");
}

#[test]
fn a_report_goes_through_links_and_into_pipes() {
    let dir = tempfile::tempdir().unwrap();
    let (real, link) = (dir.path().join("real.json"), dir.path().join("link.json"));
    std::fs::write(&real, "old").unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let name = link.to_string_lossy().into_owned();
    let ran = check(&["--no-random", "--format", "json", "--output", &name], &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(link.is_symlink() && std::fs::read(&real).unwrap().starts_with(b"{"));

    let ran = check(&["--no-random", "--output", "/dev/stdout"], &[]);
    assert!(ran.code == 0 && ran.out.contains("conforms"), "{ran:?}");
}

#[test]
fn output_that_is_lost_is_an_error() {
    for arguments in [
        &["check", "--no-random", "python-documented"][..],
        &["vectors", "check"],
        &["sign", "--tenant-id", "t", "--event", "a"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let status = goalpost()
            .args(arguments)
            .env("LP_PIXEL_SECRET", "00ff")
            .stdout(full)
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn colours_only_where_asked_for() {
    let ran = check(&["--no-random", "--color", "always"], &[]);
    assert!(ran.out.contains('\u{1b}'));
    let ran = check(&["--no-random", "-q"], &[]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}
