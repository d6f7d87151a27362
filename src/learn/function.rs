//! Functions of a text: what a signer makes of it.

use super::class::{Class, Named};
use super::expression::replaced_where;
use super::facts::{Facts, Field, narrow, wide};
use super::image::Image;
use super::local_time::LocalTime;
use super::one_pass::{self, Replacements};
use super::recode::Recode;
use super::redact::{Place, Redaction, redacted};
use super::split::Split;
use super::stamp::Stamp;
use super::tidy::Tidy;
use super::whole::Whole;
use super::word_limit::WordLimit;
use super::word_map::WordMap;
use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthChar;

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
}

impl Part {
    /// Every choice.
    pub const ALL: [Part; 3] = [Part::BeforeLast, Part::AfterFirst, Part::AfterLast];

    /// The part of a text that is kept.
    pub fn of<'t>(self, class: &Class, text: &'t str) -> &'t str {
        let holds = |c: char| class.holds(c);
        let split = match self {
            Part::AfterFirst => text.split_once(holds),
            Part::BeforeLast | Part::AfterLast => text.rsplit_once(holds),
        };
        match (self, split) {
            (_, None) => text,
            (Part::BeforeLast, Some((before, _))) => before,
            (Part::AfterFirst | Part::AfterLast, Some((_, after))) => after,
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

/// A text without its middle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Middle {
    /// Longer than this, in code points, it is shortened.
    pub over: usize,
    /// So many code points are kept at the beginning.
    pub first: usize,
    /// This is put between.
    pub between: String,
    /// So many code points are kept at the end.
    pub last: usize,
}

/// A text with most of its characters hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Mask {
    /// So many code points are kept at the beginning.
    pub first: usize,
    /// So many are kept at the end.
    pub last: usize,
    /// What is written for each of the others.
    pub with: char,
}

/// An entry of a map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Entry {
    /// Whose image it is.
    pub of: Class,
    /// The image.
    pub image: Image,
    /// What has to stand before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Neighbour>,
    /// What has to follow it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Neighbour>,
    /// Which of several in the text.
    #[serde(default, skip_serializing_if = "Which::is_all")]
    pub which: Which,
}

/// What stands beside a character.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Neighbour {
    /// A character of this class; `None` where no character will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// Or the end of the text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub end: bool,
}

impl Neighbour {
    /// Whether it is so.
    pub fn holds(&self, c: Option<char>) -> bool {
        match c {
            None => self.end,
            Some(c) => self.class.as_ref().is_some_and(|class| class.holds(c)),
        }
    }

    /// How much is said by it, in tenths.
    pub fn cost(&self) -> u32 {
        1 + self.class.as_ref().map_or(1, Class::cost) + u32::from(self.end)
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        match (&self.class, self.end) {
            (Some(class), true) => format!("{} or the end", class.words()),
            (Some(class), false) => class.words(),
            (None, _) => "the end".to_owned(),
        }
    }
}

/// Which of several occurrences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// All of them.
    #[default]
    All,
    /// The first.
    First,
    /// The last.
    Last,
    /// All but the first.
    ButFirst,
}

impl Which {
    /// Every choice.
    pub const ALL: [Which; 4] = [Which::All, Which::First, Which::Last, Which::ButFirst];

    fn is_all(&self) -> bool {
        *self == Which::All
    }

    fn takes(self, nth: usize, count: usize) -> bool {
        match self {
            Which::All => true,
            Which::First => nth == 0,
            Which::Last => nth + 1 == count,
            Which::ButFirst => nth > 0,
        }
    }

    /// In words, behind the rest.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Which::All => "",
            Which::First => ", the first only",
            Which::Last => ", the last only",
            Which::ButFirst => ", all but the first",
        }
    }
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

/// What a length is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Code points.
    CodePoints,
    /// UTF-16 units.
    Utf16,
    /// Bytes of UTF-8.
    Bytes,
    /// Columns of a terminal: East Asian wide characters take two (PHP's `mb_strwidth`).
    Columns,
}

impl Unit {
    /// Every choice.
    pub const ALL: [Unit; 4] = [Unit::CodePoints, Unit::Utf16, Unit::Bytes, Unit::Columns];

    /// The length of a character.
    pub fn of(self, c: char) -> usize {
        match self {
            Unit::CodePoints => 1,
            Unit::Utf16 => c.len_utf16(),
            Unit::Bytes => c.len_utf8(),
            Unit::Columns => {
                // Two planes are wide as a whole, whether a character is assigned or not.
                let wide = c.width() == Some(2) || matches!(c, '\u{20000}'..='\u{3fffd}');
                1 + usize::from(wide)
            }
        }
    }

    /// The length of a text.
    pub fn length(self, text: &str) -> usize {
        text.chars().map(|c| self.of(c)).sum()
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Unit::CodePoints => "code points",
            Unit::Utf16 => "UTF-16 units",
            Unit::Bytes => "bytes",
            Unit::Columns => "columns",
        }
    }
}

/// A cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cut {
    /// Longer than this it is cut.
    pub over: usize,
    /// So much is kept: whole characters that fit.
    pub keep: usize,
    /// What is counted.
    pub unit: Unit,
    /// What is put behind what is kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tail: String,
    /// Whether the end is kept, not the beginning.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub from_end: bool,
    /// Whether what is kept ends before its last blank, if any.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_word: bool,
    /// Which white space at the end of what is kept is taken off, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trimmed: Option<Named>,
    /// Whether half of a pair of UTF-16 units may be left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub halves: bool,
    /// What is signed of a character of which only some bytes fit; nothing where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<Broken>,
}

/// What is signed of the bytes of a character that was cut in two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Broken {
    /// U+FFFD for each of its bytes that are left, as Go marshals them.
    EachByte,
    /// One U+FFFD, as Java and Python read them.
    Once,
}

/// A text filled up to a width.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pad {
    /// Up to so many code points.
    pub to: usize,
    /// With this.
    pub with: char,
    /// Whether it is put behind the text, not before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub behind: bool,
}

impl Pad {
    fn of(&self, text: &str) -> String {
        let missing = self.to.min(4096).saturating_sub(text.chars().count());
        let filling = std::iter::repeat_n(self.with, missing);
        match self.behind {
            true => text.chars().chain(filling).collect(),
            false => filling.chain(text.chars()).collect(),
        }
    }
}

impl Cut {
    fn of(&self, text: &str) -> String {
        if self.unit.length(text) <= self.over {
            return text.to_owned();
        }
        if self.halves {
            return self.of_units(text);
        }
        let mut room = self.keep;
        let mut fits = |c: &char| {
            let length = self.unit.of(*c);
            let fits = length <= room;
            room = room.saturating_sub(length);
            fits
        };
        if self.from_end {
            let kept: Vec<char> = text.chars().rev().take_while(&mut fits).collect();
            return kept.into_iter().rev().chain(self.tail.chars()).collect();
        }
        let mut kept: String = text.chars().take_while(&mut fits).collect();
        if let Some(broken) = self.broken {
            let left = self.keep.saturating_sub(self.unit.length(&kept));
            let count = match broken {
                Broken::EachByte => left,
                Broken::Once => left.min(1),
            };
            kept.extend(std::iter::repeat_n('\u{fffd}', count));
        }
        let kept = match kept.rsplit_once(' ').filter(|_| self.at_word) {
            Some((before, _)) => before,
            None => &kept,
        };
        let kept = match self.trimmed {
            Some(space) => kept.trim_end_matches(|c| space.holds(c)),
            None => kept,
        };
        format!("{kept}{}", self.tail)
    }

    /// Cut between any two units of UTF-16: half of a pair may be left, as in JavaScript and Java.
    fn of_units(&self, text: &str) -> String {
        let units: Vec<u16> = narrow(text).utf16().collect();
        let kept = match self.from_end {
            true => &units[units.len().saturating_sub(self.keep)..],
            false => &units[..units.len().min(self.keep)],
        };
        format!("{}{}", wide(&kept.iter().map(|unit| u32::from(*unit)).collect()), self.tail)
    }
}

impl Middle {
    fn of(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() <= self.over || chars.len() < self.first + self.last {
            return text.to_owned();
        }
        let mut out: String = chars[..self.first].iter().collect();
        out.push_str(&self.between);
        out.extend(&chars[chars.len() - self.last..]);
        out
    }
}

impl Mask {
    fn of(&self, text: &str) -> String {
        let count = text.chars().count();
        if count <= self.first + self.last {
            return text.to_owned();
        }
        let hidden = self.first..count - self.last;
        let each = |(at, c)| if hidden.contains(&at) { self.with } else { c };
        text.chars().enumerate().map(each).collect()
    }
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
            Function::Pad(_) => 12,
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

fn mapped(entries: &[Entry], text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let counts: Vec<usize> = entries
        .iter()
        .map(|entry| match entry.which {
            Which::All => 0,
            _ => (0..chars.len()).filter(|at| applies(entry, &chars, *at)).count(),
        })
        .collect();
    let mut seen = vec![0; entries.len()];
    for at in 0..chars.len() {
        let mut image = None;
        for (nth, entry) in entries.iter().enumerate() {
            if !applies(entry, &chars, at) {
                continue;
            }
            let taken = entry.which.takes(seen[nth], counts[nth]);
            seen[nth] += 1;
            if taken {
                image = Some(&entry.image);
                break;
            }
        }
        match image {
            Some(image) => out.push_str(&image.of(chars[at])),
            None => out.push(chars[at]),
        }
    }
    out
}

/// Whether an entry holds at a place, its neighbours considered.
pub(super) fn applies(entry: &Entry, chars: &[char], at: usize) -> bool {
    let beside =
        |side: &Option<Neighbour>, c: Option<char>| side.as_ref().is_none_or(|side| side.holds(c));
    entry.of.holds(chars[at])
        && beside(&entry.after, at.checked_sub(1).map(|at| chars[at]))
        && beside(&entry.before, chars.get(at + 1).copied())
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

fn replaced(from: &str, to: &str, which: Which, text: &str) -> String {
    if from.is_empty() {
        return text.to_owned();
    }
    match which {
        Which::All => text.replace(from, to),
        Which::First => text.replacen(from, to, 1),
        Which::Last => match text.rsplit_once(from) {
            Some((before, after)) => format!("{before}{to}{after}"),
            None => text.to_owned(),
        },
        Which::ButFirst => match text.split_once(from) {
            Some((before, after)) => format!("{before}{from}{}", after.replace(from, to)),
            None => text.to_owned(),
        },
    }
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
