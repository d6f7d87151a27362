//! The catalogue's search and the wider one, in turns: cheap levels of both before dear ones of either.

use crate::mistakes::grammar::{Found, Grammar, header_word};
use crate::mistakes::search::{Depth, explain_signature};
use crate::mistakes::{Explanation, Known, MistakeSet, Searched, SigningContext};

/// What both searches found.
pub(super) struct Wider {
    /// The catalogue's result.
    pub(super) searched: Searched,
    /// What the wider search found, where the catalogue's is not better.
    pub(super) found: Option<Found>,
    /// Where nothing was found: what was excluded, and what to try next.
    pub(super) unexplained: Vec<String>,
}

/// Combinations that a level of the wider search may try, from cost 4 on.
const MOST: [(u8, u64); 2] = [(4, 1_500_000), (5, 1_500_000)];

/// Combinations that the catalogue's triples may try.
const MOST_TRIPLES: u64 = 700_000;

/// Searches for the reason behind a signature.
///
/// `more` is asked, with the number of combinations that were tried, whether to go on.
pub(super) fn search(
    context: &SigningContext<'_>,
    signature: &str,
    more: &mut dyn FnMut(u64) -> bool,
) -> Wider {
    let word = header_word(signature);
    let mut searched = catalogue(context, signature, Depth::Singles, more);
    if let Some(label) = word {
        let found = Found { members: vec![label], others: Vec::new(), message: None, cost: 0 };
        return wider(searched, found);
    }
    let mut grammar = Grammar::new(context, signature);
    let mut finished = 0;
    let mut level = |cost: u8, most: u64, more: &mut dyn FnMut(u64) -> bool| {
        let (found, is_whole) = grammar.level(cost, most, more);
        finished = if is_whole { cost } else { finished };
        found
    };
    let cheap = (0..=2).find_map(|cost| level(cost, u64::MAX, more));
    if let Some(single) = &searched.found {
        return match cheap.filter(|found| is_closer(found, single)) {
            Some(found) => wider(searched, found),
            None => Wider { searched, found: None, unexplained: Vec::new() },
        };
    }
    let first = cheap.or_else(|| level(3, u64::MAX, more));
    if let Some(found) = first.as_ref().filter(|found| found.members.len() == 1) {
        return wider(searched, found.clone());
    }
    searched = catalogue(context, signature, Depth::Pairs, more);
    match (&searched.found, first) {
        (Some(known), Some(found)) if found.members.len() < known.set().len() => {
            return wider(searched, found);
        }
        (Some(_), _) => return Wider { searched, found: None, unexplained: Vec::new() },
        (None, Some(found)) => return wider(searched, found),
        (None, None) => {}
    }
    if let Some(found) = level(4, MOST[0].1, more) {
        return wider(searched, found);
    }
    let mut fewer = |trials: u64| trials < MOST_TRIPLES && more(trials);
    let triples = catalogue(context, signature, Depth::Triples, &mut fewer);
    if triples.found.is_some() {
        return Wider { searched: triples, found: None, unexplained: Vec::new() };
    }
    if let Some(found) = level(5, MOST[1].1, more) {
        return wider(triples, found);
    }
    let (full, is_read, trials) =
        (grammar.holds_a_full_digest(), grammar.can_be_read(), grammar.trials);
    let mut searched = triples;
    if is_read {
        searched.effort.trials += trials;
    }
    let unexplained = super::unexplained::reasons(context, signature, is_read, full, finished);
    Wider { searched, found: None, unexplained }
}

fn catalogue(
    context: &SigningContext<'_>,
    signature: &str,
    depth: Depth,
    more: &mut dyn FnMut(u64) -> bool,
) -> Searched {
    let nothing = &mut |_| false;
    let mut known = Known { likely: MistakeSet::EMPTY, ruled_out: nothing, more };
    explain_signature(context, signature, depth, &mut known)
}

fn wider(searched: Searched, found: Found) -> Wider {
    Wider {
        searched: Searched { found: None, ..searched },
        found: Some(found),
        unexplained: Vec::new(),
    }
}

/// Whether a member of the wider search changes less than the catalogue's mistake that coincides with it.
fn is_closer(found: &Found, single: &Explanation) -> bool {
    let known = single.equivalent().ids();
    let [member] = &found.members[..] else { return false };
    // The others are ranked: the catalogue's mistake among them changes more.
    !known.contains(&member.id)
        && found.others.iter().any(|other| matches!(&other[..], [label] if known.contains(&label.id) && member.is_closer_than(label)))
}
