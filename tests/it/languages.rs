//! Other languages with their real runtimes: the signers in scripts/signers, the glue in
//! scripts/adapters, the pages in docs/languages.
//!
//! A runtime that is not installed skips its tests, by name. In CI (the variable `CI` is set) it is a failure.

mod glue;
mod natural;
mod pages;

use crate::support::{goalpost, project, root};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether all programs are installed; says so where one is not.
pub(crate) fn installed(test: &str, programs: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_missing = |program: &&&str| {
        !std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    };
    let missing: Vec<&&str> = programs.iter().filter(is_missing).collect();
    if missing.is_empty() {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "{test} needs {missing:?}");
    let skipped = format!("skipped: {test} was not tried, {missing:?} not installed\n");
    std::io::stderr().write_all(skipped.as_bytes()).unwrap();
    false
}

/// Runs a program that must succeed; returns what it printed.
fn must(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The command of a verified signer, built into a folder.
fn signer(language: &str, folder: &Path) -> Vec<String> {
    let build = root().join("scripts/signers/build");
    must(Command::new(build).arg(language).arg(folder)).lines().map(str::to_owned).collect()
}

/// The only implementation in the JSON report of a run that conforms.
fn conforming(options: &[&str]) -> Value {
    let output = goalpost().arg("check").args(["--format", "json"]).args(options).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{report:#}");
    report["implementations"][0].clone()
}

/// A verified signer conforms, with no expectation, and at least so many cases passed.
fn conforms(language: &str, programs: &[&str], floor: u64) {
    if !installed(&format!("the {language} signer"), programs) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let command = signer(language, dir.path());
    let mut options = vec!["--random", "2000", "--timeout", "30s", "--"];
    options.extend(command.iter().map(String::as_str));
    let implementation = conforming(&options);
    let passed = implementation["passed"].as_u64().unwrap();
    assert!(passed >= floor, "{language}: {passed} passed, {floor} wanted");
}

#[test]
fn the_python_signer_conforms() {
    conforms("python", &["python3"], 3260);
}

#[test]
fn the_node_signer_conforms() {
    conforms("node", &["node"], 3190);
}

#[test]
fn the_node_signer_conforms_under_deno() {
    conforms("deno", &["deno"], 3190);
}

#[test]
fn the_node_signer_conforms_under_bun() {
    conforms("bun", &["bun"], 3190);
}

#[test]
fn the_go_signer_conforms() {
    conforms("go", &["go"], 2670);
}

#[test]
fn the_php_signer_conforms() {
    conforms("php", &["php"], 3130);
}

#[test]
fn the_ruby_signer_conforms() {
    conforms("ruby", &["ruby"], 3190);
}

#[test]
fn the_java_signer_conforms() {
    conforms("java", &["java", "javac"], 2680);
}

#[test]
fn the_csharp_signer_conforms() {
    conforms("csharp", &["mono", "mcs"], 2660);
}

#[test]
fn the_bash_signer_conforms() {
    if !installed("the bash signer", &["bash", "openssl", "curl", "python3"]) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let command = signer("bash", dir.path());
    let (_project, path) = project(&format!(
        "[[implementation]]\nname = \"bash\"\ncommand = {command:?}\n\
         [[implementation.expect]]\nunsupported = \"Bash cannot hold NUL\"\nreason = \"strings end there\"\n"
    ));
    let config = path.to_str().unwrap();
    // A goal costs it three programs, so a part of the vectors: what is signed, then what is sent.
    let passed = |only: &str, shard: &str| {
        let options = ["--config", config, "--no-random", "--only", only, "--shard", shard];
        conforming(&options)["passed"].as_u64().unwrap()
    };
    assert!(passed("{text,money,fields,secret,tenant}/*", "1/3") >= 100);
    assert!(passed("send/{money,fields}/*", "1/3") >= 30);
}
