//! One worker of a campaign against a server.

use super::common::{Behaviour, Common};
use super::framings::Framing;
use crate::campaign::case::{SentCase, SuspectedCase};
use crate::campaign::control::Control;
use crate::campaign::coverage::KindCounts;
use crate::campaign::reproducer::HTTP_CLOCKS;
use crate::generate::rng::Rng;
use crate::generate::{MUTATIONS, RequestBuilder};
use crate::judge::hypotheses::Seen;
use crate::protocol::rules::Rule;
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// A validator that is told the time is told one of these days, from here.
const STDIO_EPOCH: i64 = 1_795_420_800;

/// The first round of what is no HTTP comes after so many cases, and the first quiet time after so long.
const FIRST_ROUND: u64 = 150;
const FIRST_QUIET: Duration = Duration::from_secs(5);

/// The first requests in pieces, those framed otherwise, and the first burst, come after so long.
const FIRST_PIECES: Duration = Duration::from_millis(700);
const FIRST_FRAMED: Duration = Duration::from_millis(1100);
const FIRST_BESIDE: Duration = Duration::from_millis(1300);
const FIRST_BURST: Duration = Duration::from_millis(1500);

/// One worker.
pub(crate) struct Worker<'c, 'p> {
    pub(super) control: &'c Control<'p>,
    pub(super) common: &'c Common<'c>,
    /// Its place among the workers, and how many connections it opened.
    pub(super) connection: (usize, u64),
    pub(super) pending: VecDeque<SentCase>,
    /// What was answered last, and rightly.
    pub(super) before: Option<Arc<RequestBuilder>>,
    /// The rest of a row of requests.
    pub(super) script: VecDeque<RequestBuilder>,
    /// How many of each rule and mutation were judged right.
    pub(super) right: HashMap<(Rule, u8), u64>,
    /// By mutation.
    pub(super) coverage: Vec<KindCounts>,
    pub(super) wire: KindCounts,
    /// The latest times of answers, and the median of the first ones.
    pub(super) times: Vec<Duration>,
    pub(super) usual: Option<Duration>,
    /// Whether answers take much longer than at first.
    pub(super) is_slow: bool,
    /// When nobody sends for a while, and whether that is now.
    pub(super) next_quiet: Duration,
    pub(super) quiet_times: usize,
    pub(super) in_a_quiet_time: bool,
    /// When requests are next sent in pieces, and many at the same time.
    pub(super) next_pieces: Duration,
    pub(super) next_burst: Duration,
    /// When it is next looked at what a request leaves behind.
    pub(super) next_beside: Duration,
    /// When bodies are next framed otherwise, and in which ways: those that the server takes. Of others it was not asked yet.
    pub(super) next_framed: Duration,
    pub(super) framings: Vec<Framing>,
    pub(super) unasked_framings: Vec<Framing>,
    /// After so many cases comes a round of what is not HTTP.
    pub(super) next_round: u64,
    /// To be asked again, since the server had no time.
    pub(super) again: VecDeque<RequestBuilder>,
    pub(super) suspicions: Vec<SuspectedCase>,
    /// That the server went away and came back, until it is looked into.
    pub(super) outage: Option<SuspectedCase>,
    /// What passed, some of it for each mutation.
    pub(super) witnesses: Vec<VecDeque<Seen>>,
    /// Behaviours that everybody knows, counted here until they are handed over.
    pub(super) counted: HashMap<Behaviour, u64>,
    pub(super) handed_over: u64,
    pub(super) judged: u64,
    /// How far the server's clock may be off, and what tells the time; else it is told.
    pub(super) clock: Option<fn() -> Timestamp>,
}

impl<'c, 'p> Worker<'c, 'p> {
    pub(crate) fn new(
        control: &'c Control<'p>,
        common: &'c Common<'c>,
        place: usize,
        over_http: bool,
    ) -> Self {
        Worker {
            control,
            common,
            connection: (place, 0),
            pending: VecDeque::new(),
            before: None,
            script: VecDeque::new(),
            right: HashMap::new(),
            coverage: vec![KindCounts::default(); MUTATIONS.len()],
            wire: KindCounts::default(),
            times: Vec::new(),
            usual: None,
            is_slow: false,
            next_quiet: FIRST_QUIET,
            quiet_times: 0,
            in_a_quiet_time: false,
            next_pieces: FIRST_PIECES,
            next_burst: FIRST_BURST,
            next_beside: FIRST_BESIDE,
            next_framed: FIRST_FRAMED,
            framings: Vec::new(),
            unasked_framings: Framing::ALL.to_vec(),
            next_round: FIRST_ROUND,
            again: VecDeque::new(),
            suspicions: Vec::new(),
            outage: None,
            witnesses: MUTATIONS.iter().map(|_| VecDeque::new()).collect(),
            counted: HashMap::new(),
            handed_over: 0,
            judged: 0,
            clock: over_http.then_some(control.plan.now),
        }
    }

    /// The moment of a case: now, or one of many days for a validator that is told it.
    pub(super) fn now(&self, rng: &mut Rng<'_>) -> Timestamp {
        match self.clock {
            Some(now) => now(),
            None => {
                let day = rng.below(1200) as i64;
                Timestamp::from_second(STDIO_EPOCH + day * 86_400).unwrap_or_default()
            }
        }
    }

    /// How far the clock of whom we ask may be from ours.
    pub(super) fn clocks(&self) -> SignedDuration {
        if self.clock.is_some() { HTTP_CLOCKS } else { SignedDuration::ZERO }
    }
}
