//! What people see, as snapshots. Versions of the runtimes are masked.

use crate::support::{check, run};

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"CPython \d[\w.+]*", "CPython [version]");
    settings.add_filter(r"Node \d[\w.]*", "Node [version]");
    // More vectors are no other report.
    settings.add_filter(r"[\d,]+ golden vectors", "[count] golden vectors");
    settings.add_filter(r"[\d,]+ skipped", "[count] skipped");
    settings.add_filter(r"skipped [\d,]+: op", "skipped [count]: op");
    settings.add_filter(r"(python-server .*): [\d,]+ passed", "$1: [count] passed");
    settings.set_prepend_module_to_snapshot(false);
    settings
}

#[test]
fn a_run_that_conforms() {
    let ran = run(&["check", "--no-random"]);
    settings().bind(|| insta::assert_snapshot!("conforms", ran.out));
}

#[test]
fn a_drift_in_full() {
    let ran = run(&["check", "--strict", "--only", "text/latin/e-acute", "node-documented"]);
    settings().bind(|| insta::assert_snapshot!("drift", ran.out));
}

#[test]
fn a_wrong_key() {
    let ran = check(&["--no-random"], &["secret_as_text"]);
    settings().bind(|| insta::assert_snapshot!("wrong_key", ran.out));
}

#[test]
fn an_adapter_that_cannot_be_run() {
    let ran = run(&["check", "--", "python3", "tests/adapters/from_the_page.py", "exit_at_once"]);
    settings().bind(|| insta::assert_snapshot!("cannot_run", ran.out));
}
