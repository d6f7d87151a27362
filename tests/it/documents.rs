//! The documents describe what the code does, and their links resolve.

use crate::support::{check, root, run};
use goalpost::mistakes::{CATALOGUE, Step};
use goalpost::protocol::requirement::REQUIREMENTS;
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn document(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

#[test]
fn every_requirement_is_stated() {
    let text = document("docs/reference/requirements.md");
    for (id, _) in REQUIREMENTS {
        assert!(text.contains(&format!("**{id}**")), "{id}");
    }
}

/// Compares a generated document with its file, or writes it if GOALPOST_BLESS is set.
fn assert_generated(name: &str, right: &str) {
    let path = root().join(name);
    if std::env::var_os("GOALPOST_BLESS").is_some() {
        std::fs::write(&path, right).unwrap();
    }
    let hint = "run GOALPOST_BLESS=1 cargo test --test it documents";
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    // Line by line: a difference of hundreds of lines is unreadable.
    for (number, (line, right)) in page.lines().zip(right.lines()).enumerate() {
        assert_eq!(line, right, "{name}:{}: out of date; {hint}", number + 1);
    }
    assert_eq!(page.len(), right.len(), "{name}: out of date; {hint}");
}

/// The contents of docs/reference/mistakes.md.
fn mistakes_page() -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ");
    let mut page = String::from(
        "# Known mistakes of signers\n\n\
         Each entry is one way in which a signer can be wrong. `goalpost check` names a drift after the mistake\n\
         that produces exactly the same bytes, `goalpost explain` finds the mistakes behind a 401, and\n\
         `goalpost vectors audit` verifies that the golden vectors detect each of them\n\
         ([how the search works](../explanation/forensics.md)).\n\n\
         The ids are what `mistake` in an [expectation](../how-to/expect-a-known-drift.md) refers to; an id never\n\
         changes its meaning. In parentheses: the group of mistakes with the same cause, if it has another name.\n\
         *threads* is the number of public bug threads, out of 352, in which the cause was found; it ranks\n\
         explanations that are otherwise equal.\n\n\
         This page is generated from the catalogue in `src/mistakes/catalogue`:\n\
         `GOALPOST_BLESS=1 cargo test --test it documents`.\n",
    );
    let titles = [
        (Step::Message, "The signed bytes"),
        (Step::Key, "The key"),
        (Step::Digest, "The digest"),
        (Step::Output, "The header's value"),
    ];
    for (at, title) in titles {
        page.push_str(&format!(
            "\n## {title}\n\n| id | what the signer does | threads | where it comes from | what to do |\n\
             |---|---|---|---|---|\n"
        ));
        for dialect in CATALOGUE.iter().filter(|d| d.step() == at && !d.permitted) {
            let cause = match dialect.cause == dialect.id {
                true => String::new(),
                false => format!(" ({})", dialect.cause),
            };
            page.push_str(&format!(
                "| `{}`{cause} | {} | {} | {} | {} |\n",
                dialect.id,
                cell(dialect.title),
                dialect.threads,
                cell(&dialect.typical()),
                cell(dialect.fix)
            ));
        }
    }
    page.push_str(
        "\n## Permitted\n\n\
         These differ from the reference where the protocol is open ([requirements](requirements.md)). They pass\n\
         and need no expectation.\n\n\
         | id | what the signer does | where it comes from | better |\n|---|---|---|---|\n",
    );
    for dialect in CATALOGUE.iter().filter(|d| d.permitted) {
        page.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            dialect.id,
            cell(dialect.title),
            cell(&dialect.typical()),
            cell(dialect.fix)
        ));
    }
    page
}

#[test]
fn the_page_of_mistakes_is_the_catalogue() {
    assert_generated("docs/reference/mistakes.md", &mistakes_page());
}

/// Every row of the signer table of known mistakes, as bug threads name them.
const CAUSES: [&str; 50] = [
    "raw-body-vs-reserialised",
    "slashes-escaped",
    "keys-not-sorted",
    "default-separators",
    "raw-utf8-not-ascii-escaped",
    "secret-whitespace-or-newline",
    "key-and-message-swapped",
    "wrong-secret-or-tenant",
    "uppercase-hex-output",
    "secret-used-as-text",
    "empty-key",
    "locale-or-utf16-key-sort",
    "html-chars-escaped",
    "base64-not-hex-output",
    "ascii-question-mark",
    "latin1-bytes",
    "hex-key-truncated",
    "trailing-newline",
    "unicode-normalised",
    "extra-signed-context",
    "string-value-altered",
    "secret-base64-decoded",
    "wrong-hash-algorithm",
    "signed-wrong-argument",
    "del-char-not-escaped",
    "double-json-encoded",
    "timestamp-reformatted",
    "value-trailing-zeros-dropped",
    "value-thousand-separator",
    "secret-quotes-or-prefix-kept",
    "signature-prefix-added",
    "nested-keys-not-sorted",
    "uppercase-unicode-escape",
    "value-wrong-rounding",
    "value-float-noise",
    "plain-hash-not-hmac",
    "signature-truncated",
    "session-null-not-empty",
    "session-omitted-when-absent",
    "value-in-cents",
    "top-level-not-sorted",
    "signed-subset",
    "tenant-id-omitted",
    "tenant-id-wrong-case-or-value",
    "first-touch-not-signed",
    "unknown-property-dropped",
    "value-as-json-number",
    "value-float-repr",
    "value-currency-symbol",
    "negative-zero",
];

#[test]
fn every_known_cause_has_a_dialect_and_a_line() {
    let text = document("docs/explanation/forensics.md");
    for cause in CAUSES {
        assert!(CATALOGUE.iter().any(|dialect| dialect.cause == cause), "{cause}");
        assert!(text.contains(&format!("`{cause}`")), "docs/explanation/forensics.md: {cause}");
    }
    // A cause that is not listed would be a name that nobody else uses.
    for dialect in &CATALOGUE {
        let is_own = dialect.cause == dialect.id;
        assert!(is_own || CAUSES.contains(&dialect.cause), "{}: {}", dialect.id, dialect.cause);
    }
}

pub(crate) const COMMANDS: [&[&str]; 19] = [
    &[],
    &["init"],
    &["check"],
    &["explain"],
    &["doubles"],
    &["serve"],
    &["sign"],
    &["fuzz"],
    &["replay"],
    &["promote"],
    &["report"],
    &["vectors"],
    &["vectors", "check"],
    &["vectors", "audit"],
    &["vectors", "write"],
    &["reference"],
    &["schema"],
    &["completions"],
    &["man"],
];

/// What `goalpost COMMAND --help` prints, 100 columns wide.
pub(crate) fn help(command: &[&str]) -> String {
    let mut goalpost = Command::new(env!("CARGO_BIN_EXE_goalpost"));
    let ran = goalpost.args(command).arg("--help").env("COLUMNS", "100").output().unwrap();
    assert!(ran.status.success(), "{command:?}");
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn every_command_shows_an_example_and_is_on_the_page_of_the_command_line() {
    let mut page = String::from(
        "# Command line\n\n\
         Every command prints its part of this page with `--help`. Exit codes: [report-json.md](report-json.md#exit-codes).\n\n\
         This page is generated: `GOALPOST_BLESS=1 cargo test --test it documents`.\n",
    );
    for command in COMMANDS {
        let text = help(command);
        assert!(text.contains("Example"), "{command:?}: {text}");
        let summary = text.lines().next().unwrap_or_default();
        assert!(!summary.ends_with('.') && summary.len() <= 120, "{command:?}: {summary}");
        let name = [&["goalpost"], command].concat().join(" ");
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        page.push_str(&format!("\n## {name}\n\n```text\n{}\n```\n", lines.join("\n")));
    }
    assert_generated("docs/reference/cli.md", &page);

    // A command that is missing from the list above would be missing from the page.
    let top = help(&[]);
    let listed = top.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let names = listed.lines().filter_map(|line| line.strip_prefix("  "));
    let names: Vec<&str> =
        names.filter(|l| !l.starts_with(' ')).filter_map(|l| l.split(' ').next()).collect();
    assert!(names.len() >= 9, "{names:?}");
    for name in names {
        assert!(COMMANDS.contains(&&[name][..]), "{name}");
    }
}

/// The committed Markdown files.
fn pages() -> Vec<PathBuf> {
    fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir()
                && !["target", "node_modules"].contains(&&*name)
                && !name.starts_with('.')
            {
                collect(&path, found);
            } else if name.ends_with(".md") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(root(), &mut found);
    found.sort();
    found
}

/// The lines of a page outside fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        fenced ^= is_fence;
        !fenced && !is_fence
    })
}

/// The anchors of a page, as GitHub makes them from headings.
fn anchors(text: &str) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let headings = prose(text).filter(|(_, line)| line.starts_with('#'));
    headings
        .map(|(_, line)| {
            let kept = line.trim_start_matches('#').trim().to_lowercase();
            let kept: String = kept
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect();
            let count = seen.entry(kept.clone()).or_default();
            *count += 1;
            if *count == 1 { kept } else { format!("{kept}-{}", *count - 1) }
        })
        .collect()
}

/// The targets of the links and pictures in a line, `code` left out.
fn links(line: &str) -> Vec<String> {
    let outside: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let ends = outside.match_indices("](");
    let target = |(at, _): (usize, &str)| {
        let rest = &outside[at + 2..];
        rest[..rest.find(')').unwrap_or(rest.len())].to_owned()
    };
    ends.map(target).collect()
}

#[test]
fn every_relative_link_and_anchor_resolves() {
    let mut count = 0;
    let mut dead = Vec::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for (number, line) in prose(&text) {
            for link in links(line) {
                if link.contains("://") || link.starts_with("mailto:") {
                    continue;
                }
                count += 1;
                let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
                let target = match path {
                    "" => page.clone(),
                    path => page.parent().unwrap().join(path),
                };
                let has_anchor = || {
                    let text = std::fs::read_to_string(&target).unwrap_or_default();
                    anchors(&text).iter().any(|known| known == anchor)
                };
                if !target.exists() || !anchor.is_empty() && !has_anchor() {
                    dead.push(format!("{}:{}: {link}", page.display(), number + 1));
                }
            }
        }
    }
    assert!(dead.is_empty(), "dead links:\n{}", dead.join("\n"));
    assert!(count > 50, "only {count} links found");
}

#[test]
fn links_and_anchors_are_read_as_on_github() {
    let text = "# A `b`, c!\n```\n# not\n[x](y)\n```\n## A b c\n[l](a.md#b) ![p](c.svg) `[n](o)`\n";
    assert_eq!(anchors(text), ["a-b-c", "a-b-c-1"]);
    let found: Vec<String> = prose(text).flat_map(|(_, line)| links(line)).collect();
    assert_eq!(found, ["a.md#b", "c.svg"]);
}

/// A fenced block after `<!-- output: ARGUMENTS -->` is what `goalpost ARGUMENTS` prints.
#[test]
fn outputs_in_documents_are_real() {
    const MARK: &str = "\n<!-- output: ";
    let mut count = 0;
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut right = String::new();
        let mut rest = &text[..];
        while let Some(at) = rest.find(MARK) {
            let (before, marked) = rest.split_at(at);
            let (arguments, after) = marked[MARK.len()..].split_once(" -->\n```\n").unwrap();
            let (_, after) = after.split_once("```\n").unwrap();
            let ran = run(&arguments.split(' ').collect::<Vec<_>>());
            right.push_str(&format!("{before}{MARK}{arguments} -->\n```\n{}```\n", ran.out));
            rest = after;
            count += 1;
        }
        if !right.is_empty() {
            right.push_str(rest);
            assert_generated(path.strip_prefix(root()).unwrap().to_str().unwrap(), &right);
        }
    }
    assert!(count > 0, "no output found");
}

#[test]
fn the_numbers_of_the_pages_are_those_of_the_vectors() {
    let ran = check(&["--smoke", "--format", "json"], &["right"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let count = |key: &str| report[key].as_u64().unwrap();
    let (all, verify) = (count("vectors") + count("verify_vectors"), count("verify_vectors"));
    let files = goalpost::vectors::embedded().unwrap();
    let of_sequences = files.iter().filter(|file| file.name.starts_with("verify_sequences"));
    let sequences = of_sequences.map(|file| file.entries().count() as u64).sum::<u64>();
    let smoke: Value = serde_json::from_str(&document("vectors/smoke.json")).unwrap();
    let smoke = smoke["tests"].as_array().unwrap().len();
    let grouped = |n: u64| match n / 1000 {
        0 => n.to_string(),
        thousands => format!("{thousands},{:03}", n % 1000),
    };
    let all = format!("{} golden vectors", grouped(all));
    let skipped = format!("     skipped {}: op \"verify\" not declared\n", grouped(verify));
    let readme = document("README.md");
    for part in [
        &all,
        &skipped,
        &format!("{} requests and {sequences} sequences\n", verify - sequences),
        &format!("runs only the {smoke} vectors"),
    ] {
        assert!(readme.contains(part), "README.md: {part:?}");
    }
    let tutorial = document("docs/tutorials/first-gate.md");
    assert!(tutorial.contains(&all) && tutorial.contains(&skipped), "{all:?}, {skipped:?}");
}

#[test]
fn the_picture_of_explain_is_a_recording() {
    let arguments = ["explain", "--tenant-file", "tenant.toml", "request.http"];
    let ran = Command::new("python3")
        .arg(root().join("scripts/record-svg"))
        .args([
            "--title",
            &["goalpost"].iter().chain(&arguments).copied().collect::<Vec<_>>().join(" "),
        ])
        .args(["--", env!("CARGO_BIN_EXE_goalpost")])
        .args(arguments)
        .args(["--color", "always", "--time", "60"])
        .current_dir(root().join("docs/tutorials/first-401"))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_generated("docs/images/explain.svg", &String::from_utf8(ran.stdout).unwrap());
}

/// The keys of a document at any depth; not those of maps whose keys are data.
fn keys(value: &Value, found: &mut Vec<String>) {
    const DATA: [&str; 4] = ["skipped", "skipped_vectors", "code", "typical"];
    match value {
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        Value::Object(members) => {
            for (key, value) in members {
                found.push(key.clone());
                if !DATA.contains(&&**key) {
                    keys(value, found);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_key_of_a_report_is_documented() {
    let page = document("docs/reference/report-json.md");
    let folder = "docs/tutorials/first-401";
    let (tenants, request) = (format!("{folder}/tenant.toml"), format!("{folder}/request.http"));
    let json = ["--format", "json"];
    let explain = [&["explain", "--tenant-file", &tenants, &request], &json[..]].concat();
    for (ran, known) in [
        (check(&["--no-random", "--format", "json"], &["blanks"]), "equivalent"),
        (run(&explain), "next_goal"),
    ] {
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        let mut found = Vec::new();
        keys(&report, &mut found);
        assert!(found.iter().any(|key| key == known), "{known}: {found:?}");
        for key in found {
            assert!(page.contains(&format!("`{key}`")), "docs/reference/report-json.md: `{key}`");
        }
    }
}
