//! Who agrees with whom, on the cases where implementations differ.
//!
//! Each implementation is run on its own, so what it answered is remembered, by case, where that was not
//! what the reference answers. Memory is bounded: where there is too much, only the cases whose hash
//! falls into one half, one quarter, … are kept, the same ones for every implementation.

use super::plan::fnv1a;
use crate::adapter::Op;
use crate::case::CaseId;
use std::collections::{BTreeMap, BTreeSet};

/// So many answers of an implementation are remembered.
const REMEMBERED: usize = 20_000;

/// What an implementation answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// It signed; the hash of its signature.
    Signed(u64),
    /// It refused.
    Refused,
    /// As a server it answered with this status.
    Status(u16),
    /// It broke.
    Broke,
    /// It was not asked, or could not express it.
    Silent,
}

impl Answer {
    /// It signed.
    pub(super) fn signed(signature: &str) -> Answer {
        Answer::Signed(fnv1a(signature.as_bytes()))
    }
}

/// What one implementation answered, where that differs from the reference.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// One case in two to this power is kept.
    level: u32,
    kept: BTreeMap<CaseId, (Answer, bool)>,
}

impl Answers {
    /// Takes an answer down that is not the reference's. `settled`: whether the protocol demands one
    /// answer.
    pub(super) fn note(&mut self, id: &CaseId, answer: Answer, settled: bool) {
        if is_kept(id, self.level) {
            self.kept.insert(id.clone(), (answer, settled));
            while self.kept.len() > REMEMBERED {
                self.level += 1;
                let level = self.level;
                self.kept.retain(|id, _| is_kept(id, level));
            }
        }
    }
}

fn is_kept(id: &CaseId, level: u32) -> bool {
    // No text is made where nothing is left out.
    level == 0 || fnv1a(id.to_string().as_bytes()).trailing_zeros() >= level
}

/// Implementations that answer alike on some cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossCheck {
    /// What was asked.
    pub op: Op,
    /// Whether the protocol demands one answer; else what passes may differ.
    pub settled: bool,
    /// The groups, the reference's first. The reference stands among them as `reference`.
    pub groups: Vec<Vec<String>>,
    /// On how many cases.
    pub cases: u64,
    /// Whether that number was estimated from a part of the cases.
    pub estimated: bool,
    /// One of the cases.
    pub sample: CaseId,
}

/// The name of the reference among the groups.
pub const REFERENCE: &str = "reference";

/// Groups the cases on which implementations differ, the largest group of cases first. Nothing where
/// fewer than two were asked the same.
pub(super) fn agreements(op: Op, implementations: &[(&str, &Answers)]) -> Vec<CrossCheck> {
    if implementations.len() < 2 {
        return Vec::new();
    }
    let level = implementations.iter().map(|(_, answers)| answers.level).max().unwrap_or(0);
    let cases: BTreeSet<&CaseId> = implementations
        .iter()
        .flat_map(|(_, answers)| answers.kept.keys())
        .filter(|id| is_kept(id, level))
        .collect();
    type Ways<'a> = BTreeMap<(bool, Vec<Vec<&'a str>>), (u64, &'a CaseId)>;
    let mut found = Ways::new();
    for id in cases {
        let Some((settled, groups)) = groups(id, implementations) else { continue };
        let entry = found.entry((settled, groups)).or_insert((0, id));
        entry.0 += 1;
    }
    let mut agreements: Vec<CrossCheck> = found
        .into_iter()
        .map(|((settled, groups), (count, sample))| CrossCheck {
            op,
            settled,
            groups: groups
                .into_iter()
                .map(|group| group.into_iter().map(str::to_owned).collect())
                .collect(),
            cases: count << level,
            estimated: level > 0,
            sample: sample.clone(),
        })
        .collect();
    agreements.sort_by_key(|agreement| (!agreement.settled, u64::MAX - agreement.cases));
    agreements
}

/// Who answers alike on a case; `None` where all do.
fn groups<'n>(
    id: &CaseId,
    implementations: &[(&'n str, &Answers)],
) -> Option<(bool, Vec<Vec<&'n str>>)> {
    let mut with_reference = vec![REFERENCE];
    let mut others: BTreeMap<Answer, Vec<&str>> = BTreeMap::new();
    let mut settled = false;
    for (name, answers) in implementations {
        match answers.kept.get(id) {
            None => with_reference.push(name),
            Some((Answer::Silent, _)) => {}
            Some((answer, is_settled)) => {
                settled |= is_settled;
                others.entry(*answer).or_default().push(name);
            }
        }
    }
    if others.is_empty() {
        return None;
    }
    // By who is in them: what exactly was answered differs from case to case.
    let mut others: Vec<Vec<&str>> = others.into_values().collect();
    others.sort();
    Some((settled, std::iter::once(with_reference).chain(others).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(index: u64) -> CaseId {
        CaseId::Random { seed: 1, index }
    }

    #[test]
    fn the_odd_one_out_stands_alone() {
        let (mut a, mut b, c) = (Answers::default(), Answers::default(), Answers::default());
        for index in 0..5 {
            a.note(&id(index), Answer::Signed(index), true);
        }
        a.note(&id(7), Answer::Signed(7), true);
        b.note(&id(7), Answer::Signed(7), true);
        b.note(&id(8), Answer::Silent, true);
        let found = agreements(Op::Sign, &[("a", &a), ("b", &b), ("c", &c)]);
        let told: Vec<(u64, String)> = found
            .iter()
            .map(|found| {
                let groups: Vec<String> = found.groups.iter().map(|g| g.join("=")).collect();
                (found.cases, groups.join(" | "))
            })
            .collect();
        assert_eq!(
            told,
            [(5, "reference=b=c | a".to_owned()), (1, "reference=c | a=b".to_owned())]
        );
        assert!(agreements(Op::Sign, &[("a", &a)]).is_empty());
    }

    #[test]
    fn memory_is_bounded_and_the_count_estimated() {
        let (mut a, b) = (Answers::default(), Answers::default());
        for index in 0..5 * REMEMBERED as u64 {
            a.note(&id(index), Answer::Refused, true);
        }
        assert!(a.kept.len() <= REMEMBERED);
        let found = &agreements(Op::Sign, &[("a", &a), ("b", &b)])[0];
        let off = found.cases.abs_diff(5 * REMEMBERED as u64);
        assert!(found.estimated && off < REMEMBERED as u64 / 2, "{}", found.cases);
    }
}
