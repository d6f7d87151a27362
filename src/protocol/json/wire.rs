//! What JSON cannot carry, as the adapter protocol spells it.
//!
//! `{"$number":"NaN"}`, `{"$number":"Infinity"}`, `{"$number":"-Infinity"}`: an object with one key
//! that begins with `$` is reserved, and nothing else is spelled with one.

use super::read::{JsonError, parse};
use super::value::Value;
use super::write::write_compact;
use crate::protocol::NonFinite;
use crate::protocol::number::Number;

/// Reads a line of the adapter protocol or a vector file: JSON in which `{"$number": …}` denotes
/// a number.
///
/// # Errors
/// Those of [`parse`]. Other reserved objects are left as they are.
pub fn parse_wire(bytes: &[u8]) -> Result<Value, JsonError> {
    let mut value = parse(bytes)?;
    // Rare: do not walk what cannot hold one.
    if bytes.windows(9).any(|w| w == b"\"$number\"") {
        decode_wire(&mut value);
    }
    Ok(value)
}

/// Turns each `{"$number": …}` in `value` into the number it denotes.
pub fn decode_wire(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let [(key, Value::String(name))] = members.as_slice()
                && key == "$number"
                && let Some(number) = name.as_str().and_then(NonFinite::from_name)
            {
                *value = Value::Number(Number::NonFinite(number));
                return;
            }
            for (_, member) in members {
                decode_wire(member);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(decode_wire),
        _ => {}
    }
}

/// Writes one line of the adapter protocol, the newline included.
pub fn write_wire(value: &Value, out: &mut Vec<u8>) {
    write_compact(value, out);
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn non_finite_round_trip() {
        let text = br#"{"a":[{"$number":"NaN"},{"$number":"-Infinity"}],"b":{"$number":"5"}}"#;
        let value = parse_wire(text).unwrap();
        assert!(
            value.any(&mut |v| *v == Value::Number(Number::NonFinite(NonFinite::NegativeInfinity)))
        );
        assert_eq!(value.to_json().as_bytes(), text);
    }

    #[test]
    fn only_an_object_of_one_key_denotes_a_number() {
        for kept in [
            r#"{"$number":"NaN","a":1}"#,
            r#"{"$number":5}"#,
            r#"{"$numbers":"NaN"}"#,
            r#"["$number","NaN"]"#,
        ] {
            assert_eq!(parse_wire(kept.as_bytes()), parse(kept.as_bytes()), "{kept}");
        }
        let number = Value::Number(Number::NonFinite(NonFinite::Infinity));
        assert_eq!(parse_wire(br#"{"$number":"Infinity"}"#), Ok(number.clone()));
        let mut line = Vec::new();
        write_wire(&number, &mut line);
        assert_eq!(line, b"{\"$number\":\"Infinity\"}\n");
    }
}
