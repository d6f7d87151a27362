//! Which mistakes explain what an implementation produced.

use super::model;
use super::{DialectSet, Prediction, predict};
use crate::spec::{Goal, Tenant};

/// What an implementation produced for a case.
#[derive(Clone, Copy, Debug)]
pub struct Observed<'a> {
    /// The header's value.
    pub signature: &'a str,
    /// The signed bytes, where it told them.
    pub canonical: Option<&'a [u8]>,
}

/// The smallest set found that predicts exactly what was produced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The mistakes. Never empty.
    pub set: DialectSet,
    /// For a single mistake: all single mistakes that predict the same here.
    pub equivalent: DialectSet,
}

/// Whether a set predicts exactly what was produced.
pub fn fits(set: DialectSet, tenant: &Tenant, goal: &Goal, observed: &Observed<'_>) -> bool {
    let knobs = set.knobs();
    let Some(canonical) = model::canonical(&knobs, &tenant.tenant_id, goal) else {
        return false;
    };
    if observed.canonical.is_some_and(|told| told != canonical) {
        return false;
    }
    model::key(&knobs, &tenant.secret)
        .is_some_and(|key| model::signature(&knobs, &key, &canonical) == observed.signature)
}

/// A single mistake with key or output that makes `signature` of bytes that no mistake predicts.
pub fn signs_rightly_but_for(
    tenant: &Tenant,
    canonical: &[u8],
    signature: &str,
) -> Option<DialectSet> {
    DialectSet::filtered(|_| true).singles().find(|single| {
        let knobs = single.knobs();
        model::key(&knobs, &tenant.secret)
            .is_some_and(|key| model::signature(&knobs, &key, canonical) == signature)
    })
}

/// What is known of an implementation before a case is looked at.
pub struct Known<'a> {
    /// Mistakes that it is expected to make, or was seen to make.
    pub likely: DialectSet,
    /// Whether a single mistake is contradicted: it would show on a case that came out right.
    pub ruled_out: &'a mut dyn FnMut(DialectSet) -> bool,
}

/// Searches for the mistakes behind what was produced: those already likely first, alone and
/// together, then every other single mistake, then pairs and triples.
///
/// A mistake that is ruled out is named only where it is the single mistake that fits and nothing
/// else does. `None`: no set of up to three mistakes explains it, nor any part of the likely ones.
pub fn explain(
    tenant: &Tenant,
    goal: &Goal,
    observed: &Observed<'_>,
    known: &mut Known<'_>,
) -> Option<Explanation> {
    let fits = |set| fits(set, tenant, goal, observed);
    let all = DialectSet::filtered(|_| true);
    let fitting: Vec<DialectSet> = all.singles().filter(|s| fits(*s)).collect();
    let equivalent = union(&fitting);

    if let Some(set) = fitting.iter().find(|s| s.is_subset(known.likely)) {
        return Some(Explanation { set: *set, equivalent });
    }
    if known.likely.len() > 1 && fits(known.likely) {
        let set = smallest_part(known.likely, &fits);
        return Some(Explanation { set, equivalent: set });
    }
    let alive = fitting.iter().find(|s| !(known.ruled_out)(**s));
    if let Some(set) = alive {
        return Some(Explanation { set: *set, equivalent });
    }

    // A mistake that changes nothing here cannot be part of a small explanation, unless the
    // reference refuses the goal: then two mistakes may be needed to sign at all.
    let reference = predict(DialectSet::EMPTY, tenant, goal);
    let showing: Vec<DialectSet> = all
        .singles()
        .filter(|s| reference == Prediction::Refused || predict(*s, tenant, goal) != reference)
        .filter(|s| !(known.ruled_out)(*s))
        .collect();
    let few = &showing[..showing.len().min(MOST_IN_TRIPLES)];
    pairs(&showing)
        .chain(triples(few))
        .find(|set| fits(*set))
        .map(|set| Explanation { set, equivalent: set })
        .or_else(|| fitting.first().map(|set| Explanation { set: *set, equivalent }))
}

fn union(sets: &[DialectSet]) -> DialectSet {
    sets.iter().fold(DialectSet::EMPTY, |all, set| all.union(*set))
}

/// Triples are searched among so many mistakes at most: 816 sets.
const MOST_IN_TRIPLES: usize = 18;

fn pairs(from: &[DialectSet]) -> impl Iterator<Item = DialectSet> + '_ {
    from.iter().enumerate().flat_map(|(i, a)| from[i + 1..].iter().map(|b| a.union(*b)))
}

fn triples(from: &[DialectSet]) -> impl Iterator<Item = DialectSet> + '_ {
    from.iter().enumerate().flat_map(|(i, a)| pairs(&from[i + 1..]).map(|pair| a.union(pair)))
}

/// Leaves out members one after the other for as long as the rest still fits.
pub fn smallest_part(set: DialectSet, fits: &impl Fn(DialectSet) -> bool) -> DialectSet {
    set.singles().fold(set, |kept, single| {
        let without = kept.without(single);
        if !without.is_empty() && fits(without) { without } else { kept }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::json::parse_wire;

    fn case(goal: &str) -> (Tenant, Goal) {
        let tenant = Tenant { tenant_id: "t".into(), secret: "00ff".into() };
        (tenant, Goal::from_value(parse_wire(goal.as_bytes()).unwrap()).unwrap())
    }

    fn explained(
        goal: &str,
        made: &[&str],
        tell_canonical: bool,
        ruled_out: &[&str],
    ) -> Vec<&'static str> {
        let (tenant, goal) = case(goal);
        let set = made
            .iter()
            .map(|id| DialectSet::of_id(id).unwrap())
            .fold(DialectSet::EMPTY, DialectSet::union);
        let Prediction::Signed { canonical, signature } = predict(set, &tenant, &goal) else {
            panic!("{made:?} refuse");
        };
        let observed = Observed {
            signature: &signature,
            canonical: tell_canonical.then_some(canonical.as_slice()),
        };
        let mut ruled_out = |set: DialectSet| set.ids().iter().any(|id| ruled_out.contains(id));
        let mut known = Known { likely: DialectSet::EMPTY, ruled_out: &mut ruled_out };
        explain(&tenant, &goal, &observed, &mut known).unwrap().set.ids()
    }

    #[test]
    fn names_singles_pairs_and_triples_with_and_without_bytes() {
        let goal = r#"{"event_name":"caf\u00e9","session_id":"\u007f","properties":
            {"value":0.125,"plan":"a","currency":"EUR","b":1}}"#;
        for made in [
            &["raw-utf8-not-ascii-escaped"][..],
            &["raw-utf8-not-ascii-escaped", "secret-used-as-text"],
            &["raw-utf8-not-ascii-escaped", "del-char-not-escaped", "value-wrong-rounding"],
        ] {
            // Go's encoder makes the first two mistakes of the triple at once.
            let ruled_out = &["html-chars-escaped"];
            assert_eq!(explained(goal, made, true, ruled_out), made);
            assert_eq!(explained(goal, made, false, ruled_out), made);
        }
    }

    #[test]
    fn says_so_when_nothing_fits() {
        let (tenant, goal) = case(r#"{"event_name":"a"}"#);
        let observed = Observed { signature: "00", canonical: None };
        let mut known = Known { likely: DialectSet::EMPTY, ruled_out: &mut |_| false };
        assert_eq!(explain(&tenant, &goal, &observed, &mut known), None);
    }
}
