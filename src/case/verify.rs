//! Verify vectors: requests, and what a server must make of each.

use super::CaseId;
use crate::protocol::Tenant;
use crate::protocol::request::OwnedRequest;
use crate::protocol::rules::Rule;
use crate::protocol::validator::{Decision, Tenants, decide};
use jiff::Timestamp;
use std::sync::Arc;

/// A tenant of a running server, with the domain it is known by.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The domain.
    pub domain: Arc<str>,
    /// The tenant.
    pub tenant: Arc<Tenant>,
}

/// One request to be judged by a server that knows one tenant.
#[derive(Clone, Debug)]
pub struct VerifyCase {
    /// What it is called.
    pub id: CaseId,
    /// The domain under which the server knows the tenant.
    pub domain: Arc<str>,
    /// The tenant.
    pub tenant: Arc<Tenant>,
    /// The moment at which the request arrives.
    pub now: Timestamp,
    /// The request.
    pub request: Arc<OwnedRequest>,
}

impl VerifyCase {
    /// What the reference decides.
    pub fn decision(&self) -> Decision<'static> {
        let mut tenants = Tenants::default();
        tenants.register(&self.domain, &self.tenant);
        self.request.with(|request| decide(request, &tenants, self.now).into_owned())
    }
}

/// The expected response to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedResponse {
    /// The statuses that are advised, the reference's first. 200 stands for any 2xx. What is demanded
    /// follows from them and from the rule: see [`ExpectedResponse::fit`].
    pub status: Vec<u16>,
    /// The rule by which the reference decides.
    pub rule: Rule,
    /// Whether an accepted goal is ranked; `None` if that is not judged.
    pub ranked: Option<bool>,
    /// Buckets that may be reported for an accepted goal; empty where that is not judged.
    pub bucket: Vec<Option<String>>,
    /// Lags that may be reported for an accepted goal, in seconds; empty where that is not judged.
    pub lag_seconds: Vec<Option<i64>>,
}

/// How a status fits what is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is one that is advised.
    Advised,
    /// It passes, but another one is advised: a note.
    Noted,
    /// It fails.
    Wrong,
}

impl Fit {
    /// Whether it does not fail.
    pub fn passes(self) -> bool {
        self != Fit::Wrong
    }
}

/// Which statuses a refusal may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This one and no other: 400 for personal data, 401 for a signature that is wrong, each where
    /// nothing else is wrong with the request.
    Exactly(u16),
    /// Any 4xx.
    Any4xx,
    /// Any 4xx, and a redirect: the request was for another path.
    Any4xxOr3xx,
}

impl ExpectedResponse {
    /// `valid` where it must be accepted, `invalid` where it must be refused, else `acceptable`.
    pub fn result(&self) -> &'static str {
        let accepts = |status: &&u16| (200..300).contains(*status);
        match self.status.iter().filter(accepts).count() {
            0 => "invalid",
            n if n == self.status.len() => "valid",
            _ => "acceptable",
        }
    }

    /// Which statuses a refusal may have; `None` where the request must be accepted.
    pub fn refusal(&self) -> Option<Refusal> {
        let refusals: Vec<u16> =
            self.status.iter().copied().filter(|status| *status >= 300).collect();
        match (self.rule, &refusals[..]) {
            (_, []) => None,
            (Rule::SignatureMismatch | Rule::SignatureShape, [401]) => Some(Refusal::Exactly(401)),
            (Rule::Pii(_), [400]) => Some(Refusal::Exactly(400)),
            (Rule::Path, _) => Some(Refusal::Any4xxOr3xx),
            _ => Some(Refusal::Any4xx),
        }
    }

    /// Whether a refusal passes.
    pub fn may_refuse(&self) -> bool {
        self.refusal().is_some()
    }

    /// Whether the goal, where it is accepted, is an unsigned hint: any 2xx passes, 200 only with the
    /// word that it is not ranked.
    pub fn is_hint(&self) -> bool {
        self.status.contains(&202) && !self.status.contains(&200)
    }

    /// How a status fits. What a hint is told of the ranking is judged apart.
    pub fn fit(&self, status: u16) -> Fit {
        let accepts = self.status.iter().any(|advised| (200..300).contains(advised));
        match status {
            200..300 if accepts => Fit::Advised,
            _ if self.status.contains(&status) => Fit::Advised,
            _ => match (self.refusal(), status) {
                (Some(Refusal::Any4xx | Refusal::Any4xxOr3xx), 400..500)
                | (Some(Refusal::Any4xxOr3xx), 300..400) => Fit::Noted,
                _ => Fit::Wrong,
            },
        }
    }

    /// What passes, as vector files and reports spell it: `2xx`, `4xx`, or a status.
    pub fn demanded(&self) -> Vec<String> {
        let mut words = Vec::new();
        if self.is_hint() {
            words.push("202".to_owned());
        } else if self.status.iter().any(|status| (200..300).contains(status)) {
            words.push("2xx".to_owned());
        }
        match self.refusal() {
            None => {}
            Some(Refusal::Exactly(status)) => words.push(status.to_string()),
            Some(Refusal::Any4xx) => words.push("4xx".to_owned()),
            Some(Refusal::Any4xxOr3xx) => words.extend(["3xx".to_owned(), "4xx".to_owned()]),
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::pii::Kind;

    #[test]
    fn only_two_refusals_are_demanded_by_number() {
        let expected = |rule, status: &[u16]| ExpectedResponse {
            status: status.to_vec(),
            rule,
            ranked: None,
            bucket: Vec::new(),
            lag_seconds: Vec::new(),
        };
        for (rule, status, words, fits) in [
            (Rule::Accepted, &[200][..], "2xx", &[(201, Fit::Advised), (400, Fit::Wrong)][..]),
            (Rule::SignatureMismatch, &[401], "401", &[(401, Fit::Advised), (400, Fit::Wrong)]),
            (Rule::Pii(Kind::Email), &[400], "400", &[(400, Fit::Advised), (422, Fit::Wrong)]),
            (Rule::Pii(Kind::Email), &[400, 401], "4xx", &[(422, Fit::Noted), (500, Fit::Wrong)]),
            (Rule::SignatureMismatch, &[401, 400], "4xx", &[(403, Fit::Noted), (200, Fit::Wrong)]),
            (Rule::Path, &[404], "3xx 4xx", &[(308, Fit::Noted), (200, Fit::Wrong)]),
            (Rule::Method, &[405], "4xx", &[(404, Fit::Noted), (302, Fit::Wrong)]),
            (Rule::Hint, &[202, 401], "202 4xx", &[(204, Fit::Advised), (403, Fit::Noted)]),
        ] {
            let expected = expected(rule, status);
            assert_eq!(expected.demanded().join(" "), words);
            for (status, fit) in fits {
                assert_eq!(expected.fit(*status), *fit, "{rule:?}: {status}");
            }
        }
    }
}
