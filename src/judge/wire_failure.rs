//! In which ways a request that was really sent fails, and the reason of each.

use crate::mistakes::MistakeSet;
use crate::protocol::rules::Rule;

/// In which way a request failed; two requests that failed in the same way are one finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WireFailure {
    /// The adapter did not answer.
    NoAnswer,
    /// It refuses to send a legal goal.
    RefusesToSend,
    /// It answered with an error, and nothing arrived.
    Broke,
    /// A request arrived elsewhere.
    WrongPlace,
    /// Nothing arrived.
    SentNothing,
    /// It reports another status than the server answered.
    OtherStatus,
    /// More than one request arrived.
    SentTwice,
    /// Body and signature agree, on another goal.
    OtherGoal,
    /// The request has no signature.
    Unsigned,
    /// The signature is invalid.
    Unauthorized,
    /// The server refuses it by this rule.
    Refused(Rule),
    /// More ways than are told apart.
    Other,
}

impl WireFailure {
    /// Its name in file names and JSON reports.
    pub fn id(self) -> String {
        match self {
            WireFailure::NoAnswer => "no-answer",
            WireFailure::RefusesToSend => "refuses-to-send",
            WireFailure::Broke => "broke",
            WireFailure::WrongPlace => "wrong-place",
            WireFailure::SentNothing => "sent-nothing",
            WireFailure::OtherStatus => "other-status-reported",
            WireFailure::SentTwice => "sent-twice",
            WireFailure::OtherGoal => "other-goal",
            WireFailure::Unsigned => "unsigned",
            WireFailure::Unauthorized => "unauthorized",
            WireFailure::Refused(rule) => return format!("refused-{}", rule.id()),
            WireFailure::Other => "other",
        }
        .to_owned()
    }
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireReason {
    /// What the implementation said: a fault, a refusal, an error.
    Said(String),
    /// A request arrived at this path, which lacks the path of the endpoint.
    Stray(String),
    /// The implementation reports this status, and no request had arrived by then.
    NothingArrived(u16),
    /// The server answered one status, the implementation reports another.
    Statuses {
        /// What the server answered.
        server: u16,
        /// What the implementation reports.
        reported: u16,
    },
    /// Several requests arrived, and got these statuses.
    Several {
        /// The number of requests.
        count: usize,
        /// The statuses of the first of them.
        statuses: Vec<u16>,
        /// How many of them were accepted.
        accepted: usize,
    },
    /// The server accepted it, and the implementation reports a failure: its message.
    ReportsFailure(String),
    /// Body and signature agree on another goal than the one passed.
    OtherGoal(GoalDifference),
    /// The request has no signature header; the names of those it has.
    NoSignature(Vec<String>),
    /// The body is not a goal.
    BodyIsNoGoal,
    /// The goal was signed right, and the body holds another one.
    BodyDiffers(GoalDifference),
    /// The signature header has another form than 64 lower-case hex digits.
    HeaderForm {
        /// Its length, in characters.
        length: usize,
        /// Whether the right signature is part of it.
        contains_right: bool,
        /// The mistakes that yield it, if known.
        mistakes: MistakeSet,
    },
    /// The signature covers other bytes than the server builds.
    OtherBytes {
        /// The mistakes behind it.
        mistakes: MistakeSet,
        /// How the body differs from what was passed, if it does.
        body: Option<GoalDifference>,
    },
    /// No known mistake of this secret explains the signature.
    Unexplained {
        /// How the body differs from what was passed, if it does.
        body: Option<GoalDifference>,
    },
    /// The server refuses it by a rule.
    Rule {
        /// The rule.
        rule: Rule,
        /// The field it is about.
        field: Option<String>,
        /// What came around the body, where the rule is about that.
        envelope: Option<Envelope>,
    },
}

/// What came around a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// The request's target.
    Target(String),
    /// Its method.
    Method(String),
    /// Its content type, if any.
    ContentType(Option<String>),
    /// Its content encoding.
    ContentEncoding(String),
}

/// The first field in which two goals do not mean the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GoalDifference {
    /// A field: its name, and both values as JSON, at most 60 characters; `None` where it is absent.
    Field {
        /// Its name, such as `properties.plan`.
        name: String,
        /// The value that arrived.
        received: Option<String>,
        /// The value that was passed.
        passed: Option<String>,
    },
    /// Nothing but the way they are written.
    Spelling,
}
