//! What an implementation must do with a case, as the reference sees it.

use crate::mistakes::{MistakeSet, Prediction, predict};
use crate::protocol::{Goal, Signer, Tenant, legal};

/// A vector's result: how free an implementation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It must sign, with exactly these bytes.
    Valid,
    /// It must refuse.
    Invalid,
    /// The protocol does not settle it: refuse, or sign one of the outputs.
    Acceptable,
}

impl Verdict {
    /// The word in vector files.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Valid => "valid",
            Verdict::Invalid => "invalid",
            Verdict::Acceptable => "acceptable",
        }
    }

    /// The reverse of [`Verdict::name`].
    pub fn from_name(name: &str) -> Option<Verdict> {
        [Self::Valid, Self::Invalid, Self::Acceptable].into_iter().find(|v| v.name() == name)
    }
}

/// One allowed outcome of signing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The signed bytes.
    pub canonical: Vec<u8>,
    /// The header's value.
    pub signature: String,
}

/// What is demanded of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// How free the implementation is.
    pub verdict: Verdict,
    /// What the reference signs; `None` if it refuses.
    pub reference: Option<Output>,
    /// What else passes, each with the open questions it answers differently.
    pub alternatives: Vec<(MistakeSet, Output)>,
}

impl Expectation {
    /// Every output that passes, the reference's first.
    pub fn outputs(&self) -> impl Iterator<Item = &Output> {
        self.reference.iter().chain(self.alternatives.iter().map(|(_, output)| output))
    }
}

/// What the protocol demands of a case. For every goal, the reference's own answer is among what
/// passes; inside the legal domain it is all that passes.
pub fn expectation(tenant: &Tenant, goal: &Goal) -> Expectation {
    let mut expectation = reference_alone(tenant.signer().ok().as_ref(), goal);
    if expectation.verdict == Verdict::Valid {
        return expectation;
    }
    for set in MistakeSet::permitted().subsets() {
        if let Prediction::Signed { canonical, signature } = predict(set, tenant, goal) {
            let output = Output { canonical, signature };
            if expectation.outputs().all(|known| *known != output) {
                expectation.alternatives.push((set, output));
            }
        }
    }
    if expectation.outputs().next().is_some() {
        expectation.verdict = Verdict::Acceptable;
    }
    expectation
}

/// The same without alternatives: enough if the judge knows what the protocol leaves open.
/// `signer` is the tenant's, or `None` if its secret is invalid.
pub fn reference_alone(signer: Option<&Signer>, goal: &Goal) -> Expectation {
    let mut canonical = Vec::with_capacity(512);
    let reference = signer.and_then(|signer| {
        let signature = signer.sign(goal, &mut canonical).ok()?.to_string();
        Some(Output { canonical, signature })
    });
    let verdict = match &reference {
        None => Verdict::Invalid,
        Some(_) if legal::is_legal(goal) => Verdict::Valid,
        Some(_) => Verdict::Acceptable,
    };
    Expectation { verdict, reference, alternatives: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json::parse_wire;

    fn outcome(secret: &str, goal: &str) -> (Verdict, bool, Vec<Vec<&'static str>>) {
        let tenant = Tenant { tenant_id: "t".into(), secret: secret.into() };
        let goal = Goal::from_value(parse_wire(goal.as_bytes()).unwrap()).unwrap();
        let e = expectation(&tenant, &goal);
        (e.verdict, e.reference.is_some(), e.alternatives.iter().map(|(s, _)| s.ids()).collect())
    }

    #[test]
    fn verdicts() {
        assert_eq!(outcome("00", r#"{"event_name":"a"}"#), (Verdict::Valid, true, vec![]));
        assert_eq!(outcome("0", r#"{"event_name":"a"}"#), (Verdict::Invalid, false, vec![]));
        assert_eq!(
            outcome(" 00", r#"{"event_name":"a"}"#),
            (Verdict::Acceptable, false, vec![vec!["python-hex-key"]])
        );
        assert_eq!(
            outcome("00", r#"{"event_name":"a","properties":{"plan":null}}"#),
            (Verdict::Acceptable, true, vec![vec!["null-property-dropped"]])
        );
        assert_eq!(
            outcome("00", r#"{"event_name":"a","properties":{"value":"12.5"}}"#),
            (Verdict::Acceptable, false, vec![vec!["python-number-coercion"]])
        );
        assert_eq!(
            outcome("00", r#"{"event_name":"a","properties":{"value":"x"}}"#),
            (Verdict::Invalid, false, vec![])
        );
    }
}
