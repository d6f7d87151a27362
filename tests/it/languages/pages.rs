//! The pages in docs/languages, followed to the letter.

use super::{installed, must};
use crate::support::{goalpost, root};
use serde_json::Value;
use std::process::Command;

/// The blocks of code of a page in docs/languages, in one language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join("docs/languages").join(page)).unwrap();
    let fence = format!("```{language}\n");
    text.split(&fence[..])
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

/// A page's adapter conforms when one does literally what the page says: glue, SDK and the first block of code in a
/// folder, then the page's commands.
fn page(language: &str, programs: &[&str], files: &[(&str, &str)], adapter: &str) {
    let page = format!("{language}.md");
    if !installed(&format!("docs/languages/{page}"), programs) {
        return;
    }
    let fence = match language {
        "node" => "js",
        other => other,
    };
    let dir = tempfile::tempdir().unwrap();
    let place = |name: &str| {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    };
    for (from, to) in files {
        std::fs::copy(root().join("scripts").join(from), place(to)).unwrap();
    }
    std::fs::write(place(adapter), &blocks(&page, fence)[0]).unwrap();
    if language == "go" {
        std::fs::write(place("go.mod"), "module example.com/shop\n\ngo 1.18\n").unwrap();
    }
    let commands = blocks(&page, "sh");
    let mut checked = 0;
    for line in commands[0].lines() {
        let Some(adapter) = line.strip_prefix("goalpost check -- ") else {
            must(Command::new("sh").args(["-c", line]).current_dir(dir.path()));
            continue;
        };
        let output = goalpost()
            .current_dir(dir.path())
            .args(["check", "--no-random", "--timeout", "30s", "--format", "json", "--"])
            .args(adapter.split(' '))
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{report:#}");
        checked = report["implementations"][0]["passed"].as_u64().unwrap();
    }
    assert!(checked > 1000, "{page}: {checked}");
}

#[test]
fn the_page_for_python_is_right() {
    let files = [
        ("adapters/goalpost_adapter.py", "goalpost_adapter.py"),
        ("signers/loudpixel.py", "loudpixel.py"),
    ];
    page("python", &["python3"], &files, "shop_adapter.py");
}

#[test]
fn the_page_for_node_is_right() {
    let files = [
        ("adapters/goalpost_adapter.mjs", "goalpost_adapter.mjs"),
        ("signers/loudpixel.mjs", "loudpixel.mjs"),
    ];
    page("node", &["node"], &files, "shop_adapter.mjs");
}

#[test]
fn the_page_for_ruby_is_right() {
    let files = [
        ("adapters/goalpost_adapter.rb", "goalpost_adapter.rb"),
        ("signers/loudpixel.rb", "loudpixel.rb"),
    ];
    page("ruby", &["ruby"], &files, "shop_adapter.rb");
}

#[test]
fn the_page_for_php_is_right() {
    let files = [
        ("adapters/goalpost_adapter.php", "goalpost_adapter.php"),
        ("signers/LoudPixel.php", "LoudPixel.php"),
    ];
    page("php", &["php"], &files, "shop_adapter.php");
}

#[test]
fn the_page_for_go_is_right() {
    let files = [
        ("adapters/goalpost_adapter.go", "goalpost/goalpost_adapter.go"),
        ("signers/loudpixel.go", "loudpixel/loudpixel.go"),
    ];
    page("go", &["go"], &files, "goalpost/main.go");
}

#[test]
fn the_page_for_java_is_right() {
    let files = [
        ("adapters/GoalpostAdapter.java", "GoalpostAdapter.java"),
        ("signers/LoudPixel.java", "LoudPixel.java"),
    ];
    page("java", &["java", "javac"], &files, "ShopAdapter.java");
}

#[test]
fn the_page_for_csharp_is_right() {
    let files = [
        ("adapters/GoalpostAdapter.cs", "GoalpostAdapter.cs"),
        ("signers/LoudPixel.cs", "LoudPixel.cs"),
    ];
    page("csharp", &["mono", "mcs"], &files, "ShopAdapter.cs");
}
