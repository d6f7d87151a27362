//! A member of an explanation as it is kept, and what comes of some of them.

use crate::mistakes::grammar::label::Label;
use serde::{Deserialize, Serialize};

/// A stage that members belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// How the amount is written.
    Amount,
    /// What is done to texts.
    Texts,
    /// Which fields there are, and what they hold.
    Fields,
    /// The order of keys.
    Order,
    /// Separators.
    Layout,
    /// Escapes.
    Escapes,
    /// What is no JSON.
    Template,
    /// The finished text changed.
    Rewrite,
    /// The charset.
    Charset,
    /// The finished bytes changed.
    Bytes,
    /// The key, and how it is used.
    Key,
    /// Another scheme altogether.
    Scheme,
}

/// A member of an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Decision {
    /// The id of its label.
    pub id: String,
    /// The title, which tells apart those with one id.
    pub title: String,
}

impl Decision {
    /// The member with a label.
    pub fn of(label: &Label) -> Decision {
        Decision { id: label.id.to_owned(), title: label.title.to_string() }
    }

    /// Whether it is one with a label, perhaps in some texts only.
    pub(super) fn is_of(&self, label: &Label) -> bool {
        self.id == label.id && self.title.starts_with(label.title.as_ref())
    }

    fn is(&self, label: &Label) -> bool {
        self.id == label.id && self.title == label.title
    }
}

/// Whether labels are some of these members, in the same order.
pub(super) fn are_some_of(labels: &[Label], members: &[Decision]) -> bool {
    let mut left = members.iter();
    labels.iter().all(|label| left.any(|member| member.is(label)))
}

/// What a signer makes of a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The signed bytes.
    pub message: Vec<u8>,
    /// The digest.
    pub digest: Vec<u8>,
}
