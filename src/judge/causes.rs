//! Many requests at once: what they were refused for, counted, with one example each.

use super::Among;
use super::forensics::{Earlier, Forensics, Registered, examine_after};
use super::refusal::{Cause, Refusal};
use crate::mistakes::Diagnosis;
use crate::mistakes::grammar::Found;
use crate::protocol::request::{OwnedRequest, SIGNATURE_HEADER};
use crate::protocol::rules::Rule;
use jiff::Timestamp;
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// What requests of one group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The ids of the mistakes behind a wrong signature.
    Mistakes(Vec<&'static str>),
    /// A wrong signature that no known mistake explains.
    Unexplained,
    /// A signature that holds no digest.
    NoDigest,
    /// Another rule, the field that broke it, and why the body is not JSON.
    Rule(Rule, Option<&'static str>, Option<Cause>),
    /// The capture shows no body.
    NoBody,
}

/// Requests with one reason.
#[derive(Clone, Debug)]
pub struct Group {
    /// The reason.
    pub reason: Reason,
    /// The number of requests.
    pub count: u64,
    /// The first of them, by its place among all requests.
    pub first: usize,
    /// What there is to say of that one; `None` where there is no body to judge.
    pub example: Option<Box<Forensics>>,
    /// The number of those that were not searched as far as the first ones, so that the run ends.
    pub cut_short: u64,
}

/// Counts reasons.
#[derive(Debug, Default)]
pub struct Causes {
    groups: Vec<Group>,
    places: HashMap<Reason, usize>,
    /// The group of each request that came before; retries are judged once.
    seen: HashMap<u64, usize>,
    /// Explanations that were found, the last one that fitted first.
    earlier: Vec<Diagnosis>,
    /// The same beyond the catalogue.
    recipes: Vec<Found>,
    /// The number of searches that went deep.
    deep: u64,
    /// The number of searches that the catalogue did not end.
    wide: u64,
    total: u64,
    /// The goals of all requests.
    among: Among,
}

/// The number of explanations that are tried again.
const EARLIER: usize = 64;

/// The number of recipes that are tried again, all together.
const RECIPES: usize = 12;

/// How many searches may go how deep, in combinations tried: the first few as far as the caller lets
/// them, the next less far, the others over single mistakes.
const FIRST: u64 = 4;
const NEXT: (u64, u64) = (44, 60_000);
const LATER: u64 = 5_000;
/// So many requests are searched beyond the catalogue: each takes much longer than one of its mistakes.
const WIDE: u64 = 400;
/// A search over more combinations than this is deep.
const DEEP: u64 = 20_000;

impl Causes {
    /// Nothing counted yet, of requests whose goals are known.
    pub fn of(among: Among) -> Causes {
        Causes { among, ..Causes::default() }
    }

    /// Judges a request and counts it.
    pub fn take(
        &mut self,
        place: usize,
        request: &OwnedRequest,
        known: &[Registered<'_>],
        now: Timestamp,
        more: &mut dyn FnMut(u64) -> bool,
    ) {
        self.total += 1;
        let identity = identity(request);
        if let Some(at) = self.seen.get(&identity) {
            self.groups[*at].count += 1;
            return;
        }
        let most = match self.deep {
            deep if deep < FIRST => u64::MAX,
            deep if deep < NEXT.0 => NEXT.1,
            _ => LATER,
        };
        let mut is_cut = false;
        let earlier = Earlier { diagnoses: &self.earlier, recipes: &self.recipes };
        let recipes = self.wide < WIDE;
        let mut forensics = request.with(|request| {
            examine_after(request, known, now, &earlier, recipes, &mut |trials| {
                is_cut = trials >= most;
                !is_cut && more(trials)
            })
        });
        self.among.explain(place, known, &mut forensics);
        let trials = forensics.effort().map_or(0, |effort| effort.trials);
        let is_known = forensics.wider.as_ref().is_some_and(|found| self.remember(found));
        self.wide += u64::from(forensics.explanation().is_none() && trials > 0 && !is_known);
        self.deep += u64::from(trials > DEEP.min(most - 1));
        if let Some(found) = forensics.explanation() {
            self.earlier.retain(|known| *known != found.diagnosis);
            self.earlier.insert(0, found.diagnosis.clone());
            self.earlier.truncate(EARLIER);
        }
        let is_explained = forensics.explanation().is_some() || forensics.wider.is_some();
        let is_cut = is_cut && !is_explained;
        let at = self.group(reason(&forensics), place, || Some(Box::new(forensics)));
        self.groups[at].cut_short += u64::from(is_cut);
        self.seen.insert(identity, at);
    }

    /// Puts a recipe before the others; whether it was among them.
    fn remember(&mut self, found: &Found) -> bool {
        let ids = |found: &Found| found.members.iter().map(|label| label.id).collect::<Vec<_>>();
        let own = ids(found);
        let place = self.recipes.iter().position(|known| ids(known) == own);
        if let Some(at) = place {
            self.recipes[..=at].rotate_right(1);
        } else {
            self.recipes.insert(0, found.clone());
            self.recipes.truncate(RECIPES);
        }
        place.is_some()
    }

    /// Counts a request whose capture shows no body.
    pub fn without_body(&mut self, place: usize) {
        self.total += 1;
        self.group(Reason::NoBody, place, || None);
    }

    fn group(
        &mut self,
        reason: Reason,
        place: usize,
        example: impl FnOnce() -> Option<Box<Forensics>>,
    ) -> usize {
        let next = self.groups.len();
        let at = *self.places.entry(reason.clone()).or_insert(next);
        if at == next {
            let example = example();
            self.groups.push(Group { reason, count: 0, first: place, example, cut_short: 0 });
        }
        self.groups[at].count += 1;
        at
    }

    /// The groups, the largest first.
    pub fn groups(&self) -> Vec<&Group> {
        let mut groups: Vec<&Group> = self.groups.iter().collect();
        groups.sort_by_key(|group| (std::cmp::Reverse(group.count), group.first));
        groups
    }

    /// The number of requests.
    pub fn total(&self) -> u64 {
        self.total
    }
}

fn reason(forensics: &Forensics) -> Reason {
    if let Some(found) = &forensics.wider {
        return Reason::Mistakes(found.members.iter().map(|label| label.id).collect());
    }
    match (forensics.explanation(), forensics.effort()) {
        (Some(found), _) => Reason::Mistakes(found.diagnosis.set.ids()),
        (None, Some(effort)) if effort.trials == 0 => Reason::NoDigest,
        (None, Some(_)) => Reason::Unexplained,
        (None, None) => {
            let cause = match &forensics.refusal {
                Some(Refusal::Syntax(syntax)) => Some(syntax.cause),
                _ => None,
            };
            Reason::Rule(forensics.decision.rule, forensics.decision.field, cause)
        }
    }
}

/// What makes two requests the same: everything that the decision rests on.
fn identity(request: &OwnedRequest) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&request.method, &request.target, &request.body).hash(&mut hasher);
    for (name, value) in &request.headers {
        let counts = [SIGNATURE_HEADER, "content-type", "authorization"];
        if counts.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            (name.to_ascii_lowercase(), value).hash(&mut hasher);
        }
    }
    hasher.finish()
}
