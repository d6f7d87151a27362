//! Goals: fresh ones, and ones that differ from another in one respect.

use super::numbers::respelled;
use crate::generate::rng::Rng;
use crate::generate::stream::{
    HARD, add_property, legal, legal_amount, make_wild, text, wild_amount,
};
use crate::protocol::json::Value;
use crate::protocol::{Goal, Text};

/// What implementations drift on: pieces of text that mutators put anywhere, and fuzzers have as a
/// dictionary. As JSON spells them.
pub const ATOMS: [&str; 96] = [
    "\\ud800",
    "\\udfff",
    "\\ud83d\\ude00",
    "\\ud83d",
    "\\ude00",
    "\\u007f",
    "\\u0080",
    "\\u00e9",
    "\\u00E9",
    "\\u2028",
    "\\u2029",
    "\\u0000",
    "\\u001f",
    "\\ufeff",
    "\\ufffd",
    "\\uffff",
    "\\u212b",
    "\\u0301",
    "\\b",
    "\\f",
    "\\n",
    "\\r",
    "\\t",
    "\\\"",
    "\\\\",
    "\\/",
    "/",
    "<",
    ">",
    "&",
    "'",
    "\u{e9}",
    "\u{2028}",
    "\u{1F600}",
    "\u{7f}",
    "0.125",
    "0.375",
    "2.675",
    "1.005",
    "0.005",
    "19.995",
    "99.999",
    "99.0",
    "99.00",
    "99.990",
    "0.1",
    "0.30000000000000004",
    "-0.0",
    "-0",
    "1e21",
    "1e16",
    "1e-7",
    "1e400",
    "-1e999",
    "5e-324",
    "1E2",
    "9007199254740993",
    "10000",
    "10000.01",
    "NaN",
    "Infinity",
    "-Infinity",
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "\"\"",
    "\"event_name\"",
    "\"session_id\"",
    "\"properties\"",
    "\"first_touch_bucket\"",
    "\"first_touch_ts\"",
    "\"value\"",
    "\"currency\"",
    "\"plan\"",
    "\"tenant_id\"",
    "\"ai_search\"",
    "\"AI_SEARCH\"",
    "\"EUR\"",
    "\"eur\"",
    "\"ZZZ\"",
    "jane@acme.com",
    "+14155552671",
    "219-09-9999",
    "2026-11-22T08:00:00.000Z",
    "2026-11-22T08:00:00+02:00",
    "2026-02-29T08:00:00Z",
    "sha256=",
    "md5=",
    "domain=",
    "%2e",
    "__proto__",
    ",",
    ":",
    "\"$number\"",
];

/// A goal: three in four of the legal domain, one anything that a caller could pass.
pub fn fresh_goal(rng: &mut Rng<'_>) -> Goal {
    let mut goal = legal(rng);
    if rng.percent(25) {
        for _ in 0..=rng.below(3) {
            make_wild(&mut goal, rng);
        }
    }
    goal
}

/// Changes a goal in one respect; sometimes in none.
pub fn mutate_goal(goal: &mut Goal, rng: &mut Rng<'_>) {
    match rng.below(12) {
        0 => make_wild(goal, rng),
        1 => take_field(goal, legal(rng), rng),
        2 | 3 => with_number(goal, rng),
        4 => {
            let field = rng.pick(&Goal::FIELDS);
            // Without a name it is no goal, whoever reads it.
            let null = field == "event_name" || rng.percent(50);
            let value = null.then_some(Value::Null);
            set(goal, field, value);
        }
        5 => reorder(goal, rng),
        6 => {
            let name = rng.pick(&["value", "currency", "plan"]);
            remove_property(goal, name);
        }
        _ => with_text(goal, rng),
    }
}

/// Another goal that differs in one respect: what somebody changes after signing.
pub fn changed(goal: &Goal, rng: &mut Rng<'_>) -> Goal {
    let mut changed = goal.clone();
    for _ in 0..8 {
        mutate_goal(&mut changed, rng);
        if changed != *goal {
            break;
        }
    }
    changed
}

fn set(goal: &mut Goal, field: &str, value: Option<Value>) {
    if let Some(slot) = goal.field_mut(field.as_bytes()) {
        *slot = value;
    }
}

/// Takes one field over from another goal.
fn take_field(goal: &mut Goal, mut other: Goal, rng: &mut Rng<'_>) {
    let field = rng.pick(&Goal::FIELDS);
    let taken = other.field_mut(field.as_bytes()).and_then(Option::take);
    set(goal, field, taken);
}

fn remove_property(goal: &mut Goal, name: &str) {
    if let Some(Value::Object(members)) = &mut goal.properties {
        members.retain(|(key, _)| key != name);
    }
}

fn reorder(goal: &mut Goal, rng: &mut Rng<'_>) {
    if let Some(Value::Object(members)) = &mut goal.properties
        && members.len() > 1
    {
        let by = 1 + rng.below(members.len() as u64 - 1) as usize;
        members.rotate_left(by);
    }
}

/// Another amount, or the same in another spelling.
fn with_number(goal: &mut Goal, rng: &mut Rng<'_>) {
    let amount = match goal.property("value") {
        Some(Value::Number(number)) if rng.percent(40) => respelled(number, rng),
        _ if rng.percent(60) => legal_amount(rng),
        _ => wild_amount(rng),
    };
    add_property(goal, Text::constant("value"), Value::Number(amount));
}

/// Changes one of the texts.
fn with_text(goal: &mut Goal, rng: &mut Rng<'_>) {
    let mut texts: Vec<&mut Text> = Vec::with_capacity(8);
    let fields = [
        &mut goal.event_name,
        &mut goal.session_id,
        &mut goal.first_touch_bucket,
        &mut goal.first_touch_ts,
        &mut goal.properties,
    ];
    fields.into_iter().flatten().for_each(|value| collect(value, &mut texts));
    if texts.is_empty() {
        goal.event_name = Some(Value::String(text(rng, 3)));
        return;
    }
    let at = rng.below(texts.len() as u64) as usize;
    *texts[at] = mutated_text(texts[at], rng);
}

fn collect<'v>(value: &'v mut Value, texts: &mut Vec<&'v mut Text>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter_mut().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.iter_mut().for_each(|(_, member)| collect(member, texts)),
        _ => {}
    }
}

/// A text with something put in, taken out or turned round.
fn mutated_text(old: &Text, rng: &mut Rng<'_>) -> Text {
    let mut points: Vec<u32> = old.code_points().collect();
    let at = rng.below(points.len() as u64 + 1) as usize;
    match rng.below(8) {
        0..3 => {
            let piece: Vec<u32> = rng.pick(&HARD).chars().map(u32::from).collect();
            points.splice(at..at, piece);
        }
        3 => points.insert(
            at,
            rng.pick(&[0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0x7F, 0x2028, 0xFFFF, 0x10FFFF]),
        ),
        4 => points.truncate(at),
        5 if at < points.len() => {
            points.remove(at);
        }
        6 => {
            // Up to a limit, and one over it.
            let length = rng.pick(&[49, 50, 51, 100, 101]);
            let fill = rng.pick(&[0x61, 0xE9, 0x6771, 0x1F600, 0x20]);
            points.resize(length, fill);
        }
        _ => {
            for point in &mut points {
                if let Some(c) = char::from_u32(*point).filter(char::is_ascii_alphabetic) {
                    *point = u32::from(c) ^ 0x20;
                }
            }
        }
    }
    points.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::stream::Stream;

    #[test]
    fn a_changed_goal_differs_and_stays_self_describing() {
        for index in 0..3000 {
            let goal = Stream { seed: 5 }.goal(index);
            let other = changed(&goal, &mut Rng::new(6, index));
            assert!(other != goal || goal.to_value().to_json().len() < 60, "{index}: {goal:?}");
            let text = other.to_value().to_json();
            let read = crate::protocol::json::parse_wire(text.as_bytes()).unwrap();
            assert_eq!(Goal::from_value(read).unwrap().to_value().to_json(), text);
        }
    }
}
