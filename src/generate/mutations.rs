//! Ways to find something out, one at a time.

use super::goals::{changed, mutate_goal};
use super::made_by::MadeBy;
use super::request::{Body, Header, RequestBuilder};
use super::samples::{
    ALGORITHMS, ALMOST, AMOUNTS, AROUND, CODES, EVENT_NAMES, LITERALS, LONG_AMOUNTS, NO_AMOUNTS,
    OTHER_TYPES, PERSONAL, PLANS, ROUNDED, SPLICES,
};
use super::spelling::Style;
use super::steps::{
    add_extra, envelope, exempt, first_touch, lone_surrogate, non_finite, on_bytes, other_key,
    other_tenant, parameters, property, repeated_key, respelled_number, set, style, tenant_in_body,
    touched, value_of, with_goal,
};
use super::stream::{add_property, legal as legal_goal, make_wild, other_value};
use super::{Draw, corruptions, legal};
use crate::case::SignedOver;
use crate::mistakes::{CATALOGUE, MistakeSet};
use crate::protocol::{Goal, Text};
use std::borrow::Cow;

/// One way to make a request that finds something out.
pub struct Mutation {
    /// Its name in reports.
    pub name: &'static str,
    /// How often it is drawn, beside the others.
    weight: u64,
    play: fn(&mut RequestBuilder, &mut Draw<'_, '_>),
}

const fn mutation(
    name: &'static str,
    weight: u64,
    play: fn(&mut RequestBuilder, &mut Draw<'_, '_>),
) -> Mutation {
    Mutation { name, weight, play }
}

/// Every mutation. The first is none.
pub const MUTATIONS: [Mutation; 83] = [
    mutation("valid", 60, |_, _| {}),
    mutation("valid/first-touch", 25, first_touch),
    mutation("hint", 15, |builder, _| builder.header = Header::Absent),
    mutation("hint/first-touch", 8, |builder, draw| {
        first_touch(builder, draw);
        builder.header = Header::Absent;
    }),
    mutation("respelled/blanks", 12, |builder, draw| {
        style(builder, |s| s.blanks = 1 + draw.rng.below(4) as u8)
    }),
    mutation("respelled/escapes", 12, |builder, draw| {
        style(builder, |s| s.escapes = 1 + draw.rng.below(4) as u8)
    }),
    mutation("respelled/order", 10, |builder, draw| {
        style(builder, |s| s.turn = 1 + draw.rng.below(4) as u8)
    }),
    mutation("respelled/numbers", 12, respelled_number),
    mutation("respelled/all", 12, |builder, draw| {
        respelled_number(builder, draw);
        style(builder, |s| {
            *s = Style {
                blanks: draw.rng.below(5) as u8,
                escapes: draw.rng.below(5) as u8,
                turn: draw.rng.below(5) as u8,
            };
        });
    }),
    mutation("respelled/other-key", 8, other_key),
    mutation("respelled/header-name", 4, |builder, draw| {
        builder.name =
            Cow::Borrowed(draw.rng.pick(&["X-LP-Goal-Signature", "X-LP-GOAL-SIGNATURE"]));
    }),
    mutation("respelled/content-type", 4, |builder, draw| {
        builder.content_type = Some(Cow::Borrowed(draw.rng.pick(&[
            "application/json; charset=utf-8",
            "application/json; charset=UTF-8",
            "application/json;charset=utf-8",
        ])));
    }),
    mutation("tampered/goal", 40, |builder, draw| {
        if let Body::Goal { goal, .. } = &mut builder.body {
            let signed = goal.clone();
            *goal = changed(&signed, draw.rng);
            builder.signed.over = SignedOver::Goal(signed);
        }
    }),
    mutation("tampered/first-touch", 12, |builder, draw| {
        let Body::Goal { goal, .. } = &mut builder.body else { return };
        builder.signed.over = SignedOver::Goal(goal.clone());
        if draw.rng.percent(30) {
            (goal.first_touch_bucket, goal.first_touch_ts) = (None, None);
        } else {
            first_touch(builder, draw);
        }
    }),
    mutation("tampered/bit", 10, |builder, draw| builder.signed.flip = Some(draw.rng.any() as u8)),
    mutation("tampered/cut", 6, |builder, draw| {
        builder.signed.keep = Some(1 + draw.rng.below(63) as u8)
    }),
    mutation("signed/known-mistake", 40, |builder, draw| {
        let at = draw.rng.below(CATALOGUE.len() as u64) as usize;
        builder.signed.mistakes = builder.signed.mistakes.union(MistakeSet::single(at));
    }),
    mutation("signed/raw-body", 10, |builder, _| builder.signed.over = SignedOver::RawBody),
    mutation("signed/other-tenant", 8, |builder, draw| {
        builder.signed.by = other_tenant(builder, draw);
        // Their secret alone, too: a server that tries every secret it has still knows whose tenant_id it is.
        if draw.rng.percent(50) {
            let own = &draw.world.parties[builder.party].site.tenant.tenant_id;
            builder.signed.tenant_id = Some(own.clone());
        }
    }),
    mutation("signed/other-tenant-id", 8, |builder, draw| {
        let id = draw.rng.pick(&["", "shop.example", "00000000-0000-4000-8000-000000000000"]);
        builder.signed.tenant_id = Some(id.into());
    }),
    mutation("tenant/id-in-body", 10, tenant_in_body),
    mutation("tenant/bad-secret", 10, |builder, draw| {
        let bad = |at: &usize| draw.world.parties[*at].signer.is_none();
        let places: Vec<usize> = (0..draw.world.parties.len()).filter(bad).collect();
        if !places.is_empty() {
            builder.party = draw.rng.pick(&places);
        }
    }),
    mutation("header/capitals", 4, |builder, _| builder.header = Header::Capitals),
    mutation("header/around", 8, |builder, draw| {
        let (before, after) = draw.rng.pick(&AROUND);
        builder.header = Header::Around(before, after);
    }),
    mutation("header/algorithm", 8, |builder, draw| {
        let (prefix, id) = draw.rng.pick(&ALGORITHMS);
        builder.header = Header::Around(prefix, "");
        builder.signed.mistakes = MistakeSet::of_id(id).unwrap_or_default();
    }),
    mutation("header/twice", 6, |builder, draw| {
        let other: &[u8] = if draw.rng.percent(50) { &[b'0'; 64] } else { b"" };
        builder.header = Header::Twice(draw.rng.percent(50), other);
    }),
    mutation("header/almost", 4, |builder, draw| {
        builder.header = Header::Beside(draw.rng.pick(&ALMOST));
    }),
    mutation("header/bytes", 8, |builder, draw| {
        let bytes = draw.rng.pick(&SPLICES);
        builder.header = Header::Spliced(draw.rng.below(64) as u8, bytes);
    }),
    mutation("header/encoded", 3, |builder, draw| {
        // Whatever a server makes of a body that is not encoded as it says: a wrong signature stays wrong.
        let coding = draw.rng.pick(&["gzip", "deflate", "br", "identity", "zstd", "x"]);
        builder.headers.push(("content-encoding".to_owned(), coding.as_bytes().to_vec()));
        builder.signed.flip = Some(draw.rng.any() as u8);
    }),
    mutation("header/literal", 8, |builder, draw| {
        let value = draw.rng.pick(&LITERALS);
        builder.header = Header::Literal(vec![value.to_vec()]);
    }),
    mutation("contents/anything", 20, |builder, draw| {
        with_goal(builder, |goal| make_wild(goal, draw.rng))
    }),
    mutation("contents/amount", 25, |builder, draw| {
        // An integer that no float holds is an exception of its own in some languages, as is one of very many digits.
        let long = match draw.rng.below(24) {
            0 => Some("9".repeat(draw.rng.pick(&LONG_AMOUNTS))),
            _ => None,
        };
        let text = long.as_deref().unwrap_or_else(|| draw.rng.pick(&AMOUNTS));
        property(builder, "value", value_of(text));
    }),
    mutation("contents/amount-type", 10, |builder, draw| {
        let text = draw.rng.pick(&NO_AMOUNTS);
        property(builder, "value", value_of(text));
    }),
    mutation("contents/amount-rounded", 6, |builder, draw| {
        let (sent, signed) = draw.rng.pick(&ROUNDED);
        property(builder, "value", value_of(signed));
        if let Some(goal) = builder.goal().cloned() {
            builder.signed.over = SignedOver::Goal(goal);
        }
        property(builder, "value", value_of(sent));
    }),
    mutation("contents/currency", 10, |builder, draw| {
        let text = draw.rng.pick(&CODES);
        property(builder, "currency", value_of(text));
    }),
    mutation("contents/plan", 14, |builder, draw| {
        let (piece, times) = draw.rng.pick(&PLANS);
        property(builder, "plan", piece.repeat(times).into());
    }),
    mutation("contents/personal-data", 14, |builder, draw| {
        let text = draw.rng.pick(&PERSONAL);
        let own = &draw.world.parties[builder.party].site.domain;
        let text = match draw.rng.below(5) {
            0 => format!("Team {text}"),
            1 => format!("{text} annual"),
            // The tenant's own address is one, too.
            2 => format!("{}{own}", draw.rng.pick(&["jane@", "info@", "jane@mail."])),
            _ => text.to_owned(),
        };
        property(builder, "plan", text.into());
    }),
    mutation("contents/exempt", 12, exempt),
    mutation("contents/unknown-property", 8, |builder, draw| {
        let name =
            draw.rng.pick(&["coupon", "Value", "PLAN", "", "__proto__", "quantity", "plan "]);
        let value = other_value(draw.rng, 1);
        with_goal(builder, |goal| add_property(goal, Text::constant(name), value));
    }),
    mutation("contents/other-type", 14, |builder, draw| {
        let field = draw.rng.pick(&Goal::FIELDS);
        let value = value_of(draw.rng.pick(&OTHER_TYPES));
        with_goal(builder, |goal| set(goal, field, Some(value)));
    }),
    mutation("contents/event-name", 6, |builder, draw| {
        let (piece, times) = draw.rng.pick(&EVENT_NAMES);
        with_goal(builder, |goal| set(goal, "event_name", Some(piece.repeat(times).into())));
    }),
    mutation("contents/lone-surrogate", 6, lone_surrogate),
    mutation("json/bytes", 30, |builder, draw| {
        on_bytes(builder, |body| corruptions::wrecked(body, draw.rng))
    }),
    mutation("json/repeated-key", 12, repeated_key),
    mutation("json/non-finite", 8, non_finite),
    mutation("json/deep", 3, |builder, draw| {
        on_bytes(builder, |body| corruptions::nested(body, draw.rng))
    }),
    mutation("json/large", 1, |builder, draw| {
        on_bytes(builder, |body| corruptions::padded(body, draw.rng))
    }),
    mutation("tenant/signature-in-body", 4, |builder, draw| {
        let party = &draw.world.parties[builder.party];
        let right = builder.goal().zip(party.signer.as_ref()).and_then(|(goal, signer)| {
            signer
                .sign(goal, &mut Vec::with_capacity(384))
                .ok()
                .map(|signature| signature.to_string())
        });
        add_extra(builder, "signature", right.unwrap_or_default().into());
        builder.header = Header::Literal(vec![vec![b'0'; 64]]);
    }),
    mutation("contents/personal-data-elsewhere", 5, |builder, draw| {
        let field = draw.rng.pick(&["session_id", "event_name"]);
        let text = draw.rng.pick(&PERSONAL);
        with_goal(builder, |goal| set(goal, field, Some(text.into())));
    }),
    mutation("envelope", 12, envelope),
    mutation("envelope/parameters", 5, parameters),
    mutation("legal/length", 14, legal::length),
    mutation("legal/word", 16, legal::word),
    mutation("legal/amount", 14, legal::amount),
    mutation("legal/plan", 10, legal::plan),
    mutation("legal/session", 14, legal::session),
    mutation("legal/headers", 8, legal::headers),
    mutation("legal/content-type", 5, legal::content_type),
    mutation("legal/size", 6, legal::size),
    // One after the other: see sweep.rs.
    mutation("sweep/text", 0, |_, _| {}),
    mutation("sweep/amount", 0, |_, _| {}),
    mutation("sweep/first-touch", 0, |_, _| {}),
    mutation("sweep/headers", 0, |_, _| {}),
    // Drawn as rows: see scenarios.rs.
    mutation("sequence/tampered-after-good", 0, |_, _| {}),
    mutation("sequence/wrong-after-good", 0, |_, _| {}),
    mutation("sequence/good-after-wrong", 0, |_, _| {}),
    mutation("sequence/twice", 0, |_, _| {}),
    mutation("sequence/on-two-connections", 0, |_, _| {}),
    mutation("sequence/same-session", 0, |_, _| {}),
    mutation("sequence/two-tenants", 0, |_, _| {}),
    mutation("sequence/signed-and-not", 0, |_, _| {}),
    mutation("sequence/lacking", 0, |_, _| {}),
    mutation("sequence/many-wrong", 0, |_, _| {}),
    mutation("sequence/many-refused", 0, |_, _| {}),
    mutation("sequence/parallel", 0, |_, _| {}),
    mutation("sequence/domain-spelling", 0, |_, _| {}),
    mutation("sequence/after-anything", 0, |_, _| {}),
    mutation("sequence/mixed", 0, |_, _| {}),
    mutation("sequence/domain-case", 0, |_, _| {}),
    mutation("sequence/refused-then-good", 0, |_, _| {}),
    mutation("sequence/many-of-a-session", 0, |_, _| {}),
    mutation("sequence/unknown-domains", 0, |_, _| {}),
    mutation("sequence/alike", 0, |_, _| {}),
];

/// A mutation by its name.
pub(super) fn mutation_named(name: &str) -> MadeBy {
    made_by(MUTATIONS.iter().position(|mutation| mutation.name == name).unwrap_or(0))
}

fn made_by(place: usize) -> MadeBy {
    MadeBy { place, name: MUTATIONS[place].name }
}

impl Mutation {
    /// The kind of request that it makes: what stands before the slash of its name.
    pub fn kind(&self) -> &'static str {
        self.name.split_once('/').map_or(self.name, |(kind, _)| kind)
    }
}

/// The kinds of requests that are drawn one at a time.
pub const KINDS: [&str; 11] = [
    "valid",
    "hint",
    "respelled",
    "tampered",
    "signed",
    "tenant",
    "header",
    "contents",
    "json",
    "envelope",
    "legal",
];

/// A request of a kind, every mutation of it as likely.
pub fn fresh_of_kind(kind: &str, draw: &mut Draw<'_, '_>) -> RequestBuilder {
    let mut builder = plain(draw);
    let places: Vec<usize> = (0..MUTATIONS.len())
        .filter(|at| MUTATIONS[*at].kind() == kind && MUTATIONS[*at].weight > 0)
        .collect();
    if !places.is_empty() {
        builder.mutation = made_by(draw.rng.pick(&places));
        (MUTATIONS[builder.mutation.place].play)(&mut builder, draw);
    }
    builder
}

/// A request of a party that is drawn, with one mutation, seldom two.
pub fn fresh(draw: &mut Draw<'_, '_>) -> RequestBuilder {
    let mut builder = plain(draw);
    play_one(&mut builder, draw);
    if draw.rng.percent(10) {
        play_one(&mut builder, draw);
    }
    builder
}

/// A goal of a party, both drawn.
fn plain(draw: &mut Draw<'_, '_>) -> RequestBuilder {
    let good = &draw.world.good;
    let party = match good.len() {
        0 => 0,
        _ => draw.rng.pick(good),
    };
    let mut goal = legal_goal(draw.rng);
    if draw.rng.percent(20) {
        touched(&mut goal, draw);
    }
    RequestBuilder::ordinary(party, goal)
}

/// A builder that differs from another one: in its goal, or by one more mutation.
pub fn mutated(builder: &RequestBuilder, draw: &mut Draw<'_, '_>) -> RequestBuilder {
    let mut next = builder.clone();
    match &mut next.body {
        Body::Goal { goal, .. } if draw.rng.percent(50) => mutate_goal(goal, draw.rng),
        Body::Bytes(bytes) if draw.rng.percent(50) => {
            *bytes = corruptions::wrecked(std::mem::take(bytes), draw.rng);
        }
        _ => play_one(&mut next, draw),
    }
    next
}

const ALL: u64 = {
    let (mut sum, mut at) = (0, 0);
    while at < MUTATIONS.len() {
        sum += MUTATIONS[at].weight;
        at += 1;
    }
    sum
};

fn play_one(builder: &mut RequestBuilder, draw: &mut Draw<'_, '_>) {
    let mut left = draw.rng.below(ALL);
    let at = MUTATIONS.iter().position(|mutation| {
        let here = left < mutation.weight;
        left = left.saturating_sub(mutation.weight);
        here
    });
    let at = at.unwrap_or(0);
    builder.mutation = made_by(at);
    (MUTATIONS[at].play)(builder, draw);
}
