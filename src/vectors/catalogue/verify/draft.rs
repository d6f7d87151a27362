//! A request that is being written for the verify vectors.

use crate::case::CaseId;
use crate::case::{ExpectedResponse, Signed, SignedOver, VerifyCase};
use crate::case::{SECRET, TENANT_ID};
use crate::mistakes::MistakeSet;
use crate::protocol::request::{OwnedRequest, PATH};
use crate::protocol::rules::Rule;
use crate::protocol::validator::HONOURED_BUCKET;
use crate::protocol::{Tenant, first_touch};
use crate::vectors::catalogue::builder::goal_of;
use crate::vectors::file::{Groups, VectorFile};
use crate::vectors::verify_test::{VerifyGroup, VerifyTest};
use jiff::Timestamp;
use std::sync::Arc;

/// The usual domain.
pub(super) const DOMAIN: &str = "shop.example";

/// The moment at which every request arrives, and one a day before it.
pub(super) const NOW: &str = "2026-11-23T08:00:00Z";
pub(super) const YESTERDAY: &str = "2026-11-22T08:00:00.000Z";

/// An ordinary goal that is ranked.
pub(super) const BODY: &str = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99.5,"currency":"EUR","plan":"Team"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-22T08:00:00.000Z"}"#;

/// A request that is being written, and what it will be called.
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) comment: String,
    pub(super) flags: &'static str,
    pub(super) requirements: &'static str,
    pub(super) method: &'static str,
    pub(super) target: String,
    /// Every header but the signature's.
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Vec<u8>,
    pub(super) signed: Option<Signed>,
    /// The name of the signature header.
    pub(super) name: &'static str,
    /// The values of the signature header, out of the signature.
    pub(super) values: fn(&str) -> Vec<Vec<u8>>,
    /// Statuses that pass beside the reference's.
    pub(super) also: Vec<u16>,
    /// When it arrives.
    pub(super) now: &'static str,
    /// Lags that may be reported besides the reference's.
    pub(super) lag_also: Vec<i64>,
    /// A body whose effects are those of this one, where the reference refuses and others may accept.
    pub(super) effects_of: Option<&'static str>,
}

/// A signed body, sent as it should be.
pub(super) fn draft(
    id: &str,
    comment: &str,
    flags: &'static str,
    requirements: &'static str,
    body: impl Into<Vec<u8>>,
) -> Draft {
    Draft {
        id: format!("verify/{id}"),
        comment: comment.to_owned(),
        flags,
        requirements,
        method: "POST",
        target: format!("{PATH}?domain={DOMAIN}"),
        headers: vec![("content-type".to_owned(), b"application/json".to_vec())],
        body: body.into(),
        signed: Some(Signed::default()),
        name: "x-lp-goal-signature",
        values: |signature| vec![signature.as_bytes().to_vec()],
        also: Vec::new(),
        now: NOW,
        lag_also: Vec::new(),
        effects_of: None,
    }
}

impl Draft {
    /// Other statuses that pass.
    pub(super) fn also(mut self, statuses: &[u16]) -> Self {
        self.also.extend_from_slice(statuses);
        self
    }

    /// Without a signature header.
    pub(super) fn unsigned(mut self) -> Self {
        self.signed = None;
        self.values = |_| Vec::new();
        self
    }

    /// With a signature header that has nothing to do with the secret.
    pub(super) fn with_signature(mut self, values: fn(&str) -> Vec<Vec<u8>>) -> Self {
        self.signed = None;
        self.values = values;
        self
    }

    /// With the signature written in another way.
    pub(super) fn written(mut self, values: fn(&str) -> Vec<Vec<u8>>) -> Self {
        self.values = values;
        self
    }

    /// Signed in another way.
    pub(super) fn signed(mut self, signed: Signed) -> Self {
        self.signed = Some(signed);
        self
    }

    /// Signed for another goal than the body's.
    pub(super) fn signed_for(self, goal: &str) -> Self {
        let what = SignedOver::Goal(goal_of(goal));
        self.signed(Signed { over: what, ..Signed::default() })
    }

    /// Signed for another goal, by a signer that makes a mistake.
    pub(super) fn signed_by(self, goal: &str, mistakes: &str) -> Self {
        let what = SignedOver::Goal(goal_of(goal));
        self.signed(Signed { over: what, mistakes: mistakes_of(mistakes), ..Signed::default() })
    }

    /// Another content type; none where empty.
    pub(super) fn content_type(mut self, value: &str) -> Self {
        self.headers.clear();
        if !value.is_empty() {
            self.headers.push(("content-type".to_owned(), value.as_bytes().to_vec()));
        }
        self
    }

    pub(super) fn finished(self, group: &VerifyGroup) -> VerifyTest {
        let now: Timestamp = match self.now.parse() {
            Ok(now) => now,
            Err(_) => unreachable!("{} is no moment", self.now),
        };
        let signature = match &self.signed {
            None => String::new(),
            Some(signed) => match signed.signature(&group.tenant, &self.body) {
                Some(signature) => signature,
                None => unreachable!("{}: nothing to sign", self.id),
            },
        };
        let mut headers = self.headers;
        headers.extend((self.values)(&signature).into_iter().map(|v| (self.name.to_owned(), v)));
        let request = OwnedRequest {
            method: self.method.to_owned(),
            target: self.target,
            headers,
            body: self.body,
        };
        let id: Arc<str> = self.id.into();
        let case = VerifyCase {
            id: CaseId::Vector(Arc::clone(&id)),
            domain: Arc::clone(&group.domain),
            tenant: Arc::clone(&group.tenant),
            now,
            request: Arc::new(request),
        };
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        VerifyTest {
            id,
            comment: self.comment,
            flags: words(self.flags),
            requirements: words(self.requirements),
            now,
            signed: self.signed,
            expected: expected(&case, &self.also, &self.lag_also, self.effects_of),
            request: case.request,
        }
    }
}

pub(super) fn expected(
    case: &VerifyCase,
    also: &[u16],
    lag_also: &[i64],
    like: Option<&str>,
) -> ExpectedResponse {
    let decision = case.decision();
    let mut expected = ExpectedResponse {
        status: vec![decision.status()],
        rule: decision.rule,
        ranked: None,
        bucket: Vec::new(),
        lag_seconds: Vec::new(),
    };
    expected.status.extend(also.iter().filter(|status| **status != decision.status()));
    // Refused here, accepted elsewhere: then with the effects of a body that says the same.
    let (decision, sent) = match like {
        None => (decision, &case.request.body[..]),
        Some(body) => (decision_on(case, body), body.as_bytes()),
    };
    if !decision.rule.accepts() {
        return expected;
    }
    let has = |text: &str| sent.windows(text.len()).any(|window| window == text.as_bytes());
    expected.ranked = Some(decision.ranked);
    expected.bucket = vec![decision.bucket.map(str::to_owned)];
    expected.lag_seconds = vec![decision.lag_seconds];
    match decision.rule {
        // A hint may report what it received; it never counts.
        Rule::Hint if has(HONOURED_BUCKET) => {
            expected.bucket.push(Some(HONOURED_BUCKET.to_owned()));
        }
        // Without an honoured bucket the lag may be reported or not.
        Rule::Accepted if !decision.ranked => {
            let ts = decision.goal.as_ref().and_then(|goal| goal.first_touch_ts.as_ref());
            let lag = match ts {
                Some(crate::protocol::json::Value::String(ts)) => {
                    first_touch::lag_seconds(ts, case.now)
                }
                _ => None,
            };
            expected.lag_seconds.extend(lag.map(Some));
        }
        _ => {}
    }
    expected.lag_seconds.extend(lag_also.iter().map(|lag| Some(*lag)));
    expected
}

/// What the reference makes of another body, rightly signed, in the same place.
pub(super) fn decision_on(
    case: &VerifyCase,
    body: &str,
) -> crate::protocol::validator::Decision<'static> {
    let signature = Signed::default().signature(&case.tenant, body.as_bytes()).unwrap_or_default();
    let request = OwnedRequest {
        method: "POST".to_owned(),
        target: format!("{PATH}?domain={}", case.domain),
        headers: vec![
            ("content-type".to_owned(), b"application/json".to_vec()),
            ("x-lp-goal-signature".to_owned(), signature.into_bytes()),
        ],
        body: body.as_bytes().to_vec(),
    };
    VerifyCase { request: Arc::new(request), ..case.clone() }.decision()
}

pub(super) fn mistakes_of(ids: &str) -> MistakeSet {
    ids.split_whitespace().fold(MistakeSet::EMPTY, |set, id| match MistakeSet::of_id(id) {
        Some(mistake) => set.union(mistake),
        None => unreachable!("no mistake is called {id}"),
    })
}

/// Builds a file of verify vectors.
pub(super) struct Builder {
    name: &'static str,
    header: Vec<String>,
    groups: Vec<VerifyGroup>,
}

impl Builder {
    pub(super) fn new(name: &'static str, header: &[&str]) -> Builder {
        let header = header.iter().map(|line| (*line).to_owned()).collect();
        Builder { name, header, groups: Vec::new() }
    }

    /// Starts a group for the usual tenant; what is added next belongs to it.
    pub(super) fn group(&mut self, comment: &str) {
        self.group_with(comment, SECRET);
    }

    pub(super) fn group_with(&mut self, comment: &str, secret: &str) {
        self.group_of(comment, Tenant { tenant_id: TENANT_ID.into(), secret: secret.into() });
    }

    pub(super) fn group_of(&mut self, comment: &str, tenant: Tenant) {
        self.groups.push(VerifyGroup {
            comment: comment.to_owned(),
            domain: DOMAIN.into(),
            tenant: Arc::new(tenant),
            tests: Vec::new(),
        });
    }

    pub(super) fn add(&mut self, draft: Draft) {
        let Some(group) = self.groups.last_mut() else { unreachable!("a vector needs a group") };
        let test = draft.finished(group);
        group.tests.push(test);
    }

    pub(super) fn file(self) -> VectorFile {
        VectorFile {
            name: self.name.to_owned(),
            header: self.header,
            groups: Groups::Verify(self.groups),
        }
    }
}

/// A body with these properties and nothing else of note.
pub(super) fn with_properties(properties: &str) -> String {
    format!(r#"{{"event_name":"purchase","session_id":"s-1","properties":{{{properties}}}}}"#)
}
