//! Goals that were not asked before, chosen to contradict a rule.

use super::class::{Class, Named};
use super::cut::Unit;
use super::facts::{Facts, Field};
use super::function::{Function, Piece};
use super::guard::Guard;
use super::image::Image;
use super::pool::{Draft, alphabet, characters, shaped, usual};
use super::recent::is_recent;
use super::rule::{Branch, Rule};
use super::simulate::{Prepared, made};
use super::word_limit::WordLimit;
use crate::generate::rng::Rng;
use crate::generate::stream::Stream;
use crate::generate::typical::BORDERS;
use crate::protocol::{Goal, Tenant, legal};
use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

/// So many fresh goals that a rule changes are looked for, most of them with long texts.
const TOUCHED: usize = 128;

/// From a moment that a rule asks about, first touches are at least so many seconds away, and at most.
const NEAREST: i64 = 900;
const FARTHEST: i64 = 40 * 86_400;

/// So many goals are drawn at most to find them.
const DRAWN: usize = 800;

/// What a rule is made of, as far as goals are chosen by it.
#[derive(Default)]
struct Parts {
    classes: Vec<Class>,
    texts: Vec<String>,
    lengths: Vec<usize>,
    cents: Vec<i64>,
    /// First touches before which something else is done.
    touched: Vec<i64>,
    /// Whether moments may be read and written again.
    moments: bool,
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
        parts.guard(&rule.escapes_when);
        rule.dropped.iter().for_each(|dropped| parts.guard(&dropped.when));
        rule.tokens.iter().for_each(|token| parts.guard(&token.when));
        for branch in &rule.value {
            parts.guard(&branch.when);
            branch.what.then.iter().for_each(|function| parts.function(function));
        }
        parts.guard(&rule.when);
        if let Some(layout) = &rule.layout {
            layout.added.iter().for_each(|added| parts.guard(&added.when));
        }
        parts
    }

    fn guard(&mut self, guard: &Guard) {
        match guard {
            Guard::Not(inner) | Guard::Of(_, inner) => self.guard(inner),
            Guard::All(all) => all.iter().for_each(|guard| self.guard(guard)),
            Guard::Longer(_, than) | Guard::Long(_, than) => self.lengths.push(*than),
            Guard::First(class) | Guard::Last(class) | Guard::Has(class) | Guard::Only(class) => {
                self.classes.push(class.clone());
            }
            Guard::Is(words) | Guard::IsAnyCase(words) | Guard::ContainsAny(words) => {
                self.texts.extend(words.iter().cloned());
            }
            Guard::Contains(text) | Guard::Begins(text) | Guard::Ends(text) => {
                self.texts.push(text.clone());
            }
            Guard::AmountFrom(cents) => self.cents.push(*cents),
            Guard::TouchedBefore(_, moment) => self.touched.push(*moment),
            Guard::TouchedOutside(_, from, until) => self.touched.extend([*from, *until]),
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
            Function::Trim(class, _)
            | Function::Runs(class, _)
            | Function::Before(class)
            | Function::Part(class, _) => {
                self.classes.push(class.clone());
            }
            Function::Replace(from, to, _) => self.texts.extend([from.clone(), to.clone()]),
            Function::Cut(cut) => self.lengths.extend([cut.over, cut.keep]),
            Function::StaleBlock(block) => self.lengths.push(block.size),
            Function::LengthField(field) => {
                let times = [1, 2, 3].map(|times| times * field.below);
                self.lengths
                    .extend(times.iter().flat_map(|length| [length - 1, *length, length + 5]));
            }
            Function::Around(before, after) => {
                self.texts.extend([before.clone(), after.clone()]);
            }
            Function::Constant(text) => self.texts.push(text.clone()),
            Function::Split(split) => {
                self.texts.push(split.mark.clone());
                if let Some(blank) = split.blank {
                    let blanks = ["\t", "\n", "\u{a0}", "\u{3000}", "\u{1c}"];
                    self.texts.extend(blanks.map(|blank| format!("a{blank}{}", split.mark)));
                    self.classes.push(Class::Of(blank));
                }
            }
            Function::OnePass(parts) => {
                self.texts.extend(parts.iter().map(|(from, _)| from.clone()));
                // One behind another: what was put there must not be looked at again.
                let pairs = parts.windows(2).map(|pair| format!("{}{}", pair[0].0, pair[1].0));
                self.texts.extend(pairs);
            }
            Function::WordLimit(WordLimit::Joined(count, _) | WordLimit::Kept(count, _)) => {
                let words = |count: usize| vec!["ab"; count].join(" ");
                self.texts.extend([
                    words(*count),
                    words(count + 1),
                    format!(" {}", words(count + 2)),
                ]);
            }
            Function::Words(map) => {
                self.texts.extend(map.words.iter().map(|(word, _)| word.clone()));
                self.classes.push(map.of.clone());
            }
            Function::Table(table) => self.texts.extend(table.iter().map(|(from, _)| from.clone())),
            Function::Pieces(pieces) => {
                self.texts.extend(pieces.iter().filter_map(|piece| match piece {
                    Piece::Text(text) => Some(text.clone()),
                    Piece::Own | Piece::Of(_) => None,
                }))
            }
            Function::Pad(pad) => self.lengths.push(pad.to),
            Function::Middle(middle) => self.lengths.extend([middle.over, middle.first]),
            Function::Mask(mask) => self.lengths.extend([mask.first, mask.first + mask.last]),
            Function::Then(steps) => steps.iter().for_each(|step| self.function(step)),
            Function::Tidy(tidy) => {
                self.classes.push(tidy.of.clone());
                self.classes.extend(tidy.trimmed.map(Class::Of));
                let Some(with) = tidy.with else { return };
                self.texts.extend([
                    format!("{with}a"),
                    format!("a{with}"),
                    format!("a{with}{with}b"),
                ]);
            }
            Function::Replacement(_) => {
                self.texts.extend(["$$", "$&", "$$&", "$$$"].map(str::to_owned));
            }
            Function::Expression(expression, _) => {
                let marks = expression.chars().filter(char::is_ascii_punctuation);
                self.texts.extend(marks.map(String::from));
            }
            Function::Whole(_) | Function::Local(_) | Function::Stamp(_) => self.moments = true,
            Function::Redact(..) => {}
            Function::Recode(_) => self.classes.push(Class::Of(Named::Beyond7F)),
        }
    }

    /// The borders of ranges: a character inside, and whether others are looked for behind it or before it.
    fn borders(&self) -> Vec<(char, bool)> {
        let of = |class: &Class| match class {
            Class::Range(from, to) => vec![(*from, false), (*to, true)],
            Class::Ranges(ranges) => {
                ranges.iter().flat_map(|(from, to)| [(*from, false), (*to, true)]).collect()
            }
            _ => Vec::new(),
        };
        self.classes.iter().flat_map(of).collect()
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
        found.retain(|c| !is_place(*c) && !is_recent(*c));
        found
    }
}

/// The borders of the ranges that a rule speaks of, each a character inside with the next known one outside.
pub(super) fn borders(rule: &Rule, known: &BTreeSet<char>) -> Vec<(char, char)> {
    let next = |(inside, behind): (char, bool)| {
        let outside = if behind {
            known.range((Bound::Excluded(inside), Bound::Unbounded)).next()
        } else {
            known.range(..inside).next_back()
        };
        Some((inside, *outside?))
    };
    Parts::of(rule).borders().into_iter().filter_map(next).collect()
}

/// The known characters of a rule's ranges that stand next to each other, but further apart than so much.
pub(super) fn gaps(rule: &Rule, known: &BTreeSet<char>, most: u32) -> Vec<(char, char)> {
    let mut found = Vec::new();
    for class in Parts::of(rule).classes {
        let ranges = match class {
            Class::Range(from, to) => vec![(from, to)],
            Class::Ranges(ranges) => ranges,
            _ => continue,
        };
        for (from, to) in ranges {
            let inside: Vec<char> = known.range(from..=to).copied().collect();
            let far = |pair: &&[char]| u32::from(pair[1]) - u32::from(pair[0]) > most;
            found.extend(inside.windows(2).filter(far).map(|pair| (pair[0], pair[1])));
        }
    }
    found
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
    let mut lengths = Vec::new();
    message_lengths(&rule.when, &mut lengths);
    for length in lengths {
        drafts.extend((length.saturating_sub(3)..=length + 3).filter_map(of_length));
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
    for moment in &parts.touched {
        // The nearer, the closer together: each round tells the border to a fifth of what it was off.
        let steps = std::iter::successors(Some(NEAREST), |by| Some(by + by / 4));
        for by in steps.take_while(|by| *by < FARTHEST).flat_map(|by| [-by, by]) {
            let near = jiff::Timestamp::from_second(moment.saturating_add(by)).unwrap_or_default();
            drafts.push(Draft::everywhere(&near.to_string()));
        }
    }
    if parts.moments {
        for hour in BORDERS {
            let (minute, second) = (rng.below(60), rng.below(60));
            drafts.push(Draft::everywhere(&format!("{hour}:{minute:02}:{second:02}Z")));
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
        drafts.push(mixed(rng, &own, &parts.texts, &known, false));
    }
    let mut goals: Vec<(Arc<Tenant>, Goal)> =
        drafts.iter().filter_map(|draft| Some((Arc::clone(&tenant), draft.goal()?))).collect();
    // Where the rule changes something is where it can be wrong, and most of all in long texts.
    let touched = |goal: &Goal| {
        Prepared::of(&tenant, goal)
            .is_some_and(|case| made(rule, &case) != made(&Rule::default(), &case))
    };
    let drawn: Vec<Goal> = (0..DRAWN)
        .filter_map(|turn| mixed(rng, &own, &parts.texts, &known, turn % 4 != 0).goal())
        .filter(touched)
        .take(TOUCHED)
        .collect();
    goals.extend(drawn.into_iter().map(|goal| (Arc::clone(&tenant), goal)));
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

/// The lengths of signed bytes that a predicate over them speaks of.
fn message_lengths(guard: &Guard, found: &mut Vec<usize>) {
    match guard {
        Guard::Not(inner) => message_lengths(inner, found),
        Guard::All(all) => all.iter().for_each(|guard| message_lengths(guard, found)),
        Guard::Longer(_, than) | Guard::Long(_, than) => found.push(*than),
        _ => {}
    }
}

/// A goal whose signed bytes are so long.
fn of_length(length: usize) -> Option<Draft> {
    let short = Draft::default().worth("5");
    let base = Prepared::of(&usual(), &short.goal()?)?.right.len();
    Some(short.with(Field::SessionId, "x".repeat(length.checked_sub(base)?)))
}

/// Whether lone surrogates stand at its place: a text with both cannot be told.
fn is_place(c: char) -> bool {
    ('\u{10f000}'..'\u{10f800}').contains(&c)
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

/// A goal of texts that are put together from pieces of many kinds: a few, or many of them.
fn mixed(
    rng: &mut Rng<'_>,
    own: &[char],
    texts: &[String],
    known: &[char],
    is_long: bool,
) -> Draft {
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
        let pieces = if is_long { 10 + rng.below(50) } else { 1 + rng.below(9) };
        for _ in 0..pieces {
            match rng.below(7) {
                0 | 1 if !own.is_empty() => text.push(rng.pick(own)),
                2 if !texts.is_empty() => {
                    text.push_str(&texts[rng.below(texts.len() as u64) as usize])
                }
                3 => text.push(rng.pick(known)),
                4 => {
                    let c = char::from_u32(rng.below(0x11_0000) as u32);
                    text.extend(c.filter(|c| !is_recent(*c) && !is_place(*c)));
                }
                5 => text.push(char::from(b' ' + rng.below(95) as u8)),
                _ => {
                    text.push_str(rng.pick(&["Pro", "a", " ", "7", "team", "é", "-", "X y", "12"]))
                }
            }
        }
        let most = match field {
            Field::Plan => 50,
            Field::EventName => 100,
            _ => text.len(),
        };
        draft = draft.with(field, text.chars().take(most).collect::<String>());
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
