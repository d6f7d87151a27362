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
mod mistake;
mod money;
mod order;
mod output;
mod shape;
mod texts;

pub use mistake::Mistake;

const PARTS: [&[Mistake]; 10] = [
    escapes::MISTAKES,
    charset::MISTAKES,
    order::MISTAKES,
    money::MISTAKES,
    fields::MISTAKES,
    texts::MISTAKES,
    shape::MISTAKES,
    key::MISTAKES,
    digest::MISTAKES,
    output::MISTAKES,
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
    use crate::mistakes::config::{SignerConfig, Step};
    use crate::mistakes::{
        Diagnosis, Function, MistakeSet, Prediction, SigningContext, predict_sent,
    };
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

    /// The code that is printed replaces a whole function, so it fixes every mistake that is made in there. A mistake in
    /// the signed bytes may be made in either: `signature` may pass something else to the HMAC.
    #[test]
    fn the_code_of_a_mistake_replaces_the_function_it_is_made_in() {
        for mistake in &CATALOGUE {
            if mistake.step() != Step::Message {
                assert_eq!(mistake.remedy.function(), Function::Signature, "{}", mistake.id);
            }
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
