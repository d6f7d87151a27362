//! `goalpost init`, then `goalpost check`, as an author would, with real runtimes.

use crate::languages::installed;
use crate::support::{Ran, goalpost, root};
use std::path::Path;

fn init(folder: &Path, options: &[&str]) -> Ran {
    goalpost().current_dir(folder).arg("init").args(options).output().unwrap().into()
}

fn check(folder: &Path) -> Ran {
    let mut command = goalpost();
    command.current_dir(folder).args(["check", "--random", "100", "--timeout", "60s"]);
    command.output().unwrap().into()
}

/// `init` in a folder with these files; then `check` fails, and names the line of the call that is missing.
fn starts(programs: &[&str], project: &[(&str, &str)], adapter: &str) -> Option<tempfile::TempDir> {
    if !installed(&format!("goalpost init for {adapter}"), programs) {
        return None;
    }
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in project {
        std::fs::write(dir.path().join(path), text).unwrap();
    }
    let ran = init(dir.path(), &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for file in [adapter, "goalpost.toml", ".github/workflows/goalpost.yml"] {
        assert!(ran.out.contains(&format!("wrote    {file}\n")), "{}", ran.out);
        assert!(dir.path().join(file).is_file(), "{file}");
    }
    assert!(ran.out.contains("\nnext     goalpost check\n"), "{}", ran.out);
    let text = std::fs::read_to_string(dir.path().join(adapter)).unwrap();
    assert!(!text.contains("{{"), "{text}");
    let line = text.lines().position(|line| line.contains("no call to your SDK yet")).unwrap() + 1;
    let ran = check(dir.path());
    assert_eq!(ran.code, 1, "{ran:?}");
    let here = format!("no call to your SDK yet: edit {adapter}:{line}");
    assert!(ran.out.contains(&here), "{here}: {}", ran.out);
    Some(dir)
}

#[test]
fn an_empty_go_module() {
    let module = [("go.mod", "module example.com/shop\n\ngo 1.18\n")];
    starts(&["go"], &module, "goalpost/main.go");
}

#[test]
fn a_python_project_until_it_conforms() {
    let project = [("pyproject.toml", "[project]\nname = \"shop\"\n")];
    let dir = starts(&["python3"], &project, "goalpost/adapter.py").unwrap();
    std::fs::copy(root().join("scripts/signers/loudpixel.py"), dir.path().join("loudpixel.py"))
        .unwrap();
    let adapter = dir.path().join("goalpost/adapter.py");
    let text = std::fs::read_to_string(&adapter).unwrap();
    let call = text.lines().find(|line| line.contains("raise NotImplementedError")).unwrap();
    let filled = text
        .replace(
            call,
            "    fields = dict(goal)\n    \
                 properties = fields.pop(\"properties\", None) or {}\n    \
                 pixel = loudpixel.LoudPixel(\"\", tenant_id, secret)\n    \
                 return pixel.sign(pixel.goal(**fields, **properties))",
        )
        .replace("import goalpost_adapter", "import goalpost_adapter\nimport loudpixel")
        .replace("refusals=()", "refusals=(TypeError, ValueError, OverflowError)");
    std::fs::write(&adapter, filled).unwrap();
    let ran = check(dir.path());
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_node_package() {
    starts(&["node"], &[("package.json", "{\"name\": \"shop\"}\n")], "goalpost/adapter.mjs");
}

#[test]
fn a_composer_package() {
    starts(&["php"], &[("composer.json", "{}\n")], "goalpost/adapter.php");
}

#[test]
fn a_gem() {
    starts(&["ruby"], &[("Gemfile", "")], "goalpost/adapter.rb");
}

#[test]
fn a_maven_project() {
    starts(&["java", "javac"], &[("pom.xml", "<project/>\n")], "goalpost/Adapter.java");
}

#[test]
fn a_csharp_project() {
    starts(&["mono", "mcs"], &[("Shop.csproj", "<Project/>\n")], "goalpost/Adapter.cs");
}

#[test]
fn an_unknown_folder_needs_a_language() {
    let dir = tempfile::tempdir().unwrap();
    let ran = init(dir.path(), &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("--lang go|php|ruby|java|csharp|python|node"), "{}", ran.err);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    assert_eq!(init(dir.path(), &["--lang", "node"]).code, 0);
    assert!(dir.path().join("goalpost/adapter.mjs").is_file());
    // Two languages are no answer either.
    let dir = tempfile::tempdir().unwrap();
    for file in ["composer.json", "package.json"] {
        std::fs::write(dir.path().join(file), "{}").unwrap();
    }
    let ran = init(dir.path(), &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("composer.json (PHP), package.json (Node)"), "{}", ran.err);
}

#[test]
fn files_that_exist_are_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("goalpost")).unwrap();
    let mine = [
        ("goalpost.toml", "# mine\n"),
        ("goalpost/adapter.py", "# mine\n"),
        ("pyproject.toml", ""),
    ];
    for (path, text) in mine {
        std::fs::write(dir.path().join(path), text).unwrap();
    }
    let ran = init(dir.path(), &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for (path, text) in mine {
        assert_eq!(std::fs::read_to_string(dir.path().join(path)).unwrap(), text, "{path}");
    }
    for kept in ["goalpost.toml", "goalpost/adapter.py"] {
        let line = format!("kept     {kept} (it exists, and was not changed)\n");
        assert!(ran.out.contains(&line), "{}", ran.out);
    }
    assert!(
        ran.out.contains("    command = [\"python3\", \"goalpost/adapter.py\"]\n"),
        "{}",
        ran.out
    );
    assert!(dir.path().join("goalpost/goalpost_adapter.py").is_file());
}
