//! The reference validator: what the server makes of a request.
//!
//! In this order: parse the request, find the tenant by its domain, authenticate, judge the
//! contents, attribute. The clock comes in as an argument, and there is no switch that makes it
//! more lenient or more strict. What it decides never carries expected bytes, a signature, a secret
//! or, for a request that is refused, anything the caller sent.

use super::contents;
use super::first_touch;
use super::goal::BorrowedGoal;
use super::json::{BorrowedValue, parse_borrowed};
use super::request::{Domain, PATH, Request, SIGNATURE_HEADER, domain};
use super::rules::Rule;
use super::{GoalError, SecretError, Signer, Tenant, Text};
use jiff::Timestamp;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

/// The largest body, in bytes (SRV-4).
pub const MAX_BODY: usize = 64 << 10;

/// The only bucket that is honoured (SRV-22).
pub const HONOURED_BUCKET: &str = "ai_search";

/// The server's record of a tenant: its domain, and who signs for it.
#[derive(Debug)]
pub struct Account {
    /// The registered domain, in lower case.
    pub domain: Arc<str>,
    /// The tenant's id, which is signed and not sent.
    pub tenant_id: Text,
    /// Why nothing can be authenticated, if the secret is invalid (SRV-11).
    signer: Result<Signer, SecretError>,
}

/// Every tenant, found by domain. The domain and nothing else says whose goal it is (SRV-20).
#[derive(Debug, Default)]
pub struct Tenants(HashMap<Arc<str>, Account>);

impl Tenants {
    /// Registers a tenant under a domain; a tenant that was there before is replaced.
    pub fn register(&mut self, domain: &str, tenant: &Tenant) {
        let domain: Arc<str> = domain.to_ascii_lowercase().into();
        let (tenant_id, signer) = (tenant.tenant_id.clone(), tenant.signer());
        self.0.insert(Arc::clone(&domain), Account { domain, tenant_id, signer });
    }

    /// The tenant of a domain in lower case.
    pub fn find(&self, domain: &str) -> Option<&Account> {
        self.0.get(domain)
    }

    /// Every tenant, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.0.values()
    }
}

impl Account {
    /// Who signs for it; `None` if its secret is invalid.
    pub fn signer(&self) -> Option<&Signer> {
        self.signer.as_ref().ok()
    }

    /// Why its secret is invalid, if it is: for the server's own log.
    pub fn secret_error(&self) -> Option<&SecretError> {
        self.signer.as_ref().err()
    }
}

/// What the server decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<'a> {
    /// The rule that decided; its status is the answer's.
    pub rule: Rule,
    /// The field that broke the rule, where one did.
    pub field: Option<&'static str>,
    /// Whether the goal feeds the ranking: signed, accepted and of the honoured bucket (SRV-26).
    pub ranked: bool,
    /// The honoured bucket, on a signed goal that is accepted.
    pub bucket: Option<&'static str>,
    /// Whole seconds from the first touch to now, for an honoured bucket (SRV-25).
    pub lag_seconds: Option<i64>,
    /// The tenant's domain, once it was found.
    pub domain: Option<Arc<str>>,
    /// The goal, where it is accepted.
    pub goal: Option<BorrowedGoal<'a>>,
    /// Whether there are keys beside it, which are not signed and change nothing (SRV-20).
    pub other_keys: bool,
}

impl<'a> Decision<'a> {
    /// The HTTP status of the answer.
    pub fn status(&self) -> u16 {
        self.rule.status()
    }

    /// Whole days of the lag.
    pub fn lag_days(&self) -> Option<i64> {
        self.lag_seconds.map(|seconds| seconds.div_euclid(86_400))
    }

    /// The same, with a goal that borrows from nothing.
    pub fn into_owned(self) -> Decision<'static> {
        let Decision { rule, field, ranked, bucket, lag_seconds, domain, goal, other_keys } = self;
        let goal = goal.map(BorrowedGoal::into_owned);
        Decision { rule, field, ranked, bucket, lag_seconds, domain, goal, other_keys }
    }

    /// A decision by a rule, with nothing attributed.
    pub fn of(rule: Rule) -> Decision<'a> {
        Decision {
            rule,
            field: None,
            ranked: false,
            bucket: None,
            lag_seconds: None,
            domain: None,
            goal: None,
            other_keys: false,
        }
    }
}

/// Decides over a request as the server does at the moment `now`. Never fails and never panics,
/// whatever the bytes are.
pub fn decide<'a>(request: &Request<'a>, tenants: &Tenants, now: Timestamp) -> Decision<'a> {
    let mut decision = Decision::of(Rule::Hint);
    if let Err(refused) = examine(request, tenants, now, &mut decision) {
        decision.goal = None;
        decision.rule = refused.rule;
        decision.field = refused.field;
    }
    decision
}

/// The body of the answer (SRV-27): the result of an accepted goal, or a fixed text, with the field
/// that a rule is about.
pub fn answer_to(decision: &Decision<'_>) -> String {
    if !decision.rule.accepts() {
        let (text, field) = (decision.rule.row().answer, decision.field);
        return match field {
            Some(field) if matches!(decision.rule, Rule::Pii(_)) => {
                format!(r#"{{"error":"{text} ({field})"}}"#)
            }
            _ => format!(r#"{{"error":"{text}"}}"#),
        };
    }
    let mut text = String::with_capacity(128);
    // Writing to a String cannot fail.
    let _ = write!(text, r#"{{"status":{},"ranked":{}"#, decision.status(), decision.ranked);
    match decision.bucket {
        None => text.push_str(r#","first_touch_bucket":null"#),
        Some(bucket) => {
            let _ = write!(text, r#","first_touch_bucket":"{bucket}""#);
        }
    }
    match decision.lag_seconds.zip(decision.lag_days()) {
        None => text.push_str(r#","lag_seconds":null,"lag_days":null}"#),
        Some((seconds, days)) => {
            let _ = write!(text, r#","lag_seconds":{seconds},"lag_days":{days}}}"#);
        }
    }
    text
}

/// Why a request is refused.
struct Refused {
    rule: Rule,
    field: Option<&'static str>,
}

impl From<Rule> for Refused {
    fn from(rule: Rule) -> Refused {
        Refused { rule, field: None }
    }
}

type Examined<T> = Result<T, Refused>;

/// Puts together what is decided, in the place where it stays: a goal is large.
fn examine<'a>(
    request: &Request<'a>,
    tenants: &Tenants,
    now: Timestamp,
    decision: &mut Decision<'a>,
) -> Examined<()> {
    let query = check_envelope(request)?;
    let goal = decision.goal.get_or_insert_default();
    let other_keys = read_body(request.body, goal)?;
    let account = find_tenant(query, tenants)?;
    decision.domain = Some(Arc::clone(&account.domain));
    let signed = authenticate(request, account, goal)?;
    if let Some(objection) = contents::objection(goal) {
        return Err(Refused { rule: objection.rule, field: Some(objection.field) });
    }
    decision.other_keys = other_keys;
    // SRV-22 to SRV-26: a hint feeds nothing.
    if signed {
        decision.rule = Rule::Accepted;
        decision.ranked = goal.first_touch_bucket.as_ref().is_some_and(is_honoured);
    }
    if decision.ranked {
        decision.bucket = Some(HONOURED_BUCKET);
        if let Some(BorrowedValue::String(ts)) = &goal.first_touch_ts {
            decision.lag_seconds = first_touch::lag_seconds(ts, now);
        }
    }
    Ok(())
}

fn is_honoured(bucket: &BorrowedValue<'_>) -> bool {
    matches!(bucket, BorrowedValue::String(bucket) if bucket == HONOURED_BUCKET)
}

/// Path, method, size and content type; returns the query (SRV-1, SRV-2, SRV-4).
fn check_envelope<'a>(request: &Request<'a>) -> Examined<Option<&'a [u8]>> {
    let (path, query) = request.path_and_query();
    if path != PATH.as_bytes() {
        return Err(Rule::Path.into());
    }
    if request.method != b"POST" {
        return Err(Rule::Method.into());
    }
    if request.body.len() > MAX_BODY {
        return Err(Rule::BodySize.into());
    }
    let mut types = request.header("content-type");
    match (types.next(), types.next()) {
        (Some(value), None) if is_json_type(value) => Ok(query),
        _ => Err(Rule::ContentType.into()),
    }
}

/// `application/json`, with no parameter but `charset=utf-8` (SRV-2).
fn is_json_type(value: &[u8]) -> bool {
    let mut parts = value.split(|b| *b == b';').map(<[u8]>::trim_ascii);
    let is = |part: &[u8], what: &str| part.eq_ignore_ascii_case(what.as_bytes());
    parts.next().is_some_and(|kind| is(kind, "application/json"))
        && parts.all(|p| p.is_empty() || is(p, "charset=utf-8") || is(p, "charset=\"utf-8\""))
}

/// Reads the goal that a body holds; says whether there are keys beside it (SRV-3, SRV-5).
fn read_body<'a>(body: &'a [u8], goal: &mut BorrowedGoal<'a>) -> Examined<bool> {
    let Ok(value) = parse_borrowed(body) else { return Err(Rule::BodySyntax.into()) };
    if has_overflow(&value) {
        return Err(Rule::NumberOverflow.into());
    }
    goal.take_fields(value).map_err(|error| match error {
        GoalError::RepeatedKey(_) => Rule::RepeatedKey.into(),
        GoalError::NotAnObject(_) => Rule::BodyShape.into(),
    })
}

/// Whether a number anywhere in a body is too large for a double (SRV-3).
pub fn has_overflow(value: &BorrowedValue<'_>) -> bool {
    match value {
        BorrowedValue::Number(number) => !number.is_finite(),
        BorrowedValue::Array(items) => items.iter().any(has_overflow),
        BorrowedValue::Object(members) => members.iter().any(|(_, member)| has_overflow(member)),
        _ => false,
    }
}

/// SRV-6.
fn find_tenant<'t>(query: Option<&[u8]>, tenants: &'t Tenants) -> Examined<&'t Account> {
    match domain(query) {
        Domain::Missing => Err(Rule::DomainMissing.into()),
        Domain::Malformed => Err(Rule::DomainShape.into()),
        Domain::Named(name) => match tenants.find(&name) {
            Some(account) => Ok(account),
            None => Err(Rule::DomainUnknown.into()),
        },
    }
}

/// Whether the request is signed, and rightly so; without a signature it is a hint (SRV-7 to SRV-11).
fn authenticate(
    request: &Request<'_>,
    account: &Account,
    goal: &BorrowedGoal<'_>,
) -> Examined<bool> {
    let mut signatures = request.header(SIGNATURE_HEADER);
    let Some(signature) = signatures.next() else { return Ok(false) };
    let is_only = signatures.next().is_none();
    let Ok(signer) = &account.signer else { return Err(Rule::TenantSecret.into()) };
    let mut canonical = Vec::with_capacity(512);
    let Ok(right) = signer.sign(goal, &mut canonical) else {
        // Nothing to compare with: the contents say what is wrong.
        let objection = contents::objection(goal);
        return Err(objection.map_or(Rule::BodyShape, |objection| objection.rule).into());
    };
    let is_lower_hex = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    if !is_only || signature.len() != 64 || !signature.iter().all(is_lower_hex) {
        return Err(Rule::SignatureShape.into());
    }
    if right.matches(signature) { Ok(true) } else { Err(Rule::SignatureMismatch.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Goal;
    use crate::protocol::json::parse;

    const NOW: &str = "2026-11-23T08:00:00Z";
    const BODY: &str = r#"{"event_name":"purchase","session_id":"s","properties":{"value":99},
        "first_touch_bucket":"ai_search","first_touch_ts":"2026-11-22T08:00:00.000Z"}"#;

    fn tenant() -> Tenant {
        Tenant { tenant_id: "t".into(), secret: "00ff".into() }
    }

    fn signature(body: &str) -> String {
        let goal = Goal::from_value(parse(body.as_bytes()).unwrap()).unwrap();
        tenant().signer().unwrap().sign(&goal, &mut Vec::new()).unwrap().to_string()
    }

    #[test]
    fn a_number_that_is_too_large_is_found_in_lists_and_maps() {
        for (body, is_large) in [
            ("[1, [1e999]]", true),
            ("{\"a\": {\"b\": [-1e999]}}", true),
            ("[1, {\"a\": [1e308]}]", false),
        ] {
            assert_eq!(has_overflow(&parse(body.as_bytes()).unwrap()), is_large, "{body}");
        }
    }

    #[test]
    fn what_is_taken_is_handed_on() {
        let sent = signature(BODY);
        let goal = decision(BODY, &[("x-lp-goal-signature", &sent)]).goal;
        assert_eq!(goal, Goal::from_value(parse(BODY.as_bytes()).unwrap()).ok());
    }

    fn decision(body: &str, headers: &[(&str, &str)]) -> Decision<'static> {
        let mut tenants = Tenants::default();
        tenants.register("Shop.example", &tenant());
        let mut fields: Vec<(&[u8], &[u8])> =
            headers.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect();
        fields.push((b"Content-Type", b"application/json; charset=UTF-8"));
        let request = Request {
            method: b"POST",
            target: b"/api/v1/track/pixel/goal?domain=shop.example",
            headers: &fields,
            body: body.as_bytes(),
        };
        decide(&request, &tenants, NOW.parse().unwrap()).into_owned()
    }

    #[test]
    fn a_signed_goal_is_ranked_with_its_lag() {
        let d = decision(BODY, &[("X-LP-Goal-Signature", &signature(BODY))]);
        assert_eq!((d.rule, d.status(), d.ranked), (Rule::Accepted, 200, true));
        assert_eq!(
            (d.bucket, d.lag_seconds, d.lag_days()),
            (Some("ai_search"), Some(86400), Some(1))
        );
        assert_eq!(d.domain.as_deref(), Some("shop.example"));
    }

    #[test]
    fn without_a_signature_it_is_a_hint_and_with_a_wrong_one_nothing() {
        let d = decision(BODY, &[]);
        assert_eq!((d.rule, d.ranked, d.bucket, d.lag_seconds), (Rule::Hint, false, None, None));
        for wrong in ["", "0", &"0".repeat(64), &signature(BODY).to_uppercase()] {
            let d = decision(BODY, &[("x-lp-goal-signature", wrong)]);
            assert_eq!((d.status(), d.ranked, d.goal), (401, false, None), "{wrong}");
        }
    }

    #[test]
    fn every_rule_has_a_name_of_its_own_and_is_listed() {
        let mut ids: Vec<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Rule::ALL.len());
        let texts: Vec<&str> = Rule::ALL
            .iter()
            .filter(|rule| rule.status() == 401)
            .map(|rule| rule.row().answer)
            .collect();
        assert!(texts.windows(2).all(|pair| pair[0] == pair[1]), "{texts:?}");
    }

    #[test]
    fn an_answer_holds_the_result_or_a_fixed_text() {
        let signed = decision(BODY, &[("X-LP-Goal-Signature", &signature(BODY))]);
        assert_eq!(
            answer_to(&signed),
            r#"{"status":200,"ranked":true,"first_touch_bucket":"ai_search","lag_seconds":86400,"lag_days":1}"#
        );
        let null = r#""first_touch_bucket":null,"lag_seconds":null,"lag_days":null}"#;
        let hint = answer_to(&decision(BODY, &[]));
        assert_eq!(hint, format!(r#"{{"status":202,"ranked":false,{null}"#));
        let personal = decision(r#"{"event_name":"a","properties":{"plan":"a@b.io"}}"#, &[]);
        assert_eq!(
            answer_to(&personal),
            r#"{"error":"properties hold an e-mail address (properties.plan)"}"#
        );
        let nameless = decision(r#"{"event_name":""}"#, &[]);
        assert_eq!(
            answer_to(&nameless),
            format!(r#"{{"error":"{}"}}"#, Rule::EventName.row().answer)
        );
        assert_eq!((nameless.field, nameless.goal), (Some("event_name"), None));
    }

    #[test]
    fn an_account_is_found_by_its_domain_and_knows_whether_it_can_sign() {
        let mut tenants = Tenants::default();
        tenants.register("Shop.Example", &tenant());
        tenants.register("bad.example", &Tenant { secret: "0".into(), ..tenant() });
        let mut domains: Vec<&str> = tenants.iter().map(|account| &*account.domain).collect();
        domains.sort_unstable();
        assert_eq!(domains, ["bad.example", "shop.example"]);
        let (good, bad) =
            (tenants.find("shop.example").unwrap(), tenants.find("bad.example").unwrap());
        assert!(good.signer().is_some() && good.secret_error().is_none());
        assert!(bad.signer().is_none() && bad.secret_error() == Some(&SecretError::OddLength(1)));
        assert!(tenants.find("other.example").is_none());
    }

    #[test]
    fn keys_beside_a_goal_are_noticed_and_change_nothing() {
        let beside = r#"{"event_name":"a","tenant_id":"other"}"#;
        assert!(decision(beside, &[("x-lp-goal-signature", &signature(beside))]).other_keys);
        assert!(!decision(BODY, &[]).other_keys);
        assert_eq!(signature(beside), signature(r#"{"event_name":"a"}"#));
    }
}
