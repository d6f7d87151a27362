//! What a signer takes from an earlier goal.

use super::cut::Unit;
use super::facts::Field;
use super::guard::Guard;
use super::keys::KeyForm;
use serde::{Deserialize, Serialize};

/// A dependence on earlier goals of the same process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StateRule {
    /// What is taken.
    pub take: Taken,
    /// From which goal.
    pub from: Source,
    /// When.
    #[serde(default, skip_serializing_if = "Turn::is_always")]
    pub when: Turn,
    /// On which goals alone.
    #[serde(default, skip_serializing_if = "is_always")]
    pub only: Guard,
    /// What an earlier goal switched on or off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<Switch>,
}

/// What some texts of a field switch on, and others off; off at first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Switch {
    /// Of which field.
    pub field: Field,
    /// The texts that switch it on.
    pub on: Vec<String>,
    /// The texts that switch it off; every other one where none are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off: Option<Vec<String>>,
    /// Whether the goal that switches is signed as it was before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub behind: bool,
}

impl Switch {
    /// Whether it is on after a goal with a text of the field.
    pub(super) fn after(&self, was: bool, text: Option<&str>) -> bool {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return was };
        let is_in = |words: &Vec<String>| words.iter().any(|word| word == text);
        is_in(&self.on) || was && !self.off.as_ref().is_none_or(is_in)
    }

    fn words(&self) -> String {
        let list = |words: &Vec<String>| {
            words.iter().map(|w| format!("`{}`", w.escape_debug())).collect::<Vec<_>>().join(" or ")
        };
        let until = match &self.off {
            Some(off) if off.is_empty() => String::new(),
            Some(off) => format!(", until one with {}", list(off)),
            None => ", until one with another".to_owned(),
        };
        let from = if self.behind { "after" } else { "from" };
        let on = list(&self.on);
        format!("{from} a goal with `{}` {on} on{until}", self.field.key())
    }
}

fn is_always(guard: &Guard) -> bool {
    *guard == Guard::Always
}

/// What is taken from an earlier goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Taken {
    /// Its whole answer.
    Answer,
    /// The messages before, all that were signed with this secret.
    Messages,
    /// All messages before, whatever the secret.
    AllMessages,
    /// Its secret.
    Secret,
    /// A field's text.
    Text(Field),
    /// A field's text, where this goal has none.
    Missing(Field),
    /// A field's text, where it is not passed; one that is passed empty is kept and taken.
    Absent(Field),
    /// A field's text, whether this goal has one or not.
    Kept(Field),
    /// All properties, whatever this goal has.
    AllProperties,
    /// Both fields of the first touch, where this goal has neither.
    FirstTouch,
    /// Both fields of the first touch, where this goal has any: those that the other one has not are not signed.
    WholeFirstTouch,
    /// Every property that this goal has none of, each from the last goal that had it.
    Properties,
    /// Every field that is not passed, each from the last goal that passed it; of one that was passed as null nothing.
    Everything,
    /// Nothing: the key is another.
    Key(KeyForm),
    /// Nothing: the rest of the rule holds.
    Nothing,
    /// What is left of longer messages in the buffer that all are written to.
    Buffer,
    /// What is left of longer texts of a field in the buffer that these are written to, unit by unit.
    Tail(Field, Unit),
    /// A constant in place of a field's text, where so many others came before.
    Limit(Limit),
    /// Nothing: where that goal's amount was written as an integer, this one's has no cents.
    Whole,
    /// How many goals came before: a member is added that counts them.
    Counter(Counter),
}

/// So many texts of a field are known; each new one is signed as another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Limit {
    /// Of which field.
    pub field: Field,
    /// Whether each tenant has its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tenants: bool,
    /// How many.
    pub most: usize,
    /// What is signed for others.
    pub text: String,
}

/// A member that counts the goals of a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Counter {
    /// Its key.
    pub key: String,
    /// The number of the first goal.
    pub first: u64,
    /// Whether it is a text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quoted: bool,
}

/// From which goal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The one before.
    Before,
    /// The first one.
    First,
    /// The first one that has the field that is taken.
    FirstThatHas,
    /// The first one with the same text in a field.
    FirstSame(Field),
    /// The last one with the same text in a field.
    LastSame(Field),
    /// The first one with the same text in a field, in capitals or not.
    FirstAlike(Field),
    /// The last one with the same text in a field, in capitals or not.
    LastAlike(Field),
    /// The first one with the same text in a field, capitals, accents and blanks at its end aside.
    FirstFolded(Field),
    /// The first one whose text in a field is the same where it is folded so.
    FirstFoldedBy(Field, Folding),
    /// The first one with the same in all fields but these.
    FirstBut(Vec<Field>),
    /// The first one with as many whole units.
    FirstWhole,
    /// The first one with the same text in both fields.
    FirstSameBoth(Field, Field),
    /// The last one that has the field that is taken.
    Last,
    /// The last one of which the same was not taken from another.
    LastFresh,
}

/// How texts are folded before they are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Folding {
    /// ASCII in small letters.
    Ascii,
    /// Without blanks at the end, ASCII in small letters.
    AsciiPadded,
    /// Without blanks at the end, then without what combines, in capitals.
    TrimmedFirst,
    /// Without white space around it, in small letters.
    Trimmed,
    /// Without white space around it, accents and capitals.
    TrimmedPlain,
    /// Without accents and capitals.
    Plain,
    /// Without accents.
    Unaccented,
    /// With its case folded.
    Casefold,
    /// In NFKC, with its case folded.
    Compatible,
    /// Letters and digits alone, in small letters.
    Letters,
}

impl Folding {
    /// Every one.
    pub(super) const ALL: [Folding; 10] = [
        Folding::Ascii,
        Folding::AsciiPadded,
        Folding::TrimmedFirst,
        Folding::Trimmed,
        Folding::TrimmedPlain,
        Folding::Plain,
        Folding::Unaccented,
        Folding::Casefold,
        Folding::Compatible,
        Folding::Letters,
    ];

    const fn words(self) -> &'static str {
        match self {
            Folding::Ascii => "capitals of ASCII",
            Folding::AsciiPadded => "blanks at its end and capitals of ASCII",
            Folding::TrimmedFirst => "blanks at its end, then accents and capitals",
            Folding::Trimmed => "white space around it and capitals",
            Folding::TrimmedPlain => "white space around it, accents and capitals",
            Folding::Plain => "accents and capitals",
            Folding::Unaccented => "accents",
            Folding::Casefold => "capitals, as case folding has them",
            Folding::Compatible => "capitals and compatible forms",
            Folding::Letters => "capitals and all that is no letter or digit",
        }
    }
}

/// When it happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// Always.
    #[default]
    Always,
    /// On every goal whose number leaves a rest, counted from 1: the number, the rest.
    Every(u64, u64),
    /// From this goal on, counted from 1.
    From(u64),
}

impl Turn {
    fn is_always(&self) -> bool {
        *self == Turn::Always
    }

    /// Whether it happens on a goal, counted from 0.
    pub fn holds(self, index: usize) -> bool {
        let number = index as u64 + 1;
        match self {
            Turn::Always => true,
            Turn::Every(of, rest) => number % of.max(1) == rest,
            Turn::From(first) => number >= first,
        }
    }
}

impl Counter {
    /// The member's value for a goal, counted from 0, as JSON.
    pub(super) fn value(&self, index: usize) -> String {
        let number = self.first.saturating_add(index as u64);
        if self.quoted { format!("\"{number}\"") } else { number.to_string() }
    }
}

impl StateRule {
    /// The same for all goals.
    pub(super) fn new(take: Taken, from: Source, when: Turn) -> StateRule {
        StateRule { take, from, when, only: Guard::Always, switch: None }
    }

    /// In words.
    pub fn words(&self) -> String {
        let from = match &self.from {
            Source::Before => "the goal before".to_owned(),
            Source::First => "the first goal of the process".to_owned(),
            Source::FirstThatHas => "the first goal that has it".to_owned(),
            Source::FirstSame(field) => format!("the first goal with the same `{}`", field.key()),
            Source::LastSame(field) => format!("the last goal with the same `{}`", field.key()),
            Source::FirstAlike(field) => {
                format!("the first goal with the same `{}`, in capitals or not", field.key())
            }
            Source::LastAlike(field) => {
                format!("the last goal with the same `{}`, in capitals or not", field.key())
            }
            Source::FirstFolded(field) => format!(
                "the first goal with the same `{}`, but for capitals, accents and blanks at its end",
                field.key()
            ),
            Source::FirstFoldedBy(field, folding) => format!(
                "the first goal with the same `{}`, but for {}",
                field.key(),
                folding.words()
            ),
            Source::FirstBut(fields) => {
                let keys: Vec<String> = fields.iter().map(|f| format!("`{}`", f.key())).collect();
                format!("the first goal that is the same but for {}", keys.join(", "))
            }
            Source::FirstWhole => "the first goal with as many whole units".to_owned(),
            Source::FirstSameBoth(a, b) => {
                format!("the first goal with the same `{}` and `{}`", a.key(), b.key())
            }
            Source::Last => "the last goal that has it".to_owned(),
            Source::LastFresh => "the last goal that had one of its own".to_owned(),
        };
        let what = match &self.take {
            Taken::Answer => format!("the answer is that of {from}"),
            Taken::Messages => "all that was signed with this secret before is signed too".into(),
            Taken::AllMessages => "all that was signed before is signed too".into(),
            Taken::Secret => format!("the secret is that of {from}"),
            Taken::Text(field) => format!("`{}` is that of {from}", field.key()),
            Taken::Missing(field) => {
                format!("`{}`, where it is not passed or empty, is that of {from}", field.key())
            }
            Taken::Absent(field) => {
                format!("`{}`, where it is not passed, is that of {from}", field.key())
            }
            Taken::Kept(field) => {
                format!("`{}`, passed or not, is that of {from}", field.key())
            }
            Taken::AllProperties => format!("`properties` are those of {from}"),
            Taken::FirstTouch => {
                format!("the first touch, where neither of its fields is passed, is that of {from}")
            }
            Taken::WholeFirstTouch => {
                format!("the first touch, where any of its fields is passed, is that of {from}")
            }
            Taken::Properties => {
                "properties that are not passed are those of earlier goals".to_owned()
            }
            Taken::Everything => {
                "fields that are not passed are those of the last goal that passed them".to_owned()
            }
            Taken::Key(form) => format!("the key is {}", form.words()),
            Taken::Nothing => "this is so".to_owned(),
            Taken::Buffer => {
                "behind the bytes stands what an earlier, longer message left in the buffer"
                    .to_owned()
            }
            Taken::Tail(field, unit) => {
                format!(
                    "behind `{}` stands what an earlier, longer one left in the buffer of {}",
                    field.key(),
                    unit.words()
                )
            }
            Taken::Limit(Limit { field, tenants, most, text }) => format!(
                "{most} texts of `{}`{} are known; each new one after them is signed as `{}`",
                field.key(),
                if *tenants { " a tenant" } else { "" },
                text.escape_debug()
            ),
            Taken::Whole => {
                format!(
                    "the amount is cut to whole units, where that of {from} was written as an integer"
                )
            }
            Taken::Counter(Counter { key, first, .. }) => {
                format!("`{key}` is added, the number of the goal, counted from {first}")
            }
        };
        let what = match &self.only {
            Guard::Always => what,
            only => format!("{what}, where {}", only.words()),
        };
        let what = match &self.switch {
            Some(switch) => format!("{}: {what}", switch.words()),
            None => what,
        };
        match self.when {
            Turn::Always => what,
            Turn::Every(of, rest) => format!("of {of} goals, in number {rest}: {what}"),
            Turn::From(first) => format!("from goal {first} on {what}"),
        }
    }
}
