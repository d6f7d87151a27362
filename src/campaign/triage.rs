//! From something that looked wrong to a finding: had again, minimised, named.

use super::artifacts::unnamed_cause;
use super::case::{ConfirmedCase, REPLAYS, Reproduced, SuspectedCase};
use super::changed_server;
use super::down;
use super::inquiry::Inquiry;
use super::precursors::twin;
use super::reproducer::{
    First401, Observed, Reproducer, TargetUnavailable, demanded, is_taken_before,
};
use super::search::SequenceHit;
use super::sequences;
use super::sequences::Effort;
use super::shape::{Shape, learn};
use super::trigger::{Part, is_plainly_signed};
use crate::case::CaseId;
use crate::case::{ExpectedResponse, Signed};
use crate::generate::rng::Rng;
use crate::generate::sequence::{Renewed, renew};
use crate::generate::{Body, Draw, Header, RequestBuilder, Style, TenantSet, TestRequest, fresh};
use crate::judge::Weight;
use crate::judge::hypotheses::{Hypothesis, Seen, hypotheses, narrow};
use crate::judge::server::{Symptom, Wrong};
use crate::judge::shrink_request::shrink_sketch;
use crate::protocol::json::{Value, parse_wire};
use crate::protocol::{Goal, Number};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So many smaller requests are tried, for so long.
const SMALLER: usize = 400;
const SHRINKING: Duration = Duration::from_secs(10);

/// So many cases are there to try hypotheses with, and so many hypotheses are tried.
const POOL: u64 = 800;
const TRIED: usize = 60;
const TRIALS: usize = 3;

/// So many of the last hypotheses are doubted, with so many requests of each kind.
const DOUBTED: usize = 6;
const DOUBTS: usize = 12;

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
        if matches!(suspect.symptom, Symptom::Hangs | Symptom::Dropped)
            && let Some(sequence) = down::server_is_down(self, suspect)?
        {
            found.reproduced = Reproduced::ServerIsDown(sequence);
            return Ok(found);
        }
        let mut again = 0;
        for _ in 0..REPLAYS {
            if let Some((wrong, observed, request)) = self.once(&suspect.request, suspect)? {
                again += 1;
                found.expected = demanded(&request, self.world, self.bench.clocks());
                (found.request, found.observed, found.wrong) = (request, observed, wrong);
            }
        }
        let recovers = if again == REPLAYS { self.passes_later(suspect)? } else { Later::Passes };
        let effort = match recovers {
            Later::Passes => Some(Effort::Full),
            Later::PassesAfter(time) => Some(Effort::Recovering(time)),
            Later::Fails => self.remembered(suspect)?.map(Effort::Remembered),
        };
        if let Some(effort) = effort {
            match sequences::find(self, suspect, effort)? {
                Some(hit) if !effort.is_full() || !self.shows_alone(&hit, suspect)? => {
                    found.expected = demanded(&hit.request, self.world, self.bench.clocks());
                    (found.request, found.observed, found.wrong) =
                        (hit.request, hit.observed, hit.wrong);
                    found.trigger = hit.trigger;
                    found.reproduced = Reproduced::BySequence(hit.sequence);
                    return Ok(found);
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
            && let Some(sequence) = changed_server::clock_stands_still(self, suspect)?
        {
            found.reproduced = Reproduced::BySequence(sequence);
            return Ok(found);
        }
        if suspect.weight == Weight::Forged
            && let Some(hit) = sequences::by_twin(self, suspect)?
        {
            found.expected = demanded(&hit.request, self.world, self.bench.clocks());
            (found.request, found.observed, found.wrong) = (hit.request, hit.observed, hit.wrong);
            found.trigger = hit.trigger;
            found.reproduced = Reproduced::BySequence(hit.sequence);
            return Ok(found);
        }
        if suspect.passed_before >= MANY
            && let Some(sequence) = changed_server::after_many(self, suspect)?
        {
            found.reproduced = Reproduced::BySequence(sequence);
            return Ok(found);
        }
        if suspect.refused_before >= LOCKED_OUT
            && suspect.weight == Weight::Forged
            && self.is_general(suspect)?
        {
            found.reproduced =
                Reproduced::BySequence(changed_server::since_many(self, suspect, &found.request));
            return Ok(found);
        }
        found.reproduced = Reproduced::Alone;
        if let Some(builder) = &suspect.builder {
            let builder = self.structured(builder, suspect)?;
            let small = self.shrink(&builder, suspect, &mut found)?;
            self.find_trigger(&small, suspect, &mut found)?;
        }
        if suspect.request.wire.is_none() && suspect.symptom != Symptom::Differs {
            found.hypotheses = self.name(suspect, &found)?;
        }
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
                Weight::Forged => other,
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
    ) -> Result<bool, TargetUnavailable> {
        for _ in 0..2 {
            self.control.wait_on(A_WHILE);
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

    /// Which parts of the request cure it when they are made ordinary.
    fn find_trigger(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
        found: &mut ConfirmedCase,
    ) -> Result<(), TargetUnavailable> {
        for part in Part::ALL {
            // A signature that becomes right cures any forged request.
            if part == Part::SignatureHeader && suspect.weight == Weight::Forged {
                continue;
            }
            if let Some(ordinary) = part.neutralised(small)
                && !self.weighs_the_same(&ordinary, suspect)?
            {
                found.trigger.push(part);
            }
        }
        if found.trigger.first() == Some(&Part::KeyCase) {
            found.description = "treats keys without regard to case".to_owned();
        } else if let (false, [part]) = (found.expected.may_refuse(), &found.trigger[..])
            && is_plainly_signed(small)
        {
            (found.description, found.shape) = self.describe(small, *part, suspect)?;
        } else if let (Weight::Forged, [part]) = (suspect.weight, &found.trigger[..])
            && let Some(text) = part.text(small)
        {
            let field = part.name().replace('-', "_");
            found.description =
                format!("takes what is forged where {field} is {text:?}, and else refuses it");
        }
        Ok(())
    }

    /// What is true of a legal goal that is refused, by asking around it.
    fn describe(
        &mut self,
        small: &RequestBuilder,
        part: Part,
        suspect: &SuspectedCase,
    ) -> Result<(String, Option<Shape>), TargetUnavailable> {
        let Some(goal) = small.goal() else { return Ok((String::new(), None)) };
        let verb = match suspect.symptom {
            Symptom::Status(500..) => "breaks on",
            Symptom::Status(_) => "refuses",
            _ => "answers wrongly to",
        };
        let field = part.name().replace('-', "_");
        let (shown, around): (String, Vec<(String, Goal)>) = match part {
            Part::Amount => {
                let Some(Value::Number(number)) = goal.property("value") else {
                    return Ok((String::new(), None));
                };
                let cents = (number.to_f64() * 100.0).round() as i64;
                let near = [-1, -2, 1, 100].into_iter().map(|step| cents + step);
                let near = near.filter(|cents| (0..=1_000_000).contains(cents)).map(|cents| {
                    let text = format!("{}.{:02}", cents / 100, cents % 100);
                    let value = Value::Number(Number::from_json_text(&text));
                    (text, with_property(goal, "value", value))
                });
                (number.text().unwrap_or_default().to_owned(), near.collect())
            }
            Part::EventName | Part::SessionId | Part::Bucket | Part::Plan => {
                let Some(text) = part.text(small) else { return Ok((String::new(), None)) };
                let shape = learn(&text, |other| {
                    let next = part.with_text(small, other);
                    let request = self.request_of(&next, suspect);
                    match demanded(&request, self.world, self.bench.clocks()).may_refuse() {
                        true => Ok(None),
                        false => self.weighs_the_same(&next, suspect).map(Some),
                    }
                })?;
                let words = match &shape {
                    None | Some(Shape::Whole(_)) => format!("{verb} {field} {text:?}"),
                    Some(shape) => format!("{verb} {field} {}, such as {text:?}", shape.words()),
                };
                return Ok((words, shape));
            }
            Part::ContentType => {
                let kind = small.content_type.as_deref().unwrap_or("none");
                let shape = Shape::Whole(kind.to_owned());
                return Ok((format!("{verb} content type {kind:?}"), Some(shape)));
            }
            Part::Currency => {
                let Some(code) = part.text(small) else { return Ok((String::new(), None)) };
                return Ok((format!("{verb} currency {code:?}"), Some(Shape::Whole(code))));
            }
            _ => return Ok((format!("{verb} a legal goal for its {}", part.name()), None)),
        };
        let (mut same, mut others) = (Vec::new(), Vec::new());
        for (text, goal) in around {
            let mut next = small.clone();
            if let crate::generate::Body::Goal { goal: slot, .. } = &mut next.body {
                *slot = goal;
            }
            let request = self.request_of(&next, suspect);
            // What need not be accepted says nothing.
            if demanded(&request, self.world, self.bench.clocks()).may_refuse() {
                continue;
            }
            match self.weighs_the_same(&next, suspect)? {
                true => same.push(text),
                false => others.push(text),
            }
        }
        let mut aside = Vec::new();
        if !same.is_empty() {
            aside.push(format!("and {}", same.join(", ")));
        }
        if !others.is_empty() {
            aside.push(format!("not {}", others.join(", ")));
        }
        let aside =
            if aside.is_empty() { String::new() } else { format!(" ({})", aside.join(", ")) };
        let shape = same.is_empty().then(|| Shape::Whole(shown.clone()));
        Ok((format!("{verb} {field} {shown}{aside}"), shape))
    }

    /// The known mistakes that would have done all that was seen. What the witnesses leave open is asked.
    fn name(
        &mut self,
        suspect: &SuspectedCase,
        found: &ConfirmedCase,
    ) -> Result<Vec<Hypothesis>, TargetUnavailable> {
        let (world, control) = (self.world, self.control);
        let seen_as = |probe: &TestRequest, expected: &ExpectedResponse, symptom| Seen {
            case: probe.case.clone(),
            expected: expected.clone(),
            verdict: symptom,
            telling: false,
        };
        let mut seen = vec![
            seen_as(&found.request, &found.expected, Some(suspect.symptom)),
            seen_as(&suspect.request, &suspect.expected, Some(suspect.symptom)),
        ];
        let mut candidates = narrow(&hypotheses(), &seen);
        seen.extend(self.witnesses.iter().cloned());
        candidates = narrow(&candidates, &seen);
        if !candidates.is_empty() {
            for (probe, expected) in own_trials(&candidates, world, found, self.bench) {
                let (wrong, _, _) = self.bench.ask(&probe, world, None, control)?;
                let verdict = wrong.first().map(|(symptom, _)| *symptom);
                seen.push(Seen { telling: true, ..seen_as(&probe, &expected, verdict) });
            }
            candidates = narrow(&candidates, &seen);
            candidates.truncate(TRIED);
        }
        if !candidates.is_empty() {
            for (probe, expected) in trials(&candidates, world, found, self.bench) {
                let (wrong, _, _) = self.bench.ask(&probe, world, None, control)?;
                let verdict = wrong.first().map(|(symptom, _)| *symptom);
                seen.push(seen_as(&probe, &expected, verdict));
            }
            candidates = narrow(&candidates, &seen);
            candidates.truncate(DOUBTED);
        }
        // A name says more than what was seen: what it predicts must not be contradicted.
        let mut named = Vec::new();
        for hypothesis in candidates {
            let mut doubts = Vec::new();
            for (probe, expected) in doubtful(&hypothesis, world, found, self.bench) {
                let (wrong, _, _) = self.bench.ask(&probe, world, None, control)?;
                let verdict = wrong.first().map(|(symptom, _)| *symptom);
                doubts.push(seen_as(&probe, &expected, verdict));
            }
            if !is_contradicted(&hypothesis, suspect.symptom, &doubts) {
                named.push(hypothesis);
            }
        }
        Ok(named)
    }
}

/// So often a request is sent again to which no answer came, where another fault was suspected.
const PATIENT: usize = 4;

/// So many requests that have nothing in common tell whether a server answers everything wrongly.
const UNRELATED: usize = 6;

/// Of so many tenants a goal is sent in between.
const TENANTS: usize = 3;

/// After so long a short cache has forgotten, and a limit by the second begins anew.
const A_WHILE: Duration = Duration::from_millis(1100);

/// So long is waited for a server that answers everything wrongly to be right again.
const LONGER: [Duration; 2] = [Duration::from_millis(1500), Duration::from_millis(2500)];

/// Whether what was wrong three times is right later.
enum Later {
    /// It is, for some reason.
    Passes,
    /// It is, after a quiet time.
    PassesAfter(Duration),
    Fails,
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

fn with_property(goal: &Goal, name: &'static str, value: Value) -> Goal {
    let mut goal = goal.clone();
    if let Some(Value::Object(members)) = &mut goal.properties {
        for (_, slot) in members.iter_mut().filter(|(key, _)| key == name) {
            *slot = value.clone();
        }
    }
    goal
}

/// One in so many predictions may be wrong: a mistake is a model of a server.
const PRECISE: usize = 4;

/// Whether some of what a mistake predicts was right, or some of what it does not predict was wrong in the same way.
fn is_contradicted(hypothesis: &Hypothesis, symptom: Symptom, seen: &[Seen]) -> bool {
    let (mut right, mut wrong, mut other) = (0, 0, 0);
    for one in seen {
        match (hypothesis.verdict(&one.case, &one.expected), one.verdict) {
            (Some(_), Some(_)) => wrong += 1,
            (Some(_), None) => right += 1,
            (None, Some(came)) if came == symptom => other += 1,
            (None, _) => {}
        }
    }
    PRECISE * right > wrong || PRECISE * other > wrong.max(1)
}

/// Requests that could contradict a mistake: some that it answers wrongly, and as many of the same demand that it
/// answers rightly.
fn doubtful(
    hypothesis: &Hypothesis,
    world: &TenantSet,
    found: &ConfirmedCase,
    bench: &Reproducer<'_>,
) -> Vec<(TestRequest, ExpectedResponse)> {
    let (now, clocks) = (found.request.case.now, bench.clocks());
    let (mut predicted, mut others) = (Vec::new(), Vec::new());
    for index in 0..POOL {
        let mut rng = Rng::new(0xD0B7, index);
        let builder = fresh(&mut Draw { rng: &mut rng, world, now });
        let probe = builder.probe(world, CaseId::Vector(Arc::from("trial")), now);
        let expected = demanded(&probe, world, clocks);
        let chosen = match hypothesis.verdict(&probe.case, &expected) {
            Some(_) => &mut predicted,
            None if expected.may_refuse() == found.expected.may_refuse() => &mut others,
            None => continue,
        };
        if chosen.len() < DOUBTS {
            chosen.push((probe, expected));
        }
    }
    others.truncate(predicted.len());
    predicted.into_iter().chain(others).collect()
}

/// A request for each candidate that shares a mistake with signers: it takes what such a signer makes.
fn own_trials(
    candidates: &[Hypothesis],
    world: &TenantSet,
    found: &ConfirmedCase,
    bench: &Reproducer<'_>,
) -> Vec<(TestRequest, ExpectedResponse)> {
    let party = world.place(&found.request.case.domain).unwrap_or(0);
    let trial = |hypothesis: &Hypothesis| {
        let Hypothesis::Mistake(set) = hypothesis else { return None };
        let example = set.mistakes().next()?.example;
        let goal = Goal::from_value(parse_wire(example.as_bytes()).ok()?).ok()?;
        let mut builder = RequestBuilder::ordinary(party, goal);
        builder.signed.mistakes = *set;
        let probe =
            builder.probe(world, CaseId::Vector(Arc::from("trial")), found.request.case.now);
        let expected = demanded(&probe, world, bench.clocks());
        Some((probe, expected))
    };
    candidates.iter().filter_map(trial).collect()
}

/// Requests that tell candidates apart: on each of them one is wrong, and few others.
fn trials(
    candidates: &[Hypothesis],
    world: &TenantSet,
    found: &ConfirmedCase,
    bench: &Reproducer<'_>,
) -> Vec<(TestRequest, ExpectedResponse)> {
    let (now, clocks) = (found.request.case.now, bench.clocks());
    let mut telling: Vec<Vec<(usize, usize)>> = vec![Vec::new(); candidates.len()];
    let pool: Vec<(TestRequest, ExpectedResponse)> = (0..POOL)
        .map(|index| {
            let mut rng = Rng::new(0x5EED, index);
            let builder = fresh(&mut Draw { rng: &mut rng, world, now });
            let probe = builder.probe(world, CaseId::Vector(Arc::from("trial")), now);
            let expected = demanded(&probe, world, clocks);
            (probe, expected)
        })
        .collect();
    for (at, (probe, expected)) in pool.iter().enumerate() {
        let wrong = |hypothesis: &Hypothesis| hypothesis.verdict(&probe.case, expected).is_some();
        let told: Vec<usize> = (0..candidates.len()).filter(|at| wrong(&candidates[*at])).collect();
        if told.len() < candidates.len() || candidates.len() == 1 {
            told.iter().for_each(|hypothesis| telling[*hypothesis].push((told.len(), at)));
        }
    }
    let mut chosen: Vec<usize> = telling
        .iter_mut()
        .flat_map(|places| {
            places.sort_unstable();
            places.iter().take(TRIALS).map(|(_, at)| *at).collect::<Vec<_>>()
        })
        .collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen.into_iter().map(|at| pool[at].clone()).collect()
}
