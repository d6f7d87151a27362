//! Canonical bytes, signatures and the validator, beside HMAC alone and two peers, in one run.
//!
//! `cargo bench --bench canonical` prints criterion's figures, then the ratios that matter, each
//! from minimum against minimum of interleaved rounds.

use criterion::Criterion;
use goalpost::protocol::json::parse;
use goalpost::protocol::request::Request;
use goalpost::protocol::validator::{Tenants, decide};
use goalpost::protocol::{Goal, Tenant, canonicalize};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::hint::black_box;
use std::time::{Duration, Instant};

const ASCII: &str = r#"{"event_name":"subscription_renewed","session_id":"9f1c2b7e-4d6a-4c1e-9b7d-2f0a8e6c5d41",
    "properties":{"value":99.5,"currency":"EUR","plan":"Team annual"},
    "first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;

/// The same with ten characters that are escaped.
const ESCAPED: &str = r#"{"event_name":"subscription_renewed","session_id":"9f1c2b7e-4d6a-4c1e-9b7d-2f0a8e6c5d41",
    "properties":{"value":99.5,"currency":"EUR","plan":"Équipe été à Zürich €äöüß"},
    "first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;

struct Subject {
    name: &'static str,
    goal: Goal,
    canonical: Vec<u8>,
    value: serde_json::Value,
}

fn subject(name: &'static str, json: &str, tenant: &Tenant) -> Subject {
    let goal =
        parse(json.as_bytes()).ok().and_then(|v| Goal::from_value(v).ok()).unwrap_or_default();
    let mut canonical = Vec::new();
    let signed = canonicalize(&tenant.tenant_id, &goal, &mut canonical);
    assert!(signed.is_ok(), "{signed:?}");
    // What a peer gets to write: the signed object itself, so that it writes as many bytes.
    let value = serde_json::from_slice(&canonical).unwrap_or_default();
    Subject { name, goal, canonical, value }
}

fn main() {
    let tenant = Tenant {
        tenant_id: "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04".into(),
        secret: "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4".into(),
    };
    let Ok(signer) = tenant.signer() else { return };
    let key: Vec<u8> = (0..32).collect();
    let Ok(keyed) = Hmac::<Sha256>::new_from_slice(&key) else { return };
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let mut ratios = Vec::new();
    for subject in [subject("ascii", ASCII, &tenant), subject("escaped", ESCAPED, &tenant)] {
        let Subject { name, goal, canonical, value } = &subject;
        let mut buffer = Vec::with_capacity(1024);
        let mut canonicalize_only = || {
            let mut out = std::mem::take(&mut buffer);
            out.clear();
            let done = canonicalize(&tenant.tenant_id, black_box(goal), &mut out);
            buffer = out;
            done.is_ok()
        };
        let mut signed = Vec::with_capacity(1024);
        let mut sign = || signer.sign(black_box(goal), &mut signed).is_ok();
        let hmac = || {
            let mut hmac = keyed.clone();
            hmac.update(black_box(canonical));
            hmac.finalize()
        };
        let mut serde_out = Vec::with_capacity(1024);
        let mut serde = || {
            serde_out.clear();
            serde_json::to_writer(&mut serde_out, black_box(value)).is_ok()
        };
        let jcs = || serde_json_canonicalizer::to_vec(black_box(value)).is_ok();

        let mut group = criterion.benchmark_group(format!("{name}, {} bytes", canonical.len()));
        group.bench_function("canonicalize", |b| b.iter(&mut canonicalize_only));
        group.bench_function("canonicalize + sign + hex", |b| b.iter(&mut sign));
        group.bench_function("HMAC alone, key schedule done", |b| b.iter(hmac));
        group.bench_function("peer: serde_json", |b| b.iter(&mut serde));
        group.bench_function("peer: serde_json_canonicalizer (JCS)", |b| b.iter(jcs));
        group.finish();

        let [sign, canonicalize, serde, jcs, hmac] = minima([
            &mut || assert!(black_box(sign())),
            &mut || assert!(black_box(canonicalize_only())),
            &mut || assert!(black_box(serde())),
            &mut || assert!(black_box(jcs())),
            &mut || drop(black_box(hmac())),
        ]);
        ratios.push(format!(
            "{name:8} {:3} bytes   HMAC alone {hmac:4.0} ns = 1   sign {:.2}   canonicalize {:.2}   \
             HMAC + serde_json {:.2}   HMAC + JCS {:.2}",
            canonical.len(),
            sign / hmac,
            canonicalize / hmac,
            1.0 + serde / hmac,
            1.0 + jcs / hmac,
        ));
    }
    ratios.push(verify(&mut criterion, &tenant, &keyed));
    criterion.final_summary();
    println!("\nratios to HMAC alone, minimum against minimum of interleaved rounds");
    for line in ratios {
        println!("{line}");
    }
}

/// A body of 220 bytes, through everything that the server does with a request.
fn verify(criterion: &mut Criterion, tenant: &Tenant, keyed: &Hmac<Sha256>) -> String {
    const BODY: &str = r#"{"event_name":"subscription_renewed","session_id":"9f1c2b7e-4d6a-4c1e-9b7d","properties":{"value":99.5,"currency":"EUR","plan":"Team annual"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;
    let goal =
        parse(BODY.as_bytes()).ok().and_then(|v| Goal::from_value(v).ok()).unwrap_or_default();
    let mut canonical = Vec::new();
    let signature = tenant.signer().ok().and_then(|s| s.sign(&goal, &mut canonical).ok());
    let signature = signature.map(|s| s.to_string()).unwrap_or_default();
    let mut tenants = Tenants::default();
    tenants.register("shop.example", tenant);
    let now = jiff::Timestamp::from_second(1_795_420_800).unwrap_or_default();
    let headers: [(&[u8], &[u8]); 4] = [
        (b"host", b"127.0.0.1"),
        (b"content-type", b"application/json"),
        (b"content-length", b"220"),
        (b"x-lp-goal-signature", signature.as_bytes()),
    ];
    let request = Request {
        method: b"POST",
        target: b"/api/v1/track/pixel/goal?domain=shop.example",
        headers: &headers,
        body: BODY.as_bytes(),
    };
    let mut validate = || decide(black_box(&request), &tenants, now).ranked;
    assert!(validate());
    let Ok(signer) = tenant.signer() else { return String::new() };
    let mut buffer = Vec::with_capacity(1024);
    let mut verify = || {
        let goal = parse(black_box(BODY.as_bytes())).ok().and_then(|v| Goal::from_value(v).ok());
        let right = goal.and_then(|goal| signer.sign(&goal, &mut buffer).ok());
        right.is_some_and(|right| right.matches(black_box(signature.as_bytes())))
    };
    assert!(verify());
    let mut hmac = || {
        let mut hmac = keyed.clone();
        hmac.update(black_box(&canonical));
        hmac.finalize()
    };
    let mut group = criterion.benchmark_group(format!("body, {} bytes", BODY.len()));
    group.bench_function("verify: parse, canonicalize, HMAC, compare", |b| b.iter(&mut verify));
    group.bench_function("validate: from the request to the decision", |b| b.iter(&mut validate));
    group.bench_function("HMAC alone, key schedule done", |b| b.iter(&mut hmac));
    group.finish();
    let [verify, validate, hmac] = minima([
        &mut || assert!(black_box(verify())),
        &mut || assert!(black_box(validate())),
        &mut || drop(black_box(hmac())),
    ]);
    format!(
        "body     {:3} bytes   HMAC alone {hmac:4.0} ns = 1   verify {:.2}   the whole decision {:.2}",
        BODY.len(),
        verify / hmac,
        validate / hmac,
    )
}

/// The least time of each, in nanoseconds, over rounds that take turns.
fn minima<const N: usize>(mut subjects: [&mut dyn FnMut(); N]) -> [f64; N] {
    const ROUNDS: usize = 400;
    const CALLS: u32 = 500;
    let mut least = [f64::MAX; N];
    for _ in 0..ROUNDS {
        for (subject, least) in subjects.iter_mut().zip(&mut least) {
            let start = Instant::now();
            for _ in 0..CALLS {
                subject();
            }
            *least = least.min(start.elapsed().as_nanos() as f64 / f64::from(CALLS));
        }
    }
    least
}
