//! Laws of the validator, over anything that proptest comes up with.

use goalpost::generate::stream::Stream;
use goalpost::protocol::json::{Value, write_compact};
use goalpost::protocol::request::{OwnedRequest, PATH};
use goalpost::protocol::rules::Rule;
use goalpost::protocol::validator::{Decision, Tenants, answer_to, decide};
use goalpost::protocol::{Goal, Tenant, legal, pii};
use proptest::prelude::*;

const DOMAIN: &str = "shop.example";

fn tenant() -> Tenant {
    Tenant { tenant_id: "té".into(), secret: "00ff10".into() }
}

fn decision(request: &OwnedRequest) -> Decision<'static> {
    let mut tenants = Tenants::default();
    tenants.register(DOMAIN, &tenant());
    tenants.register("broken.example", &Tenant { tenant_id: "b".into(), secret: "0".into() });
    let now = "2026-11-23T08:00:00Z".parse().unwrap();
    request.with(|request| decide(request, &tenants, now).into_owned())
}

fn signature(goal: &Goal) -> Option<String> {
    let signed = tenant().signer().unwrap().sign(goal, &mut Vec::new());
    signed.ok().map(|signature| signature.to_string())
}

fn body(goal: &Goal) -> Vec<u8> {
    let mut body = Vec::new();
    write_compact(&goal.to_value(), &mut body);
    body
}

fn request(body: Vec<u8>, signature: Option<String>) -> OwnedRequest {
    let mut headers = vec![("Content-Type".to_owned(), b"application/json".to_vec())];
    headers.extend(signature.map(|s| ("X-LP-Goal-Signature".to_owned(), s.into_bytes())));
    OwnedRequest {
        method: "POST".to_owned(),
        target: format!("{PATH}?domain={DOMAIN}"),
        headers,
        body,
    }
}

/// A goal of the legal domain, by its place in the stream of seeded goals.
fn legal_goal(index: u64) -> Goal {
    let stream = Stream { seed: 77 };
    let goals = (index..).map(|index| stream.goal(index));
    goals.into_iter().find(legal::is_legal).unwrap()
}

/// What is done to one thing in a request, and the rule that must decide then.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Planted {
    Path,
    Method,
    BodySize,
    ContentType,
    BodySyntax,
    Overflow,
    RepeatedKey,
    BodyShape,
    NoDomain,
    BadDomain,
    UnknownDomain,
    BrokenTenant,
    ShortSignature,
    OtherSignature,
    EventName,
    SessionId,
    FirstTouch,
    Value,
    Decimals,
    Range,
    Currency,
    Plan,
    Unknown,
    Email,
    Unsigned,
}

/// The rule table: what decides first stands first. Contents are judged field by field in this order.
const TABLE: [(Planted, Rule); 25] = [
    (Planted::Path, Rule::Path),
    (Planted::Method, Rule::Method),
    (Planted::BodySize, Rule::BodySize),
    (Planted::ContentType, Rule::ContentType),
    (Planted::BodySyntax, Rule::BodySyntax),
    (Planted::Overflow, Rule::NumberOverflow),
    (Planted::BodyShape, Rule::BodyShape),
    (Planted::RepeatedKey, Rule::RepeatedKey),
    (Planted::NoDomain, Rule::DomainMissing),
    (Planted::BadDomain, Rule::DomainShape),
    (Planted::UnknownDomain, Rule::DomainUnknown),
    (Planted::BrokenTenant, Rule::TenantSecret),
    (Planted::ShortSignature, Rule::SignatureShape),
    (Planted::OtherSignature, Rule::SignatureMismatch),
    (Planted::EventName, Rule::EventName),
    (Planted::SessionId, Rule::SessionId),
    (Planted::FirstTouch, Rule::FirstTouchType),
    (Planted::Value, Rule::ValueType),
    (Planted::Range, Rule::ValueRange),
    (Planted::Decimals, Rule::ValueDecimals),
    (Planted::Currency, Rule::Currency),
    (Planted::Plan, Rule::Plan),
    (Planted::Email, Rule::Pii(pii::Kind::Email)),
    (Planted::Unknown, Rule::UnknownProperty),
    (Planted::Unsigned, Rule::Hint),
];

/// Builds a request with everything planted. Signed over what it says, as far as that can be signed.
fn planted(all: &[Planted]) -> OwnedRequest {
    let has = |what: Planted| all.contains(&what);
    let pick = |choices: &[(Planted, &'static str)], right: &'static str| {
        choices.iter().find(|(what, _)| has(*what)).map_or(right, |(_, text)| text)
    };
    let value = pick(
        &[(Planted::Value, "\"5\""), (Planted::Range, "10000.01"), (Planted::Decimals, "1.001")],
        "99.5",
    );
    let long = "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"";
    let plan = pick(&[(Planted::Plan, long), (Planted::Email, "\"jane@acme.com\"")], "\"Team\"");
    let goal = format!(
        "{{\"event_name\":{},\"session_id\":{},\"properties\":{{\"value\":{value},\"currency\":{},\"plan\":{plan}{}}}{}}}",
        pick(&[(Planted::EventName, "\"\"")], "\"purchase\""),
        pick(&[(Planted::SessionId, "5")], "null"),
        pick(&[(Planted::Currency, "\"EURO\"")], "\"EUR\""),
        pick(&[(Planted::Unknown, ",\"x\":1")], ""),
        pick(&[(Planted::FirstTouch, ",\"first_touch_ts\":5")], ""),
    );
    let parsed = goalpost::protocol::json::parse(goal.as_bytes()).unwrap();
    let right = Goal::from_value(parsed).ok().and_then(|goal| signature(&goal));
    let mut signature = right.unwrap_or_else(|| "0".repeat(64));
    if has(Planted::OtherSignature) {
        let first = if signature.starts_with('0') { "1" } else { "0" };
        signature.replace_range(..1, first);
    }
    if has(Planted::ShortSignature) {
        signature.pop();
    }
    let mut body = match () {
        () if has(Planted::BodyShape) => "[]".to_owned(),
        () if has(Planted::RepeatedKey) => goal.replacen('{', "{\"sdk\":1,\"sdk\":1,", 1),
        () => goal,
    };
    if has(Planted::Overflow) {
        body = if body == "[]" {
            "[1e999]".to_owned()
        } else {
            body.replacen('{', "{\"n\":1e999,", 1)
        };
    }
    if has(Planted::BodySyntax) {
        body.push('}');
    }
    if has(Planted::BodySize) {
        body.push_str(&" ".repeat(70_000));
    }
    let unsigned =
        has(Planted::Unsigned) && !has(Planted::ShortSignature) && !has(Planted::OtherSignature);
    let mut request = request(body.into_bytes(), (!unsigned).then_some(signature));
    let query = pick(
        &[
            (Planted::NoDomain, ""),
            (Planted::BadDomain, "?domain=shop.example:80"),
            (Planted::UnknownDomain, "?domain=unknown.example"),
            (Planted::BrokenTenant, "?domain=broken.example"),
        ],
        "?domain=shop.example",
    );
    let path = if has(Planted::Path) { "/api/v2" } else { PATH };
    request.target = format!("{path}{query}");
    if has(Planted::Method) {
        request.method = "PUT".to_owned();
    }
    if has(Planted::ContentType) {
        request.headers.remove(0);
    }
    request
}

fn any_planted() -> impl Strategy<Value = Vec<Planted>> {
    prop::collection::vec(prop::sample::select(TABLE.map(|(what, _)| what).to_vec()), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_signed_legal_goal_is_always_accepted(index in 0u64..1_000_000) {
        let goal = legal_goal(index);
        let d = decision(&request(body(&goal), signature(&goal)));
        prop_assert_eq!((d.rule, d.status()), (Rule::Accepted, 200), "{:?}", goal);
        let honoured = goal.first_touch_bucket == Some(Value::from("ai_search"));
        prop_assert_eq!(d.ranked, honoured);
    }

    #[test]
    fn a_changed_field_is_never_accepted_without_signing_again(index in 0u64..1_000_000, other in 0u64..1_000_000, field in 0usize..5) {
        let (goal, other) = (legal_goal(index), legal_goal(other));
        let mut changed = goal.clone();
        let from = [&other.event_name, &other.session_id, &other.properties, &other.first_touch_bucket, &other.first_touch_ts][field];
        if let Some(slot) = changed.field_mut(Goal::FIELDS[field].as_bytes()) {
            slot.clone_from(from);
        }
        prop_assume!(signature(&changed) != signature(&goal));
        let d = decision(&request(body(&changed), signature(&goal)));
        prop_assert_eq!((d.status(), d.ranked), (401, false), "{:?}", changed);
    }

    #[test]
    fn a_flipped_bit_anywhere_in_the_body_is_refused_or_says_the_same(index in 0u64..1_000_000, at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let goal = legal_goal(index);
        let mut changed = body(&goal);
        let at = at.index(changed.len());
        changed[at] ^= 1 << bit;
        let same = goalpost::protocol::json::parse(&changed).ok()
            .and_then(|value| Goal::from_value(value).ok())
            .is_some_and(|read| signature(&read) == signature(&goal));
        let d = decision(&request(changed, signature(&goal)));
        prop_assert_eq!(d.rule == Rule::Accepted, same);
        prop_assert!(same || !d.ranked);
    }

    #[test]
    fn the_validator_is_the_rule_table(all in any_planted()) {
        // A broken tenant is only asked about signatures.
        let applies = |what: Planted| match what {
            Planted::BrokenTenant => all.contains(&Planted::BrokenTenant)
                && (!all.contains(&Planted::Unsigned) || all.contains(&Planted::ShortSignature) || all.contains(&Planted::OtherSignature)),
            // Two of a kind in one place: the first of the table stands there.
            what => all.contains(&what),
        };
        // What cannot be signed is judged by its contents at once.
        let unsignable = all.contains(&Planted::Value);
        let mut expected = TABLE.iter().filter(|(what, _)| applies(*what)).map(|(_, rule)| *rule);
        let expected = if unsignable {
            expected.find(|rule| !matches!(rule, Rule::SignatureShape | Rule::SignatureMismatch))
        } else {
            expected.next()
        };
        let d = decision(&planted(&all));
        prop_assert_eq!(d.rule, expected.unwrap_or(Rule::Accepted), "{:?}", all);
        prop_assert!(d.rule.accepts() || (!d.ranked && d.goal.is_none() && d.lag_seconds.is_none()));
    }

    #[test]
    fn nothing_makes_it_panic_and_no_answer_echoes(
        method in "[A-Z]{0,7}",
        target in prop_oneof![Just(format!("{PATH}?domain={DOMAIN}")), ".*"],
        signature in prop::collection::vec(any::<u8>(), 0..80),
        body in prop_oneof![prop::collection::vec(any::<u8>(), 0..200), ".*".prop_map(String::into_bytes)],
    ) {
        let mut asked = request(body, None);
        asked.method = method;
        asked.target = target;
        asked.headers.push(("x-lp-goal-signature".to_owned(), signature));
        let d = decision(&asked);
        prop_assert!(!d.ranked);
        prop_assert!((400..500).contains(&d.status()));
        let answer = answer_to(&d);
        let fixed = [d.rule.row().answer.to_owned(), d.field.map_or(String::new(), |f| format!(" ({f})"))].concat();
        let short = format!("{{\"error\":\"{}\"}}", d.rule.row().answer);
        prop_assert!(answer == short || answer == format!("{{\"error\":\"{fixed}\"}}"), "{}", answer);
    }
}
