//! Which known mistake a server makes, from what it answers.
//!
//! A hypothesis is a server that is wrong in one known way. It stays one for as long as it would have answered
//! everything as the server did, as far as right and wrong go.

use super::server::{Symptom, echoes, wrongs};
use crate::adapter::ServerAnswer;
use crate::case::ExpectedResponse;
use crate::case::VerifyCase;
use crate::mistakes::MistakeSet;
use crate::mistakes::servers::{Deal, Served, ServerMistake, server_mistakes, shared_mistakes};
use crate::protocol::json::Value;
use crate::protocol::request::SIGNATURE_HEADER;
use crate::protocol::{Goal, Signer};

/// A mistake that a server may make.
#[derive(Clone, Copy, Debug)]
pub enum Hypothesis {
    /// One of servers alone.
    Server(&'static ServerMistake),
    /// One that it shares with signers: it takes what a signer with this mistake makes, and nothing else.
    Mistake(MistakeSet),
}

/// Everybody who is suspected before anything is known.
pub fn hypotheses() -> Vec<Hypothesis> {
    let own =
        server_mistakes().filter(|mistake| mistake.equivalent.is_none()).map(Hypothesis::Server);
    own.chain(shared_mistakes().map(Hypothesis::Mistake)).collect()
}

/// What came of a request, as far as hypotheses go: nothing wrong, or the first thing that is.
pub type Verdict = Option<Symptom>;

impl Hypothesis {
    /// Its name.
    pub fn id(&self) -> &'static str {
        match self {
            Hypothesis::Server(mistake) => mistake.id,
            Hypothesis::Mistake(set) => set.mistakes().next().map_or("", |mistake| mistake.id),
        }
    }

    /// What it does, in one line.
    pub fn title(&self) -> &'static str {
        match self {
            Hypothesis::Server(mistake) => mistake.title,
            Hypothesis::Mistake(set) => set.mistakes().next().map_or("", |mistake| mistake.title),
        }
    }

    /// What it would have answered is worth that much.
    pub fn verdict(&self, case: &VerifyCase, expected: &ExpectedResponse) -> Verdict {
        let deal = Deal {
            request: &case.request,
            domain: &case.domain,
            tenant: &case.tenant,
            now: case.now,
        };
        let answer = answer(&match self {
            Hypothesis::Server(mistake) => (mistake.serve)(&deal),
            Hypothesis::Mistake(set) => match deal.goal() {
                Some(goal) if is_up_to_the_signature(case, &goal) => {
                    deal.taken_if(deal.is_signed_as(*set, &goal))
                }
                _ => deal.serve(),
            },
        });
        verdict(case, expected, &answer, 0)
    }
}

/// Whether a server with a signer's mistake may differ from the reference: there is one signature, a secret
/// to check it with, and something that can be signed.
fn is_up_to_the_signature(case: &VerifyCase, goal: &Goal) -> bool {
    let signatures = case.request.with(|request| request.header(SIGNATURE_HEADER).count());
    let can_sign = |signer: Signer| signer.sign(goal, &mut Vec::with_capacity(384)).is_ok();
    // A list of properties is refused by some before they look at the signature.
    let is_map = matches!(&goal.properties, None | Some(Value::Null | Value::Object(_)));
    is_map && signatures == 1 && case.tenant.signer().is_ok_and(can_sign)
}

/// What an answer is worth.
pub fn verdict(
    case: &VerifyCase,
    expected: &ExpectedResponse,
    answer: &ServerAnswer,
    slack: u64,
) -> Verdict {
    let first =
        wrongs(case, expected, answer, slack).into_iter().next().map(|(symptom, _)| symptom);
    first.or_else(|| {
        (answer.status >= 400 && echoes(case, expected.rule, answer)).then_some(Symptom::Echoes)
    })
}

/// What a client sees of an answer that was made in process.
pub fn answer(served: &Served) -> ServerAnswer {
    let told = served.told.as_ref();
    ServerAnswer {
        status: served.status,
        ranked: told.map(|told| told.0),
        bucket: told.map(|told| told.1.clone()),
        lag_seconds: told.map(|told| told.2),
        body: Some(served.body.as_bytes().to_vec()),
        gate: String::new(),
        raw: served.body.as_bytes().to_vec(),
    }
}

/// One thing that a server was seen to do.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The request.
    pub case: VerifyCase,
    /// What was demanded.
    pub expected: ExpectedResponse,
    /// What came.
    pub verdict: Verdict,
    /// Whether it was asked to tell hypotheses apart: then nothing is forgiven.
    pub telling: bool,
}

/// Out of so many things that were seen right, a hypothesis may be wrong about one: it is a model, and not the
/// server.
const FORGIVEN: usize = 100;

/// Those who would have done the first thing that was seen, wrong as it is, and what was seen right; best first:
/// who explains most of what is wrong.
pub fn narrow(candidates: &[Hypothesis], seen: &[Seen]) -> Vec<Hypothesis> {
    let mut ranked: Vec<(usize, Hypothesis)> = Vec::new();
    for hypothesis in candidates {
        let (mut explained, mut missed, mut fits) = (0, 0, true);
        for (at, one) in seen.iter().enumerate() {
            let verdict = hypothesis.verdict(&one.case, &one.expected);
            match one.verdict {
                came if came == verdict => explained += usize::from(came.is_some()),
                // Another mistake may be behind that one.
                Some(_) if at > 0 && verdict.is_none() => {}
                None if !one.telling => missed += 1,
                _ => fits = false,
            }
            if !fits || missed > 1 + seen.len() / FORGIVEN {
                fits = false;
                break;
            }
        }
        if fits && explained > 0 {
            ranked.push((explained, *hypothesis));
        }
    }
    let most = ranked.iter().map(|(explained, _)| *explained).max().unwrap_or(0);
    ranked.retain(|(explained, _)| *explained == most);
    ranked.into_iter().map(|(_, hypothesis)| hypothesis).collect()
}
