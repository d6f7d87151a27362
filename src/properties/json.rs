//! The JSON reader takes what RFC 8259 allows and nothing else, and loses nothing.

use super::{Holds, Outcome, Violation, demand};
use crate::protocol::json::{MAX_DEPTH, Value, parse, write_compact};
use crate::protocol::{Goal, Text};

/// Whatever the bytes are: no panic; what is read is written and read again as the same; a reader of other
/// people takes and refuses the same, as far as it can.
///
/// # Errors
/// [`Violation`].
pub fn json_reader(bytes: &[u8]) -> Holds {
    let ours = parse(bytes);
    let theirs = serde_json::from_slice::<serde_json::Value>(bytes);
    let value = match (ours, theirs) {
        (Ok(value), _) => value,
        (Err(_), Err(_)) => return Ok(Outcome::Holds),
        // It allows twice the depth.
        (Err(error), Ok(theirs)) => {
            demand(depth(&theirs) > MAX_DEPTH, || {
                format!("refuses what serde_json takes: {error}")
            })?;
            return Ok(Outcome::Holds);
        }
    };
    if let Err(error) = serde_json::from_slice::<serde_json::Value>(bytes) {
        // It knows neither half of a pair nor a number beyond a double.
        let excused = has_what_serde_lacks(&value);
        demand(excused, || format!("takes what serde_json refuses: {error}"))?;
    }
    let mut written = Vec::with_capacity(bytes.len());
    write_compact(&value, &mut written);
    demand(written.iter().all(|b| (0x20..0x7F).contains(b)), || {
        "writes more than ASCII".to_owned()
    })?;
    match parse(&written) {
        Ok(again) => demand(again == value, || "is written as something else".to_owned())?,
        Err(error) => return Err(Violation(format!("writes what it does not read: {error}"))),
    }
    // No reading of it panics either.
    drop(Goal::from_value(value.clone()));
    drop(Goal::from_value_last_wins(value));
    Ok(Outcome::Holds)
}

fn depth(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        serde_json::Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn has_what_serde_lacks(value: &Value) -> bool {
    let key = |(key, _): &(Text, Value)| key.has_lone_surrogate();
    value.any(&mut |value| match value {
        Value::String(text) => text.has_lone_surrogate(),
        Value::Number(number) => !number.to_f64().is_finite(),
        Value::Object(members) => members.iter().any(key),
        _ => false,
    })
}
