//! The signature fits the goal as it was; the body says something else.

use super::draft::{Builder, draft};
use crate::case::Signed;

/// The signature fits the goal as it was; the body says something else.
pub(super) fn add(b: &mut Builder) {
    b.group("changed after signing");
    let full = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99.5,"currency":"EUR","plan":"Team"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-22T08:00:00.000Z"}"#;
    let bare = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99.5,"currency":"EUR","plan":"Team"}}"#;
    let organic = full.replace("ai_search", "organic");
    for (id, signed, from, to) in [
        ("event-name", full, "\"purchase\"", "\"purchase2\""),
        ("event-name-case", full, "\"purchase\"", "\"Purchase\""),
        ("event-name-blank", full, "\"purchase\"", "\"purchase \""),
        ("session-id", full, "\"s-1\"", "\"s-2\""),
        ("session-id-null", full, "\"s-1\"", "null"),
        ("session-id-removed", full, "\"session_id\":\"s-1\",", ""),
        ("value-cent", full, "99.5", "99.51"),
        ("value-larger", full, "99.5", "9950"),
        ("value-zero", full, "99.5", "0"),
        ("value-removed", full, "\"value\":99.5,", ""),
        ("currency", full, "EUR", "USD"),
        ("currency-removed", full, "\"currency\":\"EUR\",", ""),
        ("plan", full, "Team", "Teams"),
        ("plan-case", full, "Team", "team"),
        ("plan-removed", full, ",\"plan\":\"Team\"", ""),
        ("plan-null", full, "\"Team\"", "null"),
        ("bucket", &organic, "organic", "ai_search"),
        ("bucket-appended", bare, "}}", "},\"first_touch_bucket\":\"ai_search\"}"),
        ("bucket-removed", full, ",\"first_touch_bucket\":\"ai_search\"", ""),
        ("bucket-null", full, "\"ai_search\"", "null"),
        ("ts", full, "11-22T", "11-21T"),
        ("ts-same-moment", full, "08:00:00.000Z", "08:00:00Z"),
        ("ts-offset", full, "08:00:00.000Z", "09:00:00.000+01:00"),
        ("ts-appended", bare, "}}", "},\"first_touch_ts\":\"2026-11-22T08:00:00.000Z\"}"),
        ("ts-removed", full, ",\"first_touch_ts\":\"2026-11-22T08:00:00.000Z\"", ""),
        (
            "both-appended",
            bare,
            "}}",
            "},\"first_touch_bucket\":\"ai_search\",\"first_touch_ts\":\"2026-11-22T08:00:00.000Z\"}",
        ),
        (
            "properties-removed",
            full,
            "\"properties\":{\"value\":99.5,\"currency\":\"EUR\",\"plan\":\"Team\"},",
            "",
        ),
    ] {
        let body = signed.replacen(from, to, 1);
        let comment = format!("signed with {}, sent with {}", shown(from), shown(to));
        let vector = draft(&format!("tampered/{id}"), &comment, "Tampered", "SRV-7 SRV-9", body);
        b.add(vector.signed_for(signed));
    }
    // A check that only runs where there is a first touch to protect.
    let plain_text = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99.5,"currency":"EUR","plan":"Team"}}"#;
    for (id, from, to) in [
        ("event-name", "purchase", "refund"),
        ("session-id", "\"s-1\"", "\"s-2\""),
        ("session-id-blank", "\"s-1\"", "\"s-1 \""),
        ("session-id-case", "\"s-1\"", "\"S-1\""),
        ("value", "99.5", "9950"),
        ("currency", "EUR", "USD"),
        ("plan", "Team", "Enterprise"),
        ("properties", "\"value\":99.5,\"currency\":\"EUR\",\"plan\":\"Team\"", ""),
    ] {
        let body = plain_text.replacen(from, to, 1);
        let comment =
            format!("no first touch; signed with {}, sent with {}", shown(from), shown(to));
        let vector =
            draft(&format!("tampered/bare/{id}"), &comment, "Tampered", "SRV-7 SRV-9", body);
        b.add(vector.signed_for(plain_text));
    }
    for (id, values) in [
        ("zeros", (|_: &str| vec!["0".repeat(64).into()]) as fn(&str) -> Vec<Vec<u8>>),
        ("empty", |_| vec![Vec::new()]),
        ("word", |_| vec![b"test".to_vec()]),
    ] {
        let vector = draft(
            &format!("signature/bare/{id}"),
            "no first touch, and no signature worth the name",
            "SignatureHeader",
            "SRV-8 SRV-9",
            plain_text,
        );
        b.add(vector.with_signature(values));
    }
    let vector = draft(
        "signature/bare/flipped",
        "no first touch, and one bit is wrong",
        "SignatureHeader",
        "SRV-8 SRV-9",
        plain_text,
    );
    b.add(vector.signed(Signed { flip: Some(200), ..Signed::default() }));
    for (id, from, to) in [
        ("value-over-limit", "99.5", "10000.01"),
        ("coupon-added", "\"Team\"", "\"Team\",\"coupon\":\"X\""),
        ("plan-pii", "Team", "jane@acme.com"),
    ] {
        let vector = draft(
            &format!("tampered/bad-contents/{id}"),
            "a bad signature and bad contents: the signature is judged first, or either",
            "Tampered",
            "SRV-12",
            full.replacen(from, to, 1),
        );
        b.add(vector.signed_for(full).also(&[400]));
    }
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}
