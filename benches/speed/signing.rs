//! Canonical bytes, signatures and the validator, beside HMAC alone and two peers.

use crate::clock::minima;
use crate::table::{Row, Wanted};
use goalpost::protocol::goal::BorrowedGoal;
use goalpost::protocol::json::{parse, parse_borrowed};
use goalpost::protocol::request::Request;
use goalpost::protocol::validator::{Tenants, decide};
use goalpost::protocol::{Goal, Tenant, canonicalize};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::hint::black_box;

const ASCII: &str = r#"{"event_name":"subscription_renewed","session_id":"9f1c2b7e-4d6a-4c1e-9b7d-2f0a8e6c5d41",
    "properties":{"value":99.5,"currency":"EUR","plan":"Team annual"},
    "first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;

/// The same with ten characters that are escaped.
const ESCAPED: &str = r#"{"event_name":"subscription_renewed","session_id":"9f1c2b7e-4d6a-4c1e-9b7d-2f0a8e6c5d41",
    "properties":{"value":99.5,"currency":"EUR","plan":"Équipe été à Zürich €äöüß"},
    "first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;

const BODY: &str = r#"{"event_name":"subscription_renewed","session_id":"9f1c2b7e-4d6a-4c1e-9b7d","properties":{"value":99.5,"currency":"EUR","plan":"Team annual"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;

const SIGN: &str = "canonicalize + sign + hex, 286 B ASCII, to HMAC alone";
const VERIFY: &str = "verify: parse, canonicalize, HMAC, compare, to HMAC alone";
const DECIDE: &str = "the whole decision, request to attribution, to HMAC alone";

pub(crate) fn rows() -> Vec<Row> {
    let tenant = Tenant {
        tenant_id: "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04".into(),
        secret: "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4".into(),
    };
    let key: Vec<u8> = (0..32).collect();
    let Ok(keyed) = Hmac::<Sha256>::new_from_slice(&key) else { return Vec::new() };
    let sign = sign("ascii", ASCII, &tenant, &keyed);
    sign_escaped(&tenant, &keyed);
    let (verify, decide) = verify(&tenant, &keyed);
    vec![
        Row::new(SIGN, "", Wanted::AtMost(1.2), sign),
        Row::new(VERIFY, "", Wanted::AtMost(2.0), verify),
        Row::new(DECIDE, "", Wanted::AtMost(2.8), decide),
    ]
}

fn goal(json: &str) -> Goal {
    parse(json.as_bytes()).ok().and_then(|v| Goal::from_value(v).ok()).unwrap_or_default()
}

fn sign_escaped(tenant: &Tenant, keyed: &Hmac<Sha256>) {
    sign("escaped", ESCAPED, tenant, keyed);
}

/// The time to sign as a multiple of that of HMAC alone; prints the peers, too.
fn sign(name: &str, json: &str, tenant: &Tenant, keyed: &Hmac<Sha256>) -> f64 {
    let goal = goal(json);
    let Ok(signer) = tenant.signer() else { return f64::NAN };
    let mut canonical = Vec::new();
    let signed = canonicalize(&tenant.tenant_id, &goal, &mut canonical);
    assert!(signed.is_ok(), "{signed:?}");
    // What a peer gets to write: the signed object itself, so that it writes as many bytes.
    let value: serde_json::Value = serde_json::from_slice(&canonical).unwrap_or_default();
    let (mut buffer, mut signed) = (Vec::with_capacity(1024), Vec::with_capacity(1024));
    let mut serde_out = Vec::with_capacity(1024);
    let [sign, canonicalize, serde, jcs, hmac] = minima([
        &mut || assert!(black_box(signer.sign(black_box(&goal), &mut signed)).is_ok()),
        &mut || {
            buffer.clear();
            let done = canonicalize(&tenant.tenant_id, black_box(&goal), &mut buffer);
            assert!(black_box(done).is_ok());
        },
        &mut || {
            serde_out.clear();
            assert!(serde_json::to_writer(&mut serde_out, black_box(&value)).is_ok());
        },
        &mut || assert!(serde_json_canonicalizer::to_vec(black_box(&value)).is_ok()),
        &mut || alone(keyed, &canonical),
    ]);
    println!(
        "{name:8} {:3} bytes   HMAC alone {hmac:4.0} ns = 1   sign {:.2}   canonicalize {:.2}   \
         HMAC + serde_json {:.2}   HMAC + JCS {:.2}",
        canonical.len(),
        sign / hmac,
        canonicalize / hmac,
        1.0 + serde / hmac,
        1.0 + jcs / hmac,
    );
    sign / hmac
}

fn alone(keyed: &Hmac<Sha256>, bytes: &[u8]) {
    let mut hmac = keyed.clone();
    hmac.update(black_box(bytes));
    drop(black_box(hmac.finalize()));
}

/// A body through everything that the server does with a request: verification alone, and the whole decision.
fn verify(tenant: &Tenant, keyed: &Hmac<Sha256>) -> (f64, f64) {
    let mut canonical = Vec::new();
    let Ok(signer) = tenant.signer() else { return (f64::NAN, f64::NAN) };
    let signature = signer.sign(&goal(BODY), &mut canonical);
    let signature = signature.map(|signature| signature.to_string()).unwrap_or_default();
    let mut tenants = Tenants::default();
    tenants.register("shop.example", tenant);
    let now = jiff::Timestamp::from_second(1_795_420_800).unwrap_or_default();
    let length = BODY.len().to_string();
    let headers: [(&[u8], &[u8]); 4] = [
        (b"host", b"127.0.0.1"),
        (b"content-type", b"application/json"),
        (b"content-length", length.as_bytes()),
        (b"x-lp-goal-signature", signature.as_bytes()),
    ];
    let request = Request {
        method: b"POST",
        target: b"/api/v1/track/pixel/goal?domain=shop.example",
        headers: &headers,
        body: BODY.as_bytes(),
    };
    let mut buffer = Vec::with_capacity(1024);
    let [parsed, verify, decided, hmac] = minima([
        &mut || drop(black_box(parse_borrowed(black_box(BODY.as_bytes())))),
        &mut || {
            let value = parse_borrowed(black_box(BODY.as_bytes()));
            let goal = value.ok().and_then(|value| BorrowedGoal::from_value(value).ok());
            let right = goal.and_then(|goal| signer.sign(&goal, &mut buffer).ok());
            assert!(right.is_some_and(|right| right.matches(black_box(signature.as_bytes()))));
        },
        &mut || assert!(black_box(decide(black_box(&request), &tenants, now)).ranked),
        &mut || alone(keyed, &canonical),
    ]);
    println!(
        "body     {:3} bytes   HMAC alone {hmac:4.0} ns = 1   verify {:.2}   the whole decision {:.2}   parse {:.2}",
        BODY.len(),
        verify / hmac,
        decided / hmac,
        parsed / hmac,
    );
    (verify / hmac, decided / hmac)
}
