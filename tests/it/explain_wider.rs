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

const TENANT: &str = "[[tenant]]\ndomain = \"yoursite.com\"\n\
    tenant_id = \"6f1c2b9e-8d43-4a57-b1f0-2c9e7d5a8f31\"\n\
    secret = \"3fa9c07e5b18d2644ce1907ab3f85d2217c6e94b0da8731f56e2bc408d97a5f1\"\n";

/// Requests of `tests/explain` that are not named as `expected.json` says, because a mistake of the catalogue,
/// or a pair of them, makes the same signature and comes first.
const NOT_FOUND: [&str; 2] = ["esc-raw-control", "nbsp"];

/// The ids of the mistakes that are named for a captured request.
fn named(tenant: &Path, request: &Path) -> Vec<String> {
    // A time that no machine needs: where the search ends is a matter of counts.
    let out = goalpost()
        .args(["explain", "--format", "json", "--time", "600", "--now", "2026-11-23T08:00:00Z"])
        .arg("--tenant-file")
        .args([tenant, request])
        .output()
        .unwrap();
    let answer: Value =
        serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {out:?}"));
    assert_eq!(answer["verdict"]["status"], 401, "{answer}");
    let mistakes = answer["mistakes"].as_array().unwrap();
    mistakes.iter().map(|mistake| mistake["id"].as_str().unwrap().to_owned()).collect()
}

/// Requests with mistakes that are in no list, each with an id that its explanation holds.
#[test]
fn wider_mistakes_are_named() {
    let dir = root().join("tests/explain");
    let expected = std::fs::read_to_string(dir.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let tenant = scratch.path().join("tenant.toml");
    std::fs::write(&tenant, TENANT).unwrap();
    let mut missed = BTreeSet::new();
    let mut said = Vec::new();
    for (name, id) in expected.as_object().unwrap() {
        let ids = named(&tenant, &dir.join(format!("{name}.http")));
        if !ids.iter().any(|named| Some(named.as_str()) == id.as_str()) {
            said.push(format!("{name}: {ids:?}"));
            missed.insert(name.as_str());
        }
    }
    assert_eq!(missed, BTreeSet::from(NOT_FOUND), "{said:#?}");
}

/// A look-up that fits by chance would blame a signer for what it never did.
#[test]
fn random_signatures_are_not_explained() {
    let digits =
        |rng: &mut Rng<'_>| -> String { (0..4).map(|_| format!("{:016x}", rng.any())).collect() };
    let mut trials = 0;
    for case in 0..200 {
        let mut rng = Rng::new(77, case);
        let goal = fresh_goal(&mut rng);
        let tenant = Tenant {
            tenant_id: digits(&mut rng)[..32].into(),
            secret: digits(&mut rng).as_str().into(),
        };
        let body = goal.to_value().to_json();
        let request = Request {
            method: b"POST",
            target: b"/api/v1/track/pixel/goal?domain=yoursite.com",
            headers: &[],
            body: body.as_bytes(),
        };
        let context = SigningContext::sent(&tenant, &goal, &request, "yoursite.com", &[]);
        let signature = digits(&mut rng);
        let mut grammar = Grammar::new(&context, &signature);
        for cost in 0..=2 {
            let (found, is_whole) = grammar.level(cost, u64::MAX, &mut |_| true);
            assert!(is_whole && found.is_none(), "{body} {signature}: {found:?}");
        }
        trials += grammar.trials;
    }
    // Each was really searched.
    assert!(trials > 200 * 1000, "{trials}");
}
