//! The glue in scripts/adapters, one test a language.

use super::{installed, must};
use crate::support::root;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Sends lines to an adapter, and returns its replies when it has left.
fn talk(command: &[String], lines: &[String]) -> Vec<Value> {
    let mut child = Command::new(&command[0])
        .args(&command[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let text = lines.join("\n") + "\n";
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    writer.join().unwrap().unwrap_or_else(|e| panic!("{e}\n{stderr}"));
    assert!(output.status.success(), "{:?}\n{stderr}", output.status);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    stdout.lines().map(read).collect()
}

/// What the glue of a language hands over for these numbers, and for half a surrogate pair.
struct Sees {
    /// 99, 99.0, -0.0, -0
    numbers: [&'static str; 4],
    /// The bytes of U+D800 as the test's adapter shows them; `None` where the language has no such text.
    half: Option<&'static str>,
}

const TWO_KINDS: [&str; 4] = ["integer 9", "double 9", "double -", "integer 0"];

/// The glue tells every outcome apart, hands over what arrived, keeps what is printed off stdout, and answers
/// lines that are no request.
fn glue(command: &[String], runtime: &str, sees: &Sees) {
    let sign = |id: &str, goal: Value| {
        json!({"id": id, "op": "sign", "tenant_id": "t", "secret": "ab", "goal": goal}).to_string()
    };
    let event = |name: &str| json!({"event_name": name});
    // As text, since a JSON library would spell the numbers anew.
    let number = |id: &str, text: &str| {
        let goal = format!(r#"{{"event_name":"number","properties":{{"value":{text}}}}}"#);
        format!(r#"{{"id":"{id}","op":"sign","tenant_id":"t","secret":"ab","goal":{goal}}}"#)
    };
    let send = |id: &str, name: &str| {
        json!({"id": id, "op": "send", "endpoint": "http://127.0.0.1:9/c", "domain": "d", "tenant_id": "t",
               "secret": "ab", "goal": event(name)})
        .to_string()
    };
    let hostile = [
        "not json",
        "[1]",
        "5",
        r#"{"op":"hello""#,
        r#"{"id":"a","op":"sign","goal":}"#,
        &"[".repeat(20_000),
    ];
    let mut lines =
        vec![r#"{"op":"hello","protocol":1}"#.to_owned(), String::new(), "  \r".to_owned()];
    lines.extend(hostile.map(str::to_owned));
    lines.extend([
        r#"{"id":"op","op":"dance"}"#.to_owned(),
        r#"{"id":"no op"}"#.to_owned(),
        r#"{"id":"no goal","op":"sign","tenant_id":"t","secret":"ab"}"#.to_owned(),
        r#"{"id":"no list","op":"sign","tenant_id":"t","secret":"ab","goals":5}"#.to_owned(),
        sign("refuse", event("refuse")),
        sign("listed", event("listed")),
        sign("unsupported", event("unsupported")),
        sign("break", event("break")),
        sign("text", event("a\u{e9}")) + "\r",
        number("99", "99"),
        number("99.0", "99.0"),
        number("-0.0", "-0.0"),
        number("-0", "-0"),
        sign("half", json!({"event_name": "HALF"})).replace("HALF", r"\ud800"),
        json!({"id": "batch", "op": "sign", "tenant_id": "t", "secret": "ab",
               "goals": [event("refuse"), event("a"), event("unsupported"), event("break"), event("a")]})
        .to_string(),
        send("sent", "a"),
        send("not sent", "refuse"),
        json!({"id": "verify", "op": "verify", "now": "2026-11-23T08:00:00Z", "tenant": {"domain": "d"},
               "request": {"method": "POST", "target": "/", "headers": [["h", "\u{e9}\u{ff}"]], "body": "00ff"}})
        .to_string(),
    ]);
    // Requests are pure ASCII.
    let escaped = |unit: u16| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    };
    let lines: Vec<String> =
        lines.iter().map(|line| line.encode_utf16().map(escaped).collect()).collect();
    let mut replies = talk(command, &lines).into_iter();
    let mut next = || replies.next().unwrap_or_else(|| panic!("{runtime}: a reply is missing"));

    let hello = next();
    assert_eq!((&hello["protocol"], &hello["name"]), (&json!(1), &json!("glue")), "{hello}");
    assert_eq!(hello["ops"], json!(["sign", "send", "verify"]), "{hello}");
    let named = hello["runtime"].as_str().unwrap();
    assert!(named.starts_with(runtime) && named.ends_with(|c: char| c.is_ascii_digit()), "{hello}");
    let features = hello["features"].as_array().unwrap();
    assert_eq!(features.contains(&json!("lone_surrogates")), sees.half.is_some(), "{hello}");

    for line in hostile {
        let reply = next();
        let answered = reply.get("error").or(reply.get("unsupported"));
        assert!(
            reply["signature"].is_null() && answered.is_some_and(Value::is_string),
            "{line:.30}: {reply}"
        );
        assert!(reply["id"].is_null(), "{line:.30}: {reply}");
    }
    let mut answer = |id: &str| {
        let reply = next();
        assert_eq!(reply["id"], id, "{runtime}: {reply}");
        reply
    };
    assert!(answer("op")["unsupported"].as_str().unwrap().contains("dance"));
    assert!(answer("no op")["unsupported"].is_string());
    assert!(answer("no goal")["signature"].is_null());
    // Whatever it is, it is no outcome of a goal; Go reads the line as a whole, and may know the id.
    assert!(answer("no list")["error"].is_string());
    let told = |reply: &Value, outcome: &str, why: &str| {
        let text = reply[outcome]
            .as_str()
            .unwrap_or_else(|| panic!("{runtime}: {outcome} wanted, got {reply}"));
        assert!(text.contains(why), "{runtime}: {reply}");
    };
    told(&answer("refuse"), "refused", "on purpose");
    told(&answer("listed"), "refused", "listed");
    told(&answer("unsupported"), "unsupported", "cannot");
    told(&answer("break"), "error", "broke");
    let text = answer("text");
    assert_eq!(text["signature"], "signature", "{runtime}: {text}");
    let hex = text["canonical"].as_str().unwrap();
    assert!(["61c3a9", "006100e9", "6100e900"].contains(&hex), "{runtime}: {hex}");
    for (id, seen) in ["99", "99.0", "-0.0", "-0"].into_iter().zip(sees.numbers) {
        assert_eq!(answer(id)["signature"], seen, "{runtime}: {id}");
    }
    let half = answer("half");
    match sees.half {
        Some(bytes) => assert_eq!(half["canonical"], bytes, "{runtime}: {half}"),
        None => told(&half, "unsupported", "surrogate"),
    }
    let batch = answer("batch");
    let outcomes = &batch["outcomes"];
    told(&outcomes[0], "refused", "on purpose");
    told(&outcomes[2], "unsupported", "cannot");
    told(&outcomes[3], "error", "broke");
    assert_eq!(
        (&outcomes[1], &outcomes[4]),
        (&json!("signature"), &json!("signature")),
        "{runtime}: {batch}"
    );
    assert_eq!(answer("sent")["status"], 202);
    told(&answer("not sent"), "refused", "on purpose");
    assert_eq!(answer("verify")["body"], "e9ff 00ff d", "{runtime}");
    assert!(replies.next().is_none(), "{runtime}: more replies than requests");
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn the_python_glue_tells_outcomes_apart() {
    let sees = Sees { numbers: TWO_KINDS, half: Some("eda080") };
    glue(&words(&["python3", "tests/adapters/glue/glue.py"]), "CPython 3", &sees);
}

fn javascript(test: &str, command: &[&str], runtime: &str) {
    if installed(test, &command[..1]) {
        // It has no integers; the sign of a zero is kept.
        let numbers = ["number 9", "number 9", "number -", "number 0"];
        let command = [command, &["tests/adapters/glue/glue.mjs"]].concat();
        glue(&words(&command), runtime, &Sees { numbers, half: Some("00d8") });
    }
}

#[test]
fn the_node_glue_tells_outcomes_apart() {
    javascript("the Node glue", &["node"], "Node ");
}

#[test]
fn the_node_glue_names_deno() {
    javascript("the Node glue under Deno", &["deno", "run", "--allow-all", "--no-config"], "Deno ");
}

#[test]
fn the_node_glue_names_bun() {
    javascript("the Node glue under Bun", &["bun"], "Bun ");
}

#[test]
fn the_ruby_glue_tells_outcomes_apart() {
    if installed("the Ruby glue", &["ruby"]) {
        let sees = Sees { numbers: TWO_KINDS, half: None };
        glue(&words(&["ruby", "tests/adapters/glue/glue.rb"]), "ruby ", &sees);
    }
}

#[test]
fn the_php_glue_tells_outcomes_apart() {
    if installed("the PHP glue", &["php"]) {
        let sees = Sees { numbers: TWO_KINDS, half: None };
        glue(&words(&["php", "tests/adapters/glue/glue.php"]), "PHP ", &sees);
    }
}

#[test]
fn the_go_glue_tells_outcomes_apart() {
    if !installed("the Go glue", &["go"]) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    for file in ["scripts/adapters/goalpost_adapter.go", "tests/adapters/glue/glue.go"] {
        let name = Path::new(file).file_name().unwrap();
        std::fs::copy(root().join(file), dir.path().join(name)).unwrap();
    }
    std::fs::write(dir.path().join("go.mod"), "module glue\n\ngo 1.18\n").unwrap();
    must(Command::new("go").args(["build", "-o", "adapter", "."]).current_dir(dir.path()));
    let command = [dir.path().join("adapter").to_string_lossy().into_owned()];
    glue(&command, "Go 1", &Sees { numbers: TWO_KINDS, half: None });
}

#[test]
fn the_java_glue_tells_outcomes_apart() {
    if !installed("the Java glue", &["java", "javac"]) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let sources = ["scripts/adapters/GoalpostAdapter.java", "tests/adapters/glue/Glue.java"];
    must(Command::new("javac").current_dir(root()).arg("-d").arg(dir.path()).args(sources));
    let command = words(&["java", "-cp", dir.path().to_str().unwrap(), "Glue"]);
    glue(&command, "Java ", &Sees { numbers: TWO_KINDS, half: Some("d800") });
}

#[test]
fn the_csharp_glue_tells_outcomes_apart() {
    if !installed("the C# glue", &["mono", "mcs"]) {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let program = dir.path().join("glue.exe").to_string_lossy().into_owned();
    let sources = ["scripts/adapters/GoalpostAdapter.cs", "tests/adapters/glue/Glue.cs"];
    let build = format!("-out:{program}");
    must(
        Command::new("mcs").current_dir(root()).args([&build, "-r:System.Numerics"]).args(sources),
    );
    glue(&words(&["mono", &program]), "Mono ", &Sees { numbers: TWO_KINDS, half: Some("d800") });
}
