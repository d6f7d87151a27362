//! Mistakes with the signature and the secret.

use super::server::{Deal, Served, ServerMistake, mistake};
use crate::mistakes::model::base64_decode;
use crate::mistakes::{MistakeSet, Prediction, predict};
use crate::protocol::{Tenant, hex};

pub(super) const MISTAKES: &[ServerMistake] = &[
    mistake("raw-body-vs-reserialised", "checks the signature over the body's bytes", |deal| {
        let right = deal.tenant.signer().ok().map(|s| s.sign_bytes(&deal.request.body).to_string());
        deal.taken_if(right.is_some_and(|right| deal.signature() == Some(right.as_bytes())))
    }),
    mistake("nonascii-header-crash", "breaks on a signature outside ASCII", |deal| {
        let beyond = deal.signatures().any(|value| !value.is_ascii());
        // It comes this far only with a tenant and a goal.
        match (beyond, deal.serve()) {
            (true, served) if served.status == 401 => Served::refusal(500, "internal error"),
            (_, served) => served,
        }
    }),
    mistake("uppercase-hex-output", "lower-cases the signature before it compares", |deal| {
        let lower = deal.signature().map(<[u8]>::to_ascii_lowercase);
        match (deal.signatures().count(), lower) {
            (1, Some(lower)) => Served::of(&deal.decide(&deal.signed(Some(&lower)))),
            _ => deal.serve(),
        }
    })
    .unseen("whether a server takes upper-case digits is left open (SRV-8)"),
    mistake(
        "timing-unsafe-compare",
        "takes a time to compare signatures that reveals where they differ",
        |deal| deal.serve(),
    )
    .unseen("the answers are the same; only their timing differs, which no vector measures"),
    mistake("replay-accepted", "takes the same request twice", |deal| deal.serve())
        .unseen("the protocol has no nonce, so the reference takes it twice as well"),
    mistake(
        "missing-header-accepted",
        "takes a goal without a signature for a signed one",
        |deal| match (deal.signature(), deal.goal().and_then(|goal| deal.right(&goal))) {
            (None, Some(right)) => Served::of(&deal.decide(&deal.signed(Some(right.as_bytes())))),
            _ => deal.serve(),
        },
    ),
    mistake("empty-signature-is-a-hint", "takes an empty signature for none", |deal| {
        match deal.signature() {
            Some(b"") => Served::of(&deal.decide(&deal.signed(None))),
            _ => deal.serve(),
        }
    }),
    mistake(
        "wrong-signature-is-a-hint",
        "takes a goal whose signature is wrong for a hint",
        |deal| match deal.serve() {
            served if served.status == 401 => Served::of(&deal.decide(&deal.signed(None))),
            served => served,
        },
    ),
    mistake(
        "always-true-or-dev-bypass",
        "never checks the signature, only that there is one",
        |deal| deal.taken_if(true),
    ),
    mistake("zero-signature-accepted", "takes 64 zeros for a right signature", |deal| {
        match deal.signature() {
            Some(zeros) if zeros == "0".repeat(64).as_bytes() => deal.taken_if(true),
            _ => deal.serve(),
        }
    }),
    mistake(
        "empty-secret-accepted",
        "checks with an empty key where a tenant has no secret",
        |deal| {
            if !deal.tenant.secret.is_empty() {
                return deal.serve();
            }
            deal.taken_if(fits(deal, "empty-key"))
        },
    ),
    mistake(
        "bad-secret-is-empty-key",
        "checks with an empty key where the secret is not hex",
        |deal| match deal.tenant.signer() {
            Ok(_) => deal.serve(),
            Err(_) => deal.taken_if(fits(deal, "empty-key")),
        },
    ),
    mistake(
        "bad-secret-is-cut",
        "checks with the part of the secret before the first bad digit",
        |deal| match deal.tenant.signer() {
            Ok(_) => deal.serve(),
            Err(_) => deal.taken_if(fits(deal, "hex-key-truncated")),
        },
    ),
    mistake("bad-secret-is-text", "takes a secret that is not hex for a key", |deal| {
        match deal.tenant.signer() {
            Ok(_) => deal.serve(),
            Err(_) => deal.taken_if(fits(deal, "secret-used-as-text")),
        }
    }),
    mistake("bad-secret-is-trimmed", "takes the white space out of a secret", |deal| {
        let text: String =
            deal.tenant.secret.to_string().chars().filter(|c| !c.is_whitespace()).collect();
        let tenant = Tenant { secret: text.into(), ..deal.tenant.clone() };
        Served::of(&deal.decide_for(deal.request, &tenant, deal.now))
    })
    .unseen("white space around a secret's digits is left open (KEY-4)"),
    mistake("bad-secret-is-500", "breaks on a tenant with an invalid secret", |deal| {
        match (deal.tenant.signer(), deal.serve()) {
            (Err(_), served) if served.status == 401 => Served::refusal(500, "internal error"),
            (_, served) => served,
        }
    }),
    mistake("algorithm-from-header", "lets a prefix of the signature choose the hash", |deal| {
        let value = deal.signature().unwrap_or_default();
        let Some(at) = value.iter().position(|b| *b == b'=') else { return deal.serve() };
        let id = match &value[..at] {
            b"sha256" => "",
            b"sha1" => "wrong-hash-algorithm-sha1",
            b"md5" => "wrong-hash-algorithm-md5",
            b"sha512" => "wrong-hash-algorithm-sha512",
            _ => return deal.serve(),
        };
        let set = MistakeSet::of_id(id).unwrap_or_default();
        deal.taken_if(is_signed(deal, set, &value[at + 1..]))
    }),
    mistake("prefix-stripped", "takes a sha256= before the signature away", |deal| {
        let bare = deal.signature().and_then(|value| value.strip_prefix(b"sha256="));
        match bare {
            Some(bare) => Served::of(&deal.decide(&deal.signed(Some(bare)))),
            None => deal.serve(),
        }
    }),
    mistake("base64-accepted", "takes a signature in base64 too", |deal| {
        let bytes = base64_decode(deal.signature().unwrap_or_default());
        if bytes.len() == 32 && deal.signature().is_some_and(|value| value.len() < 64) {
            return Served::of(&deal.decide(&deal.signed(Some(hex::encode(&bytes).as_bytes()))));
        }
        deal.serve()
    }),
    mistake("compares-what-is-there", "compares as much of the signature as came", |deal| {
        let right = deal.goal().and_then(|goal| deal.right(&goal)).unwrap_or_default();
        let starts = |value: &[u8]| !value.is_empty() && right.as_bytes().starts_with(value);
        let taken = deal.signature().is_some_and(starts);
        if taken { deal.taken_if(true) } else { deal.serve() }
    }),
    mistake("compares-the-first-half", "compares the first 32 digits only", |deal| {
        let right = deal.goal().and_then(|goal| deal.right(&goal)).unwrap_or_default();
        let same =
            |value: &[u8]| value.len() >= 32 && value.get(..32) == right.as_bytes().get(..32);
        let taken = deal.signature().is_some_and(same);
        if taken { deal.taken_if(true) } else { deal.serve() }
    }),
    mistake("ignores-what-follows", "ignores characters after the 64 digits", |deal| {
        match deal.signature().and_then(|value| value.get(..64)) {
            Some(first) => Served::of(&deal.decide(&deal.signed(Some(first)))),
            None => deal.serve(),
        }
    }),
    mistake("white-space-inside-ignored", "takes white space out of the signature", |deal| {
        let bare: Vec<u8> = deal
            .signature()
            .unwrap_or_default()
            .iter()
            .copied()
            .filter(|b| !b.is_ascii_whitespace())
            .collect();
        match deal.signatures().count() {
            1 => Served::of(&deal.decide(&deal.signed(Some(&bare)))),
            _ => deal.serve(),
        }
    }),
    mistake(
        "first-of-several-signatures",
        "takes the first of several signature headers",
        |deal| Served::of(&deal.decide(&deal.signed(deal.signature()))),
    ),
    mistake("last-of-several-signatures", "takes the last of several signature headers", |deal| {
        Served::of(&deal.decide(&deal.signed(deal.signatures().last())))
    }),
    mistake(
        "any-of-several-signatures",
        "takes a goal where any signature header is right",
        |deal| {
            let right = deal.goal().and_then(|goal| deal.right(&goal));
            let any = right.is_some_and(|right| deal.signatures().any(|v| v == right.as_bytes()));
            if any { deal.taken_if(true) } else { deal.serve() }
        },
    ),
    mistake(
        "header-name-in-one-case",
        "knows the header in its documented spelling only",
        |deal| {
            let known = |name: &str| name == "X-LP-Goal-Signature" || name == "x-lp-goal-signature";
            let named =
                deal.request.headers.iter().any(|(name, _)| {
                    name.eq_ignore_ascii_case("x-lp-goal-signature") && !known(name)
                });
            if named { Served::of(&deal.decide(&deal.signed(None))) } else { deal.serve() }
        },
    ),
    mistake("signature-in-body-accepted", "believes a field signature in the body", |deal| {
        let told = deal.value().and_then(|value| value.get("signature").cloned());
        match told.as_ref().and_then(crate::protocol::json::Value::as_str) {
            Some(text) => Served::of(&deal.decide(&deal.signed(Some(text.as_bytes())))),
            None => deal.serve(),
        }
    }),
];

/// Whether the signature is what a mistake makes for this tenant.
fn fits(deal: &Deal<'_>, id: &str) -> bool {
    let set = MistakeSet::of_id(id).unwrap_or_default();
    deal.signature().is_some_and(|value| is_signed(deal, set, value))
}

fn is_signed(deal: &Deal<'_>, set: MistakeSet, value: &[u8]) -> bool {
    deal.goal().is_some_and(|goal| match predict(set, deal.tenant, &goal) {
        Prediction::Signed { signature, .. } => signature.as_bytes() == value,
        Prediction::Refused => false,
    })
}
