//! What a wrong answer weighs: what it costs those who rely on the server.

use super::server::Symptom;
use crate::case::ExpectedResponse;
use crate::protocol::rules::Rule;

/// The weight of a wrong answer, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// What was not signed, or not so, counts as signed.
    Forged,
    /// Revenue is lost or wrong.
    Lost,
    /// The server breaks, or tells too much.
    Down,
    /// A matter of taste: another 4xx than advised, the manners of an HTTP parser.
    Note,
}

impl Weight {
    /// Every weight, the worst first.
    pub const ALL: [Weight; 4] = [Weight::Forged, Weight::Lost, Weight::Down, Weight::Note];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Weight::Forged => "forged",
            Weight::Lost => "lost",
            Weight::Down => "down",
            Weight::Note => "note",
        }
    }

    /// The reverse of [`Weight::name`].
    pub fn of_name(name: &str) -> Option<Weight> {
        Self::ALL.into_iter().find(|weight| weight.name() == name)
    }

    /// The weight of one symptom of an answer that does not pass, or that passes with a note.
    pub fn of(expected: &ExpectedResponse, symptom: Symptom) -> Weight {
        match symptom {
            Symptom::Status(200..300) if expected.must_authenticate() => Weight::Forged,
            Symptom::Status(200..300) => Weight::Lost,
            Symptom::Status(500..) => Weight::Down,
            // A legal goal is refused.
            Symptom::Status(_) if !expected.may_refuse() => Weight::Lost,
            Symptom::Status(status) if expected.fit(status).passes() => Weight::Note,
            // Refused, as it must be, but not by the status that is demanded.
            Symptom::Status(_) => Weight::Down,
            // Ranked where it must not be counts as signed; the reverse loses it.
            Symptom::Ranked if expected.ranked != Some(true) => Weight::Forged,
            Symptom::Ranked => Weight::Lost,
            Symptom::Bucket if expected.bucket == [None] => Weight::Forged,
            Symptom::Bucket | Symptom::Lag => Weight::Lost,
            Symptom::Shows
            | Symptom::Echoes
            | Symptom::Differs
            | Symptom::Dropped
            | Symptom::Gone
            | Symptom::Hangs
            | Symptom::NotHttp
            | Symptom::TooLarge
            | Symptom::Endless
            | Symptom::SlowsDown
            | Symptom::Grows(_)
            | Symptom::InvalidAnswer => Weight::Down,
        }
    }
}

impl ExpectedResponse {
    /// Whether an accepted request would mean that a signature, or the tenant behind it, was not checked.
    fn must_authenticate(&self) -> bool {
        match self.rule {
            Rule::SignatureMismatch
            | Rule::SignatureShape
            | Rule::TenantSecret
            | Rule::DomainUnknown
            | Rule::DomainMissing
            | Rule::DomainShape => true,
            // A hint that is answered with 200 may have been taken as signed.
            Rule::Hint => true,
            // Another reading of the body than the one that is used is signed.
            Rule::RepeatedKey => self.status.contains(&401),
            // So is what has no right signature, whatever else it may be refused for first.
            Rule::ContentType => self.status.contains(&401),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(rule: Rule, status: &[u16]) -> ExpectedResponse {
        ExpectedResponse {
            status: status.to_vec(),
            rule,
            ranked: None,
            bucket: Vec::new(),
            lag_seconds: Vec::new(),
        }
    }

    #[test]
    fn the_worst_that_a_request_shows() {
        for (rule, status, symptom, weight) in [
            (Rule::SignatureMismatch, &[401][..], Symptom::Status(200), Weight::Forged),
            (Rule::SignatureMismatch, &[401], Symptom::Status(500), Weight::Down),
            (Rule::SignatureMismatch, &[401], Symptom::Status(403), Weight::Down),
            (Rule::Accepted, &[200], Symptom::Status(401), Weight::Lost),
            (Rule::ValueRange, &[400], Symptom::Status(200), Weight::Lost),
            (Rule::ValueRange, &[400], Symptom::Status(422), Weight::Note),
            (Rule::ContentType, &[415, 400, 401], Symptom::Status(200), Weight::Forged),
            (Rule::ContentType, &[415, 400], Symptom::Status(200), Weight::Lost),
            (Rule::Hint, &[202, 401], Symptom::Ranked, Weight::Forged),
            (Rule::Accepted, &[200], Symptom::Lag, Weight::Lost),
            (Rule::Accepted, &[200], Symptom::Hangs, Weight::Down),
            (Rule::Accepted, &[200], Symptom::TooLarge, Weight::Down),
            (Rule::Accepted, &[200], Symptom::Endless, Weight::Down),
            (Rule::Accepted, &[200], Symptom::NotHttp, Weight::Down),
        ] {
            assert_eq!(
                Weight::of(&expected(rule, status), symptom),
                weight,
                "{rule:?} {symptom:?}"
            );
        }
        assert!(Weight::ALL.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(Weight::ALL.iter().all(|weight| Weight::of_name(weight.name()) == Some(*weight)));
    }
}
