//! From an answer to a judgement.

use super::difference::field_by_field;
use super::drift::Drift;
use super::finding::{FaultKind, Kind, Sample};
use super::message::{Gist, short};
use super::naming::Namer;
use crate::adapter::{CaseFault, Outcome, Response};
use crate::case::{Case, Expectation, Verdict};
use crate::mistakes::search::{implied_bytes, signed_with};
use crate::mistakes::{Explanation, MistakeSet, Observed, SigningContext};
use crate::protocol::legal;

/// What an answer is worth.
#[derive(Debug)]
pub enum Judgement {
    /// It is what was demanded, or one of what is allowed.
    Pass,
    /// It could not be expressed, outside the legal domain: the reason.
    Skipped(String),
    /// It is wrong.
    Wrong(Wrong),
}

/// How an answer is wrong: all that is wrong on one case.
#[derive(Debug)]
pub struct Wrong {
    /// In which ways. Never empty.
    pub kinds: Vec<Kind>,
    /// The mistakes behind it, where known ones explain it.
    pub explanation: Option<Box<Explanation>>,
}

impl Wrong {
    /// Wrong in one way that no mistake explains.
    pub fn only(kind: Kind) -> Wrong {
        Wrong { kinds: vec![kind], explanation: None }
    }
}

/// Judges what came of a case against what is demanded of it.
pub fn judge(done: &Response, expectation: &Expectation, namer: &mut Namer) -> Judgement {
    let must_sign = expectation.verdict == Verdict::Valid;
    let wrong = |kind: Kind| Judgement::Wrong(Wrong::only(kind));
    match &done.answer {
        Err(CaseFault { fault, flaky, .. }) => wrong(Kind::Fault(FaultKind::of(fault), *flaky)),
        Ok(Outcome::Refused(why)) if must_sign => wrong(Kind::WrongRefusal(Gist::of(why))),
        Ok(Outcome::Refused(_)) => Judgement::Pass,
        Ok(Outcome::Unsupported(why)) if must_sign => wrong(Kind::Unsupported(short(why))),
        Ok(Outcome::Unsupported(why)) => Judgement::Skipped(short(why)),
        Ok(Outcome::Error(what)) => wrong(Kind::Broken(Gist::of(what))),
        Ok(Outcome::Signed { signature, canonical }) => {
            let observed = Observed { signature, canonical: canonical.as_deref() };
            judge_signed(&done.case, expectation, &observed, namer)
        }
    }
}

fn judge_signed(
    case: &Case,
    expectation: &Expectation,
    observed: &Observed<'_>,
    namer: &mut Namer,
) -> Judgement {
    let signature = observed.signature;
    if let Some(output) = expectation.outputs().find(|output| output.signature == signature) {
        if observed.canonical.is_some_and(|told| told != output.canonical) {
            return Judgement::Wrong(Wrong::only(Kind::Disagrees));
        }
        if expectation.reference.as_ref() == Some(output) {
            namer.came_out_right(&case.tenant, &case.goal);
        }
        return Judgement::Pass;
    }
    if let Some(rule) = namer.rule(&case.tenant, &case.goal, observed) {
        return Judgement::Wrong(Wrong::only(Kind::Learned(rule.to_text())));
    }
    // Reported bytes that are right say nothing about a wrong signature: something made of them may be signed, such as
    // their hex.
    let right = expectation.reference.as_ref().map(|output| output.canonical.as_slice());
    let telling = observed.canonical.filter(|told| Some(*told) != right);
    let seen = Observed { canonical: telling, ..*observed };
    let Some(explanation) = namer.name(&case.tenant, &case.goal, &seen) else {
        let elsewhere = Kind::Unexplained(Drift::of(expectation, observed.canonical));
        let Some(told) = observed.canonical else {
            return Judgement::Wrong(Wrong::only(elsewhere));
        };
        // Bytes that nothing predicts may still be signed as they should be, or with a known mistake.
        return match signed_with(&SigningContext::of(&case.tenant, &case.goal), told, signature) {
            None => Judgement::Wrong(Wrong::only(Kind::Disagrees)),
            Some(made) if namer.refuses(made.set.without(MistakeSet::permitted())) => {
                Judgement::Wrong(Wrong::only(elsewhere))
            }
            Some(made) => {
                let mistakes = made.set.without(MistakeSet::permitted()).singles();
                let kinds = mistakes.map(Kind::Mistake).chain([elsewhere]).collect();
                Judgement::Wrong(Wrong { kinds, explanation: None })
            }
        };
    };
    // What the protocol leaves open changes nothing on a goal of the legal domain.
    let mistakes = explanation.set().without(MistakeSet::permitted());
    if mistakes.is_empty() {
        return Judgement::Pass;
    }
    // Where there is a rule, what must be refused has no other name.
    if namer.has_rule() && expectation.reference.is_none() {
        let drift = Drift::of(expectation, observed.canonical);
        return Judgement::Wrong(Wrong::only(Kind::Unexplained(drift)));
    }
    let kinds = mistakes.singles().map(Kind::Mistake).collect();
    Judgement::Wrong(Wrong { kinds, explanation: Some(Box::new(explanation)) })
}

/// Everything worth showing of a wrong answer.
pub fn sample(done: &Response, expectation: &Expectation, wrong: &Wrong) -> Sample {
    let case = &done.case;
    let reference = expectation.reference.as_ref();
    let mut sample = Sample {
        case: case.clone(),
        legal: legal::is_legal(&case.goal),
        mistakes: MistakeSet::EMPTY,
        equivalent: MistakeSet::EMPTY,
        expected: reference.map(|output| output.canonical.clone()),
        expected_refusal: if reference.is_some() { None } else { refusal(case) },
        actual: None,
        expected_signature: reference.map(|output| output.signature.clone()),
        actual_signature: None,
        differences: Vec::new(),
        message: None,
        wire: None,
        stderr: Vec::new(),
        sent: None,
    };
    match &done.answer {
        Err(CaseFault { fault, stderr, .. }) => {
            sample.message = Some(fault.to_string());
            sample.stderr.clone_from(stderr);
        }
        Ok(Outcome::Refused(text) | Outcome::Unsupported(text) | Outcome::Error(text)) => {
            sample.message = Some(text.clone());
        }
        Ok(Outcome::Signed { signature, canonical }) => {
            sample.actual_signature = Some(signature.clone());
            sample.actual.clone_from(canonical);
        }
    }
    if wrong.explanation.is_none()
        && let (Some(expected), Some(actual)) = (&sample.expected, &sample.actual)
    {
        sample.differences = field_by_field(expected, actual);
    }
    if let Some(explanation) = &wrong.explanation {
        sample.mistakes = explanation.set().without(MistakeSet::permitted());
        sample.equivalent = explanation.equivalent();
        // Not told, but the signature leaves no other.
        if sample.actual.is_none() {
            let context = SigningContext::of(&case.tenant, &case.goal);
            sample.actual = implied_bytes(&explanation.diagnosis, &context);
        }
    }
    sample
}

/// Why the reference refuses a case.
fn refusal(case: &Case) -> Option<String> {
    match case.tenant.signer() {
        Err(error) => Some(error.to_string()),
        Ok(signer) => signer.sign(&case.goal, &mut Vec::new()).err().map(|e| e.to_string()),
    }
}
