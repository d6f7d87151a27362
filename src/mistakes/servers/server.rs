//! One mistake of servers, and the server that makes it.

use crate::mistakes::{MistakeSet, Prediction, predict};
use crate::protocol::json::{Value, parse};
use crate::protocol::request::{OwnedRequest, SIGNATURE_HEADER};
use crate::protocol::rules::Rule;
use crate::protocol::validator::{Decision, Tenants, answer_to, decide};
use crate::protocol::{Goal, Tenant};
use jiff::Timestamp;

/// One mistake of a server.
#[derive(Clone, Copy, Debug)]
pub struct ServerMistake {
    /// Its name in reports; never changes.
    pub id: &'static str,
    /// What the server does, in one line.
    pub title: &'static str,
    /// Why no answer to a single run shows it, where none does.
    pub equivalent: Option<&'static str>,
    /// Answers with the mistake made.
    pub serve: fn(&Deal<'_>) -> Served,
}

pub(super) const fn mistake(
    id: &'static str,
    title: &'static str,
    serve: fn(&Deal<'_>) -> Served,
) -> ServerMistake {
    ServerMistake { id, title, equivalent: None, serve }
}

impl ServerMistake {
    pub(super) const fn unseen(mut self, why: &'static str) -> ServerMistake {
        self.equivalent = Some(why);
        self
    }
}

/// A request to be answered, and all that a server knows.
pub struct Deal<'a> {
    /// The request.
    pub request: &'a OwnedRequest,
    /// The domain under which the tenant is registered.
    pub domain: &'a str,
    /// The tenant.
    pub tenant: &'a Tenant,
    /// The moment.
    pub now: Timestamp,
}

/// Whether an accepted goal is ranked, its bucket and its lag.
pub type Told = (bool, Option<String>, Option<i64>);

/// What a server answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Served {
    /// The status.
    pub status: u16,
    /// What it reports for an accepted goal.
    pub told: Option<Told>,
    /// The body.
    pub body: String,
}

impl Served {
    pub(super) fn of(decision: &Decision) -> Served {
        let bucket = decision.bucket.map(str::to_owned);
        Served {
            status: decision.status(),
            told: decision.rule.accepts().then_some((
                decision.ranked,
                bucket,
                decision.lag_seconds,
            )),
            body: answer_to(decision),
        }
    }

    pub(super) fn refusal(status: u16, text: &str) -> Served {
        Served { status, told: None, body: format!(r#"{{"error":"{text}"}}"#) }
    }
}

impl Deal<'_> {
    /// Whether the signature is what signers with a mistake make, for this tenant and goal.
    pub fn is_signed_as(&self, set: MistakeSet, goal: &Goal) -> bool {
        match predict(set, self.tenant, goal) {
            Prediction::Signed { signature, .. } => self.signature() == Some(signature.as_bytes()),
            Prediction::Refused => false,
        }
    }

    /// What the reference answers.
    pub fn serve(&self) -> Served {
        Served::of(&self.decide(self.request))
    }

    pub(super) fn decide(&self, request: &OwnedRequest) -> Decision<'static> {
        self.decide_for(request, self.tenant, self.now)
    }

    pub(super) fn decide_for(
        &self,
        request: &OwnedRequest,
        tenant: &Tenant,
        now: Timestamp,
    ) -> Decision<'static> {
        let mut tenants = Tenants::default();
        tenants.register(self.domain, tenant);
        request.with(|request| decide(request, &tenants, now).into_owned())
    }

    /// The goal in the body.
    pub fn goal(&self) -> Option<Goal> {
        Goal::from_value(self.value()?).ok()
    }

    pub(super) fn value(&self) -> Option<Value> {
        parse(&self.request.body).ok()
    }

    /// The first signature header.
    pub(super) fn signature(&self) -> Option<&[u8]> {
        self.signatures().next()
    }

    pub(super) fn signatures(&self) -> impl Iterator<Item = &[u8]> {
        let headers = self.request.headers.iter();
        headers
            .filter(|(name, _)| name.eq_ignore_ascii_case(SIGNATURE_HEADER))
            .map(|(_, value)| value.trim_ascii())
    }

    /// The right signature for a goal.
    pub(super) fn right(&self, goal: &Goal) -> Option<String> {
        let signer = self.tenant.signer().ok()?;
        Some(signer.sign(goal, &mut Vec::new()).ok()?.to_string())
    }

    /// The request with this signature and no other.
    pub(super) fn signed(&self, signature: Option<&[u8]>) -> OwnedRequest {
        let mut request = self.request.clone();
        request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(SIGNATURE_HEADER));
        if let Some(signature) = signature {
            request.headers.push((SIGNATURE_HEADER.to_owned(), signature.to_vec()));
        }
        request
    }

    /// The request with this body, rightly signed where it was signed at all.
    pub(super) fn with_body(&self, body: Vec<u8>) -> OwnedRequest {
        OwnedRequest { body, ..self.request.clone() }
    }

    /// The answer to a request whose signature counts as right, or as wrong. One without a signature
    /// stays as it is.
    pub fn taken_if(&self, taken: bool) -> Served {
        self.taken_with(self.request, taken)
    }

    pub(super) fn taken_with(&self, request: &OwnedRequest, taken: bool) -> Served {
        if self.signature().is_none() {
            return Served::of(&self.decide(request));
        }
        let goal = parse(&request.body).ok().and_then(|value| Goal::from_value(value).ok());
        let wrong = "0".repeat(64);
        let signature = match goal.and_then(|goal| self.right_for_any_secret(&goal)) {
            Some((signature, _)) if taken => signature,
            _ => wrong,
        };
        let other = Deal { request, ..*self };
        let request = other.signed(Some(signature.as_bytes()));
        // A tenant without a secret takes nothing by itself.
        let tenant = if taken { self.tenant_with_secret() } else { self.tenant.clone() };
        Served::of(&self.decide_for(&request, &tenant, self.now))
    }

    pub(super) fn tenant_with_secret(&self) -> Tenant {
        match self.tenant.signer() {
            Ok(_) => self.tenant.clone(),
            Err(_) => Tenant { secret: "00".into(), ..self.tenant.clone() },
        }
    }

    pub(super) fn right_for_any_secret(&self, goal: &Goal) -> Option<(String, Tenant)> {
        let tenant = self.tenant_with_secret();
        let signature = tenant.signer().ok()?.sign(goal, &mut Vec::new()).ok()?.to_string();
        Some((signature, tenant))
    }

    /// The reference's answer, as long as a rule does not decide; then the goal is taken, signed or as
    /// a hint.
    pub(super) fn without(&self, is_off: fn(Rule) -> bool) -> Served {
        let decision = self.decide(self.request);
        if !is_off(decision.rule) {
            return Served::of(&decision);
        }
        let signed = self.signature().is_some();
        let mut served =
            Served::of(&Decision::of(if signed { Rule::Accepted } else { Rule::Hint }));
        // A rule about the contents comes after the signature: it was right.
        let bucket = self.goal().and_then(|goal| goal.first_touch_bucket);
        if signed && bucket.as_ref().and_then(Value::as_str) == Some("ai_search") {
            served.told = Some((true, Some("ai_search".to_owned()), None));
        }
        served
    }
}
