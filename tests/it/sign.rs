//! `goalpost sign`

use crate::support::goalpost;
use std::io::Write;
use std::process::{Output, Stdio};

const SECRET: &str = "3f9c1a7be2d05486";

fn sign(arguments: &[&str], stdin: &str) -> (Option<i32>, String, String) {
    let mut child = goalpost()
        .arg("sign")
        .args(arguments)
        .env("LP_PIXEL_SECRET", SECRET)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn options_and_json_sign_the_same() {
    let options = sign(
        &["--tenant-id", "t", "--event", "purchase", "--value", "99.0", "--plan", "Équipe's"],
        "",
    );
    assert_eq!(options.0, Some(0), "{options:?}");
    assert!(options.1.contains(r#""plan":"\u00c9quipe's","value":"99.00""#), "{}", options.1);
    let goal = r#"{"event_name":"purchase","properties":{"value":99.0,"plan":"\u00c9quipe's"}}"#;
    let json = sign(&["--tenant-id", "t", "-"], goal);
    assert_eq!(options.1, json.1);
}

#[test]
fn the_curl_command_carries_body_and_signature() {
    let answer =
        sign(&["--tenant-id", "t", "--event", "it's", "--domain", "a&b", "--format", "json"], "");
    let document: serde_json::Value = serde_json::from_str(&answer.1).unwrap();
    let curl = document["curl"].as_str().unwrap();
    assert!(curl.contains("domain=a%26b'"), "{curl}");
    assert!(curl.contains(document["signature"].as_str().unwrap()), "{curl}");
    // What the shell makes of it is the goal again.
    let output = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!(
            "set -- {}; for last; do :; done; printf %s \"$last\"",
            curl.replace("\\\n", " ")
        ))
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        r#"{"event_name":"it's","properties":{}}"#
    );
}

#[test]
fn the_secret_comes_from_a_file_and_is_never_printed() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("{SECRET}\r\n")).unwrap();
    let path = file.path().to_string_lossy().into_owned();
    let from_file = sign(&["--tenant-id", "t", "--event", "a", "--secret-file", &path], "");
    let from_env = sign(&["--tenant-id", "t", "--event", "a"], "");
    assert_eq!(from_file, from_env);
    assert!(!from_file.1.contains(SECRET));
    let from_stdin = sign(&["--tenant-id", "t", "--event", "a", "--secret-file", "-"], SECRET);
    assert_eq!(from_stdin, from_env);

    for bad in ["3f9", "0x3f", "", "zz", "3f 9c", "3f9c\n\n"] {
        std::fs::write(file.path(), bad).unwrap();
        let (code, out, err) =
            sign(&["--tenant-id", "t", "--event", "a", "--secret-file", &path], "");
        assert_eq!((code, out.as_str()), (Some(2), ""), "{bad:?}: {err}");
        assert!(err.contains("the secret"), "{err}");
        assert!(bad.trim().is_empty() || bad.len() < 3 || !err.contains(bad), "{err}");
    }
}

#[test]
fn errors_say_which_field() {
    for (arguments, stdin, code, what) in [
        (
            &["--tenant-id", "t", "--event", "a", "--value", "12,5"][..],
            "",
            2,
            "invalid --value \"12,5\"",
        ),
        (&["--tenant-id", "t", "-"], "{\"event_name\":\"a\",}", 2, "line 1, column 19"),
        (&["--tenant-id", "t", "-"], "[]", 2, "a goal is a JSON object, not an array"),
        (&["--tenant-id", "t", "-"], "{}", 1, "event_name is missing"),
        (
            &["--tenant-id", "t", "-"],
            "{\"event_name\":\"a\",\"properties\":{\"value\":\"5\"}}",
            1,
            "properties.value must be a number, not a string",
        ),
        (&["--tenant-id", "t", "-", "--secret-file", "-"], "", 2, "can be - (stdin)"),
        (&["--event", "a"], "", 2, "--tenant-id"),
        (
            &["--tenant-id", "t", "--event", "a", "--secret-env", "NOT_SET_AT_ALL"],
            "",
            2,
            "set NOT_SET_AT_ALL",
        ),
        (&["--tenant-id", "t", "/nowhere.json"], "", 2, "/nowhere.json"),
    ] {
        let (got, _, err) = sign(arguments, stdin);
        assert_eq!(got, Some(code), "{arguments:?}: {err}");
        assert!(err.contains(what), "{what}: {err}");
    }
    let (code, _, err) = sign(&["--tenant-id", "t", "--event", "a", "--value", "-0.0"], "");
    assert_eq!(code, Some(0));
    assert!(err.contains("properties.value must not be a negative zero"), "{err}");
}
