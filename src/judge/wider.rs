//! What the catalogue does not explain: the wider search, and what can be said where that finds nothing, too.

use super::unexplained::{Tried, reasons};
use crate::mistakes::grammar::{Found, Grammar, SignedBytes, header_word};
use crate::mistakes::{Effort, SigningContext};

/// The highest cost of a recipe for a request that is explained alone.
pub(super) const ALONE: u8 = 3;

/// The highest cost of a recipe for one of many requests.
pub(super) const ONE_OF_MANY: u8 = 2;

/// Recipes that one cost may try.
const MOST_TRIALS: u64 = 1_500_000;

/// What the wider search came to.
pub(super) struct Wider {
    /// What explains the signature.
    pub(super) found: Option<Found>,
    /// Where nothing does: what was excluded, and what to try next.
    pub(super) unexplained: Vec<String>,
    /// Recipes that were tried.
    pub(super) trials: u64,
}

/// Searches on where the catalogue explained nothing after `effort`, for recipes up to a cost.
///
/// `more` is asked, with the number of combinations that both searches tried, whether to go on.
pub(super) fn search(
    context: &SigningContext<'_>,
    signature: &str,
    effort: &Effort,
    highest_cost: u8,
    more: &mut dyn FnMut(u64) -> bool,
) -> Wider {
    if let Some(label) = header_word(signature) {
        let signed = SignedBytes::Unknown;
        let found = Found { members: vec![label], others: Vec::new(), signed, cost: 0 };
        return Wider { found: Some(found), unexplained: Vec::new(), trials: 0 };
    }
    let mut tried = Tried { pairs: effort.pairs, recipes: None };
    // The tables take longer to build than a single mistake takes to find: not before they are needed.
    if !more(effort.trials) {
        let unexplained = match effort.trials {
            0 => Vec::new(),
            _ => reasons(context, signature, &tried),
        };
        return Wider { found: None, unexplained, trials: 0 };
    }
    let mut grammar = Grammar::new(context, signature);
    if !grammar.can_be_read() && effort.trials == 0 {
        return Wider { found: None, unexplained: Vec::new(), trials: 0 };
    }
    for cost in 0..=highest_cost {
        let mut more = |trials: u64| more(effort.trials + trials);
        let (found, is_whole) = grammar.level(cost, MOST_TRIALS, &mut more);
        if found.is_some() {
            return Wider { found, unexplained: Vec::new(), trials: grammar.trials };
        }
        if !is_whole {
            break;
        }
        tried.recipes = Some(cost);
    }
    let unexplained = reasons(context, signature, &tried);
    Wider { found: None, unexplained, trials: grammar.trials }
}
