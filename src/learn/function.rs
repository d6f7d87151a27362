//! Functions of a text: what a signer makes of it.

use super::class::Class;
use super::cut::Cut;
use super::ends::{Mask, Middle, Pad};
use super::expression::replaced_where;
use super::facts::{Facts, Field};
use super::length_field::LengthField;
use super::local_time::LocalTime;
use super::map::{Entry, Neighbour, Which, mapped, replaced};
use super::one_pass::{self, Replacements};
use super::recode::Recode;
use super::redact::{Place, Redaction, redacted};
use super::split::Split;
use super::stale_block::StaleBlock;
use super::stamp::Stamp;
use super::tidy::Tidy;
use super::whole::Whole;
use super::word_limit::WordLimit;
use super::word_map::WordMap;
use serde::{Deserialize, Serialize};

/// A function of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Function {
    /// Characters are replaced, each by its image: the first entry that holds counts.
    Map(Vec<Entry>),
    /// A function of the whole text.
    Whole(Whole),
    /// Characters of a class are taken off the ends.
    Trim(Class, Side),
    /// Each run of characters of a class becomes one text; the first of the run where none is given.
    Runs(Class, Option<String>),
    /// A text in it is replaced.
    Replace(String, String, Which),
    /// It is cut where it is too long.
    Cut(Cut),
    /// It is cut to what a length field that is too small says.
    LengthField(LengthField),
    /// It is read in blocks, of which the last is taken in full.
    StaleBlock(StaleBlock),
    /// It ends before the first character of a class.
    Before(Class),
    /// It is what stands on one side of a character of a class.
    Part(Class, Part),
    /// Something is put before and after it.
    Around(String, String),
    /// It is another text.
    Constant(String),
    /// Whole texts are replaced by others.
    Table(Vec<(String, String)>),
    /// It is put together from pieces.
    Pieces(Vec<Piece>),
    /// It is filled up where it is too short.
    Pad(Pad),
    /// The middle is left out where it is too long.
    Middle(Middle),
    /// All characters but some at the ends become one character each.
    Mask(Mask),
    /// What looks like a pattern is hidden, all of it or a part.
    Redact(Place, Redaction),
    /// What a regular expression finds is hidden, all of it or a part.
    Expression(String, Redaction),
    /// A moment is read and written again.
    Stamp(Stamp),
    /// It is written in one encoding and read in another.
    Recode(Recode),
    /// It is made a slug, or the like.
    Tidy(Tidy),
    /// A moment is written in the local time of a server.
    Local(LocalTime),
    /// It is put in with `replace` of JavaScript, where `$$` is `$` and `$&` is what is replaced: this.
    Replacement(String),
    /// Parts of it are replaced in one pass.
    OnePass(Replacements),
    /// It is what stands on one side of a mark.
    Split(Split),
    /// It is cut between words.
    WordLimit(WordLimit),
    /// Whole words are replaced by others.
    Words(WordMap),
    /// One after the other.
    Then(Vec<Function>),
}

/// Which part of a text is kept; all of it where no character of the class is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// What stands before the last of them.
    BeforeLast,
    /// What follows the first of them.
    AfterFirst,
    /// What follows the last of them.
    AfterLast,
    /// The same without those at its end, as Ruby's and Java's `split` have it.
    LastPiece,
}

impl Part {
    /// Every choice.
    pub const ALL: [Part; 4] =
        [Part::BeforeLast, Part::AfterFirst, Part::AfterLast, Part::LastPiece];

    /// The part of a text that is kept.
    pub fn of<'t>(self, class: &Class, text: &'t str) -> &'t str {
        let holds = |c: char| class.holds(c);
        let text = match self {
            Part::LastPiece => text.trim_end_matches(holds),
            _ => text,
        };
        let split = match self {
            Part::AfterFirst => text.split_once(holds),
            Part::BeforeLast | Part::AfterLast | Part::LastPiece => text.rsplit_once(holds),
        };
        match (self, split) {
            (_, None) => text,
            (Part::BeforeLast, Some((before, _))) => before,
            (Part::AfterFirst | Part::AfterLast | Part::LastPiece, Some((_, after))) => after,
        }
    }
}

/// A piece of a text that is put together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// The text itself.
    Own,
    /// This.
    Text(String),
    /// The text of a field, as passed; of an amount, as it has to be signed.
    Of(Field),
}

/// An end of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The beginning.
    Start,
    /// The end.
    End,
    /// Both.
    Both,
    /// One character off the beginning.
    OneAtStart,
    /// One character off the end.
    OneAtEnd,
}

impl Side {
    /// Every choice.
    pub const ALL: [Side; 5] =
        [Side::Both, Side::Start, Side::End, Side::OneAtStart, Side::OneAtEnd];
}

impl Function {
    /// What becomes of a text.
    pub fn of(&self, text: &str) -> String {
        match self {
            Function::Map(entries) => mapped(entries, text),
            Function::Whole(whole) => whole.of(text),
            Function::Trim(class, side) => trimmed(class, *side, text).to_owned(),
            Function::Runs(class, to) => runs(class, to.as_deref(), text),
            Function::Replace(from, to, which) => replaced(from, to, *which, text),
            Function::Cut(cut) => cut.of(text),
            Function::LengthField(field) => field.of(text).to_owned(),
            Function::StaleBlock(block) => block.of(text),
            Function::Before(class) => text.chars().take_while(|c| !class.holds(*c)).collect(),
            Function::Part(class, part) => part.of(class, text).to_owned(),
            Function::Around(before, after) => format!("{before}{text}{after}"),
            Function::Constant(text) => text.clone(),
            Function::Table(table) => {
                let to = table.iter().find(|(from, _)| from == text).map(|(_, to)| to);
                to.map_or_else(|| text.to_owned(), String::clone)
            }
            Function::Pieces(_) => self.on(text, &Facts::default()),
            Function::Pad(pad) => pad.of(text),
            Function::Middle(middle) => middle.of(text),
            Function::Mask(mask) => mask.of(text),
            Function::Redact(place, redaction) => redacted(*place, redaction, text),
            Function::Expression(expression, redaction) => {
                replaced_where(expression, redaction, text)
            }
            Function::Stamp(stamp) => stamp.of(text),
            Function::Recode(recode) => recode.of(text),
            Function::Tidy(tidy) => tidy.of(text),
            Function::Local(time) => time.of(text),
            Function::Replacement(of) => replacement(of, text),
            Function::OnePass(parts) => one_pass::replaced(parts, text),
            Function::Split(split) => split.of(text).to_owned(),
            Function::WordLimit(limit) => limit.of(text),
            Function::Words(map) => map.of(text),
            Function::Then(steps) => steps.iter().fold(text.to_owned(), |text, f| f.of(&text)),
        }
    }

    /// What becomes of a text of a goal.
    pub fn on(&self, text: &str, facts: &Facts) -> String {
        match self {
            Function::Pieces(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Own => text,
                    Piece::Text(text) => text.as_str(),
                    Piece::Of(field) => facts.text(*field).unwrap_or_default(),
                })
                .collect(),
            Function::Then(steps) => {
                steps.iter().fold(text.to_owned(), |text, step| step.on(&text, facts))
            }
            other => other.of(text),
        }
    }

    /// The length of the longest text that it names, in bytes.
    pub(super) fn longest(&self) -> usize {
        match self {
            Function::Replace(from, to, _) => from.len().max(to.len()),
            Function::Constant(text) => text.len(),
            Function::Around(before, after) => before.len().max(after.len()),
            Function::Table(table) | Function::OnePass(table) => {
                table.iter().map(|(from, to)| from.len().max(to.len())).max().unwrap_or(0)
            }
            Function::Words(map) => {
                map.words.iter().map(|(from, to)| from.len().max(to.len())).max().unwrap_or(0)
            }
            Function::Then(steps) => steps.iter().map(Function::longest).max().unwrap_or(0),
            _ => 0,
        }
    }

    /// How much is said by it, in tenths.
    pub fn cost(&self) -> u32 {
        match self {
            Function::Map(entries) => {
                5 + entries
                    .iter()
                    .map(|entry| {
                        let beside =
                            |side: &Option<Neighbour>| side.as_ref().map_or(0, Neighbour::cost);
                        entry.of.cost()
                            + entry.image.cost()
                            + beside(&entry.after)
                            + beside(&entry.before)
                            + if entry.which.is_all() { 0 } else { 4 }
                    })
                    .sum::<u32>()
            }
            Function::Whole(_) => 10,
            Function::Trim(class, side) => {
                6 + class.cost() + u32::from(!matches!(side, Side::Both | Side::End))
            }
            Function::Runs(class, _) => 8 + class.cost(),
            Function::Replace(from, to, which) => {
                8 + (from.chars().count() + to.chars().count()) as u32 / 2
                    + if which.is_all() { 0 } else { 4 }
            }
            Function::Cut(cut) => {
                12 + if cut.tail.is_empty() { 0 } else { 3 }
                    + if cut.at_word { 3 } else { 0 }
                    + if cut.trimmed.is_some() { 2 } else { 0 }
                    + if cut.halves || cut.broken.is_some() { 1 } else { 0 }
            }
            Function::Pad(_) | Function::LengthField(_) | Function::StaleBlock(_) => 12,
            Function::Before(class) | Function::Part(class, _) => 8 + class.cost(),
            Function::Around(..) => 10,
            Function::Constant(text) if text.is_empty() => 8,
            Function::Constant(_) => 14,
            Function::Table(table) => 12 + 5 * table.len() as u32,
            Function::Pieces(pieces) => 6 + 3 * pieces.len() as u32,
            Function::Middle(_) => 18,
            Function::Mask(_) => 12,
            Function::Redact(..) => 14,
            Function::Recode(_) => 12,
            Function::Stamp(stamp) => {
                12 + 2 * u32::from(stamp.with_fraction) + u32::from(stamp.lax != stamp.checked)
            }
            Function::Expression(expression, _) => 14 + expression.chars().count() as u32 / 2,
            Function::Tidy(tidy) => tidy.cost(),
            Function::Replacement(_) | Function::Local(_) => 12,
            // Dearer than the same replacements one after the other.
            Function::OnePass(parts) => {
                let length = |text: &str| text.chars().count() as u32;
                10 + parts.iter().map(|(from, to)| 8 + (length(from) + length(to)) / 2).sum::<u32>()
            }
            Function::Split(split) => split.cost(),
            Function::WordLimit(_) => 14,
            Function::Words(map) => map.cost(),
            Function::Then(steps) => 5 + steps.iter().map(Function::cost).sum::<u32>(),
        }
    }
}

fn trimmed<'t>(class: &Class, side: Side, text: &'t str) -> &'t str {
    let of = |c: char| class.holds(c);
    match side {
        Side::Start => text.trim_start_matches(of),
        Side::End => text.trim_end_matches(of),
        Side::Both => text.trim_matches(of),
        Side::OneAtStart => text.strip_prefix(of).unwrap_or(text),
        Side::OneAtEnd => text.strip_suffix(of).unwrap_or(text),
    }
}

fn runs(class: &Class, to: Option<&str>, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        let holds = class.holds(c);
        match (holds, inside, to) {
            (false, ..) | (true, false, None) => out.push(c),
            (true, false, Some(to)) => out.push_str(to),
            (true, true, _) => {}
        }
        inside = holds;
    }
    out
}

/// A text as JavaScript's `replace` puts it in the place of another.
fn replacement(of: &str, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        (out, rest) = match behind.chars().next() {
            Some('$') => (out + "$", &behind[1..]),
            Some('&') => (out + of, &behind[1..]),
            _ => (out + "$", behind),
        };
    }
    out + rest
}
