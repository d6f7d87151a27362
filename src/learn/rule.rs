//! A rule: which stages of a signer are replaced, and by what. What is not replaced is as documented.

use super::facts::Field;
use super::function::Function;
use super::guard::Guard;
use super::keys::{KeyForm, OutputForm};
use super::state::StateRule;
use super::value::ValueForm;
use crate::mistakes::MistakeSet;
use crate::mistakes::grammar::{Decision, Stage};
use serde::{Deserialize, Serialize};

/// What a signer does differently, stage by stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rule {
    /// Functions of texts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<TextRule>,
    /// Fields that are not signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<Dropped>,
    /// Texts that are written without quotes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<Token>,
    /// The amount's format; the first branch that holds counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value: Vec<Branch<ValueForm>>,
    /// How characters are escaped: a map from characters to bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escapes: Option<Function>,
    /// In which fields they are so; in every text where none is listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escapes_of: Vec<Field>,
    /// For which texts they are so; others are escaped as documented.
    #[serde(default, skip_serializing_if = "is_always")]
    pub escapes_when: Guard,
    /// Order, separators and what is added or moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layout: Option<Layout>,
    /// A function of the finished bytes, each a character.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub message: Vec<Branch<Function>>,
    /// What is signed in place of the documented bytes, and with which key: decisions of the wider search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<Recipe>,
    /// Known mistakes in key, hash or output that are made besides, by their ids.
    #[serde(default, skip_serializing_if = "none", with = "ids")]
    pub signed_with: MistakeSet,
    /// For which secrets, by their text.
    #[serde(default, skip_serializing_if = "is_always")]
    pub signed_with_for: Guard,
    /// How the secret becomes a key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<Branch<KeyForm>>,
    /// How the digest is written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub output: Vec<Branch<OutputForm>>,
    /// What is taken from an earlier goal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<StateRule>,
    /// For which goals it holds at all, by the documented bytes and the goal; others are signed as documented.
    #[serde(default, skip_serializing_if = "is_always")]
    pub when: Guard,
}

/// Decisions of the wider search of `goalpost explain`, all of which a signer makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Recipe {
    /// The decisions, in the order in which they are made.
    pub members: Vec<Decision>,
    /// The stages that these belong to.
    pub stages: Vec<Stage>,
    /// What they cost together.
    pub cost: u8,
    /// The number of hex digits of a signature.
    pub digits: usize,
    /// Which of those that are called the same.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub nth: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Something that is done where a guard holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Branch<T> {
    /// Where.
    #[serde(default, skip_serializing_if = "is_always")]
    pub when: Guard,
    /// What.
    #[serde(rename = "do")]
    pub what: T,
}

fn none(set: &MistakeSet) -> bool {
    set.is_empty()
}

/// A set of mistakes as a list of their ids.
mod ids {
    use crate::mistakes::{MistakeSet, Step};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(set: &MistakeSet, to: S) -> Result<S::Ok, S::Error> {
        set.ids().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<MistakeSet, D::Error> {
        Vec::<String>::deserialize(from)?.iter().try_fold(MistakeSet::EMPTY, |set, id| {
            let single = MistakeSet::of_id(id)
                .ok_or_else(|| D::Error::custom(format!("no mistake is called {id:?}")))?;
            if single.mistakes().any(|mistake| mistake.step() == Step::Message) {
                return Err(D::Error::custom(format!(
                    "{id:?} is no mistake in key, hash or output"
                )));
            }
            Ok(set.union(single))
        })
    }
}

fn is_always(guard: &Guard) -> bool {
    *guard == Guard::Always
}

/// A function of the texts of some fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TextRule {
    /// Of which fields; of every text where none is listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<Field>,
    /// What is done; the first branch that holds counts.
    pub branches: Vec<Branch<Function>>,
    /// Whether it comes before the test for an empty text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub early: bool,
}

/// A field that is not signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Dropped {
    /// Which.
    pub field: Field,
    /// Where.
    #[serde(default, skip_serializing_if = "is_always")]
    pub when: Guard,
    /// Whether that is asked of what becomes of its text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
}

/// A text that is written without quotes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Token {
    /// Of which field.
    pub field: Field,
    /// What is written; the text itself where nothing is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Where.
    #[serde(default, skip_serializing_if = "is_always")]
    pub when: Guard,
    /// Whether that is asked of what becomes of its text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
}

/// Order, separators, and what is added or moved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Layout {
    /// The order of keys.
    #[serde(default)]
    pub order: Order,
    /// That of the properties, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inner: Option<Order>,
    /// Between members, and between key and value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separators: Option<(String, String)>,
    /// A line each, and what it begins with at each level: the line end, then the indent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<(String, String)>,
    /// Members that are added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Added>,
    /// Fields that stand at the other level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Field>,
    /// Fields whose key is another.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamed: Vec<(Field, String)>,
    /// Fields that stand in an object of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grouped: Option<Grouped>,
    /// What becomes of the properties.
    #[serde(default, skip_serializing_if = "Properties::is_object")]
    pub properties: Properties,
}

/// Fields of the top level in an object of their own, which is there where one of them is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Grouped {
    /// The object's key.
    pub key: String,
    /// Its fields, with their keys in it.
    pub members: Vec<(Field, String)>,
}

/// What becomes of the properties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Properties {
    /// They are an object.
    #[default]
    Object,
    /// They are left out where they are empty.
    NotEmpty,
    /// Their members stand at the top level, this before each key.
    Flat(String),
    /// They are a text that holds JSON.
    Text,
    /// They are a list with the object in it.
    List,
}

impl Properties {
    fn is_object(&self) -> bool {
        *self == Properties::Object
    }
}

impl Default for Layout {
    fn default() -> Layout {
        Layout {
            order: Order::Sorted,
            inner: None,
            separators: None,
            lines: None,
            added: Vec::new(),
            moved: Vec::new(),
            renamed: Vec::new(),
            grouped: None,
            properties: Properties::Object,
        }
    }
}

/// The order of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// By code point, as documented.
    #[default]
    Sorted,
    /// By length, then by code point.
    Length,
    /// By code point, backwards.
    Backwards,
    /// Properties as passed; other keys stay where they are.
    Passed,
    /// By the texts of their values, an object's last.
    Values,
    /// By the texts of their values, numbers among each other by what they are, as PHP's `asort`.
    ValuesOrNumbers,
    /// As listed; others follow, sorted.
    Listed(Vec<String>),
}

/// A member that is added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Added {
    /// Its key.
    pub key: String,
    /// Whether it stands in the properties.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_properties: bool,
    /// Its value, as JSON.
    pub value: String,
    /// Where.
    #[serde(default, skip_serializing_if = "is_always")]
    pub when: Guard,
}

impl Rule {
    /// The rule as text: JSON of one line in ASCII, without `'`, so that it fits into a literal string of TOML.
    pub fn to_text(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        let mut text = String::with_capacity(json.len());
        for c in json.chars() {
            match c {
                '\'' | '\u{7f}'.. => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        text.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                _ => text.push(c),
            }
        }
        text
    }

    /// Reads a rule from its text.
    ///
    /// # Errors
    /// What is wrong with the text, and where.
    pub fn parse(text: &str) -> Result<Rule, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// How much is said by it, in tenths: of two rules that hold, the cheaper one is taken.
    pub fn cost(&self) -> u32 {
        let texts: u32 =
            self.texts.iter().map(|rule| rule.of.len() as u32 + functions(&rule.branches)).sum();
        let tokens: u32 = self.tokens.iter().map(|token| 8 + token.when.cost()).sum();
        let dropped: u32 = self.dropped.iter().map(|dropped| 6 + dropped.when.cost()).sum();
        let layout = self.layout.as_ref().map_or(0, |layout| {
            10 + 6 * (layout.added.len() + layout.moved.len() + layout.renamed.len()) as u32
                + layout.grouped.as_ref().map_or(0, |group| 6 + 3 * group.members.len() as u32)
        });
        let guards = |guards: Vec<&Guard>| -> u32 {
            guards.into_iter().map(|guard| 10 + guard.cost()).sum()
        };
        texts
            + dropped
            + tokens
            + layout
            + functions(&self.message)
            + 10 * self.signed_with.len() as u32
            + self.signed_with_for.cost()
            + self.recipe.as_ref().map_or(0, |recipe| 10 * u32::from(recipe.cost))
            + self.escapes.as_ref().map_or(0, Function::cost)
            + self.escapes_when.cost()
            + guards(self.value.iter().map(|branch| &branch.when).collect())
            + guards(self.key.iter().map(|branch| &branch.when).collect())
            + guards(self.output.iter().map(|branch| &branch.when).collect())
            + self.state.as_ref().map_or(0, |state| 20 + state.only.cost())
            + self.when.cost()
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Rule::default()
    }
}

fn functions(branches: &[Branch<Function>]) -> u32 {
    branches.iter().map(|branch| branch.what.cost() + branch.when.cost()).sum()
}
