//! The case of a campaign: what is sent, what is suspected, what is confirmed. What is filed is a
//! [`super::finding_store::FiledFinding`].

use super::history::History;
use super::reproducer::Observed;
use super::shape::Shape;
use super::trigger::Part;
use crate::case::ExpectedResponse;
use crate::generate::sequence::{SendMode, Sequence};
use crate::generate::{RequestBuilder, TestRequest};
use crate::judge::Weight;
use crate::judge::hypotheses::Hypothesis;
use crate::judge::server::{Symptom, Wrong};

/// So often it must happen again.
pub(super) const REPLAYS: usize = 3;

/// A case that was sent and is not answered yet.
pub(super) struct SentCase {
    pub(super) builder: RequestBuilder,
    pub(super) expected: ExpectedResponse,
    pub(super) index: u64,
}

/// A case whose answer looked wrong.
#[derive(Clone)]
pub(super) struct SuspectedCase {
    pub(super) request: TestRequest,
    /// How it was made; `None` for bytes that are not HTTP.
    pub(super) builder: Option<RequestBuilder>,
    pub(super) expected: ExpectedResponse,
    pub(super) symptom: Symptom,
    pub(super) weight: Weight,
    pub(super) observed: Observed,
    pub(super) wrong: Vec<Wrong>,
    /// What was sent before it.
    pub(super) history: History,
    /// What was in flight behind it on its connection.
    pub(super) behind: Vec<RequestBuilder>,
    /// The number of requests like it that were judged right before it.
    pub(super) passed_before: u64,
    /// The number of signatures of its tenant that were refused before it.
    pub(super) refused_before: u64,
    /// Whether it was sent in pieces.
    pub(super) in_pieces: bool,
    /// Whether the end of the campaign may have cut short the time in which its answer had to come.
    pub(super) cut_short: bool,
    /// Whether it was the first goal of its tenant.
    pub(super) is_first: bool,
}

/// How a wrong answer was had again.
#[derive(Clone, Debug)]
pub(super) enum Reproduced {
    /// By the request alone, each time.
    Alone,
    /// By a sequence, each time.
    BySequence(Sequence),
    /// It was not: so often out of [`REPLAYS`] by the request alone.
    Not(usize),
    /// There was no time to try.
    Untried,
    /// What shows it was not found in the time that there is for one.
    Unfinished,
    /// The server answers nothing any more: what was sent last.
    ServerIsDown(Sequence),
    /// By any request like it, since the server has changed for good: what may do that to one that is started anew.
    ForGood(Sequence),
}

impl Reproduced {
    /// The sequence, if it needs one.
    pub(super) fn sequence(&self) -> Option<&Sequence> {
        match self {
            Reproduced::BySequence(sequence)
            | Reproduced::ServerIsDown(sequence)
            | Reproduced::ForGood(sequence) => Some(sequence),
            _ => None,
        }
    }

    /// The words that tell it in the name of a finding.
    pub(super) fn suffix(&self) -> &'static str {
        match self {
            Reproduced::Alone => "",
            Reproduced::BySequence(sequence) if sequence.is_in_pieces() => "-in-pieces",
            Reproduced::BySequence(sequence) => match sequence.mode {
                SendMode::InOrder => "-after-others",
                SendMode::Pipelined => "-in-a-pipeline",
                SendMode::Parallel => "-in-parallel",
            },
            Reproduced::Not(_) | Reproduced::Untried | Reproduced::Unfinished => "-seen-once",
            Reproduced::ForGood(_) => "-for-good",
            Reproduced::ServerIsDown(_) => "-server-stops-answering",
        }
    }
}

/// A case that was looked into, before it is filed.
pub(super) struct ConfirmedCase {
    /// The smallest request that shows it.
    pub(super) request: TestRequest,
    pub(super) expected: ExpectedResponse,
    pub(super) observed: Observed,
    pub(super) wrong: Vec<Wrong>,
    pub(super) reproduced: Reproduced,
    /// The mistakes that explain it, the likeliest first.
    pub(super) hypotheses: Vec<Hypothesis>,
    /// The parts of the request without which the answer is right.
    pub(super) trigger: Vec<Part>,
    /// What the values have in common that trigger it, where that was learned.
    pub(super) shape: Option<Shape>,
    /// What is true of the trigger, as far as it was tried; empty where nothing is.
    pub(super) description: String,
}
