//! Requests: what is signed is accepted, what was changed is not, and the validator is the rule table.

use super::rule_table::first_rule;
use super::{Holds, Outcome, Violation, demand};
use crate::case::permitted::permitted;
use crate::generate::TestRequest;
use crate::generate::document::GoalCase;
use crate::protocol::json::write_compact;
use crate::protocol::request::{PATH, Request};
use crate::protocol::rules::Rule;
use crate::protocol::validator::{Tenants, answer_to};
use crate::protocol::{Goal, Signer, Tenant, legal};
use jiff::{SignedDuration, Timestamp};
use std::cell::RefCell;

/// The domain of requests that are made here, and their query.
const DOMAIN: &str = "shop.example";
const TARGET: &str = "/api/v1/track/pixel/goal?domain=shop.example";

/// The moment at which every request arrives, in seconds since 1970: a Monday in November 2026.
const NOW: i64 = 1_795_420_800;

/// What was keyed for the tenant that came last: a fuzzer stays with one for long.
struct Keyed {
    tenant: Tenant,
    signer: Signer,
    tenants: Tenants,
    canonical: Vec<u8>,
    changed: Vec<u8>,
    body: Vec<u8>,
}

thread_local! {
    static KEYED: RefCell<Option<Keyed>> = const { RefCell::new(None) };
}

/// A legal goal, signed and sent as it is, is accepted. Changed after signing it is refused with 401, unless
/// its canonical bytes are still the same.
///
/// # Errors
/// [`Violation`].
pub fn sign_verify(case: &GoalCase) -> Holds {
    KEYED.with_borrow_mut(|kept| {
        if kept.as_ref().is_none_or(|keyed| keyed.tenant != case.tenant) {
            *kept = keyed(&case.tenant);
        }
        match kept {
            Some(keyed) => sign_and_verify(case, keyed),
            None => Ok(Outcome::Passed),
        }
    })
}

fn keyed(tenant: &Tenant) -> Option<Keyed> {
    let signer = tenant.signer().ok()?;
    let mut tenants = Tenants::default();
    tenants.register(DOMAIN, tenant);
    let (canonical, changed, body) = (Vec::new(), Vec::new(), Vec::new());
    Some(Keyed { tenant: tenant.clone(), signer, tenants, canonical, changed, body })
}

fn sign_and_verify(case: &GoalCase, keyed: &mut Keyed) -> Holds {
    let Keyed { signer, tenants, canonical, changed, body, .. } = keyed;
    let Ok(signature) = signer.sign(&case.goal, canonical) else { return Ok(Outcome::Passed) };
    let sent = case.changed.as_ref().unwrap_or(&case.goal);
    if sent.has_non_finite() {
        return Ok(Outcome::Passed);
    }
    let same = match case.changed {
        None => true,
        Some(_) => signer.sign(sent, changed).is_ok() && changed == canonical,
    };
    body.clear();
    write_body(sent, body);
    let headers: [(&[u8], &[u8]); 2] = [
        (b"content-type", b"application/json"),
        (b"x-lp-goal-signature", signature.as_str().as_bytes()),
    ];
    let request = Request { method: b"POST", target: TARGET.as_bytes(), headers: &headers, body };
    let now = Timestamp::from_second(NOW).unwrap_or_default();
    let decision = crate::protocol::validator::decide(&request, tenants, now);
    let is_legal = legal::is_legal(sent);
    let told = |what: &str| format!("{what}, and is answered by {}", decision.rule.id());
    match (same, is_legal) {
        (true, true) => demand(decision.rule == Rule::Accepted, || told("it is rightly signed"))?,
        // Its contents may be refused; its signature may not.
        (true, false) => {
            let wrong = matches!(decision.rule, Rule::SignatureMismatch | Rule::SignatureShape);
            demand(!wrong, || told("it is rightly signed"))?;
        }
        (false, true) => {
            demand(decision.rule == Rule::SignatureMismatch, || {
                told("it was changed after signing")
            })?;
        }
        (false, false) => {
            demand(!decision.rule.accepts(), || told("it was changed after signing"))?;
        }
    }
    demand(decision.rule == Rule::Accepted || !decision.ranked, || told("it is ranked"))?;
    Ok(Outcome::Holds)
}

/// A goal as compact JSON, without a copy of it.
fn write_body(goal: &Goal, out: &mut Vec<u8>) {
    out.push(b'{');
    for (name, field) in Goal::FIELDS.into_iter().zip(goal.fields()) {
        let Some(value) = field else { continue };
        if out.len() > 1 {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":");
        write_compact(value, out);
    }
    out.push(b'}');
}

/// A request is decided by the first row of the rule table that applies; the status is among those that the
/// protocol allows; no answer says more than its fixed text.
///
/// # Errors
/// [`Violation`].
pub fn validator(probe: &TestRequest) -> Holds {
    let case = &probe.case;
    let mut tenants = Tenants::default();
    tenants.register(&case.domain, &case.tenant);
    case.request.with(|request| decided(request, &tenants, &case.domain, &case.tenant, case.now))
}

/// The same for the bytes of an HTTP request, for a tenant that is known to everybody.
///
/// # Errors
/// [`Violation`].
pub fn validator_raw(bytes: &[u8]) -> Holds {
    let mut fields = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Request::new(&mut fields);
    let Ok(httparse::Status::Complete(length)) = parsed.parse(bytes) else {
        return Ok(Outcome::Passed);
    };
    let headers: Vec<(&[u8], &[u8])> =
        parsed.headers.iter().map(|field| (field.name.as_bytes(), field.value)).collect();
    let request = Request {
        method: parsed.method.unwrap_or_default().as_bytes(),
        target: parsed.path.unwrap_or_default().as_bytes(),
        headers: &headers,
        body: &bytes[length..],
    };
    let tenant = crate::case::demo_tenant();
    let mut tenants = Tenants::default();
    tenants.register(DOMAIN, &tenant);
    decided(&request, &tenants, DOMAIN, &tenant, Timestamp::from_second(NOW).unwrap_or_default())
}

fn decided(
    request: &Request<'_>,
    tenants: &Tenants,
    domain: &str,
    tenant: &Tenant,
    now: Timestamp,
) -> Holds {
    let decision = crate::protocol::validator::decide(request, tenants, now);
    let rule = first_rule(request, domain, tenant);
    demand(decision.rule == rule, || {
        format!("decided by {}, and the first of the table is {}", decision.rule.id(), rule.id())
    })?;
    let (_, expected) = permitted(request, tenants, now, SignedDuration::ZERO);
    demand(expected.status.contains(&decision.status()), || {
        format!("answers {}, and allowed is {:?}", decision.status(), expected.status)
    })?;
    let answer = answer_to(&decision);
    if decision.rule.accepts() {
        demand(decision.goal.is_some(), || "accepts a goal and has none".to_owned())?;
        let lag = decision.lag_seconds.is_none_or(|lag| (0..=180 * 86_400).contains(&lag));
        demand(lag, || format!("tells a lag of {:?}", decision.lag_seconds))?;
        let ranked =
            !decision.ranked || decision.bucket.is_some() && decision.rule == Rule::Accepted;
        return match ranked {
            true => Ok(Outcome::Holds),
            false => Err(Violation("ranks what is not signed and honoured".to_owned())),
        };
    }
    let text = decision.rule.row().answer;
    let short = format!("{{\"error\":\"{text}\"}}");
    let field = decision.field.unwrap_or_default();
    let long = format!("{{\"error\":\"{text} ({field})\"}}");
    demand(answer == short || answer == long, || format!("says more than it should: {answer}"))?;
    let nothing = !decision.ranked && decision.goal.is_none() && decision.lag_seconds.is_none();
    demand(nothing, || "refuses a goal and attributes it".to_owned())?;
    demand(request.path_and_query().0 == PATH.as_bytes() || rule == Rule::Path, || {
        "answers on another path".to_owned()
    })?;
    Ok(Outcome::Holds)
}
