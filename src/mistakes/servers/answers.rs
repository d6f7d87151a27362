//! Mistakes with the answer: the result of an accepted goal, and what a refusal reveals.

use super::server::{Deal, Served, ServerMistake, Told, mistake};
use crate::protocol::json::Value;
use crate::protocol::rules::Rule;
use crate::protocol::validator::{Decision, HONOURED_BUCKET};
use jiff::Timestamp;

const DAY: i64 = 86_400;

pub(super) const MISTAKES: &[ServerMistake] = &[
    mistake("error-oracle", "reveals the expected signature in the 401", |deal| {
        let right = deal.goal().and_then(|goal| deal.right(&goal));
        match (deal.serve(), right) {
            (served, Some(right)) if served.status == 401 => {
                Served::refusal(401, &format!("invalid signature, expected {right}"))
            }
            (served, _) => served,
        }
    }),
    mistake("error-oracle-bytes", "reveals the expected bytes in the 401", |deal| {
        let mut canonical = Vec::new();
        let signed = deal
            .goal()
            .zip(deal.tenant.signer().ok())
            .is_some_and(|(goal, signer)| signer.sign(&goal, &mut canonical).is_ok());
        match deal.serve() {
            served if served.status == 401 && signed => {
                let shown = String::from_utf8_lossy(&canonical).replace('\\', "\\\\");
                Served::refusal(401, &shown.replace('"', "\\\""))
            }
            served => served,
        }
    }),
    mistake("error-tells-secret", "reveals the secret in the 401", |deal| match deal.serve() {
        served if served.status == 401 => Served::refusal(401, &deal.tenant.secret.to_string()),
        served => served,
    }),
    mistake(
        "error-differential",
        "responds differently to a malformed and to a wrong signature",
        |deal| {
            let decision = deal.decide(deal.request);
            match decision.rule {
                Rule::SignatureShape => Served::refusal(401, "the signature is not hex"),
                _ => Served::of(&decision),
            }
        },
    ),
    mistake(
        "error-differential-secret",
        "responds differently for a tenant without a secret and for a wrong signature",
        |deal| {
            let decision = deal.decide(deal.request);
            match decision.rule {
                Rule::TenantSecret => Served::refusal(401, "the tenant has no secret"),
                _ => Served::of(&decision),
            }
        },
    ),
    mistake("wrong-signature-is-403", "answers 403 to a wrong signature", |deal| {
        match deal.serve() {
            served if served.status == 401 => Served { status: 403, ..served },
            served => served,
        }
    }),
    mistake("hint-is-200", "answers a hint as it answers a signed goal", |deal| {
        match deal.serve() {
            served if served.status == 202 => Served { status: 200, told: None, ..served },
            served => served,
        }
    }),
    mistake("hint-ranked", "ranks hints", |deal| {
        let honoured = bucket(deal).as_deref() == Some(HONOURED_BUCKET);
        match deal.serve() {
            served if served.status == 202 && honoured => {
                Served { told: Some((true, Some(HONOURED_BUCKET.to_owned()), None)), ..served }
            }
            served => served,
        }
    }),
    mistake("any-bucket-honoured", "honours any bucket", |deal| {
        let told = bucket(deal).filter(|bucket| !bucket.is_empty());
        match (deal.serve(), told) {
            (served, Some(bucket)) if served.status == 200 => {
                Served { told: Some((true, Some(bucket), lag(deal))), ..served }
            }
            (served, _) => served,
        }
    }),
    mistake("bucket-case-folded", "honours AI_Search", |deal| match (deal.serve(), bucket(deal)) {
        (served, Some(bucket))
            if served.status == 200 && bucket.eq_ignore_ascii_case(HONOURED_BUCKET) =>
        {
            Served { told: Some((true, Some(HONOURED_BUCKET.to_owned()), lag(deal))), ..served }
        }
        (served, _) => served,
    }),
    mistake("bucket-trimmed", "honours a bucket with blanks around it", |deal| {
        match (deal.serve(), bucket(deal)) {
            (served, Some(bucket)) if served.status == 200 && bucket.trim() == HONOURED_BUCKET => {
                Served { told: Some((true, Some(HONOURED_BUCKET.to_owned()), lag(deal))), ..served }
            }
            (served, _) => served,
        }
    }),
    mistake("bucket-by-prefix", "honours every bucket that begins with ai_search", |deal| {
        match (deal.serve(), bucket(deal)) {
            (served, Some(bucket))
                if served.status == 200 && bucket.starts_with(HONOURED_BUCKET) =>
            {
                Served { told: Some((true, Some(HONOURED_BUCKET.to_owned()), lag(deal))), ..served }
            }
            (served, _) => served,
        }
    }),
    mistake("unknown-bucket-refused", "refuses a bucket that it does not honour", |deal| {
        let other =
            bucket(deal).is_some_and(|bucket| bucket != HONOURED_BUCKET && !bucket.is_empty());
        match deal.serve() {
            served if served.told.is_some() && other => Served::refusal(400, "unknown bucket"),
            served => served,
        }
    }),
    mistake("never-ranked", "ranks nothing", |deal| told(deal, |_, told| (false, told.1, told.2))),
    mistake("ranked-without-bucket", "ranks every signed goal", |deal| {
        told(deal, |_, told| (true, told.1, told.2))
    }),
    mistake("lag-never-told", "does not report the lag", |deal| {
        told(deal, |_, told| (told.0, told.1, None))
    }),
    mistake("lag-in-milliseconds", "reports the lag in milliseconds", |deal| {
        told(deal, |_, told| (told.0, told.1, told.2.map(|lag| lag * 1000)))
    }),
    mistake("lag-in-days", "reports the lag in days", |deal| {
        told(deal, |_, told| (told.0, told.1, told.2.map(|lag| lag / DAY)))
    }),
    mistake("lag-rounded", "rounds the lag to the nearest second, or up", |deal| {
        told(deal, |deal, told| {
            let touched = moment(deal).filter(|at| at.subsec_nanosecond() != 0);
            (told.0, told.1, told.2.map(|lag| if touched.is_some() { lag + 1 } else { lag }))
        })
    }),
    mistake("future-first-touch-counted", "counts a first touch that is yet to come", |deal| {
        told(deal, |deal, told| (told.0, told.1, told.2.or_else(|| lag(deal).filter(|l| *l < 0))))
    }),
    mistake(
        "future-first-touch-is-zero",
        "counts a first touch that is yet to come as now",
        |deal| {
            told(deal, |deal, told| {
                (told.0, told.1, told.2.or_else(|| lag(deal).filter(|l| *l < 0).map(|_| 0)))
            })
        },
    ),
    mistake("old-first-touch-counted", "counts a first touch of any age", |deal| {
        told(deal, |deal, told| {
            (told.0, told.1, told.2.or_else(|| lag(deal).filter(|lag| *lag >= 180 * DAY)))
        })
    }),
    mistake("window-one-day-long", "counts a first touch of up to 181 days", |deal| {
        told(deal, |deal, told| {
            let just = lag(deal).filter(|lag| (180 * DAY..=181 * DAY).contains(lag));
            (told.0, told.1, told.2.or(just))
        })
    }),
    mistake("window-end-excluded", "does not count a first touch of exactly 180 days", |deal| {
        told(deal, |_, told| (told.0, told.1, told.2.filter(|lag| *lag < 180 * DAY)))
    }),
    mistake("window-of-179-days", "does not count a first touch older than 179 days", |deal| {
        told(deal, |_, told| (told.0, told.1, told.2.filter(|lag| *lag <= 179 * DAY)))
    }),
    mistake("now-excluded", "does not count a first touch of this very second", |deal| {
        told(deal, |_, told| (told.0, told.1, told.2.filter(|lag| *lag > 0)))
    }),
    mistake("offset-ignored", "ignores the offset of a first touch", |deal| {
        told(deal, |deal, told| {
            let text = ts(deal).unwrap_or_default();
            let at = text.rfind(['+', '-']).filter(|at| *at > 10);
            let moved = at.and_then(|at| format!("{}Z", &text[..at]).parse::<Timestamp>().ok());
            let lag = moved.map(|at| (deal.now.as_second() - at.as_second()).max(0));
            (told.0, told.1, told.2.map(|old| lag.unwrap_or(old)))
        })
    }),
    mistake("no-offset-is-utc", "takes a first touch without an offset for UTC", |deal| {
        told(deal, |deal, told| {
            let text = format!("{}Z", ts(deal).unwrap_or_default());
            let at: Option<Timestamp> = text.parse().ok();
            let lag = at.map(|at| deal.now.as_second() - at.as_second());
            let counted = lag.filter(|lag| (0..=180 * DAY).contains(lag));
            (told.0, told.1, told.2.or(counted))
        })
    }),
    mistake("bad-first-touch-refused", "refuses a first touch that is not a valid time", |deal| {
        let bad = ts(deal).is_some_and(|ts| !ts.is_empty()) && moment(deal).is_none();
        match deal.serve() {
            served if served.told.is_some() && bad => Served::refusal(400, "bad first_touch_ts"),
            served => served,
        }
    }),
    mistake("old-first-touch-refused", "refuses a first touch that is too old", |deal| {
        let old = lag(deal).is_some_and(|lag| lag > 180 * DAY);
        match deal.serve() {
            served if served.told.is_some() && old => Served::refusal(400, "too old"),
            served => served,
        }
    }),
    mistake("lag-without-bucket", "reports a lag for a hint", |deal| match deal.serve() {
        served if served.status == 202 && lag(deal).is_some() => {
            Served { told: Some((false, None, lag(deal))), ..served }
        }
        served => served,
    }),
];

/// The reference's answer, with something else told of a goal that is accepted as signed.
fn told(deal: &Deal<'_>, change: fn(&Deal<'_>, Told) -> Told) -> Served {
    let decision: Decision = deal.decide(deal.request);
    let served = Served::of(&decision);
    match (decision.rule, served.told.clone()) {
        (Rule::Accepted, Some(told)) if decision.ranked || told.1.is_none() => {
            Served { told: Some(change(deal, told)), ..served }
        }
        _ => served,
    }
}

fn bucket(deal: &Deal<'_>) -> Option<String> {
    deal.goal()?.first_touch_bucket.as_ref().and_then(Value::as_str).map(str::to_owned)
}

fn ts(deal: &Deal<'_>) -> Option<String> {
    deal.goal()?.first_touch_ts.as_ref().and_then(Value::as_str).map(str::to_owned)
}

fn moment(deal: &Deal<'_>) -> Option<Timestamp> {
    ts(deal)?.parse().ok()
}

/// Whole seconds since the first touch, whatever its age, for the honoured bucket.
fn lag(deal: &Deal<'_>) -> Option<i64> {
    let is_honoured = bucket(deal).as_deref() == Some(HONOURED_BUCKET);
    is_honoured.then(|| moment(deal))?.map(|at| deal.now.as_second() - at.as_second())
}
