//! The next goal to send: the one that tells explanations apart.

use crate::dialect::catalogue::example_goals;
use crate::dialect::model::predict_sent;
use crate::dialect::scene::Scene;
use crate::dialect::{Detail, Prediction, Recipe};
use crate::spec::json::parse_wire;
use crate::spec::{Goal, legal};
use std::collections::BTreeMap;

/// A goal, and what each explanation would make of it.
#[derive(Clone, Debug)]
pub struct NextGoal {
    /// The goal; a server takes it.
    pub goal: Goal,
    /// The explanations, those together that would sign it alike.
    pub groups: Vec<Vec<Recipe>>,
}

/// The goal that tells most of these explanations apart; `None` where none tells any.
pub fn next_goal(scene: &Scene<'_>, recipes: &[Recipe]) -> Option<NextGoal> {
    if recipes.len() < 2 {
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
        let mut groups: BTreeMap<Vec<u8>, Vec<Recipe>> = BTreeMap::new();
        for recipe in recipes {
            // Orders and texts were seen on the goal that was sent; on another they may differ.
            let general = Recipe {
                detail: Detail { key_bytes: recipe.detail.key_bytes, ..Detail::default() },
                ..recipe.clone()
            };
            let made = match predict_sent(&general, &scene.with_goal(&goal)) {
                Prediction::Signed { signature, .. } => signature.into_bytes(),
                Prediction::Refused => Vec::new(),
            };
            groups.entry(made).or_default().push(recipe.clone());
        }
        if groups.len() > best.as_ref().map_or(1, |best| best.groups.len()) {
            best = Some(NextGoal { goal, groups: groups.into_values().collect() });
        }
    }
    best
}
