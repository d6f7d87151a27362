//! What the golden vectors are worth: which mistakes they catch.
//!
//! Every mistake that is known by name is a mutant: a signer, or a server. A vector kills a mutant where
//! the mutant's answer does not pass. Mutants that no vector kills are what a real implementation could
//! get wrong unseen.

mod cover;
mod families;
mod mutant;
pub(super) mod profile;
mod servers;
pub(super) mod signers;

pub use mutant::Mutant;

use crate::vectors::VectorFile;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A vector, as far as the audit goes.
#[derive(Clone, Debug)]
pub struct Audited {
    /// Its id.
    pub id: Arc<str>,
    /// The requirements that it rests on.
    pub requirements: Vec<String>,
    /// How many mutants it kills.
    pub kills: usize,
    /// How many mutants it alone kills.
    pub alone: usize,
}

/// What an audit found.
#[derive(Clone, Debug)]
pub struct Audit {
    /// Every vector.
    pub vectors: Vec<Audited>,
    /// Every mutant.
    pub mutants: Vec<Mutant>,
    /// The profile of typed SDKs: every signer again, with the families of mistakes, against the vectors whose goals such
    /// an SDK can express. Permitted mistakes, and those that show on no such goal, are equivalent.
    pub typed: Vec<Mutant>,
    /// How many vectors are in that profile.
    pub typed_vectors: usize,
    /// The smallest choice of vectors that kills all that can be killed, by their places.
    pub smallest: Vec<usize>,
    /// Whether no smaller choice exists; else it is the smallest that was found.
    pub is_proven: bool,
    /// What is wrong, a line each.
    pub faults: Vec<String>,
}

impl Audit {
    /// Mutants of the profile of typed SDKs that live and are not equivalent.
    pub fn typed_survivors(&self) -> impl Iterator<Item = &Mutant> {
        self.typed.iter().filter(|m| m.equivalent.is_none() && m.killers.is_empty())
    }

    /// Mutants that live and are not said to be equivalent.
    pub fn survivors(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|m| m.equivalent.is_none() && !m.is_killed_by(&|_| true))
    }

    /// Mutants that no vector kills, for a reason.
    pub fn equivalents(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|m| m.equivalent.is_some())
    }

    /// What is wrong with a smoke selection, a line each.
    pub fn faults_of(&self, smoke: &[Arc<str>]) -> Vec<String> {
        let all = [&self.mutants[..], &self.typed].concat();
        let mut faults = smoke_faults(&self.vectors, &all, smoke);
        let (count, fewest) = (smoke.len(), self.smallest.len());
        if faults.is_empty() && count > fewest {
            faults.push(format!(
                "the smoke selection has {count} vectors, and {fewest} are enough: goalpost vectors audit \
                 --write"
            ));
        }
        faults
    }

    /// The ids of the smallest choice.
    pub fn smoke(&self) -> Vec<Arc<str>> {
        self.smallest.iter().map(|at| Arc::clone(&self.vectors[*at].id)).collect()
    }
}

/// Audits vectors, and the smoke selection that stands beside them; `None` where none does.
pub fn audit(files: &[VectorFile], smoke: Option<&[Arc<str>]>) -> Audit {
    let mut vectors: Vec<Audited> = Vec::new();
    for entry in files.iter().flat_map(|file| file.entries()) {
        vectors.push(Audited {
            id: Arc::clone(entry.id),
            requirements: entry.requirements.to_vec(),
            kills: 0,
            alone: 0,
        });
    }
    let place = |id: &str| vectors.iter().position(|vector| &*vector.id == id);
    let mut mutants = signers::mutants(files, &place);
    let typed = signers::typed_mutants(files, &mutants, &place);
    let goals = files.iter().flat_map(|file| file.sign_tests());
    let typed_vectors = goals.filter(|(_, test)| profile::is_typed(&test.goal)).count();
    mutants.extend(servers::mutants(files, &place));
    for mutant in &mutants {
        if let [only] = mutant.killers[..] {
            vectors[only].alone += 1;
        }
        for at in &mutant.killers {
            vectors[*at].kills += 1;
        }
    }
    let (smallest, is_proven) = cover::smallest(&[&mutants[..], &typed].concat(), vectors.len());
    let faults = Vec::new();
    let mut audit = Audit { vectors, mutants, typed, typed_vectors, smallest, is_proven, faults };
    audit.faults = faults_of(&audit.vectors, &audit.mutants);
    let survives = |m: &Mutant| {
        format!("{} survives on goals that a typed SDK can express: {}", m.name, m.title)
    };
    let unseen: Vec<String> = audit.typed_survivors().map(survives).collect();
    audit.faults.extend(unseen);
    match smoke {
        Some(smoke) => audit.faults.extend(audit.faults_of(smoke)),
        None => audit.faults.push(
            "there is no smoke selection; goalpost vectors audit --write makes one".to_owned(),
        ),
    }
    audit
}

fn faults_of(vectors: &[Audited], mutants: &[Mutant]) -> Vec<String> {
    let mut faults = Vec::new();
    for mutant in mutants {
        let killed = mutant.is_killed_by(&|_| true);
        match (mutant.equivalent, killed) {
            (None, false) => faults.push(format!("{} survives: {}", mutant.name, mutant.title)),
            (Some(_), true) => {
                let by = mutant.killers.first().map(|at| &*vectors[*at].id).unwrap_or_default();
                faults.push(format!("{} is said to be equivalent, and {by} kills it", mutant.name));
            }
            _ => {}
        }
    }
    for vector in vectors.iter().filter(|v| v.alone == 0 && v.requirements.is_empty()) {
        let id = &vector.id;
        faults.push(format!("{id} kills nothing that no other does, and rests on no requirement"));
    }
    faults
}

/// The smoke selection must kill what all vectors kill, and nothing in it may be spare.
fn smoke_faults(vectors: &[Audited], mutants: &[Mutant], smoke: &[Arc<str>]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut chosen = BTreeSet::new();
    for id in smoke {
        match vectors.iter().position(|vector| vector.id == *id) {
            Some(at) => {
                if !chosen.insert(at) {
                    faults.push(format!("the smoke selection names {id} twice"));
                }
            }
            None => {
                faults.push(format!("the smoke selection names {id}, and there is no such vector"));
            }
        }
    }
    let mortal: Vec<&Mutant> =
        mutants.iter().filter(|m| m.equivalent.is_none() && m.is_killed_by(&|_| true)).collect();
    for mutant in &mortal {
        if !mutant.is_killed_by(&|at| chosen.contains(&at)) {
            faults.push(format!("the smoke selection does not kill {}", mutant.name));
        }
    }
    for spare in &chosen {
        let without = |at: usize| at != *spare && chosen.contains(&at);
        if mortal.iter().all(|mutant| mutant.is_killed_by(&without)) {
            let id = &vectors[*spare].id;
            faults.push(format!("the smoke selection kills as much without {id}"));
        }
    }
    faults
}
