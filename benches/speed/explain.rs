//! What it costs to name the mistake behind a signature.

use crate::clock::least;
use crate::table::{Row, Wanted};
use goalpost::Request;
use goalpost::judge::forensics::{Registered, examine};
use goalpost::mistakes::{MistakeSet, Prediction, predict};
use goalpost::protocol::json::parse;
use goalpost::protocol::{Goal, Tenant};
use goalpost::run::audit::audit;
use goalpost::vectors::smoke;
use std::hint::black_box;

const GOAL: &str = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99.5,"currency":"EUR","plan":"Équipe"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;

pub(crate) fn rows() -> Vec<Row> {
    let tenant = Tenant {
        tenant_id: "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04".into(),
        secret: "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4".into(),
    };
    let goal =
        parse(GOAL.as_bytes()).ok().and_then(|v| Goal::from_value(v).ok()).unwrap_or_default();
    let made = |ids: &[&str]| {
        let sets = ids.iter().filter_map(|id| MistakeSet::of_id(id));
        match predict(sets.fold(MistakeSet::EMPTY, MistakeSet::union), &tenant, &goal) {
            Prediction::Signed { signature, .. } => signature,
            Prediction::Refused => String::new(),
        }
    };
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
    let (raw, text, cents) =
        ("raw-utf8-not-ascii-escaped", "secret-used-as-text", "value-in-cents");
    let mut rows = Vec::new();
    for (what, signature, most) in [
        ("explain: one mistake", made(&[raw]), 10.0),
        ("explain: one mistake that is in no list", reversed, 10.0),
        ("explain: two mistakes", made(&[raw, text]), 300.0),
        ("explain: three mistakes", made(&[raw, text, cents]), 800.0),
        ("explain: everything, nothing to be found", other, 800.0),
    ] {
        let trials = whole(&signature).effort().map_or(0, |effort| effort.trials);
        let time = least(5, || drop(black_box(whole(&signature))));
        println!("{what}: {trials} trials");
        rows.push(Row::new(what, " ms", Wanted::AtMost(most), time.as_secs_f64() * 1e3));
    }
    if let Ok(files) = goalpost::vectors::embedded() {
        let ids = smoke::embedded().ok();
        let time = least(3, || drop(black_box(audit(&files, ids.as_deref()))));
        let what = "audit of every vector";
        rows.push(Row::new(what, " ms", Wanted::AtMost(10_000.0), time.as_secs_f64() * 1e3));
    }
    rows
}
