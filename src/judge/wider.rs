//! The searches for what a signature was made of, in the order in which explanations grow: a single mistake of the
//! catalogue, a single mistake of any kind, a pair of the catalogue, two of any kind, triples.

use crate::mistakes::grammar::{Found, Grammar, Label, header_word};
use crate::mistakes::search::Stages;
use crate::mistakes::{Effort, Explanation, MistakeSet, SigningContext};
use std::cell::{Cell, RefCell};

/// How far the searches go.
#[derive(Clone, Copy)]
pub(super) struct Depth {
    /// The highest cost of a recipe; none are tried where there is none.
    highest_cost: Option<u8>,
    /// Combinations that the catalogue's triples may try.
    triples: u64,
}

impl Depth {
    /// Whether the request is explained alone, so that more may be tried.
    pub(super) fn is_of_one(self) -> bool {
        self.highest_cost == ALONE.highest_cost
    }
}

/// For a request that is explained alone.
pub(super) const ALONE: Depth = Depth { highest_cost: Some(4), triples: 1_200_000 };

/// For one of many requests.
pub(super) const ONE_OF_MANY: Depth = Depth { highest_cost: Some(2), triples: 1_200_000 };

/// For one of very many, by the catalogue alone.
pub(super) const BY_CATALOGUE: Depth = Depth { highest_cost: None, triples: 1_200_000 };

/// Work that one cost may take, in trials of the right construction. A bound of counts: the answer is the same on every machine.
const MOST_TRIALS: [u64; 5] = [10_000, 50_000, 300_000, 1_500_000, 3_000_000];

/// So many equals of a mistake of the catalogue are told.
const MOST_EQUALS: usize = 4;

/// What the searches came to.
pub(super) struct Searches {
    /// What explains the signature by the catalogue.
    pub(super) found: Option<Explanation>,
    /// What explains it otherwise.
    pub(super) wider: Option<Found>,
    /// What explains it as well as a single mistake of the catalogue does.
    pub(super) equals: Vec<Vec<Label>>,
    /// How far the catalogue's search went; the trials are those of both.
    pub(super) effort: Effort,
    /// Every recipe up to this cost was tried.
    pub(super) recipes: Option<u8>,
}

/// Searches for the smallest explanation. `more` is asked, with the number of combinations tried, whether to go on.
pub(super) fn search(
    context: &SigningContext<'_>,
    signature: &str,
    depth: Depth,
    more: &mut dyn FnMut(u64) -> bool,
) -> Searches {
    if let Some(label) = header_word(signature) {
        let found = Found::word(label);
        return Searches {
            found: None,
            wider: Some(found),
            equals: Vec::new(),
            effort: Effort::default(),
            recipes: None,
        };
    }
    let clock = RefCell::new(more);
    let (of_catalogue, of_recipes) = (Cell::new(0), Cell::new(0));
    let most = Cell::new(u64::MAX);
    let mut more_of_catalogue = |trials: u64| {
        of_catalogue.set(trials);
        trials < most.get() && (*clock.borrow_mut())(trials + of_recipes.get())
    };
    let mut more_of_recipes = |trials: u64| {
        of_recipes.set(trials);
        (*clock.borrow_mut())(trials + of_catalogue.get())
    };
    let mut nothing = |_| false;
    let mut catalogue =
        Stages::new(context, signature, MistakeSet::EMPTY, &mut nothing, &mut more_of_catalogue)
            .on_threads();
    let mut wider = Wider { context, signature, grammar: None, recipes: None, is_over: false };
    let mut run = || -> (Option<Explanation>, Option<Found>) {
        if let Some(found) = catalogue.singles() {
            // In such text a mistake of no list often looks like one of the catalogue.
            let is_telling = |b: &u8| !b.is_ascii() || b"&'<>\\".contains(b);
            let is_wide =
                context.request.is_some_and(|request| request.body.iter().any(is_telling));
            let others = is_wide.then(|| wider.up_to(2, depth, &mut more_of_recipes)).flatten();
            return (Some(found), others);
        }
        if let Some(found) = wider.up_to(2, depth, &mut more_of_recipes) {
            return (None, Some(found));
        }
        if let Some(found) = catalogue.pairs() {
            return (Some(found), None);
        }
        if let Some(found) = wider.up_to(3, depth, &mut more_of_recipes) {
            return (None, Some(found));
        }
        most.set(catalogue.effort().trials + depth.triples);
        if let Some(found) = catalogue.rest() {
            return (Some(found), None);
        }
        (None, wider.up_to(4, depth, &mut more_of_recipes))
    };
    let (found, mut wider_found) = run();
    let equals = match &found {
        Some(found) => wider_found.take().map(|others| equals(found, others)).unwrap_or_default(),
        None => Vec::new(),
    };
    let mut effort = catalogue.effort();
    effort.trials += wider.trials();
    Searches { found, wider: wider_found, equals, effort, recipes: wider.recipes }
}

/// Recipes that are no mistake of the catalogue under another name.
fn equals(found: &Explanation, others: Found) -> Vec<Vec<Label>> {
    let known = found.equivalent().ids();
    let is_new = |labels: &Vec<Label>| labels.iter().all(|label| !known.contains(&label.id));
    std::iter::once(others.members).chain(others.others).filter(is_new).take(MOST_EQUALS).collect()
}

/// The wider search, as far as it went.
struct Wider<'a> {
    context: &'a SigningContext<'a>,
    signature: &'a str,
    grammar: Option<Grammar>,
    recipes: Option<u8>,
    /// Whether a level was not finished: what comes after it would not be the smallest.
    is_over: bool,
}

impl Wider<'_> {
    fn trials(&self) -> u64 {
        self.grammar.as_ref().map_or(0, |grammar| grammar.trials)
    }

    fn up_to(
        &mut self,
        cost: u8,
        depth: Depth,
        more: &mut dyn FnMut(u64) -> bool,
    ) -> Option<Found> {
        let highest = depth.highest_cost?.min(cost);
        let first = self.recipes.map_or(0, |done| done + 1);
        for cost in first..=highest {
            // The tables are not built before they are needed.
            if self.is_over || !more(self.trials()) {
                return None;
            }
            let grammar =
                self.grammar.get_or_insert_with(|| Grammar::new(self.context, self.signature));
            let (found, is_whole) = grammar.level(cost, MOST_TRIALS[usize::from(cost)], more);
            if found.is_some() {
                return found;
            }
            self.is_over = !is_whole;
            if is_whole {
                self.recipes = Some(cost);
            }
        }
        None
    }
}
