//! Running the real program.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The folder of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, in the project's folder.
pub(crate) fn goalpost() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goalpost"));
    command.current_dir(root()).stdin(Stdio::null()).env_remove("NO_COLOR");
    // There, a check adds annotations.
    command.env_remove("GITHUB_ACTIONS");
    command
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs the program with arguments.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    goalpost().args(arguments).output().unwrap().into()
}

/// The adapter written from the page, in a mode.
pub(crate) fn adapter(mode: &[&str]) -> Vec<String> {
    let script = root().join("tests/adapters/from_the_page.py");
    let mut words = vec!["python3".to_owned(), script.to_string_lossy().into_owned()];
    words.extend(mode.iter().map(|word| (*word).to_owned()));
    words
}

/// `goalpost check OPTIONS -- the adapter in a mode`.
pub(crate) fn check(options: &[&str], mode: &[&str]) -> Ran {
    goalpost().arg("check").args(options).arg("--").args(adapter(mode)).output().unwrap().into()
}

/// The same as a JSON report, with its only implementation.
pub(crate) fn check_json(options: &[&str], mode: &[&str]) -> (i32, Value) {
    let mut options = options.to_vec();
    options.extend(["--format", "json"]);
    let ran = check(&options, mode);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    assert_eq!(report["exit_code"], ran.code, "{ran:?}");
    (ran.code, report["implementations"][0].clone())
}

/// The findings of an implementation: kind, dialect or message, count.
pub(crate) fn findings(implementation: &Value) -> Vec<(String, String, u64)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    implementation["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let name = if finding["mistake"].is_null() {
                &finding["message"]
            } else {
                &finding["mistake"]
            };
            (text(&finding["kind"]), text(name), finding["count"].as_u64().unwrap())
        })
        .collect()
}

/// A folder with a goalpost.toml.
pub(crate) fn project(config: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("goalpost.toml");
    std::fs::write(&path, config).unwrap();
    (dir, path)
}

/// A goalpost.toml with the page's adapter in a mode, and more lines.
pub(crate) fn config(mode: &str, more: &str) -> String {
    let words = adapter(&[mode]);
    format!("[[implementation]]\nname = \"page\"\ncommand = {words:?}\n{more}")
}

/// How many golden vectors there are.
pub(crate) fn vector_count() -> u64 {
    let files = goalpost::vectors::embedded().unwrap();
    files.iter().map(|file| file.entries().count() as u64).sum()
}

/// Asks the same of every item, several at a time: servers and processes that mostly wait, each of its own. A panic
/// is the test's, once all have ended.
pub(crate) fn beside<T: Sync>(items: &[T], ask: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    ask(item);
                }
            });
        }
    });
}
