//! What was found about an implementation: one entry for each distinct thing, with a count.

use super::difference::Difference;
use super::drift::Drift;
use super::message::Gist;
use super::wire_failure::{WireFailure, WireReason};
use crate::adapter::Fault;
use crate::case::Case;
use crate::mistakes::MistakeSet;

/// What a finding is about; two cases with the same kind are the same finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It signs what a single known mistake predicts.
    Mistake(MistakeSet),
    /// It signs what a learned rule predicts; the rule as text.
    Learned(String),
    /// It signs something that no known mistake predicts; by where and how the bytes differ.
    Unexplained(Drift),
    /// It refuses a goal that it must sign; by its message.
    WrongRefusal(Gist),
    /// It says that its language cannot express a goal of the legal domain; by its reason.
    Unsupported(String),
    /// The same, for more reasons than are told apart.
    UnsupportedOther,
    /// It answered with an error; by its message.
    Broken(Gist),
    /// Its signature is not that of the bytes it says it signed.
    Disagrees,
    /// It is right alone and wrong in a batch.
    BatchOnly,
    /// A goal that it sent for real was refused, or taken for another; by what happened, and the
    /// mistakes behind it.
    Wire(WireFailure, MistakeSet),
    /// It did not answer: it exited, timed out or wrote something else. By what it did, and whether
    /// that did not happen again.
    Fault(FaultKind, bool),
    /// Goalpost itself failed while it judged the case: a panic, which is a bug of Goalpost.
    Panicked(Gist),
}

impl Kind {
    /// The same without what tells one message from another, where there are too many to list.
    pub fn of_many(&self) -> Kind {
        match self {
            Kind::Unexplained(_) => Kind::Unexplained(Drift::Other),
            Kind::WrongRefusal(_) => Kind::WrongRefusal(Gist::Other),
            Kind::Unsupported(_) => Kind::UnsupportedOther,
            Kind::Broken(_) => Kind::Broken(Gist::Other),
            Kind::Panicked(_) => Kind::Panicked(Gist::Other),
            Kind::Wire(_, set) => Kind::Wire(WireFailure::Other, *set),
            Kind::Mistake(_)
            | Kind::Learned(_)
            | Kind::Disagrees
            | Kind::BatchOnly
            | Kind::UnsupportedOther
            | Kind::Fault(..) => self.clone(),
        }
    }

    /// The word for it in JSON reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Kind::Mistake(_) => "drift",
            Kind::Learned(_) => "learned_drift",
            Kind::Unexplained(_) => "unexplained_drift",
            Kind::WrongRefusal(_) => "wrong_refusal",
            Kind::Unsupported(_) | Kind::UnsupportedOther => "unsupported",
            Kind::Broken(_) => "error",
            Kind::Disagrees => "signature_disagrees",
            Kind::BatchOnly => "wrong_in_batch",
            Kind::Wire(..) => "wire_failure",
            Kind::Fault(_, false) => "fault",
            Kind::Fault(_, true) => "flaky_fault",
            Kind::Panicked(_) => "internal_error",
        }
    }
}

/// What an adapter did instead of answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// It exited, or closed its stdout.
    Exited,
    /// It did not answer in time.
    TimedOut,
    /// It wrote a line that is not a reply.
    InvalidReply,
}

impl FaultKind {
    /// The kind of a fault.
    pub fn of(fault: &Fault) -> FaultKind {
        match fault {
            Fault::Exited(_) => FaultKind::Exited,
            Fault::TimedOut(_) => FaultKind::TimedOut,
            Fault::NotAReply(..) => FaultKind::InvalidReply,
        }
    }
}

/// A case that shows a finding, with what was demanded and what came.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The case.
    pub case: Case,
    /// Whether it is in the legal domain.
    pub legal: bool,
    /// All mistakes made on this case.
    pub mistakes: MistakeSet,
    /// Other single mistakes that predict the same here.
    pub equivalent: MistakeSet,
    /// The bytes that the reference signs; `None` where it refuses.
    pub expected: Option<Vec<u8>>,
    /// Why the reference refuses, where it does.
    pub expected_refusal: Option<String>,
    /// The bytes that were signed, as told or, where they were not, as the named mistake predicts.
    pub actual: Option<Vec<u8>>,
    /// The reference's signature.
    pub expected_signature: Option<String>,
    /// The signature that came.
    pub actual_signature: Option<String>,
    /// Where its bytes differ, field by field, where no known mistake says it.
    pub differences: Vec<Difference>,
    /// What else it said: a refusal, an error, a fault.
    pub message: Option<String>,
    /// Why a request that was really sent failed.
    pub wire: Option<WireReason>,
    /// The end of its stderr, for a fault.
    pub stderr: Vec<String>,
    /// The body that it sent for real.
    pub sent: Option<Vec<u8>>,
}

impl Sample {
    /// How little there is to look at: fewer mistakes, then legal goals, then plain tenants, then
    /// shorter goals.
    pub fn weight(&self) -> (usize, bool, bool, usize) {
        let tenant_id = self.case.tenant.tenant_id.as_bytes();
        let plain = tenant_id.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
        let length = self.case.goal.to_value().to_json().len();
        (self.mistakes.len(), !self.legal, !plain, length)
    }
}

/// One distinct thing that was found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// On how many cases it showed.
    pub count: u64,
    /// On how many of them the goal is legal and the secret good: a real conversion would be lost.
    pub legal: u64,
    /// The case that shows it best; shrunk in the end.
    pub sample: Sample,
    /// The case that the sample was shrunk from, where it was.
    pub shrunk_from: Option<String>,
}

impl Finding {
    /// Whether it loses real conversions, or is a bug of Goalpost, which could hide one that does.
    pub fn is_costly(&self) -> bool {
        self.legal > 0 || matches!(self.kind, Kind::Panicked(_))
    }
}
