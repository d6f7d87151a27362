//! The smallest goal that still shows a finding.

use crate::case::Case;
use crate::protocol::json::Value;
use crate::protocol::{Goal, Number, Text};

/// Shrinks a case for as long as `still` holds, trying at most `budget` smaller cases.
///
/// `still` says whether a case shows the same finding; it may ask a live implementation. The result
/// is the last case for which it held, or the case given where none did.
pub fn shrink(case: &Case, budget: usize, mut still: impl FnMut(&Case) -> bool) -> Case {
    let mut best = case.clone();
    let mut left = budget;
    'smaller: loop {
        for goal in smaller_goals(&best.goal) {
            if left == 0 {
                return best;
            }
            left -= 1;
            let candidate = Case { goal, ..best.clone() };
            if still(&candidate) {
                best = candidate;
                continue 'smaller;
            }
        }
        return best;
    }
}

/// Goals with less in them, the boldest first. Each is smaller by a measure that cannot fall for
/// ever, so shrinking ends.
pub(super) fn smaller_goals(goal: &Goal) -> Vec<Goal> {
    let mut smaller = Vec::new();
    let mut with = |name: &'static str, value: Option<Value>| {
        let mut next = goal.clone();
        if let Some(field) = next.field_mut(name.as_bytes()) {
            *field = value;
        }
        smaller.push(next);
    };
    let fields = || Goal::FIELDS.into_iter().zip(goal.fields());
    for (name, field) in fields() {
        match field {
            Some(value) if name == "event_name" && value.to_json().len() > "\"a\"".len() => {
                with(name, Some("a".into()));
            }
            Some(_) if name == "event_name" => {}
            Some(_) => with(name, None),
            None => {}
        }
    }
    // A goal needs a name to be legal, so the shortest one is left alone.
    for (name, field) in fields().filter(|(_, field)| *field != Some(&Value::from("a"))) {
        for value in field.map(smaller_values).unwrap_or_default() {
            with(name, Some(value));
        }
    }
    smaller
}

fn smaller_values(value: &Value) -> Vec<Value> {
    match value {
        Value::Null | Value::Bool(_) => Vec::new(),
        Value::Number(number) => smaller_numbers(number),
        Value::String(text) => smaller_texts(text).into_iter().map(Value::String).collect(),
        Value::Array(items) => {
            let mut smaller: Vec<Value> = without_each(items).map(Value::Array).collect();
            for (i, item) in items.iter().enumerate() {
                for value in smaller_values(item) {
                    let mut next = items.clone();
                    next[i] = value;
                    smaller.push(Value::Array(next));
                }
            }
            smaller
        }
        Value::Object(members) => {
            let mut smaller: Vec<Value> = without_each(members).map(Value::Object).collect();
            for (i, (key, member)) in members.iter().enumerate() {
                for value in smaller_values(member) {
                    let mut next = members.clone();
                    next[i].1 = value;
                    smaller.push(Value::Object(next));
                }
                let known = ["value", "currency", "plan"].iter().any(|name| key == *name);
                for name in smaller_texts(key).into_iter().filter(|_| !known) {
                    if !members.iter().any(|(other, _)| *other == name) {
                        let mut next = members.clone();
                        next[i].0 = name;
                        smaller.push(Value::Object(next));
                    }
                }
            }
            smaller
        }
    }
}

/// The list without one half, the other half, and each item.
fn without_each<T: Clone>(items: &[T]) -> impl Iterator<Item = Vec<T>> + '_ {
    let half = items.len() / 2;
    let halves = (items.len() > 3).then(|| [items[..half].to_vec(), items[half..].to_vec()]);
    let singles = (0..items.len()).map(|i| [&items[..i], &items[i + 1..]].concat());
    halves.into_iter().flatten().chain(singles)
}

fn smaller_texts(text: &Text) -> Vec<Text> {
    let code_points: Vec<u32> = text.code_points().collect();
    if code_points.is_empty() {
        return Vec::new();
    }
    let mut smaller = vec![Text::default()];
    if code_points.len() > 1 {
        smaller.extend(
            without_each(&code_points).take(64).map(|kept| kept.into_iter().collect::<Text>()),
        );
    }
    smaller
}

fn smaller_numbers(number: &Number) -> Vec<Value> {
    let (Number::Integer(text) | Number::Float { text, .. }) = number else {
        return Vec::new();
    };
    let mut smaller: Vec<String> = Vec::new();
    if text.len() > 1 {
        smaller.extend(["0", "1"].map(str::to_owned));
        // Every text with one character less that is still a number.
        for i in (0..text.len()).rev() {
            smaller.push([&text[..i], &text[i + 1..]].concat());
        }
    } else if &**text > "1" {
        smaller.extend(["0", "1"].map(str::to_owned));
    }
    smaller
        .into_iter()
        .filter_map(|text| match crate::protocol::json::parse(text.as_bytes()) {
            Ok(value @ Value::Number(_)) => Some(value),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::CaseId;
    use crate::protocol::Tenant;
    use crate::protocol::json::parse;
    use std::sync::Arc;

    fn shrunk(goal: &str, still: impl FnMut(&Case) -> bool) -> String {
        let case = Case {
            id: CaseId::Random { seed: 0, index: 0 },
            tenant: Arc::new(Tenant { tenant_id: "t".into(), secret: "00".into() }),
            goal: Goal::from_value(parse(goal.as_bytes()).unwrap()).unwrap(),
        };
        shrink(&case, 1000, still).goal.to_value().to_json()
    }

    const GOAL: &str = r#"{"event_name":"purchase","session_id":"s","properties":
        {"value":1234.125,"plan":"Pro caf\u00e9 \u007f","x":[1,{"y":"z"}]},"first_touch_ts":"now"}"#;

    #[test]
    fn finds_the_one_character() {
        let text = shrunk(GOAL, |case| case.goal.to_value().to_json().contains("\\u00e9"));
        assert_eq!(text, r#"{"event_name":"a","properties":{"plan":"\u00e9"}}"#);
    }

    #[test]
    fn finds_the_shortest_number() {
        let text = shrunk(GOAL, |case| match case.goal.property("value") {
            Some(Value::Number(number)) => (number.to_f64() * 8.0) % 2.0 == 1.0,
            _ => false,
        });
        assert_eq!(text, r#"{"event_name":"a","properties":{"value":1.125}}"#);
    }

    #[test]
    fn ends_when_everything_still_shows_it() {
        assert_eq!(shrunk(GOAL, |_| true), r#"{"event_name":"a"}"#);
        assert!(shrunk(GOAL, |_| false).len() > 100);
    }
}
