//! What a search looks for and what it finds.

use crate::mistakes::context::SigningContext;
use crate::mistakes::{Diagnosis, MistakeSet, model};
use crate::protocol::hex;
use crate::protocol::keyed::Keyed;

/// What was seen of a signing.
#[derive(Clone, Copy, Debug)]
pub struct Observed<'a> {
    /// The header's value.
    pub signature: &'a str,
    /// The signed bytes, where they are known.
    pub canonical: Option<&'a [u8]>,
}

/// Mistakes that predict exactly what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The smallest set, and of those the likeliest. Never empty.
    pub diagnosis: Diagnosis,
    /// For each of its mistakes, in catalogue order: itself and all that could stand in its place here.
    pub classes: Vec<MistakeSet>,
    /// Other sets of the same size that explain it too, the likeliest first; not all that there may be.
    pub others: Vec<Diagnosis>,
}

impl Explanation {
    /// The mistakes.
    pub fn set(&self) -> MistakeSet {
        self.diagnosis.set
    }

    /// Every mistake that stands in one of the classes.
    pub fn equivalent(&self) -> MistakeSet {
        self.classes.iter().fold(self.diagnosis.set, |all, class| all.union(*class))
    }

    /// Every set that explains it, the named one first.
    pub fn diagnoses(&self) -> impl Iterator<Item = Diagnosis> + '_ {
        let diagnosis = &self.diagnosis;
        let swapped =
            diagnosis.set.singles().zip(&self.classes).flat_map(move |(member, class)| {
                let rest = diagnosis.set.without(member);
                class
                    .without(member)
                    .singles()
                    .map(move |other| diagnosis.with_set(rest.union(other)))
            });
        std::iter::once(self.diagnosis.clone()).chain(swapped).chain(self.others.iter().cloned())
    }
}

/// How far a search went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// So many combinations were tried.
    pub trials: u64,
    /// Every single mistake and every order of keys was among them.
    pub singles: bool,
    /// Every pair was.
    pub pairs: bool,
    /// Every triple of mistakes that show was.
    pub triples: bool,
}

/// What is known before a search.
pub struct Known<'a> {
    /// Mistakes that are expected, or were seen before: named first where they explain it.
    pub likely: MistakeSet,
    /// Whether a single mistake is contradicted by what came out right before.
    pub ruled_out: &'a mut dyn FnMut(MistakeSet) -> bool,
    /// Whether to go on after so many trials.
    pub more: &'a mut dyn FnMut(u64) -> bool,
}

/// What a search found, and how far it went.
#[derive(Clone, Debug)]
pub struct Searched {
    /// The explanation, where there is one.
    pub found: Option<Explanation>,
    /// How far it went.
    pub effort: Effort,
}

/// Whether a diagnosis predicts exactly what was seen.
pub fn fits(diagnosis: &Diagnosis, context: &SigningContext<'_>, observed: &Observed<'_>) -> bool {
    fits_with(diagnosis, context, observed, None)
}

/// The same with the right key at hand, where many diagnoses or goals of one tenant are tried.
pub fn fits_with(
    diagnosis: &Diagnosis,
    context: &SigningContext<'_>,
    observed: &Observed<'_>,
    right_key: Option<&Keyed>,
) -> bool {
    let config = diagnosis.config();
    let Some(canonical) = model::signed_bytes(diagnosis, &config, context) else { return false };
    if observed.canonical.is_some_and(|told| told != canonical) {
        return false;
    }
    let (digest, other);
    let digest: &[u8] = match right_key.filter(|_| model::signs_rightly(&config)) {
        Some(key) => {
            digest = key.digest(&canonical);
            &digest
        }
        None => {
            let Some(key) = model::key(&config, context) else { return false };
            other = model::Keyed::new(&config, &key, context).digest(&canonical);
            &other
        }
    };
    let detail = &diagnosis.detail;
    if detail.prefix.is_none() && detail.suffix.is_none() && model::writes_rightly(&config) {
        return hex::is_of(digest, observed.signature.as_bytes());
    }
    diagnosis.prefixed(model::written(&config, digest)) == observed.signature
}

/// The bytes that a diagnosis signs; `None` if it refuses the goal.
pub fn implied_bytes(diagnosis: &Diagnosis, context: &SigningContext<'_>) -> Option<Vec<u8>> {
    model::signed_bytes(diagnosis, &diagnosis.config(), context)
}

/// Leaves out members one after the other for as long as the rest still fits.
pub fn smallest_part(diagnosis: &Diagnosis, fits: &impl Fn(&Diagnosis) -> bool) -> Diagnosis {
    diagnosis.set.singles().fold(diagnosis.clone(), |kept, single| {
        let without = kept.with_set(kept.set.without(single));
        if !without.set.is_empty() && fits(&without) { without } else { kept }
    })
}

/// Out of everything that fits at one level: what is named, and what could stand in its place.
/// `None` where all of it is ruled out.
pub(super) fn choose(
    fitting: &[Diagnosis],
    likely: MistakeSet,
    ruled_out: &mut dyn FnMut(MistakeSet) -> bool,
) -> Option<Explanation> {
    let mut is_alive = |diagnosis: &&Diagnosis| {
        diagnosis.set.is_subset(likely) || !diagnosis.set.singles().any(&mut *ruled_out)
    };
    let mut sets: Vec<&Diagnosis> = fitting.iter().filter(&mut is_alive).collect();
    let size = sets.iter().map(|diagnosis| diagnosis.set.len()).min()?;
    sets.retain(|diagnosis| diagnosis.set.len() == size);
    // Likeliest first; a name that says it all before one that needs details.
    sets.sort_by_key(|diagnosis| {
        let expected = !diagnosis.set.is_subset(likely);
        (expected, diagnosis.set.cost(), diagnosis.detail != Default::default(), diagnosis.set)
    });
    sets.dedup();
    Some(described((*sets.first()?).clone(), &sets))
}

fn described(best: Diagnosis, sets: &[&Diagnosis]) -> Explanation {
    const OTHERS: usize = 12;
    let swapped = |member: MistakeSet| {
        let rest = best.set.without(member);
        sets.iter()
            .filter(|diagnosis| rest.is_subset(diagnosis.set))
            .fold(member, |class, diagnosis| class.union(diagnosis.set.without(rest)))
    };
    let classes: Vec<MistakeSet> = best.set.singles().map(swapped).collect();
    // One out of each class is said already.
    let is_said = |diagnosis: &&&Diagnosis| {
        classes.iter().all(|class| diagnosis.set.without(*class).len() < diagnosis.set.len())
    };
    let others = sets.iter().filter(|diagnosis| !is_said(diagnosis)).take(OTHERS);
    Explanation {
        others: others.map(|diagnosis| (*diagnosis).clone()).collect(),
        classes,
        diagnosis: best,
    }
}
