//! The catalogue of mistakes.
//!
//! The order matters where two turn the same setting: the later one wins, so what the protocol leaves open
//! comes before what is wrong. Ids are what `goalpost.toml` and reports use and never change.

mod charset;
mod digest;
mod escapes;
mod examples;
mod fields;
mod key;
mod money;
mod order;
mod output;
mod shape;
mod texts;

use super::config::{SignerConfig, Step};
use super::fix::{FixSnippet, Language};

/// One mistake.
#[derive(Clone, Copy, Debug)]
pub struct Mistake {
    /// Its name in `goalpost.toml`, in reports and in JSON.
    pub id: &'static str,
    /// The root cause that it is a form of, as bug threads name it; often the id itself.
    pub cause: &'static str,
    /// What the signer does, in one line.
    pub title: &'static str,
    /// Number of public bug threads, out of 352, with this cause; 0 for rarer forms of it.
    pub threads: u8,
    /// Code that typically causes it, by language.
    pub habits: &'static [(Language, &'static str)],
    /// The fix, in one line.
    pub fix: &'static str,
    /// The same in code.
    pub remedy: FixSnippet,
    /// A goal on which it shows, as JSON.
    pub example: &'static str,
    /// A secret on which it shows, where a good one hides it.
    pub secret: Option<&'static str>,
    /// The same for the tenant's id.
    pub tenant_id: Option<&'static str>,
    /// Whether the protocol leaves it open, so that it is no drift.
    pub permitted: bool,
    /// Whether it is several mistakes that one encoder makes together: where only one of them shows, a
    /// name for that one is better.
    pub bundle: bool,
    /// Makes the mistake.
    pub turn: fn(&mut SignerConfig),
}

const fn mistake(id: &'static str, title: &'static str, turn: fn(&mut SignerConfig)) -> Mistake {
    Mistake {
        id,
        cause: id,
        title,
        threads: 0,
        habits: &[],
        fix: "",
        remedy: FixSnippet::Canonical,
        example: examples::ORDINARY,
        secret: None,
        tenant_id: None,
        permitted: false,
        bundle: false,
        turn,
    }
}

impl Mistake {
    /// A form of a cause that has a name of its own.
    const fn of(mut self, cause: &'static str) -> Mistake {
        self.cause = cause;
        self
    }

    /// Seen in so many threads.
    const fn seen(mut self, threads: u8) -> Mistake {
        self.threads = threads;
        self
    }

    const fn did(mut self, habits: &'static [(Language, &'static str)]) -> Mistake {
        self.habits = habits;
        self
    }

    const fn fix(mut self, fix: &'static str, remedy: FixSnippet) -> Mistake {
        self.fix = fix;
        self.remedy = remedy;
        self
    }

    /// Shows on this goal.
    const fn on(mut self, example: &'static str) -> Mistake {
        self.example = example;
        self
    }

    /// Shows with this secret.
    const fn with_secret(mut self, secret: &'static str) -> Mistake {
        self.secret = Some(secret);
        self
    }

    /// Shows with this tenant's id.
    const fn with_tenant(mut self, tenant_id: &'static str) -> Mistake {
        self.tenant_id = Some(tenant_id);
        self
    }

    const fn bundle(mut self) -> Mistake {
        self.bundle = true;
        self
    }

    const fn left_open(mut self) -> Mistake {
        self.permitted = true;
        self
    }

    /// The step of signing in which it is made.
    pub fn step(&self) -> Step {
        let mut config = SignerConfig::default();
        (self.turn)(&mut config);
        [Step::Key, Step::Digest, Step::Output]
            .into_iter()
            .find(|step| !config.is_usual(*step))
            .unwrap_or(Step::Message)
    }

    /// Where it typically comes from, in one line.
    pub fn typical(&self) -> String {
        let habits =
            self.habits.iter().map(|(language, did)| format!("{}: {did}", language.name()));
        habits.collect::<Vec<_>>().join("; ")
    }
}

const PARTS: [&[Mistake]; 10] = [
    escapes::DIALECTS,
    charset::DIALECTS,
    order::DIALECTS,
    money::DIALECTS,
    fields::DIALECTS,
    texts::DIALECTS,
    shape::DIALECTS,
    key::DIALECTS,
    digest::DIALECTS,
    output::DIALECTS,
];

const COUNT: usize = {
    let (mut count, mut part) = (0, 0);
    while part < PARTS.len() {
        count += PARTS[part].len();
        part += 1;
    }
    count
};

/// Every mistake there is.
pub static CATALOGUE: [Mistake; COUNT] = {
    let mut all = [PARTS[0][0]; COUNT];
    let (mut at, mut part) = (0, 0);
    while part < PARTS.len() {
        let mut i = 0;
        while i < PARTS[part].len() {
            all[at] = PARTS[part][i];
            at += 1;
            i += 1;
        }
        part += 1;
    }
    all
};

const _: () = assert!(COUNT <= 448, "a MistakeSet has 448 places");

/// The goals on which the catalogue's mistakes show: what to send to tell them apart.
pub(super) fn example_goals() -> Vec<&'static str> {
    let mut goals = examples::TELLING.to_vec();
    for mistake in &CATALOGUE {
        if !goals.contains(&mistake.example) {
            goals.push(mistake.example);
        }
    }
    goals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mistakes::{Diagnosis, MistakeSet, Prediction, SigningContext, predict_sent};
    use crate::protocol::json::parse_wire;
    use crate::protocol::{Goal, Tenant};

    #[test]
    fn ids_are_unique_and_every_dialect_is_told_in_full() {
        for (i, mistake) in CATALOGUE.iter().enumerate() {
            assert!(CATALOGUE[..i].iter().all(|other| other.id != mistake.id), "{}", mistake.id);
            assert!(!mistake.fix.is_empty() && !mistake.habits.is_empty(), "{}", mistake.id);
            let mut config = SignerConfig::default();
            (mistake.turn)(&mut config);
            assert_ne!(config, SignerConfig::default(), "{}", mistake.id);
            let off = [Step::Message, Step::Key, Step::Digest, Step::Output]
                .into_iter()
                .filter(|step| !config.is_usual(*step))
                .count();
            assert_eq!(off, 1, "{}: a mistake is made in one step", mistake.id);
        }
    }

    #[test]
    fn every_dialect_shows_on_its_example() {
        let mut hidden = Vec::new();
        for mistake in &CATALOGUE {
            let goal = parse_wire(mistake.example.as_bytes())
                .unwrap_or_else(|e| panic!("{}: {e}", mistake.id));
            let goal = Goal::from_value(goal).unwrap();
            let tenant = Tenant {
                tenant_id: mistake.tenant_id.unwrap_or(examples::TENANT_ID).into(),
                secret: mistake.secret.unwrap_or(examples::SECRET).into(),
            };
            let others = [Tenant { tenant_id: "o".into(), secret: "0123".into() }];
            let context = SigningContext { others: &others, ..SigningContext::of(&tenant, &goal) };
            let set = MistakeSet::of_id(mistake.id).unwrap();
            let wrong = predict_sent(&set.into(), &context);
            let right = predict_sent(&Diagnosis::default(), &context);
            if wrong == Prediction::Refused || wrong == right {
                hidden.push(mistake.id);
            }
        }
        assert!(hidden.is_empty(), "{hidden:?}");
    }
}
