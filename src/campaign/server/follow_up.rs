//! Looks into what looked wrong, while nobody else sends, and files it.

use super::known::Known;
use super::worker::Worker;
use crate::campaign::artifacts;
use crate::campaign::case::{ConfirmedCase, Reproduced, SuspectedCase};
use crate::campaign::control::{Control, Notice};
use crate::campaign::finding_store::{FiledFinding, How};
use crate::campaign::inquiry::Inquiry;
use crate::campaign::names_taken;
use crate::campaign::precursors::twin;
use crate::campaign::reproducer::{First401, Observed, Reproducer, TargetUnavailable, demanded};
use crate::campaign::search::{judged, send};
use crate::campaign::shape::Shape;
use crate::campaign::triage::as_seen;
use crate::campaign::trigger::Part;
use crate::generate::RequestBuilder;
use crate::generate::sequence::{Renewed, SendMode, named_like, renew};
use crate::judge::Weight;
use crate::judge::hypotheses::Seen;
use crate::judge::server::Symptom;
use crate::protocol::Goal;
use crate::protocol::json::Value;
use std::borrow::Cow;
use std::time::{Duration, Instant};

/// So many inquiries are made about what looks alike; fewer where a sequence with the same weight is filed.
const INQUIRIES: usize = 24;
const INQUIRIES_BESIDE: usize = 8;

/// So often a server that answers nothing is asked whether it does again.
const PATIENT: usize = 4;

/// An answer that does not come in this time, when the campaign's is over, does not come.
const LAST_TRY: Duration = Duration::from_secs(2);

/// Answers of servers that say that they have a goal already are looked into a few times: where it is not so, the first
/// shows it.
const HAS_IT: &str = "has-it-already";
const MOST_HAS_IT: usize = 4;

/// What is said where such answers are let pass.
const TAKEN_AS_SENT: &str = "the server says 409 to goals that this campaign sent once, and takes the same goals with \
     other sessions: it is taken that an earlier campaign sent them; to be sure, give another --seed";

/// Whether a server says of a legal goal that it has it already.
fn says_it_has_it(suspect: &SuspectedCase) -> bool {
    suspect.symptom == Symptom::Status(409) && !suspect.expected.may_refuse()
}

/// Counts the time until it is dropped as spent.
struct Spent<'c, 'p> {
    control: &'c Control<'p>,
    begun: Instant,
}

impl Drop for Spent<'_, '_> {
    fn drop(&mut self) {
        self.control.spend(self.begun.elapsed());
    }
}

impl Worker<'_, '_> {
    /// Looks into what looked wrong, while nobody else sends.
    pub(super) fn follow_up(
        &mut self,
        bench: &mut Reproducer<'_>,
    ) -> Result<(), TargetUnavailable> {
        self.put_off();
        let witnesses: Vec<Seen> = self.witnesses.iter().flatten().cloned().collect();
        let _turn = self.control.alone();
        let mut gone = false;
        while gone || self.control.may_look() {
            if self.control.has_enough() {
                break;
            }
            let Some(suspect) = self.common.next_suspect() else { break };
            let _spent = Spent { control: self.control, begun: Instant::now() };
            if gone || self.control.is_at_its_end() {
                // There is no time: what was seen is filed as it was seen.
                gone = true;
                self.file_or_leave_out(&suspect, bench);
                continue;
            }
            self.control.begin_inquiry();
            let looked = self.look_into(&suspect, &witnesses, bench);
            let had_its_time = self.control.is_late() && !self.control.is_at_its_end();
            self.control.end_inquiry();
            match looked {
                Ok(()) => {}
                // It took too long, which says nothing of the others.
                Err(TargetUnavailable) if had_its_time => {
                    self.file(&suspect, &as_seen(&suspect, Reproduced::Unfinished));
                }
                Err(TargetUnavailable) => {
                    gone = true;
                    self.file_or_leave_out(&suspect, bench);
                }
            }
        }
        if gone { Err(TargetUnavailable) } else { Ok(()) }
    }

    /// Whether something that looked wrong is to be looked into now.
    pub(super) fn must_look(&self) -> bool {
        (!self.suspicions.is_empty() || self.common.has_suspects()) && self.control.may_look()
    }

    /// Lets what looked wrong wait.
    pub(super) fn put_off(&mut self) {
        std::mem::take(&mut self.suspicions).into_iter().for_each(|one| self.common.put_off(one));
    }

    fn look_into(
        &self,
        suspect: &SuspectedCase,
        witnesses: &[Seen],
        bench: &mut Reproducer<'_>,
    ) -> Result<(), TargetUnavailable> {
        let first = self
            .common
            .first()
            .as_ref()
            .map(|first| First401 { probe: first.probe.clone(), answer: first.answer.clone() });
        let unanswered = self.common.unanswered().clone();
        let names = self.common.names().clone();
        let mut inquiry = Inquiry {
            bench,
            world: self.common.world,
            control: self.control,
            first: first.as_ref(),
            witnesses,
            unanswered: &unanswered,
            names: &names,
        };
        match self.known(suspect) {
            Known::Filed(at) => {
                self.count(at, suspect);
                return Ok(());
            }
            Known::Maybe(all) => {
                for at in all {
                    if self.is_cured_alike(at, suspect, &mut inquiry)? {
                        self.count(at, suspect);
                        return Ok(());
                    }
                }
            }
            Known::No => {}
        }
        let base = artifacts::unnamed_cause(&suspect.request, &suspect.expected, suspect.symptom);
        let is_sequence = |filed: &FiledFinding| {
            filed.how == How::Sequence && filed.weight == Some(suspect.weight)
        };
        let beside = self.control.store().filed.iter().any(is_sequence);
        let most = if beside { INQUIRIES_BESIDE } else { INQUIRIES };
        if !self.common.may_inquire(&base, most) {
            // Enough was looked into that looks like this.
            let alone = match &suspect.builder {
                Some(builder) => inquiry.weighs_the_same(builder, suspect)?,
                None => true,
            };
            let alike = |filed: &FiledFinding| {
                !filed.flaky && (filed.base == base || !alone && is_sequence(filed))
            };
            let at = self.control.store().filed.iter().position(alike);
            if let Some(at) = at {
                self.count(at, suspect);
                return Ok(());
            }
        }
        if says_it_has_it(suspect) && !self.common.may_inquire(HAS_IT, MOST_HAS_IT) {
            self.control.remark(TAKEN_AS_SENT.to_owned());
            return Ok(());
        }
        let found = inquiry.inquire(suspect)?;
        let at = match self.same_sequence(suspect, &found) {
            None => match self.same_trigger(suspect, &found) {
                None => self.same_text_elsewhere(suspect, &found, &mut inquiry)?,
                same => same,
            },
            same => same,
        };
        if let Some(at) = at {
            self.count(at, suspect);
            return Ok(());
        }
        if says_it_has_it(suspect) && matches!(found.reproduced, Reproduced::Not(_)) {
            // It was sent before, longer ago than is remembered.
            self.control.remark(TAKEN_AS_SENT.to_owned());
            return Ok(());
        }
        self.file(suspect, &found);
        if matches!(found.reproduced, Reproduced::ServerIsDown(_)) {
            self.wait_for_answers(suspect, bench);
        }
        Ok(())
    }

    /// A finding with the same weight whose sequence is as long and sent in the same way. Where a server mixes up what
    /// arrives at once, any answer may be wrong in any way: then it is the same if it weighs no more.
    fn same_sequence(&self, suspect: &SuspectedCase, found: &ConfirmedCase) -> Option<usize> {
        let sequence = match &found.reproduced {
            Reproduced::BySequence(sequence) => Some(sequence),
            Reproduced::Not(_) => None,
            _ => return None,
        };
        let store = self.control.store();
        store.filed.iter().position(|filed| match (filed.mixes_up(), sequence) {
            (Some(mode), _) => {
                filed.weight <= Some(suspect.weight)
                    && sequence.is_none_or(|sequence| sequence.mode == mode)
            }
            (None, Some(sequence)) => {
                filed.how == How::Sequence
                    && filed.weight == Some(suspect.weight)
                    && filed.sent_as() == Some((sequence.mode.name(), sequence.steps.len()))
                    && filed.trigger == found.trigger
            }
            (None, None) => false,
        })
    }

    /// A finding with the same answer to the same part of a request, where the rule by which its texts are treated
    /// otherwise is not known, or was not looked for since they may be refused.
    fn same_trigger(&self, suspect: &SuspectedCase, found: &ConfirmedCase) -> Option<usize> {
        let (Reproduced::Alone, [_]) = (&found.reproduced, &found.trigger[..]) else {
            return None;
        };
        let may_refuse = suspect.expected.may_refuse();
        let is_open = |shape: &Option<Shape>, may_refuse: bool| match shape {
            Some(Shape::Scattered) => true,
            None => may_refuse,
            Some(_) => false,
        };
        self.control.store().filed.iter().position(|filed| {
            filed.how == How::Alone
                && filed.weight == Some(suspect.weight)
                && filed.symptom == Some(suspect.symptom)
                && filed.trigger == found.trigger
                && is_open(&filed.shape, filed.may_refuse)
                && is_open(&found.shape, may_refuse)
        })
    }

    /// A finding about another field of text that refuses, with the same answer, what this one has in its field: or,
    /// about the same field, another word.
    fn same_text_elsewhere(
        &self,
        suspect: &SuspectedCase,
        found: &ConfirmedCase,
        inquiry: &mut Inquiry<'_, '_, '_>,
    ) -> Result<Option<usize>, TargetUnavailable> {
        let (Reproduced::Alone, [part], Some(shape)) =
            (&found.reproduced, &found.trigger[..], &found.shape)
        else {
            return Ok(None);
        };
        let world = self.common.world;
        let Some(builder) = RequestBuilder::of_exact_probe(&found.request, world) else {
            return Ok(None);
        };
        let (Some(text), Some(ordinary)) = (part.text(&builder), part.neutralised(&builder)) else {
            return Ok(None);
        };
        let alike: Vec<(usize, Part, bool)> = {
            let store = self.control.store();
            let alike = store.filed.iter().enumerate().filter_map(|(at, filed)| {
                let [other] = filed.trigger[..] else { return None };
                let same = filed.how == How::Alone
                    && filed.weight == Some(suspect.weight)
                    && filed.symptom == Some(suspect.symptom);
                let word = shape.is_word() && filed.shape.as_ref().is_some_and(Shape::is_word);
                same.then_some((at, other, word))
            });
            alike.collect()
        };
        for (at, other, word) in alike {
            if other == *part {
                // A list of words is one rule.
                if word && self.has_answer(at, found) {
                    return Ok(Some(at));
                }
                continue;
            }
            let Some(moved) = other.put_text(&ordinary, &text) else { continue };
            let request = inquiry.request_of(&moved, suspect);
            let may_refuse = demanded(&request, world, self.clocks()).may_refuse();
            if may_refuse == suspect.expected.may_refuse()
                && inquiry.weighs_the_same(&moved, suspect)?
            {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// Whether a finding's answer is the same, byte by byte.
    fn has_answer(&self, at: usize, found: &ConfirmedCase) -> bool {
        let Observed::Answer(answer) = &found.observed else { return false };
        let store = self.control.store();
        let Some(observed) = store.filed.get(at).and_then(|filed| filed.member("observed")) else {
            return false;
        };
        let body = answer.body.as_deref().map(String::from_utf8_lossy);
        observed.get("body").and_then(Value::as_str).map(Cow::Borrowed) == body
    }

    /// Whether what cures a finding cures a new wrong answer: then it is the same.
    fn is_cured_alike(
        &self,
        at: usize,
        suspect: &SuspectedCase,
        inquiry: &mut Inquiry<'_, '_, '_>,
    ) -> Result<bool, TargetUnavailable> {
        let (how, trigger) = {
            let store = self.control.store();
            let Some(filed) = store.filed.get(at) else { return Ok(false) };
            let other_value = match (&filed.shape, &filed.trigger[..], &suspect.builder) {
                (Some(shape), [part], Some(builder)) => {
                    part.text(builder).is_none_or(|text| !shape.holds(&text))
                }
                _ => false,
            };
            if other_value {
                return Ok(false);
            }
            (filed.how, filed.trigger.clone())
        };
        let Some(builder) = &suspect.builder else { return Ok(how != How::Alone) };
        match how {
            // With a sequence, what does not happen alone, with names that the server cannot know.
            How::Sequence => {
                let world = self.common.world;
                if let ([part], true) = (&trigger[..], self.takes_no_new_names(at))
                    && let Some(ordinary) = part.neutralised(builder)
                {
                    return Ok(!inquiry.weighs_the_same(&ordinary, suspect)?);
                }
                let sequence = self.control.store().filed.get(at).and_then(|it| it.sequence(world));
                // What the server has not forgotten yet is wrong with any name.
                let pause = sequence.and_then(|all| all.steps.first().map(|step| step.pause));
                self.control.wait_on(pause.unwrap_or_default());
                let mut other = builder.clone();
                renew(&mut [&mut other], Renewed::SessionsAndEvents, self.control.salt());
                if suspect.weight == Weight::Forged {
                    other = twin(&other, self.control.salt());
                }
                Ok(!inquiry.weighs_the_same(&other, suspect)?
                    && self.shows_after(at, builder, suspect, inquiry)?)
            }
            How::Once | How::StopsAnswering | How::ForGood => Ok(false),
            How::Alone => {
                let mut ordinary = builder.clone();
                let mut changed = false;
                for part in &trigger {
                    if let Some(next) =
                        part.neutralised(&ordinary).or_else(|| part.filled(&ordinary))
                    {
                        (ordinary, changed) = (next, true);
                    }
                }
                Ok(changed && !inquiry.weighs_the_same(&ordinary, suspect)?)
            }
        }
    }

    /// Whether a finding is that new names are not taken any more.
    fn takes_no_new_names(&self, at: usize) -> bool {
        let store = self.control.store();
        store.filed.get(at).and_then(FiledFinding::sent_as).is_some_and(|(mode, steps)| {
            mode == SendMode::InOrder.name() && steps >= names_taken::NO_LIST
        })
    }

    /// Whether a request is answered wrongly in the place of the last one of a finding's sequence.
    fn shows_after(
        &self,
        at: usize,
        builder: &RequestBuilder,
        suspect: &SuspectedCase,
        inquiry: &mut Inquiry<'_, '_, '_>,
    ) -> Result<bool, TargetUnavailable> {
        let world = self.common.world;
        let filed = self.control.store().filed.get(at).and_then(|filed| filed.sequence(world));
        let Some(mut sequence) = filed else { return Ok(false) };
        if sequence.mode != SendMode::InOrder {
            // Which of them it happens to is a matter of chance.
            return Ok(true);
        }
        // As it is, and with the names by which the server may have remembered what came before.
        let last = sequence.steps.last().map(|last| last.request.clone());
        let last = last.and_then(|last| RequestBuilder::of_exact_probe(&last, world));
        let alike = last.map(|last| named_like(builder, &last));
        for builder in std::iter::once(builder.clone()).chain(alike) {
            if let Some(last) = sequence.steps.last_mut() {
                last.request = inquiry.request_of(&builder, suspect);
            }
            for one in send(inquiry, &sequence)?.iter().filter(|one| sequence.counts(one.step)) {
                let expected = demanded(&one.request, world, self.clocks());
                let (_, wrong) = judged(inquiry, one);
                let weighs = |symptom: &Symptom| Weight::of(&expected, *symptom) == suspect.weight;
                if wrong.iter().any(|(symptom, _)| weighs(symptom)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    pub(super) fn file(&self, suspect: &SuspectedCase, found: &ConfirmedCase) {
        let draft = artifacts::draft(suspect, found, self.control.plan, self.common.world);
        let (cause, title, weight) = (draft.cause.clone(), draft.title.clone(), suspect.weight);
        let sequence = matches!(draft.how, How::Sequence | How::ForGood);
        let filed = {
            let mut store = self.control.store();
            let filed = store.file(draft);
            match filed {
                Ok((at, true)) if sequence => store.absorb(at).map(|()| (at, true)),
                filed => filed,
            }
        };
        match filed {
            Ok((_, true)) => {
                self.control.say(Notice::Found(cause, format!("{}: {title}", weight.name())));
                self.control.look_at_findings();
            }
            Ok((_, false)) => {}
            Err(error) => {
                self.control.give_up(&format!("a finding cannot be written: {error}"));
            }
        }
    }

    /// What there was no time for: what may be a finding that is filed is not said to be another one.
    fn file_or_leave_out(&self, suspect: &SuspectedCase, bench: &Reproducer<'_>) {
        match self.known(suspect) {
            Known::Filed(at) => self.count(at, suspect),
            Known::Maybe(_) => self.common.leave_out(),
            Known::No => self.file_as_seen(suspect, bench),
        }
    }

    /// Files what there was no time for as it was seen. An answer that did not come, from a server that answers, in a time
    /// that was cut short says little: the machine may be busy.
    fn file_as_seen(&self, suspect: &SuspectedCase, bench: &Reproducer<'_>) {
        let silent = match suspect.symptom {
            Symptom::Hangs => suspect.cut_short,
            Symptom::Dropped | Symptom::Gone => true,
            _ => false,
        };
        // Of what was not looked into nothing is known that would tell one from another.
        let alike = self.control.store().filed.iter().position(|filed| {
            filed.how == How::Once
                && filed.weight.is_some_and(|weight| weight <= suspect.weight)
                && filed.symptom == Some(suspect.symptom)
        });
        if let Some(at) = alike {
            return self.count(at, suspect);
        }
        if says_it_has_it(suspect) {
            self.control.remark(TAKEN_AS_SENT.to_owned());
            return;
        }
        let answers = || {
            *self.common.answers_in_the_end.get_or_init(|| self.answers(suspect, bench, LAST_TRY))
        };
        match silent && answers() {
            true => self.control.remark(
                "requests had no answer, and there was no time to ask again; to another one the server answers"
                    .to_owned(),
            ),
            false => self.file(suspect, &as_seen(suspect, Reproduced::Untried)),
        }
    }

    /// Whether the server answers an ordinary goal in this time.
    fn answers(&self, suspect: &SuspectedCase, bench: &Reproducer<'_>, time: Duration) -> bool {
        let Reproducer::Http { address, .. } = bench else { return false };
        let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
        let party = self.common.world.place(&suspect.request.case.domain).unwrap_or(0);
        let ordinary = RequestBuilder::ordinary(party, goal);
        let case = &suspect.request.case;
        let ordinary = ordinary.probe(self.common.world, case.id.clone(), case.now);
        address.exchange(&ordinary.case.request, time).is_ok()
    }

    /// Waits until a server that answers nothing answers again; where it does not, the campaign is over.
    fn wait_for_answers(&self, suspect: &SuspectedCase, bench: &Reproducer<'_>) {
        for _ in 0..PATIENT {
            if self.control.is_over() || self.answers(suspect, bench, Duration::from_secs(1)) {
                return;
            }
            self.control.wait(Duration::from_millis(200));
        }
        self.control.say(Notice::Note("ended: the server answers nothing any more".to_owned()));
        self.control.end();
    }
}
