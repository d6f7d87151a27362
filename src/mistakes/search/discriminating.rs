//! The next goal to send: the one that tells explanations apart.

use crate::mistakes::catalogue::example_goals;
use crate::mistakes::context::SigningContext;
use crate::mistakes::model::predict_sent;
use crate::mistakes::{Diagnosis, Parameters, Prediction};
use crate::protocol::json::parse_wire;
use crate::protocol::{Goal, legal};
use std::collections::BTreeMap;

/// A goal, and what each explanation would make of it.
#[derive(Clone, Debug)]
pub struct NextGoal {
    /// The goal; a server takes it.
    pub goal: Goal,
    /// The explanations, those together that would sign it alike.
    pub groups: Vec<Vec<Diagnosis>>,
}

/// The goal that tells most of these explanations apart; `None` where none tells any.
pub fn next_goal(context: &SigningContext<'_>, diagnoses: &[Diagnosis]) -> Option<NextGoal> {
    if diagnoses.len() < 2 {
        return None;
    }
    let mut best: Option<NextGoal> = None;
    for text in example_goals() {
        let Some(goal) = parse_wire(text.as_bytes()).ok().and_then(|v| Goal::from_value(v).ok())
        else {
            continue;
        };
        if !legal::is_legal(&goal) {
            continue;
        }
        let mut groups: BTreeMap<Vec<u8>, Vec<Diagnosis>> = BTreeMap::new();
        for diagnosis in diagnoses {
            // Orders and texts were seen on the goal that was sent; on another they may differ.
            let general = Diagnosis {
                detail: Parameters {
                    key_bytes: diagnosis.detail.key_bytes,
                    ..Parameters::default()
                },
                ..diagnosis.clone()
            };
            let made = match predict_sent(&general, &context.with_goal(&goal)) {
                Prediction::Signed { signature, .. } => signature.into_bytes(),
                Prediction::Refused => Vec::new(),
            };
            groups.entry(made).or_default().push(diagnosis.clone());
        }
        if groups.len() > best.as_ref().map_or(1, |best| best.groups.len()) {
            best = Some(NextGoal { goal, groups: groups.into_values().collect() });
        }
    }
    best
}

/// A goal with text of most kinds that systems change: what looks alike on a plain goal differs on this one.
const RICH: &str = r#"{"event_name":"café \u007f <b>Tom’s</b>","session_id":"00042","properties":{"value":1234.5,"currency":"EUR","plan":" Ünï \u00a0 “A” & 'B' \\ / 100% +1 = $9 {x} 測試 😀 ﬁ "}}"#;

/// The goal to send where explanations coincide that no list holds, and that cannot be tried on other goals.
pub fn rich_goal() -> Option<NextGoal> {
    let goal = Goal::from_value(parse_wire(RICH.as_bytes()).ok()?).ok()?;
    legal::is_legal(&goal).then_some(NextGoal { goal, groups: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_takes_the_rich_goal() {
        assert!(rich_goal().is_some());
    }
}
