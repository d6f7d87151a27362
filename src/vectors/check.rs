//! The golden vectors through one signer function: what the tests of a Rust SDK call.

use super::embedded::embedded;
use super::format::Test;
use crate::case::Verdict;
use crate::protocol::{Goal, Tenant};
use std::fmt;

/// What came of a check.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Checked {
    /// The number of vectors that passed.
    pub passed: usize,
    /// Every vector that did not.
    pub failures: Vec<Failure>,
}

/// A golden vector that a signer does not pass.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The vector's id.
    pub id: String,
    /// What the vector is about.
    pub comment: String,
    /// The goal, as JSON.
    pub goal: String,
    /// The canonical bytes and the signature of the reference; `None` if it must refuse.
    pub expected: Option<(String, String)>,
    /// The signer's answer.
    pub actual: Result<String, String>,
}

/// Runs every golden vector for signers through a function: a signature (the header's value), or why it refuses.
///
/// A vector passes if the answer is the one that the protocol demands; where it leaves an answer open, a
/// refusal or any of the listed signatures.
pub fn check(mut sign: impl FnMut(&Tenant, &Goal) -> Result<String, String>) -> Checked {
    let mut checked = Checked::default();
    let files = match embedded() {
        Ok(files) => files,
        Err(what) => unreachable!("the vectors inside this crate can be read: {what}"),
    };
    for (group, test) in files.iter().flat_map(|file| file.sign_tests()) {
        let answer = sign(&group.tenant, &test.goal);
        match test.passes(&answer) {
            true => checked.passed += 1,
            false => checked.failures.push(Failure::of(test, answer)),
        }
    }
    checked
}

impl Test {
    /// Whether a signer's answer passes: its signature, or why it refuses.
    pub fn passes(&self, answer: &Result<String, String>) -> bool {
        match answer {
            Ok(signature) => {
                self.expectation.outputs().any(|output| output.signature == *signature)
            }
            Err(_) => self.expectation.verdict != Verdict::Valid,
        }
    }
}

impl Failure {
    fn of(test: &Test, actual: Result<String, String>) -> Failure {
        let expected = test.expectation.reference.as_ref().map(|output| {
            let canonical = String::from_utf8_lossy(&output.canonical).into_owned();
            (canonical, output.signature.clone())
        });
        Failure {
            id: test.id.to_string(),
            comment: test.comment.clone(),
            goal: test.goal.to_value().to_json(),
            expected,
            actual,
        }
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failures.len())?;
        for failure in self.failures.iter().take(10) {
            write!(f, "\n{}: {}\n  goal      {}", failure.id, failure.comment, failure.goal)?;
            match &failure.expected {
                Some((canonical, signature)) => {
                    write!(f, "\n  expected  {signature} over {canonical}")?
                }
                None => f.write_str("\n  expected  a refusal")?,
            }
            match &failure.actual {
                Ok(signature) => write!(f, "\n  actual    {signature}")?,
                Err(why) => write!(f, "\n  actual    refused: {why}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_passes_and_a_wrong_signer_does_not() {
        let sign = |tenant: &Tenant, goal: &Goal| -> Result<String, String> {
            let signer = tenant.signer().map_err(|error| error.to_string())?;
            let signed = signer.sign(goal, &mut Vec::new()).map_err(|error| error.to_string())?;
            Ok(signed.to_string())
        };
        let checked = check(sign);
        assert!(checked.failures.is_empty() && checked.passed > 700, "{checked}");
        let checked = check(|tenant, goal| sign(tenant, goal).map(|text| text.to_uppercase()));
        assert!(checked.failures.len() > 500, "{checked}");
        // Refusing everything passes only where a refusal does.
        let checked = check(|_, _| Err("no".to_owned()));
        assert!(checked.failures.len() > 300 && checked.passed > 50, "{checked}");
    }
}
