//! Signers as people write them, driven to green by the code that Goalpost prints, pasted as it is.

use super::{installed, must};
use crate::support::{goalpost, root};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// The number of checks after which a signer must conform.
const ROUNDS: usize = 3;

struct Natural {
    language: &'static str,
    programs: &'static [&'static str],
    /// The glue, then the signer's files, under tests/adapters/natural.
    glue: &'static str,
    files: &'static [&'static str],
    /// What is pasted into those first: functions, and files under scripts/signers/natural.
    draft: &'static [(&'static str, &'static str)],
    /// A command that builds it, if any, and the one that runs it.
    build: &'static str,
    run: &'static [&'static str],
}

/// Puts code in the place of what is between the marks of a function; says whether a file has it.
fn paste(file: &Path, function: &str, code: &str) -> bool {
    let text = std::fs::read_to_string(file).unwrap();
    let Some((before, rest)) = text.split_once(&format!("goalpost:{function}\n")) else {
        return false;
    };
    let line = rest.lines().find(|line| line.ends_with("goalpost:end")).unwrap();
    let (_, after) = rest.split_once(line).unwrap();
    let pasted = format!("{before}goalpost:{function}\n{code}\n{line}{after}");
    std::fs::write(file, pasted).unwrap();
    true
}

/// Checks, pastes what is printed, and checks again, until it conforms. Returns the number of pastings.
fn rounds(natural: &Natural) -> usize {
    let dir = tempfile::tempdir().unwrap();
    let name = |path: &str| dir.path().join(Path::new(path).file_name().unwrap());
    std::fs::copy(root().join("scripts/adapters").join(natural.glue), name(natural.glue)).unwrap();
    for file in natural.files {
        std::fs::copy(root().join("tests/adapters/natural").join(file), name(file)).unwrap();
    }
    if natural.language == "Go" {
        std::fs::write(dir.path().join("go.mod"), "module natural\n\ngo 1.18\n").unwrap();
    }
    for (function, draft) in natural.draft {
        let code = root().join("scripts/signers/natural").join(draft);
        let code = std::fs::read_to_string(code).unwrap();
        let done = natural.files.iter().filter(|file| paste(&name(file), function, &code)).count();
        assert_eq!(done, 1, "{function}");
    }
    for round in 0..=ROUNDS {
        if !natural.build.is_empty() {
            must(Command::new("sh").args(["-c", natural.build]).current_dir(dir.path()));
        }
        let mut check = goalpost();
        check.current_dir(dir.path());
        check.args([
            "check",
            "--random",
            "1000",
            "--timeout",
            "30s",
            "--no-learn",
            "--format",
            "json",
            "--",
        ]);
        let output = check.args(natural.run).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        if output.status.success() {
            return round;
        }
        assert!(round < ROUNDS, "{report:#}");
        let mut codes: BTreeMap<String, String> = BTreeMap::new();
        for finding in report["implementations"][0]["findings"].as_array().unwrap() {
            for code in finding["code"].as_array().unwrap() {
                assert_eq!(code["language"], natural.language);
                let text = |key: &str| code[key].as_str().unwrap().to_owned();
                codes.insert(text("function"), text("text"));
            }
        }
        assert!(!codes.is_empty(), "{report:#}");
        for (function, code) in &codes {
            let done =
                natural.files.iter().filter(|file| paste(&name(file), function, code)).count();
            assert_eq!(done, 1, "{function}");
        }
    }
    unreachable!("the last round returns or fails")
}

fn is_driven_to_green(natural: &Natural) {
    let test = format!("the natural signer in {}", natural.language);
    if installed(&test, natural.programs) {
        let rounds = rounds(natural);
        assert!((1..=ROUNDS).contains(&rounds), "{}: {rounds}", natural.language);
    }
}

#[test]
fn python() {
    is_driven_to_green(&Natural {
        language: "Python",
        programs: &["python3"],
        glue: "goalpost_adapter.py",
        files: &["natural.py"],
        draft: &[],
        build: "",
        run: &["python3", "natural.py"],
    });
}

#[test]
fn node() {
    is_driven_to_green(&Natural {
        language: "JavaScript",
        programs: &["node"],
        glue: "goalpost_adapter.mjs",
        files: &["natural.mjs"],
        draft: &[],
        build: "",
        run: &["node", "natural.mjs"],
    });
}

#[test]
fn go() {
    is_driven_to_green(&Natural {
        language: "Go",
        programs: &["go"],
        glue: "goalpost_adapter.go",
        files: &["go/main.go", "go/canonical.go", "go/signature.go"],
        draft: &[],
        build: "go build -o natural .",
        run: &["./natural"],
    });
}

#[test]
fn go_with_time() {
    is_driven_to_green(&Natural {
        language: "Go",
        programs: &["go"],
        glue: "goalpost_adapter.go",
        files: &["go/main.go", "go/canonical.go", "go/signature.go"],
        draft: &[("canonical", "time.go"), ("signature", "base64.signature.go")],
        build: "go build -o natural .",
        run: &["./natural"],
    });
}

#[test]
fn node_that_escapes() {
    is_driven_to_green(&Natural {
        language: "JavaScript",
        programs: &["node"],
        glue: "goalpost_adapter.mjs",
        files: &["natural.mjs"],
        draft: &[("canonical", "escaped.mjs"), ("signature", "buffer.signature.mjs")],
        build: "",
        run: &["node", "natural.mjs"],
    });
}

#[test]
fn php_as_in_laravel() {
    is_driven_to_green(&Natural {
        language: "PHP",
        programs: &["php"],
        glue: "goalpost_adapter.php",
        files: &["natural.php"],
        draft: &[("canonical", "laravel.php"), ("signature", "binary.signature.php")],
        build: "",
        run: &["php", "natural.php"],
    });
}

#[test]
fn php() {
    is_driven_to_green(&Natural {
        language: "PHP",
        programs: &["php"],
        glue: "goalpost_adapter.php",
        files: &["natural.php"],
        draft: &[],
        build: "",
        run: &["php", "natural.php"],
    });
}

#[test]
fn ruby() {
    is_driven_to_green(&Natural {
        language: "Ruby",
        programs: &["ruby"],
        glue: "goalpost_adapter.rb",
        files: &["natural.rb"],
        draft: &[],
        build: "",
        run: &["ruby", "natural.rb"],
    });
}

#[test]
fn java_with_gson() {
    // Where Debian's package libgoogle-gson-java puts it.
    const GSON: &str = "/usr/share/java/gson.jar";
    if !Path::new(GSON).is_file() {
        assert!(std::env::var_os("CI").is_none(), "the natural signer in Java needs {GSON}");
        return;
    }
    is_driven_to_green(&Natural {
        language: "Java",
        programs: &["java", "javac"],
        glue: "GoalpostAdapter.java",
        files: &["Natural.java"],
        draft: &[],
        build: "javac -cp /usr/share/java/gson.jar -d out *.java",
        run: &["java", "-cp", "out:/usr/share/java/gson.jar", "Natural"],
    });
}

#[test]
fn csharp() {
    is_driven_to_green(&Natural {
        language: "C#",
        programs: &["mono", "mcs"],
        glue: "GoalpostAdapter.cs",
        files: &["Natural.cs"],
        draft: &[],
        build: "mcs -out:natural.exe -r:System.Numerics *.cs",
        run: &["mono", "natural.exe"],
    });
}
