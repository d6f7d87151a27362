//! From something that looked wrong to a finding: had again, minimised, named.

use super::artifacts::unnamed_cause;
use super::by_chance;
use super::case::{ConfirmedCase, REPLAYS, Reproduced, SuspectedCase};
use super::changed_server::{self, Changed};
use super::clock;
use super::describing::verb;
use super::down;
use super::inquiry::Inquiry;
use super::new_names;
use super::precursors::twin;
use super::reproducer::{
    First401, Observed, Reproducer, TargetUnavailable, demanded, is_taken_before,
};
use super::restarts;
use super::search::SequenceHit;
use super::sequences;
use super::sequences::Effort;
use super::trigger::Part;
use crate::case::Signed;
use crate::generate::sequence::{Renewed, renew};
use crate::generate::{Body, Header, RequestBuilder, Style, TestRequest};
use crate::judge::Weight;
use crate::judge::server::{Symptom, Wrong};
use crate::judge::shrink_request::shrink_sketch;
use crate::protocol::Goal;
use crate::protocol::json::parse_wire;
use std::time::{Duration, Instant};

/// So many smaller requests are tried, for so long.
const SMALLER: usize = 400;
const SHRINKING: Duration = Duration::from_secs(10);

/// After so many requests like it that were judged right, something may have changed in the server.
const MANY: u64 = 4;

/// After so many refused signatures of a tenant it may be another server for it.
const LOCKED_OUT: u64 = 20;

impl Inquiry<'_, '_, '_> {
    /// Reproduces, minimises and names.
    pub(super) fn inquire(
        &mut self,
        suspect: &SuspectedCase,
    ) -> Result<ConfirmedCase, TargetUnavailable> {
        let mut found = as_seen(suspect, Reproduced::Untried);
        if matches!(suspect.symptom, Symptom::Hangs | Symptom::Dropped | Symptom::Gone)
            && let Some((sequence, what)) = down::server_is_down(self, suspect)?
        {
            found.description = what.to_owned();
            found.reproduced = Reproduced::ServerIsDown(sequence);
            return Ok(found);
        }
        if suspect.symptom == Symptom::Gone {
            return self.what_ended_it(suspect, found);
        }
        let mut again = 0;
        for _ in 0..REPLAYS {
            if let Some((wrong, observed, request)) = self.once(&suspect.request, suspect)? {
                again += 1;
                if suspect.symptom == Symptom::Hangs {
                    self.control.wait_less();
                }
                found.expected = demanded(&request, self.world, self.bench.clocks());
                (found.request, found.observed, found.wrong) = (request, observed, wrong);
            }
        }
        if again == 0 && suspect.is_first {
            found.description = FIRST_OF_TENANT.to_owned();
            found.reproduced = Reproduced::Not(0);
            return Ok(found);
        }
        if again == 0
            && suspect.symptom == Symptom::Dropped
            && let Some(hit) = restarts::by_many(self, suspect)?
        {
            return Ok(after(found, hit, self));
        }
        if again == 0
            && suspect.symptom == Symptom::Lag
            && let Some(sequence) = clock::connection_keeps_time(self, suspect)?
        {
            found.description = CONNECTION_KEEPS_TIME.to_owned();
            found.reproduced = Reproduced::BySequence(sequence);
            return Ok(found);
        }
        let recovers = if again == REPLAYS { self.passes_later(suspect)? } else { Later::Passes };
        let effort = match recovers {
            Later::Passes => Some(Effort::Full),
            Later::PassesAfter(time) => Some(Effort::Recovering(time)),
            Later::Fails => self.remembered(suspect)?.map(Effort::Remembered),
        };
        if let Some(effort) = effort {
            match sequences::find(self, suspect, effort)? {
                Some(hit) if !effort.is_full() || !self.shows_alone(&hit, suspect, effort)? => {
                    return Ok(after(found, hit, self));
                }
                // It passes after a while: then it is none by one request, however often that showed it.
                None if effort.is_full() => {
                    found.reproduced = Reproduced::Not(again);
                    return Ok(found);
                }
                _ if again < REPLAYS => {
                    found.reproduced = Reproduced::Not(again);
                    return Ok(found);
                }
                _ => {}
            }
        }
        if suspect.symptom == Symptom::Lag
            && let Some(sequence) = clock::clock_stands_still(self, suspect)?
        {
            found.description = CLOCK_STANDS.to_owned();
            found.reproduced = Reproduced::BySequence(sequence);
            return Ok(found);
        }
        if suspect.symptom == Symptom::Lag
            && let Some(sequence) = clock::moment_is_kept(self, suspect)?
        {
            found.description = MOMENT_IS_KEPT.to_owned();
            found.trigger = vec![Part::FirstTouch];
            found.reproduced = Reproduced::BySequence(sequence);
            return Ok(found);
        }
        if suspect.symptom == Symptom::Lag
            && let Some(sequence) = clock::lag_is_kept(self, suspect)?
        {
            found.description = LAG_IS_KEPT.to_owned();
            found.trigger = vec![Part::FirstTouch];
            found.reproduced = Reproduced::BySequence(sequence);
            return Ok(found);
        }
        let by_twin = match suspect.weight {
            Weight::Forged => match by_chance::takes_forged(self, suspect)? {
                None => sequences::by_twin(self, suspect)?,
                hit => hit,
            },
            _ => None,
        };
        if let Some(hit) = by_twin {
            return Ok(after(found, hit, self));
        }
        if suspect.passed_before >= MANY
            && let Some(sequence) = changed_server::after_many(self, suspect)?
        {
            let count: u32 = sequence.steps.iter().map(|step| step.repeat).sum();
            found.description = format!(
                "goals like it pass at first, and come out wrong from about the {count}th of a tenant on"
            );
            found.reproduced = Reproduced::BySequence(sequence);
            return Ok(found);
        }
        if suspect.refused_before >= LOCKED_OUT
            && suspect.weight == Weight::Forged
            && self.is_general(suspect)?
        {
            found.description = format!(
                "takes anything for this domain since {} signatures for it were refused",
                suspect.refused_before
            );
            found.reproduced =
                Reproduced::BySequence(changed_server::since_many(self, suspect, &found.request));
            return Ok(found);
        }
        let breaks = matches!(suspect.symptom, Symptom::Status(500..));
        if (suspect.passed_before >= MANY || breaks)
            && let Some(changed) = changed_server::has_changed(self, suspect)?
        {
            let (waited, what) = match changed {
                Changed::ForAny => {
                    (A_WHILE + LONGER.iter().sum::<Duration>(), "any request like it is")
                }
                Changed::ForSome => (A_WHILE, "what passed before is"),
            };
            found.description = format!(
                "{what} answered so by now, and the server does not recover within {:.0} s; at least {} like it passed \
                 before",
                waited.as_secs_f64(),
                suspect.passed_before
            );
            let is_locked_out = suspect.symptom == Symptom::Status(401)
                && suspect.refused_before >= LOCKED_OUT
                && changed == Changed::ForAny;
            found.reproduced = Reproduced::ForGood(match is_locked_out {
                true => changed_server::since_refused(self, suspect),
                false => changed_server::since_so_many(self, suspect, &found.request),
            });
            return Ok(found);
        }
        found.reproduced = Reproduced::Alone;
        // That it shows alone is known; what there is no time to find out of it is said to be left out.
        if self.look_closer(suspect, &mut found).is_err() && found.description.is_empty() {
            found.description = NOT_LOOKED_INTO.to_owned();
        }
        Ok(found)
    }

    /// What is in a request that shows it alone: the smallest one, what of it matters, what would explain the answer.
    fn look_closer(
        &mut self,
        suspect: &SuspectedCase,
        found: &mut ConfirmedCase,
    ) -> Result<(), TargetUnavailable> {
        if let Some(builder) = &suspect.builder {
            let builder = self.structured(builder, suspect)?;
            let small = self.shrink(&builder, suspect, found)?;
            if let Some(new) = new_names::takes_no_more(self, suspect, &small)? {
                found.description = new.description(verb(suspect.symptom));
                found.trigger = vec![new.part];
                found.reproduced = Reproduced::BySequence(new.sequence);
                return Ok(());
            }
            self.find_trigger(&small, suspect, found)?;
        }
        if suspect.request.wire.is_none() && suspect.symptom != Symptom::Differs {
            found.hypotheses = self.name(suspect, found)?;
        }
        Ok(())
    }

    /// What ended a server that was started again since: one request, or so many.
    fn what_ended_it(
        &mut self,
        suspect: &SuspectedCase,
        mut found: ConfirmedCase,
    ) -> Result<ConfirmedCase, TargetUnavailable> {
        if let Some(builder) = restarts::by_itself(self, suspect)? {
            let request = self.request_of(&builder, suspect);
            let (builder, symptom) = (Some(builder), Symptom::Dropped);
            return self.inquire(&SuspectedCase { request, builder, symptom, ..suspect.clone() });
        }
        if let Some(hit) = restarts::by_many(self, suspect)? {
            return Ok(after(found, hit, self));
        }
        found.reproduced = Reproduced::Not(0);
        Ok(found)
    }

    /// Whether it does not happen any more after a while, and after an ordinary goal of every tenant, the suspect's
    /// first: then what came before had to do with it.
    fn passes_later(&mut self, suspect: &SuspectedCase) -> Result<Later, TargetUnavailable> {
        self.control.wait_on(A_WHILE);
        if self.once(&suspect.request, suspect)?.is_none() {
            return Ok(Later::PassesAfter(A_WHILE));
        }
        self.send_between(suspect)?;
        if self.once(&suspect.request, suspect)?.is_none() {
            return Ok(Later::Passes);
        }
        // What was right before, and is wrong for any request, may need longer to be right again.
        if suspect.passed_before >= MANY && self.is_general(suspect)? {
            let mut waited = A_WHILE;
            for longer in LONGER {
                self.control.wait_on(longer);
                waited += longer;
                if !self.is_general(suspect)? {
                    return Ok(Later::PassesAfter(waited));
                }
            }
        }
        Ok(Later::Fails)
    }

    /// Whether requests that have nothing in common with it are answered as wrongly, each of several: one may be, by
    /// chance.
    fn is_general(&mut self, suspect: &SuspectedCase) -> Result<bool, TargetUnavailable> {
        let Some(builder) = &suspect.builder else { return Ok(false) };
        for _ in 0..UNRELATED {
            let other = twin(builder, self.control.salt());
            let other = match suspect.weight {
                // A signature of its own each time, which was never sent before.
                Weight::Forged => RequestBuilder {
                    signed: Signed { flip: Some(0), ..other.signed.clone() },
                    header: Header::Plain,
                    ..other
                },
                _ => RequestBuilder { signed: Signed::default(), header: Header::Plain, ..other },
            };
            if !self.weighs_the_same(&other, suspect)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Sends an ordinary goal of every tenant, the suspect's first.
    fn send_between(&mut self, suspect: &SuspectedCase) -> Result<(), TargetUnavailable> {
        let Reproducer::Http { .. } = &self.bench else { return Ok(()) };
        let own = self.world.place(&suspect.request.case.domain);
        let mut parties: Vec<usize> = (0..self.world.parties.len())
            .filter(|at| self.world.parties[*at].signer.is_some())
            .collect();
        parties.sort_by_key(|at| Some(*at) != own);
        for party in parties.into_iter().take(TENANTS) {
            let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
            let ordinary = RequestBuilder::ordinary(party, goal);
            let ordinary = self.request_of(&ordinary, suspect);
            self.bench.ask(&ordinary, self.world, None, self.control)?;
        }
        Ok(())
    }

    /// Sends a request alone; what is wrong in the same way, if it is.
    fn once(
        &mut self,
        request: &TestRequest,
        suspect: &SuspectedCase,
    ) -> Result<Option<(Vec<Wrong>, Observed, TestRequest)>, TargetUnavailable> {
        self.bench.renew();
        let (world, control) = (self.world, self.control);
        // The one that it differs from is sent anew, too.
        let renewed = match self.first.filter(|_| suspect.symptom == Symptom::Differs) {
            Some(first) => match self.bench.ask(&first.probe, world, None, control)?.1 {
                Observed::Answer(answer) => {
                    Some(First401 { probe: first.probe.clone(), answer: *answer })
                }
                _ => None,
            },
            None => None,
        };
        let mut asked = self.bench.ask(request, world, renewed.as_ref(), control)?;
        for _ in 0..PATIENT {
            // An answer that did not come in time says nothing of any other fault: the machine may be busy.
            let late = matches!(asked.1, Observed::Fault(Symptom::Hangs | Symptom::Dropped, _));
            if !late || matches!(suspect.symptom, Symptom::Hangs | Symptom::Dropped) {
                break;
            }
            asked = self.bench.ask(request, world, renewed.as_ref(), control)?;
        }
        let same = shows(&asked.0, suspect.symptom) || is_taken_before(suspect.symptom, &asked.1);
        Ok(same.then_some(asked))
    }

    /// What must have another name for it not to happen: then the server may have remembered that.
    fn remembered(
        &mut self,
        suspect: &SuspectedCase,
    ) -> Result<Option<Renewed>, TargetUnavailable> {
        let (Some(builder), Reproducer::Http { .. }) = (&suspect.builder, &self.bench) else {
            return Ok(None);
        };
        for what in [Renewed::Sessions, Renewed::SessionsAndEvents, Renewed::Everything] {
            // Twice, in two ways: another name may be right by chance, or for what it begins with.
            let (mut tried, mut shown) = (0, 0);
            for turn in 0..2 {
                let mut other = builder.clone();
                if !renew(&mut [&mut other], what, self.control.salt() + turn) {
                    continue;
                }
                let request = self.request_of(&other, suspect);
                let need_not = demanded(&request, self.world, self.bench.clocks()).may_refuse()
                    != suspect.expected.may_refuse();
                if !need_not {
                    tried += 1;
                    shown += u32::from(self.once(&request, suspect)?.is_some());
                }
            }
            if tried > 0 && shown == 0 {
                return Ok(Some(what));
            }
        }
        Ok(None)
    }

    /// Whether the request that shows it in a sequence shows it alone, with names that the server cannot know: then
    /// it is no sequence.
    fn shows_alone(
        &mut self,
        hit: &SequenceHit,
        suspect: &SuspectedCase,
        effort: Effort,
    ) -> Result<bool, TargetUnavailable> {
        // As long as it takes the server to recover from the sequence.
        let rest = match effort {
            Effort::Recovering(time) => time + time / 4,
            Effort::Remembered(_) | Effort::Full => A_WHILE,
        };
        for _ in 0..2 {
            self.control.wait_on(rest);
            let Some(mut other) = RequestBuilder::of_probe(&hit.request, self.world) else {
                return Ok(false);
            };
            renew(&mut [&mut other], Renewed::SessionsAndEvents, self.control.salt());
            self.send_between(suspect)?;
            if !self.weighs_the_same(&other, suspect)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The request with its body as a goal, where it was bytes and their spelling does not matter: a goal has parts.
    fn structured(
        &mut self,
        builder: &RequestBuilder,
        suspect: &SuspectedCase,
    ) -> Result<RequestBuilder, TargetUnavailable> {
        let Body::Bytes(bytes) = &builder.body else { return Ok(builder.clone()) };
        let read = parse_wire(bytes).ok().and_then(|value| Goal::from_value(value).ok());
        let Some(goal) = read else { return Ok(builder.clone()) };
        let body = Body::Goal { goal, extra: Vec::new(), style: Style::default() };
        let other = RequestBuilder { body, ..builder.clone() };
        let is_same = self.weighs_the_same(&other, suspect)?;
        Ok(if is_same { other } else { builder.clone() })
    }

    /// Takes away what is not needed, as long as it stays the same by name.
    fn shrink(
        &mut self,
        builder: &RequestBuilder,
        suspect: &SuspectedCase,
        found: &mut ConfirmedCase,
    ) -> Result<RequestBuilder, TargetUnavailable> {
        let begun = Instant::now();
        let symptom = suspect.symptom;
        let cause = unnamed_cause(&suspect.request, &suspect.expected, symptom);
        let (id, now) = (found.request.case.id.clone(), found.request.case.now);
        let clocks = self.bench.clocks();
        let (world, control, first) = (self.world, self.control, self.first);
        let mut gone = false;
        let small = shrink_sketch(builder, SMALLER, |candidate| {
            if gone || begun.elapsed() > SHRINKING || control.is_over() {
                return false;
            }
            let probe = candidate.probe(world, id.clone(), now);
            if unnamed_cause(&probe, &demanded(&probe, world, clocks), symptom) != cause {
                return false;
            }
            match self.bench.ask(&probe, world, first, control) {
                Ok((wrong, observed, probe)) if shows(&wrong, symptom) => {
                    found.expected = demanded(&probe, world, clocks);
                    (found.request, found.observed, found.wrong) = (probe, observed, wrong);
                    true
                }
                Ok(_) => false,
                Err(TargetUnavailable) => {
                    gone = true;
                    false
                }
            }
        });
        if gone { Err(TargetUnavailable) } else { Ok(small) }
    }
}

/// What is true of a server whose clock stands.
const CLOCK_STANDS: &str =
    "its clock stands still: lags are told as of the time when it was started";

/// What is true of a server that reads its clock once a connection.
const CONNECTION_KEEPS_TIME: &str =
    "tells lags as of the time when the connection was opened, however long ago that was";

/// What is true of a server that keeps the moments that it has read.
const MOMENT_IS_KEPT: &str = "tells the lag of an earlier goal whose first_touch_ts has the same date and time, and another offset";

/// What is true of a server that keeps lags.
const LAG_IS_KEPT: &str = "tells of a first_touch_ts that it had before the lag that was right then: it is kept, and not counted anew";

/// So often a request is sent again to which no answer came, where another fault was suspected.
const PATIENT: usize = 4;

/// So many requests that have nothing in common tell whether a server answers everything wrongly.
const UNRELATED: usize = 6;

/// Of so many tenants a goal is sent in between.
const TENANTS: usize = 3;

/// After so long a short cache has forgotten, and a limit by the second begins anew.
const A_WHILE: Duration = Duration::from_millis(1100);

/// So long is waited for a server that answers everything wrongly to be right again.
const LONGER: [Duration; 4] = [
    Duration::from_millis(900),
    Duration::from_millis(1000),
    Duration::from_millis(1000),
    Duration::from_millis(1000),
];

/// Whether what was wrong three times is right later.
enum Later {
    /// It is, for some reason.
    Passes,
    /// It is, after a quiet time.
    PassesAfter(Duration),
    Fails,
}

/// The description of what only the first goal of a tenant showed.
const FIRST_OF_TENANT: &str = "the first goal for its domain was taken, though it was forged, and the same one was not taken \
                               later: start the server anew to see it again";

/// The description of what shows alone where the time was over before anything else was known.
const NOT_LOOKED_INTO: &str =
    "shows alone; there was no time left to find out all that matters in the request";

/// What was found, shown by a sequence.
fn after(found: ConfirmedCase, hit: SequenceHit, inquiry: &Inquiry<'_, '_, '_>) -> ConfirmedCase {
    ConfirmedCase {
        expected: demanded(&hit.request, inquiry.world, inquiry.bench.clocks()),
        request: hit.request,
        observed: hit.observed,
        wrong: hit.wrong,
        trigger: hit.trigger,
        description: hit.description,
        reproduced: Reproduced::BySequence(hit.sequence),
        ..found
    }
}

/// What was seen, as it was.
pub(super) fn as_seen(suspect: &SuspectedCase, reproduced: Reproduced) -> ConfirmedCase {
    ConfirmedCase {
        request: suspect.request.clone(),
        expected: suspect.expected.clone(),
        observed: suspect.observed.clone(),
        wrong: suspect.wrong.clone(),
        reproduced,
        hypotheses: Vec::new(),
        trigger: Vec::new(),
        shape: None,
        description: String::new(),
    }
}

pub(super) fn shows(wrong: &[Wrong], symptom: Symptom) -> bool {
    wrong.iter().any(|(found, _)| *found == symptom)
}
