//! `goalpost reference`: the oracle, held against the documented Python signer.

use crate::support::{goalpost, root};
use std::io::Write;
use std::process::Stdio;

#[test]
fn the_reference_passes_its_own_gate() {
    let program = env!("CARGO_BIN_EXE_goalpost");
    let output = goalpost()
        .args(["check", "--strict", "--random", "5000", "--seed", "5", "--", program, "reference"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    // It declares every feature, and signs and verifies; it has no HTTP client of its own.
    let skips: Vec<&str> = text.lines().filter(|line| line.trim().starts_with("skipped")).collect();
    assert!(skips.len() == 1 && skips[0].ends_with("op \"send\" not declared"), "{text}");
}

#[test]
fn not_a_byte_differs_from_the_documented_python_signer() {
    // The same law over a million goals: goalpost check python-documented --random 1000000.
    let output = goalpost()
        .current_dir(root())
        .args(["check", "python-documented", "--strict", "--random", "50000", "--seed", "31"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
}

#[test]
fn requests_from_anywhere_get_one_line_each() {
    let mut child =
        goalpost().arg("reference").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let deep = format!("{}1{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let mut requests = b"\xff\xfe\n{}\n[]\n{\"op\":5}\n".to_vec();
    requests.extend(deep.as_bytes());
    requests.extend(br#"{"id":"1","op":"sign","tenant_id":"t","secret":"00","goal":{"event_name":"a","properties":{"x":1,"x":2}}}"#);
    child.stdin.take().unwrap().write_all(&requests).unwrap();
    let output = child.wait_with_output().unwrap();
    let lines: Vec<String> =
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 6, "{lines:?}");
    assert!(lines[..5].iter().all(|line| line.contains("\"error\"")), "{lines:?}");
    assert_eq!(lines[5], r#"{"id":"1","refused":"properties.x is duplicated: remove one"}"#);
}
