//! Findings of a server by their cause: one mistake fails many vectors.

use super::server::Symptom;
use super::server_finding::{ServerFinding, Way};
use super::weight::Weight;
use crate::case::ExpectedResponse;
use crate::protocol::rules::Rule;

/// Findings that look like one cause.
#[derive(Clone, Debug)]
pub struct Cluster<'a> {
    /// What they have in common.
    pub cause: Cause,
    /// The findings; never empty, the example first.
    pub findings: Vec<&'a ServerFinding>,
}

/// What the findings of a cluster have in common. Ordered by weight, the worst first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The weight of the worst.
    pub weight: Weight,
    /// How the requests were sent.
    pub way: Way,
    /// Where in the protocol they are decided.
    pub stage: Stage,
    /// What is demanded, as in vector files.
    pub demanded: Vec<String>,
    /// What came instead; empty for an adapter that broke.
    pub symptoms: Vec<Symptom>,
    /// The vector, where the cause shows in its sequence only: each of them is about something else.
    pub sequence: Option<String>,
}

/// Where in the protocol a request is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Path, method, content type and size.
    Envelope,
    /// The body as JSON and as a goal.
    Body,
    /// The tenant of the domain.
    Tenant,
    /// The signature.
    Signature,
    /// What the goal holds.
    Contents,
    /// Personal data.
    PersonalData,
    /// An accepted goal, and its attribution.
    Accepted,
}

impl Stage {
    /// The stage at which a rule decides.
    pub fn of(rule: Rule) -> Stage {
        match rule {
            Rule::Path | Rule::Method | Rule::ContentType | Rule::BodySize => Stage::Envelope,
            Rule::BodySyntax | Rule::NumberOverflow | Rule::RepeatedKey | Rule::BodyShape => {
                Stage::Body
            }
            Rule::DomainMissing | Rule::DomainShape | Rule::DomainUnknown => Stage::Tenant,
            Rule::TenantSecret | Rule::SignatureShape | Rule::SignatureMismatch => Stage::Signature,
            Rule::Pii(_) => Stage::PersonalData,
            Rule::EventName
            | Rule::SessionId
            | Rule::FirstTouchType
            | Rule::ValueType
            | Rule::ValueRange
            | Rule::ValueDecimals
            | Rule::Currency
            | Rule::Plan
            | Rule::UnknownProperty => Stage::Contents,
            Rule::Accepted | Rule::Hint => Stage::Accepted,
        }
    }

    /// Where it is, in words.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Envelope => "path, method, type or size, before authentication",
            Stage::Body => "the body, before authentication",
            Stage::Tenant => "the tenant, before authentication",
            Stage::Signature => "authentication",
            Stage::Contents => "the contents, after authentication",
            Stage::PersonalData => "personal data, after authentication",
            Stage::Accepted => "an accepted goal",
        }
    }
}

impl Cause {
    fn of(finding: &ServerFinding) -> Cause {
        let mut symptoms = finding.symptoms.clone();
        symptoms.sort_unstable();
        symptoms.dedup();
        Cause {
            weight: finding.weight,
            way: finding.way,
            stage: Stage::of(finding.expected.rule),
            demanded: finding.expected.demanded(),
            symptoms,
            sequence: (finding.way == Way::Sequence).then(|| finding.id.clone()),
        }
    }

    /// Where in the server's code the cause is likely to be; `None` where nothing is likely.
    pub fn likely_place(&self) -> Option<&'static str> {
        let seen = |status: u16| self.symptoms.contains(&Symptom::Status(status));
        let class = |class: u16| {
            self.symptoms.iter().any(|s| matches!(s, Symptom::Status(n) if n / 100 == class))
        };
        if self.symptoms == [Symptom::Differs] {
            return Some(
                "the text of a 401: it must be the same whatever is wrong with the signature",
            );
        }
        if self.way == Way::Kept {
            return Some("state that belongs to a connection: it must belong to a request");
        }
        if self.way == Way::Parallel {
            return Some("state that requests share: a global, or a buffer that is used again");
        }
        if self.way == Way::Sequence {
            return Some("what an earlier request left: a cache, a counter, a connection's state");
        }
        if seen(422) {
            return Some(
                "parsed, then 422 by a schema library: handle its validation error, and answer 400",
            );
        }
        let broken =
            [Symptom::Dropped, Symptom::Gone, Symptom::Hangs, Symptom::Endless, Symptom::TooLarge];
        let breaks = self.symptoms.iter().any(|symptom| broken.contains(symptom));
        Some(match self.stage {
            Stage::Envelope if class(2) => "the router: it takes other paths or methods",
            Stage::Body if class(5) || breaks => {
                "the decoding of the body: an exception or a recursion that nothing catches"
            }
            Stage::Body if class(2) => "the JSON reader: it takes what is not JSON",
            Stage::Tenant if class(2) => "the look-up of the tenant: its key, or its default",
            Stage::Signature if class(5) || breaks => {
                "the reading of the signature header: an exception before the comparison"
            }
            Stage::Signature if class(2) => {
                "the comparison of signatures, or a branch that goes round it"
            }
            Stage::Signature if class(4) => "the error of the comparison: it must be a 401",
            Stage::PersonalData if class(2) => "the search for personal data: its patterns",
            Stage::PersonalData if class(4) => "the error of the search: it must be a 400",
            Stage::Contents if class(2) => "the validation after authentication: a missing rule",
            Stage::Contents if class(5) => {
                "the validation after authentication: it expects another type"
            }
            Stage::Accepted if seen(401) => {
                "the canonical bytes: compare them with those of goalpost sign"
            }
            Stage::Accepted if class(4) => "a rule that is stricter than the protocol",
            Stage::Accepted if class(5) => "what is done with an accepted goal",
            Stage::Accepted if !self.symptoms.is_empty() && !class(2) && !breaks => {
                "the attribution: bucket, window and lag"
            }
            _ => return None,
        })
    }
}

/// Findings grouped by cause, the worst first; within a weight, the largest group first.
pub fn clusters(findings: &[ServerFinding]) -> Vec<Cluster<'_>> {
    let mut found: Vec<Cluster<'_>> = Vec::new();
    for finding in findings {
        let cause = Cause::of(finding);
        match found.iter_mut().find(|cluster| cluster.cause == cause) {
            Some(cluster) => cluster.findings.push(finding),
            None => found.push(Cluster { cause, findings: vec![finding] }),
        }
    }
    for cluster in &mut found {
        // The smallest request says the most.
        cluster.findings.sort_by_key(|finding| finding.request.body.len());
    }
    found.sort_by(|a, b| {
        let rank = |c: &Cluster<'_>| (c.cause.weight, std::cmp::Reverse(c.findings.len()));
        rank(a).cmp(&rank(b)).then_with(|| a.cause.cmp(&b.cause))
    });
    found
}

/// The weight of an answer: that of the worst symptom, and `Down` where it did not come at all.
pub fn weigh(expected: &ExpectedResponse, symptoms: &[Symptom]) -> Weight {
    let weights = symptoms.iter().map(|symptom| Weight::of(expected, *symptom));
    weights.min().unwrap_or(Weight::Down)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::request::OwnedRequest;
    use std::sync::Arc;

    fn finding(
        id: &str,
        rule: Rule,
        status: &[u16],
        symptom: Symptom,
        body: &str,
    ) -> ServerFinding {
        let expected = ExpectedResponse {
            status: status.to_vec(),
            rule,
            ranked: None,
            bucket: Vec::new(),
            lag_seconds: Vec::new(),
        };
        ServerFinding {
            id: id.to_owned(),
            comment: String::new(),
            requirements: Vec::new(),
            weight: weigh(&expected, &[symptom]),
            expected,
            status: None,
            symptoms: vec![symptom],
            wrong: Vec::new(),
            way: Way::Alone,
            request: Arc::new(OwnedRequest {
                method: "POST".to_owned(),
                target: "/".to_owned(),
                headers: Vec::new(),
                body: body.as_bytes().to_vec(),
            }),
            connection: 1,
            before: Vec::new(),
            flags: Vec::new(),
            stderr: Vec::new(),
        }
    }

    #[test]
    fn a_401_that_reads_differently_is_not_blamed_on_the_attribution() {
        let differs = [finding("a", Rule::Accepted, &[200, 401], Symptom::Differs, "")];
        let place = clusters(&differs)[0].cause.likely_place().unwrap();
        assert!(place.contains("401") && !place.contains("attribution"), "{place}");
    }

    #[test]
    fn one_cause_is_one_cluster_and_the_worst_comes_first() {
        let findings = [
            finding("a", Rule::ValueType, &[400], Symptom::Status(422), "long"),
            finding("b", Rule::Plan, &[400], Symptom::Status(422), "b"),
            finding("c", Rule::Accepted, &[200], Symptom::Status(401), ""),
            finding("d", Rule::SignatureMismatch, &[401], Symptom::Status(200), ""),
            finding("e", Rule::BodySyntax, &[400], Symptom::Status(500), ""),
        ];
        let clusters = clusters(&findings);
        let shown: Vec<(&str, Vec<&str>)> = clusters
            .iter()
            .map(|c| (c.cause.weight.name(), c.findings.iter().map(|f| &*f.id).collect()))
            .collect();
        let wanted = [
            ("forged", vec!["d"]),
            ("lost", vec!["c"]),
            ("down", vec!["e"]),
            ("note", vec!["b", "a"]),
        ];
        assert_eq!(shown, wanted);
        assert!(clusters[3].cause.likely_place().unwrap().contains("schema library"));
    }
}
