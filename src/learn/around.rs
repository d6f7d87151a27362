//! Goals around one: the same but for a character of a text, so that it shows which of them matter.

use super::pool::case;
use crate::case::Case;
use crate::generate::rng::Rng;
use crate::protocol::json::Value;
use crate::protocol::{Goal, Text, legal};
use std::sync::Arc;

/// So many characters of a text are changed, one at a time, each so often.
const CHANGED: usize = 40;
const OFTEN: usize = 2;

/// The goals around a case that an SDK must sign, and itself.
pub fn around(sample: &Case) -> Vec<Case> {
    let rng = &mut Rng::new(0x6172_6f75_6e64, 1);
    let goal = &sample.goal;
    let mut goals = vec![goal.clone()];
    let fields: [fn(&mut Goal) -> Option<&mut Value>; 5] = [
        |goal| goal.event_name.as_mut(),
        |goal| goal.session_id.as_mut(),
        |goal| goal.first_touch_bucket.as_mut(),
        |goal| goal.first_touch_ts.as_mut(),
        |goal| match &mut goal.properties {
            Some(Value::Object(members)) => {
                members.iter_mut().find(|(key, _)| key == "plan").map(|(_, value)| value)
            }
            _ => None,
        },
    ];
    for of in fields {
        let mut own = goal.clone();
        let Some(text) = of(&mut own).and_then(|value| value.as_str().map(str::to_owned)) else {
            continue;
        };
        let letters: Vec<char> = text.chars().collect();
        for at in 0..letters.len().min(CHANGED) {
            for _ in 0..OFTEN {
                let Some(other) = alike(letters[at], rng) else { continue };
                let mut letters = letters.clone();
                letters[at] = other;
                let mut changed = goal.clone();
                if let Some(value) = of(&mut changed) {
                    *value = Value::String(Text::from(letters.iter().collect::<String>().as_str()));
                }
                goals.push(changed);
            }
        }
    }
    let legal = goals.into_iter().filter(legal::is_legal).enumerate();
    legal.map(|(at, goal)| case(500_000 + at, Arc::clone(&sample.tenant), goal)).collect()
}

/// Another character of the same sort; `None` where there is none.
fn alike(c: char, rng: &mut Rng<'_>) -> Option<char> {
    let other = match c {
        '0'..='9' => rng.pick(&['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']),
        'a'..='z' => rng.pick(&['a', 'e', 'k', 'q', 's', 'x', 'z']),
        'A'..='Z' => rng.pick(&['A', 'E', 'K', 'Q', 'S', 'X', 'Z']),
        _ => return None,
    };
    (other != c).then_some(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::pool::usual;

    #[test]
    fn each_goal_differs_in_one_character() {
        let goal = Goal {
            event_name: Some("a1".into()),
            first_touch_ts: Some("2026-10-25T01:49:31Z".into()),
            ..Goal::default()
        };
        let sample = case(1, usual(), goal.clone());
        let found = around(&sample);
        assert_eq!(found[0].goal, goal);
        assert!(found.len() > 20, "{}", found.len());
        let text = |goal: &Goal| format!("{:?}{:?}", goal.event_name, goal.first_touch_ts);
        for one in &found[1..] {
            let (own, right) = (text(&one.goal), text(&goal));
            let differing = own.chars().zip(right.chars()).filter(|(a, b)| a != b).count();
            assert_eq!((own.len(), differing), (right.len(), 1), "{own}");
        }
    }
}
