//! `tests/captures`: a request as 170 tools, logs and people write it down.
//!
//! All hold one of two goals, signed with the secret's text in place of its bytes.

use crate::support::{Ran, goalpost, root};
use goalpost::capture::{self, Capture, CaptureError};
use goalpost::judge::forensics::{Registered, examine};
use goalpost::protocol::Tenant;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::process::Stdio;

pub(crate) const DOMAIN: &str = "yoursite.com";
pub(crate) const TENANT_ID: &str = "6f1c2b9e-8d43-4a57-b1f0-2c9e7d5a8f31";
pub(crate) const SECRET: &str = "3fa9c07e5b18d2644ce1907ab3f85d2217c6e94b0da8731f56e2bc408d97a5f1";

/// Captures that do not show the body.
const WITHOUT_BODY: [&str; 3] = ["curl_verbose.txt", "curl_verbose_h2.txt", "nginx_combined.log"];

fn captures() -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(root().join("tests/captures")).unwrap();
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
    };
    files.map(read).collect()
}

/// The rule that decides, and the causes that are named.
fn examined(capture: &Capture) -> (&'static str, Vec<&'static str>) {
    let tenant = Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() };
    let known = [Registered { domain: DOMAIN, tenant: &tenant }];
    let now = "2026-11-26T10:00:00Z".parse().unwrap();
    let forensics =
        capture.requests[0].request.with(|request| examine(request, &known, now, &mut |_| true));
    let causes = forensics.explanation().map_or(Vec::new(), |found| {
        found.diagnosis.set.mistakes().map(|mistake| mistake.cause).collect()
    });
    (forensics.decision.rule.id(), causes)
}

#[test]
fn every_capture_is_read() {
    let captures = captures();
    assert!(captures.len() > 165, "{}", captures.len());
    let mut wrong = Vec::new();
    for (name, bytes) in &captures {
        let capture = match capture::read(bytes) {
            Ok(capture) => capture,
            Err(error) => {
                wrong.push(format!("{name}: {error}"));
                continue;
            }
        };
        let first = &capture.requests[0];
        let is_without = WITHOUT_BODY.contains(&name.as_str());
        if capture.requests.len() != 1 || first.missing.body != is_without {
            wrong.push(format!(
                "{name}: {} requests, {:?}, {:?}",
                capture.requests.len(),
                first.missing,
                first.notes
            ));
            continue;
        }
        if is_without {
            continue;
        }
        let (rule, causes) = examined(&capture);
        if (rule, &causes[..]) != ("signature-mismatch", &["secret-used-as-text"]) {
            let request = &first.request;
            wrong.push(format!(
                "{name}: {rule} {causes:?} {} {} {:?} {:?}",
                request.method,
                request.target,
                String::from_utf8_lossy(&request.body),
                first.notes
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

/// Cut, doubled, overwritten and joined at random, a capture may be unreadable and never stops the reader.
#[test]
fn no_bytes_stop_the_reader() {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let captures: Vec<Vec<u8>> = captures().into_values().collect();
    let marks = b"\"'`{}[]()<>\\$%^@#=:;,\n\r\0\xff\xc3 ";
    for round in 0..6 {
        for bytes in &captures {
            let mut bytes = bytes.clone();
            for _ in 0..=round {
                let (at, length) = (random(bytes.len()), random(40));
                let end = (at + length).min(bytes.len());
                match random(5) {
                    0 => drop(bytes.drain(at..end)),
                    1 => bytes.truncate(at),
                    2 => {
                        let piece = bytes[at..end].to_vec();
                        bytes.splice(at..at, piece);
                    }
                    3 => {
                        let mark = marks[random(marks.len())];
                        bytes.splice(at..at, vec![mark; 1 + random(3)]);
                    }
                    _ => {
                        let other = &captures[random(captures.len())];
                        let from = random(other.len());
                        bytes.splice(at..end, other[from..].iter().copied().take(200));
                    }
                }
            }
            if let Ok(capture) = capture::read(&bytes) {
                assert!(!capture.requests.is_empty());
            }
        }
    }
    // What nests, repeats and never ends.
    for piece in [
        "{\"a\":",
        "[",
        "(",
        "${",
        "\"\\",
        "> ",
        "```\n",
        "{{a}}",
        "curl '",
        "f(x=",
        "<ref *1> ",
        "a: &b [*b,",
    ] {
        let _ = capture::read(piece.repeat(20_000).as_bytes());
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    for (text, looks_like) in [
        (&br#"{"event_name":"a"}"#[..], "the body of a goal alone"),
        (b"nonsense", "text that no known tool writes"),
        (b"HTTP/1.1 401 Unauthorized\n\n{}", "an HTTP answer"),
        (br#"{"log":{"entries":[]}}"#, "a HAR file without a request"),
        (&[b'a'; 64], "a signature alone"),
    ] {
        match capture::read(text) {
            Err(CaptureError::Unreadable { looks_like: said }) => {
                assert!(said.starts_with(looks_like), "{said}");
            }
            other => panic!("{looks_like}: {other:?}"),
        }
    }
    assert_eq!(capture::read(b" \n").unwrap_err(), CaptureError::Empty);
}

pub(crate) fn explain(options: &[&str], input: &[u8]) -> Ran {
    let dir = tempfile::tempdir().unwrap();
    let tenants = dir.path().join("tenant.toml");
    let text = format!(
        "[[tenant]]\ndomain = \"{DOMAIN}\"\ntenant_id = \"{TENANT_ID}\"\nsecret = \"{SECRET}\"\n"
    );
    std::fs::write(&tenants, text).unwrap();
    let mut child = goalpost()
        .args(["explain", "--now", "2026-11-26T10:00:00Z", "--tenant-file"])
        .arg(&tenants)
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read it may have ended.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap().into()
}

#[test]
fn what_a_capture_lacks_is_said_and_can_be_added() {
    let folder = root().join("tests/captures");
    let verbose = folder.join("curl_verbose.txt");
    let verbose = verbose.to_str().unwrap();
    let ran = explain(&[verbose], b"");
    assert!(ran.code == 2 && ran.err.contains("a signature and no body"), "{ran:?}");
    let log = folder.join("nginx_combined.log");
    let ran = explain(&[log.to_str().unwrap()], b"");
    assert!(ran.code == 2 && ran.err.contains("neither a body nor a signature"), "{ran:?}");
    let body = br#"{"event_name":"purchase","session_id":"sess-8f2a","properties":{"value":99.5,"currency":"EUR","plan":"Team & Co"}}"#;
    let ran = explain(&[verbose, "--body", "-"], body);
    assert!(ran.code == 1 && ran.out.contains("secret-used-as-text"), "{ran:?}");
    let ran = explain(
        &["-"],
        b"curl -d @goal.json https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com",
    );
    assert!(ran.code == 2 && ran.err.contains("the file goal.json"), "{ran:?}");
}

#[test]
fn several_requests_are_counted_by_cause() {
    let folder = root().join("tests/captures");
    let ran = explain(&["--format", "json", folder.to_str().unwrap()], b"");
    let table: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    let groups = table["groups"].as_array().unwrap();
    assert_eq!(table["requests"], captures().len(), "{table}");
    assert_eq!(groups[0]["causes"], serde_json::json!(["secret-used-as-text"]), "{table}");
    assert_eq!(groups[0]["count"], captures().len() - WITHOUT_BODY.len());
    assert_eq!(
        (&groups[1]["name"], &groups[1]["count"]),
        (&"no-body".into(), &WITHOUT_BODY.len().into())
    );

    // Lines of a log: two causes, of which one is asked about.
    let line = |signature: &str, body: &str| {
        let url = "https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com";
        let value = serde_json::json!({"url": url, "headers": {"X-LP-Goal-Signature": signature}, "body": body});
        format!("{value}\n")
    };
    let right = "89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368";
    let goal = r#"{"event_name":"purchase","session_id":"sess-8f2a","properties":{"value":99.5,"currency":"EUR","plan":"Team & Co"}}"#;
    let log = line(right, goal).repeat(3) + &line(right, "{'event_name': 'purchase'}");
    let ran = explain(&["-"], log.as_bytes());
    for part in [
        "4 requests, 2 causes",
        "3  75.0%  401  secret-used-as-text",
        "1  25.0%  400  body-syntax",
        "Python's own text",
        "--request 4",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let ran = explain(&["-", "--request", "4"], log.as_bytes());
    assert!(
        ran.out.starts_with("400 body-syntax") && ran.out.contains("json.dumps(payload)"),
        "{}",
        ran.out
    );
    let ran = explain(&["-", "--request", "9"], log.as_bytes());
    assert!(ran.code == 2 && ran.err.contains("has 4 requests"), "{ran:?}");
}

#[test]
fn a_refused_body_is_explained_without_its_contents() {
    let request = |headers: &str, body: &str| {
        format!(
            "POST /api/v1/track/pixel/goal?domain=yoursite.com HTTP/1.1\r\nContent-Type: application/json\r\n{headers}\r\n{body}"
        )
    };
    for (headers, body, parts) in [
        (
            "",
            "{\"event_name\":\"jane@doe.example\",}",
            &["line 1, column 34, byte 33 is '}'", "a comma after the last member"][..],
        ),
        (
            "",
            "{\"event_name\":\"a\",\"properties\":{\"value\":\"12.50\"}}",
            &["properties.value is a text of 5 characters: a number in quotes"],
        ),
        (
            "",
            "{\"event_name\":\"a\",\"properties\":{\"currency\":\"eur\"}}",
            &["three letters, not all of them capitals"],
        ),
        (
            "",
            "{\"event_name\":\"a\",\"properties\":{\"plan\":\"jane@doe.example\"}}",
            &["looks like an e-mail address"],
        ),
        (
            "",
            "{\"event_name\":\"a\",\"event_name\":\"b\"}",
            &["\"event_name\" is twice in the body"],
        ),
        (
            "Authorization: Bearer 89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368\r\n",
            "{\"event_name\":\"a\"}",
            &["the header Authorization holds 64 hex digits"],
        ),
    ] {
        let ran = explain(&["-"], request(headers, body).as_bytes());
        for part in parts {
            assert!(ran.out.contains(part), "{part}: {ran:?}");
        }
        assert!(!ran.out.contains("jane") && !ran.out.contains("docs/"), "{}", ran.out);
    }
    let latin = [
        request("", "{\"event_name\":\"a\",\"properties\":{\"plan\":\"Caf").as_bytes(),
        b"\xe9\"}}",
    ]
    .concat();
    let ran = explain(&["-"], &latin);
    assert!(ran.out.contains("0xe9") && ran.out.contains("ISO 8859-1"), "{}", ran.out);
}
