//! What all workers of a campaign share: the budget, the pace, the store, and whether the target is there.

use super::config::FuzzPlan;
use super::coverage::{Coverage, KindCounts, Note, NoteKey};
use super::finding_store::FindingStore;
use super::sent::RecentlySent;
use super::share::Share;
use super::state::Earlier;
use super::waivers::Waivers;
use crate::adapter::Cancel;
use crate::generate::TestRequest;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

/// What happens during a campaign.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A cause was filed: its name, and what it is.
    Found(String, String),
    /// Something was seen that did not happen again.
    Flaky(String),
    /// The target cannot be reached: why.
    Down(String),
    /// It is back after so long.
    Up(Duration),
    /// Something else worth a line.
    Note(String),
    /// How it stands.
    Tick(Box<Standing>),
}

/// How a campaign stands.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// For how long it has been running, earlier legs included.
    pub elapsed: Duration,
    /// So many cases were judged, earlier legs included.
    pub cases: u64,
    /// Cases a second in this leg.
    pub per_second: f64,
    /// Every cause that counts, with its cases.
    pub findings: Vec<(String, u64)>,
    /// What did not happen again.
    pub flaky: usize,
    /// So many behaviours were told apart.
    pub behaviours: u64,
    /// Since something new was seen.
    pub since_new: Duration,
    /// How likely the next hour is to show something new, from 0 to 1.
    pub next_hour: f64,
    /// For how long the target has been away.
    pub down: Option<Duration>,
    /// What was sent and judged in this run, by kind of request; empty for signers.
    pub coverage: Coverage,
    /// What is no failure, and no taste of the reference either.
    pub notes: Vec<Note>,
    /// What the result does not rest on, in one line each: what was not answered, or not looked into.
    pub remarks: Vec<String>,
}

/// How long a target may be away at the beginning, and how long two looks at it are apart at most.
const AWAY_AT_START: Duration = Duration::from_secs(10);
const BACK_OFF: Duration = Duration::from_secs(5);

/// How long a target may be away later on, where the campaign has no time limit of its own.
const AWAY: Duration = Duration::from_secs(600);

/// The refused signatures of this number of domains are counted.
const MOST_DOMAINS: usize = 1024;

/// How long one thing is looked into, at most: in a campaign of so much time, this share of it, and no less than that.
const LONGEST_INQUIRY: Duration = Duration::from_secs(120);
const LEAST_INQUIRY: Duration = Duration::from_secs(30);

fn inquiry_time(time: Duration) -> Duration {
    LONGEST_INQUIRY.min(time.mul_f64(0.7).max(LEAST_INQUIRY))
}

/// An answer that did not come twice is waited for so long.
const KNOWN_TO_HANG: Duration = Duration::from_millis(2500);

/// A wait is cut into such slices, to hear of an end.
const SLICE: Duration = Duration::from_millis(20);

pub(super) struct Control<'p> {
    pub(super) plan: &'p FuzzPlan,
    pub(super) cancel: &'p Cancel,
    notify: &'p (dyn Fn(Notice) + Sync),
    /// What earlier legs left.
    pub(super) earlier: Earlier,
    begun: Instant,
    /// The place of the next case in the stream.
    next: AtomicU64,
    /// Cases judged in this leg.
    judged: AtomicU64,
    over: AtomicBool,
    /// Whether as many cases were sent as there may be.
    sent_all: AtomicBool,
    store: Mutex<FindingStore>,
    slot: Mutex<Instant>,
    down: Mutex<Option<Instant>>,
    gave_up: Mutex<Option<String>>,
    standing: Mutex<Standing>,
    coverage: Mutex<Coverage>,
    /// What is known of the server and accepted.
    pub(super) waivers: Waivers<'p>,
    notes: Mutex<BTreeMap<NoteKey, Note>>,
    /// Whoever looks into something has the server for itself: the others hold this shared while they send.
    turn: RwLock<()>,
    wanted: AtomicUsize,
    salt: AtomicU64,
    sent: Mutex<RecentlySent>,
    /// How many requests for a domain were answered with 401.
    refused: Mutex<BTreeMap<String, u64>>,
    /// What is spent on looking into what was found.
    share: Share,
    remarks: Mutex<Vec<String>>,
    /// When what is being looked into has had its time, in microseconds since the beginning; 0 where nothing is.
    inquiry_ends: AtomicU64,
    waits_less: AtomicBool,
}

impl<'p> Control<'p> {
    pub(super) fn new(
        plan: &'p FuzzPlan,
        cancel: &'p Cancel,
        notify: &'p (dyn Fn(Notice) + Sync),
        earlier: Earlier,
        store: FindingStore,
    ) -> Control<'p> {
        let now = Instant::now();
        Control {
            plan,
            cancel,
            notify,
            begun: now,
            next: AtomicU64::new(earlier.next),
            earlier,
            judged: AtomicU64::new(0),
            over: AtomicBool::new(false),
            sent_all: AtomicBool::new(false),
            store: Mutex::new(store),
            slot: Mutex::new(now),
            down: Mutex::new(None),
            gave_up: Mutex::new(None),
            standing: Mutex::new(Standing::default()),
            coverage: Mutex::new(Coverage::new()),
            waivers: Waivers::new(if plan.strict { &[] } else { &plan.expected }),
            notes: Mutex::new(BTreeMap::new()),
            turn: RwLock::new(()),
            wanted: AtomicUsize::new(0),
            salt: AtomicU64::new(
                now.elapsed().as_nanos() as u64 ^ u64::from(std::process::id()) << 20,
            ),
            sent: Mutex::new(RecentlySent::default()),
            refused: Mutex::new(BTreeMap::new()),
            share: Share::default(),
            remarks: Mutex::new(Vec::new()),
            inquiry_ends: AtomicU64::new(0),
            waits_less: AtomicBool::new(false),
        }
    }

    /// Remembers that a request is sent so many times.
    pub(super) fn remember(&self, request: &TestRequest, times: u32) {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).add(request, times);
    }

    /// Counts an answer that refuses a signature: a server may count them, too, whatever they were sent for.
    pub(super) fn count_refused(&self, request: &TestRequest, status: Option<u16>) {
        if status != Some(401) {
            return;
        }
        let domain: &str = &request.case.domain;
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = refused.get_mut(domain) {
            *count += 1;
        } else if refused.len() < MOST_DOMAINS {
            refused.insert(domain.to_owned(), 1);
        }
    }

    /// How many requests for a domain were answered with 401.
    pub(super) fn refused(&self, domain: &str) -> u64 {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.get(domain).copied().unwrap_or(0)
    }

    /// Whether a request was sent more than once lately: a server that says so is right.
    pub(super) fn is_repeated(&self, request: &TestRequest) -> bool {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).is_repeated(request)
    }

    pub(super) fn say(&self, notice: Notice) {
        (self.notify)(notice);
    }

    /// Says what the result does not rest on, once, and tells it in the end.
    pub(super) fn remark(&self, text: String) {
        let mut remarks = self.remarks.lock().unwrap_or_else(PoisonError::into_inner);
        if !remarks.contains(&text) {
            remarks.push(text.clone());
            drop(remarks);
            self.say(Notice::Note(text));
        }
    }

    pub(super) fn remarks(&self) -> Vec<String> {
        self.remarks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether there is time to look into what was found, or nothing else to do any more.
    pub(super) fn may_look(&self) -> bool {
        self.share.allows(self.elapsed()) || self.is_over()
    }

    /// So much time was spent on looking into what was found.
    pub(super) fn spend(&self, time: Duration) {
        self.share.spend(time);
    }

    pub(super) fn store(&self) -> MutexGuard<'_, FindingStore> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    pub(super) fn judged(&self) -> u64 {
        self.judged.load(Ordering::Relaxed)
    }

    pub(super) fn next_index(&self) -> u64 {
        self.next.load(Ordering::Relaxed)
    }

    pub(super) fn count(&self, cases: u64) {
        self.judged.fetch_add(cases, Ordering::Relaxed);
    }

    /// Ends the campaign.
    pub(super) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Whether the campaign is over: its time, its findings, Ctrl-C.
    pub(super) fn is_over(&self) -> bool {
        let out_of_time = self
            .plan
            .budget
            .time
            .is_some_and(|time| self.begun.elapsed() + self.earlier.spent >= time);
        self.over.load(Ordering::Relaxed) || self.cancel.is_cancelled() || out_of_time
    }

    /// Whether it is over because every case was sent: their answers still count.
    pub(super) fn awaits_answers(&self) -> bool {
        self.sent_all.load(Ordering::Relaxed) && !self.must_stop()
    }

    /// Whether to stop though answers are outstanding: Ctrl-C, or well past the time.
    pub(super) fn must_stop(&self) -> bool {
        self.cancel.is_cancelled() || self.is_past(1.04)
    }

    /// Whether what is being looked into has to be filed as it is: it has had its time, or the campaign is at its end.
    pub(super) fn is_late(&self) -> bool {
        let ends = self.inquiry_ends.load(Ordering::Relaxed);
        ends > 0 && self.elapsed() >= Duration::from_micros(ends) || self.is_at_its_end()
    }

    /// Whether nothing is looked into any more: Ctrl-C, or the end of the grace after the time.
    pub(super) fn is_at_its_end(&self) -> bool {
        self.cancel.is_cancelled() || self.is_past(1.08)
    }

    /// From now on something is looked into, which has its time.
    pub(super) fn begin_inquiry(&self) {
        let time = self.plan.budget.time.map_or(LONGEST_INQUIRY, inquiry_time);
        let ends = u64::try_from((self.elapsed() + time).as_micros()).unwrap_or(u64::MAX);
        self.inquiry_ends.store(ends, Ordering::Relaxed);
    }

    /// From now on, in this inquiry, an answer that does not come in [`KNOWN_TO_HANG`] does not come: that it does not in
    /// the whole time was seen twice.
    pub(super) fn wait_less(&self) {
        self.waits_less.store(true, Ordering::Relaxed);
    }

    /// Nothing is looked into any more.
    pub(super) fn end_inquiry(&self) {
        self.inquiry_ends.store(0, Ordering::Relaxed);
        self.waits_less.store(false, Ordering::Relaxed);
    }

    /// Whether answers are waited for less long than usual: see [`Control::patience`].
    pub(super) fn is_near_its_end(&self) -> bool {
        self.is_past(1.0)
    }

    fn is_past(&self, share: f64) -> bool {
        let spent = self.begun.elapsed() + self.earlier.spent;
        self.plan.budget.time.is_some_and(|time| spent >= time.mul_f64(share))
    }

    /// How long an answer may be waited for.
    pub(super) fn patience(&self) -> Duration {
        let spent = self.begun.elapsed() + self.earlier.spent;
        let usual = match self.waits_less.load(Ordering::Relaxed) {
            true => self.plan.timeout.min(KNOWN_TO_HANG),
            false => self.plan.timeout,
        };
        match self.plan.budget.time {
            Some(time) => {
                usual.min(time.mul_f64(1.09).saturating_sub(spent)).max(Duration::from_millis(20))
            }
            None => usual,
        }
    }

    /// Held while requests are sent.
    pub(super) fn sending(&self) -> RwLockReadGuard<'_, ()> {
        while self.wanted.load(Ordering::Acquire) > 0 && !self.cancel.is_cancelled() {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.turn.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody wants the server for itself.
    pub(super) fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::Relaxed) > 0
    }

    /// Held while something is looked into: nobody else sends.
    pub(super) fn alone(&self) -> RwLockWriteGuard<'_, ()> {
        self.wanted.fetch_add(1, Ordering::AcqRel);
        let guard = self.turn.write().unwrap_or_else(PoisonError::into_inner);
        self.wanted.fetch_sub(1, Ordering::AcqRel);
        guard
    }

    /// A number that was not drawn before, for what must be new to the server.
    pub(super) fn salt(&self) -> u64 {
        self.salt.fetch_add(16, Ordering::Relaxed)
    }

    /// Adds to the counts of kinds.
    pub(super) fn cover(&self, counts: impl Iterator<Item = (&'static str, KindCounts)>) {
        let mut coverage = self.coverage.lock().unwrap_or_else(PoisonError::into_inner);
        for (kind, counts) in counts {
            coverage.entry(kind).or_default().add(counts);
        }
    }

    pub(super) fn coverage(&self) -> Coverage {
        self.coverage.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts notes.
    pub(super) fn note(&self, key: NoteKey, count: u64, text: impl FnOnce() -> String) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let note = notes.entry(key).or_insert_with(|| Note { text: text(), count: 0 });
        note.count += count;
    }

    pub(super) fn notes(&self) -> Vec<Note> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// The place of the next case; `None` where the budget is spent.
    pub(super) fn take(&self) -> Option<u64> {
        if self.is_over() {
            return None;
        }
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let spent = self.plan.budget.cases.is_some_and(|cases| at - self.earlier.first >= cases);
        if spent {
            self.next.fetch_sub(1, Ordering::Relaxed);
            self.sent_all.store(true, Ordering::Relaxed);
            self.end();
            return None;
        }
        Some(at)
    }

    /// Waits for the moment of the next case. Where others are under way, it says no rather than wait.
    pub(super) fn pace(&self, busy: bool) -> bool {
        let now = Instant::now();
        let at = {
            let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
            if busy && *slot > now {
                return false;
            }
            let at = (*slot).max(now);
            let apart =
                self.plan.rate.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate));
            *slot = at + apart;
            at
        };
        self.wait(at.saturating_duration_since(now));
        !self.is_over()
    }

    /// Whether every case has to wait for its moment.
    pub(super) fn is_paced(&self) -> bool {
        self.plan.rate.is_some()
            || *self.slot.lock().unwrap_or_else(PoisonError::into_inner) > Instant::now()
    }

    /// Holds everybody up, since the server asked for it.
    pub(super) fn hold(&self, time: Duration) {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = (*slot).max(Instant::now() + time);
    }

    /// Sleeps, unless the campaign ends.
    pub(super) fn wait(&self, time: Duration) {
        sleep(time, &|| self.is_over());
    }

    /// Sleeps while something is looked into, which goes on when the campaign is over, until it is late.
    pub(super) fn wait_on(&self, time: Duration) {
        sleep(time, &|| self.is_late());
    }

    /// Waits until the target is back: it is looked at again and again, further and further apart. Whether
    /// it came back.
    pub(super) fn wait_for(&self, why: &str, is_back: &mut dyn FnMut() -> bool) -> bool {
        let since = {
            let mut down = self.down.lock().unwrap_or_else(PoisonError::into_inner);
            if down.is_none() {
                *down = Some(Instant::now());
                self.say(Notice::Down(why.to_owned()));
            }
            down.unwrap_or_else(Instant::now)
        };
        let mut pause = Duration::from_millis(50);
        loop {
            self.wait(pause);
            if is_back() {
                let mut down = self.down.lock().unwrap_or_else(PoisonError::into_inner);
                if down.take().is_some() {
                    self.say(Notice::Up(since.elapsed()));
                }
                return true;
            }
            let patience = match (self.judged(), self.plan.budget.time) {
                (0, _) => AWAY_AT_START,
                (_, Some(_)) => Duration::MAX,
                _ => AWAY,
            };
            if self.is_over() || since.elapsed() > patience {
                self.give_up(why);
                return false;
            }
            pause = (pause * 2).min(BACK_OFF);
        }
    }

    /// Ends the campaign because there is nobody to ask.
    pub(super) fn give_up(&self, why: &str) {
        let mut gave_up = self.gave_up.lock().unwrap_or_else(PoisonError::into_inner);
        gave_up.get_or_insert_with(|| why.to_owned());
        self.end();
    }

    /// Why there is nobody to ask, where that ended the campaign.
    pub(super) fn gave_up(&self) -> Option<String> {
        self.gave_up.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// For how long the target has been away.
    pub(super) fn down(&self) -> Option<Duration> {
        self.down.lock().unwrap_or_else(PoisonError::into_inner).map(|since| since.elapsed())
    }

    /// Ends the campaign where enough was found.
    pub(super) fn look_at_findings(&self) {
        if self.has_enough() {
            self.end();
        }
    }

    /// Whether as many findings were filed as were asked for.
    pub(super) fn has_enough(&self) -> bool {
        let found = self.store().findings().count() as u64 - self.earlier.findings;
        self.plan.budget.findings.is_some_and(|most| found >= most)
    }

    /// How it stood in the end.
    pub(super) fn conclude(&self, standing: Standing) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// The same, once it is known.
    pub(super) fn concluded(&self) -> Standing {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn sleep(time: Duration, ends: &dyn Fn() -> bool) {
    let until = Instant::now() + time;
    while !ends() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return;
        }
        std::thread::sleep(left.min(SLICE));
    }
}
