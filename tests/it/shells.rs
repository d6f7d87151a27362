//! Completions and man pages, as shells and man load them.

use crate::support::run;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether a program is there; where it is not, that part of a test is skipped, and said.
fn installed(program: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", "command -v \"$1\" >/dev/null", "sh", program]);
    let is_there = command.status().unwrap().success();
    if !is_there {
        let skipped = format!("skipped: {program} is not installed\n");
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
    }
    is_there
}

/// Runs a script in a shell, and returns what it printed.
fn shell(program: &str, options: &[&str], script: &str) -> String {
    let output = Command::new(program)
        .args(options)
        .args(["-c", script])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn script_of(shell: &str, dir: &Path) -> String {
    let ran = run(&["completions", shell]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let path = dir.join(shell);
    std::fs::write(&path, ran.out).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn bash_completes_commands_options_and_values() {
    let dir = tempfile::tempdir().unwrap();
    let script = script_of("bash", dir.path());
    // What bash does when the tab key is pressed.
    let complete = |words: &[&str]| {
        let list: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
        let list = list.join(" ");
        let count = words.len() - 1;
        let script = format!(
            "source '{script}'; COMP_WORDS=({list}); COMP_CWORD={count}; COMP_LINE=\"${{COMP_WORDS[*]}}\"; \
             COMP_POINT=${{#COMP_LINE}}; _goalpost goalpost '{last}' '{before}'; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"; complete -p goalpost"
        );
        shell("bash", &["--norc", "--noprofile"], &script)
    };
    let found = complete(&["goalpost", "comp"]);
    assert!(found.starts_with("completions\n") && found.contains("-F _goalpost"), "{found}");
    let found = complete(&["goalpost", "check", "--smo"]);
    assert!(found.starts_with("--smoke\n"), "{found}");
    let found = complete(&["goalpost", "vectors", "aud"]);
    assert!(found.starts_with("audit\n"), "{found}");
    let found = complete(&["goalpost", "check", "--format", ""]);
    assert!(found.starts_with("human\njson\n"), "{found}");
    assert!(!complete(&["goalpost", "zzz"]).starts_with('z'));
}

#[test]
fn other_shells_load_their_script() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["zsh", "fish", "elvish", "powershell"] {
        assert!(!script_of(name, dir.path()).is_empty());
    }
    let at = |name: &str| dir.path().join(name).display().to_string();
    if installed("zsh") {
        let script = format!(
            "autoload -Uz compinit; compinit -D; source '{}'; whence -w _goalpost",
            at("zsh")
        );
        assert_eq!(shell("zsh", &["-f"], &script), "_goalpost: function\n");
    }
    if installed("fish") {
        let script = format!("source '{}'; complete -C 'goalpost rep'", at("fish"));
        let found = shell("fish", &["--no-config"], &script);
        assert!(found.contains("replay\t") && found.contains("report\t"), "{found}");
    }
    let ran = run(&["completions", "tcsh"]);
    assert!(ran.code == 2 && ran.err.contains("possible values: bash"), "{ran:?}");
}

#[test]
fn there_is_a_man_page_for_every_command() {
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().to_string_lossy();
    let ran = run(&["man", &to]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let mut pages: Vec<String> = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    pages.sort();
    for name in ["goalpost.1", "goalpost-check.1", "goalpost-vectors-audit.1", "goalpost-man.1"] {
        assert!(pages.iter().any(|page| page == name), "{name}: {pages:?}");
    }
    let help = run(&["--help"]).out;
    let commands = help.split("Commands:").nth(1).unwrap().lines().skip(1);
    // What goes on in the next line is further in.
    let commands = commands.take_while(|line| !line.is_empty()).filter(|l| !l.starts_with("   "));
    for name in commands.filter_map(|line| line.split_whitespace().next()) {
        assert!(pages.contains(&format!("goalpost-{name}.1")), "{name}: {pages:?}");
    }
    let page = std::fs::read_to_string(dir.path().join("goalpost-check.1")).unwrap();
    assert!(page.contains("Run golden vectors and random goals"), "{page}");
    let lint = |program: &str, options: &[&str]| {
        for page in &pages {
            let path = dir.path().join(page);
            let output = Command::new(program).args(options).arg(path).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let said = format!("{said}{}", String::from_utf8_lossy(&output.stdout));
            assert!(output.status.success() && said.is_empty(), "{program}: {page}: {said}");
        }
    };
    if installed("groff") {
        lint("groff", &["-Kutf8", "-man", "-ww", "-Tutf8", "-z"]);
    }
    if installed("mandoc") {
        // Its warnings are about the style of clap_mangen: line breaks beside paragraphs, and no date.
        lint("mandoc", &["-T", "lint", "-W", "error,stop"]);
    }
    // A folder that is not there: one line, and nothing is made.
    let missing = dir.path().join("none");
    let ran = run(&["man", &missing.to_string_lossy()]);
    assert!(ran.code == 2 && ran.err.contains("cannot write") && !missing.exists(), "{ran:?}");
}
