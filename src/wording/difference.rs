//! Differences between two signed objects, a line each.

use crate::judge::Difference;

/// A difference, in one line.
pub fn difference(difference: &Difference) -> String {
    match difference {
        Difference::NotAnObject => "what was signed is not a JSON object".to_owned(),
        Difference::Before(text) => format!("before the object: {text} signed"),
        Difference::After(text) => format!("after the object: {text} signed"),
        Difference::Missing { key, expected } => format!("{key}: missing; {expected} expected"),
        Difference::Changed { key, expected, signed } => {
            format!("{key}: {expected} expected, {signed} signed")
        }
        Difference::Added { key, signed } => format!("{key}: not expected; {signed} signed"),
        Difference::Order { path, signed } => {
            let place = if path.is_empty() { "the top level" } else { path };
            format!("keys of {place}: {} signed, in this order", signed.join(", "))
        }
        Difference::WhiteSpace => "white space between the members".to_owned(),
    }
}
