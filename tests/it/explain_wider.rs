//! `goalpost explain` beyond the catalogue: mistakes that are in no list.

use crate::support::{goalpost, root};
use goalpost::Request;
use goalpost::generate::fresh_goal;
use goalpost::generate::rng::Rng;
use goalpost::mistakes::SigningContext;
use goalpost::mistakes::grammar::Grammar;
use goalpost::protocol::Tenant;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const TENANT: &str = "[[tenant]]\ndomain = \"yoursite.com\"\n\
    tenant_id = \"6f1c2b9e-8d43-4a57-b1f0-2c9e7d5a8f31\"\n\
    secret = \"3fa9c07e5b18d2644ce1907ab3f85d2217c6e94b0da8731f56e2bc408d97a5f1\"\n";

/// The explanation of a captured request.
fn explained(tenant: &Path, request: &Path) -> Value {
    // A time that no machine needs: where the search ends is a matter of counts.
    let out = goalpost()
        .args(["explain", "--format", "json", "--time", "600", "--now", "2026-11-23T08:00:00Z"])
        .arg("--tenant-file")
        .args([tenant, request])
        .output()
        .unwrap();
    serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {out:?}"))
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// What is named, and each of its equals on this goal. Where those are in no list, a goal is asked for that tells
/// them apart.
fn named(answer: &Value) -> Vec<Vec<&str>> {
    assert_eq!(answer["verdict"]["status"], 401, "{answer}");
    let mistakes = answer["mistakes"].as_array().unwrap();
    let first: Vec<&str> = mistakes.iter().map(|mistake| mistake["id"].as_str().unwrap()).collect();
    let equals: Vec<Vec<&str>> =
        answer["alternatives"].as_array().unwrap().iter().map(texts).collect();
    let is_wider = answer["classes"].as_array().unwrap().is_empty();
    if is_wider && !equals.is_empty() {
        assert!(answer["next_goal"].is_object(), "{answer}");
    }
    let swapped = mistakes.iter().enumerate().flat_map(|(at, mistake)| {
        let equivalent = texts(&mistake["equivalent"]);
        equivalent
            .into_iter()
            .map(|id| [&first[..at], &[id], &first[at + 1..]].concat())
            .collect::<Vec<_>>()
    });
    let swapped: Vec<Vec<&str>> = swapped.collect();
    [vec![first.clone()], swapped, equals].concat()
}

/// Requests of which the explanation does not hold what was done.
fn missed(cases: &[(String, Vec<u8>, Value)]) -> Vec<(String, String)> {
    let scratch = tempfile::tempdir().unwrap();
    let tenant = scratch.path().join("tenant.toml");
    std::fs::write(&tenant, TENANT).unwrap();
    let mut missed = Vec::new();
    for (name, request, expected) in cases {
        let path = scratch.path().join("request.http");
        std::fs::write(&path, request).unwrap();
        let answer = explained(&tenant, &path);
        let named = named(&answer);
        let holds = |ids: &Vec<&str>| {
            expected
                .as_array()
                .unwrap()
                .iter()
                .all(|one_of| texts(one_of).iter().any(|id| ids.contains(id)))
        };
        if !named.iter().any(holds) {
            missed.push((name.clone(), format!("{named:?}, not {expected}")));
        }
    }
    missed
}

/// Requests as bug reports tell of them, each with the ids that its explanation holds.
#[test]
fn reported_requests_are_named() {
    let dir = root().join("tests/explain");
    let expected = std::fs::read_to_string(dir.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let cases: Vec<_> = expected
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, id)| {
            let request = std::fs::read(dir.join(format!("{name}.http"))).unwrap();
            (name.clone(), request, serde_json::json!([[id]]))
        })
        .collect();
    assert!(cases.len() > 50);
    let missed = missed(&cases);
    assert!(missed.is_empty(), "{missed:#?}");
}

/// Requests that a script of its own signs wrongly.
#[test]
fn other_wrong_requests_are_named() {
    let out = Command::new("python3")
        .arg(root().join("tests/explain/wrong_requests.py"))
        .output()
        .unwrap();
    assert!(out.status.success(), "{out:?}");
    let lines = String::from_utf8(out.stdout).unwrap();
    let parsed = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let parsed: Vec<Value> = parsed.collect();
    // What lies beyond the bounds of the search: named one day, it has to be taken off that list.
    let beyond = parsed.iter().filter(|case| case["beyond"] == true);
    let beyond: BTreeSet<&str> = beyond.map(|case| case["name"].as_str().unwrap()).collect();
    assert!(beyond.len() < 5, "{beyond:?}");
    let cases: Vec<_> = parsed
        .iter()
        .map(|case| {
            let text = |key: &str| case[key].as_str().unwrap().to_owned();
            (text("name"), text("request").into_bytes(), case["expect"].clone())
        })
        .collect();
    assert!(cases.len() > 90);
    let missed = missed(&cases);
    let names: BTreeSet<&str> = missed.iter().map(|(name, _)| &name[..]).collect();
    assert_eq!(names, beyond, "{missed:#?}");
}

/// More of one cause than are searched beyond the catalogue: what explained the first is tried first.
#[test]
fn a_cause_that_is_in_no_list_is_named_each_time() {
    const COUNT: u64 = 420;
    let scratch = tempfile::tempdir().unwrap();
    let (tenant, requests) =
        (scratch.path().join("tenant.toml"), scratch.path().join("requests.jsonl"));
    std::fs::write(&tenant, TENANT).unwrap();
    let script = root().join("tests/explain/wrong_requests.py");
    let lines = Command::new("python3").arg(script).arg(COUNT.to_string()).output().unwrap();
    std::fs::write(&requests, lines.stdout).unwrap();
    let answer = explained(&tenant, &requests);
    let groups = answer["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 1, "{answer}");
    assert_eq!(groups[0]["count"], COUNT, "{answer}");
    assert!(groups[0]["mistakes"].to_string().contains("secret-decoded-otherwise"), "{answer}");
}

/// What cannot be known, and what is no matter of the signature.
#[test]
fn what_was_lost_is_not_blamed_on_the_secret() {
    let scratch = tempfile::tempdir().unwrap();
    let tenant = scratch.path().join("tenant.toml");
    std::fs::write(&tenant, TENANT).unwrap();
    let dir = root().join("tests/explain");
    let answer = explained(&tenant, &dir.join("question-mark-body.http"));
    assert_eq!(answer["explained"], false, "{answer}");
    let meaning = answer["meaning"].to_string();
    assert!(meaning.contains("lost before it was sent"), "{meaning}");
    assert!(!meaning.contains("another secret"), "{meaning}");
    for next in ["excluded: ", "try next: "] {
        assert!(meaning.contains(next), "{meaning}");
    }
    let answer = explained(&tenant, &dir.join("latin1-body.http"));
    assert_eq!(answer["verdict"]["status"], 400, "{answer}");
    let advice = answer["advice"].to_string();
    assert!(advice.contains("0xe9") && advice.contains("ISO 8859-1"), "{advice}");
}

/// A look-up that fits by chance would blame a signer for what it never did.
#[test]
fn random_signatures_are_not_explained() {
    let digits =
        |rng: &mut Rng<'_>| -> String { (0..4).map(|_| format!("{:016x}", rng.any())).collect() };
    let mut trials = 0;
    for case in 0..1000 {
        let mut rng = Rng::new(77, case);
        let goal = fresh_goal(&mut rng);
        let tenant = Tenant {
            tenant_id: digits(&mut rng)[..32].into(),
            secret: digits(&mut rng).as_str().into(),
        };
        let body = goal.to_value().to_json();
        let (time, nonce) = (format!("{}", rng.any() >> 31), digits(&mut rng)[..16].to_owned());
        let odd = [(&b"x-timestamp"[..], time.as_bytes()), (b"x-nonce", nonce.as_bytes())];
        let request = Request {
            method: b"POST",
            target: b"/api/v1/track/pixel/goal?domain=yoursite.com",
            headers: if case % 2 == 0 { &odd[..0] } else { &odd[..] },
            body: body.as_bytes(),
        };
        let context = SigningContext::sent(&tenant, &goal, &request, "yoursite.com", &[]);
        // A tenth are cut: less of a digest could fit by chance.
        let signature = digits(&mut rng);
        let signature = if case % 10 == 0 { &signature[..16] } else { &signature };
        let mut grammar = Grammar::new(&context, signature);
        // The second level takes most of the time: every fourth shows it.
        for cost in 0..=1 + u8::from(case % 4 == 0) {
            let (found, is_whole) = grammar.level(cost, u64::MAX, &mut |_| true);
            assert!(is_whole && found.is_none(), "{body} {signature}: {found:?}");
        }
        trials += grammar.trials;
    }
    // Each was really searched.
    assert!(trials > 1000 * 1000, "{trials}");
}
