//! The signature: what must fit it, and what must not.

use super::draft::{BODY, Builder, Draft, draft};
use super::{respelled, tampered, tenants};
use crate::case::Signed;
use crate::case::{SECRET, TENANT_ID};
use crate::mistakes::{CATALOGUE, MistakeSet};
use crate::protocol::Tenant;
use crate::vectors::file::VectorFile;

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "verify_signature.json",
        &[
            "One goal in every spelling that must be accepted, and tampered with in every way that must not.",
            "Every refusal here is a 401 with one and the same text.",
        ],
    );
    respelled::add(&mut b);
    tampered::add(&mut b);
    headers(&mut b);
    mistakes(&mut b);
    tenants::add(&mut b);
    b.file()
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

    for (id, mistake, values) in [
        (
            "sha1",
            "wrong-hash-algorithm-sha1",
            (|s| vec![format!("sha1={s}").into_bytes()]) as Written,
        ),
        ("sha384", "wrong-hash-algorithm-sha384", |s| vec![format!("sha384={s}").into_bytes()]),
        ("sha512", "wrong-hash-algorithm-sha512", |s| vec![format!("sha512={s}").into_bytes()]),
        ("md5", "wrong-hash-algorithm-md5", |s| vec![format!("md5={s}").into_bytes()]),
    ] {
        let signed = Signed { mistakes: super::draft::mistakes_of(mistake), ..Signed::default() };
        let comment = "the header names the hash that was used";
        b.add(header(&format!("algorithm/{id}"), comment).signed(signed).written(values));
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
                super::draft::with_properties(properties),
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
    for mistake in &CATALOGUE {
        let mistakes = MistakeSet::of_id(mistake.id).unwrap_or_default();
        let signed = Signed { mistakes, ..Signed::default() };
        let signature = signed.signature(&tenant, goal.as_bytes());
        let shows = signature.as_ref().is_some_and(|s| {
            signature != right && !s.is_empty() && s.bytes().all(|c| (0x20..0x7F).contains(&c))
        });
        // Moved to another time, the shortest text of a moment may be the moment's own.
        let depends = ["timestamp-shortest", "timestamp-as-java-offset"].contains(&mistake.id);
        if !shows || depends {
            continue;
        }
        let id = format!("mistake/{}", mistake.id);
        let vector = draft(&id, mistake.title, "SignerMistake", "SRV-7 SRV-9", goal).signed(signed);
        let is_case = signature.map(|s| s.to_lowercase()) == right;
        b.add(if is_case {
            Draft { effects_of: Some(goal), ..vector }.also(&[200])
        } else {
            vector
        });
    }
}
