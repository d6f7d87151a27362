//! Out of every recipe that fits: which is named, and which are its equals on this goal.

use super::label::Label;

/// One way in which the signature can have been made.
pub(super) struct Recipe {
    pub(super) labels: Vec<Label>,
    pub(super) message: Vec<u8>,
    pub(super) secret: bool,
    /// Whether a part of it was put together for this request: what stands around the text, values joined.
    pub(super) made: bool,
}

/// What explains a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What was done, in the order in which it was done. Empty where only the header was not read before.
    pub members: Vec<Label>,
    /// Other explanations of the same cost, the likeliest first; not all that there may be.
    pub others: Vec<Vec<Label>>,
    /// The signed bytes.
    pub signed: SignedBytes,
    /// The cost: two for an ordinary mistake.
    pub cost: u8,
    /// Whether a part of it was put together for this request: what stands around the text, values joined.
    pub made: bool,
}

impl Found {
    /// Bytes that were signed in place of the goal's.
    pub fn made_of(label: Label, bytes: Vec<u8>) -> Found {
        Found { signed: SignedBytes::Known(bytes), made: true, ..Found::word(label) }
    }

    /// A header that holds a word in place of a digest.
    pub fn word(label: Label) -> Found {
        Found {
            members: vec![label],
            others: Vec::new(),
            signed: SignedBytes::Unknown,
            cost: 0,
            made: false,
        }
    }
}

/// What is known of the signed bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedBytes {
    /// These were signed.
    Known(Vec<u8>),
    /// The secret may be part of them.
    HoldSecret,
    /// The header holds no digest.
    Unknown,
}

/// So many equals are kept.
const MOST: usize = 8;

/// Fewest members first, then those that change least.
pub(super) fn best(mut recipes: Vec<Recipe>, cost: u8) -> Option<Found> {
    let rank = |recipe: &Recipe| {
        (recipe.labels.len(), recipe.labels.iter().map(|label| u32::from(label.reach)).sum::<u32>())
    };
    // Stable: of equals, the first that was tried.
    recipes.sort_by_key(rank);
    let mut recipes = recipes.into_iter().filter(|recipe| !recipe.labels.is_empty());
    let first = recipes.next()?;
    let mut others: Vec<Vec<Label>> = Vec::new();
    for recipe in recipes {
        if recipe.labels != first.labels && !others.contains(&recipe.labels) && others.len() < MOST
        {
            others.push(recipe.labels);
        }
    }
    let signed = match first.secret {
        true => SignedBytes::HoldSecret,
        false => SignedBytes::Known(first.message),
    };
    Some(Found { members: first.labels, others, signed, cost, made: first.made })
}
