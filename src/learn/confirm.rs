//! Goals that were not asked before, chosen to contradict a rule.

use super::class::Class;
use super::facts::{Facts, Field};
use super::function::{Function, Unit};
use super::guard::Guard;
use super::image::Image;
use super::pool::{Draft, alphabet, characters, shaped, usual};
use super::rule::{Branch, Rule};
use super::simulate::{Prepared, made};
use crate::generate::rng::Rng;
use crate::generate::stream::Stream;
use crate::protocol::{Goal, Tenant, legal};
use std::sync::Arc;

/// What a rule is made of, as far as goals are chosen by it.
#[derive(Default)]
struct Parts {
    classes: Vec<Class>,
    texts: Vec<String>,
    lengths: Vec<usize>,
    cents: Vec<i64>,
}

impl Parts {
    fn of(rule: &Rule) -> Parts {
        let mut parts = Parts::default();
        let branches = rule.texts.iter().flat_map(|text| &text.branches).chain(&rule.message);
        branches.for_each(|Branch { when, what }| {
            parts.guard(when);
            parts.function(what);
        });
        rule.escapes.iter().for_each(|function| parts.function(function));
        rule.dropped.iter().for_each(|dropped| parts.guard(&dropped.when));
        for branch in &rule.value {
            parts.guard(&branch.when);
            branch.what.then.iter().for_each(|function| parts.function(function));
        }
        if let Some(layout) = &rule.layout {
            layout.added.iter().for_each(|added| parts.guard(&added.when));
        }
        parts
    }

    fn guard(&mut self, guard: &Guard) {
        match guard {
            Guard::Not(inner) | Guard::Of(_, inner) => self.guard(inner),
            Guard::All(all) => all.iter().for_each(|guard| self.guard(guard)),
            Guard::Longer(_, than) => self.lengths.push(*than),
            Guard::First(class) | Guard::Last(class) | Guard::Has(class) | Guard::Only(class) => {
                self.classes.push(class.clone());
            }
            Guard::Is(words) => self.texts.extend(words.iter().cloned()),
            Guard::Contains(text) | Guard::Begins(text) | Guard::Ends(text) => {
                self.texts.push(text.clone());
            }
            Guard::AmountFrom(cents) => self.cents.push(*cents),
            _ => {}
        }
    }

    fn function(&mut self, function: &Function) {
        match function {
            Function::Map(entries) => {
                for entry in entries {
                    self.classes.push(entry.of.clone());
                    for side in [&entry.after, &entry.before].into_iter().flatten() {
                        self.classes.extend(side.class.clone());
                    }
                    if let Image::Text(text) = &entry.image {
                        self.texts.push(text.clone());
                    }
                }
            }
            Function::Trim(class, _) | Function::Runs(class, _) | Function::Before(class) => {
                self.classes.push(class.clone());
            }
            Function::Replace(from, to, _) => self.texts.extend([from.clone(), to.clone()]),
            Function::Cut(cut) => self.lengths.extend([cut.over, cut.keep]),
            Function::Around(before, after) => {
                self.texts.extend([before.clone(), after.clone()]);
            }
            Function::Constant(text) => self.texts.push(text.clone()),
            Function::Then(steps) => steps.iter().for_each(|step| self.function(step)),
            Function::Whole(_) => {}
        }
    }

    /// Characters on both sides of each class's borders, and some from inside.
    fn characters(&self, rng: &mut Rng<'_>) -> Vec<char> {
        let mut found = Vec::new();
        for class in &self.classes {
            let mut borders = Vec::new();
            let mut inside = Vec::new();
            let mut was = false;
            for c in '\0'..=char::MAX {
                let holds = class.holds(c);
                if holds != was {
                    borders.push(c);
                    borders.extend(char::from_u32(u32::from(c).wrapping_sub(1)));
                }
                if holds {
                    inside.push(c);
                }
                was = holds;
            }
            found.extend(borders.iter().take(16));
            for list in [&borders, &inside] {
                if !list.is_empty() {
                    found.extend((0..12).map(|_| rng.pick(list)));
                }
            }
        }
        found.retain(|c| !('\u{10f000}'..'\u{10f800}').contains(c));
        found
    }
}

/// Fresh goals for a rule, with the one that stands beside it; of round `round`.
pub(super) fn goals(rule: &Rule, others: &[Rule], round: u64) -> Vec<(Arc<Tenant>, Goal)> {
    let mut rng = Rng::new(0x0063_6f6e_6669_726d, round);
    let rng = &mut rng;
    let parts = Parts::of(rule);
    let tenant = usual();
    let own = parts.characters(rng);
    let mut drafts: Vec<Draft> = Vec::new();
    for text in parts.texts.iter().filter(|text| !text.is_empty()) {
        for edited in [
            text.clone(),
            format!("{text}x"),
            format!("x{text}"),
            format!("{text}{text}"),
            format!("a {text} b {text}"),
            text.chars().skip(1).collect(),
            text.to_uppercase(),
            text.to_lowercase(),
            alike(rng, text),
            alike(rng, text),
            alike(rng, text),
        ] {
            drafts.push(Draft::everywhere(&edited));
        }
    }
    // Texts for which a guard holds, without what it asks for but else alike.
    let guards = rule.texts.iter().flat_map(|text| &text.branches).map(|branch| &branch.when);
    for guard in guards.chain(rule.dropped.iter().map(|dropped| &dropped.when)) {
        let facts = Facts::default();
        for _ in 0..120 {
            let text = shaped(rng);
            if !guard.holds(&text, &facts) {
                continue;
            }
            for part in parts.texts.iter().filter(|part| text.contains(part.as_str())) {
                let other = alike(rng, part);
                drafts.push(Draft::everywhere(&text.replace(part.as_str(), &other)));
            }
        }
    }
    for length in &parts.lengths {
        for unit in ["x", "é", "€", "🚀", "ab é🚀"] {
            let width = Unit::ALL.map(|measure| measure.length(unit));
            for by in [1, width[2].div_ceil(unit.chars().count()).max(1)] {
                for near in (length / by).saturating_sub(2)..=length / by + 2 {
                    let text: String = unit.chars().cycle().take(near.min(2000)).collect();
                    drafts.push(Draft::everywhere(&text));
                }
            }
        }
    }
    for cents in &parts.cents {
        for near in [-100, -2, -1, 0, 1, 2, 100] {
            let cents = (cents + near).clamp(0, 1_000_000);
            drafts.push(Draft::everywhere("x").worth(format!(
                "{}.{:02}",
                cents / 100,
                cents % 100
            )));
        }
    }
    if drafts.len() > 160 {
        let step = drafts.len() / 160 + 1;
        drafts = drafts.into_iter().step_by(step).collect();
    }
    let mut some: Vec<char> = own.clone();
    some.truncate(40);
    characters(&some, &mut drafts);
    let known = alphabet();
    for _ in 0..240 {
        drafts.push(mixed(rng, &own, &parts.texts, &known));
    }
    let mut goals: Vec<(Arc<Tenant>, Goal)> =
        drafts.iter().filter_map(|draft| Some((Arc::clone(&tenant), draft.goal()?))).collect();
    let stream = Stream { seed: 0x0066_7265_7368 + round };
    let drawn = (0..200).map(|index| (stream.tenant(index % 8 * 256), stream.goal(index)));
    goals.extend(drawn.filter(|(_, goal)| legal::is_legal(goal)));
    // Those first on which the next rules differ from this one.
    goals.sort_by_key(|(tenant, goal)| {
        let Some(case) = Prepared::of(tenant, goal) else { return true };
        let own = made(rule, &case);
        !others.iter().any(|other| made(other, &case) != own)
    });
    goals
}

/// Another text of the same shape: other digits, other letters.
fn alike(rng: &mut Rng<'_>, text: &str) -> String {
    let hex = text.chars().all(|c| !c.is_ascii_alphabetic() || c.is_ascii_hexdigit());
    text.chars()
        .map(|c| match c {
            '0'..='9' => char::from(b'0' + rng.below(10) as u8),
            'a'..='z' => char::from(b'a' + rng.below(if hex { 6 } else { 26 }) as u8),
            'A'..='Z' => char::from(b'A' + rng.below(if hex { 6 } else { 26 }) as u8),
            other => other,
        })
        .collect()
}

/// A goal of texts that are put together from pieces of many kinds.
fn mixed(rng: &mut Rng<'_>, own: &[char], texts: &[String], known: &[char]) -> Draft {
    let mut draft = Draft::default();
    let fields = [
        Field::EventName,
        Field::SessionId,
        Field::FirstTouchBucket,
        Field::FirstTouchTs,
        Field::Plan,
    ];
    for field in fields {
        match rng.below(20) {
            0..3 => continue,
            3 => {
                draft = draft.with(field, "");
                continue;
            }
            4 | 5 => {
                draft = draft.with(field, shaped(rng));
                continue;
            }
            6 if !field.in_properties() && field != Field::EventName => {
                draft = draft.with_null(field);
                continue;
            }
            _ => {}
        }
        let mut text = String::new();
        for _ in 0..=rng.below(9) {
            match rng.below(7) {
                0 | 1 if !own.is_empty() => text.push(rng.pick(own)),
                2 if !texts.is_empty() => {
                    text.push_str(&texts[rng.below(texts.len() as u64) as usize])
                }
                3 => text.push(rng.pick(known)),
                4 => text.extend(char::from_u32(rng.below(0x11_0000) as u32)),
                5 => text.push(char::from(b' ' + rng.below(95) as u8)),
                _ => {
                    text.push_str(rng.pick(&["Pro", "a", " ", "7", "team", "é", "-", "X y", "12"]))
                }
            }
        }
        draft = draft.with(field, text);
    }
    if rng.percent(70) {
        let cents = rng.below(1_000_001);
        draft = draft.worth(match rng.below(3) {
            0 => (cents / 100).to_string(),
            _ => format!("{}.{:02}", cents / 100, cents % 100),
        });
    }
    if rng.percent(60) {
        draft = draft.with(Field::Currency, rng.pick(&["EUR", "USD", "JPY", "CHF"]));
    }
    draft
}
