//! What `goalpost explain` says of a capture beside the verdict: no false alarm, and every doubt before a secret is
//! suspected.

use crate::captures::{DOMAIN, SECRET, TENANT_ID, explain};
use crate::support::root;
use goalpost::capture;
use goalpost::protocol::json::parse;
use goalpost::protocol::{Goal, Tenant};
use serde_json::Value;

const BODY: &str = r#"{"event_name":"purchase","session_id":"sess-8f2a","properties":{"value":99.5,"currency":"EUR","plan":"Team & Co"}}"#;

/// The signature of [`BODY`] with the secret's text in place of its bytes.
const BY_TEXT: &str = "89f344b451c7cf5e2473a67eac702279c771d99b557346f480c83c6231b75368";

/// Nobody's signature.
const STRANGE: &str = "a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3";

fn right() -> String {
    let tenant = Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() };
    let goal = Goal::from_value(parse(BODY.as_bytes()).unwrap()).unwrap();
    tenant.signer().unwrap().sign(&goal, &mut Vec::new()).unwrap().to_string()
}

fn request(headers: &str, body: &str) -> Vec<u8> {
    format!(
        "POST /api/v1/track/pixel/goal?domain={DOMAIN} HTTP/1.1\r\nContent-Type: application/json\r\n{headers}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The report in JSON, and its notes.
fn report(input: &[u8]) -> (Value, String) {
    let ran = explain(&["--time", "1", "--format", "json", "-"], input);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    let notes = report["notes"].as_array().unwrap();
    let notes: Vec<&str> = notes.iter().filter_map(Value::as_str).collect();
    let notes = notes.join("\n");
    (report, notes)
}

/// These show the content type, or come from tools that send it by themselves.
#[test]
fn a_content_type_that_is_sent_is_not_missed() {
    for name in [
        "bruno.bru",
        "cat_numbers.txt",
        "docker_compose.txt",
        "grep_numbers.txt",
        "httpie_command.sh",
        "hurl_fence.hurl",
        "hurl_plain.hurl",
        "insomnia_v5.yaml",
        "irm_splat.ps1",
        "journald.txt",
        "mitmdump_detail.txt",
        "mod_dumpio.log",
        "modsecurity.log",
        "ngrok.json",
        "nushell_list.nu",
        "strace.txt",
        "thunder_client.json",
    ] {
        let bytes = std::fs::read(root().join("tests/captures").join(name)).unwrap();
        let read = capture::read(&bytes).unwrap().requests.remove(0);
        let types =
            read.request.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case("content-type"));
        assert_eq!(types.count(), 1, "{name}");
        assert!(
            !read.notes.iter().any(|note| note.contains("Content-Type")),
            "{name}: {:?}",
            read.notes
        );
    }
    let shown = format!("Content-Length: {}", BODY.len());
    let read = |text: &str| capture::read(text.as_bytes()).unwrap().requests.remove(0).notes;
    let page = read(
        &String::from_utf8(request(&shown, BODY))
            .unwrap()
            .replace('&', "&amp;")
            .replace('"', "&quot;"),
    );
    assert!(page.len() == 1 && page[0].contains("escaped as HTML"), "{page:?}");
    // A client that escapes its body itself is not repaired.
    let escaped = BODY.replace('&', "&amp;").replace('"', "&quot;");
    let sent = format!("Content-Length: {}", escaped.len());
    let (report, notes) = report(&request(&sent, &escaped));
    assert!(report["verdict"]["rule"] == "body-syntax" && notes.is_empty(), "{notes}");
}

#[test]
fn a_body_of_another_length_is_told_before_a_secret_is_suspected() {
    let url = format!("https://loudpixel.ai/api/v1/track/pixel/goal?domain={DOMAIN}");
    let headers = serde_json::json!({"Content-Type": "application/json", "Content-Length": "900", "X-LP-Goal-Signature": STRANGE});
    let log = serde_json::json!({"url": url, "headers": headers, "body": BODY}).to_string();
    let curl = format!(
        "curl '{url}' -H 'Content-Type: application/json' -H 'Content-Length: 900' -H 'X-LP-Goal-Signature: {STRANGE}' -d '{BODY}'"
    );
    let raw = request(&format!("Content-Length: 900\r\nX-LP-Goal-Signature: {STRANGE}"), BODY);
    for capture in [log.as_bytes(), curl.as_bytes(), &raw] {
        let (report, notes) = report(capture);
        let meaning = report["meaning"].to_string();
        assert!(notes.contains("Content-Length is 900"), "{notes}");
        assert!(meaning.contains("not the one that was sent"), "{meaning}");
        assert!(!meaning.contains("another secret"), "{meaning}");
    }
    // A body that is shown parsed is put back to its length.
    let length = BODY.replace("\":", "\": ").replace(",\"", ", \"").len();
    let log = serde_json::json!({"url": url, "headers": {"Content-Length": length.to_string()}, "body": parsed()});
    let read = capture::read(log.to_string().as_bytes()).unwrap().requests.remove(0);
    assert!(
        read.request.body.len() == length && read.notes[0].contains("put back"),
        "{:?}",
        read.notes
    );
}

fn parsed() -> Value {
    serde_json::from_str(BODY).unwrap()
}

#[test]
fn letters_that_a_trace_hides_are_named() {
    let body = BODY.replace("Team", "..quipe");
    let (first, second) = body.split_at(64);
    let target = format!("/api/v1/track/pixel/goal?domain={DOMAIN}");
    let text = format!(
        "=> Send header, 200 bytes (0xc8)\n0000: POST {target} HTTP/1.1\n0040: Content-Type: application/json\n0060: X-LP-Goal-Signature: {}\n0095: {}\n00c0: \n=> Send data, 117 bytes (0x75)\n0000: {first}\n0040: {second}\n<= Recv header, 27 bytes (0x1b)\n0000: HTTP/1.1 401 Unauthorized\n",
        &STRANGE[..32],
        &STRANGE[32..]
    );
    let (report, notes) = report(text.as_bytes());
    assert!(notes.contains("--trace-ascii hides what is not ASCII"), "{notes}");
    assert!(!report["meaning"].to_string().contains("another secret"), "{report}");
    assert_eq!(report["signature_sent"], STRANGE);
}

#[test]
fn a_log_without_a_header_needs_the_signature() {
    let log = format!(
        "Started POST \"/api/v1/track/pixel/goal?domain={DOMAIN}\" for 203.0.113.9 at 2026-11-26 10:00:00 +0000\n  Parameters: {{\"event_name\"=>\"purchase\", \"session_id\"=>\"sess-8f2a\", \"properties\"=>{{\"value\"=>99.5, \"currency\"=>\"EUR\", \"plan\"=>\"Team & Co\"}}, \"domain\"=>\"{DOMAIN}\"}}\nCompleted 401 Unauthorized in 3ms\n"
    );
    let ran = explain(&["-"], log.as_bytes());
    assert!(ran.code == 2 && ran.err.contains("add --signature TEXT"), "{ran:?}");
    assert!(!ran.err.contains("Content-Type"), "{ran:?}");
    let ran = explain(&["-", "--signature", BY_TEXT], log.as_bytes());
    assert!(ran.code == 1 && ran.out.contains("secret-used-as-text"), "{ran:?}");
    // A goal that was taken as a hint is one.
    let ran = explain(&["-"], log.replace("401 Unauthorized", "202 Accepted").as_bytes());
    assert!(ran.code == 1 && ran.out.starts_with("202 hint"), "{ran:?}");
}

#[test]
fn characters_that_nobody_sees_are_named_and_the_rest_is_judged() {
    let right = right();
    for (signature, place, is_right) in [
        (format!("\u{200b}{right}"), "U+200B (zero width space) before the first character", true),
        (format!("{right}\u{feff}"), "U+FEFF (byte order mark) after the last character", true),
        (
            format!("{}\u{ad}{}", &BY_TEXT[..9], &BY_TEXT[9..]),
            "U+00AD (soft hyphen) after character 9",
            false,
        ),
    ] {
        let (report, notes) = report(&request(&format!("X-LP-Goal-Signature: {signature}"), BODY));
        assert!(notes.contains(place), "{notes}");
        assert_eq!(notes.contains("without that, the signature is right"), is_right, "{notes}");
        assert_eq!(report["search"].is_null(), is_right, "{report}");
        assert_eq!(report["mistakes"][0]["id"] == "secret-used-as-text", !is_right, "{report}");
    }
}

/// The reader of source code takes no digest of another header for the signature.
#[test]
fn a_digest_in_another_header_of_source_code_stays_there() {
    let code = format!(
        "import requests\nurl = 'https://loudpixel.ai/api/v1/track/pixel/goal?domain={DOMAIN}'\nheaders = {{'Content-Type': 'application/json', 'X-Hub-Signature-256': 'sha256={}'}}\nrequests.post(url, data='{BODY}', headers=headers)\n",
        right()
    );
    let call = code.replace("headers = {", "h = {").replace("headers=headers", "headers=h");
    for code in [code, call] {
        let (report, notes) = report(code.as_bytes());
        assert_eq!(report["verdict"]["rule"], "hint", "{report}");
        assert!(
            notes.contains("X-Hub-Signature-256") && notes.contains("is the right one"),
            "{notes}"
        );
    }
}

#[test]
fn a_digest_in_another_header_is_judged_as_if_it_were_the_signature() {
    let right = right();
    for (header, place, verdict, mistake) in [
        (
            format!("X-Hub-Signature-256: sha256={right}"),
            "X-Hub-Signature-256",
            "is the right one",
            None,
        ),
        (format!("Authorization: HMAC {right}"), "Authorization", "is the right one", None),
        (format!("X-Digest: {STRANGE}\r\nX-Hmac: {right}"), "X-Hmac", "is the right one", None),
        (
            format!("X-Trace: {STRANGE}\r\nX-Signature: {BY_TEXT}"),
            "X-Signature",
            "see below",
            Some("secret-used-as-text"),
        ),
        (format!("X-Trace: {STRANGE}"), "X-Trace", "may be no signature", None),
    ] {
        let (report, notes) = report(&request(&header, BODY));
        assert_eq!(report["verdict"]["rule"], "hint", "{header}");
        assert!(notes.contains(&format!("the header {place} holds 64 hex digits")), "{notes}");
        assert!(notes.contains(verdict), "{notes}");
        assert_eq!(report["mistakes"][0]["id"].as_str(), mistake, "{report}");
        assert_eq!(report["meaning"], serde_json::json!([]), "{report}");
    }
}
