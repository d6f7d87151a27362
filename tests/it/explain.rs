//! `goalpost explain`: captured requests in, named mistakes out.

use crate::support::{Ran, goalpost, root};
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

const TENANT: &str = "[[tenant]]\ndomain = \"yoursite.com\"\n\
    tenant_id = \"7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04\"\n\
    secret = \"3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4\"\n";
const SECRET: &str = "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4";
const ID: &str = "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04";

/// `goalpost explain OPTIONS -`, with a request on stdin and one tenant known.
fn explain(options: &[&str], request: &str, tenants: &str) -> Ran {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("tenant.toml");
    std::fs::write(&file, tenants).unwrap();
    let mut child = goalpost()
        .args(["explain", "--now", "2026-11-23T08:00:00Z", "--tenant-file"])
        .arg(&file)
        .args(options)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(request.as_bytes()).unwrap();
    child.wait_with_output().unwrap().into()
}

/// Bounded by counts: on a busy machine the clock would end it sooner.
fn json(request: &str, tenants: &str) -> Value {
    let ran = explain(&["--format", "json", "--time", "600"], request, tenants);
    let value: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    assert_eq!(value["exit_code"], ran.code);
    value
}

fn causes(answer: &Value) -> Vec<String> {
    let mistakes = answer["mistakes"].as_array().unwrap();
    mistakes.iter().map(|mistake| mistake["cause"].as_str().unwrap().to_owned()).collect()
}

fn request(body: &str, signature: &str) -> String {
    format!(
        "POST /api/v1/track/pixel/goal?domain=yoursite.com HTTP/1.1\r\nHost: loudpixel.ai\r\n\
         User-Agent: node\r\nContent-Type: application/json\r\nX-LP-Goal-Signature: {signature}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// What the documented Node sample signs, with the secret decoded or taken as text.
fn node_signature(goal: &str, as_text: bool) -> String {
    let text =
        std::fs::read_to_string(root().join("scripts/adapters/node_documented.mjs")).unwrap();
    assert!(text.contains("Buffer.from(secret, \"hex\")"), "the sample decodes in another way");
    let script = root().join("scripts/adapters/node_documented.mjs");
    // The adapter itself, asked over its own protocol; a secret as text is its hex.
    let secret: String = match as_text {
        false => SECRET.to_owned(),
        true => SECRET.bytes().map(|byte| format!("{byte:02x}")).collect(),
    };
    let lines = format!(
        "{{\"op\":\"hello\",\"protocol\":1}}\n{{\"id\":\"1\",\"op\":\"sign\",\"tenant_id\":\"{ID}\",\
         \"secret\":\"{secret}\",\"goal\":{}}}\n",
        goal.replace('É', "\\u00c9")
    );
    let mut child = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let reply = String::from_utf8(out.stdout).unwrap();
    let reply: Value = serde_json::from_str(reply.lines().nth(1).unwrap()).unwrap();
    reply["signature"].as_str().unwrap().to_owned()
}

const GOAL: &str = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99.5,"currency":"EUR","plan":"Équipe"}}"#;
const ASCII: &str = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99.5,"currency":"EUR","plan":"Team"}}"#;

#[test]
fn the_documented_node_signer_is_explained() {
    let ran =
        explain(&["--lang", "javascript"], &request(GOAL, &node_signature(GOAL, false)), TENANT);
    assert_eq!(ran.code, 1);
    for part in [
        "401 signature-mismatch",
        "raw non-ASCII",
        "raw-utf8-not-ascii-escaped",
        r"\u00c9quipe",
        "\"Équipe\"",
        "byte 64: 5c 75 30 30 63 39 expected, c3 89 71 75 69 70 signed",
        "padStart(4, \"0\")",
        "in place of: JSON.stringify(p)",
        "is right",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let both = json(&request(GOAL, &node_signature(GOAL, true)), TENANT);
    assert_eq!(causes(&both), ["raw-utf8-not-ascii-escaped", "secret-used-as-text"]);
    let text = json(&request(ASCII, &node_signature(ASCII, true)), TENANT);
    assert_eq!(causes(&text), ["secret-used-as-text"]);
    assert_eq!(text["signed"]["canonical"], text["right"]["canonical"]);
    assert_eq!(text["first_difference"], Value::Null);
}

#[test]
fn the_right_signature_that_is_shown_is_accepted() {
    let answer = json(&request(GOAL, &"0".repeat(64)), TENANT);
    assert_eq!(
        (&answer["explained"], answer["exit_code"].as_u64()),
        (&Value::Bool(false), Some(1))
    );
    assert!(answer["meaning"][0].as_str().unwrap().contains("no known mistake of this secret"));
    assert_eq!(answer["search"]["pairs"], true);
    let right = answer["right"]["signature"].as_str().unwrap();
    let again = json(&request(GOAL, right), TENANT);
    assert_eq!((&again["verdict"]["rule"], &again["exit_code"]), (&"accepted".into(), &0.into()));
    assert_eq!(again["explained"], Value::Null);
}

/// Signers that were written without Goalpost, each named from its signature alone.
#[test]
fn every_cause_is_named_from_the_signature_alone() {
    let script = root().join("tests/adapters/wrong_signers.py");
    let out = Command::new("python3").arg(script).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let lines = String::from_utf8(out.stdout).unwrap();
    let mut wrong = Vec::new();
    let mut named = std::collections::BTreeSet::new();
    for line in lines.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let answer = json(case["request"].as_str().unwrap(), TENANT);
        let cause = case["cause"].as_str().unwrap();
        if causes(&answer) != [cause] {
            wrong.push(format!("{cause}, {}: {}", case["what"], answer["classes"]));
        }
        named.insert(cause.to_owned());
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(named.len(), 50, "{named:?}");
}

#[test]
fn what_looks_alike_is_told_apart_by_the_next_goal() {
    // 99 signed as "99": zeros dropped, or no decimals at all.
    let script = root().join("tests/adapters/wrong_signers.py");
    let out =
        String::from_utf8(Command::new("python3").arg(script).output().unwrap().stdout).unwrap();
    let case = out.lines().find(|line| line.contains("value-trailing-zeros")).unwrap();
    let case: Value = serde_json::from_str(case).unwrap();
    let answer = json(case["request"].as_str().unwrap(), TENANT);
    let class: Vec<&str> =
        answer["classes"][0].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert!(class.contains(&"value-trailing-zeros-dropped"), "{class:?}");
    assert!(class.contains(&"value-without-decimals"), "{class:?}");
    let groups = answer["next_goal"]["groups"].as_array().unwrap();
    assert!(groups.len() > 1, "{groups:?}");
    // The goal is one that a server takes.
    let goal = answer["next_goal"]["goal"].as_str().unwrap();
    let hint = explain(&[], &request(goal, "").replace("X-LP-Goal-Signature: \r\n", ""), TENANT);
    assert!(hint.out.starts_with("202 hint"), "{}", hint.out);
}

#[test]
fn another_tenants_secret_is_found_where_it_is_known() {
    let other = "[[tenant]]\ndomain = \"other.example\"\ntenant_id = \"o\"\nsecret = \"00ff\"\n";
    let third = "[[tenant]]\ndomain = \"third.example\"\ntenant_id = \"p\"\nsecret = \"aabb\"\n";
    for (secret, known, tenants) in [
        ("00ff", "other.example", format!("{TENANT}{other}{third}")),
        ("aabb", "third.example", format!("{TENANT}{other}{third}")),
    ] {
        let out = goalpost()
            .args(["sign", "--tenant-id", ID, "--format", "json", "--event", "purchase"])
            .env("LP_PIXEL_SECRET", secret)
            .output()
            .unwrap();
        let signed: Value = serde_json::from_slice(&out.stdout).unwrap();
        let body = r#"{"event_name":"purchase"}"#;
        let answer = json(&request(body, signed["signature"].as_str().unwrap()), &tenants);
        assert_eq!(causes(&answer), ["wrong-secret-or-tenant"]);
        assert!(answer["notes"].to_string().contains(known), "{}", answer["notes"]);
    }
}

#[test]
fn curl_commands_and_flags_say_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let (tenant, body) = (dir.path().join("tenant.toml"), dir.path().join("body.json"));
    std::fs::write(&tenant, TENANT).unwrap();
    std::fs::write(&body, GOAL).unwrap();
    let signature = node_signature(GOAL, false);
    let url = "https://loudpixel.ai/api/v1/track/pixel/goal?domain=yoursite.com";
    let header = format!("X-LP-Goal-Signature: {signature}");
    let command = format!(
        "curl -sS '{url}' \\\n  -H 'Content-Type: application/json' -H '{header}' \\\n  --data-raw '{GOAL}'"
    );
    let from_file = explain(&["--format", "json"], &command, TENANT);
    let with = |arguments: &[&str]| -> Ran {
        goalpost()
            .args(["explain", "--format", "json", "--tenant-file"])
            .arg(&tenant)
            .args(arguments)
            .output()
            .unwrap()
            .into()
    };
    let as_words = with(&[
        "--",
        "curl",
        "-XPOST",
        url,
        "-H",
        "Content-Type: application/json",
        "-H",
        &header,
        "-d",
        GOAL,
    ]);
    let from_flags = with(&["--body", body.to_str().unwrap(), "--signature", &signature]);
    for ran in [&from_file, &as_words, &from_flags] {
        let answer: Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
        assert_eq!(causes(&answer), ["raw-utf8-not-ascii-escaped"], "{ran:?}");
    }
    // Without a tenant file: an id, and the secret out of the environment.
    let ran: Ran = goalpost()
        .args(["explain", "--tenant-id", ID, "--domain", "yoursite.com", "--body"])
        .arg(&body)
        .args(["--signature", &signature])
        .env("LP_PIXEL_SECRET", SECRET)
        .output()
        .unwrap()
        .into();
    assert!(ran.out.contains("raw-utf8-not-ascii-escaped"), "{ran:?}");
    assert!(!ran.out.contains(SECRET), "{ran:?}");
}

#[test]
fn what_is_no_matter_of_the_signature_is_told_by_rule() {
    for (request, line) in [
        (request("{", "00"), "400 body-syntax"),
        (request(GOAL, "00").replace("yoursite", "nobody"), "404 domain-unknown"),
        (request(GOAL, "00").replace("application/json", "text/plain"), "415 content-type"),
        (request(GOAL, "00").replace("X-LP-Goal-Signature: 00\r\n", ""), "202 hint"),
        (request(GOAL, "0011"), "401 signature-shape"),
    ] {
        let ran = explain(&[], &request, TENANT);
        assert!(ran.code == 1 && ran.out.starts_with(line), "{line}: {ran:?}");
    }
    let ran = explain(&[], "nonsense", TENANT);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("no request found: it looks like"), "{ran:?}");
}

/// What other APIs' code makes, and what must never be shown.
#[test]
fn code_for_other_apis_is_named_and_a_secret_stays_secret() {
    use hmac::{Hmac, KeyInit, Mac};
    let sign = |key: &[u8], message: &str| -> String {
        let mac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
        let digest = mac.chain_update(message.as_bytes()).finalize().into_bytes();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    // As for Stripe: the time, a point and the body, under the secret's text; time and version before it.
    let stripe =
        format!("t=1793527200,v1={}", sign(SECRET.as_bytes(), &format!("1793527200.{ASCII}")));
    let answer = json(&request(ASCII, &stripe), TENANT);
    assert_eq!(
        causes(&answer),
        [
            "raw-body-vs-reserialised",
            "extra-signed-context",
            "secret-used-as-text",
            "signature-prefix-added"
        ]
    );
    assert!(answer["details"].to_string().contains("1793527200."), "{}", answer["details"]);
    // The secret itself, signed or sent.
    let key: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&SECRET[2 * at..2 * at + 2], 16).unwrap()).collect();
    let right =
        json(&request(ASCII, "00"), TENANT)["right"]["signature"].as_str().unwrap().to_owned();
    let hex: String = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
    for signature in [
        sign(&key, SECRET),
        sign(&key, &hex),
        SECRET.to_owned(),
        format!("{SECRET},{}", SECRET.to_uppercase()),
        format!("{SECRET}.{right}"),
    ] {
        for (format, body) in [("json", ASCII), ("human", ASCII), ("json", "{"), ("human", "{")] {
            let ran = explain(&["--format", format], &request(body, &signature), TENANT);
            let said = ran.out.to_lowercase();
            assert!(!said.contains(SECRET) && !said.contains(&hex), "{signature}: {}", ran.out);
        }
    }
}

#[test]
fn two_mistakes_of_one_kind_are_two() {
    // One text in lower case, another in capitals.
    let out = Command::new("python3")
        .args(["-c", "import hmac,sys;print(hmac.new(bytes.fromhex(sys.argv[1]),sys.argv[2].encode(),'sha256').hexdigest())", SECRET])
        .arg(format!(
            r#"{{"event_name":"purchase","properties":{{"currency":"eur","plan":"TEAM","value":"99.50"}},"session_id":"s-1","tenant_id":"{ID}"}}"#
        ))
        .output()
        .unwrap();
    let signature = String::from_utf8(out.stdout).unwrap();
    let answer = json(&request(ASCII, signature.trim()), TENANT);
    assert_eq!(causes(&answer), ["string-value-altered", "string-value-altered"]);
}

#[test]
fn a_header_without_a_digest_is_not_blamed_on_the_secret() {
    for (header, what) in
        [("undefined", "a word"), ("[object Object]", "a word"), ("?!", "2 characters")]
    {
        let ran = explain(&[], &request(ASCII, header), TENANT);
        assert!(ran.out.contains("holds no digest") && ran.out.contains(what), "{}", ran.out);
        assert!(!ran.out.contains("another secret"), "{}", ran.out);
    }
}
