//! The search of `goalpost explain` on threads: it finds what it finds without them.

use goalpost::mistakes::search::Stages;
use goalpost::mistakes::{Effort, Explanation, MistakeSet, Prediction, SigningContext, predict};
use goalpost::protocol::json::parse;
use goalpost::protocol::{Goal, Tenant};

const GOAL: &str = r#"{"event_name":"caf\u00e9","session_id":"s-1","properties":{"value":99.5,"plan":"Équipe/2"}}"#;

/// So many combinations are tried: the end lies within a level that is shared out.
const MOST: u64 = 150_001;

fn searched(
    context: &SigningContext<'_>,
    signature: &str,
    threads: bool,
) -> (Option<Explanation>, Effort) {
    let (mut nothing, mut more) = (|_: MistakeSet| false, |trials: u64| trials < MOST);
    let stages = Stages::new(context, signature, MistakeSet::EMPTY, &mut nothing, &mut more);
    let mut stages = if threads { stages.on_threads() } else { stages };
    let found = stages.singles().or_else(|| stages.pairs());
    let found = found.or_else(|| stages.rest());
    (found, stages.effort())
}

#[test]
fn threads_change_neither_what_is_found_nor_how_far_it_went() {
    let tenant = Tenant {
        tenant_id: "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04".into(),
        secret: "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4".into(),
    };
    let goal = Goal::from_value(parse(GOAL.as_bytes()).unwrap()).unwrap();
    let context = SigningContext::of(&tenant, &goal);
    let made = |ids: &[&str]| {
        let sets = ids.iter().map(|id| MistakeSet::of_id(id).unwrap());
        match predict(sets.fold(MistakeSet::EMPTY, MistakeSet::union), &tenant, &goal) {
            Prediction::Signed { signature, .. } => signature,
            Prediction::Refused => panic!("{ids:?} refuse"),
        }
    };
    for (signature, is_named) in [
        (made(&["raw-utf8-not-ascii-escaped", "slashes-escaped"]), true),
        (made(&["raw-utf8-not-ascii-escaped", "secret-used-as-text"]), true),
        ("1".repeat(64), false),
    ] {
        let alone = searched(&context, &signature, false);
        assert_eq!(alone.0.is_some(), is_named, "{signature}");
        assert_eq!(searched(&context, &signature, true), alone, "{signature}");
    }
}
