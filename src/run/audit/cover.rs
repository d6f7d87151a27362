//! The smallest choice of vectors that kills every mutant: set cover, by reduction, then by branch and
//! bound.

use super::mutant::Mutant;
use std::collections::BTreeSet;

/// So many choices are looked at; a search that is cut off keeps the best it has.
const NODES: usize = 200_000;

/// The places of the chosen vectors, in order, and whether no smaller choice exists.
pub(super) fn smallest(mutants: &[Mutant], vectors: usize) -> (Vec<usize>, bool) {
    let rows: BTreeSet<Vec<usize>> = mutants
        .iter()
        .filter(|mutant| mutant.equivalent.is_none() && !mutant.killers.is_empty())
        .map(|mutant| mutant.killers.clone())
        .collect();
    let mut search = Search { best: Vec::new(), nodes: 0, cut_off: false };
    let rows = undominated(rows.into_iter().map(|row| row.into_iter().collect()).collect());
    search.best = greedy(&rows, vectors);
    search.branch(rows, Vec::new());
    let mut chosen = search.best;
    let proven = !search.cut_off;
    // Mutants that only the difference between two answers betrays.
    let mut grown = false;
    for mutant in mutants.iter().filter(|mutant| mutant.equivalent.is_none()) {
        if mutant.is_killed_by(&|_| true) && !mutant.is_killed_by(&|at| chosen.contains(&at)) {
            grown = true;
            let first = mutant.kinds.iter().find(|(at, _)| chosen.contains(at)).copied();
            let (at, kind) = first.unwrap_or(mutant.kinds[0]);
            let other = mutant.kinds.iter().find(|(_, other)| *other != kind).map(|(at, _)| *at);
            chosen.extend([Some(at), other].into_iter().flatten());
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    if grown {
        drop_spare(&mut chosen, mutants);
    }
    (chosen, proven && !grown)
}

type Row = BTreeSet<usize>;

struct Search {
    best: Vec<usize>,
    nodes: usize,
    cut_off: bool,
}

impl Search {
    fn branch(&mut self, rows: Vec<Row>, chosen: Vec<usize>) {
        self.nodes += 1;
        if self.nodes > NODES {
            self.cut_off = true;
            return;
        }
        let (rows, chosen) = reduced(rows, chosen);
        if rows.is_empty() {
            if chosen.len() < self.best.len() {
                self.best = chosen;
            }
            return;
        }
        if chosen.len() + apart(&rows) >= self.best.len() {
            return;
        }
        // The row with the fewest ways out.
        let Some(row) = rows.iter().min_by_key(|row| row.len()) else { return };
        let mut ways: Vec<usize> = row.iter().copied().collect();
        ways.sort_by_key(|at| {
            (usize::MAX - rows.iter().filter(|row| row.contains(at)).count(), *at)
        });
        for at in ways {
            let left = rows.iter().filter(|row| !row.contains(&at)).cloned().collect();
            self.branch(left, [&chosen[..], &[at]].concat());
        }
    }
}

/// Takes what must be taken, and leaves out vectors that another one is as good as.
fn reduced(mut rows: Vec<Row>, mut chosen: Vec<usize>) -> (Vec<Row>, Vec<usize>) {
    loop {
        if let Some(must) = rows.iter().find(|row| row.len() == 1).and_then(|row| row.first()) {
            let must = *must;
            chosen.push(must);
            rows.retain(|row| !row.contains(&must));
            continue;
        }
        rows = undominated(rows);
        let columns: BTreeSet<usize> = rows.iter().flatten().copied().collect();
        let of = |at: usize| -> Vec<usize> {
            (0..rows.len()).filter(|row| rows[*row].contains(&at)).collect()
        };
        let columns: Vec<(usize, Vec<usize>)> =
            columns.into_iter().map(|at| (at, of(at))).collect();
        let is_spare = |(at, own): &&(usize, Vec<usize>)| {
            columns.iter().any(|(other, theirs)| {
                other != at
                    && own.iter().all(|row| theirs.contains(row))
                    && (theirs.len() > own.len() || other < at)
            })
        };
        let spare: Vec<usize> = columns.iter().filter(is_spare).map(|(at, _)| *at).collect();
        if spare.is_empty() {
            return (rows, chosen);
        }
        for row in &mut rows {
            row.retain(|at| !spare.contains(at));
        }
    }
}

/// The rows without those that another row implies.
fn undominated(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(Row::len);
    rows.dedup();
    let mut kept: Vec<Row> = Vec::new();
    for row in rows {
        if !kept.iter().any(|small| small.is_subset(&row)) {
            kept.push(row);
        }
    }
    kept
}

/// So many rows have nothing in common: each needs a vector of its own.
fn apart(rows: &[Row]) -> usize {
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut count = 0;
    for row in rows {
        if row.is_disjoint(&taken) {
            taken.extend(row);
            count += 1;
        }
    }
    count
}

fn greedy(rows: &[Row], vectors: usize) -> Vec<usize> {
    let mut rows = rows.to_vec();
    let mut chosen = Vec::new();
    while !rows.is_empty() {
        let mut counts = vec![0usize; vectors];
        rows.iter().flatten().for_each(|at| counts[*at] += 1);
        let best = (0..vectors).max_by_key(|at| (counts[*at], usize::MAX - at)).unwrap_or(0);
        chosen.push(best);
        rows.retain(|row| !row.contains(&best));
    }
    chosen
}

fn drop_spare(chosen: &mut Vec<usize>, mutants: &[Mutant]) {
    let mortal: Vec<&Mutant> =
        mutants.iter().filter(|m| m.equivalent.is_none() && m.is_killed_by(&|_| true)).collect();
    for at in chosen.clone() {
        let without = |other: usize| other != at && chosen.contains(&other);
        if mortal.iter().all(|mutant| mutant.is_killed_by(&without)) {
            chosen.retain(|other| *other != at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mutant(killers: &[usize]) -> Mutant {
        Mutant {
            name: String::new(),
            title: "",
            equivalent: None,
            killers: killers.to_vec(),
            kinds: Vec::new(),
        }
    }

    #[test]
    fn smaller_than_greedy() {
        // Greedy takes 0, which covers most, and then needs two more.
        let mutants: Vec<Mutant> =
            [&[0, 1][..], &[0, 1], &[0, 2], &[0, 2], &[1], &[2]].map(mutant).into();
        assert_eq!(smallest(&mutants, 3), (vec![1, 2], true));
        assert_eq!(smallest(&[], 3), (vec![], true));
    }

    #[test]
    fn what_only_a_difference_betrays_takes_two() {
        let differential = Mutant { kinds: vec![(0, 7), (1, 7), (2, 8)], ..mutant(&[]) };
        let (chosen, _) = smallest(&[mutant(&[0]), differential], 3);
        assert_eq!(chosen, [0, 2]);
    }
}
