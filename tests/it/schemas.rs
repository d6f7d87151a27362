//! Reports, goalpost.toml and tenant files, held to the JSON Schemas in docs/reference/schemas.

use crate::documents::{COMMANDS, help};
use crate::fuzz::text;
use crate::support::{adapter, config, goalpost, root, run};
use crate::verify::TENANTS;
use serde_json::{Value, json};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The published schemas, by what they describe.
const REPORTS: [&str; 9] = [
    "check",
    "fuzz",
    "fuzz-status",
    "replay",
    "audit",
    "explain",
    "explain-table",
    "sign",
    "doubles",
];

fn schema(name: &str) -> Value {
    let path = root().join(format!("docs/reference/schemas/{name}.schema.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// What a document violates in a schema.
fn faults(name: &str, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema(name)).unwrap();
    validator.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

/// A document satisfies its schema.
pub(crate) fn holds(name: &str, document: &Value) {
    assert_eq!(faults(name, document), Vec::<String>::new(), "{name}: {document}");
}

/// TOML as an editor sees it: dates are text.
fn toml(text: &str) -> Value {
    fn value(of: toml::Value) -> Value {
        match of {
            toml::Value::Datetime(date) => date.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(value).collect(),
            toml::Value::Table(table) => {
                table.into_iter().map(|(key, item)| (key, value(item))).collect()
            }
            plain => serde_json::to_value(plain).unwrap(),
        }
    }
    value(toml::Value::Table(text.parse().unwrap_or_else(|e| panic!("{e}: {text}"))))
}

#[test]
fn schemas_are_valid_and_none_accepts_what_another_describes() {
    let mut samples = Vec::new();
    for name in REPORTS {
        assert!(jsonschema::meta::is_valid(&schema(name)), "{name}");
        // Of one version: the next one is another report.
        let properties = &schema(name)["properties"];
        assert!(properties["format"]["const"].is_u64(), "{name}");
        samples.push((name, properties["command"]["const"].clone()));
        assert!(!faults(name, &json!({})).is_empty(), "{name}");
    }
    for name in ["goalpost-toml", "tenant-file"] {
        assert!(jsonschema::meta::is_valid(&schema(name)), "{name}");
        assert!(!faults(name, &json!({ "nonsense": 1 })).is_empty(), "{name}");
    }
    assert!(samples.iter().all(|(_, command)| command.is_string()), "{samples:?}");
    // The command hands out the same files.
    for name in REPORTS.iter().chain(&["goalpost-toml", "tenant-file"]) {
        let ran = run(&["schema", name]);
        let given: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((ran.code, given), (0, schema(name)), "{name}");
    }
}

#[test]
fn what_every_command_prints_as_json_has_a_schema() {
    let mut found = Vec::new();
    for command in COMMANDS {
        if help(command).contains("--format <FORMAT>") {
            let name = command.last().unwrap();
            assert!(REPORTS.contains(name), "{command:?}: no schema in docs/reference/schemas");
            found.push(*name);
        }
    }
    assert_eq!(found, ["check", "explain", "doubles", "sign", "fuzz", "audit"]);
}

/// The names of properties in a schema, at any depth.
fn keys(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members {
                if let ("properties", Value::Object(properties)) = (&**name, member) {
                    found.extend(properties.keys().cloned());
                }
                keys(member, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn every_key_is_on_its_page() {
    let page =
        |name: &str| std::fs::read_to_string(root().join("docs/reference").join(name)).unwrap();
    let (reports, settings) = (page("report-json.md"), page("goalpost-toml.md"));
    let reports = REPORTS.iter().map(|name| (*name, &reports));
    for (name, page) in reports.chain([("goalpost-toml", &settings), ("tenant-file", &settings)]) {
        let mut found = Vec::new();
        keys(&schema(name), &mut found);
        assert!(found.len() > 4, "{name}: {found:?}");
        for key in found {
            // A table of the file is a heading.
            let spellings = [format!("`{key}`"), format!("[{key}]"), format!(".{key}]")];
            assert!(spellings.iter().any(|text| page.contains(text)), "{name}: `{key}`");
        }
    }
}

#[test]
fn reports_of_check_and_explain_hold() {
    for mode in ["right", "blanks", "exit_at_once"] {
        let mut command = goalpost();
        command.args(["check", "--random", "500", "--format", "json", "--"]).args(adapter(&[mode]));
        let report: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        holds("check", &report);
        let broken = |change: &dyn Fn(&mut Value)| {
            let mut other = report.clone();
            change(&mut other);
            !faults("check", &other).is_empty()
        };
        assert!(broken(&|report| report["format"] = 3.into()));
        assert!(broken(&|report| report["implementations"][0]["passed"] = "many".into()));
        assert!(broken(&|report| drop(report.as_object_mut().unwrap().remove("seed"))));
    }
    // Servers have causes and no handshake.
    let mut command = goalpost();
    command.args(["check", "--format", "json", "--no-random", "--", "python3"]);
    command.args(["scripts/servers/python_server_stdio.py", "--mistake", "error-oracle"]);
    let report: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
    assert!(!report["implementations"][0]["causes"].as_array().unwrap().is_empty());
    holds("check", &report);

    let folder = "docs/tutorials/first-401";
    let (request, tenants) = (format!("{folder}/request.http"), format!("{folder}/tenant.toml"));
    let explain = |files: &[&str]| {
        let mut command = goalpost();
        command.arg("explain").args(files).args(["--tenant-file", &tenants, "--format", "json"]);
        command.env("LP_PIXEL_SECRET", "00ff");
        let output = command.output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
    };
    holds("explain", &explain(&[&request]));
    // All requests of a folder.
    holds("explain-table", &explain(&["tests/captures"]));

    for goal in ["purchase", ""] {
        let mut command = goalpost();
        command.args(["sign", "--tenant-id", "t", "--event", goal, "--format", "json"]);
        let output = command.env("LP_PIXEL_SECRET", "00ff").output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        // No event is called "": its reason is text, that of a legal goal is null.
        assert_eq!(document["objection"].is_null(), goal == "purchase", "{document}");
        holds("sign", &document);
    }
}

/// Blocks of TOML in the documents, with where they are.
fn blocks() -> Vec<(String, String)> {
    fn pages(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => pages(&path, found),
                false if path.extension().is_some_and(|end| end == "md") => found.push(path),
                false => {}
            }
        }
    }
    let mut found = vec![root().join("README.md")];
    pages(&root().join("docs"), &mut found);
    let mut blocks = Vec::new();
    for path in found {
        let page = std::fs::read_to_string(&path).unwrap();
        for block in page.split("```toml\n").skip(1) {
            let text = block.split("```").next().unwrap().to_owned();
            blocks.push((path.display().to_string(), text));
        }
    }
    blocks
}

#[test]
fn every_goalpost_toml_and_tenant_file_of_the_project_holds() {
    let mut tried = (0, 0);
    let mut hold = |place: &str, text: &str| {
        let document = toml(text);
        let (name, count) = match document.get("tenant") {
            Some(_) => ("tenant-file", &mut tried.1),
            None => ("goalpost-toml", &mut tried.0),
        };
        *count += 1;
        assert_eq!(faults(name, &document), Vec::<String>::new(), "{place}: {text}");
    };
    for file in
        ["goalpost.toml", "examples/shop/tenant.toml", "docs/tutorials/first-401/tenant.toml"]
    {
        hold(file, &std::fs::read_to_string(root().join(file)).unwrap());
    }
    hold("tests", TENANTS);
    hold("tests", &config("blanks", ""));
    for (place, text) in blocks().iter().filter(|(_, text)| text.contains("[[")) {
        // A part of a file belongs to an implementation, or to a server.
        let above = match text.trim_start() {
            part if part.starts_with("[[implementation.expect]]") => {
                "[[implementation]]\nname = \"a\"\ncommand = [\"b\"]\n"
            }
            part if part.starts_with("[[server.expect]]") => {
                "[[server]]\nurl = \"http://127.0.0.1\"\ntenant_file = \"t\"\n"
            }
            _ => "",
        };
        hold(place, &format!("{above}{text}"));
    }
    let dir = tempfile::tempdir().unwrap();
    goalpost().current_dir(dir.path()).args(["init", "--lang", "python"]).output().unwrap();
    hold("init", &std::fs::read_to_string(dir.path().join("goalpost.toml")).unwrap());
    assert!(tried.0 >= 5 && tried.1 >= 4, "{tried:?}");
}

const GOOD: &str = r#"
[check]
report = ["junit=goalpost.xml", "github"]
[[implementation]]
name = "acme"
command = ["python3", "adapter.py"]
[[implementation.expect]]
mistake = "default-separators"
reason = "fixed in 3.0"
expires = 2027-01-31
[[server]]
url = "http://127.0.0.1:8000"
tenant_file = "tenant.toml"
rate = 50.0
[[server.expect]]
rule = "value-type"
status = [500]
reason = "fixed in 3.0"
"#;

/// A typo, and what it replaces.
const TYPOS: [(&str, &str); 11] = [
    ("report =", "reports ="),
    ("junit=goalpost.xml", "junitt=goalpost.xml"),
    ("command =", "comand ="),
    ("default-separators", "default-seperators"),
    ("mistake =", "unsupported = \"x\"\nmistake ="),
    ("2027-01-31", "\"soon\""),
    ("\"http:", "\"ftp:"),
    ("rate = 50.0", "rate = 0.0"),
    ("value-type", "value-tipe"),
    ("[500]", "[5]"),
    ("name = \"acme\"", "name = 3"),
];

#[test]
fn a_typo_in_a_settings_file_is_seen() {
    holds("goalpost-toml", &toml(GOOD));
    holds("goalpost-toml", &toml(&GOOD.replace("mistake =", "dialect =")));
    for (from, to) in TYPOS {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        assert!(!faults("goalpost-toml", &toml(&text)).is_empty(), "{to}");
    }
    let tenant = "[[tenant]]\ndomain = \"a\"\ntenant_id = \"t\"\nsecret = \"\"\n";
    holds("tenant-file", &toml(tenant));
    for (from, to) in [
        ("domain", "domains"),
        ("secret = \"\"", ""),
        ("secret = \"\"", "secret = \"\"\nsecret_env = \"A\""),
        ("\"t\"", "\"\""),
    ] {
        let text = tenant.replacen(from, to, 1);
        assert!(!faults("tenant-file", &toml(&text)).is_empty(), "{text}");
    }
}

#[test]
fn taplo_finds_the_same_typos_with_the_schema_of_the_command() {
    let taplo = ["taplo".to_owned(), text(&root().join("target/runtimes/node_modules/.bin/taplo"))]
        .into_iter()
        // That of npm ends `--version` with 1.
        .find(|name| Command::new(name).arg("--version").stdout(Stdio::null()).status().is_ok());
    let Some(taplo) = taplo else {
        assert!(std::env::var_os("CI").is_none(), "taplo is not installed");
        // Past the harness, which keeps what a passing test prints to itself.
        let skipped = "skipped: no taplo (npm install --prefix target/runtimes @taplo/cli)\n";
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let schema = dir.path().join("goalpost.schema.json");
    std::fs::write(&schema, run(&["schema", "goalpost-toml"]).out).unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let lint = |files: &[PathBuf]| {
        let url = format!("file://{}", schema.display());
        let mut command = Command::new(&taplo);
        command.args(["lint", "--no-auto-config", "--schema", &url]).args(files);
        let output = command.current_dir(dir.path()).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let good = write("good.toml", GOOD);
    let (passes, said) = lint(std::slice::from_ref(&good));
    assert!(passes, "{said}");
    // In one run, since each takes a second; it says which files are invalid.
    let typos = TYPOS.iter().enumerate().map(|(number, (from, to))| {
        write(&format!("typo-{number}.toml"), &GOOD.replacen(from, to, 1))
    });
    let files: Vec<PathBuf> = typos.chain([good]).collect();
    let (passes, said) = lint(&files);
    assert!(!passes, "{said}");
    let found = |name: &Path| {
        let path = format!("path={name:?}");
        said.lines().any(|line| line.contains("invalid file") && line.contains(&path))
    };
    for (file, (_, to)) in files.iter().zip(TYPOS) {
        assert!(found(file), "{to}: {said}");
    }
    assert!(!found(&files[TYPOS.len()]), "{said}");
}
