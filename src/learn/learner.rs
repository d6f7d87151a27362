//! Asking, fitting, confirming.

use super::confirm;
use super::facts::Field;
use super::fit_recipe::recipe;
use super::fit_state::{answers_kept, holds, limit, state_rules};
use super::fit_where::{rules, rules_by_switch, rules_by_turn};
use super::pool::{Draft, alphabet, case, characters, sequence, survey_goals, usual};
use super::recent::is_recent;
use super::rule::Rule;
use super::seen::{Answer, Seen};
use super::state::{Source, StateRule, Taken, Turn};
use crate::case::Case;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A rule is fitted again so many times at most.
const ROUNDS: u64 = 4;

/// So many fresh goals a rule has to predict at least.
pub const CONFIRMED: usize = 64;

/// So many characters of refuting goals are looked at one by one.
const ISOLATED: usize = 60;

/// So many goals are asked at most for the borders of ranges, each time.
const SHARPENED: usize = 300;

/// Ranges are looked at so many times at most in a round: a hole in one makes two, with borders of their own.
const SHARPENINGS: usize = 2;

/// Between two known characters of a range, so many others may be unknown: a range with a larger gap is asked for one in it.
const GAP: u32 = 0x60;

/// A rule that predicts everything that was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Learned {
    /// The rule.
    pub rule: Rule,
    /// From so many goals it was learned.
    pub from: usize,
    /// So many fresh ones it predicted.
    pub confirmed: usize,
}

/// The result of learning.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Everything was signed as documented.
    Right,
    /// A rule was learned.
    Learned(Box<Learned>),
    /// None was; what was ruled out, a line each.
    Unlearned(Vec<String>),
}

/// Sends goals one after the other to a process, and returns the answers in the same order.
pub type Ask<'a> = dyn FnMut(&[Case]) -> Vec<Answer> + 'a;

/// An implementation that is asked, and all that it answered.
struct Asked<'a, 'b> {
    ask: &'a mut Ask<'b>,
    history: Vec<Option<Seen>>,
}

impl Asked<'_, '_> {
    fn ask(&mut self, cases: &[Case]) -> &[Option<Seen>] {
        let begun = self.history.len();
        let answers = (self.ask)(cases).into_iter();
        self.history.extend(cases.iter().zip(answers).map(|(case, answer)| Seen::of(case, answer)));
        &self.history[begun..]
    }
}

/// So many goals that known names change are asked at most before the rest of the survey.
const PROBED: usize = 120;

/// Everything that was asked before a rule is thought of.
pub struct Survey {
    history: Vec<Option<Seen>>,
    changes: bool,
    /// What was not asked yet.
    rest: Vec<Case>,
}

impl Survey {
    /// Asks some 6,300 goals of a process that was started for this, some of them twice.
    pub fn of(ask: &mut Ask<'_>) -> Survey {
        Survey::begun(&|_| false, ask).completed(ask)
    }

    /// Asks the first 520 goals, and some of the others for which `shows` holds: enough where known names predict
    /// everything.
    pub fn begun(shows: &dyn Fn(&Case) -> bool, ask: &mut Ask<'_>) -> Survey {
        let mut asked = Asked { ask, history: Vec::new() };
        // The same goals twice, in another order: a difference is state, and must not be fitted as anything else.
        let sequence = sequence(0);
        let first: Vec<Option<Seen>> = asked.ask(&sequence).to_vec();
        let again: Vec<Case> = sequence.iter().rev().take(120).cloned().collect();
        let changes = asked.ask(&again).iter().zip(first.iter().rev()).any(|pair| match pair {
            (Some(after), Some(before)) => after.signature != before.signature,
            _ => false,
        });
        let mut rest = if changes { Vec::new() } else { survey_goals() };
        let mut probed = Vec::new();
        rest.retain(|case| {
            let is_probed = probed.len() < PROBED && shows(case);
            if is_probed {
                probed.push(case.clone());
            }
            !is_probed
        });
        asked.ask(&probed);
        Survey { history: asked.history, changes, rest }
    }

    /// Asks these goals besides.
    pub fn and(self, more: &[Case], ask: &mut Ask<'_>) -> Survey {
        let Survey { history, changes, rest } = self;
        let mut asked = Asked { ask, history };
        asked.ask(more);
        Survey { history: asked.history, changes, rest }
    }

    /// Whether the same goal was signed in another way when it was sent again.
    pub fn changes(&self) -> bool {
        self.changes
    }

    /// Asks all that was not asked yet.
    pub fn completed(self, ask: &mut Ask<'_>) -> Survey {
        let Survey { history, changes, rest } = self;
        let mut asked = Asked { ask, history };
        asked.ask(&rest);
        Survey { history: asked.history, changes, rest: Vec::new() }
    }
}

/// Infers the rule of an implementation from what it answered to a survey; `ask` asks the same process.
pub fn learn(survey: Survey, ask: &mut Ask<'_>) -> Outcome {
    let Survey { history, changes, .. } = survey;
    let mut asked = Asked { ask, history };
    if changes {
        return with_state(&mut asked).unwrap_or_else(|| {
            let what = "the same goal is signed in another way when it is sent again; no dependence on earlier goals that is known predicts it";
            Outcome::Unlearned(vec![what.to_owned()])
        });
    }
    if let Some(outcome) = tenant_kept(&mut asked) {
        return outcome;
    }
    if let Some(outcome) = first_kept(&mut asked) {
        return outcome;
    }
    if let Some(rule) = limit(&asked.history)
        && let Some(outcome) = confirmed_with_state(vec![rule], &mut asked)
    {
        return outcome;
    }
    if let Some(rule) = answers_kept(&asked.history)
        && let Some(outcome) = confirmed_with_state(vec![rule], &mut asked)
    {
        return outcome;
    }
    let mut seen: Vec<Seen> = asked.history.iter().flatten().cloned().collect();
    if seen.iter().all(|s| s.fits(&Rule::default())) {
        return Outcome::Right;
    }
    let mut known: BTreeSet<char> = alphabet().into_iter().collect();
    let mut refuted = Vec::new();
    // What shows nearly everywhere may be how all is written, or signed.
    let wrong = seen.iter().filter(|s| !s.fits(&Rule::default())).count();
    let is_everywhere = wrong * 10 > seen.len() * 9;
    // And where all bytes are right, it is the key or what is made of the digest.
    let is_signature = seen.iter().all(|s| s.told.as_ref() == Some(&s.case.right));
    for round in 0..ROUNDS {
        let mut found = rules(&seen);
        if found.is_empty() && round == 0 && (is_everywhere || is_signature) {
            found.extend(recipe(&seen));
        }
        for _ in 0..SHARPENINGS {
            let Some(rule) = found.first() else { break };
            if !sharpened(rule, &mut asked, &mut known, &mut seen) {
                break;
            }
            found = rules(&seen);
        }
        let Some((rule, others)) = found.split_first() else { break };
        let mut fresh = Vec::new();
        let mut wrong: BTreeSet<char> = BTreeSet::new();
        let mut predicted = 0;
        let goals = confirm::goals(rule, others, round).into_iter().enumerate();
        let cases: Vec<Case> =
            goals.map(|(at, (tenant, goal))| case(200_000 + at, tenant, goal)).collect();
        for answer in asked.ask(&cases).iter().flatten().cloned() {
            if answer.fits(rule) {
                predicted += 1;
            } else {
                let texts =
                    Field::TEXTS.into_iter().filter_map(|field| answer.case.facts.text(field));
                wrong.extend(texts.flat_map(str::chars));
            }
            fresh.push(answer);
        }
        if predicted == fresh.len() && predicted >= CONFIRMED {
            let (rule, from) = (rule.clone(), seen.len());
            return Outcome::Learned(Box::new(Learned { rule, from, confirmed: predicted }));
        }
        refuted.push(format!(
            "refuted by {} of {} fresh goals: {}",
            fresh.len() - predicted,
            fresh.len(),
            rule.words()
        ));
        seen.extend(fresh);
        // The characters of what refuted it, one by one.
        let single: Vec<char> =
            wrong.into_iter().filter(|c| known.insert(*c)).take(ISOLATED).collect();
        let mut drafts = Vec::new();
        characters(&single, &mut drafts);
        let tenant = usual();
        let goals = drafts.iter().filter_map(Draft::goal).enumerate();
        let cases: Vec<Case> =
            goals.map(|(at, goal)| case(300_000 + at, Arc::clone(&tenant), goal)).collect();
        seen.extend(asked.ask(&cases).iter().flatten().cloned());
    }
    // What earlier goals decide may look like a list of words at first.
    let outcome = match (can_be_state(&asked.history), refuted.is_empty()) {
        (true, true) => with_state(&mut asked),
        (false, false) => None,
        // What is kept by a text may show late.
        _ => {
            let found = state_rules(&asked.history, &Rule::default());
            confirmed_with_state(found, &mut asked)
        }
    };
    if let Some(outcome) = outcome {
        return outcome;
    }
    if refuted.is_empty() {
        refuted.push(
            "no function of texts, amounts, presence, order, bytes, key or output predicts all answers"
                .to_owned(),
        );
    }
    Outcome::Unlearned(refuted)
}

/// Asks for the characters between the borders of a rule's ranges and the next ones that are known, until the
/// borders are certain; whether anything was asked. All borders are halved at the same time.
fn sharpened(
    rule: &Rule,
    asked: &mut Asked<'_, '_>,
    known: &mut BTreeSet<char>,
    seen: &mut Vec<Seen>,
) -> bool {
    let tenant = usual();
    let mut count = 0;
    let codes = |(inside, outside): (char, char)| (u32::from(inside), u32::from(outside));
    let mut borders: Vec<(u32, u32)> =
        confirm::borders(rule, known).into_iter().map(codes).collect();
    // Two characters inside, between which nothing is known: the middle is asked for once.
    let gaps = confirm::gaps(rule, known, GAP);
    let middles: Vec<char> = gaps
        .into_iter()
        .filter_map(|(low, high)| between(u32::from(low), u32::from(high), known))
        .take(SHARPENED / 2)
        .collect();
    let drafts = middles.iter().map(|c| (*c, Draft::everywhere(&format!("a{c}b")).goal()));
    let cases: Vec<Case> = drafts
        .filter_map(|(c, goal)| goal.filter(|_| known.insert(c)))
        .enumerate()
        .map(|(at, goal)| case(450_000 + at, Arc::clone(&tenant), goal))
        .collect();
    count += cases.len();
    seen.extend(asked.ask(&cases).iter().flatten().cloned());
    loop {
        // The character in the middle, whose side is not known yet; there are none among surrogates.
        let mut halved = Vec::new();
        for (inside, outside) in std::mem::take(&mut borders) {
            if count < SHARPENED
                && let Some(c) = between(inside, outside, known)
                && known.insert(c)
                && let Some(goal) = Draft::everywhere(&format!("a{c}b")).goal()
            {
                count += 1;
                halved.push((inside, outside, c, case(400_000 + count, Arc::clone(&tenant), goal)));
            }
        }
        if halved.is_empty() {
            return count > 0;
        }
        let cases: Vec<Case> = halved.iter().map(|(.., case)| case.clone()).collect();
        let answers = asked.ask(&cases).to_vec();
        for ((inside, outside, c, _), answer) in halved.into_iter().zip(answers) {
            let Some(answer) = answer else { continue };
            let c = u32::from(c);
            let is_changed = !answer.fits(&Rule::default());
            borders.push(if is_changed { (c, outside) } else { (inside, c) });
            seen.push(answer);
        }
    }
}

/// The character nearest to the middle between two whose side is not known, and which every table of characters knows.
fn between(inside: u32, outside: u32, known: &BTreeSet<char>) -> Option<char> {
    let (low, high) = (inside.min(outside), inside.max(outside));
    let middle = low.midpoint(high);
    let nearest = (0..=high - middle).flat_map(|by| [middle + by, middle.saturating_sub(by)]);
    nearest
        .filter(|code| (low + 1..high).contains(code))
        .filter_map(char::from_u32)
        .find(|c| !is_recent(*c) && !known.contains(c))
}

/// So many goals come first, in which what depends on others shows.
const IN_ORDER: usize = 640;

/// Whether answers can depend on earlier goals: some of the first ones are wrong, or nearly all from one on. To try
/// every dependence on thousands of goals takes minutes.
fn can_be_state(history: &[Option<Seen>]) -> bool {
    let is_wrong =
        |seen: &Option<Seen>| seen.as_ref().is_some_and(|seen| !seen.fits(&Rule::default()));
    let Some(first) = history.iter().position(is_wrong) else { return false };
    let rest = &history[first..];
    first < IN_ORDER || 10 * rest.iter().filter(|seen| is_wrong(seen)).count() >= 9 * rest.len()
}

/// A field's first text of the process for all goals: without other processes it looks like a constant.
fn first_kept(asked: &mut Asked<'_, '_>) -> Option<Outcome> {
    let takes = |field| [Taken::Kept(field), Taken::Text(field)];
    let rules = Field::TEXTS.into_iter().flat_map(takes).map(|take| {
        let state = StateRule::new(take, Source::FirstThatHas, Turn::Always);
        Rule { state: Some(state), ..Rule::default() }
    });
    let is_wrong = |seen: &Seen| !seen.fits(&Rule::default());
    if !asked.history.iter().flatten().any(is_wrong) {
        return None;
    }
    let found = rules.filter(|rule| holds(rule, &asked.history)).collect();
    confirmed_with_state(found, asked)
}

/// The first tenant of the process for all: without other processes it looks like a constant.
fn tenant_kept(asked: &mut Asked<'_, '_>) -> Option<Outcome> {
    let take = Taken::Text(Field::TenantId);
    let state = StateRule::new(take, Source::First, Turn::Always);
    let rule = Rule { state: Some(state), ..Rule::default() };
    let is_wrong = |seen: &Seen| !seen.fits(&Rule::default());
    let is_it = asked.history.iter().flatten().any(is_wrong) && holds(&rule, &asked.history);
    is_it.then(|| confirmed_with_state(vec![rule], asked)).flatten()
}

/// So many goals with every field are enough to tell what is done to each goal, whatever came before.
const WHOLE: usize = 12;

/// What may be done to every goal beside what is taken from earlier ones: rules of those that lack nothing.
fn bases(history: &[Option<Seen>]) -> Vec<Rule> {
    let is_whole = |seen: &&Seen| Field::ALL.iter().all(|f| seen.case.facts.is_filled(*f));
    // Who keeps answers by some of the fields gives an old one where all but one field are as before.
    let mut known: BTreeSet<(Field, Vec<String>)> = BTreeSet::new();
    let mut is_fresh = |seen: &&Seen| {
        let text = |field: Field| seen.case.facts.text(field).unwrap_or_default().to_owned();
        let others = |but: Field| Field::ALL.into_iter().filter(move |f| *f != but).map(text);
        // Each is noted, whether others were known or not.
        let known_before = Field::ALL
            .into_iter()
            .filter(|but| !known.insert((*but, others(*but).collect())))
            .count();
        known_before == 0
    };
    let whole = history.iter().flatten().filter(|seen| is_fresh(seen)).filter(is_whole);
    let whole: Vec<Seen> = whole.cloned().collect();
    if whole.len() < WHOLE || whole.iter().all(|seen| seen.fits(&Rule::default())) {
        return Vec::new();
    }
    rules(&whole)
}

/// A rule with state, confirmed on more of the same process.
fn with_state(asked: &mut Asked<'_, '_>) -> Option<Outcome> {
    let mut found = state_rules(&asked.history, &Rule::default());
    if found.is_empty() {
        found = rules_by_switch(&asked.history);
    }
    if found.is_empty() {
        found = rules_by_turn(&asked.history);
    }
    for base in bases(&asked.history) {
        if found.is_empty() {
            found = state_rules(&asked.history, &base);
        }
    }
    confirmed_with_state(found, asked)
}

/// The first of these rules that predicts more of the same process.
fn confirmed_with_state(found: Vec<Rule>, asked: &mut Asked<'_, '_>) -> Option<Outcome> {
    if found.is_empty() {
        return None;
    }
    let from = asked.history.len();
    asked.ask(&sequence(1));
    let rule = found.into_iter().find(|rule| holds(rule, &asked.history))?;
    let confirmed = asked.history[from..].iter().flatten().count();
    let learned = Learned { rule, from, confirmed };
    (confirmed >= CONFIRMED).then(|| Outcome::Learned(Box::new(learned)))
}
