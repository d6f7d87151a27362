//! The signature: what must fit it, and what must not.

use super::{BODY, Builder, Draft, draft};
use crate::dialect::{CATALOGUE, DialectSet};
use crate::spec::Tenant;
use crate::suite::catalogue::{SECRET, TENANT_ID};
use crate::suite::store::VectorFile;
use crate::suite::verify::{Signed, What};

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "verify_signature.json",
        &[
            "One goal in every spelling that must be accepted, and tampered with in every way that must not.",
            "Every refusal here is a 401 with one and the same text.",
        ],
    );
    respelled(&mut b);
    tampered(&mut b);
    headers(&mut b);
    mistakes(&mut b);
    tenants(&mut b);
    b.file()
}

/// The canonical is built from what the body says, not from its bytes.
fn respelled(b: &mut Builder) {
    b.group("one goal, spelled in many ways");
    let plain = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99,"currency":"EUR","plan":"\u00c9quipe"}}"#;
    for (id, comment, body) in [
        ("compact", "as most clients write it", plain.to_owned()),
        ("raw-utf8", "characters instead of escapes", plain.replace(r"\u00c9", "\u{c9}")),
        ("upper-case-escapes", "digits of an escape in capitals", plain.replace(r"\u00c9", r"\u00C9")),
        ("escaped-letters", "escapes where none are needed", plain.replace("Team", r"\u0054eam").replace("EUR", r"\u0045UR")),
        ("escaped-key", "an escape in a key", plain.replace("\"plan\"", r#""\u0070lan""#)),
        ("escaped-slash", "a slash is a slash", r#"{"event_name":"a\/b","session_id":"s-1"}"#.to_owned()),
        ("double", "99.0", plain.replace("99", "99.0")),
        ("two-decimals", "99.00", plain.replace("99", "99.00")),
        ("exponent", "9.9e1", plain.replace("99", "9.9e1")),
        ("exponent-capital", "990E-1", plain.replace("99", "990E-1")),
        ("python-blanks", "blanks after commas and colons", plain.replace(',', ", ").replace(':', ": ")),
        ("pretty", "on many lines", plain.replace('{', "{\n  ").replace(',', ",\n  ").replace('}', "\n}")),
        ("blanks-around", "blanks before and after", format!(" \t\r\n{plain}\n\n")),
        ("sorted", "keys in the order that is signed", r#"{"event_name":"purchase","properties":{"currency":"EUR","plan":"\u00c9quipe","value":99},"session_id":"s-1"}"#.to_owned()),
        ("reversed", "keys the other way round", r#"{"session_id":"s-1","properties":{"value":99,"plan":"\u00c9quipe","currency":"EUR"},"event_name":"purchase"}"#.to_owned()),
        ("ignored-key", "a key that is not signed", plain.replacen('{', "{\"sdk\":\"acme 1.0\",", 1)),
    ] {
        let vector = draft(&format!("respelled/{id}"), comment, "Respelled", "SRV-7 SRV-21", body);
        b.add(if id == "ignored-key" { vector.also(&[400]) } else { vector });
    }
    for (id, comment, text) in [
        ("non-ascii", "text outside ASCII", "\u{c9}quipe \u{2764}"),
        ("emoji", "a character beyond U+FFFF", "\u{1F600}"),
        ("del", "U+007F", "a\u{7f}b"),
        ("line-separator", "U+2028", "a\u{2028}b"),
        ("html", "characters that HTML escapes", "<A & B> 'c'"),
        ("control", "escapes of every kind", "\u{1}\u{8}\t\n\u{c}\r\"\\/"),
        ("decomposed", "a letter and its accent, which must not be joined", "e\u{301}quipe"),
        ("blanks", "blanks around text", "  Team  "),
    ] {
        let body =
            super::with_properties(&format!("\"plan\":{}", crate::suite::catalogue::quoted(text)));
        let raw = super::with_properties(&format!("\"plan\":{}", serde_json::json!(text)));
        let requirements = "SRV-7 CAN-4 CAN-9";
        b.add(draft(
            &format!("text/{id}/escaped"),
            comment,
            "Respelled NonAscii",
            requirements,
            body,
        ));
        b.add(draft(&format!("text/{id}/raw"), comment, "Respelled NonAscii", requirements, raw));
    }
    let half = super::with_properties(r#""plan":"a\ud800b""#);
    let replaced = super::with_properties(r#""plan":"a\ufffdb""#);
    b.add(
        draft(
            "surrogate/kept",
            "half of a pair stays what it is, or is refused",
            "LoneSurrogate",
            "SRV-7 CAN-5",
            &*half,
        )
        .also(&[400]),
    );
    b.add(
        draft(
            "surrogate/replaced",
            "signed as if half of a pair were U+FFFD",
            "LoneSurrogate",
            "SRV-7 CAN-5",
            half,
        )
        .signed_for(&replaced)
        .also(&[400]),
    );
    b.add(draft(
        "surrogate/pair",
        "a pair of escapes is one character",
        "Astral Respelled",
        "SRV-7 CAN-5",
        super::with_properties(r#""plan":"\ud83d\ude00""#),
    ));
    b.add(
        draft(
            "raw-body/signed",
            "the bytes of the body are signed, as webhooks do",
            "RawBody",
            "SRV-7 SRV-9",
            BODY,
        )
        .signed(Signed { what: What::RawBody, ..Signed::default() }),
    );
}

/// The signature fits the goal as it was; the body says something else.
fn tampered(b: &mut Builder) {
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

fn headers(b: &mut Builder) {
    b.group("the header");
    for (id, name) in [("documented", "X-LP-Goal-Signature"), ("capitals", "X-LP-GOAL-SIGNATURE")] {
        let mut vector = draft(
            &format!("signature/name/{id}"),
            "names of headers have no case",
            "SignatureHeader",
            "SRV-7 SRV-26",
            BODY,
        );
        vector.name = name;
        b.add(vector);
        let mut vector = draft(
            &format!("signature/name/{id}-wrong"),
            "names of headers have no case: never a hint",
            "SignatureHeader",
            "SRV-8 SRV-9",
            BODY,
        )
        .signed(Signed { flip: Some(3), ..Signed::default() });
        vector.name = name;
        b.add(vector);
    }
    let requirements = "SRV-8 SRV-9";
    let header = |id: &str, comment: &str| {
        draft(&format!("signature/{id}"), comment, "SignatureHeader", requirements, BODY)
    };
    for bit in [0, 1, 7, 8, 31, 64, 100, 127, 128, 170, 200, 248, 254, 255] {
        b.add(
            header(&format!("flipped/{bit}"), "one bit is wrong")
                .signed(Signed { flip: Some(bit), ..Signed::default() }),
        );
    }
    for keep in [1, 2, 32, 62, 63] {
        b.add(
            header(&format!("short/{keep}"), "cut short")
                .signed(Signed { keep: Some(keep), ..Signed::default() }),
        );
    }
    type Written = fn(&str) -> Vec<Vec<u8>>;
    let wrong: [(&str, &str, Written); 24] = [
        ("long/digit", "a digit too many", |s| vec![format!("{s}0").into_bytes()]),
        ("long/twice", "the signature twice in one value", |s| {
            vec![format!("{s}{s}").into_bytes()]
        }),
        ("long/comma", "the signature twice, with a comma", |s| {
            vec![format!("{s},{s}").into_bytes()]
        }),
        ("long/kilobytes", "four thousand digits", |s| vec![s.repeat(64).into_bytes()]),
        ("prefix/sha256", "another API's prefix", |s| vec![format!("sha256={s}").into_bytes()]),
        ("prefix/sha1", "a prefix that names another hash", |s| {
            vec![format!("sha1={s}").into_bytes()]
        }),
        ("prefix/none", "a prefix that names no hash", |s| vec![format!("none={s}").into_bytes()]),
        ("prefix/v1", "another API's prefix", |s| vec![format!("v1={s}").into_bytes()]),
        ("prefix/0x", "a prefix from source code", |s| vec![format!("0x{s}").into_bytes()]),
        ("quoted", "in quotes", |s| vec![format!("\"{s}\"").into_bytes()]),
        ("blank-inside", "a blank inside", |s| {
            vec![format!("{} {}", &s[..32], &s[32..]).into_bytes()]
        }),
        ("tab-inside", "a tab inside", |s| {
            vec![format!("{}\t{}", &s[..32], &s[32..]).into_bytes()]
        }),
        ("letter-g", "a letter that is no digit", |s| vec![format!("g{}", &s[1..]).into_bytes()]),
        ("non-ascii/latin1", "a byte beyond ASCII", |s| {
            vec![[b"\xe9", &s.as_bytes()[1..]].concat()]
        }),
        ("non-ascii/utf8", "a character beyond ASCII", |s| {
            vec![format!("\u{e9}{}", &s[2..]).into_bytes()]
        }),
        ("non-ascii/full-width", "digits of another script", |s| {
            vec![format!("\u{ff11}{}", &s[3..]).into_bytes()]
        }),
        ("non-ascii/appended", "a byte beyond ASCII at the end", |s| {
            vec![[s.as_bytes(), b"\xff"].concat()]
        }),
        ("non-ascii/invalid", "bytes that are no UTF-8", |_| vec![vec![0xC3; 64]]),
        ("doubled/same", "two headers, both right", |s| vec![s.into(), s.into()]),
        ("doubled/right-first", "two headers, the first right", |s| {
            vec![s.into(), "0".repeat(64).into()]
        }),
        ("doubled/right-last", "two headers, the last right", |s| {
            vec!["0".repeat(64).into(), s.into()]
        }),
        ("doubled/empty-first", "two headers, the first empty", |s| vec![Vec::new(), s.into()]),
        ("doubled/empty-last", "two headers, the last empty", |s| vec![s.into(), Vec::new()]),
        ("reversed", "the digits the other way round", |s| vec![s.bytes().rev().collect()]),
    ];
    for (id, comment, values) in wrong {
        let vector = header(id, comment).written(values);
        // What does not hold the signature as it is cannot be found and moved to another tenant; it is
        // wrong for any.
        let kept = !matches!(
            id,
            "blank-inside"
                | "tab-inside"
                | "letter-g"
                | "non-ascii/latin1"
                | "non-ascii/utf8"
                | "non-ascii/full-width"
                | "non-ascii/invalid"
                | "reversed"
        );
        b.add(if kept { vector } else { Draft { signed: None, ..fixed(vector) } });
    }
    let unrelated: [(&str, &str, Written); 10] = [
        ("empty", "there and empty: never a hint", |_| vec![Vec::new()]),
        ("blank", "there and blank: never a hint", |_| vec![b"  ".to_vec()]),
        ("zeros", "64 zeros", |_| vec!["0".repeat(64).into()]),
        ("null", "the word null", |_| vec![b"null".to_vec()]),
        ("undefined", "the word undefined", |_| vec![b"undefined".to_vec()]),
        ("none", "the word None", |_| vec![b"None".to_vec()]),
        ("true", "the word true", |_| vec![b"true".to_vec()]),
        ("bypass", "a guess at a way around", |_| vec![b"dev".to_vec()]),
        ("hash-of-nothing", "SHA-256 of nothing", |_| {
            vec![b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".to_vec()]
        }),
        ("empty-hmac", "HMAC of nothing under the empty key", |_| {
            vec![b"b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad".to_vec()]
        }),
    ];
    for (id, comment, values) in unrelated {
        b.add(header(id, comment).with_signature(values));
    }
    let mut upper = header("upper-case", "the right signature in capitals")
        .written(|s| vec![s.to_uppercase().into()]);
    upper.effects_of = Some(BODY);
    b.add(upper.also(&[200]));
    let mut mixed = header("mixed-case", "the right signature with one capital").written(|s| {
        let at = s.bytes().position(|c| c.is_ascii_lowercase()).unwrap_or(0);
        vec![format!("{}{}{}", &s[..at], s[at..=at].to_uppercase(), &s[at + 1..]).into_bytes()]
    });
    mixed.effects_of = Some(BODY);
    mixed = Draft { signed: None, ..fixed(mixed) };
    b.add(mixed.also(&[200]));
    for (id, values) in [
        ("blank-before", (|s| vec![format!(" {s}").into_bytes()]) as Written),
        ("blank-after", |s| vec![format!("{s} ").into_bytes()]),
        ("tabs-around", |s| vec![format!("\t{s}\t").into_bytes()]),
    ] {
        b.add(header(id, "blanks around, which HTTP itself trims").written(values).also(&[401]));
    }

    b.group("no signature");
    for (id, body, comment) in [
        ("ranked-bucket", BODY, "taken as a hint, and never ranked"),
        ("plain", r#"{"event_name":"signup"}"#, "taken as a hint"),
    ] {
        b.add(
            draft(&format!("hint/{id}"), comment, "UnsignedHint", "SRV-10 SRV-26", body)
                .unsigned()
                .also(&[401]),
        );
    }
    for (id, properties) in [
        ("value", "\"value\":10000.01"),
        ("pii", "\"plan\":\"jane@acme.com\""),
        ("coupon", "\"coupon\":1"),
    ] {
        b.add(
            draft(
                &format!("hint/bad/{id}"),
                "bad contents without a signature",
                "UnsignedHint",
                "SRV-10",
                super::with_properties(properties),
            )
            .unsigned()
            .also(&[401]),
        );
    }
}

/// The draft with its headers as they come out, which no longer hold the signature itself.
fn fixed(draft: Draft) -> Draft {
    let tenant = Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() };
    let signature = draft.signed.as_ref().and_then(|signed| signed.signature(&tenant, &draft.body));
    let values = (draft.values)(&signature.unwrap_or_default());
    let mut draft = draft;
    draft.headers.extend(values.into_iter().map(|value| ("x-lp-goal-signature".to_owned(), value)));
    draft.values = |_| Vec::new();
    draft
}

/// Every known mistake of a signer, on a goal that shows it.
fn mistakes(b: &mut Builder) {
    b.group("signed with a known mistake");
    let goal = r#"{"event_name":"purchase","session_id":null,"properties":{"value":1234.5,"currency":"EUR","plan":"\u00c9quipe <A&B>/\u007f\u2028\ud83d\ude00 e\u0301"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-22T08:00:00.000Z"}"#;
    let tenant = Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() };
    let right = Signed::default().signature(&tenant, goal.as_bytes());
    for dialect in &CATALOGUE {
        let mistakes = DialectSet::of_id(dialect.id).unwrap_or_default();
        let signed = Signed { mistakes, ..Signed::default() };
        let signature = signed.signature(&tenant, goal.as_bytes());
        let shows = signature.as_ref().is_some_and(|s| {
            signature != right && !s.is_empty() && s.bytes().all(|c| (0x20..0x7F).contains(&c))
        });
        if !shows {
            continue;
        }
        let id = format!("mistake/{}", dialect.id);
        let vector = draft(&id, dialect.title, "SignerMistake", "SRV-7 SRV-9", goal).signed(signed);
        let is_case = signature.map(|s| s.to_lowercase()) == right;
        b.add(if is_case {
            Draft { effects_of: Some(goal), ..vector }.also(&[200])
        } else {
            vector
        });
    }
}

/// The tenant is the domain's, and its secret must be one.
fn tenants(b: &mut Builder) {
    b.group("the tenant is the domain's");
    let other = "00000000-0000-4000-8000-000000000000";
    let with_id = BODY.replacen('{', &format!("{{\"tenant_id\":\"{other}\","), 1);
    b.add(
        draft(
            "tenant/id-in-body/ignored",
            "a tenant_id in the body changes nothing",
            "OtherKeys",
            "SRV-20",
            &*with_id,
        )
        .also(&[400]),
    );
    b.add(
        draft(
            "tenant/id-in-body/signed",
            "a tenant_id in the body, and signed",
            "OtherKeys",
            "SRV-20",
            &*with_id,
        )
        .signed(Signed { tenant_id: Some(other.into()), ..Signed::default() })
        .also(&[400]),
    );
    b.add(
        draft(
            "tenant/other-id",
            "signed for another tenant's id with this secret",
            "OtherKeys",
            "SRV-20",
            BODY,
        )
        .signed(Signed { tenant_id: Some(other.into()), ..Signed::default() }),
    );
    for (id, spelled) in
        [("upper-case", TENANT_ID.to_uppercase()), ("braces", format!("{{{TENANT_ID}}}"))]
    {
        b.add(
            draft(
                &format!("tenant/own-id/{id}"),
                "the tenant's own id in another form",
                "TenantId",
                "SRV-20",
                BODY,
            )
            .signed(Signed { tenant_id: Some(spelled.as_str().into()), ..Signed::default() }),
        );
    }
    let other_secret =
        Tenant { tenant_id: TENANT_ID.into(), secret: "5eb1".repeat(16).as_str().into() };
    let moved = Signed::default().signature(&other_secret, BODY.as_bytes()).unwrap_or_default();
    let mut vector = draft(
        "tenant/other-secret",
        "signed with another tenant's secret: a request moved between domains",
        "OtherKeys",
        "SRV-23",
        BODY,
    )
    .unsigned();
    vector.headers.push(("x-lp-goal-signature".to_owned(), moved.into_bytes()));
    b.add(vector);

    for (id, secret, comment) in [
        ("empty", "", "no secret at all"),
        ("odd", "abc", "half a byte is left over"),
        ("not-hex", "zz", "no hex"),
    ] {
        b.group_with(&format!("a tenant whose secret is none: {comment}"), secret);
        let name = |what: &str| format!("tenant/secret-{id}/{what}");
        let requirements = "SRV-11 SRV-9";
        let zeros = draft(&name("zeros"), comment, "TenantSecret", requirements, BODY);
        b.add(zeros.with_signature(|_| vec!["0".repeat(64).into()]));
        let hint = draft(
            &name("hint"),
            "without a signature it is a hint still",
            "TenantSecret UnsignedHint",
            "SRV-11 SRV-10",
            BODY,
        );
        b.add(hint.unsigned().also(&[401]));
        // What a server signs with that goes on without a key.
        let empty = Tenant { tenant_id: TENANT_ID.into(), secret: "".into() };
        let with_empty_key =
            Signed { mistakes: super::mistakes_of("python-hex-key"), ..Signed::default() };
        if secret.is_empty() {
            b.add(
                draft(
                    &name("empty-key"),
                    "signed with the empty key",
                    "TenantSecret",
                    requirements,
                    BODY,
                )
                .signed(with_empty_key),
            );
        } else {
            let signature = with_empty_key.signature(&empty, BODY.as_bytes()).unwrap_or_default();
            let mut vector = draft(
                &name("empty-key"),
                "signed with the empty key",
                "TenantSecret",
                requirements,
                BODY,
            )
            .unsigned();
            vector.headers.push(("x-lp-goal-signature".to_owned(), signature.into_bytes()));
            b.add(vector);
            if id == "odd" {
                let mistakes = super::mistakes_of("hex-key-truncated");
                let cut = Signed { mistakes, ..Signed::default() };
                let comment = "signed with the whole bytes of it";
                let vector = draft(&name("cut"), comment, "TenantSecret", requirements, BODY);
                b.add(vector.signed(cut));
            }
            let as_text =
                Signed { mistakes: super::mistakes_of("secret-used-as-text"), ..Signed::default() };
            b.add(
                draft(
                    &name("as-text"),
                    "signed with the secret's text as the key",
                    "TenantSecret",
                    requirements,
                    BODY,
                )
                .signed(as_text),
            );
        }
    }
}
