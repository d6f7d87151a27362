//! From an answer to a judgement.

use super::difference::field_by_field;
use super::finding::{Kind, Sample};
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
        Err(CaseFault { fault, flaky, .. }) => wrong(Kind::Fault(gist(&fault.to_string()), *flaky)),
        Ok(Outcome::Refused(why)) if must_sign => wrong(Kind::WrongRefusal(gist(why))),
        Ok(Outcome::Refused(_)) => Judgement::Pass,
        Ok(Outcome::Unsupported(why)) if must_sign => wrong(Kind::Unsupported(short(why))),
        Ok(Outcome::Unsupported(why)) => Judgement::Skipped(short(why)),
        Ok(Outcome::Error(what)) => wrong(Kind::Broken(gist(what))),
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
    let Some(explanation) = namer.name(&case.tenant, &case.goal, observed) else {
        let elsewhere = Kind::Unexplained(where_it_differs(expectation, observed.canonical));
        let Some(told) = observed.canonical else {
            return Judgement::Wrong(Wrong::only(elsewhere));
        };
        // Bytes that nothing predicts may still be signed as they should be, or with a known mistake.
        return match signed_with(&SigningContext::of(&case.tenant, &case.goal), told, signature) {
            None => Judgement::Wrong(Wrong::only(Kind::Disagrees)),
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

/// What tells one unexplained drift from another: the field where the bytes part, and how.
fn where_it_differs(expectation: &Expectation, actual: Option<&[u8]>) -> String {
    let expected = expectation.reference.as_ref().map(|output| output.canonical.as_slice());
    let (Some(expected), Some(actual)) = (expected, actual) else {
        return match expected {
            Some(_) => "the signature differs; the signed bytes are not known".to_owned(),
            None => "signed what must be refused".to_owned(),
        };
    };
    let Some(at) = first_difference(expected, actual) else {
        return "the same bytes, another signature".to_owned();
    };
    let field = field_at(expected, at);
    format!("in {field}: {} expected, {} signed", class(expected.get(at)), class(actual.get(at)))
}

/// Where two byte strings part; `None` where they are the same.
pub fn first_difference(a: &[u8], b: &[u8]) -> Option<usize> {
    let common = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (common < a.len() || common < b.len()).then_some(common)
}

/// The last key that stands before an offset of canonical bytes.
fn field_at(canonical: &[u8], at: usize) -> String {
    let before = &canonical[..at.min(canonical.len())];
    let Some(end) = before.windows(2).rposition(|w| w == b"\":") else {
        return "the beginning".to_owned();
    };
    let start = before[..end].iter().rposition(|&b| b == b'"').map_or(0, |i| i + 1);
    let key = String::from_utf8_lossy(&before[start..end]);
    match &*key {
        "tenant_id" | "event_name" | "session_id" | "properties" | "value" | "currency"
        | "plan" | "first_touch_bucket" | "first_touch_ts" => key.into_owned(),
        _ => "another key".to_owned(),
    }
}

fn class(byte: Option<&u8>) -> &'static str {
    match byte {
        None => "the end",
        Some(b'\\') => "an escape",
        Some(b'"') => "a quote",
        Some(b'0'..=b'9') => "a digit",
        Some(b'a'..=b'z' | b'A'..=b'Z') => "a letter",
        Some(b',' | b':' | b'{' | b'}' | b'[' | b']') => "punctuation",
        Some(b' ' | b'\t' | b'\n' | b'\r') => "white space",
        Some(0x80..) => "a byte beyond ASCII",
        Some(0x7F | 0..0x20) => "a control character",
        Some(_) => "another character",
    }
}

/// A reason, word for word but not without end.
fn short(why: &str) -> String {
    why.chars().take(300).collect()
}

/// The line of a message that says what happened.
pub fn telling_line(message: &str) -> &str {
    let mut lines = message.lines().filter(|line| !line.trim().is_empty());
    // Python's tracebacks say it last, others first.
    let line = if message.starts_with("Traceback") { lines.next_back() } else { lines.next() };
    line.unwrap_or_default().trim()
}

/// A message without what varies from case to case, so that the same trouble is one finding: its
/// telling line, numbers as `#`, cut to a length.
fn gist(message: &str) -> String {
    let mut gist = String::new();
    for c in telling_line(message).chars().take(120) {
        match c {
            '0'..='9' if gist.ends_with('#') => {}
            '0'..='9' => gist.push('#'),
            _ => gist.push(c),
        }
    }
    gist
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gists_are_the_same_for_the_same_trouble() {
        assert_eq!(gist("value 12.50 is odd\nmore"), "value #.# is odd");
        assert_eq!(gist("Traceback (most recent)\n  File x\nKeyError: 7\n"), "KeyError: #");
        assert_eq!(gist(""), "");
    }

    #[test]
    fn differences_are_placed_in_a_field() {
        let (a, b) = (br#"{"event_name":"caf\u00e9","x":1}"#, "{\"event_name\":\"café\",\"x\":1}");
        let at = first_difference(a, b.as_bytes()).unwrap();
        assert_eq!((at, field_at(a, at).as_str()), (18, "event_name"));
        assert_eq!(first_difference(a, a), None);
        assert_eq!(first_difference(b"ab", b"abc"), Some(2));
    }
}
