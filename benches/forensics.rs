//! What it costs to name a mistake, beside one trial of the model writer in the same run.
//!
//! `cargo bench --bench forensics` prints criterion's figures, then the times that are promised.

use criterion::Criterion;
use goalpost::Request;
use goalpost::judge::forensics::{Registered, examine};
use goalpost::mistakes::{
    Known, MistakeSet, Observed, Prediction, Searched, SigningContext, explain, predict,
};
use goalpost::protocol::json::parse;
use goalpost::protocol::{Goal, Tenant};
use goalpost::run::audit::audit;
use goalpost::vectors::smoke;
use std::hint::black_box;
use std::time::{Duration, Instant};

const GOAL: &str = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99.5,"currency":"EUR","plan":"Équipe"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;

fn main() {
    let tenant = Tenant {
        tenant_id: "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04".into(),
        secret: "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4".into(),
    };
    let goal =
        parse(GOAL.as_bytes()).ok().and_then(|v| Goal::from_value(v).ok()).unwrap_or_default();
    let scene = SigningContext::of(&tenant, &goal);
    let made = |ids: &[&str]| {
        let set = ids
            .iter()
            .filter_map(|id| MistakeSet::of_id(id))
            .fold(MistakeSet::EMPTY, MistakeSet::union);
        match predict(set, &tenant, &goal) {
            Prediction::Signed { signature, .. } => signature,
            Prediction::Refused => String::new(),
        }
    };
    let search = |signature: &str| -> Searched {
        let observed = Observed { signature, canonical: None };
        let nothing = &mut |_| false;
        let mut known =
            Known { likely: MistakeSet::EMPTY, ruled_out: nothing, more: &mut |_| true };
        explain(&scene, &observed, &mut known)
    };
    let cases = [
        ("one mistake", made(&["raw-utf8-not-ascii-escaped"]), 10.0),
        ("two mistakes", made(&["raw-utf8-not-ascii-escaped", "secret-used-as-text"]), 250.0),
        (
            "three mistakes",
            made(&["raw-utf8-not-ascii-escaped", "secret-used-as-text", "value-in-cents"]),
            f64::INFINITY,
        ),
        ("nothing to be found", "0".repeat(64), f64::INFINITY),
    ];
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(10)
        .configure_from_args();
    criterion.bench_function("a trial of the model", |b| {
        b.iter(|| black_box(predict(MistakeSet::single(0), &tenant, &goal)));
    });
    for (name, signature, _) in &cases[..2] {
        criterion.bench_function(name, |b| b.iter(|| black_box(search(signature))));
    }
    let least = |run: &dyn Fn()| {
        let once = || {
            let begun = Instant::now();
            run();
            begun.elapsed()
        };
        (0..5).map(|_| once()).min().unwrap_or_default().as_secs_f64() * 1e3
    };
    println!();
    for (name, signature, asked) in &cases {
        let effort = search(signature).effort;
        let millis = least(&|| drop(black_box(search(signature))));
        let asked = if asked.is_finite() { format!(", asked < {asked}") } else { String::new() };
        println!("{name}: {millis:.1} ms, {} trials{asked}", effort.trials);
    }
    let known = [Registered { domain: "yoursite.com", tenant: &tenant }];
    let now = jiff::Timestamp::UNIX_EPOCH;
    let whole = |signature: &str| {
        let headers: [(&[u8], &[u8]); 2] = [
            (b"content-type", b"application/json"),
            (b"x-lp-goal-signature", signature.as_bytes()),
        ];
        let request = Request {
            method: b"POST",
            target: b"/api/v1/track/pixel/goal?domain=yoursite.com",
            headers: &headers,
            body: GOAL.as_bytes(),
        };
        examine(&request, &known, now, &mut |_| true)
    };
    let right = made(&[]);
    let reversed: String = right.as_bytes().rchunks(2).map(String::from_utf8_lossy).collect();
    let other: String = right.chars().map(|c| if c == '0' { '1' } else { '0' }).collect();
    for (name, signature, asked) in [
        ("explain: one mistake", made(&["raw-utf8-not-ascii-escaped"]), 10),
        ("explain: one mistake that is in no list", reversed, 10),
        (
            "explain: two mistakes",
            made(&["raw-utf8-not-ascii-escaped", "secret-used-as-text"]),
            300,
        ),
        ("explain: everything, nothing to be found", other, 3000),
    ] {
        let trials = whole(&signature).effort().map_or(0, |effort| effort.trials);
        let millis = least(&|| drop(black_box(whole(&signature))));
        println!("{name}: {millis:.1} ms, {trials} trials, asked < {asked}");
    }
    if let Ok(files) = goalpost::vectors::embedded() {
        let ids = smoke::embedded().ok();
        let millis = least(&|| drop(black_box(audit(&files, ids.as_deref()))));
        println!("audit of every vector: {millis:.0} ms, asked < 10000");
    }
}
